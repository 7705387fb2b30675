"""Min sida: what is to be done, what one carries, where the year is, and what has changed (W-4, L-1)."""

import datetime
from collections import defaultdict
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from styrhjul.followup.models import Round
from styrhjul.goals.models import Activity, GoalVersion, Share
from styrhjul.goals.terms import ActivityStatus, Level
from styrhjul.governance.models import Decision, Task
from styrhjul.governance.registry import kind_of, registered
from styrhjul.governance.rules import ModelSettings
from styrhjul.governance.terms import TaskKind
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import LogEntry, Person
from styrhjul.web.chain_rows import STATES
from styrhjul.web.drafting import person_of
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
}

DAYS_BACK = 7
MOST_CHANGES = 8
NUMBERS = ("inget", "en sak", "två saker", "tre saker", "fyra saker", "fem saker", "sex saker", "sju saker",
           "åtta saker", "nio saker", "tio saker")  # fmt: skip

MORNING, EVENING = 10, 18


class ToDo(NamedTuple):
    """Something to do now: what kind, what, by when, whether that day has passed, and the button that leads there."""

    kind: str
    heading: str
    note: str
    due_on: datetime.date | None
    is_late: bool
    verb: str
    address: str


class Carried(NamedTuple):
    """An activity that one carries, with the goal that it serves."""

    id: int
    what: str
    state: str
    label: str
    due_on: datetime.date | None
    level: str
    goal: str
    goal_id: int


def my_page(request: HttpRequest) -> HttpResponse:
    """Show the person's own page; at most ten queries."""
    person, day = person_of(request), today()
    tasks = list(Task.objects.of(person).waiting())
    activities = _activities(person, day.year)
    goals = _goals(person, day.year, [one.goal_id for one in activities if one.goal_id])
    to_do = to_do_of(person, tasks)
    context = {
        "day": day,
        "year": day.year,
        "greeting": greeting(timezone.localtime().hour),
        "first_name": person.name.split()[0],
        "to_do": to_do,
        "count": NUMBERS[len(to_do)] if len(to_do) < len(NUMBERS) else f"{len(to_do)} saker",
        "carried": [_carried(one, goals) for one in activities],
        "goals": [one for one in goals.values() if one.body_id in _bodies(person)],
        "wheel": wheel_on(day),
        "since": day - datetime.timedelta(days=DAYS_BACK),
        "changes": changes_for(person, tasks, activities, goals),
    }
    return render(request, "mine/mine.html", context)


def greeting(hour: int) -> str:
    """Return the greeting of the hour."""
    return "God morgon" if hour < MORNING else "Hej" if hour < EVENING else "God kväll"


def _bodies(person: Person) -> frozenset[int]:
    """Return the ids of the bodies that the person sits in or is secretary of."""
    return person.rights.seated_in | person.rights.secretary_of


def _activities(person: Person, year: int) -> list[Activity]:
    """Return the year's activities that the person carries, in person or by heading a unit, the open ones first."""
    mine = (
        Q(responsible=person) | Q(contributors=person) | Q(responsible=None, responsible_unit__in=person.rights.heads)
    )
    found = Activity.objects.filter(mine, plan__year=year).select_related("plan").distinct()
    far = datetime.date.max
    return sorted(found, key=lambda one: (one.status == ActivityStatus.DONE, one.due_on or far, one.pk))


def _goals(person: Person, year: int, served: list[int]) -> dict[int, GoalVersion]:
    """Return what the goals say that the activities serve, and the goals of one's bodies, by goal."""
    own = Q(body__in=_bodies(person), goal__level=Level.COMMITTEE)
    found = GoalVersion.objects.visible_to(person).in_year(year).filter(Q(goal__in=served) | own)
    return {one.goal_id: one for one in found.select_related("goal", "body")}


def _carried(one: Activity, goals: dict[int, GoalVersion]) -> Carried:
    goal = goals.get(one.goal_id or 0)
    return Carried(
        one.pk,
        one.what,
        STATES[ActivityStatus(one.status)],
        one.get_status_display(),
        one.due_on,
        Level(goal.level).label if goal else "Uppdragsgivare",
        goal.heading if goal else one.mandate_text or one.get_mandate_display(),
        goal.goal_id if goal else 0,
    )


