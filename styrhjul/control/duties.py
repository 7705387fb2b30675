"""What a person is to do in internal control: results of controls that are asked for (C-1, C-2, W-4)."""

import datetime
from collections.abc import Iterator

from styrhjul.control import rules
from styrhjul.control.models import Control
from styrhjul.governance.registry import Duty
from styrhjul.organisation.models import Person


def of_controls(person: Person, on: datetime.date) -> Iterator[Duty]:
    """Yield the controls whose result the person is asked for, each with its first period without one; one query."""
    for one in Control.objects.due_for(person, on):
        period = rules.missing(one.reported, one.asked)[0]  # type: ignore[attr-defined]
        due_on = rules.due_on(one.frequency, one.year, period)
        heading = f"{one.what}, {rules.period_name(one.frequency, period).lower()} {one.year}"
        yield Duty("Intern kontroll", heading, due_on - rules.BEFORE, due_on, Control, one.pk)
