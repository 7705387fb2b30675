"""What a person is to do in internal control: results of controls that are asked for (C-1, C-2, W-4)."""

import datetime
from collections.abc import Collection, Iterator

from styrhjul.control import rules
from styrhjul.control.models import Control
from styrhjul.governance.registry import Duty
from styrhjul.organisation.models import Person


def of_controls(person: Person, on: datetime.date) -> Iterator[Duty]:
    """Yield the controls whose result the person is asked for, each with its first period without one; one query."""
    for one in Control.objects.due_for(person, on):
        heading, due_on = _asked(one)
        yield Duty("Intern kontroll", heading, due_on - rules.BEFORE, due_on, Control, one.pk)


def late_controls(units: Collection[int], on: datetime.date) -> Iterator[tuple[Control, str, datetime.date]]:
    """Yield the units' controls whose result is late, each with what is asked for and since when (C-2, P-4)."""
    for one in Control.objects.asked(on).filter(unit__in=units):
        heading, due_on = _asked(one)
        if due_on < on:
            yield one, heading, due_on


def _asked(control: Control) -> tuple[str, datetime.date]:
    """Return the control's first period without a result, in words, and its last day."""
    period = rules.missing(control.reported, control.asked)[0]  # type: ignore[attr-defined]
    heading = f"{control.what}, {rules.period_name(control.frequency, period).lower()} {control.year}"
    return heading, rules.due_on(control.frequency, control.year, period)
