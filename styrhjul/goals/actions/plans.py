"""Verbs of plans and activities: draft, hear, endorse, adopt, carry out (D-6, P-1 to P-7)."""

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from styrhjul.goals import rules
from styrhjul.goals.models import Activity, Goal, GoalVersion, Hearing, Plan, PlannedGoal, ProgressNote
from styrhjul.goals.terms import Level
from styrhjul.governance.actions import close_tasks, freeze, locked, open_task, require, take_step
from styrhjul.governance.models import Decision, WheelItem
from styrhjul.governance.terms import Performer, TaskKind
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Tie, Unit, running
from styrhjul.organisation.terms import UnitKind


def can_write(user: Person | None, plan: Plan) -> bool:
    """Tell whether the user writes in the plan: heads over its unit, never an elected position (O-6)."""
    if user is None:
        return True
    return plan.state in rules.UNFINISHED and plan.acting_unit_id in user.units_led and not user.rights.is_elected


def can_draft(user: Person, unit: Unit) -> bool:
    """Tell whether the user begins the unit's plans: heads over it, never an elected position (O-6, P-1)."""
    return unit.pk in user.units_led and not user.rights.is_elected


def can_report_on(user: Person, activity: Activity) -> bool:
    """Tell whether the user reports on the activity: the one responsible, contributors, heads over it (O-7).

    Nobody does before the plan is adopted, for until then it is what is proposed (D-6, P-4), or when its year is
    closed (X-12).
    """
    if not activity.plan.is_carried_out:
        return False
    if user.pk == activity.responsible_id or activity.contributors.filter(pk=user.pk).exists():
        return True
    over = {activity.plan.acting_unit_id, activity.responsible_unit_id} & user.units_headed
    return bool(over) and not user.rights.is_elected


def can_hear(user: Person, plan: Plan, body: Body) -> bool:
    """Tell whether the user records that the body has been heard: its secretary, or the plan's head (D-6)."""
    return body.pk in user.rights.secretary_of or plan.acting_unit_id in user.units_headed


def can_name_responsible(user: Person | None, plan: Plan) -> bool:
    """Tell whether the user names departments for the plan's goals: the head, until the plan's year is closed (P-7)."""
    return user is None or (plan.closed_on is None and plan.acting_unit_id in user.units_headed)


@transaction.atomic
def draft_plan(*, by: Person | None, unit: Unit, year: int, is_example: bool = False, **texts: Any) -> Plan:
    """Return the unit's new plan for the year, with its goals laid in (P-1, P-7).

    An administration has those of the bodies that it serves, a department those that it has been named to answer for.
    """
    if by is not None:
        require(can_draft(by, unit), f"Du kan inte skriva plan åt {unit}.")
    require(not Plan.objects.filter(unit=unit, year=year).exists(), f"{unit} har redan en plan för {year}.", "P-1")
    plan = Plan.objects.create(unit=unit, year=year, is_example=is_example, **texts)
    served = unit.ties.filter(from_on__year__lte=year).values_list("body_id", flat=True)
    versions = GoalVersion.objects.in_year(year).decided()
    of_bodies = versions.filter(goal__level="committee", body__in=served)
    directed = versions.filter(goal__level="directed", shares__body__in=served)
    named = set(PlannedGoal.objects.filter(plan__year=year, responsible=unit).values_list("goal_id", flat=True))
    for goal_id in sorted({v.goal_id for v in of_bodies} | {v.goal_id for v in directed} | named):
        PlannedGoal.objects.create(plan=plan, goal_id=goal_id)
    record(by=by, verb="draft", on=plan, sentence=f"Skrev ett utkast till {plan}.")
    return plan


def drive_plans(item: WheelItem, on: datetime.date) -> None:
    """Begin the year's plan of every unit of the kind that the wheel's item is for, and ask its head to write it (P-1).

    Units that have begun theirs get the task all the same, until the plan is adopted (W-4).
    """
    kind = UnitKind.ADMINISTRATION if item.performer == Performer.ADMINISTRATIONS else UnitKind.DEPARTMENT
    for unit in Unit.objects.filter(running(on), kind=kind).order_by("pk"):
        plan = Plan.objects.filter(unit=unit, year=item.about_year).first()
        plan = plan or draft_plan(by=None, unit=unit, year=item.about_year)
        if plan.state != "adopted":
            heading = f"Skriv {plan}"[:300]
            open_task(kind=TaskKind.WRITE_PLAN, thing=plan, unit=unit, heading=heading, due_on=item.due_on)


