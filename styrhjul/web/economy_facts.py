"""The year's money by level, read in bulk, so that every level adds up to the one above (B-5, B-6, B-7). Kronor."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Sum

from styrhjul.budget import rules
from styrhjul.budget.figures import (
    actual_months,
    changes_by_service,
    changes_of,
    current_of,
    original_by_service,
    original_of,
    projects_of,
    restated,
    spread_of,
)
from styrhjul.budget.models import CLOSING, Actual, AppropriationArea, Batch, LedgerRow, Project, ServiceArea
from styrhjul.budget.terms import ReportLine
from styrhjul.documents.words import MONTHS
from styrhjul.web.mapping import counting_rows

DECEMBER = 12

NO_MONTHS = (0,) * DECEMBER


@dataclass(frozen=True)
class MoneyLine:
    """A line of a money table, in kronor of net cost; months are the year's budget and actual, the closing in December.

    ``before`` is last year's net cost of the same periods, restated to this year's areas.
    """

    name: str
    pk: int | None
    original: int
    changes: int
    before: int
    budget_months: Sequence[int]
    actual_months: Sequence[int]
    period: int
    kind: str = ""

    @property
    def current(self) -> int:
        """The year's current budget (B-5)."""
        return self.original + self.changes

    @property
    def budget(self) -> int:
        """The periods' budget."""
        return sum(self.budget_months[: self.period])

    @property
    def actual(self) -> int:
        """The periods' actual."""
        return sum(self.actual_months[: self.period])

    @property
    def deviation(self) -> int:
        """Plus is better than the budget."""
        return rules.deviation(self.budget, self.actual)


def sum_of(name: str, lines: Iterable[MoneyLine], period: int, kind: str = "sum") -> MoneyLine:
    """Return the sum of the lines, month by month."""
    found = list(lines)

    def months(which: str) -> list[int]:
        return [sum(column) for column in zip(*(getattr(one, which) for one in found), strict=True)] or [0] * DECEMBER

    return MoneyLine(
        name, None, sum(one.original for one in found), sum(one.changes for one in found),
        sum(one.before for one in found), months("budget_months"), months("actual_months"), period, kind,
    )  # fmt: skip


def lines_of(year: int, period: int) -> dict[int, MoneyLine]:
    """Return a line for each area of the year, by its id, in the order of the committees (B-6)."""
    upto = min(period, DECEMBER)
    original, changes = original_of(year), changes_of(year)
    actual = actual_months([year - 1, year])
    current = current_of(original, changes)
    layout = spread_of(year, current, actual[year - 1])
    before = restated({area: sum(months[:upto]) for area, months in actual[year - 1].items()}, year - 1, year)
    areas = {area.pk: area for area in AppropriationArea.objects.in_year(year).select_related("body")}
    ended = (current.keys() | actual[year].keys() | before.keys()) - areas.keys()
    areas |= {area.pk: area for area in AppropriationArea.objects.filter(pk__in=ended).select_related("body")}
    return {
        pk: MoneyLine(
            area.name, pk, original.get(pk, 0), changes.get(pk, 0), before.get(pk, 0),
            layout.get(pk, NO_MONTHS), actual[year].get(pk, NO_MONTHS), upto, area.kind,
        )
        for pk, area in areas.items()
    }  # fmt: skip


