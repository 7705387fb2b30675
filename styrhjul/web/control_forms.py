"""Forms of internal control: what is typed about risks, controls, results, remedies and follow-ups (C-1, C-2)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from styrhjul.control.models import ControlPlan, Risk
from styrhjul.control.terms import Frequency, PolicyKind, RiskKind, Sufficiency
from styrhjul.goals.models import Goal, GoalVersion
from styrhjul.goals.terms import Level
from styrhjul.governance.rules import ModelSettings
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Unit, running
from styrhjul.web.goal_forms import DateInput, area


class NewPlanForm(forms.Form):
    """A new plan: which of last year's risks it begins with, each with its controls (C-3)."""

    copied = forms.TypedMultipleChoiceField(
        label="Ta med från förra årets plan", coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Riskerna följer med på sina platser, med sina kontroller. Allt går att ändra efteråt.",
    )  # fmt: skip

    def __init__(self, *args: Any, risks: Sequence[Risk], **kwargs: Any) -> None:
        """Offer last year's risks, all of them chosen from the beginning."""
        super().__init__(*args, **kwargs)
        choices = [(risk.pk, f"{risk.what} ({risk.likelihood} × {risk.consequence})") for risk in risks]
        self.fields["copied"].choices = choices  # type: ignore[attr-defined]
        self.fields["copied"].initial = [pk for pk, _ in choices]
        if not choices:
            del self.fields["copied"]


class PlanTextForm(forms.Form):
    """What the plan says beside its risks (C-1)."""

    text = area("Så arbetar nämnden med intern kontroll", "Vem gör vad, och hur rapporteras det?", 10)


def steps(scale: Sequence[tuple[str, str]]) -> list[tuple[int, str]]:
    """Return the steps of a scale as choices: number, word and what it means."""
    return [(step, f"{step} {word}: {meaning}") for step, (word, meaning) in enumerate(scale, 1)]


class MoveForm(forms.Form):
    """Where in the matrix a risk lies (C-3)."""

    likelihood = forms.TypedChoiceField(label="Sannolikhet", coerce=int)
    consequence = forms.TypedChoiceField(label="Konsekvens", coerce=int)

    def __init__(self, *args: Any, model: ModelSettings, **kwargs: Any) -> None:
        """Offer the steps of the year's scales."""
        super().__init__(*args, **kwargs)
        self.fields["likelihood"].choices = steps(model.likelihood_scale)  # type: ignore[attr-defined]
        self.fields["consequence"].choices = steps(model.consequence_scale)  # type: ignore[attr-defined]


class RiskForm(MoveForm):
    """A risk: what, its kind, what it concerns, and its place in the matrix (C-1)."""

    what = forms.CharField(label="Risk", max_length=200, help_text="Vad kan hända som hindrar att målet nås?")
    description = area("Vad kan den leda till?", "", 3)
    kind = forms.ChoiceField(label="Slag av risk", choices=RiskKind.choices)
    goal = forms.ModelChoiceField(
        label="Mål som hotas", queryset=Goal.objects.none(), required=False, empty_label="Inget mål valt"
    )
    process = forms.CharField(
        label="Process", max_length=200, required=False, help_text="Till exempel löneutbetalning eller upphandling."
    )
    field_order = ("what", "description", "kind", "goal", "process", "likelihood", "consequence")

    def __init__(self, *args: Any, plan: ControlPlan, **kwargs: Any) -> None:
        """Offer the year's decided goals that the body owns, or that hold for all."""
        super().__init__(*args, **kwargs)
        decided = GoalVersion.objects.in_year(plan.year).decided().select_related("goal", "body")
        listed = [
            (one.goal_id, f"{Level(one.level).label}: {one.heading}")
            for one in decided.order_by("goal__level", "rank", "id")
            if one.body_id == plan.body_id or one.level not in {Level.COMMITTEE, Level.OPERATIONAL, Level.DEPARTMENT}
        ]
        goal = self.fields["goal"]
        goal.queryset = Goal.objects.filter(pk__in=[pk for pk, _ in listed])  # type: ignore[attr-defined]
        goal.choices = [("", "Inget mål valt"), *listed]  # type: ignore[attr-defined]


