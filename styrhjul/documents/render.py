"""The one way from a content tree to a file."""

from collections.abc import Callable
from typing import Literal

from styrhjul.documents.clean import cleaned
from styrhjul.documents.content import Document
from styrhjul.documents.docx import to_docx
from styrhjul.documents.html import to_html
from styrhjul.documents.look import OURS, Look
from styrhjul.documents.pdf import to_pdf
from styrhjul.documents.xlsx import to_xlsx

Format = Literal["html", "pdf", "docx", "xlsx"]

MEDIA_TYPES: dict[Format, str] = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_WRITERS: dict[Format, Callable[[Document, Look], bytes]] = {
    "html": lambda tree, _look: to_html(tree).encode(),
    "pdf": to_pdf,
    "docx": to_docx,
    "xlsx": lambda tree, _look: to_xlsx(tree),
}


def render(document: Document, file_format: Format, look: Look = OURS) -> bytes:
    """Return the document in the format; all four say the same text, and PDF and Word have the look.

    Raises ValueError for an unknown format or a date that is no date, and
    `process.RenderError` when a PDF or a picture cannot be made.
    """
    if file_format not in _WRITERS:
        raise ValueError(f"unknown format: {file_format}")
    return _WRITERS[file_format](cleaned(document), look)
