"""A body or unit ends: what runs passes to a successor, whose heads write its last report (O-5)."""

import datetime

import pytest
from django.test import Client

from styrhjul.followup import actions, findings
from styrhjul.followup.models import Assessment, Handover, Report
from styrhjul.goals import findings as goal_findings
from styrhjul.goals.actions import plans as plan_actions
from styrhjul.goals.actions.succession import can_pass_unit, pass_unit
from styrhjul.goals.models import Activity, GoalVersion, Plan, Share
from styrhjul.governance.actions import approve_minutes, take_step
from styrhjul.governance.models import Decision, Task
from styrhjul.governance.terms import Outcome
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import end_body, end_tie, end_unit, set_up_unit
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import Body, Person, Tie, Unit
from styrhjul.organisation.terms import UnitKind
from tests.followup import sjostad_money as money
from tests.followup import sjostad_round as rounds
from tests.world import START, World

pytestmark = pytest.mark.django_db

LAST = datetime.date(2026, 12, 31)
MARCH = datetime.date(2027, 3, 1)


def goal_and_share(world: World) -> tuple[GoalVersion, GoalVersion]:
    """The care committee's own goal and a directed goal to both committees, 2026–2028, with measures and an answer."""
    own = world.adopted("committee", "Alla äldre väljer själva", 2026, 2028, body=world.care)
    choosing = world.measure("Väljer själva", body=world.care, unit=world.care_administration)
    world.follow(own, choosing, y2026=80, y2027=90)
    given = world.adopted("directed", "Fler trygga", 2026, 2028)
    for body in (world.school, world.care):
        Share.objects.create(version=given, body=body, answer=f"Så gör {body}.", follow_up="Varje år.")
    return own, given


def ended(world: World) -> Body:
    """The care committee, which ends with the year and is succeeded by the school committee; its tie ends too."""
    end_tie(by=world.ada, tied=Tie.objects.get(body=world.care), to_on=LAST)
    return end_body(by=world.ada, body=world.care, to_on=LAST, successors=[world.school])


def decided(world: World, handover: Handover, outcome: str = Outcome.ADOPTED) -> Decision:
    """Let the board prepare and the council decide the handover in September."""
    take_step(by=world.karin, thing=handover, step="hand_in", on=datetime.date(2026, 9, 1))
    world.decide(world.bo, world.board, datetime.date(2026, 9, 8), handover, "70")
    return world.decide(world.frida, world.council, datetime.date(2026, 9, 10), handover, "80", outcome)


def test_o5_running_goals_and_shares_pass_to_the_successor_by_the_councils_decision(world: World) -> None:
    own, given = goal_and_share(world)
    care = ended(world)
    chosen = {own.pk: world.school, given.pk: world.school}
    handover = actions.draft_handover(by=world.karin, body=care, goals=chosen, plans={})
    assert own.goal.version_in(2027) == own, "nothing passes before the council has decided"
    decision = decided(world, handover)
    passed, share = own.goal.version_in(2027), given.goal.version_in(2027)
    assert passed is not None
    assert share is not None
    assert (passed.body, passed.heading, passed.years, passed.state) == (
        world.school, "Alla äldre väljer själva", "2027–2028", "adopted",
    )  # fmt: skip
    assert [target.year for target in passed.goal_measures.get().targets.all()] == [2027]
    earlier = own.goal.version_in(2026)
    assert (earlier.body, earlier.in_force_until) == (care, 2026), "every year shows whose it was then"
    assert share.body == world.board
    assert [str(one.body) for one in share.shares.all()] == ["Skolnämnden"], "the successor had a share of its own"
    assert {str(one.body) for one in given.shares.all()} == {"Skolnämnden", "Omsorgsnämnden"}
    assert passed in {line.thing for line in decision.lines.all()}
    assert passed not in GoalVersion.objects.public()
    approve_minutes(by=world.frida, meeting=decision.meeting, approved_on=datetime.date(2026, 9, 14))
    assert passed in GoalVersion.objects.public()
    assert actions.left_in(care).things == []


