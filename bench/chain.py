"""A year full of goals and measures with outcomes: 300 and 100 are what the chain's budget is set for."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone

from styrhjul.followup.models import Assessment, Round
from styrhjul.followup.terms import RoundKind
from styrhjul.goals.models import Goal, GoalMeasure, GoalVersion, Measure, Outcome, Target
from styrhjul.goals.terms import Level
from styrhjul.organisation.models import Body
from styrhjul.organisation.terms import BodyKind

YEAR = 2040
"""A year that nothing else is about."""


class Size(NamedTuple):
    """How many goals of each level, how many measures, and of how many years their outcomes are."""

    overall: int
    committee: int
    measures: int
    years: int


USUAL = Size(overall=10, committee=290, measures=100, years=10)
NAME = "Mått på hur det går"


def _goals(level: str, body: Body, parents: Sequence[Goal | None], heading: str) -> list[GoalVersion]:
    goals = Goal.objects.bulk_create(Goal(level=level) for _ in parents)
    return GoalVersion.objects.bulk_create(
        GoalVersion(
            goal=goal, parent=parent, body=body, state="adopted", stepped_on=datetime.date(YEAR - 1, 11, 13),
            first_year=YEAR, last_year=YEAR, in_force_until=YEAR, heading=f"{heading} {number}", text="Ett mål.",
            rank=number,
        )
        for number, (goal, parent) in enumerate(zip(goals, parents, strict=True), start=1)
    )  # fmt: skip


def _measures(board: Body, numbers: range) -> list[Measure]:
    return Measure.objects.bulk_create(
        Measure(name=f"{NAME} {number}", unit_label="%", decimals=1, body=board) for number in numbers
    )


def add_measures(wanted: int) -> None:
    """Lay in measures that no goal is followed by, until there are so many of them in all."""
    board = Body.objects.get(kind=BodyKind.BOARD, to_on=None)
    _measures(board, range(Measure.objects.filter(name__startswith=NAME).count(), wanted))


def fill(size: Size = USUAL) -> None:
    """Lay in the year's goals, measures, outcomes, targets and judgements, unless they are there."""
    if GoalVersion.objects.filter(first_year=YEAR).exists():
        return
    board = Body.objects.get(kind=BodyKind.BOARD, to_on=None)
    top = _goals(Level.OVERALL, board, [None] * size.overall, "Övergripande mål om det som är viktigt för alla")
    parents = [top[number % size.overall].goal for number in range(size.committee)]
    goals = _goals(Level.COMMITTEE, board, parents, "Nämndsmål om det som nämnden vill uppnå för invånarna")
    measures = _measures(board, range(size.measures))
    Outcome.objects.bulk_create(
        Outcome(
            measure=measure,
            year=YEAR - size.years + year + 1,
            value=Decimal(50 + (index * 7 + year * 3) % 40),
            by_name="Styrhjul",
            at=timezone.now(),
        )
        for index, measure in enumerate(measures)
        for year in range(size.years)
    )
    ties = GoalMeasure.objects.bulk_create(
        GoalMeasure(version=goals[index], measure=measure) for index, measure in enumerate(measures)
    )
    Target.objects.bulk_create(Target(goal_measure=tie, year=YEAR, value=Decimal(80)) for tie in ties)
    _judge(goals, board)


def _judge(goals: list[GoalVersion], board: Body) -> None:
    days = [datetime.date(YEAR, month, 1) for month in (9, 9, 9, 10, 10)]
    names = ("opens_on", "parts_due_on", "committees_by", "board_by", "council_by")
    round_ = Round.objects.create(kind=RoundKind.INTERIM, year=YEAR, **dict(zip(names, days, strict=True)))
    scale = ("attained", "mainly", "partly", "not", "none")
    Assessment.objects.bulk_create(
        Assessment(
            goal=version.goal, version=version, round=round_, body=board, value=scale[index % 5], reason="Så blev det.",
            judged_on=days[0], decided_on=days[0],
        )
        for index, version in enumerate(goals)
    )  # fmt: skip
