"""Plans and activities: hearing, endorsement, adoption, progress (D-6, O-6, O-7, P-1 to P-7)."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from styrhjul.goals.actions import plans as actions
from styrhjul.goals.findings import unnamed
from styrhjul.goals.models import Activity, Plan
from styrhjul.governance.models import Task
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import appoint, name_deputy
from styrhjul.organisation.models import LogEntry, Person
from styrhjul.organisation.terms import Role
from tests.world import START, World

pytestmark = pytest.mark.django_db
DUE = datetime.date(2026, 12, 1)


def operational(world: World) -> Plan:
    """The school administration's plan for 2026, with one complete activity."""
    world.adopted("committee", "Trygga elever", 2026, 2026, body=world.school)
    plan = actions.draft_plan(by=world.tomas, unit=world.school_administration, year=2026, focus="Läsning.")
    goal = plan.planned_goals.get().goal
    actions.add_activity(
        by=world.tomas, plan=plan, what="Läsgaranti", goal=goal, responsible_unit=world.compulsory, due_on=DUE
    )
    return plan


def adopted(plan: Plan) -> Plan:
    """The plan as adopted."""
    return actions.load_plan_as_adopted(plan=plan, adopted_on=START)


def test_p1_the_committees_goals_are_laid_in_by_themselves(world: World) -> None:
    plan = operational(world)
    assert [str(one.goal) for one in plan.planned_goals.all()] == ["Trygga elever"]


def test_p1_a_goal_adopted_later_is_laid_into_the_draft_plans_but_not_into_what_is_handed_in(world: World) -> None:
    years = {
        year: actions.draft_plan(by=world.tomas, unit=world.school_administration, year=year) for year in (2027, 2028)
    }
    of_care = actions.draft_plan(by=world.vera, unit=world.care_administration, year=2027)
    actions.hand_in_plan(by=world.tomas, plan=years[2028])
    version = world.propose(world.draft_goal())
    world.decide(world.bo, world.board, datetime.date(2026, 9, 9), version, "162")
    world.decide(world.frida, world.council, datetime.date(2026, 9, 14), version, "84")
    assert [one.goal for one in years[2027].planned_goals.all()] == [version.goal]
    assert not years[2028].planned_goals.exists()
    assert not of_care.planned_goals.exists()
    told = LogEntry.objects.about(years[2027])[0].sentence
    assert told == "«Alla elever läser med flyt i årskurs 3» är fastställt och lades in."


def test_p7_the_head_names_who_answers_for_a_goal_which_is_laid_into_that_ones_plan(world: World) -> None:
    plan = operational(world)
    goal = plan.planned_goals.get().goal
    drafted = actions.draft_plan(by=world.asa, unit=world.compulsory, year=2026)
    assert not drafted.planned_goals.exists()
    for person in (world.conny, world.asa, world.sara, world.vera):
        with pytest.raises(Refused, match="Förvaltningens chef"):
            actions.name_responsible(by=person, plan=plan, goal=goal, unit=world.compulsory)
    actions.name_responsible(by=world.tomas, plan=plan, goal=goal, unit=world.compulsory)
    assert drafted.planned_goals.get().goal == goal
    actions.name_responsible(by=world.tomas, plan=plan, goal=goal, unit=world.beach_school)
    assert not drafted.planned_goals.exists(), "it went on to the school, which has no plan yet"
    of_school = actions.draft_plan(by=world.mikaela, unit=world.beach_school, year=2026)
    assert of_school.planned_goals.get().goal == goal
    assert LogEntry.objects.about(plan)[0].sentence == "Strandskolan ansvarar för «Trygga elever»."


