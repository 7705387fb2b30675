"""A year in which one body meets often and decides much."""

import datetime

from styrhjul.governance.models import Decision, Meeting
from styrhjul.organisation.models import Body
from styrhjul.organisation.terms import BodyKind

YEAR = 2041
"""A year that nothing else is about."""

MEETINGS, DECISIONS = 125, 8


def fill() -> None:
    """Lay in the year's meetings, each with its decisions recorded, unless they are there."""
    if Meeting.objects.filter(held_on__year=YEAR).exists():
        return
    board = Body.objects.get(kind=BodyKind.BOARD, to_on=None)
    days = [datetime.date(YEAR, 1, 7) + datetime.timedelta(days=2 * number) for number in range(MEETINGS)]
    meetings = Meeting.objects.bulk_create(Meeting(body=board, held_on=day, minutes_approved_on=day) for day in days)
    Decision.objects.bulk_create(
        Decision(
            meeting=meeting,
            heading=f"Ärende {number} som nämnden tar ställning till (exempel)",
            paragraph=str(number),
            text="Kommunstyrelsen beslutar enligt förslaget.",
            recorded_on=meeting.held_on,
        )
        for meeting in meetings
        for number in range(1, DECISIONS + 1)
    )
