"""What a committee does, measures and is staffed by in a year, read in bulk for its report (F-4, M-2, P-4).

The number of queries is the same for one activity and for a thousand.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Q

from styrhjul.followup.figures import Series, series_of, series_of_measures
from styrhjul.followup.models import Report
from styrhjul.goals.models import Activity, GoalVersion, Measure, Plan, number
from styrhjul.goals.terms import ActivityStatus, Level
from styrhjul.governance.models import GovernanceModel
from styrhjul.governance.rules import ModelSettings
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import LogEntry, Unit, running
from styrhjul.organisation.terms import UnitKind


class ActivityLine(NamedTuple):
    """An activity of the committee's administrations: what, for which goal, which unit, by when, how far (P-2, P-4)."""

    pk: int
    what: str
    goal: str
    unit: str
    due_on: datetime.date | None
    status: ActivityStatus
    is_late: bool


class MeasureLine(NamedTuple):
    """A measure of the committee with its figures, and the goal that it follows, empty for none (M-2)."""

    goal: str
    series: Series


class StaffLine(NamedTuple):
    """An administration's annual work units in its adopted plan of the year, and of the year before (P-1)."""

    unit: str
    before: float | None
    now: float | None


class StaffFacts(NamedTuple):
    """What is known of the staff: annual work units by administration, and the measures about staff (F-4)."""

    units: tuple[StaffLine, ...]
    measures: tuple[MeasureLine, ...]


def _plans(report: Report, year: int) -> list[Plan]:
    """Return the adopted operational plans of the administrations that served the body in the report's year (O-5)."""
    ties = Unit.objects.filter(running(report.as_of, "ties__"), ties__body=report.body_id)
    found = Plan.objects.filter(year=year, state="adopted", unit__kind=UnitKind.ADMINISTRATION, unit__in=ties)
    return list(found.order_by("unit"))


def _unit_names(report: Report) -> dict[int, str]:
    return {unit.pk: unit.name_on(report.as_of) for unit in Unit.objects.placed(report.as_of)}


def activities_in(report: Report) -> list[ActivityLine]:
    """Return the activities in the adopted plans of those who serve the committee, by day; at most six queries (P-4).

    What serves another committee's goal alone is left out. The lines become public: they name units, no persons (T-2).
    """
    plans = {plan.pk: plan.unit_id for plan in _plans(report, report.round.year)}
    listed = list(Activity.objects.filter(plan__in=plans)) if plans else []
    if not listed:
        return []
    headings, foreign = _goals_of(report, {one.goal_id for one in listed if one.goal_id}, plans)
    names, now = _unit_names(report), today()
    return [
        ActivityLine(
            one.pk, one.what, headings.get(one.goal_id or 0, ""),
            names.get(one.responsible_unit_id or plans[one.plan_id], ""), one.due_on, ActivityStatus(one.status),
            one.is_late(now),
        )
        for one in listed
        if one.goal_id not in foreign
    ]  # fmt: skip


def _goals_of(report: Report, goals: set[int], plans: Iterable[int]) -> tuple[dict[int, str], set[int]]:
    """Return the headings of the goals in the report's year, and which of them are other committees' alone (F-8)."""
    versions = GoalVersion.objects.in_year(report.round.year).decided().filter(goal__in=goals)
    listed = list(versions.select_related("goal").prefetch_related("shares"))
    own = dict(GoalVersion.objects.filter(plan__in=plans, goal__in=goals).values_list("goal_id", "heading"))
    foreign = {
        one.goal_id
        for one in listed
        if (one.level == Level.COMMITTEE and one.body_id != report.body_id)
        or (one.level == Level.DIRECTED and all(share.body_id != report.body_id for share in one.shares.all()))
    }
    return own | {one.goal_id: one.heading for one in listed}, foreign


def counted(lines: Sequence[ActivityLine]) -> str:
    """Return how far the activities have come, in words: «3 av 8 aktiviteter är klara och 5 pågår.» (P-4)."""
    if not lines:
        return "Förvaltningens fastställda plan har inga aktiviteter."
    of = {status: sum(line.status == status for line in lines) for status in ActivityStatus}
    word = "aktivitet" if len(lines) == 1 else "aktiviteter"
    said = [f"{of[ActivityStatus.DONE]} av {len(lines)} {word} {'är klar' if len(lines) == 1 else 'är klara'}"]
    for status, one, many in (
        (ActivityStatus.GOING_ON, "pågår", "pågår"),
        (ActivityStatus.TODO, "är inte påbörjad", "är inte påbörjade"),
        (ActivityStatus.PAUSED, "är pausad", "är pausade"),
        (ActivityStatus.CANCELLED, "är avbruten", "är avbrutna"),
    ):
        said += [f"{of[status]} {one if of[status] == 1 else many}"] if of[status] else []
    late = sum(line.is_late for line in lines)
    told = f" {late} {'är försenad' if late == 1 else 'är försenade'}." if late else ""
    return f"{', '.join(said[:-1])} och {said[-1]}.{told}" if len(said) > 1 else f"{said[0]}.{told}"


def measures_in(report: Report, model: ModelSettings | None = None) -> list[MeasureLine]:
    """Return the committee's measures: those of its goals and shares, then its others; at most nine queries (M-2).

    Figures that rest on too few persons are not there (M-7).
    """
    year, body = report.round.year, report.body_id
    fewest = (model or GovernanceModel.objects.settings_for(year)).fewest_persons
    own = Q(goal__level=Level.COMMITTEE, body=body) | Q(goal__level=Level.DIRECTED, shares__body=body)
    decided = GoalVersion.objects.in_year(year).decided().filter(own).select_related("goal")
    versions = list(decided.order_by("goal__level", "rank", "pk"))
    series = series_of(versions, year, report.round, body, shown_from=fewest)
    found: dict[int, MeasureLine] = {}
    for version in versions:
        for one in series[version.pk]:
            found.setdefault(one.measure_id, MeasureLine(version.heading, one))
    others = list(Measure.objects.filter(body=body).exclude(pk__in=found))
    return [*found.values(), *(MeasureLine("", one) for one in series_of_measures(others, year, fewest))]


def staff_in(report: Report) -> StaffFacts:
    """Return the annual work units in the plans of those who serve the committee, and its measures on staff (F-4)."""
    year, names = report.round.year, _unit_names(report)
    by_year = {at: {p.unit_id: number(p.staff) for p in _plans(report, at)} for at in (year - 1, year)}
    units = tuple(
        StaffLine(names.get(unit, ""), by_year[year - 1].get(unit), by_year[year].get(unit))
        for unit in sorted({unit for some in by_year.values() for unit, staff in some.items() if staff is not None})
    )
    model = GovernanceModel.objects.settings_for(year)
    about = [line for line in measures_in(report, model) if is_about_staff(line.series.name, model.staff_words)]
    return StaffFacts(units, tuple(about))


def is_about_staff(name: str, words: Iterable[str]) -> bool:
    """Tell whether a measure is about the staff, by the words of its name that the governance model gives (U-1)."""
    return any(word.casefold() in name.casefold() for word in words)


def changed_at(activities: Sequence[ActivityLine]) -> Mapping[int, datetime.datetime]:
    """Return when something was last done with each activity; one query (X-4)."""
    kind = ContentType.objects.get_for_model(Activity)
    entries = LogEntry.objects.filter(content_type=kind, object_id__in=[one.pk for one in activities]).order_by()
    return dict(entries.values_list("object_id").annotate(at=Max("at")))
