"""From a SIE file to the rows of a ledger: which dimension is which part of the coding string, and what is summed."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from styrhjul.integrations.ledger.content import CODES, WHOLE_YEAR, CodedAmount, Coding, is_code
from styrhjul.integrations.ledger.words import field_of
from styrhjul.integrations.sie.content import Objects, SieFile

#: Which field of the coding string each dimension is: {"1": "responsibility", "6": "project_code"}
Dimensions = Mapping[str, str]

#: What the format itself says of its first dimensions: 1 is kostnadsställe or resultatenhet, 6 is projekt
RESERVED: Dimensions = {"1": "responsibility", "6": "project_code"}

#: An account in a month, YYYYMM
_Key = tuple[str, int]

#: The amounts of an account in a month by their objects, and those by which dimensions the objects are of
_Ways = dict[tuple[str, ...], Counter[Objects]]


@dataclass
class SieLedger:
    """The rows of a SIE file, made of the records of ``basis``; ``notes`` are what the rows do not say (Swedish)."""

    basis: Literal["TRANS", "PSALDO", "PBUDGET", "RES"]
    rows: list[CodedAmount] = field(default_factory=list)
    unplaced_ore: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def total_ore(self) -> int:
        """The sum of the rows; with ``unplaced_ore``, which has no month, that of the file."""
        return sum(row.amount for row in self.rows)

    def add(self, period: int, coding: Coding, ore: int) -> None:
        """Add a row for a period as YYYYMM; where there is none, or a code that is none, the amount is unplaced."""
        odd = [code for name, code in zip(CODES, coding, strict=True) if not is_code(name, code)]
        if period and not odd:
            self.rows.append(CodedAmount(period // 100, period % 100, *coding, ore))
            return
        self.unplaced_ore += ore
        what = f"Koden «{odd[0][:40]}» kan inte läsas in" if odd else "Datum saknas"
        self.notes.append(f"{what}: belopp på konto {coding.account[:40]} är inte med.")


def propose_dimensions(file: SieFile) -> dict[str, str]:
    """Return which field each dimension seems to be: by its Swedish name, else by its reserved number."""
    found: dict[str, str] = {}
    for dimension in file.dimensions.values():
        name = field_of(dimension.name)
        if name in CODES and name != "account" and name not in found.values():
            found[dimension.number] = name
    for number, name in RESERVED.items():
        is_there = number in file.dimensions or any(number == dimension for dimension, _ in file.objects)
        if is_there and number not in found and name not in found.values():
            found[number] = name
    return found


def actuals(file: SieFile, dimensions: Dimensions) -> SieLedger:
    """Return what has been booked, by coding string and month.

    Type 4 is summed from its transactions, types 2 and 3 are read from #PSALDO. Type 1 has only the year's sum of each
    result account (#RES): its rows have period 0, and a note says so.
    """
    if file.transactions:
        return _from_transactions(file, dimensions)
    if any(file.amounts("PSALDO")):
        return _from_amounts(file, dimensions, "PSALDO")
    return _from_year_sums(file)


def budget(file: SieFile, dimensions: Dimensions) -> SieLedger:
    """Return the budget of the file (#PBUDGET), by coding string and month; period 0 is a budget for a whole year."""
    return _from_amounts(file, dimensions, "PBUDGET")


def _from_transactions(file: SieFile, dimensions: Dimensions) -> SieLedger:
    ledger = SieLedger("TRANS")
    sums: Counter[tuple[int, Coding]] = Counter()
    for (account, objects, period), ore in file.by_month().items():
        sums[period, _coding(account, objects, dimensions)] += ore
    for (period, coding), ore in sums.items():
        if ore:
            ledger.add(period, coding, ore)
    ledger.notes += _unused(
        file, {dimension for _, objects, _ in file.by_month() for dimension, _ in objects}, dimensions
    )
    return ledger


def _from_amounts(file: SieFile, dimensions: Dimensions, record: Literal["PSALDO", "PBUDGET"]) -> SieLedger:
    """Divide each account's amount of a month among its objects.

    The file gives the account as a whole, and beside it the same money by objects, once for each dimension. Taken are
    the objects that say most of the coding string; what they leave of the whole is a row without objects, so that the
    sum is that of the accounts. A whole that is missing is 0, for records of 0 may be left out, unless all are missing.
    """
    ledger = SieLedger(record)
    wholes: Counter[_Key] = Counter()
    parts: dict[_Key, _Ways] = defaultdict(lambda: defaultdict(Counter))
    for amount in file.amounts(record):
        key = amount.account, amount.period
        if not amount.objects:
            wholes[key] += amount.ore
        elif file.head.sie_type != 2:  # the format: who reads type 2 disregards what has objects
            parts[key][tuple(dimension for dimension, _ in amount.objects)][amount.objects] += amount.ore
    for key in dict.fromkeys((*wholes, *parts)):
        whole = wholes[key] if wholes else None
        for objects, ore in _divided(whole, parts.get(key, {}), dimensions):
            ledger.add(key[1], _coding(key[0], objects, dimensions), ore)
    ledger.notes += _unused(
        file, {dimension for ways in parts.values() for way in ways for dimension in way}, dimensions
    )
    return ledger


def _divided(whole: int | None, ways: _Ways, dimensions: Dimensions) -> Iterator[tuple[Objects, int]]:
    """Yield the objects with their amounts, and what is left without objects."""

    def rank(way: tuple[str, ...]) -> tuple[int, bool]:
        named = [dimensions[dimension] for dimension in way if dimension in dimensions]
        return len(named), "responsibility" in named

    best = max(ways, key=rank, default=())
    taken = ways[best] if best and rank(best)[0] else Counter[Objects]()
    if whole is None:
        whole = ways[best].total() if best else 0
    yield from ((objects, ore) for objects, ore in taken.items() if ore)
    if whole != taken.total():
        yield (), whole - taken.total()


def _from_year_sums(file: SieFile) -> SieLedger:
    ledger = SieLedger("RES", notes=["Filen har bara hela årets summa per konto, inga månader."])
    years = {year.number: year.last_on.year for year in file.years if year.last_on}
    for balance in file.balances:
        if balance.record == "RES" and balance.ore:
            period = years.get(balance.year, 0) * 100 + WHOLE_YEAR
            ledger.add(period, Coding(account=balance.account), balance.ore)
    return ledger


def _coding(account: str, objects: Objects, dimensions: Dimensions) -> Coding:
    named = {dimensions[dimension]: number for dimension, number in reversed(objects) if dimension in dimensions}
    return Coding(**{**named, "account": account})


def _unused(file: SieFile, met: set[str], dimensions: Dimensions) -> list[str]:
    """Return a note for each dimension that the rows leave out."""
    return [
        f"Dimension {number} ({file.dimensions[number].name}) är inte med." if number in file.dimensions
        else f"Dimension {number} är inte med."
        for number in sorted(met - set(dimensions))
    ]  # fmt: skip
