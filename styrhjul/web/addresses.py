"""What stands in addresses beside plain numbers and words: years."""

import re
from functools import lru_cache

from django.urls import get_script_prefix, reverse


class YearConverter:
    """A year of four digits that calendars can reckon with, so that an address with another is not there (404)."""

    regex = "[12][0-9]{3}"

    def to_python(self, value: str) -> int:
        """Return the year of the address."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return the year as it is written in an address."""
        return str(value)


#: The same year where it is typed as a parameter.
FOUR_DIGITS = re.compile(YearConverter.regex)


@lru_cache(maxsize=500)
def _reversed(_prefix: str, name: str, args: tuple[object, ...]) -> str:
    return reverse(name, args=args)


def address_of(name: str, *args: object) -> str:
    """Return the address of the view with this URL name; found once, since every page's frame asks for the same."""
    return _reversed(get_script_prefix(), name, args)
