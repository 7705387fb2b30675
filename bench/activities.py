"""A year with 10,000 activities in fifty plans, adopted, for the pages that show them together."""

import datetime

from styrhjul.goals.models import Activity, Plan
from styrhjul.goals.terms import ActivityStatus, Mandate
from styrhjul.organisation.models import Unit

YEAR, MANY, PLANS = 2043, 10_000, 50


def fill() -> None:
    """Make the year's plans and activities, once."""
    if Plan.objects.filter(year=YEAR).exists():
        return
    first = datetime.date(YEAR, 1, 1)
    units = list(Unit.objects.order_by("pk")[:PLANS])
    plans = Plan.objects.bulk_create(
        Plan(unit=unit, year=YEAR, state="adopted", adopted_on=first, stepped_on=first) for unit in units
    )
    statuses = ActivityStatus.values
    Activity.objects.bulk_create(
        Activity(
            plan=plans[number % len(plans)],
            what=f"Aktivitet {number} som någon har lovat att göra under året",
            mandate=Mandate.LAW,
            mandate_text="Skollagen",
            responsible_unit=plans[number % len(plans)].unit,
            start_on=first + datetime.timedelta(days=number % 100),
            due_on=first + datetime.timedelta(days=100 + number % 260),
            status=statuses[number % len(statuses)],
        )
        for number in range(MANY)
    )
