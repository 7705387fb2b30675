"""Tables in users' Markdown (F-4): which lines are a table, how each column is set, how it stands on a page."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.token import Token

from styrhjul.documents.numbers import MISSING, THOUSANDS, read_number

MOST_COLUMNS = 63  # Word opens no file with a wider table
SIDES = {"number": "num", "right": "end", "center": "mid"}
"""How the cells of a column are set, and the page's class for it; other columns begin at the left."""

_BARS = re.compile(r"\s*(?<!\\)\|\s*")
_BLANK = {"", "-", MISSING}


class _Cell(NamedTuple):
    opening: Token
    inline: Token
    closing: Token

    @property
    def text(self) -> str:
        """What the cell says, without marks."""
        return said(self.inline)


def with_tables(parser: MarkdownIt) -> MarkdownIt:
    """Return the parser with tables read and framed: a header row of its own, and a frame that scrolls by itself."""
    parser.enable("table")
    parser.block.ruler.at("table", _table_rule, {"alt": ["paragraph", "reference"]})
    parser.add_render_rule("table_open", _opened)
    parser.add_render_rule("table_close", _closed)
    return parser


def said(inline: Token) -> str:
    """Return the text of an inline token without marks."""
    return "".join(" " if part.type.endswith("break") else part.content for part in inline.children or ()).strip()


def dress(tokens: Sequence[Token]) -> None:
    """Set every table's cells as its columns ask for: header cells named, numbers to the right and held together."""
    begun = 0
    for place, token in enumerate(tokens):
        if token.type == "table_open":
            begun = place
        elif token.type == "table_close":
            rows = _rows(tokens[begun:place])
            tokens[begun].meta["names"] = [cell.text for cell in rows[0]]
            _dress(rows)


def readable(text: str) -> str:
    """Return the Markdown without the rules of its tables and with their bars apart, to compare word by word (G-11)."""
    if "|" not in text:
        return text
    lines: list[str | None] = [*re.split(r"\r\n?|\n", text)]
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "table_open" and token.map:
            first, end = token.map
            lines[first:end] = [_BARS.sub(" | ", line or "").strip() for line in lines[first:end]]
            lines[first + 1] = None
    return "\n".join(line for line in lines if line is not None)


def _table_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if start + 1 < end:
        rule = state.src[state.bMarks[start + 1] : state.eMarks[start + 1]]
        if rule.count("|") > MOST_COLUMNS + 1:
            return False
    return table(state, start, end, silent)


def _rows(tokens: Sequence[Token]) -> list[list[_Cell]]:
    rows: list[list[_Cell]] = []
    for place, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append(_Cell(token, tokens[place + 1], tokens[place + 2]))
    return rows


def _dress(rows: list[list[_Cell]]) -> None:
    for header, *below in zip(*rows, strict=True):
        side = _side(header, below)
        for cell in (header, *below):
            cell.opening.meta["side"] = side
            cell.opening.attrs = {"class": SIDES[side]} if side in SIDES else {}
        if header.text:
            header.opening.attrs["scope"] = "col"
        else:
            header.opening.tag = header.closing.tag = "td"  # an empty cell is the header of nothing
        for part in (part for cell in below if side == "number" for part in cell.inline.children or ()):
            part.content = part.content.replace(" ", THOUSANDS)


def _side(header: _Cell, below: list[_Cell]) -> str:
    """Return how the column is set: as the user said, else figures to the right and all other text to the left."""
    wanted = str(header.opening.attrs.get("style", "")).removeprefix("text-align:")
    filled = [cell.text for cell in below if cell.text not in _BLANK]
    if wanted in ("", "right") and filled and all(read_number(text) for text in filled):
        return "number"
    return wanted or "left"


def _opened(_renderer: Any, tokens: Sequence[Token], place: int, *_rest: Any) -> str:
    names = ", ".join(name for name in tokens[place].meta["names"] if name)
    label = escape(f"Tabell: {names}, rulla i sidled" if names else "Tabell, rulla i sidled")
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{label}">'
        '<table class="grid-table" data-narrow="figures">'
    )


def _closed(*_rest: Any) -> str:
    return "</table></div>"
