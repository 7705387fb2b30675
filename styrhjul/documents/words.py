"""The words that the formats share, so that they cannot say different things."""

from collections.abc import Iterator, Sequence
from datetime import date

from styrhjul.documents.chart_words import LINE_ROW
from styrhjul.documents.content import (
    AssessmentMark,
    Cell,
    Chart,
    Column,
    Deviation,
    Figure,
    Markdown,
    Note,
    Number,
    Paragraph,
    Row,
    Section,
    Series,
    Table,
)
from styrhjul.documents.numbers import format_number, signed_number, with_unit

HEADING_SIZES = {1: "xl", 2: "md", 3: "sm", 4: "xs", 5: "2xs", 6: "2xs"}  # the design system's
UNTITLED = "Utan rubrik"
BOLD = 1.12  # how much wider bold text is
SIDES = 2.5  # characters that the space on both sides of a cell takes
FEW_LINES = 400  # characters of a chapter that needs no page of its own
LINE = 94.0  # characters of a table's usual size that the width of a page holds
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip


def long_date(day: date) -> str:
    """Return the date as it is said: «22 oktober 2026»."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def long_day(iso: str) -> str:
    """Return an ISO date as it is said. Raises ValueError when it is no date."""
    return long_date(date.fromisoformat(iso))


def paragraph_of(number: str, before: str = "") -> str:
    """Return a decision's paragraph as it is cited, «§ 58», held together; nothing without a number."""
    return f"{before}§\N{NO-BREAK SPACE}{number}" if number else ""


def enumerated(words: Sequence[str]) -> str:
    """Return the words as one says them one after another: «a, b och c»."""
    return " och ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def titled(text: str) -> str:
    """Return a title that can stand as a heading: an empty one is refused by every reader's software."""
    return text if text.strip() else UNTITLED


def opens_page(chapter: Section) -> bool:
    """Tell whether a chapter opens a page: one of a few lines, a decision say, follows where the one before ended."""
    texts = [block.text for block in chapter.blocks if isinstance(block, Paragraph | Note | Markdown)]
    return len(texts) < len(chapter.blocks) or sum(map(len, texts)) > FEW_LINES


def cell_text(cell: Cell) -> str:
    """Return what a cell says; a missing number is «–»."""
    if isinstance(cell, Number):
        write = signed_number if isinstance(cell, Deviation) else format_number
        number = write(cell.value, cell.decimals)
        return number if cell.value is None else with_unit(number, cell.unit)
    return cell.label if isinstance(cell, AssessmentMark) else cell


def spans(row: Row) -> bool:
    """Return whether the row is the heading of a group with nothing but its name."""
    return row.kind == "group" and all(cell == "" for cell in row.cells[1:])


#: The longest word that a column is widened for.
LONGEST_WORD = 22


def column_shares(table: Table, line: float = LINE) -> list[float]:
    """Return each column's share: room for a usual word, more for much text, all of a number and of a title's words.

    A title is bold, and so wider; each cell has space on both sides. Where a ``line`` of so many characters is too
    narrow, much text gives way.
    """
    shares, least = [], []
    for index, column in enumerate(table.columns):
        texts = [cell_text(row.cells[index]) for row in table.rows if not spans(row)]
        longest = max((len(text) for text in texts), default=0)
        title = max(map(len, column.title.split()), default=0) * BOLD
        if column.kind == "number":
            shares.append(max(longest * BOLD, title) + SIDES)  # a sum is bold, as the title is
            least.append(shares[-1])
        else:
            mark = 3 if column.kind == "assessment" else 0
            word = max(max((len(word) for text in texts for word in text.split()), default=0) + mark, title)
            is_short = longest <= len("30 september 2026")
            room = 4.0 if is_short else SIDES  # a day stands on one line
            shares.append(max(min(longest, 12 + longest**0.5 * 2) + mark, min(word, LONGEST_WORD), title, 6) + room)
            least.append(shares[-1] if is_short else max(min(word, LONGEST_WORD), title, 6) + room)
    return _fitted(shares, least, line)


def _fitted(shares: list[float], least: list[float], line: float) -> list[float]:
    """Return the shares made to fit a line, those that have more than they need by an equal part each."""
    over = sum(shares) - line
    while over > 0.01:
        giving = sum(share for share, need in zip(shares, least, strict=True) if share > need)
        if not giving:
            break
        shares = [
            max(need, share * (1 - over / giving)) if share > need else share
            for share, need in zip(shares, least, strict=True)
        ]
        over = sum(shares) - line
    return shares


def values_table(figure: Figure) -> Table:
    """Return the numbers of a chart as a table: a row a series, a column a year."""
    chart = figure.chart
    heads = Column(chart.unit or "Serie"), *(Column(str(year), "number") for year in chart.years)
    rows = tuple(Row((name, *(Number(value, chart.decimals) for value in series))) for name, series in _series(chart))
    return Table(figure.title, heads, rows)


def _series(chart: Chart) -> Iterator[tuple[str, Series]]:
    """Give the name and values of each series that has any value; the own one always."""
    yield chart.name, chart.own
    for name, series in (
        ("Målvärde", chart.targets),
        ("Prognos", chart.forecast),
        (LINE_ROW[chart.line] + chart.others, chart.median),
        ("Undre kvartil", chart.lower),
        ("Övre kvartil", chart.upper),
    ):
        if any(value is not None for value in series):
            yield name, series
