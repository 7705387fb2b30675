"""The document of what is frozen of a goal (F-5, L-10): made of the wording alone."""

from collections.abc import Mapping
from typing import Any

from styrhjul.documents.content import Block, BulletList, Column, Document, Row, Section, Table
from styrhjul.documents.numbers import format_number
from styrhjul.goals.models import GoalVersion
from styrhjul.goals.terms import GoalKind, Ground, Level, TargetKind
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
    return worded(version, owner, f"{first}-01-01", blocks)


def _value(stored: str) -> str:
    """Return a target as it is written; it was frozen as the text of a decimal, or of none."""
    whole, _, rest = stored.partition(".")
    digits = rest.rstrip("0")
    return format_number(float(stored), len(digits)) if whole.lstrip("-").isdigit() else "–"
