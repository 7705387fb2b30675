"""Builds the content trees of reports: what is read, frozen and printed (F-4, F-5, F-9)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings

from styrhjul.documents.content import (
    AssessmentMark,
    Block,
    BulletList,
    Cell,
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
    renamed,
    to_data,
)
from styrhjul.documents.words import long_date
from styrhjul.followup import rules
from styrhjul.followup.accounts_figures import Known, known_of
from styrhjul.followup.accounts_sections import accounts_section, balance_requirement
from styrhjul.followup.actions.soundness import CHANGE as SOUND_CHANGE
from styrhjul.followup.body_sections import body_sections, own_headings
from styrhjul.followup.comparison import Comparison, comparisons_of
from styrhjul.followup.figures import Series, as_decided, figure_of, series_of
from styrhjul.followup.joint_sections import contribution_blocks, joint_assessment
from styrhjul.followup.models import Assessment, Part, Report, SoundManagement
from styrhjul.followup.money_sections import committee_money, lacking_lines, municipal_money
from styrhjul.followup.summary import five_years
from styrhjul.followup.terms import PartKind, RoundKind
from styrhjul.goals.models import GoalVersion
from styrhjul.goals.terms import Level
from styrhjul.governance.documents import read, standing_of
from styrhjul.governance.models import Decision, FrozenVersion, GovernanceModel
from styrhjul.governance.rules import BALANCE_PLACE, ModelSettings
from styrhjul.organisation.clock import today

#: What a part is read with.
ABOVE = ("report__round", "report__body")


def build(report: Report) -> Document:
    """Return the report's content as it stands now, from the database (F-4)."""
    blocks = _municipal(report) if report.body_id is None else _committee(report)
    name = report.body.name_on(report.as_of) if report.body else ""  # the author says the municipality's name
    return Document(
        title=report.round.name,
        author=settings.MUNICIPALITY_NAME,
        date=today().isoformat(),
        standing=standing_of(report),
        blocks=tuple(blocks),
        subtitle=name,
    )


