"""Decisions: by the right body, in order, all or none, standing when the minutes are approved (D-1 to D-8, F-5)."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from styrhjul.goals.models import GoalVersion
from styrhjul.governance.actions import (
    Ruling,
    amend_decision,
    approve_minutes,
    attach,
    correct_decision,
    hold_meeting,
    load_as_adopted,
    load_decision,
    put_on_agenda,
    record_decision,
    take_step,
)
from styrhjul.governance.agenda import take_off_agenda, word_matter
from styrhjul.governance.models import Decision, DecisionLine, FrozenVersion, Meeting
from styrhjul.governance.terms import Outcome
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.models import LogEntry
from tests.world import World

pytestmark = pytest.mark.django_db

HELD = datetime.date(2026, 9, 8)


def handed(world: World, **changes: object) -> GoalVersion:
    """A goal of the school committee, handed to it on 20 August."""
    return take_step(by=world.tomas, thing=world.draft_goal(**changes), step="hand_in", on=datetime.date(2026, 8, 20))


def refusal(rule: str, act: object, **given: object) -> Refused:
    """Return how the act was refused, by that rule."""
    with pytest.raises(Refused) as refused, transaction.atomic():
        act(**given)  # type: ignore[operator]
    assert refused.value.rule == rule
    return refused.value


def test_d1_a_decision_has_a_paragraph_of_its_own(world: World) -> None:
    meeting = hold_meeting(by=world.sara, body=world.school, held_on=HELD)
    one = put_on_agenda(by=world.sara, meeting=meeting, heading="Ett", things=[])
    two = put_on_agenda(by=world.sara, meeting=meeting, heading="Två", things=[])
    empty = refusal("D-1", record_decision, by=world.sara, decision=one, rulings=[], paragraph=" ")
    assert "paragraph" in empty.errors
    record_decision(by=world.sara, decision=one, rulings=[], paragraph="7")
    refusal("D-1", record_decision, by=world.sara, decision=two, rulings=[], paragraph="7")
    record_decision(by=world.sara, decision=two, rulings=[], paragraph="8")
    taken = refusal("D-1", amend_decision, by=world.sara, decision=two, paragraph="7", text="", file_number="")
    assert taken.errors == {"paragraph": "Paragrafen är upptagen."}


def test_o6_only_the_bodys_own_secretary_records_and_the_log_says_who(world: World) -> None:
    version = handed(world)
    meeting = hold_meeting(by=world.sara, body=world.school, held_on=HELD)
    matter = put_on_agenda(by=world.sara, meeting=meeting, heading="Mål", things=[version])
    for person in (world.bo, world.frida, world.olle, world.tomas, world.per, world.karin, world.ada):
        refusal("O-6", record_decision, by=person, decision=matter, rulings=[Ruling(version)], paragraph="1")
        refusal("O-6", hold_meeting, by=person, body=world.school, held_on=HELD)
    record_decision(by=world.sara, decision=matter, rulings=[Ruling(version)], paragraph="1")
    assert LogEntry.objects.about(matter).first().by_name == "Sara Sten"


def test_d3_a_meeting_to_come_has_decided_nothing(world: World) -> None:
    meeting = hold_meeting(by=world.sara, body=world.school, held_on=datetime.date(2026, 9, 15))
    matter = put_on_agenda(by=world.sara, meeting=meeting, heading="Mål", things=[])
    refused = refusal("D-3", record_decision, by=world.sara, decision=matter, rulings=[], paragraph="1")
    assert refused.message == "Sammanträdet hålls först 2026-09-15."


def test_d3_a_committee_does_not_decide_anothers_goal(world: World) -> None:
    version = handed(world)
    meeting = hold_meeting(by=world.olle, body=world.care, held_on=HELD)
    matter = put_on_agenda(by=world.olle, meeting=meeting, heading="Mål", things=[version])
    refusal("D-3", record_decision, by=world.olle, decision=matter, rulings=[Ruling(version)], paragraph="1")
    version.refresh_from_db()
    assert version.state == "handed"


def test_d3_one_that_is_late_hinders_no_other(world: World) -> None:
    late, ready = handed(world), world.propose(world.draft_goal(heading="Trygga elever"))
    world.decide(world.bo, world.board, HELD, ready, "91")
    late.refresh_from_db()
    ready.refresh_from_db()
    assert (late.state, ready.state) == ("handed", "prepared")


def test_d4_nothing_is_recorded_when_one_line_is_refused(world: World) -> None:
    first, second = handed(world), world.draft_goal(heading="Inte lämnat")
    meeting = hold_meeting(by=world.sara, body=world.school, held_on=HELD)
    matter = put_on_agenda(by=world.sara, meeting=meeting, heading="Mål", things=[first, second])
    frozen, logged = FrozenVersion.objects.count(), LogEntry.objects.count()
    rulings = [Ruling(first), Ruling(second)]
    refusal("D-3", record_decision, by=world.sara, decision=matter, rulings=rulings, paragraph="1")
    first.refresh_from_db()
    matter.refresh_from_db()
    assert (first.state, matter.recorded_on, matter.paragraph) == ("handed", None, "")
    assert (FrozenVersion.objects.count(), LogEntry.objects.count()) == (frozen, logged)
    assert set(matter.lines.values_list("outcome", flat=True)) == {""}


def test_d4_sending_back_says_why(world: World) -> None:
    version = handed(world)
    meeting = hold_meeting(by=world.sara, body=world.school, held_on=HELD)
    matter = put_on_agenda(by=world.sara, meeting=meeting, heading="Mål", things=[version])
    back = Ruling(version, Outcome.SENT_BACK)
    refusal("D-4", record_decision, by=world.sara, decision=matter, rulings=[back], paragraph="1")
    why = Ruling(version, Outcome.SENT_BACK, reason="Skriv hur det följs upp.")
    record_decision(by=world.sara, decision=matter, rulings=[why], paragraph="1")
    assert "Skriv hur det följs upp." in LogEntry.objects.about(version).first().sentence


def test_d4_the_history_tells_who_decided_what_and_when(world: World) -> None:
    version = handed(world)
    world.decide(world.sara, world.school, HELD, version, "58")
    told = [entry.sentence for entry in LogEntry.objects.about(version)]
    assert told[:2] == [
        f"Skolnämnden föreslog enligt förslaget, {HELD} §\N{NO-BREAK SPACE}58.",
        "Lämnade till nämnden.",
    ]


def test_d5_the_record_is_amended_until_the_minutes_and_corrected_after(world: World) -> None:
    decision = world.decide(world.sara, world.school, HELD, handed(world), "58")
    refusal("D-5", correct_decision, by=world.sara, decision=decision, what="a", why="b")
    amend_decision(by=world.sara, decision=decision, paragraph="59", text="Antas.", file_number="SKN 2026/3")
    attach(by=world.sara, decision=decision, name="a.txt", media_type="text/plain", content=b"a")
    refusal("O-6", approve_minutes, by=world.tomas, meeting=decision.meeting, approved_on=HELD)
    approve_minutes(by=world.sara, meeting=decision.meeting, approved_on=HELD)
    decision = Decision.objects.get(pk=decision.pk)
    changed = {"paragraph": "60", "text": "Annat.", "file_number": ""}
    refusal("D-5", amend_decision, by=world.sara, decision=decision, **changed)
    refusal("D-5", attach, by=world.sara, decision=decision, name="b", media_type="text/plain", content=b"b")
    refusal("D-5", put_on_agenda, by=world.sara, meeting=decision.meeting, heading="Nytt", things=[])
    refusal("D-5", correct_decision, by=world.sara, decision=decision, what="", why="Skrivfel.")
    made = correct_decision(by=world.sara, decision=decision, what="Det ska stå § 58.", why="Skrivfel.")
    decision.refresh_from_db()
    assert (decision.paragraph, decision.text) == ("59", "Antas."), "the original stays readable"
    assert (made.by, made.what) == (world.sara, "Det ska stå § 58.")


def test_d5_the_database_itself_keeps_what_the_minutes_say(world: World) -> None:
    decision = world.decide(world.sara, world.school, HELD, handed(world), "58")
    Decision.objects.filter(pk=decision.pk).update(text="Ändras före justeringen.")
    approve_minutes(by=world.sara, meeting=decision.meeting, approved_on=HELD)
    for act in (
        lambda: Decision.objects.filter(pk=decision.pk).update(text="Annat."),
        lambda: DecisionLine.objects.filter(decision=decision).update(outcome="rejected"),
        lambda: DecisionLine.objects.filter(decision=decision).delete(),
    ):
        with pytest.raises(IntegrityError, match="the minutes are approved"), transaction.atomic():
            act()


def test_f5_a_frozen_version_never_changes(world: World) -> None:
    version = handed(world)
    frozen = FrozenVersion.objects.of(version).get()
    for act in (
        lambda: FrozenVersion.objects.filter(pk=frozen.pk).update(content={}),
        lambda: FrozenVersion.objects.filter(pk=frozen.pk).delete(),
        frozen.delete,
        frozen.save,
    ):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            act()
    GoalVersion.objects.filter(pk=version.pk).update(text="Annat.")
    assert FrozenVersion.objects.of(version).get().content["fields"]["text"] == version.text


def test_the_log_only_grows(world: World) -> None:
    entry = LogEntry.objects.first()
    for act in (
        lambda: LogEntry.objects.update(sentence="Annat."),
        lambda: LogEntry.objects.all().delete(),
        entry.delete,
        entry.save,
        lambda: connection.cursor().execute("delete from organisation_logentry where false"),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            act()


def test_d7_what_was_decided_before_is_loaded_without_order_or_completeness(world: World) -> None:
    version = world.draft_goal(purpose="", criteria="")
    before = load_decision(body=world.council, held_on=datetime.date(2023, 10, 26), heading="Budget", paragraph="85")
    load_as_adopted(thing=version, decision=before)
    version.refresh_from_db()
    assert (version.state, before.reference) == (
        "adopted",
        "Kommunfullmäktige 2023-10-26 §\N{NO-BREAK SPACE}85 (före Styrhjul)",
    )
    other = world.decide(world.sara, world.school, HELD, handed(world, heading="Nytt"), "58")
    refusal("D-7", load_as_adopted, thing=world.draft_goal(heading="Annat"), decision=other)


def test_d8_minutes_and_notice_keep_their_order(world: World) -> None:
    early = datetime.date(2026, 9, 9)
    refusal("D-8", hold_meeting, by=world.sara, body=world.school, held_on=HELD, notice_on=early)
    meeting = hold_meeting(by=world.sara, body=world.school, held_on=HELD)
    assert hold_meeting(by=world.sara, body=world.school, held_on=HELD) == meeting, "one meeting a day"
    refusal("D-8", approve_minutes, by=world.sara, meeting=meeting, approved_on=datetime.date(2026, 9, 7))
    refusal("D-8", approve_minutes, by=world.sara, meeting=meeting, approved_on=datetime.date(2026, 9, 30))
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(minutes_approved_on=datetime.date(2026, 9, 7))


def test_d8_a_matter_is_worded_and_taken_off_until_it_is_decided(world: World) -> None:
    first, second = handed(world), handed(world, heading="Trygga elever")
    meeting = hold_meeting(by=world.sara, body=world.school, held_on=HELD)
    matter = put_on_agenda(by=world.tomas, meeting=meeting, heading="Mål", things=[first])
    again = put_on_agenda(by=world.tomas, meeting=meeting, heading="Mål", things=[first, second])
    assert (again, again.lines.count()) == (matter, 2), "one matter, and each object once"
    wording = {"heading": "Mål 2027", "proposed_wording": "Målen antas."}
    refusal("O-6", word_matter, by=world.tomas, decision=matter, **wording)
    refusal("D-8", word_matter, by=world.sara, decision=matter, heading=" ", proposed_wording="")
    keep = [matter.lines.get(object_id=first.pk).pk]
    word_matter(by=world.sara, decision=matter, keep=keep, **wording)
    matter.refresh_from_db()
    assert (matter.heading, [line.thing for line in matter.lines.all()]) == ("Mål 2027", [first])
    foreign = world.old_decision().pk
    refusal("D-3", word_matter, by=world.sara, decision=matter, refers_to=foreign, **wording)
    refusal("O-6", take_off_agenda, by=world.bo, decision=matter)
    record_decision(by=world.sara, decision=matter, rulings=[Ruling(first)], paragraph="1")
    refusal("D-5", word_matter, by=world.sara, decision=matter, **wording)
    refusal("D-5", take_off_agenda, by=world.sara, decision=matter)
    other = put_on_agenda(by=world.sara, meeting=meeting, heading="Annat", things=[second])
    take_off_agenda(by=world.sara, decision=other)
    assert not Decision.objects.filter(heading="Annat").exists()
    assert LogEntry.objects.about(meeting).first().sentence.startswith("Tog bort «Annat»")
