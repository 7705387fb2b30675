"""The financial statements as tables and pure functions: rows, sums and what must agree; kronor, no Django (L-8)."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from styrhjul.documents.numbers import format_number
from styrhjul.followup.terms import AccountsColumn as Column
from styrhjul.followup.terms import AccountsLine as Line
from styrhjul.followup.terms import RoundKind

#: The municipality's reports that hold financial statements (LKBR 4:1 and 13:1).
WITH_ACCOUNTS = frozenset({RoundKind.INTERIM, RoundKind.ANNUAL})


def holds_accounts(kind: str, *, is_whole: bool) -> bool:
    """Tell whether such a report holds financial statements: the municipality's own interim or annual (L-8)."""
    return is_whole and kind in WITH_ACCOUNTS


Amounts = Mapping[str, int]
Signs = Mapping[Line, int]


class Row(NamedTuple):
    """A row of a statement: its key, its name, and the typed lines that it adds, each with its sign.

    ``kind`` is line, sum or group.
    """

    key: str
    name: str
    signs: Signs
    kind: str = "line"

    def amount(self, amounts: Amounts) -> int | None:
        """Return the row's kronor; None where none of its lines is typed."""
        known = [sign * amounts[line] for line, sign in self.signs.items() if line in amounts]
        return sum(known) if known else None


#: The typed lines that take from what they stand in; all others add, or are typed with a sign of their own.
NEGATIVE = frozenset({
    Line.COST, Line.DEPRECIATION, Line.FINANCIAL_COST, Line.CAPITAL_GAINS, Line.TO_RESERVE, Line.INVESTED,
    Line.INVESTED_OTHER, Line.REPAID_LOANS, Line.INFRASTRUCTURE_PAID,
})  # fmt: skip

#: The typed lines that may go either way, and how each is written.
EITHER_WAY: Mapping[Line, str] = {
    Line.EXTRAORDINARY: "minus för en kostnad",
    Line.UNREALISED: "minus för en vinst",
    Line.UNREALISED_BACK: "minus för en återförd förlust",
    Line.OTHER_EQUITY: "utan årets resultat och resultatreserven",
    Line.NOT_CASH: "avskrivningar och avsättningar med plus",
    Line.STOCK_CHANGE: "minus för en ökning",
    Line.RECEIVABLES_CHANGE: "minus för en ökning",
    Line.SHORT_DEBT_CHANGE: "plus för en ökning",
    Line.OTHER_FINANCING: "minus för det som betalas",
}


def _signs(*lines: Line) -> dict[Line, int]:
    return {line: -1 if line in NEGATIVE else 1 for line in lines}


NET = _signs(Line.REVENUE, Line.COST, Line.DEPRECIATION)
OPERATING = NET | _signs(Line.TAXES, Line.GENERAL_GRANTS)
AFTER_FINANCIAL = OPERATING | _signs(Line.FINANCIAL_REVENUE, Line.FINANCIAL_COST)
RESULT = AFTER_FINANCIAL | _signs(Line.EXTRAORDINARY)

ADJUSTED = RESULT | _signs(
    Line.CAPITAL_GAINS, Line.GAINS_EXEMPT, Line.LOSSES_EXEMPT, Line.UNREALISED, Line.UNREALISED_BACK
)
BALANCE_RESULT = ADJUSTED | _signs(Line.TO_RESERVE, Line.FROM_RESERVE)

FIXED = _signs(Line.INTANGIBLE, Line.LAND, Line.EQUIPMENT, Line.FINANCIAL_ASSETS)
CURRENT = _signs(Line.STOCK, Line.RECEIVABLES, Line.PLACEMENTS, Line.CASH)
ASSETS = FIXED | _signs(Line.INFRASTRUCTURE) | CURRENT
EQUITY = RESULT | _signs(Line.RESERVE, Line.OTHER_EQUITY)
PROVISIONS = _signs(Line.PENSIONS, Line.OTHER_PROVISIONS)
FINANCED = EQUITY | PROVISIONS | _signs(Line.LONG_DEBT, Line.SHORT_DEBT)

FROM_OPERATIONS = RESULT | _signs(
    Line.NOT_CASH, Line.STOCK_CHANGE, Line.RECEIVABLES_CHANGE, Line.SHORT_DEBT_CHANGE
)  # fmt: skip
FROM_INVESTING = _signs(Line.INVESTED, Line.INVESTED_OTHER, Line.INVESTMENT_GRANTS, Line.SOLD)
FROM_FINANCING = _signs(Line.NEW_LOANS, Line.REPAID_LOANS, Line.OTHER_FINANCING)
CASH_CHANGE = FROM_OPERATIONS | FROM_INVESTING | FROM_FINANCING | _signs(Line.INFRASTRUCTURE_PAID)


def _lines(*lines: Line) -> tuple[Row, ...]:
    return tuple(Row(line.value, str(line.label), _signs(line)) for line in lines)


