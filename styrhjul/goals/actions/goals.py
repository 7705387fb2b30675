"""Verbs of goals: draft, revise, direct, answer, review (G)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from styrhjul.goals import rules
from styrhjul.goals.models import Disclaimer, Goal, GoalMeasure, GoalVersion, Measure, Plan, Review, Share, Target
from styrhjul.goals.terms import Level, ReviewOutcome, Sex, TargetKind
from styrhjul.governance.actions import close_tasks, locked, put_on_agenda, require, take_step
from styrhjul.governance.models import Decision, Meeting
from styrhjul.governance.terms import TaskKind
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Unit
from styrhjul.organisation.terms import BodyKind

#: The texts of a version that its drafters write.
FIELDS = (
    "heading",
    "text",
    "explanation",
    "challenge",
    "present_state",
    "new_state",
    "analysis",
    "fulfilled_by",
    "target_group",
    "purpose",
    "criteria",
    "follow_up",
    "quality",
    "kind",
    "contribution",
    "ground",
    "ground_text",
    "guideline",
    "rank",
)


#: What the matter is called on an agenda, by level (D-8).
AGENDA = {
    Level.VISION: "Vision",
    Level.OVERALL: "Övergripande mål",
    Level.FINANCIAL: "Finansiella mål",
    Level.DIRECTED: "Riktade mål",
    Level.COMMITTEE: "Nämndsmål",
    Level.OPERATIONAL: "Verksamhetsmål",
    Level.DEPARTMENT: "Avdelningsmål",
}


@dataclass(frozen=True)
class Aim:
    """A target as it is given for a measure of a goal: the level aimed at in a year (M-2)."""

    year: int
    value: Decimal | None
    kind: str = TargetKind.LEVEL
    sex: str = Sex.TOTAL
    base_year: int | None = None
    body: Body | None = None


def can_draft(user: Person | None, version: GoalVersion) -> bool:
    """Tell whether the user writes in the goal while it is a draft: drafters of its body, heads over its unit (O-6).

    A goal of a plan is written as long as the plan is.
    """
    if user is None or version.state not in rules.UNFINISHED:
        return user is None
    if version.plan is not None and version.plan.state not in rules.UNFINISHED:
        return False
    if version.unit_id:
        return version.unit_id in user.units_led and not user.rights.is_elected
    return version.body_id in user.rights.drafts_for


def _check_drafter(by: Person | None, body: Body | None, unit: Unit | None) -> None:
    if by is None:
        return
    if body is not None:
        require(body.pk in by.rights.drafts_for, f"Du kan inte skriva mål åt {body}.")
    if unit is not None:
        require(unit.pk in by.units_led, f"Du kan inte skriva mål åt {unit}.")
        require(not by.rights.is_elected, "Förtroendevalda skriver inte i planer.")


def _check_parent(level: str, parent: Goal | None) -> None:
    if parent is not None and parent.level not in rules.PARENTS[level]:
        raise Refused(
            f"Ett {Level(level).label.lower()} kan inte bidra till ett {Level(parent.level).label.lower()}.",
            "G-1",
            {"parent": "Välj ett mål på en nivå ovanför."},
        )


def _check_owner(level: str, body: Body | None) -> None:
    """Refuse a goal of the council that the board does not write (D-2), and an external body's committee goal (O-9)."""
    if level in rules.OF_COUNCIL and (body is None or body.kind != BodyKind.BOARD):
        told = "Fullmäktiges egna mål skrivs av kommunstyrelsen, som bereder dem."
        raise Refused(told, "D-2", {"body": "Fel organ."})
    if level == Level.COMMITTEE and body is not None and body.is_external:
        told = "Ett externt organ får riktade mål; nämndsmål har bara nämnder."
        raise Refused(told, "O-9", {"body": "Fel organ."})


@transaction.atomic
def draft_goal(
    *,
    by: Person | None,
    level: str,
    first_year: int,
    last_year: int,
    body: Body | None = None,
    unit: Unit | None = None,
    plan: Plan | None = None,
    parent: Goal | None = None,
    goal: Goal | None = None,
    is_example: bool = False,
    **texts: Any,
) -> GoalVersion:
    """Return a new draft of a goal, a new goal unless ``goal`` is given (G-11).

    Raises Refused for somebody who does not draft for the body or unit (O-6), or a goal above of the wrong level (G-1).
    """
    _check_drafter(by, body, unit)
    _check_parent(level, parent)
    _check_owner(level, body)
    if last_year < first_year:
        raise Refused("Sista året är före första året.", "G-11", {"last_year": "Ange samma år eller senare."})
    version = GoalVersion.objects.create(
        goal=goal or Goal.objects.create(level=level),
        body=body,
        unit=unit,
        plan=plan,
        parent=parent,
        first_year=first_year,
        last_year=last_year,
        in_force_until=last_year,
        is_example=is_example,
        **texts,
    )
    record(by=by, verb="draft", on=version, sentence=f"Skrev ett utkast för {version.years}.")
    return version


