"""What passes to a successor when a body or unit ends: goals, shares of directed ones, plans, commissions (O-5)."""

import datetime
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F

from styrhjul.goals.actions.commissions import pass_commission
from styrhjul.goals.actions.goals import FIELDS
from styrhjul.goals.actions.ruling import follow_step
from styrhjul.goals.models import Commission, GoalMeasure, GoalVersion, Plan, Share, Target
from styrhjul.governance.actions import freeze, locked, require
from styrhjul.governance.models import Decision, DecisionLine, Task
from styrhjul.governance.terms import Outcome
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Unit
from styrhjul.organisation.terms import Role


def pass_goal(
    *,
    version: GoalVersion,
    from_year: int,
    on: datetime.date,
    old: Body | Unit,
    new: Body | Unit,
    by: Person | None = None,
) -> GoalVersion:
    """Return the goal's version of the successor, from the year: text, measures and answers as they were (O-5).

    The version of the one that ended stands for its own years. Of a directed goal the share passes, and the goal
    itself stays where it is. Nothing is handed in or proposed anew, so the workflow is not asked.
    """
    version = locked(version)
    mine = version.body_id == old.pk if isinstance(old, Body) else version.unit_id == old.pk
    owner = {"body": version.body, "unit": version.unit}
    if mine:
        owner = {"body": new, "unit": None} if isinstance(new, Body) else {"body": None, "unit": new}
    made = GoalVersion(
        goal=version.goal, parent=version.parent, first_year=max(from_year, version.first_year),
        last_year=version.in_force_until, in_force_until=version.in_force_until, is_example=version.is_example,
        state=version.state, stepped_on=on, **owner, **{name: getattr(version, name) for name in FIELDS},
    )  # fmt: skip
    version.in_force_until = made.first_year - 1
    version.save(update_fields=["in_force_until"])
    made.save()
    made.contributors.set(version.contributors.all())
    _carry_measures(version, made, old, new)
    _carry_shares(version, made, old, new)
    told = f"Gick över från {old} till {new} från {made.first_year}."
    record(by=by, verb="pass_on", on=version, sentence=told)
    record(by=by, verb="pass_on", on=made, sentence=told)
    return made


def _carry_measures(version: GoalVersion, made: GoalVersion, old: Body | Unit, new: Body | Unit) -> None:
    """Follow the successor's version by the same measures, with the targets of its own years."""
    for tie in version.goal_measures.prefetch_related("targets"):
        own = GoalMeasure.objects.create(version=made, measure=tie.measure, rank=tie.rank)
        for target in tie.targets.all():
            if target.year < made.first_year:
                continue
            target.pk, target.goal_measure = None, own
            target.body = new if isinstance(new, Body) and target.body_id == old.pk else target.body
            target._state.adding = True
            Target.save(target)


def _carry_shares(version: GoalVersion, made: GoalVersion, old: Body | Unit, new: Body | Unit) -> None:
    """Give the receivers their shares with the answers decided; the successor has that of the one that ended."""
    bodies = set(version.shares.values_list("body", flat=True))
    for share in version.shares.all():
        body_id = share.body_id
        if isinstance(new, Body) and body_id == old.pk:
            if new.pk in bodies:
                continue  # it has a share of its own
            body_id = new.pk
        Share.objects.create(
            version=made, body_id=body_id, answer=share.answer, follow_up=share.follow_up,
            answered_on=share.answered_on, answered_by=share.answered_by,
        )  # fmt: skip


def pass_goal_by_decision(
    *, version: GoalVersion, from_year: int, decision: Decision, old: Body, new: Body
) -> GoalVersion:
    """Return the successor's version as the decision adopted it: frozen, with a line of its own (D-4, F-5, O-5)."""
    made = pass_goal(version=version, from_year=from_year, on=decision.decided_on, old=old, new=new)
    freeze(by=None, thing=made, step="pass_on", on=decision.decided_on, decision=decision)
    kind = ContentType.objects.get_for_model(made)
    DecisionLine.objects.create(decision=decision, content_type=kind, object_id=made.pk, outcome=Outcome.ADOPTED)
    owed = Task.objects.filter(content_type=kind, object_id=version.pk, done_on=None)
    owed.exclude(body=old).update(object_id=made.pk)
    owed.filter(body=old).update(object_id=made.pk, body=new)
    follow_step(made, "adopt", None)
    return made


def superior_of(unit: Unit) -> int | None:
    """Return the id of the unit above the one that ended, on its last day; None for an administration (D-6)."""
    above = Unit.objects.above(unit.pk, unit.to_on or today())
    return above[1] if len(above) > 1 else None


def can_pass_unit(user: Person, unit: Unit) -> bool:
    """Tell whether the user lets the ended unit's goals and plans pass: the head of its very superior (O-5, D-6).

    For an administration it is the municipal director.
    """
    if unit.to_on is None:
        return False
    superior = superior_of(unit)
    return superior in user.rights.heads if superior else user.rights.has(Role.MUNICIPAL_DIRECTOR)


class LeftInUnit(NamedTuple):
    """What runs on in a unit that has ended: plans, goals of its own, commissions."""

    plans: list[Plan]
    goals: list[GoalVersion]
    commissions: list[Commission]


def left_in(unit: Unit) -> LeftInUnit:
    """Return the ended unit's plans of its last year and later, its goals of later years, and its commissions (O-5)."""
    if unit.to_on is None:
        return LeftInUnit([], [], [])
    plans = Plan.objects.filter(unit=unit, year__gte=unit.to_on.year, carried_by=None)
    goals = GoalVersion.objects.filter(unit=unit, state="adopted", in_force_until__gte=F("first_year"))
    later = goals.filter(in_force_until__gt=unit.to_on.year).select_related("goal")
    commissions = Commission.objects.running().filter(unit=unit).select_related("decision__meeting")
    return LeftInUnit(list(plans.order_by("year")), list(later), list(commissions))


@transaction.atomic
def pass_unit(*, by: Person, unit: Unit, successor: Unit, on: datetime.date) -> Unit:
    """Return the successor, to which the ended unit's plans, goals and commissions have passed by a dated act (O-5).

    The plans keep their unit's name and are carried out by the successor. Raises Refused for others than the head of
    the superior, for a unit that is no successor, before the unit's last day, and when nothing is left.
    """
    unit = locked(unit)
    require(can_pass_unit(by, unit), "Närmaste överordnade chef låter enhetens mål och planer gå över.", "O-5")
    assert unit.to_on is not None
    if not unit.successors.filter(pk=successor.pk).exists():
        raise Refused(f"{successor} är inte efterföljare.", "O-5", {"successor": "Välj en efterföljare."})
    if on > today():
        raise Refused("Ange dagens datum eller ett tidigare.", "O-5", {"on": "Dagen har inte varit än."})
    plans, goals, commissions = left_in(unit)
    require(bool(plans or goals or commissions), "Allt har redan gått över.", "O-5")
    for plan in plans:
        plan.carried_by, plan.carried_on = successor, on
        plan.save(update_fields=["carried_by", "carried_on"])
        record(by=by, verb="pass_on", on=plan, sentence=f"Genomförs av {successor} från {on}.")
    for version in goals:
        pass_goal(version=version, from_year=unit.to_on.year + 1, on=on, old=unit, new=successor, by=by)
    for commission in commissions:
        pass_commission(commission=commission, successor=successor, told=f" {on}.", by=by)
    counted = f"planer {len(plans)}, mål {len(goals)}, uppdrag {len(commissions)}"
    told = f"Gick över till {successor} {on}: {counted}."
    record(by=by, verb="pass_on", on=unit, sentence=told)
    return successor
