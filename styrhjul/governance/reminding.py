"""Reminders by e-mail: a digest a day at most, to whoever is responsible, in plain Swedish (W-4)."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from smtplib import SMTPException
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from styrhjul.documents.words import long_date
from styrhjul.governance import registry
from styrhjul.governance.models import GovernanceModel, SentReminder, Task
from styrhjul.governance.registry import Duty
from styrhjul.governance.rules import Occasion, occasion, sends_on
from styrhjul.governance.terms import TaskKind
from styrhjul.governance.wheel import is_working
from styrhjul.organisation.models import Person, Position, Unit, way_up
from styrhjul.organisation.once import once, one_reading
from styrhjul.organisation.rules import HEADS
from styrhjul.organisation.terms import Reminders

#: What superiors are told of by mail when it is late; all else they see on a page (W-4).
TOLD_ABOVE = frozenset({TaskKind.WRITE_PART, TaskKind.WRITE_PLAN})

HEADINGS = {
    Occasion.LATE: "Skulle ha varit klart",
    Occasion.SOON: "Ska snart vara klart",
    Occasion.NEW: "Nytt att göra",
}


def tick(on: datetime.date) -> None:
    """Send every digest that is due on the day; each person gets one at most, however often this is done (W-4)."""
    if not is_working(on):  # nobody gets any
        return
    with one_reading():
        _tick(on)


def _tick(on: datetime.date) -> None:
    """Send the digests of a working day; what many people's duties ask for is read once."""
    above = _late_below(on)
    faults: list[Exception] = []
    people = Person.objects.filter(is_active=True).exclude(reminders=Reminders.NONE).order_by("pk")
    for person in people.annotate(last_on=Max("reminders_sent__sent_on")):
        last = person.last_on
        if not sends_on(person.reminders, last, on):
            continue
        try:
            remind(person=person, on=on, since=last, below=above.get(person.pk, []))
        except (OSError, SMTPException) as fault:
            faults.append(fault)
    if faults:  # the others have got theirs; who did not is tried again by the next run
        raise ExceptionGroup(f"{len(faults)} påminnelser gick inte att skicka", faults)


@transaction.atomic
def remind(*, person: Person, on: datetime.date, since: datetime.date | None, below: Sequence[Task]) -> bool:
    """Send the person what is new, near or late since the last digest, and tell whether there was anything (W-4).

    The digest is noted in the same transaction: when the mail server refuses it, the next run tries again.
    """
    told: dict[Occasion, list[Duty]] = {}
    duties = registry.duties_of(person, on)
    for duty in duties:
        found = occasion(duty.opened_on, duty.due_on, since, on)
        if found is not None:
            told.setdefault(found, []).append(duty)
    late = [task for task in below if occasion(on, task.due_on, since, on) is Occasion.LATE]
    count = sum(len(found) for found in told.values()) + len(late)
    if not count:
        return False
    SentReminder.objects.create(person=person, sent_on=on, count=count)
    body = _text(person, told, late, len(duties), on)
    subject = f"{settings.EMAIL_SUBJECT}: {'en sak' if count == 1 else f'{count} saker'} att göra"
    if not told:
        subject = f"{settings.EMAIL_SUBJECT}: försenat hos er"
    stop = f"<{_address('reminders')}>"
    EmailMessage(subject, body, to=[person.email], headers={"List-Unsubscribe": stop}).send()
    return True


def _address(name: str, *args: object) -> str:
    """Return the whole address of a page, as a mail needs it."""
    return settings.SITE_URL.rstrip("/") + reverse(name, args=args)


def _text(person: Person, told: dict[Occasion, list[Duty]], late: Sequence[Task], count: int, on: datetime.date) -> str:
    """Return the digest as plain text, as it is on the day."""
    lines = [f"Hej {person.name}!", ""]
    for kind, heading in HEADINGS.items():
        if kind in told:
            lines += [heading, *(line for duty in told[kind] for line in _lines(duty)), ""]
    if late:
        lines += ["Försenat hos dem du är chef för"]
        lines += [f"- {task.heading} (skulle vara klart {long_date(task.due_on or on)})" for task in late]
        lines += [f"  {_address('overdue')}", ""]
    lines += [
        f"Allt du har att göra, {count} saker, står på din sida:" if count != 1 else "Det du har att göra står här:",
        _address("my_page"),
        "",
        f"Hur ofta du får påminnelser väljer du här: {_address('reminders')}",
    ]
    return "\n".join(lines)


def _lines(duty: Duty) -> Iterable[str]:
    what = duty.heading if duty.code or duty.is_said else f"{duty.kind}: {duty.heading}"
    yield f"- {what}" + (f" (senast {long_date(duty.due_on)})" if duty.due_on else "")
    anchor = "#kommentarer" if duty.code == TaskKind.MENTIONED else ""
    yield f"  {_address(registry.kind_of(duty.model).url_name, duty.about_id)}{anchor}"


def _late_below(on: datetime.date) -> dict[int, list[Task]]:
    """Return the late tasks that superiors are told of, by the superior; none where the model says so (W-4)."""
    if not GovernanceModel.objects.settings_for(on.year).superiors_get_mail:
        return {}
    late = list(Task.objects.filter(kind__in=TOLD_ABOVE, done_on=None, due_on__lt=on).order_by("due_on", "pk"))
    found: dict[int, list[Task]] = {}
    for task in late:
        for superior in superiors_of(task, on):
            found.setdefault(superior, []).append(task)
    return found


class Leading(NamedTuple):
    """Who leads what on a day: the unit above each unit, the heads of each, and the units where each person works."""

    parents: Mapping[int, int | None]
    heads: Mapping[int, set[int]]
    units: Mapping[int, set[int]]


def _leading(on: datetime.date) -> Leading:
    """Return who leads what on the day; two queries, asked once for all late tasks."""
    heads: dict[int, set[int]] = defaultdict(set)
    units: dict[int, set[int]] = defaultdict(set)
    held = Position.objects.running(on).filter(unit__isnull=False).order_by()
    for person, unit, role in held.values_list("person", "unit", "role"):
        units[person].add(unit)
        if role in HEADS:
            heads[unit].add(person)
    return Leading(Unit.objects.parents(on), heads, units)


def superiors_of(task: Task, on: datetime.date) -> set[int]:
    """Return the ids of those next above whoever has the task: the head of the unit, or of the one above it (P-4)."""
    leading = once(("leading", on), lambda: _leading(on))
    own = {task.unit_id} if task.unit_id else set()
    units = leading.units.get(task.person_id, set()) if task.person_id else own
    found: set[int] = set()
    for unit in units:
        for above in way_up(unit, leading.parents):
            heads = leading.heads.get(above, set())
            if task.unit_id == above or task.person_id in heads or not heads:
                continue
            found |= heads
            break
    return found
