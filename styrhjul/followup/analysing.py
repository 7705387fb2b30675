"""The figures that the software fills the analysis model with: result, comparison, effect (I-1, X-9)."""

from collections.abc import Mapping
from typing import NamedTuple

from styrhjul.budget.figures import figures_of
from styrhjul.budget.models import AppropriationArea
from styrhjul.documents.numbers import format_number, signed_number
from styrhjul.followup.comparison import comparisons_of
from styrhjul.followup.effects import COURSES, Course, Effort, course_of, effort_and_effect, told_effort
from styrhjul.followup.figures import Series, series_of
from styrhjul.followup.models import Analysis, Assessment
from styrhjul.goals.models import Activity, Commission, GoalMeasure, GoalVersion
from styrhjul.goals.terms import ActivityStatus, GoalKind
from styrhjul.governance.models import GovernanceModel
from styrhjul.organisation.clock import today

#: The whole year, for figures of money.
DECEMBER = 12


class Facts(NamedTuple):
    """Sentences of figures by the step that they stand beside, and the series whose charts stand there too."""

    told: Mapping[str, list[str]]
    series: list[Series]


def facts_of(analysis: Analysis, reader: object) -> Facts:
    """Return what the software knows of what is analysed, as the reader may see it (I-1, M-7)."""
    settings = GovernanceModel.objects.settings_for(analysis.year)
    if analysis.area is not None:
        return Facts(_money(analysis.area, analysis.year), [])
    version = _version(analysis)
    if version is None:
        return Facts({}, [])
    found = series_of([version], analysis.year, shown_from=settings.fewest_persons, reader=reader)[version.pk]
    series = [one for one in found if analysis.measure_id in (None, one.measure_id)]
    told = {"result": [_result(one, analysis.year) for one in series], "comparison": _compared(series, analysis.year)}
    if analysis.goal is not None:
        judged = Assessment.objects.visible_to(reader).filter(goal=analysis.goal, round__year=analysis.year)
        for one in judged.select_related("body", "unit", "round"):
            who, what = one.judge.name_on(one.judged_on), settings.label(one.value).lower()
            told["result"].append(f"{who}: {what}, {one.round.get_kind_display().lower()}.")
        told["effect"] = _effect(analysis, version, series)
    return Facts(told, series)


def _version(analysis: Analysis) -> GoalVersion | None:
    """Return the goal's version of the year, or for a measure that of the first goal that it follows."""
    versions = GoalVersion.objects.in_year(analysis.year).decided().select_related("goal")
    if analysis.goal_id:
        return versions.filter(goal=analysis.goal_id).last()
    follows = GoalMeasure.objects.filter(measure=analysis.measure_id).values("version")
    return versions.filter(pk__in=follows).first()


def _result(one: Series, year: int) -> str:
    """Return the year's value of the measure against its target in a sentence."""
    latest = one.latest(year)
    if latest is None:
        return f"{one.name}: inget utfall än."
    told = f"{one.name}: {one.shown(latest[1])} {latest[0]}"
    target = one.target_of(latest[0])
    return f"{told}, målvärde {one.shown(target)}." if target is not None else f"{told}."


def _course(one: Series, year: int) -> Course:
    return course_of(one.direction, one.values.get(year), one.values.get(year - 1), one.lowest, one.highest)


def _compared(series: list[Series], year: int) -> list[str]:
    """Return how each measure has moved since the year before, and how it stands to others (M-4)."""
    others = comparisons_of(one.measure_id for one in series)
    told = []
    for one in series:
        latest = one.latest(year)
        if latest is None:
            continue
        sentence = f"{one.name}: {COURSES[_course(one, latest[0])]}"
        known = others.get(one.measure_id)
        band = known.band(latest[0], one.direction) if known else None
        if band is not None and band.line is not None:
            sentence += f"; medianen för jämförda kommuner var {one.shown(band.line)} {latest[0]}"
        told.append(f"{sentence}.")
    return told


def _effect(analysis: Analysis, version: GoalVersion, series: list[Series]) -> list[str]:
    """Return what was done for the goal, and whether effort and effect go together (X-9)."""
    effort = effort_for(analysis.goal_id or 0, analysis.year)
    courses = [_course(one, analysis.year) for one in series]
    odd = effort_and_effect(effort, courses, keeps=version.kind == GoalKind.KEEP)
    return [told_effort(effort, analysis.year), *([odd] if odd else []), *_evaluated(analysis)]


def _evaluated(analysis: Analysis) -> list[str]:
    """Return which evaluations of the goal have been reported back up to the year after, each in a sentence (I-4)."""
    reported = Commission.objects.filter(
        evaluation__goal=analysis.goal_id, reports__is_final=True, reports__reported_on__year__lte=analysis.year + 1
    ).distinct()
    return [f"Målet är utvärderat: «{one.what}» Resultatet står nedan." for one in reported.order_by("pk")]


def effort_for(goal_id: int, year: int) -> Effort:
    """Return how many activities the year's plans hold for the goal, cancelled ones left out, and how many are done."""
    of_goal = Activity.objects.filter(goal=goal_id, plan__year=year, plan__state="adopted")
    statuses = list(of_goal.exclude(status=ActivityStatus.CANCELLED).values_list("status", flat=True))
    return Effort(len(statuses), statuses.count(ActivityStatus.DONE))


def _money(area: AppropriationArea, year: int) -> dict[str, list[str]]:
    """Return the area's budget, actual and deviation of the year, and of the year before, in tkr (F-1)."""

    def tkr(amount: int) -> str:
        return f"{format_number(amount / 1000)} tkr"

    told: dict[str, list[str]] = {"result": [], "comparison": []}
    for step, one in (("result", year), ("comparison", year - 1)):
        found = figures_of(one, DECEMBER).get(area.pk)
        if found is not None and (found.current or found.period_actual):
            sentence = f"{one}: budget {tkr(found.current)}, utfall {tkr(found.period_actual)}"
            ending = (
                f", avvikelse {signed_number(found.period_deviation / 1000)} tkr."
                if one < today().year
                else " hittills."
            )
            told[step].append(sentence + ending)
    return told
