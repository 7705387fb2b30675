"""What is measured. A case is one small function: a page takes the reader's browser, a job takes nothing.

    @page("goals", limit=2.0)
    def goals(browser: Client) -> str:
        return "/mal/"

    @job("report.pdf", limit=6.0)
    def report() -> object:
        return render(sample(), "pdf")

A page's limit is in floors (bench/floor.py), a job's in seconds.
"""

from collections.abc import Callable
from itertools import count
from typing import NamedTuple

from django.db import transaction
from django.test import Client

from bench import chain as big_year
from styrhjul.documents.process import PROCESS
from styrhjul.documents.render import render
from styrhjul.goals.models import GoalVersion, Measure
from styrhjul.integrations import outcomes
from styrhjul.organisation.models import Person
from tests.documents.sample import report


class Page(NamedTuple):
    """A page that a signed-in reader opens; ``address`` is asked for once, outside the measuring."""

    name: str
    limit: float
    address: Callable[[Client], str]
    queries: int = 0
    kilobytes: int = 0
    gzipped: int = 0
    is_anew: bool = False


class Job(NamedTuple):
    """Something that takes seconds: a document, an import."""

    name: str
    limit: float
    run: Callable[[], object]


PAGES: list[Page] = []
JOBS: list[Job] = []


def page(
    name: str, *, limit: float, queries: int = 0, kilobytes: int = 0, gzipped: int = 0, is_anew: bool = False
) -> Callable[[Callable[[Client], str]], Callable[[Client], str]]:
    """Return a decorator that adds the function's page to what is measured; ``limit`` is in floors.

    ``queries``, ``kilobytes`` and ``gzipped`` are limits of their own, where given. ``is_anew`` measures the page as
    the first reader meets it after a change, when nothing of it is kept.
    """

    def add(address: Callable[[Client], str]) -> Callable[[Client], str]:
        PAGES.append(Page(name, limit, address, queries, kilobytes, gzipped, is_anew))
        return address

    return add


def job(name: str, *, limit: float) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Return a decorator that adds the function to what is measured; ``limit`` is in seconds."""

    def add(run: Callable[[], object]) -> Callable[[], object]:
        JOBS.append(Job(name, limit, run))
        return run

    return add


@page("about", limit=2.0)
def about(_browser: Client) -> str:
    """Return the address of the simplest page: what the layout and the middleware cost."""
    return "/om/"


@page("chain", limit=2.0, queries=10, kilobytes=350, gzipped=60)
def chain(_browser: Client) -> str:
    """Return the address of a chain of 300 goals and 100 measures with outcomes of ten years."""
    big_year.fill()
    return f"/malkedja/{big_year.YEAR}/"


@page("chain-after-a-change", limit=14.0, queries=50, is_anew=True)
def chain_anew(_browser: Client) -> str:
    """Return the same address, for the first reader after a change."""
    return f"/malkedja/{big_year.YEAR}/"


@page("goal", limit=1.1, queries=10)
def goal(_browser: Client) -> str:
    """Return the address of the goal with most outcomes in the demonstration."""
    version = GoalVersion.objects.filter(heading__startswith="Alla elever lämnar grundskolan", first_year=2026).get()
    return f"/mal/{version.goal_id}/2026/"


@page("measures", limit=2.0, queries=10)
def measures(_browser: Client) -> str:
    """Return the address of the first page of the list of measures."""
    return "/matt/"


_salts = count()


@job("report.pdf-cold", limit=6.0)
def report_cold() -> bytes:
    """Make a report of 150 pages in a render process that has just started."""
    PROCESS.close()
    return render(report(salt=str(next(_salts))), "pdf")


@job("report.pdf-one-paragraph-changed", limit=1.0)
def report_changed() -> bytes:
    """Make it again with one paragraph changed."""
    return render(report(salt=str(next(_salts))), "pdf")


@job("import.outcomes", limit=6.0)
def import_outcomes() -> object:
    """Read, check and import a file of 5,000 outcomes, and take it back."""
    measures = Measure.objects.filter(name__startswith="Mått på hur det går").values_list("pk", flat=True)[:50]
    lines = [f"{pk};{year}-{month:02};{year % 50 + month}" for pk in measures for year in range(2030, 2039)
             for month in range(1, 13)]  # fmt: skip
    content = "\n".join(["mått;period;värde", *lines[:5000]]).encode()
    person = Person.objects.filter(positions__role="controller")[0]
    with transaction.atomic():
        shown = outcomes.preview("utfall.csv", outcomes.read_table("utfall.csv", content), person)
        count_of_rows = outcomes.import_outcomes(by=person, shown=shown)
        transaction.set_rollback(True)
    if count_of_rows != 5000:
        raise AssertionError(f"{count_of_rows} of 5000 outcomes were imported: {shown.errors[:3]}")
    return count_of_rows
