"""The chain, a goal's page, drafting and comparing, as people meet them (G-7, G-8, G-10, G-11, O-6, O-8)."""

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import chain as big_year
from styrhjul.goals.actions.goals import draft_goal, revise
from styrhjul.goals.models import GoalVersion
from styrhjul.governance.actions import hold_meeting
from styrhjul.governance.models import DecisionLine
from tests.world import COMPLETE, World

pytestmark = pytest.mark.django_db

TYPED = {
    **{name: value for name, value in COMPLETE.items() if name != "fulfilled_by"},
    "fulfilled_by": "2028-06-15",
    "first_year": "2027",
    "last_year": "2028",
    "ground": "chain",
}


@pytest.fixture
def sign_in() -> Callable[..., Client]:
    """A browser where the person is signed in."""

    def browser(person: object = None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)  # type: ignore[arg-type]
        return client

    return browser


def test_g10_the_chain_shows_every_level_and_its_way(world: World, sign_in: Callable[..., Client]) -> None:
    overall = world.overall()
    goal = world.adopted("committee", "Trygga elever", 2026, 2027, body=world.school, parent=overall.goal)
    measure = world.measure()
    page = sign_in(world.emil).get("/malkedja/2026/").content.decode()
    assert "Ett förstahandsval för människor" in page
    assert page.index("Ett förstahandsval") < page.index("Trygga elever")
    assert f"/mal/{goal.goal_id}/2026/" in page
    assert measure.name not in page, "a measure shows only with its goal"


def test_o6_who_may_write_goals_finds_the_way_to_a_new_one(world: World, sign_in: Callable[..., Client]) -> None:
    way = 'href="/mal/nytt/"'
    assert way in sign_in(world.sara).get("/malkedja/2027/").content.decode()
    assert way not in sign_in(world.sara).get("/malkedja/2025/").content.decode(), "that year is past"
    world.adopted("committee", "Trygga elever", 2026, 2026, body=world.school)
    assert way in sign_in(world.sara).get("/min-sida/").content.decode()
    assert way not in sign_in(world.emil).get("/min-sida/").content.decode()
    assert way not in sign_in(world.frida).get("/malkedja/2027/").content.decode(), "the board prepares for the council"
    assert sign_in(world.sara).get("/mal/nytt/?niva=overall").status_code == 403
    assert "?niva=overall" in sign_in(world.karin).get("/mal/nytt/").content.decode()
    assert way not in sign_in(world.emil).get("/malkedja/2027/").content.decode()
    assert way not in sign_in().get("/malkedja/2027/").content.decode()


def test_m4_a_measure_without_outcomes_is_told_in_a_sentence(world: World, sign_in: Callable[..., Client]) -> None:
    draft = world.draft_goal()
    world.follow(draft, world.measure(), y2027=95)
    page = sign_in(world.sara).get(f"/mal/{draft.goal_id}/2027/").content.decode()
    assert "Det finns inga utfall ännu. Målet för 2027 är 95,0\N{NO-BREAK SPACE}procent." in page
    assert 'class="chart' not in page


def test_o8_a_draft_is_seen_by_those_who_write_it_and_nobody_else(world: World, sign_in: Callable[..., Client]) -> None:
    draft = world.draft_goal()
    address = f"/mal/{draft.goal_id}/2027/"
    seen = {
        name: sign_in(getattr(world, name)).get(address).status_code
        for name in ("tomas", "sara", "per", "conny", "karin", "vera", "maj", "emil", "asa")
    }
    assert {name for name, status in seen.items() if status == 200} == {"tomas", "sara", "per", "conny", "karin"}
    assert set(seen.values()) == {200, 404}
    assert sign_in().get(address).status_code == 404


def test_t2_strangers_read_what_is_decided_with_approved_minutes(world: World, sign_in: Callable[..., Client]) -> None:
    version = world.propose(world.draft_goal())
    address = f"/mal/{version.goal_id}/2027/"
    assert sign_in().get(address).status_code == 404, "proposed, but the minutes are not approved"
    line = DecisionLine.objects.get(object_id=version.pk, outcome="adopted")
    world.approve(line.decision, world.sara)
    stranger = sign_in().get(address)
    assert stranger.status_code == 200
    assert "Tomas Ekelund" not in stranger.content.decode(), "no civil servants' names for strangers"
    assert "Kommentarer" not in stranger.content.decode()


