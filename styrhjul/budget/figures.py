"""Figures of the budget read in bulk: original and current budget, actuals, the period's budget (B-5, B-6, B-7).

All amounts are whole kronor of net cost, cost less revenue, unless something else is said.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, Q, Sum

from styrhjul.budget import rules
from styrhjul.budget.models import (
    CLOSING,
    Actual,
    AppropriationArea,
    Batch,
    Budget,
    BudgetLine,
    ChangeLine,
    Frame,
    InvestmentLine,
    Periodisation,
    PeriodShare,
    Succession,
)
from styrhjul.budget.terms import AreaKind, ReportLine, Spread, Stage
from styrhjul.goals.documents import NO_MONEY, Money

NET = Sum(F("cost") - F("revenue"))


class AreaFigures(NamedTuple):
    """An area's money in a year, in kronor: the original budget, the decided changes, and what has been booked.

    ``period_budget`` is the part of the current budget that falls in the months up to the period.
    """

    area_id: int
    original: int
    changes: int
    period_budget: int
    period_actual: int
    months: tuple[int, ...]

    @property
    def current(self) -> int:
        """The current budget: the original and the decided changes (B-5)."""
        return self.original + self.changes

    @property
    def period_deviation(self) -> int:
        """The period's deviation: plus is better than the budget."""
        return rules.deviation(self.period_budget, self.period_actual)


def original_of(year: int) -> dict[int, int]:
    """Return the net cost that the council set for each area in its budget for the year; empty before it.

    That of finance is less taxes, grants and financial items, which the statement holds; they are booked there (B-2).
    """
    whole = Budget.objects.adopted_for(year)
    if whole is None:
        return {}
    found = whole.net_costs()
    finance = whole.areas().filter(kind=AreaKind.FINANCE).first()
    if finance is not None:
        amounts = dict(whole.statement.filter(year=year).values_list("line", "amount"))
        found[finance.pk] = found.get(finance.pk, 0) - rules.income_of(amounts)
    return found


def original_by_service(year: int) -> dict[tuple[int, int], int]:
    """Return the net cost of each area and service area in the committees' definitive budgets of the year."""
    lines = BudgetLine.objects.filter(
        budget__year=year, budget__stage=Stage.DEFINITIVE, budget__state="adopted", year=year, service__isnull=False
    )
    rows = lines.order_by().values("area", "service").annotate(net=NET)
    return {(row["area"], row["service"]): row["net"] for row in rows}


def changes_of(year: int) -> dict[int, int]:
    """Return what the decided changes of the year add to each area's net cost (B-5)."""
    lines = ChangeLine.objects.filter(change__year=year, change__state="adopted", project=None)
    return {row["area"]: row["net"] for row in lines.order_by().values("area").annotate(net=NET)}


def current_of(original: Mapping[int, int], changes: Mapping[int, int]) -> dict[int, int]:
    """Return the current budget of each area, in kronor: the original with the decided changes (B-5)."""
    return {area: original.get(area, 0) + changes.get(area, 0) for area in original.keys() | changes.keys()}


def changes_by_service(year: int) -> dict[tuple[int, int], int]:
    """Return what the decided changes of the year add to each service area's net cost (B-5)."""
    lines = ChangeLine.objects.filter(change__year=year, change__state="adopted", service__isnull=False)
    rows = lines.order_by().values("area", "service").annotate(net=NET)
    return {(row["area"], row["service"]): row["net"] for row in rows}


def actual_months(years: Iterable[int]) -> dict[int, dict[int, list[int]]]:
    """Return, by year and area, the net cost of each month, the closing period laid to December."""
    found: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0] * 12))
    rows = Actual.objects.filter(year__in=list(years)).running().order_by().values("year", "area", "period")
    for row in rows.annotate(total=Sum("amount")):
        found[row["year"]][row["area"]][min(row["period"], 12) - 1] += row["total"]
    return found


def last_period(year: int) -> int:
    """Return the last period of the year that any batch covers, 0 without any."""
    return max((one.period for one in Batch.objects.counting(year)), default=0)


def spread_of(year: int, current: dict[int, int], earlier: dict[int, list[int]]) -> dict[int, list[int]]:
    """Return each area's current budget laid out over twelve months: flat, as last year, or as typed.

    What decided changes add to a typed layout is spread flat, so that the months sum to the current budget.
    """
    how = dict(Periodisation.objects.filter(year=year).values_list("area", "spread"))
    typed: dict[int, list[int]] = defaultdict(lambda: [0] * 12)
    for area, month, amount in PeriodShare.objects.filter(year=year).values_list("area", "month", "amount"):
        typed[area][month - 1] = amount
    months = {}
    for area, amount in current.items():
        spread = how.get(area, Spread.FLAT)
        if spread == Spread.TYPED and area in typed:
            rest = rules.spread_flat(amount - sum(typed[area]))
            months[area] = [one + more for one, more in zip(typed[area], rest, strict=True)]
        elif spread == Spread.PATTERN and area in earlier:
            months[area] = rules.spread_by(amount, earlier[area])
        else:
            months[area] = rules.spread_flat(amount)
    return months


def figures_of(year: int, period: int) -> dict[int, AreaFigures]:
    """Return every area's figures of the year up to the period, 1–12 or 13 for the closing, by the area's id (B-6)."""
    original, changes = original_of(year), changes_of(year)
    actual = actual_months([year - 1, year])
    current = current_of(original, changes)
    layout = spread_of(year, current, actual[year - 1])
    upto = min(period, 12)
    found = {}
    for area in AppropriationArea.objects.in_year(year).values_list("pk", flat=True):
        months = actual[year].get(area, [0] * 12)
        found[area] = AreaFigures(
            area,
            original.get(area, 0),
            changes.get(area, 0),
            sum(layout.get(area, [0] * 12)[:upto]),
            sum(months[:upto]),
            tuple(months),
        )
    return found


