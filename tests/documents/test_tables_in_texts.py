"""Tables that people write or paste in their texts: read, and the same in all four formats (F-4)."""

import io
import re
import zipfile

import docx
import page
import pikepdf
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from styrhjul.documents.content import Column, Document, Markdown, Row, Section, Table
from styrhjul.documents.docx import LETTERS
from styrhjul.documents.docx_styles import table_size
from styrhjul.documents.markdown import Piece, to_html, to_pieces
from styrhjul.documents.markdown_tables import MOST_COLUMNS, readable
from styrhjul.documents.render import render
from styrhjul.documents.words import column_shares
from styrhjul.web.comparing import word_by_word
from tests.documents.extract import docx_text, html_text, xlsx_rows

TEXT = r"""Så gick det:
|  | Budget, tkr | Andel | År | Kommentar |
| --- | --- | :-: | ---: | --- |
| **Skola** | 1 234,5 | 80 % | 2026 | =HYPERLINK("http://a.se") |
| Förskola <b>x</b> | −12 | – | 2025 | a \| b [länk](javascript:alert(1)) |
| Summa | | 7

Efter.
"""
IN_OTHERS = "- punkt\n\n  | a | b |\n  |---|---|\n  | i | lista |\n\n> | c | d |\n> |---|---|\n> | i | citat |\n"


def document(text: str = TEXT) -> Document:
    """Return a report with the text under two headings."""
    return Document("T", "A", "2026-01-01", "F", (Section("Skolan", (Section("Analys", (Markdown(text),)),)),))


def table_in(text: str) -> Piece:
    """Return the text's first table."""
    return next(piece for piece in to_pieces(text, 2) if piece.kind == "table")


def wide(columns: int) -> str:
    """Return a table of so many columns."""
    return "\n".join("|" + cell * columns for cell in ("a|", "-|", "b|"))


def test_f4_a_table_is_read_with_its_header_its_cells_and_how_its_columns_are_set():
    assert [piece.kind for piece in to_pieces(TEXT, 2)] == ["text", "table", "text"]
    table = table_in(TEXT)
    assert table.sides == ("left", "number", "center", "number", "left")
    said = [[cell.text for cell in row.parts] for row in table.parts]
    assert said[0] == ["", "Budget, tkr", "Andel", "År", "Kommentar"]
    assert said[1][:2] == ["Skola", "1\N{NO-BREAK SPACE}234,5"]
    assert said[2][0] == "Förskola <b>x</b>"
    assert said[2][4].startswith("a | b ")
    assert said[3] == ["Summa", "", "7", "", ""]
    assert [run.bold for run in table.parts[1].parts[0].runs if run.text] == [True]


def test_f4_a_column_of_figures_stands_to_the_right_unless_the_writer_says_otherwise():
    cells = "| {} | Rubrik |\n| {} | - |\n| {} | text |\n| {} | text |"
    given = [("a", "-", "1", "2 000"), ("a", "-", "1", "ett"), ("a", ":-", "1", "2"), ("a", "-:", "ett", "2")]
    sides = [table_in(cells.format(*one)).sides[0] for one in given]
    assert sides == ["number", "left", "left", "right"]


@pytest.mark.parametrize("text", ["a | b\n\nc | d", "| a | b |", "a | b\nc | d", "| a | b |\n|---|", wide(64)])
def test_f5_texts_without_a_table_are_read_as_they_always_were(text):
    assert "table" not in {piece.kind for piece in to_pieces(text, 2)}
    assert "<table" not in to_html(text, 2)


def test_f5_lines_with_bars_that_were_pasted_before_there_were_tables_look_the_same():
    assert to_html("Nämnd | Utfall\n\nSkola | 12", 2) == "<p>Nämnd | Utfall</p>\n<p>Skola | 12</p>\n"


def test_f4_a_table_has_no_more_columns_than_word_opens():
    assert len(table_in(wide(MOST_COLUMNS)).sides) == MOST_COLUMNS
    assert render(document(wide(MOST_COLUMNS)), "pdf").startswith(b"%PDF")


