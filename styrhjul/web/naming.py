"""What bodies were called on a day, for pages that show many days at once (O-5)."""

import datetime

from styrhjul.organisation.models import Names, name_held, names_of_bodies


class BodyNames:
    """The names of all bodies through time, read with one query."""

    def __init__(self) -> None:
        self._named = names_of_bodies()

    def through_time(self, body_id: int) -> Names:
        """Return what the body has been called, with the day that each name holds from, the first first (O-5)."""
        return self._named.get(body_id, [])

    def of(self, body_id: int, on: datetime.date) -> str:
        """Return the body's name on the day, its first name when the day is before that (O-5)."""
        return name_held(self.through_time(body_id), on) or "–"
