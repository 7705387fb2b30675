"""The rows of the chain's page, read flat: one query a table, tuples all the way (stack 6)."""

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import FilteredRelation, Q, QuerySet
from markupsafe import Markup

from styrhjul.documents.charts import sparkline
from styrhjul.documents.numbers import format_number, with_unit
from styrhjul.followup.figures import open_to
from styrhjul.followup.models import Assessment
from styrhjul.followup.terms import RoundKind
from styrhjul.goals import rules
from styrhjul.goals.models import Activity, GoalMeasure, GoalVersion, Outcome, Plan, texts_of
from styrhjul.goals.terms import ActivityStatus, Level, Nature, Sex, TargetKind
from styrhjul.governance.models import approved_versions
from styrhjul.organisation.models import rights_of
from styrhjul.web.year_facts import YearFacts

#: How many years a sparkline goes back.
YEARS_BACK = 9

#: Whose judgement is shown when several have judged: the last in the order of the chain of decisions (F-8).
JUDGES = {None: 0, "committee": 1, "external": 1, "board": 2, "council": 3}


class Version(NamedTuple):
    """A goal version as the chain needs it."""

    id: int
    goal_id: int
    level: str
    state: str
    heading: str
    parent_id: int | None
    is_example: bool
    body_id: int | None
    owner: str
    fulfilled_by: datetime.date | None
    challenge: str
    first_year: int
    last_year: int
    decided_on: datetime.date | None


class MeasureRow(NamedTuple):
    """A measure of a goal as a row shows it: its latest outcome, the year's target, and its line over the years."""

    name: str
    source: str
    outcome: str
    outcome_year: int | None
    target: str
    spark: Markup


class ActivityRow(NamedTuple):
    """An activity as a row shows it."""

    id: int
    what: str
    responsible: str
    state: str
    label: str
    due_on: datetime.date | None


def versions_of(user: object, year: int, facts: YearFacts) -> list[Version]:
    """Return one version for each goal of the year that the user may read: the decided one before a proposal (G-11)."""
    rows = (
        GoalVersion.objects.visible_to(user)
        .in_year(year)
        .order_by("body__rank", "rank", "id")
        .values_list(
            "id", "goal_id", "goal__level", "state", "heading", "parent_id", "is_example", "body_id", "unit_id",
            "fulfilled_by", "challenge", "first_year", "last_year", "stepped_on",
        )
    )  # fmt: skip
    listed = list(rows)
    approved = approved_versions(GoalVersion, [row[0] for row in listed]) if rights_of(user).is_stranger else {}
    chosen: dict[int, Version] = {}
    for row in listed:
        body_id, unit_id = row[7], row[8]
        owner = facts.bodies.get(body_id or 0, "") or facts.units.get(unit_id or 0, "")
        version = Version._make((*row[:8], owner, *row[9:]))
        if version.id in approved:
            said = texts_of(approved[version.id].content)
            version = version._replace(**{name: said[name] for name in Version._fields if name in said})
        earlier = chosen.get(version.goal_id)
        if earlier is None or earlier.state not in rules.DECIDED:
            chosen[version.goal_id] = version
    return list(chosen.values())


def measures_of(user: object, year: int, fewest: int) -> dict[int, list[MeasureRow]]:
    """Return the measures of the year's versions, by version id; two queries. Too few persons are hidden (M-7)."""
    readable = GoalVersion.objects.visible_to(user).in_year(year).order_by().values("id")
    aimed = FilteredRelation(
        "targets",
        condition=Q(
            targets__year=year, targets__sex=Sex.TOTAL, targets__body=None, targets__unit=None,
            targets__kind=TargetKind.LEVEL,
        ),
    )  # fmt: skip
    listed = list(
        GoalMeasure.objects.filter(version__in=readable)
        .annotate(aimed=aimed)
        .order_by("rank", "id")
        .values_list(
            "version_id", "measure_id", "measure__name", "measure__unit_label", "measure__decimals", "measure__nature",
            "measure__source", "aimed__value",
        )
    )  # fmt: skip
    measures = {row[1] for row in listed}
    outcomes = Outcome.objects.filter(measure__in=measures, year__gte=year - YEARS_BACK, year__lte=year)
    values = open_to(user, outcomes).by_year(fewest)
    found: dict[int, list[MeasureRow]] = {}
    for version_id, measure_id, name, unit, decimals, nature, source, aim in listed:
        row = measure_row(name, unit, decimals, nature, source, aim, values.get(measure_id, {}), year)
        found.setdefault(version_id, []).append(row)
    return found


