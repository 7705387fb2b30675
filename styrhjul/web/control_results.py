"""A control in ongoing work: what each period showed, deviations with remedies; the year's follow-up (C-2)."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from styrhjul.control import actions, rules
from styrhjul.control.documents import document_of
from styrhjul.control.models import Control, ControlFollowup, ControlRemedy, ControlResult
from styrhjul.organisation.clock import today
from styrhjul.web.acting import attempt, show_form, tell
from styrhjul.web.control import decided_context, followup_of, plan_of
from styrhjul.web.control_facts import Time, control_row, time_of, unit_names
from styrhjul.web.control_forms import ControlRemedyForm, DoneForm, FollowupForm, ResultForm
from styrhjul.web.drafting import person_of
from styrhjul.web.handing import may_hand_in, may_take_back, take_back_on_page
from styrhjul.web.printing import read_context
from styrhjul.web.remedy_forms import HandInPlanForm
from styrhjul.web.trail import form_of, trail_of
from styrhjul.web.year_facts import signals_about


class PeriodRow(NamedTuple):
    """A period of the control: how it has come, the day, the result with its remedies, and whether one may report."""

    time: Time
    due_on: Any
    result: ControlResult | None
    remedies: list[ControlRemedy]
    may_report: bool


def _control(request: HttpRequest, control_id: int) -> Control:
    readable = Control.objects.visible_to(request.user).select_related("risk__plan__body", "unit")
    return get_object_or_404(readable, pk=control_id)


def _result(request: HttpRequest, control: Control) -> None:
    """Raise PermissionDenied for those who do not report on the control (O-7)."""
    if not actions.can_report_on(request.user, control):
        raise PermissionDenied


def control(request: HttpRequest, control_id: int) -> HttpResponse:
    """Show a control: how it is made, what each period showed, what is done about deviations (C-1, C-2)."""
    found = _control(request, control_id)
    may_report = actions.can_report_on(request.user, found)
    is_over = actions.is_over(found)
    context = {
        "control": found, "plan": found.risk.plan, "year": found.year,
        "row": control_row(found, unit_names(today()), []),
        "periods": _periods(found, may_report=may_report and not is_over), "may_report": may_report,
        "is_over": is_over, "signals": signals_about(found.year, Control, request).get(found.pk, []),
        "can_write": actions.can_write_plan(request.user, found.risk.plan),
        "trail": trail_of(found, request), **form_of(found, request),
    }  # fmt: skip
    return render(request, "control/control.html", context)


def _periods(found: Control, *, may_report: bool) -> list[PeriodRow]:
    results = {one.period: one for one in found.results.prefetch_related("remedies")}
    reported = {period: one.has_deviation for period, one in results.items()}
    begun = rules.periods_by(found.frequency, found.year, today()) + 1
    rows = []
    for period in range(1, rules.TIMES[found.frequency] + 1):
        one = results.get(period)
        open_ = may_report and period <= begun and found.year <= today().year
        due_on = rules.due_on(found.frequency, found.year, period)
        time = time_of(found, found.year, period, reported)
        rows.append(PeriodRow(time, due_on, one, list(one.remedies.all()) if one else [], open_))
    return rows


def report_control(request: HttpRequest, control_id: int, period: int) -> HttpResponse:
    """Report what the control showed in a period, or correct it (C-2)."""
    found, person = _control(request, control_id), person_of(request)
    _result(request, found)
    if not 1 <= period <= rules.TIMES[found.frequency]:
        raise Http404
    known = found.results.filter(period=period).first()
    names = ("result", "has_deviation", "deviation")
    form = ResultForm(request.POST or None, initial={name: getattr(known, name) for name in names} if known else {})
    if form.is_valid():
        data = form.cleaned_data
        made = attempt(form, lambda: actions.report_result(by=person, control=found, period=period, **data))
        if made is not None:
            messages.success(request, "Resultatet är sparat.")
            return redirect(f"{reverse('control', args=[found.pk])}#resultat")
    title = f"{rules.period_name(found.frequency, period)} {found.year}"
    return show_form(request, "control/form.html", _page(title, found, "Spara resultatet"), form)


def _page(title: str, found: Control, button: str) -> dict[str, Any]:
    return {
        "title": title, "lead": found.what, "year": found.year, "button": button, "notes": [], "removal": "",
        "removal_label": "", "back": reverse("control", args=[found.pk]),
    }  # fmt: skip


def new_control_remedy(request: HttpRequest, result_id: int) -> HttpResponse:
    """Decide what is done about a deviation (C-2)."""
    result = get_object_or_404(ControlResult, pk=result_id, has_deviation=True)
    found, person = _control(request, result.control_id), person_of(request)
    _result(request, found)
    result.control = found
    form = ControlRemedyForm(request.POST or None, initial={"responsible": found.position})
    if form.is_valid():
        made = attempt(form, lambda: actions.write_remedy(by=person, result=result, **form.cleaned_data))
        if made is not None:
            messages.success(request, "Åtgärden är sparad.")
            return redirect(f"{reverse('control', args=[found.pk])}#resultat")
    context = _page("Åtgärd mot avvikelsen", found, "Spara åtgärden") | {"notes": [result.deviation]}
    return show_form(request, "control/form.html", context, form)


def finish_control_remedy(request: HttpRequest, remedy_id: int) -> HttpResponse:
    """Tell that a remedy is done, and what came of it (C-2)."""
    remedy = get_object_or_404(ControlRemedy.objects.select_related("result"), pk=remedy_id)
    found, person = _control(request, remedy.result.control_id), person_of(request)
    _result(request, found)
    initial = {"done_on": remedy.done_on or today(), "outcome": remedy.outcome}
    form = DoneForm(request.POST or None, initial=initial)
    if form.is_valid():
        made = attempt(form, lambda: actions.finish_remedy(by=person, remedy=remedy, **form.cleaned_data))
        if made is not None:
            messages.success(request, "Åtgärden är klar.")
            return redirect(f"{reverse('control', args=[found.pk])}#resultat")
    context = _page("Åtgärden är klar", found, "Spara") | {"notes": [remedy.what]}
    return show_form(request, "control/form.html", context, form)


@require_POST
def begin_control_followup(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Begin the year's follow-up of an adopted plan (C-2)."""
    found, person = plan_of(request, plan_id), person_of(request)
    if found.state != "adopted" or found.body_id not in person.rights.drafts_for:
        raise PermissionDenied
    made = actions.begin_followup(by=person, plan=found)
    return redirect("control_followup", followup_id=made.pk)


