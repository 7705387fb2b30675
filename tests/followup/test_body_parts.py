"""The parts on measures, activities and staff: what is laid in, frozen and in every format (F-4, F-5, F-9)."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from styrhjul.documents.content import Section
from styrhjul.documents.render import render
from styrhjul.followup import actions
from styrhjul.followup.body_facts import activities_in, counted, measures_in, staff_in
from styrhjul.followup.completeness import missing_in
from styrhjul.followup.contents import Contents
from styrhjul.followup.documents import build, document_of
from styrhjul.followup.models import Report
from styrhjul.followup.terms import PartKind
from styrhjul.goals.actions import plans
from styrhjul.goals.actions.measures import Reading, report_outcomes
from styrhjul.goals.models import Activity, GoalVersion
from styrhjul.goals.terms import ActivityStatus
from styrhjul.governance.models import GovernanceModel
from styrhjul.organisation.clock import on_day
from tests.documents.extract import docx_text, html_text, pdf_text, words, xlsx_rows
from tests.followup import sjostad_round as rounds
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db

DUE = datetime.date(2026, 12, 1)
HOLDS = Contents(("directed", "committee"), ("measures", "activities", "staff"))


def plan_of_the_school(world: World, goals: dict[str, GoalVersion]) -> dict[str, Activity]:
    """The adopted plan for 2026, 61.5 annual work units: activities done, late, without goal, of the care's goal."""
    theirs = world.adopted("committee", "Äldre bor tryggt", body=world.care)
    plan = plans.draft_plan(by=world.tomas, unit=world.school_administration, year=2026, staff=Decimal("61.5"))
    rows = {
        "Läsgaranti": {"goal": goals["own"].goal, "responsible_unit": world.compulsory, "due_on": DUE},
        "Rastvärdar": {"goal": goals["given"].goal, "responsible": world.asa, "due_on": datetime.date(2026, 9, 1)},
        "Ny lokal": {"mandate_text": "Skollagen", "due_on": DUE},
        "Äldrelunch": {"goal": theirs.goal, "due_on": DUE},
    }
    made = {what: plans.add_activity(by=world.tomas, plan=plan, what=what, **fields) for what, fields in rows.items()}
    plans.load_plan_as_adopted(plan=plan, adopted_on=datetime.date(2026, 1, 20))
    made["Läsgaranti"].refresh_from_db()
    plans.report_progress(by=world.tomas, activity=made["Läsgaranti"], status=ActivityStatus.DONE)
    return made


def opened(world: World) -> Report:
    """The school's interim report with goals, measures, activities and staff."""
    round_ = actions.plan_round(by=None, kind="interim", year=2026, **rounds.DAYS)
    actions.set_contents(by=None, round_=round_, contents=HOLDS)
    return Report.objects.get(round=actions.open_round(by=None, round_=round_), body=world.school)


@pytest.fixture
def goals(world: World) -> dict[str, GoalVersion]:
    return rounds.set_goals(world)


def test_f4_the_activities_of_those_who_serve_the_committee_are_laid_in(
    world: World, goals: dict[str, GoalVersion]
) -> None:
    plan_of_the_school(world, goals)
    lines = activities_in(opened(world))
    told = [(one.what, one.goal, one.unit, one.status.label, one.is_late) for one in lines]
    assert told == [
        ("Rastvärdar", "Fler barn känner sig trygga", "Skolförvaltningen", "Ej påbörjad", True),
        ("Läsgaranti", "Alla elever läser med flyt", "Avdelning grundskola", "Klar", False),
        ("Ny lokal", "", "Skolförvaltningen", "Ej påbörjad", False),
    ]
    assert counted(lines) == "1 av 3 aktiviteter är klara och 2 är inte påbörjade. 1 är försenad."
    assert counted([]) == "Förvaltningens fastställda plan har inga aktiviteter."
    assert counted(lines[:1]) == "0 av 1 aktivitet är klar och 1 är inte påbörjad. 1 är försenad."


def test_f4_a_plan_that_is_a_draft_lays_nothing_in(world: World, goals: dict[str, GoalVersion]) -> None:
    plan = plans.draft_plan(by=world.tomas, unit=world.school_administration, year=2026, staff=Decimal(60))
    plans.add_activity(by=world.tomas, plan=plan, what="Utkast")
    report = opened(world)
    assert activities_in(report) == []
    assert staff_in(report).units == ()


def test_m7_the_committees_measures_without_figures_on_few_persons(world: World, goals: dict[str, GoalVersion]) -> None:
    alone = world.measure("Elever per lärare", decimals=1, unit_label="")
    report_outcomes(by=None, measure=alone, readings=[Reading(2025, Decimal(12)), Reading(2026, 11, persons=3)])
    report = opened(world)
    found = {line.series.name: (line.goal, line.series.latest(2026)) for line in measures_in(report)}
    assert found == {
        "Läser med flyt": ("Alla elever läser med flyt", (2026, 96.1)),
        "Känner sig trygga": ("Fler barn känner sig trygga", (2026, 86.0)),
        "Elever per lärare": ("", (2025, 12.0)),
    }
    assert measures_in(report)[0].series.target_of(2026) == 95


