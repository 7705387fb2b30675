"""What the financial statements are read with: typed, budgeted, booked and last year's amounts; kronor (L-8, B-4)."""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Sum

from styrhjul.budget import rules as budget_rules
from styrhjul.budget.models import Actual, Budget
from styrhjul.budget.terms import ReportLine
from styrhjul.budget.terms import StatementLine as Planned
from styrhjul.documents.words import MONTHS
from styrhjul.followup import accounts as rules
from styrhjul.followup.models import Accounts, AccountsNote, Report, Round
from styrhjul.followup.terms import AccountsColumn as Column
from styrhjul.followup.terms import AccountsLine as Line
from styrhjul.followup.terms import RoundKind

#: What the accounting system's report lines are in the income statement, and the sign of what is booked there.
BOOKED: Mapping[str, tuple[Line, int]] = {
    ReportLine.SALES: (Line.REVENUE, -1),
    ReportLine.RENTS: (Line.REVENUE, -1),
    ReportLine.GRANTS: (Line.REVENUE, -1),
    ReportLine.OTHER_REVENUE: (Line.REVENUE, -1),
    ReportLine.STAFF: (Line.COST, 1),
    ReportLine.PREMISES: (Line.COST, 1),
    ReportLine.PURCHASES: (Line.COST, 1),
    ReportLine.TRANSFERS: (Line.COST, 1),
    ReportLine.OTHER_COST: (Line.COST, 1),
    ReportLine.DEPRECIATION: (Line.DEPRECIATION, 1),
    ReportLine.TAXES: (Line.TAXES, -1),
    ReportLine.GENERAL_GRANTS: (Line.GENERAL_GRANTS, -1),
    ReportLine.FINANCIAL_REVENUE: (Line.FINANCIAL_REVENUE, -1),
    ReportLine.FINANCIAL_COST: (Line.FINANCIAL_COST, 1),
}


class Known(NamedTuple):
    """All that a report's statements are made of: typed by column and line, budgeted by row, and the notes."""

    typed: Mapping[str, Mapping[str, int]]
    budget: Mapping[str, int]
    notes: Sequence[AccountsNote]
    is_example: bool

    def column(self, kind: str, statement: str, column: str) -> Mapping[str, int]:
        """Return the amounts that a column of the statement is made of."""
        return rules.column_of(kind, statement, column, self.typed.get(column, {}))

    def numbers(self) -> dict[str, str]:
        """Return the numbers of the notes about each line: «3» or «3, 4»."""
        found: dict[str, list[str]] = {}
        for number, note in enumerate(self.notes, 1):
            found.setdefault(note.line, []).append(str(number))
        return {line: ", ".join(numbers) for line, numbers in found.items() if line}


def known_of(report: Report) -> Known | None:
    """Return what the report's statements are made of; None where nothing is typed and no note is written (L-8)."""
    accounts = Accounts.objects.filter(report=report).first()
    if accounts is None:
        return None
    typed, notes = accounts.amounts(), in_order(accounts.notes.all())
    if not notes and not any(typed.values()):
        return None
    return Known(typed, budgeted(report.round.year), notes, accounts.is_example)


def in_order(notes: Iterable[AccountsNote]) -> list[AccountsNote]:
    """Return the notes in the order of their numbers: those of all the statements, then by the lines (L-8)."""
    places = [row.key for rows in rules.STATEMENTS.values() for row in rows]
    return sorted(notes, key=lambda one: (places.index(one.line) if one.line else -1, one.pk))


def title_of(round_: Round, statement: str, column: str) -> str:
    """Return what a column of the statement is called: «Utfall 2025», «2025-12-31», «Prognos 2026»."""
    is_annual, year = round_.kind == RoundKind.ANNUAL, round_.year - (column == Column.BEFORE)
    if column == Column.FORECAST:
        return f"Prognos {year}"
    if statement == "Balansräkning":
        month = 12 if is_annual or column == Column.BEFORE else round_.last_month
        return f"{year}-{month:02}-{calendar.monthrange(year, month)[1]}"
    return f"Utfall {year}" if is_annual else f"Utfall jan–{MONTHS[round_.last_month - 1][:3]} {year}"


def faults_of(report: Report, known: Known | None) -> list[str]:
    """Return what does not agree in the statements, with the difference of each (L-8)."""
    found: list[str] = []
    for column in (Column.ACTUAL, Column.BEFORE) if known is not None else ():
        assert known is not None
        amounts = known.column(report.round.kind, "Balansräkning", column)
        found += rules.faults_in(amounts, title_of(report.round, "Balansräkning", column))
    return found


