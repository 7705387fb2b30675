"""The matrix of a round: bodies and parts, who has what and what is missing; read in bulk (F-4)."""

import datetime
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from styrhjul.followup import rules
from styrhjul.followup.models import AreaForecast, Assessment, MeasureForecast, Part, Report, Round
from styrhjul.followup.terms import PartKind, PartState
from styrhjul.goals.models import GoalMeasure, Outcome
from styrhjul.governance.models import DecisionLine
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body
from styrhjul.organisation.terms import BodyKind
from styrhjul.web.part_facts import mark_of, whose
from styrhjul.web.swedish import MONTHS, NBSP


class Cell(NamedTuple):
    """One cell of the matrix: how far it has come, in a few words, where it leads, and whether its words may wrap."""

    state: str
    text: str
    address: str = ""
    wraps: bool = False


class PartRow(NamedTuple):
    """A part in the list below the matrix: who has it, by when, and what is missing."""

    state: str
    heading: str
    who: str
    due_on: datetime.date
    missing: str
    address: str


class ReportRow(NamedTuple):
    """A body's row of the matrix, with its parts."""

    report: Report
    name: str
    address: str
    cells: tuple[Cell, ...]
    parts: tuple[PartRow, ...]
    note: str


class Facts(NamedTuple):
    """What the matrix is made of, read once for the whole round."""

    user: object
    names: Mapping[int, str]
    readable: frozenset[int]
    judged: frozenset[tuple[int, int, int | None]]
    forecast: frozenset[tuple[int, int]]
    valueless: Mapping[int, int]
    decisions: Mapping[int, tuple[datetime.date, bool]]
    board: int


def day(value: datetime.date) -> str:
    """Return the day as it stands in a cell: «29 sep»."""
    return f"{value.day}{NBSP}{MONTHS[value.month - 1][:3]}"


class Matrix(NamedTuple):
    """A round's bodies by parts: the columns besides the standing ones, and a row a body (F-4)."""

    columns: tuple[str, ...]
    rows: list[ReportRow]


def matrix_of(round_: Round, user: object) -> Matrix:
    """Return the matrix, the municipality's own report last; the number of queries does not grow with the bodies."""
    reports = list(round_.reports.select_related("body"))
    parts: dict[int, list[Part]] = {report.pk: [] for report in reports}
    listed = Part.objects.filter(report__in=parts).select_related("version__goal", "about", "area", "responsible")
    for part in listed:
        parts[part.report_id].append(part)
    facts = _facts(round_, user, parts)
    reports.sort(key=lambda one: (one.body_id is None, one.body.rank if one.body else 0, one.pk))
    for report in reports:
        report.round = round_
    columns = _columns(parts)
    return Matrix(tuple(columns), [_row(report, parts[report.pk], facts, columns) for report in reports])


def _facts(round_: Round, user: object, parts: Mapping[int, Iterable[Part]]) -> Facts:
    versions = {part.version_id for some in parts.values() for part in some if part.version_id}
    board = Body.objects.filter(kind=BodyKind.BOARD, to_on=None).values_list("pk", flat=True).first()
    judged = Assessment.objects.filter(round=round_).values_list("goal_id", "body_id", "receiver_id")
    as_of = datetime.date(round_.year, 7, 1)
    return Facts(
        user,
        {body.pk: body.name_on(as_of) for body in Body.objects.named(as_of)},
        frozenset(Report.objects.visible_to(user).filter(round=round_).values_list("pk", flat=True)),
        frozenset(judged),
        frozenset(AreaForecast.objects.filter(report__round=round_, plan=None).values_list("report_id", "area_id")),
        _valueless(round_, versions),
        _decisions(parts),
        board or 0,
    )


def _valueless(round_: Round, versions: Iterable[int]) -> dict[int, int]:
    """Return, by goal version, how many of its measures have neither a value for the year nor a forecast (X-4)."""
    ties = list(GoalMeasure.objects.filter(version__in=set(versions)).values_list("version_id", "measure_id"))
    measures = {measure for _, measure in ties}
    known = {
        pk for pk, years in Outcome.objects.filter(measure__in=measures, year=round_.year).by_year().items() if years
    }
    known |= set(MeasureForecast.objects.filter(round=round_).values_list("measure_id", flat=True))
    missing: dict[int, int] = {}
    for version, measure in ties:
        missing[version] = missing.get(version, 0) + (measure not in known)
    return missing


def _decisions(reports: Iterable[int]) -> dict[int, tuple[datetime.date, bool]]:
    """Return, by report, the next meeting that decides it, else the latest that did, and whether it is recorded."""
    kind = ContentType.objects.get_for_model(Report)
    lines = DecisionLine.objects.filter(content_type=kind, object_id__in=list(reports))
    rows = lines.order_by("-decision__meeting__held_on").values_list(
        "object_id", "decision__meeting__held_on", "decision__recorded_on"
    )
    found: dict[int, tuple[datetime.date, bool]] = {}
    for report, held_on, recorded_on in rows:
        if recorded_on is None or report not in found:
            found[report] = (held_on, recorded_on is not None)
    return found