def _sum(key: str, name: str, signs: Signs) -> Row:
    return Row(key, name, signs, "sum")


def _group(name: str) -> Row:
    return Row("", name, {}, "group")


#: The statements, in the order in which a report holds them: what each is called, and its rows (LKBR 5–8, RKR R13).
RESULT_ROWS = (
    *_lines(Line.REVENUE, Line.COST, Line.DEPRECIATION),
    _sum("net", "Verksamhetens nettokostnader", NET),
    *_lines(Line.TAXES, Line.GENERAL_GRANTS),
    _sum("operating", "Verksamhetens resultat", OPERATING),
    *_lines(Line.FINANCIAL_REVENUE, Line.FINANCIAL_COST),
    _sum("after_financial", "Resultat efter finansiella poster", AFTER_FINANCIAL),
    *_lines(Line.EXTRAORDINARY),
    _sum("result", "Årets resultat", RESULT),
)
BALANCE_ROWS = (
    _group("Tillgångar"),
    *_lines(Line.INTANGIBLE, Line.LAND, Line.EQUIPMENT, Line.FINANCIAL_ASSETS),
    _sum("fixed", "Summa anläggningstillgångar", FIXED),
    *_lines(Line.INFRASTRUCTURE),
    *_lines(Line.STOCK, Line.RECEIVABLES, Line.PLACEMENTS, Line.CASH),
    _sum("current", "Summa omsättningstillgångar", CURRENT),
    _sum("assets", "Summa tillgångar", ASSETS),
    _group("Eget kapital, avsättningar och skulder"),
    Row("year_result", "Årets resultat", RESULT),
    *_lines(Line.RESERVE, Line.OTHER_EQUITY),
    _sum("equity", "Summa eget kapital", EQUITY),
    *_lines(Line.PENSIONS, Line.OTHER_PROVISIONS),
    _sum("provisions", "Summa avsättningar", PROVISIONS),
    *_lines(Line.LONG_DEBT, Line.SHORT_DEBT),
    _sum("financed", "Summa eget kapital, avsättningar och skulder", FINANCED),
    _group("Panter och ansvarsförbindelser"),
    *_lines(Line.PLEDGES, Line.PENSIONS_OUTSIDE, Line.OTHER_CONTINGENT),
)
CASH_ROWS = (
    _group("Den löpande verksamheten"),
    Row("flow_result", "Årets resultat", RESULT),
    *_lines(Line.NOT_CASH, Line.STOCK_CHANGE, Line.RECEIVABLES_CHANGE, Line.SHORT_DEBT_CHANGE),
    _sum("from_operations", "Kassaflöde från den löpande verksamheten", FROM_OPERATIONS),
    _group("Investeringsverksamheten"),
    *_lines(Line.INVESTED, Line.INVESTED_OTHER, Line.INVESTMENT_GRANTS, Line.SOLD),
    _sum("from_investing", "Kassaflöde från investeringsverksamheten", FROM_INVESTING),
    _group("Finansieringsverksamheten"),
    *_lines(Line.NEW_LOANS, Line.REPAID_LOANS, Line.OTHER_FINANCING),
    _sum("from_financing", "Kassaflöde från finansieringsverksamheten", FROM_FINANCING),
    *_lines(Line.INFRASTRUCTURE_PAID),
    _sum("cash_change", "Årets kassaflöde", CASH_CHANGE),
    *_lines(Line.OPENING_CASH),
    Row("closing_cash", "Likvida medel vid årets slut", _signs(Line.CASH)),
)

#: The balance sheet of the interim report, in its main lines (RKR R17).
BRIEF_BALANCE_ROWS = (
    Row("fixed", "Anläggningstillgångar", FIXED),
    *_lines(Line.INFRASTRUCTURE),
    Row("current", "Omsättningstillgångar", CURRENT),
    _sum("assets", "Summa tillgångar", ASSETS),
    Row("equity", "Eget kapital", EQUITY),
    Row("year_result", "varav årets resultat", RESULT),
    Row("provisions", "Avsättningar", PROVISIONS),
    *_lines(Line.LONG_DEBT, Line.SHORT_DEBT),
    _sum("financed", "Summa eget kapital, avsättningar och skulder", FINANCED),
    *_lines(Line.PLEDGES, Line.PENSIONS_OUTSIDE, Line.OTHER_CONTINGENT),
)

#: How the year's result becomes the result by the balance requirement; it stands in the management report (KL 11:12).
REQUIREMENT_ROWS = (
    Row("requirement_result", "Årets resultat enligt resultaträkningen", RESULT),
    *_lines(Line.CAPITAL_GAINS, Line.GAINS_EXEMPT, Line.LOSSES_EXEMPT, Line.UNREALISED, Line.UNREALISED_BACK),
    _sum("adjusted", "Årets resultat efter balanskravsjusteringar", ADJUSTED),
    *_lines(Line.TO_RESERVE, Line.FROM_RESERVE),
    _sum("balance_result", "Balanskravsresultat", BALANCE_RESULT),
)

