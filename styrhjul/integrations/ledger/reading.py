"""Reads a ledger file by its profile: every row is summed, or named as a fault with its line."""

import csv
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from typing import Any, BinaryIO

from styrhjul.integrations.ledger.amounts import Mark, decimal_mark
from styrhjul.integrations.ledger.columns import PLACES, Codings, Months, amounts
from styrhjul.integrations.ledger.content import CodedAmount, LineError, UnreadableFile, merged
from styrhjul.integrations.ledger.periods import text_of
from styrhjul.integrations.ledger.profile import AMOUNTS, LABELS, PERIODS, Profile
from styrhjul.integrations.ledger.tables import SAMPLE, BrokenQuotes, Line, opened

#: So many rows are handed over at a time
BATCH = 10_000

#: So many sums, and coding strings, are kept before they are handed over: a million lines then fit in little memory
MOST_SUMS, MOST_CODINGS = 400_000, 100_000

#: So many faults are kept with their words; the others are only counted
MOST_ERRORS = 500

SUM_WORDS = ("summa", "totalt", "total", "delsumma", "slutsumma")


class Ledger:
    """A ledger file and the profile to read it by.

    ``batches`` or ``rows`` reads it; then ``total_ore`` is the sum of its rows, debit as plus, ``lines`` how many they
    were, ``errors`` the lines that could not be read and are in no sum, and ``notes`` what else there is to know.
    """

    def __init__(self, file: BinaryIO, profile: Profile) -> None:
        self.profile = profile
        self.encoding = self.delimiter = ""
        self.decimal: Mark = ","
        self.lines = self.total_ore = self.error_count = 0
        self.errors: list[LineError] = []
        self.notes: list[str] = []
        self._file = file
        self._places: dict[str, int] = {}
        self._headings: dict[str, str] = {}

    def rows(self) -> list[CodedAmount]:
        """Return all the rows, one for each month and coding string. Raises UnreadableFile (Swedish)."""
        return list(merged(row for batch in self.batches() for row in batch))

    def batches(self, size: int = BATCH) -> Iterator[list[CodedAmount]]:
        """Yield the rows summed by month and coding string, at most ``size`` at a time.

        In a file of very many coding strings the same one can come again in a later batch: the two are to be added.
        Raises UnreadableFile (Swedish) when there is no table in the file, or a column of the profile is not in it.
        """
        if faults := self.profile.faults():
            raise UnreadableFile(" ".join(faults))
        with opened(self._file, self.profile) as table:
            self.encoding, self.delimiter = table.encoding, table.delimiter
            lines = self._until_broken(table.lines)
            self._find_columns(lines)
            sample = list(islice(lines, SAMPLE))
            self.decimal = self.profile.decimal or decimal_mark(self._texts_of_amounts(sample))
            yield from self._summed(chain(sample, lines), size)

    def _until_broken(self, lines: Iterator[Line]) -> Iterator[Line]:
        """Yield the lines up to one that cannot be told from those after it."""
        number = 0
        try:
            for line in lines:
                number = line[0]
                yield line
        except BrokenQuotes as error:
            self._fault(LineError(error.line, "", "", f"{error} Filen är inte läst längre än hit."))
        except csv.Error:
            message = "En cell är för lång: ett citattecken stängs nog inte. Filen är inte läst längre än hit."
            self._fault(LineError(number + 1, "", "", message))

    def _find_columns(self, lines: Iterator[Line]) -> None:
        """Find where each column of the profile stands. Raises UnreadableFile (Swedish) for one that is not there."""
        for _ in islice(lines, self.profile.rows_to_skip):
            pass
        header = [text_of(cell) for cell in next(lines, (0, []))[1]] if self.profile.has_header else []
        for field, column in self.profile.columns.items():
            if isinstance(column, int):
                self._places[field] = column - 1
                self._headings[field] = header[column - 1] if column <= len(header) else f"{column} ({LABELS[field]})"
            else:
                self._places[field] = _place_of(column, field, header)
                self._headings[field] = column

    def _texts_of_amounts(self, sample: Sequence[Line]) -> Iterator[str]:
        places = [self._places[field] for field in AMOUNTS if field in self._places]
        cells = (cells[place] for _, cells in sample for place in places if place < len(cells))
        return (cell for cell in cells if isinstance(cell, str))

    def _summed(self, lines: Iterator[Line], size: int) -> Iterator[list[CodedAmount]]:
        """Yield the sums of the lines, and count and add up what they are made of."""
        months = Months(self._places, self.profile.year)
        codings = Codings(self._places, has_names=self.profile.codes_with_names)
        _, pick_amount, read_amount = amounts(self._places, self.decimal)
        pick_codes, pick_month, sign = codings.pick, months.pick, -1 if self.profile.cost_is == "minus" else 1
        sums: dict[int, int] = {}
        for number, cells in lines:
            try:
                key = codings[pick_codes(cells)] + months[pick_month(cells)]
                ore = read_amount(pick_amount(cells))
            except (LookupError, ValueError):
                self._faulty(number, cells)
                continue
            sums[key] = sums.get(key, 0) + ore
            self.lines += 1
            self.total_ore += ore * sign
            if len(sums) >= MOST_SUMS or len(codings) >= MOST_CODINGS:
                yield from _batches(sums, codings, sign, size)
        yield from _batches(sums, codings, sign, size)

    def _faulty(self, number: int, cells: Sequence[Any]) -> None:
        """Say what is wrong with a line, column by column. An empty line is no fault, and a line of sums is a note."""
        texts = [text_of(cell) for cell in cells]
        if not any(texts):
            return
        if self._is_sum(texts):
            self.notes.append(f"Rad {number} är en summarad och räknas inte: {' '.join(filter(None, texts))[:200]}")
            return
        most = max(self._places.values())
        if most >= len(cells):
            message = f"Raden har {len(cells)} kolumner; väntade minst {most + 1}."
            self._fault(LineError(number, "", "", message))
            return
        months = Months(self._places, self.profile.year)
        codings = Codings(self._places, has_names=self.profile.codes_with_names)
        fields, pick_amount, read_amount = amounts(self._places, self.decimal)
        self._check(number, cells, months.fields, lambda: months[months.pick(cells)])
        for field in codings.fields:
            self._check(number, cells, [field], partial(codings.code, field, cells[self._places[field]]))
        self._check(number, cells, fields, lambda: read_amount(pick_amount(cells)))

    def _check(self, number: int, cells: Sequence[Any], fields: Sequence[str], read: Callable[[], object]) -> None:
        """Note a fault of some columns that are read together, if they cannot be."""
        try:
            read()
        except ValueError as error:
            found = " ".join(text_of(cells[self._places[field]]) for field in fields)
            names = " och ".join(self._headings[field] for field in fields)
            self._fault(LineError(number, names, found[:200], str(error)))

    def _is_sum(self, texts: Sequence[str]) -> bool:
        """Return whether a line sums those above it: it begins by saying so, and has no period and no account."""
        first = next(filter(None, texts)).casefold()
        given = {field: texts[place] for field, place in self._places.items() if place < len(texts)}
        has_period = any(given.get(field) for field in PERIODS)
        account = given.get("account", "").casefold()
        return first.startswith(SUM_WORDS) and not has_period and account in {"", first}

    def _fault(self, error: LineError) -> None:
        self.error_count += 1
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(error)


def _place_of(column: str, field: str, header: Sequence[str]) -> int:
    """Return where a heading stands. Raises UnreadableFile (Swedish) unless it stands once."""
    names = [name.casefold() for name in header]
    wanted = column.strip().casefold()
    if names.count(wanted) != 1:
        problem = "står flera gånger bland" if wanted in names else "saknas bland"
        there = ", ".join(f"«{name[:40]}»" for name in header[:30] if name)
        raise UnreadableFile(f"Kolumnen «{column}» ({LABELS[field]}) {problem} rubrikerna: {there or 'inga'}.")
    return names.index(wanted)


def _batches(sums: dict[int, int], codings: Codings, sign: int, size: int) -> Iterator[list[CodedAmount]]:
    """Yield the sums as rows, and empty what they stood in."""
    rows = (
        CodedAmount(key % PLACES // 100, key % 100, *codings.codings[key // PLACES], ore * sign)
        for key, ore in sums.items()
    )
    while batch := list(islice(rows, size)):
        yield batch
    sums.clear()
    codings.forget()
