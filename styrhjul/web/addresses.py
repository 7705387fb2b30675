"""What stands in addresses beside plain numbers and words: years."""

import re


class YearConverter:
    """A year of four digits, so that an address with any other number is not there (404)."""

    regex = "[1-9][0-9]{3}"

    def to_python(self, value: str) -> int:
        """Return the year of the address."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return the year as it is written in an address."""
        return str(value)


#: The same year where it is typed as a parameter.
FOUR_DIGITS = re.compile(YearConverter.regex)