@transaction.atomic
def close_year(*, by: Person | None, body: Body, year: int, closed: Collection[int]) -> list[Plan]:
    """Return the year's plans that close with the body's year: those of the administrations that serve it (X-12).

    An administration that serves several bodies closes with the last of them; ``closed`` are the ids of the bodies
    whose year is closed already. Units below follow their administration.
    """
    day = datetime.date(year, 12, 31)
    serving = Tie.objects.filter(running(day), body=body).values_list("administration", flat=True)
    others = Tie.objects.filter(running(day), administration__in=serving).exclude(body__in={*closed, body.pk})
    done = set(serving) - set(others.values_list("administration", flat=True))
    units = Unit.objects.below(done, day) if done else set()
    plans = list(Plan.objects.filter(year=year, unit__in=units, state="adopted", closed_on=None).select_related("unit"))
    for plan in plans:
        plan.closed_on = today()
        plan.save(update_fields=["closed_on"])
        record(by=by, verb="close", on=plan, sentence=f"{year} är avslutat: {body} har beslutat årets bokslut.")
    return plans


@transaction.atomic
def lay_in(*, version: GoalVersion) -> list[PlannedGoal]:
    """Lay an adopted goal into the draft plans of the administrations that serve its committee or receivers (P-1, P-7).

    Returns what was laid in; plans that are handed in or adopted stand as they are.
    """
    bodies = (
        {version.body_id} if version.level == Level.COMMITTEE else set(version.shares.values_list("body", flat=True))
    )
    years = {"year__gte": version.first_year, "year__lte": version.in_force_until}
    drafts = Plan.objects.filter(state__in=rules.UNFINISHED, unit__ties__body__in=bodies, **years)
    made = []
    for plan in drafts.exclude(planned_goals__goal=version.goal_id).distinct():
        made.append(PlannedGoal.objects.create(plan=plan, goal_id=version.goal_id))
        record(by=None, verb="lay_in", on=plan, sentence=f"«{version.heading}» är fastställt och lades in.")
    return made


@transaction.atomic
def write_plan(*, by: Person, plan: Plan, **texts: Any) -> Plan:
    """Return the plan with its texts and its number of staff as given; allowed while it is a draft (P-1, P-3)."""
    plan = locked(plan)
    require(can_write(by, plan), "Du kan inte skriva i planen: den är lämnad eller hör till någon annan.")
    for name, value in texts.items():
        setattr(plan, name, value)
    plan.save(update_fields=list(texts))
    record(by=by, verb="write", on=plan, sentence="Ändrade planens text.")
    return plan


@transaction.atomic
def name_responsible(*, by: Person | None, plan: Plan, goal: Goal, unit: Unit) -> PlannedGoal:
    """Return the goal in the plan with the department that answers for it, and lay it into that one's plan (P-7).

    The plan may be adopted already: what is decided about the goal is not changed by who answers for it. Raises
    Refused for others than the head, and for a unit that does not lie below the plan's own.
    """
    require(can_name_responsible(by, plan), "Förvaltningens chef anger vilken avdelning som ansvarar.", "P-7")
    if unit.pk not in Unit.objects.below([plan.unit_id], plan.day):
        raise Refused(f"{unit} hör inte till {plan.unit}.", "P-7", {f"goal_{goal.pk}": "Välj en avdelning i planen."})
    planned, _ = PlannedGoal.objects.get_or_create(plan=plan, goal=goal)
    if planned.responsible_id == unit.pk:
        return planned
    own = PlannedGoal.objects.filter(plan__year=plan.year, goal=goal, plan__state__in=rules.UNFINISHED)
    own.filter(plan__unit=planned.responsible_id).exclude(plan=plan).delete()
    planned.responsible = unit
    planned.save(update_fields=["responsible"])
    record(by=by, verb="name_responsible", on=plan, sentence=f"{unit} ansvarar för «{goal}».")
    for its in Plan.objects.filter(unit=unit, year=plan.year).exclude(pk=plan.pk):
        if PlannedGoal.objects.get_or_create(plan=its, goal=goal)[1]:
            record(by=by, verb="lay_in", on=its, sentence=f"«{goal}» lades in: {plan.unit} har gett ansvaret hit.")
    return planned


@transaction.atomic
def name_all_responsible(*, by: Person, plan: Plan, chosen: Mapping[Goal, Unit]) -> list[PlannedGoal]:
    """Return the plan's goals with the departments chosen for them, all or none (P-7)."""
    return [name_responsible(by=by, plan=plan, goal=goal, unit=unit) for goal, unit in chosen.items()]


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
    require(
        by is None or can_hear(by, plan, body), "Hörandet registreras av nämndens sekreterare eller förvaltningschefen."
    )
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
def reopen_plan(*, by: Person, plan: Plan, step: str, comment: str = "") -> Plan:
    """Return the plan to be written in again: taken back by its head, or returned by the superior with a reason (D-6).

    What was endorsed is endorsed anew when it is handed in again.
    """
    plan = take_step(by=by, thing=plan, step=step, comment=comment)
    plan.endorsed_by = plan.endorsed_on = None
    plan.save(update_fields=["endorsed_by", "endorsed_on"])
    close_tasks(by=by, thing=plan, kind=TaskKind.ENDORSE_PLAN)
    return plan


