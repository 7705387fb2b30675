"""Forms of goals: what is typed, checked for shape; what is allowed is for the rules (G-7, G-8)."""

import datetime
from typing import Any, TypeVar

from django import forms
from django.db.models import Q, QuerySet

from styrhjul.documents.words import MONTHS
from styrhjul.goals import rules
from styrhjul.goals.models import Goal, GoalVersion, Measure
from styrhjul.goals.terms import Direction, GoalKind, Ground, Level, MeasureKind, ReviewOutcome
from styrhjul.governance.models import Meeting
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Unit
from styrhjul.organisation.models.bodies import BodyQuerySet
from styrhjul.organisation.terms import BodyKind

Field = TypeVar("Field", bound=forms.Field)


def area(label: str, help_text: str = "", rows: int = 3, later: str | None = None) -> forms.CharField:
    """Return a field for a longer text that may be left empty in a draft; ``later`` says when it is needed."""
    made = forms.CharField(
        label=label, help_text=help_text, required=False, widget=forms.Textarea(attrs={"rows": rows})
    )
    return made if later is None else needed(made, later)


def needed(field: Field, later: str) -> Field:
    """Return the field with when it is needed, instead of «frivilligt»; empty when what is done asks for it at once."""
    field.later = later  # type: ignore[attr-defined]
    return field


def bodies_to_draft_for(person: Person, level: str) -> BodyQuerySet:
    """Return the bodies whose goals of the level the person drafts (O-6); the council's own are the board's (D-2)."""
    bodies = Body.objects.filter(pk__in=person.rights.drafts_for)
    return bodies.filter(kind=BodyKind.BOARD) if level in rules.OF_COUNCIL else bodies.committees()


def may_propose_goals(user: object) -> bool:
    """Tell whether the user drafts goals for a committee or the board (O-6)."""
    return isinstance(user, Person) and bodies_to_draft_for(user, Level.COMMITTEE).exists()


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        """Write dates as the browser reads them."""
        super().__init__(format="%Y-%m-%d")


class GoalForm(forms.Form):
    """What a goal says. A draft may lack anything but its heading and years; handing it in asks for the rest (G-7)."""

    heading = forms.CharField(label="Rubrik", max_length=200)
    text = area("Målet i en mening", "Vad ska uppnås, och när?")
    first_year = forms.IntegerField(label="Första året", min_value=2000, max_value=2100)
    last_year = forms.IntegerField(label="Sista året", min_value=2000, max_value=2100, help_text="Högst fyra år.")
    fulfilled_by = forms.DateField(label="Ska vara uppnått senast", required=False, widget=DateInput())
    kind = forms.ChoiceField(label="Målets slag", required=False, choices=[("", "Välj"), *GoalKind.choices])
    target_group = area("För vem?", "De som verksamheten är till för.", 2)
    purpose = area("Varför?", "Syftet med målet.")
    criteria = area("Vad krävs för att målet ska vara uppnått?", "En punkt på varje rad fungerar bra.", 4)
    follow_up = area("Hur följs målet upp?", "", 2)
    ground = forms.ChoiceField(label="Vad målet vilar på", choices=Ground.choices)
    parent = forms.ModelChoiceField(
        label="Målet ovanför", required=False, queryset=Goal.objects.none(), empty_label="Välj målet ovanför"
    )
    contribution = area("Hur bidrar målet till målet ovanför?")
    ground_text = area("Grunden i ord", "Vilken lag, vilket styrdokument eller vilket nationellt mål?", 2)

    def __init__(self, *args: Any, level: str, year: int, **kwargs: Any) -> None:
        """Offer the goals above that hold in the year."""
        super().__init__(*args, **kwargs)
        above = self.above(level, year).select_related("goal")
        choices = [(v.goal_id, f"{Level(v.level).label}: {v.heading}") for v in above]
        parent = self.fields["parent"]
        parent.queryset = Goal.objects.filter(pk__in=[pk for pk, _ in choices])  # type: ignore[attr-defined]
        parent.choices = [("", "Välj målet ovanför"), *choices]  # type: ignore[attr-defined]
        needed(parent, "behövs när målet bidrar till ett mål ovanför")
        needed(self.fields["contribution"], "behövs när målet bidrar till ett mål ovanför")
        needed(self.fields["ground_text"], "behövs när målet vilar på något annat")
        if level == Level.COMMITTEE:
            for name in rules.REQUIRED:
                needed(self.fields[name], "behövs innan målet lämnas")
        if level in rules.OF_COUNCIL:
            self.fields["guideline"] = area("Mål i riktlinjerna för god ekonomisk hushållning", "", 2)
        if level == Level.DIRECTED:
            self.fields["quality"] = area("Vilken kvalitet ska höjas?", "", 2)
        if level == Level.OVERALL:
            self.fields["challenge"] = forms.CharField(label="Utmaning", max_length=200, required=False)
            self.fields["present_state"] = area("Nuläge")
            self.fields["new_state"] = area("Nyläge")
            self.fields["analysis"] = area("Analys som målet vilar på")
        if level in (Level.VISION, Level.OVERALL):
            self.fields["explanation"] = area("Förklaring")

    def above(self, level: str, year: int) -> "QuerySet[GoalVersion]":
        """Return what a goal of the level may carry on in the year (G-1)."""
        return GoalVersion.objects.in_year(year).decided().filter(goal__level__in=rules.PARENTS[level])


