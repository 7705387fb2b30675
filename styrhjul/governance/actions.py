"""Verbs of governance: take steps, hold meetings, record decisions, freeze versions, open tasks."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from styrhjul.documents.words import paragraph_of
from styrhjul.governance import registry
from styrhjul.governance.archive import canonical, checksum_of
from styrhjul.governance.documents import frozen_as
from styrhjul.governance.models import (
    Attachment,
    Correction,
    Decision,
    DecisionLine,
    FrozenVersion,
    GovernanceModel,
    Matter,
    Meeting,
    Task,
)
from styrhjul.governance.rules import check_amendable, check_minutes, check_order
from styrhjul.governance.terms import Outcome, TaskKind
from styrhjul.governance.workflow import Actor, Place, Refused, Step, may_take
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Unit, rights_of
from styrhjul.organisation.once import one_reading
from styrhjul.organisation.rules import DRAFTS_IN_BODY, HEADS, LEADS
from styrhjul.organisation.terms import BodyKind, Role

AnyMatter = TypeVar("AnyMatter", bound=Matter)
AnyModel = TypeVar("AnyModel", bound=models.Model)

#: The positions in which somebody takes a step, so that the log can name whom a deputy acts for (O-4).
HELD_BY = {Actor.SECRETARY: {Role.SECRETARY}, Actor.HEAD: HEADS, Actor.DRAFTER: DRAFTS_IN_BODY | LEADS}

#: How a body said yes, as the history tells it (D-4).
HOW: Mapping[str, str] = {
    Outcome.ADOPTED: " enligt förslaget",
    Outcome.ADOPTED_WITH_CHANGE: " med ändring",
}


def locked(thing: AnyModel) -> AnyModel:
    """Return the row as it is now, locked until the transaction ends."""
    return type(thing)._default_manager.select_for_update(of=("self",)).get(pk=thing.pk)


def require(allowed: bool, message: str, rule: str = "O-6") -> None:
    """Raise Refused with the message unless it is allowed."""
    if not allowed:
        raise Refused(message, rule)


def freeze(
    *, by: Person | None, thing: Matter, step: str, on: datetime.date, decision: Decision | None = None
) -> FrozenVersion:
    """Return a new numbered version of the object with its content and checksum, never to be changed (F-5)."""
    kind = registry.kind_of(thing)
    previous = FrozenVersion.objects.of(thing).last()
    version = FrozenVersion(
        content_type=ContentType.objects.get_for_model(thing),
        object_id=thing.pk,
        number=previous.number + 1 if previous else 1,
        step=step,
        frozen_on=on,
        frozen_by=by.name if by else "",
    )
    with one_reading():
        said = kind.content(thing, previous.content if previous else None) if kind.content else thing.wording()
        version.content = frozen_as(thing, said, version, decision)
    version.checksum = checksum_of(canonical(version.content))
    version.save()
    return version


def _walk(
    thing: AnyMatter, step: Step, by: Person | None, on: datetime.date, sentence: str, acting_for: str
) -> AnyMatter:
    """Move the locked matter along the step, after its own conditions, and log it."""
    thing.check_step(step.name, on)
    thing.state = step.target
    thing.stepped_on = on
    thing.save(update_fields=["state", "stepped_on"])
    record(by=by, verb=step.name, on=thing, sentence=sentence, acting_for=acting_for, state=step.target)
    follow = registry.kind_of(thing).follow
    if follow is not None:
        follow(thing, step.name, by)
    return thing


@transaction.atomic
def take_step(
    *, by: Person, thing: AnyMatter, step: str, on: datetime.date | None = None, comment: str = ""
) -> AnyMatter:
    """Take a step that needs no decision, and return the matter as it became.

    What is handed to a body is frozen as a numbered version (F-5). Raises Refused in the wrong order, from the
    wrong person, without a comment that the step asks for, or when the matter's own conditions are not met (D-1, D-3).
    """
    day = on or today()
    matter = locked(thing)
    row = matter.workflow.step(step, matter.state)
    require(not row.needs_decision, f"«{row.label}» sker genom ett beslut som sekreteraren registrerar.", "D-1")
    places = matter.places
    require(may_take(row, by.rights, places), f"Du kan inte göra «{row.label.lower()}»: det gör någon annan.", "O-6")
    require(bool(comment.strip()) or not row.needs_comment, f"Skriv varför du vill «{row.label.lower()}».", "D-4")
    check_order(day, matter.stepped_on)
    sentence = f"{row.past.capitalize()}." + (f" {comment.strip()}" if comment.strip() else "")
    place_id = getattr(places, row.place)
    unit_side = row.place in (Place.UNIT, Place.SUPERIOR)
    at = {"unit_id": place_id} if unit_side else {"body_id": place_id}
    acting_for = by.rights.acting_for(HELD_BY[row.actor], **at)
    matter = _walk(matter, row, by, day, sentence, acting_for)
    if row.name == "hand_in":
        freeze(by=by, thing=matter, step=row.name, on=day)
    return matter


def publishes_by_default(body: Body, held_on: datetime.date) -> bool:
    """Tell whether the notice publishes what law asks for: the council's, if the year's settings say so (L-6)."""
    is_council = body.kind == BodyKind.COUNCIL
    return is_council and GovernanceModel.objects.settings_for(held_on.year).publish_at_notice


@transaction.atomic
def hold_meeting(
    *, by: Person | None, body: Body, held_on: datetime.date, notice_on: datetime.date | None = None
) -> Meeting:
    """Return the body's meeting on the day, a new one if there was none (D-8). Raises Refused for a stranger to it."""
    require(by is None or body.pk in by.rights.secretary_of, "Bara organets sekreterare lägger upp sammanträden.")
    if notice_on and notice_on > held_on:
        raise Refused("Kallelsen kan inte gå ut efter sammanträdet.", "D-8", {"notice_on": "Efter sammanträdet."})
    made = {"notice_on": notice_on, "publishes": publishes_by_default(body, held_on)}
    meeting, is_new = Meeting.objects.get_or_create(body=body, held_on=held_on, defaults=made)
    if is_new:
        record(by=by, verb="hold_meeting", on=meeting, sentence=f"Lade upp sammanträdet {held_on}.")
    return meeting


