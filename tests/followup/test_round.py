"""The whole way of a report: opened, written, handed in, decided, compiled, decided by the council (F-4, F-5, F-8)."""

import datetime

import pytest

from styrhjul.documents.content import to_json
from styrhjul.followup import actions
from styrhjul.followup.documents import document_of
from styrhjul.followup.models import Assessment, Part, Report, Round
from styrhjul.followup.terms import Attainment, PartKind, PartState
from styrhjul.governance.actions import put_on_agenda
from styrhjul.governance.models import FrozenVersion, Task
from styrhjul.governance.terms import Outcome, TaskKind
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.models import LogEntry
from tests.followup import sjostad_round as interim
from tests.replay import replayed
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
@replayed
def goals(world: World) -> dict:
    return interim.set_goals(world)


@pytest.fixture
@replayed
def round_(world: World, goals: dict) -> Round:
    return interim.open_interim(world)


def report_of(round_: Round, body: object) -> Report:
    return Report.objects.get(round=round_, body=body)


def test_f4_opening_gives_every_body_its_parts_and_every_writer_a_task(
    world: World, goals: dict, round_: Round
) -> None:
    assert round_.reports.count() == 4, "school, care, the board's own, and the whole"
    school = report_of(round_, world.school)
    assert [part.heading for part in school.parts.all()] == [
        "Samlad text", "Fler barn känner sig trygga", "Alla elever läser med flyt",
    ]  # fmt: skip
    assert {part.responsible for part in school.parts.all()} == {world.tomas}
    assert Task.objects.waiting().of(world.tomas).filter(kind=TaskKind.WRITE_PART).count() == 3
    assert Task.objects.waiting().of(world.tomas).filter(kind=TaskKind.HAND_IN_REPORT).count() == 1
    assert Task.objects.waiting().of(world.karin).filter(kind=TaskKind.COMPILE_REPORT).count() == 1


def test_f4_opening_again_changes_nothing(world: World, round_: Round) -> None:
    before = Part.objects.count(), Task.objects.count(), LogEntry.objects.count()
    actions.open_round(by=world.karin, round_=round_)
    assert (Part.objects.count(), Task.objects.count(), LogEntry.objects.count()) == before


@pytest.mark.parametrize(
    ("who", "may"),
    [("karin", True), ("conny", True), ("bo", True), ("sara", False), ("tomas", False), ("per", False)],
)
def test_f4_a_round_is_opened_by_controllers_the_director_and_the_boards_secretary(
    world: World, who: str, may: bool
) -> None:
    round_ = actions.plan_round(by=None, kind="interim", year=2026, **interim.DAYS)
    if may:
        assert actions.open_round(by=getattr(world, who), round_=round_).opened_on
        return
    with pytest.raises(Refused) as refused:
        actions.open_round(by=getattr(world, who), round_=round_)
    assert refused.value.rule == "O-6"


def test_f4_a_round_is_not_opened_before_its_day(world: World) -> None:
    days = interim.DAYS | {"opens_on": datetime.date(2026, 9, 15), "parts_due_on": datetime.date(2026, 9, 20)}
    round_ = actions.plan_round(by=None, kind="interim", year=2026, **days)
    with pytest.raises(Refused, match="öppnar 2026-09-15"):
        actions.open_round(by=world.karin, round_=round_)


@pytest.mark.parametrize(
    ("kind", "of_school", "of_whole"),
    [
        ("quarterly", [], []),
        ("interim", ["directed", "committee"], ["directed"]),
        ("annual", ["directed", "committee"], ["overall", "directed"]),
    ],
)
def test_f1_which_levels_are_assessed_in_which_round(
    world: World, goals: dict, kind: str, of_school: list, of_whole: list
) -> None:
    round_ = interim.open_interim(world, kind)

    def levels(body: object) -> list[str]:
        parts = Part.objects.filter(report__round=round_, report__body=body, kind=PartKind.GOAL)
        return [part.version.level for part in parts.order_by("rank")]

    assert levels(world.school) == of_school
    assert levels(None) == of_whole
    assert levels(world.board) == []


