"""Take in the auditors' statements, and decide on discharge body by body (F-10)."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction

from styrhjul.followup.auditing import AUDITED, awaits_statement
from styrhjul.followup.models import AuditStatement, Discharge, Report
from styrhjul.followup.terms import RoundKind, Verdict
from styrhjul.governance.actions import locked, require
from styrhjul.governance.models import Decision
from styrhjul.governance.registry import Duty
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, rights_of
from styrhjul.organisation.terms import BodyKind, Role


def can_audit(user: object) -> bool:
    """Tell whether the user gives the auditors' word: an auditor, or the council's secretary for them (F-10)."""
    rights = rights_of(user)
    council = Body.objects.filter(kind=BodyKind.COUNCIL, pk__in=rights.secretary_of)
    return rights.has(Role.AUDITOR) or (bool(rights.secretary_of) and council.exists())


def can_state(user: object, report: Report) -> bool:
    """Tell whether the user gives the auditors' statement on the report now: it waits for the council (F-10)."""
    return awaits_statement(report.round.kind, is_whole=report.body_id is None, state=report.state) and can_audit(user)


def duties(person: Person, _on: datetime.date) -> Iterator[Duty]:
    """Yield the reports that wait for the auditors' statement, to the auditors (F-10, W-4)."""
    if not person.rights.has(Role.AUDITOR):
        return
    waiting = Report.objects.filter(body=None, state="prepared", round__kind__in=AUDITED, statements=None)
    for report in waiting.select_related("round").order_by("round__council_by", "pk"):
        heading, since = f"Lämna revisorernas utlåtande om {report}", report.stepped_on or report.round.opens_on
        due_on = report.round.council_by
        yield Duty("Revisorernas utlåtande", heading, since, due_on, Report, report.pk, is_said=True)


@transaction.atomic
def state(
    *, by: Person, report: Report, text: str = "", name: str = "", media_type: str = "", content: bytes = b""
) -> AuditStatement:
    """Return the auditors' statement on the report, as a text or a file (F-10).

    Raises Refused for others than auditors and the council's secretary, before the board has handed the report over,
    once the council has decided, and when there is nothing in it.
    """
    report = locked(report)
    require(can_audit(by), "Bara revisorerna och fullmäktiges sekreterare lämnar revisorernas utlåtande.", "F-10")
    waits = awaits_statement(report.round.kind, is_whole=report.body_id is None, state=report.state)
    require(waits, "Utlåtandet lämnas när kommunstyrelsen har överlämnat rapporten, före fullmäktiges beslut.", "F-10")
    if not text.strip() and not name:
        raise Refused("Skriv utlåtandet eller bifoga det som fil.", "F-10", {"text": "Skriv, eller välj en fil."})
    made = AuditStatement.objects.create(
        report=report, text=text.strip(), name=name, media_type=media_type, content=content, given_on=today(), by=by
    )
    record(by=by, verb="state", on=report, sentence="Lämnade revisorernas utlåtande.")
    return made


def open_discharges(report: Report) -> None:
    """Let the council's decision on discharge wait for each body of the year, when the annual report comes (F-10)."""
    if report.round.kind != RoundKind.ANNUAL or report.body_id is not None:
        return
    for body in Body.objects.existing(report.as_of).committees():
        Discharge.objects.get_or_create(report=report, body=body, defaults={"state": "prepared", "stepped_on": today()})


@transaction.atomic
def recommend(*, by: Person, discharge: Discharge, verdict: str, ground: str = "") -> Discharge:
    """Return the discharge with what the auditors recommend; a remark or a refusal says why (F-10).

    Raises Refused for others than auditors and the council's secretary, and once the council has decided.
    """
    discharge = locked(discharge)
    require(can_audit(by), "Bara revisorerna och fullmäktiges sekreterare lämnar revisorernas förslag.", "F-10")
    require(discharge.state == "prepared", "Fullmäktige har redan prövat ansvarsfriheten.", "F-10")
    if verdict not in Verdict.values:
        raise Refused("Välj vad revisorerna föreslår.", "F-10", {"verdict": "Välj ett förslag."})
    if verdict != Verdict.GRANTED and not ground.strip():
        raise Refused("Skriv skälet till anmärkningen eller avslaget.", "F-10", {"ground": "Skriv skälet."})
    discharge.recommended, discharge.ground = verdict, ground.strip()
    discharge.save(update_fields=["recommended", "ground"])
    told = f"Revisorerna föreslår: {Verdict(verdict).label.lower()}, {discharge.body}."
    record(by=by, verb="recommend", on=discharge.report, sentence=told)
    return discharge


def receive_verdict(discharge: Discharge, _step: str, _decision: Decision, changes: Mapping[str, Any]) -> None:
    """Take in what the council decided: as proposed, or the verdict that the decision names (F-10)."""
    verdict = str(changes.get("verdict") or discharge.proposed)
    if verdict not in Verdict.values:
        raise Refused("Beslutet säger inte om ansvarsfriheten beviljas.", "F-10")
    discharge.verdict = verdict
    discharge.save(update_fields=["verdict"])
