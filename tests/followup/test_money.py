"""Forecasts of money, the deviation rule, and a year that nobody can forget it in (F-1, F-2, X-4, X-7)."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from styrhjul.documents.content import to_json
from styrhjul.followup import actions, rules
from styrhjul.followup.completeness import missing_in
from styrhjul.followup.documents import document_of
from styrhjul.followup.findings import owed_plans
from styrhjul.followup.forecasts import accuracy, help_for, period_of
from styrhjul.followup.models import AreaForecast, RemedyPlan, Report
from styrhjul.followup.money_sections import document_of_plan
from styrhjul.governance.actions import Ruling, approve_minutes, hold_meeting, put_on_agenda, record_decision, take_step
from styrhjul.governance.models import FrozenVersion, GovernanceModel, Meeting, Task
from styrhjul.governance.terms import Outcome, TaskKind
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.clock import on_day
from tests.followup.sjostad_money import MILLION, Year, begin, book, day, money_part
from tests.followup.sjostad_round import write
from tests.replay import replayed
from tests.world import World

pytestmark = pytest.mark.django_db

#: Every step of a committee's remedy plan, written by hand: state, step or outcome at a place, and what comes of it.
WAY = {
    ("draft", "hand_in"): "handed",
    ("returned", "hand_in"): "handed",
    ("handed", "owner", Outcome.ADOPTED): "prepared",
    ("handed", "owner", Outcome.ADOPTED_WITH_CHANGE): "prepared",
    ("handed", "owner", Outcome.SENT_BACK): "returned",
    ("prepared", "board", Outcome.ADOPTED): "adopted",
    ("prepared", "board", Outcome.ADOPTED_WITH_CHANGE): "adopted",
    ("prepared", "board", Outcome.SENT_BACK): "returned",
}


@pytest.fixture
@replayed
def year(world: World) -> Year:
    return begin(world)


def test_f2_the_way_of_a_remedy_plan_by_a_table_written_by_hand() -> None:
    for workflow, gone in ((rules.REMEDY_PLAN, ""), (rules.BOARDS_REMEDY_PLAN, "prepared")):
        found = {
            (state, step.place.value, step.outcome) if step.outcome else (state, step.name): step.target
            for step in workflow.steps
            for state in step.sources
        }
        own = {key: to for key, to in WAY.items() if key[0] != "prepared"}
        board = {key: "adopted" if to == "prepared" else to for key, to in own.items()}
        assert found == (board if gone else WAY)


def test_f1_the_quarterly_report_ends_with_the_board() -> None:
    steps = {(state, step.name, step.target) for step in rules.QUARTERLY_REPORT.steps for state in step.sources}
    assert steps == {
        ("draft", "hand_in", "handed"), ("returned", "hand_in", "handed"), ("handed", "decide", "decided"),
        ("handed", "send_back", "returned"),
    }  # fmt: skip
    assert not any(step.place == "council" for step in rules.QUARTERLY_REPORT.steps)


@pytest.mark.parametrize(
    ("levels", "assessed"), [((), set()), (("committee",), {"committee"}), (("overall", "directed"), {"directed"})]
)
def test_f1_a_quarterly_report_holds_goals_where_the_settings_say_so(levels: tuple, assessed: set) -> None:
    assert rules.assessed_in("quarterly", levels) == assessed
    assert rules.assessed_in("annual", levels) == rules.ASSESSED["annual"]


@pytest.mark.parametrize(
    ("kind", "deficit", "threshold", "owes"),
    [
        ("quarterly", 1, 0, True), ("interim", 1, 0, True), ("annual", 1, 0, False), ("quarterly", 0, 0, False),
        ("quarterly", -5, 0, False), ("interim", 500_000, 500_000, False), ("interim", 500_001, 500_000, True),
    ],
)  # fmt: skip
def test_f2_who_owes_a_plan(kind: str, deficit: int, threshold: int, owes: bool) -> None:
    assert rules.owes_plan(kind, deficit, threshold) is owes


@pytest.mark.parametrize(
    ("kind", "as_of", "due_on"),
    [("quarterly", (5, 31), (6, 15)), ("interim", (10, 31), (11, 16))],
)
def test_f2_the_days_of_a_plan_are_working_days_before_the_board_meets(kind: str, as_of: tuple, due_on: tuple) -> None:
    assert rules.plan_days(kind, 2026) == (day(*as_of), day(*due_on)), "15 November 2026 is a Sunday"


def test_f2_what_the_remedies_cover_in_words() -> None:
    assert (
        rules.coverage(3_200_000, 4_800_000)
        == "Åtgärderna täcker 3\N{NO-BREAK SPACE}200 av 4\N{NO-BREAK SPACE}800 tkr."
    )
    assert rules.coverage(500_000, 0) == "Prognosen visar inget underskott. Åtgärderna ger 500 tkr."


def test_f1_each_area_has_a_part_in_its_committees_report_and_those_outside_in_the_whole(year: Year) -> None:
    round_ = year.open()

    def headings(body: Any) -> list[str]:
        return [part.heading for part in round_.reports.get(body=body).parts.all()]

    assert headings(year.world.school) == ["Samlad text", "Ekonomi: Grundskola", "Ekonomi: Vuxenutbildning"]
    assert headings(year.world.care) == ["Samlad text", "Ekonomi: Äldreomsorg"]
    assert sorted(headings(None)) == ["Ekonomi: Finansförvaltningen", "Ekonomi: Revision", "Samlad text"]
    assert round_.council_by == round_.board_by


def test_f1_the_figures_beside_a_forecast_by_hand(year: Year) -> None:
    part = money_part(year.open(), year.world.school, year.purse.school)
    assert part.area is not None
    period = period_of(part.report.round)
    row = period.row(part.area, 125 * MILLION)
    assert (row.current, row.period_budget, row.period_actual) == (120 * MILLION, 30 * MILLION, 33 * MILLION)
    assert (row.period_deviation, row.deviation) == (-3 * MILLION, -5 * MILLION)
    found = help_for(part.area, period)
    assert (found.straight, found.by_pattern) == (132 * MILLION, 132 * MILLION), "three months of eleven, a quarter"
    assert (found.last_year, found.last_year_period) == (120 * MILLION, 30 * MILLION)


def test_f1_a_part_about_money_needs_forecast_and_analysis(year: Year) -> None:
    part = money_part(year.open(), year.world.school, year.purse.school)
    with pytest.raises(Refused) as bare:
        actions.save_part(by=year.world.tomas, part=part, edition=0, text="Dyrare.", hand_over=True)
    assert "net_cost" in bare.value.errors
    told = {what for _, what, _ in missing_in(part.report)}
    assert "prognosen för året saknas" in told
    write(year.world.tomas, part, net_cost=121 * MILLION)
    kept = AreaForecast.objects.get(area=year.purse.school)
    assert (kept.net_cost, kept.budget, kept.by, kept.deviation) == (
        121 * MILLION, 120 * MILLION, year.world.tomas, -MILLION,
    )  # fmt: skip


def test_f1_an_annual_report_holds_the_outcome_and_no_forecast(year: Year) -> None:
    round_ = year.open("annual")
    part = money_part(round_, year.world.school, year.purse.school)
    assert not part.asks_for_forecast
    write(year.world.tomas, part)
    assert not AreaForecast.objects.exists()
    assert "Utfall 2026" in to_json(document_of(part.report))


def test_x4_a_deficit_without_remedies_is_named_before_the_report_is_handed_in(year: Year) -> None:
    report = year.open().reports.get(body=year.world.school)
    with on_day(day(4, 13)):
        year.write(year.world.tomas, report, school=-5 * MILLION, adult=MILLION)
        with pytest.raises(Refused, match="åtgärder saknas") as refused:
            actions.hand_in_report(by=year.world.tomas, report=report, held_on=day(4, 20))
        assert refused.value.rule == "X-4"
        actions.hand_in_report(by=year.world.tomas, report=report, held_on=day(4, 20), reason="Arbetet pågår.")
    assert "Åtgärder mot underskottet" in to_json(document_of(Report.objects.get(pk=report.pk)))


def test_f2_a_draft_and_a_report_that_is_only_handed_to_the_committee_open_nothing(year: Year) -> None:
    report = year.open().reports.get(body=year.world.school)
    with on_day(day(4, 13)):
        year.write(year.world.tomas, report, school=-5 * MILLION)
        actions.hand_in_report(
            by=year.world.tomas, report=report, held_on=day(4, 20), reason="Åtgärderna kommer i planen."
        )
    assert not RemedyPlan.objects.exists()


@pytest.mark.parametrize(
    ("school", "adult", "deficit"),
    [(-5, 1, 4), (-5, 5, None), (-5, 6, None), (0, 0, None), (3, -4, 1)],
)
def test_f2_the_committees_areas_count_as_a_whole(year: Year, school: int, adult: int, deficit: int | None) -> None:
    report = year.decided(year.open(), day(4, 20), school=school * MILLION, adult=adult * MILLION)
    plan = RemedyPlan.objects.filter(report=report).first()
    assert (plan.deficit if plan else None) == (deficit and deficit * MILLION)


def test_f2_a_deficit_within_the_threshold_owes_nothing(year: Year) -> None:
    GovernanceModel.objects.create(from_year=2026, name="Styrmodell", settings={"deficit_threshold": 5 * MILLION})
    year.decided(year.open(), day(4, 20), school=-5 * MILLION)
    assert not RemedyPlan.objects.exists()


def handed_to_board(year: Year, plan: RemedyPlan, on: datetime.date) -> None:
    """Let the committee get the plan and decide it on the day."""
    with on_day(on):
        actions.hand_in_plan(by=year.world.tomas, plan=plan, held_on=on)
        decide(year, plan, year.world.sara, on, "900")


def decide(year: Year, plan: RemedyPlan, by: Any, on: datetime.date, paragraph: str, **ruling: Any) -> None:
    """Let the body whose secretary it is decide of the plan on the day."""
    plan.refresh_from_db()
    body = year.world.school if by == year.world.sara else year.world.board
    meeting = hold_meeting(by=by, body=body, held_on=on)
    matter = put_on_agenda(by=by, meeting=meeting, heading=str(plan), things=[plan])
    record_decision(by=by, decision=matter, rulings=[Ruling(plan, **ruling)], paragraph=paragraph)
    plan.refresh_from_db()


def owed_on(on: datetime.date) -> tuple[int, int]:
    """How many plans are signalled, and how many tasks ask for them, on the day."""
    with on_day(on):
        return len(list(owed_plans(2026, on))), Task.objects.waiting().filter(kind=TaskKind.REMEDY_PLAN).count()


def test_f2_nobody_can_forget_a_deficit_a_year_day_by_day(year: Year) -> None:
    round_ = year.open()
    events = {
        day(4, 20): lambda: year.decided(round_, day(4, 20), school=-5 * MILLION),
        day(6, 8): lambda: year.updated(RemedyPlan.objects.get(), -4 * MILLION),
        day(6, 18): lambda: handed_to_board(year, RemedyPlan.objects.get(), day(6, 18)),
        day(6, 24): lambda: decide(year, RemedyPlan.objects.get(), year.world.bo, day(6, 24), "55"),
        day(9, 1): lambda: interim.append(year.open("interim")),
        day(9, 25): lambda: year.decided(interim[0], day(9, 25), school=-6 * MILLION),
        day(11, 20): lambda: year.updated(RemedyPlan.objects.first(), 0, "Underskottet är borta.", []),
        day(11, 23): lambda: handed_to_board(year, RemedyPlan.objects.first(), day(11, 23)),
    }  # fmt: skip
    interim: list[Any] = []
    seen = {}
    for number in range(365):
        on = day(1, 1) + datetime.timedelta(days=number)
        if on in events:
            with on_day(on):
                events[on]()
        if number % 4 == 0 or on in events:
            seen[on] = owed_on(on)
    for on, found in seen.items():
        is_owed = day(4, 20) <= on < day(6, 18) or day(9, 25) <= on < day(11, 23)
        untreated = on > day(11, 30)
        assert found == (int(is_owed or untreated), int(is_owed)), on
    first, second = RemedyPlan.objects.order_by("as_of")
    assert (first.state, second.state) == ("adopted", "prepared")
    assert [version.step for version in FrozenVersion.objects.of(first)] == ["hand_in", "prepare", "adopt"]


def test_f2_the_plan_carries_the_remedies_over_and_asks_the_head(year: Year) -> None:
    year.decided(year.open(), day(4, 20), school=-5 * MILLION)
    plan = RemedyPlan.objects.get()
    assert [(one.what, one.effect) for one in plan.remedies.all()] == [("Färre vikarier", 2 * MILLION)]
    task = Task.objects.waiting().of(year.world.tomas).get(kind=TaskKind.REMEDY_PLAN)
    assert task.due_on == plan.due_on == day(6, 15)
    assert "Åtgärderna täcker 2\N{NO-BREAK SPACE}000 av 5\N{NO-BREAK SPACE}000 tkr." in to_json(document_of_plan(plan))


def test_f2_a_plan_is_not_handed_in_without_forecast_or_remedies(year: Year) -> None:
    year.decided(year.open(), day(4, 20), school=-5 * MILLION)
    plan = RemedyPlan.objects.get()
    with pytest.raises(Refused, match="Prognosen saknas för Grundskola, Vuxenutbildning"):
        actions.hand_in_plan(by=year.world.tomas, plan=plan, held_on=day(6, 10))
    year.updated(plan, -MILLION, rows=[])
    with pytest.raises(Refused, match="inga åtgärder"):
        actions.hand_in_plan(by=year.world.tomas, plan=plan, held_on=day(9, 20))
    year.updated(plan, 0, rows=[])
    with pytest.raises(Refused, match="tillbaka på noll"):
        actions.hand_in_plan(by=year.world.tomas, plan=plan, held_on=day(9, 20))
    year.updated(plan, 0, "Vakanserna räckte.", [])
    assert actions.hand_in_plan(by=year.world.tomas, plan=plan, held_on=day(9, 20)).state == "handed"


@pytest.mark.parametrize("who", ["asa", "vera", "per", "emil", "bo"])
def test_o6_only_those_who_draft_for_the_committee_write_its_plan(year: Year, who: str) -> None:
    year.decided(year.open(), day(4, 20), school=-5 * MILLION)
    plan = RemedyPlan.objects.get()
    person = getattr(year.world, who)
    assert not actions.can_write_plan(person, plan)
    with pytest.raises(Refused):
        actions.write_plan(by=person, plan=plan, edition=0, text="", net_costs={}, remedies=[])
    with pytest.raises(Refused):
        take_step(by=person, thing=plan, step="hand_in")


def test_f2_a_plan_that_the_board_sends_back_is_owed_again(year: Year) -> None:
    year.decided(year.open(), day(4, 20), school=-5 * MILLION)
    plan = RemedyPlan.objects.get()
    with on_day(day(6, 8)):
        year.updated(plan, -4 * MILLION)
    handed_to_board(year, plan, day(6, 10))
    assert owed_on(day(6, 11)) == (0, 0)
    with on_day(day(6, 17)):
        decide(year, plan, year.world.bo, day(6, 17), "56", outcome=Outcome.SENT_BACK, reason="Täck mer.")
    assert plan.state == "returned"
    assert owed_on(day(6, 18)) == (1, 1)


def test_f5_what_was_handed_in_stands_when_the_budget_and_the_outcome_change(year: Year) -> None:
    report = year.decided(year.open(), day(4, 20), school=-5 * MILLION)
    before = to_json(document_of(report))
    book(2026, 4, 14 * MILLION)
    year.world.approve(report_decision(report), year.world.sara)
    assert to_json(document_of(report)) == before
    assert '"value":125000' in before, "the forecast in tkr"


def report_decision(report: Report) -> Any:
    return Meeting.objects.get(body=report.body, held_on=day(4, 20)).decisions.get()


def test_f1_the_municipalitys_report_sums_the_committees_that_have_decided(year: Year) -> None:
    round_ = year.open()
    year.decided(round_, day(4, 20), school=-5 * MILLION, adult=MILLION)
    whole = round_.reports.get(body=None)
    text = to_json(document_of(whole))
    assert "Summa skolnämnden" in text
    lacking = text.split("Prognos saknas för ")[1].split(";")[0]
    assert "Äldreomsorg" in lacking, "the care committee has not decided"
    assert "Grundskola" not in lacking
    assert "Utanför nämnderna" in text


def test_x7_forecasts_against_the_outcome_by_hand(year: Year) -> None:
    year.decided(year.open(), day(4, 20), school=-5 * MILLION)
    plan = RemedyPlan.objects.get()
    with on_day(day(6, 8)):
        year.updated(plan, -MILLION)
    handed_to_board(year, plan, day(6, 10))
    (before,) = accuracy(year.world.karin, year.world.school.pk)
    assert before.outcome is None
    assert before.missed_by(before.forecasts[0]) is None
    book(2026, 12, 12 * MILLION)
    (row,) = accuracy(year.world.karin)
    assert (row.budget, row.outcome) == (144 * MILLION, 144 * MILLION), "the adult area has no bookings"
    assert [(one.name, row.missed_by(one)) for one in row.forecasts] == [
        ("Kvartalsrapporten", 5 * MILLION), ("Åtgärdsplanen per 2026-05-31", MILLION),
    ]  # fmt: skip
    assert row.missed_by_percent(row.forecasts[0]) == pytest.approx(100 * 5 / 144)


def test_o8_strangers_read_forecasts_and_plans_when_the_minutes_are_approved(year: Year) -> None:
    stranger = AnonymousUser()
    report = year.decided(year.open(), day(4, 20), school=-5 * MILLION)
    assert accuracy(stranger) == []
    with on_day(day(4, 29)):
        approve_minutes(by=year.world.sara, meeting=report_decision(report).meeting, approved_on=day(4, 28))
    assert len(accuracy(stranger)) == 1
    plan = RemedyPlan.objects.get()
    readers = {name for name, one in year.world.people.items() if RemedyPlan.objects.visible_to(one).exists()}
    assert readers == {"tomas", "conny", "sara", "per", "karin", "bo"}
    assert not RemedyPlan.objects.visible_to(stranger).filter(pk=plan.pk).exists()
