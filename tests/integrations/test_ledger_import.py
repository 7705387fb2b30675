"""A ledger file becomes actuals: previewed, confirmed, and whatever it holds, every level agrees (B-6)."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from styrhjul.budget import actions
from styrhjul.budget.models import Actual, Batch, LedgerRow
from styrhjul.governance.workflow import Refused
from styrhjul.integrations.bookings import FaultyFile, Scope, preview
from tests import world as sjostad
from tests.budget import money
from tests.budget.money import Purse

HEAD = "Ansvar;Verksamhet;Konto;Projekt;Period;Belopp\n"
YEAR = Scope(2026, 1, 12)


@pytest.fixture
def purse(world: sjostad.World) -> Purse:
    """Sjöstad's areas, without any budget yet."""
    return money.lay_out(world)


def map_all(purse: Purse) -> None:
    """Let class 3 be sales, 5 staff, 1 the balance sheet and 4 investments; school codes belong to school."""
    by = purse.world.conny
    for prefix, line in {"3": "sales", "5": "staff", "1": "balance", "4": "investment"}.items():
        actions.map_account(by=by, prefix=prefix, line=line)
    actions.map_place(by=by, responsibility="", activity_code="44", area=purse.school)


def read_in(purse: Purse, text: str, scope: Scope = YEAR, name: str = "huvudbok.csv", **how: Any) -> Batch:
    """Preview the text as a file."""
    file = io.BytesIO(text.encode())
    return preview(by=how.pop("by", purse.world.conny), file=file, name=name, scope=scope, **how)


def test_b6_a_preview_counts_for_nothing_until_it_is_confirmed(purse: Purse) -> None:
    map_all(purse)
    staged = read_in(purse, HEAD + "40;4401;5010;;202601;100,50\n40;4401;3010;;202602;-20,00\n;;1930;;202602;-80,50\n")
    assert (staged.row_count, staged.file_sum, staged.is_staged) == (3, 0, True)
    assert not Actual.objects.exists()
    actions.confirm_batch(by=purse.world.conny, batch=staged)
    assert sum(Actual.objects.values_list("amount", flat=True)) == 81
    with pytest.raises(Refused):
        actions.confirm_batch(by=purse.world.conny, batch=staged)


def test_b6_what_lies_outside_the_periods_is_counted_and_shown(purse: Purse) -> None:
    map_all(purse)
    text = HEAD + "40;4401;5010;;202603;10\n40;4401;5010;;202602;7\n40;4401;5010;;202503;5\n"
    staged = read_in(purse, text, Scope(2026, 3, 3))
    assert (staged.file_sum, staged.outside_sum, staged.outside_count) == (2200, 1200, 2)
    assert [row.amount for row in LedgerRow.objects.all()] == [1000]
    assert staged.notes[0] == "Raderna utanför gäller 2025, period 3 och 2026, period 2."


def test_b6_a_faulty_file_leaves_nothing_behind_and_names_the_line(purse: Purse) -> None:
    with pytest.raises(FaultyFile) as refused:
        read_in(purse, HEAD + "40;4401;5010;;202601;100\n40;4401;5010;;202614;tolv\n")
    assert any("Rad 3, kolumn Period" in fault for fault in refused.value.faults)
    assert not Batch.objects.exists()
    assert not LedgerRow.objects.exists()


def test_b6_the_next_preview_takes_the_place_of_the_last(purse: Purse) -> None:
    for amount in (1, 2):
        read_in(purse, HEAD + f"40;4401;5010;;202601;{amount}\n")
    assert [one.file_sum for one in Batch.objects.all()] == [200]


def test_b6_signs_are_turned_before_confirming(purse: Purse) -> None:
    map_all(purse)
    staged = read_in(purse, HEAD + "40;4401;5010;;202601;-100\n40;4401;5010;;202602;-50\n", sign="plus")
    turned = actions.turn_signs(by=purse.world.conny, batch=staged)
    assert turned.file_sum == 15000
    actions.confirm_batch(by=purse.world.conny, batch=staged)
    assert sum(Actual.objects.values_list("amount", flat=True)) == 150
    with pytest.raises(Refused):
        actions.turn_signs(by=purse.world.conny, batch=staged)


def test_b6_a_project_takes_its_investments_on_the_way_in(purse: Purse) -> None:
    map_all(purse)
    project = actions.write_project(
        by=None, area=purse.school, name="Ny skola", code="P1", first_year=2026, total_budget=10
    )
    actions.confirm_batch(
        by=purse.world.conny, batch=read_in(purse, HEAD + ";;4010;P1;202601;900\n;;4010;P2;202601;3\n")
    )
    assert list(Actual.objects.values_list("project", "area", "amount")) == [(project.pk, purse.school.pk, 900)]
    assert LedgerRow.objects.unmapped().get().project_code == "P2"


