"""The overall goals in the annual report: one joint assessment over the committees' contributions (G-3, F-8)."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from styrhjul.documents.content import BulletList, Section, Table, to_json
from styrhjul.followup import actions
from styrhjul.followup.completeness import missing_in
from styrhjul.followup.contributing import contributions_to
from styrhjul.followup.documents import build, document_of
from styrhjul.followup.models import Assessment, Part, Report, Round
from styrhjul.followup.terms import PartKind
from styrhjul.goals.actions.goals import disclaim
from styrhjul.goals.models import GoalVersion
from styrhjul.goals.terms import Level
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.clock import on_day
from tests.followup import sjostad_round as rounds
from tests.replay import replayed
from tests.web.visible import visible
from tests.world import World

pytestmark = pytest.mark.django_db

TOGETHER = "Nämnderna har tillsammans gått mot ett tryggare Sjöstad."


@pytest.fixture
@replayed
def goals(world: World) -> dict[str, GoalVersion]:
    made = rounds.set_goals(world)
    overall = made["overall"].goal
    for name in ("own", "given"):
        GoalVersion.objects.filter(pk=made[name].pk).update(parent=overall, contribution="Trygga barn lär sig mer.")
    disclaim(by=world.vera, goal=overall, body=world.care, year=2026, reason="Rör bara skolan.")
    return made


@pytest.fixture
@replayed
def round_(world: World, goals: dict[str, GoalVersion]) -> Round:
    return rounds.open_interim(world, "annual")


def joint_of(round_: Round) -> Part:
    """The municipality's part with the joint assessment."""
    return Part.objects.get(report__round=round_, kind=PartKind.OVERALL)


def school_decided(world: World, round_: Round) -> None:
    """Let the school committee judge its goals and decide its report."""
    school = Report.objects.get(round=round_, body=world.school)
    rounds.write_all(world.tomas, school)
    meeting = rounds.meet(world.sara, world.school)
    school = actions.hand_in_report(by=world.tomas, report=school, meeting=meeting, reason="Allt är inte klart.")
    rounds.decide_on(school, world.sara, "12")


def test_g3_only_the_municipalitys_annual_report_holds_the_joint_assessment(world: World, round_: Round) -> None:
    joint = joint_of(round_)
    assert (joint.report.body, joint.heading) == (None, "Samlad bedömning av de övergripande målen")
    assert joint.responsible == world.karin
    interim = rounds.open_interim(world)
    assert not Part.objects.filter(report__round=interim, kind=PartKind.OVERALL).exists()


def test_g3_each_overall_goal_shows_who_contributes_what_they_decided_and_who_says_why_not(
    world: World, goals: dict[str, GoalVersion], round_: Round
) -> None:
    overall = goals["overall"]
    before = contributions_to([overall], round_)[overall.goal_id]
    assert [(one.body, one.heading, one.value) for one in before.goals] == [
        ("Skolnämnden", "Fler barn känner sig trygga", ""),
        ("Skolnämnden", "Alla elever läser med flyt", ""),
        ("Omsorgsnämnden", "Fler barn känner sig trygga", ""),
    ]
    assert before.disclaimed == (("Omsorgsnämnden", "Rör bara skolan."),)
    school_decided(world, round_)
    after = contributions_to([overall], round_)[overall.goal_id]
    assert [one.value for one in after.goals] == ["mainly", "mainly", ""], "what is not decided is not shown"
    assert after.goals[1].reason == "Det viktigaste är på plats."
    assert after.goals[1].how == "Trygga barn lär sig mer."


def test_g3_a_committee_goal_contributes_through_a_directed_goal(
    world: World, goals: dict[str, GoalVersion], round_: Round
) -> None:
    GoalVersion.objects.filter(pk=goals["own"].pk).update(parent=goals["given"].goal)
    found = contributions_to([goals["overall"]], round_)[goals["overall"].goal_id]
    assert "Alla elever läser med flyt" in [one.heading for one in found.goals]


