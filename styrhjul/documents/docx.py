"""Word: real styles and tables, header rows, Swedish, and pictures with a text in their place."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import singledispatchmethod
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Cm, Pt
from docx.table import _Cell

from styrhjul.documents import docx_styles as word
from styrhjul.documents.content import (
    AssessmentMark,
    Block,
    BulletList,
    Cell,
    Document,
    Figure,
    Markdown,
    Note,
    Paragraph,
    Row,
    Section,
    Table,
)
from styrhjul.documents.look import OURS, Look
from styrhjul.documents.markdown import DEEPEST_HEADING, Piece, Run, as_table, to_pieces
from styrhjul.documents.pdf import arms_picture, pictures
from styrhjul.documents.words import cell_text, column_shares, long_day, opens_page, spans, titled

# Word cannot draw ours: characters of the same shapes, always beside the word.
SIGNS = {"attained": "●", "mainly": "■", "partly": "◆", "not": "▽", "none": "◌"}
DEEPEST_LIST = 3
DEEPEST_CONTENTS = 2
TEXT_WIDTH = Cm(15.8)
#: How many letters of one point a table's line holds in a wide typeface: the reader's computer may lack ours.
LETTERS = 720.0


def to_docx(document: Document, look: Look = OURS) -> bytes:
    """Return the cleaned document as a Word file. Raises RenderError when a chart cannot be drawn."""
    file = docx.Document()
    word.dress(file, look.colour)
    writer = _Writer(file, pictures(list(_figures(document.blocks))))
    _properties(file, document)
    _pages(file, document)
    writer.front(document, arms_picture(look))
    writer.contents(document)
    writer.blocks(document.blocks, 0)
    out = io.BytesIO()
    file.save(out)
    return _undated(out.getvalue())


def _undated(package: bytes) -> bytes:
    """Return the file without the moment when its parts were packed: the same document becomes the same bytes."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(package)) as made, ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for name in made.namelist():
            packed.writestr(ZipInfo(name), made.read(name), ZIP_DEFLATED)
    return out.getvalue()


def _figures(blocks: tuple[Block, ...]) -> Iterator[Figure]:
    for block in blocks:
        if isinstance(block, Section):
            yield from _figures(block.blocks)
        elif isinstance(block, Figure):
            yield block


def _headings(blocks: tuple[Block, ...], level: int = 1) -> Iterator[tuple[int, str]]:
    for block in blocks:
        if isinstance(block, Section):
            yield level, titled(block.title)
            yield from _headings(block.blocks, level + 1)


def _properties(file: Any, document: Document) -> None:
    core = file.core_properties
    core.title, core.author = document.title[:255], document.author[:255]
    core.language, core.comments = "sv-SE", ""
    core.created = core.modified = datetime.fromisoformat(document.date).replace(tzinfo=UTC)


def _pages(file: Any, document: Document) -> None:
    """Make A4 pages with a header and a footer on all but the first."""
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    section.top_margin = section.bottom_margin = Cm(2.6)
    section.different_first_page_header_footer = True
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    for paragraph, text in ((header, f"{document.title}\t"), (footer, f"{document.author}\t")):
        paragraph.paragraph_format.tab_stops.clear_all()
        paragraph.style.paragraph_format.tab_stops.clear_all()
        paragraph.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, 2)
        paragraph.style.font.size, paragraph.style.font.color.rgb = Pt(8.5), word.SOFT
        paragraph.add_run(text)
    standing = header.add_run(document.standing)
    standing.font.bold, standing.font.color.rgb = True, word.INK
    footer.add_run("Sida ")
    word.field(footer, "PAGE", "2")
    footer.add_run(" av ")
    word.field(footer, "NUMPAGES", "2")


