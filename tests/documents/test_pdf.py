"""The PDF is an archive file and accessible: PDF/A-2a and PDF/UA-1 (L-9, L-10)."""

import io
from collections import Counter

import page
import pikepdf
import pytest

from styrhjul.documents.content import Column, Document, Row, Section, Table
from styrhjul.documents.render import render
from tests.documents.sample import report


@pytest.fixture(scope="module")
def made() -> bytes:
    return render(report(committees=2, goals=3, charts=2), "pdf")


@pytest.fixture(scope="module")
def pdf(made):
    with pikepdf.open(io.BytesIO(made)) as opened:
        yield opened


def _elements(node, found):
    if isinstance(node, pikepdf.Array):
        for child in node:
            _elements(child, found)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            found.append(node)
        _elements(node.get("/K"), found)
    return found


def _scope(cell):
    owners = cell.A if isinstance(cell.A, pikepdf.Array) else [cell.A]
    return next(str(owner.Scope) for owner in owners if "/Scope" in owner)


@pytest.mark.parametrize("profile", [page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A])
def test_a_checker_of_the_standards_rules_finds_no_fault(made, profile):
    found = page.validate_pdf_bytes(made, profile=profile)
    assert found.rules.total > 100
    assert [(failure.rule_id, failure.message) for failure in found.failures] == []


def test_it_says_what_it_is(pdf):
    with pdf.open_metadata() as data:
        assert (data["pdfaid:part"], data["pdfaid:conformance"], data["pdfuaid:part"]) == ("2", "A", "1")
        assert data["dc:title"] == "Delårsrapport januari–augusti 2026"
    assert str(pdf.Root.Lang).lower().startswith("sv")
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_figures_have_alternatives_and_tables_headers(pdf):
    elements = _elements(pdf.Root.StructTreeRoot.K, [])
    kinds = Counter(str(element.S) for element in elements)
    figures = [element for element in elements if element.S == "/Figure"]
    assert len(figures) == 4
    assert all("har " in str(figure.Alt) for figure in figures)
    assert kinds["/Table"] == kinds["/THead"] == 7
    rows = [element for element in elements if element.S == "/TBody" for element in _elements(element.K, [])]
    first = [row.K[0] for row in rows if row.S == "/TR"]
    assert {str(cell.S) for cell in first} == {"/TH"}
    assert all(_scope(cell) == "/Row" for cell in first)


def test_a_table_without_row_headers_keeps_its_cells():
    table = Table("T", (Column("a"), Column("b")), (Row(("x", "y")),), row_headers=False)
    tree = Document("T", "A", "2026-01-01", "F", (Section("S", (table,)),))
    with pikepdf.open(io.BytesIO(render(tree, "pdf"))) as opened:
        kinds = Counter(str(element.S) for element in _elements(opened.Root.StructTreeRoot.K, []))
    assert (kinds["/TH"], kinds["/TD"]) == (2, 2)


def test_no_stream_ends_in_a_carriage_return(pdf):
    streams = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream)]
    assert len(streams) > 10
    assert [stream for stream in streams if stream.read_raw_bytes().endswith(b"\r")] == []


def test_the_same_tree_gives_the_same_pages(made):
    again = render(report(committees=2, goals=3, charts=2), "pdf")
    with pikepdf.open(io.BytesIO(made)) as one, pikepdf.open(io.BytesIO(again)) as other:
        contents = [[part.Contents.read_bytes() for part in file.pages] for file in (one, other)]
    assert contents[0] == contents[1]
