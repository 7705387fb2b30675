"""What had happened before the municipality began with Styrhjul in May 2025, loaded with the mark of D-7."""

import datetime
from collections.abc import Sequence
from typing import Any

from styrhjul.budget.models import AppropriationArea
from styrhjul.budget.terms import AreaKind
from styrhjul.followup import actions
from styrhjul.followup.actions.history import Past, load_report, load_round
from styrhjul.followup.figures import series_of
from styrhjul.followup.models import Round
from styrhjul.followup.terms import RoundKind
from styrhjul.followup.weighing import MeasureFacts
from styrhjul.goals.actions.goals import answer_directed_goal
from styrhjul.goals.models import GoalVersion, Share
from styrhjul.goals.terms import Level
from styrhjul.governance.actions import load_as_adopted, load_decision
from styrhjul.governance.models import Decision
from styrhjul.integrations.demonstration import forecasts
from styrhjul.integrations.demonstration.days import Following
from styrhjul.integrations.demonstration.goals import draft, editions
from styrhjul.integrations.demonstration.rounds import Telling, judged, text_of
from styrhjul.integrations.demonstration.town import BEGUN, Town
from styrhjul.organisation.clock import on_day

#: The council's decisions on goals, by the first year that they hold: day, paragraph, heading.
COUNCIL = {
    2019: (datetime.date(2019, 3, 14), "22", "Vision och övergripande mål 2019–2022"),
    2023: (datetime.date(2022, 11, 10), "92", "Budget 2023 med mål"),
    2024: (datetime.date(2023, 10, 26), "79", "Budget 2024 med vision och mål"),
    2025: (datetime.date(2024, 10, 24), "78", "Budget 2025 med mål"),
}


def goals(town: Town, rows: Sequence[dict[str, Any]]) -> None:
    """Load the goals decided by the council up to 2024, and the receivers' answers to its directed goals (D-7)."""
    with on_day(BEGUN):
        decisions = {
            year: load_decision(body=town.bodies["KF"], held_on=day, heading=heading, paragraph=paragraph)
            for year, (day, paragraph, heading) in COUNCIL.items()
        }
        for edition in editions(rows):
            if edition.first_year in decisions:
                version = draft(town, edition, None)
                load_as_adopted(thing=version, decision=decisions[edition.first_year])
                if version.level == Level.DIRECTED:
                    _answers(town, version, edition.row["answers"])


def _answers(town: Town, version: GoalVersion, answers: dict[str, Sequence[str]]) -> None:
    """Load the answers that the receivers decided in the December before the goal's first year (G-6)."""
    for share in Share.objects.filter(version=version).select_related("body"):
        words = answers[town.key_of(share.body)]
        decision = load_decision(
            body=share.body,
            held_on=datetime.date(version.first_year - 1, 12, 11),
            heading=f"Svar på det riktade målet «{version.heading}»"[:200],
        )
        answer_directed_goal(
            by=town.secretary_of(share.body), share=share, answer=words[0], follow_up=words[1], decision=decision
        )


def run(town: Town, following: Following, telling: Telling) -> Round:
    """Load the round with a report for each committee and one for the whole, all decided (D-7)."""
    with on_day(BEGUN):
        round_ = load_round(kind=following.kind, year=following.year, is_example=True, **following.days)
        versions = actions.assessed_goals(round_)
        facts = _facts(versions, round_)
        for body in town.served:
            _committee(town, round_, body, following, telling, facts)
        ends_with = "KS" if following.kind == RoundKind.QUARTERLY else "KF"
        decided = _decision(town, ends_with, following.council_by, round_)
        judges = [town.bodies["KS"], town.bodies["KF"]]
        told = [v for v in versions if v.level != Level.COMMITTEE]
        past = [_past(v, facts, telling, round_, "whole") for v in told]
        text = text_of([], telling.of(round_.kind, round_.year, "whole", None), None)
        outside = AppropriationArea.objects.in_year(round_.year).exclude(kind=AreaKind.COMMITTEE)
        load_report(
            round_=round_, body=None, judges=judges, text=text, goals=past, decision=decided,
            money=forecasts.past(round_, outside),
        )  # fmt: skip
        return round_


Facts = dict[int, list[MeasureFacts]]


def _facts(versions: Sequence[GoalVersion], round_: Round) -> Facts:
    """Return the figures by version; in an interim report the year's value was then a forecast (F-6)."""
    series = series_of(versions, round_.year, round_)
    facts = {pk: [one.facts(round_.year) for one in some] for pk, some in series.items()}
    if round_.kind == "interim":
        return {pk: [one._replace(value=None, forecast=one.value) for one in some] for pk, some in facts.items()}
    return facts


def _committee(town: Town, round_: Round, body: str, following: Following, telling: Telling, facts: Facts) -> None:
    """Load the committee's report: its own goals and its shares of directed ones."""
    place = town.bodies[body]
    versions = actions.assessed_goals(round_)
    given = [v for v in versions if any(share.body_id == place.pk for share in v.shares.all())]
    own = [v for v in versions if v.level == Level.COMMITTEE and v.body_id == place.pk]
    past = [_past(v, facts, telling, round_, body) for v in (*given, *own)]
    decision = _decision(town, body, following.committee_on(body), round_)
    text = text_of([], telling.of(round_.kind, round_.year, body, None), None)
    areas = AppropriationArea.objects.in_year(round_.year).of_committees().filter(body=place)
    load_report(
        round_=round_, body=place, judges=[place], text=text, goals=past, decision=decision,
        money=forecasts.past(round_, areas),
    )  # fmt: skip


def _decision(town: Town, body: str, held_on: datetime.date, round_: Round) -> Decision:
    return load_decision(body=town.bodies[body], held_on=held_on, heading=round_.name)


def _past(version: GoalVersion, facts: Facts, telling: Telling, round_: Round, writer: str) -> Past:
    """Return what the old report says of the goal."""
    told = telling.of(round_.kind, round_.year, writer, version)
    figures = facts[version.pk]
    judgement, proposal = judged(figures, told, False, version.goal_id + (writer == "whole"))
    text = text_of(figures, told, version.goal_id)
    departure = judgement.departure if figures else ""
    return Past(version, text, judgement.value, judgement.reason, departure, proposal if figures else None)
