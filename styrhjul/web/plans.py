"""Plans, activities, committee budgets: read, heard, endorsed, adopted, and how it goes (D-6, P-1 to P-7)."""

import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from styrhjul.budget.models import Budget
from styrhjul.goals import rules
from styrhjul.goals.actions import plans as actions
from styrhjul.goals.documents import money_of
from styrhjul.goals.models import Activity, Commission, GoalVersion, Plan
from styrhjul.goals.terms import ActivityStatus
from styrhjul.governance.anonymising import masked
from styrhjul.governance.workflow import may_take
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, LogEntry, Person, Unit, rights_of
from styrhjul.web.acting import attempt, tell
from styrhjul.web.chain_rows import STATES
from styrhjul.web.commission_rows import evaluations_of
from styrhjul.web.control_facts import controls_of
from styrhjul.web.drafting import person_of
from styrhjul.web.goals import way_up
from styrhjul.web.own_judging import own_judged
from styrhjul.web.plan_forms import ProgressForm
from styrhjul.web.planning import doors_of
from styrhjul.web.sharing import sharing_of
from styrhjul.web.trail import form_of, names_now, trail_of


@login_not_required
def plans(request: HttpRequest, year: int) -> HttpResponse:
    """List the year's plans by administration, with their standing, and the committees' budgets (P-1, P-3)."""
    on = datetime.date(year, 7, 1)
    units = {unit.pk: unit for unit in Unit.objects.placed(on)}
    readable = Plan.objects.visible_to(request.user).filter(year=year).select_related("unit")
    by_unit = {plan.unit_id: plan for plan in readable}
    budgets = Budget.objects.visible_to(request.user).filter(year=year, body__isnull=False).select_related("body")
    bodies = {body.pk: body.name_on(on) for body in Body.objects.named(on).committees()}
    context = {
        "year": year,
        "years": range(today().year - 3, today().year + 2),
        "tree": _tree(units, by_unit, _to_begin(request.user, year), None, 0),
        "budgets": [
            (budget, bodies.get(budget.body_id or 0, "")) for budget in budgets.order_by("body__rank", "-stage")
        ],
    }
    return render(request, "plans/plans.html", context)


class Branch(NamedTuple):
    """A unit in the tree of plans: how deep it lies, its name, its plan, and whether the reader is to begin it."""

    depth: int
    unit_id: int
    name: str
    plan: Plan | None
    may_begin: bool


def _to_begin(user: object, year: int) -> set[int]:
    """Return the units that the user is the head of and that have no plan for the year, now or next (P-1, P-3)."""
    if not isinstance(user, Person) or user.rights.is_elected or year not in (today().year, today().year + 1):
        return set()
    begun = Plan.objects.filter(unit__in=user.units_headed, year=year).values_list("unit_id", flat=True)
    return set(user.units_headed) - set(begun) if user.units_headed else set()


def _tree(
    units: dict[int, Any], by_unit: dict[int, Plan], to_begin: set[int], parent: int | None, depth: int
) -> list[Branch]:
    """Return the units from the top down, those without a plan where it is to be begun or a plan lies beneath."""
    lines: list[Branch] = []
    for unit in (one for one in units.values() if one.parent_id == parent):
        below = _tree(units, by_unit, to_begin, unit.pk, depth + 1)
        if unit.pk in by_unit or unit.pk in to_begin or below or depth == 0:
            lines += [Branch(depth, unit.pk, unit.name, by_unit.get(unit.pk), unit.pk in to_begin), *below]
    return lines


@login_not_required
def plans_now(_request: HttpRequest) -> HttpResponse:
    """Lead to the plans of the year that is."""
    return redirect("plans", year=today().year)


@login_not_required
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Read a plan as a document: focus, goals from above, own goals, conditions, activities, hearings (P-1, P-3)."""
    found = get_object_or_404(Plan.objects.visible_to(request.user).select_related("unit"), pk=plan_id)
    planned = list(found.planned_goals.select_related("responsible"))
    versions = GoalVersion.objects.visible_to(request.user).in_year(found.year).select_related("goal", "body")
    named = {v.goal_id: v for v in versions.filter(goal__in=[one.goal_id for one in planned])}
    on = datetime.date(found.year, 7, 1)
    names = {unit.pk: unit.name for unit in Unit.objects.placed(on)}  # type: ignore[attr-defined]
    own = list(found.goal_versions.select_related("goal"))
    context = {
        "plan": found,
        "year": found.year,
        "name": found.unit.name_on(on),
        "goals": [
            (named[one.goal_id], names.get(one.responsible_id or 0, "")) for one in planned if one.goal_id in named
        ],
        "own": own,
        **own_judged(request.user, found, own),
        "demands": list(found.demands.all()),
        "money": money_of(found),
        "others": Plan.objects.visible_to(request.user).filter(unit=found.unit_id).exclude(pk=found.pk).exists(),
        "activities": _activities(request.user, found, names),
        "controls": controls_of(request.user, [found.unit_id], found.year),
        "hearings": [(hearing, hearing.body.name_on(on)) for hearing in found.hearings.select_related("body")],
        "verbs": plan_verbs(request.user, found),
        "returned": _why_returned(request, found) if found.state == "returned" else "",
        **doors_of(request.user, found),
        "trail": trail_of(found, request),
        **form_of(found, request),
    }
    return render(request, "plans/plan.html", context)


def _why_returned(request: HttpRequest, found: Plan) -> str:
    """Return who sent the plan back and why, in the words of its history (D-6)."""
    told = LogEntry.objects.about(found).filter(verb="return").values_list("sentence", "by_name").first()
    return masked(" ".join(told), names_now(request)) if told else ""


class Line(NamedTuple):
    """An activity as its plan shows it: its ground in words, who answers for it, and the mark of its state."""

    activity: Activity
    ground: str
    responsible: str
    mark: str


def _activities(user: object, found: Plan, names: dict[int, str]) -> list[Line]:
    """Return the plan's activities, with no person's name for strangers (T-2) and no ground that one may not read."""
    is_stranger = rights_of(user).is_stranger
    activities = list(found.activities.select_related("responsible", "commission__decision__meeting"))
    readable = GoalVersion.objects.visible_to(user).in_year(found.year)
    served = readable.filter(goal__in=[one.goal_id for one in activities])
    headings = dict(served.values_list("goal_id", "heading"))
    lines = []
    for one in activities:
        order = one.commission
        ordered = order.what if order is not None and (order.is_public or not is_stranger) else ""
        linked = one.get_mandate_display() if one.goal_id or one.commission_id else "–"
        ground = headings.get(one.goal_id or 0, "") or ordered or one.mandate_text or linked
        person = one.responsible.name if one.responsible and not is_stranger else ""
        unit = names.get(one.responsible_unit_id or 0, "")
        responsible = (person or unit if found.needs_endorsement else unit or person) or "–"
        lines.append(Line(one, ground, responsible, STATES[ActivityStatus(one.status)]))
    return lines


def plan_verbs(user: object, found: Plan) -> list[tuple[str, str]]:
    """Return the steps that the user takes on the plan now: the step's name and its button (D-6)."""
    rights = rights_of(user)
    places = found.places
    steps = found.workflow.open_steps(found.state)
    if found.needs_endorsement and found.state == "handed":
        steps = tuple(step for step in steps if step.name != "adopt")
    if not found.needs_endorsement:
        steps = tuple(step for step in steps if step.name not in {"endorse", "return"})
    return [(step.name, step.label) for step in steps if may_take(step, rights, places)]


