"""Internal control of the board and three committees: 2025 followed up and compiled, 2026 in the middle (C-1 to C-3).

All of it is composed and marked as an example; the other committees have no plan, which is signalled.
"""

import datetime
from typing import Any

from styrhjul.control import actions, rules
from styrhjul.control.models import Control, ControlFollowup, ControlPlan, Risk
from styrhjul.governance.actions import Ruling, hold_meeting, load_as_adopted, load_decision
from styrhjul.governance.models import Matter
from styrhjul.integrations.demonstration.days import DECEMBER, WINTER, working
from styrhjul.integrations.demonstration.meetings import decide
from styrhjul.integrations.demonstration.town import BEGUN, Town, read
from styrhjul.organisation.clock import on_day

Row = dict[str, Any]

TODAY = datetime.date(2026, 9, 14)

#: The day that the board decides the compilation of 2025.
COMPILED_ON = datetime.date(2026, 4, 8)

#: The committee that already writes its plan for 2027.
BEGINNER = "BUN"

#: How many days after its period that a result is reported.
DAYS_AFTER = 6

NOTHING_AMISS = "Kontrollen är gjord enligt planen. Inget avviker."


def tell(town: Town) -> None:
    """Let two years of internal control pass."""
    data = read("control.toml")
    with on_day(BEGUN):
        for row in data["policy"]:
            actions.write_policy(by=None, first_year=row["decided_on"].year, is_example=True, **row)
    for row in data["plan"]:
        first = _first_plan(town, row)
        _report(town, row, first, datetime.date(2026, 1, 31), late=[])
        _follow_up(town, row, first)
        second = _second_plan(town, row, first)
        _report(town, row, second, TODAY, late=row["late"])
        if row["body"] == BEGINNER:
            _begin_next(town, second)
    _compile(town)


def _begin_next(town: Town, plan: ControlPlan) -> None:
    """Begin the plan of 2027 with all that stands in that of 2026: a draft to move about in (C-3)."""
    with on_day(datetime.date(2026, 9, 10)):
        copied = list(plan.risks.values_list("pk", flat=True))
        by = town.administrator_of(BEGINNER)
        actions.draft_plan(by=by, body=plan.body, year=2027, text=plan.text, copied=copied, is_example=True)


def _first_plan(town: Town, row: Row) -> ControlPlan:
    """Return the plan of 2025, adopted in the winter before the municipality began with Styrhjul (D-7)."""
    body = town.bodies[row["body"]]
    with on_day(BEGUN):
        plan = actions.draft_plan(by=None, body=body, year=2025, text=row["text"], is_example=True)
        for one in row["risk"]:
            if one["place"][0]:
                _risk(town, plan, one, 0)
        held_on = working(2025, *WINTER[row["body"]])
        decision = load_decision(body=body, held_on=held_on, heading="Plan för intern kontroll 2025")
        return load_as_adopted(thing=plan, decision=decision)


def _risk(town: Town, plan: ControlPlan, one: Row, at: int) -> Risk:
    likelihood, consequence = one["place"][at]
    goal = town.goals[one["goal"]] if "goal" in one else None
    risk = actions.write_risk(
        by=None, plan=plan, what=one["what"], description=one.get("description", ""), kind=one["kind"], goal=goal,
        process=one.get("process", ""), likelihood=likelihood, consequence=consequence,
    )  # fmt: skip
    for what, how, frequency, unit, position, reported_to in one["control"]:
        actions.write_control(
            by=None, risk=risk, what=what, how=how, frequency=frequency, unit=town.units[unit], position=position,
            reported_to=reported_to,
        )  # fmt: skip
    return risk


def _second_plan(town: Town, row: Row, first: ControlPlan) -> ControlPlan:
    """Return the plan of 2026: last year's risks, some of them moved, and what is new; adopted in December (C-3)."""
    by, body = town.administrator_of(row["body"]), town.bodies[row["body"]]
    with on_day(datetime.date(2025, 11, 17)):
        copied = list(first.risks.values_list("pk", flat=True))
        plan = actions.draft_plan(by=by, body=body, year=2026, text=row["text"], copied=copied, is_example=True)
        known = {risk.what: risk for risk in plan.risks.all()}
        for one in row["risk"]:
            risk, (likelihood, consequence) = known.get(one["what"]), one["place"][1]
            if risk is None:
                _risk(town, plan, one, 1)
            elif (risk.likelihood, risk.consequence) != (likelihood, consequence):
                actions.move_risk(by=by, risk=risk, likelihood=likelihood, consequence=consequence)
    _decide(town, row["body"], plan, working(2025, *DECEMBER[row["body"]]), "Planen för intern kontroll antas.")
    return ControlPlan.objects.get(pk=plan.pk)