class ProjectFigures(NamedTuple):
    """A project's money, in kronor: the year's budget, changes and actual, and what has been spent since it began."""

    project_id: int
    original: int
    changes: int
    actual: int
    accumulated: int

    @property
    def current(self) -> int:
        """The year's current budget (B-5)."""
        return self.original + self.changes


def projects_of(year: int, period: int) -> dict[int, ProjectFigures]:
    """Return every project's figures of the year up to the period, by the project's id (B-2)."""
    lines = InvestmentLine.objects.filter(
        budget__year=year, budget__body=None, budget__state="adopted", year=year
    ).values_list("project", "amount")
    original = dict(lines)
    changed = ChangeLine.objects.filter(change__year=year, change__state="adopted", project__isnull=False)
    by_project = changed.order_by().values("project").annotate(sum=Sum("investment"))
    changes = {row["project"]: row["sum"] for row in by_project}
    upto = Q(period__lte=CLOSING if period >= 12 else period)
    booked = Actual.objects.filter(line=ReportLine.INVESTMENT, project__isnull=False).order_by().values("project")
    in_year = {row["project"]: row["sum"] for row in booked.filter(upto, year=year).annotate(sum=Sum("amount"))}
    before = Q(year__lt=year) | (Q(year=year) & upto)
    ever = {row["project"]: row["sum"] for row in booked.filter(before).annotate(sum=Sum("amount"))}
    ids = original.keys() | changes.keys() | ever.keys()
    return {
        pk: ProjectFigures(pk, original.get(pk, 0), changes.get(pk, 0), in_year.get(pk, 0), ever.get(pk, 0))
        for pk in ids
    }


def restated(figures: dict[int, int], from_year: int, to_year: int) -> dict[int, int]:
    """Return figures of one year's areas restated to the areas of a later year, by the shares of B-7.

    The sum is the same; who shows them marks them «omräknad».
    """
    found = dict(figures)
    for year in range(from_year + 1, to_year + 1):
        shares = list(Succession.objects.filter(from_year=year).values_list("predecessor", "successor", "share"))
        if shares:
            found = rules.restated(found, shares)
    return found


def key_figures_of(budget: Budget) -> dict[int, dict[str, Decimal]]:
    """Return the key figures of the municipality's budget in percent, by year (B-4, G-5).

    The budget year has its decided changes (B-5); years without a statement are left out.
    """
    net: dict[int, int] = defaultdict(int)
    spent: dict[int, int] = defaultdict(int)
    for row in budget.lines.order_by().values("year").annotate(net=NET):
        net[row["year"]] = row["net"]
    for year, amount in budget.investments.values_list("year", "amount"):
        spent[year] += amount
    changed = ChangeLine.objects.filter(change__year=budget.year, change__state="adopted")
    sums = changed.aggregate(net=NET, spent=Sum("investment"))
    net[budget.year] += sums["net"] or 0
    spent[budget.year] += sums["spent"] or 0
    typed: dict[int, dict[str, int]] = defaultdict(dict)
    for line, year, amount in budget.statement.values_list("line", "year", "amount"):
        typed[year][line] = amount
    return {
        year: rules.key_figures(rules.result_of(net[year], amounts), spent[year], amounts)
        for year, amounts in typed.items()
    }


def rooms_in(year: int, budgets: Iterable[Budget]) -> dict[int, int]:
    """Return what each body's frame for the year leaves over its budget, in kronor; less than zero above it (I-3, B-3).

    Of the budgets given, a definitive one goes before a preliminary; bodies without frame or budget are left out.
    """
    stages = {Stage.PRELIMINARY: 0, Stage.DEFINITIVE: 1}
    latest = {one.body_id: one.pk for one in sorted(budgets, key=lambda one: stages.get(Stage(one.stage), -1))}
    lines = BudgetLine.objects.filter(budget__in=latest.values(), year=year).order_by().values("budget")
    net: dict[int, int] = {row["budget"]: row["net"] for row in lines.annotate(net=NET)}
    frames = Frame.objects.filter(conditions__year=year, year=year, conditions__state="adopted")
    return {
        body: frame - net[latest[body]]
        for body, frame in frames.values_list("body", "net_cost")
        if frame is not None and latest.get(body) in net
    }


def money_for(year: int, bodies: Collection[int]) -> Money:
    """Return the net cost of the bodies' areas in the year: as the council set it, before that as they budget (P-1).

    Only of budgets that the public reads, since what is made of it may be a public document (O-8).
    """
    public = Budget.objects.public().filter(year=year).select_related("body")
    whole = public.filter(body=None, state="adopted").first()
    budgets = [whole] if whole else list(public.filter(body__in=bodies).order_by("body__rank", "-stage"))
    areas = AppropriationArea.objects.in_year(year).of_committees().filter(body__in=bodies)
    found: dict[int, int] = {}
    for budget in budgets:  # «preliminary» comes before «definitive», which then stands
        found |= budget.net_costs()
    rows = [(area.name, found[area.pk]) for area in areas if area.pk in found]
    if not rows:
        return NO_MONEY
    if whole:
        return Money(f"Enligt kommunens budget för {year}, fastställd av kommunfullmäktige.", rows)
    return Money(f"Enligt nämndernas budgetar för {year}. Kommunfullmäktige har inte fastställt budgeten än.", rows)
