"""A report of 150 pages is made within its budgets of time and memory."""

import io
import time
from pathlib import Path

import pikepdf
import pytest

from styrhjul.documents.charts import sparkline
from styrhjul.documents.process import PROCESS
from styrhjul.documents.render import render
from tests.documents.sample import report

COLD, WARM = 6.0, 1.0  # seconds
MEMORY = 400  # MB, peak of the render process
SPARKLINE = 0.05  # ms


def _peak() -> int:
    """Return the render process's peak memory in MB."""
    status = Path(f"/proc/{PROCESS.pid}/status").read_text()
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def _timed(salt: str) -> tuple[float, bytes]:
    tree = report(salt=salt)
    start = time.perf_counter()
    made = render(tree, "pdf")
    return time.perf_counter() - start, made


@pytest.mark.slow
def test_a_long_report_is_made_in_time_and_within_memory():
    PROCESS.close()
    cold, made = _timed("")
    with pikepdf.open(io.BytesIO(made)) as pdf:
        pages = len(pdf.pages)
    warm = min(_timed(salt)[0] for salt in "abcde")
    print(f"{pages} pages, cold {cold:.2f} s, one paragraph changed {warm:.2f} s, peak {_peak()} MB")
    assert pages >= 150
    assert cold <= COLD
    assert warm <= WARM
    assert _peak() <= MEMORY


@pytest.mark.slow
def test_a_sparkline_takes_no_time():
    values = (67, 25, 95, None, 67, 42, 45, 111)
    took = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(200):
            sparkline(values, 60, "Väntetid 2018–2025")
        took.append((time.perf_counter() - start) * 5)
    assert min(took) <= SPARKLINE
