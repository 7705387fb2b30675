"""Plan and open the rounds of a year: a report for each body, its parts and their tasks (F-1, F-4, W-2)."""

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction

from styrhjul.budget.models import AppropriationArea
from styrhjul.budget.terms import AreaKind
from styrhjul.documents.words import MONTHS
from styrhjul.followup import rules
from styrhjul.followup.actions.contents import can_prepare
from styrhjul.followup.contents import LEVELS, PARTS, to_data
from styrhjul.followup.models import Part, Report, Round
from styrhjul.followup.own_rounds import OWN_MONTHS, own_days
from styrhjul.followup.terms import PartKind, RoundKind
from styrhjul.goals.models import GoalVersion, PlannedGoal
from styrhjul.goals.terms import Level
from styrhjul.governance.actions import locked, open_task, require
from styrhjul.governance.driving import can_keep_wheels
from styrhjul.governance.rules import SOUND_PLACE
from styrhjul.governance.terms import TaskKind
from styrhjul.governance.wheel import moved, working
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Position, rights_of, running
from styrhjul.organisation.terms import BodyKind, Role, UnitKind


@transaction.atomic
def plan_round(*, by: Person | None, kind: str, year: int, is_example: bool = False, **days: datetime.date) -> Round:
    """Return the year's round of the kind with its days: a new one, or the known one moved to them (F-1, W-2).

    Raises Refused for others than those who open rounds, for days in the wrong order, and when the days of a round
    that is open would change: they stand in its parts and tasks.
    """
    require(by is None or can_keep_wheels(by), "Du planerar inte uppföljningar.", "F-1")
    if kind == RoundKind.QUARTERLY:  # it ends with the board (F-1)
        days["council_by"] = days["board_by"]
    rules.check_days(year, days)
    known = Round.objects.select_for_update().filter(kind=kind, year=year).first()
    if known is None:
        made = Round.objects.create(kind=kind, year=year, is_example=is_example, **days)
        record(by=by, verb="plan", on=made, sentence=f"Planerade {made.name}.")
        return made
    before = {name: getattr(known, name) for name in days}
    if before == days:
        return known
    require(known.opened_on is None, "Uppföljningen är öppnad, och dagarna står i delarna och uppgifterna.", "F-1")
    for name, day in days.items():
        setattr(known, name, day)
    known.save(update_fields=list(days))
    earlier = {name: str(day) for name, day in before.items()}
    record(by=by, verb="replan", on=known, sentence=f"Ändrade dagarna för {known.name}.", before=earlier)
    return known


def days_of(kind: str, year: int) -> dict[str, datetime.date]:
    """Return the days proposed for the year's round of the kind: those of the round before, else the usual ones (W-2).

    All are working days (W-1).
    """
    before = Round.objects.filter(kind=kind, year__lt=year).order_by("-year").first()
    if before is not None:
        return {name: moved(getattr(before, name), year - before.year) for name in rules.DAYS}
    return {
        name: working(datetime.date(year + years, month, day))
        for name, (years, month, day) in rules.USUAL_DAYS[kind].items()
    }


def plan_year(by: Person | None, year: int) -> None:
    """Plan the year's rounds that are not planned, for the wheel that is laid out (W-2)."""
    known = set(Round.objects.filter(year=year).values_list("kind", flat=True))
    for kind in (one for one in rules.USUAL_DAYS if one not in known):
        days = days_of(kind, year)
        if days["council_by"] >= today():
            plan_round(by=by, kind=kind, year=year, is_example=False, **days)


def can_choose_months(user: object, body: Body) -> bool:
    """Tell whether the user chooses the months that the committee follows up: those who draft for it (F-3, O-6)."""
    is_committee = body.kind in {BodyKind.BOARD, BodyKind.COMMITTEE}
    return is_committee and body.pk in rights_of(user).drafts_for


