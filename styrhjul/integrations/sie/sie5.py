"""SIE 5: the same things as XML (sie5.xsd). What Styrhjul has use for is read; the rest is counted by its element.

The parser is expat by itself: nothing of a file is kept in memory that is not asked for, and a document type, where
entities could be declared, is refused.
"""

import datetime
from collections import Counter
from collections.abc import Mapping
from typing import BinaryIO
from xml.parsers import expat

from styrhjul.integrations.ledger.content import UnreadableFile
from styrhjul.integrations.sie.content import (
    Account,
    Balance,
    Dimension,
    FinancialYear,
    Objects,
    PeriodAmount,
    SieFile,
    Transaction,
    Voucher,
    month_of,
)
from styrhjul.integrations.sie.tokens import parse_amount

NAMESPACE = "http://www.sie.se/sie5"

#: Account types as SIE 4 writes them; equity is a liability there, and what is only statistics has none
KINDS = {"asset": "T", "liability": "S", "equity": "S", "cost": "K", "income": "I"}
RESULT = {"cost", "income"}

#: Elements that hold others, or that say nothing about the money
_SILENT = {
    "Sie", "SieEntry", "FileInfo", "FiscalYears", "Accounts", "Dimensions", "EntryInfo", "OriginalEntryInfo",
    "LockingInfo", "VoucherReference", "CorrectedBy", "SubdividedAccountObjectReference", "ForeignCurrencyAmount",
}  # fmt: skip

Attributes = Mapping[str, str]


def is_xml(file: BinaryIO) -> bool:
    """Return whether what follows in the file begins as XML does."""
    return file.read(200).lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<?xml", b"<Sie", b"<sie"))


def read(file: BinaryIO, *, is_summed: bool = False) -> SieFile:
    """Return what a SIE 5 file holds. Raises UnreadableFile (Swedish) for other XML, and for XML that is broken."""
    file.seek(0)
    reader = _Elements(is_summed=is_summed)
    try:
        reader.parser.ParseFile(file)
    except expat.ExpatError as error:
        raise UnreadableFile(f"Filen är XML som är trasig på rad {error.lineno}.") from error
    return reader.finished()


