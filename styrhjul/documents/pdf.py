"""PDF: the content tree as data for typst, archive (PDF/A-2a) and accessible (PDF/UA-1) at once (L-9, L-10).

Each top-level section is a module and a data file of its own, so that a changed paragraph makes
typst lay out its own section anew and remember the others.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from functools import singledispatch
from itertools import zip_longest
from pathlib import Path
from typing import Any

from styrhjul.documents.charts import print_chart
from styrhjul.documents.content import (
    AssessmentMark,
    Block,
    BulletList,
    Cell,
    Document,
    Figure,
    Markdown,
    Note,
    Number,
    Paragraph,
    Row,
    Section,
    Table,
)
from styrhjul.documents.look import OURS, Look
from styrhjul.documents.markdown import DEEPEST_HEADING, Piece, as_table, to_pieces
from styrhjul.documents.process import PROCESS
from styrhjul.documents.words import (
    LINE,
    SIDES,
    cell_text,
    column_shares,
    long_date,
    opens_page,
    spans,
    titled,
)  # fmt: skip

TEMPLATE = Path(__file__).with_name("report.typ")
MOST_KEPT = 12  # rows of a table that is kept on one page with the chart below it
MOST_WHOLE = 600  # characters in a cell of a row that is never divided between two pages
LONGEST_CONTENTS = 120  # entries in the table of contents before a level is left out
USUAL_SIZE = 9.5  # points of the text in a table of few columns

_LONG_WORD = re.compile(r"\S{31,}")
_EVERY = re.compile(r".{24}(?=.)", re.DOTALL)
_BREAK = "\N{ZERO WIDTH SPACE}"

Data = dict[str, Any]


def to_pdf(document: Document, look: Look = OURS) -> bytes:
    """Return the cleaned document as PDF. Raises RenderError when it cannot be made."""
    parts = [list(_part(blocks)) for blocks in _parts(document)]
    files = {
        "report.typ": TEMPLATE.read_text(encoding="utf-8").replace(OURS.colour, look.colour),
        "main.typ": _main(len(parts)),
        "document.json": _json({**_front(document, parts), "arms": _arms(look)}),
    }
    for number, blocks in enumerate(parts):
        files[f"part{number}.typ"] = f'#import "report.typ": body\n#body(json("part{number}.json"))\n'
        files[f"part{number}.json"] = _json(blocks)
    row_headers = [wanted for blocks in parts for block in blocks for wanted in _row_headers(block)]
    return PROCESS.run(files=files, kind="pdf", row_headers=row_headers, date=document.date)[0]


def pictures(figures: list[Figure]) -> list[bytes]:
    """Return each chart as a PNG picture, 740 × 300 at double density."""
    if not figures:
        return []
    files = {f"{number}.svg": print_chart(figure) for number, figure in enumerate(figures)}
    pages = "\n#pagebreak()\n".join(f'#image("{name}", width: 740pt)' for name in files)
    setting = '#set page(width: 740pt, height: 300pt, margin: 0pt)\n#set text(font: "Source Sans 3")\n'
    return PROCESS.run(files={"main.typ": setting + pages, **files}, kind="png")


def arms_picture(look: Look) -> bytes:
    """Return the arms as a PNG picture, for a file that takes no SVG; empty where there are none."""
    if isinstance(look.arms, bytes) or not look.arms:
        return look.arms or b""
    setting = "#set page(width: auto, height: auto, margin: 0pt)\n"
    main = f'{setting}#image("arms.svg", height: 200pt)'
    return PROCESS.run(files={"main.typ": main, "arms.svg": look.arms}, kind="png")[0]


def _arms(look: Look) -> Data | None:
    """Return the arms as data for typst: an SVG as its text, a PNG as its bytes."""
    if not look.arms:
        return None
    is_png = isinstance(look.arms, bytes)
    return {"format": "png" if is_png else "svg", "data": list(look.arms) if is_png else look.arms}


def _main(parts: int) -> str:
    opening = '#import "report.typ": report\n#show: report.with(json("document.json"))\n'
    return opening + "".join(f'#include "part{number}.typ"\n' for number in range(parts))


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


def _parts(document: Document) -> list[list[Block]]:
    """Return the blocks in groups, each opened by a top-level section."""
    groups: list[list[Block]] = []
    for block in document.blocks:
        if not groups or isinstance(block, Section) or isinstance(groups[-1][0], Section):
            groups.append([])
        groups[-1].append(block)
    return groups


def _front(document: Document, parts: list[list[Data]]) -> Data:
    day = date.fromisoformat(document.date)
    levels = [block["level"] for blocks in parts for block in blocks if block["kind"] == "heading"]
    fits = [n for n in (3, 2, 1) if sum(level <= n for level in levels) <= LONGEST_CONTENTS]
    return {
        "title": breakable(titled(document.title)),
        "short": document.title if len(document.title) <= 60 else document.title[:59].rstrip() + "…",
        "subtitle": breakable(document.subtitle),
        "author": document.author,
        "standing": breakable(document.standing),
        "language": document.language,
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "day": long_date(day),
        "depth": max(fits, default=1) if levels else 0,
    }


def _part(blocks: list[Block], level: int = 0) -> Iterator[Data]:
    """Give the blocks one after another; a section gives its heading and then its own blocks."""
    for place, (block, following) in enumerate(zip_longest(blocks, blocks[1:])):
        if isinstance(block, Section):
            deeper = min(level + 1, DEEPEST_HEADING)
            opens = deeper == 1 and opens_page(block)
            text = breakable(titled(block.title))
            yield {"kind": "heading", "level": deeper, "text": text, "id": block.id, "opens": opens}
            yield from _part(list(block.blocks), deeper)
        else:
            opens = place == 0 and isinstance(block, Note) and following is not None
            yield {**_block(block, level), "keeps": opens or _keeps(block, following)}


def _keeps(block: Block, following: Block | None) -> bool:
    """Tell whether the block stands on the page of what follows: a table with its chart, a goal with its judgement."""
    if isinstance(block, Table):
        return isinstance(following, Figure) and len(block.rows) <= MOST_KEPT
    return isinstance(block, Paragraph | Note) and isinstance(following, Note | AssessmentMark)


@singledispatch
def _block(block: Block, _level: int) -> Data:
    raise TypeError(f"not a block: {block!r}")


@_block.register
def _(block: Paragraph, _level: int) -> Data:
    return {"kind": "paragraph", "text": breakable(block.text)}


@_block.register
def _(block: Note, _level: int) -> Data:
    return {"kind": "note", "text": breakable(block.text)}


@_block.register
def _(block: Markdown, level: int) -> Data:
    return {"kind": "markdown", "pieces": [_piece(piece) for piece in to_pieces(block.text, level)]}


@_block.register
def _(block: BulletList, _level: int) -> Data:
    return {"kind": "bullets", "items": [breakable(item) for item in block.items]}


@_block.register
def _(block: AssessmentMark, _level: int) -> Data:
    return {"kind": "mark", "value": block.value, "label": breakable(block.label)}


@_block.register
def _(block: Figure, _level: int) -> Data:
    caption = breakable(". ".join(filter(None, (block.title, block.caption))))
    alternative = titled(block.description if block.description.strip() else block.title)
    return {"kind": "figure", "svg": print_chart(block), "alt": alternative, "caption": caption}


@_block.register
def _(block: Table, _level: int) -> Data:
    widths, size = column_shares(block), _size(len(block.columns))
    squeezed = min(1.0, LINE * USUAL_SIZE / size / sum(widths))
    return {
        "kind": "table",
        "caption": breakable(block.caption),
        "header": [breakable(column.title) for column in block.columns],
        "align": ["right" if column.kind == "number" else "left" for column in block.columns],
        "widths": widths,
        "size": size,
        "tight": sum(widths) > LINE,
        "hyphens": [_needs_hyphens(block, index, width * squeezed) for index, width in enumerate(widths)],
        "rows": [_row(row) for row in block.rows],
        "row_headers": block.row_headers,
    }


def _needs_hyphens(table: Table, index: int, width: float) -> bool:
    """Tell whether a word of the column is longer than its share: elsewhere a cell's words stay whole."""
    texts = [cell_text(row.cells[index]) for row in table.rows if not spans(row)]
    return any(len(word) + SIDES > width for text in texts for word in text.split())


