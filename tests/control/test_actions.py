"""Verbs of internal control: who may, what is refused, what is frozen, what the log says (C-1 to C-3, O-6, O-7)."""

import datetime
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import transaction

from styrhjul.control import actions
from styrhjul.control.documents import document_of, frozen_plan
from styrhjul.control.models import Control, ControlFollowup, ControlPlan, ControlResult
from styrhjul.documents.content import to_json
from styrhjul.goals.actions import goals
from styrhjul.governance.actions import Ruling, hold_meeting, put_on_agenda, record_decision, take_step
from styrhjul.governance.agenda import take_back
from styrhjul.governance.models import Decision, DecisionLine, FrozenVersion, GovernanceModel, Matter, Task
from styrhjul.governance.terms import Outcome
from styrhjul.governance.workflow import Refused, may_take
from styrhjul.organisation.actions import appoint
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import LogEntry
from styrhjul.organisation.terms import Role
from tests.control.sjostad_control import adopt, adopted, control, decide, draft, risk
from tests.world import PEOPLE, START, World

pytestmark = pytest.mark.django_db

NAMES = [first for first, *_ in PEOPLE]
JANUARY = datetime.date(2027, 1, 20)

#: Who takes which step of the school committee's plan or follow-up, from which state.
SCHOOL: Mapping[str, Mapping[str, set[str]]] = {
    "draft": {"tomas": {"hand_in"}}, "returned": {"tomas": {"hand_in"}},
    "handed": {"tomas": {"take_back"}, "sara": {"adopt", "send_back"}}, "adopted": {},
}  # fmt: skip

#: The same of the board's compilation.
BOARD: Mapping[str, Mapping[str, set[str]]] = {
    "draft": {"karin": {"hand_in"}}, "returned": {"karin": {"hand_in"}},
    "handed": {"karin": {"take_back"}, "bo": {"adopt", "send_back"}}, "adopted": {},
}  # fmt: skip


def things(world: World) -> list[tuple[Matter, Mapping[str, Mapping[str, set[str]]]]]:
    """A plan, a follow-up ready to be handed in, and the compilation, each with its table."""
    plan = adopted(world)
    followup = actions.begin_followup(by=world.tomas, plan=plan)
    whole = actions.begin_compilation(by=world.karin, year=2026)
    ready = {"summary": "Allt gjordes.", "assessment": "sufficient"}
    return [
        (draft(world, 2027), SCHOOL),
        (actions.write_followup(by=world.sara, followup=followup, **ready), SCHOOL),
        (actions.write_followup(by=world.bo, followup=whole, **ready), BOARD),
    ]


def test_o6_every_state_and_every_person(world: World) -> None:
    for thing, table in things(world):
        assert set(table) == set(thing.workflow.states), "a state without a row in the table"
        places = thing.places
        for state, expected in table.items():
            for name in NAMES:
                rights = getattr(world, name).rights
                steps = {step.name for step in thing.workflow.open_steps(state) if may_take(step, rights, places)}
                assert steps == expected.get(name, set()), (thing, state, name)


def test_d1_only_the_head_hands_in_and_only_a_decision_adopts(world: World) -> None:
    for thing, table in things(world):
        for state, expected in table.items():
            type(thing).objects.filter(pk=thing.pk).update(state=state)  # type: ignore[attr-defined]
            for name in NAMES:
                for step in ("hand_in", "take_back", "adopt", "send_back"):
                    may = step in {"hand_in", "take_back"} & expected.get(name, set())
                    assert tries(world, name, thing, step) == may, (thing, state, name, step)


def tries(world: World, name: str, thing: Matter, step: str) -> bool:
    """Tell whether the person gets through with the step; what was done is undone."""
    with transaction.atomic():
        try:
            take_step(by=getattr(world, name), thing=thing, step=step, comment="Därför.")
        except Refused:
            return False
        finally:
            transaction.set_rollback(True)
    return True


