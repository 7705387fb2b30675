"""What people of Sjöstad do in a simulated year: begin the day, write frames, keep internal control."""

import io
from collections.abc import Mapping

from django.core.management import call_command

from styrhjul.budget import actions as budget
from styrhjul.budget.models import PlanningConditions
from styrhjul.control import actions as control
from styrhjul.control.models import ControlFollowup, ControlPlan
from styrhjul.control.terms import RiskKind, Sufficiency
from styrhjul.governance.actions import take_step
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Unit
from tests.world import World


def dawn(world: World) -> None:
    """Let the wheel do what the day asks for, and let everybody's rights be those of the day (O-4, W-4)."""
    call_command("tick", stdout=io.StringIO())
    for person in world.people.values():
        for known in ("rights", "units_led", "units_headed"):
            person.__dict__.pop(known, None)


def hand_in_conditions(by: Person, conditions: PlanningConditions, frames: Mapping[Body, int]) -> None:
    """Set the frame of each committee, in kronor, and hand the planning conditions to the board (B-1)."""
    budget.write_conditions(
        by=by, conditions=conditions, external_analysis="Färre barn.", instructions="Skriv.",
        frames={(body.pk, conditions.year): (amount, 0) for body, amount in frames.items()},
    )  # fmt: skip
    take_step(by=by, thing=conditions, step="hand_in")


def hand_in_control(by: Person, plan: ControlPlan, unit: Unit | None = None) -> None:
    """Write down a risk with its control, and hand the plan to its body for today (C-1)."""
    at = {"likelihood": 2, "consequence": 3}
    risk = control.write_risk(by=by, plan=plan, what="Fakturor betalas två gånger", kind=RiskKind.ERRORS, **at)
    whose = {"unit": unit, "position": "Ekonom"} if unit else {}
    control.write_control(by=by, risk=risk, what="Stickprov bland fakturorna", frequency="yearly", **whose)
    control.hand_in(by=by, thing=plan, held_on=today())


def hand_in_control_followup(by: Person, followup: ControlFollowup) -> None:
    """Judge the internal control of the year, and hand the follow-up to the body for today (C-2)."""
    control.write_followup(by=by, followup=followup, summary="Bra.", assessment=Sufficiency.SUFFICIENT)
    control.hand_in(by=by, thing=followup, held_on=today())
