"""The demonstration loads through the actions, in one piece, and leaves no end open that its story did not mean."""

import datetime
from collections import Counter
from collections.abc import Iterator

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.models import Count, Model
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from styrhjul.budget.models import Budget
from styrhjul.followup.models import Assessment, Part, RemedyPlan, Report, Round
from styrhjul.goals.models import Activity, ComparisonGroup, Goal, GoalVersion, Measure, Outcome, Plan, Share
from styrhjul.goals.terms import Origin
from styrhjul.governance import registry
from styrhjul.governance.models import Comment, Decision, DecisionLine, FrozenVersion, Meeting, Task
from styrhjul.integrations import demonstration
from styrhjul.organisation.clock import on_day, today
from styrhjul.organisation.models import Body, LogEntry, Person
from tests import databases
from tests.conftest import Copy

TODAY = datetime.date(2026, 9, 14)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def municipality(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, copied_demonstration: Copy
) -> Iterator[None]:
    """The demonstration as ``make demo`` loads it, in a database of its own for all tests here."""
    with copied_demonstration() as name, django_db_blocker.unblock(), databases.connected_to(name):
        yield


@pytest.mark.first
def test_it_holds_what_a_visitor_needs_to_see() -> None:
    assert Goal.objects.count() >= 60
    assert Activity.objects.count() >= 150
    measured = Measure.objects.annotate(years=Count("outcomes__year", distinct=True)).filter(years__gte=3)
    assert measured.count() >= 60
    states = Counter(Plan.objects.values_list("year", "state"))
    assert states[2026, "adopted"] >= 20
    assert states[2027, "draft"] >= 3
    assert states[2027, "handed"] == 1
    assert Budget.objects.filter(state="adopted", year=2027, stage="preliminary").count() == 7


def test_every_round_before_this_autumn_is_decided() -> None:
    earlier = Round.objects.exclude(year=2026).exclude(opened_on=None)
    assert earlier.count() == 7
    for round_ in earlier:
        states = Counter(round_.reports.values_list("state", flat=True))
        ends_with_board = round_.kind == "quarterly"
        assert states == ({"decided": 8} if ends_with_board else {"decided": 7, "adopted": 1}), round_.name
        judged = Assessment.objects.filter(round=round_)
        assert judged.exists() != ends_with_board, "a quarterly report judges no goals"
        assert not judged.filter(decided_on=None).exists()
        assert not judged.filter(reason="").exists()


def test_f2_one_deficit_is_treated_and_one_plan_is_still_owed() -> None:
    plans = {(plan.body.name_on(TODAY), plan.as_of.isoformat()): plan for plan in RemedyPlan.objects.all()}
    states = {key: plan.state for key, plan in plans.items()}
    assert states == {
        ("Socialnämnden", "2025-10-31"): "adopted",
        ("Socialnämnden", "2026-05-31"): "adopted",
        ("Miljö- och byggnadsnämnden", "2026-05-31"): "draft",
    }
    assert Task.objects.waiting().filter(kind="remedy_plan").count() == 1
    treated = plans["Socialnämnden", "2026-05-31"]
    assert treated.remedies.count() == 3, "carried over from the report"
    assert treated.forecasts.count() == 3


def test_the_open_round_has_parts_in_every_state() -> None:
    round_ = Round.objects.get(kind="interim", year=2026)
    assert set(Part.objects.filter(report__round=round_).values_list("state", flat=True)) == {
        "open",
        "handed",
        "returned",
    }
    assert Counter(round_.reports.values_list("state", flat=True)) == {"draft": 8, "handed": 1}


def test_what_is_proposed_for_next_year_has_come_differently_far() -> None:
    states = set(GoalVersion.objects.filter(first_year=2027).values_list("state", flat=True))
    assert states == {"draft", "handed", "proposed", "prepared", "returned"}


@pytest.mark.parametrize("model", [DecisionLine, LogEntry, Comment, Task, FrozenVersion])
def test_every_link_points_at_a_row_of_a_model_that_can_be_shown(model: type[Model]) -> None:
    kinds = {ContentType.objects.get_for_model(one).pk for one in registry.registered()} | {
        ContentType.objects.get_for_model(Round).pk
    }
    links = set(model._default_manager.values_list("content_type_id", "object_id"))
    assert links
    assert {kind for kind, _ in links} <= kinds
    assert set(registry.fetch(links)) == links


def test_what_is_owed_is_what_the_story_meant() -> None:
    owed = Counter(Task.objects.waiting().values_list("kind", flat=True))
    assert owed.pop("write_part") == Part.objects.exclude(state="handed").filter(responsible__isnull=False).count()
    assert owed == {
        "hand_in_report": 7,
        "record_decision": 1,
        "compile_report": 1,
        "answer_directed_goal": 1,
        "endorse_plan": 1,
        "remedy_plan": 1,
        "report_commission": 4,
        "mentioned": 1,
        "wheel": 7,
    }
    assert [str(share.body) for share in Share.objects.filter(version__state="adopted", answered_on=None)] == [
        "Kultur- och fritidsnämnden"
    ]


