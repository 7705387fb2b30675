"""Tables on paper: no heading is left alone at the foot of a page, and no number or title breaks (F-9)."""

import io
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from styrhjul.documents.content import Column, Document, Note, Number, Paragraph, Row, Section, Table
from styrhjul.documents.render import render
from styrhjul.documents.words import LINE, column_shares
from tests.documents.extract import pdf_text

NAMES = ("Verksamhet", "Budget", "Aktuell budget", "Utfall januari–mars", "Prognos helår", "Avvikelse helår", "År 2025")
COLUMNS = tuple(Column(name, "number" if place else "text") for place, name in enumerate(NAMES))
AMOUNTS = (Number(963_477),) * (len(COLUMNS) - 1)


def budget(rows: int) -> Table:
    """Return a budget whose last group comes after so many rows of the first."""
    groups = [
        Row(("Nämnden", *("",) * len(AMOUNTS)), "group"),
        Row(("Utanför nämnderna", *("",) * len(AMOUNTS)), "group"),
    ]
    body = [Row((f"Verksamhet {number}", *AMOUNTS)) for number in range(rows)]
    return Table("Driftbudget", COLUMNS, (groups[0], *body, groups[1], Row(("Revision", *AMOUNTS))))


def document(*blocks: Section) -> Document:
    """Return a report of the sections."""
    return Document("Rapport", "Sjöstad", "2026-05-11", "Utkast", blocks)


def last_lines(made: bytes, folder: Path) -> list[str]:
    """Return the last line above the foot of each page but the front and the contents."""
    pages = pdf_text(made, folder).split("\f")[2:]
    return [[line.strip() for line in text.splitlines() if line.strip()][-2] for text in pages if text.strip()]


def test_no_groups_heading_is_left_alone_at_the_foot_of_a_page(tmp_path: Path) -> None:
    sections = [Section(f"Del {rows}", (budget(rows),)) for rows in range(30, 42)]
    ends = last_lines(render(document(*sections), "pdf"), tmp_path)
    assert len(ends) > len(sections), "some of the tables go on over the page"
    assert "Utanför nämnderna" not in ends


def test_no_goals_heading_and_note_are_left_alone_at_the_foot_of_a_page(tmp_path: Path) -> None:
    goal = Section("Fler läser", (Note("Fastställt"), Paragraph("Alla barn läser.")))
    sections = [
        Section(f"Del {count}", (*(Paragraph(f"Rad {number}.") for number in range(count)), goal))
        for count in range(24, 36)
    ]
    ends = last_lines(render(document(*sections), "pdf"), tmp_path)
    assert len(ends) > len(sections)
    assert not {"Fler läser", "Fastställt"} & set(ends)


def test_no_row_is_divided_between_two_pages_unless_it_is_long(tmp_path: Path) -> None:
    columns = (Column("Mål"), Column("Skäl"))
    reason = "Målet är nått. " * 30 + "Slut."
    rows = tuple(Row((f"Mål {number}", reason)) for number in range(20))
    long = Table("Långt", columns, (Row(("Mål", "Så gick det. " * 800 + "Sista ordet.")),))
    made = render(document(Section("Mål", (Table("Bidrag", columns, rows),)), Section("Mer", (long,))), "pdf")
    assert [line.endswith("Slut.") for line in last_lines(made, tmp_path)[:2]] == [True] * 2
    assert "Sista ordet." in " ".join(pdf_text(made, tmp_path).split()), "what is longer than a page goes on over it"


def test_where_the_page_is_too_narrow_much_text_gives_way_and_no_number_does() -> None:
    long = "Grundskola årskurs 1–6: Elever i årskurs 1–6"
    table = Table("Volymer", COLUMNS, (Row((long, *AMOUNTS)),))
    wide = Table("Volymer", COLUMNS[:2], (Row((long, AMOUNTS[0])),))
    first, *rest = column_shares(table)
    assert first < column_shares(wide)[0]
    assert sum((first, *rest)) == pytest.approx(LINE)
    assert rest[0] == column_shares(wide)[1]


@pytest.mark.parametrize(("columns", "size"), [(5, 9.5), (7, 8)])
def test_in_word_a_table_of_many_columns_has_smaller_text_and_a_groups_heading_follows_its_rows(
    columns: int, size: float
) -> None:
    rows = (Row(("Nämnden", *("",) * (columns - 1)), "group"), Row(("Skola", *AMOUNTS[: columns - 1])))
    made = render(document(Section("Ekonomi", (Table("Budget", COLUMNS[:columns], rows),))), "docx")
    (table,) = docx.Document(io.BytesIO(made)).tables
    sizes = {paragraph.style.font.size.pt for row in table.rows for cell in row.cells for paragraph in cell.paragraphs}
    assert sizes == {size}
    assert table.rows[1].cells[0].paragraphs[0].paragraph_format.keep_with_next
    assert [int(side.get(qn("w:w"))) for side in table._tbl.tblPr.find(qn("w:tblCellMar"))] == [60, 60]


def test_a_word_longer_than_its_column_is_hyphenated_where_wide_numbers_squeeze_it(tmp_path: Path) -> None:
    columns = [Column("Mått"), Column("Hör till"), Column("Senaste utfall", "number"), Column("Avser")]
    columns += [Column("Året före", "number"), Column("Mål 2025", "number")]
    people = (Number(21, unit="medarbetare"), "2025", Number(22, unit="medarbetare"), Number(20, unit="medarbetare"))
    name, goal = "Hållbart medarbetarengagemang (exempel)", "Chefer har goda förutsättningar att leda"
    table = Table("Mått om personal", tuple(columns), (Row((name, goal, *people)),))
    assert sum(column_shares(table)) > LINE
    text = pdf_text(render(document(Section("Personal", (table,))), "pdf"), tmp_path)
    assert "Hållbart" in text
    assert "medarbetarengagemang" not in text, "it would run into the next column"


def test_a_chapter_of_a_few_lines_follows_on_the_page_where_the_one_before_ended(tmp_path: Path) -> None:
    late = [Section(f"Nämnd {number}", (Note("Ej inlämnad 8 oktober 2026."),)) for number in range(5)]
    made = document(Section("Ekonomi", (budget(3),)), *late, Section("Mål", (budget(2),)), Section("Beslut", ()))
    pages = pdf_text(render(made, "pdf"), tmp_path).split("\f")[2:4]
    assert all(f"Nämnd {number}" in pages[0] for number in range(5))
    assert "Mål" not in pages[0]
    assert "Beslut" in pages[1]
    word = docx.Document(io.BytesIO(render(made, "docx")))
    chapters = [one for one in word.paragraphs if one.style is not None and one.style.name == "Heading 1"]
    opens = [one.text for one in chapters if one.paragraph_format.page_break_before]
    assert opens == ["Ekonomi", "Mål"]