def test_u1_which_measures_are_about_the_staff_is_a_setting(world: World, goals: dict[str, GoalVersion]) -> None:
    world.measure("Sjukfrånvaro bland medarbetarna")
    plan_of_the_school(world, goals)
    report = opened(world)
    facts = staff_in(report)
    assert [(one.unit, one.before, one.now) for one in facts.units] == [("Skolförvaltningen", None, 61.5)]
    assert [line.series.name for line in facts.measures] == ["Sjukfrånvaro bland medarbetarna"]
    GovernanceModel.objects.create(from_year=2026, name="Sjöstad", settings={"staff_words": ["flyt"]})
    assert [line.series.name for line in staff_in(report).measures] == ["Läser med flyt"]


def write_all(world: World, report: Report) -> None:
    for part in report.parts.all():
        rounds.write(world.tomas, part, text=f"Så skriver vi om {part.heading.lower()}.")


def test_f9_the_parts_stand_alike_in_every_format(world: World, goals: dict[str, GoalVersion], tmp_path: Path) -> None:
    world.outcomes(world.measure("Sjukfrånvaro", decimals=1), y2025=6.5, y2026=6.2)
    plan_of_the_school(world, goals)
    report = opened(world)
    write_all(world, report)
    document = build(report)
    titles = [block.title for block in document.blocks if isinstance(block, Section)]
    assert titles == ["Sammanfattning", "Riktade mål", "Nämndsmål", "Mått", "Aktiviteter", "Personal"]
    sheets = xlsx_rows(render(document, "xlsx")).values()
    found = {
        "html": html_text(render(document, "html")),
        "pdf": pdf_text(render(document, "pdf"), tmp_path),
        "docx": docx_text(render(document, "docx")),
        "xlsx": "\n".join(str(cell) for rows in sheets for row in rows for cell in row),
    }
    for name, text in found.items():
        plain = " ".join(words(text))
        for wanted in (
            "1 av 3 aktiviteter är klara och 2 är inte påbörjade. 1 är försenad.", "Så skriver vi om aktiviteter.",
            "Ej påbörjad, försenad", "Så skriver vi om personal.", "Årsarbetare 2026", "Så skriver vi om mått.",
            "Sjukfrånvaro", "1 september 2026",
        ):  # fmt: skip
            assert wanted in plain, f"{wanted} in {name}"
        assert "Åsa" not in plain, "a report becomes public: units and no persons (T-2)"
        assert "Äldrelunch" not in plain, "the care committee's goal"


def test_f5_what_was_handed_in_keeps_its_counts(world: World, goals: dict[str, GoalVersion]) -> None:
    made = plan_of_the_school(world, goals)
    report = opened(world)
    write_all(world, report)
    actions.hand_in_report(by=world.tomas, report=report, meeting=rounds.meet(world.sara, world.school))
    made["Ny lokal"].refresh_from_db()
    plans.report_progress(by=world.tomas, activity=made["Ny lokal"], status=ActivityStatus.DONE)
    report.refresh_from_db()
    assert "1 av 3 aktiviteter" in str(document_of(report))


def test_x4_a_text_older_than_the_status_or_the_figure_is_named(world: World, goals: dict[str, GoalVersion]) -> None:
    made = plan_of_the_school(world, goals)
    sick = world.measure("Sjukfrånvaro", decimals=1)
    report = opened(world)
    assert {(one.heading, one.what) for one in missing_in(report)} >= {
        (name, "delen är inte lämnad") for name in ("Mått", "Aktiviteter", "Personal")
    }
    write_all(world, report)
    assert missing_in(report) == []
    with on_day(TODAY + datetime.timedelta(days=2)):
        made["Ny lokal"].refresh_from_db()
        plans.report_progress(by=world.tomas, activity=made["Ny lokal"], status=ActivityStatus.GOING_ON)
        report_outcomes(by=None, measure=sick, readings=[Reading(2026, Decimal("6.1"))])
        told = [(one.heading, one.what) for one in missing_in(report)]
    assert told == [
        ("Mått", "texten är äldre än utfallet för Sjukfrånvaro"),
        ("Aktiviteter", "texten är äldre än läget för 1 aktivitet"),
        ("Personal", "texten är äldre än utfallet för Sjukfrånvaro"),
    ]


def test_o9_an_external_body_has_no_part_on_activities_or_staff(world: World, goals: dict[str, GoalVersion]) -> None:
    type(world.care).objects.filter(pk=world.care.pk).update(kind="external")
    world.care.refresh_from_db()
    report = opened(world).round.reports.get(body=world.care)
    kinds = set(report.parts.values_list("kind", flat=True))
    assert PartKind.MEASURES in kinds
    assert not kinds & {PartKind.ACTIVITIES, PartKind.STAFF}


def test_the_questions_do_not_grow_with_the_activities_and_measures(
    world: World, goals: dict[str, GoalVersion]
) -> None:
    made = plan_of_the_school(world, goals)
    report = Report.objects.select_related("round", "body").get(pk=opened(world).pk)
    counts = []
    for more in (1, 30):
        for number in range(more):
            version = world.adopted("committee", f"Mål {more}-{number}", body=world.school)
            world.measure(f"Mått {more}-{number}")
            Activity.objects.create(plan=made["Ny lokal"].plan, what=f"Aktivitet {number}", goal=version.goal)
        build(report)
        with CaptureQueriesContext(connection) as asked:
            activities_in(report), measures_in(report), staff_in(report)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 28
