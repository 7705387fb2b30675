"""What a round's reports hold: data by year, stated until the round is opened (F-1, F-3, F-4, L-8, U-1)."""

import datetime

import pytest

from styrhjul.followup import actions
from styrhjul.followup.actions.history import load_round
from styrhjul.followup.contents import Contents, carried_on, check, from_data, left_out, to_data, usual
from styrhjul.followup.findings import thin_rounds
from styrhjul.followup.models import Part, Report, Round
from styrhjul.followup.terms import PartKind
from styrhjul.governance.models import GovernanceModel, Task
from styrhjul.governance.rules import CHAPTERS, SOUND_PLACE, ModelSettings, settings_from
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import LogEntry
from tests.budget.money import lay_out
from tests.followup import sjostad_round as rounds
from tests.world import World

MONEY = Contents(("committee",), ("money",))
LATER = {name: day.replace(year=2027) for name, day in rounds.DAYS.items()}


def planned(world: World, kind: str = "interim") -> Round:
    return actions.plan_round(by=world.karin, kind=kind, year=2026, **rounds.DAYS)


def kinds_of(report: Report) -> list[str]:
    return [part.title or part.kind for part in report.parts.all()]


@pytest.mark.parametrize(
    ("kind", "level", "told"),
    [
        ("interim", "overall", "Delårsrapporten bedömer inte övergripande mål"),
        ("quarterly", "overall", "Kvartalsrapporten bedömer inte övergripande mål"),
        ("monthly", "financial", "Månadsrapporten bedömer inte finansiella mål"),
        ("annual", "vision", "Årsredovisningen bedömer inte"),
    ],
)
def test_f1_a_level_that_the_kind_may_not_assess_is_refused(kind: str, level: str, told: str) -> None:
    with pytest.raises(Refused, match=told) as refused:
        check(kind, Contents((level,), ("money",)))
    assert set(refused.value.errors) == {"levels"}


@pytest.mark.parametrize("kind", ["quarterly", "interim", "annual", "monthly"])
def test_f1_what_the_model_says_of_each_kind_holds(kind: str) -> None:
    contents = usual(kind, ModelSettings())
    check(kind, contents)
    assert left_out(kind, contents) == []
    assert from_data(to_data(contents)) == contents


def test_f4_contents_without_any_part_are_refused() -> None:
    with pytest.raises(Refused, match="behöver hålla något"):
        check("monthly", Contents())
    check("monthly", Contents(committee_chapters=(("Läget i verksamheten", ""),)))
    with pytest.raises(Refused, match="delar som finns"):
        check("monthly", Contents(parts=("sound",)))


@pytest.mark.parametrize(
    ("chapters", "own", "told"),
    [
        (("Framåt", "framåt "), (), "Kommunens rapport: rubriken «framåt» finns två gånger"),
        ((SOUND_PLACE, "god ekonomisk hushållning"), (), "finns två gånger"),
        ((), ("Läget", "Läget"), "Nämndernas rapporter: rubriken «Läget» finns två gånger"),
        ((), ("Personal",), "rubriken «Personal» finns två gånger"),
        ((), (" ",), "en rubrik saknar text"),
        ((), ("R" * 121,), "är för lång"),
    ],
)
def test_l8_a_heading_twice_or_empty_is_refused(chapters: tuple[str, ...], own: tuple[str, ...], told: str) -> None:
    rows = [tuple((title, "") for title in titles) for titles in (chapters, own)]
    with pytest.raises(Refused, match=told):
        check("annual", Contents(("committee",), ("money", "staff"), *rows))


def test_u1_last_years_contents_stand_but_for_what_the_model_has_changed() -> None:
    then = usual("annual", ModelSettings())
    now = usual("annual", settings_from({"chapters": {"annual": [["Framåt", "Vad kommer?"]]}}))
    last = Contents(("committee",), ("staff",), (("Året", ""),), (("Läget", ""),))
    assert carried_on(last, then, then) == last
    assert carried_on(last, then, now) == Contents(("committee",), ("staff",), now.chapters, last.committee_chapters)


