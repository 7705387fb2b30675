"""The head judges the unit's operational and department goals (F-6, F-8, O-6, P-3)."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from styrhjul.followup.actions.own_goals import can_judge_own, judge_own_goal
from styrhjul.followup.findings import disagreements, unjudged
from styrhjul.followup.models import Assessment, Report, Round
from styrhjul.followup.own_goals import duties, followed_up, owed_in, round_to_judge
from styrhjul.goals.models import GoalVersion, Plan
from styrhjul.governance.actions import load_as_adopted, load_decision
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import name_deputy
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import LogEntry, Person
from tests.followup import sjostad_round as rounds
from tests.followup.sjostad_own import JUDGED, OwnGoal, own_goal
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world: World) -> OwnGoal:
    return own_goal(world)


@pytest.fixture
def plan(case: OwnGoal) -> Plan:
    return case.plan


@pytest.fixture
def own(case: OwnGoal) -> GoalVersion:
    return case.version


@pytest.fixture
def round_(case: OwnGoal) -> Round:
    return case.round


def judge(by: Person, own: GoalVersion, round_: Round, **changes: str) -> Assessment:
    """Judge the goal."""
    return judge_own_goal(by=by, version=own, round_=round_, **JUDGED | changes)


@pytest.mark.parametrize(
    ("who", "may"),
    [("tomas", True), ("karin", True), ("asa", False), ("conny", False), ("vera", False), ("per", False),
     ("sara", False)],
)  # fmt: skip
def test_f8_the_head_as_of_now_or_the_municipal_director_judges(
    world: World, own: GoalVersion, round_: Round, who: str, may: bool
) -> None:
    person = getattr(world, who)
    assert can_judge_own(person, own) is may
    if may:
        made = judge(person, own, round_, forecast="attained")
        assert (made.unit, made.body, made.value, made.judge) == (own.unit, None, "mainly", own.unit)
        line = LogEntry.objects.filter(verb="assess").get()
        assert (line.object_id, line.sentence) == (
            own.pk, "Bedömde målet i Delårsrapport januari–augusti 2026: i huvudsak uppnått.",
        )  # fmt: skip
        return
    with pytest.raises(Refused) as refused:
        judge(person, own, round_)
    assert refused.value.rule == "F-8"


def test_f8_one_judgement_on_goal_round_and_unit_which_may_change_until_the_report_is_decided(
    world: World, own: GoalVersion, round_: Round
) -> None:
    judge(world.tomas, own, round_)
    judge(world.tomas, own, round_, value="partly", reason="Flera slutade.")
    made = Assessment.objects.get(goal=own.goal)
    assert (made.value, made.reason) == ("partly", "Flera slutade.")
    line = LogEntry.objects.filter(verb="assess").latest("pk")
    assert line.data["before"] == {"value": "mainly", "reason": JUDGED["reason"]}
    Report.objects.filter(round=round_, body=None).update(state="adopted")
    with pytest.raises(Refused, match="ändras inte längre"):
        judge(world.tomas, own, round_)
    made.pk = None
    with pytest.raises(IntegrityError, match="one_assessment_a_body"), transaction.atomic():
        made.save(force_insert=True)
    with pytest.raises(IntegrityError, match="body_or_unit_judges"), transaction.atomic():
        Assessment.objects.update(body=world.school)


def test_f6_a_head_says_why_and_departs_from_the_measures_with_a_reason(
    world: World, own: GoalVersion, round_: Round
) -> None:
    with pytest.raises(Refused) as refused:
        judge_own_goal(by=world.tomas, version=own, round_=round_, value="attained", reason=" ")
    assert sorted(refused.value.errors) == ["departure", "reason"]
    world.outcomes(own.goal_measures.get().measure, y2026=18)
    made = judge(world.tomas, own, round_, departure="Dyrt.")
    assert (made.proposed, made.departure) != ("", "")
    assert made.figures
    assert [one.about for one in disagreements(2026)] == [own]
    own.goal_measures.all().delete()
    made = judge(world.tomas, own, round_, departure="")
    assert (made.proposed, made.departure) == ("", ""), "without a measure there is nothing to depart from"


def test_f8_only_in_the_latest_open_interim_or_annual_round(world: World, own: GoalVersion, round_: Round) -> None:
    quarterly = rounds.open_interim(world, "quarterly")
    with pytest.raises(Refused, match="inte i den uppföljningen"):
        judge(world.tomas, own, quarterly)
    annual = rounds.open_interim(world, "annual")
    Round.objects.filter(pk=annual.pk).update(opens_on=datetime.date(2026, 9, 2))
    assert round_to_judge(2026) == annual
    with pytest.raises(Refused, match="inte i den uppföljningen"):
        judge(world.tomas, own, round_)
    assert judge(world.tomas, own, annual).round == annual
    own.state = "draft"
    own.save(update_fields=["state"])
    with pytest.raises(Refused, match="inte i den uppföljningen"):
        judge(world.tomas, own, annual)


def test_w4_the_head_has_it_to_do_until_it_is_done_and_it_is_signalled_after_the_day(
    world: World, plan: Plan, own: GoalVersion, round_: Round
) -> None:
    assert [(one.plan, one.left, one.of) for one in owed_in(2026)] == [(plan, 1, 1)]
    (duty,) = duties(world.tomas, TODAY)
    assert (duty.kind, duty.about_id, duty.due_on) == ("Egna mål att bedöma", plan.pk, round_.parts_due_on)
    assert not list(duties(world.asa, TODAY))
    assert not list(duties(world.conny, TODAY))
    assert not list(unjudged(2026, round_.parts_due_on))
    (finding,) = unjudged(2026, round_.parts_due_on + datetime.timedelta(days=1))
    assert (finding.rule, finding.about, finding.anchor) == ("F-8", plan, "egna")
    judge(world.tomas, own, round_)
    assert not list(duties(world.tomas, TODAY))
    assert not list(unjudged(2026, TODAY))


def test_f8_the_plan_is_followed_up_beside_what_was_adopted_and_no_stranger_reads_it(
    world: World, plan: Plan, own: GoalVersion, round_: Round
) -> None:
    assert followed_up(plan, world.emil) == ()
    judge(world.tomas, own, round_, forecast="attained")
    (section,) = followed_up(plan, world.emil)
    assert section.blocks[1].rows[0].cells[0] == "Färre vikarier"
    assert "Prognos för året: uppnått." in section.blocks[1].rows[0].cells[3]
    assert followed_up(plan, None) == ()


def test_d7_a_round_from_before_styrhjul_asks_for_nothing(world: World, plan: Plan, round_: Round) -> None:
    whole = Report.objects.get(round=round_, body=None)
    decision = load_decision(body=world.council, held_on=datetime.date(2026, 9, 2), heading="Delårsrapport")
    load_as_adopted(thing=whole, decision=decision, state="adopted")
    assert round_to_judge(2026) is None
    assert not owed_in(2026)
    assert not list(duties(world.tomas, TODAY))


def test_o4_a_deputy_judges_in_the_heads_place(world: World, own: GoalVersion, round_: Round) -> None:
    position = world.tomas.positions.get(unit=own.unit)
    name_deputy(by=world.tomas, position=position, person=world.asa, from_on=TODAY, to_on=TODAY)
    deputy = Person.objects.get(pk=world.asa.pk)
    judge(deputy, own, round_)
    assert LogEntry.objects.filter(verb="assess").get().acting_for == world.tomas.name
    with on_day(TODAY + datetime.timedelta(days=1)):
        assert not can_judge_own(Person.objects.get(pk=world.asa.pk), own)
