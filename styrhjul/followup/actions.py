"""Verbs of the follow-up: plan and open rounds, write parts, judge, forecast, and what follows a decision (F)."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from styrhjul.followup import rules
from styrhjul.followup.figures import series_of
from styrhjul.followup.models import Assessment, MeasureForecast, Part, Report, Round
from styrhjul.followup.terms import PartKind, PartState
from styrhjul.goals.models import GoalVersion, Measure, PlannedGoal
from styrhjul.goals.terms import Level
from styrhjul.governance.actions import close_tasks, open_task, require
from styrhjul.governance.models import Decision, GovernanceModel
from styrhjul.governance.terms import TaskKind
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import now, today
from styrhjul.organisation.models import Body, Person, Position, running
from styrhjul.organisation.terms import BodyKind, Role, UnitKind


@transaction.atomic
def plan_round(*, by: Person | None, kind: str, year: int, is_example: bool = False, **days: datetime.date) -> Round:
    """Return the round of the year with its days, a new one if there was none (F-1, W-2)."""
    round_, is_new = Round.objects.get_or_create(kind=kind, year=year, defaults={"is_example": is_example, **days})
    if is_new:
        record(by=by, verb="plan", on=round_, sentence=f"Planerade {round_.name}.")
    return round_


def _writer_of(version: GoalVersion | None, body: Body, on: datetime.date) -> Person | None:
    """Return who gets a part: the head of the department that answers for the goal (P-7), else the administration's."""
    heads = Position.objects.running(on).filter(role=Role.HEAD).select_related("person")
    if version is not None:
        planned = PlannedGoal.objects.filter(
            goal=version.goal, plan__year=on.year, plan__unit__ties__body=body, responsible__isnull=False
        ).first()
        head = heads.filter(unit=planned.responsible_id).first() if planned else None
        if head is not None:
            return head.person
    served = heads.filter(running(on, "unit__ties__"), unit__ties__body=body, unit__kind=UnitKind.ADMINISTRATION)
    head = served.order_by("-unit__ties__is_main", "id").first()
    return head.person if head else None


def _open_part(report: Report, kind: str, body: Body, rank: int, **about: Any) -> Part:
    round_ = report.round
    version: GoalVersion | None = about.get("version")
    part = Part.objects.create(
        report=report,
        kind=kind,
        rank=rank,
        due_on=round_.parts_due_on if report.body_id else round_.board_by,
        responsible=_writer_of(version if report.body_id else None, body, round_.opens_on),
        **about,
    )
    if part.responsible is not None:
        open_task(
            kind=TaskKind.WRITE_PART,
            thing=part,
            person=part.responsible,
            due_on=part.due_on,
            heading=f"Skriv om {part.heading}"[:300] if version else f"Skriv den samlade texten för {body}"[:300],
        )
    return part


def assessed_goals(round_: Round) -> list[GoalVersion]:
    """Return the adopted versions that the round assesses, in the order of the chain (F-1)."""
    levels = rules.ASSESSED[round_.kind]
    versions = GoalVersion.objects.in_year(round_.year).decided().filter(goal__level__in=levels)
    order = [Level.OVERALL, Level.FINANCIAL, Level.DIRECTED, Level.COMMITTEE]
    listed = versions.select_related("goal", "body").prefetch_related("shares")
    return sorted(listed, key=lambda v: (order.index(Level(v.level)), v.body.rank if v.body else 0, v.rank, v.pk))


