"""A year of planning and follow-up in Sjöstad, driven day by day by nothing but the wheel (W-4, X-12).

``manage.py tick`` is run every day, twice on some. Whoever gets a task does it the same day, as the governance document
has it; each task must have reached the person whom the table below names, and nobody else.
"""

import datetime
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail

from styrhjul.budget import actions as budget
from styrhjul.budget.models import Budget, PlanningConditions
from styrhjul.budget.terms import Stage
from styrhjul.control.models import ControlFollowup, ControlPlan
from styrhjul.followup import actions as followup
from styrhjul.followup.models import Part, Report, Round
from styrhjul.goals.actions import plans
from styrhjul.goals.models import Plan
from styrhjul.governance.actions import take_step
from styrhjul.governance.models import Task, WheelItem
from styrhjul.governance.terms import TaskKind
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import Person
from tests.budget.money import Purse, lay_out
from tests.followup import sjostad_round as rounds
from tests.governance.sjostad_work import dawn, hand_in_conditions, hand_in_control, hand_in_control_followup
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

D = datetime.date
FIRST, LAST = D(2026, 1, 2), D(2027, 6, 11)

#: Whom each kind of task reaches, by whose it is: written by hand from O-6, P-1, D-6, F-4, B-1 and C-1.
REACHES: dict[tuple[str, str], set[str]] = {
    ("write_conditions", "Kommunstyrelsen"): {"karin"},
    ("write_budget", "Skolnämnden"): {"tomas"},
    ("write_budget", "Omsorgsnämnden"): {"vera"},
    ("write_budget", "Kommunstyrelsen"): {"karin"},
    ("write_plan", "Kommunstyrelsen"): {"karin"},
    ("write_plan", "Skolnämnden"): {"tomas"},
    ("write_plan", "Omsorgsnämnden"): {"vera"},
    ("write_plan", "Kommunkansliet"): {"karin"},
    ("write_plan", "Skolförvaltningen"): {"tomas"},
    ("write_plan", "Omsorgsförvaltningen"): {"vera"},
    ("write_plan", "Avdelning grundskola"): {"asa"},
    ("endorse_plan", "Skolförvaltningen"): {"tomas"},
    ("hand_in_report", "Skolnämnden"): {"tomas"},
    ("hand_in_report", "Omsorgsnämnden"): {"vera"},
    ("hand_in_report", "Kommunstyrelsen"): {"karin"},
    ("compile_report", "Kommunstyrelsen"): {"karin"},
    ("record_decision", "Skolnämnden"): {"sara"},
    ("record_decision", "Omsorgsnämnden"): {"olle"},
    ("record_decision", "Kommunstyrelsen"): {"bo"},
    ("record_decision", "Kommunfullmäktige"): {"frida"},
    ("write_part", "Tomas Ekelund"): {"tomas"},
    ("write_part", "Vera Vik"): {"vera"},
    ("write_part", "Karin Lund"): {"karin"},
}


