"""Policy of internal control as pure functions: tables of steps, the matrix, periods, what a plan lacks (C-1, C-2)."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from styrhjul.control import rules
from styrhjul.control.terms import Frequency
from styrhjul.governance.rules import ModelSettings, settings_from
from styrhjul.governance.terms import Outcome
from styrhjul.governance.workflow import Refused, Workflow

MODEL = ModelSettings()

#: Every step of a plan, a follow-up and the compilation, written by hand: state, step or outcome, what comes of it.
WAY = {
    ("draft", "hand_in"): "handed",
    ("returned", "hand_in"): "handed",
    ("handed", "take_back"): "draft",
    ("handed", "owner", Outcome.ADOPTED): "adopted",
    ("handed", "owner", Outcome.ADOPTED_WITH_CHANGE): "adopted",
    ("handed", "owner", Outcome.SENT_BACK): "returned",
}


@pytest.mark.parametrize("workflow", [rules.CONTROL_PLAN, rules.CONTROL_FOLLOWUP, rules.COMPILATION])
def test_c1_the_way_of_a_plan_and_a_followup_by_a_table_written_by_hand(workflow: Workflow) -> None:
    found = {
        (state, step.place.value, step.outcome) if step.outcome else (state, step.name): step.target
        for step in workflow.steps
        for state in step.sources
    }
    assert found == WAY
    assert set(workflow.states) == {"draft", "handed", "adopted", "returned"}


@pytest.mark.parametrize(
    ("product", "label"), [(1, "Låg"), (3, "Låg"), (4, "Medel"), (8, "Medel"), (9, "Hög"), (16, "Hög")]
)
def test_c1_the_level_of_a_risk(product: int, label: str) -> None:
    assert rules.level_of(product, MODEL).label == label


def test_c1_scales_and_levels_are_settings_of_the_year() -> None:
    five = [[str(step), "…"] for step in range(1, 6)]
    model = settings_from(
        {"likelihood_scale": five, "risk_levels": [["low", "Liten", 1, "–"], ["high", "Stor", 8, "–"]]}
    )
    rules.check_place(5, 4, model)
    assert rules.level_of(8, model).label == "Stor"
    with pytest.raises(Refused, match="konsekvens från 1 till 4"):
        rules.check_place(5, 5, model)


@pytest.mark.parametrize(("likelihood", "consequence"), [(0, 1), (5, 1), (1, 0), (1, 5)])
def test_c1_a_place_outside_the_matrix_is_refused(likelihood: int, consequence: int) -> None:
    with pytest.raises(Refused, match="från 1 till 4") as refused:
        rules.check_place(likelihood, consequence, MODEL)
    assert refused.value.rule == "C-1"


@given(st.sampled_from(Frequency.values), st.integers(2000, 2100))
def test_c2_the_periods_follow_each_other_and_end_with_the_year(frequency: str, year: int) -> None:
    days = [rules.due_on(frequency, year, period) for period in range(1, rules.TIMES[frequency] + 1)]
    assert days == sorted(set(days))
    assert days[-1] == datetime.date(year, 12, 31)
    assert all((day + datetime.timedelta(days=1)).day == 1 for day in days)


@pytest.mark.parametrize(
    ("frequency", "period", "name", "due_on"),
    [
        ("monthly", 2, "Februari", (2, 28)), ("quarterly", 3, "Kvartal 3", (9, 30)),
        ("four_monthly", 2, "Tertial 2", (8, 31)), ("half_yearly", 1, "Halvår 1", (6, 30)),
        ("yearly", 1, "Hela året", (12, 31)),
    ],
)  # fmt: skip
def test_c2_what_a_period_is_called_and_when_it_ends(frequency: str, period: int, name: str, due_on: tuple) -> None:
    assert rules.period_name(frequency, period) == name
    assert rules.due_on(frequency, 2026, period) == datetime.date(2026, *due_on)


@pytest.mark.parametrize(
    ("day", "asked", "overdue"),
    [
        ((2026, 2, 28), 0, 0), ((2026, 3, 1), 1, 0), ((2026, 4, 30), 1, 0), ((2026, 5, 1), 1, 1),
        ((2026, 9, 14), 3, 2), ((2027, 1, 31), 4, 4),
    ],
)  # fmt: skip
def test_c2_a_result_is_asked_for_before_the_period_ends_and_late_a_month_after(
    day: tuple, asked: int, overdue: int
) -> None:
    on = datetime.date(*day)
    assert rules.asked_by("quarterly", 2026, on) == asked
    assert rules.overdue_by("quarterly", 2026, on, MODEL.control_result_days) == overdue


def test_c2_the_periods_without_result() -> None:
    assert rules.missing({1, 3}, 4) == [2, 4]
    assert rules.missing(set(), 0) == []


def test_c2_a_result_says_something_and_a_deviation_what_it_is() -> None:
    rules.check_result("Tio av tio rätt.", False, "")
    with pytest.raises(Refused) as refused:
        rules.check_result(" ", True, "")
    assert set(refused.value.errors) == {"result", "deviation"}


def test_c2_a_followup_is_judged_in_words_before_it_is_handed_in() -> None:
    rules.check_followup("Allt gjordes.", "sufficient")
    with pytest.raises(Refused, match="en sammanfattning och en bedömning innan du lämnar"):
        rules.check_followup("", "")


def test_l5_what_a_plan_lacks_is_told_and_hinders_nothing() -> None:
    assert rules.lacking_in(set(), [], []) == ["Planen har inga risker."]
    told = rules.lacking_in({"operations"}, ["Frånvaro"], ["Attest"])
    assert told[0] == "Ingen risk gäller fel och oegentligheter (KL 6 kap. 6 §)."
    assert len(told) == 3
    assert rules.lacking_in({"errors"}, [], []) == []
