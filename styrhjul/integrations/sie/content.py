"""What a SIE file holds. Debit is plus and credit is minus, as in the file; every amount is a whole number of öre."""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

#: The objects of a row: pairs of dimension number and object number, in the order of the file
Objects = tuple[tuple[str, str], ...]

#: What transactions are summed by: account, objects, and the month as YYYYMM (0 where the file gives no date)
MonthKey = tuple[str, Objects, int]

#: So many problems are kept with their words; the others are only counted
MOST_PROBLEMS = 500


def month_of(day: datetime.date | None) -> int:
    """Return the day's month as YYYYMM, 0 for no day."""
    return day.year * 100 + day.month if day else 0


class Problem(NamedTuple):
    """Something in the file that departs from the format: the line, the record, and what is wrong (Swedish)."""

    line: int
    record: str
    message: str


class FinancialYear(NamedTuple):
    """Räkenskapsår: 0 is the file's own year, -1 the year before; the days are None where the file gives none."""

    number: int
    first_on: datetime.date | None
    last_on: datetime.date | None


class Dimension(NamedTuple):
    """Dimension: its number and name, and the number of the dimension above, if any."""

    number: str
    name: str
    above: str = ""


class Balance(NamedTuple):
    """A balance of a year: IB, UB or RES, or OIB and OUB of an object."""

    record: str
    year: int
    account: str
    objects: Objects
    ore: int
    quantity: str = ""


class PeriodAmount(NamedTuple):
    """The change (PSALDO) or the budget (PBUDGET) of an account in a month, as YYYYMM; 13 is a closing period."""

    record: str
    year: int
    period: int
    account: str
    objects: Objects
    ore: int
    quantity: str = ""


class Transaction(NamedTuple):
    """A row of a voucher: TRANS, or RTRANS (added later) and BTRANS (taken away), which are in no sum."""

    record: str
    account: str
    objects: Objects
    ore: int
    day: datetime.date | None
    text: str
    quantity: str
    sign: str
    line: int


class Voucher(NamedTuple):
    """Verifikation: its head, and its rows in the order of the file."""

    series: str
    number: str
    day: datetime.date | None
    text: str
    registered_on: datetime.date | None
    sign: str
    line: int
    transactions: list[Transaction]


@dataclass
class Account:
    """Konto: its name, type (T, S, K, I or empty), unit of quantities and SRU codes."""

    number: str
    name: str = ""
    kind: str = ""
    unit: str = ""
    sru: list[str] = field(default_factory=list)


@dataclass
class Company:
    """The company or municipality that the file is of, as the file says."""

    name: str = ""
    organisation_number: str = ""
    number: str = ""
    kind: str = ""
    industry: str = ""
    address: tuple[str, ...] = ()


@dataclass
class Head:
    """What the file says about itself; ``encoding`` is the one found, ``declared_encoding`` that of #FORMAT."""

    file_format: str = "SIE 4"
    sie_type: int | None = None
    encoding: str = "cp437"
    declared_encoding: str = ""
    flag: str = ""
    program: tuple[str, ...] = ()
    generated: tuple[str, ...] = ()
    chart_of_accounts: str = ""
    currency: str = ""
    comment: str = ""
    tax_year: str = ""
    balances_until: datetime.date | None = None
    control_sum: str = "none"


@dataclass
class SieFile:
    """A whole file. ``vouchers`` is empty when it was read summed; ``by_month`` answers either way."""

    head: Head = field(default_factory=Head)
    company: Company = field(default_factory=Company)
    years: list[FinancialYear] = field(default_factory=list)
    accounts: dict[str, Account] = field(default_factory=dict)
    dimensions: dict[str, Dimension] = field(default_factory=dict)
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    balances: list[Balance] = field(default_factory=list)
    period_amounts: list[PeriodAmount] = field(default_factory=list)
    vouchers: list[Voucher] = field(default_factory=list)
    is_summed: bool = False
    month_sums: dict[MonthKey, int] = field(default_factory=dict)
    records: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    debit_ore: int = 0
    unbalanced_vouchers: int = 0
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0

    def note(self, line: int, record: str, message: str) -> None:
        """Keep a problem, or only count it when there are very many."""
        self.problem_count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(line, record, message))

    @property
    def transactions(self) -> int:
        """The number of rows in vouchers that count, in other words of #TRANS."""
        return self.records["#TRANS"]

    @property
    def credit_ore(self) -> int:
        """The sum of the transactions in credit, as minus; with ``debit_ore`` it makes 0 when all vouchers balance."""
        return sum(self.by_month().values()) - self.debit_ore

    def by_month(self) -> dict[MonthKey, int]:
        """Return the transactions summed by account, objects and month, in öre; sums that are 0 are left out."""
        if self.is_summed:
            return self.month_sums
        sums: dict[MonthKey, int] = {}
        for voucher in self.vouchers:
            for row in voucher.transactions:
                if row.record == "TRANS":
                    key = row.account, row.objects, month_of(row.day or voucher.day)
                    sums[key] = sums.get(key, 0) + row.ore
        return {key: ore for key, ore in sums.items() if ore}

    def amounts(self, record: str) -> Iterator[PeriodAmount]:
        """Yield the PSALDO or the PBUDGET of the file."""
        return (amount for amount in self.period_amounts if amount.record == record)
