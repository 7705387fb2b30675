"""Takes operational, department and unit plans to their adoption, with goals and activities (D-6, P-1 to P-7)."""

import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from styrhjul.goals.actions import goals as goal_actions
from styrhjul.goals.actions import plans as actions
from styrhjul.goals.actions.carrying import add_condition
from styrhjul.goals.actions.goals import Aim
from styrhjul.goals.models import Activity, Plan
from styrhjul.goals.terms import Ground, Level, Mandate
from styrhjul.governance.models import Decision
from styrhjul.integrations.demonstration.days import DECEMBER, working
from styrhjul.integrations.demonstration.meetings import decide
from styrhjul.integrations.demonstration.town import BEGUN, Town
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import Person

Row = dict[str, Any]


class Deed(NamedTuple):
    """A row of an activity: what, its ground (a goal's key, or words), who, when, how it goes, and a note."""

    what: str
    ground: str
    responsible: str
    start_on: datetime.date
    due_on: datetime.date
    status: str = "todo"
    note: str = ""


def carry_out(town: Town, row: Row) -> Plan:
    """Return the plan of the row, drafted, heard or endorsed, and adopted, unless the row says where it stops."""
    unit, year = town.units[row["unit"]], row["year"]
    by = town.heads[unit.pk]
    is_operational = unit.kind == "administration"
    drafted = working(year - 1, 11, 24) if is_operational else working(year, 1, 8)
    with on_day(row.get("drafted_on", drafted)) as day:
        plan, acts = _draft(town, row, by)
    if row.get("stop") == "draft":
        return plan
    _adopt(town, plan, row, by, day)
    _report(acts, by)
    return plan


def load(town: Town, row: Row) -> Plan:
    """Return the plan of a year before Styrhjul, loaded as adopted in the December before it (D-7)."""
    with on_day(BEGUN):
        plan, acts = _draft(town, row, None)
        for body in [key for key, unit in town.served.items() if unit == row["unit"]]:
            heard_on = working(plan.year - 1, *DECEMBER[body])
            actions.hear(by=None, plan=plan, body=town.bodies[body], heard_on=heard_on, remarks=HEARD)
        plan = actions.load_plan_as_adopted(plan=plan, adopted_on=working(plan.year - 1, 12, 18))
    _report(acts, town.heads[plan.unit_id])
    return plan


def _draft(town: Town, row: Row, by: Person | None) -> tuple[Plan, list[tuple[Deed, Activity]]]:
    """Return the plan's draft with its own goals, those responsible and its activities."""
    texts: Row = {name: row[name] for name in ("focus", "resources", "conditions", "staff") if name in row}
    plan = actions.draft_plan(by=by, unit=town.units[row["unit"]], year=row["year"], is_example=True, **texts)
    for kind, what, meaning in row.get("demands", ()):
        add_condition(by=by, plan=plan, kind=kind, what=what, meaning=meaning)
    for goal in row.get("goal", ()):
        _own_goal(town, plan, goal, by)
    _responsible(town, plan, row, by)
    deeds = [Deed(*deed) for deed in row["activities"]]
    return plan, [(deed, _act(town, plan, deed, by)) for deed in deeds]


def _own_goal(town: Town, plan: Plan, row: Row, by: Person | None) -> None:
    """Lay in a goal of the administration's or department's own (G-9)."""
    is_operational = plan.unit.kind == "administration"
    parent = town.goals.get(row.get("parent", ""))
    version = goal_actions.draft_goal(
        by=by,
        level=Level.OPERATIONAL if is_operational else Level.DEPARTMENT,
        unit=plan.unit,
        plan=plan,
        parent=parent,
        first_year=plan.year,
        last_year=plan.year,
        is_example=True,
        heading=row["heading"],
        text=row.get("text", ""),
        ground=Ground.CHAIN if parent else row.get("ground", Ground.LAW),
        ground_text=row.get("ground_text", ""),
        contribution=row.get("contribution", ""),
        fulfilled_by=datetime.date(plan.year, 12, 31),
        goal=town.goals.get(row["key"]),
    )
    town.goals[row["key"]] = version.goal
    for rank, (key, target) in enumerate(row.get("measures", {}).items()):
        aims = [Aim(plan.year, Decimal(str(target)))]
        goal_actions.follow_by(by=by, version=version, measure=town.measures[key], aims=aims, rank=rank)


