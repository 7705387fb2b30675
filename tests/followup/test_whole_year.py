"""A whole simulated year as one test, day by day: from frames to the approved annual report of 2027.

Sjöstad has three committees beside the board. The wheel runs on every day from January 2026 to May 2028; what people do
stands by its day in the story below, and each decision of the governance document's calendar is written by hand before
it. On the way the schools forecast a deficit. What the wheels ask about 2026 and 2028 besides is left to itself.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial as do
from operator import attrgetter
from typing import Any

import pytest

from styrhjul.budget.figures import figures_of
from styrhjul.budget.models import Budget, BudgetChange, PlanningConditions
from styrhjul.control.models import ControlFollowup, ControlPlan
from styrhjul.followup.findings import owed_plans
from styrhjul.followup.models import Assessment, Discharge, Improvement, RemedyPlan, Report, SoundManagement
from styrhjul.goals.models import Commission, GoalVersion, Plan
from styrhjul.governance import registry
from styrhjul.governance.archiving import check_archive
from styrhjul.governance.models import Decision, Task
from styrhjul.governance.terms import TaskKind
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import Body, Person
from tests.followup.whole_following import AUGUST, YEAR_END, Following
from tests.followup.whole_planning import Planning
from tests.followup.whole_town import FIRST, HEADS, MILLION, Town
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

D = datetime.date
LAST = D(2028, 5, 5)

Events = Mapping[datetime.date, list[Callable[[], Any]]]

#: Every decision by hand: day, body, paragraph and matter, as the year wheels of the governance document have them.
CALENDAR = """
2026-03-25 KS § 1 Planeringsförutsättningar 2027
2026-06-02 KFN § 1 Preliminär budget 2027, Kultur- och fritidsnämnden
2026-06-03 KS § 2 Preliminär budget 2027, Kommunstyrelsen
2026-06-10 SKN § 1 Preliminär budget 2027, Skolnämnden
2026-06-11 ON § 1 Preliminär budget 2027, Omsorgsnämnden
2026-10-14 KS § 3 Budget 2027 och plan 2028–2030
2026-11-25 KF § 1 Budget 2027 och plan 2028–2030
2026-12-02 KS § 4 Nämndsbudget 2027, Kommunstyrelsen
2026-12-02 KS § 5 Plan för intern kontroll 2027, Kommunstyrelsen
2026-12-02 KS § 6 Hörande om verksamhetsplan 2027, Kommunkansliet
2026-12-08 KFN § 2 Nämndsbudget 2027, Kultur- och fritidsnämnden
2026-12-08 KFN § 3 Plan för intern kontroll 2027, Kultur- och fritidsnämnden
2026-12-08 KFN § 4 Hörande om verksamhetsplan 2027, Kultur- och fritidsförvaltningen
2026-12-09 SKN § 2 Nämndsbudget 2027, Skolnämnden
2026-12-09 SKN § 3 Plan för intern kontroll 2027, Skolnämnden
2026-12-09 SKN § 4 Hörande om verksamhetsplan 2027, Skolförvaltningen
2026-12-10 ON § 2 Nämndsbudget 2027, Omsorgsnämnden
2026-12-10 ON § 3 Plan för intern kontroll 2027, Omsorgsnämnden
2026-12-10 ON § 4 Hörande om verksamhetsplan 2027, Omsorgsförvaltningen
2027-04-20 KFN § 1 Kvartalsrapport januari–mars 2027, Kultur- och fritidsnämnden
2027-04-21 KS § 1 Kvartalsrapport januari–mars 2027, Kommunstyrelsen
2027-04-21 SKN § 1 Kvartalsrapport januari–mars 2027, Skolnämnden
2027-04-22 ON § 1 Kvartalsrapport januari–mars 2027, Omsorgsnämnden
2027-05-12 KS § 2 Kvartalsrapport januari–mars 2027, hela kommunen
2027-06-09 SKN § 2 Åtgärdsplan per 2027-05-31, Skolnämnden
2027-06-09 SKN § 3 Till högstadiet
2027-06-16 KS § 3 Åtgärdsplan per 2027-05-31, Skolnämnden
2027-06-16 KS § 4 Tilläggsanslag till skolan
2027-06-21 KF § 1 Tilläggsanslag till skolan
2027-09-21 KFN § 2 Delårsrapport januari–augusti 2027, Kultur- och fritidsnämnden
2027-09-22 KS § 5 Delårsrapport januari–augusti 2027, Kommunstyrelsen
2027-09-22 SKN § 4 Delårsrapport januari–augusti 2027, Skolnämnden
2027-09-22 SKN § 5 Svar på uppdraget om skolskjutsar
2027-09-23 ON § 2 Delårsrapport januari–augusti 2027, Omsorgsnämnden
2027-10-06 KS § 6 Delårsrapport januari–augusti 2027, hela kommunen
2027-10-20 KF § 2 Delårsrapport januari–augusti 2027, hela kommunen
2027-10-20 KF § 3 Återrapport om skolskjutsar
2028-02-15 KFN § 1 Årsredovisning 2027, Kultur- och fritidsnämnden
2028-02-15 KFN § 2 Uppföljning av intern kontroll 2027, Kultur- och fritidsnämnden
2028-02-16 KS § 1 Årsredovisning 2027, Kommunstyrelsen
2028-02-16 KS § 2 Uppföljning av intern kontroll 2027, Kommunstyrelsen
2028-02-16 SKN § 1 Årsredovisning 2027, Skolnämnden
2028-02-16 SKN § 2 Uppföljning av intern kontroll 2027, Skolnämnden
2028-02-17 ON § 1 Årsredovisning 2027, Omsorgsnämnden
2028-02-17 ON § 2 Uppföljning av intern kontroll 2027, Omsorgsnämnden
2028-03-29 KS § 3 Årsredovisning 2027, hela kommunen
2028-03-29 KS § 4 Sammanställning av intern kontroll 2027
2028-03-29 KS § 5 Överföring till 2028
2028-04-20 KF § 1 Årsredovisning 2027, hela kommunen
2028-04-20 KF § 2 Ansvarsfrihet 2027
2028-04-20 KF § 3 Överföring till 2028
"""

#: Judged in the annual report, by hand from the measures: goal and judge. The school committee finds children calmer.
JUDGED = {
    "Ett förstahandsval för människor": {"KS": "mainly", "KF": "mainly"},
    "Resultatet är minst två procent": {"KS": "attained", "KF": "attained"},
    "Fler barn känner sig trygga": {"SKN": "mainly", "KFN": "partly", "KS": "partly", "KF": "partly"},
    "Färre äldre känner sig ensamma": {"ON": "attained", "KS": "attained", "KF": "attained"},
    "Den som frågar kommunen får svar i tid": {"KS": "attained"},
    "Alla elever läser med flyt i årskurs 3": {"SKN": "attained"},
    "De som har hemtjänst är nöjda": {"ON": "attained"},
    "Fler kommer till biblioteket": {"KFN": "attained"},
}

#: The money of 2027 by hand, in thousands of kronor: original budget, decided changes, booked.
MONEY = {
    "school": (125_000, 1_000, 126_000), "adult": (24_000, 0, 24_000), "care": (248_000, 0, 247_200),
    "culture": (31_000, 0, 30_960), "lead": (20_000, 0, 19_920),
}  # fmt: skip

#: What the story leaves signalled: a budget above its frame, which says why, and a judgement beside the measures.
INTENDED = [
    ("B-3", "Preliminär nämndsbudget 2027, Kultur- och fritidsnämnden", "Budgeten går 1 000 000 kronor över ramen."),
    ("X-3", "Fler barn känner sig trygga", "Skolnämnden bedömer annorlunda än måtten: Måtten säger inte allt."),
]

#: The days on which the committees decide about each report of 2027.
MEETINGS = {
    "quarterly": {"culture": D(2027, 4, 20), "board": D(2027, 4, 21), "school": D(2027, 4, 21), "care": D(2027, 4, 22)},
    "interim": {"culture": D(2027, 9, 21), "board": D(2027, 9, 22), "school": D(2027, 9, 22), "care": D(2027, 9, 23)},
    "annual": {"culture": D(2028, 2, 15), "board": D(2028, 2, 16), "school": D(2028, 2, 16), "care": D(2028, 2, 17)},
}


def planning(plan: Planning) -> Events:
    """What is done about 2027 before it begins, by day."""
    return {
        D(2026, 3, 10): [plan.write_conditions],
        D(2026, 3, 25): [plan.decide_conditions],
        D(2026, 5, 20): [plan.draft_preliminary],
        D(2026, 6, 2): [do(plan.adopt_preliminary, "culture")],
        D(2026, 6, 3): [do(plan.adopt_preliminary, "board")],
        D(2026, 6, 10): [do(plan.adopt_preliminary, "school")],
        D(2026, 6, 11): [do(plan.adopt_preliminary, "care")],
        D(2026, 9, 21): [plan.draft_whole],
        D(2026, 10, 14): [plan.prepare_whole],
        D(2026, 11, 25): [plan.adopt_whole],
        D(2026, 11, 30): [plan.draft_definitive],
        D(2026, 12, 2): [do(plan.december, "board")],
        D(2026, 12, 8): [do(plan.december, "culture")],
        D(2026, 12, 9): [do(plan.december, "school")],
        D(2026, 12, 10): [do(plan.december, "care")],
        D(2026, 12, 15): [plan.review_vision],
        D(2026, 12, 17): [plan.adopt_operational],
        D(2027, 1, 12): [plan.write_department],
        D(2027, 1, 15): [plan.endorse_department],
        D(2027, 1, 19): [plan.write_unit_plan],
        D(2027, 1, 21): [plan.adopt_unit_plan],
    }


def committees(work: Following) -> Events:
    """The committees' decisions about their reports, by day; with the year end of internal control too (C-2)."""
    return {
        day: [do(work.decide_reports, kind, day, days, control=kind == "annual")]
        for kind, days in MEETINGS.items()
        for day in days.values()
    }