class ControlForm(forms.Form):
    """A control of a risk; all but what and how often may wait until the plan is handed in (C-1)."""

    what = forms.CharField(label="Vad kontrolleras?", max_length=200)
    how = area("Hur görs kontrollen?", "Till exempel stickprov på tio fakturor.", 3)
    frequency = forms.ChoiceField(label="Hur ofta?", choices=Frequency.choices, widget=forms.RadioSelect)
    unit = forms.ModelChoiceField(
        label="Ansvarig enhet", queryset=Unit.objects.none(), required=False, empty_label="Ingen angiven än"
    )
    position = forms.CharField(
        label="Ansvarig befattning", max_length=120, required=False,
        help_text="Befattningen, inte namnet: planen blir offentlig. Den som har befattningen i enheten rapporterar.",
    )  # fmt: skip
    reported_to = forms.CharField(
        label="Rapporteras till", max_length=120, required=False, help_text="Till exempel förvaltningschefen."
    )

    def __init__(self, *args: Any, plan: ControlPlan, **kwargs: Any) -> None:
        """Offer the administrations that serve the body, with all below them."""
        super().__init__(*args, **kwargs)
        serving = Unit.objects.filter(running(today(), "ties__"), ties__body=plan.body_id).values_list("pk", flat=True)
        below = Unit.objects.below(serving, today())
        self.fields["unit"].queryset = Unit.objects.placed(today()).filter(pk__in=below)  # type: ignore[attr-defined]
        for name in ("unit", "position"):
            self.fields[name].later = "behövs när planen lämnas"  # type: ignore[attr-defined]


class ResultForm(forms.Form):
    """What a control showed in a period (C-2)."""

    result = forms.CharField(
        label="Vad visade kontrollen?", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Hur mycket granskades, och vad blev det?",
    )  # fmt: skip
    has_deviation = forms.BooleanField(label="Kontrollen visade en avvikelse", required=False)
    deviation = area("Vad avviker?", "Fylls i när det finns en avvikelse.", 3)


class ControlRemedyForm(forms.Form):
    """What is done about a deviation (C-2)."""

    what = forms.CharField(label="Åtgärd", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    responsible = forms.CharField(label="Ansvarig befattning", max_length=120, help_text="Befattningen, inte namnet.")
    due_on = forms.DateField(label="Klar senast", widget=DateInput())


class DoneForm(forms.Form):
    """That a remedy is done (C-2)."""

    done_on = forms.DateField(label="Klar", widget=DateInput())
    outcome = area("Vad blev det av den?", "En rad räcker.", 2)


class FollowupForm(forms.Form):
    """What the follow-up says, and how the internal control is judged (C-2, KL 6:6)."""

    assessment = forms.ChoiceField(
        label="Bedömning av den interna kontrollen", choices=Sufficiency.choices, widget=forms.RadioSelect,
        required=False, help_text="Kommunallagen 6 kap. 6 § säger att den ska vara tillräcklig.",
    )  # fmt: skip
    summary = area("Sammanfattning", "Vad visade årets kontroller, vad gjordes åt avvikelserna, vad återstår?", 10)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say when the fields are needed."""
        super().__init__(*args, **kwargs)
        for name in ("assessment", "summary"):
            self.fields[name].later = "behövs innan den lämnas"  # type: ignore[attr-defined]


class PolicyForm(forms.Form):
    """The council's regulation or the board's instructions for internal control (C-1)."""

    kind = forms.ChoiceField(label="Slag", choices=PolicyKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label="Namn", max_length=200)
    text = area("Innehåll i korthet", "Det som den som skriver en plan behöver veta.", 6)
    link = forms.URLField(label="Länk till dokumentet", max_length=500, required=False, assume_scheme="https")
    decided_on = forms.DateField(label="Beslutat", required=False, widget=DateInput())
    paragraph = forms.CharField(label="Paragraf", max_length=20, required=False)
    first_year = forms.IntegerField(label="Gäller från år", min_value=2000, max_value=2100)
    last_year = forms.IntegerField(label="Gäller till år", min_value=2000, max_value=2100, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_year"), cleaned.get("last_year")
        if first and last and last < first:
            self.add_error("last_year", "Sista året kan inte vara före det första.")
        return cleaned