@transaction.atomic
def open_round(*, by: Person | None, round_: Round) -> Round:
    """Open the round: a report for each committee, one for the whole, their parts and the tasks (F-4).

    Safe to run again: what is open already stays as it is. Raises Refused before the round's first day.
    """
    require(by is None or by.rights.is_overseer or by.rights.has(Role.SECRETARY), "Du öppnar inte uppföljningar.")
    if today() < round_.opens_on:
        raise Refused(f"{round_.name} öppnar {round_.opens_on}.", "F-4")
    versions = assessed_goals(round_)
    bodies = list(Body.objects.existing(round_.opens_on).committees().named(round_.opens_on))
    for body in bodies:
        report, is_new = Report.objects.get_or_create(round=round_, body=body)
        if is_new:
            _open_committee_report(report, body, versions)
    board = next(body for body in bodies if body.kind == BodyKind.BOARD)
    whole, is_new = Report.objects.get_or_create(round=round_, body=None)
    if is_new:
        _open_part(whole, PartKind.WHOLE, board, 0)
        judged = [v for v in versions if v.level in {Level.OVERALL, Level.FINANCIAL, Level.DIRECTED}]
        for rank, version in enumerate(judged, start=1):
            _open_part(whole, PartKind.GOAL, board, rank, version=version)
        record(by=by, verb="open", on=whole, sentence=f"Öppnade {round_.name}.")
    round_.opened_on = round_.opened_on or today()
    round_.save(update_fields=["opened_on"])
    return round_


def _open_committee_report(report: Report, body: Body, versions: list[GoalVersion]) -> None:
    """Lay in the parts of a committee's report: a text on the whole, its own goals, its shares of directed goals."""
    _open_part(report, PartKind.WHOLE, body, 0)
    own = [v for v in versions if v.level == Level.COMMITTEE and v.body_id == body.pk]
    given = [v for v in versions if any(share.body_id == body.pk for share in v.shares.all())]
    for rank, version in enumerate([*given, *own], start=1):
        _open_part(report, PartKind.GOAL, body, rank, version=version)
    open_task(
        kind=TaskKind.HAND_IN_REPORT,
        thing=report,
        body=body,
        side="head",
        due_on=report.round.committees_by,
        heading=f"Lämna {report.round.name.lower()} till {body}"[:300],
    )
    record(by=None, verb="open", on=report, sentence=f"Öppnade {report}.")


def can_write(user: object, part: Part) -> bool:
    """Tell whether the user writes in the part: its responsible until it is handed over, the heads until all is."""
    if not isinstance(user, Person) or part.report.state not in rules.UNFINISHED or user.rights.is_elected:
        return False
    if _leads_report(user, part.report):
        return True
    return part.state != PartState.HANDED and Part.objects.written_by(user).filter(pk=part.pk).exists()


def _leads_report(user: Person, report: Report) -> bool:
    """Tell whether the user heads or controls what serves the report's body; for the whole, the board (O-6)."""
    owner = report.places.owner
    return owner in user.rights.drafts_for and not user.rights.is_elected


def _locked_part(part: Part, by: Person) -> Part:
    part = Part.objects.select_for_update(of=("self",)).get(pk=part.pk)
    require(can_write(by, part), "Du kan inte skriva i delen: den är lämnad eller hör till någon annan.", "F-4")
    return part


@transaction.atomic
def write_part(*, by: Person, part: Part, text: str, edition: int) -> Part:
    """Return the part with the text saved. Raises Refused when somebody else has saved since ``edition`` was read."""
    part = _locked_part(part, by)
    if part.edition != edition and part.text != text:
        raise Refused(
            f"{part.saved_by} sparade delen medan du skrev. Din text finns kvar i rutan: jämför och spara igen.",
            "F-4",
            {"text": "Någon annan har sparat. Läs deras text nedanför och spara igen."},
        )
    part.text, part.edition, part.saved_at, part.saved_by = text, part.edition + 1, now(), by
    part.save(update_fields=["text", "edition", "saved_at", "saved_by"])
    record(by=by, verb="write", on=part, sentence=f"Skrev i delen «{part}».")
    return part


@transaction.atomic
def assign_part(*, by: Person, part: Part, person: Person) -> Part:
    """Return the part with who has it; the task moves with it (F-4)."""
    require(_leads_report(by, part.report), "Bara förvaltningens chef eller controller fördelar delarna.")
    close_tasks(by=by, thing=part, kind=TaskKind.WRITE_PART)
    part.responsible = person
    part.save(update_fields=["responsible"])
    open_task(
        kind=TaskKind.WRITE_PART,
        thing=part,
        person=person,
        due_on=part.due_on,
        heading=f"Skriv om {part.heading}"[:300],
    )
    record(by=by, verb="assign", on=part, sentence=f"{person} har delen «{part}».")
    return part


