"""Internal control: the year over all bodies, a body's plan with its matrix, and what comes of it (C-1 to C-3, L-5)."""

import datetime
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse

from styrhjul.control import actions, rules
from styrhjul.control.documents import document_of
from styrhjul.control.figures import Tally, tallies
from styrhjul.control.models import ControlFollowup, ControlPlan, ControlPolicy
from styrhjul.governance.models import Decision, FrozenVersion, GovernanceModel
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, rights_of
from styrhjul.web.control_facts import matrix_of, risk_rows
from styrhjul.web.control_forms import steps
from styrhjul.web.handing import may_hand_in, may_take_back
from styrhjul.web.kept import kept_html
from styrhjul.web.printing import FILES, give_file, read_context, version_asked
from styrhjul.web.reports import STEPS
from styrhjul.web.trail import form_of, trail_of
from styrhjul.web.year_facts import facts_of, signals_about

#: The word of a state's mark (parts/marks.html).
MARKS = {"draft": "now", "returned": "now", "handed": "now", "adopted": "done", "": "todo"}


class BodyLine(NamedTuple):
    """A body in the year: its plan in numbers and words, and its follow-up."""

    body_id: int
    name: str
    plan: ControlPlan | None
    mark: str
    tally: Tally
    followup: ControlFollowup | None
    followup_mark: str
    may_begin: bool


@login_not_required
def control_now(_request: HttpRequest) -> HttpResponse:
    """Lead to the year that is."""
    return redirect("control_year", year=today().year)


@login_not_required
def control_year(request: HttpRequest, year: int) -> HttpResponse:
    """Show every body's internal control in the year, and the board's compilation (C-1, C-2, L-5)."""
    body = kept_html(request, "control/_year.html", year, context=lambda: _year(request, year))
    may_compile = actions.can_begin_compilation(request.user, year)
    return render(request, "control/year.html", {"year": year, "body": body, "may_compile": may_compile})


def _year(request: HttpRequest, year: int) -> dict[str, Any]:
    """Return what the year's page shows to readers with the same rights."""
    facts, on = facts_of(year, request), datetime.date(year, 7, 1)
    plans = {one.body_id: one for one in ControlPlan.objects.visible_to(request.user).filter(year=year)}
    followups = {one.body_id: one for one in ControlFollowup.objects.visible_to(request.user).filter(year=year)}
    numbers = tallies(plans.values(), facts.settings, today())
    known = set(ControlPlan.objects.filter(year=year).values_list("body", flat=True))
    drafts_for = rights_of(request.user).drafts_for
    lines = [
        _line(body, facts.bodies[body.pk], plans.get(body.pk), numbers, followups.get(body.pk))._replace(
            may_begin=year >= today().year and body.pk in drafts_for and body.pk not in known
        )
        for body in Body.objects.existing(on).committees().order_by("rank", "pk")
    ]
    return {
        "request": request,
        "year": year,
        "years": range(today().year - 2, today().year + 2),
        "lines": lines,
        "compilation": followups.get(None),
        "policies": list(ControlPolicy.objects.in_year(year)),
        "may_keep": actions.can_write_policy(request.user),
        "is_reader": request.user.is_authenticated,
        "is_example": any(plan.is_example for plan in plans.values()),
    }


def _line(
    body: Body, name: str, plan: ControlPlan | None, numbers: dict[int, Tally], followup: ControlFollowup | None
) -> BodyLine:
    tally = numbers[plan.pk] if plan else Tally()
    marks = (MARKS[plan.state if plan else ""], MARKS[followup.state if followup else ""])
    return BodyLine(body.pk, name, plan, marks[0], tally, followup, marks[1], False)


def plan_of(request: HttpRequest, plan_id: int) -> ControlPlan:
    """Return the plan that the user may read, or a 404 (O-8)."""
    readable = ControlPlan.objects.visible_to(request.user).select_related("body")
    return get_object_or_404(readable, pk=plan_id)


def followup_of(request: HttpRequest, followup_id: int) -> ControlFollowup:
    """Return the follow-up that the user may read, or a 404 (O-8)."""
    readable = ControlFollowup.objects.visible_to(request.user).select_related("body", "plan__body")
    return get_object_or_404(readable, pk=followup_id)


