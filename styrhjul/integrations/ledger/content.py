"""The rows that every ledger becomes, whichever file it came from, and what is said of the file beside them.

Debit is plus and credit is minus, as in the ledger itself: a cost is plus and an income minus, whatever the file's own
signs. Amounts are whole numbers of öre, so no sum is ever rounded.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

#: The period of an amount for a whole year (SIE type 1, a budget without months), and that of a closing
WHOLE_YEAR, CLOSING = 0, 13

#: The fields of the coding string (kodsträng), account first, as in the ledger's own rows
CODES = ("account", "responsibility", "activity_code", "activity", "object_code", "project_code", "counterpart")

#: So long may a code be; accounts are shorter
LONGEST_CODE, LONGEST_ACCOUNT = 20, 12


class UnreadableFile(ValueError):
    """The file cannot be read at all; the message is in Swedish, for the user."""


class Coding(NamedTuple):
    """Kodsträng: konto, ansvar, verksamhet, aktivitet, objekt, projekt, motpart. Empty where the file has none."""

    account: str = ""
    responsibility: str = ""
    activity_code: str = ""
    activity: str = ""
    object_code: str = ""
    project_code: str = ""
    counterpart: str = ""


class CodedAmount(NamedTuple):
    """What stands on a coding string in a period of a year: 1–12, 13 for the closing, 0 for the whole year; in öre.

    All but the year is in the order of ``budget.actions.ledger.Booked``.
    """

    year: int
    period: int
    account: str
    responsibility: str
    activity_code: str
    activity: str
    object_code: str
    project_code: str
    counterpart: str
    amount: int

    @property
    def coding(self) -> Coding:
        """The coding string."""
        return Coding(*self[2:9])


def is_code(field: str, code: str) -> bool:
    """Return whether a code is short enough and of characters that can be seen; empty is one too."""
    longest = LONGEST_ACCOUNT if field == "account" else LONGEST_CODE
    return len(code) <= longest and code.isprintable() and "\N{REPLACEMENT CHARACTER}" not in code


class LineError(NamedTuple):
    """A line that could not be read: what stood in which column, and what was expected (Swedish)."""

    line: int
    column: str
    found: str
    message: str

    def __str__(self) -> str:
        where = f"Rad {self.line}" + (f", kolumn {self.column}" if self.column else "")
        return f"{where}: {self.message}"


def merged(rows: Iterable[CodedAmount]) -> Iterator[CodedAmount]:
    """Yield one row for each period and coding string, with the sum of all of them."""
    sums: dict[tuple[object, ...], int] = {}
    for row in rows:
        key = row[:-1]
        sums[key] = sums.get(key, 0) + row.amount
    return (CodedAmount._make((*key, ore)) for key, ore in sums.items())
