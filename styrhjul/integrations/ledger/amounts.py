"""Amounts as accounting systems write them, to whole öre and never rounded."""

import math
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Literal

Mark = Literal[",", "."]

#: Hyphen, minus sign, en dash, and the two other hyphens that word processors put in their place
MINUS = "-\N{MINUS SIGN}\N{EN DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}"

#: What stands between thousands, beside the point or comma that is no decimal mark
SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}'\N{RIGHT SINGLE QUOTATION MARK}"

#: No municipality has more kronor than this; what is longer is a number of something else
MOST_DIGITS = 13

EXPECTED = "Väntade ett belopp med högst två decimaler, till exempel 1 234,50."


def _shape(mark: Mark) -> re.Pattern[str]:
    """Return the expression of an amount with this decimal mark; thousands are all parted by the same sign."""
    other = "." if mark == "," else ","
    return re.compile(
        rf"\s*(?P<before>[{MINUS}+]?)\s*(?P<kronor>[0-9]{{1,3}}(?:(?P<gap>[{SPACES}{other}])[0-9]{{3}})"
        rf"(?:(?P=gap)[0-9]{{3}})*|[0-9]*)(?:{re.escape(mark)}(?P<decimals>[0-9]*))?\s*(?P<behind>[{MINUS}]?)\s*"
    )


_SHAPES: dict[Mark, re.Pattern[str]] = {",": _shape(","), ".": _shape(".")}

#: The most of all amounts in most files, which need no more than this
_PLAIN: dict[Mark, re.Pattern[str]] = {mark: re.compile(rf"-?[0-9]{{1,13}}\{mark}[0-9]{{2}}") for mark in _SHAPES}


def amount_reader(mark: Mark) -> Callable[[Any], int]:
    """Return a function from a cell to öre, for files with this decimal mark.

    It takes texts and, from Excel, numbers. It raises ValueError (Swedish) for what is no amount in whole öre.
    """
    is_plain = _PLAIN[mark].fullmatch

    def read(cell: Any) -> int:
        if isinstance(cell, str):
            return int(cell[:-3] + cell[-2:]) if is_plain(cell) else parse_amount(cell, mark)
        return amount_of_number(cell)

    return read


def parse_amount(text: str, mark: Mark) -> int:
    """Return the amount in öre: minus before or behind, thousands parted. Raises ValueError (Swedish)."""
    found = _SHAPES[mark].fullmatch(text)
    decimals = (found["decimals"] or "").rstrip("0") if found else ""
    if not text.strip():
        raise ValueError("Beloppet saknas.")
    if not found or not (found["kronor"] or found["decimals"]) or len(decimals) > 2:
        raise ValueError(f"«{text.strip()[:40]}» är inget belopp. {EXPECTED}")
    if found["before"] and found["behind"]:
        raise ValueError(f"«{text.strip()[:40]}» har tecken både före och efter. {EXPECTED}")
    kronor = re.sub("[^0-9]", "", found["kronor"]).lstrip("0")
    if len(kronor) > MOST_DIGITS:
        raise ValueError(f"«{text.strip()[:40]}» är för stort för ett belopp.")
    ore = int(kronor + decimals.ljust(2, "0"))
    return -ore if found["behind"] or found["before"] in tuple(MINUS) else ore


def amount_of_number(number: Any) -> int:
    """Return the öre of an Excel number, whose last binary digits are no decimals. Raises ValueError (Swedish)."""
    if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
        raise ValueError(f"«{str(number)[:40]}» är inget belopp. {EXPECTED}")
    exact = Decimal(repr(number)) * 100
    ore = round(exact)
    if abs(exact - ore) > Decimal("0.0001"):
        raise ValueError(f"«{number}» har fler än två decimaler. {EXPECTED}")
    if abs(ore) >= 10 ** (MOST_DIGITS + 2):
        raise ValueError(f"«{number}» är för stort för ett belopp.")
    return ore


def decimal_mark(texts: Iterable[str]) -> Mark:
    """Return the decimal mark that the amounts speak for; the comma, as Swedish has it, where they say nothing.

    A mark that stands once, and not before just three digits, is a decimal mark; so is the last of two kinds.
    """
    votes = {",": 0, ".": 0}
    for text in texts:
        body = text.strip().strip(MINUS + "+ ")
        last = max(body.rfind(","), body.rfind("."))
        if last < 0:
            continue
        mark = body[last]
        has_both = "," in body and "." in body
        is_group = len(body) - last - 1 == 3 and last <= 3 and not body.startswith("0")
        if has_both or (body.count(mark) == 1 and not is_group):
            votes[mark] += 1
        elif body.count(mark) > 1:
            votes["," if mark == "." else "."] += 1
    return "." if votes["."] > votes[","] else ","
