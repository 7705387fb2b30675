"""The one place that knows what day it is.

It stands in the lowest folder with tables because rights follow positions held *now* (O-4).
"""

import datetime

from django.conf import settings
from django.utils import timezone


def today() -> datetime.date:
    """Return the day that the whole software counts from.

    The demonstration has a day of its own (the setting ``DEMO_TODAY``); otherwise it is the local date in Stockholm.
    """
    fixed: datetime.date | None = getattr(settings, "DEMO_TODAY", None)
    return fixed or timezone.localdate()


def now() -> datetime.datetime:
    """Return the moment to write in the log: the clock's time on the day that ``today`` gives."""
    moment = timezone.localtime()
    return moment.replace(year=today().year, month=today().month, day=today().day)
