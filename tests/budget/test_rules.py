"""Policy of the budget as pure functions: sums agree, bridges add up, changes are what they say (B-1 to B-7)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from styrhjul.budget import rules
from styrhjul.budget.terms import ChangeKind, StatementLine
from styrhjul.governance.workflow import Refused

KRONOR = st.integers(-10_000_000_000, 10_000_000_000)


@given(st.lists(KRONOR, max_size=60))
def test_b6_öre_are_carried_so_that_the_rows_sum_to_the_rounded_file(amounts: list[int]) -> None:
    kronor = rules.carried(amounts)
    assert len(kronor) == len(amounts)
    assert sum(kronor) == (sum(amounts) + 50) // 100
    assert all(abs(shown * 100 - exact) <= 100 for shown, exact in zip(kronor, amounts, strict=True))


@given(KRONOR)
def test_b6_a_flat_budget_sums_to_the_year(amount: int) -> None:
    months = rules.spread_flat(amount)
    assert len(months) == 12
    assert sum(months) == amount
    assert max(months) - min(months) <= 1


@given(KRONOR, st.lists(st.integers(-10_000_000, 10_000_000), min_size=12, max_size=12))
def test_b6_a_budget_laid_out_as_last_year_sums_to_the_year(amount: int, pattern: list[int]) -> None:
    assert sum(rules.spread_by(amount, pattern)) == amount


def test_b6_last_years_pattern_gives_the_months_their_share() -> None:
    assert rules.spread_by(1200, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]) == [100] * 12
    assert rules.spread_by(300, [2, 1] + [0] * 10) == [200, 100] + [0] * 10


AREAS = st.dictionaries(st.integers(1, 6), KRONOR)
SHARES = st.lists(
    st.tuples(st.integers(1, 6), st.integers(7, 12), st.sampled_from([Decimal("0.25"), Decimal("0.5")])), max_size=6
)


@given(AREAS, SHARES)
def test_b7_restating_never_changes_the_municipalitys_sum(
    figures: dict[int, int], shares: list[tuple[int, int, Decimal]]
) -> None:
    of: dict[int, Decimal] = {}
    valid = []
    for predecessor, successor, share in shares:
        if of.get(predecessor, Decimal(0)) + share <= 1:
            of[predecessor] = of.get(predecessor, Decimal(0)) + share
            valid.append((predecessor, successor, share))
    assert sum(rules.restated(figures, valid).values()) == sum(figures.values())


def test_b7_a_split_area_leaves_its_figures_to_its_successors() -> None:
    preschool_and_school, preschool, school = 1, 2, 3
    shares = [(preschool_and_school, preschool, Decimal("0.3")), (preschool_and_school, school, Decimal("0.7"))]
    assert rules.restated({preschool_and_school: 1001}, shares) == {preschool: 300, school: 701}


def test_b3_a_definitive_budget_that_differs_is_refused_with_the_difference() -> None:
    with pytest.raises(Refused, match=r"Grundskola: 560.000.000 kronor.*562.000.000 kronor.*2.000.000 kronor för lite"):
        rules.check_definitive({"Grundskola": (560_000_000, 562_000_000), "Förskola": (1, 1)})
    rules.check_definitive({"Grundskola": (562_000_000, 562_000_000), "Förskola": (1, 1)})


@pytest.mark.parametrize(("net_cost", "frame", "above"), [(105, 100, 5), (100, 100, 0), (90, 100, 0), (90, None, 0)])
def test_b3_how_far_above_the_frame(net_cost: int, frame: int | None, above: int) -> None:
    assert rules.above_frame(net_cost, frame) == above


def test_b1_a_bridge_that_does_not_add_up_is_refused_with_the_rest() -> None:
    rests = rules.bridge_rests({1: 30}, {1: 140, 2: 50}, {1: 100, 2: 50})
    assert rests == {1: 10}
    with pytest.raises(Refused, match="Kvar att förklara: Skola: 10 kronor"):
        rules.check_bridge({"Skola": 10})


def test_b1_a_bridge_that_adds_up_or_has_no_year_before_it_goes_through() -> None:
    assert rules.bridge_rests({1: 40}, {1: 140}, {1: 100}) == {}
    assert rules.bridge_rests({}, {1: 140}, None) == {}
    rules.check_bridge({})


def test_b5_a_transfer_sums_to_zero() -> None:
    rules.check_change(ChangeKind.TRANSFER, False, {1: -500, 2: 500}, 0, "")
    with pytest.raises(Refused, match="Den blir 100 kronor"):
        rules.check_change(ChangeKind.TRANSFER, False, {1: -400, 2: 500}, 0, "")


def test_b5_a_committee_does_not_move_between_appropriation_areas() -> None:
    rules.check_change(ChangeKind.TRANSFER, True, {1: 0}, 0, "")
    with pytest.raises(Refused, match="Flytt mellan KF-verksamheter beslutar fullmäktige"):
        rules.check_change(ChangeKind.TRANSFER, True, {1: -500, 2: 500}, 0, "")


def test_l4_an_addition_says_how_it_is_financed() -> None:
    rules.check_change(ChangeKind.ADDITION, False, {1: 500}, 0, "Ur årets resultat.")
    with pytest.raises(Refused, match="hur den finansieras") as refused:
        rules.check_change(ChangeKind.ADDITION, False, {1: 500}, 0, " ")
    assert "financing" in refused.value.errors


def test_b5_a_change_without_amounts_is_refused() -> None:
    with pytest.raises(Refused, match="inga belopp"):
        rules.check_change(ChangeKind.ADDITION, False, {}, 0, "Ur resultatet.")


#: Worked by hand, in kronor: taxes 1 000, grants 200, financial net −10, net cost 1 150.
AMOUNTS = {
    StatementLine.TAXES: 1000,
    StatementLine.GENERAL_GRANTS: 200,
    StatementLine.FINANCIAL_REVENUE: 20,
    StatementLine.FINANCIAL_COST: 30,
    StatementLine.DEPRECIATION: 60,
    StatementLine.CAPITAL_GAINS: 5,
    StatementLine.TO_RESERVE: 15,
    StatementLine.FROM_RESERVE: 2,
    StatementLine.NEW_LOANS: 50,
    StatementLine.REPAID_LOANS: 20,
    StatementLine.FIXED_ASSETS: 900,
    StatementLine.CURRENT_ASSETS: 100,
    StatementLine.EQUITY: 600,
    StatementLine.PROVISIONS: 50,
    StatementLine.LONG_DEBT: 250,
    StatementLine.SHORT_DEBT: 100,
    StatementLine.PENSIONS_OUTSIDE: 150,
}


def test_b4_the_result_and_the_balance_requirement_by_hand() -> None:
    result = rules.result_of(1150, AMOUNTS)
    assert result.financial_net == -10
    assert result.result == 40  # 1 000 + 200 − 10 − 1 150
    assert result.balance_result == 22  # 40 − 5 − 15 + 2


def test_b4_the_cash_flow_and_the_balance_by_hand() -> None:
    result = rules.result_of(1150, AMOUNTS)
    flow = rules.cash_flow_of(result, 130, AMOUNTS)
    assert (flow.operating, flow.investing, flow.financing, flow.change) == (100, -130, 30, 0)
    assert rules.balance_of(AMOUNTS) == (1000, 1000, 0)
    assert rules.balance_of({**AMOUNTS, StatementLine.EQUITY: 590}).difference == 10


def test_g5_the_financial_goals_are_computed_from_the_budget() -> None:
    figures = rules.key_figures(rules.result_of(1150, AMOUNTS), 125, AMOUNTS)
    assert figures == {
        "result_share": Decimal("3.3"),  # 40 of 1 200
        "equity_ratio": Decimal("45.0"),  # 600 − 150 of 1 000
        "self_financing": Decimal("80.0"),  # 40 + 60 of 125
    }
    assert rules.key_figures(rules.result_of(0, {}), 0, {}) == {}


def test_l4_the_reserve_holds_at_most_five_percent() -> None:
    assert rules.reserve_cap(1_000_000, 200_000) == 60_000


def test_x7_the_helps_for_a_forecast_by_hand() -> None:
    earlier = [[10] * 6 + [20] * 6, [30] * 6 + [60] * 6]  # a third of each year in its first half
    assert rules.trend([12] * 6, earlier) == (144, 216)
    assert rules.trend([12] * 6, []) == (144, None)
    assert rules.trend([], []) == (0, None)


def test_f2_plus_is_better_than_the_budget() -> None:
    assert rules.deviation(100, 90) == 10
    assert rules.deviation(100, 110) == -10


def test_b4_equity_follows_the_results_of_the_plan() -> None:
    equity = {2027: 1_000, 2028: 1_100, 2029: 1_150}
    assert rules.equity_gaps({2027: 80, 2028: 100, 2029: 60}, equity) == {2029: -10}
    assert rules.equity_gaps({2027: 80, 2028: 90}, {2027: 1_000}) == {}, "nothing is said where no equity is typed"
