"""Plans being written: begun, their texts, activities, hearings, who answers for goals (D-6, P-1, P-2, P-3, P-7)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from styrhjul.goals.actions import plans as actions
from styrhjul.goals.models import Activity, GoalVersion, Plan
from styrhjul.goals.terms import Mandate
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Unit
from styrhjul.web.acting import attempt, show_form, tell
from styrhjul.web.drafting import person_of
from styrhjul.web.plan_forms import ActivityForm, HearingForm, PlanForm, ResponsibleForm

#: What a plan's form asks for.
TEXTS = ("focus", "resources", "staff", "conditions")


def _plan(request: HttpRequest, plan_id: int) -> Plan:
    readable = Plan.objects.visible_to(request.user).select_related("unit")
    return get_object_or_404(readable, pk=plan_id)


def draft_of(request: HttpRequest, plan_id: int) -> Plan:
    """Return the plan that the person writes in. Raises PermissionDenied when it is read only (O-6)."""
    found = _plan(request, plan_id)
    if not actions.can_write(person_of(request), found):
        raise PermissionDenied
    return found


def headings_of(user: object, plan: Plan) -> dict[int, str]:
    """Return what the plan's goals say in its year, by goal: those laid in and the plan's own (P-1, G-9)."""
    versions = GoalVersion.objects.visible_to(user).in_year(plan.year)
    mine = versions.filter(Q(goal__planned_in__plan=plan) | Q(plan=plan))
    return {version.goal_id: version.heading for version in mine}


def new_plan(request: HttpRequest, unit_id: int, year: int) -> HttpResponse:
    """Begin a unit's plan for a year; its goals are laid in by themselves (P-1, P-3)."""
    unit = get_object_or_404(Unit.objects.placed(today()), pk=unit_id)
    person = person_of(request)
    if year not in (today().year, today().year + 1):
        raise Http404
    if not actions.can_draft(person, unit):
        raise PermissionDenied
    form = PlanForm(request.POST or None)
    if form.is_valid():
        made = attempt(form, lambda: actions.draft_plan(by=person, unit=unit, year=year, **form.cleaned_data))
        if made is not None:
            messages.success(request, "Planen är påbörjad. Lägg till aktiviteter.")
            return redirect("plan", plan_id=made.pk)
    context = {
        "title": f"Plan för {year}: {unit}", "button": "Börja planen", "back": reverse("unit", args=[unit.pk]),
        "year": year,
    }  # fmt: skip
    return show_form(request, "organisation/form.html", context, form)


def edit_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Write the texts of a plan that is a draft (P-1, P-3)."""
    found = draft_of(request, plan_id)
    form = PlanForm(request.POST or None, initial={name: getattr(found, name) for name in TEXTS})
    if form.is_valid():
        made = attempt(form, lambda: actions.write_plan(by=person_of(request), plan=found, **form.cleaned_data))
        if made is not None:
            messages.success(request, "Planen är sparad.")
            return redirect("plan", plan_id=found.pk)
    return show_form(request, "organisation/form.html", frame(found, str(found), "Spara planen"), form)


def frame(plan: Plan, title: str, button: str) -> dict[str, Any]:
    """Return what the small forms of a plan have in common: a title, the button, the way back."""
    return {"title": title, "button": button, "back": reverse("plan", args=[plan.pk]), "year": plan.year}


def new_activity(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Add an activity to a plan that is a draft; ``mal`` in the address is the goal that it serves (P-2)."""
    found = draft_of(request, plan_id)
    chosen = request.GET.get("mal", "")
    initial = {"mandate": Mandate.GOAL, "goal": int(chosen) if chosen.isdecimal() else None}
    form = ActivityForm(request.POST or None, plan=found, headings=headings_of(request.user, found), initial=initial)
    if form.is_valid():
        made = attempt(form, lambda: actions.add_activity(by=person_of(request), plan=found, **form.cleaned_data))
        if made is not None:
            messages.success(request, "Aktiviteten är tillagd.")
            return redirect(reverse("plan", args=[found.pk]) + "#aktiviteter")
    context = frame(found, "Lägg till en aktivitet", "Lägg till aktiviteten")
    return show_form(request, "organisation/form.html", context, form)


def _activity(request: HttpRequest, activity_id: int) -> Activity:
    readable = Activity.objects.visible_to(request.user).select_related("plan__unit")
    found = get_object_or_404(readable, pk=activity_id)
    if not actions.can_write(person_of(request), found.plan):
        raise PermissionDenied
    return found


