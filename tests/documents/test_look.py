"""The municipality's own colour and arms in PDF and Word (L-8's documents are the municipality's own)."""

import io
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from django.core.checks import run_checks
from docx.oxml.ns import qn

from styrhjul.documents.content import Document, Markdown
from styrhjul.documents.look import LEAST_CONTRAST, Look, LookError, contrast_with_white, look_of
from styrhjul.documents.pdf import arms_picture
from styrhjul.documents.render import render
from styrhjul.governance.printing import own_look, printed

ARMS = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 12"><path d="M0 0h10v8l-5 4-5-4z" fill="#b00"/></svg>'
TREE = Document(
    title="Årsredovisning 2026", author="Sjöstads kommun", date="2026-09-14", standing="Utkast",
    blocks=(Markdown("Läs [mer](https://sjostad.example/)."),), subtitle="",
)  # fmt: skip


@pytest.fixture
def arms(tmp_path: Path) -> Path:
    file = tmp_path / "vapen.svg"
    file.write_text(ARMS)
    return file


def colours(pdf: bytes) -> set[tuple[float, ...]]:
    """Every colour that the pages fill with, rounded as a colour of 256 steps is."""
    found = set()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for page in opened.pages:
            for instruction in pikepdf.parse_content_stream(page):
                if str(instruction.operator) in {"rg", "scn"} and len(instruction.operands) == 3:
                    found.add(tuple(round(float(one) * 255) for one in instruction.operands))
    return found


def test_the_colour_stands_on_the_title_page_and_in_links() -> None:
    made = render(TREE, "pdf", Look("#0b6a53"))
    assert (0x0B, 0x6A, 0x53) in colours(made)
    assert (0x00, 0x5D, 0xB1) not in colours(made)
    assert (0x00, 0x5D, 0xB1) in colours(render(TREE, "pdf"))


def test_the_arms_stand_on_the_title_page_of_a_valid_pdf(arms: Path) -> None:
    made = render(TREE, "pdf", look_of("", arms))
    assert (0xBB, 0, 0) in colours(made)
    with pikepdf.open(io.BytesIO(made)) as opened, opened.open_metadata() as told:
        assert told["pdfuaid:part"] == "1"
        assert told["pdfaid:part"] == "2"


def test_a_png_serves_as_well_in_both_formats(arms: Path, tmp_path: Path) -> None:
    file = tmp_path / "vapen.png"
    file.write_bytes(arms_picture(look_of("", arms)))
    look = look_of("#7a1f3d", file)
    assert isinstance(look.arms, bytes)
    assert render(TREE, "pdf", look).startswith(b"%PDF")
    assert arms_picture(look) == look.arms


def test_word_has_the_arms_with_a_text_in_their_place_and_links_in_the_colour(arms: Path) -> None:
    file = docx.Document(io.BytesIO(render(TREE, "docx", look_of("#7a1f3d", arms))))
    told = [node.get("descr") for node in file.element.body.iter(qn("wp:docPr"))]
    assert told == ["Vapen: Sjöstads kommun"]
    assert str(file.styles["Hyperlink"].font.color.rgb) == "7A1F3D"
    plain = docx.Document(io.BytesIO(render(TREE, "docx")))
    assert not list(plain.element.body.iter(qn("wp:docPr")))


@pytest.mark.parametrize(("colour", "words"), [("blå", "skrivs som"), ("#12", "skrivs som"), ("#ffcc00", "för ljus")])
def test_a_colour_that_cannot_be_used_is_refused(colour: str, words: str) -> None:
    with pytest.raises(LookError, match=words):
        look_of(colour, None)


def test_the_contrast_is_that_of_the_standard() -> None:
    assert round(contrast_with_white("#000000"), 2) == 21
    assert contrast_with_white("#ffffff") == 1
    assert round(contrast_with_white("#767676"), 2) == 4.54  # the lightest grey that passes
    assert contrast_with_white("#777777") < LEAST_CONTRAST


def test_arms_that_are_not_there_or_no_picture_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LookError, match="går inte att läsa"):
        look_of("", tmp_path / "saknas.svg")
    (tmp_path / "vapen.jpg").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(LookError, match="SVG eller PNG"):
        look_of("", tmp_path / "vapen.jpg")


def test_the_settings_give_the_look_and_are_checked_at_the_start(settings: Any, arms: Path) -> None:
    settings.MUNICIPALITY_COLOUR, settings.MUNICIPALITY_ARMS = "#7A1F3D", str(arms)
    assert own_look() == Look("#7a1f3d", ARMS)
    assert (0x7A, 0x1F, 0x3D) in colours(printed(TREE, "pdf"))
    assert not [one for one in run_checks() if one.id == "styrhjul.E003"]
    settings.MUNICIPALITY_COLOUR = "#ffff00"
    (error,) = [one for one in run_checks() if one.id == "styrhjul.E003"]
    assert "för ljus" in error.msg
