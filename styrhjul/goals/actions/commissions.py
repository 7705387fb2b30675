"""Verbs of commissions: give, change, report back, close (X-11, L-5, KL 6:4-5)."""

import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from styrhjul.goals.models import Commission, CommissionReport
from styrhjul.goals.rules import COMMISSIONING
from styrhjul.goals.terms import CommissionState
from styrhjul.governance.actions import close_tasks, locked, open_task, require
from styrhjul.governance.models import Decision, Task
from styrhjul.governance.terms import Side, TaskKind
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Unit


def can_give(user: Person | None, decision: Decision) -> bool:
    """Tell whether the user registers commissions by the decision: the secretary of the council or board (O-6)."""
    body = decision.meeting.body
    return body.kind in COMMISSIONING and (user is None or body.pk in user.rights.secretary_of)


def can_keep(user: Person | None, commission: Commission) -> bool:
    """Tell whether the user changes and closes the commission: the secretary of the body that gave it (O-6)."""
    own = user is None or commission.ordered_by_id in user.rights.secretary_of
    return own and commission.state != CommissionState.CLOSED


def can_report(user: Person | None, commission: Commission) -> bool:
    """Tell whether the user reports back: head or secretary of the receiving body, head over the unit (X-11)."""
    if user is None or commission.state == CommissionState.CLOSED:
        return user is None
    if commission.body_id is not None:
        return commission.body_id in user.rights.hands_in_to | user.rights.secretary_of
    return commission.unit_id in user.units_headed and not user.rights.is_elected


@transaction.atomic
def give_commission(
    *,
    by: Person | None,
    decision: Decision,
    what: str,
    text: str = "",
    receiver: Body | Unit,
    due_on: datetime.date | None = None,
    is_example: bool = False,
) -> Commission:
    """Return the commission that the decision gives, with the receiver's task to report back (X-11).

    Raises Refused for others than the secretary of the council or the board, a decision that is not recorded, a day
    before the decision, and a commission of the body to itself.
    """
    require(can_give(by, decision), "Fullmäktiges eller kommunstyrelsens sekreterare registrerar uppdrag.", "X-11")
    return enter_commission(
        by=by, decision=decision, what=what, text=text, receiver=receiver, due_on=due_on, is_example=is_example
    )


def enter_commission(
    *,
    by: Person | None,
    decision: Decision,
    what: str,
    text: str,
    receiver: Body | Unit,
    due_on: datetime.date | None,
    is_example: bool,
) -> Commission:
    """Return the commission entered, with the receiver's task, once its verb has asked who may. Raises as they say."""
    require(decision.recorded_on is not None, "Registrera beslutet först.", "D-1")
    if receiver == decision.meeting.body:
        raise Refused("Ett organ ger inte uppdrag åt sig självt.", "X-11", {"receiver": "Välj en annan mottagare."})
    _check(what, due_on, decision)
    to = {"body": receiver} if isinstance(receiver, Body) else {"unit": receiver}
    made = Commission.objects.create(
        decision=decision, what=what.strip(), text=text.strip(), due_on=due_on, is_example=is_example, **to
    )
    _ask_for_report(made)
    when = f", återrapporteras senast {due_on}" if due_on else ""
    record(by=by, verb="give_commission", on=made, sentence=f"Gavs till {receiver}{when}: {decision.reference}.")
    return made


def _check(what: str, due_on: datetime.date | None, decision: Decision) -> None:
    if not what.strip():
        raise Refused("Skriv vad uppdraget är.", "X-11", {"what": "Skriv vad uppdraget är."})
    if due_on is not None and due_on < decision.decided_on:
        told = "Dagen är före beslutet."
        raise Refused("Uppdraget kan inte återrapporteras innan det är beslutat.", "X-11", {"due_on": told})


def _ask_for_report(commission: Commission) -> None:
    """Open the receiver's task, or let the open one have the commission's words and day (W-4)."""
    heading = f"Återrapportera: {commission.what}"[:300]
    to: dict[str, Any] = {"unit": commission.unit}
    if commission.body is not None:
        to = {"body": commission.body, "side": Side.HEAD}
    task = open_task(kind=TaskKind.REPORT_COMMISSION, thing=commission, heading=heading, due_on=commission.due_on, **to)
    task.heading, task.due_on = heading, commission.due_on
    task.save(update_fields=["heading", "due_on"])


