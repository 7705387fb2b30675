"""Comments on any object, and the people who are mentioned in them (O-6, T-3)."""

from functools import reduce
from operator import or_
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q

from styrhjul.governance.actions import close_tasks, open_task
from styrhjul.governance.models import Comment
from styrhjul.governance.rules import first_names, mentions
from styrhjul.governance.terms import TaskKind
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import now
from styrhjul.organisation.models import Person


def mentioned_in(text: str) -> list[Person]:
    """Return the people whose whole names stand in the text after an «@»; no query where there is none (T-3)."""
    firsts = first_names(text)
    if not firsts:
        return []
    alike = reduce(or_, (Q(name__istartswith=f"{first} ") for first in firsts))
    people = Person.objects.filter(alike, is_active=True).order_by("name", "pk")
    return [one for one in people if mentions(text, one.name)]


def _may_read(person: Person, thing: models.Model) -> bool:
    """Tell whether the person may read the object (O-8); what says nothing of its readers is read by all signed in."""
    manager: Any = type(thing)._default_manager
    return not hasattr(manager, "visible_to") or manager.visible_to(person).filter(pk=thing.pk).exists()


@transaction.atomic
def comment(*, by: Person, thing: models.Model, text: str) -> Comment:
    """Return a new comment on the object; whoever may read it may comment (O-6, T-3).

    Each person who is mentioned gets the task to read it, and who comments has read what was said before. Raises
    Refused when empty, and where somebody is mentioned who may not read the object.
    """
    if not text.strip():
        raise Refused("Skriv något innan du skickar kommentaren.", "T-3", {"text": "Skriv något."})
    people = mentioned_in(text)
    readers = [one for one in people if _may_read(one, thing)]
    shut_out = sorted({one.name for one in people} - {one.name for one in readers})
    if shut_out:
        told = f"{', '.join(shut_out)} kan inte läsa det här än. Ta bort «@» framför namnet."
        raise Refused(told, "O-8", {"text": told})
    made = Comment.objects.create(
        content_type=ContentType.objects.get_for_model(thing), object_id=thing.pk, by=by, at=now(), text=text.strip()
    )
    made.mentions.set(readers)
    mark_read(by=by, thing=thing)
    for person in readers:
        if person != by:
            heading = f"{by} nämnde dig: {thing}"[:300]
            open_task(kind=TaskKind.MENTIONED, thing=thing, person=person, heading=heading, due_on=None)
    record(by=by, verb="comment", on=thing, sentence="Kommenterade.")
    return made


@transaction.atomic
def mark_read(*, by: Person, thing: models.Model) -> int:
    """Close the person's tasks to read where they are mentioned about the object; return how many they were (T-3)."""
    closed = close_tasks(by=by, thing=thing, kind=TaskKind.MENTIONED, person=by)
    if closed:
        record(by=by, verb="read_comments", on=by, sentence="Läste en kommentar med sitt namn.")
    return closed
