"""Activities shared out from plan to plan, contributors, and what employees propose (P-2, P-3, P-6)."""

import datetime

import pytest

from styrhjul.goals.actions import plans, sharing
from styrhjul.goals.models import Activity, Plan
from styrhjul.governance.registry import duties_of
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.models import LogEntry
from tests.goals.test_plans import operational
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db


def shared(world: World) -> Activity:
    """The reading guarantee of the administration's plan, shared out to the department."""
    plan = operational(world)
    return sharing.share_out(by=world.tomas, activity=plan.activities.get(), unit=world.compulsory)


def test_p3_an_activity_is_shared_out_from_plan_to_department_to_unit(world: World) -> None:
    theirs = shared(world)
    assert (theirs.plan.unit, theirs.plan.year, theirs.responsible_unit) == (world.compulsory, 2026, None)
    assert theirs.goal == theirs.shared_from.goal
    unit_part = sharing.share_out(by=world.asa, activity=theirs, unit=world.beach_school)
    assert unit_part.shared_from == theirs
    assert sharing.share_out(by=world.asa, activity=theirs, unit=world.beach_school) == unit_part
    assert Activity.objects.filter(shared_from=theirs).count() == 1
    assert LogEntry.objects.about(theirs)[0].sentence == "Delades ut till Strandskolan."
    received = LogEntry.objects.about(unit_part.plan)[0]
    assert received.sentence == "«Läsgaranti» delades ut hit från Avdelningsplan 2026, Avdelning grundskola."
    assert {received.by_name, LogEntry.objects.about(unit_part)[0].by_name} == {world.asa.name}


def test_p3_only_the_head_shares_out_and_only_downwards_into_drafts(world: World) -> None:
    theirs = shared(world)
    for person in (world.emil, world.sara, world.per, world.vera):
        with pytest.raises(Refused):
            sharing.share_out(by=person, activity=theirs, unit=world.beach_school)
    with pytest.raises(Refused, match="ligger inte under"):
        sharing.share_out(by=world.asa, activity=theirs, unit=world.care_administration)
    plan = plans.draft_plan(by=world.mikaela, unit=world.beach_school, year=2026)
    plans.load_plan_as_adopted(plan=plan, adopted_on=TODAY)
    with pytest.raises(Refused, match="kan inte ändras"):
        sharing.share_out(by=world.asa, activity=theirs, unit=world.beach_school)


def test_p2_any_number_contribute_and_report(world: World) -> None:
    activity = shared(world)
    sharing.name_contributors(by=world.asa, activity=activity, people=[world.emil], units=[world.care_administration])
    assert list(activity.contributors.all()) == [world.emil]
    Plan.objects.update(state="adopted", adopted_on=TODAY)
    plans.report_progress(by=world.emil, activity=activity, status="going_on", note="Vi har börjat.")
    with pytest.raises(Refused):
        sharing.name_contributors(by=world.emil, activity=activity, people=[])


def test_p6_an_employee_proposes_and_the_head_takes_it_up_in_the_draft_plan(world: World) -> None:
    plan = plans.draft_plan(by=world.mikaela, unit=world.beach_school, year=2027)
    made = sharing.suggest(by=world.emil, unit=world.beach_school, year=2027, kind="activity", what="Läsfaddrar")
    assert [duty.about_id for duty in duties_of(world.mikaela, TODAY) if duty.model is type(made)] == [made.pk]
    answered = sharing.answer_suggestion(by=world.mikaela, suggestion=made, takes_up=True, answer="Bra tänkt.")
    assert answered.activity in Plan.objects.get(pk=plan.pk).activities.all()
    assert answered.activity.responsible == world.emil
    assert not [duty for duty in duties_of(world.mikaela, TODAY) if duty.model is type(made)]
    with pytest.raises(Refused, match="redan besvarat"):
        sharing.answer_suggestion(by=world.mikaela, suggestion=made, takes_up=False, answer="Nej.")


def test_p6_a_no_says_why_and_only_the_head_answers(world: World) -> None:
    made = sharing.suggest(by=world.emil, unit=world.beach_school, year=2027, kind="improvement", what="Läshörna")
    with pytest.raises(Refused) as fault:
        sharing.answer_suggestion(by=world.mikaela, suggestion=made, takes_up=False)
    assert "answer" in fault.value.errors
    for person in (world.emil, world.sara, world.vera):
        with pytest.raises(Refused):
            sharing.answer_suggestion(by=person, suggestion=made, takes_up=True)
    with pytest.raises(Refused, match="där man arbetar"):
        sharing.suggest(by=world.emil, unit=world.care_administration, year=2027, kind="activity", what="Annat")
    done = sharing.answer_suggestion(by=world.mikaela, suggestion=made, takes_up=False, answer="Det finns redan.")
    assert (done.state, done.activity, done.answered_on) == ("declined", None, TODAY)


def test_an_activity_is_late_the_day_after_its_last(world: World) -> None:
    activity = operational(world).activities.get()
    assert activity.due_on is not None
    assert not activity.is_late(activity.due_on)
    assert activity.is_late(activity.due_on + datetime.timedelta(days=1))
