"""The public start page: what the municipality wants, how it goes, and what was decided last (T-2)."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.db.models import Max, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from markupsafe import Markup

from styrhjul.documents.charts import sparkline
from styrhjul.documents.numbers import format_number
from styrhjul.followup.models import Assessment, Report, Round
from styrhjul.followup.terms import RoundKind
from styrhjul.goals.models import GoalMeasure, GoalVersion, Outcome, Target
from styrhjul.goals.rules import HANDED_ON
from styrhjul.goals.terms import Level, MeasureKind, Origin, Sex, TargetKind
from styrhjul.governance.models import Decision, GovernanceModel
from styrhjul.governance.rules import ModelSettings
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import BodyName
from styrhjul.organisation.terms import BodyKind
from styrhjul.web.chain_rows import YEARS_BACK
from styrhjul.web.swedish import MONTHS, NBSP

#: How many decisions and reports the page shows.
LATEST = 4

#: The judgements that count as reached in the line below an overall goal.
REACHED = frozenset({"attained", "mainly"})


#: The rounds as they are spoken of.
DEFINITE: dict[str, str] = {
    RoundKind.QUARTERLY: "kvartalsrapporten för januari–mars",
    RoundKind.INTERIM: "delårsrapporten för januari–augusti",
    RoundKind.ANNUAL: "årsredovisningen för",
}


class Pillar(NamedTuple):
    """An overall goal with its last yearly judgement, and how the committee goals that contribute to it went (G-3)."""

    goal_id: int
    challenge: str
    heading: str
    value: str
    judgement: str
    reason: str
    is_example: bool
    reached: int
    contributing: int


class Key(NamedTuple):
    """A figure behind the judgements: never without its target, its year and its course (design 2)."""

    measure_id: int
    name: str
    value: str
    unit: str
    spark: Markup
    told: str
    source: str


class DecisionRow(NamedTuple):
    """A decision as the list shows it."""

    id: int
    heading: str
    held_on: datetime.date
    body: str
    paragraph: str


@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """Show the vision, the overall goals with their last judgement, some figures, the latest decisions and reports."""
    year = today().year
    settings = GovernanceModel.objects.settings_for(year)
    found = GoalVersion.objects.visible_to(request.user).in_year(year).decided()
    versions = list(
        found.filter(goal__level__in=[Level.VISION, Level.OVERALL]).order_by("rank", "id").select_related("goal")
    )
    judged_year, pillars = _pillars([v for v in versions if v.level == Level.OVERALL], request.user, settings)
    context = {
        "year": year,
        "vision": next((v for v in versions if v.level == Level.VISION), None),
        "pillars": pillars,
        "judged_year": judged_year,
        "figures": _figures(found, year, settings.fewest_persons),
        "now": _now(),
        "proposals": GoalVersion.objects.visible_to(request.user)
        .filter(first_year=year + 1, state__in=HANDED_ON)
        .count(),
        "decisions": _decisions(request.user),
        "reports": _reports(request.user),
    }
    return render(request, "start/start.html", context)


def _pillars(versions: Sequence[GoalVersion], user: object, settings: ModelSettings) -> tuple[int | None, list[Pillar]]:
    """Return the last year judged, and the overall goals with its judgement; one query."""
    decided = Assessment.objects.visible_to(user).filter(round__kind=RoundKind.ANNUAL, decided_on__isnull=False)
    last = decided.order_by().values("round__kind").annotate(year=Max("round__year")).values("year")
    rows = list(
        decided.filter(round__year=Subquery(last), version__goal__level__in=[Level.OVERALL, Level.COMMITTEE])
        .select_related("version__goal", "round", "body")
        .order_by("id")
    )
    by_rank = {BodyKind.COMMITTEE: 0, BodyKind.BOARD: 1, BodyKind.COUNCIL: 2}
    top: dict[int, Assessment] = {}
    below: dict[int, list[str]] = {}
    for one in sorted(rows, key=lambda row: by_rank.get(BodyKind(row.body.kind), 0) if row.body else 0):
        if one.version.level == Level.OVERALL:
            top[one.goal_id] = one
        elif one.body_id == one.version.body_id and one.version.parent_id:
            below.setdefault(one.version.parent_id, []).append(one.value)
    year = rows[0].round.year if rows else None
    return year, [_pillar(v, top.get(v.goal_id), below.get(v.goal_id, []), settings) for v in versions]


def _pillar(version: GoalVersion, judged: Assessment | None, below: Sequence[str], settings: ModelSettings) -> Pillar:
    return Pillar(
        version.goal_id,
        version.challenge,
        version.heading,
        judged.value if judged else "",
        settings.label(judged.value) if judged else "",
        judged.reason if judged else version.text,
        bool(judged and judged.round.is_example),
        sum(1 for value in below if value in REACHED),
        len(below),
    )


def _figures(versions: Iterable[GoalVersion], year: int, fewest: int) -> list[Key]:
    """Return one figure from an open source for each of the levels that have one; three queries.

    Only measures of quality and effect from Kolada: their outcomes are public at once (T-2), and come first (G-8).
    """
    aims = Target.objects.filter(
        goal_measure=OuterRef("pk"), year__lte=year, sex=Sex.TOTAL, body=None, unit=None, kind=TargetKind.LEVEL
    ).order_by("-year")
    levels = [Level.FINANCIAL, Level.COMMITTEE, Level.DIRECTED]
    ties = (
        GoalMeasure.objects.filter(
            version__in=versions,
            version__goal__level__in=levels,
            measure__origin=Origin.KOLADA,
            measure__kind__in=[MeasureKind.QUALITY, MeasureKind.EFFECT],
        )
        .select_related("measure", "version__goal")
        .annotate(aim=Subquery(aims.values("value")[:1]))
        .order_by("version__body__rank", "version__rank", "rank")
    )
    first: dict[str, GoalMeasure] = {}
    for tie in ties:
        first.setdefault(tie.version.level, tie)
    chosen = [first[level] for level in levels if level in first]
    outcomes = Outcome.objects.filter(measure__in=[tie.measure_id for tie in chosen], year__gte=year - YEARS_BACK)
    values = outcomes.by_year(fewest)
    flags = outcomes.whole().current().values_list("measure_id", "year", "is_preliminary")
    early = {(measure_id, one) for measure_id, one, is_preliminary in flags if is_preliminary}
    return [
        _key(tie, values[tie.measure_id], (tie.measure_id, max(values[tie.measure_id])) in early)
        for tie in chosen
        if tie.measure_id in values
    ]


def _key(tie: GoalMeasure, values: Mapping[int, float], is_preliminary: bool) -> Key:
    """Return the figure with its course told in words."""
    measure, aim = tie.measure, getattr(tie, "aim", None)
    first, last = min(values), max(values)
    unit = f"{NBSP}{measure.unit_label}" if measure.unit_label else ""

    def shown(value: float) -> str:
        return f"{format_number(value, measure.decimals)}{unit}"

    target = None if aim is None else float(aim)
    limit = "högst" if measure.direction == "lower" else "minst"
    told = f"{last}" + (", preliminärt" if is_preliminary else "")
    told += f", mot {shown(values[last - 1])} året före" if last - 1 in values else ""
    told += f". Mål: {limit} {shown(target)}." if target is not None else "."
    words = f"{measure.name} {first}–{last}: från {shown(values[first])} till {shown(values[last])}."
    missing = [str(year) for year in range(first, last) if year not in values]
    words += f" Värde saknas för {', '.join(missing)}." if missing else ""
    spark = sparkline([values.get(year) for year in range(first, last + 1)], target, words)
    return Key(
        measure.pk,
        measure.name,
        format_number(values[last], measure.decimals),
        measure.unit_label,
        Markup(spark),  # noqa: S704 - drawn by our own SVG writer, which escapes the words
        told,
        measure.source,
    )


def _now() -> str:
    """Return in a sentence where the open follow-up stands, an empty text when none is open (W-4)."""
    on = today()
    round_ = Round.objects.filter(body=None, opened_on__lte=on, council_by__gte=on).order_by("council_by").first()
    if round_ is None:
        return ""
    name = f"{DEFINITE[RoundKind(round_.kind)]} {round_.year}"
    day = f"{round_.council_by.day}{NBSP}{MONTHS[round_.council_by.month - 1]}"
    if on <= round_.committees_by:
        return f"Nämnderna skriver {name}. Fullmäktige behandlar den {day}."
    if on <= round_.board_by:
        return f"Kommunstyrelsen sammanställer {name}. Fullmäktige behandlar den {day}."
    return f"Fullmäktige behandlar {name} den {day}."


def _decisions(user: object) -> list[DecisionRow]:
    """Return the latest decisions of the council and the board that the user may read; one query."""
    names = BodyName.objects.filter(body=OuterRef("meeting__body"), from_on__lte=OuterRef("meeting__held_on"))
    rows = (
        Decision.objects.visible_to(user)
        .recorded()
        .filter(meeting__body__kind__in=[BodyKind.COUNCIL, BodyKind.BOARD])
        .annotate(body_name=Subquery(names.order_by("-from_on").values("name")[:1]))
        .order_by("-meeting__held_on", "-id")
        .values_list("id", "heading", "meeting__held_on", "body_name", "paragraph")
    )
    return [DecisionRow(*row) for row in rows[:LATEST]]


def _reports(user: object) -> list[tuple[str, datetime.date, str, list[tuple[str, str]]]]:
    """Return the municipality's latest reports: name, day, address and files; one query."""
    rows = Report.objects.visible_to(user).filter(body=None, state="adopted").select_related("round")
    formats = (("PDF", "pdf"), ("Word", "docx"), ("Excel", "xlsx"))
    return [
        (
            report.round.name,
            report.stepped_on or report.round.council_by,
            reverse("report", args=[report.pk]),
            [(label, reverse("report_file", args=[report.pk, form])) for label, form in formats],
        )
        for report in rows.order_by("-round__council_by")[:LATEST]
    ]


urlpatterns = [path("", start, name="start")]
