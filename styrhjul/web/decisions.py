"""One decision: its text, lines, attachments and corrections, and what its secretary does with it (D-1, D-4, D-5)."""

from mimetypes import guess_type
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header

from styrhjul.goals.actions.commissions import can_give
from styrhjul.goals.actions.evaluations import can_order
from styrhjul.goals.actions.goals import answer_directed_goal
from styrhjul.goals.models import GoalVersion, Share
from styrhjul.goals.rules import DECIDED
from styrhjul.governance import actions
from styrhjul.governance.models import Attachment, Decision, DecisionLine
from styrhjul.web.acting import attempt, show_form
from styrhjul.web.commission_rows import in_order, rows_of
from styrhjul.web.drafting import person_of
from styrhjul.web.goal_forms import AnswerForm
from styrhjul.web.matters import lines_of
from styrhjul.web.meeting_forms import AttachmentForm, CorrectionForm, RecordForm
from styrhjul.web.naming import BodyNames
from styrhjul.web.trail import form_of, trail_of

#: Later decisions shown in the matter.
MOST_LATER = 10


@login_not_required
def decision(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Show a decision with everything that belongs to it; a matter not decided yet with its proposed wording (D-4)."""
    found = _decision(request, decision_id)
    names = BodyNames()
    keeps = actions.may_record(request.user, found.meeting.body)
    signed_in = request.user.is_authenticated
    context = {
        "decision": found,
        "year": found.decided_on.year,
        "name": names.of(found.meeting.body_id, found.decided_on),
        "standing": _standing(found),
        "lines": lines_of([found], request.user, found.decided_on).get(found.pk, []),
        "keeps": keeps,
        "shares": _unanswered(found) if keeps and found.recorded_on else [],
        "commissions": rows_of(in_order(found.commissions.all() | found.closed_commissions.all()), request.user),
        "may_give": signed_in and found.recorded_on is not None and can_give(person_of(request), found),
        "may_order": signed_in and found.recorded_on is not None and can_order(person_of(request), found),
        "answered": list(Share.objects.filter(answered_by=found).select_related("version")),
        "attachments": list(found.attachments.defer("content")),
        "may_attach": keeps and found.meeting.minutes_approved_on is None,
        "later": [(one, names.of(one.meeting.body_id, one.decided_on)) for one in _later(request, found)],
        "trail": trail_of(found, request),
        **form_of(found, request),
    }
    return render(request, "meetings/decision.html", context)


def _decision(request: HttpRequest, decision_id: int) -> Decision:
    readable = Decision.objects.visible_to(request.user).select_related("meeting__body", "refers_to")
    return get_object_or_404(readable, pk=decision_id)


def _standing(found: Decision) -> str:
    """Return in words how far the decision has come (D-5)."""
    if found.recorded_on is None:
        return "Inte beslutat än"
    approved = found.meeting.minutes_approved_on
    return f"Beslutat, protokollet justerat {approved}" if approved else "Beslutat, protokollet är inte justerat"


def _unanswered(found: Decision) -> list[Share]:
    """Return the directed goals that the body still owes an answer to (G-6)."""
    owed = Share.objects.filter(body=found.meeting.body, answered_on=None, version__state__in=DECIDED)
    return list(owed.select_related("version"))


def _later(request: HttpRequest, found: Decision) -> list[Decision]:
    """Return later decisions that refer to this one, or that are about the same objects (D-5)."""
    readable = Decision.objects.visible_to(request.user).recorded().select_related("meeting__body")
    same = Q(pk__in=[])
    for kind_id, object_id in found.lines.values_list("content_type_id", "object_id"):
        same |= Q(content_type=kind_id, object_id=object_id)
    about = readable.filter(
        lines__in=DecisionLine.objects.filter(same), meeting__held_on__gte=found.decided_on
    ).exclude(pk=found.pk)
    referring = readable.filter(refers_to=found)
    return list((about | referring).distinct().order_by("meeting__held_on", "id")[:MOST_LATER])


def _own(request: HttpRequest, decision_id: int) -> Decision:
    """Return a recorded decision, to its body's secretary; else PermissionDenied (O-6)."""
    found = get_object_or_404(Decision.objects.recorded().select_related("meeting__body"), pk=decision_id)
    if not actions.may_record(request.user, found.meeting.body):
        raise PermissionDenied
    return found


def _page(found: Decision, title: str, button: str, lead: str = "") -> dict[str, Any]:
    """Return what the small forms of a decision have in common."""
    back = reverse("decision", args=[found.pk])
    return {"title": title, "button": button, "lead": lead or str(found), "back": back}


def amend_decision(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Amend the record before the minutes are approved (D-5)."""
    found = _own(request, decision_id)
    initial = {name: getattr(found, name) for name in ("paragraph", "file_number", "text")}
    form = RecordForm(request.POST or None, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        made = attempt(form, lambda: actions.amend_decision(by=person_of(request), decision=found, **data))
        if made is not None:
            return redirect("decision", decision_id=found.pk)
    return show_form(request, "meetings/form.html", _page(found, "Ändra beslutets uppgifter", "Spara"), form)


def correct_decision(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Put a clerical error right after the minutes are approved; the original stays (D-5)."""
    found = _own(request, decision_id)
    form = CorrectionForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        made = attempt(form, lambda: actions.correct_decision(by=person_of(request), decision=found, **data))
        if made is not None:
            return redirect("decision", decision_id=found.pk)
    lead = "Det som står kvarstår, och rättelsen visas bredvid. Ett nytt ställningstagande kräver ett nytt beslut."
    return show_form(request, "meetings/form.html", _page(found, "Rätta ett skrivfel", "Spara rättelsen", lead), form)


def attach(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Attach a file to the decision (D-1)."""
    found = _own(request, decision_id)
    form = AttachmentForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        media_type = guess_type(file.name)[0] or "application/octet-stream"
        made = attempt(
            form,
            lambda: actions.attach(
                by=person_of(request), decision=found, name=file.name, media_type=media_type, content=file.read()
            ),
        )
        if made is not None:
            return redirect("decision", decision_id=found.pk)
    return show_form(request, "meetings/form.html", _page(found, "Bifoga en fil", "Bifoga filen"), form)


@login_not_required
def attachment(request: HttpRequest, attachment_id: int) -> HttpResponse:
    """Give an attached file to those who may read its decision (D-1, T-2); always as a file to keep."""
    readable = Attachment.objects.filter(decision__in=Decision.objects.visible_to(request.user))
    found = get_object_or_404(readable, pk=attachment_id)
    response = HttpResponse(bytes(found.content), content_type=found.media_type)
    response["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    return response


def answer_by_decision(request: HttpRequest, decision_id: int, share_id: int) -> HttpResponse:
    """Record that the decision holds the committee's answer to a directed goal (G-6)."""
    found = _own(request, decision_id)
    own = Share.objects.filter(body=found.meeting.body, version__in=GoalVersion.objects.visible_to(request.user))
    share = get_object_or_404(own.select_related("version"), pk=share_id)
    form = AnswerForm(request.POST or None, initial={"answer": share.answer, "follow_up": share.follow_up})
    if form.is_valid():
        data, person = form.cleaned_data, person_of(request)
        made = attempt(form, lambda: answer_directed_goal(by=person, share=share, decision=found, **data))
        if made is not None:
            return redirect("decision", decision_id=found.pk)
    title = "Svaret på det riktade målet beslutades här"
    return show_form(request, "meetings/form.html", _page(found, title, "Spara svaret", str(share.version)), form)


urlpatterns = [
    path("beslut/<int:decision_id>/", decision, name="decision"),
    path("beslut/<int:decision_id>/andra/", amend_decision, name="amend_decision"),
    path("beslut/<int:decision_id>/ratta/", correct_decision, name="correct_decision"),
    path("beslut/<int:decision_id>/bifoga/", attach, name="attach"),
    path("beslut/<int:decision_id>/svar/<int:share_id>/", answer_by_decision, name="answer_by_decision"),
    path("bilaga/<int:attachment_id>/", attachment, name="attachment"),
]
