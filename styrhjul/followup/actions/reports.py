"""Hand reports in, take in what bodies decide, comment committees (F-4, F-5, F-8, X-4)."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from styrhjul.followup import rules
from styrhjul.followup.actions.auditing import open_discharges
from styrhjul.followup.actions.forecasting import hold_against_budget
from styrhjul.followup.actions.opening import Writers, lay_in, owe_report
from styrhjul.followup.actions.parts import can_lead
from styrhjul.followup.actions.remedy_plans import owe_plan
from styrhjul.followup.actions.soundness import receive_sound
from styrhjul.followup.completeness import missing_in
from styrhjul.followup.models import Assessment, Part, Report
from styrhjul.followup.terms import PartKind, RoundKind
from styrhjul.goals.actions.plans import close_year
from styrhjul.governance.actions import (
    close_tasks,
    hold_meeting,
    locked,
    open_task,
    put_on_agenda,
    require,
    take_step,
)
from styrhjul.governance.agenda import leave_other_agendas
from styrhjul.governance.models import Decision, Meeting
from styrhjul.governance.terms import TaskKind
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.models import Body, Person
from styrhjul.organisation.terms import BodyKind


def _may_lack(report: Report, reason: str) -> None:
    """Raise Refused when something is missing and nobody has said why it is handed in anyway (X-4)."""
    missing = missing_in(report)
    if missing and not reason.strip():
        told = ", ".join(f"{one.heading} ({one.what})" for one in missing[:5])
        more = f" och {len(missing) - 5} till" if len(missing) > 5 else ""
        raise Refused(
            f"Rapporten saknar något: {told}{more}. Gör klart det, eller skriv varför rapporten lämnas ändå.",
            "X-4",
            {"reason": "Skriv varför rapporten lämnas fast något saknas."},
        )


@transaction.atomic
def hand_in_report(
    *,
    by: Person,
    report: Report,
    meeting: Meeting | None = None,
    held_on: datetime.date | None = None,
    reason: str = "",
) -> Report:
    """Return the report handed in to its body and put on the agenda of a meeting, frozen as a version (F-4, F-5).

    ``held_on`` takes up a meeting that is not there yet; from another coming meeting the report is moved (D-8). Raises
    Refused without a meeting, for somebody who does not hand in, and when something is missing without a reason; the
    reason stands in the version that the body gets (X-4).
    """
    report = locked(report)
    hold_against_budget(report)
    _may_lack(report, reason)
    body = report.owner
    if meeting is None and held_on is not None:
        meeting = hold_meeting(by=None, body=body, held_on=held_on)
    if meeting is None:
        message = "Välj ett sammanträde, eller ange dagen för ett nytt."
        raise Refused(message, "F-4", {"meeting": message})
    require(meeting.body_id == body.pk, "Välj ett sammanträde i det organ som rapporten lämnas till.", "D-3")
    report.incomplete_reason = reason.strip() if missing_in(report) else ""
    report.save(update_fields=["incomplete_reason"])
    report = take_step(by=by, thing=report, step="hand_in", on=meeting.handed_in_on, comment=report.incomplete_reason)
    goes_on = report.workflow == rules.MUNICIPAL_REPORT
    wording = "Rapporten överlämnas till kommunfullmäktige." if goes_on else "Rapporten godkänns."
    put_on_agenda(by=by, meeting=meeting, heading=str(report)[:200], things=[report], proposed_wording=wording)
    leave_other_agendas(by=by, thing=report, meeting=meeting)
    return report


@transaction.atomic
def add_committee_comment(*, by: Person, report: Report, body: Body) -> Part:
    """Return the part in which the board comments a committee's report, a new one if there was none (F-4, F-8)."""
    require(report.body_id is None, "Kommunstyrelsen kommenterar i kommunens rapport.", "F-8")
    require(can_lead(by, report), "Bara de som sammanställer kommunens rapport lägger till kommentarer.")
    require(report.state in rules.UNFINISHED, "Rapporten är lämnad.", "F-4")
    known = report.parts.filter(kind=PartKind.COMMITTEE, about=body).first()
    if known is not None:
        return known
    part = Part(report=report, kind=PartKind.COMMITTEE, rank=500 + body.rank, about=body)
    lay_in(Writers(report.round), [part], report.owner)
    record(by=by, verb="add_part", on=part, sentence=f"Lade till en kommentar till {body}.")
    return part


