"""What the notice of the council's meeting makes public, and nothing else (L-6)."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from styrhjul.budget.actions import draft_budget
from styrhjul.budget.models import Budget
from styrhjul.followup import actions
from styrhjul.followup.models import Report
from styrhjul.governance.actions import Ruling, approve_minutes, hold_meeting, put_on_agenda, record_decision, take_step
from styrhjul.governance.agenda import give_notice
from styrhjul.governance.models import Decision, GovernanceModel, Meeting
from styrhjul.governance.terms import Outcome
from styrhjul.organisation.clock import on_day
from tests.budget.money import lay_out
from tests.followup import sjostad_round as rounds
from tests.web.visible import visible
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db

PREPARED_ON = datetime.date(2026, 9, 4)
NOTICE_ON = datetime.date(2026, 9, 12)
MEETS_ON = datetime.date(2026, 9, 21)


def prepared_budget(world: World) -> Budget:
    """The board's proposal of the municipality's budget 2027; the board's minutes are not approved."""
    purse = lay_out(world)
    made = draft_budget(by=world.karin, body=None, year=2027, stage="municipal", text="Budgettexten.")
    purse.write(made, school=90_000)
    take_step(by=world.karin, thing=made, step="hand_in", on=datetime.date(2026, 9, 1))
    world.decide(world.bo, world.board, PREPARED_ON, made, "150")
    made.refresh_from_db()
    return made


def called(world: World, *things: Budget | Report, notice_on: datetime.date | None = NOTICE_ON) -> Decision:
    """The matter on the agenda of the council's meeting."""
    meeting = hold_meeting(by=world.frida, body=world.council, held_on=MEETS_ON, notice_on=notice_on)
    return put_on_agenda(by=world.frida, meeting=meeting, heading="Budget 2027", things=list(things))


def read(address: str) -> str | None:
    """What a stranger finds at the address, None where there is nothing."""
    answer = Client().get(address)
    return answer.content.decode() if answer.status_code == 200 else None


def test_l6_the_budget_proposal_is_public_from_the_day_of_the_notice(world: World) -> None:
    budget = prepared_budget(world)
    page = reverse("budget", args=[budget.pk])
    assert read(page) is None
    called(world, budget)
    with on_day(NOTICE_ON - datetime.timedelta(days=1)):
        assert read(page) is None
    with on_day(NOTICE_ON):
        told = read(page)
    assert told is not None
    assert "Förslag, behandlas av Kommunfullmäktige 21 september 2026" in visible(told)
    assert "Budgettexten." in told


def test_l6_the_proposal_holds_its_goals_though_each_waits_for_minutes_of_its_own(world: World) -> None:
    goal = world.draft_goal(heading="Zebramålet")
    take_step(by=world.tomas, thing=goal, step="hand_in", on=datetime.date(2026, 8, 20))
    world.decide(world.sara, world.school, datetime.date(2026, 8, 27), goal, "40")
    budget = prepared_budget(world)
    called(world, budget)
    told = read(reverse("budget", args=[budget.pk]))
    assert told is not None
    assert "Zebramålet" in told
    assert read(reverse("goal_year", args=[goal.goal_id, 2027])) is None


def test_l6_the_public_reads_the_proposal_until_the_councils_minutes_are_approved(world: World) -> None:
    budget = prepared_budget(world)
    matter = called(world, budget)
    page = reverse("budget", args=[budget.pk])
    with on_day(MEETS_ON):
        ruling = Ruling(budget, Outcome.ADOPTED_WITH_CHANGE, {"tax_rate": "21.50"})
        record_decision(by=world.frida, decision=matter, rulings=[ruling], paragraph="70")
        waiting = read(page)
    with on_day(MEETS_ON):
        approve_minutes(by=world.frida, meeting=matter.meeting, approved_on=MEETS_ON)
        decided = read(page)
    assert waiting is not None
    assert decided is not None
    assert "Förslag, behandlas" in visible(waiting)
    assert "21,50" not in waiting
    assert "Förslag, behandlas" not in visible(decided)
    assert "21,50" in decided


def test_l6_the_annual_report_is_public_from_the_day_of_the_notice(world: World) -> None:
    rounds.set_goals(world)
    round_ = rounds.open_interim(world, "annual")
    report = Report.objects.get(round=round_, body=None)
    actions.hand_in_report(
        by=world.karin, report=report, meeting=rounds.meet(world.bo, world.board), reason="Delarna kommer."
    )
    page, file = reverse("report", args=[report.pk]), reverse("report_file", args=[report.pk, "xlsx"])
    called(world, report)
    assert read(page) is None  # on the agenda, but the board has not handed it over
    rounds.decide_on(report, world.bo, "160")
    told = read(page)
    assert told is not None
    assert "Förslag, behandlas av Kommunfullmäktige 21 september 2026" in visible(told)
    assert Client().get(file).status_code == 200


def test_l6_nothing_else_becomes_public(world: World) -> None:
    rounds.set_goals(world)
    round_ = rounds.open_interim(world)
    interim = Report.objects.get(round=round_, body=None)
    actions.hand_in_report(
        by=world.karin, report=interim, meeting=rounds.meet(world.bo, world.board), reason="Delarna kommer."
    )
    rounds.decide_on(interim, world.bo, "160")
    goal = world.draft_goal()
    take_step(by=world.tomas, thing=goal, step="hand_in", on=datetime.date(2026, 8, 20))
    committees = draft_budget(by=world.tomas, body=world.school, year=2027, stage="preliminary", text="Nämndens.")
    take_step(by=world.tomas, thing=committees, step="hand_in", on=datetime.date(2026, 8, 20))
    matter = called(world, interim, goal, committees)
    assert read(reverse("report", args=[interim.pk])) is None
    assert read(reverse("budget", args=[committees.pk])) is None
    assert read(reverse("goal_year", args=[goal.goal_id, 2027])) is None
    assert read(reverse("meeting", args=[matter.meeting_id])) is None
    assert read(reverse("decision", args=[matter.pk])) is None


def test_l6_the_switch_is_the_meetings_and_its_default_the_years(world: World) -> None:
    budget = prepared_budget(world)
    meeting = called(world, budget).meeting
    assert meeting.publishes
    assert not hold_meeting(by=world.bo, body=world.board, held_on=MEETS_ON).publishes
    client = Client()
    client.force_login(world.frida)
    client.post(reverse("give_notice", args=[meeting.pk]), {"notice_on": "2026-09-12"})
    assert not Meeting.objects.get(pk=meeting.pk).publishes
    assert read(reverse("budget", args=[budget.pk])) is None
    give_notice(by=world.frida, meeting=meeting, notice_on=TODAY, publishes=True)
    assert read(reverse("budget", args=[budget.pk])) is not None
    GovernanceModel.objects.create(from_year=2026, name="Utan publicering", settings={"publish_at_notice": False})
    later = hold_meeting(by=world.frida, body=world.council, held_on=datetime.date(2026, 10, 22))
    assert not later.publishes


def test_l6_without_a_day_of_notice_nothing_is_published(world: World) -> None:
    budget = prepared_budget(world)
    called(world, budget, notice_on=None)
    assert read(reverse("budget", args=[budget.pk])) is None
