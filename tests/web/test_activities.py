"""The year's activities as a list, a board and over the months, and what is done with one (P-2 to P-6)."""

import datetime

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from styrhjul.goals.actions import plans, sharing
from styrhjul.goals.models import Activity, Plan
from tests.goals.test_sharing import shared
from tests.world import START, World

pytestmark = pytest.mark.django_db
VIEWS = ("lista", "tavla", "tid")


def signed_in(person: object) -> Client:
    browser = Client()
    browser.force_login(person)  # type: ignore[arg-type]
    return browser


def with_many(world: World, many: int) -> Plan:
    """A plan of the beach school with many activities of Emil's, in every status."""
    plan = Plan.objects.filter(unit=world.beach_school, year=2026).first()
    plan = plan or plans.draft_plan(by=world.mikaela, unit=world.beach_school, year=2026)
    statuses = ("todo", "going_on", "done", "paused", "cancelled")
    Activity.objects.bulk_create(
        Activity(
            plan=plan, what=f"Sak {number}", responsible=world.emil, mandate="law", mandate_text="Skollagen",
            status=statuses[number % 5], due_on=datetime.date(2026, 1 + number % 12, 15),
        )
        for number in range(many)
    )  # fmt: skip
    return plan


@pytest.mark.parametrize("view", VIEWS)
def test_p4_each_view_asks_as_many_queries_for_10_as_for_1000(world: World, view: str) -> None:
    browser, counts = signed_in(world.mikaela), []
    for more in (10, 990):
        with_many(world, more)
        for is_kept in (False, True):
            if not is_kept:
                caches["pages"].clear()
                caches["near"].clear()
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(f"/aktiviteter/2026/?vy={view}").status_code == 200
            counts.append(len([one for one in asked.captured_queries if "page_cache" not in one["sql"]]))
    anew, later, anew_of_many, later_of_many = counts
    assert anew == anew_of_many <= 16  # with savepoints of what is kept
    assert later == later_of_many <= 12


def test_p4_the_board_holds_each_in_its_column_and_pages(world: World) -> None:
    with_many(world, 150)
    page = html.fromstring(signed_in(world.emil).get("/aktiviteter/2026/?vy=tavla").content)
    columns = page.xpath("//section[@class='board__column']")
    assert [one.get("data-status") for one in columns] == ["todo", "going_on", "done", "paused", "cancelled"]
    assert {one.xpath("string(h2/span)") for one in columns} == {"30"}
    assert {len(one.xpath(".//li[@class='card']")) for one in columns} == {20}
    later = html.fromstring(signed_in(world.emil).get("/aktiviteter/2026/?vy=tavla&sida=2").content)
    assert {len(one.xpath(".//li[@class='card']")) for one in later.xpath("//section[@class='board__column']")} == {10}


def test_o7_the_one_responsible_moves_it_on_the_board_and_others_are_told_why_not(world: World) -> None:
    activity = with_many(world, 1).activities.get()
    address = f"/aktivitet/{activity.pk}/flytta/?vy=tavla"
    by_htmx = {"HX-Request": "true", "HX-Target": "tavla"}
    early = signed_in(world.mikaela).post(address, {f"lage-{activity.pk}": "going_on"}, headers=by_htmx)
    assert "Läget rapporteras när den har fastställts." in early.content.decode(), "the plan is a draft (D-6)"
    assert "draggable" not in early.content.decode()
    refused = signed_in(world.sara).post(address, {f"lage-{activity.pk}": "done"}, follow=True)
    assert refused.status_code == 404  # a draft plan that she does not read
    plans.load_plan_as_adopted(plan=activity.plan, adopted_on=datetime.date(2026, 1, 20))
    answer = signed_in(world.emil).post(address, {f"lage-{activity.pk}": "going_on"}, headers=by_htmx)
    part = html.fromstring(answer.content.decode())
    assert part.get("data-moved") == str(activity.pk)
    assert "är flyttad till pågår" in part.text_content()
    (card,) = part.xpath(f"//li[@id='kort-{activity.pk}']")
    assert card.getparent().getparent().get("data-status") == "going_on"
    refused = signed_in(world.sara).post(address, {f"lage-{activity.pk}": "done"}, follow=True)
    assert "Bara den som ansvarar för aktiviteten" in refused.content.decode()
    odd = signed_in(world.emil).post(address, {f"lage-{activity.pk}": "x\0"}, follow=True)
    assert "Välj ett läge" in odd.content.decode()
    activity.refresh_from_db()
    assert activity.status == "going_on"


def test_p4_the_choice_narrows_what_is_shown(world: World) -> None:
    with_many(world, 10)
    browser = signed_in(world.mikaela)

    def names(query: str) -> set[str]:
        page = html.fromstring(browser.get(f"/aktiviteter/2026/{query}").content)
        return set(page.xpath("//tbody//th/a/text()"))

    assert len(names("")) == 10
    assert names("?lage=done") == {"Sak 2", "Sak 7"}
    assert names("?vems=sena") == {"Sak 0", "Sak 1", "Sak 3", "Sak 5", "Sak 6"}
    assert names(f"?enhet={world.care_administration.pk}") == set()
    assert len(names(f"?enhet={world.school_administration.pk}")) == 10
    assert names("?vems=mina") == set()
    assert browser.get("/aktiviteter/2026/?vy=x&enhet=9999999999999&sida=-1&lage=;").status_code == 200


