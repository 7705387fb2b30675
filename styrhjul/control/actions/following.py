"""Plans and follow-ups handed to their bodies, and what follows; the year's follow-ups written (C-1, C-2, F-5)."""

import datetime
from typing import TypeVar

from django.db import transaction

from styrhjul.control import rules
from styrhjul.control.actions.planning import draft_plan
from styrhjul.control.models import ControlFollowup, ControlPlan
from styrhjul.governance.actions import (
    close_tasks,
    hold_meeting,
    locked,
    open_task,
    put_on_agenda,
    require,
    take_step,
)
from styrhjul.governance.models import Matter, Meeting, WheelItem
from styrhjul.governance.terms import TaskKind
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.models import Body, Person, rights_of

Handed = TypeVar("Handed", bound=Matter)


def can_write_followup(user: object, followup: ControlFollowup) -> bool:
    """Tell whether the user writes the follow-up while it is a draft: those who draft for its body (O-6)."""
    return followup.state in rules.UNFINISHED and followup.owner_body_id in rights_of(user).drafts_for


def can_begin_compilation(user: object, year: int) -> bool:
    """Tell whether the user begins the year's compilation: those who draft for the board, when there is none (C-2)."""
    compilation = ControlFollowup(year=year)
    return can_write_followup(user, compilation) and not ControlFollowup.objects.filter(body=None, year=year).exists()


@transaction.atomic
def begin_followup(*, by: Person | None, plan: ControlPlan) -> ControlFollowup:
    """Return the follow-up of the adopted plan, a new one if there was none (C-2)."""
    require(plan.state == "adopted", "Planen är inte antagen.", "C-2")
    require(by is None or plan.body_id in by.rights.drafts_for, f"Du skriver inte åt {plan.body}.")
    followup, is_new = ControlFollowup.objects.get_or_create(
        plan=plan, defaults={"body": plan.body, "year": plan.year, "is_example": plan.is_example}
    )
    if is_new:
        record(by=by, verb="draft", on=followup, sentence=f"Började följa upp planen för {plan.year}.")
    return followup


@transaction.atomic
def begin_compilation(*, by: Person | None, year: int, is_example: bool = False) -> ControlFollowup:
    """Return the board's compilation of the year's follow-ups, newly begun (C-2, L-5)."""
    require(by is None or can_begin_compilation(by, year), "Kommunstyrelsens sida sammanställer, en gång om året.")
    followup = ControlFollowup.objects.create(year=year, is_example=is_example)
    record(by=by, verb="draft", on=followup, sentence=f"Började sammanställa den interna kontrollen {year}.")
    return followup


@transaction.atomic
def write_followup(*, by: Person | None, followup: ControlFollowup, summary: str, assessment: str) -> ControlFollowup:
    """Return the follow-up with its summary and its judgement of the internal control (C-2, KL 6:6)."""
    followup = locked(followup)
    allowed = followup.state in rules.UNFINISHED and (by is None or can_write_followup(by, followup))
    require(allowed, "Du skriver inte uppföljningen, eller så är den lämnad.")
    followup.summary, followup.assessment = summary.strip(), assessment
    followup.save(update_fields=["summary", "assessment"])
    record(by=by, verb="write", on=followup, sentence="Skrev i uppföljningen.")
    return followup


@transaction.atomic
def hand_in(
    *, by: Person, thing: Handed, meeting: Meeting | None = None, held_on: datetime.date | None = None
) -> Handed:
    """Return the plan or follow-up handed to its body, frozen and on the agenda of a meeting (C-1, C-2, F-5).

    ``held_on`` takes up a meeting that is not there yet. Raises Refused without a meeting, from others than the head,
    and for a follow-up without summary or judgement.
    """
    assert thing.owner_body_id is not None, "a plan or follow-up is some body's"
    body = Body.objects.get(pk=thing.owner_body_id)
    if meeting is None and held_on is not None:
        meeting = hold_meeting(by=None, body=body, held_on=held_on)
    if meeting is None:
        message = "Välj ett sammanträde, eller ange dagen för ett nytt."
        raise Refused(message, "C-1", {"meeting": message})
    require(meeting.body_id == body.pk, "Välj ett sammanträde i det organ som handlingen lämnas till.", "D-3")
    thing = take_step(by=by, thing=thing, step="hand_in", on=meeting.handed_in_on)
    is_plan = isinstance(thing, ControlPlan)
    wording = "Planen för intern kontroll antas." if is_plan else "Uppföljningen av intern kontroll godkänns."
    put_on_agenda(by=by, meeting=meeting, heading=str(thing)[:200], things=[thing], proposed_wording=wording)
    heading = f"Registrera beslutet om {thing}"[:300]
    kind = TaskKind.RECORD_DECISION
    open_task(kind=kind, thing=thing, heading=heading, due_on=meeting.held_on, body=body, side="secretary")
    return thing


def record_owed(thing: Matter, step: str, by: Person | None) -> None:
    """Close the secretary's task when the body has decided, and the head's when it has adopted (D-1, W-4)."""
    if step != "hand_in":
        close_tasks(by=by, thing=thing, kind=TaskKind.RECORD_DECISION)
    if step == "adopt":
        for kind in (TaskKind.WRITE_PLAN, TaskKind.HAND_IN_REPORT):
            close_tasks(by=by, thing=thing, kind=kind)


def drive_plans(item: WheelItem, on: datetime.date) -> None:
    """Begin the year's plan of the board and each committee, and ask the heads for it (C-1, W-4); safe to do again.

    What is brought from last year's plan is for those who write it to choose (C-3).
    """
    for body in Body.objects.existing(on).committees().order_by("rank", "pk"):
        plan = ControlPlan.objects.filter(body=body, year=item.about_year).first()
        plan = plan or draft_plan(by=None, body=body, year=item.about_year)
        if plan.state != "adopted":
            heading = f"Gör {str(plan)[:1].lower()}{str(plan)[1:]}"[:300]
            kind = TaskKind.WRITE_PLAN
            open_task(kind=kind, thing=plan, body=body, side="head", heading=heading, due_on=item.due_on)


def drive_followups(item: WheelItem, _on: datetime.date) -> None:
    """Begin the follow-up of each adopted plan of the year, and ask the heads for it (C-2, W-4); safe to do again."""
    for plan in ControlPlan.objects.filter(year=item.about_year, state="adopted").select_related("body"):
        followup = begin_followup(by=None, plan=plan)
        if followup.state != "adopted":
            kind = TaskKind.HAND_IN_REPORT
            heading = f"Lämna {str(followup)[:1].lower()}{str(followup)[1:]}"[:300]
            open_task(kind=kind, thing=followup, body=plan.body, side="head", heading=heading, due_on=item.due_on)
