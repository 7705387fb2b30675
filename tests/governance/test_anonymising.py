"""Who has left can be anonymised: the name goes, what was done and decided stays (L-10, O-4)."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from styrhjul.goals.models import GoalVersion
from styrhjul.governance import commenting
from styrhjul.governance.anonymising import anonymise, former_names, masked
from styrhjul.governance.models import FrozenVersion
from styrhjul.governance.workflow import Refused
from styrhjul.organisation import actions as organisation
from styrhjul.organisation.models import LogEntry, Person
from styrhjul.organisation.terms import Role
from tests.web.visible import visible
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db

YESTERDAY = TODAY - datetime.timedelta(days=1)


@pytest.fixture
def goal(world: World) -> GoalVersion:
    """A goal of the school committee that the head who is about to leave has handed in and commented on."""
    version = world.draft_goal()
    commenting.comment(by=world.tomas, thing=version, text="Bra, tycker @Tomas Ekelund.")
    return version


def left(person: Person) -> None:
    """End every position of the person yesterday."""
    for position in person.positions.filter(to_on=None):
        organisation.leave(by=None, position=position, to_on=YESTERDAY)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_l10_who_has_left_loses_name_address_and_account(world: World) -> None:
    leaver = browser(world.tomas)
    left(world.tomas)
    person = anonymise(by=world.ada, person=world.tomas)
    person.refresh_from_db()
    assert (person.name, person.is_active, person.anonymised_on) == ("Tidigare medarbetare", False, TODAY)
    assert "tomas" not in person.email
    assert not person.has_usable_password()
    assert leaver.get(reverse("my_page")).status_code == 302  # signed out at once
    page = visible(browser(world.ada).get(reverse("person", args=[person.pk])).content.decode())
    assert "Tidigare medarbetare" in page
    assert "Avidentifierad" in page
    assert "Tomas" not in page
    assert "Ekelund" not in page


def test_l10_the_administrator_finds_who_has_left_on_the_organisations_page(world: World) -> None:
    page, place = reverse("bodies"), reverse("person", args=[world.tomas.pk])
    assert place not in browser(world.ada).get(page).content.decode()
    left(world.tomas)
    assert place in browser(world.ada).get(page).content.decode()
    assert "Personer utan uppdrag" not in browser(world.karin).get(page).content.decode()
    anonymise(by=world.ada, person=world.tomas)
    assert place not in browser(world.ada).get(page).content.decode()


def test_l10_who_holds_a_position_or_stands_in_for_somebody_is_refused(world: World) -> None:
    with pytest.raises(Refused, match=r"Tomas Ekelund har uppdrag kvar: .*Skolförvaltningen\. Avsluta dem först"):
        anonymise(by=world.ada, person=world.tomas)
    left(world.tomas)
    position = world.vera.positions.get()
    organisation.name_deputy(by=None, position=position, person=world.tomas, from_on=TODAY, to_on=TODAY)
    with pytest.raises(Refused, match="ställföreträdare för"):
        anonymise(by=world.ada, person=world.tomas)
    organisation.appoint(
        by=None, person=world.emil, role=Role.EMPLOYEE, place=world.compulsory,
        from_on=TODAY + datetime.timedelta(days=30),
    )  # fmt: skip
    with pytest.raises(Refused, match="uppdrag kvar"):
        anonymise(by=world.ada, person=world.emil)


def test_l10_only_the_system_administrator_does_it_and_only_once(world: World) -> None:
    left(world.tomas)
    for by in (world.karin, world.frida, world.tomas):
        with pytest.raises(Refused, match="systemförvaltaren"):
            anonymise(by=by, person=world.tomas)
    anonymise(by=world.ada, person=world.tomas)
    with pytest.raises(Refused, match="avidentifierades 2026-09-14"):
        anonymise(by=world.ada, person=world.tomas)


def test_l10_the_log_keeps_its_lines_and_the_page_shows_the_new_name(world: World, goal: GoalVersion) -> None:
    world.propose(goal)
    before = list(LogEntry.objects.about(goal).values_list("at", "by_name", "sentence"))
    assert "Tomas Ekelund" in {name for _, name, _ in before}
    frozen = FrozenVersion.objects.of(goal).last()
    left(world.tomas)
    anonymise(by=world.ada, person=world.tomas)
    assert list(LogEntry.objects.about(goal).values_list("at", "by_name", "sentence")) == before
    address = reverse("goal_year", args=[goal.goal_id, goal.first_year])
    page = visible(browser(world.karin).get(address).content.decode())
    assert "Tidigare medarbetare" in page
    assert "Ekelund" not in page
    kept = FrozenVersion.objects.of(goal).last()
    assert (kept.content, kept.checksum) == (frozen.content, frozen.checksum)
    last = LogEntry.objects.about(world.tomas).first()
    assert (last.verb, last.by_name, last.sentence) == ("anonymise", world.ada.name, "Avidentifierade personen.")


def test_l10_a_name_that_somebody_else_bears_is_left(world: World) -> None:
    left(world.tomas)
    organisation.register_person(by=None, name="Tomas Ekelund", email="ny@sjostad.example")
    anonymise(by=world.ada, person=world.tomas)
    assert former_names() == {}


def test_l10_who_only_was_elected_is_called_so_and_longer_names_go_first(world: World) -> None:
    left(world.per)
    anonymise(by=world.ada, person=world.per)
    assert former_names() == {"Per Hall": "Tidigare förtroendevald"}
    names = {"Per Hall": "A", "Per Hallberg": "B"}
    assert masked("Per Hallberg och Per Hall", names) == "B och A"


def test_l10_the_page_asks_first_and_says_why_it_refuses(world: World) -> None:
    client = browser(world.ada)
    person = client.get(reverse("person", args=[world.tomas.pk])).content.decode()
    address = reverse("anonymise_person", args=[world.tomas.pk])
    assert address not in person  # what is not possible is not offered
    refused = client.post(address, {"is_sure": "on"})
    assert refused.status_code == 422
    assert "har uppdrag kvar" in visible(refused.content.decode())
    left(world.tomas)
    assert address in client.get(reverse("person", args=[world.tomas.pk])).content.decode()
    assert client.post(address, {"is_sure": ""}).status_code == 422
    assert client.post(address, {"is_sure": "on"}).status_code == 302
    assert client.get(address).status_code == 404
    assert client.get(reverse("appoint", args=[world.tomas.pk])).status_code == 404