def _decide(town: Town, body: str, thing: Matter, held_on: datetime.date, text: str) -> None:
    """Let the head hand the document in a week before, and the body decide it."""
    with on_day(held_on - datetime.timedelta(days=7)):
        meeting = hold_meeting(by=town.secretary_of(town.bodies[body]), body=town.bodies[body], held_on=held_on)
        thing = actions.hand_in(by=town.administrator_of(body), thing=thing, meeting=meeting)
    decide(town, body, held_on, str(thing)[:200], [Ruling(thing)], text=text)


def _report(town: Town, row: Row, plan: ControlPlan, until: datetime.date, *, late: list[str]) -> None:
    """Report every result due before the day, but for the units that are late with their last one (C-2)."""
    departed = {
        (one["control"][0][0], year, period): rest
        for one in row["risk"]
        for year, period, *rest in one.get("deviation", ())
    }
    names = {unit.pk: key for key, unit in town.units.items()}
    for control in Control.objects.filter(risk__plan=plan).select_related("risk__plan", "unit"):
        done = rules.periods_by(control.frequency, plan.year, until - datetime.timedelta(days=DAYS_AFTER))
        done -= names[control.unit_id or 0] in late
        for period in range(1, done + 1):
            _result(town, control, period, departed.get((control.what, plan.year, period)))


def _result(town: Town, control: Control, period: int, departed: list[Any] | None) -> None:
    """Report a result, and what is done when something departs from what should be."""
    due_on = rules.due_on(control.frequency, control.year, period)
    reported_on = max(due_on + datetime.timedelta(days=DAYS_AFTER), BEGUN)
    with on_day(reported_on):
        by = town.heads[control.unit_id or 0]
        said, *remedy = departed or ["", None]
        told = NOTHING_AMISS if not departed else "Kontrollen är gjord enligt planen och visar en avvikelse."
        result = actions.report_result(
            by=by, control=control, period=period, result=told, has_deviation=bool(departed), deviation=said
        )
        if not departed:
            return
        what, responsible, by_day, *done_on = remedy
        made = actions.write_remedy(by=by, result=result, what=what, responsible=responsible, due_on=by_day)
    if done_on:
        with on_day(done_on[0]):
            actions.finish_remedy(by=by, remedy=made, done_on=done_on[0], outcome="Infört och fungerar.")


def _follow_up(town: Town, row: Row, plan: ControlPlan) -> None:
    """Follow up 2025 with the year end (C-2)."""
    by = town.administrator_of(row["body"])
    with on_day(datetime.date(2026, 2, 5)):
        followup = actions.begin_followup(by=by, plan=plan)
        texts = {"summary": row["summary"], "assessment": row["assessment"]}
        followup = actions.write_followup(by=by, followup=followup, **texts)
    held_on = working(2026, *WINTER[row["body"]])
    _decide(town, row["body"], followup, held_on, "Uppföljningen godkänns och lämnas till kommunstyrelsen.")


def _compile(town: Town) -> None:
    """Compile 2025 for the board (L-5)."""
    by = town.administrator_of("KS")
    with on_day(datetime.date(2026, 3, 18)):
        whole: ControlFollowup = actions.begin_compilation(by=by, year=2025, is_example=True)
        whole = actions.write_followup(by=by, followup=whole, summary=COMPILED, assessment="mostly")
    _decide(town, "KS", whole, COMPILED_ON, "Kommunstyrelsen godkänner sammanställningen.")


COMPILED = (
    "Fyra av sju nämnder har antagit och följt upp en plan. Tre nämnder saknar plan; kommunstyrelsen har påmint om "
    "reglementet. De avvikelser som har hittats är åtgärdade eller har en åtgärd med datum. Kontrollen av attester och "
    "av frånvaro fortsätter."
)
