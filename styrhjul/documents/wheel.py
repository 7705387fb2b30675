"""The year wheel as SVG: two rings of twelve months, what goes on in each, and today's mark (W-1).

Each sector is a link to the line with the same content below the drawing, so that it is reached by the keyboard.
"""

import calendar
import datetime
import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import NamedTuple

from styrhjul.documents.clean import clean
from styrhjul.documents.words import MONTHS


class Arc(NamedTuple):
    """A sector to draw: its number and short name, its days, where it leads, what it says in full."""

    number: int
    short: str
    first: datetime.date
    last: datetime.date
    address: str
    told: str


class Ring(NamedTuple):
    """A ring: its class, its inner and outer radius, its own name, and its sectors."""

    style: str
    inner: float
    outer: float
    name: str
    arcs: tuple[Arc, ...]


class Lane(NamedTuple):
    """A sector with its place: angles in degrees from January, clockwise, and the two radii."""

    arc: Arc
    start: float
    end: float
    inner: float
    outer: float


OUTER, INNER = (252.0, 341.0), (150.0, 243.0)
LETTER, LINE = 7.2, 18.0
GAP = 0.5  # degrees between two sectors
TWO_LINES = 60.0  # how thick a sector must be to hold them
BOTTOM = range(90, 270)  # where text would stand on its head if it ran clockwise
THINNEST = 3.0
A_TRIFLE = 4.0  # degrees by which two sectors may overlap without lying side by side


def draw(year: int, today: datetime.date, rings: Sequence[Ring], told: str, centre: Sequence[tuple[str, str]]) -> str:
    """Return the wheel of the year; ``told`` says in words what it shows, ``centre`` gives classes and texts.

    Sectors that overlap share the ring's thickness; a name that does not fit is left to its number.
    """
    parts = [
        '<svg class="wheel" viewBox="-408 -408 816 816" role="group" aria-labelledby="hjul-t hjul-d">'
        f'<title id="hjul-t">Årshjulet {year}</title><desc id="hjul-d">{_text(told)}</desc>',
        "".join(f'<circle class="track" r="{radius}"/>' for radius in (345, 247, 145)),
        *_months(year, today),
    ]
    for ring in rings:
        parts += [_sector(lane, ring.style, today) for lane in lanes(ring, year)]
        parts.append(_ring_name(ring, year))
    if today.year == year:
        parts.append(_today(angle(today, year)))
    rows = len(centre)
    parts += [
        f'<text class="{style}" y="{(place - (rows - 1) / 2) * 27 + 5:.0f}" text-anchor="middle">{_text(text)}</text>'
        for place, (style, text) in enumerate(centre)
    ]
    return "".join(parts) + "</svg>"


def angle(day: datetime.date, year: int) -> float:
    """Return where the day lies, in degrees clockwise from the first of January; each month has thirty."""
    if day.year != year:
        return 0.0 if day.year < year else 360.0
    return 30 * (day.month - 1) + 30 * (day.day - 1) / calendar.monthrange(year, day.month)[1]


def lanes(ring: Ring, year: int) -> Iterator[Lane]:
    """Yield the ring's sectors with their places: those that overlap lie beside each other."""
    placed = sorted((angle(a.first, year), angle(a.last + datetime.timedelta(days=1), year), a) for a in ring.arcs)
    cluster: list[tuple[float, float, Arc]] = []
    for item in placed:
        if cluster and item[0] >= max(end for _, end, _ in cluster) - A_TRIFLE:
            yield from _side_by_side([(start, min(end, item[0]), arc) for start, end, arc in cluster], ring)
            cluster = []
        cluster.append(item)
    yield from _side_by_side(cluster, ring)


def _side_by_side(cluster: Sequence[tuple[float, float, Arc]], ring: Ring) -> Iterator[Lane]:
    """Yield the sectors of a cluster, each in the first lane that is free, the outermost first."""
    ends: list[float] = []
    places = []
    for start, end, arc in cluster:
        lane = next((n for n, taken in enumerate(ends) if taken <= start), len(ends))
        ends[lane:] = [end] if lane == len(ends) else [end, *ends[lane + 1 :]]
        places.append((lane, start, end, arc))
    thick = (ring.outer - ring.inner) / max(1, len(ends))
    for lane, start, end, arc in places:
        outer = ring.outer - lane * thick
        yield Lane(arc, start, max(end, start + THINNEST), outer - thick + (2 if lane < len(ends) - 1 else 0), outer)


def _point(degrees: float, radius: float) -> str:
    """Return the point at the angle as SVG writes it: zero degrees is straight up."""
    radians = math.radians(degrees)
    return f"{radius * math.sin(radians):.1f} {-radius * math.cos(radians):.1f}"


