"""Numbers in Swedish."""

from decimal import Decimal

import pytest

from styrhjul.documents.numbers import format_number, read_number, signed_number

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (None, 0, "–"),
        (0, 0, "0"),
        (98.4, 1, "98,4"),
        (97, 1, "97,0"),
        (-1234567.5, 0, f"\N{MINUS SIGN}1{NBSP}234{NBSP}568"),
        (-0.04, 1, "0,0"),
        (2.5, 0, "3"),
        (0.15, 1, "0,2"),
        (Decimal("1234.005"), 2, f"1{NBSP}234,01"),
    ],
)
def test_a_number_is_written_in_swedish(value, decimals, text):
    assert format_number(value, decimals) == text


@pytest.mark.parametrize(("value", "text"), [(None, "–"), (86, "+86"), (-86, "−86"), (0, "0"), (0.4, "0"), (-0.4, "0")])
def test_a_deviation_has_its_sign_and_what_rounds_to_zero_has_none(value, text):
    assert signed_number(value) == text


def test_the_largest_float_can_be_written():
    assert format_number(1.7e308).startswith("170")


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="not a number"):
        format_number(float("inf"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", (Decimal(0), 0, "", False, False)),
        ("2026", (Decimal(2026), 0, "", False, False)),
        ("1 234,5", (Decimal("1234.5"), 1, "", True, False)),
        ("12\N{NO-BREAK SPACE}345\N{NARROW NO-BREAK SPACE}678", (Decimal(12345678), 0, "", True, False)),
        ("−0,25", (Decimal("-0.25"), 2, "", False, False)),
        ("-12", (Decimal(-12), 0, "", False, False)),
        ("–7", (Decimal(-7), 0, "", False, False)),
        ("+3,5 %", (Decimal("3.5"), 1, "%", False, True)),
    ],
)
def test_a_number_is_read_as_it_is_written_in_swedish(text, expected):
    assert read_number(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "–", "ett", "0123", "08-12 34", "1,2,3", "1.5", "12 34", "2026-01-01", "§ 12", "1e5", "=1", "٣", "1" * 16],
)
def test_what_is_no_number_is_not_read_as_one(text):
    assert read_number(text) is None
