"""Forms of plans: their texts, their activities, and who answers for their goals (P-1, P-2, P-3, P-7)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from styrhjul.goals.models import Goal, Plan
from styrhjul.goals.terms import ActivityStatus, Mandate
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Position, Unit
from styrhjul.web.goal_forms import DateInput, area


class PlanForm(forms.Form):
    """What a plan says beside its goals and activities (P-1, P-3)."""

    focus = area("Årets inriktning", "Vad är viktigast under året, och varför?", 6)
    resources = area("Resurser", "Pengar, personal och lokaler som finns.", 4)
    conditions = area("Nationella mål, ny lagstiftning och andra förutsättningar", "", 4)


class ActivityForm(forms.Form):
    """An activity; all but what is to be done may wait until the plan is adopted (P-2)."""

    what = forms.CharField(label="Vad ska göras?", max_length=300)
    description = area("Beskrivning", "", 3)
    mandate = forms.ChoiceField(label="Uppdragsgivare", choices=Mandate.choices, widget=forms.RadioSelect)
    goal = forms.ModelChoiceField(
        label="Vilket mål?", queryset=Goal.objects.none(), required=False, empty_label="Inget mål valt"
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
        for name in ("goal", "mandate_text", "due_on", "responsible", "responsible_unit"):
            if name in self.fields:
                self.fields[name].later = "behövs när planen fastställs"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Keep the ground that goes with the mandate giver, and drop the other."""
        cleaned = super().clean() or {}
        is_goal = cleaned.get("mandate") == Mandate.GOAL
        return cleaned | ({"mandate_text": ""} if is_goal else {"goal": None})


class HearingForm(forms.Form):
    """That a committee has been heard on an operational plan (D-6)."""

    body = forms.ModelChoiceField(label="Nämnd", queryset=Body.objects.none())
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
