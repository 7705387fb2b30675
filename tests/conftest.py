"""What every test stands on: the database server, databases made of a template, and a word on what was left out."""

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from styrhjul import embedded
from tests import databases
from tests import world as sjostad
from tests.browsers import chromium, why_no_browser
from tests.replay import Replayed

# A run in the background begins with Ctrl-C ignored, and so would everything that it starts
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No test is timed: a busy machine must not make a property fail
UNTIMED = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("whole", UNTIMED)
hypothesis.settings.register_profile("everyday", UNTIMED, max_examples=25)

SERVER_LINES = 40
"""How many lines of the database server's log are shown when it was lost."""

TOLD = "told"
"""The property of a test that is written out after the run: a number that decided what it did, and what came of it."""

Copy = Callable[[], contextlib.AbstractContextManager[str]]

FAST = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
    "autovacuum=off", "jit=off", "max_connections=200", "styrhjul.tests=on",
)  # fmt: skip
"""Settings of the tests' own server: the last one lets its tables be emptied, the log's too."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[None]:
    """Keep the tests' own server up, shared with xdist's other workers; or use the one of DATABASE_URL."""
    if settings.DATABASE_URL:
        yield
        return
    with embedded.server(settings.PG_TEST, settings=FAST):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    postgres: None, django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Clear away the databases of killed runs and see to it that the template database is that of today's tables."""
    with django_db_blocker.unblock(), databases.administration() as server:
        databases.drop_stale(server)
        databases.make_tables(server)


@pytest.fixture(scope="session")
def copied_demonstration(postgres: None, django_db_blocker: DjangoDbBlocker) -> Copy:
    """Return what gives, for as long as it is open, a new database with the demonstration municipality."""

    @contextlib.contextmanager
    def copied() -> Iterator[str]:
        with django_db_blocker.unblock():
            name = databases.copy_demonstration()
        try:
            yield name
        finally:
            with django_db_blocker.unblock():
                databases.drop(name)

    return copied


def pytest_configure(config: pytest.Config) -> None:
    """Try each property on a quarter as many examples in the quick run; the run of all tests tries them whole."""
    hypothesis.settings.load_profile("everyday" if config.option.markexpr == "not slow" else "whole")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark the browser tests as such, and leave them out when there is no Chromium."""
    if "tests/browser/" in item.nodeid:
        item.add_marker(pytest.mark.browser)
        if not chromium():
            item.add_marker(pytest.mark.skip(reason=why_no_browser()))


@pytest.hookimpl(tryfirst=True)  # pytest-django then lets those that use the database go first, each kind in our order
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests in an order where no worker waits: neither for the demonstration, nor for the other at the end."""
    items.sort(key=turn_of)


def turn_of(item: pytest.Item) -> int:
    """Return when the test is run.

    One makes the demonstration while the other worker has enough to do without it; the browser comes last, its long
    journeys before the short ones.
    """
    if item.get_closest_marker("first"):
        return 0
    if item.get_closest_marker("browser"):
        return 3 if item.get_closest_marker("long") else 4
    return 2 if "copied_demonstration" in getattr(item, "fixturenames", ()) else 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """End with what tests tell, and how many browser tests were left out: one skipped must not pass for one passed."""
    for report in (*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])):
        for words in (value for name, value in report.user_properties if name == TOLD):
            terminalreporter.write_line(words)
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "tests/browser/" in report.nodeid]
    if skipped and not os.environ.get("PYTEST_XDIST_WORKER"):
        terminalreporter.write_line(f"{len(skipped)} browser tests were left out: {why_no_browser()}", yellow=True)
    failed = terminalreporter.stats.get("failed", []) + terminalreporter.stats.get("error", [])
    if not settings.DATABASE_URL and any("OperationalError" in report.longreprtext for report in failed):
        terminalreporter.section("What the tests' database server wrote last")
        log = Path(embedded.socket_folder(settings.PG_TEST)) / "server.log"
        for line in log.read_text(errors="replace").splitlines()[-SERVER_LINES:] if log.exists() else []:
            terminalreporter.write_line(line[:200])


build_sjostad = Replayed(sjostad.build)


@pytest.fixture
def world(db: None) -> sjostad.World:
    """Sjöstad: the small municipality that the tests tell of."""
    return build_sjostad()
