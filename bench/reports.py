"""A long annual report as it was decided: ten committees, 200 goals, 300 measures, 60 charts; some 150 pages."""

from collections.abc import Iterator
from pathlib import Path

from bench.case import Five
from styrhjul.documents.content import to_data
from styrhjul.documents.process import PROCESS
from styrhjul.documents.render import render
from styrhjul.followup.models import Report
from styrhjul.followup.terms import RoundKind
from styrhjul.governance.archive import canonical, checksum_of
from styrhjul.governance.models import FrozenVersion
from tests.documents import sample

YEAR = 2025

#: The most memory that making its PDF may take at once, in megabytes.
MOST_MEGABYTES = 400


def fill() -> Report:
    """Return the municipality's annual report of the year, whose last version is made the long one the first time."""
    found = Report.objects.get(round__kind=RoundKind.ANNUAL, round__year=YEAR, body=None)
    last = FrozenVersion.objects.of(found).last()
    assert last is not None  # the demonstration's council has decided it
    content = to_data(sample.report())
    checksum = checksum_of(canonical(content))
    if last.checksum != checksum:
        FrozenVersion.objects.create(
            content_type=last.content_type, object_id=found.pk, number=last.number + 1, step=last.step,
            content=content, checksum=checksum, frozen_on=last.frozen_on,
        )  # fmt: skip
    return found


def memory() -> Iterator[Five]:
    """Yield the most memory that a render process has had when it has made the report's PDF, where the system tells."""
    PROCESS.close()
    render(sample.report(), "pdf")
    status = Path(f"/proc/{PROCESS.pid}/status")
    if not status.exists():
        return
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    peak = int(lines["VmHWM"].split()[0]) / 1024
    yield "report.pdf.memory", peak, "MB", MOST_MEGABYTES, peak / MOST_MEGABYTES
