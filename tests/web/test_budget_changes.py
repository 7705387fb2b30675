"""Changes in the year, and areas that are split and moved, in pages (B-5, B-7)."""

import datetime
import re
from decimal import Decimal

import pytest

from styrhjul.budget import actions
from styrhjul.budget.actions import Move
from styrhjul.budget.models import Actual, Budget, BudgetChange
from styrhjul.budget.terms import ReportLine
from styrhjul.governance.actions import load_as_adopted, load_decision
from styrhjul.governance.workflow import Refused
from styrhjul.web.budget_rows import columns_of, year_table
from tests.budget.money import Purse
from tests.web.test_budgets import NBSP, browser, purse

__all__ = ["purse"]


def test_b5_a_transfer_is_written_and_refused_between_areas_with_all_typed_kept(purse: Purse) -> None:
    client = browser(purse.world.tomas)
    sent = {
        "heading": "Flytt", "reason": "", "place-0": f"{purse.school.pk}-{purse.lower.pk}-0", "cost-0": "-10",
        "place-1": f"{purse.school.pk}-{purse.upper.pk}-0", "cost-1": "10",
    }  # fmt: skip
    address = f"/budget/2026/andringar/ny/{purse.world.school.pk}/"
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert 'value="Flytt"' in answer.content.decode()
    assert client.post(address, sent | {"reason": "Fler elever."}).status_code == 302
    change = BudgetChange.objects.get()
    assert sorted(change.lines.values_list("cost", flat=True)) == [-10_000, 10_000]
    told = client.post(f"/budget/andring/{change.pk}/lamna/", follow=True).content.decode()
    assert "Ändringen är lämnad." in told


def test_b5_an_amount_without_its_place_or_of_the_wrong_kind_is_refused_and_kept(purse: Purse) -> None:
    board, school = browser(purse.world.karin), browser(purse.world.tomas)
    sent = {
        "kind": "additional",
        "heading": "Tillägg",
        "reason": "Fler elever.",
        "financing": "Skatter.",
        "cost-0": "25",
    }
    answer = board.post("/budget/2026/andringar/ny/", sent)
    assert answer.status_code == 422
    assert "Välj vad beloppen gäller." in answer.content.decode()
    assert 'value="25"' in answer.content.decode()
    of_area = {"place-0": f"{purse.school.pk}-0-0", "investment-0": "5"}
    told = board.post("/budget/2026/andringar/ny/", sent | of_area).content.decode()
    assert "Välj det projekt som investeringen gäller." in told
    assert (
        'name="investment-0"' not in school.get(f"/budget/2026/andringar/ny/{purse.world.school.pk}/").content.decode()
    )
    with pytest.raises(Refused, match="hör till ett projekt"):
        actions.write_change(
            by=None, year=2026, kind="transfer", body=None, heading="Flytt", reason="Fler elever.", financing="",
            moves=[Move(purse.school.pk, investment=5)],
        )  # fmt: skip
    assert not BudgetChange.objects.exists()


def test_b5_a_change_of_many_rows_keeps_them_all_when_it_is_written_in_again(purse: Purse) -> None:
    moves = [Move(purse.school.pk, cost=number * 1000) for number in range(1, 10)]
    change = actions.write_change(
        by=None, year=2026, kind="transfer", body=None, heading="Flytt", reason="Fler.", financing="", moves=moves
    )
    page = browser(purse.world.karin).get(f"/budget/andring/{change.pk}/skriv/").content.decode()
    assert re.findall(r'name="cost-\d+" value="(\d+)"', page) == [str(number) for number in range(1, 10)]
    assert 'name="cost-14"' in page


def test_b5_the_years_current_budget_stands_beside_the_original(purse: Purse) -> None:
    purse.adopted_whole(2026, school=100_000_000)
    assert "changed" not in {column.key for column in columns_of(2026)}
    change = actions.write_change(
        by=None, year=2026, kind="additional", body=None, heading="Tillägg", reason="Fler elever.",
        financing="Skatter.", moves=[Move(purse.school.pk, cost=2_000_000)],
    )  # fmt: skip
    decision = load_decision(body=purse.world.council, held_on=datetime.date(2026, 4, 1), heading="Tillägg")
    load_as_adopted(thing=change, decision=decision)
    columns, rows = columns_of(2026), year_table(2026, list(Budget.objects.all()), {})
    keys = [column.key for column in columns]
    of = next(row.amounts for row in rows if row.name == "Grundskola")
    assert (of[keys.index("whole")], of[keys.index("changed")]) == (100_000_000, 102_000_000)


