"""A body orders an evaluation of a goal or an activity, and something comes of it (I-4)."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from styrhjul.followup.actions import analyses
from styrhjul.followup.analysing import facts_of
from styrhjul.goals.actions import commissions, plans
from styrhjul.goals.actions.evaluations import change_evaluation, order_evaluation
from styrhjul.goals.models import Activity, Evaluation, GoalVersion
from styrhjul.governance.models import Task
from styrhjul.governance.terms import TaskKind
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.models import LogEntry
from tests.goals.test_commissions import decision_of, waiting
from tests.goals.test_plan_contents import adopted
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db

DUE = datetime.date(2026, 11, 30)
ASKED = {
    "what": "Ger läsgarantin fler läsare?", "question": "Vilka når den inte?", "method": "Intervjuer på tre skolor.",
    "due_on": DUE,
}  # fmt: skip


@pytest.fixture
def goal(world: World) -> GoalVersion:
    return world.adopted("committee", "Alla elever läser med flyt", 2026, 2026, body=world.school)


def ordered(world: World, goal: GoalVersion, day: int = 1, **changes: object) -> Evaluation:
    """The school committee's evaluation of its goal, ordered in September and given to its administration."""
    fields = ASKED | {"about": goal.goal, "receiver": world.school_administration} | changes
    return order_evaluation(by=world.sara, decision=decision_of(world, "school", day), **fields)  # type: ignore[arg-type]


def test_i4_any_body_orders_an_evaluation_by_a_recorded_decision(world: World, goal: GoalVersion) -> None:
    made = ordered(world, goal, performer="Högskolan")
    commission = made.commission
    assert (made.about, commission.receiver, commission.due_on, commission.ordered_by_id) == (
        goal.goal, world.school_administration, DUE, world.school.pk,
    )  # fmt: skip
    assert commission.is_evaluation
    assert LogEntry.objects.filter(verb="order_evaluation").get().sentence == "Utvärderar «Alla elever läser med flyt»."
    (task,) = waiting(TaskKind.REPORT_COMMISSION)
    assert (task.heading, task.unit) == ("Återrapportera: Ger läsgarantin fler läsare?", world.school_administration)
    assert Task.objects.of(world.tomas).waiting().filter(pk=task.pk).exists()
    for person in (world.tomas, world.frida, world.bo, world.per, world.olle):
        with pytest.raises(Refused) as refused:
            order_evaluation(
                by=person,
                decision=commission.decision,
                about=goal.goal,
                receiver=world.office,
                **ASKED,  # type: ignore[arg-type]
            )
        assert refused.value.rule == "I-4"
    of_council = decision_of(world, "council", 2)
    by_council = order_evaluation(
        by=world.frida,
        decision=of_council,
        about=goal.goal,
        receiver=world.school,
        **ASKED,  # type: ignore[arg-type]
    )
    assert by_council.commission.body == world.school


def test_i4_it_asks_a_question_with_a_method_and_a_day(world: World, goal: GoalVersion) -> None:
    with pytest.raises(Refused) as refused:
        ordered(world, goal, question=" ", method="", due_on=None)
    assert sorted(refused.value.errors) == ["due_on", "method", "question"]
    draft = world.draft_goal(heading="Zebramålet")
    with pytest.raises(Refused, match="ska vara fastställt"):
        order_evaluation(
            by=world.sara, decision=decision_of(world, "school", 2), about=draft.goal, receiver=world.office,
            **ASKED,  # type: ignore[arg-type]
        )  # fmt: skip
    made = ordered(world, goal, 3)
    with pytest.raises(IntegrityError, match="evaluation_of_goal_or_activity"), transaction.atomic():
        Evaluation.objects.filter(pk=made.pk).update(goal=None)
    with pytest.raises(IntegrityError, match="evaluation_asks_and_says_how"), transaction.atomic():
        Evaluation.objects.filter(pk=made.pk).update(question="")


def test_i4_an_effort_is_evaluated_too(world: World) -> None:
    plan = adopted(world)
    activity = plan.activities.get()
    made = order_evaluation(
        by=world.sara, decision=decision_of(world, "school"), about=activity, receiver=world.compulsory,
        **ASKED,  # type: ignore[arg-type]
    )  # fmt: skip
    assert (made.about, made.goal) == (activity, None)
    assert list(activity.evaluations.all()) == [made]


def test_i4_what_it_asks_may_change_until_it_is_closed_and_the_log_keeps_what_it_was(
    world: World, goal: GoalVersion
) -> None:
    made = ordered(world, goal)
    changed = {**ASKED, "text": "", "performer": "Högskolan", "method": "Enkät."}
    change_evaluation(by=world.sara, commission=made.commission, **changed)  # type: ignore[arg-type]
    made.refresh_from_db()
    assert (made.method, made.performer) == ("Enkät.", "Högskolan")
    line = LogEntry.objects.filter(verb="change").latest("pk")
    assert line.data["before"]["method"] == "Intervjuer på tre skolor."
    with pytest.raises(Refused):
        change_evaluation(by=world.frida, commission=made.commission, **changed)  # type: ignore[arg-type]
    closing = decision_of(world, "school", 12)
    commissions.close_commission(by=world.sara, commission=made.commission, decision=closing)
    with pytest.raises(Refused):
        change_evaluation(by=world.sara, commission=made.commission, **changed)  # type: ignore[arg-type]


def test_i4_the_result_is_reported_back_and_what_comes_of_it_is_tied_both_ways(world: World, goal: GoalVersion) -> None:
    made = ordered(world, goal)
    idea = {"by": world.tomas, "body": world.school, "year": 2027, "what": "Läs varje dag", "evaluation": made}
    with pytest.raises(Refused, match="inte återrapporterad"):
        analyses.propose_improvement(**idea)  # type: ignore[arg-type]
    commissions.report_commission(by=world.tomas, commission=made.commission, text="Ja.", reported_on=TODAY)
    assert [task.body for task in waiting(TaskKind.CLOSE_COMMISSION)] == [world.school]
    one = analyses.propose_improvement(**idea)  # type: ignore[arg-type]
    assert list(made.improvements.all()) == [one]
    assert LogEntry.objects.filter(verb="improve").get().object_id == made.commission_id
    plan = plans.draft_plan(by=world.tomas, unit=world.school_administration, year=2027)
    one = analyses.as_activity(by=world.tomas, improvement=one, plan=plan)
    assert isinstance(one.activity, Activity)
    assert one.activity.goal == goal.goal, "the activity serves the goal that was evaluated"
    assert list(one.activity.improvements.all()) == [one]


def test_i4_the_analysis_tells_that_the_goal_has_been_evaluated(world: World, goal: GoalVersion) -> None:
    made = ordered(world, goal)
    analysis = analyses.begin_analysis(by=world.tomas, body=world.school, year=2026, goal=goal.goal)
    told = "Målet är utvärderat: «Ger läsgarantin fler läsare?» Resultatet står nedan."
    assert told not in facts_of(analysis, world.tomas).told["effect"]
    commissions.report_commission(by=world.tomas, commission=made.commission, text="Ja.", reported_on=TODAY)
    assert told in facts_of(analysis, world.tomas).told["effect"]
