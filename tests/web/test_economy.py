"""Actual against budget in pages: every level adds up, goals stand beside the money (B-5, B-6)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from styrhjul.budget import actions
from styrhjul.budget.actions import Booked
from styrhjul.budget.models import PeriodShare
from styrhjul.budget.terms import Spread
from styrhjul.governance.workflow import Refused
from styrhjul.web import economy_facts as facts
from tests import world as sjostad
from tests.budget.money import Purse, lay_out
from tests.web.test_ledger import browser, page_of, purse

__all__ = ["purse"]


def book(purse: Purse, year: int, *rows: tuple[int, str, str, int]) -> None:
    """Book period, account, activity code and öre."""
    booked = [Booked(period, account, "40", code, "", "", "", "", ore) for period, account, code, ore in rows]
    actions.import_batch(
        by=None, file_name="f.csv", checksum="", source="CSV", year=year, first_period=1, last_period=13, rows=booked,
        row_count=len(booked), file_sum=sum(one.amount for one in booked),
    )  # fmt: skip


def test_b6_the_page_shows_the_periods_actual_beside_its_budget(purse: Purse) -> None:
    purse.adopted_whole(2026, school=12_000_000, adult=1_200_000)
    book(purse, 2026, (1, "5010", "4401", 90_000_000), (2, "3010", "4401", -10_000_000))
    client = Client()
    page = page_of(client, "/ekonomi/2026/?period=2")
    assert "Utfall mot budget, januari–februari" in page
    for amount in ("12 000", "2 000", "800", "+1 200", "13 200"):
        assert f">{amount}</td>" in page
    assert client.get(f"/ekonomi/2026/namnd/{purse.world.school.pk}/").status_code == 200
    assert ">800</td>" in page_of(client, f"/ekonomi/2026/verksamhet/{purse.school.pk}/?period=2")


def test_b6_december_says_that_the_closing_period_is_in_it(purse: Purse) -> None:
    book(purse, 2025, (12, "5010", "4401", 90_000_000), (13, "5010", "4401", 10_000_000))
    page = page_of(Client(), "/ekonomi/2025/")
    assert "December med bokslut" in page
    assert "December med bokslut" not in page_of(Client(), "/ekonomi/2025/?period=11")


def test_b6_a_period_that_is_not_imported_yet_gives_way_to_the_last_that_is(purse: Purse) -> None:
    purse.adopted_whole(2026, school=12_000_000)
    actions.import_batch(
        by=None, file_name="f.csv", checksum="", source="CSV", year=2026, first_period=1, last_period=8,
        rows=[Booked(8, "5010", "40", "4401", "", "", "", "", 90_000_000)], row_count=1, file_sum=90_000_000,
    )  # fmt: skip
    page = page_of(Client(), "/ekonomi/2026/?period=9")
    assert "Utfall mot budget, januari–augusti" in page
    assert "9 september" not in page, "it cannot be chosen either"
    assert "9 september" in page_of(Client(), "/ekonomi/2027/?period=9"), "a year without actuals shows its budget"


def test_b2_finance_and_audit_stand_after_the_committees(purse: Purse) -> None:
    purse.adopted_whole(2026, school=12_000_000, finance=-40_000_000, audit=500_000)
    page = page_of(Client(), "/ekonomi/2026/?period=12")
    rows = ("Grundskola", "Nämnderna tillsammans", "Finansförvaltningen", "Hela kommunen")
    places = [page.index(f">{text}<") for text in rows]
    assert places == sorted(places)
    assert ">Kommunstyrelsen<" not in page, "finance is no money of the board's own"


def test_b6_a_committees_money_stands_beside_its_goals(purse: Purse) -> None:
    world = purse.world
    world.propose(world.draft_goal(heading="Alla elever läser"))
    page = page_of(browser(world.tomas), f"/ekonomi/2027/namnd/{world.school.pk}/")
    assert "Mål 2027" in page
    assert "Alla elever läser" in page
    assert "Grundskola" in page


def test_b6_accounts_tell_their_rounding_as_a_line(purse: Purse) -> None:
    book(purse, 2026, (1, "5010", "4401", 10_050), (1, "5020", "4401", 10_020))
    page = page_of(browser(purse.world.tomas), f"/ekonomi/2026/verksamhet/{purse.school.pk}/konton/?period=1")
    for text in ("100,50", "100,20", "Avrundning till hela kronor", "201,00"):
        assert text in page


def test_b6_a_budget_is_laid_out_as_typed_and_the_rest_flat(purse: Purse) -> None:
    purse.adopted_whole(2026, school=12_000_000)
    address = f"/ekonomi/2026/verksamhet/{purse.school.pk}/periodisera/"
    client = browser(purse.world.conny)
    wrong = client.post(address, {"spread": "typed", "month-1": "mycket"})
    assert wrong.status_code == 422
    assert 'value="mycket"' in wrong.content.decode()
    assert client.post(address, {"spread": "typed", "month-1": "6 000"}).status_code == 302
    assert facts.lines_of(2026, 1)[purse.school.pk].budget == 6_500_000
    assert facts.lines_of(2026, 12)[purse.school.pk].budget == 12_000_000
    client.post(address, {"spread": "flat", "month-1": "6 000"})
    assert not PeriodShare.objects.exists()
    assert facts.lines_of(2026, 1)[purse.school.pk].budget == 1_000_000


def test_b6_only_controllers_lay_a_budget_out(purse: Purse) -> None:
    with pytest.raises(Refused):
        actions.periodise(by=purse.world.tomas, area=purse.school, year=2026, spread=Spread.FLAT, months={})
    with pytest.raises(Refused, match="månad för månad"):
        actions.periodise(by=purse.world.conny, area=purse.school, year=2026, spread=Spread.TYPED, months={})


def test_b6_odd_years_and_periods_are_not_there_or_the_usual(purse: Purse) -> None:
    client = Client()
    assert client.get("/ekonomi/1066/").status_code == 404
    assert client.get("/ekonomi/2026/?period=99").status_code == 200
    assert client.get(f"/ekonomi/2010/verksamhet/{purse.school.pk}/").status_code == 404


def test_b6_the_page_asks_as_many_questions_for_few_areas_as_for_many(purse: Purse) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            Client().get("/ekonomi/2026/")
        return len(queries)

    asked()
    few = asked()
    for number in range(6):
        actions.set_up_area(by=None, body=purse.world.care, name=f"Verksamhet {number}", first_year=2024)
    assert asked() == few


ROWS = st.lists(
    st.tuples(
        st.integers(1, 13),
        st.sampled_from(["5010", "3010", "1930", "7777"]),
        st.sampled_from(["4401", "4402", "44", "51", "9"]),
        st.integers(-(10**10), 10**10),
    ),
    max_size=25,
)


class EveryLevelAdds(TestCase):
    """Whatever is booked and budgeted, the levels agree to the krona."""

    purse: Purse

    @classmethod
    def setUpTestData(cls) -> None:
        """Set up the areas, the mapping and a budget that does not divide by twelve."""
        cls.purse = lay_out(sjostad.build())
        for prefix, line in {"3": "sales", "5": "staff", "1": "balance"}.items():
            actions.map_account(by=None, prefix=prefix, line=line)
        school = cls.purse.school
        for code, service in (("44", None), ("4401", cls.purse.lower), ("4402", cls.purse.upper)):
            actions.map_place(by=None, responsibility="", activity_code=code, area=school, service=service)
        actions.map_place(by=None, responsibility="", activity_code="51", area=cls.purse.care)
        cls.purse.adopted_whole(2026, school=12_345_679, care=7_654_321)

    @settings(max_examples=25)
    @given(ROWS, st.integers(1, 13))
    def test_b6_every_level_adds_up(self, rows: list[tuple[int, str, str, int]], period: int) -> None:
        """Service areas add up to the area, months to the period, and areas to what was booked and mapped."""
        book(self.purse, 2026, *rows)
        lines = facts.lines_of(2026, period)
        total = facts.sum_of("", lines.values(), min(period, 12))
        for line in lines.values():
            parts = facts.service_lines(line, 2026)
            for which in ("original", "current", "budget", "actual", "before"):
                assert sum(getattr(one, which) for one in parts) == getattr(line, which)
        assert sum(one.actual for one in facts.months_of(total, 12) if one.is_booked) == total.actual
        mapped = sum(ore for _, account, code, ore in rows if account in {"5010", "3010"} and code != "9")
        whole = facts.sum_of("", facts.lines_of(2026, 13).values(), 12)
        assert whole.actual == (mapped + 50) // 100
        assert whole.budget == whole.current == 20_000_000