@login_not_required
def control_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show a plan: the matrix, its risks with controls and results, the follow-up, decisions (C-1 to C-3)."""
    found = plan_of(request, plan_id)
    signed_in = request.user.is_authenticated
    model = GovernanceModel.objects.settings_for(found.year)
    tally = tallies([found], model, today())[found.pk]
    signals = signals_about(found.year, ControlPlan, request) if signed_in else {}
    followup = ControlFollowup.objects.visible_to(request.user).filter(plan=found).first()
    begun = followup is not None or ControlFollowup.objects.filter(plan=found).exists()
    context = {
        "tally": tally, "signals": signals.get(found.pk, []), "is_reader": signed_in,
        "can_hand_in": may_hand_in(request.user, found), "followup": followup,
        "can_take_back": may_take_back(request.user, found),
        "followup_mark": MARKS[followup.state if followup else ""],
        "may_follow_up": found.state == "adopted" and not begun
        and found.body_id in rights_of(request.user).drafts_for,
        **risks_context(request, found), **decided_context(request, found),
        "trail": trail_of(found, request), **form_of(found, request),
    }  # fmt: skip
    return render(request, "control/plan.html", context)


def risks_context(request: HttpRequest, found: ControlPlan) -> dict[str, Any]:
    """Return what the matrix and the list of risks show; a part of the plan's page (C-3)."""
    model = GovernanceModel.objects.settings_for(found.year)
    rows = risk_rows(found, model, with_results=request.user.is_authenticated)
    return {
        "plan": found, "year": found.year, "rows": rows, "matrix": matrix_of(rows, model),
        "consequences": steps(model.consequence_scale), "likelihoods": steps(model.likelihood_scale),
        "columns": model.consequence_scale, "levels": rules.levels_of(model),
        "can_write": actions.can_write_plan(request.user, found),
        "left": found.left_behind().count() if actions.can_write_plan(request.user, found) else 0,
    }  # fmt: skip


def decided_context(request: HttpRequest, thing: ControlPlan | ControlFollowup) -> dict[str, Any]:
    """Return the decisions about the document and its frozen versions, as the foot of its page shows them (F-5)."""
    decisions = list(Decision.objects.about(thing).visible_to(request.user).select_related("meeting__body"))
    versions = list(FrozenVersion.objects.of(thing).defer("content")) if request.user.is_authenticated else []
    return {
        "decisions": decisions,
        "reference": decisions[0].reference if decisions and thing.state == "adopted" else "",
        "versions": [(version, STEPS.get(version.step, version.step)) for version in versions],
        "files": FILES,
    }


@login_not_required
def control_document(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Read the plan as a document: what the files say, as it was frozen (F-5, F-9)."""
    found = plan_of(request, plan_id)
    shown = read_context(document_of(found), f"k{found.pk}-")
    way = [
        ("Intern kontroll", found.year, reverse("control_year", args=[found.year])),
        ("Plan", shown["document"].subtitle, reverse("control_plan", args=[found.pk])),
        ("Dokument", "Utkastet" if found.state in rules.UNFINISHED else "Planen som den är lämnad", None),
    ]
    files = [(reverse("control_file", args=[found.pk, name]), called) for name, called in FILES]
    context = {"plan": found, "year": found.year, "way": way, "files": files}
    return render(request, "plans/document.html", context | shown)


@login_not_required
def control_file(request: HttpRequest, plan_id: int, file_format: str) -> HttpResponse:
    """Give the plan as a file (F-9)."""
    found = plan_of(request, plan_id)
    return _file(request, found, file_format)


@login_not_required
def control_followup_file(request: HttpRequest, followup_id: int, file_format: str) -> HttpResponse:
    """Give the follow-up as a file (F-9)."""
    found = followup_of(request, followup_id)
    return _file(request, found, file_format)


def _file(request: HttpRequest, thing: ControlPlan | ControlFollowup, file_format: str) -> HttpResponse:
    """Return the document as a file: a frozen version as it was kept, a draft as it stands (F-5, F-9)."""
    version = version_asked(request, thing)
    if version is None and thing.state not in rules.UNFINISHED:
        version = FrozenVersion.objects.of(thing).last()
    return give_file(thing, file_format, version, lambda: document_of(thing))


@login_not_required
def control_policy(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Read the council's regulation or the board's instructions for internal control (C-1)."""
    found = get_object_or_404(ControlPolicy.objects.select_related("decision__meeting__body"), pk=policy_id)
    may_write = actions.can_write_policy(request.user)
    context = {"policy": found, "may_write": may_write, "trail": trail_of(found, request) | {"is_reader": False}}
    return render(request, "control/policy.html", context)


urlpatterns = [
    path("intern-kontroll/", control_now, name="control_now"),
    path("intern-kontroll/<year:year>/", control_year, name="control_year"),
    path("intern-kontroll/plan/<int:plan_id>/", control_plan, name="control_plan"),
    path("intern-kontroll/plan/<int:plan_id>/dokument/", control_document, name="control_document"),
    path("intern-kontroll/plan/<int:plan_id>/fil/<str:file_format>/", control_file, name="control_file"),
    path(
        "intern-kontroll/uppfoljning/<int:followup_id>/fil/<str:file_format>/",
        control_followup_file,
        name="control_followup_file",
    ),
    path("intern-kontroll/styrdokument/<int:policy_id>/", control_policy, name="control_policy"),
]