def test_g7_a_goal_is_typed_measured_and_handed_in(world: World, sign_in: Callable[..., Client]) -> None:
    meeting = hold_meeting(by=world.sara, body=world.school, held_on=datetime.date(2026, 9, 22))
    browser = sign_in(world.tomas)
    parent = world.overall().goal_id
    made = browser.post("/mal/nytt/", {**TYPED, "parent": parent, "body": world.school.pk})
    assert made.status_code == 302
    version = GoalVersion.objects.get(heading=COMPLETE["heading"])
    for name in ("Läser med flyt", "Trivs i skolan"):
        added = browser.post(
            f"/mal/version/{version.pk}/matt/",
            {"name": name, "unit_label": "%", "kind": "quality", "direction": "higher", "decimals": "1",
             "target_2027": "95,5", "target_2028": "97"},
        )  # fmt: skip
        assert added.status_code == 302, added.content.decode()
    assert [str(t.value) for t in version.goal_measures.first().targets.all()] == ["95.5000", "97.0000"]
    handed = browser.post(f"/mal/version/{version.pk}/lamna/", {"meeting": meeting.pk})
    assert handed.status_code == 302
    version.refresh_from_db()
    assert version.state == "handed"
    assert DecisionLine.objects.get(object_id=version.pk).decision.meeting == meeting


def test_g7_what_is_missing_is_told_with_422_and_nothing_typed_is_lost(
    world: World, sign_in: Callable[..., Client]
) -> None:
    browser = sign_in(world.tomas)
    refused = browser.post("/mal/nytt/", {**TYPED, "heading": "", "text": "Min långa text", "body": world.school.pk})
    assert refused.status_code == 422
    assert "Min långa text" in refused.content.decode()
    version = world.draft_goal(purpose="")
    refused = browser.post(f"/mal/version/{version.pk}/lamna/", {"meeting": ""})
    assert refused.status_code == 422
    assert "Skriv varför målet behövs." in refused.content.decode()


def test_o6_others_do_not_write(world: World, sign_in: Callable[..., Client]) -> None:
    version = world.propose(world.draft_goal())
    for path in ("skriv", "matt", "lamna", "ta-tillbaka", "oversyn"):
        assert sign_in(world.emil).get(f"/mal/version/{version.pk}/{path}/").status_code == 403, path
    assert sign_in(world.emil).get("/mal/nytt/").status_code == 403


def test_g11_two_years_word_by_word(world: World, sign_in: Callable[..., Client]) -> None:
    old = world.adopted("committee", "Trygga elever i skolan", 2025, 2028, body=world.school)
    browser = sign_in(world.tomas)
    answer = browser.post(f"/mal/version/{old.pk}/oversyn/", {"year": "2027", "outcome": "revised", "note": "Skärps."})
    draft = GoalVersion.objects.get(goal=old.goal, state="draft")
    assert answer.headers["Location"] == f"/mal/version/{draft.pk}/skriv/"
    GoalVersion.objects.filter(pk=draft.pk).update(heading="Trygga elever i <alla> skolor")
    page = browser.get(f"/mal/{old.goal_id}/jamfor/").content.decode()
    assert "<del>skolan</del>" in page
    assert "<ins>&lt;alla&gt; skolor</ins>" in page
    body = browser.get(f"/organ/{world.school.pk}/jamfor/?fran=2026&till=2027")
    assert body.status_code == 200


