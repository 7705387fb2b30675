"""Policy of the goal chain, without the database (G-1, G-7, G-8, M-1, M-7, D-6, P-2)."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from styrhjul.goals import rules
from styrhjul.goals.terms import Level, MeasureKind, Period, YearRule
from styrhjul.governance.rules import ModelSettings
from styrhjul.governance.terms import Outcome
from styrhjul.governance.workflow import Place, Refused

SETTINGS = ModelSettings()


def goal(**changes: Any) -> Any:
    """A committee goal that says everything, with changes."""
    complete = {
        "text": "Alla läser.", "target_group": "Elever.", "purpose": "Läsning bär.", "criteria": "95 procent.",
        "follow_up": "Prov.", "kind": "develop", "contribution": "Så här.", "ground": "chain", "ground_text": "",
        "fulfilled_by": datetime.date(2028, 6, 15), "parent_id": 7,
    }  # fmt: skip
    return SimpleNamespace(**(complete | changes))


@pytest.mark.parametrize("field", sorted(rules.REQUIRED))
def test_g7_each_required_text_is_asked_for(field: str) -> None:
    empty = None if field == "fulfilled_by" else "  "
    assert set(rules.missing_in(goal(**{field: empty}))) == {field}


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({}, set()),
        ({"parent_id": None}, {"parent"}),
        ({"contribution": ""}, {"contribution"}),
        ({"ground": "law", "parent_id": None, "contribution": "", "ground_text": "Skollagen 4 kap."}, set()),
        ({"ground": "law", "parent_id": None, "ground_text": ""}, {"ground_text"}),
        ({"ground": "national_goal", "ground_text": "Agenda 2030."}, set()),
    ],
)
def test_g7_a_goal_contributes_or_names_its_ground(changes: dict[str, Any], asked: set[str]) -> None:
    assert set(rules.missing_in(goal(**changes))) == asked


@pytest.mark.parametrize(("measures", "is_refused"), [(0, False), (1, False), (3, False), (4, True)])
def test_g8_at_most_three_measures(measures: int, is_refused: bool) -> None:
    if is_refused:
        with pytest.raises(Refused) as refused:
            rules.check_committee_goal(goal(), measures, SETTINGS)
        assert refused.value.rule == "G-8"
    else:
        rules.check_committee_goal(goal(), measures, SETTINGS)
    assert rules.check_committee_goal(goal(), 4, ModelSettings(most_measures=4)) is None


@pytest.mark.parametrize(
    ("first", "last", "is_refused"), [(2027, 2027, False), (2027, 2030, False), (2027, 2031, True)]
)
def test_g1_a_goal_runs_one_to_four_years(first: int, last: int, is_refused: bool) -> None:
    years = SimpleNamespace(first_year=first, last_year=last)
    if is_refused:
        with pytest.raises(Refused) as refused:
            rules.check_years(years, SETTINGS)
        assert refused.value.rule == "G-1"
    else:
        assert rules.check_years(years, SETTINGS) is None


def test_g8_cost_and_volume_alone_are_not_quality() -> None:
    assert rules.is_only_cost_and_volume([MeasureKind.COST, MeasureKind.VOLUME])
    assert not rules.is_only_cost_and_volume([MeasureKind.COST, MeasureKind.QUALITY])
    assert not rules.is_only_cost_and_volume([])


@pytest.mark.parametrize(
    ("values", "rule", "periods", "year"),
    [
        ([], YearRule.LAST, 1, None),
        ([3.0], YearRule.LAST, 1, 3.0),
        ([3.0, 5.0], YearRule.LAST, 4, 5.0),
        ([1.0, 2.0, 3.0], YearRule.SUM, 3, 6.0),
        ([1.0, 2.0], YearRule.SUM, 3, None),
        ([1.0, 2.0], YearRule.MEAN, 3, 1.5),
        ([1.0, 2.0], YearRule.NONE, 3, None),
    ],
)
def test_m1_periods_make_a_year(values: list[float], rule: str, periods: int, year: float | None) -> None:
    assert rules.value_of_year(values, rule, periods) == year


def test_m1_every_kind_of_period_says_how_many_make_a_year() -> None:
    assert set(rules.PERIODS) == set(Period.values)


@pytest.mark.parametrize(
    ("persons", "hidden"),
    [
        ({"T": 40, "K": 20, "M": 20}, set()),
        ({"T": 40, "K": 37, "M": 3}, {"K", "M"}),
        ({"T": 4}, {"T"}),
        ({"T": 4, "K": 2, "M": 2}, {"T", "K", "M"}),
        ({"T": None, "K": None}, set()),
        ({"T": 5}, set()),
    ],
)
def test_m7_few_persons_are_hidden_and_so_is_what_reveals_them(
    persons: dict[str, int | None], hidden: set[str]
) -> None:
    assert rules.hidden_values(persons, SETTINGS.fewest_persons) == hidden


def test_d6_a_plan_needs_hearing_or_endorsement_and_p2_its_four_fields() -> None:
    def refusal(**changes: Any) -> str:
        asked: dict[str, Any] = {"needs_endorsement": False, "is_endorsed": False, "unheard": [], "unfinished": []}
        try:
            rules.check_plan(**(asked | changes))
        except Refused as refused:
            return refused.rule
        return ""

    assert refusal() == ""
    assert refusal(unheard=["Skolnämnden"]) == "D-6"
    assert refusal(needs_endorsement=True) == "D-6"
    assert refusal(needs_endorsement=True, is_endorsed=True) == ""
    assert refusal(unfinished=["Läsgaranti"]) == "P-2"


def test_g1_every_level_says_what_it_may_carry_on() -> None:
    assert set(rules.PARENTS) == set(Level.values)
    assert Level.OVERALL in rules.PARENTS[Level.COMMITTEE]
    assert Level.COMMITTEE not in rules.PARENTS[Level.DIRECTED]


#: The way of a committee's goal, written by hand from the governance document: state, place, outcome, next state (D-2).
COMMITTEE_WAY = {
    ("handed", Place.OWNER, Outcome.ADOPTED): "proposed",
    ("handed", Place.OWNER, Outcome.ADOPTED_WITH_CHANGE): "proposed",
    ("handed", Place.OWNER, Outcome.REJECTED): "rejected",
    ("handed", Place.OWNER, Outcome.SENT_BACK): "returned",
    ("proposed", Place.BOARD, Outcome.ADOPTED): "prepared",
    ("proposed", Place.BOARD, Outcome.ADOPTED_WITH_CHANGE): "prepared",
    ("proposed", Place.BOARD, Outcome.SENT_BACK): "returned",
    ("prepared", Place.COUNCIL, Outcome.ADOPTED): "adopted",
    ("prepared", Place.COUNCIL, Outcome.ADOPTED_WITH_CHANGE): "adopted",
    ("prepared", Place.COUNCIL, Outcome.REJECTED): "rejected",
    ("prepared", Place.COUNCIL, Outcome.SENT_BACK): "returned",
    ("adopted", Place.OWNER, Outcome.ADOPTED): "ending",
    ("adopted", Place.OWNER, Outcome.ADOPTED_WITH_CHANGE): "ending",
    ("ending", Place.BOARD, Outcome.ADOPTED): "end_prepared",
    ("ending", Place.BOARD, Outcome.ADOPTED_WITH_CHANGE): "end_prepared",
    ("end_prepared", Place.COUNCIL, Outcome.ADOPTED): "ended",
    ("end_prepared", Place.COUNCIL, Outcome.ADOPTED_WITH_CHANGE): "ended",
    ("end_prepared", Place.COUNCIL, Outcome.REJECTED): "adopted",
}
BOARD_WAY = {
    ("handed", Place.OWNER, Outcome.ADOPTED): "prepared",
    ("handed", Place.OWNER, Outcome.ADOPTED_WITH_CHANGE): "prepared",
    ("handed", Place.OWNER, Outcome.REJECTED): "rejected",
    ("handed", Place.OWNER, Outcome.SENT_BACK): "returned",
    **{key: value for key, value in COMMITTEE_WAY.items() if key[0] in {"prepared", "end_prepared"}},
    ("adopted", Place.OWNER, Outcome.ADOPTED): "end_prepared",
    ("adopted", Place.OWNER, Outcome.ADOPTED_WITH_CHANGE): "end_prepared",
}


@pytest.mark.parametrize(("table", "way"), [(rules.COMMITTEE_GOAL, COMMITTEE_WAY), (rules.BOARD_GOAL, BOARD_WAY)])
def test_d2_d3_every_state_place_and_outcome_goes_where_the_document_says(table: Any, way: dict[Any, str]) -> None:
    for state in rules.STATES:
        for place in (Place.OWNER, Place.BOARD, Place.COUNCIL):
            for outcome in Outcome:
                wanted = way.get((state, place, outcome))
                if wanted is None:
                    with pytest.raises(Refused):
                        table.step_of(state, place, outcome)
                else:
                    assert table.step_of(state, place, outcome).target == wanted


@pytest.mark.parametrize(
    ("month", "is_next_year", "frequency", "year_rule", "first"),
    [
        (1, False, Period.YEAR, YearRule.LAST, "interim"),
        (8, False, Period.YEAR, YearRule.LAST, "interim"),
        (9, False, Period.YEAR, YearRule.LAST, "annual"),
        (12, False, Period.SCHOOL_YEAR, YearRule.LAST, "annual"),
        (1, True, Period.YEAR, YearRule.LAST, "annual"),  # January the year after: in time for February
        (2, True, Period.YEAR, YearRule.LAST, "annual"),
        (3, True, Period.YEAR, YearRule.LAST, "none"),
        (12, True, Period.YEAR, YearRule.LAST, "none"),
        (None, False, Period.YEAR, YearRule.LAST, "unknown"),
        # Shorter periods have a value for the year so far, but a sum is not made until all are there
        (1, True, Period.QUARTER, YearRule.LAST, "interim"),
        (3, True, Period.MONTH, YearRule.MEAN, "interim"),
        (None, False, Period.FOUR_MONTH, YearRule.MEAN, "interim"),
        (1, True, Period.QUARTER, YearRule.SUM, "annual"),
        (3, True, Period.QUARTER, YearRule.SUM, "none"),
    ],
)
def test_x5_the_first_follow_up_that_can_use_a_value(
    month: int | None, is_next_year: bool, frequency: str, year_rule: str, first: str
) -> None:
    assert rules.first_follow_up(month, is_next_year, frequency, year_rule) == first
