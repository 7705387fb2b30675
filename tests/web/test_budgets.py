"""Budgets in pages: read, written in a sheet, decided with changed amounts; nothing typed is lost (B-1 to B-5, D-4)."""

import datetime
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from styrhjul.budget import actions
from styrhjul.budget.actions import Booked
from styrhjul.budget.models import Budget, Frame, PlanningConditions, Project
from styrhjul.budget.terms import Stage
from styrhjul.governance.actions import hold_meeting, put_on_agenda, take_step
from styrhjul.governance.terms import Outcome
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.models import Person
from styrhjul.web.budget_rows import columns_of, year_table
from tests.budget.money import Purse, lay_out
from tests.world import World

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def purse(world: World) -> Purse:
    """Sjöstad's areas, without any budget yet."""
    return lay_out(world)


def browser(person: Person) -> Client:
    """A browser where the person is signed in."""
    client = Client()
    client.force_login(person)
    return client


def draft(purse: Purse, stage: Stage = Stage.PRELIMINARY, **net_costs: int) -> Budget:
    """The school committee's draft for 2027."""
    world = purse.world
    budget = actions.draft_budget(by=world.tomas, body=world.school, year=2027, stage=stage)
    return purse.write(budget, **net_costs)


def whole(purse: Purse, **net_costs: int) -> Budget:
    """The municipality's draft for 2027."""
    budget = actions.draft_budget(by=purse.world.karin, body=None, year=2027, stage=Stage.MUNICIPAL)
    return purse.write(budget, **net_costs)


def name(purse: Purse, place: str = "lower", kind: str = "cost", year: int = 2027) -> str:
    """The name of a cell of the sheet."""
    return f"{kind}-{purse.school.pk}-{getattr(purse, place).pk if place != 'school' else 0}-{year}"


def test_b1_the_years_page_tells_how_far_the_budget_has_come_with_sums_that_agree(purse: Purse) -> None:
    draft(purse, lower=60_000_000, upper=40_500_000)
    page = browser(purse.world.tomas).get("/budget/2027/").content.decode()
    assert "0 av 2 antagna" in page, "of all committees with areas, also those yet to begin"
    assert page.count(f"100{NBSP}500") == 3, "the area, its committee, all committees"
    assert "senast 2026-11-30" in page
    assert "Valår" in page


def test_the_years_page_asks_the_same_number_of_queries_for_few_and_many_areas(purse: Purse) -> None:
    draft(purse, lower=1_000_000)
    reader = browser(purse.world.tomas)
    reader.get("/budget/2027/")
    actions.write_budget(by=purse.world.tomas, budget=Budget.objects.get(), text="En ny rad i loggen.")
    with CaptureQueriesContext(connection) as few:
        reader.get("/budget/2027/")
    for number in range(12):
        actions.set_up_area(by=None, body=purse.world.care, name=f"Område {number}", first_year=2024)
    with CaptureQueriesContext(connection) as many:
        assert "Område 11" in reader.get("/budget/2027/").content.decode()
    assert len(few) == len(many)


def test_b2_amounts_typed_in_the_sheet_are_kept_in_kronor(purse: Purse) -> None:
    budget = draft(purse, lower=1_000)
    client = browser(purse.world.tomas)
    page = client.get(f"/budget/dokument/{budget.pk}/belopp/").content.decode()
    assert name(purse) in page
    answer = client.post(
        f"/budget/dokument/{budget.pk}/belopp/",
        {name(purse): f"1{NBSP}250,5", name(purse, kind="revenue"): "\N{MINUS SIGN}3", "before": "{}"},
    )
    assert answer.status_code == 302
    line = budget.lines.get(service=purse.lower, year=2027)
    assert (line.revenue, line.cost) == (-3_000, 1_250_500)


