"""A large budget: one committee with 15 appropriation areas, 120 service areas and four years, as a draft."""

from styrhjul.budget import actions
from styrhjul.budget.actions import Cell
from styrhjul.budget.models import Budget
from styrhjul.budget.terms import Stage
from styrhjul.organisation import actions as organisation
from styrhjul.organisation.models import Person
from styrhjul.organisation.terms import BodyKind, Role

AREAS, SERVICES, YEAR = 15, 8, 2032


def fill() -> Budget:
    """Return the budget, made the first time; the reader drafts for its committee."""
    known = Budget.objects.filter(year=YEAR).first()
    if known is not None:
        return known
    reader = Person.objects.filter(is_demonstration=True).order_by("pk")[0]
    from_on = reader.positions.order_by("from_on")[0].from_on
    body = organisation.set_up_body(
        by=None, kind=BodyKind.COMMITTEE, name="Mätnämnden", short_name="MN", from_on=from_on, rank=990
    )
    organisation.appoint(by=None, person=reader, role=Role.SECRETARY, place=body, from_on=from_on, title="")
    cells = []
    budget = actions.draft_budget(by=None, body=body, year=YEAR, stage=Stage.PRELIMINARY)
    for number in range(AREAS):
        area = actions.set_up_area(by=None, body=body, name=f"Verksamhet {number}", first_year=2021, rank=number)
        for one in range(SERVICES):
            service = actions.set_up_service_area(by=None, area=area, name=f"Område {number}.{one}", first_year=2021)
            for year in budget.years:
                amount = (number * 37 + one * 11 + year) % 900 * 100_000
                cells.append(Cell(area.pk, service.pk, year, "revenue", 0, amount // 9))
                cells.append(Cell(area.pk, service.pk, year, "cost", 0, amount))
    return actions.write_cells(by=None, budget=budget, cells=cells)
