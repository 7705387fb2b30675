"""Results of controls and remedies of what departs, through the year (C-2)."""

import datetime

from django.db import transaction

from styrhjul.control import rules
from styrhjul.control.models import Control, ControlFollowup, ControlRemedy, ControlResult
from styrhjul.governance.actions import locked, require
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Person, rights_of


def is_over(control: Control) -> bool:
    """Tell whether the body has got the year's follow-up, after which results stand as they are (C-2, F-5)."""
    followups = ControlFollowup.objects.filter(plan=control.risk.plan_id)
    return followups.exclude(state__in=rules.UNFINISHED).exists()


def can_report_on(user: object, control: Control) -> bool:
    """Tell whether the user reports on the control: heads over its unit, and the position named (C-2, O-7)."""
    if not isinstance(user, Person) or user.rights.is_elected or control.risk.plan.state != "adopted":
        return False
    if control.unit_id in user.units_headed:
        return True
    title = control.position.strip().lower()
    return any(held.unit_id == control.unit_id and held.heading.lower() == title for held in rights_of(user).held)


def _check(by: Person | None, control: Control) -> None:
    """Refuse others than those who answer for the control, and everybody before its plan is adopted (C-2, O-7)."""
    require(
        control.risk.plan.state == "adopted" and (by is None or can_report_on(by, control)),
        "Du rapporterar inte om kontrollen, eller så är planen inte antagen.",
        "O-7",
    )


@transaction.atomic
def report_result(
    *,
    by: Person | None,
    control: Control,
    period: int,
    result: str,
    has_deviation: bool = False,
    deviation: str = "",
) -> ControlResult:
    """Return what the control showed in the period; reporting again corrects it, and the log keeps the earlier (C-2).

    Raises Refused from others than those who answer for it, before the period has begun, and without words.
    """
    control = locked(control)
    _check(by, control)
    require(not is_over(control), "Årets uppföljning är lämnad. Resultaten står som de är.", "C-2")
    rules.check_period(control.frequency, period)
    begun = rules.due_on(control.frequency, control.year, period - 1) if period > 1 else None
    has_begun = today() > (begun or datetime.date(control.year - 1, 12, 31))
    if not has_begun:
        raise Refused("Perioden har inte börjat.", "C-2", {"period": "Perioden har inte börjat."})
    rules.check_result(result, has_deviation, deviation)
    found = ControlResult.objects.filter(control=control, period=period).first()
    before = {"result": found.result, "deviation": found.deviation} if found else {}
    found = found or ControlResult(control=control, period=period)
    found.result, found.has_deviation = result.strip(), has_deviation
    found.deviation = deviation.strip() if has_deviation else ""
    found.reported_on, found.reported_by = today(), by
    found.save()
    told = "avvikelse" if has_deviation else "utan avvikelse"
    sentence = f"{'Rättade' if before else 'Rapporterade'} {found.period_name.lower()}: {told}."
    record(by=by, verb="report_result", on=control, sentence=sentence, before=before)
    return found


@transaction.atomic
def write_remedy(
    *, by: Person | None, result: ControlResult, what: str, responsible: str, due_on: datetime.date
) -> ControlRemedy:
    """Return a remedy of the result's deviation: what is done, who answers, by when, at any time (C-2)."""
    _check(by, result.control)
    require(result.has_deviation, "En åtgärd hör till en avvikelse.", "C-2")
    made = ControlRemedy.objects.create(result=result, what=what.strip(), responsible=responsible, due_on=due_on)
    record(by=by, verb="write_remedy", on=result.control, sentence=f"Beslöt om åtgärden «{made.what}».")
    return made


@transaction.atomic
def finish_remedy(*, by: Person | None, remedy: ControlRemedy, done_on: datetime.date, outcome: str) -> ControlRemedy:
    """Return the remedy as done on the day, with what came of it (C-2). It may be done after the year's follow-up."""
    remedy = locked(remedy)
    control = remedy.result.control
    _check(by, control)
    if done_on > today():
        raise Refused("Dagen har inte varit än.", "C-2", {"done_on": "Ange en dag som har varit."})
    remedy.done_on, remedy.outcome = done_on, outcome.strip()
    remedy.save(update_fields=["done_on", "outcome"])
    record(by=by, verb="finish_remedy", on=control, sentence=f"Åtgärden «{remedy.what}» är klar.")
    return remedy
