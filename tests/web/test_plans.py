"""Plans, activities and committee budgets as people meet them (D-6, G-6, O-7, P-1, T-2)."""

import datetime

import pytest
from django.test import Client

from styrhjul.budget.models import Budget
from styrhjul.goals.actions import plans as actions
from styrhjul.goals.models import Plan
from styrhjul.goals.rules import check_plan
from styrhjul.governance.workflow import Refused
from tests.web.test_measures import browser
from tests.world import World

pytestmark = pytest.mark.django_db


def plan_of(world: World) -> Plan:
    """The school administration's plan for 2026, handed in and with one activity."""
    world.adopted("committee", "Trygga elever", 2026, 2026, body=world.school)
    plan = actions.draft_plan(by=world.tomas, unit=world.school_administration, year=2026, focus="Läsning först.")
    actions.add_activity(
        by=world.tomas, plan=plan, what="Läsgaranti", goal=plan.planned_goals.get().goal,
        responsible_unit=world.compulsory, responsible=world.emil, due_on=datetime.date(2026, 12, 1),
    )  # fmt: skip
    actions.hand_in_plan(by=world.tomas, plan=plan)
    return Plan.objects.get(pk=plan.pk)


def test_p1_a_plan_reads_as_a_document(world: World) -> None:
    plan = plan_of(world)
    page = browser(world.emil).get(f"/plan/{plan.pk}/").content.decode()
    for text in ("Läsning först.", "Trygga elever", "Läsgaranti", "Avdelning grundskola"):
        assert text in page
    listed = browser(world.emil).get("/planer/2026/").content.decode()
    assert f"/plan/{plan.pk}/" in listed


def test_d6_the_head_hears_the_committee_and_adopts_on_the_page(world: World) -> None:
    plan = plan_of(world)
    head = browser(world.tomas)
    told = head.post(f"/plan/{plan.pk}/steg/adopt/", follow=True).content.decode()
    assert "kan inte fastställas förrän Skolnämnden har hörts" in told
    heard = {"body": world.school.pk, "heard_on": "2026-09-01", "paragraph": "60", "remarks": "Bra."}
    assert head.post(f"/plan/{plan.pk}/hor/", heard).status_code == 302
    assert "Planen är fastställd." in head.post(f"/plan/{plan.pk}/steg/adopt/", follow=True).content.decode()
    assert Plan.objects.get(pk=plan.pk).state == "adopted"
    assert browser(world.vera).post(f"/plan/{plan.pk}/steg/adopt/").status_code == 403


def test_d6_every_committee_that_is_not_heard_is_named_as_a_sentence(world: World) -> None:
    with pytest.raises(Refused, match="förrän A, B och C har hörts"):
        check_plan(needs_endorsement=False, is_endorsed=False, unheard=["A", "B", "C"], unfinished=[])


def test_d6_a_plan_that_comes_back_says_why_and_waits_on_its_heads_page(world: World) -> None:
    plan = actions.draft_plan(by=world.asa, unit=world.compulsory, year=2026)
    actions.add_activity(by=world.asa, plan=plan, what="Lästimme")
    actions.hand_in_plan(by=world.asa, plan=plan)
    head, superior, address = browser(world.asa), browser(world.tomas), f"/plan/{plan.pk}/"
    assert "Det saknas i 1 av 1." in superior.get(address).content.decode()
    superior.post(f"{address}steg/return/", {"comment": "Skriv när lästimmen börjar."})
    assert "<p>Lämnade tillbaka. Skriv när lästimmen börjar. Tomas" in head.get(address).content.decode()
    mine = head.get("/min-sida/").content.decode()
    assert "Planen kom tillbaka" in mine
    assert f"Skriv om Avdelningsplan 2026, {world.compulsory}" in mine
    head.post(f"{address}steg/hand_in/")
    assert "Planen kom tillbaka" not in head.get("/min-sida/").content.decode()
    superior.post(f"{address}steg/endorse/")
    assert f"Fastställ Avdelningsplan 2026, {world.compulsory}" in head.get("/min-sida/").content.decode()


def test_d6_an_operational_plan_waits_for_its_head_when_every_committee_is_heard(world: World) -> None:
    plan, head = plan_of(world), browser(world.tomas)
    assert "Planen är klar att fastställa" not in head.get("/min-sida/").content.decode()
    actions.hear(by=world.sara, plan=plan, body=world.school, heard_on=datetime.date(2026, 9, 1))
    mine = head.get("/min-sida/").content.decode()
    assert "Planen är klar att fastställa" in mine
    assert f'href="/plan/{plan.pk}/"' in mine


