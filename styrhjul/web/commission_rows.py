"""Commissions as lists show them: whose, to whom, by when, and how far they have come (X-11)."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import F, QuerySet

from styrhjul.goals import rules
from styrhjul.goals.models import Activity, Commission, Goal
from styrhjul.goals.terms import CommissionState
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Unit
from styrhjul.web.naming import BodyNames

#: The word of each state's mark (parts/marks.html).
MARKS = {CommissionState.OPEN: "now", CommissionState.REPORTED: "todo", CommissionState.CLOSED: "done"}

#: What is read with each commission, so that a list asks no more for each row.
ABOVE = ("decision__meeting", "closed_by__meeting", "evaluation")


class CommissionRow(NamedTuple):
    """A commission in a list, with the names of today."""

    id: int
    what: str
    ordered_by: str
    decided_on: datetime.date
    receiver: str
    due_on: datetime.date | None
    state: str
    mark: str
    is_example: bool
    is_evaluation: bool = False


def in_order(found: "QuerySet[Commission]") -> "QuerySet[Commission]":
    """Return the commissions with what a list needs of them, those to be reported first at the top."""
    listed = found.select_related(*ABOVE).prefetch_related("reports__decision__meeting")
    return listed.order_by(F("state").desc(), F("due_on").asc(nulls_last=True), "pk")


def rows_of(found: Iterable[Commission], user: object) -> list[CommissionRow]:
    """Return the commissions as the user may know them; two queries for the names (O-5, T-2)."""
    listed = list(found)
    if not listed:
        return []
    names, units, now = BodyNames(), {one.pk: str(one) for one in Unit.objects.placed(today())}, today()
    return [_row(one, user, names, units, now) for one in listed]


def _row(one: Commission, user: object, names: BodyNames, units: dict[int, str], now: datetime.date) -> CommissionRow:
    state = one.state_for(user)
    label, mark = state.label, MARKS[state]
    if rules.is_commission_late(state, one.due_on, now):
        label, mark = "Försenat", "late"
    receiver = names.of(one.body_id, now) if one.body_id else units.get(one.unit_id or 0, "–")
    by = names.of(one.ordered_by_id, one.decision.decided_on)
    return CommissionRow(
        one.pk, one.what, by, one.decision.decided_on, receiver, one.due_on, label, mark, one.is_example,
        one.is_evaluation,
    )  # fmt: skip


def running_in(user: object, body: Body | None = None, unit: Unit | None = None) -> list[CommissionRow]:
    """Return the commissions of the body or unit that are not closed, as the user may read them (X-11)."""
    readable = Commission.objects.visible_to(user).running()
    return rows_of(in_order(readable.filter(body=body) if body else readable.filter(unit=unit)), user)


def evaluations_of(user: object, goal: Goal | None = None, activity: Activity | None = None) -> list[CommissionRow]:
    """Return the evaluations of the goal or the activity, as the user may read them (I-4); one query where none is."""
    readable = Commission.objects.visible_to(user)
    found = readable.filter(evaluation__goal=goal) if goal else readable.filter(evaluation__activity=activity)
    return rows_of(in_order(found), user)
