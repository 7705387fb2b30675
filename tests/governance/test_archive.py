"""What was decided is kept for the archive, and proved untouched (L-10)."""

import datetime
import hashlib
import io
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from styrhjul.followup.models import Report
from styrhjul.goals.actions import plans
from styrhjul.governance.actions import approve_minutes, attach, take_step
from styrhjul.governance.archive import CHECKSUMS, checksum_of, faults_in
from styrhjul.governance.archiving import adopted_versions, missing_packages, package_of
from styrhjul.governance.models import ArchivePackage, Decision, FrozenVersion
from styrhjul.governance.workflow import Refused
from tests.followup import sjostad_round as interim
from tests.replay import replayed
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db

NS = "{urn:styrhjul:arkivpaket:1}"


@pytest.fixture
@replayed
def report(world: World) -> Report:
    """The school committee's interim report, decided with an attachment; its minutes are not approved."""
    interim.set_goals(world)
    found = Report.objects.get(round=interim.open_interim(world), body=world.school)
    interim.write_all(world.tomas, found)
    interim.actions.hand_in_report(by=world.tomas, report=found, meeting=interim.meet(world.sara, world.school))
    decision = interim.decide_on(found, world.sara, "12")
    attach(by=world.sara, decision=decision, name="Bilaga å.txt", media_type="text/plain", content=b"bilagan")
    found.refresh_from_db()
    return found


def approved(world: World, report: Report) -> FrozenVersion:
    """The version that the decision made, once its minutes are approved."""
    approve_minutes(by=world.sara, meeting=Decision.objects.about(report).get().meeting, approved_on=TODAY)
    return FrozenVersion.objects.of(report).last()


def files_in(package: ArchivePackage) -> dict[str, bytes]:
    """The files of the package by name."""
    with zipfile.ZipFile(io.BytesIO(bytes(package.content))) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_l10_a_package_holds_the_document_the_data_the_decision_and_their_checksums(
    world: World, report: Report
) -> None:
    version = approved(world, report)
    files = files_in(package_of(version))
    pdf = next(name for name in files if name.endswith(".pdf"))
    assert files[pdf].startswith(b"%PDF-")
    assert b"pdfaid:part" in files[pdf]
    assert json.loads(files["innehall.json"]) == version.content
    assert hashlib.sha256(files["innehall.json"]).hexdigest() == version.checksum
    decided = json.loads(files["beslut.json"])
    assert (decided["beslutande"], decided["dag"], decided["paragraf"]) == ("Skolnämnden", "2026-09-14", "12")
    assert decided["justerat"] == "2026-09-14"
    assert files["bilagor/1-bilaga-a.txt"] == b"bilagan"
    sums = dict(reversed(line.split("  ")) for line in files["kontrollsummor.sha256"].decode().splitlines())
    del files["kontrollsummor.sha256"]
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def test_l10_an_archive_reads_the_index(world: World, report: Report) -> None:
    version = approved(world, report)
    files = files_in(package_of(version))
    index = ElementTree.fromstring(files["index.xml"])
    assert index.findtext(f"{NS}handling/{NS}titel") == "Delårsrapport januari–augusti 2026, Skolnämnden"
    assert index.findtext(f"{NS}handling/{NS}version") == str(version.number)
    assert index.findtext(f"{NS}beslut/{NS}beslutande") == "Skolnämnden"
    assert index.findtext(f"{NS}beslut/{NS}diarienummer") == ""
    listed = {file.get("namn"): file.get("sha256") for file in index.iter(f"{NS}fil")}
    assert listed == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name not in {"index.xml", "kontrollsummor.sha256"}
    }


def test_l10_a_package_is_made_once_and_kept_byte_for_byte(world: World, report: Report) -> None:
    version = approved(world, report)
    first = package_of(version)
    again = package_of(version)
    assert (again.pk, bytes(again.content)) == (first.pk, bytes(first.content))
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        ArchivePackage.objects.filter(pk=first.pk).update(content=b"annat")


def test_l10_nothing_is_packed_before_the_minutes_are_approved(world: World, report: Report) -> None:
    handed, decided = FrozenVersion.objects.of(report)
    for version in (handed, decided):
        with pytest.raises(Refused, match="antagen"):
            package_of(version)
    assert adopted_versions(report) == []
    approved(world, report)
    assert [version.pk for version, _ in adopted_versions(report)] == [decided.pk]
    with pytest.raises(Refused, match="antagen"):
        package_of(handed)