def test_b6_a_sie_file_with_the_years_sums_only_is_refused(purse: Purse) -> None:
    sie = '#FLAGGA 0\n#SIETYP 1\n#RAR 0 20260101 20261231\n#KONTO 5010 "Lön"\n#RES 0 5010 100.00\n'
    with pytest.raises(Refused, match="hela årets"):
        read_in(purse, sie, name="ar.se")


def test_b6_a_sie_file_is_read_by_month_and_the_year_before_is_set_aside(purse: Purse) -> None:
    map_all(purse)
    sie = (
        '#FLAGGA 0\n#SIETYP 4\n#RAR 0 20260101 20261231\n#DIM 2 "Verksamhet"\n#KONTO 5010 "Lon"\n'
        '#VER "A" 1 20260315 "Lon"\n{\n#TRANS 5010 {2 "4401"} 250.50 20260315\n#TRANS 1930 {} -250.50 20260315\n}\n'
        '#VER "A" 2 20251215 "Forra"\n{\n#TRANS 5010 {2 "4401"} 9.00 20251215\n#TRANS 1930 {} -9.00 20251215\n}\n'
    )
    staged = read_in(purse, sie, name="huvudbok.se")
    assert (staged.source, staged.outside_count, staged.outside_sum) == ("SIE", 2, 0)
    actions.confirm_batch(by=purse.world.conny, batch=staged)
    assert list(Actual.objects.values_list("period", "amount")) in ([(3, 250)], [(3, 251)])


def test_b6_others_than_controllers_import_nothing(purse: Purse) -> None:
    with pytest.raises(Refused, match="controller"):
        read_in(purse, HEAD + "40;4401;5010;;202601;1\n", by=purse.world.tomas)


def test_b6_the_command_imports_a_file_or_says_why_not(purse: Purse, tmp_path: Path) -> None:
    map_all(purse)
    path, out = tmp_path / "huvudbok.csv", io.StringIO()
    path.write_text(HEAD + "40;4401;5010;;202601;100,50\n40;9;5010;;202602;2\n")
    asked = {"year": 2026, "costs": "plus", "stdout": out}
    call_command("import_ledger", path, preview=True, **asked)
    assert not Batch.objects.exists()
    call_command("import_ledger", path, periods="1-2", **asked)
    assert "Filens summa: 102,50 kronor" in out.getvalue()
    assert "Utan koppling: 2,00 kronor" in out.getvalue()
    assert sum(Actual.objects.values_list("amount", flat=True)) == 101
    path.write_text(HEAD + "40;4401;5010;;202601;tolv\n")
    with pytest.raises(CommandError, match="Rad 2, kolumn Belopp"):
        call_command("import_ledger", path, **asked)


CELLS = st.tuples(
    st.sampled_from(["40", "41", "99"]),
    st.sampled_from(["4401", "4402", "5100", "9999", ""]),
    st.sampled_from(["5010", "3010", "1930", "7777"]),
    st.sampled_from([202511, 202601, 202602, 202612]),
    st.integers(-(10**9), 10**9),
)


class EveryLevelAgrees(TestCase):
    """Whatever a file holds, its sum is what was imported and what was set aside."""

    purse: Purse

    @classmethod
    def setUpTestData(cls) -> None:
        """Set up the areas and the mapping."""
        cls.purse = money.lay_out(sjostad.build())
        map_all(cls.purse)

    @settings(max_examples=30)
    @given(st.lists(CELLS, min_size=1, max_size=30))
    def test_b6_the_file_is_what_was_imported_and_what_was_set_aside(self, cells: list[Any]) -> None:
        """Sum of areas = municipality = file less balance sheet, unmapped and outside; to the rounded krona."""
        rows = "".join(
            f"{unit};{code};{account};;{period};{amount / 100:.2f}\n".replace(".", ",")
            for unit, code, account, period, amount in cells
        )
        staged = read_in(self.purse, HEAD + rows, sign="plus")
        assert staged.file_sum == sum(cell[-1] for cell in cells)
        kept = LedgerRow.objects.filter(batch=staged)
        aside = sum(row.amount for row in kept.unmapped())
        balance = sum(row.amount for row in kept.filter(line="balance"))
        mapped = staged.file_sum - staged.outside_sum - aside - balance
        if kept.exists():
            actions.confirm_batch(by=None, batch=staged)
        of_areas = sum(
            sum(Actual.objects.filter(area=area).values_list("amount", flat=True))
            for area in (self.purse.school, self.purse.adult, self.purse.care, self.purse.finance, self.purse.audit)
        )
        assert of_areas == sum(Actual.objects.values_list("amount", flat=True)) == (mapped + 50) // 100
