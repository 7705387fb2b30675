"""What every test stands on: the database server, databases made of a template, and a word on what was left out."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import psutil
import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from styrhjul import embedded
from tests import world as sjostad
from tests.browsers import chromium, why_no_browser

# No test is timed: a busy machine must not make a property fail
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")

ONE_AT_A_TIME = 20260914
"""The advisory lock of whoever builds the template database."""

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "styrhjul.tests=on")
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
    with administration() as server, django_db_blocker.unblock():
        server.execute("select pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        drop_stale(server)
        make_template(server)


def administration() -> psycopg.Connection:
    """Return a connection to the server's own database, for making and dropping others."""
    known: dict[str, Any] = {
        key: value for key, value in connection.get_connection_params().items() if isinstance(value, str | int)
    }
    return psycopg.connect(**{**known, "dbname": "postgres"}, autocommit=True)


def drop_stale(server: psycopg.Connection) -> None:
    """Drop every database of a run whose process has ended; the name begins with the process's number."""
    names = [row[0] for row in server.execute("select datname from pg_database where datname like 'test\\_%'")]
    for name in names:
        run = name.split("_")[1]
        if run.isdigit() and not psutil.pid_exists(int(run)):
            server.execute(f'drop database if exists "{name}" with (force)')


def make_template(server: psycopg.Connection) -> None:
    """Migrate a fresh template database, unless there is one made of the same migrations and the same packages."""
    name, state = settings.TEMPLATE_DATABASE, state_of_migrations()
    made_of = "select shobj_description(oid, 'pg_database') from pg_database where datname = %s"
    found = server.execute(made_of, [name]).fetchone()
    if found and found[0] == state:
        return
    server.execute(f'drop database if exists "{name}" with (force)')
    server.execute(f'create database "{name}"')
    migrate(name)
    server.execute(f"comment on database \"{name}\" is '{state}'")


def migrate(name: str) -> None:
    """Bring the database of that name up to today's tables."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def state_of_migrations() -> str:
    """Return a hash of all our migrations, and of the lock file, which decides those of the packages."""
    state = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
    for app in apps.get_app_configs():
        if app.name.startswith("styrhjul."):
            for file in sorted(Path(app.path).glob("migrations/*.py")):
                state.update(file.name.encode() + file.read_bytes())
    return state.hexdigest()


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser tests as such, and leave them out when there is no Chromium."""
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("demonstration"))  # one worker, which loads it once
            if not chromium():
                item.add_marker(pytest.mark.skip(reason=why_no_browser()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """End with how many browser tests were left out, and why: a skipped test must not pass for a passed one."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "tests/browser/" in report.nodeid]
    if skipped and not os.environ.get("PYTEST_XDIST_WORKER"):
        terminalreporter.write_line(f"{len(skipped)} browser tests were left out: {why_no_browser()}", yellow=True)


@pytest.fixture
def world(db: None) -> sjostad.World:
    """Sjöstad: the small municipality that the tests tell of."""
    return sjostad.build()
