"""Who takes which step from which state: every state and every person, against tables written by hand (D-1, D-2, O-6).

The tables below are copied from the governance document's chapter on goals, not from the code.
"""

import datetime
from collections.abc import Mapping

import pytest
from django.db import transaction

from styrhjul.budget import rules as budget
from styrhjul.followup import rules as followup
from styrhjul.goals import rules
from styrhjul.goals.models import GoalVersion
from styrhjul.goals.terms import Level
from styrhjul.governance.actions import Ruling, hold_meeting, put_on_agenda, record_decision, take_step
from styrhjul.governance.models import Decision
from styrhjul.governance.terms import Outcome
from styrhjul.governance.workflow import PAST, Place, Refused, Workflow, may_take
from styrhjul.organisation.models import Body, Person
from tests.world import PEOPLE, World

DAY = datetime.date(2026, 9, 10)
Table = Mapping[str, Mapping[str, set[str]]]

#: A goal of the school committee: state, then person, then the steps that the person takes.
COMMITTEE: Table = {
    "draft": {"tomas": {"hand_in"}},
    "handed": {"tomas": {"take_back"}, "sara": {"propose", "reject", "send_back"}},
    "proposed": {"bo": {"prepare", "send_back"}},
    "prepared": {"frida": {"adopt", "reject", "send_back"}},
    "adopted": {"sara": {"propose_end"}},
    "returned": {"tomas": {"hand_in"}},
    "rejected": {},
    "ending": {"bo": {"prepare_end"}},
    "end_prepared": {"frida": {"end", "keep"}},
    "ended": {},
}

#: An overall goal: the board proposes and prepares in one decision, the council adopts.
OF_COUNCIL: Table = {
    "draft": {"karin": {"hand_in"}},
    "handed": {"karin": {"take_back"}, "bo": {"prepare", "reject", "send_back"}},
    "proposed": {},
    "prepared": {"frida": {"adopt", "reject", "send_back"}},
    "adopted": {"bo": {"prepare_end"}},
    "returned": {"karin": {"hand_in"}},
    "rejected": {},
    "ending": {},
    "end_prepared": {"frida": {"end", "keep"}},
    "ended": {},
}

TABLES = [
    rules.COMMITTEE_GOAL, rules.BOARD_GOAL, rules.PLAN, rules.PLAN_GOAL,
    budget.COMMITTEE_BUDGET, budget.MUNICIPAL_BUDGET, budget.PLANNING_CONDITIONS,
    followup.COMMITTEE_REPORT, followup.MUNICIPAL_REPORT, followup.QUARTERLY_REPORT, followup.REMEDY_PLAN,
    followup.BOARDS_REMEDY_PLAN,
]  # fmt: skip
NAMES = [first for first, *_ in PEOPLE]


def version_of(world: World, level: str) -> GoalVersion:
    """The goal that the table is about, as a draft."""
    if level == Level.COMMITTEE:
        return world.draft_goal()
    goal = world.overall("Ett förstahandsval")
    GoalVersion.objects.filter(pk=goal.pk).update(state="draft", first_year=2030, last_year=2030, in_force_until=2030)
    return GoalVersion.objects.get(pk=goal.pk)


@pytest.mark.parametrize(("level", "table"), [(Level.COMMITTEE, COMMITTEE), (Level.OVERALL, OF_COUNCIL)])
@pytest.mark.django_db
def test_d2_every_state_and_every_person(world: World, level: str, table: Table) -> None:
    version = version_of(world, level)
    assert set(table) == set(rules.STATES), "a state without a row in the table"
    places = version.places
    for state, expected in table.items():
        for name in NAMES:
            rights = getattr(world, name).rights
            steps = {step.name for step in version.workflow.open_steps(state) if may_take(step, rights, places)}
            assert steps == expected.get(name, set()), (state, name)