def following(work: Following) -> Events:
    """What is done to follow 2027 up, by day; what the committees decide about their reports comes first on a day."""
    more, over = "Tilläggsanslag till skolan", "Överföring till 2028"
    return {
        D(2027, 2, 1): [work.map_ledger],
        D(2027, 4, 9): [do(work.write_reports, "quarterly", MEETINGS["quarterly"])],
        D(2027, 5, 3): [do(work.write_whole, "quarterly", D(2027, 5, 12))],
        D(2027, 5, 12): [do(work.decide_whole, "quarterly", "board")],
        D(2027, 6, 4): [do(work.write_remedy_plan, D(2027, 6, 9)), work.write_changes],
        D(2027, 6, 8): [work.carry_out],
        D(2027, 6, 9): [do(work.decide_remedy_plan, "school"), do(work.decide_change, "school", "Till högstadiet")],
        D(2027, 6, 16): [do(work.decide_remedy_plan, "board"), do(work.decide_change, "board", more)],
        D(2027, 6, 21): [do(work.decide_change, "council", more)],
        D(2027, 9, 3): [do(work.report_outcomes, AUGUST)],
        D(2027, 9, 14): [do(work.write_reports, "interim", MEETINGS["interim"])],
        D(2027, 9, 22): [work.answer_commission],
        D(2027, 9, 29): [do(work.write_whole, "interim", D(2027, 10, 6))],
        D(2027, 10, 6): [do(work.decide_whole, "interim", "board")],
        D(2027, 10, 12): [do(work.audit, "interim")],
        D(2027, 10, 20): [do(work.decide_whole, "interim", "council"), work.close_commission],
        D(2027, 10, 25): [work.improve],
        D(2027, 10, 27): [work.carry_out],
        D(2027, 12, 1): [work.take_up_improvement],
        D(2027, 12, 15): [work.report_controls],
        D(2028, 1, 20): [do(work.report_outcomes, YEAR_END)],
        D(2028, 2, 7): [do(work.write_reports, "annual", MEETINGS["annual"])],
        D(2028, 3, 15): [do(work.write_whole, "annual", D(2028, 3, 29)), work.write_carry_over],
        D(2028, 3, 29): [
            do(work.decide_whole, "annual", "board"), work.compile_control, do(work.decide_change, "board", over),
        ],
        D(2028, 4, 10): [do(work.audit, "annual")],
        D(2028, 4, 20): [
            do(work.decide_whole, "annual", "council"), work.discharge, do(work.decide_change, "council", over),
        ],
        D(2028, 5, 2): [work.archive],
    }  # fmt: skip


