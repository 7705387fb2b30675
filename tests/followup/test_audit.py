"""The auditors' statement before the council, and discharge on a line of its own (F-10)."""

import datetime
import io
import json
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from styrhjul.followup import actions
from styrhjul.followup.actions.auditing import duties
from styrhjul.followup.archived import statements_in
from styrhjul.followup.findings import unaudited
from styrhjul.followup.models import Discharge, Report
from styrhjul.governance.actions import Ruling, approve_minutes, hold_meeting, put_on_agenda, record_decision
from styrhjul.governance.archiving import package_of
from styrhjul.governance.models import Decision, FrozenVersion
from styrhjul.governance.terms import Outcome
from styrhjul.governance.workflow import Refused
from styrhjul.organisation import actions as organisation
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import Person
from styrhjul.organisation.terms import BodyKind
from tests.followup import sjostad_round as rounds
from tests.replay import replayed
from tests.web.visible import visible
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db

MEETS_ON = datetime.date(2026, 9, 21)


@pytest.fixture
@replayed
def report(world: World) -> Report:
    """The municipality's annual report, handed over by the board to the council."""
    rounds.set_goals(world)
    found = Report.objects.get(round=rounds.open_interim(world, "annual"), body=None)
    actions.hand_in_report(
        by=world.karin, report=found, meeting=rounds.meet(world.bo, world.board), reason="Delarna kommer."
    )
    rounds.decide_on(found, world.bo, "160")
    found.refresh_from_db()
    return found


def page(report: Report, person: Person | None) -> str:
    """What the person reads on the report's page."""
    client = Client()
    if person is not None:
        client.force_login(person)
    return client.get(reverse("report", args=[report.pk])).content.decode()


def council_decides(world: World, report: Report, **rulings: Ruling) -> Decision:
    """The council approves the report and decides on discharge, in two matters of one meeting."""
    meeting = hold_meeting(by=world.frida, body=world.council, held_on=MEETS_ON)
    with on_day(MEETS_ON):
        matter = put_on_agenda(by=world.frida, meeting=meeting, heading="Årsredovisning 2026", things=[report])
        record_decision(by=world.frida, decision=matter, rulings=[Ruling(report)], paragraph="70")
        discharges = list(Discharge.objects.filter(report=report))
        own = put_on_agenda(by=world.frida, meeting=meeting, heading="Ansvarsfrihet 2026", things=list(discharges))
        decided = [rulings.get(str(one.body), Ruling(one)) for one in discharges]
        return record_decision(by=world.frida, decision=own, rulings=decided, paragraph="71")


def test_f10_the_report_waits_for_the_auditors_and_what_is_missing_is_signalled(world: World, report: Report) -> None:
    assert [one.message for one in unaudited(2026)] == ["Årsredovisning 2026 väntar på revisorernas utlåtande."]
    assert "väntar på revisorernas utlåtande" in page(report, world.emil)
    actions.state(by=world.rune, report=report, text="Resultatet är **förenligt** med målen.")
    assert list(unaudited(2026)) == []
    told = page(report, world.emil)
    assert "väntar på revisorernas utlåtande" not in told
    assert "<strong>förenligt</strong>" in told


def test_f10_the_auditors_have_the_statement_to_give_until_it_is_given(world: World, report: Report) -> None:
    (duty,) = duties(world.rune, report.round.council_by)
    assert (duty.kind, duty.about_id, duty.due_on) == ("Revisorernas utlåtande", report.pk, report.round.council_by)
    assert not list(duties(world.frida, report.round.council_by)), "the secretary gives it for them, and owes nothing"
    browser = Client()
    browser.force_login(world.rune)
    mine = browser.get(reverse("my_page")).content.decode()
    assert "Lämna revisorernas utlåtande om Årsredovisning 2026" in mine
    assert "Läs rapporten" in mine
    actions.state(by=world.rune, report=report, text="Ord.")
    assert not list(duties(world.rune, report.round.council_by))


