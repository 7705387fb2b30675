"""What a case is, and the collections that cases are put in: those of ``make bench`` and of ``make bench-large``.

    CASES = Cases()

    @CASES.page("goals", limit=2.0)
    def goals(browser: Client) -> str:
        return "/mal/"

    @CASES.job("report.pdf", limit=6.0)
    def report() -> object:
        return render(sample(), "pdf")

    @CASES.figures
    def ledger() -> Iterator[Figure]:
        yield Figure("ledger.rows", rate, "rows/s", least, least / rate)

A page's limit is in floors (bench/floor.py), a job's in seconds. What is measured in another way is yielded as figures.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.test import Client

Address = Callable[[Client], str]
Act = Callable[[], object]


class Page(NamedTuple):
    """A page that a signed-in reader opens; ``address`` is asked for once, outside the measuring."""

    name: str
    limit: float
    address: Address
    queries: int = 0
    kilobytes: int = 0
    gzipped: int = 0
    is_anew: bool = False


class Job(NamedTuple):
    """Something that takes seconds: a document, an import."""

    name: str
    limit: float
    run: Act


Five = tuple[str, float, str, float, float]
"""A figure as it is written: name, value, unit, limit, ratio."""

Figures = Callable[[], Iterable[Five]]


class Cases:
    """What is measured in one run, in the order that it is written down."""

    def __init__(self) -> None:
        """Begin without any."""
        self.pages: list[Page] = []
        self.jobs: list[Job] = []
        self.others: list[Figures] = []

    def page(
        self, name: str, *, limit: float, queries: int = 0, kilobytes: int = 0, gzipped: int = 0, is_anew: bool = False
    ) -> Callable[[Address], Address]:
        """Return a decorator that adds the function's page; ``limit`` is in floors.

        ``queries``, ``kilobytes`` and ``gzipped`` are limits of their own, where given. ``is_anew`` measures the page
        as the first reader meets it after a change, when nothing of it is kept.
        """

        def add(address: Address) -> Address:
            self.pages.append(Page(name, limit, address, queries, kilobytes, gzipped, is_anew))
            return address

        return add

    def job(self, name: str, *, limit: float) -> Callable[[Act], Act]:
        """Return a decorator that adds the function; ``limit`` is in seconds."""

        def add(run: Act) -> Act:
            self.jobs.append(Job(name, limit, run))
            return run

        return add

    def figures(self, measure: Figures) -> Figures:
        """Add a function that measures by itself and yields its figures."""
        self.others.append(measure)
        return measure
