"""The follow-up of 2027 in Sjöstad: ledger, deficit, remedies, reports, auditors, improvement (B, C, F, I, X)."""

import dataclasses
import datetime
from collections.abc import Mapping
from decimal import Decimal

from styrhjul.budget import actions as budget
from styrhjul.budget.actions import Booked, Move
from styrhjul.budget.figures import figures_of
from styrhjul.budget.models import Budget, BudgetChange, Project
from styrhjul.budget.terms import ChangeKind
from styrhjul.control import actions as control
from styrhjul.control.models import Control, ControlFollowup
from styrhjul.followup import actions
from styrhjul.followup.actions import analyses
from styrhjul.followup.models import Discharge, Improvement, Part, RemedyPlan, Report
from styrhjul.followup.terms import Attainment, PartKind, RoundKind
from styrhjul.goals.actions import commissions, measures, plans
from styrhjul.goals.models import Activity, Commission, Measure, Plan
from styrhjul.goals.terms import ActivityStatus, Level
from styrhjul.governance.actions import take_step
from styrhjul.governance.archiving import package_of
from styrhjul.governance.models import FrozenVersion
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Person, Unit
from tests.followup import sjostad_accounts
from tests.followup import sjostad_round as rounds
from tests.followup.sjostad_money import REMEDY
from tests.followup.whole_planning import GOALS
from tests.followup.whole_town import HEADS, MILLION, Town
from tests.governance.sjostad_work import hand_in_control_followup

D = datetime.date

LESS = dataclasses.replace(REMEDY, effect=3 * MILLION, due_on=D(2027, 9, 30))

#: What is booked each month of 2027, in thousands of kronor, by activity code; the schools cost more until June.
BOOKED = {"4401": 6_100, "4402": 4_150, "4500": 2_000, "5100": 20_600, "3100": 2_580, "0100": 1_660}
DEARER = 500

#: What the measures showed: in August, still preliminary, and when the year was over.
AUGUST = {
    "Läser med flyt": 94, "Känner sig trygga": 91, "Nöjda med hemtjänsten": 91, "Har besökt biblioteket": 63,
    "Svar inom två dagar": 95, "Känner sig ensamma": 21,
}  # fmt: skip
YEAR_END = AUGUST | {"Läser med flyt": 96.1, "Känner sig trygga": 88, "Resultat av skatt och bidrag": 2.2}


