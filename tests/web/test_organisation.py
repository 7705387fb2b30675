"""Bodies, units and people as pages, and what the system administrator changes (O-1 to O-5, T-2)."""

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from styrhjul.governance.actions import take_step
from styrhjul.organisation import actions
from styrhjul.organisation.models import Body, LogEntry, Person, Position, Unit
from styrhjul.organisation.terms import BodyKind, Role, UnitKind
from tests.web.visible import visible
from tests.world import START, TODAY, World

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


@pytest.fixture
def sign_in() -> Browser:
    """A browser where the person is signed in."""

    def browser(person: object = None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)  # type: ignore[arg-type]
        return client

    return browser


def text(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def test_o1_the_organisation_shows_bodies_and_the_tree_at_any_depth(world: World, sign_in: Browser) -> None:
    parent = world.beach_school
    for depth in range(4):
        parent = actions.set_up_unit(by=None, kind=UnitKind.UNIT, name=f"Lag {depth}", from_on=START, parent=parent)
    page = text(sign_in(), "/organisation/")
    assert page.index("Skolförvaltningen") < page.index("Strandskolan") < page.index("Lag 3")
    assert "Per Hall" in page, "the chair, who is elected"
    assert "Tomas Ekelund" in page, "a head"
    assert "Sara Sten" not in page, "no employee's name for strangers"
    assert "Sara Sten" in text(sign_in(world.emil), "/organisation/")
    assert "Skolförvaltningen" in text(sign_in(), f"/enhet/{parent.pk}/"), "the way up"


def test_t2_strangers_find_elected_people_and_heads_only(world: World, sign_in: Browser) -> None:
    stranger = sign_in()
    assert "Mikaela Sundh" in text(stranger, f"/enhet/{world.beach_school.pk}/")
    assert "Emil Ros" not in text(stranger, f"/enhet/{world.beach_school.pk}/")
    assert "Emil Ros" in text(sign_in(world.asa), f"/enhet/{world.beach_school.pk}/")
    assert "Per Hall" in text(stranger, f"/person/{world.per.pk}/")
    assert "per@sjostad.example" not in text(stranger, f"/person/{world.per.pk}/")
    text(stranger, f"/person/{world.emil.pk}/", 404)
    text(stranger, f"/person/{world.sara.pk}/", 404)
    assert "Sara Sten" not in text(stranger, f"/organ/{world.school.pk}/")


def test_o4_people_now_and_then_with_their_days(world: World, sign_in: Browser) -> None:
    (position,) = world.per.positions.all()
    actions.leave(by=world.ada, position=position, to_on=datetime.date(2026, 8, 31))
    page = text(sign_in(world.emil), f"/organ/{world.school.pk}/")
    assert "2022-10-15–2026-08-31" in visible(page)
    assert "Tidigare" in text(sign_in(world.emil), f"/person/{world.per.pk}/")
    text(sign_in(), f"/person/{world.per.pk}/", 404)


def test_o5_a_new_name_holds_from_its_day_and_meetings_keep_the_old(world: World, sign_in: Browser) -> None:
    world.approve(world.decide(world.sara, world.school, datetime.date(2026, 3, 1), handed(world), "5"), world.sara)
    browser = sign_in(world.ada)
    typed = {"name": "Utbildningsnämnden", "short_name": "UN", "from_on": "2026-06-01"}
    assert browser.post(f"/organ/{world.school.pk}/namn/", typed).status_code == 302
    assert browser.post(f"/organ/{world.school.pk}/namn/", typed).status_code == 422, "one name a day"
    assert "Utbildningsnämnden" in text(sign_in(), f"/organ/{world.school.pk}/")
    assert "Skolnämnden 1" in text(sign_in(), "/beslut/?ar=2026").replace("\xa0", " ")


def handed(world: World) -> object:
    """A goal of the school committee handed to it in February."""
    return take_step(by=world.tomas, thing=world.draft_goal(), step="hand_in", on=datetime.date(2026, 2, 1))


def test_o4_only_the_system_administrator_changes_the_organisation(world: World, sign_in: Browser) -> None:
    position = world.emil.positions.get()
    tied = world.school.ties.get()
    addresses = [
        "/organisation/nytt-organ/", "/organisation/ny-enhet/", "/organisation/ny-person/",
        *(f"/organ/{world.school.pk}/{path}/" for path in ("namn", "upphor", "reglemente", "forvaltning")),
        f"/knytning/{tied.pk}/avsluta/", f"/enhet/{world.compulsory.pk}/namn/",
        f"/person/{world.emil.pk}/andra/", f"/person/{world.emil.pk}/befattning/",
        f"/befattning/{position.pk}/avsluta/",
        f"/befattning/{position.pk}/stallforetradare/",
    ]  # fmt: skip
    for address in addresses:
        assert sign_in(world.ada).get(address).status_code == 200, address
        for person in (world.karin, world.tomas, world.sara, world.per):
            assert sign_in(person).get(address).status_code == 403, (person, address)
        assert sign_in().get(address).status_code == 302, address
    assert "Byt namn" not in text(sign_in(world.tomas), f"/organ/{world.school.pk}/")


def test_o1_o2_o3_a_body_a_unit_and_their_tie_are_set_up(world: World, sign_in: Browser) -> None:
    browser = sign_in(world.ada)
    typed = {"kind": "committee", "name": "Kulturnämnden", "short_name": "KN", "from_on": "2026-01-01"}
    assert browser.post("/organisation/nytt-organ/", typed).status_code == 302
    body = Body.objects.named().get(name="Kulturnämnden")
    second = browser.post("/organisation/nytt-organ/", {**typed, "kind": "council"})
    assert second.status_code == 422, "one council only"
    assert "Kulturnämnden" in second.content.decode()
    unit = {"kind": "administration", "name": "Kulturförvaltningen", "from_on": "2026-01-01", "parent": ""}
    assert browser.post("/organisation/ny-enhet/", unit).status_code == 302
    made = Unit.objects.placed().get(name="Kulturförvaltningen")
    assert browser.post("/organisation/ny-enhet/", {**unit, "kind": "department"}).status_code == 422
    tie = {"administration": made.pk, "from_on": "2026-01-01", "is_main": "on"}
    assert browser.post(f"/organ/{body.pk}/forvaltning/", tie).status_code == 302
    assert "Kulturförvaltningen" in text(sign_in(), f"/organ/{body.pk}/")
    regulation = {"text": "Kultur för alla.", "decided_on": "2026-01-01", "paragraph": "9"}
    assert browser.post(f"/organ/{body.pk}/reglemente/", {**regulation, "text": " "}).status_code == 422
    assert browser.post(f"/organ/{body.pk}/reglemente/", regulation).status_code == 302
    assert "Kultur för alla." in text(sign_in(), f"/organ/{body.pk}/")
    assert browser.post(f"/knytning/{body.ties.get().pk}/avsluta/", {"to_on": "2026-09-01"}).status_code == 302
    assert "Kulturförvaltningen" not in text(sign_in(), f"/organ/{body.pk}/").split('id="historik"')[0]
    ended = {"to_on": "2026-12-31", "successors": [world.school.pk]}
    assert browser.post(f"/organ/{body.pk}/upphor/", ended).status_code == 302
    assert list(body.successors.all()) == [world.school]


def test_o3_a_unit_moves_but_not_below_itself(world: World, sign_in: Browser) -> None:
    browser = sign_in(world.ada)
    typed = {"name": "Strandskolan", "parent": world.school_administration.pk, "from_on": "2026-09-01"}
    assert browser.post(f"/enhet/{world.beach_school.pk}/namn/", typed).status_code == 302
    placed = Unit.objects.placed(TODAY).get(pk=world.beach_school.pk)
    assert placed.parent_id == world.school_administration.pk
    under = {"name": "Skolförvaltningen", "parent": world.beach_school.pk, "from_on": "2026-09-01"}
    assert browser.post(f"/enhet/{world.school_administration.pk}/namn/", under).status_code == 422


def test_o4_a_person_is_registered_appointed_and_leaves(world: World, sign_in: Browser) -> None:
    browser = sign_in(world.ada)
    made = browser.post("/organisation/ny-person/", {"name": "Nora Ny", "email": "Nora@sjostad.example"})
    person = Person.objects.get(email="nora@sjostad.example")
    assert made.headers["Location"] == f"/person/{person.pk}/befattning/"
    taken = browser.post("/organisation/ny-person/", {"name": "Annan", "email": "nora@sjostad.example"})
    assert taken.status_code == 422
    typed = {"role": "secretary", "place": f"u{world.compulsory.pk}", "from_on": "2026-09-01", "title": "", "to_on": ""}
    wrong = browser.post(f"/person/{person.pk}/befattning/", typed)
    assert wrong.status_code == 422
    assert "Sekreterare är man i ett organ." in wrong.content.decode()
    assert browser.post(f"/person/{person.pk}/befattning/", {**typed, "place": f"b{world.care.pk}"}).status_code == 302
    assert world.care.pk in Person.objects.get(pk=person.pk).rights.secretary_of
    position = Position.objects.get(person=person)
    early = browser.post(f"/befattning/{position.pk}/avsluta/", {"to_on": "2026-08-01"})
    assert early.status_code == 422
    assert browser.post(f"/befattning/{position.pk}/avsluta/", {"to_on": "2026-09-10"}).status_code == 302
    assert not Person.objects.get(pk=person.pk).rights.secretary_of
    changed = {"name": "Nora Nyberg", "email": "nora@sjostad.example"}
    assert browser.post(f"/person/{person.pk}/andra/", changed).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.is_active) == ("Nora Nyberg", False)
    assert LogEntry.objects.about(person).filter(by_name="Ada Sys").count() == 4