def test_p7_who_answers_is_named_in_an_adopted_plan_too_but_only_below_the_administration(world: World) -> None:
    plan = operational(world)
    goal = plan.planned_goals.get().goal
    actions.hand_in_plan(by=world.tomas, plan=plan)
    actions.hear(by=world.sara, plan=plan, body=world.school, heard_on=datetime.date(2026, 9, 1))
    plan = actions.adopt_plan(by=world.tomas, plan=plan)
    assert [finding.rule for finding in unnamed(2026)] == ["P-7"]
    with pytest.raises(Refused, match="hör inte till") as refused:
        actions.name_responsible(by=world.tomas, plan=plan, goal=goal, unit=world.care_administration)
    assert list(refused.value.errors) == [f"goal_{goal.pk}"]
    actions.name_responsible(by=world.tomas, plan=plan, goal=goal, unit=world.compulsory)
    assert not list(unnamed(2026))


def test_d6_a_controller_does_not_record_that_a_committee_was_heard(world: World) -> None:
    plan = operational(world)
    heard_on = datetime.date(2026, 9, 1)
    for person in (world.conny, world.asa, world.olle, world.per):
        with pytest.raises(Refused, match="sekreterare eller förvaltningschefen"):
            actions.hear(by=person, plan=plan, body=world.school, heard_on=heard_on)
    assert actions.hear(by=world.tomas, plan=plan, body=world.school, heard_on=heard_on).heard_on == heard_on


def test_d6_an_operational_plan_is_adopted_after_the_committee_is_heard(world: World) -> None:
    plan = operational(world)
    actions.hand_in_plan(by=world.tomas, plan=plan)
    with pytest.raises(Refused, match="Skolnämnden har hörts") as refused:
        actions.adopt_plan(by=world.tomas, plan=plan)
    assert refused.value.rule == "D-6"
    actions.hear(by=world.sara, plan=plan, body=world.school, heard_on=datetime.date(2026, 9, 1), paragraph="60")
    adopted = actions.adopt_plan(by=world.tomas, plan=plan)
    assert (adopted.state, adopted.adopted_by) == ("adopted", world.tomas)


def test_d6_a_department_plan_is_endorsed_by_the_heads_own_superior_first(world: World) -> None:
    plan = actions.draft_plan(by=world.asa, unit=world.compulsory, year=2026)
    actions.hand_in_plan(by=world.asa, plan=plan)
    assert Task.objects.of(world.tomas).waiting().filter(kind="endorse_plan").count() == 1
    with pytest.raises(Refused, match="godkännas"):
        actions.adopt_plan(by=world.asa, plan=plan)
    with pytest.raises(Refused):
        actions.endorse_plan(by=world.asa, plan=plan)
    with pytest.raises(Refused):
        actions.endorse_plan(by=world.vera, plan=plan)
    plan.refresh_from_db()
    actions.endorse_plan(by=world.tomas, plan=plan)
    assert not Task.objects.waiting().filter(kind="endorse_plan").exists()
    assert actions.adopt_plan(by=world.asa, plan=plan).state == "adopted"


def test_d6_nobody_endorses_what_they_adopt(world: World) -> None:
    appoint(by=None, person=world.tomas, role=Role.HEAD, place=world.compulsory, from_on=START, is_acting=True)
    world.tomas.__dict__.pop("rights", None)
    plan = actions.draft_plan(by=world.asa, unit=world.compulsory, year=2026)
    actions.hand_in_plan(by=world.asa, plan=plan)
    with pytest.raises(Refused, match="själv fastställer"):
        actions.endorse_plan(by=world.tomas, plan=plan)
    with pytest.raises(IntegrityError, match="nobody_endorses"), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(endorsed_by=world.asa, adopted_by=world.asa)


def test_p2_the_four_fields_are_asked_for_when_the_plan_is_adopted_not_before(world: World) -> None:
    plan = operational(world)
    actions.add_activity(by=world.tomas, plan=plan, what="Något vagt")
    actions.hand_in_plan(by=world.tomas, plan=plan)
    actions.hear(by=world.sara, plan=plan, body=world.school, heard_on=datetime.date(2026, 9, 1))
    with pytest.raises(Refused, match="«Något vagt»") as refused:
        actions.adopt_plan(by=world.tomas, plan=plan)
    assert refused.value.rule == "P-2"
    plan.refresh_from_db()
    assert (plan.state, plan.adopted_on) == ("handed", None)