def receive_ruling(report: Report, step: str, decision: Decision, changes: Mapping[str, Any]) -> None:
    """Take in what a body decided about the report: its judgements are decided on the day of the decision (F-8).

    ``changes`` names judgements that the decision changed, as ``goal_<id>``. When the council adopts, the board's
    judgements stand as the council's own unless the decision says otherwise.
    """
    receive_sound(report, step, decision, changes)
    judged = list(Assessment.objects.of_report(report))
    if step in {"decide", "prepare"}:
        for one in judged:
            one.value, one.departure = _changed(one, decision, changes)
            one.decided_on = decision.decided_on
        Assessment.objects.bulk_update(judged, ["value", "departure", "decided_on"])
    if step == "adopt":
        _adopt_judgements(judged, decision, changes)


def _changed(judged: Assessment, decision: Decision, changes: Mapping[str, Any]) -> tuple[str, str]:
    """Return the value that the decision gives the judgement, and why it departs from the measures (F-6)."""
    value = str(changes.get(f"goal_{judged.goal_id}", "")) or judged.value
    if value == judged.value:
        return judged.value, judged.departure
    return value, "" if judged.proposed in ("", value) else f"Enligt beslut av {decision.reference}."


def _adopt_judgements(judged: list[Assessment], decision: Decision, changes: Mapping[str, Any]) -> None:
    for one in judged:
        value, departure = _changed(one, decision, changes)
        Assessment.objects.update_or_create(
            goal=one.goal,
            round=one.round,
            body=decision.meeting.body,
            receiver=None,
            defaults={
                "version": one.version,
                "value": value,
                "forecast": one.forecast,
                "reason": decision.text or one.reason,
                "proposed": one.proposed,
                "departure": departure,
                "figures": one.figures,
                "by": None,
                "judged_on": decision.decided_on,
                "decided_on": decision.decided_on,
            },
        )


def follow_step(report: Report, step: str, by: Person | None) -> None:
    """Close what the step has done and open what it leaves to the next: nothing owed is forgotten (F-2, F-4)."""
    owner = report.owner
    if step == "hand_in":
        close_tasks(by=by, thing=report, kind=TaskKind.HAND_IN_REPORT)
        close_tasks(by=by, thing=report, kind=TaskKind.COMPILE_REPORT)
        by_day = report.round.committees_by if report.body_id else report.round.board_by
        _owe_decision(report, owner, by_day)
        return
    close_tasks(by=by, thing=report, kind=TaskKind.RECORD_DECISION)
    if step == "prepare":
        open_discharges(report)
        council = Body.objects.get(kind=BodyKind.COUNCIL, to_on=None)
        _owe_decision(report, council, report.round.council_by)
    if step == "decide":
        owe_plan(report)
        _close_year(report, by)
    if step == "send_back":
        owe_report(report)


def _close_year(report: Report, by: Person | None) -> None:
    """Close the committee's year when it has decided its part of the annual report: committee by committee (X-12)."""
    if report.body is None or report.round.kind != RoundKind.ANNUAL:
        return
    decided = report.round.reports.filter(state="decided", body__isnull=False)
    close_year(by=by, body=report.body, year=report.round.year, closed=set(decided.values_list("body", flat=True)))


def _owe_decision(report: Report, body: Body, due_on: datetime.date) -> None:
    heading = f"Registrera beslutet om {report}"[:300]
    kind = TaskKind.RECORD_DECISION
    open_task(kind=kind, thing=report, body=body, side="secretary", due_on=due_on, heading=heading)
