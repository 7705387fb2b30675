"""What departs from the rules of decisions, each with the way to mend it (X-1; D-1)."""

import datetime
from collections.abc import Iterator

from styrhjul.governance.models import Correction, Decision, GovernanceModel
from styrhjul.governance.registry import Finding


def find(year: int, on: datetime.date) -> Iterator[Finding]:
    """Yield the findings of the year's decisions, as seen on the day (X-1); the queries do not grow with rows."""
    before = on - datetime.timedelta(days=GovernanceModel.objects.settings_for(year).file_number_days)
    yield from numberless(year, before)
    yield from unrecorded(year, before)


def numberless(year: int, before: datetime.date) -> Iterator[Finding]:
    """D-1: a recorded decision that still has no file number after the days that the governance model gives.

    Once the minutes are approved the record stands (D-5): the number is then given in a correction.
    """
    waiting = Decision.objects.recorded().filter(
        meeting__held_on__year=year, file_number="", before_styrhjul=False, recorded_on__lt=before
    )
    given = Correction.objects.filter(what__icontains="diarienummer").values("decision")
    for decision in waiting.exclude(pk__in=given).select_related("meeting__body"):
        approved = decision.meeting.minutes_approved_on
        mend = "Ange diarienumret i en rättelse" if approved else "Fyll i diarienumret"
        message = f"Beslutet registrerades {decision.recorded_on} och saknar diarienummer."
        yield Finding("D-1", decision, message, mend, "diarienummer")


def unrecorded(year: int, before: datetime.date) -> Iterator[Finding]:
    """D-1: a matter of a meeting that has been held, whose decision nobody has recorded in that time."""
    waiting = Decision.objects.filter(recorded_on=None, meeting__held_on__year=year, meeting__held_on__lt=before)
    for decision in waiting.select_related("meeting__body"):
        message = f"Sammanträdet hölls {decision.decided_on}, men beslutet är inte registrerat."
        yield Finding("D-1", decision, message, "Registrera beslutet")
