"""What the chain points out: there when departed from, gone when mended; the link leads where it is mended (X-1)."""

import datetime
from collections.abc import Iterable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from styrhjul.goals import findings
from styrhjul.goals.actions import goals, plans
from styrhjul.goals.actions.goals import Aim
from styrhjul.goals.models import Activity, GoalVersion, Plan, Share
from styrhjul.goals.terms import ReviewOutcome
from styrhjul.governance.actions import take_step
from styrhjul.governance.models import CouncilTerm, GovernanceModel
from styrhjul.governance.registry import Finding, kind_of
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import Person
from styrhjul.organisation.terms import BodyKind
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db

PLANS_DUE = datetime.date(2026, 1, 31)


def of(rule: str, year: int = 2026, on: datetime.date = TODAY) -> list[Finding]:
    """The findings of one rule in the year."""
    return [one for one in findings.find(year, on) if one.rule == rule]


def messages(found: Iterable[Finding]) -> list[str]:
    return [one.message for one in found]


def page_that_mends(finding: Finding, person: Person) -> str:
    """The page that the signal leads to, as the person sees it; the place on the page that it points at is there."""
    client = Client()
    client.force_login(person)
    answer = client.get(reverse(kind_of(finding.about).url_name, args=[finding.about.pk]), follow=True)
    assert answer.status_code == 200
    page: str = answer.content.decode()
    assert not finding.anchor or f'id="{finding.anchor}"' in page, finding
    return page


def settings(**limits: object) -> None:
    GovernanceModel.objects.create(from_year=2026, name="Styrmodell", settings=limits)


def revised(version: GoalVersion, **fields: object) -> None:
    """Let what the goal says be another, as a later decision would have it."""
    GoalVersion.objects.filter(pk=version.pk).update(**fields)


def test_g2_one_vision_at_a_time(world: World) -> None:
    world.adopted("vision", "Livskvalitet", 2024, 2027)
    assert not of("G-2")
    extra = world.adopted("vision", "Sjöstad sjuder", 2026, 2029)
    (found,) = of("G-2")
    assert (found.about, found.message) == (extra, "Det finns mer än en vision för året.")
    assert reverse("review_goal", args=[extra.pk]) in page_that_mends(found, world.karin)
    revised(extra, in_force_until=2025, first_year=2025)
    assert not of("G-2")


def test_g2_the_vision_is_reviewed_in_every_term_and_so_it_is_recorded(world: World) -> None:
    vision = world.adopted("vision", "Livskvalitet", 2024, 2027)
    first, last = datetime.date(2022, 10, 15), datetime.date(2026, 10, 14)
    CouncilTerm.objects.create(body_kind=BodyKind.COUNCIL, first_on=first, last_on=last)
    assert not of("G-2"), "it was decided in this term"
    began = datetime.date(2026, 10, 15)
    CouncilTerm.objects.create(body_kind=BodyKind.COUNCIL, first_on=began, last_on=datetime.date(2030, 10, 14))
    assert not of("G-2", on=datetime.date(2026, 10, 14)), "the new term has not begun"
    (found,) = of("G-2", on=began)
    assert found.message == "Visionen har inte setts över sedan mandatperioden 2026–2030 började."
    assert reverse("review_goal", args=[vision.pk]) in page_that_mends(found, world.karin)
    with on_day(datetime.date(2026, 10, 20)):
        goals.review(by=world.karin, goal=vision.goal, year=2027, outcome=ReviewOutcome.CARRIED_ON)
    assert not of("G-2", on=datetime.date(2026, 10, 20))


