"""Forecasts of money read in bulk: what areas cost and are expected to cost, and what came true (F-1, F-2, X-7).

All amounts are whole kronor of net cost; a deviation is budget less cost, so that plus is better.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Sum

from styrhjul.budget.figures import AreaFigures, actual_months, figures_of, last_period, projects_of
from styrhjul.budget.models import AppropriationArea, Project
from styrhjul.budget.rules import trend
from styrhjul.followup import rules
from styrhjul.followup.models import AreaForecast, RemedyPlan, Report, Round
from styrhjul.followup.terms import RoundKind
from styrhjul.governance.models import GovernanceModel

#: How many earlier years the pattern of a forecast's help is taken from.
EARLIER_YEARS = 3


class MoneyRow(NamedTuple):
    """An area's money in a round, in kronor; the forecast and what is booked are None where they are not known."""

    name: str
    body_id: int
    original: int
    current: int
    period_budget: int
    period_actual: int | None
    forecast: int | None

    @property
    def period_deviation(self) -> int | None:
        """The period's budget less what is booked."""
        return None if self.period_actual is None else self.period_budget - self.period_actual

    @property
    def year_deviation(self) -> int | None:
        """The current budget less what is booked, when the whole year is."""
        return None if self.period_actual is None else self.current - self.period_actual

    @property
    def deviation(self) -> int | None:
        """The current budget less the forecast."""
        return None if self.forecast is None else self.current - self.forecast

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known: neither budget, nor anything booked or forecast."""
        return not (self.original or self.current or self.period_actual or self.forecast)


def sum_of(name: str, rows: Sequence[MoneyRow]) -> MoneyRow:
    """Return the sum of the rows; a sum of something that is not known everywhere is not known."""
    actuals, forecasts = [row.period_actual for row in rows], [row.forecast for row in rows]
    return MoneyRow(
        name,
        0,
        sum(row.original for row in rows),
        sum(row.current for row in rows),
        sum(row.period_budget for row in rows),
        None if None in actuals else sum(one for one in actuals if one is not None),
        None if None in forecasts else sum(one for one in forecasts if one is not None),
    )


class Period(NamedTuple):
    """What a round's figures rest on: the last month shown, and every area's figures up to it."""

    year: int
    last_month: int
    is_booked: bool
    is_annual: bool
    figures: Mapping[int, AreaFigures]

    def row(self, area: AppropriationArea, forecast: int | None) -> MoneyRow:
        """Return the area's row with the forecast."""
        one = self.figures.get(area.pk) or AreaFigures(area.pk, 0, 0, 0, 0, (0,) * 12)
        actual = one.period_actual if self.is_booked else None
        return MoneyRow(area.name, area.body_id, one.original, one.current, one.period_budget, actual, forecast)


def period_of(round_: Round) -> Period:
    """Return the figures up to the round's last month, or to the last that is booked when that comes before."""
    booked = min(last_period(round_.year), 12)
    month = min(round_.last_month, booked) or round_.last_month
    is_annual = round_.kind == RoundKind.ANNUAL
    return Period(round_.year, month, bool(booked), is_annual, figures_of(round_.year, month))


def year_so_far(year: int) -> Period:
    """Return the figures of the year up to the last month that is booked; the whole budget where none is."""
    booked = min(last_period(year), 12)
    return Period(year, booked or 12, bool(booked), False, figures_of(year, booked or 12))


def forecasts_in(reports: Iterable[Report]) -> dict[int, int]:
    """Return the forecast of each area in the reports, by the area's id."""
    rows = AreaForecast.objects.filter(report__in=list(reports), plan=None)
    return dict(rows.values_list("area", "net_cost"))


def deficit_of(report: Report) -> int:
    """Return the deficit in kronor that the areas are forecast to end with as a whole; 0 or less is none (F-2).

    While the report is written the current budget counts, after that the one that it was handed in with.
    """
    listed = list(report.area_forecasts.filter(plan=None).values_list("area", "net_cost", "budget"))
    if report.state in rules.UNFINISHED and listed:
        figures = figures_of(report.round.year, 1)
        return sum(net_cost - figures[area].current for area, net_cost, _ in listed if area in figures)
    return sum(net_cost - budget for _, net_cost, budget in listed)


def owes_remedies(report: Report) -> bool:
    """Tell whether the report's forecast makes the committee owe remedies: a committee's, not the annual one (F-2)."""
    if report.body_id is None or report.round.kind not in rules.AS_OF:
        return False
    threshold = GovernanceModel.objects.settings_for(report.round.year).deficit_threshold
    return rules.owes_plan(report.round.kind, deficit_of(report), threshold)


class Help(NamedTuple):
    """What the figures so far would give for the whole year, plainly as help (F-1), and last year's outcome."""

    months: int
    straight: int | None
    by_pattern: int | None
    last_year: int | None
    last_year_period: int | None