@transaction.atomic
def write_goal(
    *, by: Person, version: GoalVersion, parent: Goal | None = None, first_year: int, last_year: int, **texts: Any
) -> GoalVersion:
    """Return the draft with texts, years and the goal above as given; what is decided is never overwritten (G-11)."""
    version = locked(version)
    require(can_draft(by, version), "Du kan inte skriva i målet: det är lämnat eller hör till någon annan.")
    _check_parent(version.level, parent)
    if last_year < first_year:
        raise Refused("Sista året är före första året.", "G-11", {"last_year": "Ange samma år eller senare."})
    before = {name: str(getattr(version, name) or "") for name in texts}
    for name, value in texts.items():
        setattr(version, name, value)
    version.parent, version.first_year, version.last_year = parent, first_year, last_year
    version.in_force_until = last_year
    version.save()
    changed = {name: old for name, old in before.items() if old != str(texts[name] or "")}
    record(by=by, verb="write", on=version, sentence="Ändrade utkastet.", before=changed)
    return version


@transaction.atomic
def follow_by(
    *, by: Person | None, version: GoalVersion, measure: Measure, aims: Sequence[Aim] = (), rank: int | None = None
) -> GoalMeasure:
    """Return the tie by which the draft is followed by the measure, with its targets as given (M-2, G-8)."""
    require(can_draft(by, version), "Måtten kan bara ändras medan målet är ett utkast.")
    goal_measure, _ = GoalMeasure.objects.update_or_create(
        version=version,
        measure=measure,
        defaults={"rank": version.goal_measures.count() if rank is None else rank},
    )
    goal_measure.targets.all().delete()
    Target.objects.bulk_create(
        Target(
            goal_measure=goal_measure,
            year=aim.year,
            value=aim.value,
            kind=aim.kind,
            sex=aim.sex,
            base_year=aim.base_year,
            body=aim.body,
        )
        for aim in aims
    )
    targets = [[aim.year, aim.sex, str(aim.value)] for aim in aims]
    record(by=by, verb="follow_by", on=version, sentence=f"Valde måttet «{measure}».", targets=targets)
    return goal_measure


@transaction.atomic
def stop_following(*, by: Person, goal_measure: GoalMeasure) -> None:
    """Take the measure away from the draft; the measure and its outcomes stay."""
    version = goal_measure.version
    require(can_draft(by, version), "Måtten kan bara ändras medan målet är ett utkast.")
    record(by=by, verb="stop_following", on=version, sentence=f"Tog bort måttet «{goal_measure.measure}».")
    goal_measure.delete()


@transaction.atomic
def direct_to(*, by: Person | None, version: GoalVersion, bodies: Sequence[Body]) -> list[Share]:
    """Return the shares of the committees that the directed goal is given to; each owes an answer (G-6)."""
    require(can_draft(by, version), "Mottagarna kan bara ändras medan målet är ett utkast.")
    require(version.level == Level.DIRECTED, "Bara riktade mål har mottagare.", "G-6")
    version.shares.exclude(body__in=bodies).delete()
    shares = [Share.objects.get_or_create(version=version, body=body)[0] for body in bodies]
    names = ", ".join(str(body) for body in bodies)
    record(by=by, verb="direct", on=version, sentence=f"Riktade målet till {names}.")
    return shares


@transaction.atomic
def drafted_from(
    *, by: Person | None, version: GoalVersion, first_year: int, last_year: int, plan: Plan | None = None
) -> GoalVersion:
    """Return a new draft of the same goal with the version's text and measures, for other years (G-11).

    Targets of years before the first stay behind.
    """
    draft = draft_goal(
        by=by,
        level=version.level,
        first_year=first_year,
        last_year=last_year,
        body=version.body,
        unit=version.unit,
        plan=plan,
        parent=version.parent,
        goal=version.goal,
        is_example=version.is_example,
        **{name: getattr(version, name) for name in FIELDS},
    )
    draft.contributors.set(version.contributors.all())
    for goal_measure in version.goal_measures.prefetch_related("targets"):
        aims = [
            Aim(t.year, t.value, t.kind, t.sex, t.base_year, t.body)
            for t in goal_measure.targets.all()
            if t.year >= first_year
        ]
        follow_by(by=by, version=draft, measure=goal_measure.measure, aims=aims, rank=goal_measure.rank)
    return draft


@transaction.atomic
def revise(*, by: Person | None, version: GoalVersion, first_year: int, note: str = "") -> GoalVersion:
    """Return a new draft that starts from the decided version, from a later year; the decided one stands (G-11).

    Raises Refused when there is already a draft or proposal for the goal from that year.
    """
    require(version.state in rules.DECIDED, "Bara fastställda mål revideras; ett utkast ändras direkt.", "G-11")
    open_versions = version.goal.versions.exclude(state__in=rules.DECIDED | {"rejected"})
    require(not open_versions.exists(), "Det finns redan ett förslag till ändring av målet.", "G-11")
    draft = drafted_from(by=by, version=version, first_year=first_year, last_year=max(version.last_year, first_year))
    for share in version.shares.all():
        Share.objects.create(version=draft, body=share.body)
    review(by=by, goal=version.goal, year=first_year, outcome=ReviewOutcome.REVISED, note=note)
    return draft


