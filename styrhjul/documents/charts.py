"""Charts as SVG: sparklines and outcomes over years, in the page's classes or in print's own colours.

Written by hand because it is short, takes a fraction of a millisecond and breaks no content
security policy. Each chart says its finding in words to those who cannot see it (L-9).
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from html import escape

from styrhjul.documents.chart_layout import Labels, Plot, Size, finite, plot_for
from styrhjul.documents.clean import clean
from styrhjul.documents.content import Chart, Figure
from styrhjul.documents.numbers import format_number

WIDE = Size(740, 300, names=True)
NARROW = Size(344, 250, names=False)
FLAT = 1e-9  # a difference that is none

# Print cannot read the page's custom properties: the theme's light values, written out.
_INK, _SOFT, _ACCENT, _GREY = "#292c30", "#5b5d60", "#0062ba", "#77797b"
_TEXT = 'font-family="Source Sans 3" font-size="14"'
_PRINT = {
    "": f'{_TEXT} fill="{_SOFT}"',
    "t-own": f'{_TEXT} font-weight="600" fill="{_INK}"',
    "t-accent": f'{_TEXT} font-weight="600" fill="{_ACCENT}"',
    "grid": 'stroke="#d9dadb"',
    "axis": f'stroke="{_GREY}"',
    "band": 'fill="#e8e8e9"',
    "median": f'fill="none" stroke="{_GREY}" stroke-width="1.25"',
    "own": f'fill="none" stroke="{_ACCENT}" stroke-width="2.75" stroke-linejoin="round"',
    "forecast": f'fill="none" stroke="{_ACCENT}" stroke-width="2.25" stroke-dasharray="7 5"',
    "target": f'stroke="{_INK}" stroke-width="2.5" stroke-dasharray="0.1 6" stroke-linecap="round"',
    "dot": f'fill="{_ACCENT}" stroke="#fff" stroke-width="1.5"',
    "dot-open": f'fill="#fff" stroke="{_ACCENT}" stroke-width="2"',
}
Style = Callable[[str], str]


def sparkline(values: Sequence[float | None], target: float | None, label: str) -> str:
    """Return a small SVG of the values in order, gaps for None, with the target as a dotted line."""
    known = [value for value in map(finite, values) if value is not None]
    aim = finite(target)
    scale = known if aim is None else [*known, aim]
    low, high = (min(scale), max(scale)) if scale else (0.0, 0.0)
    spread = high - low
    factor, foot = (24 / spread, 28.0) if spread > FLAT else (0.0, 16.0)
    step = 96 / (len(values) - 1) if len(values) > 1 else 0.0
    parts = [f'<svg class="spark" viewBox="0 0 104 32" role="img" aria-label="{escape(clean(label))}">']
    if aim is not None:
        parts.append(f'<path class="c-dots" d="M2 {foot - (aim - low) * factor:.1f}H101"/>')
    x, pen, line, end = 3.0, "M", [], ("", "")
    for value in map(finite, values):
        if value is None:
            pen = "M"
        else:
            end = f"{x:.1f}", f"{foot - (value - low) * factor:.1f}"
            line.append(f"{pen}{end[0]} {end[1]}")
            pen = "L"
        x += step
    if line:
        parts.append(f'<path class="c-line" d="{" ".join(line)}"/>')
        parts.append(f'<circle class="c-end" cx="{end[0]}" cy="{end[1]}" r="3.2"/>')
    return "".join(parts) + "</svg>"


@lru_cache(maxsize=256)  # the same figure is drawn for every reader of a page
def outcome_chart(figure: Figure, key: str) -> str:
    """Return the chart for a page: a wide and a narrow drawing, coloured by the page's classes.

    `key` makes the ids of title and description unique in the page.
    """
    return "".join(
        _svg(figure, size, _by_class, f'class="chart {when}"', f"{key}{letter}")
        for size, when, letter in ((WIDE, "only-wide", ""), (NARROW, "only-narrow", "n"))
    )


def print_chart(figure: Figure) -> str:
    """Return the wide drawing as a picture that stands alone, with its colours written out."""
    named = 'xmlns="http://www.w3.org/2000/svg" width="740" height="300"'
    return _svg(figure, WIDE, lambda name: _PRINT[name], named, "c")


def _svg(figure: Figure, size: Size, style: Style, attributes: str, key: str) -> str:
    title, description = escape(clean(figure.title)), escape(clean(figure.description))
    return (
        f'<svg {attributes} viewBox="0 0 {size.width} {size.height}" role="img" '
        f'aria-labelledby="{escape(key)}t {escape(key)}d">'
        f'<title id="{escape(key)}t">{title}</title><desc id="{escape(key)}d">{description}</desc>'
        f"{''.join(_drawing(figure.chart, size, style))}</svg>"
    )


def _by_class(name: str) -> str:
    return f'class="{name}"' if name else ""


def _drawing(chart: Chart, size: Size, style: Style) -> Iterator[str]:
    plot = plot_for(chart, size)
    yield from _axes(plot, style)
    yield from _comparison(chart, plot, style)
    yield from _targets(chart, plot, style)
    yield from _own(chart, plot, style)
    for text in Labels(chart, plot, size).placed():
        anchor = f' text-anchor="{text.anchor}"' if text.anchor != "start" else ""
        yield (f'<text {style(text.style)} x="{text.x:.1f}" y="{text.y:.1f}"{anchor}>{escape(clean(text.text))}</text>')


def _axes(plot: Plot, style: Style) -> Iterator[str]:
    for index, tick in enumerate(plot.ticks):
        y = plot.y(tick)
        kind = "grid" if index else "axis"
        yield f'<path {style(kind)} d="M{plot.left:.0f} {y:.1f}H{plot.right:.0f}"/>'
        number = format_number(tick, plot.tick_decimals)
        yield f'<text {style("")} x="{plot.left - 8:.0f}" y="{y + 4.5:.1f}" text-anchor="end">{number}</text>'
    for index in plot.shown_years():
        last = index == len(plot.years) - 1
        yield (
            f'<text {style("t-own" if last else "")} x="{plot.x(index):.1f}" y="{plot.bottom + 24:.0f}" '
            f'text-anchor="middle">{plot.years[index]}</text>'
        )


def _comparison(chart: Chart, plot: Plot, style: Style) -> Iterator[str]:
    both = [
        (low, high) if low is not None and high is not None else None
        for low, high in zip(chart.lower, chart.upper, strict=True)
    ]
    for start, end in _stretches(both):
        upper = [plot.point(index, chart.upper[index]) for index in range(start, end)]
        lower = [plot.point(index, chart.lower[index]) for index in reversed(range(start, end))]
        yield f'<path {style("band")} d="M{" L".join(upper + lower)} Z"/>'
    if line := _line(chart.median, plot):
        yield f'<path {style("median")} d="{line}"/>'


def _targets(chart: Chart, plot: Plot, style: Style) -> Iterator[str]:
    half = plot.step * 0.46
    marks = [
        f"M{max(plot.left, x - half):.1f} {plot.y(aim):.1f}H{min(plot.right, x + half):.1f}"
        for x, aim in ((plot.x(i), aim) for i, aim in enumerate(chart.targets))
        if aim is not None
    ]
    if marks:
        yield f'<path {style("target")} d="{" ".join(marks)}"/>'


def _own(chart: Chart, plot: Plot, style: Style) -> Iterator[str]:
    known = [index for index, value in enumerate(chart.own) if value is not None]
    ahead = [index for index, value in enumerate(chart.forecast) if value is not None]
    if line := _line(chart.own, plot):
        yield f'<path {style("own")} d="{line}"/>'
    if known and ahead and ahead[0] > known[-1]:
        points = [plot.point(known[-1], chart.own[known[-1]])]
        points += [plot.point(index, chart.forecast[index]) for index in ahead]
        yield f'<path {style("forecast")} d="M{" L".join(points)}"/>'
    yield from (_circle(plot, index, chart.own[index], style("dot"), 4) for index in known)
    yield from (_circle(plot, index, chart.forecast[index], style("dot-open"), 4.5) for index in ahead)


def _circle(plot: Plot, index: int, value: float | None, style: str, radius: float) -> str:
    x, y = plot.point(index, value).split()
    return f'<circle {style} cx="{x}" cy="{y}" r="{radius}"/>'


def _line(series: Sequence[float | None], plot: Plot) -> str:
    """Return a path through the known values; a stretch of one value is left to its dot."""
    return " ".join(
        "M" + " L".join(plot.point(index, series[index]) for index in range(start, end))
        for start, end in _stretches(series)
        if end - start > 1
    )


def _stretches(series: Sequence[object | None]) -> Iterator[tuple[int, int]]:
    """Give the start and end of each unbroken stretch of known values."""
    start = None
    for index, value in enumerate([*series, None]):
        if value is not None and start is None:
            start = index
        elif value is None and start is not None:
            yield start, index
            start = None
