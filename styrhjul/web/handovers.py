"""What passes to successors: a body's handover by decision, and a unit's by its superior's dated act (O-5)."""

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from styrhjul.followup import actions, rules
from styrhjul.followup.models import Handover, HandoverRow
from styrhjul.goals.actions.succession import can_pass_unit, left_in, pass_unit
from styrhjul.governance.models import Decision
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Unit
from styrhjul.web.acting import attempt, show_form
from styrhjul.web.drafting import person_of
from styrhjul.web.handing import hand_in, may_hand_in
from styrhjul.web.matters import address_of, kind_name
from styrhjul.web.organisation_forms import day
from styrhjul.web.trail import form_of, trail_of

#: What stands before the id in the name of a field, by what it chooses a successor for.
GOAL, PLAN, COMMISSION = "mal-", "plan-", "uppdrag-"


class HandoverForm(forms.Form):
    """The successor of each running goal, remedy plan and commission; what has none stays in the body (O-5)."""

    def __init__(self, *args: Any, body: Body, left: actions.Left, **kwargs: Any) -> None:
        """Ask of each thing to which of the successors it passes; with one successor it is proposed."""
        super().__init__(*args, **kwargs)
        successors = list(body.successors.named(today()))
        self.successors = {str(one.pk): one for one in successors}
        choices = [("", "Går inte över"), *((key, str(one)) for key, one in self.successors.items())]
        proposed = str(successors[0].pk) if len(successors) == 1 else ""
        for prefix, things in ((GOAL, left.goals), (PLAN, left.plans), (COMMISSION, left.commissions)):
            for one in things:
                field = forms.ChoiceField(label=str(one), choices=choices, required=False, initial=proposed)
                field.later = kind_name(one).lower()  # type: ignore[attr-defined]
                self.fields[f"{prefix}{one.pk}"] = field

    def chosen(self, prefix: str) -> dict[int, Body]:
        """Return the successors chosen, by the id of the thing."""
        typed = {name: key for name, key in self.cleaned_data.items() if name.startswith(prefix) and key}
        return {int(name.removeprefix(prefix)): self.successors[key] for name, key in typed.items()}


def write_handover(request: HttpRequest, body_id: int) -> HttpResponse:
    """Choose the successor of each thing that runs in a body that ends; the board prepares it (O-5)."""
    found = get_object_or_404(Body.objects.exclude(to_on=None), pk=body_id)
    if not actions.can_draft_handover(request.user):
        raise PermissionDenied
    left = actions.left_in(found)
    known = found.handovers.filter(state__in=rules.UNFINISHED).first()
    rows = list(known.rows.all()) if known else []
    initial = {_field_of(row): row.successor_id for row in rows}
    form = HandoverForm(request.POST or None, body=found, left=left, initial=initial)
    if form.is_valid():
        chosen = {"goals": form.chosen(GOAL), "plans": form.chosen(PLAN), "commissions": form.chosen(COMMISSION)}
        made = attempt(form, lambda: actions.draft_handover(by=person_of(request), body=found, **chosen))
        if made is not None:
            messages.success(request, "Övergången är sparad.")
            return redirect("handover", handover_id=made.pk)
    return show_form(request, "organisation/write_handover.html", {"body": found, "left": left}, form)


def _field_of(row: HandoverRow) -> str:
    """Return the name of the field by which the row's successor is chosen."""
    prefix = GOAL if row.version_id else PLAN if row.plan_id else COMMISSION
    return f"{prefix}{row.thing.pk}"


@login_not_required
def handover(request: HttpRequest, handover_id: int) -> HttpResponse:
    """Show what passes to whom, and where the matter stands (O-5, O-8)."""
    found = get_object_or_404(Handover.objects.visible_to(request.user).select_related("body"), pk=handover_id)
    rows = found.rows.select_related("version__goal", "plan__body", "plan__report", "commission", "successor")
    decisions = Decision.objects.about(found).visible_to(request.user).select_related("meeting__body")
    context = {
        "handover": found,
        "rows": [(str(row.thing), address_of(row.thing), row.successor) for row in rows],
        "decisions": list(decisions),
        "is_decided": found.state == "adopted",
        "can_write": found.state in rules.UNFINISHED and actions.can_draft_handover(request.user),
        "can_hand_in": may_hand_in(request.user, found),
        "trail": trail_of(found, request),
        **form_of(found, request),
    }
    return render(request, "organisation/handover.html", context)


@require_POST
def hand_in_handover(request: HttpRequest, handover_id: int) -> HttpResponse:
    """Hand the handover to the board (O-5, O-6)."""
    found = get_object_or_404(Handover.objects.visible_to(request.user), pk=handover_id)
    hand_in(request, found, "Övergången är lämnad till kommunstyrelsen.")
    return redirect("handover", handover_id=found.pk)


class PassUnitForm(forms.Form):
    """The successor that takes over the plans and goals of a unit that has ended, and from what day (O-5)."""

    successor = forms.ModelChoiceField(label="Efterföljare", queryset=Unit.objects.none(), empty_label=None)
    on = day("Från och med")

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        """Offer the successors."""
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = unit.successors.placed(today())  # type: ignore[attr-defined]


def pass_on_unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Let an ended unit's plans and goals pass to a successor, by the head of its superior (O-5, D-6)."""
    found = get_object_or_404(Unit.objects.placed(today()), pk=unit_id)
    person = person_of(request)
    if not can_pass_unit(person, found):
        raise PermissionDenied
    left = left_in(found)
    form = PassUnitForm(request.POST or None, unit=found, initial={"on": _day_after(found)})
    if form.is_valid():
        made = attempt(form, lambda: pass_unit(by=person, unit=found, **form.cleaned_data))
        if made is not None:
            messages.success(request, f"Planer, mål och uppdrag har gått över till {made}.")
            return redirect("unit", unit_id=found.pk)
    return show_form(request, "organisation/pass_unit.html", {"unit": found, "left": left}, form)


def _day_after(unit: Unit) -> datetime.date:
    """Return the first day without the unit, or today when that has not been yet."""
    after = (unit.to_on or today()) + datetime.timedelta(days=1)
    return min(after, today())


urlpatterns = [
    path("organ/<int:body_id>/overgang/", write_handover, name="write_handover"),
    path("overgang/<int:handover_id>/", handover, name="handover"),
    path("overgang/<int:handover_id>/lamna/", hand_in_handover, name="hand_in_handover"),
    path("enhet/<int:unit_id>/overgang/", pass_on_unit, name="pass_on_unit"),
]
