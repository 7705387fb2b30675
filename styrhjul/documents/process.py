"""The process that makes PDF and pictures: kept warm, so that typst remembers the last report.

It is a process of its own because a long report takes some hundred megabytes that are not given
back, and because a crash in it must not touch the web server. It is started when first needed.
"""

import atexit
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Literal

LARGEST = 400 * 1024 * 1024  # bytes of memory after a job, above which the process is replaced
PATIENCE = 120.0  # seconds for a job

_ROOT = Path(__file__).parents[2]


class RenderError(Exception):
    """A document could not be made; the message says why, for the log."""


class RenderProcess:
    """One warm process behind a lock: jobs from several threads wait for each other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    @property
    def pid(self) -> int | None:
        """Return the process's id, or None when none is running."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def run(
        self, *, files: dict[str, str], kind: Literal["pdf", "png"], patience: float = PATIENCE, **rest: Any
    ) -> list[bytes]:
        """Return what the files become: one PDF, or a picture a page.

        Raises RenderError when typst refuses the files, or the job takes longer than `patience` seconds.
        """
        job = json.dumps({"files": files, "kind": kind, **rest}).encode()
        with self._lock:
            answer = self._ask(job, patience) or self._ask(job, patience)
        if answer is None:
            raise RenderError("the render process died twice")
        head, results = answer
        if "error" in head:
            raise RenderError(head["error"])
        return results

    def close(self) -> None:
        """End the process; the next job starts a new one."""
        process, self._process = self._process, None
        if process and self._owner == os.getpid():
            process.kill()
            process.communicate()

    def _ask(self, job: bytes, patience: float) -> tuple[dict[str, Any], list[bytes]] | None:
        """Return the process's answer, or None when it died. Raises RenderError when it is too slow."""
        process = self._started()
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(patience, end)
        timer.start()
        try:
            answer = _exchange(process, job)
        finally:
            timer.cancel()
        if answer is None or answer[0]["memory"] > LARGEST:
            self.close()
        if answer is None and late.is_set():
            raise RenderError(f"not ready within {patience:.0f} seconds")
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        """Return the running process; after a fork the parent's is left alone."""
        if self._process is None or self.pid is None or self._owner != os.getpid():
            self.close()
            self._owner = os.getpid()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "styrhjul.documents.worker"],
                cwd=_ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self._process


def _exchange(process: subprocess.Popen[bytes], job: bytes) -> tuple[dict[str, Any], list[bytes]] | None:
    """Send a job and return the head of the answer and its results; None when the other end is gone."""
    if process.stdin is None or process.stdout is None:
        raise RenderError("the render process has no pipes")
    try:
        process.stdin.write(f"{len(job)}\n".encode() + job)
        process.stdin.flush()
        first = process.stdout.readline()
        if not first:
            return None
        head = json.loads(first)
        results = [process.stdout.read(size) for size in head["sizes"]]
    except BrokenPipeError:
        return None
    return (head, results) if [len(result) for result in results] == head["sizes"] else None


PROCESS = RenderProcess()
atexit.register(PROCESS.close)
