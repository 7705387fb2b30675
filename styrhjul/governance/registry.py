"""The one place where objects of any folder can be pointed out: by decisions, the log, comments and tasks.

Each folder fills it in its ``apps.py``; a test checks that every generic link points at a row of a registered model.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from styrhjul.documents.content import Document
from styrhjul.governance.archive import File
from styrhjul.organisation.once import one_reading


@dataclass(frozen=True)
class Kind:
    """What the rest of the house must know of a model: its Swedish word and the name of its page.

    A matter's folder may add five verbs of its own; the first three inside the transaction of the step:
    ``receive(thing, step, decision, changes)`` takes in what a decision changed, before the state changes;
    ``follow(thing, step, by)`` does what comes after any step;
    ``content(thing, previous)`` gives what is frozen, from the version frozen before it where there is one;
    ``document(thing, content)`` makes a document of what was frozen, where that is not a content tree already;
    ``archived(thing, version)`` gives what the version's archive package holds besides (L-10).
    """

    model: type[Model]
    label: str
    url_name: str
    receive: Callable[[Any, str, Any, Mapping[str, Any]], None] | None = None
    follow: Callable[[Any, str, Any], None] | None = None
    content: Callable[[Any, Mapping[str, Any] | None], Mapping[str, Any]] | None = None
    document: Callable[[Any, Mapping[str, Any]], Document] | None = None
    archived: Callable[[Any, Any], list[File]] | None = None


@dataclass(frozen=True)
class Finding:
    """A departure from a rule: the rule, the object, one sentence, and the place where it is mended (X-1)."""

    rule: str
    about: Model
    message: str
    mend: str
    anchor: str = ""


@dataclass(frozen=True)
class Entry:
    """An item of the year wheels as it is drawn, listed and put in a calendar (W-1).

    ``key`` is unique and stays the same when the days move; ``body_id`` is the only body that it concerns;
    ``warning`` is what is wrong with its last day by the law. Only those with a short name are drawn, from
    ``drawn_from`` where that is another day than the first.
    """

    key: str
    wheel: str
    about_year: int
    what: str
    from_on: datetime.date
    due_on: datetime.date
    who: str
    performer: str
    about: Model
    body_id: int | None = None
    law: str = ""
    warning: str = ""
    short: str = ""
    drawn_from: datetime.date | None = None


@dataclass(frozen=True)
class Duty:
    """Something that a person is to do: what kind of thing, what, since when, by when, and about what object (W-4).

    ``code`` is the kind of the task behind it, empty where there is none; ``body_id`` the body that the task is for.
    ``is_said`` tells that the heading alone says what is to be done, as a task's does.
    """

    kind: str
    heading: str
    opened_on: datetime.date
    due_on: datetime.date | None
    model: type[Model]
    about_id: int
    code: str = ""
    body_id: int | None = None
    is_said: bool = False

    def is_late(self, on: datetime.date) -> bool:
        """Tell whether it is undone past its day."""
        return self.due_on is not None and self.due_on < on


Finder = Callable[[int, datetime.date], Iterable[Finding]]
Calendar = Callable[[datetime.date, datetime.date], Iterable[Entry]]
Duties = Callable[[Any, datetime.date], Iterable[Duty]]
Driver = Callable[[Any, datetime.date], None]
Planner = Callable[[Any, int], None]
Tick = Callable[[datetime.date], None]

_kinds: dict[type[Model], Kind] = {}
_finders: dict[Finder, frozenset[type[Model]]] = {}
_calendars: list[Calendar] = []
_duties: list[Duties] = []
_drivers: dict[str, Driver] = {}
_planners: list[Planner] = []
_ticks: dict[str, Tick] = {}
_last_ticks: dict[str, Tick] = {}


def register(*kinds: Kind) -> None:
    """Tell the house about models that decisions, comments, tasks and the log may point at."""
    for kind in kinds:
        _kinds[kind.model] = kind


def register_finder(finder: Finder, *about: type[Model]) -> None:
    """Add a generator of findings for a year, as seen on a day, and say which models they are about (X-1)."""
    _finders[finder] = frozenset(about)


def finders() -> dict[Finder, frozenset[type[Model]]]:
    """Return what finds departures from the rules, each with the models that its findings are about."""
    return dict(_finders)


def kind_of(thing: Model | type[Model]) -> Kind:
    """Return what is known of the object's model. Raises KeyError for a model that nobody registered."""
    return _kinds[thing if isinstance(thing, type) else type(thing)]