@transaction.atomic
def put_on_agenda(
    *,
    by: Person | None,
    meeting: Meeting,
    heading: str,
    things: list[Matter],
    proposed_wording: str = "",
) -> Decision:
    """Return the matter on the meeting's agenda with one line for each object (D-8).

    A matter with the same heading that is not yet decided gets the lines added. Raises Refused when the minutes
    are approved.
    """
    check_amendable(meeting.minutes_approved_on)
    decision = meeting.decisions.filter(heading=heading, recorded_on=None).first()
    if decision is None:
        decision = Decision.objects.create(meeting=meeting, heading=heading, proposed_wording=proposed_wording)
        record(by=by, verb="put_on_agenda", on=decision, sentence=f"Tog upp «{heading}» till {meeting}.")
    for thing in things:
        kind = ContentType.objects.get_for_model(thing)
        DecisionLine.objects.get_or_create(
            decision=decision,
            content_type=kind,
            object_id=thing.pk,
            defaults={"version": FrozenVersion.objects.of(thing).last()},
        )
    return decision


@dataclass(frozen=True)
class Ruling:
    """What a body decided about one object: outcome, the text decided where it was changed, and the reason (D-4)."""

    thing: Matter
    outcome: str = Outcome.ADOPTED
    changes: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


def _rule_on(decision: Decision, ruling: Ruling, place: Place, by: Person | None) -> None:
    """Take the step that the ruling means for its object, and keep the line."""
    thing = locked(ruling.thing)
    step = thing.workflow.step_of(thing.state, place, ruling.outcome)
    check_order(decision.decided_on, thing.stepped_on)
    if ruling.outcome == Outcome.SENT_BACK and not ruling.reason.strip():
        raise Refused(f"Skriv varför «{thing}» återremitteras.", "D-4", {"reason": "Skriv varför."})
    kind = ContentType.objects.get_for_model(thing)
    version = FrozenVersion.objects.of(thing).last()
    DecisionLine.objects.update_or_create(
        decision=decision,
        content_type=kind,
        object_id=thing.pk,
        defaults={
            "outcome": ruling.outcome,
            "changes": dict(ruling.changes),
            "reason": ruling.reason,
            "version": version,
        },
    )
    receive = registry.kind_of(thing).receive
    if receive is not None:
        receive(thing, step.name, decision, ruling.changes)
    day = decision.decided_on
    body = decision.meeting.body.name_on(day)
    sentence = f"{body} {step.past}{HOW.get(step.outcome, '')}, {day} {paragraph_of(decision.paragraph)}."
    if ruling.reason:
        sentence += f" {ruling.reason}"
    acting_for = by.rights.acting_for(HELD_BY[Actor.SECRETARY], decision.meeting.body_id) if by else ""
    _walk(thing, step, by, decision.decided_on, sentence, acting_for)
    freeze(by=by, thing=thing, step=step.name, on=decision.decided_on, decision=decision)


