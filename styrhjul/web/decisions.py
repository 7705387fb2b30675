"""One decision: its text, lines, attachments and corrections, and what its secretary does with it (D-1, D-4, D-5)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from styrhjul.goals.models import Share
from styrhjul.goals.rules import DECIDED
from styrhjul.governance.models import Decision, DecisionLine
from styrhjul.web.matters import lines_of
from styrhjul.web.naming import BodyNames
from styrhjul.web.trail import form_of, trail_of

#: The largest file that is kept with a decision, in bytes.
LARGEST_FILE = 10 * 1024 * 1024

#: Later decisions shown in the matter.
MOST_LATER = 10


@login_not_required
def decision(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Show a decision with everything that belongs to it; a matter not decided yet with its proposed wording (D-4)."""
    found = _decision(request, decision_id)
    names = BodyNames()
    keeps = False
    context = {
        "decision": found,
        "year": found.decided_on.year,
        "name": names.of(found.meeting.body_id, found.decided_on),
        "standing": _standing(found),
        "lines": lines_of([found], request.user, found.decided_on).get(found.pk, []),
        "keeps": keeps,
        "shares": _unanswered(found) if keeps and found.recorded_on else [],
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
    same = DecisionLine.objects.none()
    for kind_id, object_id in found.lines.values_list("content_type_id", "object_id"):
        same = same | DecisionLine.objects.filter(content_type=kind_id, object_id=object_id)
    about = readable.filter(lines__in=same, meeting__held_on__gte=found.decided_on).exclude(pk=found.pk)
    referring = readable.filter(refers_to=found)
    return list((about | referring).distinct().order_by("meeting__held_on", "id")[:MOST_LATER])


urlpatterns = [
    path("beslut/<int:decision_id>/", decision, name="decision"),
]
