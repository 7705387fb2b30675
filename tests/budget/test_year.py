"""A budget year in Sjöstad, from frames to the definitive budget, and what is refused on the way (B-1 to B-5)."""

import datetime

import pytest

from styrhjul.budget import actions, findings
from styrhjul.budget.actions import BridgeEntry, Cell, Clash, Move
from styrhjul.budget.figures import figures_of
from styrhjul.budget.models import Budget, BudgetChange
from styrhjul.budget.terms import BridgeKind, ChangeKind, Stage
from styrhjul.goals.models import GoalVersion
from styrhjul.governance.actions import Ruling, take_step
from styrhjul.governance.models import FrozenVersion, Task
from styrhjul.governance.terms import Outcome, TaskKind
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.models import LogEntry
from tests.budget.money import Purse

SPRING = datetime.date(2026, 4, 8)
JUNE = datetime.date(2026, 6, 10)
TODAY = datetime.date(2026, 9, 14)


def frames(purse: Purse) -> None:
    """Let the board set a frame of 100 000 kronor for the school committee in 2027."""
    world = purse.world
    conditions = actions.draft_conditions(by=world.karin, year=2027)
    actions.write_conditions(
        by=world.karin, conditions=conditions, external_analysis="Färre barn.", instructions="Skriv kort.",
        frames={(world.school.pk, 2027): (100_000, 0)},
    )  # fmt: skip
    take_step(by=world.karin, thing=conditions, step="hand_in", on=SPRING)
    world.decide(world.bo, world.board, SPRING, conditions)


def preliminary(purse: Purse, lower: int = 60_000, upper: int = 40_000) -> Budget:
    """Let the school committee adopt a preliminary budget for 2027."""
    world = purse.world
    budget = actions.draft_budget(by=world.tomas, body=world.school, year=2027, stage=Stage.PRELIMINARY)
    purse.write(budget, lower=lower, upper=upper)
    take_step(by=world.tomas, thing=budget, step="hand_in", on=JUNE)
    world.decide(world.sara, world.school, JUNE, budget, "40")
    budget.refresh_from_db()
    return budget


def whole(purse: Purse, **ruling: object) -> Budget:
    """Let board and council decide the municipality's budget for 2027, with what the council changes."""
    world = purse.world
    budget = actions.draft_budget(by=world.karin, body=None, year=2027, stage=Stage.MUNICIPAL)
    actions.gather_preliminary(by=world.karin, budget=budget)
    take_step(by=world.karin, thing=budget, step="hand_in", on=datetime.date(2026, 9, 1))
    world.decide(world.bo, world.board, datetime.date(2026, 9, 8), budget, "70")
    world.decide(world.frida, world.council, datetime.date(2026, 9, 10), budget, "80", **ruling)
    budget.refresh_from_db()
    return budget


def definitive(purse: Purse) -> Budget:
    """The school committee's definitive budget for 2027, a draft that begins with the preliminary one."""
    world = purse.world
    return actions.draft_budget(by=world.tomas, body=world.school, year=2027, stage=Stage.DEFINITIVE)


def test_b1_the_whole_way_from_frames_to_the_definitive_budget(purse: Purse) -> None:
    frames(purse)
    owed = Task.objects.get(kind=TaskKind.WRITE_BUDGET, body=purse.world.school)
    assert owed.due_on == max(datetime.date(2026, 6, 30), TODAY)
    preliminary(purse)
    owed.refresh_from_db()
    assert owed.done_on is not None
    adopted = whole(purse)
    assert adopted.state == "adopted"
    assert adopted.net_costs() == {purse.school.pk: 100_000}
    own = definitive(purse)
    assert own.net_costs() == {purse.school.pk: 100_000}
    assert Task.objects.get(kind=TaskKind.WRITE_BUDGET, body=purse.world.school, done_on=None).due_on.year == 2026
    take_step(by=purse.world.tomas, thing=own, step="hand_in")
    purse.world.decide(purse.world.sara, purse.world.school, TODAY, own, "90")
    assert not Task.objects.filter(kind=TaskKind.WRITE_BUDGET, body=purse.world.school, done_on=None).exists()
    assert FrozenVersion.objects.of(own).count() == 2


