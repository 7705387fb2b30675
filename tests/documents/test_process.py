"""The render process is kept warm, replaced when it dies or grows, and safe to use from threads."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from styrhjul.documents import process as module
from styrhjul.documents.process import RenderError, RenderProcess

PAGE = "#set page(width: 20pt, height: 20pt)\n#rect()"


@pytest.fixture
def process():
    made = RenderProcess()
    yield made
    made.close()


def _picture(process: RenderProcess, text: str = PAGE, **rest: float) -> list[bytes]:
    return process.run(files={"main.typ": text}, kind="png", **rest)


def test_it_starts_when_needed_and_stays(process):
    assert process.pid is None
    assert _picture(process)[0].startswith(b"\x89PNG")
    first = process.pid
    _picture(process)
    assert process.pid == first


def test_a_fault_in_the_document_is_told_and_leaves_it_running(process):
    _picture(process)
    first = process.pid
    with pytest.raises(RenderError, match="panicked"):
        _picture(process, "#panic()")
    assert _picture(process)
    assert process.pid == first


def test_a_dead_process_is_replaced(process):
    _picture(process)
    first = process.pid
    os.kill(first, signal.SIGKILL)
    assert _picture(process)[0].startswith(b"\x89PNG")
    assert process.pid != first


def test_a_grown_process_is_let_go(process, monkeypatch):
    monkeypatch.setattr(module, "LARGEST", 1)
    assert _picture(process)
    assert process.pid is None


def test_a_job_that_takes_too_long_is_ended(process):
    with pytest.raises(RenderError, match="not ready within"):
        _picture(process, "#let n = 0\n#for i in range(9000000) { for j in range(9000000) { n += 1 } }", patience=1.0)
    assert _picture(process)


def test_threads_wait_for_each_other(process):
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda n: _picture(process, f"{PAGE}\n#pagebreak()" * n + PAGE), range(1, 9)))
    assert [len(pages) for pages in made] == list(range(2, 10))


def test_a_document_reads_no_file_but_its_own(process):
    with pytest.raises(RenderError):
        _picture(process, '#read("/etc/passwd")')
    with pytest.raises(RenderError):
        _picture(process, '#read("../../../../etc/passwd")')


def test_it_imports_no_django():
    import subprocess
    import sys

    code = "import sys, styrhjul.documents.worker, styrhjul.documents.render; print('django' in sys.modules)"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "False"