def test_d6_the_head_takes_a_plan_back_to_change_it_and_it_is_endorsed_anew(world: World) -> None:
    plan = actions.draft_plan(by=world.asa, unit=world.compulsory, year=2026)
    actions.hand_in_plan(by=world.asa, plan=plan)
    with pytest.raises(Refused):
        actions.reopen_plan(by=world.vera, plan=plan, step="take_back")
    actions.endorse_plan(by=world.tomas, plan=plan)
    plan = actions.reopen_plan(by=world.asa, plan=plan, step="take_back")
    assert (plan.state, plan.endorsed_by) == ("draft", None)
    actions.add_activity(by=world.asa, plan=plan, what="Läsgaranti")
    actions.hand_in_plan(by=world.asa, plan=plan)
    with pytest.raises(Refused):
        actions.adopt_plan(by=world.asa, plan=plan)
    assert Task.objects.waiting().filter(kind="endorse_plan").count() == 1
    plan = actions.reopen_plan(by=world.tomas, plan=plan, step="return", comment="Skriv vem som ansvarar.")
    assert plan.state == "returned"
    assert not Task.objects.waiting().filter(kind="endorse_plan").exists()


def test_o6_no_elected_position_writes_in_plans(world: World) -> None:
    plan = operational(world)
    for person in (world.per, world.sara, world.vera, world.emil):
        with pytest.raises(Refused):
            actions.write_plan(by=person, plan=plan, focus="Annat.")
    assert actions.write_plan(by=world.tomas, plan=plan, focus="Läsning och trygghet.").focus == "Läsning och trygghet."


def test_d6_an_activity_is_reported_on_when_its_plan_is_adopted_not_before(world: World) -> None:
    plan = operational(world)
    activity = plan.activities.get()
    actions.hand_in_plan(by=world.tomas, plan=plan)
    for person in (world.tomas, world.asa):
        assert not actions.can_report_on(person, Activity.objects.get(pk=activity.pk)), person
    with pytest.raises(Refused, match="Planen är inte fastställd än") as refused:
        actions.report_progress(by=world.tomas, activity=activity, status="done")
    assert refused.value.rule == "D-6"
    activity.refresh_from_db()
    assert activity.status == "todo"


def test_o7_whoever_is_named_responsible_reports(world: World) -> None:
    plan = adopted(operational(world))
    activity = plan.activities.get()
    with pytest.raises(Refused) as refused:
        actions.report_progress(by=world.emil, activity=activity, status="done")
    assert refused.value.rule == "O-7"
    Activity.objects.filter(pk=activity.pk).update(responsible=world.emil)
    activity.refresh_from_db()
    done = actions.report_progress(by=world.emil, activity=activity, status="done", note="Klart i juni.", result="Bra.")
    assert (done.status, done.result, done.notes.get().text) == ("done", "Bra.", "Klart i juni.")


def test_o7_heads_and_their_deputies_report_but_no_controller(world: World) -> None:
    activity = adopted(operational(world)).activities.get()
    for person in (world.conny, world.sara, world.per, world.mikaela):
        assert not actions.can_report_on(person, activity), person
    for person in (world.tomas, world.asa):
        assert actions.can_report_on(person, activity), person
    name_deputy(
        by=None, position=world.asa.positions.get(), person=world.vera, from_on=START, to_on=datetime.date(2026, 12, 31)
    )
    vera = Person.objects.get(pk=world.vera.pk)
    assert actions.report_progress(by=vera, activity=activity, status="going_on").status == "going_on"


def test_o8_drafts_of_plans_are_read_by_those_concerned(world: World) -> None:
    plan = operational(world)
    readers = {name for name, who in world.people.items() if Plan.objects.visible_to(who).filter(pk=plan.pk).exists()}
    assert readers == {"karin", "tomas", "conny"}
    actions.hand_in_plan(by=world.tomas, plan=plan)
    assert Plan.objects.visible_to(world.emil).filter(pk=plan.pk).exists()