def test_b3_above_the_frame_is_signalled_with_the_difference_and_whether_it_says_why(purse: Purse) -> None:
    frames(purse)
    budget = preliminary(purse, lower=63_000)
    found = [one for one in findings.find(2027, TODAY) if one.rule == "B-3"]
    assert [one.about for one in found] == [budget]
    assert "3\N{NO-BREAK SPACE}000 kronor över ramen" in found[0].message
    assert "säger inte varför" in found[0].message
    Budget.objects.filter(pk=budget.pk).update(frame_reason="Fler elever.")
    told = next(iter(findings.find(2027, TODAY)))
    assert ("säger inte varför" in told.message, told.mend) == (False, "Läs varför")


def test_b3_a_committee_that_is_given_no_frame_goes_above_none_but_makes_its_budget(purse: Purse) -> None:
    world = purse.world
    conditions = actions.draft_conditions(by=world.karin, year=2027)
    given = {(world.school.pk, 2027): (None, None), (world.care.pk, 2027): (50_000, None)}
    actions.write_conditions(
        by=world.karin, conditions=conditions, external_analysis="Färre barn.", instructions="", frames=given
    )
    take_step(by=world.karin, thing=conditions, step="hand_in", on=SPRING)
    world.decide(world.bo, world.board, SPRING, conditions)
    assert Task.objects.filter(kind=TaskKind.WRITE_BUDGET, body=world.school, done_on=None).exists()
    preliminary(purse)
    assert [one for one in findings.find(2027, TODAY) if one.rule == "B-3"] == []


def test_b3_a_definitive_budget_is_refused_with_the_difference_from_the_councils(purse: Purse) -> None:
    preliminary(purse)
    area = f"net:{purse.school.pk}-0:2027"
    whole(purse, outcome=Outcome.ADOPTED_WITH_CHANGE, changes={area: 102_000})
    own = definitive(purse)
    with pytest.raises(Refused, match=r"Grundskola.*2.000 kronor för lite"):
        take_step(by=purse.world.tomas, thing=own, step="hand_in")
    assert [one.rule for one in findings.find(2027, TODAY) if one.about == own] == ["B-3"]
    purse.write(own, lower=62_000)
    assert take_step(by=purse.world.tomas, thing=own, step="hand_in").state == "handed"


def test_b3_what_departs_from_the_council_is_refused_before_it_is_asked_to_be_explained(purse: Purse) -> None:
    purse.adopted_whole(2026, school=90_000)
    purse.adopted_whole(2027, school=95_000)
    own = definitive(purse)
    with pytest.raises(Refused) as no:
        take_step(by=purse.world.tomas, thing=own, step="hand_in")
    assert no.value.rule == "B-3"


def test_d4_the_council_changes_an_area_and_the_tax_rate_in_its_decision(purse: Purse) -> None:
    preliminary(purse)
    changes = {f"net:{purse.school.pk}-0:2027": 95_000, "tax_rate": "19.64"}
    adopted = whole(purse, outcome=Outcome.ADOPTED_WITH_CHANGE, changes=changes)
    assert adopted.net_costs() == {purse.school.pk: 95_000}
    assert str(adopted.tax_rate) == "19.64"


def test_b1_a_bridge_that_does_not_add_up_is_refused_and_the_councils_change_gets_its_row(purse: Purse) -> None:
    world = purse.world
    purse.adopted_whole(2026, school=90_000)
    budget = actions.draft_budget(by=world.karin, body=None, year=2027, stage=Stage.MUNICIPAL)
    purse.write(budget, school=100_000)
    with pytest.raises(Refused, match=r"Kvar att förklara: Grundskola: 10.000 kronor"):
        take_step(by=world.karin, thing=budget, step="hand_in", on=datetime.date(2026, 9, 1))
    row = BridgeEntry(purse.school.pk, BridgeKind.INDEX, "Löner och priser", "", 10_000)
    actions.write_bridge(by=world.karin, budget=budget, entries=[row])
    take_step(by=world.karin, thing=budget, step="hand_in", on=datetime.date(2026, 9, 1))
    changes = {f"net:{purse.school.pk}-0:2027": 101_000}
    world.decide(
        world.bo, world.board, datetime.date(2026, 9, 8), budget, outcome=Outcome.ADOPTED_WITH_CHANGE, changes=changes
    )
    assert list(budget.bridge.values_list("reason", "amount")) == [
        ("Löner och priser", 10_000),
        ("Kommunstyrelsen ändrade förslaget", 1_000),
    ]