@pytest.mark.parametrize("typed", ["tolv", "1.250", "1,2345", "12 €", "1e9"])
def test_b2_what_is_no_amount_is_told_beside_it_and_everything_typed_stands(purse: Purse, typed: str) -> None:
    budget = draft(purse)
    answer = browser(purse.world.tomas).post(
        f"/budget/dokument/{budget.pk}/belopp/", {name(purse): typed, name(purse, "upper"): "77", "before": "{}"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{typed}"' in page
    assert 'value="77"' in page
    assert "Skriv tusental kronor" in page
    assert not budget.lines.exclude(cost=0).exists()


def test_b2_a_project_is_added_where_the_whole_budget_is_written(purse: Purse) -> None:
    budget = whole(purse, school=100_000_000)
    client, address = browser(purse.world.karin), f"/budget/dokument/{budget.pk}/investeringar/nytt/"
    page = client.get(address).content.decode()
    assert f'value="{purse.school.pk}"' in page
    assert f'value="{purse.audit.pk}"' not in page, "what is offered can be chosen"
    sent = {"area": str(purse.school.pk), "name": "Ny skola", "total_budget": "45 000", "first_year": "2027"}
    assert client.post(address, sent).status_code == 302
    assert Project.objects.get().area == purse.school
    with pytest.raises(Refused):
        actions.write_project(by=purse.world.tomas, area=purse.care, name="Ett boende", first_year=2027)


def test_b1_a_bridge_with_a_rest_is_kept_and_refused_when_the_budget_is_handed_in(purse: Purse) -> None:
    purse.adopted_whole(2026, school=90_000_000)
    budget = whole(purse, school=100_000_000)
    client = browser(purse.world.karin)
    rows: dict[str, Any] = {
        "form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-area": str(purse.school.pk), "form-0-kind": "index",
        "form-0-reason": "Löner och priser", "form-0-amount": "9 000", "form-1-kind": "",
    }  # fmt: skip
    assert client.post(f"/budget/dokument/{budget.pk}/brygga/", rows).status_code == 302
    page = client.get(f"/budget/dokument/{budget.pk}/brygga/").content.decode()
    assert f"kvar att förklara +1{NBSP}000 tkr" in page
    told = client.post(f"/budget/dokument/{budget.pk}/lamna/", follow=True).content.decode()
    assert f"Kvar att förklara: Grundskola: 1{NBSP}000{NBSP}000 kronor" in told
    budget.refresh_from_db()
    assert budget.state == "draft"


def test_b1_plan_years_have_bridges_of_their_own_from_the_year_before(purse: Purse) -> None:
    budget = whole(purse, school=100_000_000)
    line = budget.lines.get(area=purse.school, year=2027)
    budget.lines.create(area=purse.school, year=2028, cost=line.cost + 5_000_000)
    client, address = browser(purse.world.karin), f"/budget/dokument/{budget.pk}/brygga/"
    rows: dict[str, Any] = {
        "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-area": str(purse.school.pk),
        "form-0-kind": "volume", "form-0-reason": "Fler elever", "form-0-amount": "4 000", "form-0-year": "2028",
    }  # fmt: skip
    client.post(address, rows)
    assert budget.bridge_rests() == {"Grundskola 2028": 1_000_000}
    client.post(address, rows | {"form-0-amount": "5 000"})
    assert budget.bridge_rests() == {}
    kept = budget.bridge.get()
    client.post(address, rows | {"form-0-amount": "5 000", "form-INITIAL_FORMS": "1"})
    assert budget.bridge.get() == kept  # what stands unchanged stays the same row
    page = client.get(f"/budget/dokument/{budget.pk}/").content.decode()
    assert "Från 2027 till planåret 2028" in page
    assert client.post(address, rows | {"form-0-year": "2050"}).status_code == 422


def test_b1_the_whole_municipality_is_not_summed_from_frames_and_committee_budgets(purse: Purse) -> None:
    purse.adopted_whole(2027, school=100, finance=-40)
    of_committees = {"frame", "preliminary", "definitive"}
    columns, rows = columns_of(2027), year_table(2027, list(Budget.objects.all()), {})
    whole_row, together = rows[-1], next(row for row in rows if row.name == "Nämnderna tillsammans")
    assert whole_row.name == "Hela kommunen"
    for column, amount in zip(columns, whole_row.amounts, strict=True):
        if column.key in of_committees:
            assert amount is None
    at = [column.key for column in columns].index("whole")
    assert (together.amounts[at], whole_row.amounts[at]) == (100, 60)


def test_b1_a_change_without_a_reason_keeps_what_was_typed(purse: Purse) -> None:
    budget = whole(purse, school=100_000_000)
    rows = {
        "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-area": str(purse.school.pk),
        "form-0-kind": "volume", "form-0-reason": "", "form-0-amount": "123",
    }  # fmt: skip
    answer = browser(purse.world.karin).post(f"/budget/dokument/{budget.pk}/brygga/", rows)
    assert answer.status_code == 422
    assert 'value="123"' in answer.content.decode()


def test_b4_the_statement_is_typed_and_its_sums_are_computed(purse: Purse) -> None:
    budget = whole(purse, school=100_000_000)
    client = browser(purse.world.karin)
    typed = {
        "a-taxes-2027": "90 000",
        "a-general_grants-2027": "15 000",
        "a-equity-2027": "1",
        "a-fixed_assets-2027": "1",
    }
    assert client.post(f"/budget/dokument/{budget.pk}/rakning/", typed).status_code == 302
    page = client.get(f"/budget/dokument/{budget.pk}/").content.decode()
    assert "Årets resultat" in page
    assert page.count(f"5{NBSP}000") >= 2
    assert "4,8" in page, "5 000 of 105 000 is the share of the result"


def test_b4_the_group_companies_economy_is_typed_by_year(purse: Purse) -> None:
    budget = whole(purse, school=100_000_000)
    client = browser(purse.world.karin)
    address = f"/budget/dokument/{budget.pk}/bolag/"
    assert "Inga bolag än" in client.get(address).content.decode()
    for name in ("Sjöstads Bostäder AB", "Sjöstads Energi AB"):
        assert client.post(f"{address}nytt/", {"name": name}).status_code == 302
    again = client.post(f"{address}nytt/", {"name": "sjöstads energi ab"})
    assert again.status_code == 422
    assert "finns redan i budgeten" in again.content.decode()
    page = f"/budget/dokument/{budget.pk}/"
    assert "Kommunens bolag" not in client.get(page).content.decode(), "nothing is said of companies without amounts"
    names = re.findall(r'name="(a-\d+-\w+-2027)"', client.get(address).content.decode())
    assert [name.split("-")[2] for name in names] == ["turnover", "result", "investments"] * 2
    wrong = client.post(address, {names[0]: "98 000", names[1]: "sex"})
    assert wrong.status_code == 422
    assert 'value="98 000"' in wrong.content.decode()
    assert client.post(address, {names[0]: "98 000", names[1]: "-6 200"}).status_code == 302
    kept = budget.companies.get(name="Sjöstads Bostäder AB", year=2027)
    assert (kept.turnover, kept.result, kept.investments) == (98_000_000, -6_200_000, 0)
    assert budget.companies.filter(name="Sjöstads Energi AB").exists(), "what was not in the page stands"
    shown = client.get(page).content.decode()
    assert "Sjöstads Bostäder AB" in shown
    assert f"−6{NBSP}200" in shown


def test_d4_the_council_records_changed_costs_investments_plan_years_and_tax_rate_in_one_paragraph(
    purse: Purse,
) -> None:
    world = purse.world
    budget = whole(purse, school=100_000_000)
    budget.lines.create(area=purse.school, year=2028, cost=101_000_000)
    project = actions.write_project(by=None, area=purse.school, name="Ny skola", first_year=2027)
    actions.write_investments(by=None, budget=budget, amounts={(project.pk, 2028): 9_000_000})
    actions.write_budget(by=world.karin, budget=budget, text="", tax_rate=None)
    take_step(by=world.karin, thing=budget, step="hand_in", on=datetime.date(2026, 9, 1))
    world.decide(world.bo, world.board, datetime.date(2026, 9, 8), budget)
    meeting = hold_meeting(by=world.frida, body=world.council, held_on=datetime.date(2026, 9, 10))
    decision = put_on_agenda(by=world.frida, meeting=meeting, heading="Budget 2027 med mål", things=[budget])
    line = decision.lines.get()
    client = browser(world.frida)
    area = f"net:{purse.school.pk}-0:2027"
    sent = {
        f"m{decision.pk}-paragraph": "84", f"m{decision.pk}-outcome_{line.pk}": "adopted_with_change",
        f"m{decision.pk}-text_{line.pk}_{area}": "tjugo", f"m{decision.pk}-text_{line.pk}_tax_rate": "19,64",
    }  # fmt: skip
    refused = client.post(f"/sammantrade/{meeting.pk}/registrera/", sent)
    assert refused.status_code == 422
    assert 'value="tjugo"' in refused.content.decode(), "an amount has a short field"
    as_proposed = sent | {f"m{decision.pk}-outcome_{line.pk}": "adopted"}
    told = client.post(f"/sammantrade/{meeting.pk}/registrera/", as_proposed).content.decode()
    assert "men valt «Enligt förslaget». Välj «Med ändring»" in told, "a changed amount is never dropped silently"
    sent[f"m{decision.pk}-text_{line.pk}_{area}"] = "99 500"
    sent[f"m{decision.pk}-text_{line.pk}_net:{purse.school.pk}-0:2028"] = "100 400"
    sent[f"m{decision.pk}-text_{line.pk}_investment:{project.pk}:2028"] = "7 000"
    assert client.post(f"/sammantrade/{meeting.pk}/registrera/", sent).status_code == 302
    budget = Budget.objects.get(pk=budget.pk, state="adopted")
    assert budget.net_costs() == {purse.school.pk: 99_500_000}
    assert str(budget.tax_rate) == "19.64"
    assert budget.net_costs(2028) == {purse.school.pk: 100_400_000}
    assert budget.investments.get().amount == 7_000_000
    page = client.get(f"/beslut/{decision.pk}/").content.decode()
    assert "Nettokostnad Grundskola 2027, tkr" in page
    assert "Investering Ny skola 2028, tkr" in page
    assert f"<del>9{NBSP}000</del> <ins>7{NBSP}000</ins>" in page
    assert f"99{NBSP}500" in page


def test_b1_frames_are_written_in_tkr_and_read_with_their_sum(purse: Purse) -> None:
    client = browser(purse.world.karin)
    client.post("/budget/2028/forutsattningar/")
    made = PlanningConditions.objects.get()
    sent = {
        f"net-{purse.world.school.pk}-2028": "100",
        f"net-{purse.world.care.pk}-2028": "50",
        "instructions": "Kort.",
    }
    assert client.post(f"/budget/forutsattningar/{made.pk}/skriv/", sent).status_code == 302
    assert Frame.objects.get(body=purse.world.school, year=2028).net_cost == 100_000
    page = client.get(f"/budget/forutsattningar/{made.pk}/").content.decode()
    assert "Nämnderna tillsammans" in page
    assert ">150<" in page
    assert Frame.objects.get(body=purse.world.school, year=2029).net_cost is None
    rows = re.findall(r"<th scope=\"row\">(.*?)</tr>", page, re.DOTALL)
    assert all(re.findall(r">([^<>]*)</td>", row)[1:] == ["–", "–", "–", "–"] for row in rows), "no frame is not 0"


def test_b2_a_new_project_and_its_investments(purse: Purse) -> None:
    budget = draft(purse)
    client = browser(purse.world.tomas)
    sent = {
        "area": str(purse.school.pk),
        "name": "Ny skola",
        "total_budget": "9 000",
        "first_year": "2027",
        "code": "61001",
    }
    assert client.post(f"/budget/dokument/{budget.pk}/investeringar/nytt/", sent).status_code == 302
    again = client.post(f"/budget/dokument/{budget.pk}/investeringar/nytt/", sent)
    assert again.status_code == 422
    assert "Koden hör till Ny skola." in again.content.decode()
    project = purse.school.projects.get()
    client.post(f"/budget/dokument/{budget.pk}/investeringar/", {f"a-{project.pk}-2027": "4 000"})
    page = client.get(f"/budget/dokument/{budget.pk}/").content.decode()
    assert "Ny skola" in page
    assert f"4{NBSP}000" in page


def test_b2_a_sheet_from_excel_is_shown_cell_by_cell_before_it_is_saved(purse: Purse) -> None:
    budget = draft(purse, lower=1_000_000)
    client = browser(purse.world.tomas)
    file = client.get(f"/budget/dokument/{budget.pk}/belopp.xlsx").content
    unchanged = client.post(f"/budget/dokument/{budget.pk}/las-in/", {"file": SimpleUploadedFile("b.xlsx", file)})
    assert "0 belopp i filen skiljer sig." in unchanged.content.decode()
    purse.write(budget, lower=2_500_000)
    page = client.post(
        f"/budget/dokument/{budget.pk}/las-in/", {"file": SimpleUploadedFile("b.xlsx", file)}
    ).content.decode()
    assert "1 belopp i filen skiljer sig." in page
    assert f'value="1{NBSP}000" data-was="2{NBSP}500"' in page
    assert budget.net_costs() == {purse.school.pk: 2_500_000}, "nothing is saved yet"


def test_b2_a_file_that_is_no_sheet_is_refused_with_what_was_expected(purse: Purse) -> None:
    budget = draft(purse)
    sent = {"file": SimpleUploadedFile("b.xlsx", b"inget")}
    answer = browser(purse.world.tomas).post(f"/budget/dokument/{budget.pk}/las-in/", sent)
    assert answer.status_code == 422
    assert "en Excelfil med bladet Belopp" in answer.content.decode()


def test_b2_a_project_is_changed_and_what_is_booked_on_its_new_code_follows(purse: Purse) -> None:
    client, world = browser(purse.world.karin), purse.world
    project = actions.write_project(by=None, area=purse.school, name="Ny skola", code="61", first_year=2026)
    actions.map_account(by=world.conny, prefix="4", line="investment")
    actions.import_batch(
        by=None, file_name="f.csv", checksum="", source="CSV", year=2026, first_period=1, last_period=1, row_count=1,
        rows=[Booked(1, "4090", "40", "4401", "", "", "62", "", 500_000)], file_sum=500_000,
    )  # fmt: skip
    address = f"/investering/{project.pk}/skriv/"
    sent = {
        "area": str(purse.school.pk), "name": "Ny skola", "code": "62", "total_budget": "45 000", "first_year": "2026",
        "spent_before": "3 000", "last_year": "2025",
    }  # fmt: skip
    wrong = client.post(address, sent)
    assert wrong.status_code == 422
    assert "kan inte sluta före det" in wrong.content.decode()
    assert client.post(address, sent | {"last_year": "2028"}).status_code == 302
    page = client.get(f"/investering/{project.pk}/").content.decode().replace(NBSP, " ")
    assert "Förbrukat 3 005 av 45 000 tkr." in page
    budget = whole(purse, school=1)
    actions.write_investments(by=None, budget=budget, amounts={(project.pk, 2027): 9_000_000})
    for shown in ("", "investeringar/"):  # everywhere what was spent before Styrhjul is part of what is spent
        assert "3 005" in client.get(f"/budget/dokument/{budget.pk}/{shown}").content.decode().replace(NBSP, " ")
    assert browser(world.tomas).get(f"/investering/{project.pk}/").content.decode().count("Ändra projektet") == 1


def test_b4_the_page_says_that_the_balance_stands_while_the_council_changed_the_result(purse: Purse) -> None:
    world = purse.world
    budget = whole(purse, school=100_000_000)
    typed = {("taxes", 2027): 110_000_000, ("equity", 2027): 50_000_000, ("fixed_assets", 2027): 50_000_000}
    actions.write_statement(by=world.karin, budget=budget, amounts=typed)
    take_step(by=world.karin, thing=budget, step="hand_in", on=datetime.date(2026, 9, 1))
    world.decide(world.bo, world.board, datetime.date(2026, 9, 8), budget, "70")
    page = browser(world.karin).get(f"/budget/dokument/{budget.pk}/").content.decode()
    assert "står kvar som den föreslogs" not in page
    changes = {f"net:{purse.school.pk}-0:2027": 102_000_000}
    ruling = {"outcome": Outcome.ADOPTED_WITH_CHANGE, "changes": changes}
    world.decide(world.frida, world.council, datetime.date(2026, 9, 10), budget, "80", **ruling)
    page = browser(world.karin).get(f"/budget/dokument/{budget.pk}/").content.decode().replace("&nbsp;", " ")
    assert "Balansbudgeten står kvar som den föreslogs." in page
    assert f"2027 ändrades årets resultat med −2{NBSP}000 tkr" in page.replace(f"000{NBSP}tkr", "000 tkr")