def registered() -> dict[type[Model], Kind]:
    """Return all registered models."""
    return dict(_kinds)


def fetch(references: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Model]:
    """Return the objects behind pairs of content type id and object id, with one query for each model."""
    wanted: dict[int, set[int]] = {}
    for content_type_id, object_id in references:
        wanted.setdefault(content_type_id, set()).add(object_id)
    found: dict[tuple[int, int], Model] = {}
    for content_type_id, ids in wanted.items():
        model = ContentType.objects.get_for_id(content_type_id).model_class()
        if model is not None:
            for pk, thing in model._default_manager.in_bulk(ids).items():
                found[content_type_id, pk] = thing
    return found


def find_all(year: int, on: datetime.date, about: type[Model] | None = None) -> list[Finding]:
    """Return every finding of the year, as seen on the day, or those about the model alone (X-1).

    For one model only those are asked that find anything about it.
    """
    asked = [finder for finder, kinds in _finders.items() if about is None or about in kinds]
    with one_reading():
        found = [finding for finder in asked for finding in finder(year, on)]
    return [one for one in found if about is None or type(one.about) is about]


def register_calendar(calendar: Calendar) -> None:
    """Add what gives the entries of the year wheels between two days (W-1)."""
    if calendar not in _calendars:
        _calendars.append(calendar)


def entries_between(first: datetime.date, last: datetime.date) -> list[Entry]:
    """Return the entries of every folder that go on between the days, by their first day (W-1)."""
    found = [entry for calendar in _calendars for entry in calendar(first, last)]
    return sorted(found, key=lambda entry: (entry.from_on, entry.due_on, entry.key))


def register_duties(duties: Duties) -> None:
    """Add what gives a person's duties on a day (W-4)."""
    if duties not in _duties:
        _duties.append(duties)


def duties_of(person: Any, on: datetime.date) -> list[Duty]:
    """Return what the person is to do, from every folder, the nearest day first (W-4)."""
    found = [duty for duties in _duties for duty in duties(person, on)]
    return sorted(found, key=lambda duty: (duty.due_on or datetime.date.max, duty.opened_on, duty.heading))


def register_driver(code: str, driver: Driver) -> None:
    """Let the folder do what the wheel's item of the code asks for, on the item's first day (W-4)."""
    _drivers[code] = driver


def driver_of(code: str) -> Driver | None:
    """Return what a folder does on the first day of the wheel's item with the code, None when nobody does (W-4)."""
    return _drivers.get(code)


def register_planner(planner: Planner) -> None:
    """Let the folder lay out its own days when a year's wheels are laid out: ``planner(by, year)`` (W-1)."""
    if planner not in _planners:
        _planners.append(planner)


def planners() -> tuple[Planner, ...]:
    """Return what lays out the folders' own days of a year."""
    return tuple(_planners)


def register_tick(name: str, tick: Tick) -> None:
    """Add what a folder does on a day; it is safe to do again (W-4)."""
    _ticks[name] = tick


def register_last_tick(name: str, tick: Tick) -> None:
    """Add what is done when every folder has done its part of the day: the reminders (W-4)."""
    _last_ticks[name] = tick


def ticks() -> dict[str, Tick]:
    """Return what is done on a day, by its name: the folders' parts from the bottom up, then the rest."""
    return _ticks | _last_ticks
