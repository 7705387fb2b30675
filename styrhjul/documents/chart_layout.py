"""Where things stand in an outcome chart: the scale, and labels that do not cover anything."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from styrhjul.documents.chart_words import LINE_WORD, opening
from styrhjul.documents.content import Chart
from styrhjul.documents.numbers import format_number

LIMIT = 1e15  # beyond this a picture says nothing, and differences drown in rounding
LINE = 17.0  # height of a line of text
LETTER = 7.3  # mean width of a letter in semibold 14
LONGEST_NAME = 20
LONGEST_LABEL = 32

Box = tuple[float, float, float, float]  # left, top, right, bottom


class Size(NamedTuple):
    """A drawing's size; a narrow one has no room for the name of those it is compared with."""

    width: int
    height: int
    names: bool


class Text(NamedTuple):
    """A label: its baseline point, its style and how it hangs on the point."""

    x: float
    y: float
    text: str
    style: str
    anchor: str = "start"

    def box(self) -> Box:
        """Return left, top, right and bottom of the label."""
        width = len(self.text) * LETTER
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return left, self.y - 12, left + width, self.y + 4


@dataclass(frozen=True)
class Plot:
    """The plot's edges and scale, in the drawing's units."""

    left: float
    right: float
    top: float
    bottom: float
    years: tuple[int, ...]
    ticks: tuple[float, ...]
    tick_decimals: int

    @cached_property
    def step(self) -> float:
        """Return the distance between two years."""
        return (self.right - self.left) / max(1, len(self.years) - 1)

    def x(self, index: int) -> float:
        """Return where the year at the index stands; a single year stands in the middle."""
        if len(self.years) == 1:
            return (self.left + self.right) / 2
        return self.left + self.step * index

    def y(self, value: float) -> float:
        """Return the height of the value."""
        low, high = self.ticks[0], self.ticks[-1]
        share = (max(-2 * LIMIT, min(2 * LIMIT, value)) - low) / (high - low)
        return self.bottom - share * (self.bottom - self.top)

    def point(self, index: int, value: float | None) -> str:
        """Return the point of a known value as path text."""
        return f"{self.x(index):.1f} {self.y(value or 0):.1f}"

    def shown_years(self) -> list[int]:
        """Return the indexes of the years that have room for their number, the last one always."""
        every = max(1, math.ceil(44 / self.step)) if len(self.years) > 1 else 1
        return list(range((len(self.years) - 1) % every, len(self.years), every))


def finite(value: float | None) -> float | None:
    """Return the value within what can be drawn; what is no number counts as missing."""
    if value is None or math.isnan(value):
        return None
    return max(-LIMIT, min(LIMIT, float(value)))


def plot_for(chart: Chart, size: Size) -> Plot:
    """Return the plot of a chart: a scale of round steps and room for the labels beside it."""
    ticks, decimals = _ticks(chart)
    widest = max(len(format_number(tick, decimals)) for tick in ticks)
    left = max(44.0, 14 + widest * LETTER)
    column = max((len(label.text) for label in _beside(chart, size)), default=0) * LETTER + 13
    right = max(left + 40, size.width - max(14.0, column))
    return Plot(left, right, 26, size.height - 34, chart.years, ticks, decimals)


