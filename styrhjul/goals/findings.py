"""What departs from the rules of goals and measures, each with the way to mend it (X-1; G, M, P).

Signals only: nothing here hinders anybody. What must be refused stands in ``rules`` and ``actions``.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from styrhjul.goals import rules
from styrhjul.goals.models import (
    Activity,
    Commission,
    Disclaimer,
    GoalMeasure,
    GoalVersion,
    Plan,
    Review,
    Share,
    Target,
)
from styrhjul.goals.terms import FollowUp, Level
from styrhjul.governance.models import CouncilTerm, GovernanceModel, WheelItem
from styrhjul.governance.registry import Finding
from styrhjul.governance.rules import ModelSettings
from styrhjul.organisation.models import Body, Tie, Unit, running
from styrhjul.organisation.once import once, one_reading
from styrhjul.organisation.terms import BodyKind, UnitKind

Versions = list[GoalVersion]


def find(year: int, on: datetime.date) -> Iterator[Finding]:
    """Yield the findings of the goal chain of the year, as seen on the day (X-1); the queries do not grow with rows."""
    with one_reading():
        yield from of_goals(year, on)
        yield from of_bodies(year, on)
    yield from of_plans(year, on)


def of_goals(year: int, on: datetime.date) -> Iterator[Finding]:
    """Yield what the year's goals, measures and shares depart from (G, M)."""
    settings = GovernanceModel.objects.settings_for(year)
    versions, shares = _held(year)
    yield from visions(versions, on)
    yield from few_of_council(versions, settings)
    yield from foundations(versions)
    yield from receivers(versions, shares, settings)
    yield from links(versions)
    if on >= plans_due(year):
        yield from undone(versions, year)
    yield from measures(versions, year)


def of_bodies(year: int, on: datetime.date) -> Iterator[Finding]:
    """Yield what bodies depart from by the goals that they have in the year (G-3, G-4)."""
    versions, shares = _held(year)
    yield from few_of_bodies(versions, shares, GovernanceModel.objects.settings_for(year))
    yield from contributions(versions, shares, year, on)


def _held(year: int) -> tuple[Versions, list[Share]]:
    """Return the goals that hold in the year, and the shares that are given of them; asked once in a reading."""

    def fetch() -> tuple[Versions, list[Share]]:
        held = GoalVersion.objects.in_year(year).exclude(state="ended").with_level().only(*ASKED_OF_GOALS)
        versions = list(held)
        directed = [v.pk for v in versions if v.level == Level.DIRECTED]
        return versions, list(Share.objects.filter(version__in=directed).select_related("body"))

    return once(("goals held", year), fetch)


#: What is asked of every goal; a draft's texts are read besides.
ASKED_OF_GOALS = (
    "state", "stepped_on", "goal", "body", "parent", "heading", "guideline", "fulfilled_by", "first_year",
)  # fmt: skip


class _Measured(NamedTuple):
    """What is asked of every measure that a goal has."""

    version_id: int
    name: str
    kind: str
    published_month: int | None
    published_next_year: bool
    frequency: str
    year_rule: str
    is_aimed: bool


def _measured(versions: Versions, year: int) -> dict[int, list[_Measured]]:
    """Return the measures of the versions, by version id; one query."""
    aims = Target.objects.filter(goal_measure=OuterRef("pk"), year=year)
    asked = ("name", "kind", "published_month", "published_next_year", "frequency", "year_rule")
    listed = GoalMeasure.objects.filter(version__in=[v.pk for v in versions]).values_list(
        "version_id", *(f"measure__{name}" for name in asked), Exists(aims)
    )
    ties: dict[int, list[_Measured]] = defaultdict(list)
    for row in listed:
        ties[row[0]].append(_Measured._make(row))
    return ties


def of_plans(year: int, on: datetime.date) -> Iterator[Finding]:
    """Yield what bodies, units, plans, activities and commissions depart from (O, P, X-11)."""
    yield from regulations(on)
    if on >= plans_due(year):
        yield from unplanned(year, on)
    yield from groundless(year)
    yield from unnamed(year)
    yield from left_behind(year, on)
    yield from commissions(year, on)


