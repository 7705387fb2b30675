"""What the people of internal control are asked to do, by their duties and by the wheel (C-1, C-2, W-4)."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from styrhjul.control import actions
from styrhjul.control.models import Control, ControlFollowup, ControlPlan
from styrhjul.governance.models import Task, WheelItem
from styrhjul.governance.registry import duties_of
from styrhjul.governance.wheel import USUAL, usual_days
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.once import one_reading
from tests.control.sjostad_control import adopt, adopted, decide, draft
from tests.world import World

pytestmark = pytest.mark.django_db

JANUARY = datetime.date(2027, 1, 20)


def test_c1_what_one_is_asked_to_report(world: World) -> None:
    day = datetime.date(2026, 9, 14)
    adopted(world)
    (due,) = Control.objects.due_for(world.emil, day)
    assert (due.asked, due.reported) == (3, [])  # type: ignore[attr-defined]
    for period in (1, 2, 3):
        actions.report_result(by=world.emil, control=due, period=period, result="Tio av tio.")
    assert not Control.objects.due_for(world.emil, day)
    assert Control.objects.due_for(world.emil, JANUARY) == [due], "the last quarter, after the turn of the year"
    assert [one.what for one in Control.objects.due_for(world.asa, day)] == ["Attest av fakturor"]
    assert not Control.objects.due_for(world.tomas, day), "he heads the administration, which has none"
    with on_day(JANUARY):
        followup = actions.begin_followup(by=world.sara, plan=due.risk.plan)
        texts = {"summary": "Nästan allt.", "assessment": "mostly"}
        actions.write_followup(by=world.sara, followup=followup, **texts)
        actions.hand_in(by=world.tomas, thing=followup, held_on=JANUARY)
    assert not Control.objects.due_for(world.emil, JANUARY), "nothing is asked when the year is followed up"


def test_w4_what_is_asked_stands_among_the_duties_with_the_period(world: World) -> None:
    adopted(world)
    one = Control.objects.get(what="Utredning av frånvaro")
    actions.report_result(by=world.emil, control=one, period=2, result="Tio av tio.")
    (duty,) = duties_of(world.emil, datetime.date(2026, 9, 14))
    assert (duty.heading, duty.due_on) == ("Utredning av frånvaro, kvartal 1 2026", datetime.date(2026, 3, 31))
    assert duty.is_late(datetime.date(2026, 9, 14))


def test_w4_the_wheel_begins_the_plans_and_asks_for_them_until_they_are_adopted(world: World) -> None:
    item = wheel_item("control_plans", 2027)
    for _ in range(2):
        actions.drive_plans(item, item.from_on)
    assert ControlPlan.objects.filter(year=2027).count() == 3
    task = Task.objects.waiting().of(world.tomas).get()
    assert (task.heading, task.due_on) == ("Gör plan för intern kontroll 2027, Skolnämnden", item.due_on)
    plan = ControlPlan.objects.get(year=2027, body=world.school)
    adopt(world, plan, datetime.date(2026, 9, 14))
    assert not Task.objects.waiting().of(world.tomas).exists()
    assert Task.objects.waiting().of(world.vera).exists()


def test_w4_the_wheel_asks_for_the_followup_of_each_adopted_plan(world: World) -> None:
    adopted(world)
    item = wheel_item("control_followup", 2026)
    for _ in range(2):
        actions.drive_followups(item, item.from_on)
    followup = ControlFollowup.objects.get()
    assert [task.thing for task in Task.objects.waiting().of(world.tomas)] == [followup]
    ControlFollowup.objects.update(summary="Allt gjordes.", assessment="mostly")
    with on_day(JANUARY):
        decide(world, actions.hand_in(by=world.tomas, thing=followup, held_on=JANUARY), JANUARY)
    assert not Task.objects.waiting().exists()


def wheel_item(code: str, year: int) -> WheelItem:
    """The usual item of the year's wheel."""
    (usual,) = (one for one in USUAL if one.code == code)
    first, last = usual_days(usual, year)
    return WheelItem.objects.create(
        code=code, about_year=year, what=usual.what, performer=usual.performer, from_on=first, due_on=last
    )


def test_c1_a_draft_asks_nobody_for_results(world: World) -> None:
    draft(world)
    assert not Control.objects.due_for(world.emil, datetime.date(2026, 9, 14))


def test_w4_what_many_people_are_asked_is_read_once(world: World) -> None:
    adopted(world)
    people = [person for person in world.people.values() if person.rights.held]
    with one_reading(), CaptureQueriesContext(connection) as queries:
        due = [one.what for person in people for one in Control.objects.due_for(person, datetime.date(2026, 9, 14))]
    assert sorted(due) == ["Attest av fakturor", *["Utredning av frånvaro"] * 2], "Åsa; Emil, and Mikaela who heads him"
    assert len(queries) == 1
