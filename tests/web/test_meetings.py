"""Meetings and decisions as their secretaries and readers meet them (D-1, D-4, D-5, D-8, G-6, T-2)."""

import datetime
import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from styrhjul.goals.actions import goals as goal_actions
from styrhjul.goals.models import GoalVersion, Share
from styrhjul.governance.actions import hold_meeting, put_on_agenda, take_step
from styrhjul.governance.models import Decision, DecisionLine, Meeting
from tests.world import World

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]

HELD = datetime.date(2026, 9, 10)


@pytest.fixture
def sign_in() -> Browser:
    """A browser where the person is signed in."""

    def browser(person: object = None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)  # type: ignore[arg-type]
        return client

    return browser


def handed(world: World, **changes: object) -> GoalVersion:
    """A goal of the school committee, handed to it on 20 August."""
    return take_step(by=world.tomas, thing=world.draft_goal(**changes), step="hand_in", on=datetime.date(2026, 8, 20))


def test_d8_the_secretary_takes_up_what_waits_and_words_it(world: World, sign_in: Browser) -> None:
    version = handed(world)
    browser = sign_in(world.sara)
    made = browser.post("/sammantrade/nytt/", {"body": world.school.pk, "held_on": "2026-09-22", "notice_on": ""})
    meeting = Meeting.objects.get(body=world.school)
    assert made.headers["Location"] == f"/sammantrade/{meeting.pk}/"
    assert version.heading in browser.get(f"/sammantrade/{meeting.pk}/").content.decode()
    page = browser.get(f"/sammantrade/{meeting.pk}/ta-upp/").content.decode()
    key = page.split('name="things" value="')[1].split('"')[0]
    typed = {"things": key, "heading": "Mål 2027", "proposed_wording": "Målet godkänns."}
    assert browser.post(f"/sammantrade/{meeting.pk}/ta-upp/", typed).status_code == 302
    matter = Decision.objects.get(heading="Mål 2027")
    assert matter.lines.get().object_id == version.pk
    changed = {"heading": "Mål för 2027", "proposed_wording": "Målet antas.", "lines": matter.lines.get().pk}
    assert browser.post(f"/arende/{matter.pk}/", changed).status_code == 302
    file = browser.get(f"/sammantrade/{meeting.pk}/arenden.docx")
    text = zipfile.ZipFile(io.BytesIO(file.content)).read("word/document.xml").decode()
    assert "Målet antas." in text
    assert version.text in text
    assert browser.post(f"/arende/{matter.pk}/ta-bort/").status_code == 302
    assert not Decision.objects.filter(pk=matter.pk).exists()
    assert "Det här väntar på beslut" in browser.get(f"/sammantrade/{meeting.pk}/ta-upp/").content.decode()


def test_o6_only_the_bodys_own_secretary_keeps_its_meetings(world: World, sign_in: Browser) -> None:
    meeting = hold_meeting(by=world.sara, body=world.school, held_on=HELD)
    matter = put_on_agenda(by=world.sara, meeting=meeting, heading="Ärende", things=[])
    for person in (world.bo, world.tomas, world.per, world.emil):
        browser = sign_in(person)
        for path in ("ta-upp", "registrera", "justera"):
            assert browser.get(f"/sammantrade/{meeting.pk}/{path}/").status_code == 403, (person, path)
        assert browser.get(f"/arende/{matter.pk}/").status_code == 403
        assert "Registrera besluten" not in browser.get(f"/sammantrade/{meeting.pk}/").content.decode()
    assert sign_in(world.emil).get("/sammantrade/nytt/").status_code == 403


