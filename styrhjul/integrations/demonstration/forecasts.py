"""The demonstration's forecasts of money, its remedies, and the plans that deficits made committees owe (F-1, F-2)."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from styrhjul.budget.figures import figures_of
from styrhjul.budget.models import AppropriationArea
from styrhjul.documents.numbers import format_number
from styrhjul.followup import actions
from styrhjul.followup.actions import RemedyRow
from styrhjul.followup.actions.history import PastMoney
from styrhjul.followup.forecasts import owes_remedies
from styrhjul.followup.models import Part, RemedyPlan, Report, Round
from styrhjul.followup.terms import RoundKind
from styrhjul.governance.actions import Ruling
from styrhjul.integrations.demonstration import meetings
from styrhjul.integrations.demonstration.money import TKR
from styrhjul.integrations.demonstration.town import Town, read
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import Person

#: To what a forecast is rounded, in kronor.
ROUND_TO = 100 * TKR


@cache
def _data() -> dict[str, Any]:
    return read("forecasts.toml")


def _key(round_: Round) -> str:
    return f"{round_.kind}-{round_.year}"


def _expected(current: int, percent: float) -> int:
    """Return the forecast in kronor: the budget itself when nothing else is expected."""
    return round(current * (1 + percent / 100) / ROUND_TO) * ROUND_TO if percent else current


def _said(area: AppropriationArea, deviation: int) -> str:
    """Return the analysis in words, by the deviation in kronor: plus is better."""
    amount = format_number(abs(deviation) / 1_000_000, 1)
    if deviation < 0:
        return (
            f"Exempel. {area.name} väntas kosta {amount} miljoner kronor mer än budgeten. Volymerna är större än "
            "planerat, och vikarier och köpta platser kostar mer än väntat."
        )
    if deviation > 0:
        return (
            f"Exempel. {area.name} väntas kosta {amount} miljoner kronor mindre än budgeten, främst för att färre "
            "behöver verksamheten och för att tjänster är vakanta."
        )
    return f"Exempel. {area.name} väntas hålla budgeten. Periodens utfall följer planeringen."


def write(part: Part, by: Person, *, hand_over: bool) -> None:
    """Write the part about an area's money: forecast and analysis (F-1)."""
    assert part.area is not None
    round_ = part.report.round
    current = figures_of(round_.year, 1)[part.area.pk].current
    net_cost = _expected(current, _data()["forecast"].get(_key(round_), {}).get(part.area.name, 0))
    text = _said(part.area, current - net_cost)
    if round_.kind == RoundKind.ANNUAL:
        text = f"Exempel. {part.area.name} följs upp mot budgeten i tabellen ovan."
    actions.save_part(by=by, part=part, edition=part.edition, text=text, net_cost=net_cost, hand_over=hand_over)


def past(round_: Round, areas: Iterable[AppropriationArea]) -> list[PastMoney]:
    """Return what a report from before Styrhjul said of its areas; nothing for years without a budget here."""
    figures = figures_of(round_.year, 1)
    told = _data()["forecast"].get(_key(round_))
    if told is None:
        return []
    found = []
    for area in areas:
        current = figures[area.pk].current
        net_cost = _expected(current, told.get(area.name, 0))
        found.append(PastMoney(area, _said(area, current - net_cost), net_cost))
    return found


def answer_deficit(report: Report, body: str, by: Person) -> None:
    """Write the report's remedies when its forecast shows a deficit (F-2)."""
    if not owes_remedies(report):
        return
    areas = {area.name: area.pk for area in AppropriationArea.objects.all()}
    rows = [
        RemedyRow(
            one["what"], one["effect"] * TKR, one["responsible"], one["due_on"], one["follow_up"], areas[one["area"]]
        )
        for one in _data()["remedy"]
        if one["round"] == _key(report.round) and one["body"] == body
    ]
    actions.write_remedies(by=by, report=report, rows=rows)


def treat_plans(town: Town, year: int) -> None:
    """Let the committees hand in the year's plans that the data tells of, and the board treat them (F-2)."""
    told = {(one["round"], one["body"]): one for one in _data()["plan"]}
    for plan in RemedyPlan.objects.filter(report__round__year=year).select_related("report__round", "body"):
        body = town.key_of(plan.body)
        one = told.get((_key(plan.report.round), body))
        if one is not None:
            _treat(town, plan, body, one)


def _treat(town: Town, plan: RemedyPlan, body: str, told: Mapping[str, Any]) -> None:
    by = town.administrator_of(body)
    with on_day(told["written_on"]):
        figures = figures_of(plan.year, 1)
        areas = AppropriationArea.objects.in_year(plan.year).of_committees().filter(body=plan.body)
        net_costs: dict[int, int | None] = {
            area.pk: _expected(figures[area.pk].current, told["forecast"].get(area.name, 0)) for area in areas
        }
        rows = [
            RemedyRow(one.what, one.effect, one.responsible, one.due_on, one.follow_up, one.area_id)
            for one in plan.remedies.all()
        ]
        plan = actions.write_plan(by=by, plan=plan, edition=0, text=told["text"], net_costs=net_costs, remedies=rows)
        plan = actions.hand_in_plan(by=by, plan=plan, held_on=told["committee_on"])
    meetings.decide(town, body, told["committee_on"], str(plan), [Ruling(plan)], text="Nämnden godkänner planen.")
    plan.refresh_from_db()
    words = "Kommunstyrelsen tar emot planen och följer åtgärderna i nästa rapport."
    meetings.decide(town, "KS", told["board_on"], str(plan), [Ruling(plan)], text=words)
