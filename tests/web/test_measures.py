"""Measures as people meet them: the list, one measure, typing in and importing (M-3 to M-7)."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from styrhjul.goals.actions.measures import Reading, report_outcomes
from styrhjul.goals.models import Measure
from styrhjul.organisation.models import Person
from tests.world import World

pytestmark = pytest.mark.django_db


def browser(person: Person | None = None) -> Client:
    """A browser where the person is signed in."""
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def test_m6_a_measure_shows_its_values_with_their_history(world: World) -> None:
    measure = world.measure()
    world.outcomes(measure, y2024=91.5, y2025=90)
    report_outcomes(by=None, measure=measure, readings=[Reading(2025, Decimal(93))], reason="En skola saknades.")
    page = browser(world.emil).get(f"/matt/{measure.pk}/").content.decode()
    assert "93,0" in page
    assert "90,0" in page
    assert "En skola saknades." in page
    assert 'role="img"' in page


def test_m7_few_persons_are_seen_by_those_who_report_only(world: World) -> None:
    measure = world.measure()
    report_outcomes(by=None, measure=measure, readings=[Reading(2025, Decimal("12.3"), persons=3)])
    assert "12,3" in browser(world.asa).get(f"/matt/{measure.pk}/").content.decode()
    page = browser(world.emil).get(f"/matt/{measure.pk}/").content.decode()
    assert "12,3" not in page
    assert "för få personer" in page


def test_m3_a_definition_is_changed_from_a_year_and_the_earlier_one_is_read(world: World) -> None:
    measure = world.measure(definition="Andel som klarar provet.", from_year=2020)
    address = f"/matt/{measure.pk}/definition/"
    assert browser(world.emil).get(address).status_code == 403
    assert address not in browser(world.emil).get(f"/matt/{measure.pk}/").content.decode()
    head = browser(world.tomas)
    assert address in head.get(f"/matt/{measure.pk}/").content.decode()
    refused = head.post(address, {"from_year": "2019", "text": "Andel av alla elever."})
    assert refused.status_code == 422
    assert "redan en definition från 2020" in refused.content.decode()
    assert "Andel av alla elever." in refused.content.decode()
    assert head.post(address, {"from_year": "2027", "text": "Andel av alla elever."}).status_code == 302
    page = browser(world.emil).get(f"/matt/{measure.pk}/").content.decode()
    assert "Definition från 2027" in page
    assert page.index("Andel av alla elever.") < page.index("Tidigare definitioner")
    assert page.index("Tidigare definitioner") < page.index("Andel som klarar provet.")


def test_m3_an_outcome_is_typed_in_by_those_who_report(world: World) -> None:
    measure = world.measure()
    address = f"/matt/{measure.pk}/utfall/"
    assert browser(world.emil).get(address).status_code == 403
    typed = {"period": "2026 T2", "value": "94,5", "sex": "T"}
    assert browser(world.asa).post(address, typed).status_code == 302
    outcome = measure.outcomes.get()
    assert (outcome.period, outcome.number, outcome.value) == ("four_month", 2, Decimal("94.5"))
    refused = browser(world.asa).post(address, {**typed, "value": "95"})
    assert refused.status_code == 422
    assert "Skriv varför utfallet rättas." in refused.content.decode()
    assert 'value="95"' in refused.content.decode()
    wrong = browser(world.asa).post(address, {**typed, "period": "i fjol"})
    assert wrong.status_code == 422
    assert "Väntade 2025" in wrong.content.decode()


def test_m3_a_file_is_shown_first_and_imported_when_confirmed(world: World) -> None:
    measure = world.measure()
    person = browser(world.conny)
    file = SimpleUploadedFile("utfall.csv", "mått;period;värde\nLäser med flyt;2025;93,5\n".encode())
    page = person.post("/matt/las-in/", {"file": file})
    assert page.status_code == 200
    assert not measure.outcomes.exists()
    rows = page.content.decode().split('name="rows" value="')[1].split('"')[0].replace("&#34;", '"')
    done = person.post("/matt/las-in/", {"rows": rows, "name": "utfall.csv", "reason": "", "confirm": "1"})
    assert done.status_code == 302
    assert measure.outcomes.get().value == Decimal("93.5")


def test_m3_a_file_with_faults_imports_nothing_and_names_them(world: World) -> None:
    measure = world.measure()
    file = SimpleUploadedFile("utfall.csv", "mått;period;värde\nLäser med flyt;2025;93,5\nOkänt;x;<b>\n".encode())
    page = browser(world.conny).post("/matt/las-in/", {"file": file})
    assert page.status_code == 422
    assert "utfall.csv, rad 3, kolumn period" in page.content.decode()
    assert "<b>" not in page.content.decode().split("<main")[1].replace("<b>Inga", "")
    assert not measure.outcomes.exists()
    assert browser(world.emil).get("/matt/las-in/").status_code == 403


def test_the_list_asks_the_same_number_of_queries_whatever_its_length(world: World) -> None:
    world.measure("Ett")
    person = browser(world.emil)
    person.get("/matt/?sok=x")
    with CaptureQueriesContext(connection) as few:
        person.get("/matt/")
    Measure.objects.bulk_create(Measure(name=f"Mått {number}", body=world.school) for number in range(1000))
    world.measure("Nytt")
    with CaptureQueriesContext(connection) as many:
        page = person.get("/matt/")
    assert page.status_code == 200
    assert len(many) <= len(few) + 1, "the page of a longer list counts its pages"


def test_t2_strangers_see_public_sources_at_once_and_others_when_they_are_reported(world: World) -> None:
    measure = world.measure()
    goal = world.adopted("committee", "Trygga elever", 2026, 2026, body=world.school)
    world.follow(goal, measure, y2026=95)
    world.outcomes(measure, y2025=87.3)
    address = f"/matt/{measure.pk}/"
    assert "87,3" in browser(world.emil).get(address).content.decode()
    assert "87,3" not in browser().get(address).content.decode(), "no annual report of 2025 is decided"
    assert "87,3" not in browser().get(f"/mal/{goal.goal_id}/2026/").content.decode()
    report_outcomes(by=None, measure=measure, readings=[Reading(2024, Decimal("91.1"))], origin="kolada")
    assert "91,1" in browser().get(address).content.decode()


def test_m7_the_other_sex_is_hidden_too_since_the_total_would_reveal_it(world: World) -> None:
    measure = world.measure()
    for sex, value, persons in (("T", "71.1", 43), ("K", "72.2", 40), ("M", "33.3", 3)):
        report_outcomes(by=None, measure=measure, readings=[Reading(2025, Decimal(value), sex=sex, persons=persons)])
    page = browser(world.emil).get(f"/matt/{measure.pk}/").content.decode()
    assert "71,1" in page
    assert "72,2" not in page
    assert "33,3" not in page
    assert "72,2" in browser(world.asa).get(f"/matt/{measure.pk}/").content.decode()


def test_m6_a_value_is_rounded_alike_in_the_sentence_and_in_the_table(world: World) -> None:
    measure = world.measure("Hela procent", decimals=0)
    world.outcomes(measure, y2025=72.5)
    page = browser(world.tomas).get(f"/matt/{measure.pk}/").content.decode()
    assert 'data-label="Utfall">73<' in page, "half is rounded away from zero"
    assert 'data-label="Utfall">72<' not in page