@transaction.atomic
def change_commission(
    *, by: Person, commission: Commission, what: str, text: str, due_on: datetime.date | None
) -> Commission:
    """Return the commission with words and day as given; the log keeps what they were (X-11)."""
    commission = locked(commission)
    require(can_keep(by, commission), "Sekreteraren i det organ som gav uppdraget ändrar det, tills det är avslutat.")
    _check(what, due_on, commission.decision)
    before = {"what": commission.what, "text": commission.text, "due_on": str(commission.due_on or "")}
    commission.what, commission.text, commission.due_on = what.strip(), text.strip(), due_on
    commission.save(update_fields=["what", "text", "due_on"])
    if commission.state == CommissionState.OPEN:
        _ask_for_report(commission)
    record(by=by, verb="change", on=commission, sentence="Ändrade uppdraget.", before=before)
    return commission


@transaction.atomic
def report_commission(
    *,
    by: Person | None,
    commission: Commission,
    text: str,
    reported_on: datetime.date,
    is_final: bool = True,
    decision: Decision | None = None,
) -> CommissionReport:
    """Return what the receiver reports back (X-11).

    A final report closes the receiver's task and asks the secretary of the body that gave the commission to take it
    up; one on the way leaves it open. Raises Refused for others than the receiver's head or secretary, without a
    text, before the commission or after today, and for another body's decision.
    """
    commission = locked(commission)
    require(can_report(by, commission), "Mottagarens chef eller sekreterare återrapporterar uppdraget.", "X-11")
    if not text.strip():
        raise Refused("Skriv vad uppdraget har lett till.", "X-11", {"text": "Skriv vad uppdraget har lett till."})
    if not commission.decision.decided_on <= reported_on <= today():
        told = f"Ange en dag från {commission.decision.decided_on} till i dag."
        raise Refused("Dagen stämmer inte.", "X-11", {"reported_on": told})
    own = decision is None or (commission.body_id == decision.meeting.body_id and decision.recorded_on is not None)
    require(own, "Återrapporten beslutas av mottagaren själv.", "D-3")
    made = CommissionReport.objects.create(
        commission=commission, text=text.strip(), reported_on=reported_on, is_final=is_final, by=by, decision=decision
    )
    if is_final:
        commission.state = CommissionState.REPORTED
        commission.save(update_fields=["state"])
        close_tasks(by=by, thing=commission, kind=TaskKind.REPORT_COMMISSION)
        body = commission.decision.meeting.body
        heading = f"Ta upp återrapporten: {commission.what}"[:300]
        open_task(
            kind=TaskKind.CLOSE_COMMISSION, thing=commission, heading=heading, due_on=None, body=body,
            side=Side.SECRETARY,
        )  # fmt: skip
    told = "Återrapporterade uppdraget." if is_final else "Berättade hur uppdraget går."
    record(by=by, verb="report_commission", on=commission, sentence=told)
    return made


@transaction.atomic
def close_commission(*, by: Person | None, commission: Commission, decision: Decision) -> Commission:
    """Return the commission closed by a decision of the body that gave it, reported back or not (X-11).

    Raises Refused for others than its secretary, and for a decision that is another's, earlier or not recorded.
    """
    commission = locked(commission)
    require(can_keep(by, commission), "Sekreteraren i det organ som gav uppdraget avslutar det.", "X-11")
    gave = commission.decision
    own = decision.meeting.body_id == gave.meeting.body_id and decision.recorded_on is not None
    if not own or decision.decided_on < gave.decided_on:
        told = "Välj ett registrerat beslut av samma organ, efter att uppdraget gavs."
        raise Refused("Uppdraget avslutas av det organ som gav det.", "D-3", {"decision": told})
    if decision.decided_on < commission.closable_from:
        told = f"Beslutet är fattat före återrapporten {commission.closable_from}. Välj ett senare beslut."
        raise Refused(told, "D-3", {"decision": told})
    commission.state, commission.closed_by = CommissionState.CLOSED, decision
    commission.save(update_fields=["state", "closed_by"])
    for kind in (TaskKind.REPORT_COMMISSION, TaskKind.CLOSE_COMMISSION):
        close_tasks(by=by, thing=commission, kind=kind)
    record(by=by, verb="close_commission", on=commission, sentence=f"Avslutades: {decision.reference}.")
    return commission


def pass_commission(*, commission: Commission, successor: Body | Unit, told: str, by: Person | None = None) -> None:
    """Let the successor answer for the commission, with the task that goes with it (O-5)."""
    before = commission.receiver
    commission.body = successor if isinstance(successor, Body) else None
    commission.unit = successor if isinstance(successor, Unit) else None
    commission.save(update_fields=["body", "unit"])
    kind = ContentType.objects.get_for_model(commission)
    owed = Task.objects.filter(
        kind=TaskKind.REPORT_COMMISSION, content_type=kind, object_id=commission.pk, done_on=None
    )
    owed.update(body=commission.body, unit=commission.unit)
    record(by=by, verb="pass_on", on=commission, sentence=f"Gick över från {before} till {successor}{told}")
