"""The four formats say the same, and what a user types is never anything but text."""

import io
import shutil
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from styrhjul.documents.clean import clean
from styrhjul.documents.content import (
    AssessmentMark,
    BulletList,
    Chart,
    Column,
    Deviation,
    Document,
    Figure,
    Markdown,
    Note,
    Number,
    Paragraph,
    Row,
    Section,
    Table,
    from_json,
    to_json,
)
from styrhjul.documents.render import render
from tests.documents.extract import docx_text, html_text, pdf_text, words, xlsx_rows

CHART = Chart((2024, 2025, 2026), (70.5, 72, None), "Kommunen", (None, 75, 75), (None, None, 74), unit="%", decimals=1)
SAYINGS = (
    "Inledande ord.", "Mål & medel", "Andra <b>raden</b>", "Källa: egen uppföljning.", "första punkten",
    "andra punkten", "fetstil", "Verksamhet", "Grundskola", "I huvudsak uppnått", "Nämndernas tal",
    "Nöjda med stödet", "#panic()", "$x^2$", "Sammanfattning", "Underrubrik",
)  # fmt: skip


def _report(text: str = "Inledande ord.", cell: str = "Grundskola") -> Document:
    columns = Column("Verksamhet"), Column("Budget", "number"), Column("Bedömning", "assessment")
    mark = AssessmentMark("mainly", "I huvudsak uppnått")
    rows = (
        Row(("Skola", "", ""), "group"),
        Row((cell, Number(-12345.5, 1, "tkr"), mark)),
        Row(("Summa", Number(None), AssessmentMark("none", "Kan inte bedömas")), "sum"),
    )
    inner = Section(
        "Mål & medel",
        (Table("Nämndernas tal", columns, rows), Figure(CHART, "Nöjda med stödet", "Från 70,5 till 72,0.", "Exempel")),
        "mal",
    )
    blocks = (
        Paragraph(text),
        Paragraph("Andra <b>raden</b>\n#panic() och $x^2$"),
        Markdown("# Underrubrik\n\n**fetstil**\n\n1. ett\n2. två\n   - djupt"),
        BulletList(("första punkten", "andra punkten")),
        mark,
        Note("Källa: egen uppföljning."),
        inner,
    )
    return Document(
        "Delårsrapport 2026", "Exempelkommun", "2026-10-22", "Förslag", (Section("Sammanfattning", blocks),), "Mål"
    )


@pytest.fixture(scope="module")
def made():
    return {form: render(_report(), form) for form in ("html", "pdf", "docx", "xlsx")}


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_the_pdf_says_what_the_tree_says(made, tmp_path):
    text = " ".join(words(pdf_text(made["pdf"], tmp_path)))
    assert [saying for saying in SAYINGS if " ".join(words(saying)) not in text] == []
    assert "Förslag" in text
    assert "22 oktober 2026" in text
    assert "Sida 2 av" in text


def test_html_word_and_excel_say_what_the_tree_says(made):
    sheets = xlsx_rows(made["xlsx"])
    excel = "\n".join(str(cell) for rows in sheets.values() for row in rows for cell in row)
    for text in (html_text(made["html"]), docx_text(made["docx"]), excel):
        joined = " ".join(words(text))
        assert [saying for saying in SAYINGS if " ".join(words(saying)) not in joined] == []
        assert "Förslag" in joined
        assert "22 oktober 2026" in joined


def test_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match="unknown format"):
        render(_report(), "rtf")  # type: ignore[arg-type]


def test_html_is_in_the_design_systems_classes(made):
    page = html.fromstring(made["html"].decode())
    assert [heading.tag for heading in page.xpath("//h1|//h2|//h3|//h4")] == ["h1", "h2", "h3", "h3"]
    assert page.xpath('//span[@class="assessment"][@data-value="mainly"]/svg[@class="sym"][@aria-hidden="true"]')
    tables = page.xpath('//table[contains(concat(" ", @class, " "), " grid-table ")]')
    assert any(table.xpath('./tbody/tr[@class="sum"]/th[@scope="row"]') for table in tables)
    assert all("sticky-first" in table.get("class") and table.get("data-narrow") for table in tables)
    assert page.xpath('//details[@class="fold"]//table')
    assert "style=" not in made["html"].decode()


def test_markup_that_a_user_typed_is_text_in_html():
    bad = '<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1)) ![p](x.png) " &#128512;'
    for block in (Paragraph(bad), Markdown(bad), Note(bad), BulletList((bad,)), AssessmentMark("none", bad)):
        document = Document(bad, bad, "2026-01-01", bad, (Section(bad, (block,), id='"><script>'),), bad)
        page = html.fromstring(render(document, "html").decode())
        assert page.xpath("//script|//img|//*[@onerror]|//a[starts-with(@href, 'javascript')]") == []
        assert "😀" not in html_text(render(document, "html"))


def test_users_headings_come_below_the_sections_and_skip_no_level():
    document = Document("T", "A", "2026-01-01", "F", (Section("S", (Markdown("### djup\n\n# hög\n\n###### lägst"),)),))
    page = html.fromstring(render(document, "html").decode())
    assert [heading.tag for heading in page.xpath("//h1|//h2|//h3|//h4")] == ["h1", "h2", "h3", "h3", "h4"]


