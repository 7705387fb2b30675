"""Analyses by the model, and improvements on their way into next year's planning (I-1 to I-3)."""

import datetime

import pytest

from styrhjul.budget import actions as budget
from styrhjul.budget.actions import BridgeEntry
from styrhjul.budget.terms import BridgeKind, Stage
from styrhjul.followup.actions import analyses as actions
from styrhjul.followup.analysing import facts_of
from styrhjul.followup.models import Analysis, Improvement
from styrhjul.goals.actions import plans
from styrhjul.governance.workflow import Refused
from tests.budget.money import lay_out
from tests.followup import sjostad_round as rounds
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db


def analysed(world: World) -> Analysis:
    """Åsa's analysis of the school's reading goal in 2026, whose measure has risen from 93,5 to 96,1."""
    own = rounds.set_goals(world)["own"]
    return actions.begin_analysis(by=world.asa, body=world.school, year=2026, goal=own.goal)


def improvement(world: World, what: str = "Fler läsgrupper", cost: int = 0) -> Improvement:
    source = Analysis.objects.first() or analysed(world)
    return actions.propose_improvement(
        by=world.tomas, body=world.school, year=2027, what=what, cost=cost, analysis=source
    )


def test_i1_any_step_may_be_empty_and_the_figures_stand_beside(world: World) -> None:
    analysis = analysed(world)
    actions.write_analysis(by=world.asa, analysis=analysis, inner_causes="Läsgarantin kom igång.")
    analysis.refresh_from_db()
    assert (analysis.inner_causes, analysis.result) == ("Läsgarantin kom igång.", "")
    assert analysis.heading == "Alla elever läser med flyt"
    told = facts_of(analysis, world.asa).told
    assert told["result"] == ["Läser med flyt: 96,1\N{NO-BREAK SPACE}% 2026, målvärde 95,0\N{NO-BREAK SPACE}%."]
    assert told["comparison"] == ["Läser med flyt: bättre än året före."]
    assert told["effect"] == [
        "Inga aktiviteter är planerade för målet 2026.",
        "Måttet har blivit bättre, fast inga aktiviteter var planerade för målet.",
    ]
    again = actions.begin_analysis(by=world.tomas, body=world.school, year=2026, goal=analysis.goal)
    assert again == analysis


def test_o6_no_elected_and_no_other_committee_writes_an_analysis(world: World) -> None:
    analysis = analysed(world)
    for person in (world.per, world.vera, world.emil, world.rune, world.olle):
        with pytest.raises(Refused):
            actions.write_analysis(by=person, analysis=analysis, result="Nej.")


def test_i2_an_improvement_becomes_next_years_goal_activity_or_budget_and_is_traced_both_ways(world: World) -> None:
    purse = lay_out(world)
    goal = improvement(world, "Högre målvärde")
    version = goal.analysis.goal.version_in(2026) if goal.analysis and goal.analysis.goal else None
    assert version is not None
    assert version in actions.drafts_for(goal, world.tomas)["versions"]
    actions.as_goal_change(by=world.tomas, improvement=goal, version=version)
    assert version not in actions.drafts_for(improvement(world), world.tomas)["versions"], "its change is under way"
    goal.refresh_from_db()
    assert goal.goal_version is not None
    assert (goal.goal_version.state, goal.goal_version.first_year, goal.state) == ("draft", 2027, "taken_up")
    assert list(goal.goal_version.improvements.all()) == [goal]

    plan = plans.draft_plan(by=world.asa, unit=world.compulsory, year=2027)
    activity = actions.as_activity(by=world.asa, improvement=improvement(world), plan=plan).activity
    assert activity in plan.activities.all()
    assert activity is not None
    assert activity.goal == version.goal

    draft = budget.draft_budget(by=world.tomas, body=world.school, year=2027, stage=Stage.PRELIMINARY)
    costly = improvement(world, "Två speciallärare", 1_400_000)
    row = actions.as_budget_change(by=world.tomas, improvement=costly, budget=draft, area=purse.school).bridge_row
    assert row is not None
    assert (row.amount, row.reason, row.budget) == (1_400_000, "Två speciallärare", draft)
    with pytest.raises(Refused, match="redan avgjord"):
        actions.drop_improvement(by=world.tomas, improvement=costly, reason="Nej.")