def test_o5_what_has_not_passed_is_signalled_with_the_way_to_mend(world: World) -> None:
    own, given = goal_and_share(world)
    care = ended(world)
    assert not [one for one in findings.find(2026, LAST) if one.rule == "O-5"], "the body answers for its last year"
    found = [one for one in findings.find(2027, LAST) if one.rule == "O-5"]
    assert [(one.about, one.anchor) for one in found] == [(care, "overgang")]
    assert "2 mål har inte gått över" in found[0].message
    both = {own.pk: world.school, given.pk: world.school}
    decided(world, actions.draft_handover(by=world.karin, body=care, goals=both, plans={}))
    assert not [one for one in findings.find(2027, LAST) if one.rule == "O-5"]


def test_o5_a_rejected_handover_changes_nothing_and_another_can_be_written(world: World) -> None:
    own, _ = goal_and_share(world)
    care = ended(world)
    handover = actions.draft_handover(by=world.karin, body=care, goals={own.pk: world.school}, plans={})
    decided(world, handover, Outcome.REJECTED)
    assert own.goal.version_in(2027) == own
    again = actions.draft_handover(by=world.karin, body=care, goals={own.pk: world.school}, plans={})
    assert again != handover


def test_o5_only_successors_receive_and_only_the_boards_drafters_write(world: World) -> None:
    own, _ = goal_and_share(world)
    with pytest.raises(Refused, match="upphör inte"):
        actions.draft_handover(by=world.karin, body=world.care, goals={own.pk: world.school}, plans={})
    care = ended(world)
    with pytest.raises(Refused, match="kommunstyrelsens ärenden"):
        actions.draft_handover(by=world.vera, body=care, goals={own.pk: world.school}, plans={})
    with pytest.raises(Refused, match="efterföljarna"):
        actions.draft_handover(by=world.karin, body=care, goals={own.pk: world.board}, plans={})
    with pytest.raises(Refused, match="redan gått över"):
        actions.draft_handover(by=world.karin, body=care, goals={0: world.school}, plans={})
    handover = actions.draft_handover(by=world.karin, body=care, goals={own.pk: world.school}, plans={})
    take_step(by=world.karin, thing=handover, step="hand_in")
    with pytest.raises(Refused, match="lämnad"):
        actions.draft_handover(by=world.karin, body=care, goals={own.pk: world.school}, plans={})


def test_o5_the_successors_head_writes_and_hands_in_the_ended_bodys_last_report(world: World) -> None:
    goal_and_share(world)
    care = ended(world)
    with on_day(MARCH):
        days = {name: datetime.date(2027, 3, 1) for name in rounds.DAYS}
        round_ = actions.plan_round(by=world.karin, kind="annual", year=2026, **days)
        actions.open_round(by=world.karin, round_=round_)
        report = Report.objects.get(round=round_, body=care)
        tomas, vera = (Person.objects.get(pk=one.pk) for one in (world.tomas, world.vera))
        assert Report.objects.visible_to(tomas).filter(pk=report.pk).exists()
        assert not Report.objects.visible_to(vera).filter(pk=report.pk).exists()
        for part in report.parts.all():
            rounds.write(tomas, part)
        assert {one.responsible for one in report.parts.all()} == {tomas}
        judged = Assessment.objects.of_report(report)
        assert {one.body for one in judged} == {care}, "the judgements stand as the ended body's"
        handed = actions.hand_in_report(by=tomas, report=report, held_on=MARCH, reason="Utfallet saknas.")
        world.decide(world.sara, world.school, MARCH, handed, "9")
        report.refresh_from_db()
        assert report.state == "decided"
        assert "Omsorgsnämnden" in str(report)