def plans_due(year: int) -> datetime.date:
    """Return the day on which the operational plans of the year are to be adopted (P-1, W-2)."""
    settings = GovernanceModel.objects.settings_for(year)
    return WheelItem.objects.due("operational_plans", year) or settings.plans_due_in(year)


def regulations(on: datetime.date) -> Iterator[Finding]:
    """O-2: a committee without a regulation."""
    for body in Body.objects.existing(on).committees().named(on).filter(regulations=None):
        yield Finding("O-2", body, f"{body} saknar reglemente.", "Lägg in reglementet", "reglemente")


def visions(versions: Versions, on: datetime.date) -> Iterator[Finding]:
    """G-2: more than one vision, or a vision not reviewed in the council's new term."""
    found = [v for v in versions if v.level == Level.VISION and v.state in rules.DECIDED]
    for extra in found[1:]:
        yield Finding("G-2", extra, "Det finns mer än en vision för året.", "Avsluta den ena", "gor")
    term = CouncilTerm.objects.filter(body_kind=BodyKind.COUNCIL, first_on__lte=on).last()
    if not found or term is None or (found[0].stepped_on or on) >= term.first_on:
        return
    if not Review.objects.filter(goal=found[0].goal_id, reviewed_on__gte=term.first_on).exists():
        message = f"Visionen har inte setts över sedan mandatperioden {term} började."
        yield Finding("G-2", found[0], message, "Registrera översynen", "gor")


def few_of_council(versions: Versions, settings: ModelSettings) -> Iterator[Finding]:
    """G-4: more goals than the governance model's number for the level."""
    for level, most in ((Level.OVERALL, settings.most_overall_goals), (Level.FINANCIAL, settings.most_financial_goals)):
        found = [v for v in versions if v.level == level]
        if len(found) > most:
            message = f"{len(found)} mål av slaget {level.label.lower()}; styrsystemet vill ha högst {most}."
            yield Finding("G-4", found[-1], message, "Se vilka som kan avslutas", "gor")


def few_of_bodies(versions: Versions, shares: list[Share], settings: ModelSettings) -> Iterator[Finding]:
    """G-4: more goals than the governance model's number for a committee."""
    committee = Counter(v.body_id for v in versions if v.level == Level.COMMITTEE and v.body_id)
    directed = Counter(share.body_id for share in shares)
    for counted, most, word in (
        (committee, settings.most_committee_goals, "nämndsmål"),
        (directed, settings.most_directed_goals, "riktade mål"),
    ):
        many = {body: number for body, number in counted.items() if number > most}
        for pk, body in Body.objects.in_bulk(many).items() if many else ():
            message = f"{body} har {many[pk]} {word}; styrsystemet vill ha högst {most}."
            yield Finding("G-4", body, message, "Se vilka som kan avslutas", "mal")


def foundations(versions: Versions) -> Iterator[Finding]:
    """G-5, G-7: goals that name no guideline, and what a draft still lacks."""
    unfinished = [v.pk for v in versions if v.level == Level.COMMITTEE and v.state in rules.UNFINISHED]
    drafts = GoalVersion.objects.select_related("goal").in_bulk(unfinished) if unfinished else {}
    for version in versions:
        if version.level in {Level.FINANCIAL, Level.DIRECTED} and not version.guideline.strip():
            message = "Målet säger inte vilket mål i riktlinjerna för god ekonomisk hushållning det tjänar."
            yield Finding("G-5", version, message, "Ange riktlinjen", "gor")
        if version.pk in drafts:
            missing = rules.missing_in(drafts[version.pk])
            if missing:
                yield Finding("G-7", version, f"Utkastet saknar {len(missing)} uppgifter.", "Skriv klart målet", "gor")


