"""What a reader finds in each format, as text."""

import io
import re
import subprocess
from pathlib import Path

import docx
from docx.oxml.ns import qn
from lxml import html
from python_calamine import CalamineWorkbook


def words(text: str) -> list[str]:
    """Return the words, without hyphens at line ends, marks and invisible break points."""
    return re.sub(r"[\u200b\u00ad]", "", text).split()


def html_text(data: bytes) -> str:
    """Return the text of an HTML document."""
    return "\n".join(html.fromstring(data.decode()).itertext())


def pdf_text(data: bytes, folder: Path) -> str:
    """Return the text of a PDF in reading order, by poppler."""
    path = folder / "a.pdf"
    path.write_bytes(data)
    made = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True)
    return made.stdout.decode()


def docx_text(data: bytes) -> str:
    """Return the text of a Word file's body, alternative texts included."""
    body = docx.Document(io.BytesIO(data)).element.body
    alternatives = [node.get("descr") or "" for node in body.iter(qn("wp:docPr"))]
    paragraphs = ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))]
    return "\n".join(paragraphs + alternatives)


def xlsx_rows(data: bytes) -> dict[str, list[list[object]]]:
    """Return the rows of each sheet of a workbook."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