def test_b7_a_split_area_shows_earlier_years_restated(purse: Purse) -> None:
    purse.adopted_whole(2025, school=100_000_000)
    client = browser(purse.world.conny)
    sent = {
        "from_year": "2026", "area-0": str(purse.adult.pk), "share-0": "25",
        "area-1": str(purse.care.pk), "share-1": "75",
    }  # fmt: skip
    assert client.post(f"/kf-verksamhet/{purse.school.pk}/dela/", sent).status_code == 302
    page = client.get(f"/kf-verksamhet/{purse.adult.pk}/").content.decode()
    assert "omräknad" in page
    assert f"25{NBSP}000" in page
    answer = client.post(
        f"/kf-verksamhet/{purse.care.pk}/dela/", sent | {"share-1": "90", "area-1": str(purse.adult.pk)}
    )
    assert answer.status_code == 422


def test_b7_the_sums_of_the_years_compared_with_stand_when_an_area_has_ended(purse: Purse) -> None:
    purse.adopted_whole(2026, school=100_000_000, care=50_000_000)
    shares = {purse.adult: Decimal("0.25"), purse.care: Decimal("0.75")}
    actions.succeed(by=purse.world.conny, area=purse.school, shares=shares, from_year=2027)
    columns, rows = columns_of(2027), year_table(2027, [], {})
    at = [column.key for column in columns].index("current")
    assert columns[at].heading == "Aktuell budget 2026 omräknad"
    of = {row.name: row.amounts[at] for row in rows if row.amounts}
    assert (of["Vuxenutbildning"], of["Äldreomsorg"]) == (25_000_000, 125_000_000)
    assert of["Nämnderna tillsammans"] == 150_000_000
    with pytest.raises(Refused, match="tar redan över"):
        actions.succeed(by=None, area=purse.school, shares=shares, from_year=2027)


def test_b7_a_row_without_its_share_or_its_area_is_told_and_a_part_stays(purse: Purse) -> None:
    client, address = browser(purse.world.conny), f"/kf-verksamhet/{purse.care.pk}/dela/"
    half = client.post(address, {"from_year": "2027", "area-0": str(purse.school.pk), "share-1": "40"})
    assert half.status_code == 422
    assert "Skriv hur stor andel den tar över." in half.content.decode()
    assert "Välj vem som tar över andelen." in half.content.decode()
    sent = {"from_year": "2027", "area-0": str(purse.school.pk), "share-0": "60"}
    assert client.post(address, sent).status_code == 302
    page = client.get(f"/kf-verksamhet/{purse.care.pk}/").content.decode()
    assert "Lämnar en del till" in page
    assert "60 % från 2027" in page.replace(NBSP, " ")


def test_b7_a_mistaken_split_is_taken_back_while_nothing_rests_on_it(purse: Purse) -> None:
    shares = {purse.adult: Decimal("0.6"), purse.care: Decimal("0.4")}
    made = actions.succeed(by=purse.world.conny, area=purse.school, shares=shares, from_year=2027)
    client, address = browser(purse.world.conny), f"/kf-verksamhet/{purse.school.pk}/"
    page = client.get(address).content.decode()
    assert f"Ta tillbaka att {purse.adult} tar över" in page
    client.post(f"/kf-verksamhet/delning/{made[0].pk}/ta-tillbaka/")
    purse.school.refresh_from_db()
    assert (purse.school.last_year, purse.school.successions.count()) == (None, 1), "it goes on with a part"
    purse.adopted_whole(2027, care=1_000)
    answer = client.post(f"/kf-verksamhet/delning/{made[1].pk}/ta-tillbaka/", follow=True).content.decode()
    assert "Budgeten för 2027 är lämnad eller beslutad med den nya indelningen." in answer
    assert purse.school.successions.count() == 1


