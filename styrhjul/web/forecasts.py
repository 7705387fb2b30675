"""Money of committees beside their goals, and how their forecasts came true (B-6, F-1, F-2, X-7)."""

from typing import NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from styrhjul.budget.models import AppropriationArea
from styrhjul.documents.words import MONTHS
from styrhjul.followup import rules
from styrhjul.followup.forecasts import Accuracy, MoneyRow, accuracy, forecasts_in, sum_of, year_so_far
from styrhjul.followup.models import AreaForecast, RemedyPlan, Report
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body
from styrhjul.web.kept import kept_html
from styrhjul.web.swedish import date


class AccuracyRow(NamedTuple):
    """A forecast of a committee's year against what came: kronor, and the miss as percent of the budget too."""

    year: int
    name: str
    budget: int
    forecast: int
    outcome: int | None
    missed: int | None
    percent: float | None
    is_first: bool


def accuracy_rows(user: object, body: Body | None = None) -> dict[int, list[AccuracyRow]]:
    """Return a row for each forecast that the user may read, by committee, the latest year first (X-7)."""
    found: dict[int, list[AccuracyRow]] = {}
    for year in accuracy(user, body.pk if body else None):
        found.setdefault(year.body_id, []).extend(_rows(year))
    return found


def _rows(year: Accuracy) -> list[AccuracyRow]:
    return [
        AccuracyRow(
            year.year, one.name, year.budget, one.net_cost, year.outcome, year.missed_by(one),
            year.missed_by_percent(one), place == 0,
        )
        for place, one in enumerate(year.forecasts)
    ]  # fmt: skip


@login_not_required
def forecast_accuracy(request: HttpRequest) -> HttpResponse:
    """Show how near each committee's forecasts came to the year's outcome, over the years (X-7)."""
    body = kept_html(request, "followup/_accuracies.html", "accuracy", context=lambda: _context(request))
    return render(request, "followup/accuracy.html", {"body": body})


def _context(request: HttpRequest) -> dict[str, object]:
    found = accuracy_rows(request.user)
    named = Body.objects.named().filter(pk__in=found).order_by("rank")
    return {"committees": [(one.pk, one.name_on(today()), found[one.pk]) for one in named]}


class CommitteeMoney(NamedTuple):
    """A committee's money so far in a year, where its forecast stands, and what it owes (B-6, F-2)."""

    rows: list[MoneyRow]
    total: MoneyRow
    span: str
    forecast_of: str
    plans: list[tuple[RemedyPlan, bool]]
    accuracy: list[AccuracyRow]


def committee_money(user: object, body: Body, year: int) -> CommitteeMoney | None:
    """Return the committee's money of the year with the latest forecast that the user may read; None without areas."""
    areas = list(AppropriationArea.objects.in_year(year).of_committees().filter(body=body))
    if not areas:
        return None
    period = year_so_far(year)
    forecasts, told = _latest(user, body, year)
    rows = [period.row(area, forecasts.get(area.pk)) for area in areas]
    span = f"jan–{MONTHS[period.last_month - 1][:3]}"
    return CommitteeMoney(
        rows, sum_of("Summa", rows), span, told, _plans(user, body, year), accuracy_rows(user, body).get(body.pk, [])
    )


def _latest(user: object, body: Body, year: int) -> tuple[dict[int, int], str]:
    """Return the latest handed-in forecast by area, with where it stands: a report, or the plan after it."""
    reports = Report.objects.visible_to(user).filter(body=body, round__year=year, round__kind__in=rules.AS_OF)
    handed = reports.exclude(state__in=rules.UNFINISHED).select_related("round").order_by("-round__opens_on")
    report = next((one for one in handed if one.area_forecasts.exists()), None)
    if report is None:
        return {}, ""
    plan = RemedyPlan.objects.visible_to(user).exclude(state__in=rules.UNFINISHED).filter(report=report).first()
    if plan is None:
        return forecasts_in([report]), report.round.name
    return dict(
        AreaForecast.objects.filter(plan=plan).values_list("area", "net_cost")
    ), f"Åtgärdsplanen per {date(plan.as_of)}"


def _plans(user: object, body: Body, year: int) -> list[tuple[RemedyPlan, bool]]:
    """Return the year's remedy plans, and whether the user may read each; those inside see that one is owed (F-2)."""
    readable = RemedyPlan.objects.visible_to(user).filter(body=body, report__round__year=year)
    if not getattr(user, "is_authenticated", False):
        return [(plan, True) for plan in readable]
    ids = set(readable.values_list("pk", flat=True))
    every = RemedyPlan.objects.filter(body=body, report__round__year=year)
    return [(plan, plan.pk in ids) for plan in every]


urlpatterns = [path("prognossakerhet/", forecast_accuracy, name="forecast_accuracy")]
