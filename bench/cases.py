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
from typing import NamedTuple

from django.test import Client


class Page(NamedTuple):
    """A page that a signed-in reader opens; ``address`` is asked for once, outside the measuring."""

    name: str
    limit: float
    address: Callable[[Client], str]


class Job(NamedTuple):
    """Something that takes seconds: a document, an import."""

    name: str
    limit: float
    run: Callable[[], object]


PAGES: list[Page] = []
JOBS: list[Job] = []


def page(name: str, *, limit: float) -> Callable[[Callable[[Client], str]], Callable[[Client], str]]:
    """Return a decorator that adds the function's page to what is measured; ``limit`` is in floors."""

    def add(address: Callable[[Client], str]) -> Callable[[Client], str]:
        PAGES.append(Page(name, limit, address))
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