def live(town: Town, *stories: Events) -> list[datetime.date]:
    """Let every day pass: first the wheel, then what the story has for it. Return the days when F-2 was signalled."""
    day, owed = FIRST, []
    while day <= LAST:
        with on_day(day):
            town.begin_day()
            for event in (event for story in stories for event in story.get(day, ())):
                event()
            owed += [day] if list(owed_plans(2027, day)) else []
        day += datetime.timedelta(days=1)
    return owed


def about(thing: Any) -> int:
    """Return the year that the object is about, however it says so."""
    for path in ("year", "about_year", "round.year", "report.round.year", "first_year", "due_on.year"):
        try:
            return int(attrgetter(path)(thing))
        except AttributeError:
            continue
    raise AssertionError(f"{thing!r} is about no year")


def short(body: Body) -> str:
    """The body's short name."""
    return body.names.get().short_name


def check_calendar() -> None:
    """Each decision was taken once, on its day, by its body, in its paragraph (D-1, W-2, W-3)."""
    listed = Decision.objects.filter(before_styrhjul=False).select_related("meeting__body")
    told = [f"{one.decided_on} {short(one.meeting.body)} § {one.paragraph} {one.heading}" for one in listed]
    assert sorted(told) == sorted(CALENDAR.strip().splitlines())
    assert all(one.recorded_on and one.meeting.minutes_approved_on for one in listed)
    adopted = listed.get(meeting__body__kind="council", heading="Budget 2027 och plan 2028–2030")
    outcomes = Counter(adopted.lines.values_list("outcome", flat=True))
    assert outcomes == {"adopted": 5, "adopted_with_change": 2}, "the budget and six goals in one paragraph (D-4)"
    library = GoalVersion.objects.get(heading="Fler kommer till biblioteket")
    assert library.text == "Fler besöker biblioteket, också de som inte läser ofta.", "as the council changed it"


