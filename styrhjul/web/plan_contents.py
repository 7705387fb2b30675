"""What a draft plan is filled with: own goals, conditions from outside, and what last year's plan left (G-9, P-1)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from styrhjul.goals import rules
from styrhjul.goals.actions import carrying as actions
from styrhjul.goals.actions.goals import can_draft
from styrhjul.goals.models import GoalVersion, Plan, PlanCondition
from styrhjul.goals.terms import ConditionKind, Ground, Level
from styrhjul.organisation.terms import UnitKind
from styrhjul.web.acting import attempt, show_form, tell
from styrhjul.web.drafting import person_of
from styrhjul.web.plan_forms import CarryForm, ConditionForm, OwnGoalForm
from styrhjul.web.planning import draft_of, frame


def new_own_goal(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Write a goal of the administration's or department's own; then choose its measures (G-9)."""
    found = draft_of(request, plan_id)
    form = OwnGoalForm(request.POST or None, plan=found, initial={"ground": Ground.CHAIN})
    if form.is_valid():
        made = attempt(form, lambda: actions.draft_own_goal(by=person_of(request), plan=found, **form.cleaned_data))
        if made is not None:
            return redirect("goal_measures", version_id=made.pk)
    level = Level(rules.OWN_LEVELS[UnitKind(found.unit.kind)])
    context = {"level": level, "year": found.year, "version": None, "levels": []}
    return show_form(request, "goals/write.html", context, form)


@require_POST
def drop_own_goal(request: HttpRequest, version_id: int) -> HttpResponse:
    """Take an own goal out of a plan that is a draft (G-9)."""
    readable = GoalVersion.objects.visible_to(request.user).select_related("plan__unit", "goal")
    found = get_object_or_404(readable, pk=version_id)
    plan_id = found.plan_id
    if plan_id is None or not can_draft(person_of(request), found):
        raise PermissionDenied
    tell(request, lambda: actions.drop_own_goal(by=person_of(request), version=found) or True, "Målet är borta.")
    return redirect(_at(plan_id, "egna"))


def new_condition(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Add a national goal or a changed law that the plan takes into account (G-9)."""
    found = draft_of(request, plan_id)
    form = ConditionForm(request.POST or None, initial={"kind": ConditionKind.NATIONAL_GOAL})
    if form.is_valid():
        made = attempt(form, lambda: actions.add_condition(by=person_of(request), plan=found, **form.cleaned_data))
        if made is not None:
            messages.success(request, "Raden är tillagd.")
            return redirect(_at(found.pk, "forutsattningar"))
    context = frame(found, "Nationellt mål eller ändrad lag", "Lägg till")
    return show_form(request, "organisation/form.html", context, form)


@require_POST
def drop_condition(request: HttpRequest, condition_id: int) -> HttpResponse:
    """Take a national goal or a law out of a plan that is a draft (G-9)."""
    found = get_object_or_404(
        PlanCondition.objects.filter(plan__in=Plan.objects.visible_to(request.user)), pk=condition_id
    )
    draft = draft_of(request, found.plan_id)
    tell(request, lambda: actions.drop_condition(by=person_of(request), condition=found) or True, "Raden är borta.")
    return redirect(_at(draft.pk, "forutsattningar"))


def carry_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Choose what to take along from last year's plan (P-1)."""
    found = draft_of(request, plan_id)
    earlier = found.last_years()
    if earlier is None:
        raise Http404
    form = CarryForm(request.POST or None, plan=found, earlier=earlier)
    if form.is_valid():
        chosen = form.cleaned_data
        made = attempt(form, lambda: actions.carry_from_last_year(by=person_of(request), plan=found, **chosen))
        if made is not None:
            messages.success(request, f"Hämtat ur planen för {earlier.year}. Gå igenom det och ändra det som är nytt.")
            return redirect("plan", plan_id=found.pk)
    context = frame(found, f"Hämta från planen för {earlier.year}", "Hämta det valda")
    return show_form(request, "plans/carry.html", context | {"earlier": earlier}, form)


def _at(plan_id: int, anchor: str) -> str:
    return f"{reverse('plan', args=[plan_id])}#{anchor}"


urlpatterns = [
    path("plan/<int:plan_id>/mal/", new_own_goal, name="new_own_goal"),
    path("plan/<int:plan_id>/forutsattning/", new_condition, name="new_condition"),
    path("plan/<int:plan_id>/hamta/", carry_plan, name="carry_plan"),
    path("plan/forutsattning/<int:condition_id>/ta-bort/", drop_condition, name="drop_condition"),
    path("mal/version/<int:version_id>/ta-bort/", drop_own_goal, name="drop_own_goal"),
]
