"""Open a round: a report for each body, its parts and their tasks (F-1, F-4, W-4)."""

import datetime
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, TypeVar

from django.db import transaction

from styrhjul.budget.models import AppropriationArea
from styrhjul.budget.terms import AreaKind
from styrhjul.followup import rules
from styrhjul.followup.actions.contents import can_prepare
from styrhjul.followup.contents import LEVELS, PARTS, to_data
from styrhjul.followup.models import Part, Report, Round
from styrhjul.followup.terms import PartKind, RoundKind
from styrhjul.goals.models import GoalVersion, PlannedGoal
from styrhjul.goals.terms import Level
from styrhjul.governance.actions import locked, open_task, require
from styrhjul.governance.models import Task
from styrhjul.governance.rules import SOUND_PLACE
from styrhjul.governance.terms import TaskKind
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Position, running
from styrhjul.organisation.terms import BodyKind, Role, UnitKind

Key = TypeVar("Key")


def tick(on: datetime.date) -> None:
    """Open every round whose first day has come (W-4); safe to do again."""
    for round_ in Round.objects.filter(opened_on=None, opens_on__lte=on).order_by("opens_on"):
        open_round(by=None, round_=round_)


class Writers:
    """Who gets the parts of a round's reports: asked once for all its bodies and goals."""

    def __init__(self, round_: Round) -> None:
        held = Position.objects.running(today()).filter(role__in=[Role.HEAD, Role.MUNICIPAL_DIRECTOR])
        self._head_of_unit = _first_of(held.values_list("unit", "person"))
        served = held.filter(
            running(round_.opens_on, "unit__ties__"), unit__ties__body__isnull=False, unit__kind=UnitKind.ADMINISTRATION
        )
        self._head_for_body = _first_of(
            served.order_by("-unit__ties__is_main", "id").values_list("unit__ties__body", "person")
        )
        named = PlannedGoal.objects.filter(plan__year=round_.year, responsible__isnull=False)
        self._department = _first_of(
            ((goal, body), unit)
            for goal, body, unit in named.values_list("goal", "plan__unit__ties__body", "responsible")
        )

    @cached_property
    def _for_external(self) -> int | None:
        return Position.objects.recording_for_external().values_list("person", flat=True).first()

    def of(self, body: Body, version: GoalVersion | None) -> int | None:
        """Return the person: the head of the department that answers for the goal (P-7), else the administration's.

        For an external body it is the controller who records for it (O-9).
        """
        department = self._department.get((version.goal_id, body.pk)) if version else None
        head = self._head_of_unit.get(department) if department else None
        return head or (self._for_external if body.is_external else self._head_for_body.get(body.pk))


def _first_of(pairs: Iterable[tuple[Key, int]]) -> dict[Key, int]:
    """Return the first value of each key."""
    found: dict[Key, int] = {}
    for key, value in pairs:
        found.setdefault(key, value)
    return found


def lay_in(writers: Writers, parts: Sequence[Part], body: Body) -> None:
    """Save the new parts of one report, each with who writes it and the task that says so (F-4)."""
    for part in parts:
        round_ = part.report.round
        part.due_on = round_.parts_due_on if part.report.body_id else round_.board_by
        part.responsible_id = writers.of(body, part.version if part.report.body_id else None)
    Part.objects.bulk_create(parts)
    told = (part for part in parts if part.responsible_id)
    Task.objects.bulk_create(
        Task(kind=TaskKind.WRITE_PART, thing=part, person_id=part.responsible_id, opened_on=today(), **_told(part))
        for part in told
    )


def give_task(part: Part, verb: str = "Skriv") -> None:
    """Open the task of whoever has the part, if anybody has it (F-4)."""
    if part.responsible is not None:
        open_task(kind=TaskKind.WRITE_PART, thing=part, person=part.responsible, **_told(part, verb))


