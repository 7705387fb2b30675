"""The head judges the unit's own goals, as people meet it (F-8, P-3, T-2)."""

import pytest
from django.test import Client
from lxml import html

from styrhjul.followup.models import Assessment
from tests.followup import sjostad_round as rounds
from tests.followup.sjostad_own import JUDGED, OwnGoal, own_goal
from tests.web.test_measures import browser
from tests.web.visible import visible
from tests.world import World

pytestmark = pytest.mark.django_db

TYPED = JUDGED | {"forecast": "attained"}


@pytest.fixture
def case(world: World) -> OwnGoal:
    return own_goal(world)


def test_f8_the_head_judges_from_the_goals_page_and_the_plans(world: World, case: OwnGoal) -> None:
    plan, own, round_ = case
    head, reader = browser(world.tomas), browser(world.emil)
    place = f"/mal/version/{own.pk}/bedom/{round_.pk}/"
    goal_at, plan_at = f"/mal/{own.goal_id}/2026/", f"/plan/{plan.pk}/"
    todo = visible(head.get("/min-sida/").content.decode())
    assert "Bedöm egna mål i Verksamhetsplan 2026" in todo
    for page in (goal_at, plan_at):
        assert place in head.get(page).content.decode()
        assert place not in reader.get(page).content.decode()
    refused = head.post(place, TYPED | {"departure": ""})
    assert refused.status_code == 422
    assert JUDGED["reason"] in refused.content.decode()
    assert html.fromstring(refused.content).xpath('//input[@name="value"][@checked]/@value') == ["mainly"]
    assert head.post(place, TYPED).headers["Location"] == plan_at
    assert Assessment.objects.get().forecast == "attained"
    for page in (goal_at, plan_at):
        assert "I huvudsak uppnått" in visible(reader.get(page).content.decode())
    assert "Chefen" in visible(reader.get(goal_at).content.decode())
    assert "Bedöm egna mål" not in visible(head.get("/min-sida/").content.decode())
    again = head.get(place).content.decode()
    assert JUDGED["departure"] in again, "what was said stands in the form"


def test_f8_the_plan_as_a_document_holds_it_and_strangers_do_not_read_it(world: World, case: OwnGoal) -> None:
    plan, own, round_ = case
    browser(world.tomas).post(f"/mal/version/{own.pk}/bedom/{round_.pk}/", TYPED)
    document, stranger = f"/plan/{plan.pk}/dokument/", Client()
    shown = visible(browser(world.emil).get(document).content.decode())
    assert "Uppföljning av egna mål" in shown
    assert JUDGED["reason"] in shown
    for page in (document, f"/plan/{plan.pk}/", f"/mal/{own.goal_id}/2026/"):
        answer = stranger.get(page)
        assert answer.status_code == 200
        assert JUDGED["reason"] not in answer.content.decode()
        assert "I huvudsak uppnått" not in visible(answer.content.decode())
    word = browser(world.emil).get(f"/plan/{plan.pk}/fil/docx/")
    assert "uppfoljd" in word.headers["Content-Disposition"]
    assert "version" in stranger.get(f"/plan/{plan.pk}/fil/docx/").headers["Content-Disposition"]


def test_f8_the_chain_shows_the_heads_judgement(world: World, case: OwnGoal) -> None:
    _, own, round_ = case
    browser(world.tomas).post(f"/mal/version/{own.pk}/bedom/{round_.pk}/", TYPED)
    assert browser(world.emil).get("/malkedja/2026/").status_code == 200


def test_f8_what_is_no_own_goal_or_not_the_open_round_is_not_there(world: World, case: OwnGoal) -> None:
    _, own, round_ = case
    head = browser(world.tomas)
    quarterly = rounds.open_interim(world, "quarterly")
    assert head.get(f"/mal/version/{own.pk}/bedom/{quarterly.pk}/").status_code == 404
    reading = world.adopted("committee", "Alla läser", 2026, 2026, body=world.school)
    assert head.get(f"/mal/version/{reading.pk}/bedom/{round_.pk}/").status_code == 404
