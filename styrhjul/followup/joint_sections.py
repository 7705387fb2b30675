"""The overall goals in the content trees: one joint assessment, and what it rests on, goal by goal (G-3, F-8)."""

from collections.abc import Iterable

from styrhjul.documents.content import (
    AssessmentMark,
    Block,
    BulletList,
    Cell,
    Column,
    Markdown,
    Note,
    Paragraph,
    Row,
    Section,
    Table,
)
from styrhjul.followup.contributing import Contribution, Contributions, contributions_to
from styrhjul.followup.models import Part, Report
from styrhjul.followup.terms import PartKind
from styrhjul.goals.models import GoalVersion
from styrhjul.governance.rules import ModelSettings


def joint_assessment(parts: Iterable[Part]) -> tuple[Block, ...]:
    """Return the section with what the board says of all the overall goals together; nothing before it is written."""
    texts = [part.text for part in parts if part.kind == PartKind.OVERALL and part.text.strip()]
    return tuple(Section("Samlad bedömning", (Markdown(text),), "samlad-bedomning") for text in texts)


def contribution_blocks(
    report: Report, versions: Iterable[GoalVersion], model: ModelSettings
) -> dict[int, tuple[Block, ...]]:
    """Return, by overall goal, how the committees contribute and why some do not; only in the whole's report (G-3)."""
    if report.body_id is not None:
        return {}
    found = contributions_to(versions, report.round)
    return {goal_id: (Section("Så bidrar nämnderna", _blocks(one, model)),) for goal_id, one in found.items()}


def _blocks(one: Contributions, model: ModelSettings) -> tuple[Block, ...]:
    blocks: list[Block] = [_table(one, model)] if one.goals else [Paragraph("Inget mål bidrar till målet i år.")]
    if one.disclaimed:
        blocks.append(Note("Nämnder som målet inte berör, med deras skäl:"))
        blocks.append(BulletList(tuple(f"{body}: {reason}" for body, reason in one.disclaimed)))
    return tuple(blocks)


def _table(contributions: Contributions, model: ModelSettings) -> Table:
    def row(one: Contribution) -> Row:
        mark: Cell = "Inte beslutad än"
        if one.value:
            mark = AssessmentMark(one.value, model.label(one.value))  # type: ignore[arg-type]
        return Row((one.heading, one.body, mark, one.reason or "–"))

    columns = (Column("Mål som bidrar"), Column("Nämnd"), Column("Nämndens bedömning", "assessment"), Column("Skäl"))
    return Table(f"Bidrar till {contributions.heading}", columns, tuple(row(one) for one in contributions.goals))
