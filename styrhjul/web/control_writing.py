"""Plans of internal control being written: begun, risks placed and moved, controls, handed in (C-1, C-3, O-6)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from styrhjul.control import actions
from styrhjul.control.documents import risks_of
from styrhjul.control.figures import lacking_in
from styrhjul.control.models import Control, ControlPlan, ControlPolicy, Risk
from styrhjul.governance.models import GovernanceModel
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body
from styrhjul.organisation.terms import BodyKind
from styrhjul.web.acting import attempt, show_form, tell
from styrhjul.web.control import plan_of, risks_context
from styrhjul.web.control_forms import ControlForm, MoveForm, NewPlanForm, PlanTextForm, PolicyForm, RiskForm
from styrhjul.web.drafting import person_of
from styrhjul.web.handing import may_hand_in, take_back_on_page
from styrhjul.web.remedy_forms import HandInPlanForm

RISK = ("what", "description", "kind", "goal", "process", "likelihood", "consequence")
CONTROL = ("what", "how", "frequency", "unit", "position", "reported_to")
POLICY = ("kind", "name", "text", "link", "decided_on", "paragraph", "first_year", "last_year")


def _draft(request: HttpRequest, plan_id: int) -> ControlPlan:
    """Return the plan that the person may write in. Raises PermissionDenied when it is read only (O-6)."""
    found = plan_of(request, plan_id)
    if not actions.can_write_plan(request.user, found):
        raise PermissionDenied
    return found


def _risk(request: HttpRequest, risk_id: int) -> Risk:
    found = get_object_or_404(Risk, pk=risk_id)
    found.plan = _draft(request, found.plan_id)
    return found


def _control(request: HttpRequest, control_id: int) -> Control:
    found = get_object_or_404(Control.objects.select_related("risk__plan"), pk=control_id)
    _draft(request, found.risk.plan_id)
    return found


def _page(title: str, plan: ControlPlan, button: str, **more: Any) -> dict[str, Any]:
    """Return what a form's page says around the form."""
    back = reverse("control_plan", args=[plan.pk])
    around: dict[str, Any] = {"title": title, "lead": str(plan), "year": plan.year, "button": button, "back": back}
    return around | {"removal": "", "removal_label": "", "notes": []} | more


def new_control_plan(request: HttpRequest, year: int, body_id: int) -> HttpResponse:
    """Begin a body's plan, with what is chosen of last year's (C-1, C-3)."""
    kinds = [BodyKind.BOARD, BodyKind.COMMITTEE]
    body, person = get_object_or_404(Body, pk=body_id, kind__in=kinds), person_of(request)
    if body.pk not in person.rights.drafts_for:
        raise PermissionDenied
    known = ControlPlan.objects.filter(body=body, year=year).first()
    if known is not None:
        return redirect("control_plan", plan_id=known.pk)
    left = list(ControlPlan(body=body, year=year).left_behind())
    form = NewPlanForm(request.POST or None, risks=left)
    if request.method == "POST" and form.is_valid():
        copied = form.cleaned_data.get("copied", [])
        made = attempt(form, lambda: actions.draft_plan(by=person, body=body, year=year, copied=copied))
        if made is not None:
            return redirect("control_plan", plan_id=made.pk)
    notes = [] if left else [f"Det finns ingen plan för {year - 1} att börja med."]
    context = {
        "title": f"Ny plan för intern kontroll {year}", "lead": str(body), "year": year, "button": "Börja planen",
        "back": reverse("control_year", args=[year]), "removal": "", "removal_label": "", "notes": notes,
    }  # fmt: skip
    return show_form(request, "control/form.html", context, form)


def write_control_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Write what the plan says beside its risks (C-1)."""
    found, person = _draft(request, plan_id), person_of(request)
    form = PlanTextForm(request.POST or None, initial={"text": found.text})
    if form.is_valid():
        made = attempt(form, lambda: actions.write_plan(by=person, plan=found, **form.cleaned_data))
        if made is not None:
            messages.success(request, "Texten är sparad.")
            return redirect("control_plan", plan_id=found.pk)
    return show_form(request, "control/form.html", _page("Planens text", found, "Spara"), form)


def bring_risks(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Bring more of last year's risks into the draft, each with its controls (C-3)."""
    found, person = _draft(request, plan_id), person_of(request)
    form = NewPlanForm(request.POST or None, risks=list(found.left_behind()))
    if form.is_valid():
        chosen = form.cleaned_data.get("copied", [])
        made = attempt(form, lambda: actions.bring_risks(by=person, plan=found, chosen=chosen))
        if made is not None:
            messages.success(request, "Riskerna är hämtade.")
            return redirect("control_plan", plan_id=found.pk)
    title = f"Ta med från planen för {found.year - 1}"
    return show_form(request, "control/form.html", _page(title, found, "Ta med riskerna"), form)