def _told(part: Part, verb: str = "Skriv") -> dict[str, Any]:
    """Return what a part's task says, and its day."""
    what = f"{verb} om {part.heading}" if part.version_id else f"{verb}: {part.heading.lower()} för {part.report}"
    if part.area:
        what = f"{verb} om ekonomin i {part.area}, {part.report}"
    return {"heading": what[:300], "due_on": part.due_on}


#: Where a committee's goals come in its report: after its own headings.
GOAL_RANK = 100

#: Where the parts on measures, activities and staff come: after the money.
OWN_RANK = 400

#: The parts on what an administration does and who works there: an external body has none (O-9).
OF_ADMINISTRATION = frozenset({PartKind.ACTIVITIES, PartKind.STAFF})

#: Where the parts about money come in a report: after the goals, before the board's comments.
MONEY_RANK = 300

#: Where sound financial management comes: after the goals that it is judged by (F-7).
SOUND_RANK = 250


def assessed_goals(round_: Round) -> list[GoalVersion]:
    """Return the adopted versions that the round assesses, in the order of the chain (F-1)."""
    levels = round_.holds.levels
    versions = GoalVersion.objects.in_year(round_.year).decided().filter(goal__level__in=levels)
    listed = versions.select_related("goal", "body").prefetch_related("shares")
    return sorted(listed, key=lambda v: (LEVELS.index(Level(v.level)), v.body.rank if v.body else 0, v.rank, v.pk))


@transaction.atomic
def open_round(*, by: Person | None, round_: Round) -> Round:
    """Open the round: a report for each committee, one for the whole, their parts and the tasks (F-4).

    A committee's own round opens its report alone (F-3).
    Safe to run again: what is open already stays as it is. Raises Refused before the round's first day.
    """
    round_ = locked(round_)
    require(by is None or can_prepare(by, round_), "Du öppnar inte uppföljningen.")
    if today() < round_.opens_on:
        raise Refused(f"{round_.name} öppnar {round_.opens_on}.", "F-4")
    round_.contents = to_data(round_.holds)
    if round_.body is None:
        _open_for_all(round_, by)
    else:
        _open_report(round_, round_.body, assessed_goals(round_), Writers(round_), by)
    round_.opened_on = round_.opened_on or today()
    round_.save(update_fields=["opened_on", "contents"])
    return round_


def _open_for_all(round_: Round, by: Person | None) -> None:
    """Open a report for each body and one for the whole (F-4)."""
    versions, writers = assessed_goals(round_), Writers(round_)
    existed = Body.objects.existing_in(round_.year, round_.opens_on)
    bodies = list(existed.reporting().named(round_.opens_on))
    board = next((body for body in bodies if body.kind == BodyKind.BOARD), None)
    if board is None:
        raise Refused("Det finns ingen kommunstyrelse som kan sammanställa rapporten.", "O-1")
    for body in bodies:
        if body.is_external and not any(judged_by(version, body) for version in versions):
            continue  # it reports on the goals that it has been given (O-9)
        _open_report(round_, body, versions, writers)
    whole, is_new = Report.objects.get_or_create(round=round_, body=None)
    if is_new:
        lay_in(writers, parts_of_whole(whole, versions), board)
        owe_report(whole)
        record(by=by, verb="open", on=whole, sentence=f"Öppnade {round_.name}.")


def _open_report(
    round_: Round, body: Body, versions: list[GoalVersion], writers: Writers, by: Person | None = None
) -> None:
    """Open the body's report, if it is not open already (F-4)."""
    report, is_new = Report.objects.get_or_create(round=round_, body=body)
    if is_new:  # a successor writes the last report of a body that has ended (O-5)
        lay_in(writers, parts_of_committee(report, body, versions), report.owner)
        owe_report(report)
        record(by=by, verb="open", on=report, sentence=f"Öppnade {report}.")