def test_l10_every_kind_of_adopted_matter_becomes_a_package(world: World, report: Report) -> None:
    approved(world, report)
    plan = plans.draft_plan(by=world.tomas, unit=world.school_administration, year=2026, focus="Läsning först.")
    plans.add_activity(
        by=world.tomas, plan=plan, what="Läsgaranti", due_on=TODAY, mandate="own", mandate_text="Eget initiativ",
        responsible_unit=world.compulsory,
    )  # fmt: skip
    plans.hear(by=world.sara, plan=plan, body=world.school, heard_on=datetime.date(2026, 1, 12))
    plans.adopt_plan(by=world.tomas, plan=take_step(by=world.tomas, thing=plan, step="hand_in"))
    done = io.StringIO()
    call_command("archive", stdout=done)
    kinds = set(ArchivePackage.objects.values_list("version__content_type__model", flat=True))
    assert kinds == {"report", "goalversion", "plan"}
    assert f"{ArchivePackage.objects.count()} arkivpaket" in done.getvalue()
    assert list(missing_packages()) == []
    of_plan = ArchivePackage.objects.get(version__content_type__model="plan")
    assert json.loads(files_in(of_plan)["beslut.json"]) == {"beslutande": "Tomas Ekelund", "dag": "2026-09-14"}
    call_command("verify_archive", stdout=done)
    assert "är orörda" in done.getvalue()


#: What somebody with the database in hand does, and what the proof then says.
TAMPERING: tuple[tuple[str, str], ...] = (
    (
        "update governance_frozenversion set content = jsonb_set(content, '{title}', '\"Ändrat\"')",
        "version 2: innehållet stämmer inte",
    ),
    ("update governance_frozendocument set content = 'annat'", "version 2, pdf: filen stämmer inte"),
    ("update governance_archivepackage set content = 'annat'", "version 2: stämmer inte med kontrollsumman"),
)


@pytest.mark.parametrize(("tamper", "told"), TAMPERING)
def test_l10_what_is_tampered_with_is_told_with_a_line_each(
    world: World, report: Report, tamper: str, told: str
) -> None:
    package_of(approved(world, report))
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")  # past the triggers
        cursor.execute(f"{tamper} where id = (select max(id) from {tamper.split()[1]})")
        cursor.execute("set local session_replication_role = origin")
    out = io.StringIO()
    with pytest.raises(CommandError, match="fel i"):
        call_command("verify_archive", stdout=out)
    assert told in out.getvalue()


def test_l10_a_file_changed_inside_a_package_is_named(world: World, report: Report) -> None:
    package = package_of(approved(world, report))
    files = files_in(package) | {"beslut.json": b"{}"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    assert list(faults_in(out.getvalue())) == ["filen beslut.json stämmer inte med sin kontrollsumma"]


def test_l10_a_package_that_has_left_is_proved_and_one_whose_sums_are_counted_anew_is_found_out(
    world: World, report: Report, tmp_path: Path
) -> None:
    package = package_of(approved(world, report))
    intact, changed, forged = (tmp_path / f"{name}.zip" for name in ("orort", "andrat", "omraknat"))
    intact.write_bytes(bytes(package.content))
    files = files_in(package) | {"beslut.json": b"{}"}
    sums = {name: checksum_of(content) for name, content in files.items() if name != CHECKSUMS}
    anew = files | {CHECKSUMS: "".join(f"{checksum}  {name}\n" for name, checksum in sums.items()).encode()}
    for path, held in ((changed, files), (forged, anew)):
        with zipfile.ZipFile(path, "w") as opened:
            for name, content in held.items():
                opened.writestr(name, content)
    out = io.StringIO()
    call_command("verify_archive", str(intact), stdout=out)
    assert "1 hämtade arkivpaket är orörda" in out.getvalue()
    with pytest.raises(CommandError, match="3 fel i 3 hämtade arkivpaket"):
        call_command("verify_archive", str(intact), str(changed), str(forged), stdout=out)
    assert f"{changed}: filen beslut.json stämmer inte med sin kontrollsumma" in out.getvalue()
    assert f"{forged}: är inget av de paket som finns bevarade i Styrhjul" in out.getvalue()
    assert f"{forged}: filen" not in out.getvalue()
    with pytest.raises(CommandError, match="går inte att läsa"):
        call_command("verify_archive", str(tmp_path / "saknas.zip"))


def test_l10_the_package_stands_on_the_pages_of_document_and_decision(
    world: World, report: Report, client: Client
) -> None:
    version = approved(world, report)
    address = reverse("archive_package", args=[version.pk])
    decision = Decision.objects.about(report).get()
    for page in (reverse("report", args=[report.pk]), reverse("decision", args=[decision.pk])):
        assert address in client.get(page).content.decode()
    answer = client.get(address)
    assert answer["Content-Type"] == "application/zip"
    assert answer.content == bytes(ArchivePackage.objects.get(version=version).content)
