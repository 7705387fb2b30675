"""Guesses how a ledger file is to be read, from the words above its columns and what stands in them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from styrhjul.integrations.ledger.amounts import Mark, amount_reader, decimal_mark
from styrhjul.integrations.ledger.content import CODES
from styrhjul.integrations.ledger.periods import text_of
from styrhjul.integrations.ledger.profile import Profile
from styrhjul.integrations.ledger.tables import SAMPLE, opened
from styrhjul.integrations.ledger.words import field_of

#: The headings stand somewhere among the first lines
HIGHEST_HEADER = 40

#: Account classes of costs and of incomes in Kommun-Bas. Only for guessing the sign: the report's lines are data
COSTS, INCOMES = "4567", "3"

_CODE_AND_NAME = re.compile(r"\d+\s+\D.*")


@dataclass(frozen=True)
class Proposal:
    """A guessed profile, the headings that were found, some lines below them, and what is to be settled (Swedish)."""

    profile: Profile
    headings: Sequence[str] = ()
    sample: Sequence[Sequence[str]] = ()
    doubts: Sequence[str] = field(default_factory=list)


def propose(file: BinaryIO) -> Proposal:
    """Return a profile for the file, made of its first lines. Raises UnreadableFile (Swedish) when it is no table."""
    with opened(file, Profile()) as table:
        lines = [cells for _, cells in islice(table.lines, SAMPLE)]
    place = max(range(min(len(lines), HIGHEST_HEADER)), key=lambda at: len(_columns(lines[at])), default=0)
    columns = _columns(lines[place]) if lines else {}
    if len(columns) < 2:
        return Proposal(Profile(has_header=False), doubts=["Ingen rad med rubriker hittades: ange kolumnerna."])
    above, below = lines[:place], [cells for cells in lines[place + 1 :] if any(map(text_of, cells))]
    return _proposal(columns, [text_of(cell) for cell in lines[place]], above, below)


def _proposal(columns: Mapping[str, int], header: list[str], above: list[Any], below: list[Any]) -> Proposal:
    named = {name: header[at] if header.count(header[at]) == 1 else at + 1 for name, at in columns.items()}
    profile = Profile(
        columns=named,
        rows_to_skip=len(above),
        codes_with_names=_has_names(columns, below),
        cost_is=_sign_of_costs(columns, below),
        year=_year(above) if "month" in named and "year" not in named else None,
    )
    return Proposal(profile, header, [[text_of(cell) for cell in cells] for cells in below[:10]], profile.faults())


def _columns(cells: Sequence[Any]) -> dict[str, int]:
    """Return where each field stands by the headings, with one way only to the amount and one to the month."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = field_of(text_of(cell))
        if name:
            found.setdefault(name, place)
    unneeded = {"debit", "credit"} if "amount" in found else set()
    if "period" in found:
        unneeded |= {"date", "year", "month"}
    elif "date" in found:
        unneeded |= {"year", "month"}
    elif "month" not in found:
        unneeded |= {"year"}
    return {name: place for name, place in found.items() if name not in unneeded}


def _texts(place: int, lines: list[Any]) -> list[str]:
    return [text for cells in lines if place < len(cells) and (text := text_of(cells[place]))]


def _has_names(columns: Mapping[str, int], lines: list[Any]) -> bool:
    """Return whether codes are followed by their names in the same cell, as in «4010 Lärare»."""
    texts = [text for name in CODES if name in columns for text in _texts(columns[name], lines)]
    return bool(texts) and sum(1 for text in texts if _CODE_AND_NAME.fullmatch(text)) * 2 > len(texts)


def _sign_of_costs(columns: Mapping[str, int], lines: list[Any]) -> Any:
    """Return «minus» when accounts of costs add up to less than 0 and those of incomes to more, otherwise «plus»."""
    if not {"account", "amount"} <= set(columns):
        return "plus"
    at, account = columns["amount"], columns["account"]
    pairs = [(text_of(cells[account]), cells[at]) for cells in lines if max(at, account) < len(cells)]
    mark: Mark = decimal_mark(cell for _, cell in pairs if isinstance(cell, str))
    read = amount_reader(mark)
    balance = 0
    for number, cell in pairs:
        way = (number[:1] in COSTS) - (number[:1] in INCOMES) if number else 0
        try:
            balance += way * read(cell)
        except ValueError:
            continue  # a line that cannot be read says nothing of the sign; reading the file will name it
    return "minus" if balance < 0 else "plus"


def _year(lines: list[Any]) -> int | None:
    """Return the last year that is named above the headings."""
    years = re.findall(r"\b(?:19|20)\d\d\b", " ".join(text_of(cell) for cells in lines for cell in cells))
    return int(years[-1]) if years else None