def _size(columns: int) -> float:
    """Return the size of a table's text in points: smaller the more columns share the page."""
    return USUAL_SIZE if columns <= 7 else 8 if columns <= 11 else 6.5


def _piece(piece: Piece) -> Data:
    runs = [{**asdict(run), "text": breakable(run.text)} for run in piece.runs]
    parts = [_piece(part) for part in piece.parts]
    made = {"kind": piece.kind, "runs": runs, "parts": parts, "number": piece.number}
    if piece.kind != "table":
        return made
    align = ["right" if side == "number" else side for side in piece.sides]
    return {**made, "align": align, "widths": column_shares(as_table(piece)), "size": _size(len(align)), "tight": True}


def _row_headers(block: Data) -> Iterator[bool]:
    """Tell of each table in the block, as `finish` finds them, whether its rows have headers: a user's have none."""
    if block["kind"] == "table":
        yield block.get("row_headers", False)
    for part in (*block.get("pieces", ()), *(block.get("parts", ()) if block["kind"] == "quote" else ())):
        yield from _row_headers(part)


def _row(row: Row) -> Data:
    whole = max(len(cell_text(cell)) for cell in row.cells) <= MOST_WHOLE
    return {"kind": row.kind, "cells": [_cell(cell) for cell in row.cells], "spans": spans(row), "whole": whole}


def _cell(cell: Cell) -> Data | str:
    if isinstance(cell, AssessmentMark):
        return {"value": cell.value, "label": breakable(cell.label)}
    return cell_text(cell) if isinstance(cell, Number) else breakable(cell)


def breakable(text: str) -> str:
    """Return the text with invisible places to break in words that no line could hold."""
    return _LONG_WORD.sub(lambda word: _EVERY.sub(lambda part: part[0] + _BREAK, word[0]), text)
