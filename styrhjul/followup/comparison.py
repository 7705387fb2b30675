"""Whom a measure is compared with: all others that have values, a group, chosen ones, or the best (M-4)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from styrhjul.goals.models import ComparisonValue
from styrhjul.goals.terms import Direction
from styrhjul.organisation.models import swedish

#: So many values are needed before a middle half says anything.
FEWEST_FOR_BAND = 4


class Band(NamedTuple):
    """What a year's chart shows of the others: their line, and the middle half where there is one."""

    line: float | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Comparison:
    """Those that a measure is compared with: their values by year, what they are called, and what the line shows."""

    values: Mapping[int, Sequence[float]]
    words: str = "jämförda kommuner"
    line: Literal["median", "best", "one"] = "median"

    def band(self, year: int, direction: str) -> Band:
        """Return what the chart shows of the year: the best by the measure's direction, else the median (M-1, M-4)."""
        found = self.values.get(year, ())
        if not found:
            return Band()
        if self.line == "best":
            return Band(min(found) if direction == Direction.LOWER else max(found))
        lower, median, upper = _quartiles(found)
        return Band(median, lower, upper) if len(found) >= FEWEST_FOR_BAND else Band(median)


class Other(NamedTuple):
    """A municipality with its values of one measure by year."""

    code: str
    name: str
    values: Mapping[int, float]


def others_of(measure_id: int) -> list[Other]:
    """Return the municipalities that have values of the measure, by name (M-4); one query."""
    found: dict[str, tuple[str, dict[int, float]]] = {}
    rows = ComparisonValue.objects.filter(measure=measure_id).order_by(swedish("municipality"), "year")
    for code, name, year, value in rows.values_list("code", "municipality", "year", "value"):
        found.setdefault(code, (name, {}))[1][year] = float(value)
    return [Other(code, name, values) for code, (name, values) in found.items()]


def among(others: Sequence[Other], codes: Collection[str], words: str) -> Comparison:
    """Return the comparison with those of the others that have the codes; a single one goes by its own name (M-4)."""
    chosen = [one for one in others if one.code in codes]
    if len(chosen) == 1:
        return Comparison(by_year(chosen), chosen[0].name, "one")
    return Comparison(by_year(chosen), words)


def by_year(others: Iterable[Other]) -> dict[int, list[float]]:
    """Return the values of the municipalities by year."""
    found: dict[int, list[float]] = {}
    for one in others:
        for year, value in one.values.items():
            found.setdefault(year, []).append(value)
    return found


def comparisons_of(measures: Iterable[int]) -> dict[int, Comparison]:
    """Return, by measure, the comparison with all municipalities that have values (M-4); one query."""
    found: dict[int, dict[int, list[float]]] = {}
    rows = ComparisonValue.objects.filter(measure__in=set(measures)).values_list("measure_id", "year", "value")
    for measure_id, year, value in rows:
        found.setdefault(measure_id, {}).setdefault(year, []).append(float(value))
    return {measure_id: Comparison(values) for measure_id, values in found.items()}


def _quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the lower quartile, the median and the upper quartile of the values, by linear interpolation."""
    ordered = sorted(values)

    def at(share: float) -> float:
        place = share * (len(ordered) - 1)
        low = int(place)
        high = min(low + 1, len(ordered) - 1)
        return ordered[low] + (ordered[high] - ordered[low]) * (place - low)

    return at(0.25), at(0.5), at(0.75)
