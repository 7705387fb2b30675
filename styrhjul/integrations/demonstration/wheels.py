"""The year wheels of the demonstration: the usual ones, and two items of the municipality's own (W-1 to W-3)."""

import datetime

from styrhjul.governance import driving
from styrhjul.governance.models import WheelItem
from styrhjul.governance.terms import Performer, Side, Wheel
from styrhjul.integrations.demonstration import money
from styrhjul.integrations.demonstration.town import Town
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import Person


def lay_out(town: Town, today: datetime.date) -> None:
    """Lay out the wheels of this year and the next, with the days of the budget as the municipality has set them."""
    by = money.controller(town)
    with on_day(today):
        for year in (today.year, today.year + 1):
            driving.lay_out_year(by=by, year=year)
        council = WheelItem.objects.get(code="council_budget", about_year=today.year + 1)
        _move(council, by, due_on=datetime.date(today.year, 11, 19))
        for what, short, performer, first, last, told in (
            ("Nämnderna anmäler behov av lokaler för tio år (exempel)", "", Performer.COMMITTEES, (10, 1), (10, 30),
             "Behoven blir underlag till nästa års planeringsförutsättningar."),
            ("Dialogdagar om målen mellan nämnder och förvaltningar (exempel)", "", Performer.COMMITTEES, (9, 7),
             (9, 25), "Nämnden och förvaltningen går igenom vad analyserna säger inför nästa års mål."),
        ):  # fmt: skip
            driving.add_item(
                by=by, about_year=today.year + 1, wheel=Wheel.PLANNING, what=what, short=short, performer=performer,
                side=Side.HEAD, from_on=datetime.date(today.year, *first), due_on=datetime.date(today.year, *last),
                help_text=told, opens_tasks=True, body=None,
            )  # fmt: skip
        driving.tick(today)


def _move(item: WheelItem, by: Person, **days: datetime.date) -> None:
    names = ("what", "short", "help_text", "performer", "side", "from_on", "due_on")
    fields = {name: getattr(item, name) for name in names} | days
    driving.change_item(by=by, item=item, **fields)