def test_b1_each_change_in_the_bridge_says_why(purse: Purse) -> None:
    budget = actions.draft_budget(by=None, body=None, year=2027, stage=Stage.MUNICIPAL)
    with pytest.raises(Refused, match="Skriv skälet") as refused:
        actions.write_bridge(
            by=None, budget=budget, entries=[BridgeEntry(purse.school.pk, BridgeKind.INDEX, " ", "", 1)]
        )
    assert refused.value.errors == {"reason-0": "Skriv varför."}


def test_b2_two_people_in_the_same_budget_do_not_overwrite_each_other(purse: Purse) -> None:
    world = purse.world
    budget = actions.draft_budget(by=world.tomas, body=world.school, year=2027, stage=Stage.PRELIMINARY)
    place = (purse.school.pk, purse.lower.pk, 2027, "cost")
    actions.write_cells(by=world.tomas, budget=budget, cells=[Cell(*place, 0, 500)])
    other = Cell(purse.school.pk, purse.upper.pk, 2027, "cost", 0, 300)
    with pytest.raises(Clash) as clash:
        actions.write_cells(by=world.conny, budget=budget, cells=[Cell(*place, 0, 700), other])
    assert clash.value.theirs == {Cell(*place, 0, 700).name: 500}
    assert budget.net_costs() == {purse.school.pk: 500}
    actions.write_cells(by=world.conny, budget=budget, cells=[Cell(*place, 500, 700), other])
    assert budget.net_costs() == {purse.school.pk: 1000}


def test_b3_an_area_has_amounts_on_itself_or_on_its_service_areas(purse: Purse) -> None:
    budget = actions.draft_budget(by=None, body=purse.world.school, year=2027, stage=Stage.PRELIMINARY)
    with pytest.raises(Refused, match="Grundskola har belopp både"):
        purse.write(budget, school=1, lower=1)


def test_b2_a_committee_writes_only_its_own_areas(purse: Purse) -> None:
    budget = actions.draft_budget(by=None, body=purse.world.school, year=2027, stage=Stage.PRELIMINARY)
    with pytest.raises(Refused, match="hör inte till budgeten"):
        purse.write(budget, care=1)
    with pytest.raises(Refused, match="hör inte till budgeten"):
        purse.write(budget, finance=1)


def test_o6_nobody_writes_in_a_budget_that_is_handed_in(purse: Purse) -> None:
    world = purse.world
    budget = actions.draft_budget(by=world.tomas, body=world.school, year=2027, stage=Stage.PRELIMINARY)
    take_step(by=world.tomas, thing=budget, step="hand_in")
    with pytest.raises(Refused, match="lämnad"):
        purse.write(budget, lower=1)
    with pytest.raises(Refused, match="lämnad"):
        actions.write_budget(by=world.tomas, budget=budget, text="Ändrad")


def test_d3_the_council_does_not_decide_a_budget_that_the_board_has_not_prepared(purse: Purse) -> None:
    world = purse.world
    budget = actions.draft_budget(by=world.karin, body=None, year=2027, stage=Stage.MUNICIPAL)
    take_step(by=world.karin, thing=budget, step="hand_in", on=datetime.date(2026, 9, 1))
    with pytest.raises(Refused, match="fel ordning eller av fel organ"):
        world.decide(world.frida, world.council, datetime.date(2026, 9, 10), budget)


def test_l2_a_budget_past_the_laws_days_is_signalled_with_the_section(purse: Purse) -> None:
    actions.draft_budget(by=None, body=None, year=2027, stage=Stage.MUNICIPAL)
    assert not list(findings.find(2027, datetime.date(2026, 11, 30)))
    told = [one.message for one in findings.find(2027, datetime.date(2027, 1, 2)) if one.rule == "L-2"]
    assert len(told) == 2
    assert "2026-11-30 (KL 11 kap. 8 §)" in told[0]
    assert "2026-12-31 (KL 11 kap. 10 §)" in told[1]


def change(purse: Purse, *moves: Move, **fields: object) -> BudgetChange:
    """A change of 2026 as the school committee's head writes it, unless something else is said."""
    told = {
        "by": purse.world.tomas, "body": purse.world.school, "kind": ChangeKind.TRANSFER, "heading": "Flytt",
        "reason": "Fler elever i årskurs 7.", "financing": "",
    } | fields  # fmt: skip
    return actions.write_change(year=2026, moves=moves, **told)  # type: ignore[arg-type]


