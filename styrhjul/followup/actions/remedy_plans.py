"""The plan that a forecast deficit makes a committee owe the board: opened, written, decided, treated (F-2)."""

import datetime
from collections.abc import Mapping, Sequence

from django.db import transaction

from styrhjul.followup import rules
from styrhjul.followup.actions.forecasting import RemedyRow, hold_against_budget, keep_forecasts, keep_remedies
from styrhjul.followup.forecasts import deficit_of, owes_remedies
from styrhjul.followup.models import RemedyPlan, Report
from styrhjul.governance.actions import (
    close_tasks,
    hold_meeting,
    locked,
    open_task,
    put_on_agenda,
    require,
    take_step,
)
from styrhjul.governance.models import Meeting
from styrhjul.governance.terms import TaskKind
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person
from styrhjul.organisation.terms import BodyKind


def owe_plan(report: Report) -> RemedyPlan | None:
    """Return the plan that the decided report makes the committee owe, None when its forecast shows no deficit (F-2).

    The remedies of the report are carried over; safe to call again.
    """
    if not owes_remedies(report):
        return None
    assert report.body is not None
    as_of, due_on = rules.plan_days(report.round.kind, report.round.year)
    plan, is_new = RemedyPlan.objects.get_or_create(
        report=report,
        defaults={
            "body": report.body,
            "deficit": deficit_of(report),
            "as_of": as_of,
            "due_on": due_on,
            "opened_on": today(),
        },
    )
    if is_new:
        carried = [
            RemedyRow(one.what, one.effect, one.responsible, one.due_on, one.follow_up, one.area_id)
            for one in report.remedies.all()
        ]
        keep_remedies(carried, plan=plan)
        _owe(plan)
        record(by=None, verb="owe", on=plan, sentence=f"{report} visar underskott. {plan} ska lämnas.")
    return plan


def _owe(plan: RemedyPlan) -> None:
    """Open the head's task, which stays open until the board has got the plan (F-2)."""
    heading = f"Lämna uppdaterad prognos och åtgärdsplan per {plan.as_of} för {plan.body}"[:300]
    open_task(kind=TaskKind.REMEDY_PLAN, thing=plan, body=plan.body, side="head", due_on=plan.due_on, heading=heading)


def can_write_plan(user: object, plan: RemedyPlan) -> bool:
    """Tell whether the user writes the plan while it is owed: heads, controllers, its body's secretary (O-6)."""
    if not isinstance(user, Person) or user.rights.is_elected:
        return False
    return plan.state in rules.UNFINISHED and plan.body_id in user.rights.drafts_for


@transaction.atomic
def write_plan(
    *,
    by: Person,
    plan: RemedyPlan,
    edition: int,
    text: str,
    net_costs: Mapping[int, int | None],
    remedies: Sequence[RemedyRow],
) -> RemedyPlan:
    """Return the plan with its text, forecasts by area in kronor, and remedies saved, all or none (F-2).

    Raises Refused for others than its writers, and when somebody else has saved since ``edition`` was read.
    """
    plan = locked(plan)
    require(can_write_plan(by, plan), "Du skriver inte planen, eller så är den lämnad.")
    if plan.edition != edition:
        told = f"{plan.saved_by} sparade planen medan du skrev. Det du har skrivit står kvar: jämför och spara igen."
        raise Refused(told, "F-2")
    keep_forecasts(plan.report, plan, net_costs, by)
    keep_remedies(remedies, plan=plan)
    plan.text, plan.edition, plan.saved_by = text.strip(), plan.edition + 1, by
    plan.save(update_fields=["text", "edition", "saved_by"])
    record(by=by, verb="write", on=plan, sentence="Skrev i åtgärdsplanen.")
    return plan


@transaction.atomic
def hand_in_plan(
    *, by: Person, plan: RemedyPlan, meeting: Meeting | None = None, held_on: datetime.date | None = None
) -> RemedyPlan:
    """Return the plan handed in to the committee, on the agenda of a meeting and frozen (F-2, F-5).

    Raises Refused without a meeting, from others than the head, and for a plan that is not complete.
    """
    plan = locked(plan)
    hold_against_budget(plan.report, plan)
    if meeting is None and held_on is not None:
        meeting = hold_meeting(by=None, body=plan.body, held_on=held_on)
    if meeting is None:
        message = "Välj ett sammanträde, eller ange dagen för ett nytt."
        raise Refused(message, "F-2", {"meeting": message})
    require(meeting.body_id == plan.body_id, "Välj ett sammanträde i det organ som planen lämnas till.", "D-3")
    plan = take_step(by=by, thing=plan, step="hand_in", on=meeting.handed_in_on)
    wording = "Åtgärdsplanen godkänns och lämnas till kommunstyrelsen."
    put_on_agenda(by=by, meeting=meeting, heading=str(plan)[:200], things=[plan], proposed_wording=wording)
    return plan


def follow_plan(plan: RemedyPlan, step: str, by: Person | None) -> None:
    """Close what the step has done and open what it leaves to the next; the debt ends when the board has it (F-2)."""
    close_tasks(by=by, thing=plan, kind=TaskKind.RECORD_DECISION)
    if step == "hand_in":
        _owe_decision(plan, plan.body, plan.due_on)
    if step in {"prepare", "adopt"}:
        close_tasks(by=by, thing=plan, kind=TaskKind.REMEDY_PLAN)
    if step == "prepare":
        board = Body.objects.get(kind=BodyKind.BOARD, to_on=None)
        _owe_decision(plan, board, _last_day_to_treat(plan.due_on))
    if step == "send_back":
        _owe(plan)


def _last_day_to_treat(due_on: datetime.date) -> datetime.date:
    """Return the last day of June or November, in which the board treats the plan (W-2)."""
    return datetime.date(due_on.year, due_on.month, 30)


def _owe_decision(plan: RemedyPlan, body: Body, due_on: datetime.date) -> None:
    heading = f"Registrera beslutet om {plan}"[:300]
    open_task(kind=TaskKind.RECORD_DECISION, thing=plan, body=body, side="secretary", due_on=due_on, heading=heading)