def test_d6_a_plan_taken_back_leaves_the_agenda_and_the_secretarys_tasks(world: World) -> None:
    plan = actions.hand_in(by=world.tomas, thing=draft(world, 2027), held_on=datetime.date(2026, 9, 14))
    matter = Decision.objects.get(lines__object_id=plan.pk, heading=str(plan))
    with pytest.raises(Refused, match="Skriv varför"):
        take_back(by=world.tomas, thing=plan, comment=" ")
    plan = take_back(by=world.tomas, thing=plan, comment="En risk saknas.")
    assert plan.state == "draft"
    assert not Decision.objects.filter(pk=matter.pk).exists()
    assert not Task.objects.waiting().filter(kind="record_decision").exists()
    said = LogEntry.objects.filter(verb="take_back").get().sentence
    assert said == "Tog tillbaka. En risk saknas."
    risk(plan, "Det som saknades", likelihood=1, consequence=1)
    handed = actions.hand_in(by=world.tomas, thing=plan, held_on=datetime.date(2026, 10, 12))
    line = DecisionLine.objects.get(decision__recorded_on=None)
    assert line.version == FrozenVersion.objects.of(handed).last()
    assert line.version.number == 2


def test_d8_the_rest_of_an_agendas_matter_stays_when_one_goal_is_taken_back(world: World) -> None:
    first, second = world.draft_goal(), world.draft_goal()
    meeting = hold_meeting(by=world.sara, body=world.school, held_on=datetime.date(2026, 9, 14))
    for version in (first, second):
        goals.hand_in(by=world.tomas, version=version, meeting=meeting)
    take_back(by=world.tomas, thing=first, comment="Målet är otydligt.")
    assert [line.object_id for line in DecisionLine.objects.filter(decision__meeting=meeting)] == [second.pk]


def test_d3_each_body_decides_its_own_and_only_what_is_handed_in(world: World) -> None:
    outcomes = {Outcome.ADOPTED: "adopted", Outcome.ADOPTED_WITH_CHANGE: "adopted", Outcome.SENT_BACK: "returned"}
    secretaries = {"sara": world.school, "olle": world.care, "bo": world.board, "frida": world.council}
    day = datetime.date(2026, 9, 14)
    for thing, table in things(world):
        (owner,) = (name for name, steps in table["handed"].items() if "adopt" in steps)
        for name, body in secretaries.items():
            meeting = hold_meeting(by=getattr(world, name), body=body, held_on=day)
            matter = put_on_agenda(by=getattr(world, name), meeting=meeting, heading="Kontroll", things=[thing])
            for state in table:
                type(thing).objects.filter(pk=thing.pk).update(state=state)  # type: ignore[attr-defined]
                for outcome in Outcome.values:
                    expected = outcomes.get(Outcome(outcome), "") if (name, state) == (owner, "handed") else ""
                    assert rules_on(world, name, matter, thing, outcome) == expected, (thing, state, name, outcome)


def rules_on(world: World, name: str, matter: Any, thing: Matter, outcome: str) -> str:
    """Return the state that the decision led to, empty when it was refused; what was done is undone."""
    with transaction.atomic():
        try:
            rulings = [Ruling(thing, outcome, reason="Därför.")]
            record_decision(by=getattr(world, name), decision=matter, rulings=rulings, paragraph="1")
            return str(type(thing).objects.get(pk=thing.pk).state)  # type: ignore[attr-defined]
        except Refused:
            return ""
        finally:
            transaction.set_rollback(True)


def test_c1_a_plan_is_drafted_by_those_who_draft_for_the_body_and_only_once(world: World) -> None:
    for name in ("emil", "mikaela", "asa", "vera", "olle", "maj", "rune", "ada", "karin"):
        with pytest.raises(Refused):
            actions.draft_plan(by=getattr(world, name), body=world.school, year=2027)
    plan = draft(world, by=world.per)
    with pytest.raises(Refused, match="redan en plan"):
        draft(world)
    with pytest.raises(Refused, match="har planer"):
        actions.draft_plan(by=None, body=world.council, year=2026)
    assert "Skrev ett utkast" in LogEntry.objects.about(plan).last().sentence  # type: ignore[union-attr]


