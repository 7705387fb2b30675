"""Min sida: what each person has to do, carries, and sees has changed (W-4, O-4, G-6)."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from styrhjul.goals.actions import goals as goal_actions
from styrhjul.goals.actions import plans
from styrhjul.goals.models import Share
from styrhjul.governance.actions import hold_meeting, open_task, put_on_agenda
from styrhjul.governance.terms import TaskKind
from styrhjul.organisation import actions
from styrhjul.web.mine import greeting, wheel_on
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db


def page(person: object) -> str:
    browser = Client()
    browser.force_login(person)  # type: ignore[arg-type]
    answer = browser.get("/min-sida/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_signing_in_ends_on_the_own_page(world: World) -> None:
    assert Client().get("/min-sida/").status_code == 302
    answer = Client().post("/logga-in/", {"login": "emil@sjostad.example", "password": "hemligt-ord-1"})
    assert answer.headers["Location"] == "/min-sida/"
    assert "Du har inget att göra just nu." in page(world.emil)


def test_g6_the_head_owes_an_answer_and_is_led_to_it(world: World) -> None:
    goal = world.adopted("directed", "Kortare köer", guideline="God ekonomi")
    (share,) = goal_actions.direct_to(by=None, version=goal, bodies=[world.school])
    open_task(kind=TaskKind.ANSWER_DIRECTED_GOAL, thing=goal, body=world.school, side="head",
              heading="Svara på «Kortare köer»", due_on=datetime.date(2026, 1, 31))  # fmt: skip
    text = page(world.tomas)
    assert "Du har en sak att göra." in text
    assert f'href="/mal/svar/{Share.objects.get(pk=share.pk).pk}/"' in text
    assert "skulle vara klart" in text
    assert "Kortare köer" not in page(world.vera)


def test_o4_a_deputy_finds_the_holders_tasks(world: World) -> None:
    goal = world.adopted("directed", "Kortare köer", guideline="God ekonomi")
    open_task(kind=TaskKind.ANSWER_DIRECTED_GOAL, thing=goal, body=world.school, side="head",
              heading="Svara på «Kortare köer»", due_on=None)  # fmt: skip
    assert "Kortare köer" not in page(world.asa)
    position = world.tomas.positions.get()
    actions.name_deputy(by=world.ada, position=position, person=world.asa, from_on=TODAY, to_on=TODAY)
    assert "Kortare köer" in page(world.asa)


def test_d8_the_secretary_is_led_to_the_decisions_to_record(world: World) -> None:
    held = hold_meeting(by=world.sara, body=world.school, held_on=datetime.date(2026, 9, 10))
    put_on_agenda(by=world.sara, meeting=held, heading="Mål 2027", things=[])
    coming = hold_meeting(by=world.sara, body=world.school, held_on=datetime.date(2026, 10, 10))
    put_on_agenda(by=world.sara, meeting=coming, heading="Senare", things=[])
    text = page(world.sara)
    assert f'href="/sammantrade/{held.pk}/registrera/"' in text
    assert f"/sammantrade/{coming.pk}/registrera/" not in text
    assert "Ett ärende väntar." in text
    assert "registrera" not in page(world.olle)


def test_p4_what_one_carries_stands_beside_the_goal_it_serves(world: World) -> None:
    goal = world.adopted("committee", "Trygga elever", 2026, 2026, body=world.school)
    plan = plans.draft_plan(by=world.asa, unit=world.compulsory, year=2026)
    plans.add_activity(by=world.asa, plan=plan, what="Läsgaranti", goal=goal.goal, responsible=world.emil)
    text = page(world.emil)
    assert text.index("Läsgaranti") < text.index("Trygga elever")
    assert f"/mal/{goal.goal_id}/2026/" in text
    assert "Läsgaranti" not in page(world.vera)


def test_l1_the_wheel_says_where_the_day_lies(world: World) -> None:
    wheel = wheel_on(TODAY)
    assert (wheel.phase, wheel.week, wheel.plan_year) == ("do", 38, 2027)
    assert [greeting(hour) for hour in (7, 12, 20)] == ["God morgon", "Hej", "God kväll"]


def test_the_own_page_asks_as_many_queries_however_much_waits(world: World) -> None:
    browser = Client()
    browser.force_login(world.sara)
    browser.get("/min-sida/")
    for number in range(30):
        meeting = hold_meeting(by=None, body=world.school, held_on=datetime.date(2026, 8, 1 + number))
        matter = put_on_agenda(by=None, meeting=meeting, heading=f"Ärende {number}", things=[])
        open_task(kind=TaskKind.RECORD_DECISION, thing=matter, body=world.school, side="secretary",
                  heading=f"Registrera {number}", due_on=TODAY)  # fmt: skip
        world.adopted("committee", f"Mål {number}", 2026, 2026, body=world.school)
    browser.get("/min-sida/")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/min-sida/").status_code == 200
    assert len(asked) <= 11  # three of the session, eight of what it shows
