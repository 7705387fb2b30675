"""A report opened by an office program: LibreOffice reads Word and Excel as the page says it (F-9)."""

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import html

from styrhjul.documents.render import Format, render
from tests.documents.extract import words
from tests.documents.sample import report

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]

TREE = report(committees=2, goals=3, charts=2)

EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""Comma, quotation marks, UTF-8, from the first line, numbers as they are shown, each sheet in a file of its own."""


def opened(file_format: Format, to: str, folder: Path) -> list[Path]:
    """Let LibreOffice open the report in the format and save it as something else; return the files."""
    file = folder / f"rapport.{file_format}"
    file.write_bytes(render(TREE, file_format))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    convert = ["soffice", "--headless", profile, "--convert-to", to, "--outdir", str(folder / "out"), str(file)]
    subprocess.run(convert, check=True, capture_output=True, timeout=120)
    return sorted((folder / "out").iterdir())


def said(fragments: list[str]) -> list[str]:
    """Return the texts that say something, their words with one space between."""
    return [joined for joined in (" ".join(words(text)) for text in fragments) if joined]


def of_page(path: str) -> list[str]:
    """Return the texts of the page's elements that the path finds."""
    page = html.fromstring(render(TREE, "html").decode())
    return said(["".join(element.itertext()) for element in page.xpath(path)])


def test_f9_word_says_every_heading_paragraph_and_cell_of_the_page(tmp_path: Path) -> None:
    (file,) = opened("docx", "txt:Text (encoded):UTF8", tmp_path)
    text = " ".join(words(file.read_text(encoding="utf-8-sig")))
    # Not the line above the title, which Word has on two, nor what Word has as the texts of its pictures
    names = ("h1", "h2", "h3", "h4", "p", "li[not(.//li)]", "th", "td")
    leaves = (f"//{name}[not(ancestor::details or ancestor::figure)]" for name in names)
    wanted = of_page("|".join(leaves))[1:]
    assert len(wanted) > 100
    assert [one for one in wanted if one not in text] == []


def test_f9_excels_sums_are_those_of_the_page(tmp_path: Path) -> None:
    rows = [row for file in opened("xlsx", EVERY_SHEET, tmp_path) for row in csv.reader(io.StringIO(file.read_text()))]
    sums = [said(row) for row in rows if row and row[0].startswith("Summa")]
    page = html.fromstring(render(TREE, "html").decode())
    wanted = [said(["".join(cell.itertext()) for cell in row]) for row in page.xpath('//table//tr[@class="sum"]')]
    assert wanted
    assert sorted(map(_plain, wanted)) == sorted(map(_plain, sums))


def _plain(row: list[str]) -> list[str]:
    """Return the row with numbers written alike: without spaces between thousands, a point for the comma."""
    head, *cells = row
    return [head, *(cell.replace(" ", "").replace(",", ".").replace("\N{MINUS SIGN}", "-") for cell in cells)]
