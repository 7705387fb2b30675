"""Evaluations as people meet them: ordered, read, reported back, and what came of them (I-4, T-2)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from styrhjul.followup.models import Improvement
from styrhjul.goals.actions.commissions import report_commission
from styrhjul.goals.models import Evaluation, GoalVersion
from styrhjul.governance.actions import approve_minutes
from tests.goals.test_commissions import decision_of, given
from tests.goals.test_evaluations import ordered
from tests.goals.test_plan_contents import adopted
from tests.web.test_measures import browser
from tests.web.visible import visible
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(world: World) -> GoalVersion:
    return world.adopted("committee", "Alla elever läser med flyt", 2026, 2026, body=world.school)


def test_i4_a_committee_orders_it_on_the_decisions_page_and_something_comes_of_it(
    world: World, goal: GoalVersion
) -> None:
    decision, secretary = decision_of(world, "school"), browser(world.sara)
    page, new = f"/beslut/{decision.pk}/", f"/beslut/{decision.pk}/utvardering/"
    assert new in secretary.get(page).content.decode()
    assert f"/beslut/{decision.pk}/uppdrag/" not in secretary.get(page).content.decode()
    assert new not in browser(world.tomas).get(page).content.decode()
    typed = {
        "about": f"mal-{goal.goal_id}", "receiver": f"enhet-{world.school_administration.pk}", "method": "",
        "what": "Ger läsgarantin fler läsare?", "question": "Vilka når den inte?", "due_on": "", "performer": "",
        "text": "",
    }  # fmt: skip
    wrong = secretary.post(new, typed)
    assert wrong.status_code == 422
    kept = f'value="mal-{goal.goal_id}" selected'
    for word in ("Skriv hur det ska undersökas.", "Ange dagen då resultatet", "Vilka når den inte?", kept):
        assert word in wrong.content.decode()
    assert secretary.post(new, typed | {"method": "Intervjuer.", "due_on": "2026-11-30"}).status_code == 302
    made = Evaluation.objects.get()
    own, goal_at = f"/uppdrag/{made.commission_id}/", f"/mal/{goal.goal_id}/2026/"
    head = browser(world.tomas)
    assert "Ger läsgarantin fler läsare?" in head.get(goal_at).content.decode()
    shown = visible(head.get(own).content.decode())
    for word in ("Utvärdering beställd av", "Vilka når den inte?", "Intervjuer.", "Alla elever läser med flyt"):
        assert word in shown
    assert "Föreslå en förbättring" not in shown
    report = {"text": "Ja, för de flesta.", "reported_on": "2026-09-14", "is_final": "on"}
    assert head.post(f"{own}rapportera/", report).status_code == 302
    place = f"/forbattringar/{world.school.pk}/2027/ny/?utvardering={made.pk}"
    assert place in head.get(own).content.decode()
    assert head.post(place, {"what": "Läs varje dag", "why": "", "cost": ""}).status_code == 302
    one = Improvement.objects.get()
    assert one.evaluation == made
    assert own in head.get(f"/forbattring/{one.pk}/").content.decode()
    assert "Läs varje dag" in visible(head.get(own).content.decode())


def test_i4_what_it_asks_is_changed_on_its_page(world: World, goal: GoalVersion) -> None:
    made = ordered(world, goal)
    edit, secretary = f"/uppdrag/{made.commission_id}/skriv/", browser(world.sara)
    assert "Intervjuer på tre skolor." in secretary.get(edit).content.decode()
    typed = {"what": "Läser fler?", "question": "Varför?", "method": "", "due_on": "2026-11-30"}
    refused = secretary.post(edit, typed)
    assert refused.status_code == 422
    assert "Varför?" in refused.content.decode()
    assert secretary.post(edit, typed | {"method": "Enkät."}).status_code == 302
    made.refresh_from_db()
    assert (made.question, made.method, made.commission.what) == ("Varför?", "Enkät.", "Läser fler?")


def test_i4_a_committee_may_have_its_own_goals_and_efforts_evaluated_and_no_others(world: World) -> None:
    adopted(world)
    world.adopted("committee", "Trygg omsorg", 2026, 2026, body=world.care)
    offered = browser(world.sara).get(f"/beslut/{decision_of(world, 'school').pk}/utvardering/").content.decode()
    for word in ("Trygga elever", "Färre vikarier", "Läsgaranti"):
        assert word in offered
    assert "Trygg omsorg" not in offered
    whole = browser(world.frida).get(f"/beslut/{decision_of(world).pk}/utvardering/").content.decode()
    assert "Trygg omsorg" in whole


def test_i4_the_register_and_the_analysis_hold_it(world: World, goal: GoalVersion) -> None:
    made, reader = ordered(world, goal), browser(world.emil)
    given(world, what="Utred simning")
    whole = visible(reader.get("/uppdrag/").content.decode())
    assert "Ger läsgarantin fler läsare?" in whole
    assert "Utred simning" in whole
    only = visible(reader.get("/uppdrag/?slag=utvardering").content.decode())
    assert "Ger läsgarantin fler läsare?" in only
    assert "Utred simning" not in only
    assert "Ger läsgarantin" not in visible(reader.get("/uppdrag/?slag=uppdrag").content.decode())
    by_school = visible(reader.get(f"/uppdrag/?fran={world.school.pk}").content.decode())
    assert "Ger läsgarantin" in by_school
    assert "Skolnämnden" in by_school
    report_commission(by=world.tomas, commission=made.commission, text="Ja.", reported_on=TODAY)
    head = browser(world.tomas)
    writing = head.post(f"/analys/mal/{goal.goal_id}/2026/", follow=True).redirect_chain[-1][0]
    page = visible(head.get(writing.removesuffix("skriv/")).content.decode())
    assert "Målet är utvärderat" in page
    assert "Utvärderingar" in page


def test_t2_strangers_read_it_when_the_minutes_are_approved(world: World, goal: GoalVersion) -> None:
    made, stranger = ordered(world, goal), Client()
    own, goal_at = f"/uppdrag/{made.commission_id}/", f"/mal/{goal.goal_id}/2026/"
    assert stranger.get(own).status_code == 404
    assert made.commission.what not in stranger.get(goal_at).content.decode()
    approve_minutes(by=world.sara, meeting=made.commission.decision.meeting, approved_on=TODAY)
    page = stranger.get(own).content.decode()
    assert "Vilka når den inte?" in page
    assert "Det blev av utvärderingen" not in page
    assert made.commission.what in stranger.get(goal_at).content.decode()


def test_x11_the_registers_queries_do_not_grow_with_the_evaluations(world: World, goal: GoalVersion) -> None:
    reader = browser(world.emil)

    def asked(first: int, last: int) -> int:
        for day in range(first, last):
            ordered(world, goal, day)
        with CaptureQueriesContext(connection) as queries:
            reader.get("/uppdrag/")
        return len(queries)

    few = asked(1, 3)
    assert asked(3, 10) <= few
