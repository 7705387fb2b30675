"""The rounds and the matrix of one: where each stands, who opens it, what is late, how many queries (F-1, F-4)."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from styrhjul.followup import actions
from styrhjul.followup.models import Report, Round
from styrhjul.goals.models import GoalVersion
from styrhjul.organisation import actions as organisation
from styrhjul.organisation.models import LogEntry
from styrhjul.organisation.terms import BodyKind, UnitKind
from tests.followup import sjostad_round as interim
from tests.replay import replayed
from tests.world import START, World

pytestmark = pytest.mark.django_db


@pytest.fixture
@replayed
def goals(world: World) -> dict[str, GoalVersion]:
    return interim.set_goals(world)


@pytest.fixture
@replayed
def round_(world: World, goals: dict[str, GoalVersion]) -> Round:
    return interim.open_interim(world)


def page_of(client: Client, round_: Round) -> str:
    return client.get(reverse("round", args=[round_.pk])).content.decode()


def test_f4_a_round_whose_day_has_come_is_opened_from_the_list(client: Client, world: World) -> None:
    planned = actions.plan_round(by=None, kind="interim", year=2026, **interim.DAYS)
    client.force_login(world.karin)
    page = client.get(reverse("rounds")).content.decode()
    assert "Dags att öppna" in page
    assert page.index("Pågår nu") < page.index(reverse("round", args=[planned.pk])), "before the years to come"
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
    assert "1 av 12 delar klara" in page
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
    assert "Hela kommunen: ej inlämnad" not in page


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


LATER = {"kind": "annual", "year": "2026", "opens_on": "2027-01-18", "parts_due_on": "2027-02-12",
         "committees_by": "2027-02-26", "board_by": "2027-03-31", "council_by": "2027-04-22"}  # fmt: skip


def test_f1_a_round_is_planned_on_its_page_with_the_days_of_the_last_one_proposed(client: Client, world: World) -> None:
    days = {name: day.replace(month=day.month - 6) for name, day in interim.DAYS.items()}
    actions.plan_round(by=None, kind="annual", year=2025, **days)
    actions.plan_round(by=None, kind="interim", year=2026, **interim.DAYS)
    client.force_login(world.conny)
    assert reverse("new_round") in client.get(reverse("rounds")).content.decode()
    proposed = client.get(reverse("new_round")).content.decode()
    assert '<option value="annual" selected>' in proposed
    assert 'value="2027-03-01"' in proposed, "the last annual round's first day, a year on"
    assert client.post(reverse("new_round"), LATER).status_code == 302
    made = Round.objects.get(kind="annual", year=2026)
    assert (made.opens_on, made.council_by) == (datetime.date(2027, 1, 18), datetime.date(2027, 4, 22))


def test_w2_days_in_the_wrong_order_are_refused_and_what_was_typed_stands(client: Client, world: World) -> None:
    client.force_login(world.karin)
    answer = client.post(reverse("new_round"), LATER | {"board_by": "2027-02-01"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "kommunstyrelsen behandlar kan inte ligga före den då nämnderna beslutar" in page
    assert 'value="2027-02-01"' in page
    assert not Round.objects.exists()


def test_f1_a_round_is_planned_once_and_moved_on_its_own_page(client: Client, world: World) -> None:
    planned = actions.plan_round(by=None, kind="interim", year=2026, **interim.DAYS)
    client.force_login(world.bo)
    twice = client.post(reverse("new_round"), LATER | {"kind": "interim"})
    assert twice.status_code == 422
    assert "är redan planerad" in twice.content.decode()
    assert "Ändra dagarna" in page_of(client, planned)
    days = {name: str(day) for name, day in interim.DAYS.items()}
    assert client.post(reverse("edit_round", args=[planned.pk]), days | {"council_by": "2026-11-02"}).status_code == 302
    planned.refresh_from_db()
    assert planned.council_by == datetime.date(2026, 11, 2)
    assert LogEntry.objects.about(planned)[0].data["before"]["council_by"] == "2026-10-29"


def test_f1_the_days_of_an_open_round_stand(client: Client, world: World, round_: Round) -> None:
    client.force_login(world.karin)
    assert "Ändra dagarna" not in page_of(client, round_)
    days = {name: str(day) for name, day in interim.DAYS.items()}
    answer = client.post(reverse("edit_round", args=[round_.pk]), days | {"council_by": "2026-11-02"})
    assert answer.status_code == 422
    assert "dagarna står i delarna och uppgifterna" in answer.content.decode()