def test_b5_a_decided_change_alters_the_current_budget_and_not_the_original(purse: Purse) -> None:
    world = purse.world
    purse.adopted_whole(2026, school=100_000)
    added = change(
        purse, Move(purse.school.pk, cost=5_000), by=world.karin, body=None, kind=ChangeKind.ADDITION,
        financing="Ur årets resultat.",
    )  # fmt: skip
    take_step(by=world.karin, thing=added, step="hand_in", on=datetime.date(2026, 3, 1))
    assert figures_of(2026, 8)[purse.school.pk].current == 100_000
    world.decide(world.bo, world.board, datetime.date(2026, 3, 10), added, "20")
    world.decide(world.frida, world.council, datetime.date(2026, 3, 20), added, "21")
    figures = figures_of(2026, 8)[purse.school.pk]
    assert (figures.original, figures.changes, figures.current) == (100_000, 5_000, 105_000)
    assert LogEntry.objects.about(added).count() == 4


def to_upper(purse: Purse) -> list[Move]:
    """Ten kronor from the lower years to the upper."""
    return [Move(purse.school.pk, purse.lower.pk, cost=-10), Move(purse.school.pk, purse.upper.pk, cost=10)]


def test_b5_a_committee_moves_within_an_area_and_never_between(purse: Purse) -> None:
    within = change(purse, *to_upper(purse))
    assert take_step(by=purse.world.tomas, thing=within, step="hand_in").state == "handed"
    between = change(purse, Move(purse.school.pk, cost=-10), Move(purse.adult.pk, cost=10))
    with pytest.raises(Refused, match="beslutar fullmäktige"):
        take_step(by=purse.world.tomas, thing=between, step="hand_in")
    with pytest.raises(Refused, match="bara i sin egen budget"):
        change(purse, Move(purse.care.pk, cost=10))


def test_b5_an_adopted_change_stands(purse: Purse) -> None:
    within = change(purse, *to_upper(purse))
    take_step(by=purse.world.tomas, thing=within, step="hand_in", on=SPRING)
    purse.world.decide(purse.world.sara, purse.world.school, SPRING, within)
    with pytest.raises(Refused, match="lämnad"):
        change(purse, Move(purse.school.pk, purse.lower.pk, cost=-99), change=within)


def test_d4_a_budget_and_its_goals_are_decided_in_one_or_not_at_all(purse: Purse) -> None:
    world = purse.world
    preliminary(purse)
    budget = actions.draft_budget(by=world.karin, body=None, year=2027, stage=Stage.MUNICIPAL)
    take_step(by=world.karin, thing=budget, step="hand_in", on=datetime.date(2026, 9, 1))
    goal = world.draft_goal()
    with pytest.raises(Refused):
        world.decide(world.bo, world.board, datetime.date(2026, 9, 8), goal)
    budget.refresh_from_db()
    assert budget.state == "handed"
    assert Ruling(budget).outcome == Outcome.ADOPTED


def goal_decided(purse: Purse, heading: str, paragraph: str, board_on: datetime.date) -> GoalVersion:
    """A new goal of the school committee for 2027, which the board prepares on the day."""
    world = purse.world
    version = world.draft_goal(heading=heading)
    take_step(by=world.tomas, thing=version, step="hand_in", on=JUNE)
    world.decide(world.sara, world.school, JUNE, version, f"{paragraph}1")
    world.decide(world.bo, world.board, board_on, version, f"{paragraph}2")
    return version


def test_d2_a_committee_goal_adopted_at_another_meeting_than_the_budgets_is_signalled(purse: Purse) -> None:
    world, (board_on, council_on, later) = purse.world, (datetime.date(2026, 9, day) for day in (8, 10, 12))
    with_budget, beside = (goal_decided(purse, name, name, board_on) for name in ("5", "6"))
    world.decide(world.frida, world.council, council_on, with_budget, "81")
    world.decide(world.frida, world.council, later, beside, "90")
    world.adopted("committee", "Före Styrhjul", 2027, 2027, body=world.school)
    assert not [one for one in findings.of_goals(2027, TODAY) if one.rule == "D-2"], "no budget is decided"
    preliminary(purse)
    whole(purse)
    found = [one for one in findings.of_goals(2027, TODAY) if one.rule == "D-2"]
    assert [one.about for one in found] == [beside]
    assert "2026-09-12, på ett annat sammanträde än budgeten för 2027 (2026-09-10)" in found[0].message