def _sector(lane: Lane, style: str, today: datetime.date) -> str:
    """Return the sector as a link, with its name in the ring and its number for narrow screens."""
    arc, start, end = lane.arc, lane.start + GAP, lane.end - GAP
    is_now = arc.first <= today <= arc.last
    big = 1 if end - start > 180 else 0
    path = (
        f"M{_point(start, lane.outer)}A{lane.outer} {lane.outer} 0 {big} 1 {_point(end, lane.outer)}"
        f"L{_point(end, lane.inner)}A{lane.inner} {lane.inner} 0 {big} 0 {_point(start, lane.inner)}Z"
    )
    on = " on-now" if is_now else ""
    number = ""
    names = list(_names(lane, start, end, on))
    if (end - start) * math.pi / 180 * (lane.inner + lane.outer) / 2 > 34:
        x, y = _point((start + end) / 2, (lane.inner + lane.outer) / 2).split()
        shown = f"nr{on}" if names else f"nr{on} lone"
        number = f'<text class="{shown}" x="{x}" y="{float(y) + 11:.1f}" text-anchor="middle">{arc.number}</text>'
    return (
        f'<a href="{escape(arc.address)}" aria-label="{_text(arc.told)}">'
        f'<path class="{style}{" is-now" if is_now else ""}" d="{path}"/>'
        f"{''.join(names)}{number}</a>"
    )


def _names(lane: Lane, start: float, end: float, on: str) -> Iterator[str]:
    """Yield the lines of the sector's name along the arc, none when it does not fit."""
    middle = (lane.inner + lane.outer) / 2
    room = (end - start) * math.pi / 180 * middle - 8
    lines = wrapped(lane.arc.short, room, 2 if lane.outer - lane.inner > TWO_LINES else 1)
    is_below = int((start + end) / 2) % 360 in BOTTOM
    for row, line in enumerate(lines):
        offset = (row - (len(lines) - 1) / 2) * LINE
        radius = middle + offset + 5 if is_below else middle - offset - 5
        name = f"hjul-{lane.arc.number}-{row}"
        yield (
            f'<g class="names"><path id="{name}" fill="none" d="{_line(start, end, radius, is_below)}"/>'
            f'<text text-anchor="middle" class="{on.strip() or "off-now"}">'
            f'<textPath href="#{name}" startOffset="50%">{_text(line)} </textPath></text></g>'
        )


def _line(start: float, end: float, radius: float, is_below: bool) -> str:
    """Return the arc that a line of text follows: clockwise above, the other way below."""
    if is_below:
        start, end = end, start
    big = 1 if abs(end - start) > 180 else 0
    return f"M{_point(start, radius)}A{radius:.1f} {radius:.1f} 0 {big} {0 if is_below else 1} {_point(end, radius)}"


def wrapped(text: str, room: float, most: int) -> list[str]:
    """Return the text in as few lines as fit in the room, in the drawing's units; none when it does not fit."""
    if not text:
        return []
    words = text.split()
    ways = [[text]] + [[" ".join(words[:cut]), " ".join(words[cut:])] for cut in range(1, len(words))]
    fitting = [way for way in ways if len(way) <= most and max(map(len, way)) * LETTER <= room]
    return min(fitting, key=lambda way: (len(way), max(map(len, way)))) if fitting else []


def _months(year: int, today: datetime.date) -> Iterator[str]:
    """Yield the months' names round the wheel, and a short line where each begins."""
    for month in range(12):
        yield f'<path class="sector" d="M{_point(month * 30, 345)}L{_point(month * 30, 354)}"/>'
        x, y = _point(month * 30 + 15, 382).split()
        now = " is-now" if (today.year, today.month) == (year, month + 1) else ""
        yield f'<text class="month{now}" x="{x}" y="{float(y) + 6:.1f}" text-anchor="middle">{MONTHS[month][:3]}</text>'


def _ring_name(ring: Ring, year: int) -> str:
    """Return the ring's own name in its widest gap, nothing when there is no room."""
    taken = sorted((lane.start, lane.end) for lane in lanes(ring, year))
    gaps, at = [], 0.0
    for start, end in [*taken, (360.0, 360.0)]:
        gaps.append((start - at, at, start))
        at = max(at, end)
    width, start, end = max(gaps)
    radius = (ring.inner + ring.outer) / 2
    if width * math.pi / 180 * radius < len(ring.name) * LETTER:
        return ""
    is_below = int((start + end) / 2) in BOTTOM
    line = _line(start, end, radius, is_below)
    return (
        f'<g class="names"><path id="ring-{ring.style}" fill="none" d="{line}"/>'
        '<text class="ring" text-anchor="middle">'
        f'<textPath href="#ring-{ring.style}" startOffset="50%">{_text(ring.name)}</textPath></text></g>'
    )


def _today(at: float) -> str:
    """Return today's mark: an arrow head outside the rings and a line inside them."""
    head = f"M{_point(at, 347)}L{_point(at - 2, 366)}L{_point(at + 2, 366)}Z"
    return f'<path class="today-dot" d="{head}"/><path class="today" d="M{_point(at, 118)}L{_point(at, 145)}"/>'


def _text(text: str) -> str:
    return escape(clean(text))
