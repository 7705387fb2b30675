"""Activities shared out to units below, who contributes, and what employees propose (P-2, P-3, P-6)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse

from styrhjul.goals.actions import sharing as actions
from styrhjul.goals.actions.goals import can_draft
from styrhjul.goals.actions.plans import can_write
from styrhjul.goals.models import Activity, Goal, GoalVersion, Plan, Suggestion
from styrhjul.goals.terms import ActivityStatus, SuggestionKind, SuggestionState
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Position, Unit
from styrhjul.organisation.terms import BodyKind
from styrhjul.web.acting import attempt, show_form
from styrhjul.web.chain_rows import STATES
from styrhjul.web.drafting import person_of
from styrhjul.web.goal_forms import area
from styrhjul.web.trail import form_of, trail_of

#: How many suggestions a unit's page shows.
LATEST = 10


class ShareOutForm(forms.Form):
    """To which units below an activity is shared out (P-3)."""

    units = forms.ModelMultipleChoiceField(
        label="Vilka enheter ska göra sin del?", queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text="Aktiviteten läggs i enhetens egen plan. Där anger chefen vem som gör den.",
        error_messages={"required": "Välj minst en enhet."},
    )  # fmt: skip

    def __init__(self, *args: Any, units: "QuerySet[Unit]", **kwargs: Any) -> None:
        """Offer the units below the plan's own."""
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]


