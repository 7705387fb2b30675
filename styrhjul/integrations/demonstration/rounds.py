"""Takes the follow-ups of each year through their way: parts, judgements, committees, board and council (F-1 to F-8)."""

import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from styrhjul.followup import actions
from styrhjul.followup.figures import Series, series_of
from styrhjul.followup.models import Part, Report, Round
from styrhjul.followup.terms import PartKind, RoundKind
from styrhjul.goals.models import Measure
from styrhjul.governance.actions import Ruling, take_step
from styrhjul.integrations.demonstration import wording
from styrhjul.integrations.demonstration.days import Following
from styrhjul.integrations.demonstration.meetings import decide
from styrhjul.integrations.demonstration.town import Town
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import Person

Told = dict[str, Any]


class Figures(NamedTuple):
    """The measures of a part's goal, and the year that is followed up."""

    series: list[Series]
    year: int

    def facts(self) -> list[Any]:
        """Return the figures as they are weighed."""
        return [one.facts(self.year) for one in self.series]


def open_on_time(town: Town, following: Following) -> Round:
    """Return the round, planned and opened by the controller on its first day (F-4)."""
    controller = town.people["carina"]
    with on_day(following.opens_on):
        round_ = actions.plan_round(
            by=controller, kind=following.kind, year=following.year, is_example=True, **following.days
        )
        return actions.open_round(by=controller, round_=round_)


def _figures(part: Part) -> Figures:
    assert part.version is not None
    round_ = part.report.round
    found = series_of([part.version], round_.year, round_, part.report.body_id)
    return Figures(found[part.version.pk], round_.year)


def forecast(part: Part, by: Person) -> None:
    """Forecast every measure without a value for the year: the last value and half of its last change (M-2)."""
    year = part.report.round.year
    for series in _figures(part).series:
        known = [series.values[one] for one in sorted(series.values) if one < year]
        if year in series.values or len(known) < 2:
            continue
        expected = known[-1] + (known[-1] - known[-2]) / 2
        if series.nature == "qualitative":
            expected = known[-1]
        value = Decimal(str(round(expected, series.decimals)))
        actions.forecast_measure(by=by, part=part, measure=Measure.objects.get(pk=series.measure_id), value=value)


def judge(part: Part, by: Person, told: Told) -> None:
    """Judge the part's goal: as told in the data, else as the measures speak for, with the reason in words (F-6)."""
    proposal = actions.proposal_for(part)
    value = told.get("value", proposal.value)
    is_interim = part.report.round.kind == RoundKind.INTERIM
    actions.assess(
        by=by,
        part=part,
        value=value,
        reason=told.get("reason") or wording.reason(_figures(part).facts(), value),
        departure=told.get("departure", "") or ("" if value == proposal.value else DEPARTURE),
        forecast=told.get("forecast", value) if is_interim else "",
    )


DEPARTURE = "Bedömningen väger in mer än det som måtten fångar."


def write(part: Part, by: Person, told: Told) -> None:
    """Write the part's text: as told in the data, else what the figures show and why."""
    text = told.get("text") or (
        wording.analysis(_figures(part).facts(), part.version.goal_id) if part.version else WHOLE
    )
    actions.write_part(by=by, part=part, text=text, edition=part.edition)


WHOLE = (
    "Verksamheten har till stor del bedrivits som planerat. Målen följs upp nedan, vart och ett med sina mått och en "
    "analys. Det som behöver ändras till nästa år tas med i planeringen."
)


def complete(part: Part, by: Person, told: Told) -> None:
    """Write, judge and hand over the part."""
    if part.kind == PartKind.GOAL:
        if part.report.round.kind == RoundKind.INTERIM:
            forecast(part, by)
        judge(part, by, told)
    write(part, by, told)
    part.refresh_from_db()
    actions.hand_over_part(by=by, part=part)


def parts_of(report: Report) -> list[Part]:
    """Return the parts of the report in order, with what writing them needs."""
    return list(report.parts.select_related("report__round", "report__body", "version__goal", "version__body"))


class Telling:
    """What the data says of a part: a goal's key, by round, and by who writes (a body's key, or «whole»)."""

    def __init__(self, town: Town, rows: dict[str, Any]) -> None:
        self._keys = {goal.pk: key for key, goal in town.goals.items()}
        self._rows = rows

    def of(self, part: Part, writer: str) -> Told:
        """Return what is told of the part, nothing where the figures are to speak for themselves."""
        round_ = part.report.round
        key = self._keys.get(part.version.goal_id, "") if part.version else "whole"
        told: Told = self._rows.get(f"{round_.kind}-{round_.year}", {}).get(writer, {}).get(key, {})
        if not told and part.version and part.version.level == "overall":
            return {"value": "mainly", "departure": JOINT, "reason": JOINT_REASON}
        return told


JOINT = "Övergripande mål saknar mått. Bedömningen bygger på nämndernas mål och på den samlade utvecklingen."
JOINT_REASON = "De flesta mål som bidrar är uppnådda eller i huvudsak uppnådda, men inte alla."


def run(town: Town, following: Following, telling: Telling) -> Round:
    """Take the whole round from its opening to the council's decision, and return it."""
    round_ = open_on_time(town, following)
    for body in town.served:
        committee(town, round_, body, following, telling)
    whole = round_.reports.get(body=None)
    by = town.administrator_of("KS")
    with on_day(following.board_by - datetime.timedelta(days=2)):
        for part in parts_of(whole):
            complete(part, by, telling.of(part, "whole"))
        whole = take_step(by=by, thing=whole, step="hand_in")
    name = f"{round_.name}"
    decide(town, "KS", following.board_by, name, [Ruling(whole)], text="Kommunstyrelsen lämnar över rapporten.")
    whole.refresh_from_db()
    text = told_by_council(telling, round_)
    decide(town, "KF", following.council_by, name, [Ruling(whole)], text=text)
    return round_


def told_by_council(telling: Telling, round_: Round) -> str:
    """Return the council's words when it decides the report."""
    rows = telling._rows.get(f"{round_.kind}-{round_.year}", {})
    return str(rows.get("council", f"Kommunfullmäktige godkänner {round_.name[0].lower()}{round_.name[1:]}."))


def committee(town: Town, round_: Round, body: str, following: Following, telling: Telling) -> None:
    """Take the committee's report from its parts to its decision."""
    report = round_.reports.get(body=town.bodies[body])
    by = town.administrator_of(body)
    with on_day(following.parts_due_on - datetime.timedelta(days=2)):
        for part in parts_of(report):
            complete(part, by, telling.of(part, body))
    with on_day(following.parts_due_on):
        report = take_step(by=by, thing=report, step="hand_in")
    decide(town, body, following.committee_on(body), round_.name, [Ruling(report)])