def test_c1_no_plan_is_begun_for_a_year_that_is_over(world: World) -> None:
    with pytest.raises(Refused, match="i år eller ett kommande"):
        actions.draft_plan(by=world.tomas, body=world.school, year=2025)
    assert not ControlPlan.objects.filter(year=2025).exists()


def test_c1_a_plan_that_is_handed_in_is_written_by_nobody(world: World) -> None:
    plan = adopted(world)
    first, one = plan.risks.all()[0], Control.objects.all()[0]
    for act in (
        lambda: actions.write_plan(by=world.tomas, plan=plan, text="Ord."),
        lambda: actions.move_risk(by=world.tomas, risk=first, likelihood=1, consequence=1),
        lambda: actions.drop_risk(by=world.tomas, risk=first),
        lambda: actions.drop_control(by=world.tomas, control=one),
        lambda: actions.write_control(by=world.tomas, risk=first, what="Ny", frequency="yearly"),
    ):
        with pytest.raises(Refused, match="Du kan inte skriva i planen"):
            act()


def test_c1_what_is_adopted_is_frozen_as_a_tree_with_its_checksum(world: World) -> None:
    plan = adopted(world)
    handed, decided = FrozenVersion.objects.of(plan)
    assert (handed.step, decided.step) == ("hand_in", "adopt")
    assert len(decided.checksum) == 64
    said = to_json(document_of(plan))
    assert "12 hög: risk 1" in said
    assert "Medarbetare, Strandskolan" in said
    assert "Antagen: Skolnämnden 2025-12-09" in said
    assert not Task.objects.waiting().exists(), "the secretary's task is closed by the decision"


def test_c1_a_change_that_the_body_decides_stands_in_what_it_adopted(world: World) -> None:
    plan = draft(world, 2027)
    day = datetime.date(2026, 9, 14)
    plan = actions.hand_in(by=world.tomas, thing=plan, held_on=day)
    assert Task.objects.waiting().of(world.sara).get().due_on == day
    change = {"outcome": Outcome.ADOPTED_WITH_CHANGE, "reason": "Risk 2 bedöms som hög."}
    decide(world, plan, day, **change)
    assert "Risk 2 bedöms som hög." in to_json(document_of(ControlPlan.objects.get(pk=plan.pk)))


def test_c1_a_plan_sent_back_is_written_again_and_frozen_anew(world: World) -> None:
    plan, day = draft(world, 2027), datetime.date(2026, 9, 14)
    plan = actions.hand_in(by=world.tomas, thing=plan, held_on=day)
    decide(world, plan, day, outcome=Outcome.SENT_BACK, reason="Ta med upphandlingen.")
    plan = ControlPlan.objects.get(pk=plan.pk)
    risk(plan, "Direktupphandling", likelihood=2, consequence=2)
    plan = actions.hand_in(by=world.tomas, thing=plan, held_on=day + datetime.timedelta(days=30))
    assert "Direktupphandling" in to_json(document_of(plan))
    assert "Direktupphandling" in str(frozen_plan(plan, None))


def test_c3_the_new_plan_begins_with_what_is_chosen_of_last_years(world: World) -> None:
    old = adopted(world)
    chosen = old.risks.get(what="Frånvaro upptäcks för sent")
    plan = actions.draft_plan(by=world.tomas, body=world.school, year=2027, copied=[chosen.pk])
    copied = plan.risks.get()
    assert (copied.what, copied.likelihood, copied.consequence) == (chosen.what, 3, 4)
    assert copied.came_from == chosen
    assert copied.controls.get().unit == world.beach_school
    assert not ControlResult.objects.exists()
    actions.move_risk(by=world.sara, risk=copied, likelihood=2, consequence=4)
    assert "från 3 × 4 till 2 × 4" in LogEntry.objects.about(plan).first().sentence  # type: ignore[union-attr]
    chosen.refresh_from_db()
    assert chosen.likelihood == 3, "last year's plan stands as it was"


