"""Builds the content trees of reports: what is read, frozen and printed (F-4, F-5, F-9)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from styrhjul.documents.content import (
    AssessmentMark,
    Block,
    Column,
    Document,
    Markdown,
    Note,
    Number,
    Paragraph,
    Row,
    Section,
    Table,
    from_data,
    to_data,
)
from styrhjul.followup.figures import Series, comparisons_of, figure_of, series_of
from styrhjul.followup.models import Assessment, Part, Report
from styrhjul.followup.terms import PartKind
from styrhjul.goals.models import GoalVersion
from styrhjul.goals.terms import Level
from styrhjul.governance.models import Decision, FrozenVersion, GovernanceModel
from styrhjul.governance.rules import ModelSettings
from styrhjul.organisation.clock import today
from styrhjul.organisation.terms import BodyKind

LEVEL_HEADINGS = {
    Level.OVERALL: "Övergripande mål",
    Level.FINANCIAL: "Finansiella mål",
    Level.DIRECTED: "Riktade mål",
    Level.COMMITTEE: "Nämndsmål",
}


def build(report: Report) -> Document:
    """Return the report's content as it stands now, from the database (F-4)."""
    blocks = _municipal(report) if report.body_id is None else _committee(report)
    name = report.body.name_on(report.as_of) if report.body else settings.MUNICIPALITY_NAME
    return Document(
        title=report.round.name,
        author=settings.MUNICIPALITY_NAME,
        date=today().isoformat(),
        standing=standing_of(report),
        blocks=tuple(blocks),
        subtitle=name,
    )


def standing_of(report: Report) -> str:
    """Return the report's standing in words, with the decision it rests on (design: say what is decided)."""
    decision = Decision.objects.about(report).first()
    return f"{report.state_label}: {decision.reference}" if decision else f"{report.state_label}, inte beslutad"


