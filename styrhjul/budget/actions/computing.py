"""Measures of financial goals that the municipality's budget fills (B-4, G-5, M-3, M-6)."""

from collections.abc import Mapping

from django.db import transaction

from styrhjul.budget.actions.ledger import require_controller
from styrhjul.budget.figures import key_figures_of
from styrhjul.budget.models import Budget, BudgetChange, ComputedMeasure
from styrhjul.goals.actions.measures import Reading, report_outcomes
from styrhjul.goals.models import Measure
from styrhjul.goals.terms import Origin
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.models import Person


@transaction.atomic
def choose_measures(*, by: Person | None, budget: Budget, measures: Mapping[str, Measure | None]) -> int:
    """Keep which measure each key figure fills, and return how many values the budget then gave (B-4, M-3).

    None frees a key figure; what it has filled stays in the measure's history. Raises Refused for others than
    controllers, and when one measure would be filled by two key figures.
    """
    require_controller(by)
    chosen = [measure.pk for measure in measures.values() if measure is not None]
    if len(set(chosen)) < len(chosen):
        raise Refused("Välj olika mått för olika nyckeltal.", "B-4")
    for figure, measure in measures.items():
        if measure is None:
            ComputedMeasure.objects.filter(figure=figure).delete()
        else:
            ComputedMeasure.objects.update_or_create(figure=figure, defaults={"measure": measure})
    record(by=by, verb="choose_measures", on=budget, sentence="Valde vilka mått som räknas ut ur budgeten.")
    return compute_measures(budget=budget, why="Måttet räknas ut ur budgeten.")


@transaction.atomic
def compute_measures(*, budget: Budget, why: str) -> int:
    """Return how many values the adopted budget of the municipality gave the measures that its key figures fill (B-4).

    They are preliminary and keep the budget as their origin and source. A year that has an outcome is left as it is;
    a value from an earlier budget stays in the history with ``why`` it was changed (M-6).
    """
    if budget.body_id is not None or budget.state != "adopted":
        return 0
    figures, count = key_figures_of(budget), 0
    for one in ComputedMeasure.objects.select_related("measure"):
        current = one.measure.outcomes.whole().current().values_list("year", "origin")
        reported = {year for year, origin in current if origin != Origin.BUDGET}
        readings = [
            Reading(year, values[one.figure], is_preliminary=True)
            for year, values in figures.items()
            if one.figure in values and year not in reported
        ]
        made = report_outcomes(
            by=None, measure=one.measure, readings=readings, origin=Origin.BUDGET, source=str(budget), reason=why
        )
        count += len(made)
    if count:
        record(by=None, verb="compute", on=budget, sentence=f"Räknade ut {count} värden till målens mått.")
    return count


def follow_change(change: BudgetChange, step: str, _by: Person | None) -> None:
    """Compute the measures anew when a change of the municipality's budget is adopted (B-4, B-5)."""
    if step != "adopt" or change.body_id is not None:
        return
    whole = Budget.objects.adopted_for(change.year)
    if whole is not None:
        compute_measures(budget=whole, why=f"Budgeten ändrades: {change.heading}.")
