"""The financial statements in the municipality's report: statements, notes, and the balance requirement (L-4, L-8)."""

from collections.abc import Sequence

from django.utils.text import slugify

from styrhjul.budget import rules as budget_rules
from styrhjul.budget.models import Budget
from styrhjul.documents.content import Block, Cell, Column, Markdown, Note, Row, Section, Table
from styrhjul.followup import accounts as rules
from styrhjul.followup.accounts_figures import Known, faults_of, title_of
from styrhjul.followup.models import Report
from styrhjul.followup.money_sections import tkr
from styrhjul.followup.terms import RoundKind

REQUIREMENT = "Balanskravsutredning"

#: A row of a statement with its kronor in each column.
Amounts = tuple[rules.Row, list[int | None]]


def accounts_section(report: Report, known: Known | None) -> list[Block]:
    """Return the statements with their notes as a section of the report; nothing before anything is typed (L-8)."""
    if known is None:
        return []
    blocks: list[Block] = [Note("Räkenskaperna är ett exempel.")] if known.is_example else []
    blocks += [Note(told) for told in faults_of(report, known)]
    for name in rules.COLUMNS[report.round.kind]:
        table = _table(report, known, name) if name != REQUIREMENT else None
        if table is not None:
            blocks.append(Section(name, (table,), slugify(name)))
    if known.notes:
        blocks.append(Section("Noter", _notes(known), "noter"))
    return [Section("Räkenskaper", tuple(blocks), "rakenskaper")]


def _notes(known: Known) -> tuple[Section, ...]:
    return tuple(
        Section(f"Not {number}. {note.title}", (Markdown(note.text),), f"not-{number}")
        for number, note in enumerate(known.notes, 1)
    )


def balance_requirement(report: Report, known: Known | None) -> list[Block]:
    """Return how the result becomes that of the balance requirement, and the deficits to regain (L-4, KL 11:12).

    In the interim report it is reckoned on the forecast (RKR R17).
    """
    table = _table(report, known, REQUIREMENT) if known is not None else None
    if known is None or table is None:
        return []
    column = rules.COLUMNS[report.round.kind][REQUIREMENT][0]
    result = rules.total(rules.BALANCE_RESULT, known.typed[column])
    rest = _to_regain(report.round.year, result)
    return [table, *([_regaining(rest)] if rest else [])]


def _to_regain(year: int, result: int) -> list[budget_rules.Deficit]:
    """Return the deficits that were not regained before the year, or arose in it."""
    budget = Budget.objects.adopted_for(year)
    results = (budget.balance_before() if budget is not None else {}) | {year: result}
    found = budget_rules.deficits_in(results)
    return [one for one in found if one.year == year or one.left_after(year - 1)]


def _regaining(deficits: Sequence[budget_rules.Deficit]) -> Table:
    columns = (Column("Underskott att återställa"), Column("Senast"), Column("Kvar, tkr", "number"))
    rows = tuple(Row((f"Från {one.year}", str(one.last_year), tkr(one.left[max(one.left)]))) for one in deficits)
    return Table("Underskott att återställa, tkr", columns, rows)


def _table(report: Report, known: Known, statement: str) -> Table | None:
    """Return the statement as a table with its known columns side by side; None where nothing of it is known."""
    kind, is_annual = report.round.kind, report.round.kind == RoundKind.ANNUAL
    shown = rules.rows_of(kind, statement)
    columns: list[tuple[str, list[int | None]]] = []
    for column in rules.COLUMNS[kind][statement]:
        amounts = known.column(kind, statement, column)
        columns.append((title_of(report.round, statement, column), [row.amount(amounts) for row in shown]))
    columns = [(title, found) for title, found in columns if any(amount is not None for amount in found)]
    if not columns:
        return None
    budget = _planned(statement, known, is_annual)
    if budget:
        columns.insert(
            1 if is_annual else len(columns), (f"Budget {report.round.year}", [budget.get(row.key) for row in shown])
        )
    titles, by_column = zip(*columns, strict=True)
    rows = [(row, list(found)) for row, *found in zip(shown, *by_column, strict=True)]
    rows = [(row, found) for row, found in rows if row.kind == "group" or any(one is not None for one in found)]
    return _laid_out(f"{statement}, tkr", titles, _without_empty(rows), known.numbers())


def _planned(statement: str, known: Known, is_annual: bool) -> dict[str, int]:
    """Return the budget of the statement's rows; of the interim balance sheet's day it says nothing.

    What the budget has no amount for has no figure here.
    """
    keys = {row.key for row in rules.STATEMENTS[statement]}
    is_held = is_annual or statement != "Balansräkning"
    return {key: amount for key, amount in known.budget.items() if key in keys and amount} if is_held else {}


def _without_empty(rows: list[Amounts]) -> list[Amounts]:
    """Return the rows without the groups that nothing stands under."""
    return [
        pair
        for pair, after in zip(rows, [*rows[1:], None], strict=True)
        if pair[0].kind != "group" or (after is not None and after[0].kind == "line")
    ]


def _laid_out(caption: str, titles: Sequence[str], rows: list[Amounts], numbers: dict[str, str]) -> Table:
    has_notes = any(row.key in numbers for row, _ in rows)
    kinds = {"sum": "sum", "group": "group"}

    def row_of(row: rules.Row, found: list[int | None]) -> Row:
        note: tuple[Cell, ...] = (numbers.get(row.key, ""),) if has_notes else ()
        cells: tuple[Cell, ...] = ("",) * len(found) if row.kind == "group" else tuple(map(tkr, found))
        return Row((row.name, *note, *cells), kinds.get(row.kind, "body"))  # type: ignore[arg-type]

    columns = (Column("Post"), *((Column("Not"),) if has_notes else ()), *(Column(one, "number") for one in titles))
    return Table(caption, columns, tuple(row_of(*pair) for pair in rows))
