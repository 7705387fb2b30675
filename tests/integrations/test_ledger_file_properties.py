"""Whatever is written as a ledger file comes back: amounts exact in every format, and sums in every layout."""

import contextlib
import csv
import io
from decimal import Decimal
from typing import Any, cast

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from styrhjul.integrations.ledger.amounts import MINUS, SPACES, Mark, amount_of_number, decimal_mark, parse_amount
from styrhjul.integrations.ledger.content import CODES, CodedAmount, UnreadableFile
from styrhjul.integrations.ledger.periods import parse_date, parse_month, parse_period
from styrhjul.integrations.ledger.profile import LABELS, Profile
from styrhjul.integrations.ledger.proposing import propose
from styrhjul.integrations.ledger.reading import Ledger

ORE = st.integers(-(10**13), 10**13)
MARKS = st.sampled_from([",", "."])


def written(ore: int, mark: str, gap: str = "", minus: str = "-", *, behind: bool = False, padding: str = "") -> str:
    """An amount with this decimal mark, what parts thousands, and a minus before or behind."""
    kronor, rest = divmod(abs(ore), 100)
    text = f"{kronor:,}".replace(",", gap) + f"{mark}{rest:02}"
    sign = minus if ore < 0 else ""
    return padding + (text + sign if behind else sign + text) + padding


@given(ORE, MARKS, st.data())
def test_an_amount_comes_back_exact_in_every_format(ore: int, mark: str, data: st.DataObject) -> None:
    gap = data.draw(st.sampled_from(["", *SPACES, "." if mark == "," else ","]))
    minus = data.draw(st.sampled_from([*MINUS, "- "]))
    text = written(
        ore, mark, gap, minus, behind=data.draw(st.booleans()), padding=data.draw(st.sampled_from(["", " "]))
    )
    assert parse_amount(text, cast("Mark", mark)) == ore
    if ore % 100 == 0:
        assert parse_amount(text.replace(f"{mark}00", ""), cast("Mark", mark)) == ore
    if ore % 10 == 0:
        assert (
            parse_amount(
                text.replace(f"{mark}{abs(ore) % 100:02}", f"{mark}{abs(ore) % 100 // 10}"), cast("Mark", mark)
            )
            == ore
        )


@given(st.lists(st.tuples(ORE, st.booleans()), min_size=1, max_size=8), MARKS, st.sampled_from(["", " ", "other"]))
def test_the_decimal_mark_is_found(amounts: list[tuple[int, bool]], mark: str, gap: str) -> None:
    other = "." if mark == "," else ","
    texts = [written(ore, mark, other if gap == "other" else gap, behind=behind) for ore, behind in amounts]
    assert decimal_mark(texts) == mark


def test_a_mark_before_three_digits_parts_thousands() -> None:
    assert decimal_mark(["1.234", "12.345"]) == ","
    assert decimal_mark(["1,234.50"]) == decimal_mark(["1234.567"]) == decimal_mark(["1,234,567"]) == "."
    assert parse_amount("1.234", ",") == 123400
    assert decimal_mark([]) == ","


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", ",", "1,234", "1 23", "1.23", "12 3456,00", "1 234.567,00", "--1", "-1-", "1e3", "1_0", "٣", "nan"],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"[Bb]elopp|tecken"):
        parse_amount(text, ",")


@given(st.integers(-(10**13), 10**13))
def test_numbers_of_excel_come_back_exact(ore: int) -> None:
    assert amount_of_number(ore / 100) == ore
    assert amount_of_number(float(Decimal(ore) / 100)) == ore


@pytest.mark.parametrize("number", [1.005, float("nan"), float("inf"), True, None, 1e17])
def test_what_is_no_amount_in_excel_is_refused(number: Any) -> None:
    with pytest.raises(ValueError, match=r"belopp|decimaler"):
        amount_of_number(number)


@given(st.integers(1990, 2100), st.integers(1, 13))
def test_periods_come_back(year: int, month: int) -> None:
    for text in (
        f"{year}{month:02}",
        f"{year}-{month:02}",
        f"{year}/{month}",
        f"{year}M{month:02}",
        f" {year} {month:02} ",
    ):
        assert parse_period(text) == year * 100 + month
    assert parse_period(float(year * 100 + month)) == year * 100 + month
    if month < 13:
        for text in (f"{year}-{month:02}-28", f"{year}{month:02}28", f"{year}-{month:02}-28 00:00:00"):
            assert parse_date(text) == year * 100 + month


