"""A year closes committee by committee, and the page says how far each has come (X-12)."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from styrhjul.followup import actions
from styrhjul.followup.models import Report
from styrhjul.goals.actions import plans, sharing
from styrhjul.goals.models import Plan
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import tie
from tests.followup import sjostad_round as rounds
from tests.goals.test_plans import operational
from tests.world import START, World

pytestmark = pytest.mark.django_db


def adopted(world: World) -> Plan:
    """The school administration's adopted plan of 2026."""
    return plans.load_plan_as_adopted(plan=operational(world), adopted_on=datetime.date(2026, 1, 20))


def close(world: World) -> None:
    """Let the school committee decide its part of the annual report of 2026, on the test's own day."""
    round_ = rounds.open_interim(world, "annual")
    report = Report.objects.get(round=round_, body=world.school)
    rounds.write_all(world.tomas, report)
    meeting = rounds.meet(world.sara, world.school)
    actions.hand_in_report(by=world.tomas, report=report, meeting=meeting, reason="Utfall saknas.")
    rounds.decide_on(report, world.sara, "90")


def test_x12_a_committees_year_closes_with_its_report_and_hinders_no_other(world: World) -> None:
    plan = adopted(world)
    care = plans.draft_plan(by=world.vera, unit=world.care_administration, year=2026)
    plans.load_plan_as_adopted(plan=care, adopted_on=datetime.date(2026, 1, 20))
    activity = plan.activities.get()
    plans.report_progress(by=world.asa, activity=activity, status="going_on")
    close(world)
    plan.refresh_from_db()
    care.refresh_from_db()
    assert plan.closed_on == datetime.date(2026, 9, 14)
    assert care.closed_on is None
    with pytest.raises(Refused, match="Året är avslutat"):
        plans.report_progress(by=world.asa, activity=activity, status="done")
    activity.refresh_from_db()
    with pytest.raises(Refused, match="Året är avslutat"):
        sharing.share_out(by=world.tomas, activity=activity, unit=world.compulsory)
    with pytest.raises(Refused, match="Året är avslutat"):
        sharing.name_contributors(by=world.tomas, activity=activity, people=[world.emil])
    assert not plans.can_name_responsible(world.tomas, plan)
    browser = Client()
    browser.force_login(world.tomas)
    assert "2026 är avslutat. Planen och dess" in browser.get(f"/plan/{plan.pk}/").content.decode()
    assert "Dela ut till enheter" not in browser.get(f"/aktivitet/{activity.pk}/").content.decode()


def test_x12_an_administration_of_two_committees_closes_with_the_last(world: World) -> None:
    plan = adopted(world)
    tie(by=None, administration=world.school_administration, body=world.care, from_on=START, is_main=False)
    close(world)
    plan.refresh_from_db()
    assert plan.closed_on is None
    plans.close_year(by=None, body=world.care, year=2026, closed={world.school.pk})
    plan.refresh_from_db()
    assert plan.closed_on is not None


def test_x12_the_page_says_who_has_closed_the_year_and_what_is_left(world: World) -> None:
    adopted(world)
    browser = Client()
    browser.force_login(world.conny)
    assert "0 av 3 har avslutat året" in browser.get("/arsskifte/2026/").content.decode()
    rounds.open_interim(world, "annual")
    browser.force_login(world.vera)
    line = html.fromstring(browser.get("/arsskifte/2026/").content).xpath("//tr[contains(., 'Skolnämnden')]")[0]
    assert "Skrivs" in line.text_content(), "how far it has come is told, though she may not read it (O-8)"
    assert not line.xpath(".//a[contains(@href, '/rapport/')]")
    browser.force_login(world.conny)
    close(world)
    with CaptureQueriesContext(connection) as asked:
        text = browser.get("/arsskifte/2026/").content.decode()
    assert "1 av 3 har avslutat året" in text
    assert "2026 är avslutat" in text
    assert len(asked) <= 14
    assert browser.get("/arsskifte/1990/").status_code == 404
