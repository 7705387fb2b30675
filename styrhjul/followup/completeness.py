"""What a report lacks before it is handed to a body, and what in it does not agree (X-4, F-2).

Named, linked and counted; handing in anyway asks for a reason, which stands in the version that the body gets.
"""

import datetime
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Max
from django.utils import timezone

from styrhjul.budget.models import AppropriationArea, Batch
from styrhjul.followup import weighing
from styrhjul.followup.accounts import holds_accounts
from styrhjul.followup.accounts_figures import faults_of, known_of
from styrhjul.followup.body_facts import activities_in, changed_at, measures_in, staff_in
from styrhjul.followup.contributing import contributions_to
from styrhjul.followup.figures import Series, series_of
from styrhjul.followup.forecasts import owes_remedies
from styrhjul.followup.models import Assessment, Part, Report
from styrhjul.followup.terms import AccountsColumn, PartKind, RoundKind
from styrhjul.goals.models import Outcome
from styrhjul.goals.terms import Level, TargetKind
from styrhjul.governance.models import GovernanceModel


class Missing(NamedTuple):
    """Something that a report lacks: where, what, and the part that it belongs to (X-4).

    None for the remedies of a committee's report, and the financial statements of the municipality's.
    """

    heading: str
    what: str
    part_id: int | None


def missing_in(report: Report) -> list[Missing]:
    """Return everything that the report lacks, or that does not agree in it, in the order of its parts (X-4, F-2).

    The queries do not grow with the parts.
    """
    parts = list(
        report.parts.select_related("version__goal", "version__body", "about", "area", "report__round", "report__body")
    )
    found = [Missing(part.heading, what, part.pk) for part, what in Part.objects.missing_in(report)]
    found += [Missing(part.heading, what, part.pk) for part, what in _about_measures(report, parts)]
    found += [Missing(part.heading, what, part.pk) for part, what in _older_than_the_ledger(report, parts)]
    found += [Missing(part.heading, what, part.pk) for part, what in _about_the_body(report, parts)]
    found += [Missing(part.heading, what, part.pk) for part, what in _older_than_the_judgements(report, parts)]
    found += _areas_left_out(report, parts)
    order = {part.pk: place for place, part in enumerate(parts)}
    found.sort(key=lambda one: order.get(one.part_id or 0, 0))
    if owes_remedies(report) and not report.remedies.exists():
        found.append(Missing("Åtgärder mot underskottet", "prognosen visar underskott men åtgärder saknas", None))
    return [*found, *_in_the_accounts(report)]


def _in_the_accounts(report: Report) -> Iterator[Missing]:
    """Yield what the financial statements of the municipality's report lack, and what does not agree in them (L-8)."""
    if not holds_accounts(report.round.kind, is_whole=report.body_id is None):
        return
    known = known_of(report)
    if known is None or not any(known.typed.values()):
        yield Missing("Räkenskaper", "beloppen är inte ifyllda", None)
        return
    if not known.typed[AccountsColumn.BEFORE]:
        yield Missing("Räkenskaper", "jämförelsen med förra året är inte ifylld", None)
    if report.round.kind == RoundKind.ANNUAL and not known.notes:
        yield Missing("Räkenskaper", "noterna är inte skrivna", None)
    for told in faults_of(report, known):
        yield Missing("Räkenskaper", told.rstrip("."), None)


def _about_measures(report: Report, parts: Sequence[Part]) -> Iterator[tuple[Part, str]]:
    """Yield the measures without value or target, texts older than a value, judgements made on other figures."""
    round_ = report.round
    about = [part for part in parts if part.version is not None and part.version.level != Level.OVERALL]
    versions = [part.version for part in about if part.version is not None]
    series = series_of(versions, round_.year, round_, report.body_id)
    settings = GovernanceModel.objects.settings_for(round_.year)
    judged = {one.goal_id: one for one in Assessment.objects.of_report(report)}
    measured = {one.measure_id for some in series.values() for one in some}
    reported = _reported_at(measured, round_.year)
    for part in about:
        assert part.version is not None
        listed = series[part.version.pk]
        for one in listed:
            facts = one.facts(round_.year)
            if facts.value is None and (facts.forecast is None or round_.kind == RoundKind.ANNUAL):
                yield part, f"{one.name} har varken utfall eller prognos för {round_.year}"
            if facts.target is None and facts.target_kind == TargetKind.LEVEL:
                yield part, f"{one.name} har inget målvärde för {round_.year}"
            if _is_newer(reported.get(one.measure_id), part):
                yield part, f"texten är äldre än utfallet för {one.name}"
        judgement = judged.get(part.version.goal_id)
        if judgement is not None:
            proposal = weighing.propose_for(
                part.version.level, [one.facts(round_.year) for one in listed], settings.near_target_share
            )
            if judgement.figures != [[w.verdict, w.level, w.sentence] for w in proposal.measures]:
                yield part, "bedömningen bygger på tal som har ändrats"