@transaction.atomic
def hand_over_part(*, by: Person, part: Part) -> Part:
    """Return the part handed over to the head, its task done (F-4). Raises Refused for a goal without a judgement."""
    part = _locked_part(part, by)
    if part.kind == PartKind.GOAL and not judgements_in(part).exists():
        raise Refused("Bedöm målet innan du lämnar delen.", "F-6", {"value": "Välj i vilken mån målet är uppnått."})
    if not part.text.strip():
        raise Refused("Skriv analysen innan du lämnar delen.", "M-5", {"text": "Skriv varför det blev så."})
    part.state, part.return_reason = PartState.HANDED, ""
    part.save(update_fields=["state", "return_reason"])
    close_tasks(by=by, thing=part, kind=TaskKind.WRITE_PART)
    record(by=by, verb="hand_over", on=part, sentence=f"Lämnade delen «{part}».")
    return part


@transaction.atomic
def return_part(*, by: Person, part: Part, reason: str) -> Part:
    """Return the part sent back to who wrote it, with a reason (F-4)."""
    part = Part.objects.select_for_update(of=("self",)).get(pk=part.pk)
    require(_leads_report(by, part.report), "Bara förvaltningens chef eller controller lämnar tillbaka delar.")
    require(part.state == PartState.HANDED, "Delen är inte lämnad än.", "F-4")
    if not reason.strip():
        raise Refused("Skriv vad som behöver göras.", "F-4", {"reason": "Skriv vad som behöver göras."})
    part.state, part.return_reason = PartState.RETURNED, reason.strip()
    part.save(update_fields=["state", "return_reason"])
    if part.responsible is not None:
        open_task(
            kind=TaskKind.WRITE_PART,
            thing=part,
            person=part.responsible,
            due_on=part.due_on,
            heading=f"Komplettera {part.heading}"[:300],
        )
    record(by=by, verb="return", on=part, sentence=f"Lämnade tillbaka delen «{part}». {reason.strip()}")
    return part


def judging_body(part: Part) -> Body:
    """Return who judges in the part: the committee in its own report, the board in the municipality's (F-8)."""
    return part.report.body or Body.objects.get(kind=BodyKind.BOARD, to_on=None)


def _receiver(part: Part) -> Body | None:
    """Return the receiver whose share is judged: a directed goal in a committee's own report (F-8)."""
    is_share = part.version is not None and part.version.level == Level.DIRECTED and part.report.body_id is not None
    return part.report.body if is_share else None


def judgements_in(part: Part) -> Any:
    """Return the judgements that the part's report has made of its goal: none or one."""
    if part.version is None:
        return Assessment.objects.none()
    return Assessment.objects.filter(
        goal=part.version.goal_id, round=part.report.round_id, body=judging_body(part), receiver=_receiver(part)
    )


def proposal_for(part: Part) -> rules.Proposal:
    """Return what the measures speak for, with the arithmetic (F-6); hidden figures are used, not shown (M-7)."""
    assert part.version is not None
    round_ = part.report.round
    settings = GovernanceModel.objects.settings_for(round_.year)
    series = series_of([part.version], round_.year, round_, part.report.body_id)[part.version.pk]
    return rules.propose([one.facts(round_.year) for one in series], settings.near_target_share)


@transaction.atomic
def assess(*, by: Person, part: Part, value: str, reason: str, departure: str = "", forecast: str = "") -> Assessment:
    """Return the body's judgement of the goal in the part, with the very figures used (F-6, F-8, X-3).

    Raises Refused without a reason, or when it departs from the proposal without saying why.
    """
    part = _locked_part(part, by)
    require(part.kind == PartKind.GOAL, "Delen handlar inte om ett mål.", "F-8")
    assert part.version is not None
    proposal = proposal_for(part)
    rules.check_assessment(value=value, reason=reason, proposed=proposal.value, departure=departure)
    departs = value != proposal.value
    made, _ = Assessment.objects.update_or_create(
        goal=part.version.goal,
        round=part.report.round,
        body=judging_body(part),
        receiver=_receiver(part),
        defaults={
            "version": part.version,
            "value": value,
            "reason": reason.strip(),
            "forecast": forecast,
            "proposed": proposal.value,
            "departure": departure.strip() if departs else "",
            "figures": [[w.verdict, w.level, w.sentence] for w in proposal.measures],
            "by": by,
            "judged_on": today(),
        },
    )
    record(by=by, verb="assess", on=part, sentence=f"Bedömde «{part}»: {made.get_value_display().lower()}.")
    return made