def test_f10_auditors_and_the_councils_secretary_give_it_between_board_and_council(
    world: World, report: Report
) -> None:
    for person in (world.tomas, world.bo, world.karin):
        with pytest.raises(Refused, match="revisorerna"):
            actions.state(by=person, report=report, text="Ord.")
    with pytest.raises(Refused, match="Skriv utlåtandet"):
        actions.state(by=world.rune, report=report)
    actions.state(by=world.frida, report=report, text="Ord.")
    council_decides(world, report)
    report.refresh_from_db()
    with pytest.raises(Refused, match="före fullmäktiges beslut"):
        actions.state(by=world.rune, report=report, text="Ord.")


def test_f10_the_statement_is_a_file_that_is_read_where_it_may_be_read(world: World, report: Report) -> None:
    client = Client()
    client.force_login(world.rune)
    file = SimpleUploadedFile("Utlåtande.pdf", b"%PDF-1.7 ord", "application/pdf")
    sent = client.post(reverse("give_statement", args=[report.pk]), {"text": "", "file": file})
    assert sent.status_code == 302, visible(sent.content.decode())
    statement = report.statements.get()
    address = reverse("statement_file", args=[statement.pk])
    assert client.get(address).content == b"%PDF-1.7 ord"
    assert Client().get(address).status_code == 404
    meeting = hold_meeting(by=world.frida, body=world.council, held_on=MEETS_ON, notice_on=TODAY)
    put_on_agenda(by=world.frida, meeting=meeting, heading="Årsredovisning", things=[report])
    assert Client().get(address).status_code == 200  # from the notice, with the annual report (L-6)


def test_f10_the_council_approves_the_report_and_decides_on_discharge_body_by_body(
    world: World, report: Report
) -> None:
    bodies = {str(one.body) for one in Discharge.objects.filter(report=report)}
    assert bodies == {"Kommunstyrelsen", "Skolnämnden", "Omsorgsnämnden"}
    school = Discharge.objects.get(report=report, body=world.school)
    care = Discharge.objects.get(report=report, body=world.care)
    actions.recommend(by=world.rune, discharge=care, verdict="remarked", ground="Underskottet följdes inte upp.")
    refused = Ruling(school, Outcome.ADOPTED_WITH_CHANGE, {"verdict": "refused"}, "Brister i styrningen.")
    decision = council_decides(world, report, Skolnämnden=refused)
    verdicts = dict(Discharge.objects.filter(report=report).values_list("body__names__name", "verdict"))
    assert verdicts == {"Kommunstyrelsen": "granted", "Skolnämnden": "refused", "Omsorgsnämnden": "remarked"}
    assert decision.lines.count() == 3
    assert Decision.objects.about(report).first() != decision
    assert FrozenVersion.objects.of(care).last().content["verdict"] == "remarked"
    told = visible(page(report, world.emil))
    assert "Ansvarsfrihet med anmärkning Kommunfullmäktige 2026-09-21 § 71" in told
    assert "Skolnämnden – Ingen ansvarsfrihet" in told


def test_f10_a_remark_says_why_and_only_before_the_council_has_decided(world: World, report: Report) -> None:
    care = Discharge.objects.get(report=report, body=world.care)
    with pytest.raises(Refused, match="Skriv skälet"):
        actions.recommend(by=world.rune, discharge=care, verdict="refused")
    council_decides(world, report)
    with pytest.raises(Refused, match="redan prövat"):
        actions.recommend(by=world.rune, discharge=care, verdict="refused", ground="För sent.")


def test_f10_discharge_that_the_council_leaves_is_signalled(world: World, report: Report) -> None:
    actions.state(by=world.rune, report=report, text="Ord.")
    meeting = hold_meeting(by=world.frida, body=world.council, held_on=MEETS_ON)
    with on_day(MEETS_ON):
        matter = put_on_agenda(by=world.frida, meeting=meeting, heading="Årsredovisning 2026", things=[report])
        record_decision(by=world.frida, decision=matter, rulings=[Ruling(report)], paragraph="70")
    assert len([one for one in unaudited(2026) if "ansvarsfriheten" in one.message]) == 3


