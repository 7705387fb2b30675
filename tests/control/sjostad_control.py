"""Sjöstad's internal control: the school committee's plan of 2026, handed in and adopted in December 2025."""

import datetime
from typing import Any

from styrhjul.control import actions
from styrhjul.control.models import Control, ControlPlan, Risk
from styrhjul.governance.actions import Ruling, hold_meeting, put_on_agenda, record_decision
from styrhjul.governance.models import Decision, Matter
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import Body, Person
from tests.world import World

WRITTEN_ON = datetime.date(2025, 11, 20)
ADOPTED_ON = datetime.date(2025, 12, 9)


def draft(world: World, year: int = 2026, body: Body | None = None, by: Person | None = None) -> ControlPlan:
    """A draft of the school committee's plan with two risks, one of them of errors, and a control of each."""
    plan = actions.draft_plan(by=by or world.tomas, body=body or world.school, year=year)
    absence = risk(plan, "Frånvaro upptäcks för sent", likelihood=3, consequence=4)
    invoices = risk(plan, "Fel person attesterar", kind="errors", likelihood=2, consequence=3)
    control(absence, "Utredning av frånvaro", unit=world.beach_school, position="Medarbetare")
    control(invoices, "Attest av fakturor", unit=world.compulsory, position="Chef", frequency="half_yearly")
    return plan


def risk(plan: ControlPlan, what: str, **fields: Any) -> Risk:
    """A risk of the plan."""
    return actions.write_risk(by=None, plan=plan, what=what, **{"kind": "operations", **fields})


def control(of: Risk, what: str, **fields: Any) -> Control:
    """A control of the risk, made every quarter where nothing else is said."""
    return actions.write_control(by=None, risk=of, what=what, **{"frequency": "quarterly", **fields})


def adopt(world: World, plan: ControlPlan, on: datetime.date = ADOPTED_ON) -> ControlPlan:
    """Hand the plan in and let the school committee adopt it on the day."""
    with on_day(on):
        decide(world, actions.hand_in(by=world.tomas, thing=plan, held_on=on), on)
    return ControlPlan.objects.get(pk=plan.pk)


def decide(
    world: World, thing: Matter, on: datetime.date, by: Person | None = None, body: Body | None = None, **ruling: Any
) -> Decision:
    """Let the body, the school committee where no other is said, decide about the document on the day."""
    secretary, body = by or world.sara, body or world.school
    meeting = hold_meeting(by=secretary, body=body, held_on=on)
    matter = put_on_agenda(by=secretary, meeting=meeting, heading=str(thing)[:200], things=[thing])
    paragraph = str(Decision.objects.recorded().count() + 1)
    return record_decision(by=secretary, decision=matter, rulings=[Ruling(thing, **ruling)], paragraph=paragraph)


def adopted(world: World) -> ControlPlan:
    """The school committee's plan of 2026 as adopted."""
    with on_day(WRITTEN_ON):
        plan = draft(world)
    return adopt(world, plan)
