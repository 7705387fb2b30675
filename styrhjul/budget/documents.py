"""Documents of what is frozen of budgets, changes and planning conditions (F-5, L-10): made of the wording alone."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from styrhjul.budget.models import AppropriationArea, Budget, BudgetChange, PlanningConditions, Project, ServiceArea
from styrhjul.budget.tables import Content, MoneyRow, StatementRow, money_rows, project_rows, statement_of
from styrhjul.budget.terms import BridgeKind
from styrhjul.documents.content import Block, Column, Document, Note, Number, Paragraph, Row, Section, Table
from styrhjul.documents.numbers import format_number
from styrhjul.goals.wordings import goal_section
from styrhjul.governance.documents import labels_of, said, worded
from styrhjul.organisation.models import Body

IN_TKR = "Tusental kronor."

#: Stands before a part of the area above it; the documents' font has no wider space.
INDENT = 2 * "\N{NO-BREAK SPACE}"


def _tkr(amount: int | None) -> Number:
    """Return kronor as a number in thousands, exact to the krona; it is rounded only when it is shown."""
    return Number(None if amount is None else amount / 1000)


def _numbers(first: str, titles: Iterable[str]) -> tuple[Column, ...]:
    return (Column(first), *(Column(title, "number") for title in titles))


def budget_document(budget: Budget, content: Content) -> Document:
    """Return the budget as it was frozen: texts, amounts, investments, statement and goals, in kronor (B-1 to B-4)."""
    years = list(budget.years)
    blocks: list[Block] = _opening(content)
    blocks += [*_money(content, years), *_statement(content, years), *_companies(content)]
    blocks += [*_goals(content), *_answers(content)]
    name = "Hela kommunen" if budget.body is None else str(budget.body)
    made = worded(budget, name, blocks or [Paragraph("Budgeten innehåller ingen text.")])
    return replace(made, title=made.title.removesuffix(f", {name}"))


def _opening(content: Content) -> list[Block]:
    """Return the opening words, and under them the tax rate; each chapter begins a page of its own."""
    blocks = said({"Inledning": content.get("text", "")})
    if not content.get("tax_rate"):
        return blocks
    rate = format_number(Decimal(content["tax_rate"]), 2)
    tax = Section("Skattesats", (Paragraph(f"{rate} kronor per hundra."),))
    return [replace(one, blocks=(*one.blocks, tax)) for one in blocks if isinstance(one, Section)] or [tax]


def _money_row(one: MoneyRow) -> Row:
    amounts = (one.revenue, one.cost, one.net, *one.plan)
    name = f"{INDENT}{one.name}" if one.kind == "sub" else one.name  # a part of the area above it
    return Row((name, *map(_tkr, amounts)), "sum" if one.kind == "sum" else "body")


def _bridge(content: Content) -> list[Block]:
    """Return the changes from the year before, each with its area, reason and decision (B-1)."""
    names = {row[0]: row[1] for row in content.get("lines", ())}
    rows = []
    for area, kind, reason, decided, amount, *when in content.get("bridge", ()):
        told = reason + (f" ({decided})" if decided else "")
        year = str(when[0]) if when and when[0] else "–"
        rows.append(Row((names.get(area, ""), BridgeKind(kind).label, told, year, _tkr(amount))))
    if not rows:
        return []
    columns = (Column("Verksamhet"), Column("Slag"), Column("Skäl"), Column("År"), Column("Belopp", "number"))
    table = Table("Förändringar från förra årets budget, tkr", columns, tuple(rows))
    return [Section("Förändringar från förra året", (table,))]


def _money(content: Content, years: Sequence[int]) -> list[Block]:
    """Return the operating budget, its bridge from last year, and the investments."""
    blocks: list[Block] = []
    rows = money_rows(content, years, None)
    if rows:
        titles = ("Intäkter", "Kostnader", f"Netto {years[0]}", *(f"Plan {year}" for year in years[1:]))
        cells = tuple(_money_row(one) for one in rows)
        table = Table("Driftbudget, tkr", _numbers("Verksamhet", titles), cells)
        blocks.append(Section("Driftbudget", (table, Note(IN_TKR), *_bridge(content))))
    projects = project_rows(content, years, {}, {})
    if projects:
        investments = [
            Row((one.name, *map(_tkr, one.amounts)), "sum" if one.project_id is None else "body") for one in projects
        ]
        table = Table("Investeringar, tkr", _numbers("Projekt", map(str, years)), tuple(investments))
        blocks.append(Section("Investeringsbudget", (table,)))
    return blocks


def _statement(content: Content, years: Sequence[int]) -> list[Block]:
    """Return the municipality's result, balance requirement, cash flow and balance budgets as a chapter (B-4, L-4)."""
    statement = statement_of(content, years)
    if statement is None:
        return []
    parts = {
        "Resultatbudget": statement.result,
        "Balanskrav": statement.requirement,
        "Kassaflödesbudget": statement.cash_flow,
        "Balansbudget": statement.balance,
    }

    def row(one: StatementRow) -> Row:
        amounts = one.amounts or (None,) * len(years)
        return Row((one.name, *map(_tkr, amounts)), "sum" if one.is_sum else "body")

    columns = _numbers("Post", map(str, years))
    inner = [
        Section(name, (Table(f"{name}, tkr", columns, tuple(row(one) for one in rows)),))
        for name, rows in parts.items()
    ]
    return [Section("Resultat, kassaflöde och balans", tuple(inner))]


