"""What is written in a part is kept before it is saved, for the one who writes it (F-4)."""

import pytest
from django.test import Client

from styrhjul.followup.models import Part, PartDraft
from styrhjul.organisation.models import LogEntry
from tests.followup import sjostad_round as rounds
from tests.world import World

pytestmark = pytest.mark.django_db


def part_of_school(world: World) -> Part:
    rounds.set_goals(world)
    return rounds.part_of(rounds.open_interim(world), world.school)


def signed_in(person: object) -> Client:
    browser = Client()
    browser.force_login(person)  # type: ignore[arg-type]
    return browser


def test_f4_a_draft_is_kept_for_its_writer_alone_and_goes_when_it_is_saved(world: World) -> None:
    part = part_of_school(world)
    before = LogEntry.objects.count()
    browser, page = signed_in(world.tomas), f"/rapportdel/{part.pk}/"
    kept = browser.post(f"{page}utkast/", {"edition": "0", "text": "Halvvägs\0.", "do": "save"})
    assert kept.json()["is_behind"] is False
    assert LogEntry.objects.count() == before
    part.refresh_from_db()
    assert part.text == ""
    assert "Halvvägs." in browser.get(page).content.decode()
    assert "Det här är ditt utkast" in browser.get(page).content.decode()
    assert "Halvvägs" not in signed_in(world.conny).get(page).content.decode()
    browser.post(page, {"edition": "0", "text": "Hela texten.", "do": "save"})
    assert not PartDraft.objects.exists()
    assert "Det här är ditt utkast" not in browser.get(page).content.decode()


def test_f4_a_draft_that_rests_on_an_earlier_edition_shows_both_texts(world: World) -> None:
    part = part_of_school(world)
    page = f"/rapportdel/{part.pk}/"
    mine, theirs = signed_in(world.tomas), signed_in(world.conny)
    theirs.post(page, {"edition": "0", "text": "Connys text.", "do": "save"})
    told = mine.post(f"{page}utkast/", {"edition": "0", "text": "Min text."}).json()
    assert (told["is_behind"], told["by"]) == (True, "Conny Dahl")
    text = mine.get(page).content.decode()
    assert "Min text." in text
    assert "Connys text." in text
    saved = mine.post(page, {"edition": "0", "text": "Min text.", "do": "save"})
    assert saved.status_code == 422  # the later one sees both, and chooses
    assert "Connys text." in saved.content.decode()


def test_f4_a_draft_is_thrown_away_and_others_keep_none(world: World) -> None:
    part = part_of_school(world)
    page = f"/rapportdel/{part.pk}/"
    browser = signed_in(world.tomas)
    browser.post(f"{page}utkast/", {"edition": "x" * 30, "text": "Slängs."})
    assert browser.post(f"{page}utkast/slang/").status_code == 302
    assert "Slängs." not in browser.get(page).content.decode()
    assert signed_in(world.per).post(f"{page}utkast/", {"text": "Nej."}).status_code == 403
    assert not PartDraft.objects.exists()
