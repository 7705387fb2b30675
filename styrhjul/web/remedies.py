"""Remedies against a forecast deficit: those of a report, and the plan that a committee owes the board (F-2, X-7)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

from styrhjul.budget.models import AppropriationArea
from styrhjul.followup import actions, rules
from styrhjul.followup.forecasts import deficit_of
from styrhjul.followup.models import AreaForecast, RemedyPlan, Report
from styrhjul.followup.money_sections import document_of_plan
from styrhjul.governance.models import Decision, FrozenVersion
from styrhjul.organisation.models import Body
from styrhjul.web.acting import attempt, show_form
from styrhjul.web.drafting import person_of
from styrhjul.web.handing import may_hand_in
from styrhjul.web.printing import read_context
from styrhjul.web.remedy_forms import OF_AREA, HandInPlanForm, PlanForm, remedies_form
from styrhjul.web.trail import form_of, trail_of


def _areas(body: Body, year: int) -> list[AppropriationArea]:
    return list(AppropriationArea.objects.in_year(year).of_committees().filter(body=body))


def report_remedies(request: HttpRequest, report_id: int) -> HttpResponse:
    """Write what the committee does about the deficit that its report forecasts (F-2)."""
    found = get_object_or_404(Report.objects.visible_to(request.user).select_related("round", "body"), pk=report_id)
    if not actions.can_write_remedies(request.user, found):
        raise PermissionDenied
    assert found.body is not None
    person, remedies = person_of(request), list(found.remedies.all())
    form = forms.Form(request.POST or None)
    rows = remedies_form(request.POST, remedies, _areas(found.body, found.round.year))
    if _are_valid(form, rows):
        made = attempt(form, lambda: actions.write_remedies(by=person, report=found, rows=rows.rows()))
        if made is not None:
            messages.success(request, "Åtgärderna är sparade.")
            return redirect("report_remedies", report_id=found.pk)
    deficit = deficit_of(found)
    context = {
        "report": found, "year": found.round.year, "rows": rows, "deficit": deficit,
        "coverage": rules.coverage(sum(one.effect for one in remedies), deficit),
    }  # fmt: skip
    return show_form(request, "followup/report_remedies.html", context, form)


def _are_valid(form: Any, rows: Any) -> bool:
    """Tell whether form and rows were sent and are right; a wrong row is pointed out at the top too."""
    if not form.is_bound:
        return False
    are_right, is_right = rows.is_valid(), form.is_valid()
    if not are_right:
        form.add_error(None, "Någon åtgärd behöver rättas; felet står vid fältet.")
    return bool(are_right and is_right)


def _plan(request: HttpRequest, plan_id: int) -> RemedyPlan:
    found = RemedyPlan.objects.visible_to(request.user).select_related("report__round", "body")
    return get_object_or_404(found, pk=plan_id)


@login_not_required
def remedy_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show a remedy plan: where it stands, the updated forecast, the remedies and what they cover (F-2, F-5)."""
    found = _plan(request, plan_id)
    decisions = Decision.objects.about(found).visible_to(request.user).select_related("meeting__body")
    context = {
        "plan": found, "year": found.year, "is_decided": found.state in {"prepared", "adopted"},
        **read_context(document_of_plan(found), f"a{found.pk}-"),
        "owner": found.body.name_on(found.as_of), "is_owed": found.state in rules.OWED,
        "decisions": list(decisions), "can_write": actions.can_write_plan(request.user, found),
        "can_hand_in": may_hand_in(request.user, found),
        "versions": list(FrozenVersion.objects.of(found).defer("content")) if request.user.is_authenticated else [],
        "may_read_report": Report.objects.visible_to(request.user).filter(pk=found.report_id).exists(),
        "trail": trail_of(found, request), **form_of(found, request),
    }  # fmt: skip
    return render(request, "followup/remedy_plan.html", context)


def write_remedy_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Write the updated forecast of each area, the remedies and what has happened; one button saves all (F-2)."""
    found = _plan(request, plan_id)
    if not actions.can_write_plan(request.user, found):
        raise PermissionDenied
    person, areas = person_of(request), _areas(found.report.body or found.body, found.year)
    before = dict(AreaForecast.objects.filter(report=found.report_id, plan=None).values_list("area", "net_cost"))
    kept = {one.area_id: one for one in found.forecasts.all()}
    given = {f"{OF_AREA}{area.pk}": kept[area.pk].net_cost for area in areas if area.pk in kept}
    form = PlanForm(request.POST or None, areas=areas, initial={"edition": found.edition, "text": found.text, **given})
    remedies, theirs = list(found.remedies.all()), None
    rows = remedies_form(request.POST, remedies, areas)
    if _are_valid(form, rows):
        typed = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.write_plan(
                by=person, plan=found, edition=typed["edition"], text=typed["text"], net_costs=form.net_costs(),
                remedies=rows.rows(),
            ),
        )  # fmt: skip
        if made is not None:
            messages.success(request, "Sparat.")
            return redirect("write_remedy_plan", plan_id=found.pk)
        found.refresh_from_db()
        theirs = found if found.edition != typed["edition"] else None
        form.read_anew(found.edition)
    deficit = sum(one.net_cost - one.budget for one in kept.values()) if kept else found.deficit
    context = {
        "plan": found, "year": found.year, "rows": rows,
        "theirs": theirs, "owner": found.body.name_on(found.as_of),
        "areas": [(form[f"{OF_AREA}{area.pk}"], before.get(area.pk), kept.get(area.pk)) for area in areas],
        "coverage": rules.coverage(sum(one.effect for one in remedies), deficit),
    }  # fmt: skip
    return show_form(request, "followup/write_remedy_plan.html", context, form)


def hand_in_remedy_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Hand the plan to the committee, whose decision hands it to the board (F-2)."""
    found = _plan(request, plan_id)
    if not may_hand_in(request.user, found):
        raise PermissionDenied
    person = person_of(request)
    form = HandInPlanForm(request.POST or None, body_id=found.body_id)
    if form.is_valid():
        made = attempt(form, lambda: actions.hand_in_plan(by=person, plan=found, **form.cleaned_data))
        if made is not None:
            messages.success(request, f"Åtgärdsplanen är lämnad till {found.body}.")
            return redirect("remedy_plan", plan_id=found.pk)
    return show_form(request, "followup/hand_in_plan.html", {"plan": found, "year": found.year}, form)


urlpatterns = [
    path("rapport/<int:report_id>/atgarder/", report_remedies, name="report_remedies"),
    path("atgardsplan/<int:plan_id>/", remedy_plan, name="remedy_plan"),
    path("atgardsplan/<int:plan_id>/skriv/", write_remedy_plan, name="write_remedy_plan"),
    path("atgardsplan/<int:plan_id>/lamna/", hand_in_remedy_plan, name="hand_in_remedy_plan"),
]
