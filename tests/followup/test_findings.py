"""What the follow-up points out: late reports, thin parts, judgements that depart from the measures (F-4, M-5, X-3)."""

import datetime

import pytest

from styrhjul.followup import actions
from styrhjul.followup.findings import disagreements, late_reports, thin_parts
from styrhjul.followup.models import Assessment, Round
from styrhjul.followup.terms import Attainment
from styrhjul.goals.models import GoalVersion
from tests.followup import sjostad_round as interim
from tests.replay import replayed
from tests.world import World

pytestmark = pytest.mark.django_db

AFTER = datetime.date(2026, 10, 1)


@pytest.fixture
@replayed
def goals(world: World) -> dict[str, GoalVersion]:
    return interim.set_goals(world)


@pytest.fixture
@replayed
def round_(world: World, goals: dict[str, GoalVersion]) -> Round:
    return interim.open_interim(world)


def test_f4_a_late_committee_is_pointed_out_until_it_has_handed_in(world: World, round_: Round) -> None:
    assert not list(late_reports(2026, datetime.date(2026, 9, 30)))
    assert len(list(late_reports(2026, AFTER))) == 3
    care = round_.reports.get(body=world.care)
    interim.write_all(world.vera, care)
    actions.hand_in_report(by=world.vera, report=care, meeting=interim.meet(world.olle, world.care))
    found = list(late_reports(2026, AFTER))
    assert {finding.about.body for finding in found} == {world.board, world.school}
    assert {finding.message for finding in found} == {"Ej inlämnad; skulle vara klar 30 september 2026."}


@pytest.mark.parametrize("of_the_whole", [False, True])
def test_m5_a_judgement_without_an_analysis_is_pointed_out(
    world: World, goals: dict[str, GoalVersion], round_: Round, of_the_whole: bool
) -> None:
    by, body = (world.karin, None) if of_the_whole else (world.tomas, world.school)
    part = interim.part_of(round_, body, goals["given"])
    value = actions.proposal_for(part).value
    actions.assess(by=by, part=part, value=value, reason="Måtten visar det.")
    found = [finding for finding in thin_parts(2026, datetime.date(2026, 9, 1)) if finding.rule == "M-5"]
    assert [finding.about for finding in found] == [part]
    actions.write_part(by=by, part=part, text="Därför.", edition=0)
    assert not [finding for finding in thin_parts(2026, datetime.date(2026, 9, 1)) if finding.rule == "M-5"]


def test_f4_a_part_past_its_day_is_pointed_out(world: World, round_: Round) -> None:
    before = list(thin_parts(2026, datetime.date(2026, 9, 11)))
    after = [finding for finding in thin_parts(2026, datetime.date(2026, 9, 12)) if finding.rule == "F-4"]
    assert not before
    assert len(after) == 6, "the committees' parts; those of the whole are due later"


def test_x3_a_judgement_that_departs_is_shown_with_its_reason(
    world: World, goals: dict[str, GoalVersion], round_: Round
) -> None:
    interim.write(world.tomas, interim.part_of(round_, world.school, goals["own"]), Attainment.ATTAINED)
    assert not list(disagreements(2026)), "it agrees with the measures"
    part = interim.part_of(round_, world.school, goals["given"])
    interim.write(world.tomas, part, Attainment.NOT)
    (found,) = disagreements(2026)
    assert found.message == "Skolnämnden bedömer annorlunda än måtten: Måtten säger inte allt."
    assert found.about == part, "only those who read the draft see what it says (O-8)"
    Assessment.objects.update(decided_on=AFTER)
    (found,) = disagreements(2026)
    assert (found.about, found.anchor) == (goals["given"], "bedomningar")


def test_x3_overall_goals_have_no_measures_to_depart_from(world: World, goals: dict[str, GoalVersion]) -> None:
    annual = interim.open_interim(world, "annual")
    part = interim.part_of(annual, None, goals["overall"])
    interim.write(world.karin, part, Attainment.MAINLY)
    made = Assessment.objects.get(goal=goals["overall"].goal)
    assert (made.value, made.proposed, made.departure) == (Attainment.MAINLY, "", "")
    assert not list(disagreements(2026))


def test_x3_the_board_departs_in_the_report_of_the_whole(
    world: World, goals: dict[str, GoalVersion], round_: Round
) -> None:
    part = interim.part_of(round_, None, goals["given"])
    interim.write(world.karin, part, Attainment.NOT)
    assert [found.about for found in disagreements(2026)] == [part]