@transaction.atomic
def forecast_measure(*, by: Person, part: Part, measure: Measure, value: Decimal | None) -> MeasureForecast | None:
    """Return the full-year forecast of a measure in the round, None when it is taken away (M-2)."""
    part = _locked_part(part, by)
    require(part.version is not None, "Delen handlar inte om ett mål.", "M-2")
    receiver = _receiver(part)
    if value is None:
        MeasureForecast.objects.filter(round=part.report.round, measure=measure, body=receiver).delete()
        return None
    made, _ = MeasureForecast.objects.update_or_create(
        round=part.report.round,
        measure=measure,
        body=receiver,
        defaults={"value": value, "by": by, "made_on": today()},
    )
    record(by=by, verb="forecast", on=part, sentence=f"Prognos för {measure}: {value}.")
    return made


def receive_ruling(report: Report, step: str, decision: Decision, changes: Mapping[str, Any]) -> None:
    """Take in what a body decided about the report: its judgements are decided on the day of the decision (F-8).

    When the council adopts, the board's judgements stand as the council's own unless the decision says otherwise.
    """
    body = decision.meeting.body
    judged = Assessment.objects.filter(round=report.round, decided_on=None)
    if step in {"decide", "prepare"}:
        judged.filter(body=body).filter(_of_report(report)).update(decided_on=decision.decided_on)
    if step == "adopt":
        _adopt_judgements(report, body, decision, changes)


def _of_report(report: Report) -> Q:
    """Return the condition that a judgement was made in the report: the board's own goals are in its own report."""
    goals = [part.version.goal_id for part in report.parts.select_related("version") if part.version]
    return Q(goal__in=goals)


def _adopt_judgements(report: Report, council: Body, decision: Decision, changes: Mapping[str, Any]) -> None:
    board = Body.objects.get(kind=BodyKind.BOARD, to_on=None)
    for judged in Assessment.objects.filter(_of_report(report), round=report.round, body=board, receiver=None):
        changed = str(changes.get(f"goal_{judged.goal_id}", ""))
        is_changed = bool(changed) and changed != judged.value
        Assessment.objects.update_or_create(
            goal=judged.goal,
            round=report.round,
            body=council,
            receiver=None,
            defaults={
                "version": judged.version,
                "value": changed or judged.value,
                "forecast": judged.forecast,
                "reason": decision.text or judged.reason,
                "proposed": judged.proposed,
                "departure": judged.departure or (decision.reference if is_changed else ""),
                "figures": judged.figures,
                "by": None,
                "judged_on": decision.decided_on,
                "decided_on": decision.decided_on,
            },
        )


def follow_step(report: Report, step: str, by: Person | None) -> None:
    """Close what the step has done: the head's task when the report is handed in (F-4)."""
    if step == "hand_in":
        close_tasks(by=by, thing=report, kind=TaskKind.HAND_IN_REPORT)


def last_text(part: Part) -> tuple[Part | None, Assessment | None]:
    """Return the same goal's part and judgement in the last round of the same kind, to stand beside (F-4)."""
    earlier = Part.objects.filter(
        report__round__kind=part.report.round.kind,
        report__round__year__lt=part.report.round.year,
        report__body=part.report.body,
        kind=part.kind,
    ).order_by("-report__round__year")
    if part.version is not None:
        earlier = earlier.filter(version__goal=part.version.goal_id)
    found = earlier.select_related("report__round").first()
    return found, judgements_in(found).first() if found else None
