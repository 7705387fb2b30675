"""Judge sound financial management: the board proposes in the municipality's report, the council decides (F-7)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from styrhjul.followup import soundness
from styrhjul.followup.actions.parts import lock_to_write
from styrhjul.followup.models import Assessment, Part, Report, SoundManagement
from styrhjul.followup.terms import PartKind
from styrhjul.goals.terms import Level
from styrhjul.governance.actions import require
from styrhjul.governance.models import Decision, GovernanceModel
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Person

#: What a decision that changes the judgement calls it among its changes.
CHANGE = "sound"

#: The two groups that the goals for sound financial management are (domain, terms).
GROUPS = ((Level.FINANCIAL, "Finansiella mål"), (Level.DIRECTED, "Riktade mål"))


def propose_sound(report: Report) -> soundness.SoundProposal:
    """Return what the board's judgements in the municipality's report speak for; two queries (F-7)."""
    settings = GovernanceModel.objects.settings_for(report.round.year)
    judged = dict(Assessment.objects.of_report(report).values_list("goal_id", "value"))
    parts = report.parts.filter(version__isnull=False).values_list("version__goal", "version__goal__level")
    groups = [
        soundness.group_of(name, [judged.get(goal, "") for goal, of_level in parts if of_level == level])
        for level, name in GROUPS
    ]
    return soundness.propose(groups, settings.sound_share)


@transaction.atomic
def judge_sound(*, by: Person, part: Part, value: str, reason: str, departure: str = "") -> SoundManagement:
    """Return the board's judgement with its ground and the arithmetic used (F-7).

    Raises Refused without a reason, or when it departs from the proposal without saying why.
    """
    part = lock_to_write(part, by)
    require(part.kind == PartKind.SOUND, "Delen handlar inte om god ekonomisk hushållning.", "F-7")
    proposal = propose_sound(part.report)
    soundness.check(value=value, reason=reason, proposed=proposal.value, departure=departure)
    departs = proposal.value not in ("", value)
    made, _ = SoundManagement.objects.update_or_create(
        round=part.report.round,
        body_id=part.judge_id,
        defaults={
            "value": value,
            "reason": reason.strip(),
            "proposed": proposal.value,
            "departure": departure.strip() if departs else "",
            "lines": list(proposal.lines),
            "by": by,
            "judged_on": today(),
        },
    )
    record(by=by, verb="assess", on=part, sentence="Bedömde god ekonomisk hushållning.")
    return made


def receive_sound(report: Report, step: str, decision: Decision, changes: Mapping[str, Any]) -> None:
    """Take in what a decision made of the judgement: the board's own, and the council's beside it (F-7).

    The council decides freely; what it does not change stands as the board judged it.
    """
    judged = SoundManagement.objects.of_report(report)
    if judged is None:
        return
    value = str(changes.get(CHANGE, "")) or judged.value
    why = "" if judged.proposed in ("", value) else judged.departure or f"Enligt beslut av {decision.reference}."
    if step in {"decide", "prepare"}:
        judged.value, judged.departure, judged.decided_on = value, why, decision.decided_on
        judged.save(update_fields=["value", "departure", "decided_on"])
    if step == "adopt":
        SoundManagement.objects.update_or_create(
            round=judged.round,
            body=decision.meeting.body,
            defaults={
                "value": value, "reason": decision.text or judged.reason, "proposed": judged.proposed,
                "departure": why, "lines": judged.lines, "judged_on": decision.decided_on,
                "decided_on": decision.decided_on,
            },
        )  # fmt: skip
