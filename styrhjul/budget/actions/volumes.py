"""Measures tied to appropriation areas, and the volumes of a committee's budget (B-6)."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from styrhjul.budget.actions.drafting import lock_draft
from styrhjul.budget.actions.ledger import require_controller
from styrhjul.budget.models import AppropriationArea, AreaMeasure, Budget, ServiceArea, VolumeLine
from styrhjul.goals.models import Measure
from styrhjul.governance.actions import require
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.models import Person


@transaction.atomic
def tie_measure(
    *, by: Person | None, area: AppropriationArea, measure: Measure, service: ServiceArea | None = None
) -> AreaMeasure:
    """Return the measure tied to the area, or to a service area of it (B-6).

    Raises Refused for others than controllers, for a service area of another area, and for what is tied already.
    """
    require_controller(by)
    if service is not None and service.area_id != area.pk:
        raise Refused("Verksamhetsområdet hör till en annan KF-verksamhet.", "B-6")
    made, is_new = AreaMeasure.objects.get_or_create(area=area, service=service, measure=measure)
    if not is_new:
        raise Refused("Måttet står redan där.", "B-6", {"measure": "Måttet står redan där."})
    record(by=by, verb="tie_measure", on=area, sentence=f"Följer {service or area} med måttet {measure}.")
    return made


@transaction.atomic
def untie_measure(*, by: Person | None, tie: AreaMeasure) -> None:
    """Take the measure from the area; what budgets have counted on keeps it (B-6).

    Raises Refused for others than controllers, and when a budget holds volumes of it.
    """
    require_controller(by)
    require(not tie.lines.exists(), "En budget har volymer av måttet. Därför står det kvar.", "B-6")
    record(by=by, verb="untie_measure", on=tie.area, sentence=f"Slutade följa {tie}.")
    tie.delete()


@transaction.atomic
def write_volumes(*, by: Person | None, budget: Budget, amounts: Mapping[tuple[int, int], Decimal | None]) -> Budget:
    """Return the committee's draft with its volumes, by the tied measure's id and the year; None takes one away (B-6).

    Raises Refused in the municipality's budget, for what is not the budget's, and for a volume below zero.
    """
    budget = lock_draft(budget, by)
    require(budget.body_id is not None, "Volymerna står i nämndernas budgetar.", "B-6")
    known = set(AreaMeasure.objects.volumes_in(budget).values_list("pk", flat=True))
    for (tie_id, year), amount in amounts.items():
        require(tie_id in known and year in budget.years, "Måttet eller året hör inte till budgeten.", "B-6")
        if amount is None:
            VolumeLine.objects.filter(budget=budget, about=tie_id, year=year).delete()
            continue
        require(amount >= 0, "En volym kan inte vara mindre än noll.", "B-6")
        VolumeLine.objects.update_or_create(budget=budget, about_id=tie_id, year=year, defaults={"amount": amount})
    record(by=by, verb="write_volumes", on=budget, sentence="Ändrade volymerna.")
    return budget