def _companies(content: Content) -> list[Block]:
    """Return the group companies' economy by company and year; nothing where none is written (B-4)."""
    rows = [Row((name, str(year), *map(_tkr, amounts))) for name, year, *amounts in content.get("companies", ())
            if any(amounts)]  # fmt: skip
    if not rows:
        return []
    amounts = (Column(title, "number") for title in ("Omsättning", "Resultat", "Investeringar"))
    columns = (Column("Bolag"), Column("År"), *amounts)
    return [Section("Kommunens bolag", (Table("Kommunens bolag, tkr", columns, tuple(rows)),))]


def _goals(content: Content) -> list[Block]:
    """Return the goals that the budget held, with what each said and how far it had come (G-1)."""
    inner = [goal_section(one) for one in content.get("goals", ())]
    return [Section("Mål", tuple(inner))] if inner else []


def _answers(content: Content) -> list[Block]:
    answers = [Section(name, _paragraphs(*texts)) for name, *texts in content.get("answers", ()) if any(texts)]
    return [Section("Svar på riktade mål", tuple(answers))] if answers else []


def _paragraphs(*texts: str) -> tuple[Block, ...]:
    return tuple(Paragraph(text) for text in texts if text) or (Paragraph("–"),)


def change_document(change: BudgetChange, content: Content) -> Document:
    """Return the budget change as it was frozen: why, how it is financed, and its lines in kronor (B-5, L-4)."""
    lines = content.get("lines", ())
    names: dict[tuple[int, int], str] = {}
    for place, model in enumerate((AppropriationArea, ServiceArea, Project)):
        ids = {line[place] for line in lines if line[place]}
        names |= {(place, pk): str(one) for pk, one in model._default_manager.in_bulk(ids).items()}
    rows = [
        Row((" · ".join(names[at, line[at]] for at in (0, 1, 2) if line[at]), *map(_tkr, line[3:6]))) for line in lines
    ]
    columns = _numbers("Verksamhet eller projekt", ("Intäkter", "Kostnader", "Investering"))
    blocks = said({"Skäl": content.get("reason", ""), "Finansiering": content.get("financing", "")})
    if rows:
        blocks.append(Section("Belopp", (Table("Ändringen, tkr", columns, tuple(rows)),)))
    return worded(change, f"Budgetändring {change.year}", blocks)


def conditions_document(conditions: PlanningConditions, content: Content) -> Document:
    """Return the planning conditions as they were frozen, with the frames of each body in kronor (B-1)."""
    labels = labels_of(PlanningConditions, ("external_analysis", "conditions", "instructions"))
    blocks = said({label: content.get(field, "") for field, label in labels.items()})
    frames = content.get("frames", ())
    bodies = Body.objects.in_bulk({frame[0] for frame in frames})
    rows = [Row((str(bodies[body]), str(year), _tkr(net), _tkr(made))) for body, year, net, made in frames]
    if rows:
        columns = (Column("Nämnd"), Column("År"), Column("Nettokostnad", "number"), Column("Investeringar", "number"))
        blocks.append(Section("Ramar", (Table("Ramar, tkr", columns, tuple(rows)),)))
    return worded(conditions, "", blocks)
