"""Sjöstad's financial statements of a year, which agree with each other (L-8)."""

from styrhjul.followup import actions
from styrhjul.followup.models import Report
from styrhjul.followup.terms import RoundKind
from styrhjul.organisation.models import Person

#: A year in tkr whose sums are these by hand: net −800, operating 110, result 120; assets 1 500; cash flow −20.
YEAR = {
    "revenue": 300, "cost": 1_000, "depreciation": 100, "taxes": 700, "general_grants": 210, "financial_revenue": 30,
    "financial_cost": 20, "unrealised": -15, "capital_gains": 5, "land": 1_200, "equipment": 100, "receivables": 120,
    "cash": 80, "reserve": 50, "other_equity": 730, "pensions": 100, "long_debt": 300, "short_debt": 200,
    "pensions_outside": 90, "not_cash": 110, "receivables_change": -20, "invested": 240, "new_loans": 40,
    "repaid_loans": 30, "opening_cash": 100,
}  # fmt: skip


def write(report: Report, by: Person, column: str = "actual", edition: int = 0, **changed: int | None) -> None:
    """Write the year's lines, some changed, in tkr."""
    amounts = YEAR | changed
    figures = {(line, column): None if amount is None else amount * 1000 for line, amount in amounts.items()}
    actions.write_accounts(by=by, report=report, edition=edition, figures=figures)


def write_whole(report: Report, by: Person) -> None:
    """Write all that the report's statements ask for: last year's beside, a forecast or a note (L-8)."""
    write(report, by)
    if report.round.kind == RoundKind.ANNUAL:
        write(report, by, "before", edition=1, revenue=280, land=1_100, cash=160, other_equity=730, invested=140)
        text = "Lagen om kommunal redovisning följs."
        actions.write_note(by=by, report=report, title="Redovisningsprinciper", text=text)
        return
    write(report, by, "before", edition=1, other_equity=850)
    write(report, by, "forecast", edition=2, taxes=710)
