"""The content tree is kept as JSON and comes back the same (F-5, L-10)."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from styrhjul.documents.content import (
    AssessmentMark,
    Chart,
    Column,
    Document,
    Number,
    Paragraph,
    Row,
    Section,
    Table,
    checksum,
    from_json,
    to_json,
)
from tests.documents.sample import report


def _document(text: str) -> Document:
    return Document("Titel", "Exempelkommun", "2026-10-22", "Förslag", (Section("S", (Paragraph(text),)),))


def test_a_whole_report_comes_back_the_same():
    document = report(committees=2, goals=3, charts=1)
    assert from_json(to_json(document)) == document


@given(st.text())
def test_any_text_comes_back_the_same(text):
    assert from_json(to_json(_document(text))) == _document(text)


def test_the_json_has_sorted_keys_and_no_spaces():
    text = to_json(_document("å"))
    assert text == json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def test_the_checksum_changes_with_a_letter_and_only_then():
    assert checksum(_document("a")) == checksum(_document("a"))
    assert checksum(_document("a")) != checksum(_document("b"))
    assert len(checksum(_document("\ud800"))) == 64


def test_json_that_is_no_document_is_refused():
    with pytest.raises(ValueError, match="not a document"):
        from_json('{"node": "Paragraph", "text": "a"}')
    with pytest.raises(ValueError, match="unknown node"):
        from_json('{"node": "Script"}')


def test_a_decimal_becomes_a_number_and_infinity_is_refused():
    assert Number(Decimal("2.5"), 1).value == 2.5
    with pytest.raises(ValueError, match="finite"):
        Number(float("inf"))
    with pytest.raises(ValueError, match="finite"):
        Chart((2026,), (float("nan"),), "Kommunen")


def test_what_does_not_hang_together_is_refused():
    with pytest.raises(ValueError, match="2 cells"):
        Table("T", (Column("a"), Column("b")), (Row(("x",)),))
    with pytest.raises(ValueError, match="a value for each year"):
        Chart((2025, 2026), (1.0,), "Kommunen")
    with pytest.raises(ValueError, match="unknown assessment"):
        AssessmentMark("good", "Bra")  # type: ignore[arg-type]
