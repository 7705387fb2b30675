"""Actuals: imported whole, mapped by data, undone and restored; nothing dropped, every level agrees (B-6)."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from styrhjul.budget import actions
from styrhjul.budget.actions import Booked
from styrhjul.budget.actions.placing import line_of, place_of
from styrhjul.budget.figures import actual_months, figures_of
from styrhjul.budget.models import Actual, Batch, LedgerRow
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.models import LogEntry
from tests import world as sjostad
from tests.budget import money
from tests.budget.money import Purse


def row(period: int, account: str, code: str, kronor: float, responsibility: str = "40100") -> Booked:
    """A row of the ledger in kronor; debit is plus."""
    return Booked(period, account, responsibility, code, "", "", "", "", round(kronor * 100))


def load(purse: Purse, *rows: Booked, first: int = 1, last: int = 12, **how: Any) -> Batch:
    """Import the rows as a file of 2026."""
    return actions.import_batch(
        by=how.pop("by", purse.world.conny), file_name=how.pop("name", "huvudbok.csv"), checksum="0", source="CSV",
        year=2026, first_period=first, last_period=last, rows=rows, row_count=len(rows),
        file_sum=how.pop("file_sum", sum(one.amount for one in rows)), **how,
    )  # fmt: skip


def map_all(purse: Purse) -> None:
    """Let accounts of class 3 be sales and of class 5 staff, and school codes belong to school."""
    by = purse.world.conny
    actions.map_account(by=by, prefix="3", line="sales")
    actions.map_account(by=by, prefix="5", line="staff")
    actions.map_account(by=by, prefix="1", line="balance")
    actions.map_place(by=by, responsibility="", activity_code="44", area=purse.school)
    actions.map_place(by=by, responsibility="", activity_code="4402", area=purse.school, service=purse.upper)


def total(**of: object) -> int:
    """The sum of the actuals in kronor."""
    return sum(Actual.objects.filter(**of).values_list("amount", flat=True))


def test_b6_what_is_mapped_is_summed_and_the_rest_is_set_aside(purse: Purse) -> None:
    map_all(purse)
    load(
        purse,
        row(1, "5010", "4401", 100),
        row(1, "3110", "4402", -30),
        row(2, "5010", "9999", 7),
        row(2, "1930", "", 9),
    )
    assert total() == 70
    assert total(service=purse.upper) == -30
    aside = LedgerRow.objects.unmapped()
    assert [(one.account, one.activity_code, one.amount) for one in aside] == [("5010", "9999", 700)]


def test_b6_a_new_rule_takes_in_what_was_set_aside_and_is_taken_back(purse: Purse) -> None:
    map_all(purse)
    load(purse, row(2, "5010", "9999", 7))
    rule = actions.map_place(by=purse.world.conny, responsibility="401", activity_code="", area=purse.adult)
    assert total(area=purse.adult) == 7
    actions.unmap(by=purse.world.conny, rule=rule)
    assert total() == 0
    assert LedgerRow.objects.unmapped().count() == 1


def test_b6_a_period_imported_again_counts_and_both_batches_are_kept(purse: Purse) -> None:
    map_all(purse)
    half_year = load(purse, row(5, "5010", "4401", 50), row(6, "5010", "4401", 60), last=6, name="jan-jun.csv")
    june = load(purse, row(6, "5010", "4401", 66), first=6, last=6, name="juni.csv")
    assert total(period=5) == 50
    assert total(period=6) == 66
    actions.undo_batch(by=purse.world.conny, batch=june)
    assert total(period=6) == 60
    actions.restore_batch(by=purse.world.conny, batch=june)
    assert total(period=6) == 66
    actions.restore_batch(by=purse.world.conny, batch=half_year)
    assert total(period=6) == 60
    assert LedgerRow.objects.count() == 3
    assert {one.verb for one in LogEntry.objects.about(june)} == {"import", "undo", "restore"}


def test_b6_the_closing_period_is_its_own_and_falls_on_december(purse: Purse) -> None:
    map_all(purse)
    load(purse, row(12, "5010", "4401", 5), row(13, "5010", "4401", 2), last=13)
    assert total(period=13) == 2
    assert actual_months([2026])[2026][purse.school.pk][11] == 7
    assert figures_of(2026, 13)[purse.school.pk].period_actual == 7


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"file_sum": 1}, "summerar inte"),
        ({"first": 2, "last": 12}, "rader i period 1"),
        ({"first": 3, "last": 2}, "fel ordning"),
    ],
)
def test_b6_what_does_not_agree_is_refused_whole(purse: Purse, how: dict[str, Any], told: str) -> None:
    with pytest.raises(Refused, match=told):
        load(purse, row(1, "5010", "4401", 100), **how)
    assert not Batch.objects.exists()


def test_b6_only_controllers_import_and_map(purse: Purse) -> None:
    with pytest.raises(Refused, match="controller"):
        load(purse, row(1, "5010", "4401", 100), by=purse.world.tomas)
    with pytest.raises(Refused, match="controller"):
        actions.map_account(by=purse.world.tomas, prefix="5", line="staff")


def test_b6_the_most_telling_rule_decides() -> None:
    assert line_of("7910", {"7": "other_cost", "79": "depreciation"}) == "depreciation"
    assert line_of("7400", {"7": "other_cost", "79": "depreciation"}) == "other_cost"
    assert line_of("8010", {"7": "other_cost"}) == ""
    places = [("", "44", 1, None), ("", "4402", 1, 9), ("401", "", 2, None), ("401", "44", 3, None)]
    assert place_of("40100", "4402", places) == (1, 9)
    assert place_of("40100", "4401", places) == (3, None)
    assert place_of("99", "9999", places) == (None, None)


CODES = st.sampled_from(["4401", "4402", "9999", ""])
ACCOUNTS = st.sampled_from(["3110", "5010", "1930", "8888"])
ROWS = st.lists(
    st.builds(
        lambda period, account, code, amount: Booked(period, account, "40100", code, "", "", "", "", amount),
        st.integers(1, 13), ACCOUNTS, CODES, st.integers(-10**12, 10**12),
    ),
    max_size=30,
)  # fmt: skip


class LevelsAgree(TestCase):
    """Whatever is imported, the levels agree (B-3, B-6)."""

    @settings(max_examples=15)
    @given(ROWS)
    def test_b6_the_file_is_what_is_imported_and_what_is_set_aside(self, rows: list[Booked]) -> None:
        purse = money.lay_out(sjostad.build())
        map_all(purse)
        batch = load(purse, *rows, last=13)
        aside = sum(LedgerRow.objects.unmapped().values_list("amount", flat=True))
        balance = sum(LedgerRow.objects.filter(line="balance").values_list("amount", flat=True))
        mapped = batch.file_sum - aside - balance
        months = actual_months([2026])[2026]
        assert total() == sum(sum(one) for one in months.values())
        assert total() == (mapped + 50) // 100
        assert sum(one.period_actual for one in figures_of(2026, 13).values()) == total()