def test_d4_all_matters_are_recorded_on_one_page(world: World, sign_in: Browser) -> None:
    first, second = handed(world), handed(world, heading="Trygga elever")
    meeting = hold_meeting(by=world.sara, body=world.school, held_on=HELD)
    one = put_on_agenda(by=world.sara, meeting=meeting, heading="Första", things=[first], proposed_wording="Antas.")
    other = put_on_agenda(by=world.sara, meeting=meeting, heading="Andra", things=[second])
    later = put_on_agenda(by=world.sara, meeting=meeting, heading="Senare", things=[])
    browser, address = sign_in(world.sara), f"/sammantrade/{meeting.pk}/registrera/"
    assert "Antas." in browser.get(address).content.decode()
    a, b = one.lines.get().pk, other.lines.get().pk
    typed = {
        f"m{one.pk}-paragraph": "71", f"m{one.pk}-text": "Nämnden antar målet.",
        f"m{one.pk}-outcome_{a}": "adopted_with_change", f"m{one.pk}-text_{a}_heading": "Alla läser med flyt",
        f"m{other.pk}-paragraph": "72", f"m{other.pk}-outcome_{b}": "sent_back", f"m{other.pk}-reason_{b}": "",
    }  # fmt: skip
    for name in ("text", "target_group", "purpose", "criteria", "follow_up", "contribution"):
        typed[f"m{one.pk}-text_{a}_{name}"] = getattr(first, name)
    answer = browser.post(address, typed)
    assert answer.status_code == 422
    assert "återremitteras" in answer.content.decode()
    assert "Registrerade 1 beslut." in answer.content.decode()
    assert "måste fyllas i" not in answer.content.decode(), "nothing is asked of the matter that nobody touched"
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.heading) == ("proposed", "Alla läser med flyt")
    assert second.state == "handed", "one matter that is refused hinders no other"
    typed = {f"m{other.pk}-paragraph": "72", f"m{other.pk}-outcome_{b}": "sent_back",
             f"m{other.pk}-reason_{b}": "Skriv hur det följs upp."}  # fmt: skip
    assert browser.post(address, typed).status_code == 302
    second.refresh_from_db()
    assert second.state == "returned"
    later.refresh_from_db()
    assert later.recorded_on is None, "a matter that nobody touched is not decided"
    page = browser.get(f"/beslut/{one.pk}/").content.decode()
    assert "<ins>Alla läser" in page or "<del>" in page
    assert "Nämnden antar målet." in page


def test_d2_the_council_chooses_between_the_committees_text_and_the_boards(world: World, sign_in: Browser) -> None:
    version = world.propose(world.draft_goal())
    world.decide(
        world.bo, world.board, datetime.date(2026, 9, 8), version, "91", "adopted_with_change",
        changes={"purpose": "Läsning ger frihet."},
    )  # fmt: skip
    meeting = hold_meeting(by=world.frida, body=world.council, held_on=HELD)
    matter = put_on_agenda(by=world.frida, meeting=meeting, heading="Budget", things=[version])
    browser, address = sign_in(world.frida), f"/sammantrade/{meeting.pk}/registrera/"
    page = browser.get(address).content.decode()
    for words in ("Nämndens text", "Kommunstyrelsens ändring", "Annan text", "Läsning ger frihet."):
        assert words in page
    assert '<option value="board" selected>' in page, "what the board has prepared is what is proposed to the council"
    line = matter.lines.get().pk
    typed = {f"m{matter.pk}-paragraph": "70", f"m{matter.pk}-outcome_{line}": "board"}
    assert browser.post(address, typed).status_code == 302
    version.refresh_from_db()
    assert (version.state, version.purpose) == ("adopted", "Läsning ger frihet.")


def test_d5_amended_before_the_minutes_and_corrected_after(world: World, sign_in: Browser) -> None:
    version = handed(world)
    decision = world.decide(world.sara, world.school, HELD, version, "71")
    other = put_on_agenda(by=world.sara, meeting=decision.meeting, heading="Annat", things=[])
    browser = sign_in(world.sara)
    typed = {"paragraph": "73", "file_number": "SKN 2026/9", "text": "Antas."}
    assert browser.post(f"/beslut/{decision.pk}/andra/", typed).status_code == 302
    taken = {f"m{other.pk}-paragraph": "73"}
    assert browser.post(f"/sammantrade/{decision.meeting_id}/registrera/", taken).status_code == 422
    upload = {"file": SimpleUploadedFile("karta.pdf", b"%PDF-1.7", "application/pdf")}
    assert browser.post(f"/beslut/{decision.pk}/bifoga/", upload).status_code == 302
    assert browser.post(f"/beslut/{decision.pk}/ratta/", {"what": "a", "why": "b"}).status_code == 422
    early = browser.post(f"/sammantrade/{decision.meeting_id}/justera/", {"approved_on": "2026-09-01"})
    assert early.status_code == 422
    attachment = f"/bilaga/{decision.attachments.get().pk}/"
    assert sign_in().get(attachment).status_code == 404
    assert sign_in().get(f"/beslut/{decision.pk}/").status_code == 404, "not public before the minutes are approved"
    approved = browser.post(f"/sammantrade/{decision.meeting_id}/justera/", {"approved_on": "2026-09-13"})
    assert approved.status_code == 302
    assert browser.post(f"/beslut/{decision.pk}/andra/", typed).status_code == 422
    correction = {"what": "Det ska stå SKN 2026/8.", "why": "Skrivfel."}
    assert browser.post(f"/beslut/{decision.pk}/ratta/", correction).status_code == 302
    public = sign_in().get(f"/beslut/{decision.pk}/").content.decode()
    assert "Det ska stå SKN 2026/8." in public
    assert "SKN 2026/9" in public, "the original stays readable"
    assert "Sara Sten" not in public
    assert sign_in().get(attachment).content == b"%PDF-1.7"


