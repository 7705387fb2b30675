"""The policy of the year wheels, asked without a database (W-1, L-2, L-3)."""

import datetime

import pytest

from styrhjul.governance import wheel
from styrhjul.governance.rules import Occasion, occasion, sends_on
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.terms import Reminders

D = datetime.date


@pytest.mark.parametrize(
    ("day", "years", "moved"),
    [
        ((2026, 9, 1), 1, (2027, 9, 1)),
        ((2026, 10, 3), 0, (2026, 10, 5)),  # a Saturday
        ((2026, 6, 19), 0, (2026, 6, 22)),  # Midsummer Eve
        ((2026, 4, 3), 0, (2026, 4, 7)),  # Good Friday, and the days after it
        ((2024, 2, 29), 2, (2026, 3, 2)),
        ((2025, 12, 31), 1, (2027, 1, 4)),  # New Year's Eve and Day, and the week-end after
    ],
)
def test_w1_a_day_years_on_is_a_working_day(day: tuple[int, int, int], years: int, moved: tuple[int, int, int]) -> None:
    assert wheel.moved(datetime.date(*day), years) == datetime.date(*moved)


@pytest.mark.parametrize(
    ("budget_year", "board", "council"),
    [
        (2026, datetime.date(2025, 10, 31), datetime.date(2025, 11, 30)),
        (2027, datetime.date(2026, 11, 30), datetime.date(2026, 12, 31)),
        (2031, datetime.date(2030, 11, 30), datetime.date(2030, 12, 31)),
    ],
)
def test_l2_the_days_of_the_budget_are_a_month_later_in_election_years(
    budget_year: int, board: datetime.date, council: datetime.date
) -> None:
    assert wheel.last_day("board_budget", budget_year) == board
    assert wheel.last_day("council_budget", budget_year) == council


def test_l2_l3_a_planned_day_after_the_laws_names_the_section() -> None:
    assert wheel.too_late("council_budget", 2026, D(2025, 11, 30)) == ""
    told = wheel.too_late("council_budget", 2026, D(2025, 12, 1))
    assert "KL 11 kap. 10 §" in told
    assert "2025-11-30" in told
    assert wheel.too_late("council_budget", 2027, D(2026, 12, 31)) == ""  # after an election
    assert "KL 11 kap. 16 §" in wheel.too_late("interim", 2026, D(2026, 11, 2))
    assert "KL 11 kap. 20 §" in wheel.too_late("annual", 2026, D(2027, 4, 16))
    assert wheel.too_late("frames", 2026, D(2030, 1, 1)) == ""


def test_w3_the_usual_items_stand_on_working_days_within_the_law() -> None:
    for year in range(2024, 2034):
        for usual in wheel.USUAL:
            from_on, due_on = wheel.usual_days(usual, year)
            assert from_on <= due_on
            assert wheel.is_working(from_on), usual.code
            assert wheel.is_working(due_on), usual.code
            assert wheel.too_late(usual.code, year, due_on) == ""


def test_w1_days_out_of_order_or_far_away_are_refused() -> None:
    with pytest.raises(Refused) as fault:
        wheel.check_item(2027, D(2026, 5, 2), D(2026, 5, 1))
    assert set(fault.value.errors) == {"due_on"}
    with pytest.raises(Refused):
        wheel.check_item(2027, D(2024, 5, 1), D(2026, 5, 1))


@pytest.mark.parametrize(
    ("opened", "due", "since", "on", "told"),
    [
        (D(2026, 9, 1), None, None, D(2026, 9, 1), Occasion.NEW),
        (D(2026, 9, 1), None, D(2026, 9, 1), D(2026, 9, 2), None),  # told already
        (D(2026, 9, 1), D(2026, 9, 18), D(2026, 9, 1), D(2026, 9, 10), None),
        (D(2026, 9, 1), D(2026, 9, 18), D(2026, 9, 1), D(2026, 9, 11), Occasion.SOON),
        (D(2026, 9, 1), D(2026, 9, 18), D(2026, 9, 11), D(2026, 9, 14), None),
        (D(2026, 9, 1), D(2026, 9, 18), D(2026, 9, 11), D(2026, 9, 18), None),  # the last day itself is not late
        (D(2026, 9, 1), D(2026, 9, 18), D(2026, 9, 11), D(2026, 9, 21), Occasion.LATE),
        (D(2026, 9, 1), D(2026, 9, 18), D(2026, 9, 21), D(2026, 9, 22), None),  # late is said once
        (D(2026, 9, 14), D(2026, 9, 18), D(2026, 9, 11), D(2026, 9, 14), Occasion.NEW),  # opened within its last week
        (D(2026, 9, 14), D(2026, 9, 18), None, D(2026, 9, 14), Occasion.SOON),
    ],
)
def test_w4_each_thing_is_told_once_when_new_near_and_late(
    opened: datetime.date, due: datetime.date | None, since: datetime.date | None, on: datetime.date, told: object
) -> None:
    assert occasion(opened, due, since, on) is told


@pytest.mark.parametrize(
    ("choice", "last", "on", "sends"),
    [
        (Reminders.DAILY, None, D(2026, 9, 14), True),
        (Reminders.DAILY, D(2026, 9, 14), D(2026, 9, 14), False),
        (Reminders.DAILY, D(2026, 9, 11), D(2026, 9, 12), False),  # a Saturday
        (Reminders.DAILY, D(2026, 9, 11), D(2026, 9, 14), True),
        (Reminders.WEEKLY, D(2026, 9, 14), D(2026, 9, 18), False),
        (Reminders.WEEKLY, D(2026, 9, 18), D(2026, 9, 21), True),
        (Reminders.NONE, None, D(2026, 9, 14), False),
    ],
)
def test_w4_a_digest_a_day_at_most_as_chosen(
    choice: str, last: datetime.date | None, on: datetime.date, sends: bool
) -> None:
    assert sends_on(choice, last, on) is sends