def test_f4_the_whole_way(world: World, goals: dict, round_: Round) -> None:
    school, whole = report_of(round_, world.school), report_of(round_, None)
    interim.write_all(world.tomas, school)
    assert not Task.objects.waiting().filter(person=world.tomas, kind=TaskKind.WRITE_PART).exists()
    actions.hand_in_report(by=world.tomas, report=school, meeting=interim.meet(world.sara, world.school))
    assert not Task.objects.waiting().filter(body=world.school, kind=TaskKind.HAND_IN_REPORT).exists()
    assert Task.objects.waiting().of(world.sara).get().kind == TaskKind.RECORD_DECISION
    interim.decide_on(school, world.sara, "61")
    assert not Task.objects.waiting().of(world.sara).exists()
    school.refresh_from_db()
    assert school.state == "decided"
    assert set(Assessment.objects.filter(body=world.school).values_list("decided_on", flat=True)) == {
        datetime.date(2026, 9, 14)
    }

    interim.write_all(world.karin, whole, Attainment.PARTLY)
    meeting = interim.meet(world.bo, world.board)
    actions.hand_in_report(by=world.karin, report=whole, meeting=meeting, reason="Räkenskaperna kommer senare.")
    text = to_json(document_of(Report.objects.get(pk=whole.pk)))
    assert "Skolnämnden 2026-09-14 §\N{NO-BREAK SPACE}61" in text, "the school committee's chapter stands as decided"
    assert "Ej inlämnad 14 september 2026" in text, "the care committee is late"
    interim.decide_on(whole, world.bo, "170")
    meeting = interim.meet(world.frida, world.council)
    whole.refresh_from_db()
    put_on_agenda(by=world.frida, meeting=meeting, heading="Delårsrapport", things=[whole])
    goal = goals["given"].goal
    interim.decide_on(whole, world.frida, "90", changes={f"goal_{goal.pk}": "mainly"})
    whole.refresh_from_db()
    assert whole.state == "adopted"
    judged = {a.body_id: a.value for a in Assessment.objects.filter(goal=goal, receiver=None)}
    assert judged == {world.board.pk: "partly", world.council.pk: "mainly"}, "both judgements stand (X-3)"
    assert "bedömningen ändras till I huvudsak uppnått" in to_json(document_of(whole))
    assert [v.step for v in FrozenVersion.objects.of(whole)] == ["hand_in", "prepare", "adopt"]
    assert not Task.objects.waiting().filter(kind=TaskKind.RECORD_DECISION).exists()


def test_f8_each_receiver_judges_its_share_and_the_board_the_whole(world: World, goals: dict, round_: Round) -> None:
    given = goals["given"]
    interim.write(world.tomas, interim.part_of(round_, world.school, given), Attainment.ATTAINED)
    interim.write(world.vera, interim.part_of(round_, world.care, given), Attainment.NOT)
    interim.write(world.karin, interim.part_of(round_, None, given), Attainment.PARTLY)
    found = Assessment.objects.filter(goal=given.goal).values_list("body", "receiver", "value")
    assert set(found) == {
        (world.school.pk, world.school.pk, "attained"),
        (world.care.pk, world.care.pk, "not"),
        (world.board.pk, None, "partly"),
    }


def test_f8_the_boards_own_share_is_not_its_judgement_of_the_whole(world: World, goals: dict) -> None:
    goals["given"].shares.create(body=world.board)
    round_ = interim.open_interim(world)
    interim.write(world.karin, interim.part_of(round_, world.board, goals["given"]), Attainment.ATTAINED)
    interim.write(world.karin, interim.part_of(round_, None, goals["given"]), Attainment.NOT)
    own, whole = report_of(round_, world.board), report_of(round_, None)
    assert Assessment.objects.of_report(own).get().value == "attained"
    assert Assessment.objects.of_report(whole).get().value == "not"