@pytest.mark.parametrize("text", ["", "2025", "202514", "202500", "2025-1-1-1", "ju 2025", "x 2025", "198912", "0"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Väntade"):
        parse_period(text)
    for parse in (parse_date, parse_month):
        with pytest.raises(ValueError, match="Väntade"):
            parse("2025-02-30")


def test_months_by_name() -> None:
    assert [parse_month(text) for text in ("januari", "Feb", "mars.", "DECEMBER", 3.0, "13")] == [1, 2, 3, 12, 3, 13]
    for text in ("m", "majs", "14", "0"):
        with pytest.raises(ValueError, match="ingen månad"):
            parse_month(text)


CODE = st.text(st.sampled_from("0123456789ABCÅÄÖ"), max_size=6)
ROWS = st.lists(
    st.builds(
        CodedAmount,
        year=st.integers(2020, 2030), period=st.integers(1, 13), amount=st.integers(-(10**10), 10**10),
        **{field: CODE.filter(bool) if field == "account" else CODE for field in CODES},
    ),
    min_size=1, max_size=12,
)  # fmt: skip


def sums(rows: list[CodedAmount]) -> dict[tuple[Any, ...], int]:
    """The rows summed by all but their amount."""
    found: dict[tuple[Any, ...], int] = {}
    for row in rows:
        found[row[:-1]] = found.get(row[:-1], 0) + row.amount
    return found


def cells(row: CodedAmount, order: list[str], data: st.DataObject, cost_is: str, mark: str) -> list[str]:
    """The row as texts, in the order of the columns."""
    signed = row.amount if cost_is == "plus" else -row.amount
    minus = data.draw(st.sampled_from(["-", "-", "\N{NON-BREAKING HYPHEN}"])) if mark == "," else "-"
    values = row._asdict() | {
        "period": f"{row.year}{row.period:02}",
        "amount": written(signed, mark, data.draw(st.sampled_from(["", "\N{NO-BREAK SPACE}"])), minus),
        "debit": written(max(signed, 0), mark) if signed >= 0 else "",
        "credit": written(max(-signed, 0), mark) if signed < 0 else "",
        "text": data.draw(st.sampled_from(["", "Faktura; 1", 'fyra "tum"', "två\nrader", "å"])),
    }
    return [str(values[field]) for field in order]


@given(ROWS, st.data())
def test_rows_come_back_from_csv_in_any_layout(rows: list[CodedAmount], data: st.DataObject) -> None:
    way = data.draw(st.sampled_from([["amount"], ["debit", "credit"]]))
    order = data.draw(st.permutations([*CODES, "period", "text", *way]))
    cost_is, mark = data.draw(st.sampled_from(["plus", "minus"])), data.draw(MARKS)
    delimiter = data.draw(st.sampled_from([";", "\t", "|", ","]))
    table = [cells(row, list(order), data, cost_is, mark) for row in rows]
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    if encoding == "cp1252":
        table = [[cell.replace("\N{NON-BREAKING HYPHEN}", "-") for cell in line] for line in table]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=data.draw(st.sampled_from(["\n", "\r\n"])))
    writer.writerows([[LABELS.get(field, field).title() for field in order], *table])
    file = io.BytesIO(out.getvalue().encode(encoding))
    columns = {
        field: data.draw(st.sampled_from([LABELS[field].title(), order.index(field) + 1]))
        for field in order
        if field != "text"
    }
    profile = Profile(columns=columns, cost_is=cost_is, decimal=mark, delimiter=delimiter)  # type: ignore[arg-type]
    ledger = Ledger(file, Profile.from_json(profile.to_json()))
    assert sums(ledger.rows()) == sums(rows)
    assert ledger.errors == []
    assert (ledger.lines, ledger.total_ore) == (len(rows), sum(row.amount for row in rows))
    proposed = propose(file).profile
    assert {field: proposed.columns.get(field) for field in columns} == {
        field: LABELS[field].title() for field in columns
    }
    found = Ledger(file, Profile(columns=proposed.columns, cost_is=cost_is))  # type: ignore[arg-type]
    assert sums(found.rows()) == sums(rows)
    assert (found.delimiter, found.decimal) == (delimiter, mark)


@given(ROWS)
def test_rows_come_back_from_excel(rows: list[CodedAmount]) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [*(LABELS[field] for field in CODES), "period", "belopp"])
        for number, row in enumerate(rows, 1):
            for place, code in enumerate(row.coding):
                is_number = code.isascii() and code.isdecimal() and str(int(code)) == code
                sheet.write_number(number, place, int(code)) if is_number else sheet.write_string(number, place, code)
            sheet.write_number(number, len(CODES), row.year * 100 + row.period)
            sheet.write_number(number, len(CODES) + 1, row.amount / 100)
    ledger = Ledger(out, Profile(columns=propose(out).profile.columns))
    assert sums(ledger.rows()) == sums(rows)
    assert (ledger.errors, ledger.total_ore) == ([], sum(row.amount for row in rows))


@given(st.one_of(st.binary(max_size=200), st.text("4010;,.-\"\n\r\t 'åSuma", max_size=120).map(str.encode)))
def test_every_line_of_any_bytes_is_read_or_named(content: bytes) -> None:
    """Nothing is left out unsaid: each line with anything in it is a row, a fault or a note."""
    profile = Profile(columns={"account": 1, "amount": 2, "month": 3}, year=2025, has_header=False, delimiter=";")
    ledger = Ledger(io.BytesIO(content), profile)
    with contextlib.suppress(UnreadableFile):
        assert sum(row.amount for row in ledger.rows()) == ledger.total_ore
        text = content.decode(ledger.encoding.replace("utf-8", "utf-8-sig"), errors="replace")
        table = csv.reader(io.StringIO(text, newline=""), delimiter=";")
        lines = [row for row in table if any(cell.strip() for cell in row)]
        named = {error.line for error in ledger.errors}
        is_cut = "stängs inte" in str(ledger.errors)
        assert is_cut or ledger.lines + len(named) + len(ledger.notes) == len(lines)
    with contextlib.suppress(UnreadableFile):
        assert isinstance(propose(io.BytesIO(content)).profile, Profile)
