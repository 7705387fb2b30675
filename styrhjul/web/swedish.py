"""How days and sums of money are written in Swedish on the pages."""

import datetime
import re
from decimal import Decimal

from django.utils import timezone
from markupsafe import Markup, escape

from styrhjul.documents.numbers import MISSING, format_number, signed_number, with_unit
from styrhjul.documents.words import MONTHS

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
NBSP = "\N{NO-BREAK SPACE}"
SHORT = 3
SPELT_OUT_UP_TO = 4

#: What is never parted between two lines: «2026-09-14», «§ 84», «11 kap.» and «8 §».
_ONE_WORD = re.compile(r"\d{4}-\d{2}-\d{2}|§§?[ \N{NO-BREAK SPACE}]?\d+|\d+ (?:kap\.|§§?)")


def _local(value: datetime.date) -> datetime.date:
    """Return the day itself; of a moment, the moment in Swedish time."""
    return timezone.localtime(value) if isinstance(value, datetime.datetime) else value


def date(value: datetime.date | None) -> str:
    """Return the day as «14 september 2026», held together; «–» when there is none."""
    value = value and _local(value)
    return f"{value.day}{NBSP}{MONTHS[value.month - 1]}{NBSP}{value.year}" if value else MISSING


def long_date(value: datetime.date | None) -> str:
    """Return the day with its weekday, «måndag 14 september 2026»; «–» when there is none."""
    value = value and _local(value)
    return f"{WEEKDAYS[value.weekday()]} {date(value)}" if value else MISSING


def short_date(value: datetime.date | None) -> str:
    """Return the day as «14 sep 2026»; months of four letters or fewer are written out, as in «4 juni 2026»."""
    if value is None:
        return MISSING
    value = _local(value)
    month = MONTHS[value.month - 1]
    return f"{value.day}{NBSP}{month if len(month) <= SPELT_OUT_UP_TO else month[:SHORT]}{NBSP}{value.year}"


def span(first: datetime.date, last: datetime.date, year: int) -> str:
    """Return the days from first to last, «1–18 sep», with the years that are not the page's own; held together."""

    def shown(day: datetime.date) -> str:
        text = short_date(day)
        return text.removesuffix(f"{NBSP}{day.year}") if day.year == year else text

    if first == last:
        return shown(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{shown(last)}"
    return f"{shown(first)} – {shown(last)}"


def iso(value: datetime.date | None) -> str:
    """Return the day as «2026-09-14», as decisions are dated; «–» when there is none."""
    return f"{_local(value):%Y-%m-%d}" if value else MISSING


def moment(value: datetime.datetime | None) -> str:
    """Return the local moment as «14 september 2026 kl. 10.42»; «–» when there is none."""
    if value is None:
        return MISSING
    local = timezone.localtime(value)
    return f"{date(local)} kl.{NBSP}{local:%H.%M}"


def tkr(kronor: int | Decimal | None) -> str:
    """Return whole kronor as thousands of kronor, without the unit; half is rounded away from zero (design 5)."""
    return format_number(None if kronor is None else Decimal(kronor) / 1000)


def signed_tkr(kronor: int | Decimal | None) -> str:
    """Return whole kronor as thousands of kronor with a plus before what is better; zero has no sign (design 5)."""
    return signed_number(None if kronor is None else Decimal(kronor) / 1000)


def percent(value: float | Decimal | None, decimals: int = 1) -> str:
    """Return the number with a percent sign, held together: «98,4 %»; «–» when there is none."""
    return MISSING if value is None else with_unit(format_number(value, decimals), "%")


def hold(text: str) -> str:
    """Return the text with no-break spaces instead of spaces, for what may not be parted between two lines."""
    return text.replace(" ", NBSP)


def together(text: str) -> Markup:
    """Return the text as safe HTML whose dates and paragraphs are not parted between two lines; HTML as it is."""
    if isinstance(text, Markup):
        return text
    held = _ONE_WORD.sub(r'<span class="nowrap">\g<0></span>', str(escape(text)))
    return Markup(held)  # noqa: S704 - escaped, and only our own span is added
