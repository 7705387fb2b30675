"""Vouchers summed by account, objects and month as they are read: nothing else of them is kept."""

from typing import BinaryIO

from styrhjul.integrations.sie.content import MonthKey, SieFile, Transaction, month_of
from styrhjul.integrations.sie.vouchers import POINT, QUOTE, UNDERLINE, Careful, Pair, Vouchers, is_whole, regular_ore

#: The place of an account and its objects is a multiple of this: room for so many months
_MONTHS = 16

#: Where no row is regular: outside a voucher
_NO_PLACES: dict[bytes, int] = {}


class Summed(Vouchers):
    """Keeps the sums in one long list, where what stands before the amount of a row has its place."""

    def __init__(self, file: SieFile, encoding: str) -> None:
        super().__init__(file, encoding)
        self._places: dict[bytes, int] = {}
        self._pairs: list[Pair] = []
        self._months: dict[bytes, int] = {}
        self._month_numbers: dict[int, int] = {}
        self._sums: list[int] = []
        self._others: dict[MonthKey, int] = {}

    def read(self, source: BinaryIO, careful: Careful) -> None:
        """Sum every row. The regular ones are taken here, in one piece: a call for each would double the time."""
        places, months, sums = _NO_PLACES, self._months, self._sums
        debit = left = others = number = 0
        for number, line in enumerate(source, 1):
            head, brace, rest = line.partition(b"}")
            place = places.get(head) if brace else None
            if place is not None:
                try:
                    amount, day, tail = rest.split(None, 2)
                    if amount[-3] == POINT and UNDERLINE not in amount and (tail[-3] == QUOTE or is_whole(tail)):
                        key = place + months[day]
                        ore = int(amount[:-3] + amount[-2:])
                        sums[key] += ore
                        left += ore
                        if ore > 0:
                            debit += ore
                        continue
                except (LookupError, ValueError):
                    self.ore = left
            others += 1
            self.ore = left
            self.irregular(line, number, careful)
            left, places = self.ore, self._places if self.is_inside else _NO_PLACES
        self.count(number - others, debit)
        self.finish(number)

    def finish(self, last_line: int) -> None:
        """Close what is open, and put the sums into the file; those that are 0 are left out."""
        super().finish(last_line)
        sums, result = self._sums, self._others
        numbers = list(self._month_numbers.items())
        for start, (account, objects) in zip(range(0, len(sums), _MONTHS), self._pairs, strict=True):
            for month, number in numbers:
                if sums[start + number]:
                    key = account, objects, month
                    result[key] = result.get(key, 0) + sums[start + number]
        self.file.month_sums = result if all(result.values()) else {key: ore for key, ore in result.items() if ore}

    def _row(self, line: bytes, _number: int) -> bool:
        head, _, rest = line.partition(b"}")
        try:
            amount, *more = rest.split(None, 2)
            ore = regular_ore(amount)
            day = self.days[more[0]] if more else None
        except ValueError:
            return False
        month = month_of(day or self.day)
        if not month or (len(more) > 1 and not is_whole(more[1])):
            return False
        place = self._places.get(head)
        place = self._place(head) if place is None else place
        if place is None:
            return False
        number = self._number(month)
        if number is None:
            self._add_other((*self._pairs[place // _MONTHS], month), ore)
        else:
            self._sums[place + number] += ore
            if day:
                self._months[more[0]] = number
        self.ore += ore
        self.count(1, max(ore, 0))
        return True

    def _place(self, head: bytes) -> int | None:
        """Return the place of a head that has not been met before; None when it is not written regularly."""
        pair = self.pair(head)
        if pair is None:
            return None
        place = self._places[head] = len(self._sums)
        self._pairs.append(pair)
        self._sums.extend([0] * _MONTHS)
        return place

    def _number(self, month: int) -> int | None:
        """Return the number of a month among those that the file has met; None beyond those that there is room for."""
        number = self._month_numbers.get(month)
        if number is None and len(self._month_numbers) < _MONTHS:
            number = self._month_numbers[month] = len(self._month_numbers)
        return number

    def _add_other(self, key: MonthKey, ore: int) -> None:
        self._others[key] = self._others.get(key, 0) + ore

    def _added(self, row: Transaction, month: int) -> None:
        if row.record == "TRANS":
            self._add_other((row.account, row.objects, month), row.ore)
