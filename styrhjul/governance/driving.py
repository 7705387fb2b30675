"""The verbs by which the year wheels drive the work: lay out a year, change an item, open it (W-1 to W-4)."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction

from styrhjul.documents.words import long_date
from styrhjul.governance import registry
from styrhjul.governance.actions import locked, open_task, require
from styrhjul.governance.models import Task, WheelItem
from styrhjul.governance.terms import Performer, TaskKind
from styrhjul.governance.wheel import USUAL, check_item, moved, usual_days, working
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Unit, rights_of, running
from styrhjul.organisation.terms import BodyKind, UnitKind

#: The month from which the wheels of the year after next are laid out, so that its planning can be seen coming (X-12).
LOOKS_AHEAD_FROM = 9


def can_keep_wheels(user: object) -> bool:
    """Tell whether the user keeps the wheels and their rounds: controllers, municipal director, board's secretary."""
    rights = rights_of(user)
    boards = Body.objects.filter(kind=BodyKind.BOARD, to_on=None, pk__in=rights.secretary_of)
    return rights.is_overseer or (bool(rights.secretary_of) and boards.exists())


@transaction.atomic
def lay_out_year(*, by: Person | None, year: int) -> list[WheelItem]:
    """Return the items made for the wheels of the year: those of the year before, moved, else the usual ones (W-1).

    Safe to call again: what the year has already stands. Items whose days have passed are not driven any more.
    """
    require(by is None or can_keep_wheels(by), "Du ändrar inte årshjulet.", "W-1")
    codes = set(WheelItem.objects.filter(about_year=year).values_list("code", flat=True))
    known, is_new = codes - {""}, not codes
    before = list(WheelItem.objects.filter(about_year=year - 1))
    made = [_again(item, year) for item in before if item.code not in known and (item.code or is_new)]
    known |= {item.code for item in before}
    for usual in USUAL:
        if usual.code not in known:
            from_on, due_on = usual_days(usual, year)
            made.append(
                WheelItem(
                    code=usual.code, wheel=usual.wheel, about_year=year, what=usual.what, short=usual.short,
                    performer=usual.performer, side=usual.side, from_on=from_on, due_on=due_on,
                )
            )  # fmt: skip
    for item in made:
        item.opened_on = item.from_on if item.due_on < today() else None
        item.save()
        record(by=by, verb="lay_out", on=item, sentence=f"Lades in i årshjulet för {year}.")
    for planner in registry.planners():
        planner(by, year)
    return made


def _again(item: WheelItem, year: int) -> WheelItem:
    """Return the item of the year before as it stands a year on, not saved, its days on working days (W-1)."""
    kept = ("code", "wheel", "what", "short", "help_text", "performer", "body", "side", "opens_tasks")
    days = {"from_on": moved(item.from_on, 1), "due_on": moved(item.due_on, 1)}
    return WheelItem(about_year=year, **{name: getattr(item, name) for name in kept}, **days)


