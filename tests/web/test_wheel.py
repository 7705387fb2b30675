"""The year wheel's pages and its calendars (W-1, W-4)."""

import datetime
import io
import re

import icalendar
import pytest
import python_calamine
import vobject
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from styrhjul.documents.wheel import Arc, Ring, draw, wrapped
from styrhjul.governance import driving
from styrhjul.governance.actions import open_task
from styrhjul.governance.models import Task, WheelItem
from styrhjul.governance.terms import Performer, TaskKind
from styrhjul.web.calendars import token_of
from tests.control.sjostad_control import adopted
from tests.governance.test_wheel import OWN
from tests.web.visible import visible
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db

D = datetime.date


def signed_in(person: object) -> Client:
    browser = Client()
    browser.force_login(person)  # type: ignore[arg-type]
    return browser


def test_w1_each_sector_of_the_drawing_leads_to_a_line_with_the_same_content(world: World) -> None:
    for year in (2026, 2027):
        driving.lay_out_year(by=None, year=year)
    page = html.fromstring(signed_in(world.emil).get("/arshjul/2026/").content)
    links = page.xpath("//svg[@class='wheel']//a")
    assert len(links) >= 8
    for link in links:
        (line,) = page.xpath(f"//tr[@id='{link.get('href')[1:]}']")
        short, told = link.get("aria-label").split(": ", 1)
        assert short.split()[-1] == line.xpath("string(td[1])")
        assert line.xpath("normalize-space(th/a)") in told
    assert "I dag" in page.xpath("string(//svg[@class='wheel'])")
    assert "valår" in page.xpath("string(//p[@class='lead'])")


def test_l2_a_day_later_than_the_law_allows_is_signalled_with_the_section(world: World) -> None:
    driving.lay_out_year(by=None, year=2028)
    item = WheelItem.objects.get(code="council_budget", about_year=2028)
    browser = signed_in(world.karin)
    assert "KL 11 kap. 10 §), men" not in visible(browser.get("/arshjul/2027/").content.decode())
    typed = {"what": item.what, "short": "Budget", "performer": "council", "side": "secretary",
             "from_on": "2027-11-01", "due_on": "2027-12-04", "help_text": ""}  # fmt: skip
    answer = browser.post(f"/arshjul/punkt/{item.pk}/andra/", typed, follow=True)
    text = answer.content.decode()
    assert "Sista dagen flyttades till 6\N{NO-BREAK SPACE}december\N{NO-BREAK SPACE}2027" in text
    assert "KL 11 kap. 10 §), men dagen är satt till 2027-12-06" in visible(text)
    assert "KL 11 kap. 10 §), men" in visible(browser.get("/arshjul/2027/").content.decode())


