"""The fields of a record: the careful way, which reads anything, and the expressions that take the regular lines.

Both ways give the same answer where the expressions match (a test holds them against each other); what they do not
match is read the careful way.
"""

import contextlib
import datetime
import re
from typing import NamedTuple

from styrhjul.integrations.sie.content import Objects

# One field in quotation marks; possessive, so that no line can make the reading slow. Only a quotation mark is escaped:
# a backslash before anything else is a backslash (paths, "1820\A012 Cykel").
_QUOTED = re.compile(rb'"((?:\\"|[^"])*+)("?)')
_OUTSIDE = re.compile(rb"[^ \t]+")
_INSIDE = re.compile(rb"[^ \t}]+")
_GAP = re.compile(rb"[ \t]*")

_FIELD = rb'("[^"\\\r\n]*"|[^ \t"\r\n{}\\]+)'
_DAY = rb'([0-9]{8}|"[0-9]{8}"|"")'
_NEXT = rb"(?:[ \t]+"
_END = rb"[ \t]*\r?\n?"

#: What regularly stands after the date of a #TRANS: text, quantity, sign
TAIL = re.compile(_FIELD + (_NEXT + _FIELD + _NEXT + _FIELD + b")?" * 2) + _END).fullmatch

#: A regular #VER: series, number, day, text, day of registration, sign
VER = re.compile(
    rb"[ \t]*#VER[ \t]+" + _FIELD + rb"[ \t]+" + _FIELD + rb"[ \t]+" + _DAY
    + (_NEXT + _FIELD + _NEXT + _DAY + _NEXT + _FIELD + b")?" * 3)
    + _END
).fullmatch  # fmt: skip

_AMOUNT = re.compile(rb"([+-]?)([0-9]{0,15})(?:[.,]([0-9]*))?").fullmatch

#: Closing periods are written as month 13 by systems that have one
LAST_PERIOD = 13
FIRST_YEAR, LAST_YEAR = 1900, 2200


class Fields(NamedTuple):
    """A record: its label, and the fields after it; what stood between braces is a list. ``fault``: what is broken."""

    label: bytes
    values: list[bytes | list[bytes]]
    fault: str = ""


def tokenize(line: bytes) -> Fields:
    """Return the record's label and fields. Nothing makes it raise: of a broken line it gives what can be read."""
    line = line.strip(b" \t\r\n")
    found = _OUTSIDE.match(line)
    label, at = (found.group(), found.end()) if found else (b"", 0)
    values: list[bytes | list[bytes]] = []
    inside: list[bytes] | None = None
    fault = ""
    while (at := _past_gap(line, at)) < len(line):
        if inside is None and line[at] == ord("{"):
            inside = []
            values.append(inside)
            at += 1
        elif inside is not None and line[at] == ord("}"):
            inside = None
            at += 1
        else:
            value, at, is_closed = _field(line, at, inside is not None)
            values.append(value) if inside is None else inside.append(value)
            fault = fault if is_closed else "ett citattecken stängs inte"
    return Fields(label, values, fault or ("klammern { stängs inte" if inside is not None else ""))


def _past_gap(line: bytes, at: int) -> int:
    gap = _GAP.match(line, at)
    return gap.end() if gap else at


def _field(line: bytes, at: int, is_inside: bool) -> tuple[bytes, int, bool]:
    """Return the field that begins at a place, where it ends, and whether its quotation mark is closed."""
    quoted = _QUOTED.match(line, at)
    if quoted:
        text, end = quoted.groups()
        if end or not text.endswith(b'\\"'):
            return text.replace(b'\\"', b'"'), quoted.end(), bool(end)
        # A path that ends in a backslash: its last quotation mark was meant to close the field
        return text[:-1].replace(b'\\"', b'"'), quoted.end(), True
    plain = (_INSIDE if is_inside else _OUTSIDE).match(line, at)
    return (plain.group(), plain.end(), True) if plain else (b"", len(line), True)


def parse_amount(text: bytes) -> int:
    """Return an amount in öre, exactly. Raises ValueError (Swedish) for what is no amount in whole öre."""
    found = _AMOUNT(text)
    decimals = (found[3] or b"").rstrip(b"0") if found else b""
    if not found or not (found[2] or found[3]) or len(decimals) > 2:
        shown = text[:40].decode("ascii", errors="replace")
        raise ValueError(f"«{shown}» är inget belopp; väntade kronor med punkt och högst två decimaler")
    return int(found[1] + found[2] + decimals.ljust(2, b"0"))


def parse_day(text: bytes) -> datetime.date | None:
    """Return the date written as YYYYMMDD, None when the field is empty. Raises ValueError (Swedish)."""
    text = text.strip(b'" ')
    if not text:
        return None
    if len(text) == 8 and text.isdigit():
        with contextlib.suppress(ValueError):  # a 31st of February: the same words as for any other that is no date
            return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    raise ValueError(f"«{text[:40].decode('ascii', errors='replace')}» är inget datum; väntade ÅÅÅÅMMDD")


def parse_period(text: bytes) -> int:
    """Return a month as the number YYYYMM; month 13 is a closing period. Raises ValueError (Swedish)."""
    if len(text) == 6 and text.isdigit():
        year, month = int(text[:4]), int(text[4:])
        if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= LAST_PERIOD:
            return year * 100 + month
    raise ValueError(f"«{text[:40].decode('ascii', errors='replace')}» är ingen period; väntade ÅÅÅÅMM")


# The fields of a regular object list: "1 Nord" is two
_VALUE = re.compile(rb'"([^"\\{}]*)"|([^ \t"\\{}]+)')
_VALUES = re.compile(rb'[ \t]*+(?:(?:"[^"\\{}]*"|[^ \t"\\{}]++)(?:[ \t]++|$))*+').fullmatch

_REGULAR_DAY = re.compile(_DAY).fullmatch


class Days(dict[bytes, datetime.date | None]):
    """Dates by their text: a file has some hundred different dates on its hundred thousand lines."""

    def __init__(self) -> None:
        super().__init__({b"": None, b'""': None})

    def __missing__(self, text: bytes) -> datetime.date | None:
        """Return and remember the date. Raises ValueError, and remembers nothing, for what is none."""
        if not _REGULAR_DAY(text):
            raise ValueError(text)
        day = self[text] = parse_day(text)
        return day


class Lists:
    """Object lists by their text, for the same reason."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._known: dict[bytes, Objects | None] = {}

    def get_regular(self, text: bytes) -> Objects | None:
        """Return the pairs of what stood between the braces; None when it is to be read the careful way."""
        if text not in self._known:
            values = [quoted or plain for quoted, plain in _VALUE.findall(text)] if _VALUES(text) else [b""]
            self._known[text] = None if len(values) % 2 else pairs(values, self._encoding)
        return self._known[text]


def pairs(values: list[bytes], encoding: str) -> Objects:
    """Return an object list as pairs of dimension and object. Raises ValueError (Swedish) when one is left over."""
    if len(values) % 2:
        raise ValueError("objektlistan ska bestå av par: dimension och objekt")
    texts = [value.decode(encoding, errors="replace") for value in values]
    return tuple(zip(texts[::2], texts[1::2], strict=True))