def test_o4_a_holder_names_a_deputy(world: World, sign_in: Browser) -> None:
    position = world.tomas.positions.get()
    address = f"/befattning/{position.pk}/stallforetradare/"
    typed = {"person": world.asa.pk, "from_on": "2026-09-14", "to_on": "2026-09-30"}
    assert sign_in(world.asa).post(address, typed).status_code == 403
    browser = sign_in(world.tomas)
    assert browser.post(address, {**typed, "to_on": "2026-09-01"}).status_code == 422
    assert browser.post(address, typed).status_code == 302
    assert "Åsa" not in text(browser, f"/person/{world.tomas.pk}/")
    assert "Asa Nordmark är ställföreträdare" in text(browser, f"/person/{world.tomas.pk}/")
    assert world.school.pk in Person.objects.get(pk=world.asa.pk).rights.hands_in_to


def test_the_pages_ask_no_more_queries_for_many_people_and_units(world: World, sign_in: Browser) -> None:
    browser = sign_in(world.emil)
    addresses = ("/organisation/", f"/enhet/{world.beach_school.pk}/", f"/organ/{world.school.pk}/")

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            browser.get(address)
            with CaptureQueriesContext(connection) as queries:
                text(browser, address)
            counts.append(len(queries))
        return counts

    few = asked()
    for number in range(25):
        person = actions.register_person(by=None, name=f"Person {number}", email=f"p{number}@sjostad.example")
        actions.appoint(by=None, person=person, role=Role.EMPLOYEE, place=world.beach_school, from_on=START)
        actions.appoint(by=None, person=person, role=Role.MEMBER, place=world.school, from_on=START)
        kind = UnitKind.UNIT
        actions.set_up_unit(by=None, kind=kind, name=f"Enhet {number}", from_on=START, parent=world.beach_school)
        actions.set_up_body(
            by=None, kind=BodyKind.COMMITTEE, name=f"Nämnd {number}", short_name=f"N{number}", from_on=START
        )
    many = asked()
    assert few == many
    assert max(many) <= 22  # here without what each process keeps: the facts and the signals of the year
