"""The embedded PostgreSQL: many users of one server, and no server left behind whatever ends its users."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from styrhjul import embedded
from tests.house import ROOT

USER_OF_SERVER = """
import sys, time
from pathlib import Path
from styrhjul import embedded
embedded.leave_on_signals()
with embedded.server(Path(sys.argv[1]), settings=["fsync=off"]) as socket:
    print(socket, flush=True)
    time.sleep(60)
"""

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Yield a data folder inside the checkout, whose cluster the module's tests share."""
    path = ROOT / "var" / f"test-embedded-{os.getpid()}"
    yield path
    for left in {path, Path(embedded.socket_folder(path))}:
        shutil.rmtree(left, ignore_errors=True)


def servers(folder: Path) -> list[psutil.Process]:
    """Return the living PostgreSQL servers whose data are in the folder."""
    data = str(Path(embedded.socket_folder(folder)) / "data")
    return [p for p in psutil.process_iter(["cmdline"]) if "-D" in (p.info["cmdline"] or []) and data in p.cmdline()]


def ask(socket: str) -> int:
    """Return 1, fetched from the server."""
    with psycopg.connect(host=socket, user=embedded.USER, dbname="postgres") as connection:
        return connection.execute("select 1").fetchone()[0]


def start_user(folder: Path, **how: object) -> subprocess.Popen[str]:
    """Start another process that uses the server, and return it when the server is up."""
    process = subprocess.Popen(
        [sys.executable, "-c", USER_OF_SERVER, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True, **how
    )
    assert process.stdout.readline().strip() == embedded.socket_folder(folder)
    return process


def gone(folder: Path) -> bool:
    """Return whether no server is left, after giving it a few seconds to leave."""
    deadline = time.monotonic() + 10
    while servers(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not servers(folder)


def test_serves_swedish_and_stops_with_its_last_user(folder: Path) -> None:
    with embedded.server(folder) as socket, psycopg.connect(host=socket, user=embedded.USER, dbname="postgres") as it:
        row = it.execute("select lower('ÅÄÖ'), to_tsvector('swedish', 'målen')::text").fetchone()
        assert row == ("åäö", "'mål':1")
    assert gone(folder)


def test_two_users_share_one_server(folder: Path) -> None:
    other = start_user(folder)
    with embedded.server(folder) as socket:
        assert len(servers(folder)) == 1
        other.send_signal(signal.SIGTERM)
        assert other.wait(10) == 128 + signal.SIGTERM
        assert ask(socket) == 1
    assert gone(folder)


def test_a_forked_child_does_not_stop_its_parents_server(folder: Path) -> None:
    owner = os.getpid()
    try:
        with embedded.server(folder) as socket:
            child = os.fork()
            if child == 0:
                raise SystemExit  # leaves through the server's own way out, as a server's child process does
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
            assert ask(socket) == 1
    except SystemExit:
        os._exit(0 if os.getpid() != owner else 1)
    assert gone(folder)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_no_server(folder: Path, number: signal.Signals) -> None:
    user = start_user(folder, stderr=subprocess.DEVNULL)
    user.send_signal(number)
    assert user.wait(10) != 0
    assert not servers(folder)


@pytest.mark.slow
def test_the_server_of_a_killed_user_is_taken_over(folder: Path) -> None:
    user = start_user(folder)
    user.kill()
    user.wait()
    left = servers(folder)
    assert len(left) == 1
    with embedded.server(folder) as socket:
        assert ask(socket) == 1
        assert servers(folder) == left
    assert gone(folder)


@pytest.mark.slow
def test_a_killed_server_is_started_again(folder: Path) -> None:
    user = start_user(folder)
    for server in servers(folder):
        server.kill()
    assert gone(folder)
    with embedded.server(folder) as socket:
        assert ask(socket) == 1
    user.terminate()
    user.wait()
    assert gone(folder)


@pytest.mark.slow
def test_rights_given_away_by_mistake_are_taken_back(folder: Path) -> None:
    with embedded.server(folder) as socket:
        data = Path(socket) / "data"
    data.chmod(0o777)
    with embedded.server(folder) as socket:
        assert ask(socket) == 1
        assert data.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["mapp, med komma", "lång" * 20, 'citat"tecken'])
def test_a_folder_unfit_for_a_socket_gets_a_short_one(name: str) -> None:
    folder = ROOT / "var" / name
    short = embedded.socket_folder(folder)
    assert short != str(folder)
    assert len(os.fsencode(short)) <= embedded.LONGEST_SOCKET_FOLDER
    assert "," not in short
    assert short == embedded.socket_folder(folder)
    assert not folder.exists()


@pytest.mark.slow
def test_a_server_starts_below_a_name_with_comma_and_spaces() -> None:
    folder = ROOT / "var" / f"test, å {os.getpid()}"
    try:
        with embedded.server(folder) as socket:
            assert ask(socket) == 1
        assert gone(folder)
    finally:
        for left in (folder, Path(embedded.socket_folder(folder))):
            shutil.rmtree(left, ignore_errors=True)


@needs_root
def test_root_reaches_below_closed_folders_through_a_folder_of_its_own(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    nobody = pwd.getpwnam("nobody")
    assert not embedded.Account(nobody.pw_uid, nobody.pw_gid).reaches(tmp_path / "var" / "pg")
    assert Path(embedded.socket_folder(tmp_path / "var" / "pg")).parent == embedded.LASTING
    assert tmp_path.stat().st_mode & 0o777 == 0o700


@needs_root
def test_the_folder_is_closed_to_others(folder: Path) -> None:
    with embedded.server(folder) as socket:
        assert Path(socket).stat().st_mode & 0o777 == 0o700
        other = subprocess.run(["ls", socket], user="daemon", cwd="/", capture_output=True, check=False)
        assert other.returncode != 0


def test_a_folder_that_cannot_be_made_is_said_in_one_line() -> None:
    with (
        pytest.raises(embedded.EmbeddedServerError, match="Databasen kan inte ha sina filer"),
        embedded.server(ROOT / "bin" / "install" / "pg"),
    ):
        pytest.fail("the server started below a file")
