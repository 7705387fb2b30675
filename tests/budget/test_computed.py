"""Measures of financial goals that the municipality's budget fills (B-4, G-5, M-3, M-6)."""

import datetime
from decimal import Decimal

import pytest

from styrhjul.budget import actions
from styrhjul.budget.actions import Move
from styrhjul.budget.figures import key_figures_of
from styrhjul.budget.models import Budget
from styrhjul.budget.terms import ChangeKind, KeyFigure, StatementLine
from styrhjul.followup.figures import FROM_BUDGET, series_of
from styrhjul.goals.models import Measure, Outcome
from styrhjul.goals.terms import Level, Origin
from styrhjul.governance.actions import take_step
from styrhjul.governance.workflow import Refused
from tests.budget.money import Purse, lay_out
from tests.world import World


@pytest.fixture
def purse(world: World) -> Purse:
    """Sjöstad's areas."""
    return lay_out(world)


@pytest.fixture
def whole(purse: Purse) -> Budget:
    """The budget of 2026, adopted, with a result of 20 on an income of 1 000."""
    budget = purse.adopted_whole(2026, school=980)
    budget.statement.create(line=StatementLine.TAXES, year=2026, amount=1000)
    return budget


def share(world: World) -> Measure:
    """The result as a share of income."""
    return world.measure("Resultat som andel", decimals=1)


def test_b4_the_budget_fills_the_measure_with_its_source(purse: Purse, whole: Budget) -> None:
    measure = share(purse.world)
    chosen = {KeyFigure.RESULT_SHARE: measure}
    assert actions.choose_measures(by=purse.world.conny, budget=whole, measures=chosen) == 1
    (row,) = measure.outcomes.all()
    assert (row.value, row.origin, row.source) == (Decimal("2.0"), Origin.BUDGET, "Kommunens budget 2026")
    assert row.is_preliminary
    assert Outcome.objects.by_year() == {}  # what is budgeted is no outcome
    assert Outcome.objects.budgeted() == {measure.pk: {2026: 2.0}}
    assert actions.compute_measures(budget=whole, why="igen") == 0


def test_b4_a_decided_change_computes_anew_and_keeps_the_earlier_value(purse: Purse, whole: Budget) -> None:
    world, measure = purse.world, share(purse.world)
    actions.choose_measures(by=world.conny, budget=whole, measures={KeyFigure.RESULT_SHARE: measure})
    change = actions.write_change(
        by=world.karin, year=2026, kind=ChangeKind.ADDITION, body=None, heading="Vinter", reason="Kallt.",
        financing="Resultatet.", moves=[Move(purse.school.pk, cost=5)],
    )  # fmt: skip
    take_step(by=world.karin, thing=change, step="hand_in", on=datetime.date(2026, 2, 1))
    world.decide(world.bo, world.board, datetime.date(2026, 2, 10), change, "1")
    world.decide(world.frida, world.council, datetime.date(2026, 2, 20), change, "2")
    assert key_figures_of(whole)[2026][KeyFigure.RESULT_SHARE] == Decimal("1.5")
    first, second = measure.outcomes.order_by("id")
    assert (first.value, second.value) == (Decimal("2.0"), Decimal("1.5"))
    assert "Vinter" in second.reason


def test_b4_an_outcome_takes_the_place_of_what_was_budgeted_without_a_reason(purse: Purse, whole: Budget) -> None:
    measure = share(purse.world)
    actions.choose_measures(by=None, budget=whole, measures={KeyFigure.RESULT_SHARE: measure})
    purse.world.outcomes(measure, y2026=2)
    assert Outcome.objects.by_year() == {measure.pk: {2026: 2.0}}
    assert actions.compute_measures(budget=whole, why="igen") == 0  # what is reported stands


def test_g5_the_goals_page_shows_it_as_a_forecast_from_the_budget(purse: Purse, whole: Budget) -> None:
    world, measure = purse.world, share(purse.world)
    goal = world.adopted(Level.FINANCIAL, "Resultatet är minst 2 procent", first_year=2026, last_year=2026)
    goal.goal_measures.create(measure=measure)
    actions.choose_measures(by=None, budget=whole, measures={KeyFigure.RESULT_SHARE: measure})
    (one,) = series_of([goal], 2026)[goal.pk]
    assert one.forecast == 2.0
    assert one.values == {}
    assert FROM_BUDGET in one.source


def test_b4_who_chooses_and_what_is_refused(purse: Purse, whole: Budget) -> None:
    measure = share(purse.world)
    with pytest.raises(Refused):
        actions.choose_measures(by=purse.world.tomas, budget=whole, measures={KeyFigure.RESULT_SHARE: measure})
    both = {KeyFigure.RESULT_SHARE: measure, KeyFigure.EQUITY_RATIO: measure}
    with pytest.raises(Refused, match="olika mått"):
        actions.choose_measures(by=None, budget=whole, measures=both)
    actions.choose_measures(by=None, budget=whole, measures={KeyFigure.RESULT_SHARE: None})
    assert not measure.outcomes.exists()
