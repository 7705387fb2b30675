"""Sjöstad's money: the school committee's two areas with service areas, the care committee's one, finance and audit."""

import datetime
from dataclasses import dataclass

from styrhjul.budget import actions
from styrhjul.budget.actions import Cell
from styrhjul.budget.models import AppropriationArea, Budget, ServiceArea
from styrhjul.budget.terms import AreaKind, Stage
from styrhjul.governance.actions import load_as_adopted, load_decision
from tests.world import World


@dataclass
class Purse:
    """The areas by short names, and the verbs that tests repeat."""

    world: World
    school: AppropriationArea
    adult: AppropriationArea
    care: AppropriationArea
    finance: AppropriationArea
    audit: AppropriationArea
    lower: ServiceArea
    upper: ServiceArea

    def write(self, budget: Budget, **net_costs: int) -> Budget:
        """Write net costs of the budget year by area or service area: ``lower=60_000``."""
        lines = {(line.area_id, line.service_id, line.year): line for line in budget.lines.all()}
        cells = []
        for name, amount in net_costs.items():
            place = getattr(self, name)
            area, service = (place.area_id, place.pk) if isinstance(place, ServiceArea) else (place.pk, None)
            line = lines.get((area, service, budget.year))
            cells.append(Cell(area, service, budget.year, "cost", line.cost if line else 0, amount))
        return actions.write_cells(by=None, budget=budget, cells=cells)

    def adopted_whole(self, year: int, **net_costs: int) -> Budget:
        """The municipality's budget for the year, adopted by the council in the autumn before."""
        budget = actions.draft_budget(by=None, body=None, year=year, stage=Stage.MUNICIPAL)
        decision = load_decision(
            body=self.world.council, held_on=datetime.date(year - 1, 10, 30), heading=f"Budget {year}"
        )
        return load_as_adopted(thing=self.write(budget, **net_costs), decision=decision)


def lay_out(world: World) -> Purse:
    """Set up the areas from 2024, and return them."""

    def area(body: str, name: str, kind: AreaKind = AreaKind.COMMITTEE, rank: int = 0) -> AppropriationArea:
        where = getattr(world, body)
        return actions.set_up_area(by=None, body=where, name=name, first_year=2024, kind=kind, rank=rank)

    school = area("school", "Grundskola", rank=1)

    def service(name: str, code: str) -> ServiceArea:
        return actions.set_up_service_area(by=None, area=school, name=name, code=code, first_year=2024)

    return Purse(
        world,
        school,
        area("school", "Vuxenutbildning", rank=2),
        area("care", "Äldreomsorg"),
        area("board", "Finansförvaltningen", AreaKind.FINANCE),
        area("council", "Revision", AreaKind.AUDIT),
        service("Årskurs 1–6", "4401"),
        service("Årskurs 7–9", "4402"),
    )
