"""The one place where objects of any folder can be pointed out: by decisions, the log, comments and tasks.

Each folder fills it in its ``apps.py``; a test checks that every generic link points at a row of a registered model.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model


@dataclass(frozen=True)
class Kind:
    """What the rest of the house must know of a model: its Swedish word and the name of its page.

    A matter's folder may add three verbs of its own, all inside the transaction of the step:
    ``receive(thing, step, decision, changes)`` takes in what a decision changed, before the state changes;
    ``follow(thing, step, by)`` does what comes after any step;
    ``content(thing, previous)`` gives what is frozen, from the version frozen before it where there is one.
    """

    model: type[Model]
    label: str
    url_name: str
    receive: Callable[[Any, str, Any, Mapping[str, Any]], None] | None = None
    follow: Callable[[Any, str, Any], None] | None = None
    content: Callable[[Any, Mapping[str, Any] | None], Mapping[str, Any]] | None = None


@dataclass(frozen=True)
class Finding:
    """A departure from a rule: the rule, the object, one sentence, and the place where it is mended (X-1)."""

    rule: str
    about: Model
    message: str
    mend: str
    anchor: str = ""


Finder = Callable[[int, datetime.date], Iterable[Finding]]

_kinds: dict[type[Model], Kind] = {}
_finders: list[Finder] = []


def register(*kinds: Kind) -> None:
    """Tell the house about models that decisions, comments, tasks and the log may point at."""
    for kind in kinds:
        _kinds[kind.model] = kind


def register_finder(finder: Finder) -> None:
    """Add a generator of findings for a year, as seen on a day (X-1)."""
    if finder not in _finders:
        _finders.append(finder)


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


def find_all(year: int, on: datetime.date) -> list[Finding]:
    """Return every finding of every folder for the year, as seen on the day (X-1)."""
    return [finding for finder in _finders for finding in finder(year, on)]
