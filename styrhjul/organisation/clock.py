"""The one place that knows what day it is.

It stands in the lowest folder with tables because rights follow positions held *now* (O-4).
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.utils import timezone

_day: ContextVar[datetime.date | None] = ContextVar("day", default=None)


@contextmanager
def on_day(day: datetime.date) -> Iterator[datetime.date]:
    """Let the software count from another day inside the block, and give that day.

    Only for building up the demonstration's history and for tests: both take every step on its own day, so that the
    rules about the order of days are asked in earnest (D-3). No page and no command of production uses it.
    """
    token = _day.set(day)
    try:
        yield day
    finally:
        _day.reset(token)


def today() -> datetime.date:
    """Return the day that the whole software counts from.

    The demonstration has a day of its own (the setting ``DEMO_TODAY``); otherwise it is the local date in Stockholm.
    """
    fixed: datetime.date | None = _day.get() or getattr(settings, "DEMO_TODAY", None)
    return fixed or timezone.localdate()


def now() -> datetime.datetime:
    """Return the moment to write in the log: the clock's time on the day that ``today`` gives."""
    moment = timezone.localtime()
    return moment.replace(year=today().year, month=today().month, day=today().day)