STATEMENTS: Mapping[str, tuple[Row, ...]] = {
    "Resultaträkning": RESULT_ROWS,
    "Balanskravsutredning": REQUIREMENT_ROWS,
    "Balansräkning": BALANCE_ROWS,
    "Kassaflödesanalys": CASH_ROWS,
}

#: Which columns are typed in each statement of a report. The interim report holds the simpler ones: no cash flow, and
#: the balance requirement by the forecast (RKR R17).
COLUMNS: Mapping[str, Mapping[str, tuple[Column, ...]]] = {
    RoundKind.ANNUAL: dict.fromkeys(STATEMENTS, (Column.ACTUAL, Column.BEFORE)),
    RoundKind.INTERIM: {
        "Resultaträkning": (Column.ACTUAL, Column.BEFORE, Column.FORECAST),
        "Balanskravsutredning": (Column.FORECAST,),
        "Balansräkning": (Column.ACTUAL, Column.BEFORE),
    },
}


def rows_of(kind: str, statement: str) -> tuple[Row, ...]:
    """Return the rows of the statement as a report of the kind prints them."""
    is_brief = kind == RoundKind.INTERIM and statement == "Balansräkning"
    return BRIEF_BALANCE_ROWS if is_brief else STATEMENTS[statement]


#: The lines whose amounts are of a day, not of a period.
OF_A_DAY = frozenset({line for row in BALANCE_ROWS if row.kind == "line" for line in row.signs} - set(RESULT))

#: What the cash flow is made of besides the result.
OF_CASH_FLOW = frozenset(set(CASH_CHANGE) - set(RESULT) | {Line.OPENING_CASH})


def cells_of(kind: str) -> Iterator[tuple[str, Line, tuple[Column, ...]]]:
    """Yield what is typed in a report of the kind: the statement, the line, and its columns, in order."""
    for name, columns in COLUMNS[kind].items():
        for row in STATEMENTS[name]:
            if row.kind == "line" and row.key in Line.values:
                yield name, Line(row.key), columns


#: The lines without which a statement has no figures, besides the result that it holds.
NEEDED: Mapping[str, frozenset[Line]] = {"Balansräkning": OF_A_DAY, "Kassaflödesanalys": OF_CASH_FLOW}


def column_of(kind: str, statement: str, column: str, amounts: Amounts) -> Amounts:
    """Return what a column of the statement is made of; nothing where only the result that it holds is typed.

    The balance sheet of the interim report is held against the turn of the year, when last year's result has become
    equity; what the compared column holds besides is of the same months of last year.
    """
    needed = NEEDED.get(statement)
    if needed is not None and not needed & set(amounts):
        return {}
    is_turn = statement == "Balansräkning" and column == Column.BEFORE and kind == RoundKind.INTERIM
    return {line: amount for line, amount in amounts.items() if line in OF_A_DAY} if is_turn else amounts


def at_the_turn(amounts: Amounts) -> dict[str, int]:
    """Return the balance sheet of a year's end as the next year begins with it: the result has become equity."""
    found = {line: amount for line, amount in amounts.items() if line in OF_A_DAY}
    return found | {Line.OTHER_EQUITY.value: total(RESULT, amounts) + amounts.get(Line.OTHER_EQUITY, 0)}


def total(signs: Signs, amounts: Amounts) -> int:
    """Return the sum in kronor, 0 for what is not typed."""
    return sum(sign * amounts.get(line, 0) for line, sign in signs.items())


def _tkr(amount: int) -> str:
    return f"{format_number(abs(amount) / 1000, 0 if amount % 1000 == 0 else 3)} tkr"


def faults_in(amounts: Amounts, of: str) -> Iterator[str]:
    """Yield what does not agree in a column, with the difference; ``of`` names the column (L-8).

    The balance sheet balances, and the year's cash flow is the change of the liquid funds. A statement of which
    nothing is typed is not asked about.
    """
    known = set(amounts)
    difference = total(ASSETS, amounts) - total(FINANCED, amounts)
    if known & OF_A_DAY and difference:
        more = "större" if difference > 0 else "mindre"
        yield (
            f"Balansräkningen går inte ihop, {of}: tillgångarna är {_tkr(difference)} {more} än eget kapital, "
            "avsättningar och skulder."
        )
    change = amounts.get(Line.CASH, 0) - amounts.get(Line.OPENING_CASH, 0)
    rest = total(CASH_CHANGE, amounts) - change
    if known & OF_CASH_FLOW and rest:
        yield (
            f"Kassaflödet stämmer inte med de likvida medlen, {of}: årets kassaflöde är {_tkr(rest)} "
            f"{'större' if rest > 0 else 'mindre'} än förändringen av kassa och bank."
        )
