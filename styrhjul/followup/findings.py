"""What departs from the rules of follow-up, each with the way to mend it (X-1; F, M-5)."""

import datetime
from collections import Counter
from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType

from styrhjul.budget.rules import kronor
from styrhjul.documents.words import enumerated, long_date
from styrhjul.followup import rules
from styrhjul.followup.auditing import AUDITED
from styrhjul.followup.contents import left_out
from styrhjul.followup.models import Assessment, Discharge, Part, RemedyPlan, Report, Round
from styrhjul.followup.own_goals import owed_in
from styrhjul.followup.terms import PartKind, PartState
from styrhjul.goals.models import Commission, GoalVersion, Share
from styrhjul.goals.terms import Level
from styrhjul.governance.models import DecisionLine
from styrhjul.governance.registry import Finding
from styrhjul.organisation.models import Body
from styrhjul.organisation.once import once
from styrhjul.organisation.terms import BodyKind


def find(year: int, on: datetime.date) -> Iterator[Finding]:
    """Yield the findings of the year's follow-up, as seen on the day (X-1)."""
    yield from late_reports(year, on)
    yield from thin_parts(year, on)
    yield from owed_plans(year, on)
    yield from left_behind(year)
    yield from unaudited(year)
    yield from thin_rounds(year)
    yield from unjudged(year, on)


def of_goals(year: int, _on: datetime.date) -> Iterator[Finding]:
    """Yield the findings about how goals are judged (X-3)."""
    yield from disagreements(year)


def left_behind(year: int) -> Iterator[Finding]:
    """O-5: a body that has ended before the year, in which goals or commissions still run or a remedy plan is owed."""
    first = datetime.date(year, 1, 1)
    bodies = list(Body.objects.filter(to_on__lt=first).named(first))
    if not bodies:  # as in nearly every year: the others are not asked
        return
    running = GoalVersion.objects.in_year(year).filter(state="adopted")
    own = running.filter(goal__level=Level.COMMITTEE, body__in=bodies).values_list("body", flat=True)
    given = Share.objects.filter(version__in=running, body__in=bodies).values_list("body", flat=True)
    goals = Counter([*own, *given])
    owed = RemedyPlan.objects.owed().filter(body__in=bodies)
    plans = Counter(owed.values_list("body", flat=True))
    commissions = Counter(Commission.objects.running().filter(body__in=bodies).values_list("body", flat=True))
    for body in (one for one in bodies if goals[one.pk] or plans[one.pk] or commissions[one.pk]):
        told = [f"{goals[body.pk]} mål"] if goals[body.pk] else []
        if plans[body.pk]:
            told.append(f"{plans[body.pk]} {'åtgärdsplan' if plans[body.pk] == 1 else 'åtgärdsplaner'}")
        if commissions[body.pk]:
            told.append(f"{commissions[body.pk]} uppdrag")
        counted = enumerated(told)
        message = f"{body} upphör {body.to_on}. {counted} har inte gått över till en efterföljare."
        yield Finding("O-5", body, message, "Låt dem gå över", "overgang")


def thin_rounds(year: int) -> Iterator[Finding]:
    """F-1: a round of the municipality whose contents leave out goals or money that its reports ought to hold."""
    for one in Round.objects.filter(year=year, body=None).exclude(contents={}):
        lacking = left_out(one.kind, one.holds)
        if lacking:
            named = enumerated(lacking)
            message = f"{one.name} innehåller inte {named}."
            yield Finding("F-1", one, message, "Läs innehållet" if one.opened_on else "Ändra innehållet", "innehall")


def unaudited(year: int) -> Iterator[Finding]:
    """F-10: a report that waits for the council, or that it has decided, without the auditors' statement; discharge."""
    reports = Report.objects.filter(body=None, round__year=year, round__kind__in=AUDITED, statements=None)
    kind = ContentType.objects.get_for_model(Report)
    old = DecisionLine.objects.filter(content_type=kind, decision__before_styrhjul=True)
    waiting = list(reports.filter(state__in=["prepared", "adopted"]).select_related("round"))
    loaded = set(old.values_list("object_id", flat=True)) if waiting else set()
    for report in waiting:
        if report.state == "prepared":
            message = f"{report.round.name} väntar på revisorernas utlåtande."
            yield Finding("F-10", report, message, "Bifoga utlåtandet", "revision")
        elif report.pk not in loaded:
            message = f"Fullmäktige beslutade {report.round.name.lower()} utan revisorernas utlåtande."
            yield Finding("F-10", report, message, "Läs besluten", "beslut")
    open_ = Discharge.objects.filter(report__round__year=year, report__state="adopted", state="prepared")
    for discharge in open_.select_related("report__round", "body"):
        message = f"Fullmäktige har inte prövat ansvarsfriheten för {discharge.body}."
        yield Finding("F-10", discharge, message, "Ta upp ansvarsfriheten")


