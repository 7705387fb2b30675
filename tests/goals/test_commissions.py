"""Commissions: given by a decision, reported back, closed by a decision, passed to a successor (X-11, L-5, O-5)."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from styrhjul.followup.actions import draft_handover, left_in
from styrhjul.goals.actions import commissions as actions
from styrhjul.goals.actions import plans
from styrhjul.goals.actions.succession import left_in as left_in_unit
from styrhjul.goals.actions.succession import pass_unit
from styrhjul.goals.findings import commissions as findings
from styrhjul.goals.findings import groundless
from styrhjul.goals.models import Commission
from styrhjul.governance.actions import hold_meeting, put_on_agenda, record_decision
from styrhjul.governance.models import Decision, Task
from styrhjul.governance.terms import TaskKind
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import end_body, end_unit
from styrhjul.organisation.clock import on_day
from tests.followup.test_succession import LAST, decided
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db

DUE = datetime.date(2026, 11, 30)


def decision_of(world: World, body: str = "council", day: int = 1) -> Decision:
    """A recorded decision of the council, or of another body, in September; its minutes are not approved."""
    secretary = {"council": world.frida, "board": world.bo, "school": world.sara}[body]
    meeting = hold_meeting(by=secretary, body=getattr(world, body), held_on=datetime.date(2026, 9, day))
    matter = put_on_agenda(by=secretary, meeting=meeting, heading=f"Ärende {day}", things=[])
    return record_decision(by=secretary, decision=matter, rulings=[], paragraph=str(day))


def given(world: World, **changes: object) -> Commission:
    """The council's commission to the school committee to look into swimming, to be reported in November."""
    fields = {"what": "Utred simundervisningen", "receiver": world.school, "due_on": DUE} | changes
    return actions.give_commission(by=world.frida, decision=decision_of(world), **fields)  # type: ignore[arg-type]


def waiting(kind: str) -> list[Task]:
    """The open tasks of the kind."""
    return list(Task.objects.waiting().filter(kind=kind))


def test_x11_the_secretary_of_the_council_or_board_gives_it_by_a_recorded_decision(world: World) -> None:
    made = given(world)
    assert (made.receiver, made.due_on, made.state) == (world.school, DUE, "open")
    for person in (world.sara, world.tomas, world.bo, world.karin, world.per):
        with pytest.raises(Refused) as refused:
            actions.give_commission(by=person, decision=made.decision, what="Annat", receiver=world.care)
        assert refused.value.rule == "X-11"
    of_school = decision_of(world, "school", 2)
    with pytest.raises(Refused, match="sekreterare registrerar uppdrag"):
        actions.give_commission(by=world.sara, decision=of_school, what="Annat", receiver=world.care)
    of_board = decision_of(world, "board", 3)
    to_unit = actions.give_commission(by=world.bo, decision=of_board, what="Se över", receiver=world.office)
    assert (to_unit.receiver, to_unit.ordered_by_id) == (world.office, world.board.pk)
    with pytest.raises(Refused, match="åt sig självt"):
        actions.give_commission(by=world.bo, decision=of_board, what="Se över", receiver=world.board)
    with pytest.raises(Refused, match="innan det är beslutat") as early:
        actions.give_commission(
            by=world.bo, decision=of_board, what="Se över", receiver=world.care, due_on=datetime.date(2026, 9, 2)
        )
    assert list(early.value.errors) == ["due_on"]


def test_x11_the_receiver_owes_a_report_with_its_day(world: World) -> None:
    made = given(world)
    task = Task.objects.of(world.tomas).waiting().get(kind=TaskKind.REPORT_COMMISSION)
    assert (task.heading, task.due_on) == ("Återrapportera: Utred simundervisningen", DUE)
    assert not Task.objects.of(world.vera).filter(kind=TaskKind.REPORT_COMMISSION).exists()
    later = datetime.date(2027, 1, 31)
    actions.change_commission(by=world.frida, commission=made, what="Utred simningen", text="", due_on=later)
    task.refresh_from_db()
    assert (task.heading, task.due_on) == ("Återrapportera: Utred simningen", later)