class _Writer:
    """Writes blocks into a Word file; counts what is numbered."""

    def __init__(self, file: Any, drawings: list[bytes]) -> None:
        self._file = file
        self._drawings = iter(drawings)
        self._numbers = {"Tabell": 0, "Figur": 0, "": 0}
        self._styles = {style.name: style.style_id for style in file.styles}

    def front(self, document: Document, arms: bytes) -> None:
        """Write the title page, with the municipality's arms where there are any."""
        if arms:
            picture = self._paragraph().add_run().add_picture(io.BytesIO(arms), height=Cm(2))
            picture._inline.docPr.set("descr", f"Vapen: {document.author}")
        owner = self._paragraph()
        owner.add_run(document.author).font.bold = True
        owner.paragraph_format.space_after = Pt(170)
        self._paragraph(titled(document.title), "Title")
        if document.subtitle:
            self._paragraph(document.subtitle, "Subtitle")
        standing = self._paragraph()
        standing.paragraph_format.space_before = Pt(150)
        standing.add_run(document.standing).font.bold = True
        self._paragraph(long_day(document.date)).add_run().add_break(WD_BREAK.PAGE)

    def contents(self, document: Document) -> None:
        """Write the table of contents: a field that Word can update, filled with links from the start."""
        headings = [*_headings(document.blocks)]
        entries = [(n, level, text) for n, (level, text) in enumerate(headings, 1) if level <= DEEPEST_CONTENTS]
        if not entries:
            return
        self._paragraph("Innehåll", "TOC Heading")
        made = [self._paragraph(style=f"toc {level}") for _, level, _ in entries]
        for kind, code in (("begin", ""), ("", f' TOC \\o "1-{DEEPEST_CONTENTS}" \\h \\z \\u '), ("separate", "")):
            word.field_mark(made[0], kind, code)
        for paragraph, (number, _, text) in zip(made, entries, strict=True):
            word.jump(paragraph, text, f"rubrik{number}")
        word.field_mark(made[-1], "end")

    def blocks(self, blocks: tuple[Block, ...], level: int) -> None:
        """Write the blocks under a heading of `level`."""
        for block in blocks:
            self._block(block, level)

    def _paragraph(self, text: str = "", style: str = "") -> Any:
        """Add a paragraph; the style's id is set directly, since looking it up costs 2 ms each time."""
        paragraph = self._file.add_paragraph(text)
        if style:
            paragraph._p.style = self._styles[style]
        return paragraph

    @singledispatchmethod
    def _block(self, block: Block, _level: int) -> None:
        raise TypeError(f"not a block: {block!r}")

    @_block.register
    def _(self, block: Section, level: int) -> None:
        opens = level == 0 and (not self._numbers[""] or opens_page(block))
        self._heading(titled(block.title), level + 1, opens=opens)
        self.blocks(block.blocks, level + 1)

    @_block.register
    def _(self, block: Paragraph, _level: int) -> None:
        self._paragraph(block.text)

    @_block.register
    def _(self, block: Note, _level: int) -> None:
        self._paragraph().add_run(block.text).font.color.rgb = word.SOFT

    @_block.register
    def _(self, block: Markdown, level: int) -> None:
        for piece in to_pieces(block.text, level):
            self._piece(piece, 0)

    @_block.register
    def _(self, block: BulletList, _level: int) -> None:
        for item in block.items:
            self._paragraph(item, "List Bullet")

    @_block.register
    def _(self, block: AssessmentMark, _level: int) -> None:
        self._paragraph().add_run(_said(block)).font.bold = True

    @_block.register
    def _(self, block: Figure, _level: int) -> None:
        paragraph = self._paragraph()
        paragraph.paragraph_format.keep_with_next = True
        picture = paragraph.add_run().add_picture(io.BytesIO(next(self._drawings)), width=TEXT_WIDTH)
        picture._inline.docPr.set("descr", block.description or block.title)
        self._caption("Figur", ". ".join(filter(None, (block.title, block.caption))))

    @_block.register
    def _(self, block: Table, _level: int) -> None:
        self._caption("Tabell", block.caption).paragraph_format.keep_with_next = True
        header, *lines = self._grid(block)
        for cell, column in zip(header, block.columns, strict=True):
            run = self._cell(cell, column.title, word.cell_style(len(header), column.kind == "number"))
            run.font.bold, run.font.color.rgb = True, word.SOFT
        for row, cells in zip(block.rows, lines, strict=True):
            self._row(block, row, cells)
        word.gap(self._paragraph())

    def _heading(self, title: str, level: int, *, opens: bool = False) -> None:
        paragraph = self._paragraph(title, f"Heading {min(level, DEEPEST_HEADING)}")
        paragraph.paragraph_format.page_break_before = opens
        self._numbers[""] += 1
        word.bookmark(paragraph, f"rubrik{self._numbers['']}", self._numbers[""])

    def _caption(self, word_for: str, text: str) -> Any:
        self._numbers[word_for] += 1
        paragraph = self._paragraph(f"{word_for} ", "Caption")
        word.field(paragraph, f"SEQ {word_for} \\* ARABIC", str(self._numbers[word_for]))
        paragraph.add_run(f": {text}")
        return paragraph

    def _grid(self, table: Table) -> list[list[_Cell]]:
        """Add a table without text, in the shape of the tree's; its first row is the header."""
        made = self._file.add_table(len(table.rows) + 1, len(table.columns))
        word.hairlines(made)
        word.share_width(made, TEXT_WIDTH.twips, column_shares(table, LETTERS / word.table_size(len(table.columns))))
        return [[_Cell(tc, made) for tc in tr.tc_lst] for tr in made._tbl.tr_lst]

    def _row(self, table: Table, row: Row, cells: list[_Cell]) -> None:
        if spans(row) and len(cells) > 1:
            cells = [cells[0].merge(cells[-1])]
        for cell, column, value in zip(cells, table.columns, row.cells, strict=False):
            run = self._cell(cell, _said(value), word.cell_style(len(table.columns), column.kind == "number"))
            run.bold = True if row.kind != "body" else None
            cell.paragraphs[0].paragraph_format.keep_with_next = True if row.kind == "group" else None

    def _cell(self, cell: _Cell, text: str, style: str) -> Any:
        paragraph = cell.paragraphs[0]
        paragraph._p.style = self._styles[style]
        return paragraph.add_run(text)

    def _piece(self, piece: Piece, depth: int) -> None:
        if piece.kind == "heading":
            self._runs(self._paragraph("", f"Heading {piece.number}"), piece.runs)
        elif piece.kind == "list":
            self._list(piece, depth + 1)
        elif piece.kind == "quote":
            for part in piece.parts:
                self._piece(part, depth)
        elif piece.kind == "table":
            self._users_table(piece)
        else:
            self._runs(self._paragraph(), piece.runs)

    def _users_table(self, piece: Piece) -> None:
        for place, (row, cells) in enumerate(zip(piece.parts, self._grid(as_table(piece)), strict=True)):
            for part, cell, side in zip(row.parts, cells, piece.sides, strict=True):
                paragraph = cell.paragraphs[0]
                paragraph._p.style = self._styles[word.cell_style(len(piece.sides), side in ("right", "number"))]
                if side == "center":
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                self._runs(paragraph, part.runs)
                for run in paragraph.runs if place == 0 else ():
                    run.font.bold, run.font.color.rgb = True, word.SOFT
        word.gap(self._paragraph())

    def _list(self, piece: Piece, depth: int) -> None:
        kind = "List Number" if piece.number else "List Bullet"
        deep = min(depth, DEEPEST_LIST)
        style = kind if deep == 1 else f"{kind} {deep}"
        numbering = word.restarted(self._file, style, piece.number) if piece.number else None
        for item in piece.parts:
            for place, part in enumerate(item.parts):
                if part.kind != "text":
                    self._piece(part, depth)
                    continue
                name = style if place == 0 else "List Continue" if deep == 1 else f"List Continue {deep}"
                paragraph = self._paragraph(style=name)
                self._runs(paragraph, part.runs)
                if numbering is not None and place == 0:
                    word.number_by(paragraph, numbering)

    def _runs(self, paragraph: Any, runs: tuple[Run, ...]) -> None:
        for part in runs:
            run = paragraph.add_run(part.text)
            run.bold, run.italic = part.bold or None, part.italic or None
            if part.code:
                run.font.name = "Consolas"
            if part.href:
                word.link(self._file, paragraph, run, part.href)


def _said(cell: Cell) -> str:
    return f"{SIGNS[cell.value]} {cell.label}" if isinstance(cell, AssessmentMark) else cell_text(cell)
