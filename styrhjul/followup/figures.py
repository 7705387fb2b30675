"""The figures that a round shows and weighs: outcomes, targets and forecasts of goal versions (F-6, M-2).

Read in bulk: the number of queries is the same for one goal and for a thousand.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Q
from django.utils import timezone

from styrhjul.budget.models import ComputedMeasure
from styrhjul.documents.chart_words import describe
from styrhjul.documents.content import Chart, Figure
from styrhjul.documents.numbers import MISSING, format_number, with_unit
from styrhjul.followup.comparison import Comparison
from styrhjul.followup.models import MeasureForecast, Report, Round
from styrhjul.followup.terms import RoundKind
from styrhjul.followup.weighing import MeasureFacts
from styrhjul.goals.models import (
    GoalMeasure,
    GoalVersion,
    Measure,
    Outcome,
    OutcomeQuerySet,
    Target,
    number,
)
from styrhjul.goals.rules import DECIDED
from styrhjul.goals.terms import Nature, Origin, Sex, TargetKind
from styrhjul.organisation.models import LogEntry, rights_of

#: How many years a chart and a sparkline go back.
YEARS_BACK = 8

#: What is said where the forecast is what the budget counts on (B-4).
FROM_BUDGET = "Prognosen är beräknad ur budgeten"


class Series(NamedTuple):
    """One measure of a goal version with its values by year, its targets by year and its forecast.

    ``corrected`` is what the year's value has become, and when, since a committee decided on that in ``values`` (X-3).
    """

    goal_measure_id: int
    measure_id: int
    name: str
    unit: str
    decimals: int
    direction: str
    lowest: float | None
    highest: float | None
    nature: str
    source: str
    is_example: bool
    values: Mapping[int, float]
    targets: Mapping[int, tuple[str, float | None, int | None]]
    forecast: float | None
    corrected: tuple[float | None, datetime.date] | None = None

    def facts(self, year: int) -> MeasureFacts:
        """Return the figures of the year as the proposal weighs them."""
        kind, target, base_year = self.targets.get(year, (TargetKind.LEVEL, None, None))
        return MeasureFacts(
            self.name,
            self.unit,
            self.decimals,
            self.direction,
            self.lowest,
            self.highest,
            self.values.get(year),
            self.forecast,
            target,
            kind,
            self.values.get(base_year) if base_year else None,
            self.values.get(year - 1),
        )

    def latest(self, year: int) -> tuple[int, float] | None:
        """Return the latest year with a value up to the year, and the value; None when there is none."""
        years = [known for known in self.values if known <= year]
        return (max(years), self.values[max(years)]) if years else None

    def shown(self, value: float | None) -> str:
        """Return a value of the measure as it is written, a step of a qualitative measure by its number."""
        if value is None:
            return MISSING
        if self.nature == Nature.QUALITATIVE:
            return f"Steg {value:.0f}"
        return with_unit(format_number(value, self.decimals), self.unit)

    def target_of(self, year: int) -> float | None:
        """Return the level aimed at in the year, where it is given as a level."""
        kind, value, _ = self.targets.get(year, (TargetKind.LEVEL, None, None))
        return value if kind == TargetKind.LEVEL else None


def _targets(
    goal_measures: Iterable[int], body_id: int | None
) -> dict[int, dict[int, tuple[str, float | None, int | None]]]:
    """Return, by goal measure and year, the target of the whole or, where there is one, the receiver's own (M-2)."""
    found: dict[int, dict[int, tuple[str, float | None, int | None]]] = {}
    rows = Target.objects.filter(goal_measure__in=goal_measures, sex=Sex.TOTAL, unit=None)
    listed = rows.values_list("goal_measure_id", "year", "body_id", "kind", "value", "base_year")
    for goal_measure_id, year, receiver, kind, value, base_year in sorted(listed, key=lambda row: row[2] or 0):
        if receiver in (None, body_id):
            found.setdefault(goal_measure_id, {})[year] = (kind, number(value), base_year)
    return found


