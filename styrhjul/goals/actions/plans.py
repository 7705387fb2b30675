"""Verbs of plans and activities: draft, hear, endorse, adopt, carry out (D-6, P-1 to P-7)."""

import datetime
from typing import Any

from django.db import transaction

from styrhjul.goals import rules
from styrhjul.goals.models import Activity, Goal, GoalVersion, Hearing, Plan, PlannedGoal, ProgressNote
from styrhjul.governance.actions import close_tasks, locked, open_task, require, take_step
from styrhjul.governance.models import Decision
from styrhjul.governance.terms import TaskKind
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Unit


def can_write(user: Person | None, plan: Plan) -> bool:
    """Tell whether the user writes in the plan: heads over its unit, never an elected position (O-6)."""
    if user is None:
        return True
    return plan.state in rules.UNFINISHED and plan.unit_id in user.units_led and not user.rights.is_elected


def can_report_on(user: Person, activity: Activity) -> bool:
    """Tell whether the user reports on the activity: the one responsible, contributors, heads over it (O-7)."""
    if user.pk == activity.responsible_id or activity.contributors.filter(pk=user.pk).exists():
        return True
    over = {activity.plan.unit_id, activity.responsible_unit_id} & user.units_led
    return bool(over) and not user.rights.is_elected


@transaction.atomic
def draft_plan(*, by: Person | None, unit: Unit, year: int, is_example: bool = False, **texts: str) -> Plan:
    """Return the unit's new plan for the year, with the goals of the bodies it serves laid in (P-1)."""
    if by is not None:
        require(unit.pk in by.units_led and not by.rights.is_elected, f"Du kan inte skriva plan åt {unit}.")
    require(not Plan.objects.filter(unit=unit, year=year).exists(), f"{unit} har redan en plan för {year}.", "P-1")
    plan = Plan.objects.create(unit=unit, year=year, is_example=is_example, **texts)
    served = unit.ties.filter(from_on__year__lte=year).values_list("body_id", flat=True)
    versions = GoalVersion.objects.in_year(year).decided()
    of_bodies = versions.filter(goal__level="committee", body__in=served)
    directed = versions.filter(goal__level="directed", shares__body__in=served)
    for goal_id in sorted({v.goal_id for v in of_bodies} | {v.goal_id for v in directed}):
        PlannedGoal.objects.create(plan=plan, goal_id=goal_id)
    record(by=by, verb="draft", on=plan, sentence=f"Skrev ett utkast till {plan}.")
    return plan


@transaction.atomic
def write_plan(*, by: Person, plan: Plan, **texts: str) -> Plan:
    """Return the plan with its texts as given; allowed while it is a draft (P-1, P-3)."""
    plan = locked(plan)
    require(can_write(by, plan), "Du kan inte skriva i planen: den är lämnad eller hör till någon annan.")
    for name, value in texts.items():
        setattr(plan, name, value)
    plan.save(update_fields=list(texts))
    record(by=by, verb="write", on=plan, sentence="Ändrade planens text.")
    return plan


@transaction.atomic
def name_responsible(*, by: Person | None, plan: Plan, goal: Goal, unit: Unit) -> PlannedGoal:
    """Return the goal in the plan with the department that answers for it (P-7)."""
    require(can_write(by, plan), "Ansvarig avdelning anges medan planen är ett utkast.", "P-7")
    planned, _ = PlannedGoal.objects.update_or_create(plan=plan, goal=goal, defaults={"responsible": unit})
    record(by=by, verb="name_responsible", on=plan, sentence=f"{unit} ansvarar för «{goal}».")
    return planned


@transaction.atomic
def hear(
    *,
    by: Person | None,
    plan: Plan,
    body: Body,
    heard_on: datetime.date,
    paragraph: str = "",
    remarks: str = "",
    decision: Decision | None = None,
) -> Hearing:
    """Return the record that the committee has been heard on the plan; being heard is not approval (D-6)."""
    if by is not None:
        may = body.pk in by.rights.secretary_of or plan.unit_id in by.units_led
        require(may, "Hörandet registreras av nämndens sekreterare eller av förvaltningschefen.")
    hearing, _ = Hearing.objects.update_or_create(
        plan=plan,
        body=body,
        defaults={"heard_on": heard_on, "paragraph": paragraph, "remarks": remarks, "decision": decision},
    )
    record(by=by, verb="hear", on=plan, sentence=f"{body} hördes {heard_on}.")
    return hearing


