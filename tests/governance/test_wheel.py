"""The year wheels as data: laid out, changed, driven on their day (W-1 to W-4, X-12)."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from styrhjul.followup.models import Round
from styrhjul.governance import driving, registry
from styrhjul.governance.management.commands.tick import LOCK
from styrhjul.governance.models import Task, WheelItem
from styrhjul.governance.registry import entries_between
from styrhjul.governance.terms import Performer, Side, TaskKind, Wheel
from styrhjul.governance.wheel import USUAL, is_working
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.models import LogEntry
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db

D = datetime.date
OWN = {
    "wheel": Wheel.PLANNING, "what": "Anmäl lokalbehov", "short": "", "performer": Performer.COMMITTEES, "body": None,
    "side": Side.HEAD, "from_on": D(2026, 10, 1), "due_on": D(2026, 10, 30), "opens_tasks": True, "help_text": "",
}  # fmt: skip


def test_w1_w2_w3_a_year_is_laid_out_once_with_its_rounds(world: World) -> None:
    made = driving.lay_out_year(by=world.karin, year=2027)
    assert {item.code for item in made} == {usual.code for usual in USUAL}
    assert {one.kind for one in Round.objects.filter(year=2027)} == {"quarterly", "interim", "annual"}
    assert driving.lay_out_year(by=world.karin, year=2027) == []
    assert Round.objects.filter(year=2027).count() == 3
    with pytest.raises(Refused):
        driving.lay_out_year(by=world.tomas, year=2028)


def test_w1_the_next_year_follows_the_year_before_on_working_days(world: World) -> None:
    driving.lay_out_year(by=None, year=2027)
    frames = WheelItem.objects.get(code="frames", about_year=2027)
    fields = {name: getattr(frames, name) for name in ("what", "short", "performer", "side", "help_text")}
    driving.change_item(by=world.conny, item=frames, **fields, from_on=D(2026, 4, 7), due_on=D(2026, 5, 2))
    frames.refresh_from_db()
    assert frames.due_on == D(2026, 5, 4)  # the second is a Saturday
    told = LogEntry.objects.about(frames).filter(verb="change").get().sentence
    assert told == "Ändrade dagarna i årshjulet: 7 april 2026 till 4 maj 2026."
    driving.add_item(by=world.conny, about_year=2027, **OWN)
    driving.lay_out_year(by=None, year=2028)
    again = WheelItem.objects.get(code="frames", about_year=2028)
    assert (again.from_on, again.due_on) == (D(2027, 4, 7), D(2027, 5, 4))
    assert WheelItem.objects.get(about_year=2028, code="").from_on == D(2027, 10, 1)
    assert all(is_working(item.due_on) for item in WheelItem.objects.filter(about_year=2028))


def test_w1_only_those_who_keep_the_wheel_change_it_and_what_drives_stays(world: World) -> None:
    driving.lay_out_year(by=None, year=2027)
    frames = WheelItem.objects.get(code="frames", about_year=2027)
    with pytest.raises(Refused, match="hör till styrsystemet"):
        driving.drop_item(by=world.bo, item=frames)
    own = driving.add_item(by=world.bo, about_year=2027, **OWN)
    for person in (world.tomas, world.sara, world.per):
        with pytest.raises(Refused):
            driving.drop_item(by=person, item=own)
    driving.drop_item(by=world.bo, item=own)
    assert LogEntry.objects.filter(verb="drop", object_label__startswith="Anmäl lokalbehov").exists()
    with pytest.raises(Refused) as fault:
        driving.add_item(by=world.bo, about_year=2027, **OWN | {"what": " ", "due_on": D(2026, 9, 1)})
    assert "what" in fault.value.errors


def test_w4_an_item_opens_a_task_for_each_body_once_and_each_says_when_it_is_done(world: World) -> None:
    item = driving.add_item(by=world.bo, about_year=2027, **OWN)
    driving.tick(D(2026, 9, 30))
    assert not Task.objects.filter(kind=TaskKind.WHEEL).exists()
    driving.tick(D(2026, 10, 1))
    driving.tick(D(2026, 10, 1))
    tasks = list(Task.objects.filter(kind=TaskKind.WHEEL, object_id=item.pk))
    assert {task.body for task in tasks} == {world.board, world.school, world.care}
    assert all(task.heading.endswith(f", {task.body}") for task in tasks)  # one head may serve several bodies
    schools = next(task for task in tasks if task.body == world.school)
    with pytest.raises(Refused):
        driving.finish(by=world.vera, task=schools)
    driving.finish(by=world.tomas, task=schools)
    schools.refresh_from_db()
    assert (schools.done_on, schools.done_by) == (TODAY, world.tomas)
    moved = OWN | {"due_on": D(2026, 11, 6)}
    driving.change_item(by=world.bo, item=WheelItem.objects.get(pk=item.pk), **moved)
    waiting = Task.objects.filter(object_id=item.pk, done_on=None)
    assert set(waiting.values_list("due_on", flat=True)) == {D(2026, 11, 6)}
    with pytest.raises(Refused, match="öppnat uppgifter"):
        driving.drop_item(by=world.bo, item=item)


def test_w2_the_rounds_stand_in_the_wheel_with_the_days_that_they_have(world: World) -> None:
    driving.lay_out_year(by=None, year=2027)
    interim = Round.objects.get(kind="interim", year=2027)
    found = [one for one in entries_between(D(2027, 1, 1), D(2027, 12, 31)) if one.about == interim]
    assert [one.performer for one in found] == ["administrations", "committees", "board", "council"]
    assert [one.due_on for one in found] == [
        interim.parts_due_on, interim.committees_by, interim.board_by, interim.council_by,
    ]  # fmt: skip
    assert [one.law for one in found] == ["", "", "KL 11 kap. 16 §", ""]
    quarterly = [one for one in entries_between(D(2027, 4, 1), D(2027, 5, 31)) if str(one.about).startswith("Kvartal")]
    assert [one.performer for one in quarterly] == ["administrations", "committees", "board"]


def test_x12_two_years_are_laid_out_beside_each_other(world: World) -> None:
    driving.tick(D(2026, 9, 14))
    assert set(WheelItem.objects.values_list("about_year", flat=True)) == {2026, 2027, 2028}
    passed = WheelItem.objects.get(code="frames", about_year=2027)
    assert passed.opened_on is not None  # its days have passed: it is not driven any more


def test_w4_two_runs_at_once_do_nothing_twice(world: World) -> None:
    item = driving.add_item(by=world.bo, about_year=2027, **OWN | {"from_on": TODAY})
    other = connection.copy()
    said = io.StringIO()
    try:
        with other.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [LOCK])  # the run of another node
            call_command("tick", stdout=said)
            assert "pågår redan på en annan nod" in said.getvalue()
            assert not Task.objects.filter(object_id=item.pk, kind=TaskKind.WHEEL).exists()
            cursor.execute("select pg_advisory_unlock(%s)", [LOCK])
    finally:
        other.close()
    call_command("tick", stdout=said)
    call_command("tick", stdout=said)
    assert Task.objects.filter(object_id=item.pk, kind=TaskKind.WHEEL).count() == 3


def test_w4_a_part_that_fails_hinders_no_other_and_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    item = driving.add_item(by=world.bo, about_year=2027, **OWN | {"from_on": TODAY})

    def fails(_on: datetime.date) -> None:
        raise RuntimeError("trasigt")

    monkeypatch.setitem(registry._ticks, "uppföljningarna", fails)
    with pytest.raises(CommandError, match="uppföljningarna"):
        call_command("tick", stdout=io.StringIO())
    assert Task.objects.filter(object_id=item.pk, kind=TaskKind.WHEEL).count() == 3
