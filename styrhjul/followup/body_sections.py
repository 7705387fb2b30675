"""Measures, activities, staff and own headings in the content tree of a committee's report (F-4, F-9, L-8, T-2)."""

from collections.abc import Sequence

from styrhjul.documents.content import Block, Cell, Column, Markdown, Note, Number, Paragraph, Row, Section, Table
from styrhjul.documents.words import long_date
from styrhjul.followup.body_facts import MeasureLine, activities_in, counted, measures_in, staff_in
from styrhjul.followup.models import Part, Report
from styrhjul.followup.terms import PartKind

#: What stands under the activities: effort is not effect (P-5).
NOT_ATTAINMENT = "Att aktiviteter är klara betyder inte att målet är nått."

#: What is said where the figures of the staff are not known.
NO_STAFF = "Det finns inga uppgifter om årsarbetare i fastställda planer och inga mått om personal."


def own_headings(parts: Sequence[Part]) -> list[Block]:
    """Return a section for each of the committee's own headings that has a text, in order (L-8, U-1)."""
    return [
        Section(part.title, (Markdown(part.text),), f"rubrik-{part.pk}")
        for part in parts
        if part.kind == PartKind.CHAPTER and part.text
    ]


def body_sections(report: Report, parts: Sequence[Part]) -> list[Block]:
    """Return the sections on measures, activities and staff: those that the report holds, in their order (F-4)."""
    made = {PartKind.MEASURES: _measures, PartKind.ACTIVITIES: _activities, PartKind.STAFF: _staff}
    return [made[PartKind(part.kind)](report, part) for part in parts if part.kind in made]


def _said(part: Part) -> tuple[Block, ...]:
    return (Markdown(part.text),) if part.text else ()


def _measures(report: Report, part: Part) -> Section:
    lines = measures_in(report)
    shown: Block = measure_table("Nämndens mått", lines, report.round.year) if lines else Paragraph(
        "Nämnden har inga mått."
    )  # fmt: skip
    return Section("Mått", (*_said(part), shown), "matt")


def measure_table(caption: str, lines: Sequence[MeasureLine], year: int) -> Table:
    """Return measures with their latest outcome and its year, the value of the year before, and the target (M-2)."""
    columns = (
        Column("Mått"), Column("Hör till"), Column("Senaste utfall", "number"), Column("Avser"),
        Column("Året före", "number"), Column(f"Mål {year}", "number"),
    )  # fmt: skip
    return Table(caption, columns, tuple(Row(_cells(line, year)) for line in lines))


def _cells(line: MeasureLine, year: int) -> tuple[Cell, ...]:
    one = line.series
    latest = one.latest(year)
    before = one.values.get(latest[0] - 1) if latest else None
    figures = [Number(value, one.decimals, one.unit) for value in (before, one.target_of(year))]
    name = f"{one.name} (exempel)" if one.is_example else one.name
    value = Number(latest[1] if latest else None, one.decimals, one.unit)
    return (name, line.goal or "–", value, str(latest[0]) if latest else "–", *figures)


def _activities(report: Report, part: Part) -> Section:
    lines = activities_in(report)
    blocks: tuple[Block, ...] = (Paragraph(counted(lines)), *_said(part))
    if lines:
        columns = (Column("Aktivitet"), Column("Mål"), Column("Ansvar"), Column("Klar senast"), Column("Läge"))
        rows = tuple(
            Row((
                one.what, one.goal or "–", one.unit or "–", long_date(one.due_on) if one.due_on else "–",
                f"{one.status.label}, försenad" if one.is_late else str(one.status.label),
            ))
            for one in lines
        )  # fmt: skip
        blocks = (*blocks, Table("Årets aktiviteter", columns, rows), Note(NOT_ATTAINMENT))
    return Section("Aktiviteter", blocks, "aktiviteter")


def _staff(report: Report, part: Part) -> Section:
    facts, year = staff_in(report), report.round.year
    blocks: list[Block] = list(_said(part))
    if facts.units:
        columns = (Column("Förvaltning"), *(Column(f"Årsarbetare {at}", "number") for at in (year - 1, year)))
        rows = tuple(Row((one.unit, Number(one.before, 1), Number(one.now, 1))) for one in facts.units)
        blocks += [Table("Årsarbetare enligt fastställd plan", columns, rows)]
    if facts.measures:
        blocks += [measure_table("Mått om personal", facts.measures, year)]
    return Section("Personal", tuple(blocks) if blocks else (Paragraph(NO_STAFF),), "personal")