def help_for(area: AppropriationArea, period: Period) -> Help:
    """Return the trend and the last years' pattern for the area, in kronor; None where there is nothing to go by."""
    year, upto = period.year, period.last_month
    months = actual_months(range(year - EARLIER_YEARS, year + 1))
    before = months[year - 1].get(area.pk)
    so_far = months[year].get(area.pk, [0] * 12)[:upto]
    earlier = [months[one][area.pk] for one in range(year - EARLIER_YEARS, year) if area.pk in months[one]]
    straight, by_pattern = trend(so_far, earlier) if period.is_booked else (None, None)
    last = (sum(before), sum(before[:upto])) if before else (None, None)
    return Help(upto, straight, by_pattern, *last)


class ProjectRow(NamedTuple):
    """An investment project in a round, in kronor."""

    name: str
    total: int
    current: int
    actual: int
    accumulated: int


def projects_in(year: int, last_month: int, bodies: Iterable[int]) -> list[ProjectRow]:
    """Return the projects of the bodies' areas that have a budget or an actual in the year (B-2)."""
    figures = projects_of(year, last_month)
    rows = []
    for one in Project.objects.filter(pk__in=figures, area__body__in=list(bodies)):
        of = figures[one.pk]
        if of.current or of.actual:
            spent = one.spent_before + of.accumulated
            rows.append(ProjectRow(one.name, one.total_budget, of.current, of.actual, spent))
    return rows


class Forecast(NamedTuple):
    """A committee's forecast of the year as a whole: when it was made, and what it was, in kronor."""

    name: str
    net_cost: int
    budget: int


class Accuracy(NamedTuple):
    """A committee's year: its budget, outcome, and forecasts in the order that they were made (X-7)."""

    body_id: int
    year: int
    budget: int
    outcome: int | None
    forecasts: tuple[Forecast, ...]

    def missed_by(self, forecast: Forecast) -> int | None:
        """Return by how many kronor the outcome differed from the forecast: plus is better than forecast."""
        return None if self.outcome is None else forecast.net_cost - self.outcome

    def missed_by_percent(self, forecast: Forecast) -> float | None:
        """Return the same as percent of the year's budget."""
        missed = self.missed_by(forecast)
        return None if missed is None or not self.budget else 100 * missed / self.budget


def accuracy(user: object, body_id: int | None = None) -> list[Accuracy]:
    """Return how the committees' forecasts came true, the latest year first, out of what the user may read (X-7, O-8).

    The outcome is known when December is booked.
    """
    sums = [*_in_reports(user, body_id), *_in_plans(user, body_id)]
    found: dict[tuple[int, int], list[Forecast]] = defaultdict(list)
    for year, _, body, forecast in sorted(sums, key=lambda one: (one[0], one[1])):
        found[year, body].append(forecast)
    years = sorted({year for year, _ in found}, reverse=True)
    bodies = dict(AppropriationArea.objects.of_committees().values_list("pk", "body"))
    rows = []
    for year in years:
        figures = figures_of(year, 12)
        is_known = last_period(year) >= 12
        for body in (one for of_year, one in found if of_year == year):
            areas = [figures[pk] for pk in figures if bodies.get(pk) == body]
            outcome = sum(one.period_actual for one in areas) if is_known else None
            rows.append(Accuracy(body, year, sum(one.current for one in areas), outcome, tuple(found[year, body])))
    return rows


Dated = tuple[int, object, int, Forecast]


def _in_reports(user: object, body_id: int | None) -> list[Dated]:
    """Return the forecasts of committees' reports that are handed in: year, day, committee and the sum."""
    reports = Report.objects.visible_to(user).exclude(state__in=rules.UNFINISHED).filter(body__isnull=False)
    if body_id is not None:
        reports = reports.filter(body=body_id)
    rows = AreaForecast.objects.filter(plan=None, report__in=reports, report__round__kind__in=rules.AS_OF)
    by = ("report__round__year", "report__round__committees_by", "report__round__kind", "report__body")
    summed = rows.order_by().values(*by)
    names = {"quarterly": "Kvartalsrapporten", "interim": "Delårsrapporten"}
    return [
        (row[by[0]], row[by[1]], row[by[3]], Forecast(names[row[by[2]]], row["net"], row["held"]))
        for row in summed.annotate(net=Sum("net_cost"), held=Sum("budget"))
    ]


def _in_plans(user: object, body_id: int | None) -> list[Dated]:
    """Return the updated forecasts of remedy plans that are handed in."""
    plans = RemedyPlan.objects.visible_to(user).exclude(state__in=rules.UNFINISHED)
    if body_id is not None:
        plans = plans.filter(body=body_id)
    rows = AreaForecast.objects.filter(plan__in=plans).order_by().values("plan__as_of", "plan__body")
    return [
        (row["plan__as_of"].year, row["plan__as_of"], row["plan__body"],
         Forecast(f"Åtgärdsplanen per {row['plan__as_of']}", row["net"], row["held"]))
        for row in rows.annotate(net=Sum("net_cost"), held=Sum("budget"))
    ]  # fmt: skip
