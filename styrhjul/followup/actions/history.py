"""Load rounds and reports that were decided before Styrhjul came, with the mark of D-7."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from styrhjul.budget.models import AppropriationArea
from styrhjul.followup import weighing
from styrhjul.followup.actions.forecasting import keep_forecasts
from styrhjul.followup.actions.opening import MONEY_RANK
from styrhjul.followup.models import Assessment, Part, Report, Round
from styrhjul.followup.terms import PartKind, PartState, RoundKind
from styrhjul.goals.models import GoalVersion
from styrhjul.goals.terms import Level
from styrhjul.governance.actions import load_as_adopted
from styrhjul.governance.models import Decision
from styrhjul.organisation.actions import record
from styrhjul.organisation.models import Body


@dataclass(frozen=True)
class Past:
    """What an old report said of a goal: its text, the judgement with its reason, and what the measures spoke for."""

    version: GoalVersion
    text: str
    value: str
    reason: str
    departure: str = ""
    proposal: weighing.Proposal | None = None


@dataclass(frozen=True)
class PastMoney:
    """What an old report said of an area's money: its text, and the full-year forecast in kronor."""

    area: AppropriationArea
    text: str
    net_cost: int | None = None


@transaction.atomic
def load_round(*, kind: str, year: int, is_example: bool = False, **days: datetime.date) -> Round:
    """Return a round that was carried through before Styrhjul; it counts as opened on its first day (D-7)."""
    round_ = Round.objects.create(kind=kind, year=year, is_example=is_example, opened_on=days["opens_on"], **days)
    record(by=None, verb="load", on=round_, sentence=f"Läste in {round_.name}.")
    return round_


@transaction.atomic
def load_report(
    *,
    round_: Round,
    body: Body | None,
    judges: Sequence[Body],
    text: str,
    goals: Sequence[Past],
    decision: Decision,
    money: Sequence[PastMoney] = (),
) -> Report:
    """Return a report decided before Styrhjul, with its parts, the judgements of each judge, and the version (D-7).

    ``judges`` are the committee itself, or the board and the council for the municipality's report (F-8).
    Raises Refused for a decision that was recorded in Styrhjul.
    """
    report = Report.objects.create(round=round_, body=body)
    due_on = round_.parts_due_on if body else round_.board_by
    whole = Part(report=report, kind=PartKind.WHOLE, due_on=due_on, state=PartState.HANDED, text=text)
    parts = [
        Part(
            report=report, kind=PartKind.GOAL, version=past.version, rank=rank, due_on=due_on,
            state=PartState.HANDED, text=past.text,
        )
        for rank, past in enumerate(goals, start=1)
    ]  # fmt: skip
    Part.objects.bulk_create([whole, *parts])
    Assessment.objects.bulk_create(
        _judgement(report, judge, past, decision.decided_on) for past in goals for judge in judges
    )
    _load_money(report, money, due_on)
    ends_early = body is not None or round_.kind == RoundKind.QUARTERLY
    return load_as_adopted(thing=report, decision=decision, state="decided" if ends_early else "adopted")


def _load_money(report: Report, money: Sequence[PastMoney], due_on: datetime.date) -> None:
    """Keep what the old report said of each area: a part and a forecast (F-1, X-7)."""
    Part.objects.bulk_create(
        Part(
            report=report, kind=PartKind.MONEY, area=past.area, rank=rank, due_on=due_on, state=PartState.HANDED,
            text=past.text,
        )
        for rank, past in enumerate(money, start=MONEY_RANK)
    )  # fmt: skip
    forecasts = {past.area.pk: past.net_cost for past in money if past.net_cost is not None}
    keep_forecasts(report, None, forecasts, None)


def _judgement(report: Report, judge: Body, past: Past, decided_on: datetime.date) -> Assessment:
    """Return the judgement, not saved: a directed goal in a committee's own report is judged as its share (F-8)."""
    is_share = past.version.level == Level.DIRECTED and report.body_id is not None
    proposal = past.proposal
    return Assessment(
        goal_id=past.version.goal_id,
        version=past.version,
        round=report.round,
        body=judge,
        receiver=report.body if is_share else None,
        value=past.value,
        reason=past.reason,
        departure=past.departure,
        proposed=proposal.value if proposal else "",
        figures=[[w.verdict, w.level, w.sentence] for w in proposal.measures] if proposal else [],
        judged_on=decided_on,
        decided_on=decided_on,
    )
