"""The demonstration's history in the order that it happened."""

import datetime
from collections.abc import Callable
from typing import Any

from django.db import transaction

from styrhjul.governance.actions import take_step
from styrhjul.integrations.demonstration import (
    autumn,
    budgets,
    commissions,
    control,
    dialogue,
    forecasts,
    goals,
    improving,
    measures,
    meetings,
    money,
    organisation,
    past,
    plans,
    rounds,
    volumes,
    wheels,
)
from styrhjul.integrations.demonstration.days import ANNUAL, INTERIM, PLANNING, QUARTERLY
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
        purse = money.Money()
        money.lay_out(town, purse)
        rows, known = _goals_and_measures(town)
    known_until = measures.Reporting(town, known).until
    known_until(BEGUN)
    past.goals(town, rows)
    with on_day(BEGUN):
        budgets.load_past(town, purse)
        for year in (2024, 2025):
            money.import_year(purse, year, by=None)
    telling = rounds.Telling(town, read("reports.toml"))
    for following in (INTERIM[2023], ANNUAL[2023], INTERIM[2024], ANNUAL[2024], QUARTERLY[2025]):
        past.run(town, following, telling)
    planned = [row for name in PLANS for row in read(f"{name}.toml")["plan"]]
    _plan(town, planned, 2025)
    _year_of_beginning(town, purse, rows, planned, known_until)
    known_until(datetime.date(2026, 1, 31))
    telling = rounds.Telling(town, read("reports.toml"))
    rounds.run(town, ANNUAL[2025], telling, lambda: known_until(datetime.date(2026, 3, 27)))
    known_until(TODAY)
    budgets.change_in_year(town)
    with on_day(datetime.date(2026, 4, 8)):
        money.import_year(purse, 2026, 1, 3, by=money.controller(town))
    rounds.run(town, QUARTERLY[2026], telling, lambda: None)
    forecasts.treat_plans(town, 2026)
    budgets.decide_frames(town, purse, 2027, datetime.date(2026, 4, 8))
    proposed = goals.propose(town, purse, rows, PLANNING[2027])
    _money_of_2026(town, purse)
    autumn.build(town, proposed, rounds.Telling(town, read("reports.toml")))
    _plan(town, planned, 2027)
    for tell in (control.tell, commissions.give, commissions.evaluate, dialogue.tell, improving.tell):
        tell(town)
    meetings.approve(town, TODAY)
    wheels.lay_out(town, TODAY)


def _year_of_beginning(
    town: Town, purse: money.Money, rows: Rows, planned: Rows, known_until: Callable[[datetime.date], None]
) -> None:
    """Let 2025 pass from May: goals proposed, the interim report, the budget with its goals, answers and plans."""
    proposed = goals.propose(town, purse, rows, PLANNING[2026])
    known_until(datetime.date(2025, 9, 10))
    telling = rounds.Telling(town, read("reports.toml"))
    rounds.run(town, INTERIM[2025], telling, lambda: known_until(datetime.date(2025, 9, 30)))
    forecasts.treat_plans(town, 2025)
    whole = budgets.compile_whole(town, purse, 2026, datetime.date(2025, 9, 22))
    with on_day(datetime.date(2025, 9, 29)):
        take_step(by=town.administrator_of("KS"), thing=whole, step="hand_in")
    text = "Kommunfullmäktige fastställer budgeten för 2026 och målen för nämnderna."
    goals.adopt(town, proposed, PLANNING[2026], text)
    goals.answer(town, purse, rows, 2026)
    known_until(datetime.date(2025, 12, 31))
    budgets.fill_measures(town)
    meetings.approve(town, datetime.date(2025, 12, 1))
    _plan(town, planned, 2026)


def _money_of_2026(town: Town, purse: money.Money) -> None:
    """Import the months that have passed, August still preliminary, and begin the municipality's budget for 2027."""
    by = money.controller(town)
    for first, last, day in ((4, 6, datetime.date(2026, 7, 6)), (7, 7, datetime.date(2026, 8, 10))):
        with on_day(day):
            money.import_year(purse, 2026, first, last, by=by)
    with on_day(datetime.date(2026, 9, 8)):
        money.import_year(purse, 2026, 8, 8, by=by, is_preliminary=True)
    budgets.compile_whole(town, purse, 2027, datetime.date(2026, 9, 9))


def _plan(town: Town, planned: Rows, year: int) -> None:
    """Take the year's plans to where their rows say."""
    carry = plans.load if year == BEGUN.year else plans.carry_out
    for row in planned:
        if row["year"] == year:
            carry(town, row)


def _goals_and_measures(town: Town) -> tuple[Rows, list[measures.Known]]:
    """Return the rows of all goals, and every value of all measures, which are described."""
    measures.group()
    rows: Rows = []
    known: list[measures.Known] = []
    for name, body in GOALS.items():
        data = read(f"{name}.toml")
        known.extend(measures.describe(town, data.get("measure", []), body))
        rows.extend(data.get("goal", []))
    for name in PLANS:
        data = read(f"{name}.toml")
        known.extend(measures.describe(town, data.get("measure", []), data["body"]))
    known.extend(volumes.describe(town))
    return rows, known
