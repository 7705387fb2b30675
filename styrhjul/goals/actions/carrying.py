"""What a plan says on its own beside the goals from above, and what it takes along from last year's (G-9, P-1)."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db import transaction

from styrhjul.goals.actions.goals import draft_goal, drafted_from
from styrhjul.goals.actions.plans import can_write
from styrhjul.goals.models import Activity, GoalVersion, Plan, PlanCondition
from styrhjul.goals.rules import CARRIED_TEXTS, OWN_LEVELS, UNFINISHED
from styrhjul.goals.terms import ConditionKind, Mandate
from styrhjul.governance.actions import locked, require
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.models import Person
from styrhjul.organisation.terms import UnitKind

CLOSED = "Planen är lämnad eller hör till någon annan. Den ändras medan den är ett utkast."


@transaction.atomic
def draft_own_goal(*, by: Person, plan: Plan, **texts: Any) -> GoalVersion:
    """Return a new goal of the administration's or department's own in the draft plan, for the plan's year (G-9)."""
    require(can_write(by, plan), CLOSED)
    level = OWN_LEVELS[UnitKind(plan.unit.kind)]
    return draft_goal(by=by, level=level, unit=plan.unit, plan=plan, first_year=plan.year, last_year=plan.year, **texts)


@transaction.atomic
def drop_own_goal(*, by: Person, version: GoalVersion) -> None:
    """Take an own goal out of a plan that is a draft; what it was in earlier years stays (G-9, G-11).

    Raises Refused where an activity of the plan serves it.
    """
    version = locked(version)
    plan = version.plan
    require(plan is not None and can_write(by, plan) and version.state in UNFINISHED, CLOSED)
    assert plan is not None
    if plan.activities.filter(goal=version.goal_id).exists():
        raise Refused(f"Planen har aktiviteter för «{version.heading}». Ta bort dem eller ge dem ett annat mål.", "P-2")
    record(by=by, verb="drop", on=plan, sentence=f"Tog bort målet «{version.heading}».")
    goal = version.goal
    version.delete()
    if not goal.versions.exists():
        goal.delete()


@transaction.atomic
def add_condition(*, by: Person | None, plan: Plan, kind: str, what: str, meaning: str = "") -> PlanCondition:
    """Return a national goal or a changed law that the draft plan takes into account (G-9, P-1)."""
    require(can_write(by, plan), CLOSED)
    if not what.strip():
        raise Refused("Skriv målet eller lagen.", "G-9", {"what": "Skriv målet eller lagen."})
    made = PlanCondition.objects.create(plan=plan, kind=kind, what=what.strip(), meaning=meaning.strip())
    told = f"Lade till {ConditionKind(kind).label.lower()}: {made.what}."
    record(by=by, verb="add_condition", on=plan, sentence=told)
    return made


@transaction.atomic
def drop_condition(*, by: Person, condition: PlanCondition) -> None:
    """Take a condition out of a plan that is a draft; the plan's history tells what it was (G-9)."""
    require(can_write(by, condition.plan), CLOSED)
    told = f"Tog bort {condition.get_kind_display().lower()}: {condition.what}."
    record(by=by, verb="drop_condition", on=condition.plan, sentence=told)
    condition.delete()


@transaction.atomic
def carry_from_last_year(
    *,
    by: Person,
    plan: Plan,
    texts: Collection[str] = (),
    conditions: Collection[PlanCondition] = (),
    goals: Collection[GoalVersion] = (),
    activities: Collection[Activity] = (),
) -> Plan:
    """Return the draft plan with what was chosen of last year's: texts, conditions, own goals, unfinished activities.

    A text that is written already is never overwritten. Nothing is carried twice (P-1). Raises Refused where nothing
    is chosen, and for what does not stand in the unit's plan of the year before.
    """
    plan = locked(plan)
    require(can_write(by, plan), CLOSED)
    earlier = plan.last_years()
    require(bool(texts or conditions or goals or activities), "Välj minst en sak att ta med.", "P-1")
    chosen: list[PlanCondition | GoalVersion | Activity] = [*conditions, *goals, *activities]
    strange = [one for one in chosen if earlier is None or one.plan_id != earlier.pk]
    if earlier is None or strange:
        raise Refused("Det valda står inte i förra årets plan.", "P-1")
    for name in set(texts) & CARRIED_TEXTS:
        setattr(plan, name, getattr(plan, name) or getattr(earlier, name))
    plan.save(update_fields=sorted(CARRIED_TEXTS))
    for condition in conditions:
        _carry_condition(by, plan, condition)
    for version in goals:
        _carry_goal(by, plan, version)
    for activity in activities:
        _carry_activity(by, plan, activity)
    counted = f"texter {len(texts)}, förutsättningar {len(conditions)}, mål {len(goals)}, aktiviteter {len(activities)}"
    record(by=by, verb="carry", on=plan, sentence=f"Hämtade från förra årets plan: {counted}.")
    return plan


def _carry_condition(by: Person, plan: Plan, condition: PlanCondition) -> None:
    if not plan.demands.filter(what=condition.what).exists():
        add_condition(by=by, plan=plan, kind=condition.kind, what=condition.what, meaning=condition.meaning)


def _carry_goal(by: Person, plan: Plan, version: GoalVersion) -> None:
    """Draft the same goal for the plan's year; a day that has passed is moved to the end of the year (G-11)."""
    if plan.goal_versions.filter(goal=version.goal_id).exists():
        return
    made = drafted_from(by=by, version=version, first_year=plan.year, last_year=plan.year, plan=plan)
    if made.fulfilled_by and made.fulfilled_by.year < plan.year:
        made.fulfilled_by = datetime.date(plan.year, 12, 31)
        made.save(update_fields=["fulfilled_by"])


def _carry_activity(by: Person, plan: Plan, activity: Activity) -> None:
    """Lay the activity into the plan as not begun, tied to the one it comes from, and shared from the same (P-3).

    A goal that the plan does not hold is named in words; a day that has passed is left to be set.
    """
    if plan.activities.filter(carried_from=activity).exists():
        return
    held = plan.planned_goals.filter(goal=activity.goal_id) or plan.goal_versions.filter(goal=activity.goal_id)
    keeps_goal = activity.goal_id is not None and held.exists()
    is_lost = activity.goal_id is not None and not keeps_goal
    shared = Activity.objects.filter(carried_from=activity.shared_from_id, plan__year=plan.year).first()
    due_on = activity.due_on if activity.due_on and activity.due_on.year >= plan.year else None
    made = Activity.objects.create(
        plan=plan, what=activity.what, description=activity.description, carried_from=activity,
        shared_from=shared if activity.shared_from_id else None,
        mandate=Mandate.OWN if is_lost else activity.mandate, goal=activity.goal if keeps_goal else None,
        commission=activity.commission,
        mandate_text=f"Målet {plan.year - 1}: {activity.goal}"[:200] if is_lost else activity.mandate_text,
        responsible_unit=activity.responsible_unit, responsible=activity.responsible, due_on=due_on,
    )  # fmt: skip
    made.contributors.set(activity.contributors.all())
    made.contributing_units.set(activity.contributing_units.all())
    record(by=by, verb="add", on=made, sentence=f"Fortsätter från {activity.plan}.")
