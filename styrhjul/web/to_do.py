"""What a person is to do now, each thing with the way up to the goal that it serves (W-4)."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from styrhjul.control.models import Control
from styrhjul.followup.models import Part
from styrhjul.goals.duties import RETURNED, TO_ADOPT
from styrhjul.goals.models import Activity, GoalVersion, Share
from styrhjul.goals.terms import Level
from styrhjul.governance.models import Decision
from styrhjul.governance.registry import Duty, kind_of
from styrhjul.governance.rules import ModelSettings
from styrhjul.governance.terms import TaskKind
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Person
from styrhjul.web.addresses import address_of
from styrhjul.web.swedish import date

#: What the button of a task says.
VERBS = {
    TaskKind.ANSWER_DIRECTED_GOAL: "Svara",
    TaskKind.WRITE_PART: "Skriv delen",
    TaskKind.HAND_IN_REPORT: "Öppna rapporten",
    TaskKind.RECORD_DECISION: "Registrera",
    TaskKind.COMPILE_REPORT: "Sammanställ",
    TaskKind.ENDORSE_PLAN: "Läs planen",
    TaskKind.REMEDY_PLAN: "Öppna planen",
    TaskKind.WRITE_BUDGET: "Se vad som ska lämnas",
    TaskKind.WRITE_CONDITIONS: "Öppna förutsättningarna",
    TaskKind.WRITE_PLAN: "Öppna planen",
    TaskKind.REPORT_COMMISSION: "Återrapportera",
    TaskKind.CLOSE_COMMISSION: "Läs återrapporten",
    TaskKind.MENTIONED: "Läs kommentaren",
    TaskKind.WHEEL: "Se vad som ska göras",
}

#: What the button says of what is no task.
OTHER_VERBS = {
    "activity": "Berätta hur det går", "measure": "Rapportera", "suggestion": "Svara", "control": "Rapportera",
    "plan": "Bedöm målen", "report": "Läs rapporten",
}  # fmt: skip

#: What the button says of a plan that waits for its head (D-6).
PLAN_VERBS = {RETURNED: "Öppna planen", TO_ADOPT: "Öppna planen"}

#: How many steps up the chain are shown: the goal, and those that it serves (G-10).
STEPS_UP = 3


class ToDo(NamedTuple):
    """Something to do now: what kind, what, by when, whether that day has passed, and the button that leads there."""

    kind: str
    heading: str
    note: str
    due_on: datetime.date | None
    is_late: bool
    verb: str
    address: str
    way: tuple[tuple[str, str, str], ...] = ()


def to_do_of(person: Person, duties: Sequence[Duty]) -> list[ToDo]:
    """Return what is to be done: decisions to record first, then the duties by their day (W-4)."""
    to_record, on_agenda = _agenda(person)
    shares, ways = _shares(duties), _ways_up(person, duties)
    listed = []
    for duty in duties:
        recording = duty.code == TaskKind.RECORD_DECISION
        meeting = on_agenda.get((duty.model, duty.about_id)) if recording else None
        if meeting and meeting[1] <= today():
            continue
        note = f"Tas upp på sammanträdet {date(meeting[1])}." if meeting else ""
        address = reverse("meeting", args=[meeting[0]]) if meeting else _address(duty, shares)
        verb = "Se ärendet" if note else _verb(duty)
        way = ways.get((duty.model, duty.about_id), ())
        listed.append(ToDo(duty.kind, duty.heading, note, duty.due_on, duty.is_late(today()), verb, address, way))
    return to_record + listed


def _verb(duty: Duty) -> str:
    if duty.code:
        return VERBS[TaskKind(duty.code)]
    return PLAN_VERBS.get(duty.kind) or OTHER_VERBS[kind_of(duty.model).url_name]


def _address(duty: Duty, shares: dict[tuple[int, int | None], int]) -> str:
    """Return the address of the page where it is done."""
    share = shares.get((duty.about_id, duty.body_id)) if duty.code == TaskKind.ANSWER_DIRECTED_GOAL else None
    if share:
        return address_of("answer_goal", share)
    anchor = "#kommentarer" if duty.code == TaskKind.MENTIONED else ""
    return address_of(kind_of(duty.model).url_name, duty.about_id) + anchor


def _shares(duties: Sequence[Duty]) -> dict[tuple[int, int | None], int]:
    """Return the shares that answers are owed for, by goal version and body."""
    versions = [duty.about_id for duty in duties if duty.code == TaskKind.ANSWER_DIRECTED_GOAL]
    rows = Share.objects.filter(version__in=versions).values_list("version", "body", "id") if versions else []
    return {(version, body): pk for version, body, pk in rows}


Way = tuple[tuple[str, str, str], ...]
"""The goals from the one served and up: level, heading, address."""


def _ways_up(person: Person, duties: Sequence[Duty]) -> dict[tuple[type, int], Way]:
    """Return the way up from each thing that serves a goal (G-10); at most six queries, however many the things are."""
    ids: dict[type, list[int]] = defaultdict(list)
    for duty in duties:
        ids[duty.model].append(duty.about_id)
    served: dict[tuple[type, int], tuple[int, int]] = {}
    if ids[Activity]:
        rows = Activity.objects.filter(pk__in=ids[Activity], goal__isnull=False)
        served |= {(Activity, pk): (goal, year) for pk, goal, year in rows.values_list("pk", "goal", "plan__year")}
    if ids[Part]:
        parts = Part.objects.filter(pk__in=ids[Part], version__isnull=False)
        listed = parts.values_list("pk", "version__goal", "report__round__year")
        served |= {(Part, pk): (goal, year) for pk, goal, year in listed}
    if ids[Control]:
        controls = Control.objects.filter(pk__in=ids[Control], risk__goal__isnull=False)
        found_in = controls.values_list("pk", "risk__goal", "risk__plan__year")
        served |= {(Control, pk): (goal, year) for pk, goal, year in found_in if goal}
    found: dict[tuple[int, int], GoalVersion] = {}
    wanted = set(served.values())
    for _ in range(STEPS_UP):
        if wanted:
            goals, years = {goal for goal, _ in wanted}, {year for _, year in wanted}
            for year in years:
                versions = GoalVersion.objects.visible_to(person).in_year(year).filter(goal__in=goals)
                found |= {(version.goal_id, year): version for version in versions.select_related("goal")}
        wanted = {
            (version.parent_id, year)
            for (_, year), version in found.items()
            if version.parent_id and (version.parent_id, year) not in found
        }
    return {thing: _way(goal, year, found) for thing, (goal, year) in served.items()}


def _way(goal: int, year: int, found: dict[tuple[int, int], GoalVersion]) -> Way:
    """Return the goals from the one served and up, as far as they are known."""
    way: list[tuple[str, str, str]] = []
    current: int | None = goal
    while current is not None and (current, year) in found and len(way) < STEPS_UP:
        version = found[current, year]
        way.append((Level(version.level).label, version.heading, address_of("goal_year", current, year)))
        current = version.parent_id
    return tuple(way)


Agenda = dict[tuple[type, int], tuple[int, datetime.date]]


def _agenda(person: Person) -> tuple[list[ToDo], Agenda]:
    """Return held meetings whose decisions are to be recorded, and where each object stands on an agenda (D-8)."""
    if not person.rights.secretary_of:
        return [], {}
    rows = Decision.objects.filter(
        recorded_on=None, meeting__body__in=person.rights.secretary_of, meeting__minutes_approved_on=None
    ).values_list("id", "meeting", "meeting__held_on", "lines__content_type", "lines__object_id")
    waiting: dict[tuple[datetime.date, int], set[int]] = defaultdict(set)
    agenda: Agenda = {}
    for pk, meeting, held_on, kind, object_id in rows:
        model = ContentType.objects.get_for_id(kind).model_class() if kind else None
        if model is not None:
            agenda[model, object_id] = (meeting, held_on)
        if held_on <= today():
            waiting[held_on, meeting].add(pk)
    days = datetime.timedelta(days=ModelSettings().file_number_days)
    listed = [
        ToDo("Beslut", f"Registrera besluten från sammanträdet {date(held_on)}", _matters(len(found)), held_on + days,
             held_on + days < today(), "Registrera", reverse("record_meeting", args=[meeting]))
        for (held_on, meeting), found in sorted(waiting.items())
    ]  # fmt: skip
    return listed, agenda


def _matters(count: int) -> str:
    return "Ett ärende väntar." if count == 1 else f"{count} ärenden väntar."