def _alike(goals: set[int], measures: set[int]) -> dict[tuple[int, int], list[int]]:
    """Return, by goal and measure, the ties of all its adopted versions, whose targets hold for their years (G-11)."""
    rows = GoalMeasure.objects.filter(
        version__goal__in=goals, measure__in=measures, version__state__in=DECIDED
    ).order_by("version__first_year", "id")
    found: dict[tuple[int, int], list[int]] = {}
    for tie_id, goal_id, measure_id in rows.values_list("id", "version__goal_id", "measure_id"):
        found.setdefault((goal_id, measure_id), []).append(tie_id)
    return found


def _forecasts(round_: Round | None, measures: set[int], body_id: int | None) -> dict[int, float | None]:
    """Return the round's forecasts by measure: of the whole or, where there is one, the receiver's own (M-2)."""
    if round_ is None:
        return {}
    rows = MeasureForecast.objects.filter(round=round_, measure__in=measures)
    ordered = sorted(rows.values_list("measure_id", "body_id", "value"), key=lambda row: row[1] or 0)
    return {measure: number(value) for measure, receiver, value in ordered if receiver in (None, body_id)}


def _budgeted(outcomes: OutcomeQuerySet, year: int, measures: set[int]) -> dict[int, float]:
    """Return what the budget counts on for the year, by measure (B-4)."""
    computed = measures & set(ComputedMeasure.objects.values_list("measure", flat=True))
    if not computed:
        return {}
    found = outcomes.filter(measure__in=computed, year=year).budgeted()
    return {measure: values[year] for measure, values in found.items()}


def series_of(
    versions: Iterable[GoalVersion],
    year: int,
    round_: Round | None = None,
    body_id: int | None = None,
    shown_from: int | None = None,
    reader: object | None = None,
) -> dict[int, list[Series]]:
    """Return the measures of each version with their figures up to the year, by version id; at most six queries.

    ``shown_from`` hides outcomes that rest on fewer persons than that (M-7); None gives all, for proposals.
    With a ``reader`` only what that reader may see is there (T-2).
    Targets of earlier years come from the goal's earlier adopted versions (G-11).
    """
    goals = {version.pk: version.goal_id for version in versions}
    ties = list(
        GoalMeasure.objects.filter(version__in=goals).select_related("measure").order_by("version_id", "rank", "id")
    )
    measures = {tie.measure_id for tie in ties}
    outcomes = Outcome.objects.filter(measure__in=measures, year__gte=year - YEARS_BACK, year__lte=year)
    outcomes = outcomes if reader is None else open_to(reader, outcomes)
    values = outcomes.by_year(shown_from)
    alike = _alike(set(goals.values()), measures)
    targets = _targets({tie.pk for tie in ties} | {one for some in alike.values() for one in some}, body_id)
    forecasts = _forecasts(round_, measures, body_id)
    budgeted = _budgeted(outcomes, year, measures) if round_ is None else {}
    found: dict[int, list[Series]] = {pk: [] for pk in goals}
    for tie in ties:
        known: dict[int, tuple[str, float | None, int | None]] = {}
        for tie_id in [*alike.get((goals[tie.version_id], tie.measure_id), []), tie.pk]:
            known |= targets.get(tie_id, {})
        one = _series(tie.measure, values.get(tie.measure_id, {}), known, forecasts.get(tie.measure_id), tie.pk)
        if tie.measure_id in budgeted:
            one = one._replace(forecast=budgeted[tie.measure_id], source=f"{one.source}. {FROM_BUDGET}".lstrip(". "))
        found[tie.version_id].append(one)
    return found


def series_of_measures(
    measures: Iterable[Measure], year: int, shown_from: int | None = None, reader: object | None = None
) -> list[Series]:
    """Return the measures with their figures up to the year, whatever goals they follow: without targets; one query.

    ``shown_from`` and ``reader`` hide what `series_of` hides by them.
    """
    listed = list(measures)
    outcomes = Outcome.objects.filter(measure__in=listed, year__gte=year - YEARS_BACK, year__lte=year)
    values = (outcomes if reader is None else open_to(reader, outcomes)).by_year(shown_from)
    return [_series(measure, values.get(measure.pk, {}), {}, None) for measure in listed]


