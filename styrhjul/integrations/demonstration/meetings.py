"""Lets the bodies of the demonstration meet and decide, each step on its own day (D-1, D-3, D-4, D-8)."""

import datetime
from collections.abc import Sequence

from styrhjul.governance.actions import Ruling, approve_minutes, hold_meeting, put_on_agenda, record_decision
from styrhjul.governance.models import Decision, Matter
from styrhjul.integrations.demonstration.town import Town
from styrhjul.organisation.clock import on_day, today

#: How many paragraphs a body fills in a day on average: gives numbers that rise through the year, as minutes do.
PACE = {
    "KF": 0.265, "KS": 0.577, "BUN": 0.395, "SN": 0.41, "SBN": 0.36, "KFN": 0.24, "MBN": 0.33, "VN": 0.08, "ENB": 0.1,
}  # fmt: skip

DAYS_TO_APPROVE = 8


def _paragraph(town: Town, body: str, held_on: datetime.date) -> str:
    """Return the next paragraph of the meeting."""
    key = (town.bodies[body].pk, held_on)
    first = int(held_on.timetuple().tm_yday * PACE[body])
    town.numbers[key] = town.numbers.get(key, first - 1) + 1
    return str(town.numbers[key])


def decide(
    town: Town,
    body: str,
    held_on: datetime.date,
    heading: str,
    rulings: Sequence[Ruling],
    *,
    text: str = "",
) -> Decision:
    """Return the decision of the body on the day, recorded by its secretary with the next paragraph of the meeting."""
    secretary = town.secretary_of(town.bodies[body])
    with on_day(held_on):
        notice_on = held_on - datetime.timedelta(days=9)
        meeting = hold_meeting(by=secretary, body=town.bodies[body], held_on=held_on, notice_on=notice_on)
        things = [ruling.thing for ruling in rulings]
        decision = put_on_agenda(by=secretary, meeting=meeting, heading=heading, things=things)
        paragraph = _paragraph(town, body, held_on)
        return record_decision(
            by=secretary,
            decision=decision,
            rulings=list(rulings),
            paragraph=paragraph,
            text=text,
            file_number=f"{body} {held_on.year}/{100 + int(paragraph)}",
        )


def announce(
    town: Town, body: str, held_on: datetime.date, heading: str, things: Sequence[Matter], wording: str = ""
) -> Decision:
    """Return a matter on the agenda of a coming meeting, with the wording proposed (D-8)."""
    secretary = town.secretary_of(town.bodies[body])
    notice_on = held_on - datetime.timedelta(days=9)
    meeting = hold_meeting(
        by=secretary, body=town.bodies[body], held_on=held_on, notice_on=notice_on if notice_on <= today() else None
    )
    return put_on_agenda(by=secretary, meeting=meeting, heading=heading, things=list(things), proposed_wording=wording)


def approve(town: Town, until: datetime.date) -> None:
    """Approve the minutes of every meeting held long enough before the day (D-5, D-8)."""
    for key, body in town.bodies.items():
        waiting = body.meetings.filter(minutes_approved_on=None, decisions__recorded_on__isnull=False).distinct()
        for meeting in waiting.order_by("held_on"):
            approved_on = meeting.held_on + datetime.timedelta(days=DAYS_TO_APPROVE)
            if approved_on <= until:
                with on_day(approved_on):
                    approve_minutes(by=town.secretary_of(town.bodies[key]), meeting=meeting, approved_on=approved_on)