def contributions(versions: Versions, shares: list[Share], year: int, on: datetime.date) -> Iterator[Finding]:
    """G-3: a committee that contributes to no overall goal, unless it says of each why it does not concern it."""
    overall = {v.goal_id for v in versions if v.level == Level.OVERALL}
    alive = {v.goal_id for v in versions}
    own = (v for v in versions if v.level == Level.COMMITTEE and v.parent_id in alive)
    contributing = {v.body_id for v in own if v.body_id is not None}
    contributing |= {share.body_id for share in shares}
    said: dict[int, set[int]] = defaultdict(set)
    for body_id, goal_id in Disclaimer.objects.filter(year=year).values_list("body_id", "goal_id"):
        said[body_id].add(goal_id)
    if not overall:
        return
    for body in Body.objects.existing(on).committees().named(on).exclude(pk__in=contributing):
        if overall - said[body.pk]:
            message = f"{body} bidrar inte till något övergripande mål {year}."
            yield Finding("G-3", body, message, "Föreslå ett mål, eller ange varför målen inte berör nämnden", "mal")


def receivers(versions: Versions, shares: list[Share], settings: ModelSettings) -> Iterator[Finding]:
    """G-6: a directed goal without receivers, without a day, too far ahead, or with an answer owed."""
    directed = [v for v in versions if v.level == Level.DIRECTED]
    given: dict[int, list[Share]] = defaultdict(list)
    for share in shares:
        given[share.version_id].append(share)
    for version in directed:
        if not given[version.pk]:
            yield Finding("G-6", version, "Det riktade målet har ingen mottagare.", "Välj mottagare", "gor")
        if version.fulfilled_by is None:
            yield Finding("G-6", version, "Målet säger inte när det ska vara uppnått.", "Ange dagen", "gor")
        elif version.fulfilled_by.year > version.first_year + settings.longest_goal_years:
            yield Finding("G-6", version, "Målet ska vara uppnått mer än fyra år framåt.", "Ändra dagen", "gor")
        owing = [share for share in given[version.pk] if share.answered_on is None]
        for share in owing if version.state in rules.DECIDED else ():
            message = f"{share.body} har inte svarat på hur målet ska tas om hand."
            yield Finding("G-6", version, message, "Svara på målet", f"svar-{share.pk}")


def links(versions: Versions) -> Iterator[Finding]:
    """G-10: a link to a goal that does not hold in the year."""
    alive = {v.goal_id for v in versions}
    for version in versions:
        if version.parent_id and version.parent_id not in alive:
            message = "Målet bidrar till ett mål som inte gäller det året."
            yield Finding("G-10", version, message, "Välj ett mål som gäller", "gor")


def undone(versions: Versions, year: int) -> Iterator[Finding]:
    """G-10: a committee or directed goal with nothing below it, once the plans are due."""
    carried = {v.parent_id for v in versions} | set(
        Activity.objects.filter(plan__year=year).values_list("goal_id", flat=True)
    )
    for version in versions:
        political = version.level in {Level.COMMITTEE, Level.DIRECTED} and version.state in rules.DECIDED
        if political and version.goal_id not in carried:
            message = "Inget mål och ingen aktivitet under målet, fast planerna skulle vara klara."
            yield Finding("G-10", version, message, "Lägg in en aktivitet", "aktiviteter")


def groundless(year: int) -> Iterator[Finding]:
    """G-10: an activity without ground."""
    groundless = Activity.objects.filter(plan__year=year, goal=None, commission=None, mandate_text="")
    for activity in groundless.select_related("plan"):
        yield Finding("G-10", activity, "Aktiviteten säger inte varför den görs.", "Ange uppdragsgivare")


def measures(versions: Versions, year: int) -> Iterator[Finding]:
    """G-8, G-5, M-2, X-5: no measure, too many, only cost and volume, no target, no value in time."""
    ties = _measured(versions, year)
    for version in versions:
        if version.level not in {Level.FINANCIAL, Level.DIRECTED, Level.COMMITTEE}:
            continue
        mine = ties[version.pk]
        rule = "G-5" if version.level == Level.FINANCIAL else "G-8"
        if not mine:
            yield Finding(rule, version, "Målet har inget mått.", "Lägg till ett mått", "matt")
        elif version.level == Level.COMMITTEE and rules.is_only_cost_and_volume(t.kind for t in mine):
            message = "Målet mäts bara med kostnad och volym. Mått på kvalitet kommer först."
            yield Finding("G-8", version, message, "Lägg till ett mått på kvalitet", "matt")
        for own in mine:
            yield from _in_time(version, own, year)