def budgeted(year: int) -> dict[str, int]:
    """Return the council's budget of the year by the key of a row; empty without a statement in it (B-4)."""
    budget = Budget.objects.adopted_for(year)
    typed = dict(budget.statement.filter(year=year).values_list("line", "amount")) if budget else {}
    if budget is None or not typed:
        return {}
    sums = budget.lines.filter(year=year).aggregate(revenue=Sum("revenue"), cost=Sum("cost"))
    revenue, cost = sums["revenue"] or 0, sums["cost"] or 0
    spent = budget.investments.filter(year=year).aggregate(sum=Sum("amount"))["sum"] or 0
    return _result_rows(revenue, cost, typed) | _other_rows(cost - revenue, spent, typed)


def _result_rows(revenue: int, cost: int, typed: Mapping[str, int]) -> dict[str, int]:
    """Return the budgeted rows of the income statement and of the balance requirement."""
    result = budget_rules.result_of(cost - revenue, typed)
    operating = result.taxes + result.general_grants - result.net_cost
    return {
        "revenue": revenue,
        "cost": result.depreciation - cost,
        "depreciation": -result.depreciation,
        "net": -result.net_cost,
        "taxes": result.taxes,
        "general_grants": result.general_grants,
        "operating": operating,
        "financial_revenue": typed.get(Planned.FINANCIAL_REVENUE, 0),
        "financial_cost": -typed.get(Planned.FINANCIAL_COST, 0),
        "after_financial": operating + result.financial_net,
        "result": result.result,
        "requirement_result": result.result,
        "capital_gains": -result.capital_gains,
        "adjusted": result.result - result.capital_gains,
        "to_reserve": -result.to_reserve,
        "from_reserve": result.from_reserve,
        "balance_result": result.balance_result,
    }


def _other_rows(net_cost: int, spent: int, typed: Mapping[str, int]) -> dict[str, int]:
    """Return the budgeted rows of the balance sheet and the cash flow, which the budget holds in less detail."""
    result = budget_rules.result_of(net_cost, typed)
    flow, balance = budget_rules.cash_flow_of(result, spent, typed), budget_rules.balance_of(typed)
    return {
        "fixed": typed.get(Planned.FIXED_ASSETS, 0),
        "current": typed.get(Planned.CURRENT_ASSETS, 0),
        "assets": balance.assets,
        "equity": typed.get(Planned.EQUITY, 0),
        "provisions": typed.get(Planned.PROVISIONS, 0),
        "long_debt": typed.get(Planned.LONG_DEBT, 0),
        "short_debt": typed.get(Planned.SHORT_DEBT, 0),
        "financed": balance.financed,
        "pensions_outside": typed.get(Planned.PENSIONS_OUTSIDE, 0),
        "from_operations": flow.operating,
        "from_investing": flow.investing,
        "from_financing": flow.financing,
        "cash_change": flow.change,
    }


def booked(year: int, last_month: int) -> dict[str, int]:
    """Return the income statement's lines as the accounting system has them, in whole thousands, as kronor (B-6)."""
    rows = Actual.objects.up_to(year, last_month).running().order_by().values("line").annotate(sum=Sum("amount"))
    found: dict[str, int] = {}
    for row in rows:
        if row["line"] in BOOKED:
            line, sign = BOOKED[row["line"]]
            found[line.value] = found.get(line.value, 0) + sign * row["sum"]
    return {line: round(amount, -3) for line, amount in found.items()}


def suggested(report: Report) -> dict[str, dict[str, int]]:
    """Return what the statements begin with before anything is typed, by column and line (L-8).

    The income statement as it is booked, and what is compared with it from last year's report.
    """
    round_, annual = report.round, _typed(report.round.year - 1, RoundKind.ANNUAL)
    actual = booked(round_.year, round_.last_month)
    if round_.kind == RoundKind.ANNUAL:
        opening = {Line.OPENING_CASH.value: annual[Line.CASH]} if Line.CASH in annual else {}
        return {Column.ACTUAL: actual | opening, Column.BEFORE: annual or booked(round_.year - 1, round_.last_month)}
    same = _typed(round_.year - 1, round_.kind) or booked(round_.year - 1, round_.last_month)
    of_months = {line: amount for line, amount in same.items() if line not in rules.OF_A_DAY}
    return {Column.ACTUAL: actual, Column.BEFORE: of_months | (rules.at_the_turn(annual) if annual else {})}


def _typed(year: int, kind: str) -> dict[str, int]:
    """Return what the municipality's report of the year and kind says of its own period."""
    found = Accounts.objects.filter(report__body=None, report__round__year=year, report__round__kind=kind).first()
    return found.amounts()[Column.ACTUAL] if found is not None else {}
