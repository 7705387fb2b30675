"""A year with 300 goals and 100 measures with outcomes of ten years each: what the chain's budget is set for."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone

from styrhjul.followup.models import Assessment, Round
from styrhjul.followup.terms import RoundKind
from styrhjul.goals.models import Goal, GoalMeasure, GoalVersion, Measure, Outcome, Target
from styrhjul.goals.terms import Level
from styrhjul.organisation.models import Body
from styrhjul.organisation.terms import BodyKind

YEAR = 2040
"""A year that nothing else is about."""

OVERALL, COMMITTEE, MEASURES, YEARS = 10, 290, 100, 10


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


def fill() -> None:
    """Lay in the year's goals, measures, outcomes, targets and judgements, unless they are there."""
    if GoalVersion.objects.filter(first_year=YEAR).exists():
        return
    board = Body.objects.get(kind=BodyKind.BOARD, to_on=None)
    top = _goals(Level.OVERALL, board, [None] * OVERALL, "Övergripande mål om det som är viktigt för alla")
    parents = [top[number % OVERALL].goal for number in range(COMMITTEE)]
    goals = _goals(Level.COMMITTEE, board, parents, "Nämndsmål om det som nämnden vill uppnå för invånarna")
    measures = Measure.objects.bulk_create(
        Measure(name=f"Mått på hur det går {number}", unit_label="%", decimals=1, body=board)
        for number in range(MEASURES)
    )
    Outcome.objects.bulk_create(
        Outcome(
            measure=measure,
            year=YEAR - YEARS + year + 1,
            value=Decimal(50 + (index * 7 + year * 3) % 40),
            by_name="Styrhjul",
            at=timezone.now(),
        )
        for index, measure in enumerate(measures)
        for year in range(YEARS)
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
