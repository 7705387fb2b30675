"""Sjöstad's interim report 2026: goals with outcomes, and the verbs by which tests follow them up."""

import datetime

from django.contrib.contenttypes.models import ContentType

from styrhjul.budget.figures import figures_of
from styrhjul.followup import actions
from styrhjul.followup.models import Part, Report, Round
from styrhjul.followup.terms import Attainment, PartKind
from styrhjul.goals.models import GoalVersion, Share
from styrhjul.goals.terms import Level
from styrhjul.governance.actions import Ruling, hold_meeting, record_decision
from styrhjul.governance.models import Decision, DecisionLine, Meeting
from styrhjul.organisation.models import Body, Person
from tests.world import World

DAYS = {
    "opens_on": datetime.date(2026, 9, 1),
    "parts_due_on": datetime.date(2026, 9, 11),
    "committees_by": datetime.date(2026, 9, 30),
    "board_by": datetime.date(2026, 10, 14),
    "council_by": datetime.date(2026, 10, 29),
}
TEXT = "Fler läser med flyt. **Läsgarantin** har gett stöd tidigare.\n\n- Strandskolan ligger högst."


def set_goals(world: World) -> dict[str, GoalVersion]:
    """Adopt a committee goal, a directed goal to both committees and an overall goal for 2026, with outcomes."""
    reading, calm = world.measure("Läser med flyt"), world.measure("Känner sig trygga")
    own = world.adopted(Level.COMMITTEE, "Alla elever läser med flyt", body=world.school)
    given = world.adopted(Level.DIRECTED, "Fler barn känner sig trygga")
    for body in (world.school, world.care):
        Share.objects.create(version=given, body=body)
    world.follow(own, reading, y2026=95)
    world.follow(given, calm, y2026=90)
    world.outcomes(reading, y2024=91.2, y2025=93.5, y2026=96.1)
    world.outcomes(calm, y2025=84, y2026=86)
    return {"own": own, "given": given, "overall": world.overall()}


def open_interim(world: World, kind: str = "interim") -> Round:
    """Open the round of 2026 by the municipal director."""
    round_ = actions.plan_round(by=world.karin, kind=kind, year=2026, **DAYS)
    return actions.open_round(by=world.karin, round_=round_)


def part_of(round_: Round, body: Body | None, version: GoalVersion | None = None) -> Part:
    """The body's part about the goal, or its text on the whole; the municipality's without a body."""
    kind = PartKind.GOAL if version else PartKind.WHOLE
    return Part.objects.get(report__round=round_, report__body=body, kind=kind, version=version)


def write(
    by: Person, part: Part, value: str = Attainment.MAINLY, text: str = TEXT, net_cost: int | None = None
) -> Part:
    """Write the part, judge its goal or forecast its area, by default as its budget, and hand it over."""
    judgement = None
    if part.version is not None:
        proposed = actions.proposal_for(part).value
        departure = "Måtten säger inte allt." if value != proposed else ""
        judgement = actions.Judgement(value, "Det viktigaste är på plats.", departure, Attainment.ATTAINED)
    if part.kind == PartKind.SOUND:
        departure = "Målen säger inte allt." if value != actions.propose_sound(part.report).value else ""
        judgement = actions.Judgement(value, "Det mesta är uppnått.", departure)
    if part.area_id is not None and net_cost is None:
        net_cost = figures_of(part.report.round.year, 1)[part.area_id].current
    return actions.save_part(
        by=by, part=part, edition=part.edition, text=text, judgement=judgement, net_cost=net_cost, hand_over=True
    )


def write_all(by: Person, report: Report, value: str = Attainment.MAINLY) -> None:
    """Write and hand over every part of the report."""
    for part in report.parts.all():
        write(by, part, value)


def decide_on(report: Report, by: Person, paragraph: str, **ruling: object) -> Decision:
    """Record what the body decided on the meeting where the report waits."""
    kind = ContentType.objects.get_for_model(report)
    lines = DecisionLine.objects.filter(content_type=kind, object_id=report.pk)
    waiting = Decision.objects.filter(recorded_on=None, lines__in=lines, meeting__body__in=by.rights.secretary_of)
    return record_decision(
        by=by,
        decision=waiting.get(),
        rulings=[Ruling(report, **ruling)],
        paragraph=paragraph,
        text="Rapporten godkänns.",
    )


def meet(by: Person, body: Body, day: int = 14) -> Meeting:
    """The body's meeting on a day in September 2026."""
    return hold_meeting(by=by, body=body, held_on=datetime.date(2026, 9, day))