def test_c3_more_of_last_years_risks_are_brought_once(world: World) -> None:
    old = adopted(world)
    plan = actions.draft_plan(by=world.tomas, body=world.school, year=2027)
    every = [one.pk for one in old.risks.all()]
    assert {one.what for one in plan.left_behind()} == {one.what for one in old.risks.all()}
    assert len(actions.bring_risks(by=world.sara, plan=plan, chosen=every)) == 2
    assert actions.bring_risks(by=world.sara, plan=plan, chosen=every) == []
    assert not plan.left_behind().exists()
    with pytest.raises(Refused):
        actions.bring_risks(by=world.vera, plan=plan, chosen=every)


def test_c3_a_copied_place_keeps_within_this_years_scale(world: World) -> None:
    old = adopted(world)
    three = [[str(step), "…"] for step in range(1, 4)]
    GovernanceModel.objects.create(from_year=2027, name="Ny", settings={"consequence_scale": three})
    plan = actions.draft_plan(by=None, body=world.school, year=2027, copied=[one.pk for one in old.risks.all()])
    assert max(one.consequence for one in plan.risks.all()) == 3
    with pytest.raises(Refused, match="konsekvens från 1 till 3"):
        actions.move_risk(by=world.tomas, risk=plan.risks.all()[0], likelihood=1, consequence=4)


def test_o7_the_position_named_and_the_heads_above_report(world: World) -> None:
    adopted(world)
    one = Control.objects.get(what="Utredning av frånvaro")
    may = {name for name in NAMES if actions.can_report_on(getattr(world, name), one)}
    assert may == {"emil", "mikaela", "asa", "tomas"}
    with pytest.raises(Refused, match="rapporterar inte"):
        actions.report_result(by=world.conny, control=one, period=1, result="Tio av tio.")
    made = actions.report_result(by=world.emil, control=one, period=1, result="Tio av tio.")
    assert (made.reported_by, made.period_name) == (world.emil, "Kvartal 1")


def test_o6_no_elected_person_reports(world: World) -> None:
    adopted(world)
    appoint(by=None, person=world.emil, role=Role.MEMBER, place=world.care, from_on=START)
    assert not actions.can_report_on(world.emil, Control.objects.get(what="Utredning av frånvaro"))


def test_c2_a_result_corrected_keeps_the_earlier_in_the_log(world: World) -> None:
    adopted(world)
    one = Control.objects.get(what="Utredning av frånvaro")
    actions.report_result(by=world.emil, control=one, period=1, result="Tio av tio.")
    with pytest.raises(Refused, match="Skriv vad som avviker"):
        actions.report_result(by=world.emil, control=one, period=1, result="Nio.", has_deviation=True)
    actions.report_result(by=world.emil, control=one, period=1, result="Nio.", has_deviation=True, deviation="En sen.")
    assert ControlResult.objects.get().deviation == "En sen."
    assert LogEntry.objects.about(one).first().data["before"]["result"] == "Tio av tio."  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("period", "message"), [(4, "inte börjat"), (5, "inte den perioden"), (0, "inte den perioden")]
)
def test_c2_a_result_is_of_a_period_that_has_begun(world: World, period: int, message: str) -> None:
    adopted(world)
    one = Control.objects.get(what="Utredning av frånvaro")
    with pytest.raises(Refused, match=message):
        actions.report_result(by=world.emil, control=one, period=period, result="Tio av tio.")