class Year:
    """The people of Sjöstad at work: each does what is asked on the day that it is asked."""

    def __init__(self, world: World, purse: Purse) -> None:
        self.world, self.purse = world, purse
        self.paragraph = 0
        self.received: dict[int, tuple[str, str, set[str]]] = {}
        self.by_kind: dict[str, Callable[[Task, Person], Any]] = {
            TaskKind.WRITE_CONDITIONS: self.write_conditions,
            TaskKind.WRITE_BUDGET: self.write_budget,
            TaskKind.WRITE_PLAN: self.write_plan,
            TaskKind.ENDORSE_PLAN: self.endorse,
            TaskKind.WRITE_PART: lambda task, by: rounds.write(by, Part.objects.get(pk=task.object_id)),
            TaskKind.HAND_IN_REPORT: self.hand_in_report,
            TaskKind.COMPILE_REPORT: self.hand_in_report,
            TaskKind.RECORD_DECISION: self.record,
        }

    def live(self, day: datetime.date) -> None:
        """Let the day pass: the wheel, and then those who got something to do."""
        with on_day(day):
            dawn(self.world)
            if day.day == 1:  # another node runs the same day
                before = self.state()
                dawn(self.world)
                assert self.state() == before
            self.see()
            self.act(day)

    def state(self) -> tuple[int, ...]:
        """What a second run of the day must leave as it is."""
        models = (Task, WheelItem, Round, Report, Part, Plan, Budget, ControlPlan, ControlFollowup)
        return (*(model.objects.count() for model in models), len(mail.outbox))

    def see(self) -> None:
        """Note whom each new task has reached."""
        for first, person in self.world.people.items():
            for task in Task.objects.of(person).waiting():
                owner = str(task.body or task.unit or task.person)
                self.received.setdefault(task.pk, (task.kind, owner, set()))[2].add(first)

    def act(self, day: datetime.date) -> None:
        """Do every task that waits; the board and the council meet on their days in the wheel."""
        for task in Task.objects.waiting():
            if Task.objects.filter(pk=task.pk, done_on=None).exists():
                kind, _, people = self.received.get(task.pk, (task.kind, "", set()))
                for first in sorted(people)[:1]:
                    self.by_kind[kind](task, self.world.people[first])
        self.board_and_council(day)

    def board_and_council(self, day: datetime.date) -> None:
        """Compile the budget, and decide it on the days that the wheel has for it."""
        item = WheelItem.objects.filter(due_on=day, about_year=2027).values_list("code", flat=True)
        if "board_budget" in item:
            made = budget.draft_budget(by=self.world.karin, body=None, year=2027, stage=Stage.MUNICIPAL)
            budget.gather_preliminary(by=self.world.karin, budget=made)
            take_step(by=self.world.karin, thing=made, step="hand_in")
            self.decide("bo", "board", made)
        if "council_budget" in item:
            self.decide("frida", "council", Budget.objects.get(year=2027, body=None))

    def decide(self, by: str, body: str, thing: Any) -> None:
        """Let a body decide today as proposed."""
        self.paragraph += 1
        world, today = self.world, rounds.actions.rounds.today()
        world.decide(world.people[by], getattr(world, body), today, thing, str(self.paragraph))
        thing.refresh_from_db()

    def write_conditions(self, task: Task, by: Person) -> None:
        """Set a frame for each committee, and let the board decide."""
        conditions = PlanningConditions.objects.get(pk=task.object_id)
        hand_in_conditions(by, conditions, {getattr(self.world, name): 100_000 for name in ("board", "school", "care")})
        self.decide("bo", "board", conditions)

    def write_budget(self, task: Task, by: Person) -> None:
        """Write the committee's budget and let the committee decide it: preliminary, then definitive."""
        stage = Stage.DEFINITIVE if isinstance(task.thing, Budget) else Stage.PRELIMINARY
        made = budget.draft_budget(by=by, body=task.body, year=task.thing.year, stage=stage)
        amounts = {"Skolnämnden": {"lower": 60_000, "upper": 40_000}, "Omsorgsnämnden": {"care": 100_000}}
        if stage == Stage.PRELIMINARY:
            self.purse.write(made, **amounts.get(str(task.body), {}))
        take_step(by=by, thing=made, step="hand_in")
        secretary, body = {"Skolnämnden": ("sara", "school"), "Omsorgsnämnden": ("olle", "care")}.get(
            str(task.body), ("bo", "board")
        )
        self.decide(secretary, body, made)

    def write_plan(self, task: Task, by: Person) -> None:
        """Hear the committees and adopt, or hand in to the superior and adopt when it is endorsed (D-6)."""
        plan = task.thing
        if isinstance(plan, ControlPlan):
            hand_in_control(by, plan)
            return
        if plan.needs_endorsement:
            if plan.state == "draft":
                plans.hand_in_plan(by=by, plan=plan)
            return
        for tie in plan.unit.ties.all():
            plans.hear(by=by, plan=plan, body=tie.body, heard_on=rounds.actions.rounds.today(), paragraph="9")
        plans.hand_in_plan(by=by, plan=plan)
        plans.adopt_plan(by=by, plan=plan)

    def endorse(self, task: Task, by: Person) -> None:
        """Endorse, and let the head of the department adopt."""
        plan = Plan.objects.get(pk=task.object_id)
        plans.endorse_plan(by=by, plan=plan)
        plans.adopt_plan(by=self.world.asa, plan=plan)

    def hand_in_report(self, task: Task, by: Person) -> None:
        """Hand the report to its body, and the whole when the committees have decided."""
        report = task.thing
        if isinstance(report, ControlFollowup):
            hand_in_control_followup(by, report)
            return
        others = Report.objects.filter(round=report.round, body__isnull=False).exclude(state="decided")
        if report.body is None and others.exists():
            return
        rounds.write_all(by, report) if report.body is None else None
        meeting = rounds.hold_meeting(by=None, body=report.owner, held_on=rounds.actions.rounds.today())
        reason = "Räkenskaperna kommer senare." if report.body is None else ""
        followup.hand_in_report(by=by, report=report, meeting=meeting, reason=reason)

    def record(self, task: Task, by: Person) -> None:
        """Record what the body decided about the report, or about the internal control."""
        self.paragraph += 1
        if task.body == self.world.council:
            self.decide("frida", "council", task.thing)
        else:
            rounds.decide_on(task.thing, by, str(self.paragraph))


def test_w4_a_year_is_driven_by_the_wheel_and_nothing_is_forgotten(world: World) -> None:
    year = Year(world, lay_out(world))
    with on_day(FIRST):
        rounds.set_goals(world)
    day = FIRST
    while day <= LAST:
        year.live(day)
        day += datetime.timedelta(days=1)

    wrong = [
        f"{kind} for {owner} reached {sorted(people)}"
        for kind, owner, people in year.received.values()
        if people != REACHES.get((kind, owner))
    ]
    assert not wrong, "\n".join(wrong)
    assert {(kind, owner) for kind, owner, _ in year.received.values()} == set(REACHES)

    # Nothing is left open but what belongs to the next year
    left = [str(task) for task in Task.objects.waiting() if "2028" not in task.heading]
    assert left == []
    opened = {one.kind for one in Round.objects.filter(year=2026) if one.opened_on == one.opens_on}
    assert opened == {"quarterly", "interim", "annual"}
    of_committees = Report.objects.filter(round__year=2026, body__isnull=False)
    assert set(of_committees.values_list("state", flat=True)) == {"decided"}
    assert set(Plan.objects.filter(year=2027).values_list("state", flat=True)) == {"adopted"}
    assert Budget.objects.get(year=2027, body=None).state == "adopted"
    adopted = Budget.objects.filter(year=2027, stage=Stage.DEFINITIVE, state="adopted")
    assert adopted.count() == 2  # the board has no areas

    # Each reminder came once: the same line never twice to the same person
    told = ((letter.to[0], line) for letter in mail.outbox for line in letter.body.splitlines())
    lines = Counter(one for one in told if one[1].startswith("- "))
    assert [line for line, times in lines.items() if times > 1] == []
    reminded = {letter.to[0].partition("@")[0] for letter in mail.outbox}
    assert reminded >= {"tomas", "vera", "karin", "sara", "asa", "bo"}