@require_POST
def begin_control_compilation(request: HttpRequest, year: int) -> HttpResponse:
    """Begin the board's compilation of the year (C-2, L-5)."""
    person = person_of(request)
    if not actions.can_begin_compilation(person, year):
        raise PermissionDenied
    made = tell(request, lambda: actions.begin_compilation(by=person, year=year), "Sammanställningen är påbörjad.")
    return redirect("control_followup", followup_id=made.pk) if made else redirect("control_year", year=year)


@login_not_required
def control_followup(request: HttpRequest, followup_id: int) -> HttpResponse:
    """Read a follow-up or the board's compilation: as it stands, or as it was decided (C-2, F-5)."""
    found = followup_of(request, followup_id)
    context = {
        "followup": found, "year": found.year, "can_write": actions.can_write_followup(request.user, found),
        "can_hand_in": may_hand_in(request.user, found), "can_take_back": may_take_back(request.user, found),
        **decided_context(request, found),
        **read_context(document_of(found), f"k{found.pk}-"),
        "trail": trail_of(found, request), **form_of(found, request),
    }  # fmt: skip
    return render(request, "control/followup.html", context)


def _called(found: ControlFollowup) -> str:
    """Return what it is: a body's follow-up, or the board's compilation of them all (C-2)."""
    return "Uppföljningen" if found.body_id else "Sammanställningen"


def write_control_followup(request: HttpRequest, followup_id: int) -> HttpResponse:
    """Write the summary and judge the internal control (C-2, KL 6:6)."""
    found, person = followup_of(request, followup_id), person_of(request)
    if not actions.can_write_followup(person, found):
        raise PermissionDenied
    form = FollowupForm(request.POST or None, initial={"summary": found.summary, "assessment": found.assessment})
    if form.is_valid():
        made = attempt(form, lambda: actions.write_followup(by=person, followup=found, **form.cleaned_data))
        if made is not None:
            messages.success(request, f"{_called(found)} är sparad.")
            return redirect("control_followup", followup_id=found.pk)
    context = {
        "title": f"Skriv {_called(found).lower()}", "lead": str(found), "year": found.year, "button": "Spara",
        "notes": [], "removal": "", "removal_label": "", "back": reverse("control_followup", args=[found.pk]),
    }  # fmt: skip
    return show_form(request, "control/form.html", context, form)


def hand_in_control_followup(request: HttpRequest, followup_id: int) -> HttpResponse:
    """Hand the follow-up to its body, or the compilation to the board (C-2)."""
    found, person = followup_of(request, followup_id), person_of(request)
    if not may_hand_in(person, found):
        raise PermissionDenied
    form = HandInPlanForm(request.POST or None, body_id=found.owner_body_id)
    if form.is_valid():
        made = attempt(form, lambda: actions.hand_in(by=person, thing=found, **form.cleaned_data))
        if made is not None:
            messages.success(request, f"{_called(found)} är lämnad.")
            return redirect("control_followup", followup_id=found.pk)
    button = "Lämna till nämnden" if found.body_id else "Lämna till kommunstyrelsen"
    context = {
        "title": button, "lead": str(found), "year": found.year, "button": button, "notes": [],
        "removal": "", "removal_label": "", "back": reverse("control_followup", args=[found.pk]),
    }  # fmt: skip
    return show_form(request, "control/form.html", context, form)


def take_back_control_followup(request: HttpRequest, followup_id: int) -> HttpResponse:
    """Take the follow-up back before its body has decided, with the reason, to change it (C-2, D-6)."""
    found = followup_of(request, followup_id)
    return take_back_on_page(request, found, _called(found), reverse("control_followup", args=[found.pk]))


urlpatterns = [
    path("intern-kontroll/kontroll/<int:control_id>/", control, name="control"),
    path("intern-kontroll/kontroll/<int:control_id>/resultat/<int:period>/", report_control, name="report_control"),
    path("intern-kontroll/resultat/<int:result_id>/atgard/", new_control_remedy, name="new_control_remedy"),
    path("intern-kontroll/atgard/<int:remedy_id>/", finish_control_remedy, name="finish_control_remedy"),
    path("intern-kontroll/plan/<int:plan_id>/folj-upp/", begin_control_followup, name="begin_control_followup"),
    path("intern-kontroll/<year:year>/sammanstall/", begin_control_compilation, name="begin_control_compilation"),
    path("intern-kontroll/uppfoljning/<int:followup_id>/", control_followup, name="control_followup"),
    path("intern-kontroll/uppfoljning/<int:followup_id>/skriv/", write_control_followup, name="write_control_followup"),
    path(
        "intern-kontroll/uppfoljning/<int:followup_id>/lamna/",
        hand_in_control_followup,
        name="hand_in_control_followup",
    ),
    path(
        "intern-kontroll/uppfoljning/<int:followup_id>/ta-tillbaka/",
        take_back_control_followup,
        name="take_back_control_followup",
    ),
]
