"""The demonstration's history in the order that it happened."""

import datetime
from typing import Any

from django.db import transaction

from styrhjul.integrations.demonstration import autumn, goals, measures, meetings, organisation, plans, rounds
from styrhjul.integrations.demonstration.days import ANNUAL, DECEMBER, INTERIM, PLANNING, working
from styrhjul.integrations.demonstration.town import BEGUN, Town, read
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import Body

#: The day that the demonstration shows.
TODAY = datetime.date(2026, 9, 14)

#: The files of goals and measures by the body whose administration writes them, and those of plans.
GOALS = {"council": "KS", "KS": "KS", "BUN": "BUN", "SN": "SN", "SBN": "SBN", "KFN": "KFN", "MBN": "MBN", "VN": "VN"}
PLANS = ("plans_KLK", "plans_UTB", "plans_SOC", "plans_SBF")

Rows = list[dict[str, Any]]


def load() -> bool:
    """Load the whole demonstration in one transaction; return False and do nothing when a municipality is there."""
    if Body.objects.exists():
        return False
    with transaction.atomic():
        _tell()
    return True


def _tell() -> None:
    """Tell the story from the beginning."""
    town = Town()
    with on_day(BEGUN):
        organisation.build(town)
        rows, known = _goals_and_measures(town)
    measures.report(town, known, datetime.date.min, BEGUN)
    goals.load(town, rows)
    telling = rounds.Telling(town, read("reports.toml"))
    planned = [row for name in PLANS for row in read(f"{name}.toml")["plan"]]
    reported = BEGUN
    for year in (2023, 2024, 2025, 2026):
        reported = _report(town, known, reported, datetime.date(year, 2, 1))
        if year - 1 in ANNUAL:
            rounds.run(town, ANNUAL[year - 1], telling)
        reported = _report(town, known, reported, datetime.date(year, 9, 10))
        proposed = goals.propose(town, rows, PLANNING[year + 1])
        if year == TODAY.year:
            autumn.build(town, proposed, telling)
        else:
            _decide(town, rows, proposed, planned, year, telling)
    for row in planned:
        if row["year"] == TODAY.year + 1:
            plans.carry_out(town, row)
    autumn.close(town)
    meetings.approve(town, TODAY)


def _goals_and_measures(town: Town) -> tuple[Rows, list[measures.Known]]:
    """Return the rows of all goals, and every value of all measures, which are described."""
    rows: Rows = []
    known: list[measures.Known] = []
    for name, body in GOALS.items():
        data = read(f"{name}.toml")
        known.extend(measures.describe(town, data.get("measure", []), body))
        rows.extend(data.get("goal", []))
    for name in PLANS:
        data = read(f"{name}.toml")
        known.extend(measures.describe(town, data.get("measure", []), data["body"]))
    return rows, known


def _report(town: Town, known: list[measures.Known], after: datetime.date, until: datetime.date) -> datetime.date:
    """Report the outcomes between the days, and return the last of them."""
    measures.report(town, known, after, until)
    return until


def _decide(town: Town, rows: Rows, proposed: Any, planned: Rows, year: int, telling: rounds.Telling) -> None:
    """Let the autumn of the year pass: the interim report, the budget with its goals, the answers, the plans."""
    rounds.run(town, INTERIM[year], telling)
    text = f"Kommunfullmäktige fastställer budgeten för {year + 1} och målen för nämnderna."
    goals.adopt(town, proposed, PLANNING[year + 1], text)
    goals.answer(town, rows, year + 1, working(year, *DECEMBER["KS"]))
    for row in planned:
        if row["year"] == year + 1:
            plans.carry_out(town, row)