def test_i2_a_row_that_is_written_anew_is_still_the_improvements_and_one_that_is_gone_lets_it_wait(
    world: World,
) -> None:
    purse = lay_out(world)
    draft = budget.draft_budget(by=world.tomas, body=world.school, year=2027, stage=Stage.PRELIMINARY)
    one = improvement(world, "Två speciallärare", 1_400_000)
    other = improvement(world, "Lovskola", 1_400_000)
    for each in (one, other):
        actions.as_budget_change(by=world.tomas, improvement=each, budget=draft, area=purse.school)

    def write(*rows: tuple[str, int]) -> None:
        entries = [BridgeEntry(purse.school.pk, BridgeKind.PERMANENT, reason, "", amount) for reason, amount in rows]
        budget.write_bridge(by=world.tomas, budget=draft, entries=entries)
        one.refresh_from_db()
        other.refresh_from_db()

    write(("Index", 5), ("Lovskola i juni", 1_400_000), ("Två speciallärare", 1_100_000))
    assert one.bridge_row is not None
    assert other.bridge_row is not None
    assert (one.bridge_row.reason, one.bridge_row.amount, one.bridge_row.rank) == ("Två speciallärare", 1_100_000, 2)
    assert (other.bridge_row.reason, other.standing) == ("Lovskola i juni", "taken_up")
    write(("Två speciallärare", 1_100_000))
    assert (other.bridge_row, other.standing, one.standing) == (None, "listed", "taken_up")
    again = actions.as_budget_change(by=world.tomas, improvement=other, budget=draft, area=purse.school)
    assert again.bridge_row is not None


def test_i2_only_drafts_of_the_right_year_and_the_right_body_take_it_up(world: World) -> None:
    purse = lay_out(world)
    one = improvement(world)
    this_year = plans.draft_plan(by=world.asa, unit=world.compulsory, year=2026)
    with pytest.raises(Refused):
        actions.as_activity(by=world.asa, improvement=one, plan=this_year)
    draft = budget.draft_budget(by=world.tomas, body=world.school, year=2027, stage=Stage.PRELIMINARY)
    with pytest.raises(Refused, match="hör inte till budgeten"):
        actions.as_budget_change(by=world.tomas, improvement=one, budget=draft, area=purse.care)
    with pytest.raises(Refused):
        actions.as_budget_change(by=world.vera, improvement=one, budget=draft, area=purse.school)


def test_i3_improvements_are_ranked_and_a_no_says_why(world: World) -> None:
    first, second, third = (improvement(world, what) for what in ("Ett", "Två", "Tre"))
    actions.rank_improvement(by=world.tomas, improvement=third, up=True)
    actions.rank_improvement(by=world.tomas, improvement=first, up=True)
    assert list(Improvement.objects.values_list("what", flat=True)) == ["Ett", "Tre", "Två"]
    with pytest.raises(Refused) as fault:
        actions.drop_improvement(by=world.tomas, improvement=second, reason=" ")
    assert "reason" in fault.value.errors
    dropped = actions.drop_improvement(by=world.tomas, improvement=second, reason="Ryms inte i ramen.")
    assert (dropped.state, dropped.reason) == ("dropped", "Ryms inte i ramen.")
    with pytest.raises(Refused):
        actions.rank_improvement(by=world.vera, improvement=first, up=False)


def test_i1_an_area_is_analysed_by_its_money(world: World) -> None:
    purse = lay_out(world)
    purse.adopted_whole(2026, school=100_000)
    analysis = actions.begin_analysis(by=world.conny, body=world.school, year=2026, area=purse.school)
    told = facts_of(analysis, world.conny).told["result"]
    assert told == ["2026: budget 100 tkr, utfall 0 tkr hittills."]
    assert analysis.begun_on == TODAY
    assert datetime.date(2026, 9, 14) == TODAY
