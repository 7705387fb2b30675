"""The archive, the auditors' statements and their reading room in the table of access (F-10, L-7, L-10)."""

import datetime
from typing import Any

from styrhjul.followup.models import AuditStatement, Discharge, Report, Round
from tests.web.access_people import ALL, NOBODY, OVERSEERS, Row, closed, inside, public
from tests.world import TODAY, World

#: Who gives the auditors' word: the auditor, and the council's secretary (F-10).
AUDIT_WORD = frozenset({"rune", "frida"})
#: Who enters the reading room: the auditor, and overseers, who see what the auditor sees (L-7).
IN_ROOM = OVERSEERS | {"rune"}

AUDIT = [
    public("archive_package", "package of public"),
    inside("archive_package", "package of public budget"),  # its wording holds goals with ways of their own
    *(Row("archive_package", f"package of {name}", NOBODY, NOBODY, 404) for name in ("handed", "unapproved")),
    closed("give_statement", "annual report", AUDIT_WORD),
    inside("statement_file", "statement"),
    inside("discharge", "discharge", ALL, 302),
    closed("recommend_discharge", "discharge", AUDIT_WORD),
    closed("audit_now", "", IN_ROOM, done=302),
    *(closed(name, "year", IN_ROOM) for name in ("audit", "audit_package")),
    closed("audit_question", "question of the auditors", IN_ROOM),
]


def furnish(world: World, args: dict[str, tuple[Any, ...]]) -> None:
    """The annual report of 2025, which the board has handed over, with a statement and a discharge that wait."""
    days = dict.fromkeys(("opens_on", "parts_due_on", "committees_by", "board_by", "council_by"), TODAY)
    round_ = Round.objects.create(kind="annual", year=2025, opened_on=datetime.date(2026, 1, 10), **days)
    report = Report.objects.create(round=round_, body=None, state="prepared")
    file = {"name": "utlatande.txt", "media_type": "text/plain", "content": b"ord"}
    statement = AuditStatement.objects.create(report=report, given_on=TODAY, **file)
    discharge = Discharge.objects.create(report=report, body=world.school, state="prepared")
    args |= {"annual report": (report.pk,), "statement": (statement.pk,), "discharge": (discharge.pk,)}
    args["question of the auditors"] = (2026, "mal")
