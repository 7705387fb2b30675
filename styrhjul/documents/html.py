"""HTML: the content tree as a part of a page, in the design system's classes."""

import re
from functools import singledispatchmethod
from html import escape
from itertools import count

from styrhjul.documents.charts import outcome_chart
from styrhjul.documents.content import (
    AssessmentMark,
    Block,
    BulletList,
    Cell,
    Column,
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
from styrhjul.documents.markdown import DEEPEST_HEADING
from styrhjul.documents.markdown import to_html as markdown_html
from styrhjul.documents.words import HEADING_SIZES, cell_text, long_day, spans, titled, values_table

_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9_-]+")


def to_html(document: Document, level: int = 1) -> str:
    """Return the cleaned document as an article whose title is a heading of `level`."""
    page = Page()
    head = [
        f'<p class="soft">{escape(document.author)} · {escape(long_day(document.date))}</p>',
        page.heading(document.title, level),
        f'<p class="lead">{escape(document.subtitle)}</p>' if document.subtitle else "",
        f'<p><span class="standing">{escape(document.standing)}</span></p>',
    ]
    body = page.blocks(document.blocks, level)
    return (
        f'<article lang="{escape(document.language)}" class="stack">'
        f'<header class="page-head">{"".join(head)}</header>{body}</article>'
    )


class Page:
    """Writes blocks as HTML and gives each figure ids that no other in the page has."""

    def __init__(self, prefix: str = "figur") -> None:
        self._keys = (f"{prefix}{number}" for number in count(1))

    def blocks(self, blocks: tuple[Block, ...], level: int) -> str:
        """Return the blocks under a heading of `level`."""
        return "".join(self._block(block, level) for block in blocks)

    def heading(self, text: str, level: int) -> str:
        """Return a heading in the size that goes with its level."""
        deep = min(level, DEEPEST_HEADING)
        return f'<h{deep} class="ds-heading" data-size="{HEADING_SIZES[deep]}">{escape(titled(text))}</h{deep}>'

    @singledispatchmethod
    def _block(self, block: Block, _level: int) -> str:
        raise TypeError(f"not a block: {block!r}")

    @_block.register
    def _(self, block: Section, level: int) -> str:
        deeper = level + 1
        name = _NOT_IN_IDS.sub("-", block.id)
        place = f' id="{name}"' if name else ""
        heading = self.heading(block.title, deeper)
        if deeper == 2:
            heading = f'<div class="section-head">{heading}</div>'
        return f'<section class="section stack"{place}>{heading}{self.blocks(block.blocks, deeper)}</section>'

    @_block.register
    def _(self, block: Paragraph, _level: int) -> str:
        return f'<p class="prose">{_lines(block.text)}</p>'

    @_block.register
    def _(self, block: Note, _level: int) -> str:
        return f'<p class="prose soft small">{_lines(block.text)}</p>'

    @_block.register
    def _(self, block: Markdown, level: int) -> str:
        return f'<div class="prose">{markdown_html(block.text, level)}</div>'

    @_block.register
    def _(self, block: BulletList, _level: int) -> str:
        return f'<ul class="prose">{"".join(f"<li>{_lines(item)}</li>" for item in block.items)}</ul>'

    @_block.register
    def _(self, block: AssessmentMark, _level: int) -> str:
        return f"<p>{_mark(block)}</p>"

    @_block.register
    def _(self, block: Table, _level: int) -> str:
        return _table(block)

    @_block.register
    def _(self, block: Figure, _level: int) -> str:
        note = f'<p class="soft small chart-note">{_lines(block.caption)}</p>' if block.caption else ""
        return (
            f'<figure class="measure"><figcaption><b>{escape(block.title)}</b></figcaption>'
            f"{outcome_chart(block, next(self._keys))}{note}"
            f'<details class="fold"><summary>Visa talen i en tabell</summary>'
            f"{_table(values_table(block), small=True)}</details></figure>"
        )


def _table(table: Table, small: bool = False) -> str:
    head = "".join(f'<th scope="col"{_kind(column)}>{escape(column.title)}</th>' for column in table.columns)
    rows = "".join(_row(row, table) for row in table.rows)
    narrow = "figures" if _is_figures(table) else "stack"
    classes = f"grid-table sticky-first{' small' if small else ''}"
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(table.caption)}, rulla i sidled">'
        f'<table class="{classes}" data-narrow="{narrow}"><caption>{escape(table.caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _is_figures(table: Table) -> bool:
    """Tell whether most columns are figures: a phone scrolls those sideways, and reads other tables row by row."""
    figures = sum(column.kind == "number" for column in table.columns)
    return 2 * figures >= len(table.columns) - 1


def _row(row: Row, table: Table) -> str:
    kind = f' class="{row.kind}"' if row.kind != "body" else ""
    if spans(row):
        title = escape(cell_text(row.cells[0]))
        return f'<tr{kind}><th scope="colgroup" colspan="{len(table.columns)}">{title}</th></tr>'
    cells = []
    for place, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
        opening, tag = ('th scope="row"', "th") if table.row_headers and place == 0 else ("td", "td")
        label = f' data-label="{escape(column.title)}"' if place else ""
        cells.append(f"<{opening}{_kind(column)}{label}>{_cell(cell)}</{tag}>")
    return f"<tr{kind}>{''.join(cells)}</tr>"


def _kind(column: Column) -> str:
    return ' class="num"' if column.kind == "number" else ""


def _cell(cell: Cell) -> str:
    if isinstance(cell, AssessmentMark):
        return _mark(cell)
    return escape(cell_text(cell)) if isinstance(cell, Number) else _lines(cell)


def _mark(mark: AssessmentMark) -> str:
    """Return the shape and the word; the page holds the shapes as symbols `s-attained` and so on."""
    return (
        f'<span class="assessment" data-value="{mark.value}"><svg class="sym" aria-hidden="true">'
        f'<use href="#s-{mark.value}"/></svg>{escape(mark.label)}</span>'
    )


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
