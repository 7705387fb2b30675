"""The rows that every ledger becomes, whichever file it came from, and what is said of the file beside them.

Debit is plus and credit is minus, as in the ledger itself: a cost is plus and an income minus, whatever the file's own
signs. Amounts are whole numbers of öre, so no sum is ever rounded.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

#: The month of a row that is for a whole year (SIE type 1, a budget without months), and that of a closing period
WHOLE_YEAR, CLOSING = 0, 13

#: The fields of the coding string (kodsträng), in their order
CODES = ("responsibility", "activity_code", "account", "effort", "object_code", "project", "counterparty")


class UnreadableFile(ValueError):
    """The file cannot be read at all; the message is in Swedish, for the user."""


class Coding(NamedTuple):
    """Kodsträng: ansvar, verksamhet, konto, aktivitet, objekt, projekt, motpart. Empty where the file has none."""

    responsibility: str = ""
    activity_code: str = ""
    account: str = ""
    effort: str = ""
    object_code: str = ""
    project: str = ""
    counterparty: str = ""


class LedgerRow(NamedTuple):
    """What stands on a coding string in a month: 1–12, 13 for a closing period, 0 for a whole year."""

    year: int
    month: int
    responsibility: str
    activity_code: str
    account: str
    effort: str
    object_code: str
    project: str
    counterparty: str
    ore: int

    @property
    def coding(self) -> Coding:
        """The row's coding string."""
        return Coding(*self[2:9])


class LineError(NamedTuple):
    """A line that could not be read: what stood in which column, and what was expected (Swedish)."""

    line: int
    column: str
    found: str
    message: str

    def __str__(self) -> str:
        where = f"Rad {self.line}" + (f", kolumn {self.column}" if self.column else "")
        return f"{where}: {self.message}"


def merged(rows: Iterable[LedgerRow]) -> Iterator[LedgerRow]:
    """Yield one row for each month and coding string, with the sum of all of them."""
    sums: dict[tuple[object, ...], int] = {}
    for row in rows:
        key = row[:-1]
        sums[key] = sums.get(key, 0) + row.ore
    return (LedgerRow._make((*key, ore)) for key, ore in sums.items())
