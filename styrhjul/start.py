"""Starts what needs the embedded database: the demonstration, and Django's commands.

python -m styrhjul.start demo          load the demonstration municipality and show it on http://127.0.0.1:PORT
python -m styrhjul.start demo-reset    the same, from nothing
python -m styrhjul.start manage ...    a command of manage.py, with the database server up meanwhile
"""

import contextlib
import fcntl
import io
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import django
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.core.wsgi import get_wsgi_application
from django.db import connection
from gunicorn.app.base import BaseApplication

from styrhjul import embedded

HOST = "127.0.0.1"
HIGHEST_PORT = 65535
SECONDS_FOR_A_KILLED_START = 3.0
"""Server processes whose parent was killed notice it within a second or so, and let go of the port."""

ROOT = Path(__file__).resolve().parent.parent


class StartError(Exception):
    """The start cannot go on; the text says why, in Swedish, and what to do."""


class Pages(BaseApplication):
    """gunicorn, serving the pages from this process's children."""

    def __init__(self, port: int) -> None:
        """Serve on ``port`` of this computer only."""
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn asks for; it keeps no files of its own."""
        options = {
            "bind": f"{HOST}:{self.port}",
            "worker_class": "gthread",
            "workers": 2,
            "threads": 4,
            "graceful_timeout": 3,
            "control_socket_disable": True,
            "loglevel": "error",
            "when_ready": lambda _arbiter: announce(self.port),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the application; asked for once in each child."""
        return get_wsgi_application()


def announce(port: int) -> None:
    """Say where the pages are and who may sign in. A closed terminal ends the server; gunicorn would read it anew."""
    signal.signal(signal.SIGHUP, lambda _number, _frame: os.kill(os.getpid(), signal.SIGTERM))
    say(f"\nStyrhjul är igång: http://{HOST}:{port}/  (avsluta med Ctrl-C)\n")


def say(text: str) -> None:
    """Write a line to whoever started this."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def wanted_port() -> int:
    """Return the port to serve on, which is free. Raises ``StartError``."""
    word = os.environ.get("PORT") or "8000"
    if not word.isdecimal() or not 0 < int(word) <= HIGHEST_PORT:
        raise StartError(f"PORT={word} är inget portnummer. Ange ett tal mellan 1 och {HIGHEST_PORT}.")
    port = int(word)
    deadline = time.monotonic() + SECONDS_FOR_A_KILLED_START
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except PermissionError as error:
                raise StartError(f"Port {port} kräver särskilda rättigheter. Välj en över 1023.") from error
            except OSError as error:
                if time.monotonic() > deadline:
                    message = f"Port {port} är upptagen. Välj en annan, till exempel: make demo PORT={port % 60000 + 1}"
                    raise StartError(message) from error
            else:
                return port
        time.sleep(0.2)


def secret_key() -> str:
    """Return this installation's own key, made the first time and kept in the data folder. Raises ``StartError``."""
    file = Path(os.environ.get("STYRHJUL_DATA", ROOT / "var")) / "secret-key"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with (
            contextlib.suppress(FileExistsError),
            os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new,
        ):
            new.write(secrets.token_urlsafe(50))
        return file.read_text()
    except OSError as error:
        why = f"Filen {file} går inte att läsa eller skriva: {error.strerror}."
        raise StartError(f"{why} Kopiera programmet till en egen mapp.") from error


def configure(**environment: str) -> None:
    """Point Django at the settings of this environment, with a key of this installation's own."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "styrhjul.settings", **environment}
    os.environ["SECRET_KEY"] = os.environ.get("SECRET_KEY") or secret_key()


def own_server() -> contextlib.AbstractContextManager[object]:
    """Return what keeps the embedded server up, and does nothing where ``DATABASE_URL`` names another."""
    return contextlib.nullcontext() if settings.DATABASE_URL else embedded.server(settings.DATA_DIR / "pg")


def make_database(*, anew: bool = False) -> None:
    """Make the database of the settings on the embedded server unless it is there, or in its stead."""
    chosen = settings.DATABASES["default"]
    name = chosen["NAME"]
    with psycopg.connect(host=chosen["HOST"], user=chosen["USER"], dbname="postgres", autocommit=True) as server:
        if anew:
            server.execute(f'drop database if exists "{name}" with (force)')
        if not server.execute("select from pg_database where datname = %s", [name]).fetchone():
            with contextlib.suppress(psycopg.errors.DuplicateDatabase):  # another start was first
                server.execute(f'create database "{name}"')


@contextlib.contextmanager
def shown(*, anew: bool) -> Iterator[TextIO]:
    """Yield the lock that says that the demonstration is shown, to be alone with it at first when it is made anew.

    The kernel keeps it, and lets go when the last process is gone. Raises ``StartError`` when it cannot be had.
    """
    with open(settings.DATA_DIR / "demonstration.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_NB | (fcntl.LOCK_EX if anew else fcntl.LOCK_SH))
        except BlockingIOError as error:
            what = "visas redan" if anew else "laddas just nu om"
            raise StartError(f"Demonstrationen {what} från den här mappen. Avsluta det först.") from error
        yield lock


def prepare_demonstration(*, anew: bool) -> None:
    """Bring the demonstration's database up to date and load the municipality unless it is there."""
    call_command("check", stdout=io.StringIO())
    if not settings.DATABASE_URL:
        make_database(anew=anew)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("load_demonstration")
    call_command("demonstration_people")
    get_wsgi_application()  # loaded once, before the children are forked
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # a child must not share its parent's connections


def demonstrate(*, anew: bool = False) -> None:
    """Show the demonstration municipality until told to stop. Raises ``StartError``, ``EmbeddedServerError``."""
    port = wanted_port()
    configure(DEMO="1", DEBUG="")
    django.setup()
    if anew and settings.DATABASE_URL:
        raise StartError("make demo-reset tömmer bara den inbyggda databasen, aldrig den som DATABASE_URL pekar på.")
    say("Styrhjul: startar databasen och demonstrationskommunen …")
    with shown(anew=anew) as lock, own_server():
        prepare_demonstration(anew=anew)
        fcntl.flock(lock, fcntl.LOCK_SH)
        Pages(port).run()


def manage(arguments: list[str]) -> int:
    """Run a command of manage.py with the database server up, and return its exit code."""
    configure(DEBUG=os.environ.get("DEBUG", "1"))
    with own_server():
        if not settings.DATABASE_URL:
            make_database()
        return subprocess.run([sys.executable, str(ROOT / "manage.py"), *arguments], check=False).returncode


def main(arguments: list[str]) -> int:
    """Do what the first word says and return the exit code; a fault that people can mend is one line, no traceback."""
    embedded.leave_on_signals()
    verbs = {"demo": demonstrate, "demo-reset": lambda: demonstrate(anew=True)}
    try:
        if arguments[:1] == ["manage"]:
            return manage(arguments[1:])
        verbs[arguments[0]]()
    except (StartError, embedded.EmbeddedServerError, SystemCheckError) as error:
        sys.stderr.write(f"Styrhjul: {error}\n")
        return 1
    except KeyboardInterrupt:
        say("")
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
