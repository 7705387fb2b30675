"""#VER and its rows: the many lines of a SIE file of type 4, and so the ones that are read fast.

A regular row is taken apart at its first } and at its spaces; what stands before the } is looked up, since the same
accounts and objects come again and again. Everything else is read the careful way, with the same answer (a test holds
the two against each other).
"""

import datetime
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import BinaryIO

from styrhjul.integrations.sie.content import Objects, SieFile, Transaction, month_of
from styrhjul.integrations.sie.records import Record
from styrhjul.integrations.sie.tokens import VER, Days, Lists, parse_day

VOUCHER_RECORDS = {"#VER", "#TRANS", "#RTRANS", "#BTRANS"}

#: A row up to its first {
_BEFORE = re.compile(rb'[ \t]*#TRANS[ \t]+("?)([0-9]+)\1[ \t]*').fullmatch

#: Bytes are looked for as numbers, which is ten times as fast; int() would let an underline pass
POINT, UNDERLINE, QUOTE = b'._"'

_OPENING = {b"{\n", b"{\r\n"}
_CLOSING = {b"}\n", b"}\r\n"}

#: An account and its objects
Pair = tuple[str, Objects]

#: The day of a voucher, and that of its registration
HeadDays = tuple[datetime.date | None, datetime.date | None]

#: The fields of a voucher's head: series, number, day, text, day of registration, sign
Parts = Callable[[], Sequence[bytes | None]]

#: Takes a line that is no regular row of a voucher, with its number
Careful = Callable[[bytes, int], None]


