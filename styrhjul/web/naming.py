"""What bodies were called on a day, for pages that show many days at once (O-5)."""

import datetime
from collections import defaultdict

from styrhjul.organisation.models import BodyName


class BodyNames:
    """The names of all bodies through time, read with one query."""

    def __init__(self) -> None:
        self._named: dict[int, list[tuple[datetime.date, str]]] = defaultdict(list)
        for body_id, from_on, name in BodyName.objects.order_by("from_on").values_list("body_id", "from_on", "name"):
            self._named[body_id].append((from_on, name))

    def through_time(self, body_id: int) -> list[tuple[datetime.date, str]]:
        """Return what the body has been called, with the day that each name holds from, the first first (O-5)."""
        return self._named[body_id]

    def of(self, body_id: int, on: datetime.date) -> str:
        """Return the body's name on the day, its first name when the day is before that (O-5)."""
        names = self._named[body_id]
        held = [name for from_on, name in names if from_on <= on]
        return (held or [names[0][1] if names else "–"])[-1]