def test_x11_it_is_reported_back_on_the_way_and_at_last(world: World) -> None:
    made = given(world)
    for person in (world.vera, world.per, world.emil, world.frida, world.conny):
        with pytest.raises(Refused, match="Mottagarens chef eller sekreterare"):
            actions.report_commission(by=person, commission=made, text="Klart.", reported_on=TODAY)
    with pytest.raises(Refused) as refused:
        actions.report_commission(by=world.tomas, commission=made, text=" ", reported_on=TODAY)
    assert list(refused.value.errors) == ["text"]
    for day in (datetime.date(2026, 8, 1), datetime.date(2026, 12, 1)):
        with pytest.raises(Refused) as wrong:
            actions.report_commission(by=world.tomas, commission=made, text="Klart.", reported_on=day)
        assert list(wrong.value.errors) == ["reported_on"]
    actions.report_commission(by=world.tomas, commission=made, text="Halvvägs.", reported_on=TODAY, is_final=False)
    made.refresh_from_db()
    assert (made.state, len(waiting(TaskKind.REPORT_COMMISSION))) == ("open", 1)
    own = decision_of(world, "school", 10)
    actions.report_commission(by=world.sara, commission=made, text="Klart.", reported_on=TODAY, decision=own)
    made.refresh_from_db()
    assert (made.state, [one.text for one in made.reports.all()]) == ("reported", ["Klart.", "Halvvägs."])
    assert not waiting(TaskKind.REPORT_COMMISSION)
    assert [task.body for task in waiting(TaskKind.CLOSE_COMMISSION)] == [world.council]
    with pytest.raises(Refused, match="mottagaren själv"):
        actions.report_commission(
            by=world.sara, commission=made, text="Mer.", reported_on=TODAY, decision=made.decision
        )


def test_x11_it_is_closed_by_a_decision_of_the_body_that_gave_it(world: World) -> None:
    made = given(world)
    actions.report_commission(by=world.tomas, commission=made, text="Klart.", reported_on=TODAY)
    closing = decision_of(world, "council", 14)
    for decision in (decision_of(world, "board", 12), decision_of(world, "school", 12)):
        with pytest.raises(Refused) as refused:
            actions.close_commission(by=world.frida, commission=made, decision=decision)
        assert refused.value.rule == "D-3"
    with pytest.raises(Refused, match="fattat före återrapporten"):
        actions.close_commission(by=world.frida, commission=made, decision=made.decision)
    with pytest.raises(Refused, match="som gav uppdraget avslutar"):
        actions.close_commission(by=world.sara, commission=made, decision=closing)
    made = actions.close_commission(by=world.frida, commission=made, decision=closing)
    assert (made.state, made.closed_by) == ("closed", closing)
    assert not waiting(TaskKind.CLOSE_COMMISSION)
    with pytest.raises(Refused):
        actions.report_commission(by=world.tomas, commission=made, text="Mer.", reported_on=TODAY)
    with pytest.raises(IntegrityError, match="closed_commission_has_decision"), transaction.atomic():
        Commission.objects.filter(pk=made.pk).update(closed_by=None)


def test_x11_one_that_is_late_is_signalled_until_it_is_reported(world: World) -> None:
    made = given(world)
    after = datetime.date(2026, 12, 1)
    assert not list(findings(2026, DUE))
    assert [(one.rule, one.about) for one in findings(2026, after)] == [("X-11", made)]
    assert list(findings(2027, after)), "what is late from an earlier year is late still"
    with on_day(after):
        actions.report_commission(by=world.tomas, commission=made, text="Klart.", reported_on=after)
    assert not list(findings(2026, after))


def test_p2_an_activity_names_a_commission_as_its_mandate_giver(world: World) -> None:
    made = given(world)
    plan = plans.draft_plan(by=world.tomas, unit=world.school_administration, year=2026)
    activity = plans.add_activity(
        by=world.tomas, plan=plan, what="Prova fler bad", mandate="commission", commission=made,
        responsible_unit=world.compulsory, due_on=DUE,
    )  # fmt: skip
    assert activity.is_complete
    assert not list(groundless(2026))


def test_o5_a_bodys_commissions_pass_to_the_successor_by_the_councils_decision(world: World) -> None:
    made = given(world, receiver=world.care)
    care = end_body(by=world.ada, body=world.care, to_on=LAST, successors=[world.school])
    assert left_in(care).commissions == [made]
    handover = draft_handover(by=world.karin, body=care, goals={}, plans={}, commissions={made.pk: world.school})
    assert [str(row) for row in handover.rows.all()] == ["Utred simundervisningen till Skolnämnden"]
    decided(world, handover)
    made.refresh_from_db()
    assert made.body == world.school
    assert [task.body for task in waiting(TaskKind.REPORT_COMMISSION)] == [world.school]
    assert not left_in(care).things


def test_o5_a_units_commissions_pass_by_the_dated_act_of_its_superiors_head(world: World) -> None:
    made = given(world, receiver=world.beach_school)
    unit = end_unit(by=world.ada, unit=world.beach_school, to_on=TODAY, successors=[world.compulsory])
    after = TODAY + datetime.timedelta(days=1)
    assert left_in_unit(unit).commissions == [made]
    with on_day(after):
        pass_unit(by=world.asa, unit=unit, successor=world.compulsory, on=after)
    made.refresh_from_db()
    assert made.unit == world.compulsory
    assert [task.unit for task in waiting(TaskKind.REPORT_COMMISSION)] == [world.compulsory]