class Vouchers(ABC):
    """Reads vouchers into a file.

    A row belongs to the month of its own date, and to that of its voucher where it has none: summed so, files of type 4
    give the same months as the PSALDO of the same company's files of type 2.
    """

    def __init__(self, file: SieFile, encoding: str) -> None:
        self.file = file
        self.encoding = encoding
        self.is_open = self.is_inside = False
        self.day: datetime.date | None = None
        self.ore = self.vouchers = 0
        self.days = Days()
        self._accounts: dict[bytes, str | None] = {}
        self._lists = Lists(encoding)
        self._head: tuple[Parts, int] = list, 0

    @abstractmethod
    def read(self, source: BinaryIO, careful: Careful) -> None:
        """Read every line, and hand those that are not regular rows of vouchers to ``careful``."""

    @abstractmethod
    def _row(self, line: bytes, number: int) -> bool:
        """Take a row of the open voucher; return False, and do nothing, when it is to be read the careful way."""

    @abstractmethod
    def _added(self, row: Transaction, month: int) -> None:
        """Take a row that was read the careful way."""

    def irregular(self, line: bytes, number: int, careful: Careful) -> None:
        """Take a line that is no row, or a row with a new head or with other fields than the most."""
        if self.is_inside:
            if line in _CLOSING:
                self.close()
            elif not self._row(line, number):
                careful(line, number)
        elif line in _OPENING and self.is_open:
            self.is_inside = True
        elif not self._open_regular(line, number):
            careful(line, number)

    def pair(self, head: bytes) -> Pair | None:
        """Return the account and the objects of a row's head; None when they are not written regularly.

        Each of the two is remembered by itself: they are few, but what they make together can be very many.
        """
        before, brace, inside = head.partition(b"{")
        if before not in self._accounts:
            found = _BEFORE(before)
            self._accounts[before] = found[2].decode() if found else None
        account, objects = self._accounts[before], self._lists.get_regular(inside)
        return (account, objects) if brace and account is not None and objects is not None else None

    def brace(self, text: bytes, number: int) -> bool:
        """Begin or end the rows of a voucher, if the line is a brace by itself; return whether it is."""
        if text == b"{":
            if not self.is_open:
                self.file.note(number, "", "en klammer utan verifikation")
            self.is_inside = self.is_open
        elif text == b"}":
            self.close()
        return text in {b"{", b"}"}

    def careful(self, record: Record) -> None:
        """Take a #VER, #TRANS, #RTRANS or #BTRANS that is not regular. Raises ValueError (Swedish)."""
        if record.label == "#VER":
            days = parse_day(record.raw(2)), parse_day(record.raw(4))
            quoted = [b'"%b"' % record.raw(place) for place in range(6)]
            self._open(lambda: quoted, days, record.line)
            return
        row = Transaction(
            record.label.removeprefix("#"), record.needed(0, "kontonumret"), record.objects, record.ore(1),
            parse_day(record.raw(2)), record.text(3), record.text(4), record.text(5), record.line,
        )  # fmt: skip
        self._add(row, record.label)

    def finish(self, last_line: int) -> None:
        """Close what is open at the end of the file."""
        if self.is_inside:
            self.file.note(last_line, "#VER", "filen slutar mitt i en verifikation")
        self.close()
        self.file.records["#VER"] += self.vouchers

    def count(self, rows: int, debit: int) -> None:
        """Count regular rows, and what of them is in debit."""
        self.file.records["#TRANS"] += rows
        self.file.debit_ore += debit

    def text(self, raw: bytes | None) -> str:
        """Return a regular field as text, without its quotation marks."""
        if not raw:
            return ""
        return self.decoded(raw[1:-1] if raw[:1] == b'"' else raw)

    def decoded(self, raw: bytes) -> str:
        """Return bytes as text; most are ASCII, which is decoded many times faster than a code page."""
        return (raw.decode() if raw.isascii() else raw.decode(self.encoding, "replace")).strip()

    def _add(self, row: Transaction, label: str) -> None:
        """Add a row that was read the careful way; a row without a voucher is a problem, and counts all the same."""
        if not self.is_open:
            self.file.note(row.line, label, "raden står utanför en verifikation")
        elif not self.is_inside:
            self.file.note(row.line, label, "raden står inte inom klamrar")
        month = month_of(row.day or (self.day if self.is_open else None))
        if not month:
            self.file.note(row.line, label, "varken raden eller dess verifikation har något datum")
        if row.record == "TRANS":
            self.ore += row.ore
            self.file.debit_ore += max(row.ore, 0)
        self._added(row, month)

    def _open_regular(self, line: bytes, number: int) -> bool:
        found = VER(line)
        if found is None:
            return False
        try:
            days = self.days[found[3]], self.days[found[5] or b""]
        except ValueError:
            return False
        self._open(found.groups, days, number)
        self.vouchers += 1
        return True

    def _open(self, parts: Parts, days: HeadDays, number: int) -> None:
        """Begin a voucher."""
        if self.is_open:
            self.close()
        self.is_open, self.ore, self.day = True, 0, days[0]
        self._head = parts, number

    def close(self) -> None:
        """End the voucher that is open, if one is; one that does not balance is a problem."""
        if self.is_open and self.ore:
            self.file.unbalanced_vouchers += 1
            parts, line = self._head[0](), self._head[1]
            name = f"{self.text(parts[0])} {self.text(parts[1])}".strip()
            message = f"verifikationen {name} går inte jämnt upp: skillnaden är {self.ore / 100:.2f}".replace(".", ",")
            self.file.note(line, "#VER", message)
        self.is_open = self.is_inside = False


def regular_ore(amount: bytes) -> int:
    """Return a regular amount in öre. Raises ValueError for any that is to be read the careful way."""
    if len(amount) > 18 or UNDERLINE in amount:
        raise ValueError
    if amount[-3:-2] == b".":
        return int(amount[:-3] + amount[-2:])
    if amount[-2:-1] == b".":
        return int(amount[:-2] + amount[-1:]) * 10
    return int(amount) * 100


def is_whole(tail: bytes) -> bool:
    """Return whether every quotation mark after the date has its pair."""
    return not tail.count(QUOTE) & 1