def owed_plans(year: int, on: datetime.date) -> Iterator[Finding]:
    """F-2: a plan that the board has not got, from the day that it is owed; and one that the board has not treated."""
    plans = RemedyPlan.objects.filter(report__round__year=year).exclude(state="adopted").select_related("body")
    for plan in plans.select_related("report__round"):
        if plan.state in rules.OWED:
            when = "skulle ha lämnats" if plan.due_on < on else "lämnas"
            message = (
                f"{plan.report.round.name} visar ett underskott på {kronor(plan.deficit)}. Uppdaterad prognos och "
                f"åtgärdsplan {when} till kommunstyrelsen senast {long_date(plan.due_on)}."
            )
            yield Finding("F-2", plan, message, "Lämna planen")
        elif plan.due_on.replace(day=30) < on:
            yield Finding("F-2", plan, "Kommunstyrelsen har inte behandlat åtgärdsplanen.", "Ta upp planen")


def late_reports(year: int, on: datetime.date) -> Iterator[Finding]:
    """F-4: a committee whose day has passed without a report stands as «ej inlämnad»."""
    late = Report.objects.filter(
        round__year=year, body__isnull=False, state__in=rules.UNFINISHED, round__committees_by__lt=on
    )
    for report in late.select_related("round", "body"):
        message = f"Ej inlämnad; skulle vara klar {long_date(report.round.committees_by)}."
        yield Finding("F-4", report, message, "Lämna in rapporten")


def thin_parts(year: int, on: datetime.date) -> Iterator[Finding]:
    """M-5, F-4: a goal judged without an analysis, and a part past its day."""
    parts = Part.objects.filter(report__round__year=year, report__state__in=rules.UNFINISHED)
    listed = list(parts.select_related("report__round", "report__body", "version", "about", "area"))
    judged = set(Assessment.objects.filter(round__year=year).values_list("goal_id", "round_id", "body_id"))
    board = once("the board", _board)
    for part in listed:
        judge = part.report.body_id or board
        key = (part.version.goal_id, part.report.round_id, judge) if part.version else None
        if part.kind == PartKind.GOAL and key in judged and not part.text.strip():
            yield Finding("M-5", part, "Målet är bedömt men analysen saknas.", "Skriv analysen", "text")
        if part.due_on < on and part.state != PartState.HANDED:
            yield Finding("F-4", part, f"Delen skulle ha lämnats {long_date(part.due_on)}.", "Skriv klart delen")


def unjudged(year: int, on: datetime.date) -> Iterator[Finding]:
    """F-8: a plan with own goals that its head has not judged, once the day for the parts of the round has passed."""
    for one in owed_in(year):
        if one.round.parts_due_on < on:
            when = long_date(one.round.parts_due_on)
            message = f"{one.left} av {one.of} egna mål skulle ha bedömts i {one.round.name} {when}."
            yield Finding("F-8", one.plan, message, "Bedöm målen", "egna")


def disagreements(year: int) -> Iterator[Finding]:
    """X-3: a judgement that departs from what the measures speak for, shown with its reason.

    One that is not decided stands at its part, which only those read who may read the draft (O-8).
    """
    rows = Assessment.objects.filter(round__year=year).exclude(departure="")
    listed = list(rows.select_related("version__goal", "body", "unit"))
    parts = _parts_of([judged for judged in listed if judged.decided_on is None])
    for judged in listed:
        message = f"{judged.judge} bedömer annorlunda än måtten: {judged.departure}"
        part = parts.get(judged.pk)
        if part is not None:
            yield Finding("X-3", part, message, "Läs bedömningen")
        elif judged.decided_on is not None or judged.unit is not None:
            yield Finding("X-3", judged.version, message, "Läs bedömningen", "bedomningar")


def _board() -> int | None:
    return Body.objects.filter(kind=BodyKind.BOARD, to_on=None).values_list("pk", flat=True).first()


def _parts_of(judged: list[Assessment]) -> dict[int, Part]:
    """Return the part in which each judgement stands, by the judgement's id; one query for all."""
    if not judged:
        return {}
    rounds = {one.round_id for one in judged}
    parts = Part.objects.filter(kind=PartKind.GOAL, report__round__in=rounds).select_related(
        "report__round", "report__body", "version__goal"
    )
    board = once("the board", _board)
    found: dict[tuple[int, int, int | None, int | None], Part] = {}
    for part in parts:
        if part.version is not None:
            judge = part.report.body_id or board
            found[part.report.round_id, part.version.goal_id, judge, part.receiver_id] = part
    keyed = {one.pk: found.get((one.round_id, one.goal_id, one.body_id, one.receiver_id)) for one in judged}
    return {pk: part for pk, part in keyed.items() if part is not None}
