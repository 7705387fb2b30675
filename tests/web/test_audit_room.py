"""The auditors' reading room: what they ask, with evidence and gaps, and no draft (L-7)."""

import datetime
import io
import re
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from styrhjul.budget.actions import draft_budget
from styrhjul.followup import actions
from styrhjul.followup.models import Report, Round
from styrhjul.goals.actions.plans import draft_plan
from styrhjul.governance.actions import take_step
from styrhjul.organisation.models import Person
from styrhjul.web.audit_evidence import QUESTIONS, Gap, evidence_of, slug_of
from styrhjul.web.year_facts import facts_of
from tests.documents.extract import xlsx_rows
from tests.followup import sjostad_round as rounds
from tests.goals.test_plan_contents import adopted
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def interim(world: World) -> Round:
    """The interim round: the school committee has decided its report, the care committee writes."""
    rounds.set_goals(world)
    round_ = rounds.open_interim(world)
    report = Report.objects.get(round=round_, body=world.school)
    rounds.write_all(world.tomas, report)
    actions.hand_in_report(by=world.tomas, report=report, meeting=rounds.meet(world.sara, world.school))
    rounds.decide_on(report, world.sara, "12")
    return round_


def read(person: Person, name: str, *args: object) -> str:
    """What the person reads on the page, a space between cells."""
    client = Client()
    client.force_login(person)
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).split())


def test_l7_the_room_holds_what_is_handed_in_and_no_draft(world: World, interim: Round) -> None:
    draft = draft_budget(by=world.tomas, body=world.school, year=2026, stage="preliminary", text="Utkastet.")
    told = read(world.rune, "audit", 2026)
    assert "Delårsrapport januari–augusti 2026, Skolnämnden" in told
    assert "Delårsrapport januari–augusti 2026, Omsorgsnämnden" not in told
    assert str(draft) not in told
    assert str(draft) not in read(world.conny, "audit", 2026)  # an overseer sees what the auditors see
    take_step(by=world.tomas, thing=draft, step="hand_in")
    assert str(draft) in read(world.rune, "audit", 2026)


def test_l7_adopted_plans_stand_there_too_and_the_auditors_own_page_leads_there(world: World) -> None:
    draft = draft_plan(by=world.asa, unit=world.compulsory, year=2026)
    plan = adopted(world)
    told = read(world.rune, "audit", 2026)
    assert str(plan) in told
    assert str(draft) not in told
    own = Client()
    own.force_login(world.rune)
    assert reverse("audit_now") in own.get(reverse("my_page")).content.decode()
    own.force_login(world.tomas)
    assert reverse("audit_now") not in own.get(reverse("my_page")).content.decode()


def test_l7_each_council_goal_has_its_judgement_and_what_is_missing(world: World, interim: Round) -> None:
    told = read(world.rune, "audit_question", 2026, "mal")
    assert "Alla elever läser med flyt Nämndsmål Skolnämnden Uppnått Skolnämnden: i huvudsak uppnått" in told
    assert "Måtten säger inte allt. 1 av 1 finns" in told
    assert "Inget organ har beslutat" not in told  # overall goals are judged in the annual report alone (F-1)


def test_l7_what_is_not_due_is_awaited_and_what_is_due_says_who_owes_it(
    world: World, interim: Round, settings: object
) -> None:
    Round.objects.filter(pk=interim.pk).update(kind="annual")
    told = read(world.rune, "audit_question", 2026, "mal")
    assert "1 väntas senast torsdag 29 oktober 2026 F-8 Ett förstahandsval för människor" in told
    settings.DEMO_TODAY = datetime.date(2026, 11, 2)  # type: ignore[attr-defined]
    told = read(world.rune, "audit_question", 2026, "mal")
    assert "väntas senast" not in told
    assert re.search("Ett förstahandsval för människor .{0,20}Inget organ har beslutat en bedömning av målet.", told)
    control = read(world.rune, "audit_question", 2026, "intern-kontroll")
    assert "Gör planen" not in control  # what others do to mend it is not for the auditors


def test_l7_a_gap_names_the_body_that_owes_it() -> None:
    gap = Gap("X-11", "Se över avtalen", "Uppdraget skulle ha återrapporterats.", "/uppdrag/4/", "Kommunstyrelsen")
    assert str(gap) == "X-11 Se över avtalen (Kommunstyrelsen): Uppdraget skulle ha återrapporterats."
    assert str(gap._replace(awaited=datetime.date(2026, 10, 29))).endswith("Väntas senast 29 oktober 2026.")


def test_l7_late_reports_and_control_stand_under_their_questions(world: World, interim: Round) -> None:
    service = read(world.rune, "audit_question", 2026, "verksamhet")
    assert "Delårsrapport januari–augusti 2026 Omsorgsnämnden Skrivs" in service
    control = read(world.rune, "audit_question", 2026, "intern-kontroll")
    assert "C-1" in control
    accounts = read(world.rune, "audit_question", 2026, "rakenskaper")
    assert "Bokföringen är inläst inga månader" in accounts


@pytest.mark.parametrize(("kind", "told"), [("interim", "saknas"), ("quarterly", "krävs inte")])
def test_f10_a_quarterly_report_is_not_told_to_lack_the_auditors_statement(
    world: World, interim: Round, kind: str, told: str
) -> None:
    Report.objects.filter(round=interim, body=None).update(state="handed")
    Round.objects.filter(pk=interim.pk).update(kind=kind)
    (question,) = (one for one in QUESTIONS if one.slug == "rakenskaper")
    (table, _places), *_others = evidence_of(question, 2026, facts_of(2026), world.rune).tables
    assert [row.cells[-1] for row in table.rows] == [told]


def test_l7_every_signal_belongs_to_one_question() -> None:
    slugs = {question.slug for question in QUESTIONS}
    assert {slug_of(rule) for rule in ("G-10", "M-5", "X-3", "F-2", "F-7", "C-2", "L-5", "B-3", "L-2", "D-1")} == slugs
    assert slug_of("L-5") == "intern-kontroll"
    assert slug_of("F-10") == "rakenskaper"


def test_l7_the_package_holds_the_decided_documents_and_the_evidence(world: World, interim: Round) -> None:
    client = Client()
    client.force_login(world.rune)
    answer = client.get(reverse("audit_package", args=[2026]))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        names = package.namelist()
        rows = [row for sheet in xlsx_rows(package.read("underlag-2026.xlsx")).values() for row in sheet]
        document = next(name for name in names if "rapport" in name)
        assert "Skolnämnden" in package.read(document).decode()
        modes = {info.external_attr >> 16 for info in package.infolist()}
    assert len(names) == 2
    assert modes == {0o644}
    assert [row for row in rows if row[-1] == document], "the list of documents says which file each is"
    assert any(row and row[0] == "Alla elever läser med flyt" for row in rows)


def test_l7_others_are_refused(world: World) -> None:
    client = Client()
    client.force_login(world.tomas)
    assert client.get(reverse("audit", args=[2026])).status_code == 403