def test_g3_every_committee_contributes_or_says_why_not(world: World) -> None:
    assert not of("G-3"), "there is nothing to contribute to"
    first, second = world.overall(), world.overall("Ett föredöme i omställning")
    assert {one.about for one in of("G-3")} == {world.board, world.school, world.care}
    world.adopted("committee", "Alla läser", body=world.school, parent=first.goal, contribution="Så.")
    given = world.adopted("directed", "Trygga barn", parent=first.goal)
    Share.objects.create(version=given, body=world.board)
    (found,) = of("G-3")
    assert found.message == "Omsorgsnämnden bidrar inte till något övergripande mål 2026."
    page = page_that_mends(found, world.vera)
    assert reverse("new_goal") in page
    assert reverse("chain", args=[TODAY.year]) in page
    why = {"by": world.vera, "body": world.care, "year": 2026, "reason": "Nämnden har ett annat uppdrag."}
    goals.disclaim(goal=first.goal, **why)
    assert of("G-3"), "the other overall goal may still concern it"
    goals.disclaim(goal=second.goal, **why)
    assert not of("G-3")


@pytest.mark.parametrize("level", ["overall", "financial"])
def test_g4_the_councils_goals_are_few(world: World, level: str) -> None:
    settings(most_overall_goals=1, most_financial_goals=1)
    world.adopted(level, "Ett")
    assert not of("G-4")
    second = world.adopted(level, "Två")
    (found,) = of("G-4")
    assert "2 mål av slaget" in found.message
    assert reverse("review_goal", args=[second.pk]) in page_that_mends(found, world.karin)
    revised(second, state="ended")
    assert not of("G-4")


def test_g4_a_committees_goals_are_few(world: World) -> None:
    settings(most_committee_goals=2, most_directed_goals=1)
    versions = [world.adopted("committee", f"Mål {number}", body=world.school) for number in range(3)]
    directed = [world.adopted("directed", f"Riktat {number}") for number in range(2)]
    shares = [Share.objects.create(version=version, body=world.care) for version in directed]
    found = of("G-4")
    assert messages(found) == [
        "Skolnämnden har 3 nämndsmål; styrsystemet vill ha högst 2.",
        "Omsorgsnämnden har 2 riktade mål; styrsystemet vill ha högst 1.",
    ]
    assert "Mål 2" in page_that_mends(found[0], world.tomas)
    revised(versions[0], state="ended")
    shares[0].delete()
    assert not of("G-4")


def test_g5_financial_and_directed_goals_name_the_guideline_they_serve(world: World) -> None:
    version = world.adopted("directed", "Trygga barn")
    (found,) = of("G-5")
    assert found.message == "Målet säger inte vilket mål i riktlinjerna för god ekonomisk hushållning det tjänar."
    assert reverse("review_goal", args=[version.pk]) in page_that_mends(found, world.karin)
    revised(version, guideline="Avviker: målet gäller bara i ett år.")
    assert not of("G-5")


def test_g5_a_financial_goal_has_a_measure_with_a_target_for_the_year(world: World) -> None:
    version = world.adopted("financial", "Resultatet är minst två procent", guideline="Soliditeten ska bestå.")
    (found,) = of("G-5")
    assert found.message == "Målet har inget mått."
    page_that_mends(found, world.karin)
    share = world.measure("Resultat", body=world.board)
    world.follow(version, share, y2025=2)
    assert messages(of("G-5")) == ["«Resultat» saknar målvärde för 2026."]
    goals.follow_by(by=None, version=version, measure=share, aims=[Aim(2026, Decimal(2))])
    assert not of("G-5")


def test_g10_a_link_leads_to_a_goal_that_holds(world: World) -> None:
    above = world.overall()
    version = world.adopted("committee", "Alla läser", body=world.school, parent=above.goal)
    assert not of("G-10", on=PLANS_DUE - datetime.timedelta(days=1))
    revised(above, in_force_until=2025)
    (found,) = of("G-10", on=PLANS_DUE - datetime.timedelta(days=1))
    assert (found.about, found.message) == (version, "Målet bidrar till ett mål som inte gäller det året.")
    assert reverse("review_goal", args=[version.pk]) in page_that_mends(found, world.tomas)
    revised(version, parent=None)
    assert not of("G-10", on=PLANS_DUE - datetime.timedelta(days=1))


