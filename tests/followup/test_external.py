"""A municipal company receives a directed goal and hands in its report; a controller of the board records (O-9)."""

import pytest
from django.test import Client

from styrhjul.followup import actions
from styrhjul.followup.models import Report
from styrhjul.goals.actions import goals
from styrhjul.goals.models import GoalVersion, Share
from styrhjul.governance.actions import hold_meeting, put_on_agenda, record_decision
from styrhjul.governance.models import Task
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import appoint, name_deputy, register_person, set_up_body
from styrhjul.organisation.models import Body, Person, Position
from styrhjul.organisation.terms import BodyKind, Role
from tests.followup import sjostad_round as rounds
from tests.world import START, TODAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(world: World) -> Body:
    """Sjöstad's housing company, and Kim, controller at the office that serves the board."""
    kim = register_person(by=None, name="Kim Kvist", email="kim@sjostad.example", password="hemligt-ord-1")
    appoint(by=None, person=kim, role=Role.CONTROLLER, place=world.office, from_on=START)
    world.people["kim"] = kim
    return set_up_body(
        by=None, kind=BodyKind.EXTERNAL, name="Sjöstadsbostäder AB", short_name="SBAB", from_on=START, rank=90
    )


def given(world: World, company: Body) -> GoalVersion:
    """A directed goal of 2026 to the company, with an outcome."""
    goal = world.adopted("directed", "Fler unga har en egen bostad")
    Share.objects.create(version=goal, body=company)
    measure = world.measure("Unga i kö", body=world.board, unit=world.office)
    world.follow(goal, measure, y2026=90)
    world.outcomes(measure, y2025=84, y2026=86)
    return goal


def test_o9_a_controller_of_the_board_records_for_an_external_body(world: World, company: Body) -> None:
    assert company.pk in world.kim.rights.secretary_of & world.kim.rights.drafts_for & world.kim.rights.hands_in_to
    for other in (world.conny, world.karin, world.bo, world.per):
        assert company.pk not in other.rights.secretary_of | other.rights.drafts_for | other.rights.hands_in_to


def test_o9_the_company_answers_the_goal_by_a_decision_of_its_own(world: World, company: Body) -> None:
    share = given(world, company).shares.get()
    answer = {"answer": "Vi bygger ettor.", "follow_up": "Varje vår."}
    with pytest.raises(Refused):
        goals.answer_directed_goal(by=world.karin, share=share, **answer)
    goals.answer_directed_goal(by=world.kim, share=share, **answer)
    meeting = hold_meeting(by=world.kim, body=company, held_on=TODAY)
    decision = put_on_agenda(by=world.kim, meeting=meeting, heading="Svar på riktat mål", things=[])
    record_decision(by=world.kim, decision=decision, rulings=[], paragraph="4")
    goals.answer_directed_goal(by=world.kim, share=share, decision=decision, **answer)
    share.refresh_from_db()
    assert (share.answered_on, share.answered_by) == (TODAY, decision)


def test_o9_the_company_hands_in_its_part_of_the_follow_up(world: World, company: Body) -> None:
    goal = given(world, company)
    round_ = rounds.open_interim(world)
    report = Report.objects.get(round=round_, body=company)
    assert [part.version for part in report.parts.all()] == [None, goal]
    assert {part.responsible for part in report.parts.all()} == {world.kim}
    assert Task.objects.of(world.kim).waiting().filter(kind="hand_in_report").count() == 1
    for part in report.parts.all():
        rounds.write(world.kim, part)
    with pytest.raises(Refused):
        actions.hand_in_report(by=world.karin, report=report, held_on=TODAY)
    actions.hand_in_report(by=world.kim, report=report, held_on=TODAY)
    report.refresh_from_db()
    assert report.state_label == "Lämnad till organets styrelse"
    world.decide(world.kim, company, TODAY, report, "7")
    report.refresh_from_db()
    assert report.state == "decided"


def test_o9_a_company_without_goals_owes_no_report(world: World, company: Body) -> None:
    rounds.set_goals(world)
    assert not Report.objects.filter(round=rounds.open_interim(world), body=company).exists()


def test_o9_a_committee_goal_is_not_the_companys(world: World, company: Body) -> None:
    with pytest.raises(Refused, match="riktade mål"):
        goals.draft_goal(by=world.kim, level="committee", body=company, first_year=2027, last_year=2027)


def test_o9_the_log_names_whom_a_deputy_records_for(world: World, company: Body) -> None:
    position = Position.objects.get(person=world.kim)
    name_deputy(by=world.kim, position=position, person=world.emil, from_on=TODAY, to_on=TODAY)
    emil = Person.objects.get(pk=world.emil.pk)
    assert emil.rights.acting_for({Role.SECRETARY}, company.pk) == "Kim Kvist"


def test_o9_the_companys_page_shows_its_goals_and_who_records(client: Client, world: World, company: Body) -> None:
    given(world, company)
    page = client.get(f"/organ/{company.pk}/").content.decode()
    assert "Kommunstyrelsens controller registrerar" in page
    client.force_login(world.kim)
    page = client.get(f"/organ/{company.pk}/").content.decode()
    assert "Fler unga har en egen bostad" in page
    assert "Föreslå ett nytt nämndsmål" not in page
    assert "Sjöstadsbostäder AB" in client.get("/sammantrade/nytt/").content.decode()
