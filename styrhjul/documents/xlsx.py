"""Excel: a sheet of the texts and a sheet for each table and chart, with numbers as numbers."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any

import xlsxwriter

from styrhjul.documents.content import (
    AssessmentMark,
    Block,
    BulletList,
    Cell,
    Deviation,
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
from styrhjul.documents.markdown import Piece, as_table, to_pieces
from styrhjul.documents.numbers import format_number, read_number
from styrhjul.documents.words import cell_text, long_day, values_table

LONGEST_NAME = 31  # characters in a sheet's name
LONGEST_CELL = 32_000  # characters in a cell, with some to spare

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\n\t]+")
_OPTIONS = {
    "constant_memory": True,
    "in_memory": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class _Typed(Number):
    """A number that a user wrote: grouped and signed as it was written, so that a year stays a year."""

    is_grouped: bool = False
    is_signed: bool = False


def to_xlsx(document: Document) -> bytes:
    """Return the cleaned document as a workbook."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        made = datetime.fromisoformat(document.date)
        book.set_properties({"title": document.title[:255], "author": document.author[:255], "created": made})
        _Writer(book).write(document)
    return out.getvalue()


class _Writer:
    """Writes a document into a workbook; keeps its formats and the names that are taken."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._taken = {"history"}  # Excel keeps this name for itself

    def write(self, document: Document) -> None:
        texts = self._sheet("Text", "portrait")
        texts.set_column(0, 0, 100)
        wrapped, heading = self._format(text_wrap=True, valign="top"), self._format(bold=True, font_size=14)
        tables: list[Table] = []
        for line, (text, is_heading) in enumerate(_lines(document, tables)):
            texts.write_string(line, 0, text[:LONGEST_CELL], heading if is_heading else wrapped)
        for number, table in enumerate(tables, 1):
            self._table(table, number)

    def _sheet(self, name: str, way: str) -> Any:
        sheet = self._book.add_worksheet(self._name(name))
        sheet.set_paper(9)
        sheet.set_landscape() if way == "landscape" else sheet.set_portrait()
        sheet.fit_to_pages(1, 0)
        return sheet

    def _name(self, wanted: str) -> str:
        """Return a name that Excel takes: no forbidden characters, at most 31, and not taken."""
        plain = _NOT_IN_NAMES.sub(" ", wanted).strip("' ") or "Tabell"
        names = (_ended(plain, number) for number in count(1))
        name = next(name for name in names if name.lower() not in self._taken)
        self._taken.add(name.lower())
        return name

    def _format(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(properties)
        return self._formats[key]

    def _table(self, table: Table, number: int) -> None:
        sheet = self._sheet(f"{number} {table.caption}", "landscape")
        for place, column in enumerate(table.columns):
            widest = max((len(cell_text(row.cells[place])) for row in table.rows), default=0)
            sheet.set_column(place, place, min(60, max(len(column.title), widest) + 3))
        sheet.write_string(0, 0, table.caption[:LONGEST_CELL], self._format(bold=True, font_size=14))
        for place, column in enumerate(table.columns):
            side = "right" if column.kind == "number" else "left"
            sheet.write_string(2, place, column.title[:LONGEST_CELL], self._format(bold=True, bottom=1, align=side))
        for line, row in enumerate(table.rows, 3):
            self._row(sheet, line, row)
        sheet.freeze_panes(3, 1 if table.row_headers else 0)
        sheet.repeat_rows(2)

    def _row(self, sheet: Any, line: int, row: Row) -> None:
        manner: dict[str, Any] = {"bold": True} if row.kind != "body" else {}
        if row.kind == "sum":
            manner |= {"top": 1, "bottom": 1}
        for place, cell in enumerate(row.cells):
            self._cell(sheet, line, place, cell, manner)

    def _cell(self, sheet: Any, line: int, place: int, cell: Cell, manner: dict[str, Any]) -> None:
        if isinstance(cell, Number) and cell.value is not None:
            look = self._format(**manner, num_format=_number_format(cell))
            sheet.write_number(line, place, cell.value, look)
        else:
            side = "right" if isinstance(cell, Number) else "left"
            look = self._format(**manner, align=side, text_wrap=True, valign="top")
            sheet.write_string(line, place, cell_text(cell)[:LONGEST_CELL], look)


def _ended(plain: str, number: int) -> str:
    end = "" if number == 1 else f" ({number})"
    return plain[: LONGEST_NAME - len(end)].rstrip("' ") + end


def _number_format(number: Number) -> str:
    """Return Excel's format: thousands, decimals, a true minus sign, and the unit as text."""
    whole = "0" if isinstance(number, _Typed) and not number.is_grouped else "#,##0"
    plus = "+" if isinstance(number, _Typed) and number.is_signed else ""
    digits = whole + ("." + "0" * number.decimals if number.decimals else "")
    unit = f'"\N{NO-BREAK SPACE}{number.unit.replace(chr(34), "")}"' if number.unit else ""
    if isinstance(number, Deviation):
        seen = 0.5 / 10**number.decimals  # what rounds to zero has no sign
        nothing = f'"{format_number(0, number.decimals)}"'
        return f"[>={seen}]+{digits}{unit};[<=-{seen}]\N{MINUS SIGN}{digits}{unit};{nothing}{unit}"
    return f"{plus}{digits}{unit};\N{MINUS SIGN}{digits}{unit}"


