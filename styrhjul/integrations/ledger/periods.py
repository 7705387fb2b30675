"""Which month a ledger row is of: a period as 202403, a date, or a year and a month. Month 13 is a closing period."""

import datetime
import re
from typing import Any

from styrhjul.documents.words import MONTHS
from styrhjul.integrations.ledger.content import CLOSING

FIRST_YEAR, LAST_YEAR = 1990, 2100

EXPECTED_PERIOD = "Väntade år och månad, till exempel 202403 eller 2024-03; månad 13 är bokslutsperioden."
EXPECTED_DATE = "Väntade ett datum, till exempel 2024-03-31."
EXPECTED_MONTH = "Väntade en månad, 1–13 eller till exempel mars."
EXPECTED_YEAR = f"Väntade ett år, {FIRST_YEAR}–{LAST_YEAR}."

_NAMES = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
_PERIOD = re.compile(r"(\d{4})\s*[-/. Mm]?\s*(\d{1,2})", re.ASCII)
_NAMED = re.compile(r"(\d{4})[ -]*([a-zåäö.]+)|([a-zåäö.]+)[ -]*(\d{4})", re.ASCII | re.IGNORECASE)
_DATE = re.compile(r"(\d{4})(-?|/|\.)(\d{2})\2(\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?", re.ASCII)


def text_of(cell: Any) -> str:
    """Return a cell as text: a whole number without its decimal point, a text without what surrounds it."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def parse_month(cell: Any) -> int:
    """Return the month's number, 13 for the closing period. Raises ValueError (Swedish)."""
    text = text_of(cell).casefold().rstrip(".")
    if text.isascii() and text.isdecimal() and len(text) <= 2:
        number = int(text)
    else:
        number = _NAMES.get(text[:3], 0)
        number = number if number and MONTHS[number - 1].startswith(text) else 0
    if not 1 <= number <= CLOSING:
        raise ValueError(f"«{text[:40]}» är ingen månad. {EXPECTED_MONTH}")
    return number


def parse_year(cell: Any) -> int:
    """Return the year. Raises ValueError (Swedish)."""
    text = text_of(cell)
    if text.isascii() and text.isdecimal() and len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    raise ValueError(f"«{text[:40]}» är inget år. {EXPECTED_YEAR}")


def parse_period(cell: Any) -> int:
    """Return year × 100 + month of a period: 202403, 2024-03, 2024M03, mars 2024. Raises ValueError (Swedish)."""
    if isinstance(cell, datetime.date):
        return parse_date(cell)
    text = text_of(cell)
    found = _PERIOD.fullmatch(text) or _NAMED.fullmatch(text)
    if not found:
        raise ValueError(f"«{text[:40]}» är ingen period. {EXPECTED_PERIOD}")
    year, month = [part for part in found.groups() if part][:: 1 if found[1] else -1]
    return parse_year(year) * 100 + parse_month(month)


def parse_date(cell: Any) -> int:
    """Return year × 100 + month of a date: 2024-03-31, 20240331, with or without the hour. Raises ValueError."""
    if isinstance(cell, datetime.date):
        return parse_year(cell.year) * 100 + cell.month
    text = text_of(cell)
    found = _DATE.fullmatch(text)
    try:
        day = datetime.date(int(found[1]), int(found[3]), int(found[4])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError(f"«{text[:40]}» är inget datum. {EXPECTED_DATE}")
    return parse_year(day.year) * 100 + day.month