def _ticks(chart: Chart) -> tuple[tuple[float, ...], int]:
    series = (chart.own, chart.targets, chart.forecast, chart.lower, chart.median, chart.upper)
    known = [finite(value) or 0.0 for values in series for value in values if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    span = max(high - low, max(abs(low), abs(high)) * 1e-9)
    step = _round_step(max(span / 5, 10.0**-chart.decimals))
    first = math.floor(low / step)
    last = max(math.ceil(high / step), first + 1)
    if first == low / step and low != 0:  # air below, unless the value stands on zero
        first -= 1
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    if round(step, decimals) != step and step < 1:
        decimals += 1
    elif step == 2.5:
        decimals = 1
    return tuple(number * step for number in range(first, last + 1)), decimals


def _round_step(rough: float) -> float:
    """Return the smallest of 1, 2, 2.5, 5 and 10 times a power of ten that is not below."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * n for n in (1, 2, 2.5, 5, 10, 20) if power * n >= rough)


def _last(series: Sequence[float | None]) -> int | None:
    return max((index for index, value in enumerate(series) if value is not None), default=None)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


class _Beside(NamedTuple):
    """A label beside the plot: the value it stands at, its place among lines at one value."""

    value: float
    lines: float
    text: str
    style: str


def _beside(chart: Chart, size: Size) -> Iterator[_Beside]:
    """Give the labels of the last target, forecast and value of the others' line."""
    line = LINE_WORD[chart.line]
    for series, word, style in (
        (chart.targets, "Mål", "t-own"),
        (chart.forecast, "Prognos", "t-accent"),
        (chart.median, line or _short(chart.others), ""),
    ):
        at = _last(series)
        value = None if at is None else series[at]
        if value is None:
            continue
        number = format_number(value, chart.decimals)
        if series is chart.median and line and size.names:
            yield _Beside(value, -0.5, _short(opening(chart.others)), style)
            yield _Beside(value, 0.5, f"{word.lower()} {number}", style)
        else:
            yield _Beside(value, 0, f"{word} {number}", style)


def _apart(wanted: Sequence[float], top: float, bottom: float) -> list[float]:
    """Return the heights, given in rising order, moved so that no two lines overlap."""
    placed: list[float] = []
    for y in wanted:
        placed.append(max(y, placed[-1] + LINE if placed else top))
    floor = bottom
    for index in reversed(range(len(placed))):
        placed[index] = min(placed[index], floor)
        floor = placed[index] - LINE
    return placed


@dataclass
class Labels:
    """Places the labels of a chart one by one; what finds no free place is left to the table."""

    chart: Chart
    plot: Plot
    size: Size
    taken: list[Box] = field(default_factory=list)

    def placed(self) -> list[Text]:
        """Return the labels, none of which covers another, a line or a dot."""
        self.taken.extend(self._drawn())
        return [*self._column(), *self._inside()]

    def _drawn(self) -> Iterator[Box]:
        """Give small boxes along the lines and the targets, to keep labels off them."""
        both = zip(self.chart.own, self.chart.forecast, strict=True)
        yield from self._along([own if own is not None else ahead for own, ahead in both])
        yield from self._along(self.chart.median)
        for index, aim in enumerate(self.chart.targets):
            if aim is not None:
                x, y, half = self.plot.x(index), self.plot.y(aim), self.plot.step * 0.46
                yield x - half, y - 2, min(self.plot.right, x + half), y + 2

    def _along(self, series: Sequence[float | None]) -> Iterator[Box]:
        heights = [None if value is None else self.plot.y(value) for value in series]
        for index, (here, after) in enumerate(zip(heights, [*heights[1:], None], strict=False)):
            if here is None:
                continue
            for part in range(8 if after is not None else 1):
                x = self.plot.x(index) + self.plot.step * part / 8
                y = here + ((after if after is not None else here) - here) * part / 8
                yield x - 4, y - 4, x + 4, y + 4

    def _column(self) -> list[Text]:
        wanted = [
            (self.plot.y(label.value) + 4.5 + label.lines * LINE, label) for label in _beside(self.chart, self.size)
        ]
        wanted.sort(key=lambda pair: pair[0])
        heights = _apart([y for y, _ in wanted], self.plot.top, self.plot.bottom)
        return [
            Text(self.plot.right + 11, y, label.text, label.style)
            for y, (_, label) in zip(heights, wanted, strict=True)
        ]

    def _inside(self) -> Iterator[Text]:
        """Give the labels of the last own value, of the own name and of the first target."""
        known = [index for index, value in enumerate(self.chart.own) if value is not None]
        aims = [index for index, value in enumerate(self.chart.targets) if value is not None]
        name = f"{_short(self.chart.name)} "
        yield from self._near(known[-1:], self.chart.own, "", "t-accent", "middle")
        yield from self._near(known[:-1], self.chart.own, name, "t-accent")
        if aims and self.chart.targets[aims[0]] != self.chart.targets[aims[-1]]:
            yield from self._near(aims[:1], self.chart.targets, "Mål ", "")

    def _near(
        self, indexes: list[int], series: Sequence[float | None], words: str, style: str, anchor: str = "start"
    ) -> Iterator[Text]:
        """Give a label above or below the first of the points where it finds a free place."""
        for index, shift in ((index, shift) for index in indexes for shift in (-10, 21, -22, 33, -34, 45)):
            value = series[index] or 0.0
            x = self.plot.x(index) + (2 if anchor == "start" else 0)
            text = words + format_number(value, self.chart.decimals)
            label = Text(x, self.plot.y(value) + shift, text, style, anchor)
            if self._free(label):
                self.taken.append(label.box())
                yield label
                return

    def _free(self, label: Text) -> bool:
        left, top, right, bottom = label.box()
        if len(label.text) > LONGEST_LABEL or top < self.plot.top - 24 or bottom > self.plot.bottom:
            return False
        return not any(
            left < there[2] and right > there[0] and top < there[3] and bottom > there[1] for there in self.taken
        )