def _older_than_the_ledger(report: Report, parts: Sequence[Part]) -> Iterator[tuple[Part, str]]:
    """Yield the parts about money written before the ledger of the round's months was last imported."""
    latest: datetime.datetime | None = (
        Batch.objects.confirmed()
        .filter(year=report.round.year, first_period__lte=report.round.last_month)
        .aggregate(at=Max("activated_at"))["at"]
    )
    for part in parts:
        if part.kind == PartKind.MONEY and _is_newer(latest, part):
            yield part, "texten är äldre än utfallet i ekonomisystemet"


def _about_the_body(report: Report, parts: Sequence[Part]) -> Iterator[tuple[Part, str]]:
    """Yield the parts on measures, activities and staff whose text is older than what stands in their tables."""
    own = [part for part in parts if part.kind in FIGURES and part.saved_at is not None]
    series = {part.pk: FIGURES[part.kind](report) for part in own}
    reported = _reported_at({one.measure_id for some in series.values() for one in some}, report.round.year)
    for part in own:
        for one in series[part.pk]:
            if _is_newer(reported.get(one.measure_id), part):
                yield part, f"texten är äldre än utfallet för {one.name}"
    for part in parts:
        if part.kind == PartKind.ACTIVITIES and part.saved_at is not None:
            newer = sum(_is_newer(at, part) for at in changed_at(activities_in(report)).values())
            if newer:
                yield part, f"texten är äldre än läget för {newer} {'aktivitet' if newer == 1 else 'aktiviteter'}"


#: The measures that a part shows in its table.
FIGURES: Mapping[str, Callable[[Report], list[Series]]] = {
    PartKind.MEASURES: lambda report: [line.series for line in measures_in(report)],
    PartKind.STAFF: lambda report: [line.series for line in staff_in(report).measures],
}


def _is_newer(at: datetime.datetime | None, part: Part) -> bool:
    """Tell whether something happened after the part's text was last saved."""
    return at is not None and part.saved_at is not None and at > part.saved_at


def _reported_at(measures: Collection[int], year: int) -> dict[int, datetime.datetime]:
    """Return when the latest outcome of the year was reported, by measure; no query without measures."""
    if not measures:
        return {}
    rows = Outcome.objects.filter(measure__in=measures, year=year)
    return dict(rows.values_list("measure_id").annotate(at=Max("at")))


def _older_than_the_judgements(report: Report, parts: Sequence[Part]) -> Iterator[tuple[Part, str]]:
    """Yield the joint assessment written before a committee decided on a goal that it speaks of (G-3)."""
    for part in parts:
        if part.kind != PartKind.OVERALL or part.saved_at is None:
            continue
        overall = [one.version for one in parts if one.version is not None]
        beneath = [goal for one in contributions_to(overall, report.round).values() for goal in one.goals]
        written_on = timezone.localdate(part.saved_at)
        later = {goal.body for goal in beneath if goal.decided_on is not None and goal.decided_on > written_on}
        if later:
            yield part, f"texten är äldre än beslutet i {', '.join(sorted(later))}"


def _areas_left_out(report: Report, parts: Sequence[Part]) -> list[Missing]:
    """Return the committee's appropriation areas that the report does not hold: its sums are then not the body's."""
    if report.body_id is None or PartKind.MONEY not in report.round.holds.parts:
        return []
    held = {part.area_id for part in parts if part.area_id}
    areas = AppropriationArea.objects.in_year(report.round.year).of_committees().filter(body=report.body_id)
    whole = next((part.pk for part in parts if part.kind == PartKind.WHOLE), None)
    told = "verksamheten finns i budgeten men inte i rapporten, och summorna skiljer sig"
    return [Missing(f"Ekonomi: {area}", told, whole) for area in areas.exclude(pk__in=held)]
