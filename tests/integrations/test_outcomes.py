"""Outcomes from files: every fault named by line and column, and all or nothing imported (M-2, M-3)."""

import io
import string
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from styrhjul.goals.models import Outcome
from styrhjul.governance.workflow import Refused
from styrhjul.integrations import outcomes as files
from tests.world import World

pytestmark = pytest.mark.django_db

GOOD = "mått;period;värde;kön;antal;preliminärt\nLäser med flyt;2025;93,5;;;\nLäser med flyt;2025;95;kvinnor;40;ja\n"


def shown(world: World, text: str) -> files.Preview:
    """The preview of the text as the controller sees it."""
    return files.preview("utfall.csv", files.read_table("utfall.csv", text.encode()), world.conny)


def test_a_right_file_is_imported_whole(world: World) -> None:
    measure = world.measure()
    preview = shown(world, GOOD)
    assert preview.errors == []
    assert files.import_outcomes(by=world.conny, shown=preview) == 2
    found = measure.outcomes.order_by("sex").values_list("sex", "value", "persons", "is_preliminary", "origin")
    assert list(found) == [("K", Decimal(95), 40, True, "file"), ("T", Decimal("93.5"), None, False, "file")]


def test_each_fault_names_file_line_column_and_what_was_expected(world: World) -> None:
    world.measure()
    preview = shown(
        world,
        "mått;period;värde;kön;antal\nOkänt;2025;1;;\nLäser med flyt;i fjol;1;;\nLäser med flyt;2025;;;\n"
        "Läser med flyt;2025;1;alla;\nLäser med flyt;2025;1;;många\nLäser med flyt;2024;1;;\nLäser med flyt;2024;2;;\n",
    )
    told = [(error.line, error.column) for error in preview.errors]
    assert told == [(2, "mått"), (3, "period"), (4, "värde"), (5, "kön"), (6, "antal"), (8, "period")]
    assert str(preview.errors[1]).startswith("utfall.csv, rad 3, kolumn period: «i fjol» är ingen period. Väntade")
    with pytest.raises(Refused):
        files.import_outcomes(by=world.conny, shown=preview)
    assert not Outcome.objects.exists()


def test_a_missing_column_is_told_before_anything_else(world: World) -> None:
    preview = shown(world, "mått;värde\nLäser med flyt;1\n")
    assert "«period»" in preview.errors[0].message


def test_excel_windows_1252_tabs_and_bom_are_read_alike(world: World) -> None:
    world.measure()
    rows = [["Mått", "Period", "Värde"], ["Läser med flyt", 2025, 93.5]]
    sheet = io.BytesIO()
    book = xlsxwriter.Workbook(sheet)
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    text = "Mått\tPeriod\tVärde\nLäser med flyt\t2025\t93,5\n"
    for content in (sheet.getvalue(), text.encode("cp1252"), b"\xef\xbb\xbf" + text.encode()):
        preview = files.preview("f", files.read_table("f", content), world.conny)
        assert [(str(line.reading.value), line.reading.year) for line in preview.lines] == [("93.5", 2025)]
        assert preview.errors == []


def test_m1_a_value_with_too_many_decimals_is_named_by_line_and_column(world: World) -> None:
    world.measure()
    preview = shown(world, "mått;period;värde\nLäser med flyt;2024;80,5\nLäser med flyt;2025;91,256\n")
    assert [(error.line, error.column) for error in preview.errors] == [(3, "värde")]
    assert "Måttet anges med 1 decimal." in preview.errors[0].message


def test_m6_a_correction_by_file_asks_for_a_reason_and_takes_nothing_without_it(world: World) -> None:
    measure = world.measure()
    world.outcomes(measure, y2025=90)
    preview = shown(world, "mått;period;värde\nLäser med flyt;2024;80\nLäser med flyt;2025;91\n")
    with pytest.raises(Refused) as refused:
        files.import_outcomes(by=world.conny, shown=preview)
    assert refused.value.rule == "M-6"
    assert measure.outcomes.count() == 1
    assert files.import_outcomes(by=world.conny, shown=preview, reason="Ny leverans.") == 2


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2025", ("year", 2025, 1)), ("2025 T2", ("four_month", 2025, 2)), ("2025k4", ("quarter", 2025, 4)),
        ("2025-03", ("month", 2025, 3)), ("2024/2025", ("school_year", 2025, 1)), ("2024/25", ("school_year", 2025, 1)),
        ("2024/2026", None), ("2025-13", None), ("0025", None), ("", None), ("2025 T4", None),
    ],
)  # fmt: skip
def test_m2_periods_are_read(text: str, period: tuple[str, int, int] | None) -> None:
    assert files.parse_period(text) == period


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("97,5", (Decimal("97.5"), "")), ("1 234,5", (Decimal("1234.5"), "")), ("\u22125", (Decimal(-5), "")),
        ("12 %", (Decimal(12), "")), ("Stängt", (None, "Stängt")), ("", (None, "")), ("1e500", (None, "")),
        ("NaN", (None, "")), ("1.5", (Decimal("1.5"), "")),
    ],
)  # fmt: skip
def test_values_are_read(text: str, value: tuple[Decimal | None, str]) -> None:
    assert files.parse_value(text) == value


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.binary(max_size=400) | st.text(string.printable + 'åäö;,\t\n"', max_size=400).map(str.encode))
def test_no_file_makes_it_fall(world: World, content: bytes) -> None:
    try:
        rows = files.read_table("x", content)
    except Refused:
        return
    preview = files.preview("x", rows, world.conny)
    assert preview.errors or preview.lines


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.decimals(-(10**9), 10**9, places=3, allow_nan=False), min_size=1, max_size=20))
def test_what_is_written_is_what_is_read(world: World, values: list[Decimal]) -> None:
    rows = [["mått", "period", "värde"]]
    rows += [["x", str(2000 + number), str(value).replace(".", ",")] for number, value in enumerate(values)]
    again = files.read_table("x.csv", files.as_csv(rows).encode())
    assert [files.parse_value(row[2])[0] for row in again[1:]] == values