def _series(
    measure: Measure,
    values: Mapping[int, float],
    targets: Mapping[int, tuple[str, float | None, int | None]],
    forecast: float | None,
    tie_id: int = 0,
) -> Series:
    return Series(
        tie_id,
        measure.pk,
        measure.name,
        measure.unit_label,
        measure.decimals,
        measure.direction,
        number(measure.lowest),
        number(measure.highest),
        measure.nature,
        measure.source,
        measure.is_example,
        values,
        targets,
        forecast,
    )


def as_decided(
    series: Mapping[int, list[Series]], round_: Round, shown_from: int | None = None
) -> dict[int, list[Series]]:
    """Return the series as a higher level shows them: the year's figures that the committees decided on (X-3).

    One that has been corrected since the committee handed in stands beside it with its date, until the committee hands
    in again. Four queries, however many the reports.
    """
    handed = _handed_at(round_)
    measures = Measure.objects.filter(pk__in={one.measure_id for some in series.values() for one in some})
    owners = {pk: body for pk, body in measures.values_list("pk", "body") if body in handed}
    if not owners:
        return dict(series)
    known = Q(pk__in=[])
    for pk, body in owners.items():
        known |= Q(measure=pk, at__lte=handed[body])
    decided = Outcome.objects.filter(known, year=round_.year).by_year(shown_from)
    latest = Outcome.objects.filter(measure__in=owners, year=round_.year).values_list("measure", Max("at"))
    changed = {pk: at for pk, at in latest if at > handed[owners[pk]]}
    return {key: [_decided(one, round_.year, decided, changed) for one in some] for key, some in series.items()}


def _handed_at(round_: Round) -> dict[int, datetime.datetime]:
    """Return when each committee that has decided its report in the round last handed it in, by the body's id."""
    reports = dict(round_.reports.filter(state="decided", body__isnull=False).values_list("pk", "body"))
    kind = ContentType.objects.get_for_model(Report)
    steps = LogEntry.objects.filter(content_type=kind, object_id__in=reports, verb="hand_in")
    return {reports[pk]: at for pk, at in steps.order_by("at").values_list("object_id", "at")}


def _decided(
    one: Series, year: int, decided: Mapping[int, Mapping[int, float]], changed: Mapping[int, datetime.datetime]
) -> Series:
    value = decided.get(one.measure_id, {}).get(year)
    if one.measure_id not in changed or value is None or value == one.values.get(year):
        return one
    corrected = (one.values.get(year), timezone.localdate(changed[one.measure_id]))
    return one._replace(values={**one.values, year: value}, corrected=corrected)


def open_to(reader: object, outcomes: OutcomeQuerySet) -> OutcomeQuerySet:
    """Return the outcomes that the reader may see: strangers those of public sources, and reported ones (T-2).

    Reported are those up to the last year whose annual report the council has decided, or its notice published (L-6).
    """
    if not rights_of(reader).is_stranger:
        return outcomes
    annual = Report.objects.filter(round__kind=RoundKind.ANNUAL, body=None)
    known = annual.filter(Q(state="adopted") | Q(pk__in=Report.objects.public()))
    last = known.aggregate(last=Max("round__year"))["last"] or 0
    return outcomes.filter(Q(origin=Origin.KOLADA) | Q(year__lte=last))


def figure_of(series: Series, year: int, compared: Comparison | None, own_name: str) -> Figure:
    """Return the chart of a measure: outcomes, targets, forecast, and those that it is compared with (M-4)."""
    known = [*series.values, *series.targets]
    first = max(min(known, default=year), year - YEARS_BACK)
    years = tuple(range(first, max([year, *[y for y in series.targets if y <= year + 1]]) + 1))
    compared = compared or Comparison({})
    bands = [compared.band(y, series.direction) for y in years]
    has_value = year in series.values
    chart = Chart(
        years=years,
        own=tuple(series.values.get(y) for y in years),
        name=own_name,
        targets=tuple(series.target_of(y) for y in years),
        forecast=tuple(series.forecast if y == year and not has_value else None for y in years),
        lower=tuple(band.lower for band in bands),
        median=tuple(band.line for band in bands),
        upper=tuple(band.upper for band in bands),
        others=compared.words,
        unit=series.unit,
        decimals=series.decimals,
        line=compared.line,
    )
    title = f"{series.name} {years[0]}–{years[-1]}"
    return Figure(chart, title, describe(chart), f"Källa: {series.source}" if series.source else "")
