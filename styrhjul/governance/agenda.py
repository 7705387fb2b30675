"""Verbs of an agenda before the meeting: notice, word a matter, take it off (D-8, L-6). The rest: actions."""

import datetime
from collections.abc import Callable, Collection

from django.db import transaction
from django.db.models import QuerySet

from styrhjul.governance.actions import AnyMatter, locked, require, take_step
from styrhjul.governance.models import Decision, DecisionLine, Matter, Meeting
from styrhjul.governance.rules import check_amendable
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.models import Person


def _open(by: Person, decision: Decision) -> Decision:
    """Return the locked matter. Raises Refused for others than the secretary, and when it is decided."""
    decision = locked(decision)
    require(decision.meeting.body_id in by.rights.secretary_of, "Bara organets sekreterare ändrar dess ärenden.")
    check_amendable(decision.meeting.minutes_approved_on)
    require(decision.recorded_on is None, "Ärendet är beslutat. Ändra beslutet i stället.", "D-5")
    return decision


@transaction.atomic
def word_matter(
    *,
    by: Person,
    decision: Decision,
    heading: str,
    proposed_wording: str,
    keep: Collection[int] | None = None,
    refers_to: int | None = None,
) -> Decision:
    """Return the matter with its heading and proposed wording; lines not in ``keep`` leave the agenda (D-8).

    ``refers_to`` is the id of an earlier decision of the same body that the matter changes (D-5). Raises Refused for
    others than the body's secretary, without a heading, for another body's decision, and when the matter is decided.
    """
    decision = _open(by, decision)
    if not heading.strip():
        raise Refused("Ärendet behöver en rubrik.", "D-8", {"heading": "Skriv ärendets rubrik."})
    if refers_to is not None:
        own = Decision.objects.recorded().filter(pk=refers_to, meeting__body=decision.meeting.body_id)
        require(own.exists(), "Ett organ ändrar bara sina egna beslut.", "D-3")
    decision.refers_to_id = refers_to
    decision.heading, decision.proposed_wording = heading.strip(), proposed_wording.strip()
    decision.save(update_fields=["heading", "proposed_wording", "refers_to"])
    if keep is not None:
        decision.lines.exclude(pk__in=keep).delete()
    record(by=by, verb="word_matter", on=decision, sentence=f"Skrev förslag till beslut i «{decision.heading}».")
    return decision


@transaction.atomic
def take_off_agenda(*, by: Person, decision: Decision) -> None:
    """Take the matter off the meeting's agenda; what it was about waits for the body again (D-8)."""
    decision = _open(by, decision)
    meeting = decision.meeting
    record(by=by, verb="take_off_agenda", on=meeting, sentence=f"Tog bort «{decision.heading}» från {meeting}.")
    decision.lines.all().delete()
    decision.delete()


@transaction.atomic
def leave_other_agendas(*, by: Person | None, thing: Matter, meeting: Meeting) -> None:
    """Take the object off the body's other coming meetings, when it is handed in to this one instead (D-8)."""
    coming = Meeting.objects.coming_with(thing).filter(body=meeting.body_id)
    elsewhere = DecisionLine.objects.waiting(thing).filter(decision__meeting__in=coming)
    _take_off(
        by,
        elsewhere.exclude(decision__meeting=meeting),
        lambda planned: f"«{planned.heading}» flyttades från {planned.meeting} till {meeting}.",
    )


@transaction.atomic
def take_back(*, by: Person, thing: AnyMatter, comment: str) -> AnyMatter:
    """Return the matter taken back by its head before its body has decided, off the agendas it stood on (D-6, D-8)."""
    thing = take_step(by=by, thing=thing, step="take_back", comment=comment)
    _take_off(
        by,
        DecisionLine.objects.waiting(thing),
        lambda planned: f"«{thing}» togs tillbaka och står inte längre på dagordningen för {planned.meeting}.",
    )
    return thing


def _take_off(by: Person | None, lines: QuerySet[DecisionLine], told: Callable[[Decision], str]) -> None:
    """Take the lines off their agendas, and with them matters about nothing else that no file is attached to."""
    for line in lines.select_related("decision__meeting"):
        planned = line.decision
        record(by=by, verb="take_off_agenda", on=planned.meeting, sentence=told(planned))
        line.delete()
        if not planned.lines.exists() and not planned.attachments.exists():
            planned.delete()


@transaction.atomic
def give_notice(*, by: Person, meeting: Meeting, notice_on: datetime.date | None, publishes: bool) -> Meeting:
    """Return the meeting with the day that its notice goes out, and whether that publishes its documents (D-8, L-6).

    Raises Refused for others than the body's secretary, for a day after the meeting, and once the minutes are approved.
    """
    meeting = locked(meeting)
    require(meeting.body_id in by.rights.secretary_of, "Bara organets sekreterare kallar till dess sammanträden.")
    check_amendable(meeting.minutes_approved_on)
    if notice_on and notice_on > meeting.held_on:
        raise Refused("Kallelsen kan inte gå ut efter sammanträdet.", "D-8", {"notice_on": "Efter sammanträdet."})
    meeting.notice_on, meeting.publishes = notice_on, publishes
    meeting.save(update_fields=["notice_on", "publishes"])
    told = f"Kallelsen går ut {notice_on}." if notice_on else "Kallelsens dag är inte bestämd."
    told += " Den publicerar handlingarna." if publishes else ""
    record(by=by, verb="give_notice", on=meeting, sentence=told)
    return meeting
