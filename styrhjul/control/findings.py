"""Signals of internal control: no plan, no risk of errors, results that are late, deviations without remedy (X-1)."""

import datetime
from collections.abc import Iterator

from styrhjul.control import rules
from styrhjul.control.models import Control, ControlPlan, ControlResult, Risk
from styrhjul.control.terms import RiskKind
from styrhjul.documents.words import long_date
from styrhjul.governance.models import GovernanceModel, WheelItem
from styrhjul.governance.registry import Finding
from styrhjul.governance.rules import ModelSettings
from styrhjul.governance.wheel import usual_last_day
from styrhjul.organisation.models import Body
from styrhjul.organisation.rules import holds_on
from styrhjul.organisation.terms import BodyKind


def find(year: int, on: datetime.date) -> Iterator[Finding]:
    """Yield the findings of the year's internal control, as seen on the day; the queries do not grow with rows."""
    model = GovernanceModel.objects.settings_for(year)
    bodies = {body.pk: body for body in Body.objects.named(on)}
    plans = list(ControlPlan.objects.filter(year=year).select_related("followup"))
    for plan in plans:
        plan.body = bodies[plan.body_id]
    yield from without_plan(year, on, plans, bodies)
    yield from without_errors(plans)
    yield from late_results(year, on, model)
    yield from without_remedy(year)
    yield from without_followup(year, on, plans)


def without_plan(year: int, on: datetime.date, plans: list[ControlPlan], bodies: dict[int, Body]) -> Iterator[Finding]:
    """C-1: the board or a committee without an adopted plan when the year's plans are due."""
    due_on = WheelItem.objects.due("control_plans", year) or usual_last_day("control_plans", year)
    if on <= due_on:
        return
    by_body = {plan.body_id: plan for plan in plans}
    for body in bodies.values():
        if body.kind not in {BodyKind.BOARD, BodyKind.COMMITTEE} or not holds_on(body.from_on, body.to_on, due_on):
            continue
        plan = by_body.get(body.pk)
        if plan is None:
            message = f"Planen för intern kontroll {year} saknas; den skulle ha antagits {long_date(due_on)}."
            yield Finding("C-1", body, message, "Gör planen", "intern-kontroll")
        elif plan.state != "adopted":
            message = f"Planen är inte antagen; den skulle ha antagits {long_date(due_on)}."
            yield Finding("C-1", plan, message, "Gör planen klar")


def without_errors(plans: list[ControlPlan]) -> Iterator[Finding]:
    """L-5, KL 6:6: a plan without any risk of errors and irregularities."""
    ids = [plan.pk for plan in plans]
    holding = set(Risk.objects.filter(plan__in=ids, kind=RiskKind.ERRORS).values_list("plan", flat=True))
    for plan in plans:
        if plan.pk not in holding:
            message = "Ingen risk gäller fel och oegentligheter (KL 6 kap. 6 §)."
            yield Finding("L-5", plan, message, "Lägg till en sådan risk", "risker")


def late_results(year: int, on: datetime.date, model: ModelSettings) -> Iterator[Finding]:
    """C-2: a control whose period has ended some time ago without a result."""
    reported: dict[int, set[int]] = {}
    for control_id, period in ControlResult.objects.filter(control__risk__plan__year=year).values_list(
        "control", "period"
    ):
        reported.setdefault(control_id, set()).add(period)
    for control in Control.objects.in_force(year).select_related("risk__plan"):
        until = rules.overdue_by(control.frequency, year, on, model.control_result_days)
        lacking = rules.missing(reported.get(control.pk, set()), until)
        if lacking:
            told = ", ".join(rules.period_name(control.frequency, period).lower() for period in lacking)
            yield Finding("C-2", control, f"Resultat saknas för {told}.", "Rapportera resultatet", "resultat")


def without_remedy(year: int) -> Iterator[Finding]:
    """C-2: a deviation that nothing is done about."""
    deviating = ControlResult.objects.filter(control__risk__plan__year=year, has_deviation=True, remedies=None)
    for result in deviating.select_related("control__risk__plan"):
        message = f"Avvikelsen {result.period_name.lower()} har ingen åtgärd."
        yield Finding("C-2", result.control, message, "Skriv en åtgärd", "resultat")


def without_followup(year: int, on: datetime.date, plans: list[ControlPlan]) -> Iterator[Finding]:
    """C-2: an adopted plan that its body has not followed up with the year end."""
    due_on = WheelItem.objects.due("control_followup", year) or usual_last_day("control_followup", year)
    if on <= due_on:
        return
    for plan in plans:
        followup = getattr(plan, "followup", None)
        if plan.state == "adopted" and (followup is None or followup.state != "adopted"):
            message = f"Planen skulle ha följts upp {long_date(due_on)}."
            yield Finding("C-2", plan, message, "Följ upp planen", "uppfoljning")
