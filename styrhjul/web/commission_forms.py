"""Forms of commissions and evaluations: given, changed, reported back, closed (I-4, X-11)."""

import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from styrhjul.goals.models import Activity, Commission, GoalVersion
from styrhjul.goals.rules import POLITICAL
from styrhjul.goals.terms import Level
from styrhjul.governance.models import Decision
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Unit, running
from styrhjul.organisation.terms import BodyKind
from styrhjul.web.goal_forms import DateInput, area


class CommissionForm(forms.Form):
    """What is ordered, by when (X-11)."""

    what = forms.CharField(label="Uppdraget i en mening", max_length=300)
    text = area("Uppdraget i sin helhet", "Så som det står i beslutet.", 5)
    due_on = forms.DateField(label="Återrapporteras senast", required=False, widget=DateInput())


class NewCommissionForm(CommissionForm):
    """A new commission: also to whom."""

    receiver = forms.ChoiceField(label="Till", help_text="En nämnd, ett bolag eller en enhet.")
    field_order: tuple[str, ...] = ("receiver", "what", "text")

    def __init__(self, *args: Any, giver: Body, **kwargs: Any) -> None:
        """Offer every body but the one that gives it and the council, and every unit."""
        super().__init__(*args, **kwargs)
        bodies = Body.objects.existing(today()).named(today()).exclude(pk=giver.pk).exclude(kind="council")
        units = Unit.objects.placed(today()).filter(to_on=None)
        self.receivers = {f"organ-{one.pk}": one for one in bodies} | {f"enhet-{one.pk}": one for one in units}
        groups = [
            (label, [(key, str(one)) for key, one in self.receivers.items() if key.startswith(prefix)])
            for label, prefix in (("Nämnder och bolag", "organ"), ("Förvaltningar och enheter", "enhet"))
        ]
        self.fields["receiver"].choices = [("", "Välj mottagare"), *groups]  # type: ignore[attr-defined]

    def clean_receiver(self) -> Body | Unit:
        """Return whom the commission goes to."""
        return self.receivers[self.cleaned_data["receiver"]]