def test_u1_what_reports_hold_is_a_setting_by_kind() -> None:
    stored = {"report_parts": {"interim": ["money", "staff"]}, "committee_chapters": {"interim": [["Läget", "Hur?"]]}}
    model = settings_from(stored)
    assert usual("interim", model).parts == ("money", "staff")
    assert usual("interim", model).headings(False) == (("Läget", "Hur?"),)
    assert usual("annual", model).parts == ModelSettings().report_parts["annual"]


@pytest.mark.django_db
def test_f1_a_round_is_opened_with_what_has_been_stated(world: World) -> None:
    rounds.set_goals(world)
    lay_out(world)
    round_ = planned(world, "quarterly")
    stated = Contents(
        ("committee",), ("money", "measures", "staff"), (("Kvartalet", "Vad hände?"),), (("Läget", "Hur är det?"),)
    )
    actions.set_contents(by=world.bo, round_=round_, contents=stated)
    actions.open_round(by=world.karin, round_=round_)
    school, whole = (Report.objects.get(round=round_, body=body) for body in (world.school, None))
    assert kinds_of(school) == ["whole", "Läget", "goal", "money", "money", "measures", "staff"]
    assert kinds_of(whole) == ["whole", "Kvartalet", "money", "money"]
    staff = school.parts.get(kind=PartKind.STAFF)
    assert (staff.heading, staff.responsible, staff.due_on) == ("Personal", world.tomas, round_.parts_due_on)
    assert Task.objects.filter(heading=f"Skriv: personal för {school}", person=world.tomas).exists()


@pytest.mark.django_db
def test_f1_a_round_without_money_or_goals_opens_no_such_parts(world: World) -> None:
    rounds.set_goals(world)
    lay_out(world)
    round_ = planned(world)
    actions.set_contents(by=world.karin, round_=round_, contents=Contents((), ("activities",)))
    actions.open_round(by=world.karin, round_=round_)
    assert set(Part.objects.filter(report__round=round_).values_list("kind", flat=True)) == {"whole", "activities"}
    (finding,) = thin_rounds(2026)
    assert finding.rule == "F-1"
    assert "innehåller inte finansiella mål, riktade mål, nämndsmål och ekonomi" in finding.message


@pytest.mark.django_db
def test_f4_the_annual_reports_of_the_committees_hold_activities_and_staff(world: World) -> None:
    rounds.set_goals(world)
    round_ = rounds.open_interim(world, "annual")
    assert kinds_of(Report.objects.get(round=round_, body=world.school)) == [
        "whole", "goal", "goal", "activities", "staff"
    ]  # fmt: skip
    assert list(thin_rounds(2026)) == []


@pytest.mark.django_db
def test_f4_what_is_stated_is_logged_with_before_and_after(world: World) -> None:
    round_ = planned(world)
    actions.set_contents(by=world.conny, round_=round_, contents=MONEY)
    entry = LogEntry.objects.about(round_)[0]
    assert (entry.verb, entry.by_name) == ("set_contents", "Conny Dahl")
    assert entry.data["before"]["levels"] == ["financial", "directed", "committee"]
    assert entry.data["after"]["levels"] == ["committee"]
    before = LogEntry.objects.about(round_).count()
    actions.set_contents(by=world.conny, round_=round_, contents=MONEY)
    assert LogEntry.objects.about(round_).count() == before, "nothing changed, nothing told"


