"""Sjöstad in the whole simulated year: three committees, their money, and bodies that decide with paragraphs in order.

What stands before the story was decided before Styrhjul (D-7): the vision, an overall goal, a directed goal to the
care committee, and the budget of 2026.
"""

import datetime
from collections import Counter
from typing import Any

from styrhjul.budget import actions as budget
from styrhjul.budget.actions import Cell
from styrhjul.budget.models import AppropriationArea
from styrhjul.budget.terms import Stage
from styrhjul.goals.models import GoalVersion, Measure, Share
from styrhjul.goals.terms import Direction, Level
from styrhjul.governance.actions import (
    Ruling,
    approve_minutes,
    hold_meeting,
    load_as_adopted,
    put_on_agenda,
    record_decision,
)
from styrhjul.governance.models import CouncilTerm, Decision, Matter, Meeting
from styrhjul.organisation import actions as organisation
from styrhjul.organisation.clock import on_day, today
from styrhjul.organisation.models import Body, Person, Unit
from styrhjul.organisation.terms import BodyKind, Reminders
from tests.budget.money import Purse, lay_out
from tests.followup.sjostad_culture import set_up_culture
from tests.governance.sjostad_work import dawn
from tests.world import World

MILLION = 1_000_000
FIRST = datetime.date(2026, 1, 2)

#: The committees that report, with who heads what serves them; the board is one of them (O-1).
HEADS = {"board": "karin", "school": "tomas", "care": "vera", "culture": "hedda"}
SECRETARIES = {"council": "frida", "board": "bo", "school": "sara", "care": "olle", "culture": "sixten"}

#: Which administration serves which committee.
UNITS = {
    "board": "office", "school": "school_administration", "care": "care_administration", "culture": "culture_office",
}  # fmt: skip

#: How long after the meeting its minutes are approved, in days.
TO_MINUTES = 8


class Town:
    """Sjöstad with a culture committee, and what its bodies do when they meet."""

    def __init__(self, world: World) -> None:
        self.world = world
        culture = set_up_culture(world)
        world.culture, world.culture_office = culture.body, culture.unit  # type: ignore[attr-defined]
        self.paragraphs: Counter[tuple[str, int]] = Counter()
        self.unapproved: dict[datetime.date, dict[Meeting, str]] = {}
        self.purse: Purse = lay_out(world)
        self.lead = budget.set_up_area(by=None, body=world.board, name="Kommunledning", first_year=2024)
        self.culture = budget.set_up_area(by=None, body=culture.body, name="Kultur och fritid", first_year=2024)
        with on_day(FIRST):
            self._settle()
            self._set_goals()
            self._budget_of_2026()

    def _settle(self) -> None:
        """Give every committee its regulation and the council its terms; all but one do without reminders (O-2)."""
        for name in HEADS:
            organisation.give_regulation(
                by=None, body=self.body(name), text="Svarar för sitt område.", decided_on=datetime.date(2023, 2, 23)
            )
        for year in (2022, 2026):
            CouncilTerm.objects.create(
                body_kind=BodyKind.COUNCIL,
                first_on=datetime.date(year, 10, 15),
                last_on=datetime.date(year + 4, 10, 14),
            )
        for first, person in self.world.people.items():
            person.reminders = Reminders.WEEKLY if first == "tomas" else Reminders.NONE
            person.save(update_fields=["reminders"])

    def _set_goals(self) -> None:
        """The vision, the overall goal for 2024–2027 and the care committee's directed goal for 2026–2027."""
        adopted, until = self.world.adopted, datetime.date(2027, 12, 31)
        self.vision = adopted(Level.VISION, "Sjöstad för alla", 2024, 2027)
        self.overall = adopted(Level.OVERALL, "Ett förstahandsval för människor", 2024, 2027, parent=self.vision.goal)
        self.lonely: GoalVersion = adopted(
            Level.DIRECTED, "Färre äldre känner sig ensamma", 2026, 2027, parent=self.overall.goal,
            guideline="Verksamhet med god kvalitet", fulfilled_by=until,
        )  # fmt: skip
        Share.objects.create(version=self.lonely, body=self.world.care)
        alone = self.measure("Känner sig ensamma", "care", direction=Direction.LOWER)
        self.world.follow(self.lonely, alone, y2026=24, y2027=22)

    def _budget_of_2026(self) -> None:
        """The budget that the bridge to 2027 starts from, in kronor of net cost by area (B-1)."""
        draft = budget.draft_budget(by=None, body=None, year=2026, stage=Stage.MUNICIPAL)
        amounts = {"school": 120, "adult": 24, "care": 240, "culture": 30, "lead": 20}
        areas = {self.areas[name]: amount for name, amount in amounts.items()} | {self.purse.audit: 1}
        cells = [Cell(area.pk, None, 2026, "cost", 0, amount * MILLION) for area, amount in areas.items()]
        budget.write_cells(by=None, budget=draft, cells=cells)
        load_as_adopted(thing=draft, decision=self.world.old_decision())

    def body(self, name: str) -> Body:
        """The body by its short English name."""
        found: Body = getattr(self.world, name)
        return found

    def unit(self, name: str) -> Unit:
        """The administration that serves the committee."""
        found: Unit = getattr(self.world, UNITS[name])
        return found

    def head(self, name: str) -> Person:
        """Who heads the administration that serves the committee."""
        return self.world.people[HEADS[name]]

    def measure(self, name: str, committee: str, **fields: Any) -> Measure:
        """A measure in percent, of the committee and what serves it."""
        return self.world.measure(name, body=self.body(committee), unit=self.unit(committee), **fields)

    @property
    def areas(self) -> dict[str, AppropriationArea]:
        """The areas of the committees by their short English names."""
        purse = self.purse
        return {
            "school": purse.school, "adult": purse.adult, "care": purse.care, "culture": self.culture,
            "lead": self.lead,
        }  # fmt: skip

    def decide(self, name: str, heading: str, *things: Matter, text: str = "", **changes: dict[str, Any]) -> Decision:
        """Let the body decide today, in one paragraph, about everything in the matter (D-1, D-4).

        ``changes`` gives, as ``at0`` for the first thing, what the body changes in it.
        """
        by, body, on = self.world.people[SECRETARIES[name]], self.body(name), today()
        self.paragraphs[name, on.year] += 1
        number = self.paragraphs[name, on.year]
        meeting = hold_meeting(by=by, body=body, held_on=on)
        decision = put_on_agenda(by=by, meeting=meeting, heading=heading[:200], things=list(things))
        rulings = [
            Ruling(thing, "adopted_with_change", changes[f"at{place}"]) if f"at{place}" in changes else Ruling(thing)
            for place, thing in enumerate(things)
        ]
        decided = record_decision(
            by=by, decision=decision, rulings=rulings, paragraph=str(number), text=text,
            file_number=f"{name} {on.year}/{number}",
        )  # fmt: skip
        for thing in things:
            thing.refresh_from_db()
        self.unapproved.setdefault(on + datetime.timedelta(days=TO_MINUTES), {})[meeting] = name
        return decided

    def begin_day(self) -> None:
        """Let the wheel do its part of today, and the secretaries approve the minutes that have come so far (D-5)."""
        dawn(self.world)
        for meeting, name in self.unapproved.pop(today(), {}).items():
            approve_minutes(by=self.world.people[SECRETARIES[name]], meeting=meeting, approved_on=today())