def test_g10_a_goal_is_carried_on_once_the_plans_are_due(world: World) -> None:
    version = world.adopted("committee", "Alla läser", body=world.school)
    assert not of("G-10", on=PLANS_DUE - datetime.timedelta(days=1))
    (found,) = of("G-10", on=PLANS_DUE)
    assert found.message == "Inget mål och ingen aktivitet under målet, fast planerna skulle vara klara."
    plan = plans.draft_plan(by=world.tomas, unit=world.school_administration, year=2026)
    page = page_that_mends(found, world.tomas)
    assert reverse("new_activity", args=[plan.pk]) in page
    plans.add_activity(by=world.tomas, plan=plan, what="Läsgaranti", goal=version.goal)
    assert not of("G-10", on=PLANS_DUE)


def test_g10_an_activity_says_why_it_is_done(world: World) -> None:
    plan = plans.draft_plan(by=world.tomas, unit=world.school_administration, year=2026)
    activity = plans.add_activity(by=world.tomas, plan=plan, what="Läsgaranti")
    (found,) = of("G-10", on=PLANS_DUE)
    assert (found.about, found.message) == (activity, "Aktiviteten säger inte varför den görs.")
    assert reverse("edit_activity", args=[activity.pk]) in page_that_mends(found, world.tomas)
    Activity.objects.filter(pk=activity.pk).update(mandate="law", mandate_text="Skollagen")
    assert not of("G-10", on=PLANS_DUE)


def test_p1_an_administration_has_an_adopted_plan_from_its_day(world: World) -> None:
    assert not of("P-1", on=PLANS_DUE - datetime.timedelta(days=1))
    found = {one.about: one for one in of("P-1", on=PLANS_DUE)}
    assert set(found) == {world.office, world.school_administration, world.care_administration}
    assert found[world.office].message == "Kommunkansliet har ingen fastställd verksamhetsplan för 2026."
    page = page_that_mends(found[world.school_administration], world.tomas)
    assert reverse("new_plan", args=[world.school_administration.pk, 2026]) in page
    plan = plans.draft_plan(by=world.tomas, unit=world.school_administration, year=2026)
    plans.hear(by=world.tomas, plan=plan, body=world.school, heard_on=datetime.date(2026, 1, 12))
    handed = take_step(by=world.tomas, thing=plan, step="hand_in", on=datetime.date(2026, 1, 15))
    assert len(of("P-1", on=PLANS_DUE)) == 3, "handed in is not adopted"
    plans.adopt_plan(by=world.tomas, plan=Plan.objects.get(pk=handed.pk))
    assert world.school_administration not in {one.about for one in of("P-1", on=PLANS_DUE)}


@pytest.mark.parametrize(
    ("when", "is_signalled"),
    [
        ({"published_month": 8}, False),
        ({"published_month": 9}, False),  # missed by the interim report: noted, not signalled
        ({"published_month": 1, "published_next_year": True}, False),  # in time for the annual report
        ({"published_month": 2, "published_next_year": True}, False),
        ({"published_month": 3, "published_next_year": True}, True),
        ({}, False),
    ],
)
def test_x5_a_measure_without_a_value_at_any_follow_up_is_signalled(
    world: World, when: dict[str, object], is_signalled: bool
) -> None:
    version = world.draft_goal(heading="Alla läser")
    world.follow(version, world.measure(**when), y2027=95)
    found = of("X-5", 2027)
    assert bool(found) is is_signalled
    for one in found:
        assert one.message == "«Läser med flyt» får sitt värde i mars året efter, efter årets sista uppföljning."
        assert reverse("edit_goal", args=[version.pk]) in page_that_mends(one, world.tomas)
        goals.stop_following(by=world.tomas, goal_measure=version.goal_measures.get())
        assert not of("X-5", 2027)
