"""Sjöstad's money in 2026: an adopted budget, months booked, and a quarterly round to forecast in."""

import datetime
from dataclasses import dataclass

from styrhjul.budget import actions as budget
from styrhjul.budget.actions import Booked
from styrhjul.followup import actions
from styrhjul.followup.actions import RemedyRow
from styrhjul.followup.models import Part, RemedyPlan, Report, Round
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import Body, Person
from tests.budget.money import Purse, lay_out
from tests.followup import sjostad_round as rounds
from tests.world import World

MILLION = 1_000_000

QUARTER = {
    "opens_on": datetime.date(2026, 4, 1),
    "parts_due_on": datetime.date(2026, 4, 13),
    "committees_by": datetime.date(2026, 4, 27),
    "board_by": datetime.date(2026, 5, 13),
    "council_by": datetime.date(2026, 5, 28),
}

REMEDY = RemedyRow(
    "Färre vikarier", 2 * MILLION, "Rektor Strandskolan", datetime.date(2026, 9, 30), "Kostnad varje månad"
)


def day(month: int, number: int) -> datetime.date:
    """A day of 2026."""
    return datetime.date(2026, month, number)


@dataclass
class Year:
    """The areas, and the verbs by which tests let the year pass."""

    world: World
    purse: Purse

    def open(self, kind: str = "quarterly", **days: datetime.date) -> Round:
        """Open a round on its first day."""
        found = (QUARTER if kind == "quarterly" else rounds.DAYS) | days
        with on_day(found["opens_on"]):
            round_ = actions.plan_round(by=self.world.karin, kind=kind, year=2026, **found)
            return actions.open_round(by=self.world.karin, round_=round_)

    def write(self, by: Person, report: Report, **deviations: int) -> None:
        """Write every part; areas by their short name end so many kronor from their budget, minus is worse."""
        areas = {getattr(self.purse, name).pk: amount for name, amount in deviations.items()}
        for part in report.parts.all():
            current = 0 if part.area_id is None else rounds.figures_of(2026, 1)[part.area_id].current
            rounds.write(by, part, net_cost=current - areas.get(part.area_id or 0, 0))

    def decided(self, round_: Round, on: datetime.date, **deviations: int) -> Report:
        """The school committee's report, written, handed in with a remedy, and decided on the day."""
        report = round_.reports.get(body=self.world.school)
        with on_day(on):
            self.write(self.world.tomas, report, **deviations)
            if sum(deviations.values()) < 0:
                actions.write_remedies(by=self.world.tomas, report=report, rows=[REMEDY])
            actions.hand_in_report(by=self.world.tomas, report=report, held_on=on)
            rounds.decide_on(report, self.world.sara, str(on.timetuple().tm_yday))
        report.refresh_from_db()
        return report

    def updated(
        self, plan: RemedyPlan, deviation: int = 0, text: str = "", rows: list[RemedyRow] | None = None
    ) -> None:
        """Write the plan with the school's forecast so many kronor from its budget."""
        current = rounds.figures_of(2026, 1)
        net_costs: dict[int, int | None] = {
            self.purse.school.pk: current[self.purse.school.pk].current - deviation,
            self.purse.adult.pk: current[self.purse.adult.pk].current,
        }
        actions.write_plan(
            by=self.world.tomas, plan=plan, edition=plan.edition, text=text, net_costs=net_costs,
            remedies=[REMEDY] if rows is None else rows,
        )  # fmt: skip
        plan.refresh_from_db()


def begin(world: World) -> Year:
    """Adopt the budgets of 2025 and 2026, and book 2025 and the first quarter of 2026: a tenth more than budgeted."""
    purse = lay_out(world)
    for year in (2025, 2026):
        purse.adopted_whole(
            year, school=120 * MILLION, adult=24 * MILLION, care=240 * MILLION, audit=MILLION, finance=0
        )
    budget.map_account(by=None, prefix="5", line="staff")
    budget.map_place(by=None, responsibility="", activity_code="4401", area=purse.school)
    budget.map_place(by=None, responsibility="", activity_code="5100", area=purse.care)
    with on_day(datetime.date(2026, 4, 1)):  # before anybody writes about it
        book(2025, 12, 10 * MILLION)
        book(2026, 3, 11 * MILLION)
    return Year(world, purse)


def book(year: int, months: int, school: int) -> None:
    """Import the first months of a year: the school area's kronor each month, the care area's as budgeted."""
    rows = [
        Booked(month, "5010", "100", code, "", "", "", "", amount * 100)
        for month in range(1, months + 1)
        for code, amount in (("4401", school), ("5100", 20 * MILLION))
    ]
    budget.import_batch(
        by=None, file_name=f"{year}.csv", checksum=str(year), source="CSV", year=year, first_period=1,
        last_period=months, rows=rows, row_count=len(rows), file_sum=sum(row.amount for row in rows),
    )  # fmt: skip


def money_part(round_: Round, body: Body, area: object) -> Part:
    """The body's part about the area's money."""
    return Part.objects.get(report__round=round_, report__body=body, area=area)