def test_b7_a_split_with_actuals_in_its_year_is_not_taken_back(purse: Purse) -> None:
    (made,) = actions.succeed(by=purse.world.conny, area=purse.school, shares={purse.adult: Decimal(1)}, from_year=2027)
    Actual.objects.create(year=2027, period=1, area=purse.adult, line=ReportLine.STAFF, amount=5)
    with pytest.raises(Refused, match="Utfall för 2027 är inläst"):
        actions.take_back_succession(by=purse.world.conny, succession=made)
    Actual.objects.all().delete()
    assert actions.take_back_succession(by=purse.world.conny, succession=made).last_year is None


def test_b7_a_whole_is_not_passed_on_in_a_year_whose_budget_or_actuals_hold_its_money(purse: Purse) -> None:
    client, address = browser(purse.world.conny), f"/kf-verksamhet/{purse.school.pk}/dela/"
    draft = actions.draft_budget(by=None, body=purse.world.school, year=2027, stage="preliminary")
    purse.write(draft, school=100_000)
    sent = {"from_year": "2027", "area-0": str(purse.care.pk), "share-0": "100"}
    answer = client.post(address, sent)
    told = "Budgeten för 2027 har redan belopp på Grundskola. Välj 2028 eller senare."
    assert answer.status_code == 422
    assert f"Från år: {told}" in answer.content.decode()
    assert 'value="100"' in answer.content.decode()
    assert client.post(address, sent | {"share-0": "40"}).status_code == 302, "a part leaves the place"
    Actual.objects.create(year=2028, period=1, area=purse.school, line=ReportLine.STAFF, amount=5)
    ended = client.post(f"/kf-verksamhet/{purse.school.pk}/avsluta/", {"last_year": "2027"})
    assert "Utfallet för 2028 har redan belopp på Grundskola. Välj 2028 eller senare." in ended.content.decode()


def test_b7_shares_above_the_whole_and_years_without_the_area_are_told_in_swedish(purse: Purse) -> None:
    client, address = browser(purse.world.conny), f"/kf-verksamhet/{purse.school.pk}/dela/"
    new = actions.set_up_area(by=None, body=purse.world.care, name="Ny omsorg", first_year=2029)
    sent = {"from_year": "2028", "area-0": str(purse.care.pk), "share-0": "70", "area-1": str(new.pk)}
    assert "Andelarna blir 110,5 procent." in client.post(address, sent | {"share-1": "40.5"}).content.decode()
    assert "Ny omsorg finns först från 2029." in client.post(address, sent | {"share-1": "30"}).content.decode()
    early = client.post(address, sent | {"from_year": "2024", "share-1": "30"}).content.decode()
    assert "Grundskola finns från 2024. Välj ett senare år." in early


def test_b7_an_area_is_ended_with_nobody_after_it_and_goes_on_again(purse: Purse) -> None:
    purse.adopted_whole(2026, school=100_000_000, care=50_000_000)
    client, address = browser(purse.world.conny), f"/kf-verksamhet/{purse.care.pk}/"
    assert f"{address}avsluta/" in client.get(address).content.decode()
    early = client.post(f"{address}avsluta/", {"last_year": "2023"})
    assert (early.status_code, "finns från 2024" in early.content.decode()) == (422, True)
    assert client.post(f"{address}avsluta/", {"last_year": "2026"}).status_code == 302
    page = client.get(address).content.decode()
    assert "2024–2026" in page
    assert "Gick upp i" not in page
    columns, rows = columns_of(2027), year_table(2027, [], {})
    at = [column.key for column in columns].index("current")
    of = {row.name: row.amounts[at] for row in rows if row.amounts}
    assert of["Nämnderna tillsammans"] == 150_000_000, "what it cost still counts"
    assert "Äldreomsorg fortsätter." in client.post(f"{address}avsluta/ta-tillbaka/", follow=True).content.decode()
    purse.care.refresh_from_db()
    assert purse.care.last_year is None


def test_b7_an_area_that_others_took_over_goes_on_only_when_they_give_it_back(purse: Purse) -> None:
    (made,) = actions.succeed(by=None, area=purse.school, shares={purse.adult: Decimal(1)}, from_year=2027)
    with pytest.raises(Refused, match="Andra har tagit över Grundskola"):
        actions.take_back_end(by=None, area=purse.school)
    with pytest.raises(Refused, match="upphörde redan 2026"):
        actions.succeed(by=None, area=purse.school, shares={purse.care: Decimal(1)}, from_year=2030)
    assert actions.take_back_succession(by=purse.world.conny, succession=made).last_year is None