def test_f4_on_a_page_the_table_has_header_cells_and_scrolls_in_a_frame_that_keys_reach():
    made = html.fromstring(to_html(TEXT, 2))
    (frame,) = made.xpath('//div[@class="scroll"][@tabindex="0"][@role="group"]')
    assert frame.get("aria-label") == "Tabell: Budget, tkr, Andel, År, Kommentar, rulla i sidled"
    (table,) = frame.xpath('./table[@class="grid-table"][@data-narrow="figures"]')
    assert table.xpath('./thead/tr/th[@scope="col"]/text()') == ["Budget, tkr", "Andel", "År", "Kommentar"]
    assert len(table.xpath("./thead/tr/td[not(node())]")) == 1, "an empty cell is the header of nothing"
    assert table.xpath("./tbody/tr[1]/td/@class") == ["num", "mid", "num"]
    assert table.xpath("./tbody/tr[1]/td/strong/text()") == ["Skola"]


def test_f4_what_a_cell_says_is_text_on_the_page():
    bad = '| <script>alert(1)</script>" onfocus="x | b |\n|---|---|\n| <img src=x onerror=y> | [a](javascript:b) |'
    made = html.fromstring(to_html(bad, 2))
    assert made.xpath("//script|//img|//*[@onfocus]|//*[@onerror]|//*[@style]|//a") == []
    assert "<script>alert(1)</script>" in "".join(made.itertext())


def test_f4_in_the_pdf_the_table_is_tagged_with_header_cells_and_breaks_no_rule_of_the_standards():
    made = render(document(TEXT + "\n" + IN_OTHERS), "pdf")
    for profile in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A):
        assert [failure.message for failure in page.validate_pdf_bytes(made, profile=profile).failures] == []
    with pikepdf.open(io.BytesIO(made)) as opened:
        elements = [thing for thing in opened.objects if isinstance(thing, pikepdf.Dictionary) and "/S" in thing]
        kinds = [str(element.S) for element in elements]
        headers = [element for element in elements if element.S == "/TH"]
        scopes = {str(owner.Scope) for header in headers for owner in header.A if "/Scope" in owner}
    assert (kinds.count("/Table"), kinds.count("/THead"), len(headers), scopes) == (3, 3, 9, {"/Column"})
    assert kinds.count("/TD") == 15 + 4


def test_f4_in_word_it_is_a_table_whose_first_row_is_its_header():
    file = docx.Document(io.BytesIO(render(document(), "docx")))
    (table,) = file.tables
    assert len(table._tbl.xpath("./w:tr/w:trPr/w:tblHeader")) == 1
    assert table._tbl.tr_lst[0].xpath("./w:trPr/w:tblHeader")
    header, first = ([cell.paragraphs[0] for cell in row.cells] for row in table.rows[:2])
    assert [paragraph.text for paragraph in header] == ["", "Budget, tkr", "Andel", "År", "Kommentar"]
    assert all(run.bold for paragraph in header for run in paragraph.runs)
    assert [paragraph.style.name for paragraph in first[:2]] == ["Tabelltext", "Tabelltal"]
    assert first[2].alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert [[run.bold for run in first[place].runs if run.text] for place in (0, 4)] == [[True], [None]]


def test_f4_in_excel_numbers_are_numbers_and_nothing_is_a_formula():
    made = render(document(), "xlsx")
    sheets = xlsx_rows(made)
    assert ["Tabell: Skolan – Analys"] in sheets["Text"]
    rows = sheets["1 Skolan – Analys"]
    assert rows[2] == ["", "Budget, tkr", "Andel", "År", "Kommentar"]
    assert rows[3] == ["Skola", 1234.5, 80.0, 2026.0, '=HYPERLINK("http://a.se")']
    assert rows[4][:4] == ["Förskola <b>x</b>", -12.0, "–", 2025.0]
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        sheet, styles = book.read("xl/worksheets/sheet2.xml").decode(), book.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    formats = re.findall(r'formatCode="(.*?);\N{MINUS SIGN}', styles)
    assert formats == ["#,##0.0", "0&quot;\N{NO-BREAK SPACE}%&quot;", "0"]


