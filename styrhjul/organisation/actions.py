"""Verbs of the organisation: set up bodies, units, ties, people and positions (O-1 to O-5), and the log itself."""

import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from styrhjul.organisation.clock import now
from styrhjul.organisation.models import (
    Body,
    BodyName,
    Deputy,
    LogEntry,
    Person,
    Position,
    Regulation,
    Tie,
    Unit,
    UnitPlace,
)
from styrhjul.organisation.terms import BodyKind, Reminders, Role, UnitKind


def record(
    *, by: Person | None, verb: str, on: models.Model, sentence: str, acting_for: str = "", **data: Any
) -> LogEntry:
    """Write one line in the log and return it; ``by`` is None for what the software does by itself.

    Called inside the transaction of the action that it tells about, so neither stands without the other.
    """
    return LogEntry.objects.create(
        at=now(),
        by_id=by.pk if by else None,
        by_name=by.name if by else "Styrhjul",
        acting_for=acting_for,
        verb=verb,
        sentence=sentence,
        content_type=ContentType.objects.get_for_model(on),
        object_id=on.pk,
        object_label=str(on)[:300],
        data=data,
    )


@transaction.atomic
def set_up_body(
    *, by: Person | None, kind: BodyKind, name: str, short_name: str, from_on: datetime.date, rank: int = 100
) -> Body:
    """Return a new body with its first name (O-1). Raises IntegrityError for a second council or board."""
    body = Body.objects.create(kind=kind, from_on=from_on, rank=rank)
    BodyName.objects.create(body=body, name=name, short_name=short_name, from_on=from_on)
    record(by=by, verb="set_up", on=body, sentence=f"Lade upp {name}.")
    return body


@transaction.atomic
def rename_body(*, by: Person | None, body: Body, name: str, short_name: str, from_on: datetime.date) -> BodyName:
    """Return the body's new name, which holds from the day; earlier years keep the earlier one (O-5)."""
    renamed = BodyName.objects.create(body=body, name=name, short_name=short_name, from_on=from_on)
    record(by=by, verb="rename", on=body, sentence=f"Bytte namn till {name} från {from_on}.")
    return renamed


@transaction.atomic
def end_body(*, by: Person | None, body: Body, to_on: datetime.date, successors: list[Body]) -> Body:
    """End the body on the day and name its successors (O-5); returns it."""
    body.to_on = to_on
    body.save(update_fields=["to_on"])
    body.successors.set(successors)
    names = ", ".join(str(successor) for successor in successors)
    record(by=by, verb="end", on=body, sentence=f"Upphör {to_on}. Efterföljare: {names or 'ingen'}.")
    return body


@transaction.atomic
def end_unit(*, by: Person | None, unit: Unit, to_on: datetime.date, successors: list[Unit]) -> Unit:
    """End the unit on the day and name its successors (O-5); returns it."""
    unit.to_on = to_on
    unit.save(update_fields=["to_on"])
    unit.successors.set(successors)
    names = ", ".join(str(successor) for successor in successors)
    record(by=by, verb="end", on=unit, sentence=f"Upphör {to_on}. Efterföljare: {names or 'ingen'}.")
    return unit


@transaction.atomic
def give_regulation(
    *, by: Person | None, body: Body, text: str, decided_on: datetime.date, paragraph: str = ""
) -> Regulation:
    """Return the regulation that the council has given the body (O-2)."""
    regulation = Regulation.objects.create(body=body, text=text, decided_on=decided_on, paragraph=paragraph)
    record(
        by=by, verb="regulate", on=body, sentence=f"Reglemente fastställt {decided_on} {paragraph}.".replace(" .", ".")
    )
    return regulation


@transaction.atomic
def set_up_unit(
    *, by: Person | None, kind: UnitKind, name: str, from_on: datetime.date, parent: Unit | None = None
) -> Unit:
    """Return a new administration, department or unit at its first place (O-3)."""
    unit = Unit.objects.create(kind=kind, from_on=from_on)
    UnitPlace.objects.create(unit=unit, name=name, parent=parent, from_on=from_on)
    record(by=by, verb="set_up", on=unit, sentence=f"Lade upp {name}.")
    return unit


@transaction.atomic
def place_unit(*, by: Person | None, unit: Unit, name: str, parent: Unit | None, from_on: datetime.date) -> UnitPlace:
    """Return the unit's new name and place, which hold from the day (O-5).

    Raises ValueError when the new parent lies below the unit itself.
    """
    if parent is not None and parent.pk in Unit.objects.below([unit.pk], from_on):
        raise ValueError("En enhet kan inte ligga under sig själv.")
    place = UnitPlace.objects.create(unit=unit, name=name, parent=parent, from_on=from_on)
    record(by=by, verb="place", on=unit, sentence=f"Heter {name} och ligger under {parent or 'ingen'} från {from_on}.")
    return place