def _place_of(body: Body, thing: Matter) -> Place:
    """Return the place that the body is for the object. Raises Refused when it is none of its own (D-3)."""
    places = thing.places
    for place in (Place.COUNCIL, Place.OWNER, Place.BOARD):
        if getattr(places, place) == body.pk:
            return place
    raise Refused(f"{body} kan inte besluta om «{thing}»: ett organ beslutar bara om sitt eget.", "D-3")


def _check_paragraph(decision: Decision, paragraph: str) -> None:
    """Refuse a decision without a paragraph, or with one that another decision of the meeting has (D-1)."""
    if not paragraph.strip():
        raise Refused("Ange beslutets paragraf.", "D-1", {"paragraph": "Ange paragrafen, till exempel 84."})
    taken = Decision.objects.filter(meeting=decision.meeting, paragraph=paragraph.strip()).exclude(pk=decision.pk)
    if taken.exists():
        raise Refused(
            f"{paragraph_of(paragraph)} finns redan på sammanträdet.", "D-1", {"paragraph": "Paragrafen är upptagen."}
        )


@transaction.atomic
def record_decision(
    *,
    by: Person | None,
    decision: Decision,
    rulings: list[Ruling],
    paragraph: str,
    text: str = "",
    file_number: str = "",
) -> Decision:
    """Record what the body decided, all lines or none, and take the step of each object (D-1, D-3, D-4).

    Only the body's own secretary records (O-6). Raises Refused in the wrong order, by the wrong body, with a date
    before what it rests on, without a paragraph, or when the minutes are approved.
    """
    decision = locked(decision)
    body = decision.meeting.body
    require(by is None or body.pk in by.rights.secretary_of, "Bara organets sekreterare registrerar dess beslut.")
    check_amendable(decision.meeting.minutes_approved_on)
    require(decision.recorded_on is None, "Beslutet är redan registrerat. Ändra det i stället.", "D-5")
    _check_paragraph(decision, paragraph)
    if decision.decided_on > today():
        raise Refused(f"Sammanträdet hålls först {decision.decided_on}.", "D-3")
    decision.paragraph, decision.text, decision.file_number = paragraph.strip(), text, file_number.strip()
    decision.recorded_on, decision.recorded_by = today(), by
    decision.save()
    for ruling in rulings:
        _rule_on(decision, ruling, _place_of(body, ruling.thing), by)
    record(by=by, verb="record_decision", on=decision, sentence=f"Registrerade {decision.reference}.")
    return decision


@transaction.atomic
def load_decision(*, body: Body, held_on: datetime.date, heading: str, paragraph: str = "", text: str = "") -> Decision:
    """Return a decision made before Styrhjul came, with what is known of it and the mark of D-7."""
    meeting, _ = Meeting.objects.get_or_create(
        body=body, held_on=held_on, defaults={"minutes_approved_on": held_on + datetime.timedelta(days=7)}
    )
    decision = Decision.objects.create(
        meeting=meeting, heading=heading, paragraph=paragraph, text=text, recorded_on=held_on, before_styrhjul=True
    )
    record(by=None, verb="load_decision", on=decision, sentence=f"Läste in {decision.reference}.")
    return decision


@transaction.atomic
def load_as_adopted(*, thing: AnyMatter, decision: Decision, state: str = "adopted") -> AnyMatter:
    """Return the matter as adopted by a decision from before Styrhjul; order and completeness are not asked (D-7)."""
    require(decision.before_styrhjul, "Bara beslut från tiden före Styrhjul läses in så här.", "D-7")
    thing.state, thing.stepped_on = state, decision.decided_on
    thing.save(update_fields=["state", "stepped_on"])
    version = freeze(by=None, thing=thing, step="load", on=decision.decided_on, decision=decision)
    DecisionLine.objects.create(
        decision=decision,
        content_type=ContentType.objects.get_for_model(thing),
        object_id=thing.pk,
        version=version,
        outcome=Outcome.ADOPTED,
    )
    record(by=None, verb="load", on=thing, sentence=f"Fastställt före Styrhjul, {decision.reference}.")
    return thing


