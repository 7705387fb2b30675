"""What typst leaves undone in a PDF: row headers, and streams that validators misread."""

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name

# Elements that hold text and never a table: passing them by halves the time.
TEXTUAL = {"/P", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/L", "/TOC", "/Caption", "/Span", "/Title"}


def finish(pdf: bytes, row_headers: list[bool]) -> bytes:
    """Return the PDF with the first cell of each row as a header, packed in object streams.

    `row_headers` says for each table, in order, whether its rows have headers.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        tables = list(_found(document.Root.StructTreeRoot, "/Table"))
        for table, wanted in zip(tables, row_headers, strict=True):
            if wanted:
                for row in _found(table, "/TR"):
                    _mark_header(row)
        out = io.BytesIO()
        pikepdf.settings.set_flate_compression_level(1)  # half the time for a twentieth more bytes
        # The same document becomes the same bytes: its number is made of what it says, not of the time
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def _found(root: pikepdf.Object, kind: str) -> Iterator[pikepdf.Object]:
    """Give the elements of one kind below the root, in the order in which they are read."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Dictionary):
            continue
        name = node.get("/S")
        if name == kind:
            yield node
        if name == kind or name in TEXTUAL:
            continue
        below = node.get("/K")
        if isinstance(below, Array):
            waiting.extend(reversed(list(below)))
        elif below is not None:
            waiting.append(below)


def _mark_header(row: pikepdf.Object) -> None:
    """Make the first cell of a body row its header (TH, Scope=Row)."""
    first = row.K[0] if isinstance(row.K, Array) else row.K
    if first.get("/S") != "/TD":
        return
    first.S = Name.TH
    scope = Dictionary(O=Name.Table, Scope=Name.Row)
    known = first.get("/A")
    first.A = scope if known is None else Array([*_listed(known), scope])


def _listed(attributes: pikepdf.Object) -> list[pikepdf.Object]:
    return list(attributes) if isinstance(attributes, Array) else [attributes]