def test_f4_the_head_returns_a_part_with_a_reason_and_the_writer_owes_it_again(world: World, round_: Round) -> None:
    part = interim.part_of(round_, world.school)
    actions.assign_part(by=world.tomas, part=part, person=world.asa)
    part.refresh_from_db()
    interim.write(world.asa, part)
    with pytest.raises(Refused, match="kan inte skriva"):
        actions.write_part(by=world.asa, part=part, text="Mer.", edition=2)
    with pytest.raises(Refused) as nameless:
        actions.return_part(by=world.tomas, part=part, reason=" ")
    assert nameless.value.errors
    part = actions.return_part(by=world.tomas, part=part, reason="Skriv vad som ska förbättras.")
    assert part.state == PartState.RETURNED
    assert Task.objects.waiting().filter(person=world.asa, kind=TaskKind.WRITE_PART).count() == 1
    assert actions.can_write(world.asa, part)


def test_f4_only_those_who_have_a_part_or_lead_it_write(world: World, goals: dict, round_: Round) -> None:
    part = interim.part_of(round_, world.school, goals["own"])
    may = {name for name, person in world.people.items() if actions.can_write(person, part)}
    assert may == {"tomas", "conny", "sara"}, "the head, the controller and the committee's secretary; nobody elected"


def test_x4_what_lacks_refuses_the_handing_in_unless_a_reason_stands_in_the_version(
    world: World, goals: dict, round_: Round
) -> None:
    school = report_of(round_, world.school)
    interim.write(world.tomas, interim.part_of(round_, world.school))
    meeting = interim.meet(world.sara, world.school)
    with pytest.raises(Refused, match="målet är inte bedömt") as refused:
        actions.hand_in_report(by=world.tomas, report=school, meeting=meeting)
    assert refused.value.rule == "X-4"
    school.refresh_from_db()
    assert school.state == "draft"
    actions.hand_in_report(by=world.tomas, report=school, meeting=meeting, reason="Utfallet kommer i oktober.")
    frozen = str(FrozenVersion.objects.of(school).get().content)
    assert "Utfallet kommer i oktober." in frozen
    assert "Alla elever läser med flyt: målet är inte bedömt." in frozen


def test_f4_handing_in_takes_up_a_new_meeting_and_needs_one(world: World, round_: Round) -> None:
    board = report_of(round_, world.board)
    interim.write_all(world.karin, board)
    with pytest.raises(Refused, match="Välj ett sammanträde"):
        actions.hand_in_report(by=world.karin, report=board)
    with pytest.raises(Refused, match="det organ"):
        actions.hand_in_report(by=world.karin, report=board, meeting=interim.meet(world.sara, world.school))
    actions.hand_in_report(by=world.karin, report=board, held_on=datetime.date(2026, 9, 23))
    assert world.board.meetings.get().held_on == datetime.date(2026, 9, 23)


@pytest.mark.parametrize("who", ["asa", "conny", "sara", "vera", "per", "emil"])
def test_o6_only_the_head_hands_in(world: World, round_: Round, who: str) -> None:
    school = report_of(round_, world.school)
    interim.write_all(world.tomas, school)
    with pytest.raises(Refused) as refused:
        actions.hand_in_report(by=getattr(world, who), report=school, meeting=interim.meet(world.sara, world.school))
    assert refused.value.rule == "O-6"


def test_f4_a_report_sent_back_is_owed_again_and_goes_the_same_way(world: World, round_: Round) -> None:
    school = report_of(round_, world.school)
    interim.write_all(world.tomas, school)
    meeting = interim.meet(world.sara, world.school)
    actions.hand_in_report(by=world.tomas, report=school, meeting=meeting)
    interim.decide_on(school, world.sara, "61", outcome=Outcome.SENT_BACK, reason="Beskriv Strandskolan.")
    school.refresh_from_db()
    assert school.state == "returned"
    assert Task.objects.waiting().filter(body=world.school, kind=TaskKind.HAND_IN_REPORT).count() == 1
    actions.hand_in_report(by=world.tomas, report=school, meeting=meeting)
    interim.decide_on(school, world.sara, "62")
    school.refresh_from_db()
    assert school.state == "decided"
    assert FrozenVersion.objects.of(school).count() == 4


