"""Imports in pages: a file is shown before it counts, its faults named, undone and restored whole (B-6)."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from styrhjul.budget import actions
from styrhjul.budget.models import Actual, Batch, ImportProfile, LedgerRow
from styrhjul.organisation.models import Person
from tests.budget.money import Purse, lay_out
from tests.world import World

HEAD = "Ansvar;Verksamhet;Konto;Period;Belopp\n"
GIVEN = {"year": 2026, "first_period": 1, "last_period": 3, "sign": ""}
FILE = HEAD + "40;4401;5010;202601;1250,50\n40;9999;5010;202602;7,00\n;;1930;202602;-3,25\n40;4401;5010;202512;2\n"


@pytest.fixture
def purse(world: World) -> Purse:
    """Sjöstad's areas with a mapping."""
    purse = lay_out(world)
    by = world.conny
    for prefix, line in {"3": "sales", "5": "staff", "1": "balance"}.items():
        actions.map_account(by=by, prefix=prefix, line=line)
    actions.map_place(by=by, responsibility="", activity_code="44", area=purse.school)
    return purse


def browser(person: Person) -> Client:
    """A browser where the person is signed in."""
    client = Client()
    client.force_login(person)
    return client


def send(client: Client, text: str, **given: Any) -> HttpResponse:
    """Send the text as a ledger file."""
    file = SimpleUploadedFile("huvudbok.csv", text.encode())
    return client.post("/ekonomi/inlasningar/ny/", GIVEN | given | {"file": file})


def page_of(client: Client, address: str) -> str:
    """The page's text with ordinary spaces."""
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_b6_a_file_is_shown_with_where_its_sum_went_before_it_counts(purse: Purse) -> None:
    client = browser(purse.world.conny)
    response = send(client, FILE)
    assert response.status_code == 302
    page = page_of(client, response.url)
    for amount in ("1 250,50", "7,00", "−3,25", "2,00", "1 256,25"):
        assert amount in page
    assert "Kodsträngar utan verksamhet" in page
    assert not Actual.objects.exists()
    unsure = client.post(response.url, {})
    assert unsure.status_code == 422
    assert not Actual.objects.exists()
    assert client.post(response.url, {"signs": "on"}).status_code == 302
    assert [one.amount for one in Actual.objects.all()] == [1251]


def test_b6_an_imported_period_shows_what_the_next_file_changes(purse: Purse) -> None:
    client = browser(purse.world.conny)
    first = send(client, FILE).url
    client.post(first, {"signs": "on"})
    page = page_of(client, send(client, HEAD + "40;4401;5010;202601;1000,00\n").url)
    assert "Skillnad mot andra inläsningar" in page
    assert "−250,50" in page


def test_b6_faults_name_line_column_and_what_stood_there_and_nothing_is_kept(purse: Purse) -> None:
    response = send(browser(purse.world.conny), FILE + "40;4401;5010;202603;tolv\n", year=2025)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Rad 6, kolumn Belopp" in page
    assert "tolv" in page
    assert 'value="2025"' in page
    assert not Batch.objects.exists()


def test_b6_no_table_and_no_rows_are_told(purse: Purse) -> None:
    client = browser(purse.world.conny)
    assert send(client, "bara ord").status_code == 422
    other_year = send(client, FILE, year=2024).url
    response = client.post(other_year, {"signs": "on"})
    assert response.status_code == 422
    assert "inga rader i de valda perioderna" in response.content.decode()


def test_b6_signs_are_turned_and_a_preview_is_thrown_away(purse: Purse) -> None:
    client = browser(purse.world.conny)
    address = send(client, HEAD + "40;4401;5010;202601;-100\n", sign="plus").url
    client.post(f"{address}vand-tecken/")
    assert Batch.objects.get().file_sum == 10000
    client.post(f"{address}kasta/")
    assert not Batch.objects.exists()


def test_b6_a_whole_import_is_undone_and_restored(purse: Purse) -> None:
    client = browser(purse.world.conny)
    address = send(client, FILE).url
    client.post(address, {"signs": "on"})
    client.post(f"{address}angra/")
    assert not Actual.objects.exists()
    client.post(f"{address}aterstall/")
    assert Actual.objects.exists()
    assert "slutlig" in page_of(client, "/ekonomi/inlasningar/")


