"""Volumes and unit costs read in bulk: what each area's money gave, budgeted and actual (B-6)."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import F, Sum

from styrhjul.budget import rules
from styrhjul.budget.figures import (
    changes_by_service,
    changes_of,
    current_of,
    last_period,
    original_by_service,
    original_of,
)
from styrhjul.budget.models import Actual, AreaMeasure, VolumeLine
from styrhjul.budget.terms import Stage
from styrhjul.goals.models import OutcomeQuerySet

#: An area, and a service area of it or None for the whole.
Place = tuple[int, int | None]

DECEMBER = 12


class VolumeRow(NamedTuple):
    """A place's volume by one measure, and its net cost in kronor for each unit; None is what is not known.

    ``before`` is the year before; the actual cost of a year is known when the whole year is booked.
    """

    area_id: int
    place: str
    measure_id: int
    measure: str
    unit: str
    decimals: int
    is_example: bool
    budgeted: float | None
    actual: float | None
    before: float | None
    cost_budgeted: int | None
    cost_actual: int | None
    cost_before: int | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known of the year or of the one before."""
        return self.budgeted is None and self.actual is None and self.before is None


def current_by_place(year: int) -> dict[Place, int]:
    """Return the current budget of every area and service area, in kronor of net cost (B-5)."""
    found: dict[Place, int] = {}
    for area, amount in current_of(original_of(year), changes_of(year)).items():
        found[area, None] = amount
    original, changes = original_by_service(year), changes_by_service(year)
    for place in original:
        found[place] = original[place] + changes.get(place, 0)
    return found


def booked_by_place(years: Iterable[int], areas: Iterable[int]) -> dict[int, dict[Place, int]]:
    """Return the net cost of every area and service area in kronor, of those years whose twelve months are booked."""
    closed = [year for year in years if last_period(year) >= DECEMBER]
    rows = Actual.objects.filter(year__in=closed, area__in=list(areas)).running().order_by()
    found: dict[int, dict[Place, int]] = {year: {} for year in closed}
    for row in rows.values("year", "area", "service").annotate(total=Sum("amount")):
        of = found[row["year"]]
        of[row["area"], None] = of.get((row["area"], None), 0) + row["total"]
        if row["service"] is not None:
            of[row["area"], row["service"]] = row["total"]
    return found


def volumes_of(year: int, areas: Iterable[int], outcomes: OutcomeQuerySet, fewest: int | None) -> list[VolumeRow]:
    """Return a row for each measure of volume of the areas, those without any figures left out (B-6).

    ``outcomes`` are those that the reader may see; ones that rest on fewer persons than ``fewest`` are not shown (M-7).
    """
    wanted = list(areas)
    ties = list(AreaMeasure.objects.volumes().filter(area__in=wanted).select_related("area", "service", "measure"))
    if not ties:
        return []
    values = outcomes.filter(measure__in={tie.measure_id for tie in ties}, year__in=[year - 1, year]).by_year(fewest)
    lines = VolumeLine.objects.filter(
        budget__year=F("year"), budget__stage=Stage.DEFINITIVE, budget__state="adopted", year=year, about__in=ties
    )
    budgeted = {about: float(amount) for about, amount in lines.values_list("about", "amount")}
    money = current_by_place(year), booked_by_place([year - 1, year], wanted)
    rows = [_row(tie, year, values.get(tie.measure_id, {}), budgeted.get(tie.pk), *money) for tie in ties]
    return [row for row in rows if not row.is_empty]


def _row(
    tie: AreaMeasure,
    year: int,
    values: Mapping[int, float],
    budgeted: float | None,
    current: Mapping[Place, int],
    booked: Mapping[int, Mapping[Place, int]],
) -> VolumeRow:
    place, one = (tie.area_id, tie.service_id), tie.measure

    def cost_of(when: int) -> int | None:
        return rules.unit_cost(booked.get(when, {}).get(place), values.get(when))

    return VolumeRow(
        tie.area_id, str(tie.service or tie.area), one.pk, one.name, one.unit_label, one.decimals, one.is_example,
        budgeted, values.get(year), values.get(year - 1),
        rules.unit_cost(current.get(place), budgeted), cost_of(year), cost_of(year - 1),
    )  # fmt: skip
