"""A committee's budget is drafted by those who serve it, once a stage and year (B-1, O-6)."""

import pytest

from styrhjul.budget.actions import draft_budget
from styrhjul.budget.terms import Stage
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.models import LogEntry
from tests.world import World


def test_the_head_drafts_the_preliminary_budget(world: World) -> None:
    budget = draft_budget(by=world.tomas, body=world.school, year=2027, stage=Stage.PRELIMINARY, text="Ramen räcker.")
    assert budget.state == "draft"
    assert LogEntry.objects.about(budget).get().by_name == world.tomas.name


def test_others_do_not_draft_it(world: World) -> None:
    with pytest.raises(Refused, match="Du kan inte skriva budget åt Skolnämnden"):
        draft_budget(by=world.vera, body=world.school, year=2027, stage=Stage.PRELIMINARY, text="")


def test_there_is_one_budget_a_stage_and_year(world: World) -> None:
    draft_budget(by=world.tomas, body=world.school, year=2027, stage=Stage.PRELIMINARY, text="")
    with pytest.raises(Refused, match=r"finns redan en sådan budget för .* 2027"):
        draft_budget(by=world.tomas, body=world.school, year=2027, stage=Stage.PRELIMINARY, text="")
