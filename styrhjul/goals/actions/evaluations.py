"""Verbs of evaluations: a body orders one of a goal or an activity, and changes what it asks (I-4)."""

import datetime

from django.db import transaction

from styrhjul.goals.actions.commissions import change_commission, enter_commission
from styrhjul.goals.models import Activity, Commission, Evaluation, Goal
from styrhjul.goals.rules import DECIDED, ORDERING
from styrhjul.governance.actions import require
from styrhjul.governance.models import Decision
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.models import Body, Person, Unit


def can_order(user: Person | None, decision: Decision) -> bool:
    """Tell whether the user registers evaluations that the decision orders: the secretary of its body (I-4, O-6)."""
    body = decision.meeting.body
    return body.kind in ORDERING and (user is None or body.pk in user.rights.secretary_of)


@transaction.atomic
def order_evaluation(
    *,
    by: Person | None,
    decision: Decision,
    about: Goal | Activity,
    receiver: Body | Unit,
    what: str,
    question: str,
    method: str,
    due_on: datetime.date | None,
    performer: str = "",
    text: str = "",
    is_example: bool = False,
) -> Evaluation:
    """Return the evaluation that the decision orders, a commission with the receiver's task to report back (I-4).

    Raises Refused for others than the secretary of the body, without a question, a method or a day, and for a goal or
    a plan that nobody has adopted; and as ``give_commission`` does.
    """
    require(can_order(by, decision), "Organets sekreterare registrerar utvärderingar som organet har beställt.", "I-4")
    is_adopted = (
        about.versions.filter(state__in=DECIDED).exists() if isinstance(about, Goal) else about.plan.state == "adopted"
    )
    require(is_adopted, "Det som utvärderas ska vara fastställt.", "I-4")
    _check(question, method, due_on)
    commission = enter_commission(
        by=by, decision=decision, what=what, text=text, receiver=receiver, due_on=due_on, is_example=is_example
    )
    subject = {"goal": about} if isinstance(about, Goal) else {"activity": about}
    made = Evaluation.objects.create(
        commission=commission, question=question.strip(), method=method.strip(), performer=performer.strip(), **subject
    )
    heading = about.what if isinstance(about, Activity) else str(about)
    record(by=by, verb="order_evaluation", on=commission, sentence=f"Utvärderar «{heading}».")
    return made


def _check(question: str, method: str, due_on: datetime.date | None) -> None:
    errors = {}
    if not question.strip():
        errors["question"] = "Skriv vad utvärderingen ska svara på."
    if not method.strip():
        errors["method"] = "Skriv hur det ska undersökas."
    if due_on is None:
        errors["due_on"] = "Ange dagen då resultatet ska vara lämnat."
    if errors:
        raise Refused("Utvärderingen behöver fråga, metod och dag. " + " ".join(errors.values()), "I-4", errors)


@transaction.atomic
def change_evaluation(
    *,
    by: Person,
    commission: Commission,
    what: str,
    text: str,
    due_on: datetime.date | None,
    question: str,
    method: str,
    performer: str,
) -> Evaluation:
    """Return the evaluation with question, method, performer, words and day as given; the log keeps what they were."""
    _check(question, method, due_on)
    change_commission(by=by, commission=commission, what=what, text=text, due_on=due_on)
    found = Evaluation.objects.get(commission=commission)
    given = {"question": question.strip(), "method": method.strip(), "performer": performer.strip()}
    before = {name: getattr(found, name) for name in given}
    if before != given:
        Evaluation.objects.filter(pk=found.pk).update(**given)
        record(by=by, verb="change", on=commission, sentence="Ändrade vad som ska undersökas.", before=before)
        found.refresh_from_db()
    return found