def service_lines(area: MoneyLine, year: int) -> list[MoneyLine]:
    """Return a line for each service area, and what lies on the area itself or is lost by rounding; they add up."""
    months: dict[int, dict[int | None, list[int]]] = {year - 1: {}, year: {}}
    rows = Actual.objects.filter(year__in=months, area=area.pk).running().order_by().values("year", "service", "period")
    for row in rows.annotate(total=Sum("amount")):
        of = months[row["year"]].setdefault(row["service"], [0] * DECEMBER)
        of[min(row["period"], DECEMBER) - 1] += row["total"]
    original, changes = original_by_service(year), changes_by_service(year)
    lines = []
    for one in ServiceArea.objects.filter(area=area.pk):
        first, second = original.get((one.area_id, one.pk), 0), changes.get((one.area_id, one.pk), 0)
        booked, earlier = months[year].get(one.pk, NO_MONTHS), months[year - 1].get(one.pk, NO_MONTHS)
        if first or second or any(booked) or any(earlier):
            layout = rules.spread_by(first + second, area.budget_months)
            lines.append(
                MoneyLine(one.name, one.pk, first, second, sum(earlier[: area.period]), layout, booked, area.period)
            )
    own = sum_of("", lines, area.period)
    rest = MoneyLine(
        "Direkt på verksamheten, och avrundning", None, area.original - own.original, area.changes - own.changes,
        area.before - own.before,
        [whole - part for whole, part in zip(area.budget_months, own.budget_months, strict=True)],
        [whole - part for whole, part in zip(area.actual_months, own.actual_months, strict=True)], area.period, "rest",
    )  # fmt: skip
    empty = not (rest.original or rest.changes or rest.before or any(rest.budget_months) or any(rest.actual_months))
    return lines if empty else [*lines, rest]


class Month(NamedTuple):
    """A month of a line, in kronor; ``is_booked`` until the chosen period."""

    name: str
    budget: int
    actual: int
    is_booked: bool

    @property
    def deviation(self) -> int:
        """Plus is better."""
        return rules.deviation(self.budget, self.actual)


def months_of(line: MoneyLine, period: int) -> list[Month]:
    """Return the line month by month, the closing period with December, which then says so."""
    names = (*MONTHS[:-1], f"{MONTHS[-1]} med bokslut") if period == CLOSING else MONTHS
    pairs = zip(names, line.budget_months, line.actual_months, strict=True)
    return [Month(name, budget, actual, at < line.period) for at, (name, budget, actual) in enumerate(pairs)]


class ProjectLine(NamedTuple):
    """An investment project: the year's budget and actual, and what has been spent of the whole, in kronor."""

    pk: int
    name: str
    area_id: int
    original: int
    current: int
    actual: int
    spent: int
    total: int


def project_lines(year: int, period: int, areas: Iterable[int] | None = None) -> list[ProjectLine]:
    """Return the projects with money in the year or before (B-2)."""
    figures = projects_of(year, period)
    found = Project.objects.filter(pk__in=figures).order_by("area__body__rank", "area__rank", "name")
    if areas is not None:
        found = found.filter(area__in=list(areas))
    lines = []
    for one in found:
        money = figures[one.pk]
        if money.original or money.changes or money.actual:
            spent = one.spent_before + money.accumulated
            lines.append(
                ProjectLine(
                    one.pk, one.name, one.area_id, money.original, money.current, money.actual, spent, one.total_budget
                )
            )
    return lines


class AccountLine(NamedTuple):
    """An account's net of the periods in öre, this year and last."""

    line: str
    account: str
    amount: int
    before: int


def account_lines(year: int, period: int, area: int, service: int | None) -> list[AccountLine]:
    """Return the area's accounts, or a service area's, with the sums of the rows that count, in öre (B-6)."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    upto = CLOSING if period >= DECEMBER else period
    for place, one in ((0, year), (1, year - 1)):
        rows = LedgerRow.objects.filter(counting_rows(one), area=area, period__lte=upto)
        rows = rows.exclude(line__in=["", ReportLine.INVESTMENT, ReportLine.BALANCE])
        if service is not None:
            rows = rows.filter(service=service)
        for line, account, total in rows.order_by().values_list("line", "account").annotate(Sum("amount")):
            sums[line, account][place] += total
    order = {line: number for number, line in enumerate(ReportLine.values)}
    keys = sorted(sums, key=lambda key: (order[key[0]], key[1]))
    return [AccountLine(ReportLine(key[0]).label, key[1], *sums[key]) for key in keys]


def is_preliminary(year: int, period: int) -> bool:
    """Tell whether any of the year's first periods counts preliminary figures."""
    return any(one.is_preliminary and one.period <= period for one in Batch.objects.counting(year))
