"""The mapping in pages: what is unmapped is listed and summed, and a rule takes it in (B-2, B-6)."""

from styrhjul.budget.models import AccountRule, Actual, PlaceRule
from tests.budget.money import Purse
from tests.web.test_ledger import FILE, browser, page_of, purse, send

__all__ = ["purse"]

MAPPING = "/ekonomi/kopplingar/"


def load(purse: Purse, text: str = FILE) -> None:
    """Import the file."""
    client = browser(purse.world.conny)
    client.post(send(client, text).url, {"signs": "on"})


def test_b6_what_is_unmapped_is_listed_summed_and_taken_in_by_a_rule(purse: Purse) -> None:
    load(purse)
    client = browser(purse.world.conny)
    page = page_of(client, MAPPING)
    assert "Ansvar 40, verksamhet 9999" in page
    assert "?konto=&amp;ansvar=40&amp;verksamhet=9999#ny" in page
    asked = page_of(client, f"{MAPPING}?ansvar=40&verksamhet=9999")
    assert 'value="9999"' in asked
    typed = {"kind": "place", "responsibility": "", "activity_code": "99", "area": purse.adult.pk, "service": ""}
    assert client.post(MAPPING, typed).status_code == 302
    assert Actual.objects.get(area=purse.adult).amount == 7
    assert "Allt som är inläst har sin plats" in page_of(client, MAPPING)


def test_b6_a_rule_refused_keeps_what_was_typed(purse: Purse) -> None:
    client = browser(purse.world.conny)
    typed = {"kind": "place", "responsibility": "12", "activity_code": "5", "area": purse.adult.pk}
    response = client.post(MAPPING, typed | {"service": purse.lower.pk})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Fel KF-verksamhet" in page
    assert 'value="12"' in page


def test_b6_a_rule_is_changed_and_removed_and_everything_counted_anew(purse: Purse) -> None:
    load(purse)
    client = browser(purse.world.conny)
    place = PlaceRule.objects.get()
    address = f"{MAPPING}kodstrang/{place.pk}/"
    assert client.post(address, {"area": purse.care.pk}).status_code == 302
    assert list(Actual.objects.values_list("area", "amount")) == [(purse.care.pk, 1251)]
    client.post(f"{address}ta-bort/")
    assert not Actual.objects.exists()
    account = AccountRule.objects.get(prefix="5")
    client.post(f"{MAPPING}konto/{account.pk}/", {"line": "premises"})
    account.refresh_from_db()
    assert account.line == "premises"


def test_b6_others_read_the_mapping_and_change_nothing(purse: Purse) -> None:
    load(purse)
    client = browser(purse.world.tomas)
    assert "Ny koppling" not in page_of(client, MAPPING)
    assert client.post(MAPPING, {"kind": "account", "prefix": "6", "line": "staff"}).status_code == 403
    assert not AccountRule.objects.filter(prefix="6").exists()


def test_b6_the_year_is_summed_by_scbs_activities(purse: Purse) -> None:
    load(purse, FILE + "40;4402;5010;202603;749\n40;4402;3010;202603;-200\n")
    page = page_of(browser(purse.world.conny), f"{MAPPING}?ar=2026")
    assert '<th scope="row">440</th><td class="num">2</td>' in page
