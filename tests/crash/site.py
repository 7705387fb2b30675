"""Sjöstad served as ``make demo`` serves it, from a database server of its own that is as durable as in production."""

import contextlib
import http.client
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import psutil
from django.conf import settings
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from styrhjul import embedded
from styrhjul.organisation.models import Person
from tests import databases
from tests.house import ROOT
from tests.serving import Served, environment_without_tests, served

PATIENCE = 60.0
"""Seconds before something that does not come back is held to be lost."""

TOKEN = "c" * 32
"""What guards the forms: the cookie and the header only have to agree."""


class Answer(NamedTuple):
    """What the site answered: the status, 0 where it never did, where it leads, and the content."""

    status: int = 0
    leads_to: str = ""
    content: bytes = b""

    @property
    def acknowledges(self) -> bool:
        """Whether the person was told that it is done."""
        return self.status in {200, 302}


@dataclass
class Site:
    """What serves Sjöstad, the ways in which it is killed, and those who are signed in."""

    served: Served
    pg: Path
    sessions: dict[int, str] = field(default_factory=dict)

    def ask(self, path: str, data: Mapping[str, Any] | None = None, by: Person | None = None) -> Answer:
        """Return what the site answers; nothing where the connection was cut off."""
        where = urlsplit(self.served.address)
        client = http.client.HTTPConnection(where.hostname or "", where.port, timeout=PATIENCE)
        cookies = f"csrftoken={TOKEN}" + (f"; sessionid={self.sessions[by.pk]}" if by else "")
        headers = {"Cookie": cookies, "X-CSRFToken": TOKEN}
        try:
            if data is None:
                client.request("GET", path, headers=headers)
            else:
                body = encode_multipart(BOUNDARY, dict(data))
                client.request("POST", path, body, headers | {"Content-Type": MULTIPART_CONTENT})
            answer = client.getresponse()
            told = Answer(answer.status, answer.headers.get("Location", ""), answer.read())
        except TimeoutError:
            raise
        except (http.client.HTTPException, OSError):
            return Answer()
        finally:
            client.close()
        return told

    def sign_in(self, person: Person) -> None:
        """Let the person in by the demonstration's door."""
        where = urlsplit(self.served.address)
        client = http.client.HTTPConnection(where.hostname or "", where.port, timeout=PATIENCE)
        body = encode_multipart(BOUNDARY, {"person": person.pk})
        headers = {"Cookie": f"csrftoken={TOKEN}", "X-CSRFToken": TOKEN, "Content-Type": MULTIPART_CONTENT}
        client.request("POST", "/logga-in/demonstration/", body, headers)
        given = client.getresponse().headers.get_all("Set-Cookie") or []
        client.close()
        self.sessions[person.pk] = next(one for one in given if one.startswith("sessionid=")).split(";")[0][10:]

    def is_writing(self) -> bool:
        """Tell whether a transaction is open that has changed something."""
        return bool(_backends(" and backend_xid is not null"))

    def kill_web(self) -> None:
        """Kill every process that answers requests; the one that started them starts new ones."""
        before = _backends()
        for worker in psutil.Process(self.served.process.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess):
                worker.kill()
        # The database server first ends what was asked of it, and then sees that nobody is there
        wait_until(lambda: not before & _backends(), "the killed processes' transactions never ended")

    def kill_database(self, manner: str) -> None:
        """Kill the database server in one of ``MANNERS`` and start it again, as whatever watches over it would."""
        connection.close()
        place = Path(embedded.socket_folder(self.pg)) / "data" / "postmaster.pid"
        postmaster = psutil.Process(int(place.read_text().split()[0]))
        doomed = [postmaster, *postmaster.children(recursive=True)] if manner == "all" else [postmaster]
        for process in doomed:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGQUIT if manner == "immediate" else signal.SIGKILL)
        with embedded.server(self.pg):
            """Up again; whoever else uses it keeps it up."""

    def wait_until_up(self, person: Person) -> int:
        """Return how many times somebody had to ask for a page before the site gave it, by itself."""
        asked = 0

        def is_up() -> bool:
            nonlocal asked
            asked += 1
            return self.ask("/min-sida/", by=person).status == 200

        wait_until(is_up, "the site does not come back by itself:\n" + "".join(self.served.said[-30:]))
        return asked

    def lines_of_database(self, words: str) -> int:
        """Return how many lines of the database server's log hold the words."""
        return (Path(embedded.socket_folder(self.pg)) / "server.log").read_text(errors="replace").count(words)


MANNERS = ("postmaster", "all", "immediate")
"""How the database server is killed: its first process alone, each of its processes, or told to stop where it is."""

OPEN_TRANSACTION = "unexpected EOF on client connection with an open transaction"
"""What the database server writes when whoever asked is gone in the middle of a transaction."""


def wait_until(is_so: Callable[[], bool], otherwise: str) -> None:
    """Wait until it is so. Fails with the words when it never is."""
    last = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < last, otherwise
        time.sleep(0.02)


def _backends(and_which: str = "") -> set[int]:
    """Return the database server's processes that serve others than this one."""
    others = "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
    with connection.cursor() as cursor:
        cursor.execute(others + and_which)
        return {row[0] for row in cursor.fetchall()}


@contextlib.contextmanager
def durable(folder: Path) -> Iterator[Path]:
    """Yield the folder of a database server with the settings of production, and let Django use its database.

    It has today's tables and nothing in them. All is gone afterwards.
    """
    pg = folder / "pg"
    try:
        with embedded.server(pg) as socket:
            with databases.administration() as server:
                databases.make_tables(server)
            databases.pour(settings.TEMPLATE_DATABASE, pg)
            place = {"HOST": socket, "USER": embedded.USER, "PASSWORD": "", "PORT": ""}
            with databases.connected_to("demonstration", **place):
                _demand_durability()
                yield pg
    finally:
        for left in {folder, Path(embedded.socket_folder(pg))}:
            shutil.rmtree(left, ignore_errors=True)


def _demand_durability() -> None:
    with connection.cursor() as cursor:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"show {name}")
            assert cursor.fetchone() == ("on",), f"{name} is off"


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """Yield the site that serves what ``durable`` gave."""
    with served(environment_without_tests(), folder) as given:
        yield Site(given, folder / "pg")


def folder_of_run() -> Path:
    """Return a folder that no other run uses."""
    return ROOT / "var" / f"crash-{os.getpid()}"
