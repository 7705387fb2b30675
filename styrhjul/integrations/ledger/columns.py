"""From the cells of a line to its coding string, its month and its amount, by the columns of a profile."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import getitem, itemgetter
from typing import Any

from styrhjul.integrations.ledger.amounts import Mark, amount_reader
from styrhjul.integrations.ledger.content import CODES, LONGEST_ACCOUNT, LONGEST_CODE, Coding, is_code
from styrhjul.integrations.ledger.periods import parse_date, parse_month, parse_period, parse_year, text_of
from styrhjul.integrations.ledger.profile import AMOUNTS, LABELS, PERIODS

#: A key of a sum is one whole number: the place of the coding string, a multiple of this, and year × 100 + month
PLACES = 1_000_000

#: Takes a line's cells, and gives those of some columns: one cell, or a tuple of them
Pick = Callable[[Sequence[Any]], Any]


class Codes(dict[Any, str]):
    """The codes of one column, by the texts of its cells: a million coding strings have few codes in most columns."""

    def __init__(self, read: Callable[[Any], str]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: Any) -> str:
        """Return the code, and remember that of a text: numbers of Excel are equal to others that are written apart.

        Raises ValueError (Swedish), and remembers nothing, for what is no code.
        """
        code = self._read(cell)
        if isinstance(cell, str):
            self[cell] = code
        return code


class Codings(dict[Any, int]):
    """The places of coding strings, by the cells that they stand in; each is looked at once, when it is first met."""

    def __init__(self, places: Mapping[str, int], *, has_names: bool) -> None:
        super().__init__()
        self.fields = [field for field in CODES if field in places]
        self._has_names = has_names
        self._known: dict[Coding, int] = {}
        self._codes = [Codes(partial(self.code, field)) for field in self.fields]
        self.codings: list[Coding] = []
        self.pick: Pick = itemgetter(*(places[field] for field in self.fields))

    def __missing__(self, cells: Any) -> int:
        """Return and remember the place. Raises ValueError (Swedish) for a missing account or what is no code."""
        coding = self._coding(cells if len(self.fields) > 1 else (cells,))
        place = self._known.get(coding)
        if place is None:
            place = self._known[coding] = len(self.codings) * PLACES
            self.codings.append(coding)
        self[cells] = place
        return place

    def forget(self) -> None:
        """Forget every coding string, so that a very long file takes no more memory than a long one."""
        self.clear()
        self._known.clear()
        self.codings.clear()
        for codes in self._codes:
            codes.clear()

    def _coding(self, cells: Sequence[Any]) -> Coding:
        codes = map(getitem, self._codes, cells)
        if len(self.fields) == len(CODES):  # in that order; by place takes half the time that by name does
            return Coding._make(codes)
        return Coding(**dict(zip(self.fields, codes, strict=True)))

    def code(self, field: str, cell: Any) -> str:
        """Return the code in a cell. Raises ValueError (Swedish) for a missing account or what is no code."""
        text = text_of(cell)
        code = text.split(None, 1)[0] if self._has_names and text else text
        if not code and field == "account":
            raise ValueError("Konto saknas.")
        if not is_code(field, code):
            longest = LONGEST_ACCOUNT if field == "account" else LONGEST_CODE
            raise ValueError(f"«{code[:40]}» är ingen kod för {LABELS[field]}. Väntade högst {longest} tecken.")
        return code


class Months(dict[Any, int]):
    """Months as year × 100 + month, by the cells that say them; a file has few different ones."""

    def __init__(self, places: Mapping[str, int], year: int | None) -> None:
        super().__init__()
        self.fields = [field for field in PERIODS if field in places]
        self._year = year or 0
        self.pick: Pick = itemgetter(*(places[field] for field in self.fields))

    def __missing__(self, cells: Any) -> int:
        """Return and remember the month. Raises ValueError (Swedish), and remembers nothing, for what is none."""
        month = self[cells] = self._parsed(cells)
        return month

    def _parsed(self, cells: Any) -> int:
        match self.fields:
            case ["period"]:
                return parse_period(cells)
            case ["date"]:
                return parse_date(cells)
            case ["month"]:
                return self._year * 100 + parse_month(cells)
            case _:
                return parse_year(cells[0]) * 100 + parse_month(cells[1])


def amounts(places: Mapping[str, int], mark: Mark) -> tuple[list[str], Pick, Callable[[Any], int]]:
    """Return the fields of the amount, what picks their cells, and what reads those as öre, signed as in the file.

    What reads raises ValueError (Swedish) for cells that are no amount.
    """
    fields = [field for field in AMOUNTS if field in places]
    read = amount_reader(mark)

    def one_side(cell: Any) -> int:
        return -read(cell)

    def both(cells: Any) -> int:
        debit, credit = (read(cell) if text_of(cell) else None for cell in cells)
        if debit is None and credit is None:
            raise ValueError("Varken debet eller kredit är ifyllt.")
        return (debit or 0) - (credit or 0)

    reads = both if len(fields) == 2 else one_side if fields == ["credit"] else read
    return fields, itemgetter(*(places[field] for field in fields)), reads