def _checked(about_year: int, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields with the last day on a working day. Raises Refused for missing words or days out of order."""
    if not str(fields["what"]).strip():
        raise Refused("Skriv vad som ska göras.", "W-1", {"what": "Skriv vad som ska göras."})
    check_item(about_year, fields["from_on"], fields["due_on"])
    return {**fields, "due_on": working(fields["due_on"])}


@transaction.atomic
def add_item(*, by: Person, about_year: int, **fields: Any) -> WheelItem:
    """Return a new item of the municipality's own in the wheels of the year (W-1)."""
    require(can_keep_wheels(by), "Du ändrar inte årshjulet.", "W-1")
    item = WheelItem.objects.create(about_year=about_year, **_checked(about_year, fields))
    record(by=by, verb="add", on=item, sentence="Lade till i årshjulet.")
    return item


@transaction.atomic
def change_item(*, by: Person, item: WheelItem, **fields: Any) -> WheelItem:
    """Return the item as changed; when it has opened its tasks, their last day moves with it (W-1)."""
    require(can_keep_wheels(by), "Du ändrar inte årshjulet.", "W-1")
    item = locked(item)
    changed = _checked(item.about_year, fields)
    before = {name: str(getattr(item, name)) for name in changed}
    for name, value in changed.items():
        setattr(item, name, value)
    item.save()
    _tasks_of(item).filter(done_on=None).update(due_on=item.due_on)
    days = f"{long_date(item.from_on)} till {long_date(item.due_on)}"
    is_moved = (before["from_on"], before["due_on"]) != (str(item.from_on), str(item.due_on))
    sentence = f"Ändrade dagarna i årshjulet: {days}." if is_moved else "Ändrade i årshjulet."
    record(by=by, verb="change", on=item, sentence=sentence, before=before)
    return item


@transaction.atomic
def drop_item(*, by: Person, item: WheelItem) -> None:
    """Take an item of the municipality's own out of the wheel; the log keeps what it was (W-1).

    Raises Refused for what the software drives, and for an item whose tasks are open.
    """
    require(can_keep_wheels(by), "Du ändrar inte årshjulet.", "W-1")
    item = locked(item)
    require(not item.code, "Punkten hör till styrsystemet. Ändra dagarna i stället.", "W-1")
    require(not _tasks_of(item).exists(), "Punkten har öppnat uppgifter och står kvar.", "W-1")
    record(by=by, verb="drop", on=item, sentence=f"Tog bort «{item.what}» ur årshjulet.")
    item.delete()


def _tasks_of(item: WheelItem) -> Any:
    """Return the tasks that the item has opened."""
    return Task.objects.filter(kind=TaskKind.WHEEL, content_type__model="wheelitem", object_id=item.pk)


def receivers(item: WheelItem, on: datetime.date) -> Iterator[dict[str, Any]]:
    """Yield whom the item's tasks go to: bodies on the item's side, or units, as they are on the day (O-5)."""
    if item.body is not None:
        yield {"body": item.body, "side": item.side}
    elif item.performer in (Performer.COUNCIL, Performer.BOARD, Performer.COMMITTEES):
        bodies = Body.objects.existing(on)
        kind = {Performer.COUNCIL: BodyKind.COUNCIL, Performer.BOARD: BodyKind.BOARD}.get(Performer(item.performer))
        for body in bodies.filter(kind=kind) if kind else bodies.committees():
            yield {"body": body, "side": item.side}
    else:
        kinds = {Performer.ADMINISTRATIONS: UnitKind.ADMINISTRATION, Performer.DEPARTMENTS: UnitKind.DEPARTMENT}
        for unit in Unit.objects.filter(running(on), kind=kinds[Performer(item.performer)]):
            yield {"unit": unit}


@transaction.atomic
def drive(*, item: WheelItem, on: datetime.date) -> WheelItem:
    """Return the item opened: what its folder does for it is done, or its tasks are open (W-4); safe to call again."""
    item = locked(item)
    if item.opened_on is not None:
        return item
    driver = registry.driver_of(item.code)
    if driver is not None:
        driver(item, on)
    elif item.opens_tasks:
        owing = list(receivers(item, on))
        for receiver in owing:
            whose = receiver.get("body") or receiver.get("unit")
            heading = f"{item}, {whose}" if len(owing) > 1 else str(item)  # one head may serve several bodies
            open_task(kind=TaskKind.WHEEL, thing=item, heading=heading[:300], due_on=item.due_on, **receiver)
    item.opened_on = on
    item.save(update_fields=["opened_on"])
    record(by=None, verb="open", on=item, sentence="Öppnades av årshjulet.")
    return item


@transaction.atomic
def finish(*, by: Person, task: Task) -> Task:
    """Return the wheel's task as done by one of those who have it (W-4). Raises Refused for anybody else."""
    require(task.kind == TaskKind.WHEEL, "Uppgiften blir klar när det som den gäller är gjort.", "W-4")
    require(Task.objects.of(by).filter(pk=task.pk).exists(), "Uppgiften är någon annans.", "W-4")
    task = locked(task)
    if task.done_on is None:
        task.done_on, task.done_by = today(), by
        task.save(update_fields=["done_on", "done_by"])
        item = WheelItem.objects.get(pk=task.object_id)
        who = f" för {task.body or task.unit}" if task.body_id or task.unit_id else ""
        record(by=by, verb="finish", on=item, sentence=f"Klart{who}.")
    return task


def tick(on: datetime.date) -> None:
    """Lay out the coming years and open every item whose first day has come (W-4, X-12); safe to do again."""
    for year in range(on.year, on.year + (3 if on.month >= LOOKS_AHEAD_FROM else 2)):
        lay_out_year(by=None, year=year)
    for item in WheelItem.objects.filter(opened_on=None, from_on__lte=on):
        drive(item=item, on=on)


def entries(first: datetime.date, last: datetime.date) -> Iterator[registry.Entry]:
    """Yield the items that go on between the days as entries of the wheels (W-1)."""
    for item in WheelItem.objects.between(first, last).select_related("body"):
        yield registry.Entry(
            str(item.uid), item.wheel, item.about_year, item.what, item.from_on, item.due_on, item.who, item.performer,
            item, item.body_id, item.law, item.warning, item.short,
        )  # fmt: skip
