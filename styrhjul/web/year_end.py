"""The change of year, committee by committee: what is closed of one year and ready for the next (X-12)."""

import datetime
from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from styrhjul.budget.models import Budget
from styrhjul.budget.terms import Stage
from styrhjul.followup.models import Report
from styrhjul.followup.terms import RoundKind
from styrhjul.goals.models import Activity, Plan
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Tie, running
from styrhjul.web.addresses import address_of
from styrhjul.web.swedish import short_date

#: How far back and on the change of a year is shown.
YEARS_BACK, YEARS_ON = 4, 1

#: What is said of a budget or a plan that is not begun, or that the reader may not read yet (O-8).
NOTHING = "Inget att läsa än"


class Cell(NamedTuple):
    """A step of a committee's change of year: how far it has come as a mark, in words, and where it is read."""

    mark: str
    words: str
    address: str = ""


class Line(NamedTuple):
    """A committee's change of year: its report, its next budget, its next plans, and what was left undone."""

    name: str
    address: str
    report: Cell
    budget: Cell
    plans: tuple[Cell, ...]
    unfinished: int
    is_closed: bool


def year_end(request: HttpRequest, year: int) -> HttpResponse:
    """Show for each committee whether the year is closed and the next one ready; nine queries (X-12)."""
    now = today()
    if not now.year - YEARS_BACK <= year <= now.year + YEARS_ON:
        raise Http404
    day = datetime.date(year, 12, 31)
    bodies = list(Body.objects.existing(day).committees().named(day))
    annual = Report.objects.filter(round__kind=RoundKind.ANNUAL, round__year=year)
    reports = {one.body_id: one for one in annual}  # how far each has come is no secret; its text may be (O-8)
    readable = set(annual.visible_to(request.user).values_list("pk", flat=True))
    budgets = {
        one.body_id: one
        for one in Budget.objects.visible_to(request.user).filter(year=year + 1, stage=Stage.DEFINITIVE)
    }
    serving: dict[int, list[int]] = {}
    for body_id, unit_id in Tie.objects.filter(running(day)).values_list("body", "administration"):
        serving.setdefault(body_id, []).append(unit_id)
    plans = {
        plan.unit_id: plan
        for plan in Plan.objects.visible_to(request.user).filter(year=year + 1).select_related("unit")
    }
    open_ones = Activity.objects.filter(plan__year=year, plan__state="adopted").unfinished()
    undone = dict(open_ones.order_by().values_list("plan__unit").annotate(Count("pk")))
    lines = [
        Line(
            body.name_on(day), address_of("body", body.pk), _report(reports.get(body.pk), readable),
            _budget(budgets.get(body.pk)), tuple(_plan(plans.get(unit)) for unit in serving.get(body.pk, [])),
            sum(undone.get(unit, 0) for unit in serving.get(body.pk, [])),
            body.pk in reports and reports[body.pk].state == "decided",
        )
        for body in bodies
    ]  # fmt: skip
    context = {
        "year": year, "next_year": year + 1, "lines": lines, "closed": sum(line.is_closed for line in lines),
        "years": range(now.year + YEARS_ON, now.year - YEARS_BACK - 1, -1),
    }  # fmt: skip
    return render(request, "wheel/year_end.html", context)


def _report(one: Report | None, readable: Collection[int]) -> Cell:
    if one is None:
        return Cell("todo", "Inte öppnad")
    address = address_of("report", one.pk) if one.pk in readable else ""
    if one.state == "decided":
        return Cell("done", f"Beslutad {short_date(one.stepped_on)}", address)
    return Cell("now", one.state_label, address)


def _budget(one: Budget | None) -> Cell:
    if one is None:
        return Cell("todo", NOTHING)
    return Cell("done" if one.state == "adopted" else "now", one.state_label, address_of("budget", one.pk))


def _plan(one: Plan | None) -> Cell:
    if one is None:
        return Cell("todo", NOTHING)
    return Cell("done" if one.state == "adopted" else "now", one.state_label, address_of("plan", one.pk))


urlpatterns = [path("arsskifte/<year:year>/", year_end, name="year_end")]