def test_o5_a_remedy_plan_passes_with_its_task(world: World) -> None:
    year = money.begin(world)
    plan = year.decided(year.open(), money.day(4, 20), school=-5 * money.MILLION).remedy_plan
    end_body(by=world.ada, body=world.school, to_on=LAST, successors=[world.care])
    handover = actions.draft_handover(by=world.karin, body=world.school, goals={}, plans={plan.pk: world.care})
    decided(world, handover)
    plan.refresh_from_db()
    assert plan.body == world.care
    assert Task.objects.waiting().get(kind="remedy_plan").body == world.care
    assert actions.can_write_plan(world.vera, plan)
    assert not actions.can_write_plan(world.tomas, plan)


def merged(world: World) -> tuple[Plan, tuple[Activity, Unit]]:
    """Strandskolan's plan of 2026, and the school that it became part of in July."""
    plan = plan_actions.draft_plan(by=None, unit=world.beach_school, year=2026)
    activity = plan_actions.add_activity(by=None, plan=plan, what="Läs varje dag", responsible=world.emil)
    plan_actions.load_plan_as_adopted(plan=plan, adopted_on=START)
    new = set_up_unit(by=None, kind=UnitKind.UNIT, name="Kustskolan", from_on=START, parent=world.school_administration)
    end_unit(by=world.ada, unit=world.beach_school, to_on=datetime.date(2026, 6, 30), successors=[new])
    return plan, (activity, new)


def test_o5_a_units_plan_passes_by_the_dated_act_of_its_superiors_head(world: World) -> None:
    plan, (activity, new) = merged(world)
    today = datetime.date(2026, 9, 14)
    found = [one for one in goal_findings.find(2026, today) if one.rule == "O-5"]
    assert [one.about for one in found] == [world.beach_school]
    assert can_pass_unit(world.asa, world.beach_school)
    assert not can_pass_unit(world.tomas, world.beach_school), "the act needs the position at the very superior"
    with pytest.raises(Refused, match="inte efterföljare"):
        pass_unit(by=world.asa, unit=world.beach_school, successor=world.compulsory, on=today)
    pass_unit(by=world.asa, unit=world.beach_school, successor=new, on=datetime.date(2026, 7, 1))
    plan.refresh_from_db()
    assert (plan.unit, plan.carried_by, str(plan.carried_on)) == (world.beach_school, new, "2026-07-01")
    assert "Strandskolan" in str(plan)
    assert plan_actions.can_report_on(world.tomas, activity), "heads over the successor"
    assert not plan_actions.can_write(world.mikaela, plan)
    assert not [one for one in goal_findings.find(2026, today) if one.rule == "O-5"]
    with pytest.raises(Refused, match="redan gått över"):
        pass_unit(by=world.asa, unit=world.beach_school, successor=new, on=today)


def test_o5_the_pages_lead_from_the_signal_to_the_decision(client: Client, world: World) -> None:
    own, _ = goal_and_share(world)
    care = ended(world)
    client.force_login(world.karin)
    page = client.get(f"/organ/{care.pk}/").content.decode()
    assert 'id="overgang"' in page
    assert "2 mål, åtgärdsplaner och uppdrag löper" in page
    address = f"/organ/{care.pk}/overgang/"
    assert address in page
    assert "Alla äldre väljer själva" in client.get(address).content.decode()
    empty = client.post(address, {f"mal-{own.pk}": ""})
    assert empty.status_code == 422
    assert client.post(address, {f"mal-{own.pk}": world.school.pk}).status_code == 302
    handover = Handover.objects.get()
    shown = client.get(f"/overgang/{handover.pk}/").content.decode()
    assert "Lämna till kommunstyrelsen" in shown
    assert client.post(f"/overgang/{handover.pk}/lamna/").status_code == 302
    handover.refresh_from_db()
    assert handover.state == "handed"
    client.force_login(world.asa)
    merged(world)
    assert "Läs varje dag" not in client.get(f"/enhet/{world.beach_school.pk}/overgang/").content.decode()
    sent = {"successor": world.beach_school.successors.get().pk, "on": "2026-07-01"}
    assert client.post(f"/enhet/{world.beach_school.pk}/overgang/", sent).status_code == 302
