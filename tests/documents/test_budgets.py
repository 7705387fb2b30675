"""A report of 150 pages stays within its budget of memory; its seconds are measured by ``make bench``."""

import io
from pathlib import Path

import pikepdf
import pytest

from styrhjul.documents.process import PROCESS
from styrhjul.documents.render import render
from tests.documents.sample import report

MEMORY = 400  # MB, peak of the render process


def _peak() -> int:
    """Return the render process's peak memory in MB."""
    status = Path(f"/proc/{PROCESS.pid}/status").read_text()
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


@pytest.mark.slow
def test_a_long_report_is_made_within_memory_however_often_it_changes():
    PROCESS.close()
    made = render(report(), "pdf")
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert len(pdf.pages) >= 150
    for salt in "abcde":
        assert render(report(salt=salt), "pdf") != made
    assert _peak() <= MEMORY
