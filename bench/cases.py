"""What ``make bench`` measures. A case is one small function: a page takes the browser, a job takes nothing."""

from itertools import count

from django.test import Client

from bench import activities as many_activities
from bench import budget as big_budget
from bench import chain as big_year
from bench import reports as long_report
from bench.case import Cases
from bench.imports import import_outcomes
from styrhjul.documents.process import PROCESS
from styrhjul.documents.render import render
from styrhjul.goals.models import GoalVersion
from tests.documents.sample import report

CASES = Cases()


@CASES.page("about", limit=2.0)
def about(_browser: Client) -> str:
    """Return the address of the simplest page: what the layout and the middleware cost."""
    return "/om/"


@CASES.page("chain", limit=2.0, queries=10, kilobytes=350, gzipped=60)
def chain(_browser: Client) -> str:
    """Return the address of a chain of 300 goals and 100 measures with outcomes of ten years."""
    big_year.fill()
    return f"/malkedja/{big_year.YEAR}/"


@CASES.page("chain-after-a-change", limit=14.0, queries=50, is_anew=True)
def chain_anew(_browser: Client) -> str:
    """Return the same address, for the first reader after a change."""
    return f"/malkedja/{big_year.YEAR}/"


@CASES.page("goal", limit=1.1, queries=10)
def goal(_browser: Client) -> str:
    """Return the address of the goal with most outcomes in the demonstration."""
    version = GoalVersion.objects.filter(heading__startswith="Alla elever lämnar grundskolan", first_year=2026).get()
    return f"/mal/{version.goal_id}/2026/"


@CASES.page("measures", limit=2.0, queries=10)
def measures(_browser: Client) -> str:
    """Return the address of the first page of the list of measures."""
    return "/matt/"


@CASES.page("my-page", limit=20 / 14, queries=12)
def my_page(_browser: Client) -> str:
    """Return the address of the reader's own page, the first after signing in."""
    return "/min-sida/"


@CASES.page("wheel", limit=20 / 14, queries=12)
def wheel(_browser: Client) -> str:
    """Return the address of the year wheel."""
    return "/arshjul/2026/"


@CASES.page("activities.list", limit=60 / 14, queries=12)
def activities(_browser: Client) -> str:
    """Return the address of the list of 10,000 activities."""
    many_activities.fill()
    return f"/aktiviteter/{many_activities.YEAR}/"


@CASES.page("activities.board", limit=60 / 14, queries=12)
def activity_board(_browser: Client) -> str:
    """Return the address of the board of 10,000 activities."""
    return f"/aktiviteter/{many_activities.YEAR}/?vy=tavla"


@CASES.page("activities.months", limit=60 / 14, queries=12)
def activity_months(_browser: Client) -> str:
    """Return the address of 10,000 activities over the months."""
    return f"/aktiviteter/{many_activities.YEAR}/?vy=tid"


@CASES.page("budget", limit=30 / 14, queries=12)
def budget(_browser: Client) -> str:
    """Return the address of a budget with 15 appropriation areas, 120 service areas and four years."""
    return f"/budget/dokument/{big_budget.fill().pk}/"


@CASES.page("budget-sheet", limit=30 / 14, queries=12)
def budget_sheet(_browser: Client) -> str:
    """Return the address of the sheet where its amounts are written."""
    return f"/budget/dokument/{big_budget.fill().pk}/belopp/"


@CASES.page("budget-year", limit=30 / 14, queries=12)
def budget_year(_browser: Client) -> str:
    """Return the address of a budget year at a glance."""
    return "/budget/2027/"


@CASES.page("report", limit=150 / 14, queries=25)
def long_annual_report(_browser: Client) -> str:
    """Return the address of an annual report of ten committees, 200 goals, 300 measures and 60 charts."""
    return f"/rapport/{long_report.fill().pk}/"


@CASES.page("report-after-a-change", limit=40.0, queries=30, is_anew=True)
def long_annual_report_anew(_browser: Client) -> str:
    """Return the same address, for the first reader after a change."""
    return f"/rapport/{long_report.fill().pk}/"


CASES.figures(long_report.memory)

_salts = count()


@CASES.job("report.pdf-cold", limit=6.0)
def report_cold() -> bytes:
    """Make a report of 150 pages in a render process that has just started."""
    PROCESS.close()
    return render(report(salt=str(next(_salts))), "pdf")


@CASES.job("report.pdf-one-paragraph-changed", limit=1.0)
def report_changed() -> bytes:
    """Make it again with one paragraph changed."""
    return render(report(salt=str(next(_salts))), "pdf")


@CASES.job("import.outcomes", limit=6.0)
def outcomes() -> int:
    """Read, check and import a file of 5,000 outcomes, and take it back."""
    return import_outcomes(5000)
