"""A budget goes to Excel and comes back the same; what cannot be read is told by its cell (B-2)."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from styrhjul.integrations.budget_sheets import KEY, SHEET, Fault, Line, read_sheet, write_sheet

YEARS = (2027, 2028)
KRONOR = st.integers(-(10**12), 10**12)
BOTH = st.tuples(KRONOR, KRONOR)
LINES = st.lists(st.tuples(st.text(max_size=30), BOTH, BOTH), min_size=1, max_size=12)


def lines_of(rows: list[tuple[str, tuple[int, int], tuple[int, int]]]) -> list[Line]:
    """Lines with keys of their own."""
    return [Line(name, f"{number}-0", (first, second)) for number, (name, first, second) in enumerate(rows, start=1)]


def names_of(lines: list[Line]) -> dict[str, int]:
    """What each cell should say."""
    return {
        f"{kind}-{line.key}-{year}": amount
        for line in lines
        for year, both in zip(YEARS, line.amounts, strict=True)
        for kind, amount in zip(("revenue", "cost"), both, strict=True)
    }


@given(LINES)
def test_b2_a_sheet_comes_back_as_it_went(rows: list[tuple[str, tuple[int, int], tuple[int, int]]]) -> None:
    lines = lines_of(rows)
    read = read_sheet(write_sheet("Budget", YEARS, lines), names_of(lines))
    assert not read.faults
    assert read.amounts == names_of(lines)


@given(LINES)
def test_b2_the_sums_of_the_sheet_agree_with_its_rows(
    rows: list[tuple[str, tuple[int, int], tuple[int, int]]],
) -> None:
    lines = lines_of(rows)
    book = CalamineWorkbook.from_filelike(io.BytesIO(write_sheet("Budget", YEARS, lines)))
    table = book.get_sheet_by_name(SHEET).to_python()
    typed, last = table[3:-1], table[-1]
    assert last[0] == "Summa"
    for column in range(1, 7):
        assert last[column] == sum(row[column] for row in typed)
    assert all(row[3] == row[2] - row[1] for row in typed)


def test_what_people_write_is_text_and_never_a_formula() -> None:
    file = write_sheet("=1+1", YEARS, [Line('=HYPERLINK("x")', "1-0", ((0, 0), (0, 0)))])
    sheet = zipfile.ZipFile(io.BytesIO(file)).read("xl/worksheets/sheet1.xml").decode()
    assert "HYPERLINK" not in sheet, "texts lie in the table of strings, which is never reckoned"


def changed(cell: object) -> bytes:
    """A sheet where somebody has written in a cell."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write_row(2, 0, ["Verksamhet", "Intäkter 2027", "Kostnader 2027", KEY])
        sheet.write_row(3, 0, ["Skola", 5, cell, "1-0"])
    return out.getvalue()


@pytest.mark.parametrize("cell", ["tolv", 1.5, True, "1 000"])
def test_an_amount_that_is_none_is_told_by_its_cell(cell: object) -> None:
    read = read_sheet(changed(cell), {"revenue-1-0-2027", "cost-1-0-2027"})
    assert [fault.cell for fault in read.faults] == ["C4"]
    assert "hela kronor" in str(read.faults[0])


def test_a_row_that_is_not_the_budgets_is_told() -> None:
    read = read_sheet(changed(7), {"revenue-1-0-2027"})
    assert read.faults == [Fault("C4", "1-0 2027", "en rad och ett år som hör till budgeten")]


@pytest.mark.parametrize("content", [b"", b"Belopp;1", b"PK\x03\x04", changed(1)[:200]])
def test_what_is_no_sheet_is_told(content: bytes) -> None:
    assert "Excelfil" in str(read_sheet(content, set()).faults[0])


@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_fail(content: bytes) -> None:
    assert read_sheet(content, set()).faults


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.slow
def test_an_office_program_opens_it_and_reckons_the_same(tmp_path: Path) -> None:
    lines = [Line("Skola", "1-0", ((10, 250), (0, 300))), Line("Förskola", "2-0", ((5, 100), (0, 120)))]
    (tmp_path / "budget.xlsx").write_bytes(write_sheet("Budget", YEARS, lines))
    convert = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to",
               "csv:Text - txt - csv (StarCalc):44,34,76",
               "--outdir", str(tmp_path), str(tmp_path / "budget.xlsx")]  # fmt: skip
    subprocess.run(convert, check=True, capture_output=True, timeout=120)
    told = (tmp_path / "budget.csv").read_text(encoding="utf-8")
    assert "Summa" in told
    assert "335" in told.splitlines()[-1]