def _in_time(version: GoalVersion, tie: _Measured, year: int) -> Iterator[Finding]:
    """G-5, X-5: a measure without a target for the year, or without a value at any follow-up of the year.

    A value that misses the interim report alone is noted where the measure is chosen, and gives no signal.
    """
    if not tie.is_aimed and version.level == Level.FINANCIAL:
        yield Finding("G-5", version, f"«{tie.name}» saknar målvärde för {year}.", "Ange målvärdet", "matt")
    published = (tie.published_month, tie.published_next_year)
    if rules.first_follow_up(*published, tie.frequency, tie.year_rule) is FollowUp.NONE:
        message = f"«{tie.name}» får sitt värde i {rules.when_published(*published)}, efter årets sista uppföljning."
        yield Finding("X-5", version, message, "Välj ett mått som hinner få ett värde", "matt")


def unplanned(year: int, on: datetime.date) -> Iterator[Finding]:
    """P-1: an administration without an adopted plan past its day."""
    planned = Plan.objects.filter(year=year, state="adopted").values_list("unit_id", flat=True)
    tied = Tie.objects.filter(running(on)).values_list("administration_id", flat=True)
    waiting = Unit.objects.placed(on).filter(kind=UnitKind.ADMINISTRATION, pk__in=tied)
    for unit in waiting.exclude(pk__in=planned):
        message = f"{unit} har ingen fastställd verksamhetsplan för {year}."
        yield Finding("P-1", unit, message, "Fastställ planen", "planer")


def unnamed(year: int) -> Iterator[Finding]:
    """P-7: goals without a responsible department in an adopted operational plan."""
    adopted = Plan.objects.filter(year=year, state="adopted", unit__kind=UnitKind.ADMINISTRATION)
    counted = adopted.annotate(goals=Count("planned_goals", filter=Q(planned_goals__responsible=None)))
    for plan in counted.filter(goals__gt=0).select_related("unit"):
        message = f"{plan.goals} mål i planen saknar ansvarig avdelning."
        yield Finding("P-7", plan, message, "Ange ansvarig", "mal")


def left_behind(year: int, on: datetime.date) -> Iterator[Finding]:
    """O-5: a unit that has ended, whose plan or goals of the year have not passed to a successor."""
    units = list(Unit.objects.filter(to_on__lt=on, to_on__year__gte=year - 1).placed(on))
    if not units:  # as in nearly every year: the others are not asked
        return
    plans = Plan.objects.filter(year=year, carried_by=None, unit__in=units).values_list("unit_id", flat=True)
    goals = GoalVersion.objects.in_year(year).filter(unit__in=units, state="adopted")
    first = datetime.date(year, 1, 1)
    owed = Commission.objects.running().filter(unit__in=units).values_list("unit_id", flat=True)
    ended = {*plans, *owed, *goals.filter(unit__to_on__lt=first).values_list("unit_id", flat=True)}
    for unit in (one for one in units if one.pk in ended):
        message = (
            f"{unit} upphörde {unit.to_on}, men planer, mål eller uppdrag har inte gått över till en efterföljare."
        )
        yield Finding("O-5", unit, message, "Låt dem gå över", "overgang")


def commissions(year: int, on: datetime.date) -> Iterator[Finding]:
    """X-11: a commission of the year or an earlier one that is not reported back past its day."""
    for one in Commission.objects.late(on).filter(due_on__year__lte=year).select_related("body", "unit"):
        message = f"Uppdraget till {one.receiver} skulle ha återrapporterats {one.due_on}."
        yield Finding("X-11", one, message, "Återrapportera uppdraget", "aterrapport")
