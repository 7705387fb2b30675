"""A committee follows up more often, as it chooses: its own months, to itself and no further (F-3)."""

import datetime

import pytest
from django.test import Client
from lxml import html

from styrhjul.followup import actions
from styrhjul.followup.calendar import entries
from styrhjul.followup.models import Part, Report, Round
from styrhjul.followup.own_rounds import OWN_MONTHS, own_days
from styrhjul.followup.terms import RoundKind
from styrhjul.governance.models import Task
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.clock import on_day
from tests.budget.money import lay_out
from tests.web.test_ledger import browser
from tests.world import World

APRIL = datetime.date(2026, 5, 4)


def test_f3_the_days_of_a_committees_own_round_are_working_days_in_the_month_after() -> None:
    days = own_days(2026, 4)
    assert days["opens_on"] == APRIL  # the first of May is a holiday, and then comes a weekend
    assert days["committees_by"] == days["board_by"] == days["council_by"] == datetime.date(2026, 5, 28)
    assert own_days(2026, 11)["opens_on"].year == 2026
    assert set(OWN_MONTHS) == {1, 2, 4, 5, 6, 7, 9, 10, 11}


def test_f3_a_month_of_its_own_choice_goes_to_the_committee_and_no_further(world: World) -> None:
    purse = lay_out(world)
    with on_day(datetime.date(2026, 4, 20)):
        (round_,) = actions.choose_months(by=world.tomas, body=world.school, year=2026, months=[4])
    assert round_.name == "Månadsrapport april 2026"
    with on_day(APRIL):
        actions.tick(APRIL)
        report = Report.objects.get(round=round_)
        assert report.body == world.school
        money = Part.objects.get(report=report, area=purse.school)
        assert money.asks_for_forecast
        assert not report.parts.filter(version__isnull=False).exists()
        assert Task.objects.filter(done_on=None, heading__contains="Månadsrapport april").exists()
        actions.hand_in_report(
            by=world.tomas, report=report, held_on=datetime.date(2026, 5, 4), reason="Siffrorna kommer senare."
        )
        report.refresh_from_db()
        world.decide(world.sara, world.school, datetime.date(2026, 5, 4), report, "40")
    report.refresh_from_db()
    assert report.state == "decided"
    assert not report.workflow.open_steps("decided")
    assert not Report.objects.filter(body=None).exists()


def test_f3_what_is_chosen_can_be_chosen_anew_until_it_is_open(world: World) -> None:
    with on_day(datetime.date(2026, 4, 20)):
        actions.choose_months(by=world.tomas, body=world.school, year=2026, months=[4, 5])
        actions.choose_months(by=world.tomas, body=world.school, year=2026, months=[4, 6])
        assert list(Round.objects.order_by("month").values_list("month", flat=True)) == [4, 6]
        with pytest.raises(Refused, match="för sent"):
            actions.choose_months(by=world.tomas, body=world.school, year=2026, months=[1, 4, 6])
        with pytest.raises(Refused, match="redan en rapport"):
            actions.choose_months(by=world.tomas, body=world.school, year=2026, months=[3])
    with on_day(APRIL):
        actions.tick(APRIL)
        with pytest.raises(Refused, match="öppnad"):
            actions.choose_months(by=world.tomas, body=world.school, year=2026, months=[])


def test_f3_others_choose_nothing_for_the_committee(world: World) -> None:
    for person in (world.frida, world.emil):
        with pytest.raises(Refused, match="väljer inte"):
            actions.choose_months(by=person, body=world.school, year=2026, months=[11])


def test_f3_two_committees_may_choose_the_same_month_and_the_wheel_says_whose(world: World) -> None:
    with on_day(datetime.date(2026, 4, 20)):
        for body in (world.school, world.care):
            actions.choose_months(by=None, body=body, year=2026, months=[5])
    listed = list(entries(datetime.date(2026, 6, 1), datetime.date(2026, 6, 30)))
    assert {one.body_id for one in listed} == {world.school.pk, world.care.pk}
    assert not any(one.short for one in listed)


def test_f3_months_are_chosen_on_a_page_and_seen_in_the_list(world: World) -> None:
    client = browser(world.tomas)
    address = f"/uppfoljning/oftare/{world.school.pk}/2030/"
    assert client.post(address, {"months": ["3"]}).status_code == 422
    assert client.post(address, {"months": ["10", "11"]}).status_code == 302
    assert Round.objects.filter(kind=RoundKind.MONTHLY, body=world.school).count() == 2
    page = client.get("/uppfoljning/").content.decode()
    assert "Månadsrapport oktober 2030" in page
    this_year = f"/uppfoljning/oftare/{world.school.pk}/2026/"
    assert this_year in page
    offered = html.fromstring(client.get(this_year).content).xpath('//input[@name="months"]/@value')
    assert offered == ["9", "10", "11"], "the others are over, or have their report"
    assert this_year not in browser(world.emil).get("/uppfoljning/").content.decode()
    assert client.get(f"/uppfoljning/{Round.objects.first().pk}/").status_code == 200  # type: ignore[union-attr]
    assert "Månadsrapport" not in Client().get("/uppfoljning/").content.decode()
