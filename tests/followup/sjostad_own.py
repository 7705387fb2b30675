"""Sjöstad's school administration with a goal of its own in its plan, and a round where it is judged."""

from typing import NamedTuple

from styrhjul.followup.models import Round
from styrhjul.goals.models import GoalVersion, Plan
from tests.followup import sjostad_round
from tests.goals.test_plan_contents import adopted
from tests.world import World

#: A judgement by the head; the measure has no value, so it says why it departs.
JUDGED = {"value": "mainly", "reason": "Fler fast anställda har blivit kvar.", "departure": "Värdet är inte ute."}


class OwnGoal(NamedTuple):
    """A goal of an administration's own, the adopted plan that holds it, and the round where it is judged."""

    plan: Plan
    version: GoalVersion
    round: Round


def own_goal(world: World) -> OwnGoal:
    """Adopt the plan and open the interim round."""
    plan = adopted(world)
    return OwnGoal(plan, plan.goal_versions.get(), sjostad_round.open_interim(world))
