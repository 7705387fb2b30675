"""The goal's way from proposal to adoption (D-2, D-3, D-4, G-7, G-8, G-11)."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from styrhjul.goals.actions import goals as actions
from styrhjul.goals.models import GoalVersion
from styrhjul.governance.actions import Ruling, hold_meeting, put_on_agenda, record_decision, take_step
from styrhjul.governance.models import DecisionLine, FrozenVersion
from styrhjul.governance.terms import Outcome
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.models import LogEntry
from tests.world import COMPLETE, World

pytestmark = pytest.mark.django_db


def test_d2_a_committee_goal_goes_from_draft_to_the_councils_adoption(world: World) -> None:
    version = world.draft_goal()
    world.follow(version, world.measure(), y2027=95)
    world.propose(version)
    assert version.state == "proposed"
    world.decide(
        world.bo,
        world.board,
        datetime.date(2026, 9, 9),
        version,
        "162",
        Outcome.ADOPTED_WITH_CHANGE,
        changes={"heading": "Alla elever läser med flyt i årskurs 2"},
    )
    version.refresh_from_db()
    assert version.state == "prepared"
    assert version.heading == "Alla elever läser med flyt i årskurs 3", "the board's words stand beside (D-2)"
    decision = world.decide(world.frida, world.council, datetime.date(2026, 9, 14), version, "84")
    version.refresh_from_db()
    assert version.state == "adopted"
    assert version.stepped_on == datetime.date(2026, 9, 14)
    assert DecisionLine.objects.get(decision=decision).thing == version
    assert [v.step for v in FrozenVersion.objects.of(version)] == ["hand_in", "propose", "prepare", "adopt"]
    assert LogEntry.objects.about(version).first().verb == "adopt"


def test_g7_handing_in_is_refused_until_the_goal_says_all_and_nothing_is_lost(world: World) -> None:
    version = world.draft_goal(purpose="", criteria="")
    with pytest.raises(Refused) as refused:
        take_step(by=world.tomas, thing=version, step="hand_in")
    assert refused.value.rule == "G-7"
    assert set(refused.value.errors) == {"purpose", "criteria"}
    version.refresh_from_db()
    assert version.state == "draft"
    assert version.text


def test_g8_a_fourth_measure_is_refused_when_the_goal_is_handed_in(world: World) -> None:
    version = world.draft_goal()
    for name in ("Ett", "Två", "Tre", "Fyra"):
        world.follow(version, world.measure(name), y2027=1)
    with pytest.raises(Refused, match="högst 3 mått") as refused:
        take_step(by=world.tomas, thing=version, step="hand_in")
    assert refused.value.rule == "G-8"


def test_d3_the_wrong_order_the_wrong_body_and_an_earlier_date_are_refused(world: World) -> None:
    version = world.propose(world.draft_goal())
    with pytest.raises(Refused) as wrong_order:
        world.decide(world.frida, world.council, datetime.date(2026, 9, 10), version, "84")
    with pytest.raises(Refused) as wrong_body:
        world.decide(world.olle, world.care, datetime.date(2026, 9, 10), version, "7")
    with pytest.raises(Refused) as too_early:
        world.decide(world.bo, world.board, datetime.date(2026, 8, 25), version, "99")
    assert {e.value.rule for e in (wrong_order, wrong_body, too_early)} == {"D-3"}
    version.refresh_from_db()
    assert version.state == "proposed"


def test_d3_the_same_day_is_allowed(world: World) -> None:
    version = world.propose(world.draft_goal())
    world.decide(world.bo, world.board, datetime.date(2026, 9, 1), version, "150")
    version.refresh_from_db()
    assert version.state == "prepared"


def test_d4_all_lines_are_recorded_or_none(world: World) -> None:
    first, second = world.propose(world.draft_goal()), world.draft_goal(heading="Ett annat mål")
    meeting = hold_meeting(by=world.bo, body=world.board, held_on=datetime.date(2026, 9, 9))
    decision = put_on_agenda(by=world.bo, meeting=meeting, heading="Mål", things=[first, second])
    with pytest.raises(Refused):
        record_decision(by=world.bo, decision=decision, rulings=[Ruling(first), Ruling(second)], paragraph="3")
    first.refresh_from_db()
    decision.refresh_from_db()
    assert first.state == "proposed"
    assert decision.recorded_on is None


def test_d2_the_board_sends_back_with_a_reason_and_the_head_hands_in_again(world: World) -> None:
    version = world.propose(world.draft_goal())
    with pytest.raises(Refused, match="varför"):
        world.decide(world.bo, world.board, datetime.date(2026, 9, 9), version, "5", Outcome.SENT_BACK)
    world.decide(world.bo, world.board, datetime.date(2026, 9, 9), version, "6", Outcome.SENT_BACK, reason="Vagt mål.")
    version.refresh_from_db()
    assert version.state == "returned"
    take_step(by=world.tomas, thing=version, step="hand_in")


def test_d2_the_boards_own_goals_are_proposed_and_prepared_in_one_decision(world: World) -> None:
    version = world.draft_goal()
    GoalVersion.objects.filter(pk=version.pk).update(body=world.board)
    version.refresh_from_db()
    take_step(by=world.karin, thing=version, step="hand_in")
    world.decide(world.bo, world.board, datetime.date(2026, 9, 14), version, "7")
    version.refresh_from_db()
    assert version.state == "prepared"


def test_g11_a_revised_goal_takes_over_from_its_first_year(world: World) -> None:
    old = world.adopted("committee", "Trygga elever", 2025, 2028, body=world.school)
    draft = actions.revise(by=world.tomas, version=old, first_year=2027)
    for name, value in {k: v for k, v in world.draft_goal().__dict__.items() if k in actions.FIELDS}.items():
        setattr(draft, name, value)
    draft.parent = world.overall().goal
    draft.save()
    world.propose(draft)
    world.decide(world.bo, world.board, datetime.date(2026, 9, 9), draft, "162")
    world.decide(world.frida, world.council, datetime.date(2026, 9, 14), draft, "84")
    old.refresh_from_db()
    assert (old.first_year, old.last_year, old.in_force_until) == (2025, 2028, 2026)
    assert draft.goal.version_in(2026) == old
    assert draft.goal.version_in(2027) == draft


def test_g11_the_database_refuses_two_adopted_versions_of_a_year(world: World) -> None:
    old = world.adopted("committee", "Trygga elever", 2025, 2028, body=world.school)
    with pytest.raises(IntegrityError, match="one_adopted_version_a_year"), transaction.atomic():
        GoalVersion.objects.create(
            goal=old.goal,
            body=world.school,
            heading="Dubbel",
            first_year=2028,
            last_year=2029,
            in_force_until=2029,
            state="adopted",
        )


def test_o6_only_those_who_may_do_it(world: World) -> None:
    version = world.draft_goal()
    with pytest.raises(Refused) as refused:
        take_step(by=world.vera, thing=version, step="hand_in")
    assert refused.value.rule == "O-6"
    with pytest.raises(Refused):
        actions.draft_goal(by=world.emil, level="committee", body=world.school, first_year=2027, last_year=2027)


def test_d2_the_councils_own_goals_are_drafted_by_the_board_alone(world: World) -> None:
    with pytest.raises(Refused) as refused:
        actions.draft_goal(
            by=world.tomas, level="vision", body=world.school, first_year=2027, last_year=2030, heading="Vår vision"
        )
    assert refused.value.rule == "D-2"
    drafted = actions.draft_goal(
        by=world.karin, level="vision", body=world.board, first_year=2027, last_year=2030, heading="En vision"
    )
    assert drafted.state == "draft"


def test_t2_a_text_changed_by_a_decision_is_not_public_before_its_minutes_are_approved(world: World) -> None:
    version = world.propose(world.draft_goal())
    line = DecisionLine.objects.get(object_id=version.pk)
    world.approve(line.decision, world.sara)
    assert version in GoalVersion.objects.visible_to(None)
    changes = {"heading": "Alla elever läser med flyt i årskurs 2"}
    world.decide(world.bo, world.board, datetime.date(2026, 9, 9), version, "162", Outcome.ADOPTED)
    assert version in GoalVersion.objects.visible_to(None)
    decision = world.decide(
        world.frida, world.council, datetime.date(2026, 9, 14), version, "84", Outcome.ADOPTED_WITH_CHANGE,
        changes=changes,
    )  # fmt: skip
    public = GoalVersion.objects.visible_to(None).get(pk=version.pk)
    assert (public.heading, public.state) == (COMPLETE["heading"], "proposed"), "as the approved minutes say (O-8)"
    assert decision.lines.get().changes == changes
