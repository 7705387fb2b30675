"""Numbers as they are written in Swedish, and read again."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

MISSING = "–"
MINUS = "\N{MINUS SIGN}"
THOUSANDS = "\N{NO-BREAK SPACE}"

_WIDE = Context(prec=400)  # the largest float has 309 digits before the comma
_WRITTEN = re.compile(
    r"(?P<sign>[+\-\N{MINUS SIGN}\N{EN DASH}]?)"
    r"(?P<whole>0|[1-9][0-9]{0,2}(?:[ \N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}][0-9]{3})+|[1-9][0-9]*)"
    r"(?:,(?P<part>[0-9]{1,6}))?"
    r"(?:[ \N{NO-BREAK SPACE}]?(?P<unit>%))?"
)
_DIGITS = re.compile("[0-9]+")
MOST_DIGITS = 15  # what Excel and a float keep exactly


class Written(NamedTuple):
    """A number as somebody wrote it: its value, and how it looked."""

    value: Decimal
    decimals: int
    unit: str
    is_grouped: bool
    is_signed: bool


@lru_cache(maxsize=8192)
def format_number(value: float | Decimal | None, decimals: int = 0) -> str:
    """Return the number as text: decimal comma, true minus sign, no-break space between thousands.

    Half is rounded away from zero, as in the municipality's own tables. None becomes «–» and
    what rounds to zero has no sign.
    """
    if value is None:
        return MISSING
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if not exact.is_finite():
        raise ValueError(f"not a number that can be written: {value}")
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _WIDE)
    digits = f"{abs(rounded):,f}".replace(",", THOUSANDS).replace(".", ",")
    return MINUS + digits if rounded < 0 else digits


def signed_number(value: float | Decimal | None, decimals: int = 0) -> str:
    """Return the number as text with a plus before what is above zero; what rounds to zero has no sign."""
    text = format_number(value, decimals)
    return f"+{text}" if value and value > 0 and text.strip("0,") else text


def with_unit(text: str, unit: str) -> str:
    """Return the number and its unit held together by a no-break space; without a unit, the number."""
    return f"{text}\N{NO-BREAK SPACE}{unit}" if unit else text


def read_number(text: str) -> Written | None:
    """Return the number that the text is, such as «1 234,5», «−12» or «80 %»; None for words, dates and «0123»."""
    found = _WRITTEN.fullmatch(text)
    digits = _DIGITS.findall(found["whole"]) if found else []
    if not found or sum(map(len, digits)) + len(found["part"] or "") > MOST_DIGITS:
        return None
    part, sign = found["part"] or "", found["sign"]
    value = Decimal("".join(digits) + "." + (part or "0"))
    return Written(value if sign in ("", "+") else -value, len(part), found["unit"] or "", len(digits) > 1, sign == "+")