@transaction.atomic
def hand_in_plan(*, by: Person, plan: Plan, on: datetime.date | None = None) -> Plan:
    """Return the plan handed in; for a department or unit its superior gets the task to endorse it (D-6)."""
    plan = take_step(by=by, thing=plan, step="hand_in", on=on)
    superior = plan.places.superior
    if plan.needs_endorsement and superior is not None:
        open_task(
            kind=TaskKind.ENDORSE_PLAN,
            thing=plan,
            unit=Unit.objects.get(pk=superior),
            heading=f"Godkänn {plan}"[:300],
            due_on=None,
        )
    return plan


@transaction.atomic
def endorse_plan(*, by: Person, plan: Plan, on: datetime.date | None = None) -> Plan:
    """Return the plan endorsed by the superior of the one who adopts it (D-6). Raises Refused for its own head."""
    require(plan.unit_id not in by.rights.heads, "Ingen godkänner en plan som hen själv fastställer.", "D-6")
    plan = take_step(by=by, thing=plan, step="endorse", on=on)
    plan.endorsed_by, plan.endorsed_on = by, on or today()
    plan.save(update_fields=["endorsed_by", "endorsed_on"])
    close_tasks(by=by, thing=plan, kind=TaskKind.ENDORSE_PLAN)
    return plan


@transaction.atomic
def adopt_plan(*, by: Person, plan: Plan, on: datetime.date | None = None) -> Plan:
    """Return the plan adopted by the head of the very unit, with its own goals (D-6).

    Raises Refused without the hearing of every committee, the superior's endorsement, or a field of P-2.
    """
    day = on or today()
    plan = locked(plan)
    plan.adopted_by, plan.adopted_on = by, day
    plan.save(update_fields=["adopted_by", "adopted_on"])
    plan = take_step(by=by, thing=plan, step="adopt", on=day)
    for version in plan.goal_versions.filter(state="draft"):
        take_step(by=by, thing=version, step="adopt", on=day)
    return plan


@transaction.atomic
def load_plan_as_adopted(*, plan: Plan, adopted_on: datetime.date) -> Plan:
    """Return a plan from before Styrhjul as adopted, with its goals; completeness is not asked for (D-7)."""
    plan.state, plan.stepped_on, plan.adopted_on = "adopted", adopted_on, adopted_on
    plan.save(update_fields=["state", "stepped_on", "adopted_on"])
    plan.goal_versions.update(state="adopted", stepped_on=adopted_on)
    record(by=None, verb="load", on=plan, sentence=f"Fastställd {adopted_on}, före Styrhjul.")
    return plan


@transaction.atomic
def add_activity(*, by: Person | None, plan: Plan, what: str, **fields: Any) -> Activity:
    """Return a new activity in the plan; the four fields of P-2 are asked for when the plan is adopted."""
    require(can_write(by, plan), "Aktiviteter läggs till medan planen är ett utkast.", "P-2")
    if not what.strip():
        raise Refused("Skriv vad som ska göras.", "P-2", {"what": "Skriv vad som ska göras."})
    activity = Activity.objects.create(plan=plan, what=what.strip(), **fields)
    record(by=by, verb="add", on=activity, sentence=f"Lade till i {plan}.")
    return activity


@transaction.atomic
def report_progress(
    *, by: Person, activity: Activity, status: str, note: str = "", result: str = "", obstacles: str = ""
) -> Activity:
    """Return the activity with its status, and the note kept (P-4, O-7). Attainment is never derived from it (P-5)."""
    activity = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    require(can_report_on(by, activity), "Bara den som ansvarar för aktiviteten rapporterar om den.", "O-7")
    activity.status = status
    activity.result, activity.obstacles = result or activity.result, obstacles or activity.obstacles
    activity.save(update_fields=["status", "result", "obstacles"])
    if note.strip():
        ProgressNote.objects.create(activity=activity, by=by, written_on=today(), text=note.strip())
    told = f"Läge: {activity.get_status_display().lower()}." + (f" {note.strip()}" if note.strip() else "")
    record(by=by, verb="progress", on=activity, sentence=told)
    return activity