@pytest.mark.django_db
def test_f4_what_an_open_round_holds_stands(world: World) -> None:
    rounds.set_goals(world)
    round_ = rounds.open_interim(world)
    with pytest.raises(Refused, match="Delarna är utdelade, och innehållet kan inte ändras"):
        actions.set_contents(by=world.karin, round_=round_, contents=MONEY)
    GovernanceModel.objects.create(from_year=2026, name="Sjöstad", settings={"report_parts": {"interim": []}})
    round_.refresh_from_db()
    assert round_.holds.parts == ("money",), "a later change of the model does not reach it"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["tomas", "sara", "per", "emil", "frida"])
def test_f4_others_state_nothing_for_the_municipality(world: World, name: str) -> None:
    with pytest.raises(Refused, match="Du bestämmer inte"):
        actions.set_contents(by=world.people[name], round_=planned(world), contents=MONEY)


@pytest.mark.django_db
def test_u1_next_years_round_begins_with_what_this_years_held(world: World) -> None:
    round_ = planned(world)
    own = (("Läget i verksamheten", "Hur är det?"),)
    actions.set_contents(by=world.karin, round_=round_, contents=Contents(("committee",), ("staff",), (), own))
    following = actions.plan_round(by=None, kind="interim", year=2027, **LATER)
    assert following.holds == Contents(("committee",), ("staff",), (), own)
    assert actions.plan_round(by=None, kind="annual", year=2026, **rounds.DAYS).holds.levels[0] == "overall"
    new = {"chapters": {"interim": [["Framåt", ""]]}}
    GovernanceModel.objects.create(from_year=2027, name="Sjöstad", settings=new)
    assert following.holds == Contents(("committee",), ("staff",), (("Framåt", ""),), own)
    assert round_.holds != CHAPTERS["interim"]


@pytest.mark.django_db
def test_f3_a_committees_own_round_holds_what_the_committee_chooses(world: World) -> None:
    goals = rounds.set_goals(world)
    with on_day(datetime.date(2026, 4, 20)):
        (round_,) = actions.choose_months(by=world.tomas, body=world.school, year=2026, months=[4])
        stated = Contents(("directed", "committee"), ("activities",), (), (("Läget", ""),))
        with pytest.raises(Refused, match="Du bestämmer inte"):
            actions.set_contents(by=world.vera, round_=round_, contents=stated)
        actions.set_contents(by=world.sara, round_=round_, contents=stated)
        (later,) = actions.choose_months(by=world.tomas, body=world.school, year=2026, months=[4, 5])[1:]
    assert later.holds == stated
    with on_day(datetime.date(2026, 5, 4)):
        actions.tick(datetime.date(2026, 5, 4))
        report = Report.objects.get(round=round_)
        assert kinds_of(report) == ["whole", "Läget", "goal", "goal", "activities"]
        rounds.write(world.tomas, report.parts.get(version=goals["own"]))
        assert report.parts.get(version=goals["own"]).state == "handed"


@pytest.mark.django_db
def test_d7_a_round_from_before_styrhjul_is_no_pattern_for_the_next(world: World) -> None:
    earlier = {name: day.replace(year=2025) for name, day in rounds.DAYS.items()}
    loaded = load_round(kind="annual", year=2025, **earlier)
    assert loaded.holds.parts == ("money",)
    assert planned(world, "annual").holds == usual("annual", ModelSettings())


@pytest.mark.django_db
def test_f4_last_times_text_under_the_same_heading_stands_beside(world: World) -> None:
    rounds.set_goals(world)
    first = planned(world, "annual")
    headings = (("Läget", ""), ("Framåt", ""))
    stated = Contents(("committee",), ("staff",), (), headings)
    actions.set_contents(by=world.karin, round_=first, contents=stated)
    actions.open_round(by=world.karin, round_=first)
    second = actions.plan_round(by=None, kind="annual", year=2027, **LATER)
    with on_day(LATER["opens_on"]):
        actions.open_round(by=world.karin, round_=second)
    for title in ("Läget", "Framåt"):
        then, now = (
            Part.objects.get(report__round=one, report__body=world.school, title=title) for one in (first, second)
        )
        assert actions.last_part(now) == then
