"""Measures and writes one line a figure: ``name value unit limit ratio``.

python -m bench          what people wait for
python -m bench large    the same over several times as much (bench/cases_large.py)

The limit is in the figure's unit; the ratio is the figure's part of it, so more than 1.00 is too slow. A page is
measured in turns with the floor, in the same run, and its ratio is the median over the pairs: the milliseconds of a
computer at work vary by two, that ratio does not.
"""

import gzip
import os
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import TYPE_CHECKING

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from styrhjul import embedded, start

if TYPE_CHECKING:
    from bench.case import Page

ROUNDS = 30
ROUNDS_OF_JOB = 3
WARM_UP = 3


def seconds(act: Callable[[], object]) -> float:
    """Return how long it takes."""
    before = time.perf_counter()
    act()
    return time.perf_counter() - before


def line(name: str, value: float, unit: str, limit: float, ratio: float) -> None:
    """Write one figure."""
    sys.stdout.write(f"{name} {value:.2f} {unit} {limit:.2f} {ratio:.2f}\n")
    sys.stdout.flush()


def measure_page(page: "Page", browser: Client, floor: Callable[[], bytes]) -> None:
    """Write the figures of one page: its milliseconds, and its queries and size where they have a limit."""
    address = page.address(browser)

    def read() -> bytes:
        if page.is_anew:
            caches["pages"].clear()
            caches["near"].clear()
        response = browser.get(address)
        if response.status_code != 200:
            raise AssertionError(f"{address} answers {response.status_code}")
        return bytes(response.content)

    for _ in range(WARM_UP):
        floor()
        read()
    pairs = [(seconds(floor), seconds(read)) for _ in range(ROUNDS)]
    limit = page.limit * median(low for low, _ in pairs)
    took = median(high for _, high in pairs)
    ratio = median(high / low for low, high in pairs) / page.limit
    line(f"page.{page.name}", took * 1000, "ms", limit * 1000, ratio)
    with CaptureQueriesContext(connection) as queries:
        body = read()
    for what, value, unit, most in (
        ("queries", len(queries), "queries", page.queries),
        ("size", len(body) / 1000, "kB", page.kilobytes),
        ("gzip", len(gzip.compress(body)) / 1000, "kB", page.gzipped),
    ):
        if most:
            line(f"page.{page.name}.{what}", value, unit, most, value / most)


def measure_job(name: str, limit: float, run: Callable[[], object]) -> None:
    """Write the seconds of one job."""
    took = median(seconds(run) for _ in range(ROUNDS_OF_JOB))
    line(f"job.{name}", took, "s", limit, took / limit)


def reader() -> Client:
    """Return a browser where the first of the demonstration's people is signed in."""
    browser = Client()
    browser.force_login(get_user_model().objects.filter(is_demonstration=True).order_by("pk")[0])
    return browser


def prepare() -> None:
    """Migrate a database of its own and load the demonstration, anew when other code loaded the one that is there."""
    from tests import databases

    state, file = databases.state_of_demonstration(), settings.DATA_DIR / "state"
    start.make_database(anew=not file.exists() or file.read_text() != state)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("load_demonstration", stdout=sys.stderr)
    file.write_text(state)


def run(is_large: bool) -> None:
    """Measure everything."""
    from bench import floor  # these import models, so Django has to be set up first
    from bench.cases import CASES
    from bench.cases_large import LARGE

    prepare()
    cases = LARGE if is_large else CASES
    floor.make_tables()
    line("floor", median(seconds(floor.floor) for _ in range(ROUNDS)) * 1000, "ms", 0, 0)
    line("floor.size", len(floor.floor()) / 1000, "kB", 0, 0)
    browser = reader()
    # Those made anew come last: clearing what is kept gives the database server work to do behind the next figures
    for page in sorted(cases.pages, key=lambda page: page.is_anew):
        measure_page(page, browser, floor.floor)
    for job in cases.jobs:
        measure_job(job.name, job.limit, job.run)
    for figures in cases.others:
        for figure in figures():
            line(*figure)
    connection.close_pool()  # type: ignore[attr-defined]


def main(arguments: list[str]) -> int:
    """Measure with settings of production and the demonstration's data, and return the exit code."""
    embedded.leave_on_signals()
    for name in ("DATABASE_URL", "PRODUCTION"):
        os.environ.pop(name, None)
    is_large = arguments == ["large"]
    data = start.ROOT / "var" / ("bench-large" if is_large else "bench")
    start.configure(DEMO="1", DEBUG="", ALLOWED_HOSTS="testserver", STYRHJUL_DATA=str(data))
    django.setup()
    with embedded.server(settings.DATA_DIR / "pg"):
        run(is_large)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
