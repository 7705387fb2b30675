"""Rounds decided before Styrhjul are loaded as they were, with the mark of D-7."""

import datetime

import pytest

from styrhjul.followup.actions.history import Past, load_report, load_round
from styrhjul.followup.models import Assessment, Report
from styrhjul.goals.terms import Level
from styrhjul.governance.actions import hold_meeting, load_decision, put_on_agenda, record_decision
from styrhjul.governance.models import Decision, FrozenVersion
from styrhjul.governance.workflow import Refused
from tests.world import World

DAYS = {
    "opens_on": datetime.date(2025, 1, 19),
    "parts_due_on": datetime.date(2025, 2, 13),
    "committees_by": datetime.date(2025, 2, 27),
    "board_by": datetime.date(2025, 4, 3),
    "council_by": datetime.date(2025, 4, 24),
}


def loaded(world: World, decision: Decision) -> Report:
    """The school committee's annual report for 2024, with one goal judged."""
    round_ = load_round(kind="annual", year=2024, is_example=False, **DAYS)
    goal = world.adopted(Level.COMMITTEE, "Alla läser", body=world.school, first_year=2024, last_year=2024)
    past = Past(goal, "Läsningen har gått framåt.", "mainly", "Nio av tio läser med flyt.")
    judges = [world.school]
    return load_report(
        round_=round_, body=world.school, judges=judges, text="Ett gott år.", goals=[past], decision=decision
    )


def test_an_old_report_is_decided_with_its_judgement_and_its_version(world: World) -> None:
    held_on = datetime.date(2025, 2, 25)
    report = loaded(world, load_decision(body=world.school, held_on=held_on, heading="Årsredovisning 2024"))
    assert report.state == "decided"
    judged = Assessment.objects.get(goal__versions__heading="Alla läser")
    assert (judged.value, judged.body, judged.decided_on) == ("mainly", world.school, held_on)
    assert "Läsningen har gått framåt." in str(FrozenVersion.objects.of(report).get().content)


def test_a_decision_recorded_in_styrhjul_loads_nothing(world: World) -> None:
    meeting = hold_meeting(by=world.sara, body=world.school, held_on=datetime.date(2026, 9, 1))
    decision = put_on_agenda(by=world.sara, meeting=meeting, heading="Årsredovisning 2024", things=[])
    decision = record_decision(by=world.sara, decision=decision, rulings=[], paragraph="9")
    with pytest.raises(Refused, match="före Styrhjul"):
        loaded(world, decision)