@transaction.atomic
def review(*, by: Person | None, goal: Goal, year: int, outcome: str, note: str = "") -> Review | None:
    """Return the record of the yearly review, also when nothing changes (G-2, G-11); None without a person."""
    if by is None:
        return None
    version = goal.version_in(year - 1) or goal.versions.last()
    if version is not None:
        _check_drafter(by, version.body, version.unit)
    made, _ = Review.objects.update_or_create(
        goal=goal, year=year, defaults={"outcome": outcome, "note": note, "by": by, "reviewed_on": today()}
    )
    if version is not None:
        record(
            by=by, verb="review", on=version, sentence=f"Översyn inför {year}: {made.get_outcome_display().lower()}."
        )
    return made


@transaction.atomic
def hand_in(
    *, by: Person, version: GoalVersion, meeting: Meeting | None = None, on: datetime.date | None = None
) -> GoalVersion:
    """Return the goal handed to its body, and put on the agenda of the meeting where one is chosen (D-8, G-7, G-8).

    Raises Refused when the goal lacks what G-7 asks, has too many measures (G-8), or is handed in by somebody else.
    """
    day = on or (meeting.handed_in_on if meeting else None)
    version = take_step(by=by, thing=version, step="hand_in", on=day)
    if meeting is not None:
        require(meeting.body_id == version.body_id, "Välj ett sammanträde i det organ vars mål det är.", "D-3")
        put_on_agenda(
            by=by,
            meeting=meeting,
            heading=f"{AGENDA[Level(version.level)]} {version.first_year}",
            things=[version],
            proposed_wording="Förslaget till mål godkänns och lämnas vidare.",
        )
    return version


@transaction.atomic
def propose_end(*, by: Person, version: GoalVersion, meeting: Meeting, reason: str) -> Decision:
    """Return the matter by which the goal's body is asked to propose that the goal ends (G-11)."""
    _check_drafter(by, version.body, version.unit)
    require(version.state == "adopted", "Bara ett fastställt mål kan avslutas.", "G-11")
    if not reason.strip():
        raise Refused("Skriv varför målet ska avslutas.", "G-11", {"reason": "Skriv varför."})
    review(by=by, goal=version.goal, year=meeting.held_on.year + 1, outcome=ReviewOutcome.ENDED, note=reason)
    return put_on_agenda(
        by=by,
        meeting=meeting,
        heading=f"Avsluta mål: {version.heading}"[:200],
        things=[version],
        proposed_wording=f"Målet «{version.heading}» avslutas. {reason}",
    )


@transaction.atomic
def answer_directed_goal(
    *, by: Person, share: Share, answer: str, follow_up: str, decision: Decision | None = None
) -> Share:
    """Return the share with the committee's answer: how it takes the goal on, and how that is followed up (G-6).

    The answer is owed until a decision of the committee holds it; a text without a decision is a draft.
    """
    share = Share.objects.select_for_update(of=("self",)).get(pk=share.pk)
    require(share.answered_on is None, "Svaret är redan beslutat.", "G-11")
    may = share.body_id in by.rights.drafts_for | (by.rights.secretary_of if decision else frozenset())
    require(may, f"Du kan inte svara åt {share.body}.")
    missing = {
        name: message
        for name, value, message in (
            ("answer", answer, "Skriv hur nämnden tar sig an målet."),
            ("follow_up", follow_up, "Skriv hur målet ska följas upp."),
        )
        if not value.strip()
    }
    if missing:
        raise Refused("Svaret behöver båda delarna.", "G-6", missing)
    share.answer, share.follow_up = answer.strip(), follow_up.strip()
    if decision is not None:
        require(decision.meeting.body_id == share.body_id, "Svaret beslutas av mottagaren själv.", "D-3")
        share.answered_on, share.answered_by = decision.decided_on, decision
        close_tasks(by=by, thing=share.version, kind=TaskKind.ANSWER_DIRECTED_GOAL, body=share.body)
    share.save()
    record(by=by, verb="answer", on=share.version, sentence=f"{share.body} svarade på målet.")
    return share


@transaction.atomic
def disclaim(*, by: Person, goal: Goal, body: Body, year: int, reason: str) -> Disclaimer:
    """Return the committee's statement that an overall goal does not concern it, with the reason (G-3)."""
    _check_drafter(by, body, None)
    if not reason.strip():
        raise Refused("Skriv varför målet inte berör nämnden.", "G-3", {"reason": "Skriv varför."})
    made, _ = Disclaimer.objects.update_or_create(goal=goal, body=body, year=year, defaults={"reason": reason})
    version = goal.version_in(year)
    if version is not None:
        record(by=by, verb="disclaim", on=version, sentence=f"Sade att målet inte berör {body} {year}. {reason}")
    return made
