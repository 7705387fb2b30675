"""The document of what is frozen of a goal (F-5, L-10): made of the wording alone."""

from collections.abc import Mapping
from typing import Any

from styrhjul.documents.content import (
    Block,
    BulletList,
    Cell,
    Column,
    Document,
    Note,
    Number,
    Paragraph,
    Row,
    Section,
    Table,
)
from styrhjul.documents.numbers import format_number
from styrhjul.goals.models import GoalVersion
from styrhjul.goals.rules import STATES
from styrhjul.goals.terms import GoalKind, Ground, Level, Sex, TargetKind
from styrhjul.governance.documents import labels_of, said, worded

#: What a frozen goal says, in the order of the goal's page; what is left out are links and the workflow's own marks.
TEXTS = (
    "text", "explanation", "challenge", "present_state", "new_state", "analysis", "fulfilled_by", "target_group",
    "purpose", "criteria", "follow_up", "quality", "contribution", "ground_text", "guideline",
)  # fmt: skip


def goal_document(version: GoalVersion, content: Mapping[str, Any]) -> Document:
    """Return the goal as it was frozen: its years, its texts, its measures and their targets (G-7, M-2)."""
    fields = content["fields"]
    labels = labels_of(GoalVersion, TEXTS)
    first, last = content["years"]
    facts = [f"Nivå: {Level(version.level).label}", f"Gäller {first}" if first == last else f"Gäller {first}–{last}"]
    facts += [f"Slag: {GoalKind(fields['kind']).label}"] if fields.get("kind") else []
    facts += [f"Grund: {Ground(fields['ground']).label}"] if fields.get("ground") else []
    blocks: list[Block] = [BulletList(tuple(facts)), *said({labels[name]: fields.get(name, "") for name in TEXTS})]
    rows = [
        Row((one["measure"], str(year), TargetKind(kind).label, _value(value)))
        for one in content.get("measures", ())
        for year, _sex, value, kind in one["targets"]
    ]
    if rows:
        columns = (Column("Mått"), Column("År"), Column("Slag av målvärde"), Column("Målvärde"))
        blocks.append(Section("Mått och målvärden", (Table("Mått och målvärden", columns, tuple(rows)),)))
    owner = str(version.body or version.unit)
    return worded(version, owner, blocks)


#: What a goal says of itself where several stand together, as in a budget: why, what is required, how it is followed.
IN_SHORT = ("purpose", "criteria", "follow_up", "quality", "fulfilled_by")


def goal_section(content: Mapping[str, Any]) -> Section:
    """Return a frozen goal as a section among others: how far it had come, its words, its measures by year (G-7, M-2).

    The table has the targets in total, a column for each year that has any.
    """
    fields, labels = content["fields"], labels_of(GoalVersion, IN_SHORT)
    blocks: list[Block] = [Note(STATES[fields["state"]])] if fields.get("state") else []
    blocks += [Paragraph(fields["text"])] if fields.get("text") else []
    facts = tuple(f"{labels[name]}: {fields[name]}" for name in IN_SHORT if fields.get(name))
    blocks += [BulletList(facts)] if facts else []
    measures = {
        one["measure"]: {year: _aim(value, kind) for year, sex, value, kind in one["targets"] if sex == Sex.TOTAL}
        for one in content.get("measures", ())
    }
    years = sorted({year for aims in measures.values() for year in aims})
    if measures:
        columns = (Column("Mått"), *(Column(f"Mål {year}", "number") for year in years))
        rows = tuple(Row((name, *(aims.get(year, Number(None)) for year in years))) for name, aims in measures.items())
        blocks.append(Table("Mått och målvärden", columns, rows))
    return Section(fields["heading"], tuple(blocks) or (Paragraph("–"),))


def _aim(stored: str, kind: str) -> Cell:
    """Return a target in a table: its level as a number, or in words what it is relative to."""
    whole, _, rest = stored.partition(".")
    if kind == TargetKind.LEVEL and whole.lstrip("-").isdigit():
        return Number(float(stored), len(rest.rstrip("0")))
    if kind == TargetKind.CHANGE:
        return f"{_value(stored)}\N{NO-BREAK SPACE}% från basåret"
    if kind == TargetKind.RANK:
        return f"plats {_value(stored)}"
    return "–" if kind == TargetKind.LEVEL else TargetKind(kind).label


def _value(stored: str) -> str:
    """Return a target as it is written; it was frozen as the text of a decimal, or of none."""
    whole, _, rest = stored.partition(".")
    digits = rest.rstrip("0")
    return format_number(float(stored), len(digits)) if whole.lstrip("-").isdigit() else "–"