def test_g11_a_proposal_for_a_year_where_the_decided_text_holds_is_read_and_written_on_its_own(
    world: World, sign_in: Callable[..., Client]
) -> None:
    old = world.adopted("committee", "Trygga elever", 2025, 2028, body=world.school)
    draft = revise(by=world.tomas, version=old, first_year=2027)
    GoalVersion.objects.filter(pk=draft.pk).update(heading="Tryggare elever")
    writer, own = sign_in(world.tomas), f"/mal/version/{draft.pk}/"
    decided = writer.get(f"/mal/{old.goal_id}/2027/").content.decode()
    assert (">Trygga elever</h1>" in decided, f'href="{own}"' in decided) == (True, True)
    page = writer.get(own).content.decode()
    assert ">Tryggare elever</h1>" in page
    assert f'href="{own}skriv/"' in page
    assert f'href="/mal/{old.goal_id}/2025/"' in page
    assert ">Trygga elever</h1>" in writer.get(f"/mal/{old.goal_id}/2027/").content.decode(), "each is kept apart"
    assert own not in sign_in().get(f"/mal/{old.goal_id}/2027/").content.decode()
    assert sign_in().get(own).status_code == 404


def test_t3_a_comment_stands_on_the_goals_page(world: World, sign_in: Callable[..., Client]) -> None:
    version = world.propose(world.draft_goal())
    browser = sign_in(world.maj)
    page = browser.get(f"/mal/{version.goal_id}/2027/").content.decode()
    address = page.split('id="kommentera" method="post" action="')[1].split('"')[0]
    assert browser.post(address, {"text": "Hur många elever <b>gäller</b> det?"}).status_code == 302
    page = browser.get(f"/mal/{version.goal_id}/2027/").content.decode()
    assert "Hur många elever &lt;b&gt;gäller&lt;/b&gt; det?" in page
    assert browser.post(address, {"text": "   "}).status_code == 422


def test_the_chain_asks_the_same_number_of_queries_for_one_goal_and_for_300(
    world: World, sign_in: Callable[..., Client]
) -> None:
    world.adopted("committee", "Trygga elever", 2026, 2026, body=world.school)
    browser = sign_in(world.emil)
    browser.get("/malkedja/2026/")
    with CaptureQueriesContext(connection) as few:
        assert browser.get("/malkedja/2026/").status_code == 200
    big_year.fill()
    browser.get(f"/malkedja/{big_year.YEAR}/")
    with CaptureQueriesContext(connection) as many:
        page = browser.get(f"/malkedja/{big_year.YEAR}/")
    assert len(many) == len(few) <= 10
    assert len(page.content) <= 350_000


def test_a_change_is_seen_at_once_though_pages_are_kept(world: World, sign_in: Callable[..., Client]) -> None:
    version = world.propose(world.draft_goal())
    browser = sign_in(world.emil)
    assert "Läser med flyt" not in browser.get(f"/mal/{version.goal_id}/2027/").content.decode()
    world.measure("Läser med flyt")
    world.follow(version, world.measure("Läser med stort flyt"), y2027=1)
    assert "Läser med stort flyt" in browser.get(f"/mal/{version.goal_id}/2027/").content.decode()


def test_g6_a_directed_goal_is_given_to_its_receivers(world: World, sign_in: Callable[..., Client]) -> None:
    draft = draft_goal(
        by=world.karin, level="directed", body=world.board, first_year=2027, last_year=2028, heading="Plats i tid"
    )
    browser = sign_in(world.karin)
    address = f"/mal/version/{draft.pk}/mottagare/"
    assert browser.post(address, {"bodies": [], "sent": "1"}).status_code == 422
    assert browser.post(address, {"bodies": [world.school.pk, world.care.pk]}).status_code == 302
    assert [share.body for share in draft.shares.all()] == [world.school, world.care]


def test_g3_a_committee_says_why_an_overall_goal_does_not_concern_it(
    world: World, sign_in: Callable[..., Client]
) -> None:
    overall = world.overall()
    address = f"/mal/version/{overall.pk}/beror-inte/"
    browser = sign_in(world.vera)
    told = browser.post(address, {"body": world.care.pk, "year": 2026, "reason": ""})
    assert told.status_code == 422
    assert "Skriv varför." in told.content.decode()
    assert browser.post(address, {"body": world.care.pk, "year": 2026, "reason": "Rör skolan."}).status_code == 302
    assert overall.goal.disclaimers.get().reason == "Rör skolan."
    assert sign_in(world.emil).get(address).status_code == 403
