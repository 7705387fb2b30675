"""How rows are read: Swedish order, and what holds on a day."""

import datetime

from django.db.models import Func, Q, Value
from django.db.models.functions import Lower, Replace


def swedish(field: str) -> Func:
    """Return an expression that sorts a text column in Swedish order (å, ä, ö last) without ICU."""
    expression: Func = Lower(field)
    for letter, stand_in in (("å", "{"), ("ä", "|"), ("ö", "}")):
        expression = Replace(expression, Value(letter), Value(stand_in))
    return expression


def running(on: datetime.date, prefix: str = "") -> Q:
    """Return the condition that a row with ``from_on`` and ``to_on`` holds on the day."""
    return Q(**{f"{prefix}from_on__lte": on}) & (Q(**{f"{prefix}to_on__gte": on}) | Q(**{f"{prefix}to_on": None}))