class _Elements:
    """Takes the elements as expat meets them, and fills a SieFile."""

    def __init__(self, *, is_summed: bool) -> None:
        self._file = SieFile(is_summed=is_summed)
        self._file.head.file_format, self._file.head.encoding = "SIE 5", "xml"
        self._is_summed = is_summed
        self._path: list[str] = []
        self._account = self._dimension = self._series = ""
        self._voucher: Voucher | None = None
        self._held: Attributes = {}
        self._objects: list[tuple[str, str]] = []
        self._is_struck = False
        self._ore = 0
        self._sums: Counter[tuple[str, Objects, int]] = Counter()
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = _refuse_doctype

    def finished(self) -> SieFile:
        """Return the file."""
        self._file.month_sums = {key: ore for key, ore in self._sums.items() if ore} if self._is_summed else {}
        return self._file

    def _start(self, name: str, attributes: Attributes) -> None:
        space, _, element = name.rpartition(" ")
        if not self._path and (space != NAMESPACE or element not in {"Sie", "SieEntry"}):
            raise UnreadableFile("Filen är XML, men ingen SIE 5-fil.")
        above = self._path[-1] if self._path else ""
        self._path.append(element if space == NAMESPACE else "")
        if not above and len(self._path) > 1:
            return  # inside what another name space has put there, such as the signature
        begin = _BEGINNINGS.get(element) if space == NAMESPACE else None
        if begin is None or "Invoice" in above or above == "Balances":
            if element not in _SILENT:
                self._file.unknown[element] += 1
            return
        try:
            begin(self, attributes)
        except (KeyError, ValueError) as error:
            self._note(element, error)

    def _end(self, _name: str) -> None:
        element = self._path.pop()
        end = _ENDINGS.get(element)
        if end is None or "Balances" in self._path:
            return
        try:
            end(self, element)
        except (KeyError, ValueError) as error:
            self._note(element, error)

    def _note(self, element: str, error: Exception) -> None:
        message = f"attributet {error} saknas" if isinstance(error, KeyError) else str(error)
        self._file.note(self.parser.CurrentLineNumber, element, f"{message}. Posten är inte med.")

    def _root(self, _attributes: Attributes) -> None:
        self._file.head.sie_type = None

    def _company(self, given: Attributes) -> None:
        company = self._file.company
        company.name, company.number = given.get("name", ""), given.get("clientId", "")
        company.organisation_number = given.get("organizationId", "")

    def _program(self, given: Attributes) -> None:
        self._file.head.program = given.get("name", ""), given.get("version", "")

    def _generated(self, given: Attributes) -> None:
        self._file.head.generated = given.get("time", ""), given.get("by", "")

    def _currency(self, given: Attributes) -> None:
        self._file.head.currency = given.get("currency", "")

    def _financial_year(self, given: Attributes) -> None:
        """Keep the year with 0 for the primary one and 1 for the others, until all are known."""
        after = _first_of(given["end"])
        last_on = (after + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
        is_primary = given.get("primary") in {"true", "1"}
        self._file.years.append(FinancialYear(0 if is_primary else 1, _first_of(given["start"]), last_on))

    def _number_years(self, _element: str) -> None:
        years = sorted(self._file.years, key=lambda year: year.first_on or datetime.date.min)
        primary = next((place for place, year in enumerate(years) if year.number == 0), len(years) - 1)
        self._file.years = [year._replace(number=place - primary) for place, year in enumerate(years)]

    def _begin_account(self, given: Attributes) -> None:
        self._account = given["id"]
        kind = KINDS.get(given.get("type", ""), "")
        self._file.accounts[self._account] = Account(self._account, given.get("name", ""), kind, given.get("unit", ""))

    def _begin_dimension(self, given: Attributes) -> None:
        self._dimension = given["id"]
        self._file.dimensions[self._dimension] = Dimension(self._dimension, given.get("name", ""))

    def _object(self, given: Attributes) -> None:
        self._file.objects[self._dimension, given["id"]] = given.get("name", "")

    def _reference(self, given: Attributes) -> None:
        self._objects.append((given["dimId"], given["objectId"]))

    def _hold(self, given: Attributes) -> None:
        """Keep the attributes of an amount until its objects are known, at the end of its element."""
        self._held, self._objects, self._is_struck = given, [], False

    def _strike(self, _given: Attributes) -> None:
        self._is_struck = True

    def _begin_journal(self, given: Attributes) -> None:
        self._series = given.get("id", "")

    def _begin_voucher(self, given: Attributes) -> None:
        self._ore = 0
        self._file.records["#VER"] += 1
        head = self._series, given.get("id", ""), _day(given.get("journalDate")), given.get("text", ""), None, ""
        self._voucher = Voucher(*head, self.parser.CurrentLineNumber, [])
        if not self._is_summed:
            self._file.vouchers.append(self._voucher)

    def _end_voucher(self, _element: str) -> None:
        voucher, self._voucher = self._voucher, None
        if voucher is not None and self._ore:
            self._file.unbalanced_vouchers += 1
            name = f"{voucher.series} {voucher.number}".strip()
            self._file.note(voucher.line, "JournalEntry", f"verifikationen {name} går inte jämnt upp")

    def _end_row(self, _element: str) -> None:
        given, voucher = self._held, self._voucher
        record = "BTRANS" if self._is_struck else "TRANS"
        day = _day(given.get("ledgerDate"))
        row = Transaction(
            record, given["accountId"], tuple(self._objects), parse_amount(given["amount"].encode()), day,
            given.get("text", ""), given.get("quantity", ""), "", self.parser.CurrentLineNumber,
        )  # fmt: skip
        self._file.records[f"#{record}"] += 1
        if voucher is not None:
            voucher.transactions.append(row)
        if record == "TRANS":
            self._sums[row.account, row.objects, month_of(day or (voucher.day if voucher else None))] += row.ore
            self._ore += row.ore
            self._file.debit_ore += max(row.ore, 0)

    def _end_balance(self, element: str) -> None:
        given, objects, ore = self._held, tuple(self._objects), parse_amount(self._held["amount"].encode())
        is_opening = element.startswith("Opening")
        is_result = self._file.accounts[self._account].kind in {"K", "I"}
        record = "IB" if is_opening else "RES" if is_result and not objects else "UB"
        record = f"O{record}" if objects else record
        balance = Balance(record, self._year_of(given["month"]), self._account, objects, ore, given.get("quantity", ""))
        self._file.balances.append(balance)

    def _end_budget(self, _element: str) -> None:
        given, ore = self._held, parse_amount(self._held["amount"].encode())
        year = self._year_of(given["month"]) if "month" in given else 0
        period = month_of(_first_of(given["month"])) if "month" in given else self._whole_year()
        row = PeriodAmount("PBUDGET", year, period, self._account, tuple(self._objects), ore, given.get("quantity", ""))
        self._file.period_amounts.append(row)

    def _whole_year(self) -> int:
        """Return the primary year as YYYY00: a budget without a month is for the whole of it."""
        days = [year.last_on for year in self._file.years if year.number == 0]
        return days[0].year * 100 if days and days[0] else 0

    def _year_of(self, month: str) -> int:
        day = _first_of(month)
        found = (y.number for y in self._file.years if y.first_on and y.last_on and y.first_on <= day <= y.last_on)
        return next(found, 0)


def _refuse_doctype(*_: object) -> None:
    raise UnreadableFile("Filen är XML med en dokumenttyp; sådan XML läses inte.")


def _first_of(month: str) -> datetime.date:
    """Return the first day of a month written YYYY-MM. Raises ValueError (Swedish)."""
    try:
        return datetime.date.fromisoformat(f"{month[:7]}-01")
    except ValueError as error:
        raise ValueError(f"«{month[:40]}» är ingen månad; väntade ÅÅÅÅ-MM") from error


def _day(text: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text[:10]) if text else None
    except ValueError as error:
        raise ValueError(f"«{(text or '')[:40]}» är inget datum; väntade ÅÅÅÅ-MM-DD") from error


_AMOUNTS = ("OpeningBalance", "ClosingBalance", "OpeningBalanceMultidim", "ClosingBalanceMultidim")
_BUDGETS = ("Budget", "BudgetMultidim")

_BEGINNINGS = {
    "Sie": _Elements._root,
    "SieEntry": _Elements._root,
    "Company": _Elements._company,
    "SoftwareProduct": _Elements._program,
    "FileCreation": _Elements._generated,
    "AccountingCurrency": _Elements._currency,
    "FiscalYear": _Elements._financial_year,
    "Account": _Elements._begin_account,
    "Dimension": _Elements._begin_dimension,
    "Object": _Elements._object,
    "ObjectReference": _Elements._reference,
    "Journal": _Elements._begin_journal,
    "JournalEntry": _Elements._begin_voucher,
    "LedgerEntry": _Elements._hold,
    "Overstrike": _Elements._strike,
    **dict.fromkeys((*_AMOUNTS, *_BUDGETS), _Elements._hold),
}

_ENDINGS = {
    "FiscalYears": _Elements._number_years,
    "JournalEntry": _Elements._end_voucher,
    "LedgerEntry": _Elements._end_row,
    **dict.fromkeys(_AMOUNTS, _Elements._end_balance),
    **dict.fromkeys(_BUDGETS, _Elements._end_budget),
}
