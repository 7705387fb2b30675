"""A small municipality with people that have names, readable in a minute. The day is 14 September 2026.

Sjöstad has a council, a board, a school committee and a care committee; an executive office that serves the council and
the board, a school administration with the department for compulsory school and its unit Strandskolan, and a care
administration. 2026 is followed up, 2027 is planned.
"""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from styrhjul.goals.actions import goals as goal_actions
from styrhjul.goals.actions import measures as measure_actions
from styrhjul.goals.actions.goals import Aim
from styrhjul.goals.actions.measures import Reading
from styrhjul.goals.models import GoalVersion, Measure
from styrhjul.goals.terms import Level
from styrhjul.governance.actions import (
    Ruling,
    approve_minutes,
    hold_meeting,
    load_as_adopted,
    load_decision,
    put_on_agenda,
    record_decision,
    take_step,
)
from styrhjul.governance.models import Decision
from styrhjul.governance.terms import Outcome
from styrhjul.organisation import actions
from styrhjul.organisation.models import Body, Person, Unit
from styrhjul.organisation.terms import BodyKind, Role, UnitKind

START = datetime.date(2022, 10, 15)
TODAY = datetime.date(2026, 9, 14)

#: Everything that G-7 asks of a committee goal.
COMPLETE: dict[str, Any] = {
    "heading": "Alla elever läser med flyt i årskurs 3",
    "text": "Varje elev läser med flyt när årskurs 3 är slut.",
    "fulfilled_by": datetime.date(2028, 6, 15),
    "target_group": "Eleverna i grundskolan.",
    "purpose": "Den som läser väl klarar skolan.",
    "criteria": "Minst 95 procent når kravnivån i nationella provet.",
    "follow_up": "Med nationella provet varje vår.",
    "kind": "develop",
    "contribution": "Goda skolresultat gör kommunen till ett förstahandsval.",
}


@dataclass
class World:
    """Sjöstad: its bodies, units and people by first name, and the verbs that tests repeat."""

    council: Body
    board: Body
    school: Body
    care: Body
    office: Unit
    school_administration: Unit
    compulsory: Unit
    beach_school: Unit
    care_administration: Unit
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def draft_goal(self, **changes: Any) -> GoalVersion:
        """A complete draft of the school committee's goal for 2027–2028, written by the head Tomas."""
        texts = COMPLETE | {"parent": self.overall().goal} | changes
        return goal_actions.draft_goal(
            by=self.tomas, level=Level.COMMITTEE, body=self.school, first_year=2027, last_year=2028, **texts
        )

    def overall(self, heading: str = "Ett förstahandsval för människor") -> GoalVersion:
        """The council's overall goal for 2024–2027, adopted before Styrhjul."""
        found = GoalVersion.objects.filter(heading=heading, goal__level=Level.OVERALL).first()
        return found or self.adopted(Level.OVERALL, heading, first_year=2024, last_year=2027)

    def adopted(
        self, level: str, heading: str, first_year: int = 2026, last_year: int = 2026, **fields: Any
    ) -> GoalVersion:
        """A goal of the level, adopted by the council before Styrhjul."""
        body = fields.pop("body", self.board)
        version = goal_actions.draft_goal(
            by=None, level=level, body=body, heading=heading, first_year=first_year, last_year=last_year, **fields
        )
        return load_as_adopted(thing=version, decision=self.old_decision())

    def old_decision(self) -> Decision:
        """The council's decision of 26 October 2023, from before Styrhjul."""
        found = Decision.objects.filter(meeting__body=self.council, before_styrhjul=True).first()
        return found or load_decision(
            body=self.council, held_on=datetime.date(2023, 10, 26), heading="Vision och mål", paragraph="84"
        )

    def measure(self, name: str = "Läser med flyt", **fields: Any) -> Measure:
        """A measure of the school committee in percent."""
        described = {"unit_label": "%", "decimals": 1, "body": self.school, "unit": self.compulsory} | fields
        return measure_actions.describe_measure(by=None, name=name, **described)

    def follow(self, version: GoalVersion, measure: Measure, **targets: float) -> None:
        """Let the draft be followed by the measure, with targets by year: ``y2027=95``."""
        aims = [Aim(int(year[1:]), Decimal(str(value))) for year, value in targets.items()]
        goal_actions.follow_by(by=None, version=version, measure=measure, aims=aims)

    def outcomes(self, measure: Measure, **values: float) -> None:
        """Report outcomes by year: ``y2025=93.5``."""
        readings = [Reading(int(year[1:]), Decimal(str(value))) for year, value in values.items()]
        measure_actions.report_outcomes(by=None, measure=measure, readings=readings)

    def decide(
        self,
        by: Person,
        body: Body,
        held_on: datetime.date,
        thing: Any,
        paragraph: str = "1",
        outcome: str = Outcome.ADOPTED,
        **ruling: Any,
    ) -> Decision:
        """Let the body decide about the object, recorded by its secretary."""
        meeting = hold_meeting(by=by, body=body, held_on=held_on)
        decision = put_on_agenda(by=by, meeting=meeting, heading=f"Ärende {paragraph}", things=[thing])
        return record_decision(
            by=by, decision=decision, rulings=[Ruling(thing, outcome, **ruling)], paragraph=paragraph
        )

    def propose(self, version: GoalVersion) -> GoalVersion:
        """Hand the draft to the school committee, which proposes it on 1 September 2026."""
        take_step(by=self.tomas, thing=version, step="hand_in", on=datetime.date(2026, 8, 20))
        self.decide(self.sara, self.school, datetime.date(2026, 9, 1), version, "58")
        version.refresh_from_db()
        return version

    def approve(self, decision: Decision, by: Person) -> None:
        """Approve the minutes of the decision's meeting a few days later."""
        approve_minutes(by=by, meeting=decision.meeting, approved_on=decision.decided_on + datetime.timedelta(days=7))


