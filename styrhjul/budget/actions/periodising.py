"""How an area's budget is laid out over the months of a year (B-6)."""

from collections.abc import Mapping

from django.db import transaction

from styrhjul.budget.actions.ledger import require_controller
from styrhjul.budget.models import AppropriationArea, Periodisation, PeriodShare
from styrhjul.budget.terms import Spread
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.models import Person


@transaction.atomic
def periodise(
    *, by: Person | None, area: AppropriationArea, year: int, spread: str, months: Mapping[int, int]
) -> Periodisation:
    """Return how the area's budget of the year is laid out; ``months`` are typed kronor by month, 1–12 (B-6).

    Typed months that are not those of the whole budget are spread out flat with what is left, so none is lost.
    Raises Refused for others than controllers, and for an unknown layout or month.
    """
    require_controller(by)
    if spread not in Spread.values or not set(months) <= set(range(1, 13)):
        raise Refused("Välj hur budgeten fördelas över månaderna.", "B-6", {"spread": "Välj en fördelning."})
    if spread == Spread.TYPED and not months:
        raise Refused("Skriv budgeten månad för månad.", "B-6", {"spread": "Skriv minst en månad."})
    found, _ = Periodisation.objects.update_or_create(area=area, year=year, defaults={"spread": spread})
    PeriodShare.objects.filter(area=area, year=year).delete()
    if spread == Spread.TYPED:
        PeriodShare.objects.bulk_create(
            PeriodShare(area=area, year=year, month=month, amount=amount) for month, amount in months.items()
        )
    told = Spread(spread).label.lower()
    record(by=by, verb="periodise", on=area, sentence=f"Lade ut budgeten {year} för {area}: {told}.")
    return found
