"""What ``make bench-large`` measures: the same kinds of case over several times as much as a municipality has."""

from collections.abc import Iterable
from itertools import count

from django.test import Client

from bench import chain, large_ledger, meetings
from bench.case import Cases, Five
from bench.imports import import_outcomes
from styrhjul.documents.process import PROCESS
from styrhjul.documents.render import render
from tests.documents.sample import report

LARGE = Cases()

YEAR = chain.Size(overall=30, committee=970, measures=400, years=10)
"""Three to four times what the floor has, which the limits of the chain follow."""

_salts = count()


@LARGE.page("large.chain", limit=7.0, queries=10, kilobytes=1200, gzipped=200)
def large_chain(_browser: Client) -> str:
    """Return the address of a chain of 1,000 goals and 400 measures with outcomes of ten years."""
    chain.fill(YEAR)
    return f"/malkedja/{chain.YEAR}/"


@LARGE.page("large.chain-after-a-change", limit=50.0, queries=50, is_anew=True)
def large_chain_anew(_browser: Client) -> str:
    """Return the same address, for the first reader after a change."""
    return f"/malkedja/{chain.YEAR}/"


@LARGE.page("large.measures", limit=2.0, queries=10)
def large_measures(_browser: Client) -> str:
    """Return the address of the list of 1,000 measures."""
    chain.add_measures(1000)
    return "/matt/"


@LARGE.page("large.decisions", limit=2.0, queries=10)
def large_decisions(_browser: Client) -> str:
    """Return the address of a year's meetings with 1,000 decisions."""
    meetings.fill()
    return f"/beslut/?ar={meetings.YEAR}"


@LARGE.job("large.report.pdf-cold", limit=16.0)
def large_report() -> bytes:
    """Make a report of 400 pages in a render process that has just started."""
    PROCESS.close()
    return render(report(goals=58, salt=str(next(_salts))), "pdf")


@LARGE.job("large.import.outcomes", limit=60.0)
def large_import() -> int:
    """Read, check and import 50,000 outcomes in four files, and take them back."""
    return import_outcomes(50_000)


@LARGE.figures
def large_ledger_files() -> Iterable[Five]:
    """Read ledgers of hundreds of thousands of rows."""
    return large_ledger.figures()
