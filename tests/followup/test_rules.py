"""The rules of attainment, by hand and by the thousand (F-1, F-6, F-8, M-2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from styrhjul.followup import rules, weighing
from styrhjul.followup.terms import Attainment, RoundKind
from styrhjul.followup.weighing import MeasureFacts, Verdict, level_of, propose, weigh
from styrhjul.goals.terms import Direction, Level, TargetKind
from styrhjul.governance.workflow import Refused

NEAR = 0.05


def facts(value: float | None = None, target: float | None = 100, **others: object) -> MeasureFacts:
    """The facts of a measure in percent, higher is better unless told otherwise."""
    given_facts = {
        "name": "Mått", "unit": "%", "decimals": 1, "direction": Direction.HIGHER, "lowest": None, "highest": None,
        "value": value, "forecast": None, "target": target,
    }  # fmt: skip
    return MeasureFacts(**given_facts | others)


@pytest.mark.parametrize(
    ("direction", "value", "verdict"),
    [
        # higher is better, target 100: near from 95
        ("higher", 100.1, "met"), ("higher", 100, "met"), ("higher", 99.9, "near"), ("higher", 95, "near"),
        ("higher", 94.9, "missed"), ("higher", 0, "missed"), ("higher", -5, "missed"),
        # lower is better: near up to 105
        ("lower", 99.9, "met"), ("lower", 100, "met"), ("lower", 100.1, "near"), ("lower", 105, "near"),
        ("lower", 105.1, "missed"), ("lower", -5, "met"),
        # keep at least: as higher
        ("at_least", 100, "met"), ("at_least", 96, "near"), ("at_least", 90, "missed"),
    ],
)  # fmt: skip
def test_f6_a_value_is_met_near_or_missed(direction: str, value: float, verdict: str) -> None:
    assert weigh(facts(value, direction=direction), NEAR).verdict == verdict


@pytest.mark.parametrize(
    ("value", "verdict"),
    [(3, "met"), (4, "met"), (5, "met"), (5.25, "near"), (2.75, "near"), (5.3, "missed"), (2.7, "missed")],
)
def test_f6_within_a_span_both_ends_are_met(value: float, verdict: str) -> None:
    span = facts(value, target=None, direction=Direction.WITHIN, lowest=3, highest=5)
    assert weigh(span, NEAR).verdict == verdict


def test_f6_within_without_a_span_has_no_say() -> None:
    assert weigh(facts(4, direction=Direction.WITHIN, lowest=3), NEAR).verdict == Verdict.SILENT


@pytest.mark.parametrize(
    ("base", "percent", "direction", "level", "value", "verdict"),
    [
        (80, 5, "higher", 84, 84, "met"), (80, 5, "higher", 84, 83.9, "near"), (105, 10, "higher", 115.5, 115.5, "met"),
        (200, -60, "lower", 80, 80, "met"), (200, -60, "lower", 80, 84, "near"),
        (200, -60, "lower", 80, 84.1, "missed"),
        (-10, 5, "higher", -9.5, -9.5, "met"), (None, 5, "higher", None, 84, "silent"),
    ],
)  # fmt: skip
def test_m2_a_change_is_held_against_the_base_year(
    base: float | None, percent: float, direction: str, level: float | None, value: float, verdict: str
) -> None:
    change = facts(value, target=percent, target_kind=TargetKind.CHANGE, base=base, direction=direction)
    assert level_of(change) == level
    assert weigh(change, NEAR).verdict == verdict


@pytest.mark.parametrize(
    ("direction", "before", "value", "verdict"),
    [
        ("higher", 90, 90.1, "met"), ("higher", 90, 90, "near"), ("higher", 90, 85.5, "near"),
        ("higher", 90, 85.4, "missed"), ("lower", 90, 89.9, "met"), ("lower", 90, 90, "near"),
        ("lower", 90, 94.6, "missed"), ("higher", None, 95, "silent"),
    ],
)  # fmt: skip
def test_m2_better_than_last_year_asks_for_more_than_the_same(
    direction: str, before: float | None, value: float, verdict: str
) -> None:
    better = facts(value, target=None, target_kind=TargetKind.BETTER, year_before=before, direction=direction)
    assert weigh(better, NEAR).verdict == verdict


@pytest.mark.parametrize(
    ("value", "forecast", "target", "verdict", "said"),
    [
        (96, 120, 100, "near", "utfall 96,0 %"),
        (None, 120, 100, "met", "prognos 120,0 %"),
        (None, None, 100, "silent", "inget utfall och ingen prognos för året"),
        (96, None, None, "silent", "inget målvärde för året"),
    ],
)
def test_f6_the_outcome_first_then_the_forecast_else_silence(
    value: float | None, forecast: float | None, target: float | None, verdict: str, said: str
) -> None:
    weighed = weigh(facts(value, target, forecast=forecast), NEAR)
    assert weighed.verdict == verdict
    assert said in weighed.sentence


def test_f6_a_rank_has_no_level_and_no_say() -> None:
    assert weigh(facts(3, 5, target_kind=TargetKind.RANK), NEAR).verdict == Verdict.SILENT


def test_f6_the_distance_is_a_setting_and_a_float_does_not_decide() -> None:
    assert weigh(facts(93.1, 98), NEAR).verdict == Verdict.NEAR, "98 × 0,95 = 93,1 to the digit"
    assert weigh(facts(93, 98), NEAR).verdict == Verdict.MISSED
    assert weigh(facts(93, 98), 0.10).verdict == Verdict.NEAR
    assert weigh(facts(97.9, 98), 0).verdict == Verdict.MISSED
    assert weigh(facts(-0.1, 0), NEAR).verdict == Verdict.MISSED, "nothing is near zero but zero"


MET, CLOSE, MISSED, SILENT = 100, 96, 50, None


@pytest.mark.parametrize(
    ("values", "proposed"),
    [
        ([MET], "attained"), ([MET, MET, MET], "attained"), ([MET, SILENT], "attained"),
        ([MET, MET, CLOSE], "mainly"), ([MET, MET, MET, CLOSE], "mainly"), ([MET, MET, CLOSE, SILENT], "mainly"),
        ([MET, CLOSE], "partly"), ([MET, MET, MISSED], "partly"), ([MET, CLOSE, CLOSE], "partly"),
        ([MET, MISSED], "partly"), ([CLOSE], "partly"), ([CLOSE, MISSED], "partly"),
        ([MISSED], "not"), ([MISSED, MISSED], "not"), ([MISSED, SILENT], "not"),
        ([SILENT], "none"), ([], "none"),
    ],
)  # fmt: skip
def test_f6_the_proposal_by_a_table_written_by_hand(values: list[float | None], proposed: str) -> None:
    assert propose([facts(value) for value in values], NEAR).value == proposed


def test_f6_the_arithmetic_is_shown() -> None:
    told = propose([facts(MET), facts(CLOSE), facts(MISSED), facts(SILENT)], NEAR)
    assert told.sentence == "1 av 3 mått når målvärdet, 1 är nära och 1 når det inte."
    assert [w.sentence for w in told.measures] == [
        "Mått: utfall 100,0 %, målvärde 100,0 %: når målvärdet.",
        "Mått: utfall 96,0 %, målvärde 100,0 %: nära målvärdet.",
        "Mått: utfall 50,0 %, målvärde 100,0 %: når inte målvärdet.",
        "Mått: inget utfall och ingen prognos för året, räknas inte.",
    ]


VALUES = st.one_of(st.none(), st.decimals(-1000, 1000, places=4).map(float))
TARGETS = st.one_of(st.none(), st.decimals(-1000, 1000, places=4).map(float))
KINDS = st.sampled_from(list(TargetKind))
MEASURES = st.builds(
    facts, VALUES, TARGETS, direction=st.sampled_from(list(Direction)), forecast=VALUES, target_kind=KINDS,
    base=VALUES, year_before=VALUES, lowest=st.just(10.0), highest=st.just(20.0),
)  # fmt: skip
SHARES = st.floats(0, 0.5)


@given(st.lists(MEASURES, max_size=6), SHARES)
def test_f6_the_proposal_follows_its_own_words(measures: list[MeasureFacts], near: float) -> None:
    proposal = propose(measures, near)
    heard = [w.verdict for w in proposal.measures if w.verdict != Verdict.SILENT]
    met = heard.count(Verdict.MET)
    expected = (
        "none" if not heard
        else "attained" if met == len(heard)
        else "mainly" if met > len(heard) / 2 and Verdict.MISSED not in heard
        else "not" if set(heard) == {Verdict.MISSED}
        else "partly"
    )  # fmt: skip
    assert proposal.value == expected


@given(st.lists(MEASURES, max_size=5), SHARES)
def test_f6_the_order_of_measures_and_silent_ones_decide_nothing(measures: list[MeasureFacts], near: float) -> None:
    value = propose(measures, near).value
    assert propose(measures[::-1], near).value == value
    assert propose([*measures, facts(None)], near).value == value


@given(
    st.decimals(-1000, 1000, places=4).map(float),
    st.decimals(0, 1000, places=4).map(float),
    st.decimals(1, 1000, places=4).map(float),
    st.sampled_from([Direction.HIGHER, Direction.LOWER, Direction.AT_LEAST]),
    SHARES,
)
def test_f6_a_better_value_is_never_judged_worse(
    value: float, step: float, target: float, direction: str, near: float
) -> None:
    order = [Verdict.MISSED, Verdict.NEAR, Verdict.MET]
    better = value - step if direction == Direction.LOWER else value + step
    worse_verdict = weigh(facts(value, target, direction=direction), near).verdict
    better_verdict = weigh(facts(better, target, direction=direction), near).verdict
    assert order.index(better_verdict) >= order.index(worse_verdict)


@given(MEASURES, st.floats(0, 0.2), st.floats(0.2, 0.5))
def test_f6_a_wider_distance_never_judges_harder(measure: MeasureFacts, narrow: float, wide: float) -> None:
    order = [Verdict.MISSED, Verdict.NEAR, Verdict.MET]
    tight, loose = weigh(measure, narrow).verdict, weigh(measure, wide).verdict
    if tight == Verdict.SILENT:
        assert loose == Verdict.SILENT
    else:
        assert order.index(loose) >= order.index(tight)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ({"value": "attained", "reason": "Så är det.", "departure": ""}, set()),
        ({"value": "partly", "reason": "Så är det.", "departure": "Ett skäl."}, set()),
        ({"value": "partly", "reason": "Så är det.", "departure": " "}, {"departure"}),
        ({"value": "attained", "reason": " ", "departure": ""}, {"reason"}),
        ({"value": "", "reason": "", "departure": ""}, {"value", "reason"}),
    ],
)
def test_f6_people_decide_with_a_reason(typed: dict[str, str], asked: set[str]) -> None:
    if not asked:
        assert weighing.check_assessment(**typed, proposed="attained") is None
        return
    with pytest.raises(Refused) as refused:
        weighing.check_assessment(**typed, proposed="attained")
    assert set(refused.value.errors) == asked
    assert refused.value.rule == "F-6"


def test_f6_no_measure_speaks_for_an_overall_goal_so_nothing_is_departed_from() -> None:
    proposal = weighing.propose_for("overall", [], 0.05)
    assert (proposal.value, proposal.measures) == ("", ())
    assert weighing.check_assessment(value="partly", reason="Så är det.", proposed=proposal.value, departure="") is None
    assert weighing.propose_for("committee", [], 0.05).value == "none"


def test_f1_the_levels_of_each_round() -> None:
    assert rules.ASSESSED[RoundKind.QUARTERLY] == frozenset()
    assert rules.ASSESSED[RoundKind.INTERIM] == {Level.FINANCIAL, Level.DIRECTED, Level.COMMITTEE}
    assert rules.ASSESSED[RoundKind.ANNUAL] == rules.ASSESSED[RoundKind.INTERIM] | {Level.OVERALL}
    assert rules.LAST_MONTH == {"quarterly": 3, "interim": 8, "annual": 12}


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("who", ["owner", "receiver", "whole", "other"])
def test_f8_who_judges_what(level: Level, who: str) -> None:
    judges = rules.judges(level, in_whole=who == "whole", is_owner=who == "owner", is_receiver=who == "receiver")
    by_hand = {
        "owner": level == Level.COMMITTEE, "receiver": level == Level.DIRECTED, "other": False,
        "whole": level in {Level.OVERALL, Level.FINANCIAL, Level.DIRECTED},
    }  # fmt: skip
    assert judges is by_hand[who]


def test_f6_the_scale_is_that_of_the_judgements() -> None:
    assert list(Attainment) == ["attained", "mainly", "partly", "not", "none"]
