"""Forms of plans: their texts, their activities, and who answers for their goals (P-1, P-2, P-3, P-7)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from styrhjul.goals import rules
from styrhjul.goals.models import Activity, Commission, Goal, GoalVersion, Plan, PlanCondition
from styrhjul.goals.terms import ActivityStatus, ConditionKind, Level, Mandate
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Position, Unit
from styrhjul.organisation.terms import UnitKind
from styrhjul.web.goal_forms import DateInput, GoalForm, area, needed


class PlanForm(forms.Form):
    """What a plan says beside its goals and activities (P-1, P-3)."""

    focus = area("Årets inriktning", "Vad är viktigast under året, och varför?", 6)
    resources = area("Resurser", "Personal, lokaler och annat som finns. Pengarna hämtas ur budgeten.", 4)
    staff = forms.DecimalField(
        label="Årsarbetare", required=False, min_value=0, max_digits=7, decimal_places=1, localize=True,
        help_text="Så många heltidsarbeten som planen räknar med.",
    )  # fmt: skip
    conditions = area("Andra förutsättningar", "Nationella mål och ändrade lagar läggs till rad för rad i planen.", 4)


class ConditionForm(forms.Form):
    """A national goal or a changed law that the plan takes into account (G-9, P-1)."""

    kind = forms.ChoiceField(label="Slag", choices=ConditionKind.choices, widget=forms.RadioSelect)
    what = forms.CharField(label="Målet eller lagen", max_length=300)
    meaning = area("Vad betyder det för verksamheten?")


class CarryForm(forms.Form):
    """What is taken along from last year's plan: texts, conditions, own goals, unfinished activities (P-1)."""

    texts = forms.MultipleChoiceField(label="Texter", required=False, widget=forms.CheckboxSelectMultiple)
    conditions = forms.ModelMultipleChoiceField(
        label="Nationella mål och ändrade lagar", queryset=PlanCondition.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    goals = forms.ModelMultipleChoiceField(
        label="Egna mål", queryset=GoalVersion.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Målet fortsätter med samma mått. Skriv nya målvärden efteråt.",
    )  # fmt: skip
    activities = forms.ModelMultipleChoiceField(
        label="Aktiviteter som inte är klara", queryset=Activity.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ett slutdatum som har passerat följer inte med.",
    )  # fmt: skip

    def __init__(self, *args: Any, plan: Plan, earlier: Plan, **kwargs: Any) -> None:
        """Offer what stands in the earlier plan and not yet in this one; leave out what there is nothing of."""
        super().__init__(*args, **kwargs)
        labels = (("focus", "Årets inriktning"), ("resources", "Resurser"), ("conditions", "Andra förutsättningar"))
        texts = [(name, label) for name, label in labels if getattr(earlier, name) and not getattr(plan, name)]
        own = earlier.goal_versions.exclude(goal__in=plan.goal_versions.values("goal"))
        offered = {
            "conditions": earlier.demands.exclude(what__in=plan.demands.values("what")),
            "goals": own.exclude(state="ended").select_related("goal"),
            "activities": earlier.activities.unfinished().exclude(carried_on__plan=plan),
        }
        self.fields["texts"].choices = texts  # type: ignore[attr-defined]
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        empty = [name for name, rows in offered.items() if not rows.exists()] + ([] if texts else ["texts"])
        for name in empty:
            del self.fields[name]
        for field in self.fields.values():
            needed(field, "")


class OwnGoalForm(GoalForm):
    """A goal of the administration's or department's own, for the year of its plan (G-9)."""

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        """Ask for less than of a political goal: the year is the plan's."""
        self.plan = plan
        level = rules.OWN_LEVELS[UnitKind(plan.unit.kind)]
        super().__init__(*args, level=level, year=plan.year, **kwargs)
        for name in ("first_year", "last_year", "kind", "target_group", "criteria"):
            del self.fields[name]

    def above(self, level: str, year: int) -> "QuerySet[GoalVersion]":
        """Offer the political goals that hold, and the operational goals of the units above (G-9)."""
        above = Unit.objects.above(self.plan.unit_id, self.plan.day)
        of_units = Q(goal__level=Level.OPERATIONAL, unit__in=above)
        political = Q(state__in=rules.DECIDED, goal__level__in=rules.POLITICAL)
        return GoalVersion.objects.in_year(year).filter(political | of_units, goal__level__in=rules.PARENTS[level])


class ActivityForm(forms.Form):
    """An activity; all but what is to be done may wait until the plan is adopted (P-2)."""

    what = forms.CharField(label="Vad ska göras?", max_length=300)
    description = area("Beskrivning", "", 3)
    mandate = forms.ChoiceField(label="Uppdragsgivare", choices=Mandate.choices, widget=forms.RadioSelect)
    goal = forms.ModelChoiceField(
        label="Vilket mål?", queryset=Goal.objects.none(), required=False, empty_label="Inget mål valt"
    )
    commission = forms.ModelChoiceField(
        label="Vilket uppdrag?", queryset=Commission.objects.none(), required=False, empty_label="Inget uppdrag valt"
    )
    mandate_text = forms.CharField(
        label="Vilken lag, eller vems initiativ?", max_length=200, required=False,
        help_text="Fylls i när aktiviteten inte kommer ur ett mål.",
    )  # fmt: skip
    start_on = forms.DateField(label="Börjar", required=False, widget=DateInput())
    due_on = forms.DateField(label="Ska vara klar", required=False, widget=DateInput())

    def __init__(self, *args: Any, plan: Plan, headings: Mapping[int, str], **kwargs: Any) -> None:
        """Offer the goals of the plan; ask for a department in an operational plan, for a person in the others."""
        super().__init__(*args, **kwargs)
        goals = self.fields["goal"]
        goals.queryset = Goal.objects.filter(pk__in=headings)  # type: ignore[attr-defined]
        goals.choices = [("", "Inget mål valt"), *headings.items()]  # type: ignore[attr-defined]
        self._offer_commissions(plan)
        units = Unit.objects.below([plan.unit_id], plan.day)
        if plan.needs_endorsement:
            held = Position.objects.running(plan.day).filter(unit__in=units).values("person")
            self.fields["responsible"] = forms.ModelChoiceField(
                label="Ansvarig", queryset=Person.objects.filter(pk__in=held, is_active=True).order_by("name"),
                required=False, empty_label="Ingen angiven än",
            )  # fmt: skip
        else:
            self.fields["responsible_unit"] = forms.ModelChoiceField(
                label="Ansvarig avdelning", queryset=Unit.objects.placed(plan.day).filter(pk__in=units),
                required=False, empty_label="Ingen angiven än",
            )  # fmt: skip
        for name in ("goal", "commission", "mandate_text", "due_on", "responsible", "responsible_unit"):
            if name in self.fields:
                self.fields[name].later = "behövs när planen fastställs"  # type: ignore[attr-defined]

    def _offer_commissions(self, plan: Plan) -> None:
        """Offer what the bodies served, the unit and those above it have been ordered; leave it out without any."""
        above = Unit.objects.above(plan.unit_id, plan.day)
        mine = Q(unit__in=above) | Q(body__ties__administration__in=above)
        given = Commission.objects.running().filter(mine) | Commission.objects.filter(activities__plan=plan)
        self.fields["commission"].queryset = given.distinct()  # type: ignore[attr-defined]
        if not given.exists():
            del self.fields["commission"]
            mandate = self.fields["mandate"]
            mandate.choices = [one for one in Mandate.choices if one[0] != Mandate.COMMISSION]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Keep the ground that goes with the mandate giver, and drop the others."""
        cleaned = {"commission": None} | (super().clean() or {})
        mandate = cleaned.get("mandate")
        grounds = {"goal": Mandate.GOAL, "commission": Mandate.COMMISSION}
        kept = {name: cleaned.get(name) if mandate == ground else None for name, ground in grounds.items()}
        return cleaned | kept | ({"mandate_text": ""} if mandate in grounds.values() else {})


class HearingForm(forms.Form):
    """That a committee has been heard on an operational plan (D-6)."""

    body = forms.ModelChoiceField(label="Nämnd", queryset=Body.objects.none(), empty_label="Välj nämnd")
    heard_on = forms.DateField(label="Hördes", widget=DateInput())
    paragraph = forms.CharField(label="Paragraf", max_length=20, required=False)
    remarks = area("Synpunkter")

    def __init__(self, *args: Any, bodies: Iterable[int], **kwargs: Any) -> None:
        """Offer the bodies that the administration serves and that the person records for."""
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.named(today()).filter(pk__in=bodies)  # type: ignore[attr-defined]


class ResponsibleForm(forms.Form):
    """Which department answers for each goal of an administration's plan (P-7)."""

    def __init__(self, *args: Any, plan: Plan, headings: Mapping[int, str], **kwargs: Any) -> None:
        """Ask for each goal of the plan that the person may read; offer the departments and units below."""
        super().__init__(*args, **kwargs)
        below = Unit.objects.below([plan.unit_id], plan.day) - {plan.unit_id}
        units = Unit.objects.placed(plan.day).filter(pk__in=below or {plan.unit_id})
        for one in plan.planned_goals.all():
            if one.goal_id in headings:
                self.fields[f"goal_{one.goal_id}"] = forms.ModelChoiceField(
                    label=headings[one.goal_id], queryset=units, initial=one.responsible_id,
                    required=one.responsible_id is not None, empty_label="Ingen angiven än",
                )  # fmt: skip

    def chosen(self) -> dict[Goal, Unit]:
        """Return the department chosen for each goal, leaving out those without one."""
        units = {int(name[5:]): unit for name, unit in self.cleaned_data.items() if unit is not None}
        return {goal: units[goal.pk] for goal in Goal.objects.filter(pk__in=units)}


class ProgressForm(forms.Form):
    """How an activity goes (P-4)."""

    status = forms.ChoiceField(label="Läge", choices=ActivityStatus.choices, widget=forms.RadioSelect)
    note = area("Hur går det?", "En rad räcker.")
    result = area("Resultat", "Vad blev det av det? Fylls i när aktiviteten är klar.")
    obstacles = area("Hinder")
