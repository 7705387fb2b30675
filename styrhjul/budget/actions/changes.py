"""Changes of the budget in the year (B-5)."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from styrhjul.budget import rules
from styrhjul.budget.models import BudgetChange, ChangeLine
from styrhjul.governance.actions import locked, require
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.models import Body, Person, rights_of


class Move(NamedTuple):
    """What a change adds to or takes from an area, a service area or a project, in kronor."""

    area_id: int
    service_id: int | None = None
    project_id: int | None = None
    revenue: int = 0
    cost: int = 0
    investment: int = 0


def can_write_change(user: object, change: BudgetChange) -> bool:
    """Tell whether the user writes the change while it is a draft: those who draft for its body (O-6)."""
    return change.state in rules.UNFINISHED and change.owner_body_id in rights_of(user).drafts_for


@transaction.atomic
def write_change(
    *,
    by: Person | None,
    year: int,
    kind: str,
    body: Body | None,
    heading: str,
    reason: str,
    financing: str,
    moves: Sequence[Move],
    change: BudgetChange | None = None,
    is_example: bool = False,
) -> BudgetChange:
    """Return the change, new or written anew while it is a draft (B-5).

    Raises Refused without heading or reason, for others than the body's drafters (O-6), for an investment without a
    project, and for a committee that would change what is not its own.
    """
    change = locked(change) if change else BudgetChange(is_example=is_example)
    change.year, change.kind, change.body, change.heading = year, kind, body, heading.strip()
    change.reason, change.financing = reason.strip(), financing.strip()
    require(by is None or can_write_change(by, change), "Ändringen är lämnad eller hör till någon annan.")
    missing = {name: "Fyll i fältet." for name in ("heading", "reason") if not getattr(change, name)}
    if missing:
        raise Refused("Ändringen behöver rubrik och skäl.", "B-5", missing)
    for move in moves:
        wrong = move.revenue or move.cost if move.project_id else move.investment
        require(not wrong, "En investering hör till ett projekt, intäkter och kostnader till en verksamhet.", "B-5")
    change.save()
    change.lines.all().delete()
    ChangeLine.objects.bulk_create(ChangeLine(change=change, **move._asdict()) for move in moves)
    if body is not None and change.lines.exclude(area__body=body).exists():
        raise Refused("En nämnd ändrar bara i sin egen budget.", "B-5")
    record(by=by, verb="write", on=change, sentence=f"Skrev budgetändringen «{change.heading}».")
    return change