class EvaluationForm(CommissionForm):
    """What is to be found out, how, by whom, by when (I-4)."""

    question = area("Frågan", "Gav insatsen den väntade effekten, för vem, och varför?", 4, later="")
    method = area("Metoden", "Hur ska det undersökas: enkät, intervjuer, jämförelse, statistik?", 3, later="")
    performer = forms.CharField(
        label="Utförs av", max_length=200, required=False, help_text="Om någon annan än mottagaren gör utvärderingen."
    )
    field_order: tuple[str, ...] = ("about", "receiver", "what", "question", "method", "performer", "due_on", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for an evaluation in the words of one."""
        super().__init__(*args, **kwargs)
        self.fields["what"].label = "Utvärderingen i en mening"
        self.fields["due_on"].label = "Resultatet lämnas senast"
        self.fields["due_on"].later = ""  # type: ignore[attr-defined]
        self.fields["text"].label = "Beslutet i sin helhet"


class NewEvaluationForm(EvaluationForm, NewCommissionForm):
    """A new evaluation: also of what, and to whom."""

    about = forms.ChoiceField(label="Vad ska utvärderas?", help_text="Ett mål eller en aktivitet som är fastställd.")

    def __init__(self, *args: Any, giver: Body, reader: Person, **kwargs: Any) -> None:
        """Offer the goals and activities that the body may have evaluated."""
        super().__init__(*args, giver=giver, **kwargs)
        self.subjects, groups = subjects_of(giver, reader)
        self.fields["about"].choices = [("", "Välj ett mål eller en aktivitet"), *groups]  # type: ignore[attr-defined]
        self.fields["receiver"].label = "Vem ansvarar för utvärderingen?"
        self.fields["receiver"].help_text = "Den förvaltning, enhet eller nämnd som ser till att det blir gjort."

    def clean_about(self) -> Any:
        """Return the goal or the activity that is evaluated."""
        return self.subjects[self.cleaned_data["about"]]


def subjects_of(giver: Body, reader: Person) -> tuple[dict[str, Any], list[tuple[str, list[tuple[str, str]]]]]:
    """Return what the body may have evaluated in the year, by key, and the choices in groups (I-4).

    The council and the board: every political goal and every adopted plan's activities; a committee: its own goals,
    those that it has been given, and what the administrations that serve it have in their plans.
    """
    year = today().year
    versions = GoalVersion.objects.visible_to(reader).in_year(year).decided().exclude(goal__level=Level.VISION)
    activities = Activity.objects.visible_to(reader).filter(plan__year=year, plan__state="adopted", shared_from=None)
    if giver.kind == BodyKind.COMMITTEE:
        serving = Unit.objects.filter(running(today(), "ties__"), ties__body=giver).values_list("pk", flat=True)
        units = Unit.objects.below(frozenset(serving), today())
        versions = versions.filter(Q(body=giver) | Q(shares__body=giver) | Q(unit__in=units)).distinct()
        activities = activities.filter(plan__unit__in=units)
    else:
        versions = versions.filter(goal__level__in=POLITICAL)
    subjects: dict[str, Any] = {}
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in versions.select_related("goal").order_by("rank", "id"):
        subjects[f"mal-{one.goal_id}"] = one.goal
        groups.setdefault(Level(one.level).label, []).append((f"mal-{one.goal_id}", one.heading))
    for act in activities.select_related("plan__unit").order_by("plan", "due_on", "id"):
        subjects[f"aktivitet-{act.pk}"] = act
        groups.setdefault(f"Aktiviteter, {act.plan}", []).append((f"aktivitet-{act.pk}", act.what))
    return subjects, list(groups.items())


class ReportForm(forms.Form):
    """What a commission has led to (X-11)."""

    text = area("Vad har uppdraget lett till?", "", 6, later="")
    reported_on = forms.DateField(label="Återrapporterat", widget=DateInput())
    is_final = forms.BooleanField(label="Det här är den slutliga återrapporten", required=False)
    decision = forms.ModelChoiceField(
        label="Nämndens beslut om återrapporten", queryset=Decision.objects.none(), required=False,
        empty_label="Inget beslut",
    )  # fmt: skip

    def __init__(self, *args: Any, commission: Commission, **kwargs: Any) -> None:
        """Offer the receiving body's decisions since the commission; a unit has none."""
        super().__init__(*args, **kwargs)
        if commission.is_evaluation:
            self.fields["text"].label = "Vad visar utvärderingen?"
        if commission.body_id is None:
            del self.fields["decision"]
        else:
            own = decisions_since(commission.body_id, commission.decision.decided_on)
            self.fields["decision"].queryset = own  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    """The decision by which the commission is closed (X-11)."""

    decision = forms.ModelChoiceField(
        label="Beslutet som avslutar uppdraget", queryset=Decision.objects.none(), empty_label="Välj beslutet",
        help_text="Det ska vara registrerat, fattat av samma organ och inte äldre än återrapporten.",
    )  # fmt: skip

    def __init__(self, *args: Any, commission: Commission, **kwargs: Any) -> None:
        """Offer the decisions of the body that gave it, since it was given and reported back."""
        super().__init__(*args, **kwargs)
        own = decisions_since(commission.ordered_by_id, commission.closable_from)
        self.fields["decision"].queryset = own  # type: ignore[attr-defined]


def decisions_since(body_id: int, day: datetime.date) -> "QuerySet[Decision]":
    """Return the body's recorded decisions from the day on, the latest first."""
    own = Decision.objects.recorded().filter(meeting__body=body_id, meeting__held_on__gte=day)
    return own.select_related("meeting__body").order_by("-meeting__held_on", "-id")