class NewGoalForm(GoalForm):
    """A new goal: also whose it is."""

    body = forms.ModelChoiceField(label="Vems mål", queryset=Body.objects.none(), empty_label=None)
    field_order = ("body", "heading", "text")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        """Offer the bodies that the person drafts for (O-6)."""
        super().__init__(*args, **kwargs)
        bodies = bodies_to_draft_for(person, kwargs["level"]).named(today())
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]


#: When a year's value may be out: the month, with «+» for the year after (M-3, X-5).
PUBLISHED = [
    ("", "Vet inte än"),
    *((str(number), f"I {name} samma år") for number, name in enumerate(MONTHS, 1)),
    *((f"{number}+", f"I {name} året efter") for number, name in enumerate(MONTHS, 1)),
]


def measures_near(version: GoalVersion) -> "QuerySet[Measure]":
    """Return the measures of the unit whose goal it is, of those below and above it, and of the bodies served."""
    assert version.unit_id is not None
    near = Unit.objects.below([version.unit_id]) | set(Unit.objects.above(version.unit_id))
    return Measure.objects.filter(Q(unit__in=near) | Q(body__ties__administration__in=near)).distinct()


class MeasureOfGoalForm(forms.Form):
    """A measure that the goal is followed by: one that exists, or a new one; with a target for each year (M-2)."""

    measure = forms.ModelChoiceField(
        label="Mått som finns", queryset=Measure.objects.none(), required=False, empty_label="Nytt mått"
    )
    name = forms.CharField(label="Nytt mått: namn", max_length=200, required=False)
    unit_label = forms.CharField(label="Enhet", max_length=40, required=False, help_text="Till exempel %, dagar, kr.")
    kind = forms.ChoiceField(label="Vad måttet mäter", choices=MeasureKind.choices, required=False)
    direction = forms.ChoiceField(label="Riktning", choices=[
        choice for choice in Direction.choices if choice[0] != Direction.WITHIN
    ], required=False)  # fmt: skip
    decimals = forms.IntegerField(label="Decimaler", min_value=0, max_value=4, required=False, initial=0)
    definition = area("Vad räknas, och hur?", "", 2)
    published = forms.ChoiceField(
        label="När finns årets värde?", choices=PUBLISHED, required=False,
        help_text="Delårsrapporten använder värden till och med augusti, årsredovisningen till och med februari.",
    )  # fmt: skip

    def __init__(self, *args: Any, version: GoalVersion, **kwargs: Any) -> None:
        """Offer the body's measures, and a target for each year of the goal."""
        super().__init__(*args, **kwargs)
        own = Measure.objects.filter(body=version.body) if version.body_id else measures_near(version)
        known = own.exclude(goal_measures__version=version)
        self.fields["measure"].queryset = known  # type: ignore[attr-defined]
        needed(self.fields["measure"], "eller beskriv ett nytt nedanför")
        needed(self.fields["name"], "")
        for name in ("unit_label", "kind", "direction", "decimals", "definition", "published"):
            needed(self.fields[name], "för ett nytt mått")
        for year in range(version.first_year, version.last_year + 1):
            aim = forms.DecimalField(
                label=f"Målvärde {year}", required=False, max_digits=16, decimal_places=4, localize=True
            )
            self.fields[f"target_{year}"] = needed(aim, "utan målvärde kan målet inte bedömas mot måttet")

    def clean(self) -> dict[str, Any]:
        """Ask for one or the other: a measure that exists, or the name of a new one."""
        cleaned = super().clean() or {}
        if not cleaned.get("measure") and not (cleaned.get("name") or "").strip():
            self.add_error("name", "Välj ett mått som finns, eller skriv namnet på ett nytt.")
        return cleaned

    def published_in(self) -> dict[str, Any]:
        """Return when a year's value is out, by the names of the measure's fields (M-3)."""
        typed = self.cleaned_data["published"]
        month = typed.removesuffix("+")
        return {"published_month": int(month) if month else None, "published_next_year": typed.endswith("+")}

    def targets(self) -> dict[int, Any]:
        """Return the targets that were typed, by year."""
        return {
            int(name[7:]): value
            for name, value in self.cleaned_data.items()
            if name.startswith("target_") and value is not None
        }