def test_g10_an_activity_names_its_goal_also_when_the_goal_is_not_laid_into_the_plan(world: World) -> None:
    goal = world.adopted("committee", "Trygga elever", 2026, 2026, body=world.school).goal
    plan = actions.draft_plan(by=world.asa, unit=world.compulsory, year=2026)
    actions.add_activity(by=world.asa, plan=plan, what="Kamratstödjare", goal=goal)
    actions.add_activity(by=world.asa, plan=plan, what="Utan mål")
    page = browser(world.asa).get(f"/plan/{plan.pk}/").content.decode()
    assert '<td data-label="Uppdragsgivare">Trygga elever</td>' in page
    assert '<td data-label="Uppdragsgivare">–</td>' in page


def test_p7_the_head_names_the_departments_on_a_page(world: World) -> None:
    plan = plan_of(world)
    goal_id = plan.planned_goals.get().goal_id
    address = f"/plan/{plan.pk}/ansvar/"
    assert address not in browser(world.conny).get(f"/plan/{plan.pk}/").content.decode()
    assert browser(world.conny).get(address).status_code == 403
    head = browser(world.tomas)
    assert address in head.get(f"/plan/{plan.pk}/").content.decode()
    asked = head.get(address).content.decode()
    assert "Trygga elever" in asked
    assert "Omsorgsförvaltningen" not in asked
    strange = head.post(address, {f"goal_{goal_id}": world.care_administration.pk})
    assert strange.status_code == 422
    assert head.post(address, {f"goal_{goal_id}": world.compulsory.pk}).headers["Location"] == f"/plan/{plan.pk}/#mal"
    assert "Ansvar: Avdelning grundskola" in head.get(f"/plan/{plan.pk}/").content.decode()
    emptied = head.post(address, {f"goal_{goal_id}": ""})
    assert emptied.status_code == 422, "somebody always answers once named"
    assert plan.planned_goals.get().responsible == world.compulsory


def test_p1_a_plan_is_begun_on_the_units_page_and_its_goals_are_laid_in(world: World) -> None:
    world.adopted("committee", "Trygga elever", 2026, 2027, body=world.school)
    head, begin = browser(world.tomas), f"/enhet/{world.school_administration.pk}/plan/2027/"
    unit = f"/enhet/{world.school_administration.pk}/"
    assert begin in head.get("/planer/2027/").content.decode()
    assert begin not in browser(world.emil).get("/planer/2027/").content.decode()
    assert "Börja planen" not in head.get("/planer/2024/").content.decode()
    assert begin in head.get(unit).content.decode()
    assert begin not in browser(world.emil).get(unit).content.decode()
    assert head.get(f"{unit}plan/2031/").status_code == 404
    assert head.post(begin, {"focus": "Läsning först."}).status_code == 302
    plan = Plan.objects.get(year=2027)
    assert "Trygga elever" in head.get(f"/plan/{plan.pk}/").content.decode()
    again = head.post(begin, {"focus": "En till."})
    assert again.status_code == 422
    assert "har redan en plan för 2027" in again.content.decode()
    assert "En till." in again.content.decode()
    assert begin not in head.get("/planer/2027/").content.decode()
    saved = head.post(f"/plan/{plan.pk}/skriv/", {"focus": "Läsning och trygghet."}, follow=True)
    assert "Planen är sparad." in saved.content.decode()
    assert Plan.objects.get(pk=plan.pk).focus == "Läsning och trygghet."


