"""The demonstration's volumes, composed and marked «exempel», and the results that stand beside the money (B-6)."""

from decimal import Decimal
from typing import Any

from styrhjul.budget import actions
from styrhjul.budget.models import AreaMeasure, Budget, ServiceArea
from styrhjul.integrations.demonstration import measures
from styrhjul.integrations.demonstration.town import Town, read
from styrhjul.organisation.models import Person

#: The first year that the volumes are budgeted for.
FIRST = 2024


def describe(town: Town) -> list[measures.Known]:
    """Lay in the volumes, tie them and the results to their service areas, and return the volumes' values."""
    data = read("volumes.toml")
    known: list[measures.Known] = []
    for row in data["measure"]:
        known += measures.describe(town, [row], row["body"])
    of_code = {one.code: one for one in ServiceArea.objects.select_related("area")}
    codes: dict[str, str] = {row["key"]: row["service"] for row in data["measure"]} | data["results"]
    for key, code in codes.items():
        service = of_code[code]
        actions.tie_measure(by=None, area=service.area, service=service, measure=town.measures[key])
    return known


def fill(budget: Budget, by: Person | None) -> None:
    """Write the volumes that the committee's budget counts on (B-6)."""
    planned: dict[str, list[int]] = {row["service"]: row["planned"] for row in read("volumes.toml")["measure"]}
    amounts: dict[tuple[int, int], Decimal | None] = {}
    for tie in AreaMeasure.objects.volumes_in(budget):
        if tie.service and tie.service.code in planned:
            for year in budget.years:
                amounts[tie.pk, year] = _volume(planned[tie.service.code], year)
    if amounts:
        actions.write_volumes(by=by, budget=budget, amounts=amounts)


def _volume(planned: list[Any], year: int) -> Decimal:
    """Return the planned volume of the year; after the last given year it goes on by the last step."""
    known = min(year - FIRST, len(planned) - 1)
    beyond = year - FIRST - known
    return Decimal(planned[known] + beyond * (planned[-1] - planned[-2]))