def test_f4_a_table_in_a_list_or_a_quotation_stands_in_every_format():
    tree = document(IN_OTHERS)
    sheets = xlsx_rows(render(tree, "xlsx"))
    assert [rows[3] for rows in list(sheets.values())[1:]] == [["i", "lista"], ["i", "citat"]]
    for text in (html_text(render(tree, "html")), docx_text(render(tree, "docx"))):
        assert {"punkt", "lista", "citat"} <= set(text.split())
    assert len(docx.Document(io.BytesIO(render(tree, "docx"))).tables) == 2


CELL = st.text(st.characters() | st.sampled_from("|\\`*_[]()<>=+-@# 1å\u00a0"), max_size=30)


@given(CELL, CELL, st.sampled_from(["---", ":-:", "-:"]))
def test_f4_any_cell_can_be_made_into_every_format(one, two, rule):
    text = f"| a{one} | {two} |\n| {rule} | {rule} |\n| {two} | {one} |\n| 1 | 2 |"
    assert render(document(text), "pdf").startswith(b"%PDF")
    assert render(document(text), "docx").startswith(b"PK")
    assert len(xlsx_rows(render(document(text), "xlsx"))) <= 2
    assert html.fromstring(to_html(text, 2)).xpath("//script|//*[@style]") == []


def test_g11_tables_are_compared_cell_by_cell_and_their_rules_are_no_words():
    before = "Ord.\r\n\r\n|Skola|12|\r\n|---|---|\r\n|Vård|7|"
    after = "Ord.\n\n| Skola | 13 |\n| :-- | ----: |\n| Vård | 7 |"
    assert readable(before) == "Ord.\n\n| Skola | 12 |\n| Vård | 7 |"
    assert word_by_word(before, after) == "Ord. | Skola | <del>12</del> <ins>13</ins> | | Vård | 7 |"
    assert readable("a | b\n--") == "a | b\n--"


def test_g11_a_number_with_a_hard_space_is_one_word_and_bold_is_none():
    assert word_by_word("1\u00a0184,0", "1\u00a0171,5") == "<del>1\u00a0184,0</del> <ins>1\u00a0171,5</ins>"
    assert word_by_word("Tid för stöd", "Tid för **stöd**") == "Tid för stöd"


def test_a_column_of_days_has_room_for_a_day_on_one_line():
    long = "Alla elever lämnar grundskolan med behörighet till gymnasiet"
    columns = (Column("Vad"), Column("Uppdragsgivare"), Column("Ansvar"), Column("Klar senast"))
    table = Table("Aktiviteter", columns, (Row((long, long, "Avdelning grundskola", "17 december 2027")),))
    shares = column_shares(table)
    assert shares[-1] / sum(shares) > 0.19


def test_f9_a_columns_longest_word_has_room_in_a_wide_typeface():
    titles = ("Vad kontrolleras", "Hur", "Hur ofta", "Ansvarig", "Rapporteras till")
    row = (
        "Utredning av upprepad frånvaro", "Tio ärenden per skola: är utredningen påbörjad inom fem skoldagar? " * 3,
        "Varje kvartal", "Avdelningschef grundskola, Avdelning grundskola", "Förvaltningschefen",
    )  # fmt: skip
    line = LETTERS / table_size(len(titles))
    shares = column_shares(Table("Kontroller", tuple(Column(title) for title in titles), (Row(row),)), line)
    letters = [share / sum(shares) * line for share in shares]
    for title, cell, room in zip(titles, row, letters, strict=True):
        assert room > max(len(word) for word in f"{title} {cell}".split()), title