def test_f10_the_public_reads_the_verdicts_when_the_minutes_are_approved(world: World, report: Report) -> None:
    with on_day(MEETS_ON):
        approve_minutes(by=world.bo, meeting=Decision.objects.about(report).get().meeting, approved_on=MEETS_ON)
    decision = council_decides(world, report)
    assert "Ansvarsfrihet 2026" not in page(report, None)
    with on_day(MEETS_ON):
        approve_minutes(by=world.frida, meeting=decision.meeting, approved_on=MEETS_ON)
    assert "Ansvarsfrihet 2026" in page(report, None)


def archived(world: World, report: Report) -> dict[str, bytes]:
    """The files of the package of what the council decided, by name."""
    approve_minutes(by=world.frida, meeting=Decision.objects.about(report).first().meeting, approved_on=MEETS_ON)
    package = package_of(FrozenVersion.objects.of(report).last())
    with zipfile.ZipFile(io.BytesIO(bytes(package.content))) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_l10_the_package_of_the_decided_report_holds_the_auditors_statement_and_its_data(
    world: World, report: Report
) -> None:
    file = {"name": "Utlåtande å.pdf", "media_type": "application/pdf", "content": b"%PDF-1.7 ord"}
    actions.state(by=world.rune, report=report, text="Resultatet är förenligt.", **file)
    care = Discharge.objects.get(report=report, body=world.care)
    actions.recommend(by=world.rune, discharge=care, verdict="remarked", ground="Underskottet.")
    with on_day(MEETS_ON):
        council_decides(world, report)
        files = archived(world, report)
    assert files["revision/1-utlatande.md"].decode() == "Resultatet är förenligt."
    assert files["revision/1-utlatande-a.pdf"] == b"%PDF-1.7 ord"
    told = json.loads(files["revision/1-uppgifter.json"])
    assert (told["om"], told["lamnat"]) == ("Årsredovisning 2026, hela kommunen", "2026-09-14")
    assert told["filer"] == ["revision/1-utlatande.md", "revision/1-utlatande-a.pdf"]
    assert told["forslag_om_ansvarsfrihet"] == [
        {"organ": "Omsorgsnämnden", "forslag": "Ansvarsfrihet med anmärkning", "skal": "Underskottet."}
    ]
    assert files["index.xml"].decode().count('roll="revision"') == 3
    assert "revision/1-utlatande-a.pdf" in files["kontrollsummor.sha256"].decode()


def test_l10_a_statement_changed_after_the_decision_is_told_by_the_proof(world: World, report: Report) -> None:
    actions.state(by=world.rune, report=report, text="Resultatet är förenligt.")
    with on_day(MEETS_ON):
        council_decides(world, report)
        archived(world, report)
    call_command("verify_archive", stdout=io.StringIO())
    report.statements.update(text="Resultatet är inte förenligt.")
    out = io.StringIO()
    with pytest.raises(CommandError, match="fel i"):
        call_command("verify_archive", stdout=out)
    assert "revision/1-utlatande.md har ändrats i Styrhjul sedan paketet gjordes" in out.getvalue()


def test_l10_without_a_statement_and_for_the_boards_own_decision_there_is_none(world: World, report: Report) -> None:
    actions.state(by=world.rune, report=report, text="Ord.")
    handed = FrozenVersion.objects.of(report).last()
    assert handed.step == "prepare"
    assert statements_in(report, handed) == []
    report.statements.all().delete()
    with on_day(MEETS_ON):
        council_decides(world, report)
        assert not any(name.startswith("revision/") for name in archived(world, report))


def test_f10_the_page_asks_each_question_once_whatever_the_number_of_bodies(
    world: World, report: Report, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        body = organisation.set_up_body(
            by=None, kind=BodyKind.COMMITTEE, name=f"Nämnd {number}", short_name="N", from_on=TODAY, rank=90 + number
        )
        Discharge.objects.create(report=report, body=body, state="prepared")
    council_decides(world, report)
    page(report, world.emil)
    with django_assert_max_num_queries(40):
        assert "Nämnd 7" in page(report, world.emil)