def _lines(document: Document, tables: list[Table]) -> Iterator[tuple[str, bool]]:
    """Give the lines of text and whether each is a heading; tables met on the way are collected."""
    yield document.title, True
    for text in (document.subtitle, document.author, document.standing, long_day(document.date)):
        if text:
            yield text, False
    yield from _blocks(document.blocks, tables)


def _blocks(blocks: tuple[Block, ...], tables: list[Table], above: tuple[str, ...] = ()) -> Iterator[tuple[str, bool]]:
    """Give the lines of the blocks under the headings `above`."""
    for block in blocks:
        match block:
            case Section(title, inner):
                yield title, True
                yield from _blocks(inner, tables, (*above, title))
            case Markdown(text):
                for piece in to_pieces(text, 1):
                    yield from _piece(piece, "", tables, above)
            case _:
                yield from ((text, False) for text in _plain(block, tables) if text)


def _plain(block: Block, tables: list[Table]) -> Iterator[str]:
    match block:
        case Paragraph(text) | Note(text) | AssessmentMark(label=text):
            yield text
        case BulletList(items):
            yield from (f"• {item}" for item in items)
        case Table():
            tables.append(block)
            yield f"Tabell: {block.caption}"
        case Figure():
            tables.append(values_table(block))
            yield from (f"Diagram: {block.title}", block.description, block.caption)


def _piece(piece: Piece, mark: str, tables: list[Table], above: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    if piece.kind == "table":
        # It has no name of its own: it is named by where it stands
        table = _with_numbers(as_table(piece, " – ".join(filter(None, above[-2:])) or "Tabell i texten"))
        yield from ((mark + text, False) for text in _plain(table, tables))
        return
    if piece.runs:
        yield mark + piece.text, piece.kind == "heading"
    for place, part in enumerate(piece.parts):
        first = f"{piece.number + place}. " if piece.number else "• "
        own = first if piece.kind == "list" else mark if place == 0 else ""
        yield from _piece(part, own, tables, above)


def _with_numbers(table: Table) -> Table:
    """Return a user's table with the cells that are Swedish numbers as numbers."""
    return replace(table, rows=tuple(Row(tuple(_number(cell) for cell in row.cells)) for row in table.rows))


def _number(cell: Cell) -> Cell:
    found = read_number(cell.strip()) if isinstance(cell, str) else None
    if found is None:
        return cell
    value, decimals, unit, is_grouped, is_signed = found
    return _Typed(float(value), decimals, unit, is_grouped, is_signed)