def test_w1_a_refused_item_keeps_what_was_typed(world: World) -> None:
    browser = signed_in(world.bo)
    typed = {"what": "Samråd om skolskjuts", "short": "", "wheel": "planning", "performer": "committees",
             "side": "head", "from_on": "2026-10-10", "due_on": "2026-10-01", "help_text": "Bjud in alla."}  # fmt: skip
    answer = browser.post("/arshjul/2026/ny/", typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Samråd om skolskjuts" in text
    assert "Bjud in alla." in text
    assert "Sista dagen kan inte ligga före den första." in text
    assert browser.post("/arshjul/2026/ny/", typed | {"due_on": "2026-10-30"}).status_code == 302
    assert WheelItem.objects.get(what="Samråd om skolskjuts").about_year == 2027


def test_w4_a_task_of_the_wheel_is_found_on_my_page_and_finished_on_the_items(world: World) -> None:
    item = driving.add_item(by=world.bo, about_year=2027, **OWN | {"from_on": TODAY})
    driving.tick(TODAY)
    browser = signed_in(world.tomas)
    assert "Anmäl lokalbehov" in browser.get("/min-sida/").content.decode()
    page = browser.get(f"/arshjul/punkt/{item.pk}/").content.decode()
    assert page.count("Klart<span") == 1
    task = Task.objects.get(object_id=item.pk, body=world.school, kind=TaskKind.WHEEL)
    assert browser.post(f"/arshjul/uppgift/{task.pk}/klar/").status_code == 302
    assert "Anmäl lokalbehov" not in browser.get("/min-sida/").content.decode()


def test_w1_the_wheel_asks_the_same_number_of_queries_however_much_it_holds(world: World) -> None:
    browser, counts = signed_in(world.tomas), []
    for more in (5, 200):
        for number in range(more):
            driving.add_item(by=world.bo, about_year=2027, **OWN | {"what": f"Punkt {number}"})
        with CaptureQueriesContext(connection) as asked:
            browser.get("/arshjul/2026/")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14  # made anew, with what keeps it


def test_w1_the_feeds_are_read_by_two_parsers_and_their_uids_stay(world: World) -> None:
    for year in (2026, 2027):
        driving.lay_out_year(by=None, year=year)
    open_task(kind=TaskKind.WRITE_PART, thing=world.compulsory, heading="Skriv; om, läsning\nnu", due_on=D(2026, 9, 18),
              person=world.asa)  # fmt: skip
    token = token_of(world.asa)
    whole = Client().get(f"/kalender/{token}/allt.ics")
    assert whole["Content-Type"] == "text/calendar; charset=utf-8"
    by_icalendar = {str(one["uid"]): one for one in icalendar.Calendar.from_ical(whole.content).walk("VEVENT")}
    by_vobject = {one.uid.value: one for one in vobject.readOne(whole.content.decode()).contents["vevent"]}
    assert set(by_icalendar) == set(by_vobject)
    for uid, one in by_icalendar.items():
        other = by_vobject[uid]
        assert str(one["summary"]) == other.summary.value
        assert (one["dtstart"].dt, one["dtend"].dt) == (other.dtstart.value, other.dtend.value)
    frames = WheelItem.objects.get(code="frames", about_year=2027)
    (uid,) = (uid for uid in by_icalendar if uid.startswith(str(frames.uid)))
    assert by_icalendar[uid]["dtend"].dt == frames.due_on + datetime.timedelta(days=1)
    WheelItem.objects.filter(pk=frames.pk).update(due_on=D(2026, 5, 5))
    moved = icalendar.Calendar.from_ical(Client().get(f"/kalender/{token}/allt.ics").content)
    assert {str(one["uid"]) for one in moved.walk("VEVENT")} == set(by_icalendar)
    mine = icalendar.Calendar.from_ical(Client().get(f"/kalender/{token}/min.ics").content).walk("VEVENT")
    assert "Senast: Skriv; om, läsning\nnu" in {str(one["summary"]) for one in mine}


def test_w1_a_bodys_feed_holds_what_concerns_it(world: World) -> None:
    driving.lay_out_year(by=None, year=2027)
    driving.add_item(by=world.bo, about_year=2027, **OWN | {"what": "Bara omsorgen", "body": world.care})
    token = token_of(world.asa)

    def feed(body: object) -> str:
        return Client().get(f"/kalender/{token}/organ-{body.pk}.ics").content.decode()  # type: ignore[attr-defined]

    assert "Fullmäktige fastställer budget" in feed(world.council).replace("\r\n ", "")
    assert "Fullmäktige fastställer budget" not in feed(world.school).replace("\r\n ", "")
    assert "Bara omsorgen" in feed(world.care)
    assert "Bara omsorgen" not in feed(world.school)


def test_w1_a_renewed_address_ends_the_old_one(world: World) -> None:
    old = token_of(world.asa)
    assert Client().get(f"/kalender/{old}/min.ics").status_code == 200
    assert Client().get(f"/kalender/{old[:-1]}x/min.ics").status_code == 404
    signed_in(world.asa).post("/kalender/fornya/")
    world.asa.refresh_from_db()
    assert Client().get(f"/kalender/{old}/min.ics").status_code == 404
    assert Client().get(f"/kalender/{token_of(world.asa)}/min.ics").status_code == 200
    world.asa.is_active = False
    world.asa.save()
    assert Client().get(f"/kalender/{token_of(world.asa)}/min.ics").status_code == 404


def test_p4_the_superior_sees_what_is_overdue_below(world: World) -> None:
    open_task(kind=TaskKind.WRITE_PLAN, thing=world.beach_school, heading="Planen för Strandskolan",
              due_on=D(2026, 9, 1), unit=world.beach_school)  # fmt: skip
    open_task(kind=TaskKind.WRITE_PART, thing=world.compulsory, heading="Emils del", due_on=D(2026, 9, 1),
              person=world.emil)  # fmt: skip
    text = signed_in(world.asa).get("/min-sida/forsenat/").content.decode()
    assert "Planen för Strandskolan" in text
    assert "Emils del" in text
    assert "Emils del" in signed_in(world.mikaela).get("/min-sida/forsenat/").content.decode()
    assert "Emils del" not in signed_in(world.vera).get("/min-sida/forsenat/").content.decode()
    assert "inte chef" in signed_in(world.emil).get("/min-sida/forsenat/").content.decode()


def test_p4_measures_and_controls_that_are_late_below_stand_there_too(world: World) -> None:
    measure = world.measure("Läser med flyt", published_month=6)
    goal = world.adopted("committee", "Alla elever läser med flyt", 2026, 2026, body=world.school)
    world.follow(goal, measure, y2026=95)
    adopted(world)
    text = signed_in(world.tomas).get("/min-sida/forsenat/").content.decode()
    assert "Läser med flyt, 2026" in text
    assert "Utredning av frånvaro, kvartal 1 2026" in text
    own = signed_in(world.asa).get("/min-sida/forsenat/").content.decode()
    assert "Läser med flyt, 2026" not in own, "what she is asked for herself stands on Min sida"
    world.outcomes(measure, y2026=94)
    assert "Läser med flyt, 2026" not in signed_in(world.tomas).get("/min-sida/forsenat/").content.decode()


def test_w4_the_choice_of_reminders_is_kept(world: World) -> None:
    browser = signed_in(world.emil)
    assert browser.post("/konto/paminnelser/", {"choice": "weekly"}).status_code == 302
    world.emil.refresh_from_db()
    assert world.emil.reminders == "weekly"
    assert browser.post("/konto/paminnelser/", {"choice": "hourly"}).status_code == 422


def test_people_s_words_are_data_in_the_drawing() -> None:
    arc = Arc(1, "<b>&", D(2026, 2, 1), D(2026, 5, 1), "#punkt-1", '"><script>alert(1)</script>')
    drawn = draw(2026, TODAY, [Ring("follow", 252, 341, "A", (arc,))], "<i>", [("sub", "<u>")])
    assert "<script>" not in drawn
    assert "<b>" not in drawn
    assert "<u>" not in drawn
    html.fromstring(drawn)


def test_sectors_that_overlap_lie_side_by_side_and_names_that_do_not_fit_give_way() -> None:
    one = Arc(1, "Ett", D(2026, 3, 1), D(2026, 5, 31), "#1", "1")
    arcs = (one, Arc(2, "Två", D(2026, 4, 1), D(2026, 6, 30), "#2", "2"))
    drawn = draw(2026, TODAY, [Ring("follow", 252, 341, "A", arcs)], "", [])
    outer = {float(found) for found in re.findall(r'<path class="follow" d="M[^A]*A([\d.]+) ', drawn)}
    assert outer == {341.0, 296.5}
    assert wrapped("Kommunstyrelsen bereder budget och mål", 120, 2) == []
    assert wrapped("Budget i fullmäktige", 80, 2) == ["Budget i", "fullmäktige"]
    assert wrapped("Budget", 80, 1) == ["Budget"]


def test_w1_the_file_holds_the_same_lines(world: World) -> None:
    driving.lay_out_year(by=None, year=2027)
    answer = signed_in(world.emil).get("/arshjul/2026/fil/")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    cells = {str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row}
    assert {"Kommunstyrelsen ger nämnderna ramar", Performer.COMMITTEES.label, "KL 11 kap. 10 §"} <= cells
