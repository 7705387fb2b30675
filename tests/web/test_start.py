"""The public start page: what a stranger reads, and that it costs the same however much there is."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from styrhjul.goals.actions import goals as goal_actions
from styrhjul.goals.terms import Level
from styrhjul.governance.actions import hold_meeting, load_as_adopted, load_decision, put_on_agenda, record_decision
from styrhjul.organisation.models import LogEntry
from tests.web.visible import visible
from tests.world import World


def page(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_municipality_says_what_is_missing_and_who_mends_it(client: Client, db: None) -> None:
    text = page(client)
    assert "Ingen vision är fastställd för 2026" in text
    assert "Kommunfullmäktige beslutar om dem." in text
    assert "när sekreteraren har registrerat dem" in text


def test_a_stranger_reads_the_vision_and_the_overall_goals(client: Client, world: World) -> None:
    world.adopted(Level.VISION, "En stad vid havet", first_year=2024, last_year=2027)
    goal = world.overall()
    text = page(client)
    assert "En stad vid havet" in text
    assert "Fastställd av kommunfullmäktige 2023-10-26" in visible(text)
    assert goal.heading in text
    assert f"/mal/{goal.goal_id}/" in text


def test_drafts_and_decisions_without_approved_minutes_are_not_shown(client: Client, world: World) -> None:
    world.draft_goal(heading="Hemligt utkast")
    meeting = hold_meeting(by=world.bo, body=world.board, held_on=datetime.date(2026, 9, 1))
    decision = put_on_agenda(by=world.bo, meeting=meeting, heading="Ojusterat ärende", things=[])
    record_decision(by=world.bo, decision=decision, rulings=[], paragraph="7")
    assert "Ojusterat ärende" not in page(client)
    world.approve(decision, world.bo)
    assert "Ojusterat ärende" in page(client)
    assert "Hemligt utkast" not in page(client)


def test_a_figure_stands_with_target_and_the_year_before(client: Client, world: World) -> None:
    measure = world.measure("Väntetid", origin="kolada", unit_label="dagar", decimals=0, direction="lower")
    world.outcomes(measure, y2024=45, y2025=111)
    directed = goal_actions.draft_goal(
        by=None, level=Level.DIRECTED, body=world.board, heading="Plats i tid", first_year=2026, last_year=2026
    )
    world.follow(directed, measure, y2026=60)
    load_as_adopted(thing=directed, decision=world.old_decision())
    text = page(client)
    assert "111" in text
    assert "mot 45\u00a0dagar året före" in text
    assert "Mål: högst 60\u00a0dagar" in text


@pytest.mark.parametrize("many", [1, 30])
def test_at_most_ten_queries_however_much_there_is(client: Client, world: World, many: int) -> None:
    world.adopted(Level.VISION, "En stad vid havet", first_year=2024, last_year=2027)
    for number in range(many):
        world.adopted(Level.OVERALL, f"Mål {number}", first_year=2024, last_year=2027)
        load_decision(
            body=world.council, held_on=datetime.date(2025, 1, 1) + datetime.timedelta(number), heading="Ärende"
        )
    page(client)
    with CaptureQueriesContext(connection) as queries:
        page(client)
    assert len(queries) <= 10, [query["sql"] for query in queries]


def test_reading_writes_nothing(client: Client, world: World) -> None:
    before = LogEntry.objects.count()
    page(client)
    assert LogEntry.objects.count() == before
