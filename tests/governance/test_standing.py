"""Every printed page says what is a draft, a proposal, or decided (F-5, F-9, L-6)."""

import datetime
import io
from pathlib import Path

import docx
import pytest

from styrhjul.budget import actions as budget
from styrhjul.documents.render import render
from styrhjul.followup import actions
from styrhjul.followup.documents import document_of
from styrhjul.followup.models import Report
from styrhjul.governance.actions import Ruling, put_on_agenda, record_decision, take_step
from styrhjul.governance.documents import document_of_version, standing_of
from styrhjul.governance.models import FrozenVersion
from styrhjul.governance.terms import Outcome
from styrhjul.organisation.clock import on_day
from tests.budget.money import lay_out
from tests.documents.extract import pdf_text
from tests.followup import sjostad_round as rounds
from tests.world import World

pytestmark = pytest.mark.django_db


def test_f9_a_report_says_draft_proposal_and_decided_with_the_decision_it_rests_on(world: World) -> None:
    rounds.set_goals(world)
    report = Report.objects.get(round=rounds.open_interim(world), body=None)
    assert standing_of(report) == "Utkast, inte beslutat"
    meeting = rounds.meet(world.bo, world.board)
    report = actions.hand_in_report(by=world.karin, report=report, meeting=meeting, reason="Delarna kommer.")
    assert standing_of(report) == "Förslag: lämnad till kommunstyrelsen, inte beslutad"
    rounds.decide_on(report, world.bo, "160", outcome=Outcome.SENT_BACK, reason="Skriv mer.")
    report.refresh_from_db()
    assert standing_of(report) == "Utkast: återremitterad, Kommunstyrelsen 2026-09-14 §\N{NO-BREAK SPACE}160"
    meeting = rounds.meet(world.bo, world.board, 15)
    report = actions.hand_in_report(by=world.karin, report=report, meeting=meeting, reason="Delarna kommer.")
    with on_day(datetime.date(2026, 9, 21)):
        _decided_by_board_and_council(world, report)
    handed, sent_back, _, prepared, adopted = FrozenVersion.objects.of(report)
    words = [document_of_version(one).standing.split(":")[0] for one in (handed, sent_back, prepared, adopted)]
    assert words == ["Förslag", "Utkast", "Förslag", "Beslutad"]


def _decided_by_board_and_council(world: World, report: Report) -> None:
    """Let the board hand it over, and the council decide it."""
    rounds.decide_on(report, world.bo, "161")
    report.refresh_from_db()
    assert (
        standing_of(report) == "Förslag: överlämnad till fullmäktige, Kommunstyrelsen 2026-09-15 §\N{NO-BREAK SPACE}161"
    )
    council = rounds.meet(world.frida, world.council, 21)
    matter = put_on_agenda(by=world.frida, meeting=council, heading="Delårsrapport", things=[report])
    record_decision(by=world.frida, decision=matter, rulings=[Ruling(report)], paragraph="70")
    report.refresh_from_db()
    assert standing_of(report) == "Beslutad: Kommunfullmäktige 2026-09-21 §\N{NO-BREAK SPACE}70"


def test_f9_what_is_frozen_of_a_budget_says_that_it_is_a_proposal_until_it_is_adopted(world: World) -> None:
    purse = lay_out(world)
    draft = budget.draft_budget(by=world.tomas, body=world.school, year=2027, stage="preliminary")
    take_step(by=world.tomas, thing=purse.write(draft, lower=1_000), step="hand_in")
    (version,) = FrozenVersion.objects.of(draft)
    assert document_of_version(version).standing == "Förslag, version 1: lämnad 2026-09-14"


def test_f9_the_head_of_every_printed_page_says_it(world: World, tmp_path: Path) -> None:
    rounds.set_goals(world)
    report = Report.objects.get(round=rounds.open_interim(world), body=world.school)
    document = document_of(report)
    text = pdf_text(render(document, "pdf"), tmp_path)
    pages = [page for page in text.split("\f") if page.strip()]
    assert len(pages) > 2
    assert all("Utkast, inte beslutat" in page for page in pages)
    header = docx.Document(io.BytesIO(render(document, "docx"))).sections[0].header.paragraphs[0]
    assert [run.text for run in header.runs if run.bold] == ["Utkast, inte beslutat"]
