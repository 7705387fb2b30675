"""Vouchers kept whole, with all the fields of their rows."""

from typing import BinaryIO

from styrhjul.integrations.sie.content import SieFile, Transaction, Voucher
from styrhjul.integrations.sie.tokens import TAIL
from styrhjul.integrations.sie.vouchers import POINT, UNDERLINE, Careful, HeadDays, Pair, Parts, Vouchers, regular_ore

#: Where no row is regular: outside a voucher
_NO_PAIRS: dict[bytes, Pair] = {}


class Kept(Vouchers):
    """Keeps every voucher with its rows."""

    def __init__(self, file: SieFile, encoding: str) -> None:
        super().__init__(file, encoding)
        self._pairs: dict[bytes, Pair] = {}
        self._rows: list[Transaction] = []

    def read(self, source: BinaryIO, careful: Careful) -> None:
        """Keep every row. The regular ones are taken here, in one piece, as when they are summed."""
        pairs, days, decoded, new = _NO_PAIRS, self.days, self.decoded, tuple.__new__
        rows = debit = number = 0
        for number, line in enumerate(source, 1):
            head, brace, rest = line.partition(b"}")
            pair = pairs.get(head) if brace else None
            if pair is not None:
                try:
                    amount, date, tail = rest.split(None, 2)
                    before, text, after = tail.split(b'"')
                    day = days[date]
                    if amount[-3] == POINT and UNDERLINE not in amount and day and not before and after.isspace():
                        ore = int(amount[:-3] + amount[-2:])
                        words = text.decode().strip() if text.isascii() else decoded(text)
                        account, objects = pair
                        # What a named tuple does when it is called, without the call
                        row = new(Transaction, ("TRANS", account, objects, ore, day, words, "", "", number))
                        self._rows.append(row)
                        self.ore += ore
                        rows += 1
                        if ore > 0:
                            debit += ore
                        continue
                except (LookupError, ValueError):
                    pass
            self.irregular(line, number, careful)
            pairs = self._pairs if self.is_inside else _NO_PAIRS
        self.count(rows, debit)
        self.finish(number)

    def _row(self, line: bytes, number: int) -> bool:
        head, _, rest = line.partition(b"}")
        try:
            amount, *more = rest.split(None, 2)
            ore, day = regular_ore(amount), self.days[more[0]] if more else None
        except ValueError:
            return False
        found = TAIL(more[1]) if len(more) > 1 else None
        pair = self.pair(head)
        if pair is None or not (day or self.day) or (len(more) > 1 and found is None):
            return False
        self._pairs[head] = pair
        text, quantity, sign = map(self.text, found.groups()) if found else ("", "", "")
        self._rows.append(Transaction("TRANS", *pair, ore, day, text, quantity, sign, number))
        self.ore += ore
        self.count(1, max(ore, 0))
        return True

    def _open(self, parts: Parts, days: HeadDays, number: int) -> None:
        super()._open(parts, days, number)
        series, voucher, _, text, _, sign = map(self.text, parts())
        self._rows = []
        self.file.vouchers.append(Voucher(series, voucher, days[0], text, days[1], sign, number, self._rows))

    def _added(self, row: Transaction, _month: int) -> None:
        if self.is_open:
            self._rows.append(row)
        else:  # kept all the same, in a voucher without a head
            self.file.vouchers.append(Voucher("", "", None, "", None, "", row.line, [row]))