@transaction.atomic
def choose_months(*, by: Person | None, body: Body, year: int, months: Collection[int]) -> list[Round]:
    """Return the committee's own rounds of the year, one for each chosen month, which open by themselves (F-3, W-4).

    A round that is open stays. Raises Refused for others than those who draft for the committee, and for a month that
    has a report already or has been followed up.
    """
    require(by is None or can_choose_months(by, body), "Du väljer inte månader åt nämnden.", "F-3")
    require(set(months) <= set(OWN_MONTHS), "Månaden har redan en rapport.", "F-3")
    known = {one.month: one for one in Round.objects.select_for_update().filter(body=body, year=year)}
    for month, one in known.items():
        if month not in months:
            require(one.opened_on is None, f"{one.name} är öppnad och kan inte tas bort.", "F-3")
            one.delete()
    for month in sorted(set(months) - known.keys()):
        days = own_days(year, month)
        name = f"{MONTHS[month - 1]} {year}"
        require(days["committees_by"] >= today(), f"Det är för sent att följa upp {name}.", "F-3")
        Round.objects.create(kind=RoundKind.MONTHLY, year=year, body=body, month=month, **days)
    chosen = ", ".join(MONTHS[month - 1] for month in sorted(months)) or "inga månader"
    record(by=by, verb="choose_months", on=body, sentence=f"Följer själv upp {year}: {chosen}.")
    return list(Round.objects.filter(body=body, year=year).order_by("month"))


def tick(on: datetime.date) -> None:
    """Open every round whose first day has come (W-4); safe to do again."""
    for round_ in Round.objects.filter(opened_on=None, opens_on__lte=on).order_by("opens_on"):
        open_round(by=None, round_=round_)


def _writer_of(version: GoalVersion | None, body: Body, round_: Round) -> Person | None:
    """Return who gets a part: the head of the department that answers for the goal (P-7), else the administration's."""
    heads = Position.objects.running(today()).filter(role__in=[Role.HEAD, Role.MUNICIPAL_DIRECTOR])
    heads = heads.select_related("person")
    if version is not None:
        planned = PlannedGoal.objects.filter(
            goal=version.goal_id, plan__year=round_.year, plan__unit__ties__body=body, responsible__isnull=False
        ).first()
        head = heads.filter(unit=planned.responsible_id).first() if planned else None
        if head is not None:
            return head.person
    if body.is_external:
        recording = Position.objects.recording_for_external().select_related("person").first()
        return recording.person if recording else None
    on = round_.opens_on
    served = heads.filter(running(on, "unit__ties__"), unit__ties__body=body, unit__kind=UnitKind.ADMINISTRATION)
    head = served.order_by("-unit__ties__is_main", "id").first()
    return head.person if head else None


def open_part(report: Report, kind: str, body: Body, rank: int, **about: Any) -> Part:
    """Return a new part of the report with who writes it and the task that says so (F-4)."""
    round_ = report.round
    version: GoalVersion | None = about.get("version")
    part = Part.objects.create(
        report=report,
        kind=kind,
        rank=rank,
        due_on=round_.parts_due_on if report.body_id else round_.board_by,
        responsible=_writer_of(version if report.body_id else None, body, round_),
        **about,
    )
    give_task(part)
    return part


def give_task(part: Part, verb: str = "Skriv") -> None:
    """Open the task of whoever has the part, if anybody has it (F-4)."""
    if part.responsible is None:
        return
    what = f"{verb} om {part.heading}" if part.version_id else f"{verb}: {part.heading.lower()} för {part.report}"
    if part.area:
        what = f"{verb} om ekonomin i {part.area}, {part.report}"
    open_task(kind=TaskKind.WRITE_PART, thing=part, person=part.responsible, due_on=part.due_on, heading=what[:300])


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
        _open_report(round_, round_.body, assessed_goals(round_))
    round_.opened_on = round_.opened_on or today()
    round_.save(update_fields=["opened_on", "contents"])
    return round_