#: The columns that the matrix has only when a report of the round holds such parts, and the kinds in each (F-4).
OWN_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "Rubriker": (PartKind.CHAPTER, PartKind.SOUND),
    "Mått": (PartKind.MEASURES,),
    "Aktiviteter": (PartKind.ACTIVITIES,),
    "Personal": (PartKind.STAFF,),
}


def _columns(parts: Mapping[int, Iterable[Part]]) -> dict[str, tuple[str, ...]]:
    held = {part.kind for some in parts.values() for part in some}
    return {title: kinds for title, kinds in OWN_COLUMNS.items() if held & set(kinds)}


def _own(parts: list[Part], kinds: tuple[str, ...], base: str) -> Cell:
    """Return how far the parts of the kinds have come: who has it where there is one, counted where there are more."""
    found = [part for part in parts if part.kind in kinds]
    if len(found) < 2:
        return _texts(found, base)
    return _counted(found, [part.state == PartState.HANDED for part in found], base)


def _row(report: Report, parts: list[Part], facts: Facts, columns: Mapping[str, tuple[str, ...]]) -> ReportRow:
    is_readable = report.pk in facts.readable
    base = reverse("part", args=[0]) if is_readable else ""
    for part in parts:
        part.report = report
    rows = tuple(_part_row(part, facts, base) for part in parts)
    name = facts.names.get(report.body_id or 0, "") if report.body_id else "Hela kommunen"
    goals = [part for part in parts if part.version_id]
    money = [part for part in parts if part.area_id]
    cells = (
        _figures(goals, facts, base),
        _texts([part for part in parts if part.kind == PartKind.WHOLE], base),
        _counted(money, [part.state == PartState.HANDED for part in money], base),
        *(_own(parts, kinds, base) for kinds in columns.values()),
        _counted(goals, [part.state == PartState.HANDED for part in goals], base),
        _counted(goals, [_is_judged(part, facts) for part in goals], base),
        _handed(report),
        _decided(report, facts),
    )
    address = reverse("report", args=[report.pk]) if is_readable else ""
    note = f"Ej inlämnad, skulle ha beslutats senast {day(report.round.committees_by)}" if report.is_late else ""
    return ReportRow(report, name, address, cells, rows, note)


def _is_judged(part: Part, facts: Facts) -> bool:
    assert part.version is not None
    judge = part.report.body_id or facts.board
    return (part.version.goal_id, judge, part.receiver_id) in facts.judged


def _address(base: str, part: Part) -> str:
    return base.replace("/0/", f"/{part.pk}/")


def _part_row(part: Part, facts: Facts, base: str) -> PartRow:
    missing = []
    if part.version_id and not _is_judged(part, facts):
        missing.append("bedömning")
    if not part.text.strip():
        missing.append("analys" if part.version_id or part.area_id else "text")
    if part.asks_for_forecast and (part.report_id, part.area_id) not in facts.forecast:
        missing.append("prognos")
    if facts.valueless.get(part.version_id or 0):
        missing.append("utfall eller prognos")
    if not missing and part.state != PartState.HANDED:
        missing.append("lämnas till förvaltningschefen")
    return PartRow(
        mark_of(part), part.heading, whose(part, facts.user), part.due_on, ", ".join(missing), _address(base, part)
    )


def _figures(goals: list[Part], facts: Facts, base: str) -> Cell:
    if not goals:
        return Cell("none", "Inga mål")
    lacking = [part for part in goals if facts.valueless.get(part.version_id or 0)]
    count = sum(facts.valueless[part.version_id or 0] for part in lacking)
    if not lacking:
        return Cell("done", "Klart", _address(base, goals[0]))
    return Cell("late" if lacking[0].due_on < today() else "now", f"{count} saknas", _address(base, lacking[0]))


def _texts(texts: list[Part], base: str) -> Cell:
    if not texts:
        return Cell("none", "–")
    part = texts[0]
    told = "Klart" if part.state == PartState.HANDED else part.responsible.name if part.responsible else "Ingen"
    return Cell(mark_of(part), told, _address(base, part), wraps=True)


def _counted(goals: list[Part], done: list[bool], base: str) -> Cell:
    """Return how many of the goals are done, leading to the first that is not."""
    if not goals:
        return Cell("none", "–")
    left = [part for part, is_done in zip(goals, done, strict=True) if not is_done]
    told = f"{len(goals) - len(left)} av {len(goals)}"
    if not left:
        return Cell("done", told, _address(base, goals[0]))
    state = "late" if left[0].due_on < today() else "now" if any(done) else "todo"
    return Cell(state, told, _address(base, left[0]))


def _handed(report: Report) -> Cell:
    if report.state not in rules.UNFINISHED:
        return Cell("done", "Lämnad")
    if report.body_id and report.is_late:
        return Cell("late", "Ej inlämnad")
    return Cell("todo", "Återremitterad" if report.state == "returned" else "Väntar")


def _decided(report: Report, facts: Facts) -> Cell:
    held_on, is_recorded = facts.decisions.get(report.pk, (None, False))
    if report.state in rules.DECIDED and held_on:
        return Cell("done", day(held_on))
    by_day = report.round.committees_by if report.body_id else report.round.board_by
    is_late = by_day < today() and report.state in rules.UNFINISHED
    if held_on and not (is_recorded or is_late):
        return Cell("todo", day(held_on))
    return Cell("late" if is_late else "todo", f"senast {day(by_day)}", wraps=True)
