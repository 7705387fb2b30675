"""Planning conditions and frames (B-1)."""

import datetime
from collections.abc import Mapping

from django.db import transaction

from styrhjul.budget import rules
from styrhjul.budget.models import Frame, PlanningConditions
from styrhjul.governance.actions import close_tasks, locked, open_task, require
from styrhjul.governance.models import WheelItem
from styrhjul.governance.terms import Side, TaskKind
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, rights_of
from styrhjul.organisation.terms import BodyKind

#: Net cost and investments in kronor; None where no frame is given.
FrameAmounts = tuple[int | None, int | None]


def can_write_conditions(user: object, conditions: PlanningConditions) -> bool:
    """Tell whether the user writes the planning conditions: those who draft for the board (O-6)."""
    return conditions.state in rules.UNFINISHED and conditions.owner_body_id in rights_of(user).drafts_for


@transaction.atomic
def draft_conditions(*, by: Person | None, year: int, is_example: bool = False) -> PlanningConditions:
    """Return new planning conditions for the budget year (B-1). Raises Refused when the year has them already."""
    conditions = PlanningConditions(year=year, is_example=is_example)
    require(by is None or can_write_conditions(by, conditions), "Kommunstyrelsens sida skriver förutsättningarna.")
    known = PlanningConditions.objects.filter(year=year)
    require(not known.exists(), f"Det finns redan planeringsförutsättningar för {year}.", "B-1")
    conditions.save()
    record(by=by, verb="draft", on=conditions, sentence=f"Skrev ett utkast till förutsättningar för {year}.")
    return conditions


@transaction.atomic
def write_conditions(
    *,
    by: Person | None,
    conditions: PlanningConditions,
    external_analysis: str,
    instructions: str,
    frames: Mapping[tuple[int, int], FrameAmounts],
    text: str = "",
) -> PlanningConditions:
    """Return the draft with its texts and frames: net cost and investments in kronor, by committee and year (B-1).

    None is no frame, apart from a frame of 0.
    """
    conditions = locked(conditions)
    require(by is None or can_write_conditions(by, conditions), "Förutsättningarna är lämnade eller hör till andra.")
    conditions.external_analysis, conditions.conditions = external_analysis, text
    conditions.instructions = instructions
    conditions.save(update_fields=["external_analysis", "conditions", "instructions"])
    for (body_id, year), (net_cost, investments) in frames.items():
        Frame.objects.update_or_create(
            conditions=conditions,
            body_id=body_id,
            year=year,
            defaults={"net_cost": net_cost, "investments": investments},
        )
    record(by=by, verb="write", on=conditions, sentence=f"Ändrade förutsättningar och ramar för {conditions.year}.")
    return conditions


def drive_conditions(item: WheelItem, _on: datetime.date) -> None:
    """Begin the year's planning conditions when nobody has, and ask those who write them to do so (B-1, W-4)."""
    conditions = PlanningConditions.objects.filter(year=item.about_year).first()
    conditions = conditions or draft_conditions(by=None, year=item.about_year)
    if conditions.state in rules.UNFINISHED:
        open_task(
            kind=TaskKind.WRITE_CONDITIONS,
            thing=conditions,
            body=Body.objects.get(kind=BodyKind.BOARD, to_on=None),
            side=Side.HEAD,
            heading=f"Skriv planeringsförutsättningarna för {item.about_year}",
            due_on=item.due_on,
        )


def follow_conditions(conditions: PlanningConditions, step: str, by: Person | None) -> None:
    """Open what the frames ask of each committee: its preliminary budget, by the day set in the wheel (B-1, W-3)."""
    if step == "hand_in":
        close_tasks(by=by, thing=conditions, kind=TaskKind.WRITE_CONDITIONS)
    if step != "adopt":
        return
    year = conditions.year
    due_on = WheelItem.objects.due("committee_budgets", year) or datetime.date(year - 1, 6, 30)
    for body in conditions.committees():
        open_task(
            kind=TaskKind.WRITE_BUDGET,
            thing=conditions,
            body=body,
            side=Side.HEAD,
            heading=f"Lämna preliminär nämndsbudget {year} för {body}"[:300],
            due_on=max(today(), due_on),
        )
