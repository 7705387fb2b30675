"""A budget as an Excel sheet, out and in: numbers as numbers, sums as formulas, every row with its key (B-2)."""

import io
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter.utility import xl_col_to_name

#: The sheet's name, and the heading of the column that says which row a line is.
SHEET, KEY = "Belopp", "Radnyckel (ändra inte)"

#: A file larger than this is refused: a budget has some hundred rows.
MOST_BYTES = 2_000_000

#: Rows above the first row of amounts: a heading, what the amounts are, and the heads of the columns.
HEAD_ROWS = 3

#: The paper that a printed sheet is fitted to the width of, as Excel numbers papers.
A4 = 9

#: Columns for each year: revenue, cost, net cost.
PER_YEAR = 3

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class Line(NamedTuple):
    """A row of the sheet: its name, its key («area-service»; empty for a sum), and revenue and cost by year, kronor."""

    name: str
    key: str
    amounts: tuple[tuple[int, int], ...]


class Fault(NamedTuple):
    """What cannot be read: the cell as Excel names it, what stood there, and what was expected."""

    cell: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"Blad {SHEET}, cell {self.cell}: här står «{self.found}», men det ska vara {self.expected}."


class Read(NamedTuple):
    """What a sheet says: kronor by the cell's name («revenue-area-service-year»), and what cannot be read."""

    amounts: Mapping[str, int]
    faults: Sequence[Fault]


def write_sheet(title: str, years: Sequence[int], lines: Sequence[Line]) -> bytes:
    """Return the workbook with a row for each line, in kronor; net costs and sums are formulas with their values."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        book.set_properties({"title": title[:255]})
        _fill(book, title, years, lines)
    return out.getvalue()


def _fill(book: Any, title: str, years: Sequence[int], lines: Sequence[Line]) -> None:
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    number, total = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "#,##0", "bold": True})
    sheet = book.add_worksheet(SHEET)
    sheet.write_string(0, 0, title, bold)
    sheet.write_string(1, 0, "Hela kronor. Nettokostnad är kostnader minus intäkter och räknas ut.")
    sheet.write_string(2, 0, "Verksamhet", head)
    key_column = 1 + PER_YEAR * len(years)
    for at, year in enumerate(years):
        for offset, word in enumerate(("Intäkter", "Kostnader", "Netto")):
            sheet.write_string(2, 1 + PER_YEAR * at + offset, f"{word} {year}", head)
    sheet.write_string(2, key_column, KEY, head)
    for row, line in enumerate(lines, start=HEAD_ROWS):
        sheet.write_string(row, 0, line.name, None if line.key else bold)
        sheet.write_string(row, key_column, line.key)
        for at, (revenue, cost) in enumerate(line.amounts):
            _write_year(sheet, row, 1 + PER_YEAR * at, (revenue, cost), number if line.key else total)
    _write_sum(sheet, lines, len(years), total, bold)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, key_column - 1, 15)
    sheet.set_column(key_column, key_column, 22, None, {"hidden": True})
    sheet.freeze_panes(HEAD_ROWS, 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, HEAD_ROWS - 1)


def _write_year(sheet: Any, row: int, column: int, both: tuple[int, int], form: Any) -> None:
    revenue, cost = both
    sheet.write_number(row, column, revenue, form)
    sheet.write_number(row, column + 1, cost, form)
    formula = f"={xl_col_to_name(column + 1)}{row + 1}-{xl_col_to_name(column)}{row + 1}"
    sheet.write_formula(row, column + 2, formula, form, cost - revenue)


def _write_sum(sheet: Any, lines: Sequence[Line], years: int, form: Any, bold: Any) -> None:
    """Write the sum of the rows that are typed, beneath them; rows that are sums themselves are left out."""
    row = HEAD_ROWS + len(lines)
    sheet.write_string(row, 0, "Summa", bold)
    typed = [index for index, line in enumerate(lines) if line.key]
    for at in range(years):
        for offset in range(PER_YEAR):
            column = 1 + PER_YEAR * at + offset
            letter = xl_col_to_name(column)
            both = [lines[index].amounts[at] for index in typed]
            value = sum((one[0], one[1], one[1] - one[0])[offset] for one in both)
            keys = xl_col_to_name(1 + PER_YEAR * years)
            first, last = HEAD_ROWS + 1, max(HEAD_ROWS + 1, row)
            formula = f'=SUMIF(${keys}${first}:${keys}${last},"?*",{letter}{first}:{letter}{last})'
            sheet.write_formula(row, column, formula, form, value)


def read_sheet(content: bytes, names: Collection[str]) -> Read:
    """Return the amounts of the sheet for the cells with these names; every other key is a fault.

    Nothing is guessed: a row is known by its key, a column by its heading. Empty cells are 0.
    """
    if len(content) > MOST_BYTES:
        return Read({}, [Fault("A1", "en för stor fil", "en budget på högst 2 MB")])
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, KeyError, OSError):
        return Read({}, [Fault("A1", "en annan fil", f"en Excelfil med bladet {SHEET}, hämtad ur Styrhjul")])
    headings = [str(cell).strip() for cell in rows[2]] if len(rows) > HEAD_ROWS - 1 else []
    if KEY not in headings:
        return Read({}, [Fault("A3", ", ".join(headings[:4]), f"en kolumn med rubriken «{KEY}»")])
    amounts: dict[str, int] = {}
    faults: list[Fault] = []
    for number, row in enumerate(rows[HEAD_ROWS:], start=HEAD_ROWS + 1):
        key = str(row[headings.index(KEY)]).strip() if len(row) > headings.index(KEY) else ""
        if key:
            _read_row(key, number, list(zip(headings, row, strict=False)), names, amounts, faults)
    return Read(amounts, faults)


def _read_row(
    key: str, number: int, cells: Sequence[tuple[str, Any]], names: Collection[str], amounts: dict[str, int],
    faults: list[Fault],
) -> None:  # fmt: skip
    """Read the amounts of one row into ``amounts``, and what cannot be read into ``faults``."""
    for column, (heading, value) in enumerate(cells):
        word, _, year = heading.partition(" ")
        kind = {"Intäkter": "revenue", "Kostnader": "cost"}.get(word)
        if kind is None:
            continue
        name, cell = f"{kind}-{key}-{year}", f"{xl_col_to_name(column)}{number}"
        if name not in names:
            faults.append(Fault(cell, f"{key} {year}"[:60], "en rad och ett år som hör till budgeten"))
        elif value in ("", None):
            amounts[name] = 0
        elif isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
            faults.append(Fault(cell, str(value)[:60], "ett tal i hela kronor"))
        else:
            amounts[name] = int(value)
