"""Mentions and contributing bodies on the pages (T-3, T-5)."""

import pytest
from django.contrib.contenttypes.models import ContentType

from styrhjul.followup.models import Part, Report
from styrhjul.goals.actions import plans, sharing
from styrhjul.governance.workflow import Refused
from tests.followup import sjostad_round as rounds
from tests.goals.test_commissions import given
from tests.web.test_measures import browser
from tests.web.visible import visible
from tests.world import World

pytestmark = pytest.mark.django_db


def test_t3_one_is_led_from_the_own_page_to_the_comment_and_says_that_it_is_read(world: World) -> None:
    goal = world.overall()
    kind = ContentType.objects.get_for_model(goal).pk
    send, read, page = f"/kommentar/{kind}/{goal.pk}/", f"/kommentar/{kind}/{goal.pk}/last/", f"/mal/{goal.goal_id}/"
    writer, reader = browser(world.tomas), browser(world.asa)
    sent = writer.post(send, {"text": "Vad säger @Asa Nordmark och @Ingenalls Person?"}, follow=True).content.decode()
    assert "Kommentaren är skickad. Asa Nordmark ser den på Min sida. Ingen heter @Ingenalls:" in sent
    mine = reader.get("/min-sida/").content.decode()
    assert "Nämnd i en kommentar" in mine
    assert f"/mal/version/{goal.pk}/#kommentarer" in mine
    shown = reader.get(page).content.decode()
    assert f'<a href="/person/{world.asa.pk}/" rel="noopener noreferrer">@Asa Nordmark</a>' in shown
    assert read in shown
    assert read not in writer.get(page).content.decode()
    assert reader.post(read).status_code == 302
    assert read not in reader.get(page).content.decode()
    assert "Nämnd i en kommentar" not in reader.get("/min-sida/").content.decode()


def test_o8_a_mention_of_somebody_who_may_not_read_is_refused_and_nothing_is_lost(world: World) -> None:
    draft = world.draft_goal()
    kind = ContentType.objects.get_for_model(draft).pk
    wrong = browser(world.tomas).post(f"/kommentar/{kind}/{draft.pk}/", {"text": "Fråga @Maj Alm om det."})
    assert wrong.status_code == 422
    assert "Maj Alm kan inte läsa det här än." in wrong.content.decode()
    assert "Fråga @Maj Alm om det." in wrong.content.decode()


def test_t3_plans_activities_parts_suggestions_and_commissions_are_commented(world: World) -> None:
    rounds.set_goals(world)
    rounds.open_interim(world)
    plan = plans.draft_plan(by=world.tomas, unit=world.school_administration, year=2026)
    things = [
        plan,
        plans.add_activity(by=world.tomas, plan=plan, what="Läsgaranti"),
        Part.objects.filter(report=Report.objects.get(body=world.school)).order_by("pk")[0],
        sharing.suggest(by=world.emil, unit=world.beach_school, year=2027, kind="improvement", what="Läshörna"),
        given(world),
    ]
    writer = browser(world.tomas)
    for thing in things:
        kind = ContentType.objects.get_for_model(thing).pk
        answer = writer.post(f"/kommentar/{kind}/{thing.pk}/", {"text": "Jag, @Tomas Ekelund, undrar."})
        assert answer.status_code == 302, thing
        page = writer.get(answer.headers["Location"]).content.decode()
        assert ">@Tomas Ekelund</a>" in page, thing


def test_t5_contributing_bodies_are_named_in_the_draft_and_see_the_goal_on_their_page(world: World) -> None:
    draft = world.draft_goal()
    writer, name = browser(world.tomas), f"/mal/version/{draft.pk}/bidrar/"
    asked = writer.get(name).content.decode()
    assert "Omsorgsnämnden" in asked
    assert f'value="{world.school.pk}"' not in asked, "its own body contributes by itself"
    assert name in writer.get(f"/mal/{draft.goal_id}/2027/").content.decode()
    assert writer.post(name, {"bodies": [world.care.pk]}).status_code == 302
    assert "Bidrar till målet" in writer.get(f"/mal/{draft.goal_id}/2027/").content.decode()
    own = f"/organ/{world.care.pk}/"
    assert draft.heading not in browser(world.maj).get(own).content.decode(), "a draft of another committee"
    world.propose(draft)
    assert f"Bidrar till andras mål Nämndsmål{draft.heading}" in visible(
        browser(world.maj).get(own).content.decode()
    ).replace(" " + draft.heading, draft.heading)
    assert browser(world.tomas).get(name).status_code == 403
    with pytest.raises(Refused, match="medan målet är ett utkast"):
        sharing.name_contributing_bodies(by=world.tomas, version=draft, bodies=[])
