"""The content tree: what a document says, apart from how it looks (F-5, L-10).

Every node is a frozen dataclass of texts, numbers and tuples, so that a tree can be compared,
kept as JSON and checked by its checksum. The four renderers read it and nothing else.
"""

import hashlib
import json
import math
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Literal

Assessment = Literal["attained", "mainly", "partly", "not", "none"]
ASSESSMENTS: tuple[Assessment, ...] = ("attained", "mainly", "partly", "not", "none")
Series = tuple[float | None, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of plain text."""

    text: str


@dataclass(frozen=True)
class Markdown:
    """Text that a user wrote in Markdown. Its headings are placed below the section's own."""

    text: str


@dataclass(frozen=True)
class BulletList:
    """A list of short texts."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Note:
    """A remark set apart from the text: a source, a signal, an explanation."""

    text: str


@dataclass(frozen=True)
class AssessmentMark:
    """How far a goal is attained: a shape and the municipality's own word for it."""

    value: Assessment
    label: str

    def __post_init__(self) -> None:
        if self.value not in ASSESSMENTS:
            raise ValueError(f"unknown assessment: {self.value}")


@dataclass(frozen=True)
class Number:
    """A number in a table. None is a missing value; the unit is written after the number."""

    value: float | None
    decimals: int = 0
    unit: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", _plain(self.value))


@dataclass(frozen=True)
class Deviation(Number):
    """A number that is written with its sign also when it is plus: better than the budget."""


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading and what its cells hold."""

    title: str
    kind: Literal["text", "number", "assessment"] = "text"


Cell = str | Number | AssessmentMark


@dataclass(frozen=True)
class Row:
    """A row of a table; a group opens a part of it and a sum closes one."""

    cells: tuple[Cell, ...]
    kind: Literal["body", "group", "sum"] = "body"


@dataclass(frozen=True)
class Table:
    """A table with a header row; the first cell of each row is its header unless told otherwise."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    row_headers: bool = True

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a table needs a column")
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError(f"each row must have {len(self.columns)} cells")


@dataclass(frozen=True)
class Chart:
    """Outcomes over years, and what they are measured against. Each series has a value a year.

    ``median`` is the line of the others: their median, the best of them, or the one that they are (``line``).
    """

    years: tuple[int, ...]
    own: Series
    name: str
    targets: Series = ()
    forecast: Series = ()
    lower: Series = ()
    median: Series = ()
    upper: Series = ()
    others: str = "andra"
    unit: str = ""
    decimals: int = 0
    line: Literal["median", "best", "one"] = "median"

    def __post_init__(self) -> None:
        for name in ("own", "targets", "forecast", "lower", "median", "upper"):
            series = tuple(_plain(value) for value in getattr(self, name))
            if len(series) not in (0, len(self.years)):
                raise ValueError(f"{name} must have a value for each year")
            object.__setattr__(self, name, series or (None,) * len(self.years))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw but targets: a sentence says that better than a picture."""
        return all(value is None for value in (*self.own, *self.forecast, *self.median))


@dataclass(frozen=True)
class Figure:
    """A chart with its title, the description that replaces it for who cannot see it, and a caption."""

    chart: Chart
    title: str
    description: str
    caption: str = ""


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it. `id` names the place in links and must be unique."""

    title: str
    blocks: "tuple[Block, ...]"
    id: str = ""


Block = Section | Paragraph | Markdown | BulletList | Table | Figure | AssessmentMark | Note


@dataclass(frozen=True)
class Document:
    """A whole document: who stands behind it, what it is called, and its standing in words.

    `date` is an ISO date; `standing` says for instance «Förslag» or «Fastställd KF 2026-10-22 § 70».
    """

    title: str
    author: str
    date: str
    standing: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    language: str = "sv"


NODES = {
    node.__name__: node
    for node in (
        Document, Section, Paragraph, Markdown, BulletList, Note, AssessmentMark,
        Number, Deviation, Column, Row, Table, Chart, Figure,
    )
}  # fmt: skip


def renamed(block: Block, prefix: str) -> Block:
    """Return the block with its sections' ids made unique, for a document that stands inside another."""
    if not isinstance(block, Section):
        return block
    inner = tuple(renamed(one, prefix) for one in block.blocks)
    return Section(block.title, inner, f"{prefix}-{block.id}" if block.id else "")


def _plain(value: Any) -> float | None:
    """Return a number that JSON can hold and keeps: Decimal becomes float, −0 becomes 0; the infinite is refused."""
    if value is None or type(value) is int:
        return value
    if isinstance(value, int | float | Decimal) and math.isfinite(value):
        return float(value) + 0.0
    raise ValueError(f"not a finite number: {value!r}")


def to_data(node: Any) -> Any:
    """Return the node as dicts, lists and plain values; each dict names its node under `node`."""
    if isinstance(node, tuple | list):
        return [to_data(item) for item in node]
    if type(node).__name__ in NODES:
        named = {field.name: to_data(getattr(node, field.name)) for field in fields(node)}
        return {"node": type(node).__name__, **named}
    return node


def from_data(data: Any) -> Any:
    """Return the node that `to_data` made the data of. Raises ValueError for an unknown node."""
    if isinstance(data, list):
        return tuple(from_data(item) for item in data)
    if not isinstance(data, dict):
        return data
    kind = NODES.get(data.get("node", ""))
    if kind is None:
        raise ValueError(f"unknown node: {data.get('node')!r}")
    return kind(**{name: from_data(value) for name, value in data.items() if name != "node"})


def to_json(document: Document) -> str:
    """Return the document as canonical JSON: sorted keys, no spaces, so equal trees give equal text."""
    return json.dumps(to_data(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def from_json(text: str) -> Document:
    """Return the document that was kept as JSON. Raises ValueError when it is not a document."""
    document = from_data(json.loads(text))
    if not isinstance(document, Document):
        raise ValueError("not a document")
    return document


def checksum(document: Document) -> str:
    """Return the SHA-256 of the canonical JSON in hexadecimal: what an adopted version keeps (F-5)."""
    return hashlib.sha256(to_json(document).encode("utf-8", "surrogatepass")).hexdigest()