def new_risk(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Add a risk (C-1)."""
    return _write_risk(request, _draft(request, plan_id), None)


def edit_risk(request: HttpRequest, risk_id: int) -> HttpResponse:
    """Change a risk (C-1)."""
    found = _risk(request, risk_id)
    return _write_risk(request, found.plan, found)


def _write_risk(request: HttpRequest, plan: ControlPlan, found: Risk | None) -> HttpResponse:
    person = person_of(request)
    initial = {name: getattr(found, name) for name in RISK} if found else {"likelihood": 2, "consequence": 2}
    model = GovernanceModel.objects.settings_for(plan.year)
    form = RiskForm(request.POST or None, initial=initial, plan=plan, model=model)
    if form.is_valid():
        made = attempt(form, lambda: actions.write_risk(by=person, plan=plan, risk=found, **form.cleaned_data))
        if made is not None:
            messages.success(request, "Risken är sparad.")
            return redirect(f"{reverse('control_plan', args=[plan.pk])}#risk-{made.pk}")
    removal = {"removal": reverse("drop_risk", args=[found.pk]), "removal_label": "Ta bort risken"} if found else {}
    title = "Ändra risken" if found else "Lägg till en risk"
    return show_form(request, "control/form.html", _page(title, plan, "Spara risken", **removal), form)


@require_POST
def move_risk(request: HttpRequest, risk_id: int) -> HttpResponse:
    """Move a risk to another place in the matrix; htmx gets the matrix and the list anew (C-3)."""
    found, person = _risk(request, risk_id), person_of(request)
    form = MoveForm(request.POST, model=GovernanceModel.objects.settings_for(found.plan.year))
    if form.is_valid():
        tell(request, lambda: actions.move_risk(by=person, risk=found, **form.cleaned_data), "Risken är flyttad.")
    else:
        messages.error(request, "Välj sannolikhet och konsekvens.")
    if not request.headers.get("HX-Request"):
        return redirect(f"{reverse('control_plan', args=[found.plan_id])}#risk-{found.pk}")
    list(messages.get_messages(request))  # the page itself says where the risk lies now
    return render(request, "control/_risks.html", risks_context(request, found.plan))


@require_POST
def drop_risk(request: HttpRequest, risk_id: int) -> HttpResponse:
    """Take a risk out of the draft (C-1)."""
    found, person = _risk(request, risk_id), person_of(request)
    plan_id = found.plan_id
    tell(request, lambda: actions.drop_risk(by=person, risk=found), "Risken är borttagen.")
    return redirect("control_plan", plan_id=plan_id)


def new_control(request: HttpRequest, risk_id: int) -> HttpResponse:
    """Choose a control for a risk (C-1)."""
    return _write_control(request, _risk(request, risk_id), None)


def edit_control(request: HttpRequest, control_id: int) -> HttpResponse:
    """Change a control (C-1)."""
    found = _control(request, control_id)
    return _write_control(request, found.risk, found)


def _write_control(request: HttpRequest, risk: Risk, found: Control | None) -> HttpResponse:
    person = person_of(request)
    initial = {name: getattr(found, name) for name in CONTROL} if found else {"frequency": "quarterly"}
    form = ControlForm(request.POST or None, initial=initial, plan=risk.plan)
    if form.is_valid():
        made = attempt(form, lambda: actions.write_control(by=person, risk=risk, control=found, **form.cleaned_data))
        if made is not None:
            messages.success(request, "Kontrollen är sparad.")
            return redirect(f"{reverse('control_plan', args=[risk.plan_id])}#risk-{risk.pk}")
    removal = (
        {"removal": reverse("drop_control", args=[found.pk]), "removal_label": "Ta bort kontrollen"} if found else {}
    )
    title = "Ändra kontrollen" if found else "Lägg till en kontroll"
    context = _page(title, risk.plan, "Spara kontrollen", lead=f"Risk: {risk.what}", **removal)
    return show_form(request, "control/form.html", context, form)


@require_POST
def drop_control(request: HttpRequest, control_id: int) -> HttpResponse:
    """Take a control out of the draft (C-1)."""
    found, person = _control(request, control_id), person_of(request)
    plan_id = found.risk.plan_id
    tell(request, lambda: actions.drop_control(by=person, control=found), "Kontrollen är borttagen.")
    return redirect("control_plan", plan_id=plan_id)


def hand_in_control_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Hand the plan to its body; what it lacks is told and hinders nothing (C-1, L-5)."""
    found, person = plan_of(request, plan_id), person_of(request)
    if not may_hand_in(person, found):
        raise PermissionDenied
    form = HandInPlanForm(request.POST or None, body_id=found.body_id)
    if form.is_valid():
        made = attempt(form, lambda: actions.hand_in(by=person, thing=found, **form.cleaned_data))
        if made is not None:
            messages.success(request, f"Planen är lämnad till {found.body}.")
            return redirect("control_plan", plan_id=found.pk)
    notes = lacking_in(risks_of(found), GovernanceModel.objects.settings_for(found.year))
    context = _page("Lämna till nämnden", found, "Lämna till nämnden", notes=notes)
    return show_form(request, "control/form.html", context, form)


def take_back_control_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Take the plan back before the body has adopted it, with the reason, to change it (C-1, D-6)."""
    return take_back_on_page(request, plan_of(request, plan_id), "Planen", reverse("control_plan", args=[plan_id]))


def new_control_policy(request: HttpRequest) -> HttpResponse:
    """Lay in the council's regulation or the board's instructions (C-1)."""
    return _write_policy(request, None)


def write_control_policy(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Change what is known of the regulation or the instructions (C-1)."""
    return _write_policy(request, get_object_or_404(ControlPolicy, pk=policy_id))


def _write_policy(request: HttpRequest, found: ControlPolicy | None) -> HttpResponse:
    person = person_of(request)
    if not actions.can_write_policy(person):
        raise PermissionDenied
    initial = {name: getattr(found, name) for name in POLICY} if found else {"first_year": today().year}
    form = PolicyForm(request.POST or None, initial=initial)
    if form.is_valid():
        made = attempt(form, lambda: actions.write_policy(by=person, policy=found, **form.cleaned_data))
        if made is not None:
            return redirect("control_policy", policy_id=made.pk)
    context = {
        "title": found.name if found else "Lägg in ett styrdokument", "lead": "Styrdokument för intern kontroll",
        "year": today().year, "button": "Spara", "removal": "", "removal_label": "", "notes": [],
        "back": reverse("control_policy", args=[found.pk]) if found else reverse("control_now"),
    }  # fmt: skip
    return show_form(request, "control/form.html", context, form)


urlpatterns = [
    path("intern-kontroll/<year:year>/ny/<int:body_id>/", new_control_plan, name="new_control_plan"),
    path("intern-kontroll/plan/<int:plan_id>/text/", write_control_plan, name="write_control_plan"),
    path("intern-kontroll/plan/<int:plan_id>/lamna/", hand_in_control_plan, name="hand_in_control_plan"),
    path("intern-kontroll/plan/<int:plan_id>/ta-tillbaka/", take_back_control_plan, name="take_back_control_plan"),
    path("intern-kontroll/plan/<int:plan_id>/ta-med/", bring_risks, name="bring_risks"),
    path("intern-kontroll/plan/<int:plan_id>/risk/", new_risk, name="new_risk"),
    path("intern-kontroll/risk/<int:risk_id>/", edit_risk, name="edit_risk"),
    path("intern-kontroll/risk/<int:risk_id>/flytta/", move_risk, name="move_risk"),
    path("intern-kontroll/risk/<int:risk_id>/ta-bort/", drop_risk, name="drop_risk"),
    path("intern-kontroll/risk/<int:risk_id>/kontroll/", new_control, name="new_control"),
    path("intern-kontroll/kontroll/<int:control_id>/andra/", edit_control, name="edit_control"),
    path("intern-kontroll/kontroll/<int:control_id>/ta-bort/", drop_control, name="drop_control"),
    path("intern-kontroll/styrdokument/nytt/", new_control_policy, name="new_control_policy"),
    path("intern-kontroll/styrdokument/<int:policy_id>/andra/", write_control_policy, name="write_control_policy"),
]
