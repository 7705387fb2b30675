"""The register of what bodies have ordered, evaluations too: given, reported back, closed (X-11, I-4, L-5)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse

from styrhjul.goals.actions import commissions as actions
from styrhjul.goals.actions.evaluations import change_evaluation
from styrhjul.goals.models import Activity, Commission
from styrhjul.goals.rules import COMMISSIONING
from styrhjul.goals.terms import ActivityStatus, CommissionState
from styrhjul.governance.models import Decision
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Unit
from styrhjul.web.acting import attempt, show_form
from styrhjul.web.chain_rows import STATES
from styrhjul.web.commission_forms import CloseForm, CommissionForm, EvaluationForm, NewCommissionForm, ReportForm
from styrhjul.web.commission_rows import ABOVE, in_order, rows_of
from styrhjul.web.drafting import person_of
from styrhjul.web.evaluations import evaluation_beside
from styrhjul.web.trail import form_of, trail_of

#: Commissions on each page of the register.
A_PAGE = 50

#: What may be asked for in the address, and what each is called.
STATES_ASKED = {"": "Alla", "late": "Försenat", **dict(CommissionState.choices)}
KINDS_ASKED = {"": "Alla", "uppdrag": "Uppdrag", "utvardering": "Utvärderingar"}


@login_not_required
def commissions(request: HttpRequest) -> HttpResponse:
    """List the commissions: all, of one body that gave them, to one receiver, in one state (X-11, T-2)."""
    asked = {name: request.GET.get(name, "") for name in ("fran", "till", "slag", "lage")}
    if not request.user.is_authenticated:
        asked["lage"] = ""  # strangers know the state that approved minutes tell (T-2)
    readable = Commission.objects.visible_to(request.user)
    found = readable
    if asked["fran"].isdecimal():
        found = found.filter(decision__meeting__body=int(asked["fran"][:9]))
    if asked["slag"] in KINDS_ASKED and asked["slag"]:
        found = found.filter(evaluation__isnull=asked["slag"] == "uppdrag")
    kind, _, number = asked["till"].partition("-")
    if number.isdecimal():
        found = found.filter(unit=int(number[:9])) if kind == "enhet" else found.filter(body=int(number[:9]))
    if asked["lage"] == "late":
        found = found.late(today())
    elif asked["lage"] in CommissionState.values:
        found = found.filter(state=asked["lage"])
    page = Paginator(in_order(found), A_PAGE).get_page(request.GET.get("sida"))
    ordered = readable.order_by().values("decision__meeting__body")
    givers = Body.objects.named(today()).filter(Q(kind__in=COMMISSIONING) | Q(pk__in=ordered)).order_by("rank")
    context = {
        "year": today().year, "page": page, "rows": rows_of(page, request.user), "asked": asked,
        "givers": [(str(one.pk), one.name_on(today())) for one in givers], "receivers": _receivers(readable),
        "states": STATES_ASKED.items(), "kinds": KINDS_ASKED.items(), "address": "?" + urlencode(asked) + "&",
        "is_reader": request.user.is_authenticated,
    }  # fmt: skip
    return render(request, "commissions/commissions.html", context)


def _receivers(readable: "QuerySet[Commission]") -> list[tuple[str, str]]:
    """Return those who have been given any of the commissions, by the key of the address."""
    bodies = Body.objects.named(today()).filter(pk__in=readable.order_by().values("body"))
    units = Unit.objects.placed(today()).filter(pk__in=readable.order_by().values("unit"))
    return [(f"organ-{one.pk}", str(one)) for one in bodies] + [(f"enhet-{one.pk}", str(one)) for one in units]


def _commission(request: HttpRequest, commission_id: int) -> Commission:
    readable = Commission.objects.visible_to(request.user).select_related(
        *ABOVE, "decision__meeting__body", "body", "unit"
    )
    return get_object_or_404(readable, pk=commission_id)


@login_not_required
def commission(request: HttpRequest, commission_id: int) -> HttpResponse:
    """Read a commission: what, to whom, by when, its reports, and the activities that carry it out (X-11)."""
    found = _commission(request, commission_id)
    person = request.user if isinstance(request.user, Person) else None
    activities = Activity.objects.visible_to(request.user).filter(commission=found).select_related("plan__unit")
    closing = found.closed_by if found.state_for(request.user) == CommissionState.CLOSED else None
    context = {
        "commission": found,
        "year": found.decision.decided_on.year,
        "row": rows_of([found], request.user)[0],
        "receiver_at": reverse("body" if found.body_id else "unit", args=[found.receiver.pk]),
        "closing": closing,
        "reports": found.reports_for(request.user),
        "activities": [(one, STATES[ActivityStatus(one.status)]) for one in activities],
        "may_report": person is not None and actions.can_report(person, found),
        "may_keep": person is not None and actions.can_keep(person, found),
        "is_reader": person is not None,
        **evaluation_beside(request.user, found),
        "trail": trail_of(found, request),
        **form_of(found, request),
    }
    return render(request, "commissions/commission.html", context)


def _frame(title: str, button: str, back: str) -> dict[str, Any]:
    return {"title": title, "button": button, "back": back, "year": today().year}


def new_commission(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Register a commission that a decision of the council or the board gives (X-11)."""
    decided = get_object_or_404(Decision.objects.recorded().select_related("meeting__body"), pk=decision_id)
    person = person_of(request)
    if not actions.can_give(person, decided):
        raise PermissionDenied
    form = NewCommissionForm(request.POST or None, giver=decided.meeting.body)
    if form.is_valid():
        made = attempt(form, lambda: actions.give_commission(by=person, decision=decided, **form.cleaned_data))
        if made is not None:
            messages.success(request, f"Uppdraget är registrerat. {made.receiver} ser det bland sina uppgifter.")
            return redirect("commission", commission_id=made.pk)
    frame = _frame("Lägg upp ett uppdrag", "Lägg upp uppdraget", reverse("decision", args=[decided.pk]))
    return show_form(request, "organisation/form.html", frame, form)