def test_c2_a_deviation_gets_a_remedy_that_becomes_done(world: World) -> None:
    adopted(world)
    one = Control.objects.get(what="Utredning av frånvaro")
    fine = actions.report_result(by=world.emil, control=one, period=1, result="Tio av tio.")
    words = {"what": "Gå igenom varje vecka", "responsible": "Rektor", "due_on": datetime.date(2026, 10, 1)}
    with pytest.raises(Refused, match="hör till en avvikelse"):
        actions.write_remedy(by=world.emil, result=fine, **words)
    late = actions.report_result(
        by=world.emil, control=one, period=2, result="Åtta.", has_deviation=True, deviation="2."
    )
    remedy = actions.write_remedy(by=world.mikaela, result=late, **words)
    with pytest.raises(Refused, match="har inte varit"):
        actions.finish_remedy(by=world.emil, remedy=remedy, done_on=datetime.date(2026, 9, 15), outcome="")
    done = actions.finish_remedy(by=world.emil, remedy=remedy, done_on=datetime.date(2026, 9, 14), outcome="Infört.")
    assert done.done_on == datetime.date(2026, 9, 14)


def test_c2_the_followup_is_decided_and_stands_in_the_compilation(world: World) -> None:
    plan = adopted(world)
    one = Control.objects.get(what="Utredning av frånvaro")
    with on_day(JANUARY):
        for period in range(1, 5):
            actions.report_result(by=world.emil, control=one, period=period, result="Tio av tio.")
        followup = actions.begin_followup(by=world.sara, plan=plan)
        with pytest.raises(Refused, match="Skriv en sammanfattning"):
            actions.hand_in(by=world.tomas, thing=followup, held_on=JANUARY)
        texts = {"summary": "Allt gjordes.", "assessment": "mostly"}
        followup = actions.write_followup(by=world.sara, followup=followup, **texts)
        followup = actions.hand_in(by=world.tomas, thing=followup, held_on=JANUARY)
        with pytest.raises(Refused, match="Resultaten står som de är"):
            actions.report_result(by=world.emil, control=one, period=4, result="Nio.")
        whole = actions.begin_compilation(by=world.karin, year=2026)
        assert "Nämnden har inte beslutat någon uppföljning." in to_json(document_of(whole))
        decide(world, followup, JANUARY)
        said = to_json(document_of(ControlFollowup.objects.get(pk=whole.pk)))
    assert "I huvudsak tillräcklig" in said
    assert "Beslutad: Skolnämnden 2027-01-20" in said
    assert '"4 av 4"' in said


def test_l5_the_compilation_is_the_boards_and_there_is_one_a_year(world: World) -> None:
    for name in ("tomas", "sara", "frida", "conny"):
        with pytest.raises(Refused, match="Kommunstyrelsens sida"):
            actions.begin_compilation(by=getattr(world, name), year=2026)
    actions.begin_compilation(by=world.bo, year=2026)
    with pytest.raises(Refused, match="en gång om året"):
        actions.begin_compilation(by=world.karin, year=2026)


def test_o4_a_deputy_reports_in_the_holders_place(world: World) -> None:
    plan = draft(world)
    control(plan.risks.all()[0], "Kontroll vid skolan", unit=world.beach_school, position="chef")
    adopt(world, plan, datetime.date(2026, 9, 14))
    assert actions.can_report_on(world.mikaela, Control.objects.get(what="Kontroll vid skolan"))


def test_c1_regulation_and_instructions_are_kept_by_the_boards_side(world: World) -> None:
    fields = {"kind": "regulation", "name": "Reglemente för intern kontroll", "first_year": 2023}
    with pytest.raises(Refused, match="Kommunstyrelsens sida"):
        actions.write_policy(by=world.tomas, **fields)
    policy = actions.write_policy(by=world.karin, **fields)
    plan = draft(world)
    assert "Reglemente för intern kontroll" in to_json(document_of(plan))
    actions.write_policy(by=world.bo, policy=policy, last_year=2025)
    assert "Reglemente för intern kontroll" not in to_json(document_of(plan))