@pytest.mark.parametrize(("level", "table"), [(Level.COMMITTEE, COMMITTEE), (Level.OVERALL, OF_COUNCIL)])
@pytest.mark.django_db
def test_d1_take_step_lets_through_what_the_table_says_and_never_a_decision(
    world: World, level: str, table: Table
) -> None:
    version = version_of(world, level)
    names = {step.name for step in version.workflow.steps}
    free = {step.name for step in version.workflow.steps if not step.needs_decision}
    assert free == {"hand_in", "take_back"}
    for state, expected in table.items():
        GoalVersion.objects.filter(pk=version.pk).update(state=state)
        for name in NAMES:
            for step in sorted(names if name in expected else free):
                went = _tries(world, name, version, step)
                assert went == (step in expected.get(name, set()) & free), (state, name, step)


def _tries(world: World, name: str, version: GoalVersion, step: str) -> bool:
    """Tell whether the person gets through with the step; what was done is undone."""
    with transaction.atomic():
        try:
            take_step(by=getattr(world, name), thing=version, step=step, comment="Därför.")
        except Refused:
            return False
        finally:
            transaction.set_rollback(True)
    return True


#: Which state each step leads to, whoever takes it.
LEADS_TO = {
    "propose": "proposed", "prepare": "prepared", "adopt": "adopted", "reject": "rejected", "send_back": "returned",
    "propose_end": "ending", "prepare_end": "end_prepared", "end": "ended", "keep": "adopted",
}  # fmt: skip

#: The outcomes that say yes or no in each kind of step.
SAID = {"reject": {"rejected"}, "keep": {"rejected"}, "send_back": {"sent_back"}}
YES = {"adopted", "adopted_with_change"}


@pytest.mark.parametrize(("level", "table"), [(Level.COMMITTEE, COMMITTEE), (Level.OVERALL, OF_COUNCIL)])
@pytest.mark.django_db
def test_d3_each_body_decides_what_the_table_says_of_each_state(world: World, level: str, table: Table) -> None:
    version = version_of(world, level)
    secretaries = {"sara": world.school, "olle": world.care, "bo": world.board, "frida": world.council}
    matters = {name: _matter(getattr(world, name), body, version) for name, body in secretaries.items()}
    for state, expected in table.items():
        GoalVersion.objects.filter(pk=version.pk).update(state=state)
        for name, matter in matters.items():
            steps = expected.get(name, set())
            for outcome in Outcome.values:
                allowed = {LEADS_TO[step] for step in steps if outcome in SAID.get(step, YES)}
                became = _decides(getattr(world, name), matter, version, outcome)
                assert became == (allowed or {""}).pop(), (state, name, outcome)


def _matter(person: Person, body: Body, version: GoalVersion) -> Decision:
    """Return the goal as a matter of a meeting of the body."""
    meeting = hold_meeting(by=person, body=body, held_on=DAY)
    return put_on_agenda(by=person, meeting=meeting, heading="Mål", things=[version])


def _decides(person: Person, matter: Decision, version: GoalVersion, outcome: str) -> str:
    """Return the state that the decision led to, empty when it was refused; what was done is undone."""
    with transaction.atomic():
        try:
            rulings = [Ruling(version, outcome, reason="Därför.")]
            record_decision(by=person, decision=matter, rulings=rulings, paragraph="1")
            return GoalVersion.objects.get(pk=version.pk).state
        except Refused:
            return ""
        finally:
            transaction.set_rollback(True)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_step_leads_from_and_to_states_of_its_table(table: Workflow) -> None:
    for step in table.steps:
        assert step.sources <= set(table.states), step
        assert step.target in table.states, step
        assert step.label[0].isupper()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_history_tells_every_step_as_what_has_happened(table: Workflow) -> None:
    for step in table.steps:
        assert step.past.split()[0] in PAST.values(), f"{step.label}: its verb has no past form"
        assert not set(step.past.split()) & PAST.keys(), step.past


def test_d3_a_step_in_the_wrong_order_is_refused_in_plain_words() -> None:
    with pytest.raises(Refused, match="Läget är «utkast»") as refused:
        rules.COMMITTEE_GOAL.step_of("draft", Place.COUNCIL, Outcome.ADOPTED)
    assert refused.value.rule == "D-3"
    with pytest.raises(Refused, match="«Lämna till nämnden» går inte när läget är «fastställt»"):
        rules.COMMITTEE_GOAL.step("hand_in", "adopted")