def edit_commission(request: HttpRequest, commission_id: int) -> HttpResponse:
    """Change what a commission says, or its day, until it is closed; of an evaluation also what it asks (X-11, I-4)."""
    found = _commission(request, commission_id)
    person = person_of(request)
    if not actions.can_keep(person, found):
        raise PermissionDenied
    initial = {"what": found.what, "text": found.text, "due_on": found.due_on}
    asks: type[CommissionForm] = EvaluationForm if found.is_evaluation else CommissionForm
    change: Callable[..., object] = change_evaluation if found.is_evaluation else actions.change_commission
    if found.is_evaluation:
        initial |= {name: getattr(found.evaluation, name) for name in ("question", "method", "performer")}
    form = asks(request.POST or None, initial=initial)
    if form.is_valid():
        made = attempt(form, lambda: change(by=person, commission=found, **form.cleaned_data))
        if made is not None:
            return redirect("commission", commission_id=found.pk)
    thing = "utvärderingen" if found.is_evaluation else "uppdraget"
    frame = _frame(f"Ändra {thing}", f"Spara {thing}", reverse("commission", args=[found.pk]))
    return show_form(request, "organisation/form.html", frame, form)


def report_commission(request: HttpRequest, commission_id: int) -> HttpResponse:
    """Report a commission back, on the way or at last (X-11)."""
    found = _commission(request, commission_id)
    person = person_of(request)
    if not actions.can_report(person, found):
        raise PermissionDenied
    initial = {"reported_on": today(), "is_final": True}
    form = ReportForm(request.POST or None, commission=found, initial=initial)
    if form.is_valid():
        made = attempt(form, lambda: actions.report_commission(by=person, commission=found, **form.cleaned_data))
        if made is not None:
            messages.success(request, "Återrapporten är lämnad.")
            return redirect("commission", commission_id=found.pk)
    frame = _frame(f"Återrapportera: {found.what}", "Lämna återrapporten", reverse("commission", args=[found.pk]))
    return show_form(request, "organisation/form.html", frame, form)


def close_commission(request: HttpRequest, commission_id: int) -> HttpResponse:
    """Close a commission by a decision of the body that gave it (X-11)."""
    found = _commission(request, commission_id)
    person = person_of(request)
    if not actions.can_keep(person, found):
        raise PermissionDenied
    form = CloseForm(request.POST or None, commission=found)
    if form.is_valid():
        made = attempt(form, lambda: actions.close_commission(by=person, commission=found, **form.cleaned_data))
        if made is not None:
            messages.success(request, "Uppdraget är avslutat.")
            return redirect("commission", commission_id=found.pk)
    frame = _frame(f"Avsluta: {found.what}", "Avsluta uppdraget", reverse("commission", args=[found.pk]))
    return show_form(request, "organisation/form.html", frame, form)


urlpatterns = [
    path("uppdrag/", commissions, name="commissions"),
    path("uppdrag/<int:commission_id>/", commission, name="commission"),
    path("uppdrag/<int:commission_id>/skriv/", edit_commission, name="edit_commission"),
    path("uppdrag/<int:commission_id>/rapportera/", report_commission, name="report_commission"),
    path("uppdrag/<int:commission_id>/avsluta/", close_commission, name="close_commission"),
    path("beslut/<int:decision_id>/uppdrag/", new_commission, name="new_commission"),
]