def parts_of_whole(whole: Report, versions: Sequence[GoalVersion]) -> list[Part]:
    """Return the new parts of the municipality's report: the whole, the council's goals, finance and audit (F-8)."""
    parts = [Part(report=whole, kind=PartKind.WHOLE)]
    judged = [v for v in versions if rules.judges(v.level, in_whole=True, is_owner=False, is_receiver=False)]
    if any(version.level == Level.OVERALL for version in judged):
        parts.append(Part(report=whole, kind=PartKind.OVERALL))
    parts += _parts_on_goals(whole, judged, 1)
    if whole.round.kind != RoundKind.QUARTERLY and judged:
        parts.append(Part(report=whole, kind=PartKind.SOUND, rank=SOUND_RANK))
    parts += [
        Part(report=whole, kind=PartKind.CHAPTER, rank=rank, title=title) for rank, title in chapters_of(whole.round)
    ]
    areas = AppropriationArea.objects.in_year(whole.round.year)
    return parts + _parts_on_money(whole, [area for area in areas if area.kind != AreaKind.COMMITTEE])


def parts_of_committee(report: Report, body: Body, versions: Sequence[GoalVersion]) -> list[Part]:
    """Return the new parts of a committee's report: the whole, headings, goals and shares, money and the rest (F-4)."""
    holds = report.round.holds
    parts = [Part(report=report, kind=PartKind.WHOLE)]
    for rank, (title, _) in enumerate(holds.headings(False), start=1):
        parts.append(Part(report=report, kind=PartKind.CHAPTER, rank=rank, title=title))
    parts += _parts_on_goals(report, [v for v in versions if judged_by(v, body)], GOAL_RANK)
    parts += _parts_on_money(
        report, AppropriationArea.objects.in_year(report.round.year).of_committees().filter(body=body)
    )
    own = [kind for kind in PARTS if kind in holds.parts and kind != PartKind.MONEY]
    for rank, kind in enumerate(own, start=OWN_RANK):
        if not (body.is_external and kind in OF_ADMINISTRATION):
            parts.append(Part(report=report, kind=kind, rank=rank))
    return parts


def _parts_on_goals(report: Report, judged: Iterable[GoalVersion], first: int) -> list[Part]:
    return [Part(report=report, kind=PartKind.GOAL, rank=rank, version=v) for rank, v in enumerate(judged, first)]


def _parts_on_money(report: Report, areas: Iterable[AppropriationArea]) -> list[Part]:
    """Return a part about the money of each area, if the round holds any (F-1)."""
    if PartKind.MONEY not in report.round.holds.parts:
        return []
    return [
        Part(report=report, kind=PartKind.MONEY, rank=rank, area=area) for rank, area in enumerate(areas, MONEY_RANK)
    ]


def chapters_of(round_: Round) -> list[tuple[int, str]]:
    """Return the headings that the municipality's report has besides, in order round sound management (L-8, U-1)."""
    titles = [title for title, _ in round_.holds.chapters]
    place = titles.index(SOUND_PLACE) if SOUND_PLACE in titles else len(titles)
    before, after = titles[:place], titles[place + 1 :]
    first = SOUND_RANK - len(before)
    return [*enumerate(before, start=first), *enumerate(after, start=SOUND_RANK + 1)]


def judged_by(version: GoalVersion, body: Body) -> bool:
    """Tell whether the committee judges the goal in its own report (F-8)."""
    receives = any(share.body_id == body.pk for share in version.shares.all())
    is_owner = version.body_id == body.pk
    return rules.judges(version.level, in_whole=False, is_owner=is_owner, is_receiver=receives)


def owe_report(report: Report) -> None:
    """Open the head's task: a committee's report is handed in, the municipality's is compiled (F-4)."""
    round_ = report.round
    if report.body is not None:
        heading, kind, due_on = f"Lämna {report}", TaskKind.HAND_IN_REPORT, round_.committees_by
    else:
        heading, kind, due_on = f"Sammanställ {report}", TaskKind.COMPILE_REPORT, round_.board_by
    owner = report.owner
    open_task(kind=kind, thing=report, body=owner, side="head", due_on=due_on, heading=heading[:300])
