"""What departs from the rules of follow-up, each with the way to mend it (X-1; F, M-5)."""

import datetime
from collections.abc import Iterator

from styrhjul.documents.words import long_date
from styrhjul.followup import rules
from styrhjul.followup.models import Assessment, Part, Report
from styrhjul.followup.terms import PartKind, PartState
from styrhjul.governance.registry import Finding
from styrhjul.organisation.models import Body
from styrhjul.organisation.terms import BodyKind


def find(year: int, on: datetime.date) -> Iterator[Finding]:
    """Yield the findings of the year's follow-up, as seen on the day (X-1)."""
    yield from late_reports(year, on)
    yield from thin_parts(year, on)
    yield from disagreements(year)


def late_reports(year: int, on: datetime.date) -> Iterator[Finding]:
    """F-4: a committee whose day has passed without a report stands as «ej inlämnad»."""
    late = Report.objects.filter(
        round__year=year, body__isnull=False, state__in=rules.UNFINISHED, round__committees_by__lt=on
    )
    for report in late.select_related("round", "body"):
        message = f"Ej inlämnad; skulle vara klar {long_date(report.round.committees_by)}."
        yield Finding("F-4", report, message, "Lämna in rapporten")


def thin_parts(year: int, on: datetime.date) -> Iterator[Finding]:
    """M-5, F-4: a goal judged without an analysis, and a part past its day."""
    parts = Part.objects.filter(report__round__year=year, report__state__in=rules.UNFINISHED)
    listed = list(parts.select_related("report__round", "report__body", "version", "about"))
    judged = set(Assessment.objects.filter(round__year=year).values_list("goal_id", "round_id", "body_id"))
    board = Body.objects.filter(kind=BodyKind.BOARD, to_on=None).values_list("pk", flat=True).first()
    for part in listed:
        judge = part.report.body_id or board
        key = (part.version.goal_id, part.report.round_id, judge) if part.version else None
        if part.kind == PartKind.GOAL and key in judged and not part.text.strip():
            yield Finding("M-5", part, "Målet är bedömt men analysen saknas.", "Skriv analysen", "text")
        if part.due_on < on and part.state != PartState.HANDED:
            yield Finding("F-4", part, f"Delen skulle ha lämnats {long_date(part.due_on)}.", "Skriv klart delen")


def disagreements(year: int) -> Iterator[Finding]:
    """X-3: a judgement that departs from what the measures speak for, shown with its reason."""
    for judged in Assessment.objects.filter(round__year=year).exclude(departure="").select_related("version", "body"):
        message = f"{judged.body} bedömer annorlunda än måtten: {judged.departure}"
        yield Finding("X-3", judged.version, message, "Läs bedömningen", "bedomningar")
