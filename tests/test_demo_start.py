"""The demonstration's start: one line when it cannot start, nothing left when it ends, never in production."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from pytest_django import DjangoDbBlocker, Settings

from styrhjul import embedded
from tests import databases
from tests.house import ROOT
from tests.serving import environment_without_tests, free_port

MAIN = "from styrhjul.start import main; import sys; sys.exit(main(sys.argv[1:]))"


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """Yield a data folder for the module's demonstrations."""
    folder = ROOT / "var" / f"test-demo-{os.getpid()}"
    yield folder
    for left in {folder, Path(embedded.socket_folder(folder / "pg"))}:
        shutil.rmtree(left, ignore_errors=True)


@pytest.fixture(scope="module")
def loaded(postgres: None, django_db_blocker: DjangoDbBlocker, data: Path) -> Path:
    """The folder, where a demonstration has been shown before, so that no start has to load it."""
    with django_db_blocker.unblock():
        databases.pour_demonstration(data / "pg")
    return data


def start(data: Path, port: int, verb: str = "demo", **environment: str) -> subprocess.Popen[str]:
    """Start the demonstration in a process group of its own, as a terminal would."""
    return subprocess.Popen(
        [sys.executable, "-c", MAIN, verb],
        cwd=ROOT,
        env=environment_without_tests() | {"STYRHJUL_DATA": str(data), "PORT": str(port)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def wait_until_up(process: subprocess.Popen[str], port: int) -> str:
    """Return what it says until it says where the pages are, having read one of them."""
    said = []
    for line in process.stdout:
        said.append(line)
        if f"http://127.0.0.1:{port}/" in line:
            break
    else:
        pytest.fail("the demonstration did not start:\n" + "".join(said))
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/om/", timeout=20) as page:
        assert page.status == 200
    return "".join(said)


def left_running(data: Path) -> list[str]:
    """Return the processes that belong to the demonstration of that data folder."""
    home = str(Path(embedded.socket_folder(data / "pg")))
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = " ".join(process.info["cmdline"] or [])
        if home in words and "postgres" in words:
            found.append(words)
    return found


SIGNALS = [signal.SIGTERM, *(pytest.param(one, marks=pytest.mark.slow) for one in (signal.SIGINT, signal.SIGHUP))]


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_leaves_nothing_running(loaded: Path, number: signal.Signals) -> None:
    port = free_port()
    process = start(loaded, port)
    wait_until_up(process, port)
    os.killpg(process.pid, number)
    process.wait(20)
    assert not left_running(loaded)


@pytest.mark.slow
def test_a_running_one_is_not_emptied_and_a_killed_one_is_taken_over(loaded: Path) -> None:
    port = free_port()
    killed = start(loaded, port)
    wait_until_up(killed, port)
    refused, _ = start(loaded, free_port(), "demo-reset").communicate(timeout=30)
    assert "Demonstrationen visas redan" in refused
    killed.kill()
    killed.wait()
    assert left_running(loaded)
    following = start(loaded, port)
    wait_until_up(following, port)
    following.terminate()
    following.wait(20)
    assert not left_running(loaded)


def what_is_said(data: Path, verb: str) -> str:
    """Start the demonstration, end it when it is up, and return what it said meanwhile."""
    port = free_port()
    process = start(data, port, verb)
    said = wait_until_up(process, port)
    process.terminate()
    process.wait(20)
    return said


@pytest.mark.slow
def test_the_first_start_loads_the_municipality_and_says_who_may_sign_in(data: Path) -> None:
    said = what_is_said(data / "nothing", "demo")
    assert "Demonstrationskommunen är inläst." in said
    assert "Åsa Nordmark" in said


@pytest.mark.slow
def test_only_a_reset_loads_it_again(loaded: Path) -> None:
    assert "Det finns redan en kommun i databasen." in what_is_said(loaded, "demo")
    assert "Demonstrationskommunen är inläst." in what_is_said(loaded, "demo-reset")


def test_a_busy_port_is_said_before_anything_starts(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = start(data / "never", port)
        said, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert said.count("\n") == 1
    assert f"Port {port} är upptagen" in said
    assert not (data / "never").exists()


@pytest.mark.parametrize("word", ["http", "0", "70000"])
def test_what_is_no_port_is_said(data: Path, word: str) -> None:
    process = start(data, 0, PORT=word)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert f"PORT={word} är inget portnummer" in said


def test_the_demonstration_does_not_start_in_production(data: Path) -> None:
    process = start(data / "never", free_port(), PRODUCTION="1")
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "DEMO=1 släpper in vem som helst, men PRODUCTION=1 är satt" in said


@pytest.fixture
def demo(settings: Settings) -> Iterator[Settings]:
    """Yield settings as ``make demo`` has them."""
    before = {name: settings.DATABASES["default"][name] for name in ("HOST", "OPTIONS")}
    settings.DEMO = True
    settings.ALLOWED_HOSTS = settings.LOOPBACK
    yield settings
    settings.DATABASES["default"].update(before)


def test_the_demonstration_on_the_own_computer_passes(demo: Settings) -> None:
    assert call_command("check", tags=["demonstration"]) is None


def test_the_demonstration_refuses_production(demo: Settings) -> None:
    demo.PRODUCTION = True
    with pytest.raises(SystemCheckError, match="PRODUCTION=1"):
        call_command("check", tags=["demonstration"])


@pytest.mark.parametrize("option", ["host", "hostaddr"])
def test_the_demonstration_refuses_a_database_elsewhere_among_the_options(demo: Settings, option: str) -> None:
    demo.DATABASES["default"]["OPTIONS"] = {option: "db.kommunen.example"}
    with pytest.raises(SystemCheckError, match=r"en annan dator \(db\.kommunen\.example\)"):
        call_command("check", tags=["demonstration"])


def test_the_demonstration_refuses_a_database_elsewhere(demo: Settings) -> None:
    demo.DATABASES["default"]["HOST"] = "db.kommunen.example"
    with pytest.raises(SystemCheckError, match=r"en annan dator \(db\.kommunen\.example\)"):
        call_command("check", tags=["demonstration"])


def test_the_demonstration_refuses_calls_from_outside(demo: Settings) -> None:
    demo.ALLOWED_HOSTS = ["styrhjul.kommunen.example"]
    with pytest.raises(SystemCheckError, match=r"styrhjul\.kommunen\.example"):
        call_command("check", tags=["demonstration"])


def test_the_demonstration_refuses_to_stand_behind_a_proxy(demo: Settings) -> None:
    demo.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    with pytest.raises(SystemCheckError, match="proxy"):
        call_command("check", tags=["demonstration"])


def test_production_has_no_day_of_its_own(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(SystemCheckError, match="påhittad dag"):
        call_command("check", tags=["demonstration"])
