"""Documents as files, with the municipality's own colour and arms from the settings."""

from pathlib import Path

from django.conf import settings

from styrhjul.documents.content import Document
from styrhjul.documents.look import Look, look_of
from styrhjul.documents.render import Format, render


def own_look() -> Look:
    """Return the municipality's own colour and arms, by the settings. Raises LookError when they cannot be used."""
    arms = settings.MUNICIPALITY_ARMS
    return look_of(settings.MUNICIPALITY_COLOUR, Path(arms) if arms else None)


def printed(document: Document, file_format: Format) -> bytes:
    """Return the document as a file with the municipality's own look. Raises RenderError when it cannot be made."""
    return render(document, file_format, own_look())
