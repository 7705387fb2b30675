"""What each record of a SIE 4 file says, read the careful way: a function for each, in the order of the format."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from styrhjul.integrations.sie.content import (
    Account,
    Balance,
    Dimension,
    FinancialYear,
    Objects,
    PeriodAmount,
    SieFile,
)
from styrhjul.integrations.sie.tokens import Fields, pairs, parse_amount, parse_day, parse_period


class Record(NamedTuple):
    """A record with its fields apart from its object list, wherever in the record the list stands."""

    label: str
    values: list[bytes]
    objects: Objects
    line: int
    encoding: str

    def raw(self, place: int) -> bytes:
        """Return a field as it stands; empty when it is missing."""
        return self.values[place] if place < len(self.values) else b""

    def text(self, place: int) -> str:
        """Return a field as text; empty when it is missing."""
        return self.raw(place).decode(self.encoding, errors="replace").strip()

    def texts(self) -> tuple[str, ...]:
        """Return all the fields."""
        return tuple(self.text(place) for place in range(len(self.values)))

    def needed(self, place: int, what: str) -> str:
        """Return a field that must be there. Raises ValueError (Swedish) when it is missing."""
        if not self.text(place):
            raise ValueError(f"{what} saknas")
        return self.text(place)

    def year(self, place: int) -> int:
        """Return the number of a financial year: 0, -1 and so on. Raises ValueError (Swedish)."""
        text = self.needed(place, "årets nummer")
        if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) < 5):
            raise ValueError(f"«{text[:40]}» är inget årsnummer; väntade 0, -1 och så vidare")
        return int(text)

    def ore(self, place: int) -> int:
        """Return an amount in öre. Raises ValueError (Swedish) when there is none that can be read."""
        self.needed(place, "beloppet")
        return parse_amount(self.raw(place))


def record_of(fields: Fields, line: int, encoding: str) -> Record:
    """Return the record of the fields. Raises ValueError (Swedish) when the object list is not of pairs."""
    lists = [value for value in fields.values if isinstance(value, list)]
    plain = [value for value in fields.values if not isinstance(value, list)]
    label = fields.label.decode("ascii", errors="replace").upper()
    return Record(label, plain, pairs(lists[0], encoding) if lists else (), line, encoding)


def _sie_type(file: SieFile, record: Record) -> None:
    text = record.needed(0, "typen")
    if text not in {"1", "2", "3", "4"}:
        raise ValueError(f"«{text[:40]}» är ingen typ; väntade 1, 2, 3 eller 4")
    file.head.sie_type = int(text)


def _head(name: str) -> Callable[[SieFile, Record], None]:
    return lambda file, record: setattr(file.head, name, record.text(0))


def _company(name: str) -> Callable[[SieFile, Record], None]:
    return lambda file, record: setattr(file.company, name, record.text(0))


def _program(file: SieFile, record: Record) -> None:
    file.head.program = record.texts()


def _generated(file: SieFile, record: Record) -> None:
    file.head.generated = record.texts()


def _address(file: SieFile, record: Record) -> None:
    file.company.address = record.texts()


def _balances_until(file: SieFile, record: Record) -> None:
    file.head.balances_until = parse_day(record.raw(0))


def _financial_year(file: SieFile, record: Record) -> None:
    year = FinancialYear(record.year(0), parse_day(record.raw(1)), parse_day(record.raw(2)))
    file.years.append(year)
    if year.first_on is None or year.last_on is None:
        file.note(record.line, record.label, "räkenskapsårets första eller sista dag saknas")


def _account(file: SieFile, record: Record) -> None:
    number = record.needed(0, "kontonumret")
    account = _known(file, number)
    account.name = record.text(1)
    if not number.isdigit():
        file.note(record.line, record.label, f"kontot «{number[:40]}» är inte bara siffror")


def _known(file: SieFile, number: str) -> Account:
    return file.accounts.setdefault(number, Account(number))


def _account_kind(file: SieFile, record: Record) -> None:
    _known(file, record.needed(0, "kontonumret")).kind = record.text(1)


def _unit(file: SieFile, record: Record) -> None:
    _known(file, record.needed(0, "kontonumret")).unit = record.text(1)


def _sru(file: SieFile, record: Record) -> None:
    _known(file, record.needed(0, "kontonumret")).sru.append(record.text(1))


def _dimension(file: SieFile, record: Record) -> None:
    number = record.needed(0, "dimensionens nummer")
    above = record.text(2) if record.label == "#UNDERDIM" else ""
    file.dimensions[number] = Dimension(number, record.text(1), above)


def _object(file: SieFile, record: Record) -> None:
    key = record.needed(0, "dimensionens nummer"), record.needed(1, "objektets nummer")
    if key in file.objects:
        file.note(record.line, record.label, f"objektet {key[1][:40]} i dimension {key[0][:40]} står redan i filen")
    file.objects[key] = record.text(2)


def _balance(file: SieFile, record: Record) -> None:
    account = record.needed(1, "kontonumret")
    label = record.label.removeprefix("#")
    file.balances.append(Balance(label, record.year(0), account, record.objects, record.ore(2), record.text(3)))


def _period_amount(file: SieFile, record: Record) -> None:
    year, account = record.year(0), record.needed(2, "kontonumret")
    record.needed(1, "perioden")
    period = parse_period(record.raw(1))
    label = record.label.removeprefix("#")
    amount = PeriodAmount(label, year, period, account, record.objects, record.ore(3), record.text(4))
    file.period_amounts.append(amount)


def _nothing(_file: SieFile, _record: Record) -> None:
    """#KSUMMA says nothing by itself: it is reckoned when the whole file has been read."""


#: Every record but those of vouchers
RECORDS: Mapping[str, Callable[[SieFile, Record], None]] = {
    "#FLAGGA": _head("flag"),
    "#PROGRAM": _program,
    "#FORMAT": _head("declared_encoding"),
    "#GEN": _generated,
    "#SIETYP": _sie_type,
    "#PROSA": _head("comment"),
    "#FTYP": _company("kind"),
    "#FNR": _company("number"),
    "#ORGNR": _company("organisation_number"),
    "#BKOD": _company("industry"),
    "#ADRESS": _address,
    "#FNAMN": _company("name"),
    "#RAR": _financial_year,
    "#TAXAR": _head("tax_year"),
    "#OMFATTN": _balances_until,
    "#KPTYP": _head("chart_of_accounts"),
    "#VALUTA": _head("currency"),
    "#KONTO": _account,
    "#KTYP": _account_kind,
    "#ENHET": _unit,
    "#SRU": _sru,
    "#DIM": _dimension,
    "#UNDERDIM": _dimension,
    "#OBJEKT": _object,
    "#IB": _balance,
    "#UB": _balance,
    "#OIB": _balance,
    "#OUB": _balance,
    "#RES": _balance,
    "#PSALDO": _period_amount,
    "#PBUDGET": _period_amount,
    "#KSUMMA": _nothing,
}