def frozen_content(report: Report, previous: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return what is frozen at a step: the tree as it stands when handed in, after that the very same tree (F-5).

    A decision adopts the version that was handed in; only its standing and the changes decided are added.
    """
    if report.state == "handed" or previous is None:
        return to_data(build(report))
    document = from_data(dict(previous))
    return to_data(replace(document, standing=standing_of(report), blocks=(*document.blocks, *_decided(report))))


def _decided(report: Report) -> tuple[Block, ...]:
    """Return what the latest decision about the report says and changes, as a section of its own (F-5)."""
    decision = Decision.objects.about(report).first()
    if decision is None:
        return ()
    line = decision.lines.filter(content_type__model="report", object_id=report.pk).first()
    said: list[Block] = [Markdown(decision.text)] if decision.text else []
    if line is not None:
        model = GovernanceModel.objects.settings_for(report.round.year)
        headings = {f"goal_{p.version.goal_id}": p.version.heading for p in _parts(report) if p.version}
        headings[SOUND_CHANGE] = "God ekonomisk hushållning"
        changed = [
            (headings[key], model.sound_label(value) if key == SOUND_CHANGE else model.label(value))
            for key, value in line.changes.items()
            if key in headings and value
        ]
        if changed:
            said.append(BulletList(tuple(f"{name}: bedömningen ändras till {to}." for name, to in changed)))
        if line.reason:
            said.append(Paragraph(line.reason))
    return (Section(f"Beslut, {decision.reference}", tuple(said), f"beslut-{decision.pk}"),) if said else ()


def document_of(report: Report, user: object = None) -> Document:
    """Return the content that the user reads: frozen from the day it is handed in, before that as it stands (F-5)."""
    return read(report, lambda: build(report), user)


def _parts(report: Report) -> list[Part]:
    return list(report.parts.select_related("version__goal", "version__body", "about", "area", *ABOVE))


def _committee(report: Report) -> list[Block]:
    parts = _parts(report)
    about = [part for part in parts if part.version]
    said, money = [_summary(report, parts, about), *own_headings(parts)], committee_money(report, parts)
    return [*said, *money, *_goal_sections(report, parts), *body_sections(report, parts)]


def _summary(report: Report, parts: Sequence[Part], about: Sequence[Part]) -> Section:
    """Return the first section: the judgements in a table, the text on the whole, and what is lacking (X-4)."""
    whole = [Markdown(part.text) for part in parts if part.kind == PartKind.WHOLE and part.text]
    lacks: list[Block] = []
    if report.incomplete_reason:
        missing = BulletList(lacking_lines(report))
        lacks = [Note(f"Rapporten lämnades fast något saknas: {report.incomplete_reason}"), missing]
    return Section("Sammanfattning", (*_tally(report, about), *whole, *lacks), "sammanfattning")


def _municipal(report: Report) -> list[Block]:
    parts = _parts(report)
    about = [part for part in parts if part.version]
    comments = {part.about_id: part.text for part in parts if part.kind == PartKind.COMMITTEE and part.text}
    reports = report.round.reports.exclude(body=None).select_related("body").order_by("body__rank", "id")
    chapters = [_chapter(one, comments.get(one.body_id, "")) for one in reports]
    money = municipal_money(report, parts, [one for one in reports if one.state == "decided"])
    known = known_of(report)
    accounts = [*_management(report, parts, known), *accounts_section(report, known)]
    return [_summary(report, parts, about), *accounts, *money, *_goal_sections(report, parts), *chapters]


def _management(report: Report, parts: Sequence[Part], known: Known | None) -> list[Block]:
    """Return the management report: five years in summary, and the chapters in their order (L-8).

    The reckoning of the balance requirement stands under its heading, or last where the year has no such heading.
    """
    blocks: list[Block] = []
    reckoned = balance_requirement(report, known)
    if report.round.kind == RoundKind.ANNUAL:
        blocks += five_years(report)
    for part in parts:
        if part.kind == PartKind.SOUND:
            blocks += _sound(report, parts)
        elif part.kind == PartKind.CHAPTER and part.title == BALANCE_PLACE:
            said = (Markdown(part.text),) if part.text else ()
            inner, reckoned = (*said, *reckoned), []
            blocks += [Section(part.title, inner, f"kapitel-{part.pk}")] if inner else []
        elif part.kind == PartKind.CHAPTER and part.text:
            blocks.append(Section(part.title, (Markdown(part.text),), f"kapitel-{part.pk}"))
    blocks += [Section(BALANCE_PLACE, tuple(reckoned), "balanskrav")] if reckoned else []
    return [Section("Förvaltningsberättelse", tuple(blocks), "forvaltningsberattelse")] if blocks else []


def _sound(report: Report, parts: Sequence[Part]) -> list[Block]:
    """Return the section on sound financial management: the judgement, its ground, the arithmetic, the text (F-7)."""
    judged = SoundManagement.objects.of_report(report)
    texts = [Markdown(part.text) for part in parts if part.kind == PartKind.SOUND and part.text]
    if judged is None:
        return []
    model = GovernanceModel.objects.settings_for(report.round.year)
    mark = AssessmentMark(judged.value, model.sound_label(judged.value))  # type: ignore[arg-type]
    blocks: list[Block] = [mark, Paragraph(judged.reason), BulletList(tuple(judged.lines))]
    if judged.departure:
        blocks.append(Note(f"Varför bedömningen avviker från det som målen talar för: {judged.departure}"))
    return [Section("God ekonomisk hushållning", (*blocks, *texts), "hushallning")]


def _chapter(report: Report, comment: str) -> Section:
    """Return a committee's chapter: the version that it decided, or «ej inlämnad» with the date (F-4)."""
    assert report.body is not None
    name = report.body.name_on(report.as_of)
    frozen = FrozenVersion.objects.of(report).last() if report.state == "decided" else None
    if frozen is None:
        late = Note(f"Ej inlämnad {long_date(today())}. Nämnden har inte beslutat sin rapport.")
        return Section(name, (late, *_said(comment)), f"n{report.pk}")
    document = from_data(frozen.content)
    blocks = tuple(renamed(block, f"n{report.pk}") for block in document.blocks)
    return Section(name, (Note(document.standing), *blocks, *_said(comment)), f"n{report.pk}")


def _said(comment: str) -> tuple[Block, ...]:
    return (Section("Kommunstyrelsens kommentar", (Markdown(comment),)),) if comment else ()


def judgements(report: Report) -> dict[int, Assessment]:
    """Return the report's own judgements by goal: the committee's, or the board's for the whole; one query (F-8)."""
    return {judged.goal_id: judged for judged in Assessment.objects.of_report(report)}


def _tally(report: Report, parts: Sequence[Part]) -> list[Block]:
    """Return the table that sums up the report: every goal with its judgement (design: say the finding first)."""
    if not parts:
        return [Paragraph("Inga mål bedöms i den här rapporten.")]
    model = GovernanceModel.objects.settings_for(report.round.year)
    judged = judgements(report)
    has_forecast = any(found.forecast for found in judged.values())
    rows = []
    for part in parts:
        assert part.version is not None
        found = judged.get(part.version.goal_id)
        mark = _mark(found.value, model) if found else "Inte bedömt"
        ahead = model.label(found.forecast) if found and found.forecast else "–"
        cells = (part.version.heading, Level(part.version.level).label, mark)
        rows.append(Row((*cells, ahead) if has_forecast else cells))
    columns = [Column("Mål"), Column("Nivå"), Column("Bedömning", "assessment")]
    columns += [Column("Prognos för året")] if has_forecast else []
    return [Table("Målen och bedömningarna", tuple(columns), tuple(rows))]


def _mark(value: str, model: ModelSettings) -> AssessmentMark:
    return AssessmentMark(value, model.label(value))  # type: ignore[arg-type]


def _goal_sections(report: Report, parts: Sequence[Part]) -> list[Block]:
    """Return a section for each level with a section for each goal, in the order of the chain."""
    model = GovernanceModel.objects.settings_for(report.round.year)
    versions = [part.version for part in parts if part.version]
    series = series_of(versions, report.round.year, report.round, report.body_id, shown_from=model.fewest_persons)
    if report.body_id is None:
        series = as_decided(series, report.round, model.fewest_persons)
    others = comparisons_of(one.measure_id for some in series.values() for one in some)
    judged = judgements(report)
    below = contribution_blocks(report, versions, judged, model)

    def section(part: Part, version: GoalVersion) -> Section:
        said = _goal(part, version, series[version.pk], judged.get(version.goal_id), others, model)
        return replace(said, blocks=(*said.blocks, *below.get(version.goal_id, ())))

    sections: list[Block] = []
    for level, heading in rules.LEVEL_HEADINGS.items():
        inner = [section(part, part.version) for part in parts if part.version and part.version.level == level]
        joint = joint_assessment(parts) if level == Level.OVERALL else ()
        if inner or joint:
            sections.append(Section(heading, (*joint, *inner), Level(level).value))
    return sections


def _goal(
    part: Part,
    version: GoalVersion,
    series: Sequence[Series],
    judged: Assessment | None,
    others: Mapping[int, Comparison],
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
        blocks.append(_measures(series, year, part.report.round.kind))
        blocks += [
            figure_of(one, year, others.get(one.measure_id), settings.MUNICIPALITY_NAME.removesuffix(" kommun"))
            for one in series
            if len(one.values) > 1
        ]
    if part.text:
        blocks.append(Section("Analys", (Markdown(part.text),)))
    return Section(version.heading, tuple(blocks), f"mal-{version.goal_id}")


def _measures(series: Sequence[Series], year: int, kind: str) -> Table:
    """Return the measures with their figures; what was corrected since a committee decided stands beside (X-3).

    A year that is over has no forecast to wait for: the annual report shows those there are.
    """
    is_corrected = any(one.corrected for one in series)
    has_forecast = kind != RoundKind.ANNUAL or any(one.forecast is not None for one in series)
    numbers = (f"Utfall {year - 1}", f"Utfall {year}", f"Mål {year}", *([f"Prognos {year}"] if has_forecast else []))
    columns = (Column("Mått"), *(Column(name, "number") for name in numbers))

    def row(one: Series) -> Row:
        known = (one.values.get(year - 1), one.values.get(year), one.target_of(year))
        figures = (*known, one.forecast) if has_forecast else known
        name = f"{one.name} (exempel)" if one.is_example else one.name
        cells: tuple[Cell, ...] = (name, *(Number(value, one.decimals, one.unit) for value in figures))
        return Row((*cells, _corrected(one)) if is_corrected else cells)

    columns = (*columns, Column("Rättat sedan nämnden beslutade")) if is_corrected else columns
    return Table("Mått, utfall och mål", columns, tuple(row(one) for one in series))


def _corrected(one: Series) -> str:
    """Return what the outcome has become since the committee decided on it, and when; a dash where it stands (X-3)."""
    if one.corrected is None:
        return "–"
    value, day = one.corrected
    return f"{one.shown(value)} ({long_date(day)})"