def test_f4_a_late_committee_comes_in_by_a_later_decision(world: World, goals: dict, round_: Round) -> None:
    whole, care = report_of(round_, None), report_of(round_, world.care)
    assert "Ej inlämnad" in to_json(document_of(whole))
    interim.write_all(world.vera, care)
    actions.hand_in_report(by=world.vera, report=care, meeting=interim.meet(world.olle, world.care))
    interim.decide_on(care, world.olle, "33")
    cited = "Omsorgsnämnden 2026-09-14 §\N{NO-BREAK SPACE}33"
    assert cited in to_json(document_of(whole)), "until the whole is handed in it follows"


def test_f4_what_a_held_meeting_decided_is_handed_in_and_recorded_afterwards(
    world: World, goals: dict, round_: Round, settings: object
) -> None:
    care, held = report_of(round_, world.care), datetime.date(2026, 9, 29)
    interim.write_all(world.vera, care)
    settings.DEMO_TODAY = datetime.date(2026, 10, 8)  # type: ignore[attr-defined]
    assert report_of(round_, world.care).is_late
    meeting = interim.meet(world.olle, world.care, held.day)
    actions.hand_in_report(by=world.vera, report=care, meeting=meeting)
    interim.decide_on(care, world.olle, "41")
    care.refresh_from_db()
    assert (care.state, care.stepped_on, care.is_late) == ("decided", held, False)


def test_f4_the_board_comments_on_a_committees_report(world: World, round_: Round) -> None:
    whole = report_of(round_, None)
    part = actions.add_committee_comment(by=world.karin, report=whole, body=world.care)
    assert part == actions.add_committee_comment(by=world.karin, report=whole, body=world.care)
    interim.write(world.karin, part, text="Styrelsen ser allvarligt på förseningen.")
    assert "Styrelsen ser allvarligt på förseningen." in to_json(document_of(whole))
    with pytest.raises(Refused):
        actions.add_committee_comment(by=world.tomas, report=whole, body=world.care)


def test_f4_saving_stops_when_somebody_else_has_saved(world: World, round_: Round) -> None:
    part = interim.part_of(round_, world.school)
    actions.save_part(by=world.tomas, part=part, edition=0, text="Tomas text.")
    with pytest.raises(Refused, match="Tomas Ekelund sparade delen medan du skrev"):
        actions.save_part(by=world.conny, part=part, edition=0, text="Connys text.")
    part.refresh_from_db()
    assert part.text == "Tomas text."
    assert actions.save_part(by=world.conny, part=part, edition=1, text="Connys text.").edition == 2


def test_f6_all_is_saved_or_none(world: World, goals: dict, round_: Round) -> None:
    part = interim.part_of(round_, world.school, goals["own"])
    measure = goals["own"].goal_measures.get().measure
    with pytest.raises(Refused) as refused:
        actions.save_part(
            by=world.tomas, part=part, edition=0, text="Text.",
            judgement=actions.Judgement("not", "Så är det."), forecasts={measure: 97},
        )  # fmt: skip
    assert set(refused.value.errors) == {"departure"}
    part.refresh_from_db()
    assert (part.text, part.edition) == ("", 0)
    assert not measure.forecasts.exists()


def test_x3_the_judgement_keeps_the_very_figures_used(world: World, goals: dict, round_: Round) -> None:
    part = interim.part_of(round_, world.school, goals["own"])
    made = interim.write(world.tomas, part) and Assessment.objects.of_part(part).get()
    assert made.proposed == "attained"
    assert made.departure == "Måtten säger inte allt."
    assert made.figures == [["met", 95.0, "Läser med flyt: utfall 96,1 %, målvärde 95,0 %: når målvärdet."]]


def test_m2_a_forecast_stands_in_for_a_missing_outcome(world: World, round_: Round) -> None:
    measure = world.measure("Trivs i skolan")
    version = world.adopted("committee", "Alla trivs", body=world.school)
    world.follow(version, measure, y2026=80)
    other = interim.open_interim(world, "annual")
    part = interim.part_of(other, world.school, version)
    assert actions.proposal_for(part).value == "none"
    actions.forecast_measure(by=world.tomas, part=part, measure=measure, value=82)
    assert actions.proposal_for(part).value == "attained"
