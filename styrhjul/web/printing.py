"""How a document is shown in a page and given as a file: as it was frozen, else as it stands (F-5, F-9)."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from markupsafe import Markup

from styrhjul.documents.clean import cleaned
from styrhjul.documents.content import Document
from styrhjul.documents.html import Page
from styrhjul.documents.render import MEDIA_TYPES, Format
from styrhjul.governance.archiving import file_of
from styrhjul.governance.models import FrozenVersion, Matter
from styrhjul.governance.printing import printed

#: The formats of files, and what each is called.
FILES: tuple[tuple[Format, str], ...] = (("pdf", "PDF"), ("docx", "Word"), ("xlsx", "Excel"))


def read_context(document: Document, prefix: str) -> dict[str, Any]:
    """Return what a page shows of a document: itself, cleaned, and its text as HTML with anchors of the prefix."""
    shown = cleaned(document)
    html = Markup(Page(prefix).blocks(shown.blocks, 1))  # noqa: S704 - ours
    return {"document": shown, "html": html}


def version_asked(request: HttpRequest, thing: Matter) -> FrozenVersion | None:
    """Return the frozen version that the address asks for by its number, None where it asks for none.

    Raises Http404 for what is no version, and for strangers, who read what stands (O-8).
    """
    number = request.GET.get("version")
    if number is None:
        return None
    if not number.isdecimal() or not request.user.is_authenticated:
        raise Http404
    return get_object_or_404(FrozenVersion.objects.of(thing), number=int(number))


def give_file(
    thing: Matter, file_format: str, version: FrozenVersion | None, build: Callable[[], Document], mark: str = "utkast"
) -> HttpResponse:
    """Return the version as a file, or without one what ``build`` makes, named with the mark.

    Raises Http404 for an unknown format.
    """
    chosen = next((name for name, _ in FILES if name == file_format), None)
    if chosen is None:
        raise Http404
    content = file_of(version, chosen) if version is not None else printed(build(), chosen)
    answer = HttpResponse(content, content_type=MEDIA_TYPES[chosen])
    name = slugify(str(thing).replace("–", "-")) + (f"-version-{version.number}" if version else f"-{mark}")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{chosen}"'
    return answer
