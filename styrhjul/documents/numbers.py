"""Numbers as they are written in Swedish."""

from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

MISSING = "–"
MINUS = "\N{MINUS SIGN}"
THOUSANDS = "\N{NO-BREAK SPACE}"

_WIDE = Context(prec=400)  # the largest float has 309 digits before the comma


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


def with_unit(text: str, unit: str) -> str:
    """Return the number and its unit held together by a no-break space; without a unit, the number."""
    return f"{text}\N{NO-BREAK SPACE}{unit}" if unit else text
