"""Sjöstad with what people are in the middle of: a report, a meeting, measures, a ledger; and what never shrinks."""

import io
from dataclasses import dataclass, field

from django.db.models import Count, Max

from styrhjul.budget import actions as budget
from styrhjul.budget.models import Batch
from styrhjul.followup import actions as followup
from styrhjul.followup.models import Part, Report
from styrhjul.goals.models import Measure, Outcome
from styrhjul.governance.actions import hold_meeting, put_on_agenda, take_step
from styrhjul.governance.archive import canonical, checksum_of
from styrhjul.governance.models import Decision, DecisionLine, FrozenVersion, Meeting
from styrhjul.integrations.bookings import Scope, preview
from styrhjul.organisation.models import LogEntry, Person
from tests import world as sjostad
from tests.budget.money import lay_out
from tests.crash.site import Site
from tests.followup import sjostad_round as rounds
from tests.world import TODAY, World

YEARS = range(2018, 2026)
ROWS = 600
"""How many lines a ledger file has."""

GROWING = (LogEntry, FrozenVersion, Outcome)
"""What is only added to: a row that was there once is there for ever."""


@dataclass
class Town:
    """Sjöstad, the site that serves it, and what the acts are about."""

    world: World
    site: Site
    goal_part: Part
    whole_part: Part
    report: Report
    school_meets: Meeting
    care_meets: Meeting
    measures: list[Measure]
    stood: dict[str, tuple[int, int]] = field(default_factory=dict)

    def matters(self, number: int) -> list[Decision]:
        """Return the school committee's two matters with two goals each that wait for a decision."""
        waiting = list(self.school_meets.decisions.filter(recorded_on=None).order_by("id"))
        for which in ("A", "B") if not waiting else ():
            goals = [self.world.draft_goal(heading=f"Mål {number}{which}{one}") for one in (1, 2)]
            handed = [take_step(by=self.world.tomas, thing=goal, step="hand_in", on=TODAY) for goal in goals]
            heading = f"Mål {number}{which}"
            waiting.append(put_on_agenda(by=None, meeting=self.school_meets, heading=heading, things=handed))
        return waiting

    def waiting_line(self) -> DecisionLine:
        """Return the line in which the care committee's report waits for a decision."""
        return DecisionLine.objects.get(decision__meeting=self.care_meets, decision__recorded_on=None)

    def staged(self, number: int) -> int:
        """Return the number of an import that waits to be confirmed, its file read in if there is none."""
        batch = Batch.objects.filter(imported_by=self.world.conny, is_staged=True).first()
        if batch is None:
            file = io.BytesIO(ledger(number))
            batch = preview(by=self.world.conny, file=file, name=f"huvudbok-{number}.csv", scope=Scope(2026, 1, 3))
        return int(batch.pk)

    def check(self) -> None:
        """Fail when something that stood is gone, or a frozen version is not what its checksum says (L-10)."""
        for model in GROWING:
            highest, count = self.stood.get(model.__name__, (0, 0))
            assert model.objects.filter(pk__lte=highest).count() >= count, f"{model.__name__}: rows are lost"
            for version in FrozenVersion.objects.filter(pk__gt=highest) if model is FrozenVersion else ():
                assert version.checksum == checksum_of(canonical(version.content)), f"{version} differs"
            now = model.objects.aggregate(highest=Max("pk", default=0), count=Count("pk"))
            self.stood[model.__name__] = (now["highest"], now["count"])


def ledger(number: int) -> bytes:
    """Return a ledger file of the first quarter whose every amount tells its number; whole kronor."""
    lines = (f"40;{4401 + row % 2};5{row:03};20260{row % 3 + 1};{number * 10 + row % 7}" for row in range(ROWS))
    return "\n".join(["Ansvar;Verksamhet;Konto;Period;Belopp", *lines, ""]).encode()


def furnish(site: Site, world: World) -> Town:
    """Return the town with a report being written, another on its way to its committee, meetings, and a mapping."""
    goals = rounds.set_goals(world)
    round_ = rounds.open_interim(world)
    whole = rounds.part_of(round_, world.school, None)
    followup.assign_part(by=world.tomas, part=whole, person=world.asa)
    purse = lay_out(world)
    budget.map_account(by=world.conny, prefix="5", line="staff")
    budget.map_place(by=world.conny, responsibility="", activity_code="44", area=purse.school)
    measures = [world.measure(f"Mått {name}") for name in "ABC"]
    town = Town(
        world=world, site=site, goal_part=rounds.part_of(round_, world.school, goals["own"]), whole_part=whole,
        report=Report.objects.get(round=round_, body=world.care), measures=measures,
        school_meets=hold_meeting(by=None, body=world.school, held_on=TODAY),
        care_meets=hold_meeting(by=None, body=world.care, held_on=TODAY),
    )  # fmt: skip
    for person in (world.tomas, world.vera, world.sara, world.olle, world.conny):
        site.sign_in(person)
    return town


def found() -> World:
    """Return Sjöstad, whose people are those of the demonstration, so that they come in by its door."""
    world = sjostad.build()
    Person.objects.update(is_demonstration=True)
    return world
