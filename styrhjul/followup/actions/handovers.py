"""Let what runs in a body that ends pass to its successors, by the council's decision (O-5)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Q

from styrhjul.followup import rules
from styrhjul.followup.models import Handover, HandoverRow, RemedyPlan
from styrhjul.goals.actions.commissions import pass_commission
from styrhjul.goals.actions.succession import pass_goal_by_decision
from styrhjul.goals.models import Commission, GoalVersion
from styrhjul.goals.terms import CommissionState, Level
from styrhjul.governance.actions import locked, require
from styrhjul.governance.models import Decision, Task
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.models import Body, Person, rights_of
from styrhjul.organisation.terms import BodyKind


class Left(NamedTuple):
    """What runs on in a body that ends: goals, shares of directed goals, remedy plans, commissions."""

    goals: list[GoalVersion]
    plans: list[RemedyPlan]
    commissions: list[Commission]

    @property
    def things(self) -> list[GoalVersion | RemedyPlan | Commission]:
        """All of it, the goals first."""
        return [*self.goals, *self.plans, *self.commissions]


def left_in(body: Body) -> Left:
    """Return what runs on after the body's last day and has not passed to a successor (O-5); three queries."""
    if body.to_on is None:
        return Left([], [], [])
    own = Q(goal__level=Level.COMMITTEE, body=body) | Q(goal__level=Level.DIRECTED, shares__body=body)
    goals = GoalVersion.objects.filter(own, state="adopted", in_force_until__gte=F("first_year"))
    running = goals.filter(in_force_until__gt=body.to_on.year).select_related("goal", "body").distinct()
    plans = RemedyPlan.objects.filter(body=body, state__in=rules.OWED).select_related("report__round", "body")
    commissions = Commission.objects.running().filter(body=body).select_related("decision__meeting", "body")
    return Left(list(running.order_by("goal__level", "rank", "id")), list(plans), list(commissions))


def can_draft_handover(user: object) -> bool:
    """Tell whether the user writes handovers: those who draft for the board, which prepares them (D-2, O-6)."""
    boards = Body.objects.filter(kind=BodyKind.BOARD, to_on=None, pk__in=rights_of(user).drafts_for)
    return isinstance(user, Person) and boards.exists()


@transaction.atomic
def draft_handover(
    *,
    by: Person,
    body: Body,
    goals: Mapping[int, Body],
    plans: Mapping[int, Body],
    commissions: Mapping[int, Body] = MappingProxyType({}),
) -> Handover:
    """Return the body's handover with the successor chosen for each goal, remedy plan and commission, by id (O-5).

    A draft that is there is written anew. Raises Refused for others than those who draft for the board, for a body
    that does not end, for something that does not run in it, and when the handover is handed in.
    """
    require(can_draft_handover(by), "De som bereder kommunstyrelsens ärenden lägger fram övergången.")
    if body.to_on is None:
        raise Refused(f"{body} upphör inte.", "O-5")
    successors = set(body.successors.values_list("pk", flat=True))
    left = left_in(body)
    pairs = ((goals, left.goals), (plans, left.plans), (commissions, left.commissions))
    strange = any(set(typed) - {one.pk for one in running} for typed, running in pairs)
    require(not strange, "Något av det har redan gått över. Ladda om sidan.", "O-5")
    chosen = {one.pk for typed, _ in pairs for one in typed.values()}
    require(bool(chosen) and chosen <= successors, "Välj en av efterföljarna för det som ska gå över.", "O-5")
    handover = body.handovers.exclude(state__in=["adopted", "rejected"]).first()
    if handover is None:
        handover = Handover.objects.create(body=body, from_year=body.to_on.year + 1)
    handover = locked(handover)
    require(handover.state in rules.UNFINISHED, "Övergången är lämnad.", "O-5")
    handover.from_year = body.to_on.year + 1
    handover.save(update_fields=["from_year"])
    handover.rows.all().delete()
    HandoverRow.objects.bulk_create(
        [HandoverRow(handover=handover, version_id=pk, successor=to) for pk, to in goals.items()]
        + [HandoverRow(handover=handover, plan_id=pk, successor=to) for pk, to in plans.items()]
        + [HandoverRow(handover=handover, commission_id=pk, successor=to) for pk, to in commissions.items()]
    )
    told = f"Föreslås gå över: mål {len(goals)}, åtgärdsplaner {len(plans)}, uppdrag {len(commissions)}."
    record(by=by, verb="write", on=handover, sentence=told)
    return handover


def receive_handover(handover: Handover, step: str, decision: Decision, _changes: Mapping[str, Any]) -> None:
    """Let everything pass when the council decides; what has ended meanwhile stays (O-5)."""
    if step != "adopt":
        return
    for row in handover.rows.select_related("version__goal", "plan", "commission", "successor"):
        if row.version is not None and row.version.state == "adopted":
            pass_goal_by_decision(
                version=row.version, from_year=handover.from_year, decision=decision, old=handover.body,
                new=row.successor,
            )  # fmt: skip
        elif row.plan is not None and row.plan.state in rules.OWED:
            _pass_plan(row.plan, row.successor, decision)
        elif row.commission is not None and row.commission.state != CommissionState.CLOSED:
            told = f": {decision.reference}."
            pass_commission(commission=row.commission, successor=row.successor, told=told)
    record(by=None, verb="pass_on", on=handover.body, sentence=f"Det som löper gick över: {decision.reference}.")


def _pass_plan(plan: RemedyPlan, successor: Body, decision: Decision) -> None:
    """Let the successor owe the board the plan, with the tasks that go with it (F-2, O-5)."""
    before = plan.body
    plan.body = successor
    plan.save(update_fields=["body"])
    told = f"Gick över från {before} till {successor}: {decision.reference}."
    record(by=None, verb="pass_on", on=plan, sentence=told)
    kind = ContentType.objects.get_for_model(plan)
    Task.objects.filter(content_type=kind, object_id=plan.pk, body=before, done_on=None).update(body=successor)