def test_g6_the_answer_to_a_directed_goal_is_decided(world: World, sign_in: Browser) -> None:
    goal = world.adopted("directed", "Kortare köer", guideline="God ekonomi")
    goal_actions.direct_to(by=None, version=goal, bodies=[world.school])
    share = Share.objects.get(version=goal)
    decision = world.decide(world.sara, world.school, HELD, handed(world), "71")
    browser, address = sign_in(world.sara), f"/beslut/{decision.pk}/svar/{share.pk}/"
    assert address in browser.get(f"/beslut/{decision.pk}/").content.decode()
    assert browser.post(address, {"answer": "Så här gör vi.", "follow_up": ""}).status_code == 422
    assert browser.post(address, {"answer": "Så här gör vi.", "follow_up": "Varje höst."}).status_code == 302
    share.refresh_from_db()
    assert (share.answered_on, share.answered_by) == (HELD, decision)
    assert "Så här gör vi." in browser.get(f"/beslut/{decision.pk}/").content.decode()
    assert sign_in(world.tomas).get(address).status_code == 403


def test_the_list_asks_the_same_number_of_queries_for_one_meeting_and_for_many(world: World, sign_in: Browser) -> None:
    browser = sign_in(world.emil)
    hold_meeting(by=None, body=world.school, held_on=datetime.date(2026, 1, 1))

    def asked() -> tuple[int, str]:
        """How many queries the list makes when nothing of it is kept, those of the keeping left out; and the page."""
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            page = browser.get("/beslut/").content.decode()
        return len([one for one in queries.captured_queries if "page_cache" not in one["sql"]]), page

    asked()
    few, _ = asked()
    for number in range(1, 60):
        day = datetime.date(2026, 1, 1) + datetime.timedelta(days=number)
        meeting = hold_meeting(by=None, body=(world.school, world.care)[number % 2], held_on=day)
        put_on_agenda(by=None, meeting=meeting, heading=f"Ärende {number}", things=[])
    many, page = asked()
    assert many == few <= 10
    assert "Sida 1 av" in page
    assert "Ärende 1<" not in page


def test_a_decision_of_many_lines_asks_as_few_queries_as_one_of_two(world: World, sign_in: Browser) -> None:
    browser = sign_in(world.emil)
    counts = []
    for number, size in enumerate((2, 30)):
        meeting = hold_meeting(by=None, body=world.school, held_on=datetime.date(2026, 3, 1 + number))
        things = [world.draft_goal(heading=f"Mål {number} {place}") for place in range(size)]
        matter = put_on_agenda(by=None, meeting=meeting, heading="Mål", things=things)
        browser.get(f"/beslut/{matter.pk}/")
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"/beslut/{matter.pk}/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert DecisionLine.objects.count() >= 32


def test_d5_a_new_decision_refers_to_the_one_it_changes(world: World, sign_in: Browser) -> None:
    first = world.decide(world.sara, world.school, HELD, handed(world), "71")
    meeting = hold_meeting(by=world.sara, body=world.school, held_on=datetime.date(2026, 9, 22))
    matter = put_on_agenda(by=world.sara, meeting=meeting, heading="Ändra beslutet", things=[])
    browser, address = sign_in(world.sara), f"/arende/{matter.pk}/"
    assert "2026-09-10 §\N{NO-BREAK SPACE}71" in browser.get(address).content.decode()
    typed = {"heading": "Ändra beslutet", "proposed_wording": "Beslutet ändras.", "refers_to": first.pk}
    assert browser.post(address, typed).status_code == 302
    assert f'href="/beslut/{first.pk}/"' in browser.get(f"/beslut/{matter.pk}/").content.decode()
    assert f"/beslut/{matter.pk}/" not in browser.get(f"/beslut/{first.pk}/").content.decode(), "not decided yet"


def test_d3_what_has_not_been_handed_in_is_not_decided(world: World, sign_in: Browser) -> None:
    meeting = hold_meeting(by=world.sara, body=world.school, held_on=HELD)
    matter = put_on_agenda(by=world.sara, meeting=meeting, heading="För tidigt", things=[world.draft_goal()])
    browser, address = sign_in(world.sara), f"/sammantrade/{meeting.pk}/registrera/"
    assert "Kan inte beslutas här än: läget är «utkast»." in browser.get(address).content.decode()
    refused = browser.post(address, {f"m{matter.pk}-paragraph": "74"})
    assert refused.status_code == 422
    assert "kan inte beslutas här än" in refused.content.decode()
    matter.refresh_from_db()
    assert matter.recorded_on is None