def check_tasks() -> None:
    """Every kind of task came for 2027, each was done in time, and nothing is left to do (W-4)."""
    tasks = [task for task in Task.objects.all() if about(task.thing) == 2027]
    assert [str(task) for task in tasks if task.done_on is None] == []
    late = [task for task in tasks if task.due_on and task.done_on and task.done_on > task.due_on]
    assert [str(task) for task in late] == []
    assert {task.kind for task in tasks} == set(TaskKind.values) - {TaskKind.MENTIONED, TaskKind.WHEEL}
    duties = [duty for person in Person.objects.all() for duty in registry.duties_of(person, LAST)]
    assert [duty for duty in duties if not duty.code] == [], "activities, measures, suggestions or controls"


def check_states() -> None:
    """Every matter of the year is where its way ends."""
    reports = Report.objects.filter(round__year=2027)
    ended: list[tuple[Any, str]] = [
        (PlanningConditions.objects.filter(year=2027), "adopted"),
        (Budget.objects.filter(year=2027, body=None), "adopted"),
        (Budget.objects.filter(year=2027, body__kind__in=["board", "committee"]), "adopted"),
        (Budget.objects.filter(year=2027, body__kind="council"), "handed"),  # decided in the whole (B-2)
        (BudgetChange.objects.all(), "adopted"),
        (GoalVersion.objects.in_year(2027), "adopted"),
        (Plan.objects.filter(year=2027), "adopted"),
        (ControlPlan.objects.filter(year=2027), "adopted"),
        (ControlFollowup.objects.filter(year=2027), "adopted"),
        (reports.filter(body__isnull=False), "decided"),
        (reports.filter(body=None, round__kind="quarterly"), "decided"),
        (reports.filter(body=None).exclude(round__kind="quarterly"), "adopted"),
        (RemedyPlan.objects.all(), "adopted"),
        (Discharge.objects.filter(verdict="granted"), "adopted"),
        (Commission.objects.all(), "closed"),
    ]
    for things, state in ended:
        assert set(things.values_list("state", flat=True)) == {state}, things.model
    assert Discharge.objects.filter(verdict="granted").count() == len(HEADS)