def _open_for_all(round_: Round, by: Person | None) -> None:
    """Open a report for each body and one for the whole (F-4)."""
    versions = assessed_goals(round_)
    existed = Body.objects.existing_in(round_.year, round_.opens_on)
    bodies = list(existed.reporting().named(round_.opens_on))
    board = next((body for body in bodies if body.kind == BodyKind.BOARD), None)
    if board is None:
        raise Refused("Det finns ingen kommunstyrelse som kan sammanställa rapporten.", "O-1")
    for body in bodies:
        if body.is_external and not any(judged_by(version, body) for version in versions):
            continue  # it reports on the goals that it has been given (O-9)
        _open_report(round_, body, versions)
    whole, is_new = Report.objects.get_or_create(round=round_, body=None)
    if is_new:
        _open_whole(whole, board, versions, by)


def _open_report(round_: Round, body: Body, versions: list[GoalVersion]) -> None:
    """Open the body's report, if it is not open already (F-4)."""
    report, is_new = Report.objects.get_or_create(round=round_, body=body)
    if is_new:
        _open_committee_report(report, body, versions)


def _open_whole(whole: Report, board: Body, versions: list[GoalVersion], by: Person | None) -> None:
    """Lay in the parts of the municipality's report: the whole, the council's goals, finance and audit (F-8)."""
    open_part(whole, PartKind.WHOLE, board, 0)
    judged = [v for v in versions if rules.judges(v.level, in_whole=True, is_owner=False, is_receiver=False)]
    if any(version.level == Level.OVERALL for version in judged):
        open_part(whole, PartKind.OVERALL, board, 0)
    for rank, version in enumerate(judged, start=1):
        open_part(whole, PartKind.GOAL, board, rank, version=version)
    if whole.round.kind != RoundKind.QUARTERLY and judged:
        open_part(whole, PartKind.SOUND, board, SOUND_RANK)
    for rank, title in chapters_of(whole.round):
        open_part(whole, PartKind.CHAPTER, board, rank, title=title)
    if PartKind.MONEY in whole.round.holds.parts:
        areas = AppropriationArea.objects.in_year(whole.round.year)
        _open_money(whole, board, [area for area in areas if area.kind != AreaKind.COMMITTEE])
    owe_report(whole)
    record(by=by, verb="open", on=whole, sentence=f"Öppnade {whole.round.name}.")


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


def _open_committee_report(report: Report, body: Body, versions: list[GoalVersion]) -> None:
    """Lay in the parts of a committee's report: the whole, headings, its goals and shares, money and the rest (F-4)."""
    writing = report.owner  # a successor writes the last report of a body that has ended (O-5)
    open_part(report, PartKind.WHOLE, writing, 0)
    holds = report.round.holds
    for rank, (title, _) in enumerate(holds.headings(False), start=1):
        open_part(report, PartKind.CHAPTER, writing, rank, title=title)
    judged = [v for v in versions if judged_by(v, body)]
    for rank, version in enumerate(judged, start=GOAL_RANK):
        open_part(report, PartKind.GOAL, writing, rank, version=version)
    if PartKind.MONEY in holds.parts:
        areas = AppropriationArea.objects.in_year(report.round.year).of_committees()
        _open_money(report, writing, list(areas.filter(body=body)))
    own = [kind for kind in PARTS if kind in holds.parts and kind != PartKind.MONEY]
    for rank, kind in enumerate(own, start=OWN_RANK):
        if not (body.is_external and kind in OF_ADMINISTRATION):
            open_part(report, kind, writing, rank)
    owe_report(report)
    record(by=None, verb="open", on=report, sentence=f"Öppnade {report}.")


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


def _open_money(report: Report, body: Body, areas: Sequence[AppropriationArea]) -> None:
    """Lay in a part about the money of each area (F-1)."""
    for rank, area in enumerate(areas, start=MONEY_RANK):
        open_part(report, PartKind.MONEY, body, rank, area=area)


def owe_report(report: Report) -> None:
    """Open the head's task: a committee's report is handed in, the municipality's is compiled (F-4)."""
    round_ = report.round
    if report.body is not None:
        heading, kind, due_on = f"Lämna {report}", TaskKind.HAND_IN_REPORT, round_.committees_by
    else:
        heading, kind, due_on = f"Sammanställ {report}", TaskKind.COMPILE_REPORT, round_.board_by
    owner = report.owner
    open_task(kind=kind, thing=report, body=owner, side="head", due_on=due_on, heading=heading[:300])