def test_the_signals_are_few_and_known() -> None:
    rules = Counter(finding.rule for finding in registry.find_all(2026, TODAY))
    assert set(rules) <= {"C-1", "C-2", "F-2", "G-6", "P-7", "X-3", "X-5", "X-11"}
    assert rules["C-1"] == 3, "three committees have no plan for internal control"
    assert rules["C-2"] == 1, "a control lacks its result of the second quarter"
    assert rules["X-11"] == 1, "the report on swimming should have come in August"
    assert sum(rules.values()) < 30


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027, 2028])
def test_x1_what_is_found_is_about_what_each_finder_says_that_it_is_about(year: int) -> None:
    day = max(TODAY, datetime.date(year, 12, 31))
    for finder, kinds in registry.finders().items():
        assert {type(finding.about) for finding in finder(year, day)} <= kinds, finder
    every = registry.find_all(year, day)
    told = [one for kind in {type(one.about) for one in every} for one in registry.find_all(year, day, kind)]
    assert Counter(map(str, every)) == Counter(map(str, told))


def test_minutes_are_approved_but_for_the_meetings_to_come() -> None:
    open_minutes = Meeting.objects.filter(minutes_approved_on=None)
    assert set(open_minutes.values_list("body__kind", flat=True)) == {
        "council",
        "board",
        "committee",
        "external",
    }
    assert not open_minutes.filter(held_on__lte=TODAY).exists()
    coming = Decision.objects.filter(recorded_on=None)
    assert {decision.meeting.body_id for decision in coming} == set(Body.objects.values_list("pk", flat=True))


def test_the_budget_of_2026_was_decided_as_the_minutes_say() -> None:
    decision = Decision.objects.get(meeting__held_on=datetime.date(2025, 11, 13), meeting__body__kind="council")
    assert decision.paragraph == "84"
    assert decision.lines.count() >= 8


def test_figures_of_kolada_are_kept_as_they_are() -> None:
    measure = Measure.objects.get(external_id="U23401")
    years = dict(measure.outcomes.values_list("year", "value"))
    assert 2021 not in years
    assert round(float(years[2025] or 0)) == 111
    assert Outcome.objects.get(measure__external_id="N03001", year=2025).is_preliminary
    assert measure.comparison_values.values("code").distinct().count() >= 8
    assert ComparisonGroup.objects.get().members.count() == 7


def test_corrected_values_keep_the_earlier_one() -> None:
    by_people = Outcome.objects.exclude(origin=Origin.BUDGET)  # what is computed is recomputed at each decision
    corrected = by_people.exclude(reason="").select_related("measure")
    assert corrected.count() == 2
    for outcome in corrected:
        same = Outcome.objects.filter(measure=outcome.measure, year=outcome.year, sex=outcome.sex)
        assert same.count() == 2


def test_nobody_real_and_somebody_at_every_door() -> None:
    assert all(email.endswith("@lomma.example") for email in Person.objects.values_list("email", flat=True))
    at_door = Person.objects.filter(is_demonstration=True, positions__isnull=False)
    roles = set(at_door.values_list("positions__role", flat=True))
    wanted = {"municipal_director", "secretary", "head", "controller", "employee", "chair", "auditor"}
    assert wanted | {"system_administrator"} <= roles


def test_composed_goals_are_marked_and_facts_are_not() -> None:
    assert not GoalVersion.objects.filter(goal__level__in=["vision", "overall"], is_example=True).exists()
    facts = GoalVersion.objects.filter(goal__level="committee", is_example=False)
    assert all("lärmiljö" in version.heading for version in facts)


def test_the_log_is_in_the_order_of_the_days() -> None:
    for version in GoalVersion.objects.filter(first_year=2026, goal__level="committee"):
        days = [entry.at.date() for entry in LogEntry.objects.about(version).order_by("id")]
        assert days == sorted(days), version.heading


def test_loading_again_does_nothing() -> None:
    before = LogEntry.objects.count()
    with CaptureQueriesContext(connection) as queries:
        assert demonstration.load() is False
    assert len(queries) == 1
    assert LogEntry.objects.count() == before


def test_the_people_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demonstration_people")
    lines = capsys.readouterr().out.splitlines()
    assert "Åsa Nordmark – Avdelningschef grundskola – asa.nordmark@lomma.example" in lines


def test_the_clock_goes_back_after_a_day() -> None:
    with on_day(datetime.date(2025, 1, 2)):
        assert today() == datetime.date(2025, 1, 2)
    assert today() == TODAY


def test_decided_reports_keep_the_version_decided() -> None:
    for report in Report.objects.filter(state__in=["decided", "adopted"]):
        assert FrozenVersion.objects.of(report).exists(), str(report)
