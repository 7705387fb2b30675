"""The planning of 2027 in Sjöstad: from frames to plans that are heard, endorsed and adopted (B, C, D, G, P)."""

import datetime
from decimal import Decimal
from typing import Any

from styrhjul.budget import actions as budget
from styrhjul.budget.actions import BridgeEntry, Cell
from styrhjul.budget.models import Budget, PlanningConditions
from styrhjul.budget.terms import BridgeKind, Stage, StatementLine
from styrhjul.control.models import ControlPlan
from styrhjul.goals.actions import commissions, plans, sharing
from styrhjul.goals.actions import goals as goal_actions
from styrhjul.goals.models import Activity, Commission, GoalVersion, Plan, Share
from styrhjul.goals.terms import Level, Mandate, ReviewOutcome, SuggestionKind
from styrhjul.governance.actions import take_step
from styrhjul.governance.models import Decision
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Unit
from tests.followup.whole_town import HEADS, MILLION, SECRETARIES, Town
from tests.governance.sjostad_work import hand_in_conditions, hand_in_control
from tests.world import COMPLETE

D = datetime.date

#: What each committee asks for in 2027, in millions of kronor by area or service area; the frames say so but one.
ASKED = {
    "board": {"lead": 20},
    "school": {"lower": 74, "upper": 50, "adult": 24},
    "care": {"care": 248},
    "culture": {"culture": 31},
}
FRAMES = {"board": 20, "school": 148, "care": 248, "culture": 30}

#: Each committee's own goal for 2027–2028, its measure and its target.
GOALS = {
    "board": ("Den som frågar kommunen får svar i tid", "Svar inom två dagar", 90),
    "school": ("Alla elever läser med flyt i årskurs 3", "Läser med flyt", 95),
    "care": ("De som har hemtjänst är nöjda", "Nöjda med hemtjänsten", 90),
    "culture": ("Fler kommer till biblioteket", "Har besökt biblioteket", 60),
}

ANSWER = "Nämnden tar sig an målet med trygghetsvandringar."