def test_b6_the_list_says_which_import_counts_and_which_a_later_one_replaced(purse: Purse) -> None:
    client = browser(purse.world.conny)
    first = send(client, FILE).url
    client.post(first, {"signs": "on"})
    assert "Låt den gälla framför andra" not in page_of(client, first), "it does already"
    second = send(client, FILE).url
    client.post(second, {"signs": "on"})
    assert "Låt den gälla framför andra" in page_of(client, first)
    listed = page_of(client, "/ekonomi/inlasningar/")
    assert listed.count('data-label="Läge">gäller<') == 1
    assert listed.count('data-label="Läge">ersatt av en senare<') == 1


def test_b6_a_preview_is_nobody_elses(purse: Purse) -> None:
    address = send(browser(purse.world.conny), FILE).url
    assert browser(purse.world.tomas).get(address).status_code == 404
    assert "huvudbok.csv" not in page_of(browser(purse.world.tomas), "/ekonomi/inlasningar/")


def test_b6_a_preview_that_another_replaced_says_so_and_leads_on(purse: Purse) -> None:
    client = browser(purse.world.conny)
    first = send(client, FILE)["Location"]
    second = send(client, FILE)["Location"]
    for answer in (client.get(first), client.post(first, {"signs": "on"}), client.post(f"{first}vand-tecken/")):
        assert answer.status_code == 404
        assert "Inläsningen finns inte längre" in answer.content.decode()
        assert second in answer.content.decode()
    assert not Actual.objects.exists()
    assert "finns inte längre" not in Client().get(first).content.decode()


def test_b6_a_profile_says_how_the_file_is_read(purse: Purse) -> None:
    client = browser(purse.world.conny)
    typed = {
        "name": "Vår", "cost_is": "minus", "rows_to_skip": 0, "column-account": "Konto",
        "column-activity_code": "Verksamhet", "column-period": "Period",
    }  # fmt: skip
    refused = client.post("/ekonomi/profil/ny/", typed)
    assert refused.status_code == 422
    assert "Ange en kolumn för belopp" in refused.content.decode()
    assert client.post("/ekonomi/profil/ny/", typed | {"column-amount": "Belopp"}).status_code == 302
    saved = ImportProfile.objects.get()
    send(client, FILE, saved=saved.pk)
    assert Batch.objects.get().file_sum == -125625


SIE = (
    '#FLAGGA 0\n#SIETYP 4\n#RAR 0 20260101 20261231\n#DIM 7 "Annat"\n#KONTO 5010 "Lon"\n'
    '#VER "A" 1 20260115 "Lon"\n{\n#TRANS 5010 {7 "4401"} 250.50 20260115\n#TRANS 1930 {} -250.50 20260115\n}\n'
)


def test_b6_a_controller_says_which_sie_dimension_is_which_part_of_the_coding_string(purse: Purse) -> None:
    client = browser(purse.world.conny)
    typed = {"name": "Vår SIE", "cost_is": "plus", "rows_to_skip": 0, "dimension-activity_code": "7"}
    twice = client.post("/ekonomi/profil/ny/", typed | {"dimension-responsibility": "7"})
    assert twice.status_code == 422
    assert "redan en annan del" in twice.content.decode()
    assert client.post("/ekonomi/profil/ny/", typed | {"dimension-activity_code": "sju"}).status_code == 422
    assert client.post("/ekonomi/profil/ny/", typed).status_code == 302
    saved = ImportProfile.objects.get()
    assert saved.settings["dimensions"] == {"7": "activity_code"}
    page = client.get(f"/ekonomi/profil/{saved.pk}/").content.decode()
    assert 'name="dimension-activity_code" value="7"' in page
    send(client, SIE, saved=saved.pk)
    assert set(LedgerRow.objects.values_list("account", "activity_code")) == {("5010", "4401"), ("1930", "")}


def test_b6_the_list_asks_as_many_questions_for_few_as_for_many(purse: Purse) -> None:
    client = browser(purse.world.conny)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/ekonomi/inlasningar/")
        return len(queries)

    def load() -> None:
        client.post(send(client, FILE).url, {"signs": "on"})

    load()
    asked()
    few = asked()
    for _ in range(4):
        load()
    asked()
    assert asked() == few
