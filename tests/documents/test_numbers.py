"""Numbers in Swedish."""

from decimal import Decimal

import pytest

from styrhjul.documents.numbers import format_number

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


def test_the_largest_float_can_be_written():
    assert format_number(1.7e308).startswith("170")


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="not a number"):
        format_number(float("inf"))
