"""Min sida: what is to be done, what one carries, where the year is, and what has changed (W-4, L-1)."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from styrhjul.followup.models import Round
from styrhjul.goals.models import Activity, GoalVersion, Plan
from styrhjul.goals.terms import ActivityStatus, Level
from styrhjul.governance.anonymising import masked
from styrhjul.governance.registry import Duty, duties_of, registered
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import LogEntry, Person
from styrhjul.organisation.terms import Role
from styrhjul.web.chain_rows import STATES
from styrhjul.web.drafting import person_of
from styrhjul.web.kept import kept_html
from styrhjul.web.swedish import date
from styrhjul.web.to_do import to_do_of
from styrhjul.web.trail import names_now

DAYS_BACK = 7
MOST_CHANGES = 8
NUMBERS = ("inget", "en sak", "två saker", "tre saker", "fyra saker", "fem saker", "sex saker", "sju saker",
           "åtta saker", "nio saker", "tio saker")  # fmt: skip

MORNING, EVENING = 10, 18


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
    """Show the person's own page: kept until anything changes, and for as long as the hour has the same greeting."""
    person, day = person_of(request), today()
    hello = greeting(timezone.localtime().hour)
    body = kept_html(request, "mine/_page.html", person.pk, hello, context=lambda: _context(person, day, hello))
    return render(request, "mine/mine.html", {"year": day.year, "body": body})


def _context(person: Person, day: datetime.date, hello: str) -> dict[str, Any]:
    """Return what the page holds; the queries do not grow with what there is to do."""
    duties = duties_of(person, day)
    activities = _activities(person, day.year)
    goals = _goals(person, day.year, [one.goal_id for one in activities if one.goal_id])
    own = [one for one in goals.values() if one.body_id in _bodies(person)]
    to_do = to_do_of(person, duties)
    return {
        "day": day,
        "year": day.year,
        "greeting": hello,
        "first_name": person.name.split()[0],
        "to_do": to_do,
        "count": NUMBERS[len(to_do)] if len(to_do) < len(NUMBERS) else f"{len(to_do)} saker",
        "carried": [_carried(one, goals) for one in activities],
        "may_propose": any(one.body_id in person.rights.drafts_for for one in own),
        "goals": own,
        "wheel": wheel_on(day),
        "since": day - datetime.timedelta(days=DAYS_BACK),
        "changes": changes_for(person, duties, activities, goals, names_now(None)),
        "is_head": bool(person.rights.heads), "is_auditor": person.rights.has(Role.AUDITOR),
        "suggest_to": next(iter(sorted(person.rights.units - person.rights.heads)), None),
        "person_id": person.pk,
    }  # fmt: skip


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
    found = Activity.objects.filter(mine, plan__year=year).select_related("plan", "commission").distinct()
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
        goal.heading if goal else str(one.commission or "") or one.mandate_text or one.get_mandate_display(),
        goal.goal_id if goal else 0,
    )


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
    following = Round.objects.filter(body=None, opens_on__lte=day, council_by__gte=day).order_by("opens_on").last()
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
    person: Person,
    duties: list[Duty],
    activities: list[Activity],
    goals: dict[int, GoalVersion],
    names: Mapping[str, str],
) -> list[Happened]:
    """Return what others did in the last seven days to what the person carries, owes, heads or decides about."""
    about: dict[int, set[int]] = defaultdict(set)
    for duty in duties:
        about[_kind(duty.model)].add(duty.about_id)
    about[_kind(Activity)] |= {one.pk for one in activities}
    about[_kind(GoalVersion)] |= {one.pk for one in goals.values()}
    if person.rights.heads:
        plans = Plan.objects.filter(unit__in=person.rights.heads, year__gte=today().year, closed_on=None)
        about[_kind(Plan)] |= set(plans.values_list("pk", flat=True))
    concerns = Q(pk__in=[])
    for kind, ids in about.items():
        concerns |= Q(content_type=kind, object_id__in=ids)
    since = datetime.datetime.combine(today() - datetime.timedelta(days=DAYS_BACK), datetime.time(), datetime.UTC)
    rows = LogEntry.objects.filter(concerns, at__gte=since).exclude(by_id=person.pk).order_by("-at", "-id")
    urls = {ContentType.objects.get_for_model(model).pk: kind.url_name for model, kind in registered().items()}
    listed = rows.values_list("at", "sentence", "object_label", "by_name", "content_type", "object_id")[:MOST_CHANGES]
    return [
        Happened(
            at,
            masked(sentence, names),
            label,
            masked(by, names),
            reverse(urls[kind], args=[pk]) if kind in urls else "",
        )
        for at, sentence, label, by, kind, pk in listed
    ]


def _kind(model: Any) -> int:
    return ContentType.objects.get_for_model(model).pk


urlpatterns = [path("min-sida/", my_page, name="my_page")]