def edit_activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Change an activity of a plan that is a draft (P-2)."""
    found = _activity(request, activity_id)
    headings = headings_of(request.user, found.plan)
    names = ("what", "description", "mandate", "mandate_text", "start_on", "due_on")
    linked = {name: getattr(found, f"{name}_id") for name in ("goal", "commission", "responsible", "responsible_unit")}
    initial = {name: getattr(found, name) for name in names} | linked
    form = ActivityForm(request.POST or None, plan=found.plan, headings=headings, initial=initial)
    if form.is_valid():
        person = person_of(request)
        made = attempt(form, lambda: actions.write_activity(by=person, activity=found, **form.cleaned_data))
        if made is not None:
            messages.success(request, "Aktiviteten är sparad.")
            return redirect("activity", activity_id=found.pk)
    context = frame(found.plan, "Ändra aktiviteten", "Spara aktiviteten")
    return show_form(request, "organisation/form.html", context, form)


@require_POST
def drop_activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Take an activity out of a plan that is a draft (P-2)."""
    found = _activity(request, activity_id)
    plan_id = found.plan_id
    tell(request, lambda: actions.drop_activity(by=person_of(request), activity=found) or True, "Aktiviteten är borta.")
    return redirect("plan", plan_id=plan_id)


def hear_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Record that a committee has been heard, with date, paragraph and remarks (D-6)."""
    found = _plan(request, plan_id)
    person = person_of(request)
    served = Body.objects.filter(ties__administration=found.unit)
    bodies = [one.pk for one in served if actions.can_hear(person, found, one)]
    if found.needs_endorsement or not bodies:
        raise PermissionDenied
    form = HearingForm(request.POST or None, bodies=bodies)
    if form.is_valid():
        made = attempt(form, lambda: actions.hear(by=person, plan=found, **form.cleaned_data))
        if made is not None:
            messages.success(request, "Hörandet är registrerat.")
            return redirect("plan", plan_id=found.pk)
    return show_form(request, "plans/hear.html", {"plan": found, "year": found.year}, form)


def plan_responsible(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Name the department that answers for each goal of an administration's plan (P-7)."""
    found = _plan(request, plan_id)
    person = person_of(request)
    if found.needs_endorsement or not actions.can_name_responsible(person, found):
        raise PermissionDenied
    form = ResponsibleForm(request.POST or None, plan=found, headings=headings_of(person, found))
    if form.is_valid():
        made = attempt(form, lambda: actions.name_all_responsible(by=person, plan=found, chosen=form.chosen()))
        if made is not None:
            messages.success(request, "Ansvaret är sparat. Målen ligger i avdelningarnas planer.")
            return redirect(reverse("plan", args=[found.pk]) + "#mal")
    return show_form(request, "plans/responsible.html", {"plan": found, "year": found.year}, form)


def doors_of(user: object, plan: Plan) -> dict[str, bool]:
    """Return which forms of the plan the user may open: writing (O-6), hearings (D-6), who answers for goals (P-7)."""
    if not isinstance(user, Person):
        return dict.fromkeys(("may_write", "may_hear", "may_name", "may_carry"), False)
    served = Body.objects.filter(ties__administration=plan.unit_id)
    hears = plan.state != "adopted" and any(actions.can_hear(user, plan, body) for body in served)
    names = not plan.needs_endorsement and actions.can_name_responsible(user, plan)
    writes = actions.can_write(user, plan)
    return {"may_write": writes, "may_hear": hears, "may_name": names, "may_carry": writes and bool(plan.last_years())}


def drafts_to_serve(user: object, goal_id: int, year: int) -> list[Plan]:
    """Return the year's draft plans in which the user may add an activity that serves the goal (G-10, P-2)."""
    if not isinstance(user, Person) or not user.units_led:
        return []
    drafts = Plan.objects.filter(year=year, unit__in=user.units_led, planned_goals__goal=goal_id).select_related("unit")
    return [one for one in drafts if actions.can_write(user, one)]


urlpatterns = [
    path("enhet/<int:unit_id>/plan/<year:year>/", new_plan, name="new_plan"),
    path("plan/<int:plan_id>/skriv/", edit_plan, name="edit_plan"),
    path("plan/<int:plan_id>/aktivitet/", new_activity, name="new_activity"),
    path("plan/<int:plan_id>/hor/", hear_plan, name="hear_plan"),
    path("plan/<int:plan_id>/ansvar/", plan_responsible, name="plan_responsible"),
    path("aktivitet/<int:activity_id>/skriv/", edit_activity, name="edit_activity"),
    path("aktivitet/<int:activity_id>/ta-bort/", drop_activity, name="drop_activity"),
]