def _bodies() -> dict[str, Body]:
    rows = (
        ("council", BodyKind.COUNCIL, "Kommunfullmäktige", "KF", 1),
        ("board", BodyKind.BOARD, "Kommunstyrelsen", "KS", 2),
        ("school", BodyKind.COMMITTEE, "Skolnämnden", "SKN", 10),
        ("care", BodyKind.COMMITTEE, "Omsorgsnämnden", "ON", 20),
    )
    return {
        key: actions.set_up_body(by=None, kind=kind, name=name, short_name=short, from_on=START, rank=rank)
        for key, kind, name, short, rank in rows
    }


def _units(bodies: dict[str, Body]) -> dict[str, Unit]:
    def unit(kind: UnitKind, name: str, parent: Unit | None = None) -> Unit:
        return actions.set_up_unit(by=None, kind=kind, name=name, from_on=START, parent=parent)

    office = unit(UnitKind.ADMINISTRATION, "Kommunkansliet")
    school = unit(UnitKind.ADMINISTRATION, "Skolförvaltningen")
    compulsory = unit(UnitKind.DEPARTMENT, "Avdelning grundskola", school)
    beach_school = unit(UnitKind.UNIT, "Strandskolan", compulsory)
    care = unit(UnitKind.ADMINISTRATION, "Omsorgsförvaltningen")
    actions.tie(by=None, administration=office, body=bodies["board"], from_on=START)
    actions.tie(by=None, administration=school, body=bodies["school"], from_on=START)
    actions.tie(by=None, administration=care, body=bodies["care"], from_on=START)
    return {
        "office": office,
        "school_administration": school,
        "compulsory": compulsory,
        "beach_school": beach_school,
        "care_administration": care,
    }


#: First name, surname, role, place.
PEOPLE = (
    ("karin", "Lund", Role.MUNICIPAL_DIRECTOR, "office"),
    ("frida", "Falk", Role.SECRETARY, "council"),
    ("bo", "Berg", Role.SECRETARY, "board"),
    ("sara", "Sten", Role.SECRETARY, "school"),
    ("olle", "Ek", Role.SECRETARY, "care"),
    ("tomas", "Ekelund", Role.HEAD, "school_administration"),
    ("asa", "Nordmark", Role.HEAD, "compulsory"),
    ("mikaela", "Sundh", Role.HEAD, "beach_school"),
    ("vera", "Vik", Role.HEAD, "care_administration"),
    ("conny", "Dahl", Role.CONTROLLER, "school_administration"),
    ("emil", "Ros", Role.EMPLOYEE, "beach_school"),
    ("per", "Hall", Role.CHAIR, "school"),
    ("maj", "Alm", Role.MEMBER, "care"),
    ("rune", "Rask", Role.AUDITOR, "council"),
    ("ada", "Sys", Role.SYSTEM_ADMINISTRATOR, "office"),
)


def build() -> World:
    """Set up Sjöstad and return it."""
    bodies = _bodies()
    units = _units(bodies)
    world = World(**bodies, **units)
    for first, last, role, place in PEOPLE:
        name = f"{first.capitalize()} {last}"
        person = actions.register_person(by=None, name=name, email=f"{first}@sjostad.example", password="hemligt-ord-1")
        actions.appoint(by=None, person=person, role=role, place={**bodies, **units}[place], from_on=START)
        world.people[first] = person
    return world
