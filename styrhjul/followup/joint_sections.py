"""What the whole's judgements rest on, in the content trees: the committees' own, goal by goal (G-3, F-8, X-3)."""

from collections.abc import Iterable, Mapping, Sequence

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
from styrhjul.documents.words import enumerated
from styrhjul.followup.contributing import Contribution, Contributions, contributions_to, shares_of
from styrhjul.followup.models import Assessment, Part, Report
from styrhjul.followup.terms import PartKind
from styrhjul.goals.models import GoalVersion
from styrhjul.governance.rules import ModelSettings


def joint_assessment(parts: Iterable[Part]) -> tuple[Block, ...]:
    """Return the section with what the board says of all the overall goals together; nothing before it is written."""
    texts = [part.text for part in parts if part.kind == PartKind.OVERALL and part.text.strip()]
    return tuple(Section("Samlad bedömning", (Markdown(text),), "samlad-bedomning") for text in texts)


def contribution_blocks(
    report: Report, versions: Sequence[GoalVersion], judged: Mapping[int, Assessment], model: ModelSettings
) -> dict[int, tuple[Block, ...]]:
    """Return what the committees say beneath the whole's judgements; only in the whole's report.

    By overall goal how they contribute and why some do not (G-3); by directed goal how each receiver judges its share,
    and whether it sees otherwise than the whole does (F-8, X-3).
    """
    if report.body_id is not None:
        return {}
    found = contributions_to(versions, report.round)
    below: dict[int, tuple[Block, ...]] = {
        goal_id: (Section("Så bidrar nämnderna", _blocks(one, model)),) for goal_id, one in found.items()
    }
    for goal_id, one in shares_of(versions, report.round).items():
        blocks = (_of_receivers(one, model), *_at_odds(one, judged.get(goal_id)))
        below[goal_id] = (Section("Så bedömer mottagarna", blocks),)
    return below


def _blocks(one: Contributions, model: ModelSettings) -> tuple[Block, ...]:
    blocks: list[Block] = [_table(one, model)] if one.goals else [Paragraph("Inget mål bidrar till målet i år.")]
    if one.disclaimed:
        blocks.append(Note("Nämnder som målet inte berör, med deras skäl:"))
        blocks.append(BulletList(tuple(f"{body}: {reason}" for body, reason in one.disclaimed)))
    return tuple(blocks)


def at_odds(shares: Contributions, value: str) -> tuple[str, ...]:
    """Return the receivers that have decided another judgement than the one of the goal as a whole (X-3)."""
    return tuple(one.body for one in shares.goals if value and one.value and one.value != value)


def _at_odds(shares: Contributions, judged: Assessment | None) -> tuple[Note, ...]:
    """Return the sentence that says who sees otherwise than the judgement of the whole; nothing where all agree."""
    others = at_odds(shares, judged.value if judged is not None else "")
    if not others:
        return ()
    return (Note(f"Bedömningen av målet som helhet skiljer sig från den som {enumerated(others)} gör."),)


def _mark(one: Contribution, model: ModelSettings) -> Cell:
    if not one.value:
        return "Inte beslutad än"
    return AssessmentMark(one.value, model.label(one.value))  # type: ignore[arg-type]


def _of_receivers(shares: Contributions, model: ModelSettings) -> Block:
    if not shares.goals:
        return Paragraph("Målet har ingen mottagare.")
    columns = (Column("Mottagare"), Column("Mottagarens bedömning", "assessment"), Column("Skäl"))
    rows = tuple(Row((one.body, _mark(one, model), one.reason or "–")) for one in shares.goals)
    return Table(f"Mottagarnas bedömningar av {shares.heading}", columns, rows)


def _table(contributions: Contributions, model: ModelSettings) -> Table:
    def row(one: Contribution) -> Row:
        return Row((one.heading, one.body, _mark(one, model), one.reason or "–"))

    columns = (Column("Mål som bidrar"), Column("Nämnd"), Column("Nämndens bedömning", "assessment"), Column("Skäl"))
    return Table(f"Bidrar till {contributions.heading}", columns, tuple(row(one) for one in contributions.goals))
