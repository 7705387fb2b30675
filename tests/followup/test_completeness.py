"""What a report lacks, and what in it does not agree, before it is handed to a body (X-4)."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from styrhjul.budget import actions as budget
from styrhjul.followup import actions
from styrhjul.followup.completeness import missing_in
from styrhjul.followup.documents import document_of
from styrhjul.followup.models import Part, Report
from styrhjul.goals.actions.measures import Reading, report_outcomes
from styrhjul.goals.models import Measure
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.clock import on_day
from tests.followup import sjostad_money
from tests.followup import sjostad_round as rounds
from tests.world import World

pytestmark = pytest.mark.django_db

LATER = datetime.date(2026, 9, 16)


def written(world: World) -> Report:
    """The school's interim report with every part written and handed over: it lacks nothing."""
    rounds.set_goals(world)
    report = Report.objects.get(round=rounds.open_interim(world), body=world.school)
    rounds.write_all(world.tomas, report)
    return report


def told(report: Report) -> set[str]:
    return {one.what for one in missing_in(report)}


def correct(measure: Measure) -> None:
    """Correct the outcome of 2026."""
    report_outcomes(by=None, measure=measure, readings=[Reading(2026, Decimal(91))], reason="Räknat fel.")


def test_x4_a_whole_report_lacks_nothing(world: World) -> None:
    assert told(written(world)) == set()


def test_x4_a_text_older_than_its_figure_and_a_judgement_on_other_figures_are_named(world: World) -> None:
    report = written(world)
    measure = report.parts.get(version__heading="Alla elever läser med flyt").version.goal_measures.get().measure  # type: ignore[union-attr]
    with on_day(LATER):
        correct(measure)
        assert told(report) == {
            "texten är äldre än utfallet för Läser med flyt",
            "bedömningen bygger på tal som har ändrats",
        }
        part = report.parts.get(version__heading="Alla elever läser med flyt")
        rounds.write(world.tomas, part, "partly")
        assert told(report) == set()


def test_x4_a_measure_without_value_or_target_is_named(world: World) -> None:
    goals = rounds.set_goals(world)
    bare = world.measure("Utan värde")
    world.follow(goals["own"], bare)
    report = Report.objects.get(round=rounds.open_interim(world), body=world.school)
    rounds.write_all(world.tomas, report)
    assert told(report) == {
        "Utan värde har varken utfall eller prognos för 2026", "Utan värde har inget målvärde för 2026",
    }  # fmt: skip


def test_x4_handing_in_anyway_says_why_in_the_version_that_the_body_gets(world: World) -> None:
    report = written(world)
    version = report.parts.get(version__heading="Alla elever läser med flyt").version
    assert version is not None
    with on_day(LATER):
        correct(version.goal_measures.get().measure)
        meeting = rounds.meet(world.sara, world.school, 23)
        with pytest.raises(Refused, match="texten är äldre än utfallet") as fault:
            actions.hand_in_report(by=world.tomas, report=report, meeting=meeting)
        assert set(fault.value.errors) == {"reason"}
        actions.hand_in_report(by=world.tomas, report=report, meeting=meeting, reason="Utfallet kom i går.")
    report.refresh_from_db()
    text = str(document_of(report))
    assert "Utfallet kom i går." in text
    assert "texten är äldre än utfallet för Läser med flyt" in text


def test_x4_money_written_before_the_last_import_and_an_area_left_out_are_named(world: World) -> None:
    year = sjostad_money.begin(world)
    report = year.open().reports.get(body=world.school)
    with on_day(datetime.date(2026, 4, 10)):
        rounds.write_all(world.tomas, report)
        assert "texten är äldre än utfallet i ekonomisystemet" not in told(report)
    with on_day(datetime.date(2026, 4, 12)):
        sjostad_money.book(2026, 3, 12_000_000)
        budget.set_up_area(by=None, body=world.school, name="Förskola", first_year=2026)
        missing = missing_in(report)
    named = {(one.heading, one.what) for one in missing}
    assert ("Ekonomi: Grundskola", "texten är äldre än utfallet i ekonomisystemet") in named
    left_out = "verksamheten finns i budgeten men inte i rapporten, och summorna skiljer sig"
    assert ("Ekonomi: Förskola", left_out) in named


def test_x4_the_questions_do_not_grow_with_the_parts(world: World) -> None:
    goals = rounds.set_goals(world)
    report = Report.objects.get(round=rounds.open_interim(world), body=world.school)
    counts = []
    for more in (1, 30):
        for number in range(more):
            version = world.adopted("committee", f"Mål {more}-{number}", body=world.school)
            world.follow(version, world.measure(f"Mått {more}-{number}"), y2026=1)
            Part.objects.create(report=report, kind="goal", version=version, due_on=LATER)
        missing_in(report)
        with CaptureQueriesContext(connection) as asked:
            missing_in(report)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert goals
