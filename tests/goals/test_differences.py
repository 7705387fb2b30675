"""What became of goals and measures from one year to another (X-6)."""

from decimal import Decimal

import pytest
from django.test import Client

from styrhjul.goals.actions.goals import Aim, follow_by, revise
from styrhjul.goals.actions.measures import redefine_measure
from styrhjul.goals.differences import is_easier, notes_on
from styrhjul.goals.models import GoalMeasure, GoalVersion
from styrhjul.governance.actions import load_as_adopted
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("direction", "before", "after", "easier"),
    [("higher", 95, 90, True), ("higher", 90, 95, False), ("lower", 10, 12, True), ("lower", 12, 10, False),
     ("at_least", 95, 95, False)],
)  # fmt: skip
def test_x6_a_target_is_easier_by_what_is_better(direction: str, before: int, after: int, easier: bool) -> None:
    assert is_easier(direction, before, after) is easier


def two_years(world: World) -> tuple[GoalVersion, GoalVersion]:
    """The school's goal of 2026 and its revision of 2027, which lowers one target and swaps another measure."""
    before = world.adopted("committee", "Alla läser", 2026, 2026, body=world.school, parent=world.overall().goal)
    reading, calm, speed = (world.measure(name) for name in ("Läser", "Trivs", "Lästakt"))
    world.follow(before, reading, y2026=95)
    world.follow(before, calm, y2026=80)
    world.outcomes(reading, y2026=91.5)
    world.outcomes(calm, y2026=85)
    after = revise(by=None, version=before, first_year=2027)
    GoalMeasure.objects.filter(version=after).delete()
    follow_by(by=None, version=after, measure=reading, aims=[Aim(2027, Decimal(90))])
    follow_by(by=None, version=after, measure=speed, aims=[Aim(2027, Decimal(3))])
    redefine_measure(by=None, measure=reading, text="Enligt nationella provet.", from_year=2027)
    return before, load_as_adopted(thing=after, decision=world.old_decision())


def test_x6_a_target_lowered_after_a_miss_a_swapped_and_a_redefined_measure_are_told(world: World) -> None:
    before, after = two_years(world)
    notes = notes_on([(before, after)], 2026, 2027, 5)[after.goal_id]
    nbsp = "\N{NO-BREAK SPACE}"
    assert notes == [
        "Måttet Trivs har bytts mot Lästakt.",
        f"Målvärdet för Läser blir lättare att nå: från 95,0{nbsp}% till 90,0{nbsp}%, efter att utfallet blev "
        f"91,5{nbsp}% (2026).",
        "Läser har en ny definition från 2027.",
    ]


def test_x6_a_goal_that_moves_is_told(world: World) -> None:
    before, after = two_years(world)
    GoalVersion.objects.filter(pk=after.pk).update(body=world.care, parent=None)
    after = GoalVersion.objects.select_related("body").get(pk=after.pk)
    notes = notes_on([(before, after)], 2026, 2027, 5)[after.goal_id]
    assert notes[:2] == [
        "Målet har flyttat från Skolnämnden till Omsorgsnämnden.", "Målet bidrar till ett annat mål än förut.",
    ]  # fmt: skip


def test_x6_the_whole_municipality_is_compared_on_one_page(world: World) -> None:
    two_years(world)
    world.adopted("committee", "Nytt mål", 2027, 2027, body=world.care)
    world.adopted("financial", "Balans", 2026, 2026)
    text = Client().get("/malkedja/jamfor/?fran=2026&till=2027").content.decode()
    assert "Målvärdet för Läser blir lättare att nå" in text
    assert "Nytt 2027" in text
    assert "mått och målvärden</span>" in text, "what changed in a goal, without going word by word"
    assert "Gäller inte 2027" in text
    assert Client().get("/malkedja/jamfor/?fran=x&till=99999").status_code == 200