class ContributorsForm(forms.Form):
    """Who contributes to an activity beside the one responsible (P-2, T-5)."""

    people = forms.ModelMultipleChoiceField(
        label="Personer", queryset=Person.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    units = forms.ModelMultipleChoiceField(
        label="Enheter", queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        """Offer the people of the plan's units, and all units."""
        super().__init__(*args, **kwargs)
        below = Unit.objects.below([activity.plan.unit_id], activity.plan.day)
        held = Position.objects.running(activity.plan.day).filter(unit__in=below).values("person")
        people = Person.objects.filter(pk__in=held, is_active=True).exclude(activities=activity)
        self.fields["people"].queryset = people.order_by("name")  # type: ignore[attr-defined]
        units = Unit.objects.placed(activity.plan.day).exclude(pk=activity.plan.unit_id)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]


class ContributingBodiesForm(forms.Form):
    """Which bodies contribute to a goal beside its own (T-5)."""

    bodies = forms.ModelMultipleChoiceField(
        label="Vilka bidrar?", queryset=Body.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text="De ser målet på sin egen sida. Målet är fortfarande nämndens eget.",
    )  # fmt: skip

    def __init__(self, *args: Any, version: GoalVersion, **kwargs: Any) -> None:
        """Offer every body but the council and the goal's own."""
        super().__init__(*args, **kwargs)
        others = Body.objects.existing(today()).named(today()).exclude(kind=BodyKind.COUNCIL)
        self.fields["bodies"].queryset = others.exclude(pk=version.body_id or 0)  # type: ignore[attr-defined]


class SuggestionForm(forms.Form):
    """What an employee proposes to the unit (P-6)."""

    kind = forms.ChoiceField(label="Vad föreslår du?", choices=SuggestionKind.choices, widget=forms.RadioSelect)
    what = forms.CharField(label="Förslaget i en mening", max_length=300)
    why = area("Varför, och vad skulle det ge?", "", 4)
    goal = forms.ModelChoiceField(
        label="Vilket mål bidrar det till?", queryset=Goal.objects.none(), required=False, empty_label="Inget särskilt"
    )

    def __init__(self, *args: Any, headings: dict[int, str], **kwargs: Any) -> None:
        """Offer the goals of the unit's plans."""
        super().__init__(*args, **kwargs)
        goals = self.fields["goal"]
        goals.queryset = Goal.objects.filter(pk__in=headings)  # type: ignore[attr-defined]
        goals.choices = [("", "Inget särskilt"), *headings.items()]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The head's answer to a suggestion (P-6)."""

    takes_up = forms.ChoiceField(
        label="Tas förslaget upp?", choices=[("ja", "Ja"), ("nej", "Nej")], widget=forms.RadioSelect
    )
    answer = area("Svar till den som föreslog", "Behövs när förslaget inte tas upp.", 4)


def _frame(title: str, button: str, back: str, year: int) -> dict[str, Any]:
    return {"title": title, "button": button, "back": back, "year": year}


def share_activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Share an activity out to units below the plan's own (P-3)."""
    person = person_of(request)
    found = get_object_or_404(Activity.objects.visible_to(person).select_related("plan__unit"), pk=activity_id)
    if not actions.can_share_out(person, found):
        raise PermissionDenied
    below = Unit.objects.below([found.plan.unit_id], found.plan.day) - {found.plan.unit_id}
    units = Unit.objects.placed(found.plan.day).filter(pk__in=below)
    form = ShareOutForm(request.POST or None, units=units)
    if form.is_valid():
        chosen = list(form.cleaned_data["units"])
        if attempt(form, lambda: actions.share_out_to(by=person, activity=found, units=chosen)) is not None:
            messages.success(request, "Aktiviteten är utdelad.")
            return redirect("activity", activity_id=found.pk)
    back = reverse("activity", args=[found.pk])
    frame = _frame(f"Dela ut: {found.what}", "Dela ut", back, found.plan.year)
    return show_form(request, "organisation/form.html", frame, form)


def contributors(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Name who contributes to an activity (P-2, T-5)."""
    person = person_of(request)
    found = get_object_or_404(Activity.objects.visible_to(person).select_related("plan__unit"), pk=activity_id)
    if not (actions.can_share_out(person, found) or can_write(person, found.plan)):
        raise PermissionDenied
    initial = {"people": found.contributors.all(), "units": found.contributing_units.all()}
    form = ContributorsForm(request.POST or None, activity=found, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        named = attempt(form, lambda: actions.name_contributors(by=person, activity=found, **data))
        if named is not None:
            messages.success(request, "Det är sparat vilka som bidrar.")
            return redirect("activity", activity_id=found.pk)
    back = reverse("activity", args=[found.pk])
    title = f"Vilka bidrar till: {found.what}"
    return show_form(request, "organisation/form.html", _frame(title, "Spara", back, found.plan.year), form)


def goal_contributors(request: HttpRequest, version_id: int) -> HttpResponse:
    """Name the bodies that contribute to a goal that is a draft (T-5)."""
    person = person_of(request)
    readable = GoalVersion.objects.visible_to(person).select_related("goal", "body", "plan")
    found = get_object_or_404(readable, pk=version_id)
    if not can_draft(person, found):
        raise PermissionDenied
    form = ContributingBodiesForm(request.POST or None, version=found, initial={"bodies": found.contributors.all()})
    if form.is_valid():
        bodies = list(form.cleaned_data["bodies"])
        named = attempt(form, lambda: actions.name_contributing_bodies(by=person, version=found, bodies=bodies))
        if named is not None:
            messages.success(request, "Det är sparat vilka som bidrar.")
            return redirect("goal_version", version_id=found.pk)
    back = reverse("goal_version", args=[found.pk])
    title = f"Vilka bidrar till: {found.heading}"
    return show_form(request, "organisation/form.html", _frame(title, "Spara", back, found.first_year), form)


def suggest(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Propose an activity or an improvement to the unit where one works (P-6)."""
    person = person_of(request)
    unit = get_object_or_404(Unit.objects.placed(today()), pk=unit_id)
    if unit.pk not in person.rights.units:
        raise PermissionDenied
    year = today().year + (1 if today().month >= SUGGESTS_FOR_NEXT_YEAR_FROM else 0)
    form = SuggestionForm(request.POST or None, headings=_headings(person, unit, year), initial={"kind": "activity"})
    if form.is_valid():
        made = attempt(form, lambda: actions.suggest(by=person, unit=unit, year=year, **form.cleaned_data))
        if made is not None:
            messages.success(request, "Tack. Förslaget har nått enhetens chef.")
            return redirect("suggestion", suggestion_id=made.pk)
    back = reverse("unit", args=[unit.pk])
    title = f"Föreslå något för {year}: {unit}"
    return show_form(request, "organisation/form.html", _frame(title, "Lämna förslaget", back, year), form)


#: The month from which what is proposed is meant for the next year's plan.
SUGGESTS_FOR_NEXT_YEAR_FROM = 8


def _headings(person: Person, unit: Unit, year: int) -> dict[int, str]:
    """Return what the goals say that the plans of the unit and of those above it hold, by goal."""
    above = Unit.objects.above(unit.pk, today())
    planned = Goal.objects.filter(planned_in__plan__unit__in=above, planned_in__plan__year__in=[year, year - 1])
    versions = GoalVersion.objects.visible_to(person).in_year(year).filter(goal__in=planned)
    return dict(versions.values_list("goal_id", "heading"))


def suggestion(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """Read what an employee has proposed, and answer it (P-6)."""
    person = person_of(request)
    readable = Suggestion.objects.visible_to(person).select_related("unit", "by", "activity", "answered_by")
    found = get_object_or_404(readable, pk=suggestion_id)
    may_answer = found.unit_id in person.units_headed and found.state == SuggestionState.OPEN
    form = AnswerForm(request.POST or None, initial={"takes_up": "ja"}) if may_answer else None
    if request.method == "POST" and form is None:
        raise PermissionDenied
    if form is not None and form.is_valid():
        yes, answer = form.cleaned_data["takes_up"] == "ja", form.cleaned_data["answer"]

        def act() -> Suggestion:
            return actions.answer_suggestion(by=person, suggestion=found, takes_up=yes, answer=answer)

        if attempt(form, act) is not None:
            messages.success(request, "Svaret är lämnat.")
            return redirect("suggestion", suggestion_id=found.pk)
    served = GoalVersion.objects.visible_to(person).in_year(found.year).filter(goal=found.goal_id)
    context = {
        "suggestion": found,
        "year": found.year,
        "goal": served.first() if found.goal_id else None,
        "plan": Plan.objects.visible_to(person).filter(unit=found.unit_id, year=found.year).first(),
        "form": form,
        "trail": trail_of(found, request),
        **form_of(found, request),
    }
    return render(request, "activities/suggestion.html", context, status=422 if form and form.errors else 200)


def sharing_of(user: object, found: Activity) -> dict[str, Any]:
    """Return what the activity's page shows of who has a part in it, and what the user may do about it (P-2, P-3)."""
    person = user if isinstance(user, Person) else None
    shares = person is not None and actions.can_share_out(person, found)
    units = {unit.pk: unit.name_on(found.plan.day) for unit in Unit.objects.placed(found.plan.day)}
    parts = found.shared_out.select_related("plan")
    return {
        "contributors": [one.name for one in found.contributors.order_by("name")] if person else [],
        "contributing_units": [(one.pk, units.get(one.pk, "")) for one in found.contributing_units.all()],
        "parts": [(one, units.get(one.plan.unit_id, ""), STATES[ActivityStatus(one.status)]) for one in parts],
        "improved": list(found.improvements.all()) if person else [],
        "may_share": shares,
        "may_name": shares or (person is not None and can_write(person, found.plan)),
        "asks_for_more": person is not None and _all_done(found),
    }


def _all_done(found: Activity) -> bool:
    """Tell whether all that was to be done for the goal in the year, not yet closed, is done: is more needed (P-5)?"""
    if found.goal_id is None or found.status != ActivityStatus.DONE or found.plan.closed_on is not None:
        return False
    of_goal = Activity.objects.filter(goal=found.goal_id, plan__year=found.plan.year)
    return not of_goal.unfinished().exists()


def suggestions_in(user: object, unit: Unit) -> dict[str, Any]:
    """Return what the unit's page shows of suggestions, and of what the unit contributes to (P-6, T-5)."""
    is_person = isinstance(user, Person)
    year = today().year
    helped = Activity.objects.visible_to(user).filter(contributing_units=unit, plan__year__in=[year, year + 1])
    readable = Suggestion.objects.visible_to(user).filter(unit=unit) if is_person else Suggestion.objects.none()
    return {
        "helped": list(helped.select_related("plan")),
        "suggestions": list(readable[:LATEST]),
        "may_suggest": is_person and unit.pk in user.rights.units,  # type: ignore[attr-defined]
    }


urlpatterns = [
    path("mal/version/<int:version_id>/bidrar/", goal_contributors, name="goal_contributors"),
    path("aktivitet/<int:activity_id>/dela-ut/", share_activity, name="share_activity"),
    path("aktivitet/<int:activity_id>/bidrar/", contributors, name="contributors"),
    path("enhet/<int:unit_id>/foresla/", suggest, name="suggest"),
    path("forslag/<int:suggestion_id>/", suggestion, name="suggestion"),
]