class Following:
    """The verbs of the follow-up, each done on the day when the story calls it."""

    def __init__(self, town: Town) -> None:
        self.town, self.world = town, town.world

    # Money: the ledger month by month, what is added, and what a committee moves

    def map_ledger(self) -> None:
        """The controller says where the accounts and the coding strings belong (B-2)."""
        by, purse, areas = self.world.conny, self.town.purse, self.town.areas
        for prefix, line in (("5", "staff"), ("1", "investment")):
            budget.map_account(by=by, prefix=prefix, line=line)
        places = {
            "4401": (purse.school, purse.lower), "4402": (purse.school, purse.upper), "4500": (purse.adult, None),
            "5100": (purse.care, None), "3100": (areas["culture"], None), "0100": (areas["lead"], None),
            "8000": (purse.audit, None),
        }  # fmt: skip
        for code, (area, service) in places.items():
            budget.map_place(by=by, responsibility="", activity_code=code, area=area, service=service)

    def import_month(self, month: int) -> None:
        """The controller imports a month of 2027 (B-6)."""
        amounts = BOOKED | {"4401": BOOKED["4401"] + (DEARER if month <= 6 else 0)}
        rows = [Booked(month, "5010", "", code, "", "", "", "", amount * 100_000) for code, amount in amounts.items()]
        if month == 12:
            rows.append(Booked(12, "5010", "", "8000", "", "", "", "", MILLION * 100))
            rows.append(Booked(12, "1200", "", "4401", "", "", Project.objects.get().code, "", 4 * MILLION * 100))
        budget.import_batch(
            by=self.world.conny, file_name=f"2027-{month:02}.csv", checksum=str(month), source="CSV", year=2027,
            first_period=month, last_period=month, rows=rows, row_count=len(rows),
            file_sum=sum(row.amount for row in rows),
        )  # fmt: skip

    def write_changes(self) -> None:
        """The schools move money to the upper years, and the board asks the council for more to them (B-5, L-4)."""
        purse = self.town.purse
        half = MILLION // 2
        moves = [Move(purse.school.pk, purse.lower.pk, cost=-half), Move(purse.school.pk, purse.upper.pk, cost=half)]
        own = budget.write_change(
            by=self.world.tomas, year=2027, kind=ChangeKind.TRANSFER, body=self.world.school, heading="Till högstadiet",
            reason="Fler elever i årskurs 7.", financing="", moves=moves,
        )  # fmt: skip
        more = budget.write_change(
            by=self.world.karin, year=2027, kind=ChangeKind.ADDITION, body=None, heading="Tilläggsanslag till skolan",
            reason="Fler elever.", financing="Ur årets resultat.", moves=[Move(purse.school.pk, cost=MILLION)],
        )  # fmt: skip
        take_step(by=self.world.tomas, thing=own, step="hand_in")
        take_step(by=self.world.karin, thing=more, step="hand_in")

    def write_carry_over(self) -> None:
        """Karin asks that what is left of the hall's money goes on to 2028 (B-5)."""
        hall = Project.objects.get()
        over = budget.write_change(
            by=self.world.karin, year=2028, kind=ChangeKind.CARRY_OVER, body=None, heading="Överföring till 2028",
            reason="Idrottshallen blir klar i mars.", financing="",
            moves=[Move(hall.area_id, project_id=hall.pk, investment=MILLION)],
        )  # fmt: skip
        take_step(by=self.world.karin, thing=over, step="hand_in")

    def decide_change(self, name: str, heading: str) -> None:
        """The body decides about the change of the budget (B-5)."""
        self.town.decide(name, heading, BudgetChange.objects.get(heading=heading))

    # Reports: parts written by those who have them, committees, the board and the council

    def write_reports(self, kind: str, held_on: Mapping[str, D]) -> None:
        """Everybody writes their parts, and the heads hand the committees' reports in for their meetings (F-4)."""
        for name in HEADS:
            report = Report.objects.get(round__kind=kind, round__year=2027, body=self.town.body(name))
            self.write_parts(report, schools=-4 * MILLION if kind == "quarterly" else 0)
            if name == "school" and kind == "quarterly":
                actions.write_remedies(by=self.world.tomas, report=report, rows=[LESS])
            actions.hand_in_report(by=self.town.head(name), report=report, held_on=held_on[name])

    def write_parts(self, report: Report, schools: int = 0) -> None:
        """Write every part by whoever has it: as the measures speak, and the schools so far from their budget (F-6)."""
        current = figures_of(2027, 1)
        for part in report.parts.select_related("version__goal", "report__round", "area", "responsible"):
            assert part.responsible is not None
            net_cost = None
            if part.area_id is not None:
                away = schools if part.area_id == self.town.purse.school.pk else 0
                net_cost = current[part.area_id].current - away if part.area_id in current else 0
            self.forecast(part)
            rounds.write(part.responsible, part, self.judged(part), net_cost=net_cost)

    def forecast(self, part: Part) -> None:
        """The result of the year is not out in August: Karin says what it will be (M-2)."""
        if part.version is not None and part.version.level == Level.FINANCIAL and part.report.round.kind == "interim":
            result = Measure.objects.get(name="Resultat av skatt och bidrag")
            actions.forecast_measure(by=self.world.karin, part=part, measure=result, value=Decimal("2.1"))

    def judged(self, part: Part) -> str:
        """What is judged: what is proposed, but the school committee at last finds children calmer (F-6, X-3)."""
        if part.kind == PartKind.SOUND:
            return actions.propose_sound(part.report).value
        if part.version is None:
            return ""
        is_schools = part.report.body == self.world.school and part.report.round.kind == "annual"
        if is_schools and part.version.heading == "Fler barn känner sig trygga":
            return Attainment.MAINLY
        return actions.proposal_for(part).value or Attainment.MAINLY

    def decide_reports(self, kind: str, day: D, held_on: Mapping[str, D], *, control: bool = False) -> None:
        """The committees that meet on the day decide about their reports, and of internal control (F-4, C-2)."""
        for name in (one for one in HEADS if held_on[one] == day):
            report = Report.objects.get(round__kind=kind, round__year=2027, body=self.town.body(name))
            self.town.decide(name, str(report), report, text="Rapporten godkänns.")
            if control:
                self.follow_up_control(name)

    def decide_whole(self, kind: str, name: str) -> None:
        """The board, or the council, decides about the municipality's report (F-4)."""
        report = Report.objects.get(round__kind=kind, round__year=2027, body=None)
        self.town.decide(name, str(report), report, text="Rapporten godkänns.")

    def write_whole(self, kind: str, held_on: D) -> None:
        """Karin compiles the municipality's report, comments the schools, and hands it to the board (F-4, F-8)."""
        report = Report.objects.get(round__kind=kind, round__year=2027, body=None)
        actions.add_committee_comment(by=self.world.karin, report=report, body=self.world.school)
        self.write_parts(report)
        if kind != RoundKind.QUARTERLY:
            sjostad_accounts.write_whole(report, self.world.karin)
        actions.hand_in_report(by=self.world.karin, report=report, held_on=held_on)

    # The remedy plan that the deficit leaves owed

    def write_remedy_plan(self, held_on: D) -> None:
        """Tomas updates the forecast as per 31 May, with what is done, and hands the plan in (F-2)."""
        plan, current = RemedyPlan.objects.get(), figures_of(2027, 1)
        schools = self.town.purse.school.pk
        adult = self.town.purse.adult.pk
        costs = {schools: current[schools].current + MILLION, adult: current[adult].current}
        actions.write_plan(
            by=self.world.tomas, plan=plan, edition=plan.edition, text="Vikarierna är färre.", net_costs=costs,
            remedies=[LESS],
        )  # fmt: skip
        actions.hand_in_plan(by=self.world.tomas, plan=plan, held_on=held_on)

    def decide_remedy_plan(self, name: str) -> None:
        """The committee hands the plan to the board, and the board treats it (F-2)."""
        plan = RemedyPlan.objects.get()
        self.town.decide(name, str(plan), plan)

    # Outcomes, activities, controls and a commission

    def report_outcomes(self, values: Mapping[str, float]) -> None:
        """The controller reports what the measures show (M-2, M-6)."""
        for name, value in values.items():
            measure = Measure.objects.get(name=name)
            reading = measures.Reading(2027, Decimal(str(value)), is_preliminary=values is AUGUST)
            why = "" if values is AUGUST else "Årets slutliga värde."
            measures.report_outcomes(by=self.world.conny, measure=measure, readings=[reading], reason=why)

    def carry_out(self) -> None:
        """Those who answer for the activities that are due within a month report them done (P-4, O-7)."""
        soon = Activity.objects.unfinished().filter(plan__year=2027, due_on__lte=today() + datetime.timedelta(days=30))
        for activity in soon.select_related("plan__unit"):
            unit = activity.responsible_unit or activity.plan.unit
            by = activity.responsible or self.head_of(unit)
            plans.report_progress(by=by, activity=activity, status=ActivityStatus.DONE, note="Klart.", result="Gjort.")

    def head_of(self, unit: Unit) -> Person:
        """Who heads the unit."""
        of_schools = {self.world.compulsory.pk: self.world.asa, self.world.beach_school.pk: self.world.mikaela}
        return of_schools.get(unit.pk) or next(self.town.head(name) for name in HEADS if self.town.unit(name) == unit)

    def answer_commission(self) -> None:
        """The school committee answers the council's commission in a paragraph of its own (X-11, L-5)."""
        decision = self.town.decide("school", "Svar på uppdraget om skolskjutsar")
        commission = Commission.objects.get()
        commissions.report_commission(
            by=self.world.tomas, commission=commission, text="Turerna räcker.", reported_on=today(), decision=decision
        )

    def close_commission(self) -> None:
        """The council takes the answer up, and the commission is closed (X-11, L-5)."""
        decision = self.town.decide("council", "Återrapport om skolskjutsar")
        commissions.close_commission(by=self.world.frida, commission=Commission.objects.get(), decision=decision)

    def report_controls(self) -> None:
        """Every head says what the year's control showed; the schools' departs and is mended (C-2)."""
        for one in Control.objects.filter(risk__plan__year=2027).select_related("unit", "risk__plan__body"):
            by = self.head_of(one.unit)
            departs = one.risk.plan.body == self.world.school
            result = control.report_result(
                by=by, control=one, period=1, result="Tio fakturor lästa.", has_deviation=departs,
                deviation="En betald två gånger." if departs else "",
            )  # fmt: skip
            if departs:
                remedy = control.write_remedy(
                    by=by, result=result, what="Kräv åter", responsible="Ekonom", due_on=D(2028, 1, 31)
                )
                control.finish_remedy(by=by, remedy=remedy, done_on=today(), outcome="Pengarna är tillbaka.")

    # The improvement that the analysis leads to, and the year's end

    def improve(self) -> None:
        """Tomas analyses the reading goal; what to improve is listed, ranked and put first (I-1, I-3)."""
        goal = Part.objects.filter(version__heading=GOALS["school"][0]).first().version.goal  # type: ignore[union-attr]
        analysis = analyses.begin_analysis(by=self.world.tomas, body=self.world.school, year=2027, goal=goal)
        analyses.write_analysis(
            by=self.world.tomas, analysis=analysis, result="Nära målet.", inner_causes="Läsgarantin kom sent.",
            improvement="Börja i förskoleklass.", action="Läsfadder redan i augusti.",
        )  # fmt: skip
        for what, cost in (("Fler böcker", 200_000), ("Läsfadder redan i augusti", 0)):
            made = analyses.propose_improvement(
                by=self.world.tomas, body=self.world.school, year=2028, what=what, cost=cost, analysis=analysis
            )
        analyses.rank_improvement(by=self.world.tomas, improvement=made, up=True)

    def take_up_improvement(self) -> None:
        """The first becomes an activity in the plan of 2028, and the other is not taken up (I-2, I-3)."""
        first, other = Improvement.objects.filter(year=2028)
        plan = Plan.objects.get(unit=self.world.school_administration, year=2028)
        analyses.as_activity(by=self.world.tomas, improvement=first, plan=plan)
        analyses.drop_improvement(by=self.world.tomas, improvement=other, reason="Pengarna räcker inte 2028.")

    def follow_up_control(self, name: str) -> None:
        """The head judges the year's internal control, and the committee decides the same day (C-2)."""
        followup = ControlFollowup.objects.get(body=self.town.body(name), year=2027)
        hand_in_control_followup(self.town.head(name), followup)
        self.town.decide(name, str(followup), followup)

    def compile_control(self) -> None:
        """The board gets the compilation of all, and decides it as part of its oversight (C-2, L-5)."""
        compiled = control.begin_compilation(by=self.world.karin, year=2027)
        hand_in_control_followup(self.world.karin, compiled)
        self.town.decide("board", str(compiled), compiled)

    def audit(self, kind: str) -> None:
        """The auditors say what they think of the report, and at the year end propose discharge for all (F-10)."""
        report = Report.objects.get(round__kind=kind, round__year=2027, body=None)
        actions.state(by=self.world.rune, report=report, text="Resultatet är förenligt med målen.")
        for discharge in Discharge.objects.filter(report=report):
            actions.recommend(by=self.world.rune, discharge=discharge, verdict="granted")

    def discharge(self) -> None:
        """The council decides on discharge for every body, in a paragraph of its own (F-10)."""
        self.town.decide("council", "Ansvarsfrihet 2027", *Discharge.objects.order_by("body__rank"))

    def archive(self) -> None:
        """The packages of the budget and the annual report are made, as the night does of all (L-10)."""
        things = (
            Budget.objects.get(year=2027, body=None),
            Report.objects.get(round__kind="annual", round__year=2027, body=None),
        )
        for thing in things:
            version = FrozenVersion.objects.of(thing).last()
            assert version is not None
            package_of(version)