def test_p3_sharing_out_and_contributors_are_told_on_the_activitys_page(world: World) -> None:
    theirs = shared(world)
    browser = signed_in(world.asa)
    units = [str(world.beach_school.pk)]
    assert browser.post(f"/aktivitet/{theirs.pk}/dela-ut/", {"units": units}).status_code == 302
    assert browser.post(f"/aktivitet/{theirs.pk}/dela-ut/", {"units": ["0"]}).status_code == 422
    assert "Välj minst en enhet." in browser.post(f"/aktivitet/{theirs.pk}/dela-ut/", {"sent": "1"}).content.decode()
    people = {"people": [str(world.emil.pk)], "units": [str(world.care_administration.pk)]}
    text = browser.post(f"/aktivitet/{theirs.pk}/bidrar/", people, follow=True).content.decode()
    assert "Det är sparat vilka som bidrar." in text
    assert "Utdelad till" in text
    assert "Emil Ros" in text
    assert "Omsorgsförvaltningen" in text
    assert "Enheten bidrar till" not in Client().get(f"/enhet/{world.care_administration.pk}/").content.decode()
    inside = signed_in(world.tomas).get(f"/enhet/{world.care_administration.pk}/").content.decode()
    assert "Enheten bidrar till" in inside


def test_p3_the_head_reads_on_her_page_what_was_shared_out_to_her_unit(world: World) -> None:
    sharing.share_out(by=world.asa, activity=shared(world), unit=world.beach_school)
    assert "«Läsgaranti» delades ut hit från" in signed_in(world.mikaela).get("/min-sida/").content.decode()
    assert "delades ut hit från" not in signed_in(world.emil).get("/min-sida/").content.decode()


def test_p5_when_all_is_done_the_page_asks_whether_more_is_needed(world: World) -> None:
    theirs = shared(world)
    Plan.objects.update(state="adopted", adopted_on=START)
    for activity in (theirs, theirs.shared_from):
        plans.report_progress(by=world.tomas, activity=activity, status="done", result="Klart.")
    text = signed_in(world.asa).get(f"/aktivitet/{theirs.pk}/").content.decode()
    assert "avgör om fler aktiviteter behövs" in text
    Plan.objects.update(closed_on=datetime.date(2026, 9, 14))
    assert "fler aktiviteter behövs" not in signed_in(world.asa).get(f"/aktivitet/{theirs.pk}/").content.decode()


def test_x12_nothing_is_moved_on_the_board_of_a_year_that_is_closed(world: World) -> None:
    theirs = shared(world)
    Plan.objects.update(state="adopted", adopted_on=START)
    mine, all_of = "/aktiviteter/2026/?vy=tavla&enhet=" + str(world.compulsory.pk), "/aktiviteter/2026/?vy=tavla"
    assert 'draggable="true"' in signed_in(world.asa).get(mine).content.decode()
    Plan.objects.update(closed_on=datetime.date(2026, 9, 14))
    closed = signed_in(world.asa).get(all_of).content.decode()
    assert theirs.what in closed
    assert 'draggable="true"' not in closed


def test_p6_a_suggestion_goes_from_the_employees_page_to_the_heads_answer(world: World) -> None:
    browser = signed_in(world.emil)
    assert "Lämna ett förslag" in browser.get(f"/enhet/{world.beach_school.pk}/").content.decode()
    assert f"/enhet/{world.beach_school.pk}/foresla/" in browser.get("/min-sida/").content.decode()
    typed = {"kind": "improvement", "what": "Färre blanketter", "why": "De tar tid."}
    answer = browser.post(f"/enhet/{world.beach_school.pk}/foresla/", typed, follow=True)
    assert "Väntar på svar" in answer.content.decode()
    address = answer.redirect_chain[-1][0]
    assert "Svara" in signed_in(world.mikaela).get("/min-sida/").content.decode()
    refused = signed_in(world.mikaela).post(address, {"takes_up": "nej", "answer": ""})
    assert refused.status_code == 422
    assert signed_in(world.mikaela).post(address, {"takes_up": "ja", "answer": "Vi provar."}).status_code == 302
    assert "Vi provar." in browser.get(address).content.decode()


def test_p6_a_suggestion_taken_up_when_the_plan_is_handed_in_says_how_it_gets_there(world: World) -> None:
    plan = plans.draft_plan(by=world.mikaela, unit=world.beach_school, year=2027)
    plans.hand_in_plan(by=world.mikaela, plan=plan)
    typed = {"kind": "activity", "what": "Boksamtal", "why": ""}
    made = signed_in(world.emil).post(f"/enhet/{world.beach_school.pk}/foresla/", typed, follow=True)
    told = signed_in(world.mikaela).post(made.redirect_chain[-1][0], {"takes_up": "ja", "answer": ""}, follow=True)
    assert "Ta tillbaka planen för att lägga till aktiviteten." in told.content.decode()