@require_POST
def step_plan(request: HttpRequest, plan_id: int, step: str) -> HttpResponse:
    """Hand in, endorse, return or adopt a plan; what is missing is told on the plan's page (D-6, P-2)."""
    found = get_object_or_404(Plan.objects.visible_to(request.user), pk=plan_id)
    person = person_of(request)
    if step not in {name for name, _ in plan_verbs(person, found)}:
        raise PermissionDenied
    why = request.POST.get("comment", "")
    acts = {
        "hand_in": lambda: actions.hand_in_plan(by=person, plan=found),
        "endorse": lambda: actions.endorse_plan(by=person, plan=found),
        "adopt": lambda: actions.adopt_plan(by=person, plan=found),
        "return": lambda: actions.reopen_plan(by=person, plan=found, step="return", comment=why),
        "take_back": lambda: actions.reopen_plan(by=person, plan=found, step="take_back"),
    }
    done = {
        "hand_in": "lämnad", "endorse": "godkänd", "adopt": "fastställd", "return": "tillbakalämnad",
        "take_back": "tillbakatagen och kan ändras",
    }  # fmt: skip
    tell(request, acts[step], f"Planen är {done[step]}.")
    return redirect("plan", plan_id=found.pk)


@login_not_required
def activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Read an activity with the way up to the goal it serves, and tell how it goes (G-10, O-7, P-4, P-6)."""
    readable = Activity.objects.visible_to(request.user).select_related("plan__unit", "responsible", "responsible_unit")
    found = get_object_or_404(readable, pk=activity_id)
    year = found.plan.year
    signed_in = request.user.is_authenticated
    may_report = signed_in and actions.can_report_on(person_of(request), found)
    form = ProgressForm(request.POST or None, initial=_progress(found)) if may_report else None
    if request.method == "POST" and form is None:
        raise PermissionDenied
    if form is not None and form.is_valid():
        data = form.cleaned_data
        made = attempt(form, lambda: actions.report_progress(by=person_of(request), activity=found, **data))
        if made is not None:
            messages.success(request, "Läget är sparat.")
            return redirect("activity", activity_id=found.pk)
    served = _served(request.user, found)
    ordered = Commission.objects.visible_to(request.user).filter(activities=found).first()
    context = {
        "activity": found,
        "year": year,
        "state": STATES[ActivityStatus(found.status)],
        "served": served,
        "ordered": ordered,
        "up": way_up(request.user, served, year) if served else [],
        "notes": list(found.notes.select_related("by")),
        "form": form,
        "may_write": signed_in and actions.can_write(person_of(request), found.plan),
        "evaluations": evaluations_of(request.user, activity=found),
        **sharing_of(request.user, found),
        "trail": trail_of(found, request),
        **form_of(found, request),
    }
    return render(request, "plans/activity.html", context, status=422 if form and form.errors else 200)


def _served(user: object, found: Activity) -> GoalVersion | None:
    """Return what the goal that the activity serves says in the plan's year, as the user may read it (O-8)."""
    readable = GoalVersion.objects.visible_to(user).in_year(found.plan.year).filter(goal=found.goal_id)
    versions = list(readable.select_related("goal", "body", "unit", "parent"))
    decided = [one for one in versions if one.state in rules.DECIDED]
    return next(reversed(decided or versions), None)


def _progress(found: Activity) -> dict[str, str]:
    return {"status": found.status, "result": found.result, "obstacles": found.obstacles}


urlpatterns = [
    path("planer/", plans_now, name="plans_now"),
    path("planer/<year:year>/", plans, name="plans"),
    path("plan/<int:plan_id>/", plan, name="plan"),
    path("plan/<int:plan_id>/steg/<str:step>/", step_plan, name="step_plan"),
    path("aktivitet/<int:activity_id>/", activity, name="activity"),
]
