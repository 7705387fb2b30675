"""The rounds and the matrix of one: where each stands, who opens it, what is late, how many queries (F-1, F-4)."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from styrhjul.followup import actions
from styrhjul.followup.models import Report, Round
from styrhjul.goals.models import GoalVersion
from styrhjul.organisation import actions as organisation
from styrhjul.organisation.terms import BodyKind, UnitKind
from tests.followup import sjostad_round as interim
from tests.world import START, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def goals(world: World) -> dict[str, GoalVersion]:
    return interim.set_goals(world)


@pytest.fixture
def round_(world: World, goals: dict[str, GoalVersion]) -> Round:
    return interim.open_interim(world)


def page_of(client: Client, round_: Round) -> str:
    return client.get(reverse("round", args=[round_.pk])).content.decode()


def test_f4_a_round_whose_day_has_come_is_opened_from_the_list(client: Client, world: World) -> None:
    planned = actions.plan_round(by=None, kind="interim", year=2026, **interim.DAYS)
    client.force_login(world.karin)
    assert "Dags att öppna" in client.get(reverse("rounds")).content.decode()
    assert client.post(reverse("open_round", args=[planned.pk])).status_code == 302
    planned.refresh_from_db()
    assert planned.opened_on == datetime.date(2026, 9, 14)
    assert planned.reports.count() == 4


def test_f4_others_cannot_open_it(client: Client, world: World) -> None:
    planned = actions.plan_round(by=None, kind="interim", year=2026, **interim.DAYS)
    client.force_login(world.tomas)
    assert '<button class="ds-button" data-color="accent"' not in page_of(client, planned)
    client.post(reverse("open_round", args=[planned.pk]))
    assert not planned.reports.exists()


def test_f4_the_matrix_says_who_has_what_and_what_is_missing(client: Client, world: World, round_: Round) -> None:
    client.force_login(world.tomas)
    interim.write(world.tomas, interim.part_of(round_, world.school))
    page = page_of(client, round_)
    assert "1 av 8 delar klara" in page
    assert "Vera Vik" in page, "who has the care committee's text"
    assert "0 av 2" in page
    assert "bedömning, analys" in page
    assert "Dina delar" in page


def test_f4_a_late_committee_stands_as_not_handed_in_with_the_day(
    client: Client, world: World, round_: Round, settings: object
) -> None:
    settings.DEMO_TODAY = datetime.date(2026, 10, 2)
    client.force_login(world.karin)
    page = page_of(client, round_)
    assert "Omsorgsnämnden: ej inlämnad, skulle ha beslutats senast 30\N{NO-BREAK SPACE}sep." in page
    assert page.count("Ej inlämnad") == 3


def test_f4_the_day_of_the_decision_stands_in_the_matrix(client: Client, world: World, round_: Round) -> None:
    school = Report.objects.get(round=round_, body=world.school)
    interim.write_all(world.tomas, school)
    actions.hand_in_report(by=world.tomas, report=school, meeting=interim.meet(world.sara, world.school))
    client.force_login(world.emil)
    page = page_of(client, round_)
    assert "14\N{NO-BREAK SPACE}sep" in page
    assert "Lämnad" in page


def test_o8_links_lead_only_to_what_may_be_read(client: Client, world: World, round_: Round) -> None:
    report = Report.objects.get(round=round_, body=world.school)
    address = reverse("report", args=[report.pk])
    client.force_login(world.tomas)
    assert address in page_of(client, round_)
    client.force_login(world.vera)
    assert address not in page_of(client, round_)


def test_t2_the_public_sees_the_rounds_that_have_a_public_report(client: Client, world: World, round_: Round) -> None:
    listed = client.get(reverse("rounds"))
    assert listed.status_code == 200
    assert "Inga uppföljningar än" in listed.content.decode()
    assert client.get(reverse("round", args=[round_.pk])).status_code == 302


def test_f1_a_quarterly_report_may_hold_no_goals(client: Client, world: World, goals: dict[str, GoalVersion]) -> None:
    quarterly = interim.open_interim(world, "quarterly")
    client.force_login(world.karin)
    page = page_of(client, quarterly)
    assert "Inga mål" in page
    assert "0 av 4 delar klara" in page


def test_the_number_of_queries_is_the_same_for_many_bodies_and_rounds(
    client: Client, world: World, goals: dict[str, GoalVersion], django_assert_max_num_queries: object
) -> None:
    round_ = interim.open_interim(world)
    client.force_login(world.karin)
    addresses = [reverse("rounds"), reverse("round", args=[round_.pk])]
    counted = []
    for wave in range(2):
        for address in addresses:
            client.get(address)
            with django_assert_max_num_queries(45) as asked:
                client.get(address)
            counted.append(len(asked))
        if wave == 0:
            for number in range(8):
                body = organisation.set_up_body(
                    by=None, kind=BodyKind.COMMITTEE, name=f"Nämnd {number}", short_name=f"N{number}", from_on=START
                )
                unit = organisation.set_up_unit(
                    by=None, kind=UnitKind.ADMINISTRATION, name=f"F {number}", from_on=START
                )
                organisation.tie(by=None, administration=unit, body=body, from_on=START)
                world.follow(
                    world.adopted("committee", f"Mål {number}", body=body), world.measure(f"Mått {number}"), y2026=1
                )
                days = {name: day.replace(year=2010 + number) for name, day in interim.DAYS.items()}
                actions.plan_round(by=None, kind="interim", year=2010 + number, **days)
            actions.open_round(by=world.karin, round_=round_)
    assert counted[2:] == counted[:2]
    assert round_.reports.count() == 12