@transaction.atomic
def amend_decision(*, by: Person, decision: Decision, paragraph: str, text: str, file_number: str) -> Decision:
    """Return the decision with its record amended; allowed until the minutes are approved (D-5)."""
    decision = locked(decision)
    require(decision.meeting.body_id in by.rights.secretary_of, "Bara organets sekreterare ändrar dess beslut.")
    check_amendable(decision.meeting.minutes_approved_on)
    _check_paragraph(decision, paragraph)
    before = {"paragraph": decision.paragraph, "text": decision.text, "file_number": decision.file_number}
    decision.paragraph, decision.text, decision.file_number = paragraph.strip(), text, file_number.strip()
    decision.save(update_fields=["paragraph", "text", "file_number"])
    record(by=by, verb="amend", on=decision, sentence="Ändrade beslutets uppgifter.", before=before)
    return decision


@transaction.atomic
def correct_decision(*, by: Person, decision: Decision, what: str, why: str) -> Correction:
    """Return the correction of a clerical error in approved minutes; the original stays readable (D-5)."""
    require(decision.meeting.body_id in by.rights.secretary_of, "Bara organets sekreterare rättar dess beslut.")
    require(
        decision.meeting.minutes_approved_on is not None,
        "Protokollet är inte justerat. Ändra beslutet i stället för att rätta det.",
        "D-5",
    )
    missing = {name: "Fyll i fältet." for name, value in (("what", what), ("why", why)) if not value.strip()}
    if missing:
        raise Refused("Skriv vad som rättas och varför.", "D-5", missing)
    made = Correction.objects.create(decision=decision, by=by, corrected_on=today(), what=what, why=why)
    record(by=by, verb="correct", on=decision, sentence=f"Rättelse: {what} Skäl: {why}")
    return made


@transaction.atomic
def attach(*, by: Person, decision: Decision, name: str, media_type: str, content: bytes) -> Attachment:
    """Return the file attached to the decision (D-1). Raises Refused when the minutes are approved."""
    require(decision.meeting.body_id in by.rights.secretary_of, "Bara organets sekreterare bifogar filer.")
    check_amendable(decision.meeting.minutes_approved_on)
    made = Attachment.objects.create(decision=decision, name=name, media_type=media_type, content=content)
    record(by=by, verb="attach", on=decision, sentence=f"Bifogade {name}.")
    return made


@transaction.atomic
def approve_minutes(*, by: Person | None, meeting: Meeting, approved_on: datetime.date) -> Meeting:
    """Return the meeting with approved minutes; its record stands from now on (D-5). Refused before it is held."""
    meeting = locked(meeting)
    require(by is None or meeting.body_id in by.rights.secretary_of, "Bara organets sekreterare justerar protokollet.")
    check_amendable(meeting.minutes_approved_on)
    check_minutes(meeting.held_on, approved_on)
    require(approved_on <= today(), "Protokollet kan inte vara justerat i framtiden.", "D-8")
    meeting.minutes_approved_on = approved_on
    meeting.save(update_fields=["minutes_approved_on"])
    record(by=by, verb="approve_minutes", on=meeting, sentence=f"Protokollet justerat {approved_on}.")
    return meeting


def open_task(
    *,
    kind: TaskKind,
    thing: models.Model,
    heading: str,
    due_on: datetime.date | None,
    person: Person | None = None,
    body: Body | None = None,
    side: str = "",
    unit: Unit | None = None,
) -> Task:
    """Return the open task of that kind about the object, a new one if there was none; safe to call again."""
    task, _ = Task.objects.get_or_create(
        kind=kind,
        content_type=ContentType.objects.get_for_model(thing),
        object_id=thing.pk,
        person=person,
        body=body,
        unit=unit,
        done_on=None,
        defaults={"heading": heading, "due_on": due_on, "opened_on": today(), "side": side},
    )
    return task


@transaction.atomic
def close_tasks(
    *, by: Person | None, thing: models.Model, kind: TaskKind, body: Body | None = None, person: Person | None = None
) -> int:
    """Close the open tasks of that kind about the object, of one body or person if given; return how many they were."""
    kind_of_thing = ContentType.objects.get_for_model(thing)
    tasks = Task.objects.filter(kind=kind, content_type=kind_of_thing, object_id=thing.pk, done_on=None)
    if body is not None:
        tasks = tasks.filter(body=body)
    if person is not None:
        tasks = tasks.filter(person=person)
    return tasks.update(done_on=today(), done_by=by)


def may_record(user: object, body: Body) -> bool:
    """Tell whether the user records the body's decisions (O-6)."""
    return body.pk in rights_of(user).secretary_of