def test_g3_the_report_says_it_and_is_frozen_with_it(world: World, round_: Round) -> None:
    school_decided(world, round_)
    whole = joint_of(round_).report
    for part in whole.parts.all():
        rounds.write(world.karin, part, text=TOGETHER if part.kind == PartKind.OVERALL else rounds.TEXT)
    section = next(b for b in build(whole).blocks if isinstance(b, Section) and b.title == "Övergripande mål")
    joint, goal = section.blocks
    assert (joint.title, joint.blocks[0].text) == ("Samlad bedömning", TOGETHER)
    below = next(b for b in goal.blocks if isinstance(b, Section) and b.title == "Så bidrar nämnderna")
    table, _, said = below.blocks
    assert isinstance(table, Table)
    assert isinstance(said, BulletList)
    assert table.rows[1].cells[:2] == ("Alla elever läser med flyt", "Skolnämnden")
    assert said.items == ("Omsorgsnämnden: Rör bara skolan.",)
    meeting = rounds.meet(world.bo, world.board)
    whole = actions.hand_in_report(by=world.karin, report=whole, meeting=meeting, reason="Omsorgen är sen.")
    Part.objects.filter(report=whole, kind=PartKind.OVERALL).update(text="Ändrat efteråt.")
    frozen = to_json(document_of(whole))
    assert TOGETHER in frozen
    assert "Ändrat efteråt." not in frozen


def test_f8_x3_a_directed_goal_shows_how_each_receiver_judges_and_who_sees_otherwise(
    client: Client, world: World, goals: dict[str, GoalVersion], round_: Round
) -> None:
    school_decided(world, round_)
    part = rounds.part_of(round_, None, goals["given"])
    rounds.write(world.karin, part, "partly")

    def below() -> Section:
        """What stands beneath the whole's judgement of the goal."""
        level = next(b for b in build(part.report).blocks if isinstance(b, Section) and b.title == "Riktade mål")
        return next(b for b in level.blocks[0].blocks if isinstance(b, Section) and b.title == "Så bedömer mottagarna")

    table, told = below().blocks
    rows = [(row.cells[0], getattr(row.cells[1], "value", row.cells[1])) for row in table.rows]
    assert rows == [("Skolnämnden", "mainly"), ("Omsorgsnämnden", "Inte beslutad än")]
    assert told.text == "Bedömningen av målet som helhet skiljer sig från den som Skolnämnden gör."
    client.force_login(world.karin)
    beside = visible(client.get(reverse("part", args=[part.pk])).content.decode())
    assert "Så bedömer mottagarna Skolnämnden I huvudsak uppnått Det viktigaste är på plats. Omsorgsnämnden" in beside
    Assessment.objects.filter(goal=part.version.goal, receiver=None).update(value="mainly", departure="Skäl.")
    assert len(below().blocks) == 1, "all agree"


def test_x4_a_missing_joint_assessment_is_named_and_not_handed_over(world: World, round_: Round) -> None:
    joint = joint_of(round_)
    assert (joint.heading, "den samlade bedömningen saknas", joint.pk) in missing_in(joint.report)
    with pytest.raises(Refused, match="samlade bedömningen") as refused:
        rounds.write(world.karin, joint, text=" ")
    assert (refused.value.rule, list(refused.value.errors)) == ("G-3", ["text"])


def test_x4_a_joint_assessment_older_than_a_committees_decision_is_named(world: World, round_: Round) -> None:
    joint = joint_of(round_)
    with on_day(datetime.date(2026, 9, 10)):
        rounds.write(world.karin, joint, text=TOGETHER)
    told = [one.what for one in missing_in(joint.report) if one.part_id == joint.pk]
    assert told == []
    school_decided(world, round_)
    told = [one.what for one in missing_in(joint.report) if one.part_id == joint.pk]
    assert told == ["texten är äldre än beslutet i Skolnämnden"]


def test_g3_the_queries_do_not_grow_with_the_goals(world: World, goals: dict[str, GoalVersion], round_: Round) -> None:
    overall = goals["overall"]

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            contributions_to([overall], round_)
        return len(queries)

    few = asked()
    for number in range(5):
        more = world.adopted(Level.COMMITTEE, f"Mål {number}", body=world.care)
        GoalVersion.objects.filter(pk=more.pk).update(parent=overall.goal)
    assert asked() == few