@transaction.atomic
def tie(*, by: Person | None, administration: Unit, body: Body, from_on: datetime.date, is_main: bool = True) -> Tie:
    """Return the tie by which the administration serves the body (O-3)."""
    made = Tie.objects.create(administration=administration, body=body, from_on=from_on, is_main=is_main)
    record(by=by, verb="tie", on=administration, sentence=f"Arbetar åt {body} från {from_on}.")
    return made


@transaction.atomic
def register_person(
    *, by: Person | None, name: str, email: str, password: str | None = None, is_demonstration: bool = False
) -> Person:
    """Return a new person; without a password the account cannot sign in by password (O-4)."""
    person = Person.objects.create_user(email, name, password, is_demonstration=is_demonstration)
    record(by=by, verb="register", on=person, sentence=f"Lade upp {name}.")
    return person


@transaction.atomic
def appoint(
    *,
    by: Person | None,
    person: Person,
    role: Role,
    place: Body | Unit,
    from_on: datetime.date,
    to_on: datetime.date | None = None,
    title: str = "",
    is_acting: bool = False,
) -> Position:
    """Return the position that the person holds in the body or unit (O-4). Raises IntegrityError at a wrong place."""
    body, unit = (place, None) if isinstance(place, Body) else (None, place)
    position = Position.objects.create(
        person=person, role=role, body=body, unit=unit, from_on=from_on, to_on=to_on, title=title, is_acting=is_acting
    )
    record(by=by, verb="appoint", on=person, sentence=f"{position.heading}, {place}, från {from_on}.")
    return position


@transaction.atomic
def leave(*, by: Person | None, position: Position, to_on: datetime.date) -> Position:
    """End the position on the day; the rights end with it, the history stays (O-4). Returns it."""
    position.to_on = to_on
    position.save(update_fields=["to_on"])
    record(by=by, verb="leave", on=position.person, sentence=f"Lämnar {position.heading} {to_on}.")
    return position


@transaction.atomic
def name_deputy(
    *, by: Person | None, position: Position, person: Person, from_on: datetime.date, to_on: datetime.date
) -> Deputy:
    """Return the deputy who acts in the position between the days (O-4)."""
    deputy = Deputy.objects.create(position=position, person=person, from_on=from_on, to_on=to_on)
    record(
        by=by,
        verb="name_deputy",
        on=position.person,
        sentence=f"{person} är ställföreträdare för {position.heading} {from_on}–{to_on}.",
    )
    return deputy


@transaction.atomic
def change_person(*, by: Person | None, person: Person, name: str, email: str, is_active: bool) -> Person:
    """Return the person with the name and address that hold from now on; the log keeps the earlier (O-4).

    Who may no longer sign in keeps positions and history: rights are ended with the positions.
    """
    before = {"name": person.name, "email": person.email, "is_active": person.is_active}
    person.name, person.email, person.is_active = name.strip(), email.strip().lower(), is_active
    person.save(update_fields=["name", "email", "is_active"])
    record(by=by, verb="change", on=person, sentence=f"Ändrade uppgifterna om {person.name}.", before=before)
    return person


@transaction.atomic
def end_tie(*, by: Person | None, tied: Tie, to_on: datetime.date) -> Tie:
    """End the tie on the day; the rights that follow from it end with it (O-3, O-5). Returns it."""
    tied.to_on = to_on
    tied.save(update_fields=["to_on"])
    record(by=by, verb="untie", on=tied.administration, sentence=f"Arbetar åt {tied.body} till {to_on}.")
    return tied


@transaction.atomic
def choose_reminders(*, by: Person, choice: Reminders) -> Person:
    """Return the person with how often to be reminded by e-mail, as chosen (W-4)."""
    by.reminders = choice
    by.save(update_fields=["reminders"])
    record(by=by, verb="choose_reminders", on=by, sentence=f"Påminnelser: {Reminders(choice).label.lower()}.")
    return by


@transaction.atomic
def renew_calendar(*, by: Person) -> Person:
    """Return the person with a new edition of the secret calendar address: the earlier one stops working (W-1)."""
    by.calendar_edition += 1
    by.save(update_fields=["calendar_edition"])
    record(by=by, verb="renew_calendar", on=by, sentence="Förnyade sin kalenderadress.")
    return by