def test_word_has_styles_header_rows_language_and_alternative_texts(made):
    file = docx.Document(io.BytesIO(made["docx"]))
    styles = {paragraph.style.name for paragraph in file.paragraphs}
    assert {"Title", "Subtitle", "Heading 1", "Heading 2", "Caption", "List Bullet", "List Number"} <= styles
    assert file.element.body.xpath("count(.//w:tr/w:trPr/w:tblHeader)") == len(file.tables)
    assert file.element.body.xpath("count(.//w:tr[not(w:trPr/w:cantSplit)])") == 0, "a row stands on one page"
    assert {lang.get(qn("w:val")) for lang in file.styles.element.iter(qn("w:lang"))} == {"sv-SE"}
    assert file.element.body.xpath(".//wp:docPr/@descr") == ["Från 70,5 till 72,0."]
    assert file.core_properties.language == "sv-SE"
    assert file.core_properties.title == "Delårsrapport 2026"


def test_a_numbered_list_in_word_starts_at_its_own_number():
    text = Markdown("1. ett\n2. två\n\nstycke\n\n1. åter ett")
    file = docx.Document(io.BytesIO(render(Document("T", "A", "2026-01-01", "F", (text,)), "docx")))
    numbers = [p._p.pPr.numPr.numId.val for p in file.paragraphs if p.style.name == "List Number"]
    assert len(numbers) == 3
    assert numbers[0] == numbers[1] != numbers[2]


def test_excel_has_numbers_as_numbers_and_formulas_as_text():
    sheets = xlsx_rows(render(_report(text="=1+1", cell="=HYPERLINK(1)"), "xlsx"))
    table = sheets["1 Nämndernas tal"]
    assert table[4][:2] == ["=HYPERLINK(1)", -12345.5]
    assert table[5][1] == "–"
    assert ["=1+1"] in sheets["Text"]
    assert sheets["2 Nöjda med stödet"][3] == ["Kommunen", 70.5, 72.0, "–"]


def test_a_deviation_has_its_sign_in_every_format(tmp_path):
    rows = (Row(("Skola", Deviation(86))), Row(("Vård", Deviation(-86.4))), Row(("Kultur", Deviation(0.2))))
    table = Table("Utfall", (Column("Verksamhet"), Column("Avvikelse", "number")), rows)
    document = Document("Rapport", "Sjöstad", "2026-10-06", "Utkast", (table,))
    pages = html_text(render(document, "html")), docx_text(render(document, "docx"))
    for text in (*pages, pdf_text(render(document, "pdf"), tmp_path)):
        said = text.split()
        assert [said[said.index(name) + 1] for name in ("Skola", "Vård", "Kultur")] == ["+86", "−86", "0"]
    book = zipfile.ZipFile(io.BytesIO(render(document, "xlsx")))
    assert "+#,##0;" in book.read("xl/styles.xml").decode()
    assert from_json(to_json(document)) == document


def test_sheet_names_are_valid_and_unique():
    tables = tuple(
        Table(caption, (Column("a"),), (Row(("x",)),))
        for caption in ("History", "[a]:*?/\\", "x" * 60, "x" * 60, "'", "", "Å" * 40)
    )
    names = list(xlsx_rows(render(Document("T", "A", "2026-01-01", "F", tables), "xlsx")))
    assert len(names) == 8
    assert len({name.lower() for name in names}) == 8
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_headings_in_lists_and_quotes_and_without_text_do_no_harm():
    text = Markdown("- # i lista\n> ## i citat\n\n#\n\n#### \n\n1. ### x\n   - > djupt")
    tree = Document("", "", "2026-01-01", "", (Section("", (text,)),))
    assert render(tree, "pdf").startswith(b"%PDF")
    assert render(tree, "docx").startswith(b"PK")
    page = html.fromstring(render(tree, "html").decode())
    assert all(heading.text_content().strip() for heading in page.xpath("//h1|//h2|//h3|//h4|//h5|//h6"))


WEIRD = st.text(
    st.characters() | st.sampled_from("#$*_`[]()<>!\\\n\t-+=|&;:{}~^\"'1.😀مå\x00\u200b\u202e\ufffe"), max_size=60
) | st.sampled_from(
    ["#panic()", "$ x $", "x" * 400, "å" * 90, "[a](https://a.se)", "=cmd|' /C calc'!A0", "{{ x }}", "\\#import \"x\""]
)  # fmt: skip


def _strange(one: str, two: str) -> Document:
    table = Table(one, (Column(two), Column(one, "number")), (Row((two, one)), Row((one, ""), "group")))
    figure = Figure(Chart((2025, 2026), (1, 2), one, others=two, median=(1, 1), unit=two), two, one, one)
    blocks = (Paragraph(one), Markdown(f"{one}\n\n{two}"), Note(two), BulletList((one, two)), table, figure)
    section = Section(one, (*blocks, AssessmentMark("not", two), Section(two, (Markdown(one),), one)), two)
    return Document(one, two, "2026-01-01", one, (section, Section(two, (), two)), two)


@given(WEIRD, WEIRD)
def test_any_text_can_be_made_into_every_format(one, two):
    document = _strange(one, two)
    assert render(document, "pdf").startswith(b"%PDF")
    assert clean(one).split() == [] or set(words(clean(one))) & set(words(docx_text(render(document, "docx"))))
    assert etree.fromstring(render(document, "html"), etree.HTMLParser()) is not None
    assert len(xlsx_rows(render(document, "xlsx"))) == 3