def frozen_content(report: Report, previous: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return what is frozen at a step: the tree as it stands when handed in, after that the very same tree (F-5).

    A decision adopts the version that was handed in; only its standing and the changes decided are added.
    """
    if report.state == "handed" or previous is None:
        return to_data(build(report))
    document = from_data(dict(previous))
    decision = Decision.objects.about(report).first()
    blocks: tuple[Block, ...] = document.blocks
    if decision is not None and decision.text:
        blocks = (*blocks, Section(f"Beslut, {decision.reference}", (Markdown(decision.text),)))
    return to_data(
        Document(
            title=document.title,
            author=document.author,
            date=document.date,
            standing=standing_of(report),
            blocks=blocks,
            subtitle=document.subtitle,
        )
    )


def document_of(report: Report) -> Document:
    """Return the content to read: the frozen version from the day it is handed in, before that as it stands (F-5)."""
    if report.state in {"draft", "returned"}:
        return build(report)
    frozen = FrozenVersion.objects.of(report).last()
    document = from_data(frozen.content) if frozen else build(report)
    assert isinstance(document, Document)
    return document


def _committee(report: Report) -> list[Block]:
    parts = list(report.parts.select_related("version__goal", "version__body", "report__body"))
    whole = [Markdown(part.text) for part in parts if part.kind == PartKind.WHOLE and part.text]
    about = [part for part in parts if part.version]
    return [
        Section("Sammanfattning", tuple(_tally(report, about)) + tuple(whole), "sammanfattning"),
        *_goal_sections(report, about),
    ]


def _municipal(report: Report) -> list[Block]:
    parts = list(report.parts.select_related("version__goal", "version__body", "about"))
    whole = [Markdown(part.text) for part in parts if part.kind == PartKind.WHOLE and part.text]
    about = [part for part in parts if part.version]
    blocks: list[Block] = [
        Section("Sammanfattning", tuple(_tally(report, about)) + tuple(whole), "sammanfattning"),
        *_goal_sections(report, about),
    ]
    comments = {part.about_id: part.text for part in parts if part.kind == PartKind.COMMITTEE and part.text}
    reports = report.round.reports.exclude(body=None).select_related("body").order_by("body__rank")
    return blocks + [_chapter(one, comments.get(one.body_id, "")) for one in reports]


def _chapter(report: Report, comment: str) -> Section:
    """Return a committee's chapter: the version that it decided, or «ej inlämnad» with the date (F-4)."""
    assert report.body is not None
    name = report.body.name_on(report.as_of)
    frozen = FrozenVersion.objects.of(report).last() if report.state == "decided" else None
    if frozen is None:
        return Section(name, (Note(f"Ej inlämnad {today()}. Nämnden har inte beslutat sin rapport."),), f"n{report.pk}")
    document = from_data(frozen.content)
    blocks = tuple(_renamed(block, f"n{report.pk}") for block in document.blocks)
    said = (Section("Kommunstyrelsens kommentar", (Markdown(comment),)),) if comment else ()
    return Section(name, (Note(document.standing), *blocks, *said), f"n{report.pk}")


def _renamed(block: Block, prefix: str) -> Block:
    """Return the block with its sections' ids made unique within the municipality's report."""
    if not isinstance(block, Section):
        return block
    inner = tuple(_renamed(one, prefix) for one in block.blocks)
    return Section(block.title, inner, f"{prefix}-{block.id}" if block.id else "")


def judgements(report: Report, parts: Sequence[Part]) -> dict[int, Assessment]:
    """Return the report's own judgements by goal: the committee's, or the board's for the whole; one query (F-8)."""
    goals = [part.version.goal_id for part in parts if part.version]
    found = Assessment.objects.filter(round=report.round_id, goal__in=goals)
    if report.body_id:
        found = found.filter(body=report.body_id)
    else:
        found = found.filter(body__kind=BodyKind.BOARD, receiver=None)
    return {judged.goal_id: judged for judged in found.select_related("body")}


def _tally(report: Report, parts: Sequence[Part]) -> list[Block]:
    """Return the table that sums up the report: every goal with its judgement (design: say the finding first)."""
    if not parts:
        return [Paragraph("Inga mål bedöms i den här rapporten.")]
    model = GovernanceModel.objects.settings_for(report.round.year)
    judged = judgements(report, parts)
    rows = []
    for part in parts:
        assert part.version is not None
        found = judged.get(part.version.goal_id)
        mark = _mark(found.value, model) if found else "Inte bedömt"
        ahead = model.label(found.forecast) if found and found.forecast else "–"
        rows.append(Row((part.version.heading, Level(part.version.level).label, mark, ahead)))
    columns = (Column("Mål"), Column("Nivå"), Column("Bedömning", "assessment"), Column("Prognos för året"))
    return [Table("Målen och bedömningarna", columns, tuple(rows))]


def _mark(value: str, model: ModelSettings) -> AssessmentMark:
    return AssessmentMark(value, model.label(value))  # type: ignore[arg-type]


def _goal_sections(report: Report, parts: Sequence[Part]) -> list[Block]:
    """Return a section for each level with a section for each goal, in the order of the chain."""
    model = GovernanceModel.objects.settings_for(report.round.year)
    versions = [part.version for part in parts if part.version]
    series = series_of(versions, report.round.year, report.round, report.body_id, shown_from=model.fewest_persons)
    others = comparisons_of(one.measure_id for some in series.values() for one in some)
    judged = judgements(report, parts)
    sections: list[Block] = []
    for level, heading in LEVEL_HEADINGS.items():
        inner = tuple(
            _goal(part, part.version, series[part.version.pk], judged.get(part.version.goal_id), others, model)
            for part in parts
            if part.version and part.version.level == level
        )
        if inner:
            sections.append(Section(heading, inner, level.value))
    return sections


def _goal(
    part: Part,
    version: GoalVersion,
    series: Sequence[Series],
    judged: Assessment | None,
    others: Mapping[int, Mapping[int, list[float]]],
    model: ModelSettings,
) -> Section:
    """Return what the report says of one goal: text, measures, judgement with reason, analysis (F-4, F-6)."""
    year = part.report.round.year
    blocks: list[Block] = [Paragraph(version.text or version.heading)]
    if version.is_example:
        blocks.append(Note("Målet är ett exempel."))
    if judged is not None:
        blocks += [_mark(judged.value, model), Paragraph(judged.reason)]
        if judged.departure:
            blocks.append(Note(f"Varför bedömningen avviker från måtten: {judged.departure}"))
        if judged.forecast:
            blocks.append(Paragraph(f"Prognos för året: {model.label(judged.forecast).lower()}."))
    if series:
        blocks.append(_measures(series, year))
        blocks += [
            figure_of(one, year, others.get(one.measure_id, {}), settings.MUNICIPALITY_NAME.removesuffix(" kommun"))
            for one in series
            if len(one.values) > 1
        ]
    if part.text:
        blocks.append(Section("Analys", (Markdown(part.text),)))
    return Section(version.heading, tuple(blocks), f"mal-{version.goal_id}")


def _measures(series: Sequence[Series], year: int) -> Table:
    columns = (
        Column("Mått"),
        Column(f"Utfall {year - 1}", "number"),
        Column(f"Utfall {year}", "number"),
        Column(f"Mål {year}", "number"),
        Column(f"Prognos {year}", "number"),
    )

    def row(one: Series) -> Row:
        figures = (one.values.get(year - 1), one.values.get(year), one.target_of(year), one.forecast)
        return Row((one.name, *(Number(value, one.decimals, one.unit) for value in figures)))

    return Table("Mått, utfall och mål", columns, tuple(row(one) for one in series))
