"""Meetings: what bodies have decided year by year, and what is to be decided (D-1, D-4, D-8)."""

import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from styrhjul.governance.actions import may_record
from styrhjul.governance.models import Decision, Meeting
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, rights_of
from styrhjul.web.addresses import FOUR_DIGITS
from styrhjul.web.kept import kept_html
from styrhjul.web.matters import LineView, lines_of, waiting_for
from styrhjul.web.naming import BodyNames
from styrhjul.web.trail import form_of, trail_of

#: Meetings on each page of the list.
A_PAGE = 20


class Matter(NamedTuple):
    """A matter in a list of meetings: its paragraph, heading and standing."""

    id: int
    paragraph: str
    heading: str
    is_recorded: bool


class Held(NamedTuple):
    """A meeting in the list: when, whose, how far its record has come, and its matters."""

    id: int
    held_on: datetime.date
    body: str
    standing: str
    matters: list[Matter]


@login_not_required
def meetings(request: HttpRequest) -> HttpResponse:
    """List the meetings of a year with what they decided, for one body or all (D-1, T-2)."""
    typed = request.GET.get("ar", "")
    year = int(typed) if FOUR_DIGITS.fullmatch(typed) else today().year
    body_id, sheet = _number(request.GET.get("organ", "")), _number(request.GET.get("sida", ""))
    part = kept_html(
        request, "meetings/_meetings.html", year, body_id, sheet, context=lambda: _listed(request, year, body_id, sheet)
    )
    return render(request, "meetings/meetings.html", {"year": year, "body": part})


def _listed(request: HttpRequest, year: int, body_id: int, sheet: int) -> dict[str, Any]:
    """Return what the list shows to readers with the same rights."""
    found = Meeting.objects.visible_to(request.user).filter(held_on__year=year)
    if body_id:
        found = found.filter(body=body_id)
    readable = Decision.objects.visible_to(request.user).order_by("recorded_on", "id")
    listed = found.select_related("body").prefetch_related(Prefetch("decisions", queryset=readable))
    page = Paginator(listed.order_by("-held_on", "body__rank", "id"), A_PAGE).get_page(sheet or 1)
    names = BodyNames()
    bodies = [(body.pk, body.name_on(today())) for body in Body.objects.named(today())]
    return {
        "year": year,
        "years": range(today().year + 1, today().year - 5, -1),
        "page": page,
        "meetings": [_held(one, names) for one in page],
        "bodies": bodies,
        "body_id": body_id,
        "may_add": bool(rights_of(request.user).secretary_of),
        "address": "?" + urlencode({"ar": year, "organ": body_id or ""}) + "&",
    }


def _number(typed: str) -> int:
    """Return the number of the address, 0 when it is none."""
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


def _held(meeting: Meeting, names: BodyNames) -> Held:
    matters = [Matter(one.pk, one.paragraph, one.heading, one.recorded_on is not None) for one in _in_order(meeting)]
    return Held(meeting.pk, meeting.held_on, names.of(meeting.body_id, meeting.held_on), standing_of(meeting), matters)


def _in_order(meeting: Meeting) -> list[Decision]:
    """Return the meeting's matters by paragraph, those without one last."""
    return sorted(meeting.decisions.all(), key=lambda one: (not one.paragraph, _number(one.paragraph), one.pk))


def standing_of(meeting: Meeting) -> str:
    """Return in words how far the record of the meeting has come (D-5, D-8)."""
    if meeting.minutes_approved_on:
        return f"Protokollet justerat {meeting.minutes_approved_on}"
    if meeting.held_on > today():
        publishes = ", som publicerar handlingarna" if meeting.publishes else ""
        return f"Kallelse {meeting.notice_on}{publishes}" if meeting.notice_on else "Kommande sammanträde"
    return "Protokollet är inte justerat"


@login_not_required
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Show a meeting: what is to be decided with proposed wording, or what was decided (D-4, D-8)."""
    found = get_object_or_404(Meeting.objects.visible_to(request.user).select_related("body"), pk=meeting_id)
    return render(request, "meetings/meeting.html", context_of(request, found))


class Item(NamedTuple):
    """A matter of the meeting with its lines."""

    decision: Decision
    lines: list[LineView]


def context_of(request: HttpRequest, found: Meeting) -> dict[str, Any]:
    """Return what the meeting's page shows."""
    readable = Decision.objects.visible_to(request.user).filter(meeting=found)
    found._prefetched_objects_cache = {"decisions": list(readable)}  # type: ignore[attr-defined]
    decisions = _in_order(found)
    lines = lines_of(decisions, request.user, found.held_on)
    keeps = may_record(request.user, found.body)
    return {
        "meeting": found,
        "name": found.body.name_on(found.held_on),
        "year": found.held_on.year,
        "items": [Item(one, lines.get(one.pk, [])) for one in decisions],
        "standing": standing_of(found),
        "is_held": found.held_on <= today(),
        "unrecorded": sum(one.recorded_on is None for one in decisions),
        "keeps": keeps,
        "waiting": waiting_for(found.body, found.held_on) if keeps and not found.minutes_approved_on else [],
        "trail": trail_of(found, request),
        **form_of(found, request),
    }


urlpatterns = [
    path("beslut/", meetings, name="meetings"),
    path("sammantrade/<int:meeting_id>/", meeting, name="meeting"),
]