def measure_row(
    name: str, unit: str, decimals: int, nature: str, source: str, aim: object, values: Mapping[int, float], year: int
) -> MeasureRow:
    """Return the measure as a row shows it, with its sparkline told in words."""
    target = None if aim is None else float(str(aim))
    latest = max(values, default=None)
    first = min(values, default=year)

    def shown(value: float | None) -> str:
        if value is not None and nature == Nature.QUALITATIVE:
            return f"Steg {value:.0f}"
        return with_unit(format_number(value, decimals), unit if unit == "%" and value is not None else "")

    words = f"{name}: inga utfall ännu."
    spark = ""
    if latest is not None:
        words = f"{name} {first}–{latest}: från {shown(values[first])} till {shown(values[latest])}."
        if target is not None:
            words += f" Målet för {year} är {shown(target)}."
        spark = sparkline([values.get(one) for one in range(first, latest + 1)], target, words)
    return MeasureRow(
        name if unit in ("", "%") else f"{name}, {unit}",
        source,
        shown(values[latest]) if latest is not None else "–",
        latest,
        shown(target),
        Markup(spark),  # noqa: S704 - drawn by our own SVG writer, which escapes the words
    )


class Judged(NamedTuple):
    """The judgement to show of a goal, and the round it was made in when that is of an earlier year."""

    value: str
    earlier: str


def judgements_of(user: object, year: int) -> dict[int, Judged]:
    """Return the judgement to show for each goal: of the last round up to the year, by the last to judge; one query.

    Before a year's first judgement the year before stands, with its name: a judgement never stands without its year.
    """
    rows = (
        Assessment.objects.visible_to(user)
        .filter(round__year__lte=year, round__year__gte=year - 1, receiver=None)
        .values_list("goal_id", "value", "round__opens_on", "body__kind", "round__year", "round__kind")
    )
    best: dict[int, tuple[tuple[datetime.date, int], Judged]] = {}
    for goal_id, value, opened, kind, round_year, round_kind in rows:
        order = (opened, JUDGES[kind])
        if goal_id not in best or order > best[goal_id][0]:
            earlier = "" if round_year == year else f"{ROUNDS[round_kind].lower()} {round_year}"
            best[goal_id] = (order, Judged(value, earlier))
    return {goal_id: judged for goal_id, (_, judged) in best.items()}


ROUNDS: dict[str, str] = {value: str(label) for value, label in RoundKind.choices}

STATES: dict[str, str] = {
    ActivityStatus.TODO: "todo",
    ActivityStatus.GOING_ON: "now",
    ActivityStatus.DONE: "done",
    ActivityStatus.PAUSED: "none",
    ActivityStatus.CANCELLED: "none",
}
LABELS: dict[str, str] = {value: str(label) for value, label in ActivityStatus.choices}


def activities_of(user: object, year: int, facts: YearFacts) -> dict[int, list[ActivityRow]]:
    """Return the activities of the year's plans that the user may read, by the goal they serve; one query (G-10)."""
    return _activities(user, Activity.objects.filter(plan__year=year, goal__isnull=False), facts)


def activities_of_goal(user: object, goal_id: int, year: int, facts: YearFacts) -> list[ActivityRow]:
    """Return the year's activities that serve the goal, as the user may read them; one query (G-10)."""
    return _activities(user, Activity.objects.filter(plan__year=year, goal=goal_id), facts).get(goal_id, [])


def _activities(user: object, chosen: QuerySet[Activity], facts: YearFacts) -> dict[int, list[ActivityRow]]:
    listed = chosen.filter(plan__in=Plan.objects.visible_to(user).order_by().values("id")).values_list(
        "goal_id", "id", "what", "responsible_unit_id", "responsible__name", "status", "due_on"
    )
    is_stranger = rights_of(user).is_stranger
    found: dict[int, list[ActivityRow]] = {}
    for goal_id, pk, what, unit_id, person, status, due_on in listed:
        responsible = facts.units.get(unit_id) or ("" if is_stranger else person) or "–"
        row = ActivityRow(pk, what, responsible, STATES[status], LABELS[status], due_on)
        found.setdefault(goal_id, []).append(row)
    return found


LEVELS = dict(Level.choices)


def is_decided(version: Version) -> bool:
    """Tell whether what the version says is decided, not a proposal (design: say what is decided)."""
    return version.state in rules.DECIDED


def level_line(version: Version) -> str:
    """Return the small line above a goal's heading: its level, and whose it is or to whom it is directed."""
    label = LEVELS[version.level]
    if version.level == Level.DIRECTED and version.fulfilled_by:
        return f"{label} · senast {version.fulfilled_by.year}"
    if version.level in (Level.VISION, Level.OVERALL, Level.FINANCIAL, Level.DIRECTED):
        return label
    return f"{label} · {version.owner}"