@transaction.atomic
def endorse_plan(*, by: Person, plan: Plan, on: datetime.date | None = None) -> Plan:
    """Return the plan endorsed by the superior of the one who adopts it (D-6). Raises Refused for its own head."""
    require(plan.acting_unit_id not in by.rights.heads, "Ingen godkänner en plan som hen själv fastställer.", "D-6")
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
    freeze(by=by, thing=plan, step="adopt", on=day)
    close_tasks(by=by, thing=plan, kind=TaskKind.WRITE_PLAN)
    return plan


@transaction.atomic
def load_plan_as_adopted(*, plan: Plan, adopted_on: datetime.date) -> Plan:
    """Return a plan from before Styrhjul as adopted, with its goals; completeness is not asked for (D-7)."""
    plan.state, plan.stepped_on, plan.adopted_on = "adopted", adopted_on, adopted_on
    plan.save(update_fields=["state", "stepped_on", "adopted_on"])
    plan.goal_versions.update(state="adopted", stepped_on=adopted_on)
    freeze(by=None, thing=plan, step="load", on=adopted_on)
    record(by=None, verb="load", on=plan, sentence=f"Fastställd {adopted_on}, före Styrhjul.")
    return plan


def _check_activity(what: str, start_on: datetime.date | None, due_on: datetime.date | None) -> None:
    """Refuse an activity that does not say what is to be done, or that ends before it begins (P-2)."""
    if not what.strip():
        raise Refused("Skriv vad som ska göras.", "P-2", {"what": "Skriv vad som ska göras."})
    if start_on and due_on and due_on < start_on:
        told = "Aktiviteten kan inte vara klar innan den börjar."
        raise Refused(told, "P-2", {"due_on": told})


@transaction.atomic
def add_activity(*, by: Person | None, plan: Plan, what: str, **fields: Any) -> Activity:
    """Return a new activity in the plan; the four fields of P-2 are asked for when the plan is adopted."""
    require(can_write(by, plan), "Aktiviteter läggs till medan planen är ett utkast.", "P-2")
    _check_activity(what, fields.get("start_on"), fields.get("due_on"))
    activity = Activity.objects.create(plan=plan, what=what.strip(), **fields)
    record(by=by, verb="add", on=activity, sentence=f"Lade till i {plan}.")
    return activity


@transaction.atomic
def write_activity(*, by: Person, activity: Activity, what: str, **fields: Any) -> Activity:
    """Return the activity as it now is written; allowed while its plan is a draft (P-2, O-6)."""
    activity = locked(activity)
    require(can_write(by, activity.plan), "Aktiviteter ändras medan planen är ett utkast.", "P-2")
    start_on, due_on = (fields.get(name, getattr(activity, name)) for name in ("start_on", "due_on"))
    _check_activity(what, start_on, due_on)
    before = {name: str(getattr(activity, name) or "") for name in fields} | {"what": activity.what}
    activity.what = what.strip()
    for name, value in fields.items():
        setattr(activity, name, value)
    activity.save()
    record(by=by, verb="write", on=activity, sentence="Ändrade aktiviteten.", before=before)
    return activity


@transaction.atomic
def drop_activity(*, by: Person, activity: Activity) -> None:
    """Take the activity out of a plan that is a draft; the plan's history tells what it was (P-2)."""
    activity = locked(activity)
    require(can_write(by, activity.plan), "Aktiviteter tas bort medan planen är ett utkast.", "P-2")
    require(not activity.shared_out.exists(), "Aktiviteten är utdelad till en annan plan.", "P-3")
    record(by=by, verb="drop", on=activity.plan, sentence=f"Tog bort aktiviteten «{activity.what}».")
    activity.notes.all().delete()
    activity.delete()


@transaction.atomic
def report_progress(
    *, by: Person, activity: Activity, status: str, note: str = "", result: str = "", obstacles: str = ""
) -> Activity:
    """Return the activity with its status, and the note kept (P-4, O-7). Attainment is never derived from it (P-5)."""
    activity = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    require(activity.plan.closed_on is None, "Året är avslutat och aktiviteten står som den blev.", "X-12")
    told = "Planen är inte fastställd än. Läget rapporteras när den har fastställts."
    require(activity.plan.state == "adopted", told, "D-6")
    require(can_report_on(by, activity), "Bara den som ansvarar för aktiviteten rapporterar om den.", "O-7")
    activity.status = status
    activity.result, activity.obstacles = result or activity.result, obstacles or activity.obstacles
    activity.save(update_fields=["status", "result", "obstacles"])
    if note.strip():
        ProgressNote.objects.create(activity=activity, by=by, written_on=today(), text=note.strip())
    told = f"Läge: {activity.get_status_display().lower()}." + (f" {note.strip()}" if note.strip() else "")
    record(by=by, verb="progress", on=activity, sentence=told)
    return activity
