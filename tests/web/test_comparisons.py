"""What a measure is compared with: the reader's choice, the groups kept, and the words around it (M-4)."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from styrhjul.followup.comparison import Comparison, among, others_of
from styrhjul.goals.actions.measures import keep_group, load_comparison
from styrhjul.goals.models import ComparisonGroup, Measure
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.models import LogEntry, Person
from tests.world import World

pytestmark = pytest.mark.django_db

#: The others by code: name and value of 2025.
OTHERS = {"1230": ("Staffanstorp", 80), "1231": ("Burlöv", 70), "1233": ("Vellinge", 98), "1261": ("Kävlinge", 90)}


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def compared(world: World, **fields: str) -> Measure:
    """A measure with an outcome of 2025, and four others' values of the same year."""
    measure = world.measure(**fields)
    world.outcomes(measure, y2024=91, y2025=95)
    for code, (name, value) in OTHERS.items():
        load_comparison(by=None, measure=measure, code=code, municipality=name, values={2025: Decimal(value)})
    return measure


def similar() -> ComparisonGroup:
    """A group of which one municipality has no values."""
    members = {"1230": "Staffanstorp", "1233": "Vellinge", "0125": "Ekerö"}
    return keep_group(by=None, name="Liknande kommuner", source="Kolada", municipalities=members)


def test_m4_the_reader_chooses_whom_to_compare_with_in_the_address(world: World) -> None:
    group, measure = similar(), compared(world)
    reader, address = browser(world.emil), f"/matt/{measure.pk}/"

    def said(asked: str = "") -> str:
        return reader.get(address + asked).content.decode().replace("\N{NO-BREAK SPACE}", " ")

    everybody = said()
    assert "År 2025 var medianen för jämförda kommuner 85,0 procent." in everybody
    assert "Median för jämförda kommuner" in everybody
    assert "Jämförs med Burlöv, Kävlinge, Staffanstorp, Vellinge. Bandet visar den mittersta hälften" in everybody
    alike = said(f"?jamfor=grupp-{group.pk}")
    assert "År 2025 var medianen för «Liknande kommuner» 89,0 procent." in alike
    assert "Värden saknas för Ekerö." in alike
    assert "Bandet" not in alike, "two are no middle half"
    chosen = said("?jamfor=egna&kommun=1231&kommun=1261&kommun=<b>")
    assert "År 2025 var medianen för valda kommuner 80,0 procent." in chosen
    assert 'value="1231" checked' in chosen
    assert 'value="1233" checked' not in chosen
    assert "År 2025 hade Burlöv 70,0 procent." in said("?kommun=1231")
    best = said("?jamfor=bast")
    assert "År 2025 var det bästa värdet bland jämförda kommuner 98,0 procent." in best
    assert "Bäst 2025: Vellinge." in best
    for unknown in ("?jamfor=%00x", "?jamfor=egna", "?kommun=9999"):
        assert "År 2025 var medianen för jämförda kommuner 85,0 procent." in said(unknown)


def test_m4_the_best_follows_the_measures_direction(world: World) -> None:
    lower = compared(world, name="Väntetid", direction="lower")
    page = browser(world.emil).get(f"/matt/{lower.pk}/?jamfor=bast").content.decode()
    assert "Bäst 2025: Burlöv." in page
    span = compared(world, name="Spann", direction="within", lowest="10", highest="20")
    assert "jamfor=bast" not in browser(world.emil).get(f"/matt/{span.pk}/").content.decode()


def test_m4_the_others_by_hand() -> None:
    assert Comparison({2025: [3, 1]}, line="best").band(2025, "higher") == (3, None, None)
    assert Comparison({2025: [3, 1]}).band(2025, "higher") == (2, None, None)
    assert Comparison({2025: [1, 2, 3, 4, 5]}).band(2025, "higher") == (3, 2, 4)
    assert Comparison({}).band(2025, "lower") == (None, None, None)
    assert among([], {"1230"}, "valda kommuner").values == {}


def test_m4_groups_are_kept_by_controllers_and_the_municipal_director(world: World) -> None:
    measure = compared(world)
    with pytest.raises(Refused):
        keep_group(by=world.tomas, name="Grannar", municipalities={"1231": "Burlöv"})
    keeper = browser(world.conny)
    empty = keeper.post("/matt/jamforelser/ny/", {"name": "Grannar"})
    assert empty.status_code == 422
    assert 'value="Grannar"' in empty.content.decode()
    assert "Välj minst en kommun." in empty.content.decode()
    sent = {"name": "Grannar", "municipalities": ["1230", "1231"]}
    assert keeper.post("/matt/jamforelser/ny/", sent).status_code == 302
    taken = keeper.post("/matt/jamforelser/ny/", {**sent, "name": "grannar"})
    assert "Namnet är upptaget." in taken.content.decode()
    group = ComparisonGroup.objects.get()
    assert [str(one) for one in group.members.all()] == ["Burlöv", "Staffanstorp"]
    assert "Grannar (2)" in browser(world.emil).get(f"/matt/{measure.pk}/").content.decode()
    keeper.post(f"/matt/jamforelser/{group.pk}/", {**sent, "municipalities": ["1261"]})
    assert [str(one) for one in group.members.all()] == ["Kävlinge"]
    assert LogEntry.objects.about(group).filter(verb="keep_group").count() == 2
    assert keeper.post(f"/matt/jamforelser/{group.pk}/ta-bort/").status_code == 302
    assert len(others_of(measure.pk)) == 4, "the values stay"


def test_m4_more_groups_ask_no_more_queries(world: World) -> None:
    measure = compared(world)
    reader = browser(world.emil)
    reader.get("/matt/")
    with CaptureQueriesContext(connection) as few:
        reader.get(f"/matt/{measure.pk}/")
    for number in range(9):
        keep_group(by=None, name=f"Grupp {number}", municipalities={"1230": "Staffanstorp", "1231": "Burlöv"})
    with CaptureQueriesContext(connection) as many:
        reader.get(f"/matt/{measure.pk}/")
    assert len(many) <= len(few)