def _responsible(town: Town, plan: Plan, row: Row, by: Person | None) -> None:
    """Name the department that answers for each goal of the plan (P-7), but for those left open on purpose."""
    departments = {town.goals[key].pk: town.units[unit] for key, unit in row.get("responsible", {}).items()}
    for planned in plan.planned_goals.select_related("goal"):
        if planned.goal_id in departments:
            actions.name_responsible(by=by, plan=plan, goal=planned.goal, unit=departments[planned.goal_id])


def _act(town: Town, plan: Plan, deed: Deed, by: Person | None) -> Activity:
    """Return the activity of the row; a ground that is no goal's key stands in words."""
    goal = town.goals.get(deed.ground)
    is_law = goal is None and deed.ground.lower().endswith(("lagen", "kap.", "balken"))
    responsible = town.people.get(deed.responsible)
    return actions.add_activity(
        by=by,
        plan=plan,
        what=deed.what,
        mandate=Mandate.GOAL if goal else Mandate.LAW if is_law else Mandate.OWN,
        goal=goal,
        mandate_text="" if goal else deed.ground,
        responsible_unit=town.units.get(deed.responsible) or plan.unit,
        responsible=responsible,
        start_on=deed.start_on,
        due_on=deed.due_on,
    )


def _adopt(town: Town, plan: Plan, row: Row, by: Person, drafted: datetime.date) -> None:
    """Hear the committees of an operational plan, or have the superior endorse another, and adopt it (D-6)."""
    if not plan.needs_endorsement:
        for body in [key for key, unit in town.served.items() if unit == row["unit"]]:
            _hear(town, plan, body)
        handed_on = working(plan.year - 1, 12, 15)
    else:
        handed_on = drafted + datetime.timedelta(days=7)
    with on_day(handed_on):
        plan = actions.hand_in_plan(by=by, plan=plan)
    if row.get("stop") == "handed":
        return
    adopted_on = handed_on + datetime.timedelta(days=3)
    with on_day(adopted_on):
        if plan.needs_endorsement:
            plan = actions.endorse_plan(by=town.heads[plan.places.superior or 0], plan=plan)
        actions.adopt_plan(by=by, plan=plan)


def _hear(town: Town, plan: Plan, body: str) -> None:
    """Let the committee be heard on the operational plan in December (D-6)."""
    held_on = working(plan.year - 1, *DECEMBER[body])
    decision: Decision = decide(town, body, held_on, f"Hörande om {str(plan).lower()}"[:200], [], text=HEARD)
    with on_day(held_on):
        actions.hear(
            by=town.secretary_of(town.bodies[body]),
            plan=plan,
            body=town.bodies[body],
            heard_on=held_on,
            paragraph=decision.paragraph,
            remarks=HEARD,
            decision=decision,
        )


HEARD = "Nämnden har inget att invända mot planen."


def _report(acts: list[tuple[Deed, Activity]], by: Person) -> None:
    """Report how the activities go: done on their day, otherwise as they stood at the end of August (P-4)."""
    for deed, activity in acts:
        if deed.status == "todo":
            continue
        latest = datetime.date(2026, 8, 28) if deed.due_on.year == 2026 else datetime.date(deed.due_on.year, 12, 18)
        reported = max(min(deed.due_on, latest), deed.start_on, BEGUN)
        with on_day(reported):
            person = activity.responsible or by
            actions.report_progress(by=person, activity=activity, status=deed.status, note=deed.note)
