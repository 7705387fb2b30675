"""Users' Markdown: to safe HTML for the page, and to plain runs of text for PDF, Word and Excel."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from styrhjul.documents.clean import clean
from styrhjul.documents.content import Column, Row, Table
from styrhjul.documents.markdown_tables import dress, said, with_tables
from styrhjul.documents.words import HEADING_SIZES

DEEPEST_HEADING = 6

_PARSER = with_tables(MarkdownIt("commonmark", {"html": False}).disable("image"))
_SCHEMES = {"http", "https", "mailto"}
_HEADINGS = {f"h{level}" for level in range(1, DEEPEST_HEADING + 1)}
_TAGS = _HEADINGS | {
    "p", "ul", "ol", "li", "strong", "em", "a", "code", "pre", "blockquote", "br", "hr",
    "div", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href"}, "ol": {"start"}, "div": {"class", "tabindex", "role", "aria-label"},
    "table": {"class", "data-narrow"}, "th": {"class", "scope"}, "td": {"class"},
    **{tag: {"class", "data-size"} for tag in _HEADINGS},
}  # fmt: skip


@dataclass(frozen=True)
class Run:
    """A stretch of text in one manner; `href` is the address of a link, or empty."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str = ""


@dataclass(frozen=True)
class Piece:
    """A block of Markdown: heading, text, code or cell, which hold `runs`; list, item, quote, table or row, of `parts`.

    `number` is a heading's level, or the first number of a list (0 for bullets). A table's first row is its header
    and `sides` says how each column is set: left, center, right or number.
    """

    kind: str
    runs: tuple[Run, ...] = ()
    parts: "tuple[Piece, ...]" = ()
    number: int = 0
    sides: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What the runs say."""
        return "".join(run.text for run in self.runs)


@lru_cache(maxsize=1024)  # a long report holds hundreds of texts, and a change elsewhere leaves them as they are
def to_html(text: str, level: int) -> str:
    """Return the Markdown as sanitised HTML whose headings lie below `level`.

    Markup that the user typed is shown as text; pictures are not made.
    """
    html = _PARSER.renderer.render(_tokens(text, level), _PARSER.options, {})
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES)


@lru_cache(maxsize=512)  # one changed paragraph must not cost a parse of all the others
def to_pieces(text: str, level: int) -> tuple[Piece, ...]:
    """Return the Markdown as blocks of runs whose headings lie below `level`, without gaps."""
    return _parts(SyntaxTreeNode(_tokens(text, level)))


def as_table(piece: Piece, caption: str = "") -> Table:
    """Return a piece that is a table as the tree's own table of plain text, for widths and for Excel."""
    header, *rows = piece.parts
    columns = tuple(
        Column(cell.text, "number" if side == "number" else "text")
        for cell, side in zip(header.parts, piece.sides, strict=True)
    )
    return Table(caption, columns, tuple(Row(tuple(cell.text for cell in row.parts)) for row in rows), False)


def _tokens(text: str, level: int) -> list[Token]:
    """Parse, clean what entities such as `&#128512;` turned into, place the headings, set the tables."""
    tokens = _PARSER.parse(text)
    for part in (part for token in tokens for part in (token, *(token.children or ()))):
        part.content = clean(part.content)
    tokens = _without_empty_headings(tokens)
    dress(tokens)
    open_levels: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            depth = int(token.tag[1])
            open_levels = [*(known for known in open_levels if known < depth), depth]
        if token.type in ("heading_open", "heading_close"):
            placed = min(level + len(open_levels), DEEPEST_HEADING)
            token.tag = f"h{placed}"
            token.attrs = {"class": "ds-heading", "data-size": HEADING_SIZES[placed]}
    return tokens


def _piece(node: SyntaxTreeNode) -> Piece:
    if node.type == "heading":
        return Piece("heading", runs=_runs(node), number=int(node.tag[1]))
    if node.type in ("fence", "code_block"):
        return Piece("code", runs=(Run(node.content.rstrip("\n"), code=True),))
    if node.type == "paragraph":
        return Piece("text", runs=_runs(node))
    if node.type == "table":
        rows = [row for group in node.children for row in group.children]
        sides = tuple(cell.meta["side"] for cell in rows[0].children)
        return Piece("table", parts=tuple(_row(row) for row in rows), sides=sides)
    kind = {"blockquote": "quote", "list_item": "item"}.get(node.type, "list")
    start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else 0
    return Piece(kind, parts=_parts(node), number=start)


def _row(node: SyntaxTreeNode) -> Piece:
    return Piece("row", parts=tuple(Piece("cell", runs=_runs(cell)) for cell in node.children))


def _parts(node: SyntaxTreeNode) -> tuple[Piece, ...]:
    return tuple(_piece(child) for child in node.children if child.type != "hr")


def _without_empty_headings(tokens: list[Token]) -> list[Token]:
    """Return the tokens without headings that have no text: «#» alone, before the rest is typed."""
    empty = {
        place for place, token in enumerate(tokens) if token.type == "heading_open" and not said(tokens[place + 1])
    }
    return [token for place, token in enumerate(tokens) if not {place, place - 1, place - 2} & empty]


def _runs(node: SyntaxTreeNode) -> tuple[Run, ...]:
    return tuple(run for child in node.children for run in _inline(child, Run("")))


def _inline(node: SyntaxTreeNode, manner: Run) -> Iterator[Run]:
    if node.type in ("softbreak", "hardbreak"):
        yield _styled(manner, " " if node.type == "softbreak" else "\n")
    elif node.type in ("text", "code_inline"):
        yield _styled(manner, node.content, code=node.type == "code_inline")
    else:
        inner = Run(
            "",
            bold=manner.bold or node.type == "strong",
            italic=manner.italic or node.type == "em",
            href=_address(node) if node.type == "link" else manner.href,
        )
        for child in node.children:
            yield from _inline(child, inner)


def _styled(manner: Run, text: str, code: bool = False) -> Run:
    return Run(text, manner.bold, manner.italic, code, manner.href)


def _address(node: SyntaxTreeNode) -> str:
    """Return a link's address when it may be followed from a file, otherwise nothing."""
    href = str(node.attrs.get("href", ""))
    return href if href.partition(":")[0].lower() in _SCHEMES and ":" in href else ""
