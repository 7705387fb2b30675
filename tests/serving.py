"""The pages as ``make demo`` serves them, in processes of their own, for tests that meet them from outside."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.house import ROOT

NOT_THEIRS = {"SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
"""What the tests' own settings leave in the environment, and a start of its own must not see."""


class Served(NamedTuple):
    """What serves the pages: where, the process that started it, and what it has said so far, line by line."""

    address: str
    process: subprocess.Popen[str]
    said: list[str]


def environment_without_tests() -> dict[str, str]:
    """Return this environment without the tests' own settings."""
    return {name: value for name, value in os.environ.items() if name not in NOT_THEIRS}


def free_port() -> int:
    """Return a port that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served(environment: dict[str, str], data: Path) -> Iterator[Served]:
    """Yield what ``make demo`` starts in that environment, with that folder for its files."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "styrhjul.start", "demo"],
        cwd=ROOT,
        env=environment | {"STYRHJUL_DATA": str(data), "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    said: list[str] = []
    try:
        for line in process.stdout or ():
            said.append(line)
            if address in line:
                break
        else:
            pytest.fail("the demonstration did not start:\n" + "".join(said))
        # Read on: a full pipe would stop it in the middle of telling about a fault
        threading.Thread(target=said.extend, args=(process.stdout,), daemon=True).start()
        yield Served(address, process, said)
    finally:
        process.terminate()
        process.wait(30)
