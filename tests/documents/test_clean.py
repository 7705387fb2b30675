"""The one cleaner: what passes it can be shown in all four formats."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from styrhjul.documents.clean import clean, cleaned
from styrhjul.documents.content import Document, Paragraph, Section
from styrhjul.documents.coverage import COVERED
from styrhjul.documents.render import render


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Räksmörgås – 5 § à 12 °C", "Räksmörgås – 5 § à 12 °C"),
        ("a\u030a", "å"),
        ("Bra 😀", "Bra □"),
        ("مرحبا", "□□□□□"),
        ("a\N{EM SPACE}b", "a\N{NO-BREAK SPACE}b"),
        ("a\x00\x08b\x9f\u200b\u202e", "ab"),
        ("rad\r\nrad\u2028rad\x0brad", "rad\nrad\nrad\nrad"),
        ("\ud800\ufffe", "□"),
    ],
)
def test_what_cannot_be_shown_is_replaced_or_left_out(text, shown):
    assert clean(text) == shown


@given(st.text(alphabet=st.characters()))
def test_clean_text_is_stable_composed_and_fit_for_xml(text):
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    etree.Element("a").text = once  # lxml refuses what XML cannot hold


def test_every_text_of_a_tree_is_cleaned():
    tree = Document("\x00T", "A", "2026-01-01", "F", (Section("😀", (Paragraph("\x07p"),)),))
    assert cleaned(tree) == Document("T", "A", "2026-01-01", "F", (Section("□", (Paragraph("p"),)),))


def test_the_fonts_have_every_character_that_passes():
    """PDF/UA-1 refuses a character without a glyph, so a PDF of all of them is the proof."""
    allowed = re.compile(f"[{COVERED}]")
    text = " ".join(chr(code) for code in range(33, 0x20000) if allowed.match(chr(code)))
    marked = "\n\n".join(
        f"{manner}{part}{manner}"
        for part in (re.sub(r"([^\w\s])", r"\\\1", text),)
        for manner in ("", "**", "*", "***")
    )
    assert len(text) > 3000
    tree = Document("T", "A", "2026-01-01", "F", (Section("Tecken", (Paragraph(text), Paragraph(marked))),))
    assert render(tree, "pdf").startswith(b"%PDF")