def check_closed() -> None:
    """The year is closed committee by committee: the day that each decided its part of the annual report (X-12)."""
    days = MEETINGS["annual"]
    schools = ("Skolförvaltningen", "Avdelning grundskola", "Strandskolan")
    others = {"Kommunkansliet": "board", "Omsorgsförvaltningen": "care", "Kultur- och fritidsförvaltningen": "culture"}
    expected = dict.fromkeys(schools, days["school"]) | {unit: days[of] for unit, of in others.items()}
    plans = Plan.objects.filter(year=2027).select_related("unit")
    assert {str(plan.unit): plan.closed_on for plan in plans} == expected


def check_judgements() -> None:
    """The goals are judged as the measures by hand speak for, by each who judges; so is the economy (F-6 to F-8)."""
    found: dict[str, dict[str, str]] = {}
    for one in Assessment.objects.filter(round__year=2027, round__kind="annual").select_related("version", "body"):
        assert one.decided_on is not None
        found.setdefault(one.version.heading, {})[short(one.body)] = one.value
    assert found == JUDGED
    sound = SoundManagement.objects.filter(round__year=2027).select_related("round", "body")
    listed = {(one.round.kind, short(one.body)): one.value for one in sound}
    both = {"interim": "attained", "annual": "partly"}
    assert listed == {(kind, body): value for kind, value in both.items() for body in ("KS", "KF")}


def check_money(town: Town) -> None:
    """Original budget, decided changes and what was booked, by hand; the tax rate is the council's (B-5, D-4)."""
    figures = figures_of(2027, 12)
    for name, amounts in MONEY.items():
        money = figures[town.areas[name].pk]
        assert tuple(one * 1000 for one in amounts) == (money.original, money.changes, money.period_actual), name
    assert str(Budget.objects.get(year=2027, body=None).tax_rate) == "20.34"
    assert RemedyPlan.objects.get().deficit == 4 * MILLION


def check_improvements() -> None:
    """What the analysis of 2027 led to stands in a plan of 2028; what was not taken up says why (I-1 to I-3)."""
    first, other = Improvement.objects.filter(year=2028).select_related("activity__plan", "analysis")
    assert first.activity is not None
    assert first.analysis is not None
    assert (first.activity.plan.year, first.activity.goal, first.state) == (2028, first.analysis.goal, "taken_up")
    assert (other.state, other.reason) == ("dropped", "Pengarna räcker inte 2028.")


def test_w4_a_whole_year_of_three_committees_leaves_no_open_end(world: World) -> None:
    town = Town(world)
    work = Following(town)
    ledger = {D(2027 + month // 12, month % 12 + 1, 12): [do(work.import_month, month)] for month in range(1, 13)}
    owed = live(town, planning(Planning(town)), ledger, committees(work), following(work))
    assert (owed[0], owed[-1], len(owed)) == (D(2027, 4, 21), D(2027, 6, 8), 49), "until the board has got it (F-2)"
    with on_day(LAST):
        check_calendar()
        check_tasks()
        check_states()
        check_closed()
        check_judgements()
        check_money(town)
        check_improvements()
        found = registry.find_all(2027, LAST)
        assert [(one.rule, str(one.about), one.message.replace("\xa0", " ")) for one in found] == INTENDED
        archive = check_archive()
        assert (archive.packages, archive.differences) == (2, [])