def test_p2_activities_are_added_changed_and_taken_out_while_the_plan_is_a_draft(world: World) -> None:
    world.adopted("committee", "Trygga elever", 2026, 2026, body=world.school)
    plan = actions.draft_plan(by=world.tomas, unit=world.school_administration, year=2026)
    goal = plan.planned_goals.get().goal_id
    head, add = browser(world.tomas), f"/plan/{plan.pk}/aktivitet/"
    assert f'<option value="{goal}" selected>' in head.get(f"{add}?mal={goal}").content.decode()
    typed = {"what": "Läsgaranti", "mandate": "goal", "goal": goal, "responsible_unit": world.compulsory.pk}
    wrong = head.post(add, {**typed, "start_on": "2026-06-01", "due_on": "2026-05-01"})
    assert wrong.status_code == 422
    assert "kan inte vara klar innan den börjar" in wrong.content.decode()
    assert 'value="Läsgaranti"' in wrong.content.decode()
    assert head.post(add, {**typed, "due_on": "2026-12-01"}).status_code == 302
    activity = plan.activities.get()
    assert activity.is_complete
    change = f"/aktivitet/{activity.pk}/skriv/"
    assert change in head.get(f"/aktivitet/{activity.pk}/").content.decode()
    by_law = {**typed, "mandate": "law", "mandate_text": "Skollagen", "due_on": "2026-12-01"}
    assert head.post(change, by_law).status_code == 302
    activity.refresh_from_db()
    assert (activity.goal, activity.mandate_text) == (None, "Skollagen")
    assert browser(world.emil).post(f"/aktivitet/{activity.pk}/ta-bort/").status_code == 404, "a draft plan"
    head.post(f"/aktivitet/{activity.pk}/ta-bort/")
    assert not plan.activities.exists()
    assert "Tog bort aktiviteten «Läsgaranti»." in head.get(f"/plan/{plan.pk}/").content.decode()


def test_p2_the_activities_of_an_adopted_plan_stand(world: World) -> None:
    plan = plan_of(world)
    activity = plan.activities.get()
    with pytest.raises(Refused, match="medan planen är ett utkast"):
        actions.write_activity(by=world.tomas, activity=activity, what="Annat")
    with pytest.raises(Refused, match="medan planen är ett utkast"):
        actions.drop_activity(by=world.tomas, activity=activity)
    page = browser(world.tomas).get(f"/aktivitet/{activity.pk}/").content.decode()
    assert "Ändra aktiviteten" not in page


def test_p3_a_department_plan_names_a_person(world: World) -> None:
    plan = actions.draft_plan(by=world.asa, unit=world.compulsory, year=2026)
    head, add = browser(world.asa), f"/plan/{plan.pk}/aktivitet/"
    asked = head.get(add).content.decode()
    assert "Emil Ros" in asked
    assert "Vera Vik" not in asked
    typed = {"what": "Lästimme", "mandate": "own", "mandate_text": "Eget initiativ", "responsible": world.emil.pk}
    assert head.post(add, typed).status_code == 302
    assert plan.activities.get().responsible == world.emil


def test_t2_strangers_read_adopted_operational_plans_without_employees_names(world: World) -> None:
    plan = plan_of(world)
    assert Client().get(f"/plan/{plan.pk}/").status_code == 404
    actions.hear(by=world.sara, plan=plan, body=world.school, heard_on=datetime.date(2026, 9, 1))
    actions.adopt_plan(by=world.tomas, plan=plan)
    activity = plan.activities.get()
    for address in (f"/plan/{plan.pk}/", f"/aktivitet/{activity.pk}/"):
        page = Client().get(address)
        assert page.status_code == 200, address
        assert "Emil Ros" not in page.content.decode(), address


def test_o7_the_one_responsible_tells_how_it_goes(world: World) -> None:
    plan = plan_of(world)
    address = f"/aktivitet/{plan.activities.get().pk}/"
    typed = {"status": "going_on", "note": "Två skolor är igång.", "result": "", "obstacles": ""}
    assert browser(world.emil).post(address, typed).status_code == 403, "the plan is not adopted (D-6)"
    actions.load_plan_as_adopted(plan=plan, adopted_on=datetime.date(2026, 1, 20))
    assert browser(world.emil).post(address, typed).status_code == 302
    assert "Två skolor är igång." in browser(world.mikaela).get(address).content.decode()
    assert browser(world.maj).post(address, typed).status_code == 403
    wrong = browser(world.emil).post(address, {**typed, "status": "nonsense", "note": "Min text"})
    assert wrong.status_code == 422
    assert "Min text" in wrong.content.decode()


def test_g6_a_committees_budget_holds_its_goals_and_answers(world: World) -> None:
    world.propose(world.draft_goal())
    budget = Budget.objects.create(body=world.school, year=2027, stage="preliminary", text="Läsning först.")
    assert browser(world.emil).get(f"/budget/dokument/{budget.pk}/").status_code == 404
    page = browser(world.tomas).get(f"/budget/dokument/{budget.pk}/").content.decode()
    assert "Alla elever läser med flyt" in page
    assert browser(world.vera).post(f"/budget/dokument/{budget.pk}/lamna/").status_code == 404
    browser(world.tomas).post(f"/budget/dokument/{budget.pk}/lamna/")
    budget.refresh_from_db()
    assert budget.state == "handed"