class HandInForm(forms.Form):
    """To which meeting the goal goes."""

    meeting = forms.ModelChoiceField(
        label="Sammanträde", queryset=Meeting.objects.none(), required=False,
        empty_label="Inget valt: sekreteraren tar upp målet",
    )  # fmt: skip

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        """Offer the body's meetings whose minutes are not approved."""
        super().__init__(*args, **kwargs)
        coming = Meeting.objects.filter(body=body, minutes_approved_on=None).order_by("held_on")
        coming = coming.filter(held_on__gte=today() - datetime.timedelta(days=30))
        self.fields["meeting"].queryset = coming.select_related("body")  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is done."""

    comment = area("Varför?", later="")


class ReviewForm(forms.Form):
    """The yearly review: carry on, revise or end (G-2, G-11)."""

    year = forms.IntegerField(label="Inför år", min_value=2000, max_value=2100)
    outcome = forms.ChoiceField(label="Utfall", choices=ReviewOutcome.choices, widget=forms.RadioSelect)
    note = area("Motivering", later="behövs när målet ska avslutas")
    meeting = needed(
        forms.ModelChoiceField(
            label="Sammanträde", queryset=Meeting.objects.none(), required=False, empty_label="Inget valt"
        ),
        "behövs när målet ska avslutas: nämnden föreslår det där",
    )

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        """Offer the body's coming meetings."""
        super().__init__(*args, **kwargs)
        coming = Meeting.objects.filter(body=body, minutes_approved_on=None).order_by("held_on")
        self.fields["meeting"].queryset = coming.select_related("body")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a meeting when the goal is to end: ending is proposed by the body itself."""
        cleaned = super().clean() or {}
        if cleaned.get("outcome") == ReviewOutcome.ENDED and not cleaned.get("meeting"):
            self.add_error("meeting", "Välj det sammanträde där nämnden föreslår att målet avslutas.")
        return cleaned


class ReceiversForm(forms.Form):
    """To which committees a directed goal is given (G-6)."""

    bodies = forms.ModelMultipleChoiceField(
        label="Mottagare", queryset=Body.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text="Varje mottagare svarar för sig på hur målet tas om hand och följs upp.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer every body that can be given a goal, external ones too (O-9)."""
        super().__init__(*args, **kwargs)
        receivers = Body.objects.existing(today()).named(today()).exclude(kind=BodyKind.COUNCIL)
        self.fields["bodies"].queryset = receivers  # type: ignore[attr-defined]


class DisclaimForm(forms.Form):
    """That an overall goal does not concern a committee, with the reason (G-3)."""

    body = forms.ModelChoiceField(label="Nämnd", queryset=Body.objects.none(), empty_label=None)
    year = forms.IntegerField(label="År", min_value=2000, max_value=2100)
    reason = area("Varför berör målet inte nämnden?", later="")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        """Offer the committees that the person drafts for (O-6)."""
        super().__init__(*args, **kwargs)
        mine = Body.objects.named(today()).committees().filter(pk__in=person.rights.drafts_for)
        self.fields["body"].queryset = mine  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """A receiver's answer to a directed goal (G-6)."""

    answer = area("Så tar nämnden sig an målet", "", 5, later="")
    follow_up = area("Så följs målet upp", "", 3, later="")