def to_do_of(person: Person, tasks: list[Task]) -> list[ToDo]:
    """Return what is to be done: decisions to record first, then the tasks by their day (W-4)."""
    to_record, on_agenda = _agenda(person)
    shares = _shares(tasks)
    listed = []
    for task in tasks:
        meeting = on_agenda.get((task.content_type_id, task.object_id))
        recording = task.kind == TaskKind.RECORD_DECISION
        if recording and meeting and meeting[1] <= today():
            continue
        note = f"Tas upp på sammanträdet {date(meeting[1])}." if recording and meeting else ""
        address = reverse("meeting", args=[meeting[0]]) if recording and meeting else _address(task, shares)
        late = task.is_late(today())
        verb = "Se ärendet" if note else _verb(task)
        listed.append(ToDo(task.get_kind_display(), task.heading, note, task.due_on, late, verb, address))
    return to_record + listed


def _verb(task: Task) -> str:
    return VERBS[TaskKind(task.kind)]


def _address(task: Task, shares: dict[tuple[int, int | None], int]) -> str:
    """Return the address of the page where the task is done."""
    share = shares.get((task.object_id, task.body_id)) if task.kind == TaskKind.ANSWER_DIRECTED_GOAL else None
    if share:
        return reverse("answer_goal", args=[share])
    model = ContentType.objects.get_for_id(task.content_type_id).model_class()
    assert model is not None
    return reverse(kind_of(model).url_name, args=[task.object_id])


def _shares(tasks: list[Task]) -> dict[tuple[int, int | None], int]:
    """Return the shares that answers are owed for, by goal version and body."""
    versions = [task.object_id for task in tasks if task.kind == TaskKind.ANSWER_DIRECTED_GOAL]
    rows = Share.objects.filter(version__in=versions).values_list("version", "body", "id") if versions else []
    return {(version, body): pk for version, body, pk in rows}


Agenda = dict[tuple[int, int], tuple[int, datetime.date]]


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
        agenda[kind, object_id] = (meeting, held_on)
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


class Wheel(NamedTuple):
    """Where we are in the wheel: the phase that is now, the years, the week, and one sentence."""

    phase: str
    follow_year: int
    plan_year: int
    week: int
    day: datetime.date
    sentence: str
    round_id: int


def wheel_on(day: datetime.date) -> Wheel:
    """Return where the day lies: following up while a round is open, else carrying out (F-4, L-1)."""
    following = Round.objects.filter(opens_on__lte=day, council_by__gte=day).order_by("opens_on").last()
    if following is None:
        sentence = f"Ingen uppföljning pågår. Årets planer genomförs, och målen för {day.year + 1} förbereds."
        return Wheel("do", day.year, day.year + 1, day.isocalendar().week, day, sentence, 0)
    sentence = f"{following.name} pågår. {_next_day(following, day)} Samtidigt planeras {day.year + 1}."
    return Wheel("follow", following.year, day.year + 1, day.isocalendar().week, day, sentence, following.pk)


def _next_day(following: Round, day: datetime.date) -> str:
    """Return the next day of the round in words."""
    days = (
        ("Delarna lämnas senast", following.parts_due_on),
        ("Nämnderna beslutar senast", following.committees_by),
        ("Kommunstyrelsen behandlar den", following.board_by),
    )
    return next(
        (f"{words} {date(due)}." for words, due in days if day <= due), f"Fullmäktige {date(following.council_by)}."
    )


class Happened(NamedTuple):
    """A line of the log that concerns the reader, with the address of what it is about."""

    at: datetime.datetime
    sentence: str
    label: str
    by: str
    address: str


def changes_for(
    person: Person, tasks: list[Task], activities: list[Activity], goals: dict[int, GoalVersion]
) -> list[Happened]:
    """Return what others did in the last seven days to what the person carries, owes or decides about."""
    about: dict[int, set[int]] = defaultdict(set)
    for task in tasks:
        about[task.content_type_id].add(task.object_id)
    about[_kind(Activity)] |= {one.pk for one in activities}
    about[_kind(GoalVersion)] |= {one.pk for one in goals.values()}
    concerns = Q(pk__in=[])
    for kind, ids in about.items():
        concerns |= Q(content_type=kind, object_id__in=ids)
    since = datetime.datetime.combine(today() - datetime.timedelta(days=DAYS_BACK), datetime.time(), datetime.UTC)
    rows = LogEntry.objects.filter(concerns, at__gte=since).exclude(by_id=person.pk).order_by("-at", "-id")
    urls = {ContentType.objects.get_for_model(model).pk: kind.url_name for model, kind in registered().items()}
    listed = rows.values_list("at", "sentence", "object_label", "by_name", "content_type", "object_id")[:MOST_CHANGES]
    return [
        Happened(at, sentence, label, by, reverse(urls[kind], args=[pk]) if kind in urls else "")
        for at, sentence, label, by, kind, pk in listed
    ]


def _kind(model: Any) -> int:
    return ContentType.objects.get_for_model(model).pk


urlpatterns = [path("min-sida/", my_page, name="my_page")]
