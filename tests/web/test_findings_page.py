"""The page of signals, and the same list from the command line (X-1, D-1)."""

import datetime
import io
import json
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from styrhjul.goals.models import GoalVersion
from styrhjul.governance.actions import amend_decision, approve_minutes, correct_decision, take_step
from styrhjul.governance.findings import find
from styrhjul.governance.models import Decision, GovernanceModel
from styrhjul.governance.rules import RULES
from styrhjul.organisation import actions
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import on_day
from tests.house import ROOT
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db


def decided(world: World, held_on: datetime.date = datetime.date(2026, 8, 25)) -> Decision:
    """A decision of the school committee without a file number, recorded on its day."""
    version = take_step(by=world.tomas, thing=world.draft_goal(), step="hand_in", on=datetime.date(2026, 8, 20))
    with on_day(held_on):
        return world.decide(world.sara, world.school, held_on, version, "58")


def page(person: object, address: str) -> str:
    browser = Client()
    browser.force_login(person)  # type: ignore[arg-type]
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_x1_signals_are_for_those_signed_in(world: World) -> None:
    assert Client().get("/signaler/2026/").status_code == 302
    browser = Client()
    browser.force_login(world.emil)
    assert browser.get("/signaler/").headers["Location"] == f"/signaler/{TODAY.year}/"


def test_x1_signals_stand_by_rule_with_their_words_and_the_way_to_mend(world: World) -> None:
    text = page(world.emil, "/signaler/2026/")
    assert "O-2 Varje nämnd har ett reglemente." in text
    assert "Styrsystemet: Roller och ansvar, Kommunfullmäktige" in text, "the place in the governance document"
    assert f'href="/organ/{world.school.pk}/#reglemente"' in text
    one = page(world.emil, f"/signaler/2026/?organ={world.care.pk}&regel=O-2")
    assert "Omsorgsnämnden saknar reglemente." in one
    assert "Skolnämnden saknar reglemente." not in one
    assert "Inga signaler i urvalet" in page(world.emil, "/signaler/2026/?regel=F-99")


def test_x1_the_words_and_the_place_of_a_rule_are_the_municipalitys_own(world: World) -> None:
    own = {"O-2": ["Alla nämnder har reglemente.", "Styrmodell för Sjöstad, sidan 4"]}
    GovernanceModel.objects.create(from_year=2026, name="Sjöstad", settings={"rules": own})
    text = page(world.emil, "/signaler/2026/")
    assert "O-2 Alla nämnder har reglemente." in text
    assert "Styrmodell för Sjöstad, sidan 4" in text
    assert GovernanceModel.objects.settings_for(2026).rules["G-2"] == RULES["G-2"], "the others are as shipped"


def test_x1_every_rule_that_gives_signals_says_where_it_stands() -> None:
    given = set()
    for file in (ROOT / "styrhjul").rglob("findings.py"):
        given |= set(re.findall(r'"([A-Z]-\d+)"', file.read_text(encoding="utf-8")))
    assert given == set(RULES)
    assert all(asks and place for asks, place in RULES.values())


def test_o8_nobody_is_told_of_what_they_may_not_read(world: World) -> None:
    draft = world.draft_goal(heading="Zebramålet", purpose="")
    counted = {}
    for who in (world.tomas, world.per, world.conny, world.emil, world.rune, world.vera):
        text = page(who, "/signaler/2027/")
        assert ("Zebramålet" in text) is (who in (world.tomas, world.per, world.conny)), who
        counted[who.name] = text[text.index("Alla regler (") + 13 :].split(")")[0]
    assert int(counted["Tomas Ekelund"]) == int(counted["Emil Ros"]) + 2, "what it lacks, and that it has no measure"
    body = page(world.emil, f"/signaler/2027/?organ={world.school.pk}")
    assert "Zebramålet" not in body
    GoalVersion.objects.filter(pk=draft.pk).update(state="handed")
    record(by=world.tomas, verb="hand_in", on=draft, sentence="Lämnade.")
    assert "Zebramålet" in page(world.emil, "/signaler/2027/"), "handed to the committee (O-8)"


def test_o8_the_signals_of_the_page_ask_one_query_a_kind(world: World) -> None:
    counted = []
    for number in range(2):
        for one in range(number * 5 + 1):
            world.draft_goal(heading=f"Mål {number}.{one}", purpose="")
        page(world.emil, "/signaler/2027/")
        with CaptureQueriesContext(connection) as asked:
            page(world.emil, "/signaler/2027/")
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_x1_a_mended_fault_gives_no_signal(world: World) -> None:
    actions.give_regulation(by=world.ada, body=world.care, text="Omsorg.", decided_on=datetime.date(2023, 1, 1))
    assert "Omsorgsnämnden saknar reglemente." not in page(world.emil, "/signaler/2026/")


def test_d1_a_missing_file_number_is_signalled_after_fourteen_days(world: World) -> None:
    decision = decided(world)
    assert not list(find(2026, datetime.date(2026, 9, 8))), "fourteen days have not passed"
    (found,) = find(2026, datetime.date(2026, 9, 9))
    assert (found.rule, found.about, found.mend) == ("D-1", decision, "Fyll i diarienumret")
    amend_decision(by=world.sara, decision=decision, paragraph="58", text="", file_number="SKN 2026/7")
    assert not list(find(2026, TODAY))


def test_d1_after_the_minutes_the_number_is_given_in_a_correction(world: World) -> None:
    decision = decided(world)
    approve_minutes(by=world.sara, meeting=decision.meeting, approved_on=datetime.date(2026, 9, 1))
    decision.meeting.refresh_from_db()
    (found,) = find(2026, TODAY)
    assert found.mend == "Ange diarienumret i en rättelse"
    correct_decision(by=world.sara, decision=decision, what="Diarienummer SKN 2026/7.", why="Kom sent.")
    assert not list(find(2026, TODAY))


def test_x1_the_same_list_from_the_command_line(world: World) -> None:
    out = io.StringIO()
    call_command("findings", "--year", "2026", "--format", "json", stdout=out)
    rows = json.loads(out.getvalue())
    assert {"rule": "O-2", "about": "Skolnämnden", "asks": RULES["O-2"][0]}.items() <= rows[1].items()
    assert all(row["address"].startswith("/") and row["mend"] for row in rows)
    out = io.StringIO()
    call_command("findings", "--year", "2026", stdout=out)
    assert f"{len(rows)} signaler." in out.getvalue()