class Planning:
    """The verbs of the planning, each done on the day when the story calls it."""

    def __init__(self, town: Town) -> None:
        self.town, self.world = town, town.world
        self.goals: dict[str, GoalVersion] = {}

    # The board's frames, and the committees' preliminary budgets with their goals

    def write_conditions(self) -> None:
        """Karin writes the planning conditions with the frames (B-1)."""
        frames = {self.town.body(name): amount * MILLION for name, amount in FRAMES.items()}
        hand_in_conditions(self.world.karin, PlanningConditions.objects.get(year=2027), frames)

    def decide_conditions(self) -> None:
        """The board gives the committees their frames (B-1)."""
        self.town.decide("board", "Planeringsförutsättningar 2027", PlanningConditions.objects.get(year=2027))

    def draft_preliminary(self) -> None:
        """Every head writes the preliminary budget with a goal, and hands both in (B-1, G-7)."""
        for name in HEADS:
            by = self.town.head(name)
            made = budget.draft_budget(by=by, body=self.town.body(name), year=2027, stage=Stage.PRELIMINARY)
            self.write_amounts(made, ASKED[name])
            if name == "culture":
                budget.write_budget(by=by, budget=made, text="", frame_reason="Biblioteket får öppet på söndagar.")
            if name == "school":
                hall = budget.write_project(
                    by=by, area=self.town.purse.school, name="Idrottshall", code="6001", first_year=2027,
                    total_budget=5 * MILLION, spent_before=0,
                )  # fmt: skip
                budget.write_investments(by=by, budget=made, amounts={(hall.pk, 2027): 5 * MILLION})
            take_step(by=by, thing=made, step="hand_in")
            self.goals[name] = self._draft_goal(name)

    def write_amounts(self, made: Budget, amounts: dict[str, int]) -> None:
        """Write the net costs, in millions, for the budget year and the plan years alike (B-2)."""
        cells: list[Cell] = []
        for name, amount in amounts.items():
            area = self.town.purse.school if name in {"lower", "upper"} else self.town.areas[name]
            service = getattr(self.town.purse, name).pk if name in {"lower", "upper"} else None
            cells += [Cell(area.pk, service, year, "cost", 0, amount * MILLION) for year in made.years]
        budget.write_cells(by=self.world.people[HEADS[self.name_of(made)]], budget=made, cells=cells)

    def name_of(self, thing: Budget | Share) -> str:
        """The short English name of the body whose the budget or the share of a goal is."""
        return next(name for name in HEADS if self.town.body(name) == thing.body)

    def _draft_goal(self, name: str) -> GoalVersion:
        heading, measure, target = GOALS[name]
        by = self.town.head(name)
        version = goal_actions.draft_goal(
            by=by, level=Level.COMMITTEE, body=self.town.body(name), first_year=2027, last_year=2028,
            **(COMPLETE | {"heading": heading, "parent": self.town.overall.goal}),
        )  # fmt: skip
        unit = self.world.compulsory if name == "school" else self.town.unit(name)
        followed = self.world.measure(measure, body=self.town.body(name), unit=unit, published_month=6)
        self.world.follow(version, followed, y2027=target, y2028=target)
        return goal_actions.hand_in(by=by, version=version)

    def adopt_preliminary(self, name: str) -> None:
        """The committee adopts its budget and proposes its goal in one paragraph; care answers a directed one (G-6)."""
        made = Budget.objects.get(body=self.town.body(name), year=2027, stage=Stage.PRELIMINARY)
        own = [] if name == "board" else [self.goals[name]]  # the board prepares its own with the rest (D-2)
        decision = self.town.decide(name, f"Preliminär budget 2027, {made.body}", made, *own)
        if name == "care":
            self.answer(Share.objects.get(version=self.town.lonely), decision)

    def answer(self, share: Share, decision: Decision) -> None:
        """The committee's answer to a directed goal, by the decision that holds it (G-6)."""
        name = self.name_of(share)
        goal_actions.answer_directed_goal(
            by=self.town.head(name), share=share, answer=ANSWER, follow_up="Med enkät.", decision=decision
        )

    # The board's preparation and the council's budget

    def draft_whole(self) -> None:
        """The audit's budget comes in; Karin gathers the whole, with statement, bridge and goals (B-1, B-2, B-4)."""
        audit = budget.draft_budget(by=self.world.frida, body=self.world.council, year=2027, stage=Stage.PRELIMINARY)
        cells = [Cell(self.town.purse.audit.pk, None, year, "cost", 0, MILLION) for year in audit.years]
        budget.write_cells(by=self.world.frida, budget=audit, cells=cells)
        take_step(by=self.world.frida, thing=audit, step="hand_in")
        by = self.world.karin
        whole = budget.draft_budget(by=by, body=None, year=2027, stage=Stage.MUNICIPAL)
        budget.gather_preliminary(by=by, budget=whole)
        budget.write_budget(by=by, budget=whole, text="En budget i balans.", tax_rate=Decimal("20.24"))
        lines = {StatementLine.TAXES: 380, StatementLine.GENERAL_GRANTS: 80, StatementLine.FINANCIAL_COST: 1}
        amounts = {(line, year): amount * MILLION for line, amount in lines.items() for year in whole.years}
        budget.write_statement(by=by, budget=whole, amounts=amounts)
        changes = {"school": 4, "care": 8, "culture": 1}
        entries = [
            BridgeEntry(self.town.areas[name].pk, BridgeKind.INDEX, "Löner och priser", "", amount * MILLION)
            for name, amount in changes.items()
        ]
        budget.write_bridge(by=by, budget=whole, entries=entries)
        take_step(by=by, thing=whole, step="hand_in")
        self._draft_council_goals()

    def _draft_council_goals(self) -> None:
        """A financial goal, and a directed goal to the school and the culture committee (G-5, G-6)."""
        by, years = self.world.karin, {"first_year": 2027, "last_year": 2028}
        said = {"guideline": "Ett resultat som räcker", "fulfilled_by": D(2028, 12, 31)}
        draft = {"by": by, "body": self.world.board, **years, **said}
        result = goal_actions.draft_goal(level=Level.FINANCIAL, heading="Resultatet är minst två procent", **draft)
        self.world.follow(result, self.town.measure("Resultat av skatt och bidrag", "board"), y2027=2, y2028=2)
        calm = goal_actions.draft_goal(
            level=Level.DIRECTED, heading="Fler barn känner sig trygga", parent=self.town.overall.goal, **draft
        )
        goal_actions.direct_to(by=by, version=calm, bodies=[self.world.school, self.world.culture])
        self.world.follow(calm, self.town.measure("Känner sig trygga", "school"), y2027=90, y2028=92)
        for name, version in (("result", result), ("calm", calm)):
            self.goals[name] = goal_actions.hand_in(by=by, version=version)

    def of_budget(self) -> list[Any]:
        """The municipality's budget and every goal that is decided with it (D-4)."""
        order = ("result", "calm", *HEADS)
        return [Budget.objects.get(year=2027, body=None), *(self.goals[name] for name in order)]

    def prepare_whole(self) -> None:
        """The board prepares the budget and all goals in one paragraph (B-1, D-2)."""
        self.town.decide("board", "Budget 2027 och plan 2028–2030", *self.of_budget())

    def adopt_whole(self) -> None:
        """The council adopts all in one paragraph: more to the schools, a higher tax, other words in a goal (D-4)."""
        more = {f"net:{self.town.purse.school.pk}-0:2027": 125 * MILLION, "tax_rate": "20.34"}
        words = {"text": "Fler besöker biblioteket, också de som inte läser ofta."}
        things = self.of_budget()
        place = things.index(self.goals["culture"])
        heading = "Budget 2027 och plan 2028–2030"
        decision = self.town.decide("council", heading, *things, at0=more, **{f"at{place}": words})
        commissions.give_commission(
            by=self.world.frida, decision=decision, what="Utred skolskjutsarna", receiver=self.world.school,
            due_on=D(2027, 9, 30),
        )  # fmt: skip

    # Definitive budgets, plans and internal control

    def draft_definitive(self) -> None:
        """Every head hands in the definitive budget, as the council has set it (B-1, B-3)."""
        for name in HEADS:
            by = self.town.head(name)
            made = budget.draft_budget(by=by, body=self.town.body(name), year=2027, stage=Stage.DEFINITIVE)
            if name == "school":
                lower = self.town.purse.lower
                cell = Cell(lower.area_id, lower.pk, 2027, "cost", 74 * MILLION, 75 * MILLION)
                budget.write_cells(by=by, budget=made, cells=[cell])
            take_step(by=by, thing=made, step="hand_in")

    def december(self, name: str) -> None:
        """The committee adopts its budget with its answer, and its control plan, and is heard (B-1, C-1, D-6)."""
        body = self.town.body(name)
        made = Budget.objects.get(body=body, year=2027, stage=Stage.DEFINITIVE)
        decision = self.town.decide(name, f"Nämndsbudget 2027, {body}", made)
        for share in Share.objects.filter(version=self.goals["calm"], body=body):
            self.answer(share, decision)
        plan = ControlPlan.objects.get(body=body, year=2027)
        hand_in_control(self.town.head(name), plan, self.town.unit(name))
        self.town.decide(name, str(plan), plan)
        self.write_operational(name)
        heard = self.town.decide(name, f"Hörande om verksamhetsplan 2027, {self.town.unit(name)}")
        by = self.world.people[SECRETARIES[name]]
        own = Plan.objects.get(unit=self.town.unit(name), year=2027)
        plans.hear(by=by, plan=own, body=body, heard_on=today(), paragraph=heard.paragraph, decision=heard)

    def write_operational(self, name: str) -> None:
        """The head writes an activity for each goal, names who answers, and hands the plan in (P-1, P-2, P-7)."""
        plan, by = Plan.objects.get(unit=self.town.unit(name), year=2027), self.town.head(name)
        answers: Unit = self.world.compulsory if name == "school" else self.town.unit(name)
        for planned in plan.planned_goals.select_related("goal"):
            plans.name_responsible(by=by, plan=plan, goal=planned.goal, unit=answers)
            plans.add_activity(
                by=by, plan=plan, what=f"Arbeta för att {planned.goal}".lower()[:200], goal=planned.goal,
                mandate=Mandate.GOAL, responsible_unit=answers, due_on=D(2027, 10, 29),
            )  # fmt: skip
        if name == "school":
            plans.add_activity(
                by=by, plan=plan, what="Räkna på skolskjutsarna", commission=Commission.objects.get(),
                mandate=Mandate.COMMISSION, responsible_unit=answers, due_on=D(2027, 6, 30),
            )  # fmt: skip
        plans.hand_in_plan(by=by, plan=plan)

    def adopt_operational(self) -> None:
        """Every head of administration adopts the plan that the committees have been heard about (D-6)."""
        for name in HEADS:
            plans.adopt_plan(by=self.town.head(name), plan=Plan.objects.get(unit=self.town.unit(name), year=2027))

    def review_vision(self) -> None:
        """The new council's vision is looked over, and stands (G-2)."""
        goal_actions.review(
            by=self.world.karin, goal=self.town.vision.goal, year=2027, outcome=ReviewOutcome.CARRIED_ON
        )

    def write_department(self) -> None:
        """Åsa takes on what the administration shares out, and hands the department's plan to Tomas (P-3, D-6)."""
        above = Activity.objects.filter(plan__unit=self.town.unit("school"), plan__year=2027)
        for activity in above.order_by("pk"):
            sharing.share_out(by=self.world.tomas, activity=activity, unit=self.world.compulsory)
        plan = Plan.objects.get(unit=self.world.compulsory, year=2027)
        for activity in plan.activities.all():
            plans.write_activity(by=self.world.asa, activity=activity, what=activity.what, responsible=self.world.asa)
        plans.write_plan(by=self.world.asa, plan=plan, focus="Läsning varje dag.")
        plans.hand_in_plan(by=self.world.asa, plan=plan)

    def endorse_department(self) -> None:
        """Tomas endorses, and Åsa adopts (D-6)."""
        plan = Plan.objects.get(unit=self.world.compulsory, year=2027)
        plans.endorse_plan(by=self.world.tomas, plan=plan)
        plans.adopt_plan(by=self.world.asa, plan=plan)

    def write_unit_plan(self) -> None:
        """The school gets its share, and an employee's own idea; Mikaela hands its plan in (P-3, P-6)."""
        first = Plan.objects.get(unit=self.world.compulsory, year=2027).activities.order_by("pk")[0]
        sharing.share_out(by=self.world.asa, activity=first, unit=self.world.beach_school)
        idea = sharing.suggest(
            by=self.world.emil, unit=self.world.beach_school, year=2027, kind=SuggestionKind.ACTIVITY,
            what="Läsfadder för varje elev i årskurs 1",
        )  # fmt: skip
        sharing.answer_suggestion(by=self.world.mikaela, suggestion=idea, takes_up=True)
        plan = Plan.objects.get(unit=self.world.beach_school, year=2027)
        for activity in plan.activities.all():
            plans.write_activity(
                by=self.world.mikaela, activity=activity, what=activity.what, responsible=self.world.emil,
                due_on=D(2027, 6, 11),
            )  # fmt: skip
        plans.hand_in_plan(by=self.world.mikaela, plan=plan)

    def adopt_unit_plan(self) -> None:
        """Åsa endorses, and Mikaela adopts (D-6)."""
        plan = Plan.objects.get(unit=self.world.beach_school, year=2027)
        plans.endorse_plan(by=self.world.asa, plan=plan)
        plans.adopt_plan(by=self.world.mikaela, plan=plan)
