"""The register of commissions as people meet it (X-11, L-5, P-2, T-2)."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from styrhjul.goals.actions import commissions as actions
from styrhjul.goals.actions import plans
from styrhjul.goals.models import Commission
from styrhjul.governance.actions import approve_minutes
from tests.goals.test_commissions import decision_of, given
from tests.web.test_measures import browser
from tests.web.visible import visible
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db


def test_x11_a_commission_is_given_on_the_decisions_page_and_reported_back_and_closed(world: World) -> None:
    decision, secretary = decision_of(world), browser(world.frida)
    page, new = f"/beslut/{decision.pk}/", f"/beslut/{decision.pk}/uppdrag/"
    assert new in secretary.get(page).content.decode()
    assert new not in browser(world.sara).get(page).content.decode()
    typed = {"receiver": f"organ-{world.school.pk}", "what": "Utred simning", "text": "", "due_on": "2026-08-01"}
    wrong = secretary.post(new, typed)
    assert wrong.status_code == 422
    assert "Dagen är före beslutet." in wrong.content.decode()
    assert 'value="Utred simning"' in wrong.content.decode()
    assert secretary.post(new, typed | {"due_on": "2026-11-30"}).status_code == 302
    made = Commission.objects.get()
    assert "Återrapportera: Utred simning" in browser(world.tomas).get("/min-sida/").content.decode()
    own = f"/uppdrag/{made.pk}/"
    report = {"text": "Alla elever simmar.", "reported_on": "2026-09-14", "is_final": "on", "decision": ""}
    assert browser(world.tomas).post(f"{own}rapportera/", report | {"text": ""}).status_code == 422
    assert browser(world.tomas).post(f"{own}rapportera/", report).status_code == 302
    assert "Ta upp återrapporten: Utred simning" in secretary.get("/min-sida/").content.decode()
    early = secretary.post(f"{own}avsluta/", {"decision": decision.pk})
    assert early.status_code == 422, "the council had not heard of the report then"
    assert "inte äldre än återrapporten" in early.content.decode()
    closing = decision_of(world, day=14)
    assert secretary.post(f"{own}avsluta/", {"decision": closing.pk}).status_code == 302
    shown = secretary.get(own).content.decode()
    for word in ("Alla elever simmar.", "Tomas Ekelund", "Avslutat", "Kommunfullmäktige"):
        assert word in shown
    assert "Utred simning" in secretary.get(page).content.decode()


def test_x11_the_register_is_filtered_and_says_what_is_late(world: World) -> None:
    given(world, what="Utred simning", due_on=datetime.date(2026, 9, 2))
    of_board = decision_of(world, "board", 3)
    actions.give_commission(by=world.bo, decision=of_board, what="Se över avtalen", receiver=world.office)
    reader = browser(world.emil)
    whole = visible(reader.get("/uppdrag/").content.decode())
    assert "Utred simning" in whole
    assert "Försenat" in whole
    for query, there, gone in (
        (f"fran={world.board.pk}", "Se över avtalen", "Utred simning"),
        (f"till=organ-{world.school.pk}", "Utred simning", "Se över avtalen"),
        (f"till=enhet-{world.office.pk}", "Se över avtalen", "Utred simning"),
        ("lage=late", "Utred simning", "Se över avtalen"),
    ):
        page = reader.get(f"/uppdrag/?{query}").content.decode()
        assert there in page, query
        assert gone not in page, query
    assert "Inga uppdrag i urvalet" in reader.get("/uppdrag/?lage=closed").content.decode()
    assert reader.get("/uppdrag/?fran=x&till=organ-&lage=y&sida=z").status_code == 200
    assert "Utred simning" in reader.get(f"/organ/{world.school.pk}/").content.decode()
    assert "Se över avtalen" in reader.get(f"/enhet/{world.office.pk}/").content.decode()


def test_x11_the_registers_queries_do_not_grow_with_the_commissions(world: World) -> None:
    reader, decision = browser(world.emil), decision_of(world)

    def asked(number: int) -> int:
        for one in range(number):
            made = actions.give_commission(by=world.frida, decision=decision, what=f"Nr {one}", receiver=world.school)
            actions.report_commission(by=world.tomas, commission=made, text="Klart.", reported_on=TODAY)
        with CaptureQueriesContext(connection) as queries:
            reader.get("/uppdrag/")
        return len(queries)

    few = asked(3)
    assert asked(20) <= few


def test_t2_strangers_read_a_commission_when_the_minutes_are_approved_and_reports_likewise(world: World) -> None:
    made, stranger = given(world), Client()
    own = f"/uppdrag/{made.pk}/"
    actions.report_commission(by=world.tomas, commission=made, text="Hemligt än.", reported_on=TODAY)
    assert stranger.get(own).status_code == 404
    assert made.what not in stranger.get("/uppdrag/").content.decode()
    approve_minutes(by=world.frida, meeting=made.decision.meeting, approved_on=TODAY)
    page = stranger.get(own).content.decode()
    assert made.what in page
    assert made.what in stranger.get("/uppdrag/").content.decode()
    assert "Hemligt än." not in page
    assert "Återrapporterat" not in visible(page)
    assert "Tomas Ekelund" not in page
    own_decision = decision_of(world, "school", 12)
    actions.report_commission(
        by=world.sara, commission=made, text="Öppet nu.", reported_on=TODAY, decision=own_decision
    )
    assert "Öppet nu." not in stranger.get(own).content.decode()
    approve_minutes(by=world.sara, meeting=own_decision.meeting, approved_on=TODAY)
    page = stranger.get(own).content.decode()
    assert "Öppet nu." in page
    assert "Återrapporterat" in visible(page)


def test_p2_an_activity_is_added_for_a_commission_on_the_page(world: World) -> None:
    plan = plans.draft_plan(by=world.tomas, unit=world.school_administration, year=2026)
    head, add = browser(world.tomas), f"/plan/{plan.pk}/aktivitet/"
    assert "Vilket uppdrag?" not in head.get(add).content.decode(), "there is none to choose"
    made = given(world)
    theirs = actions.give_commission(
        by=world.frida, decision=made.decision, what="Omsorgens uppdrag", receiver=world.care
    )
    asked = head.get(add).content.decode()
    assert made.what in asked
    assert theirs.what not in asked
    typed = {"what": "Fler bad", "mandate": "commission", "commission": made.pk, "goal": "", "mandate_text": "Annat"}
    assert head.post(add, typed).status_code == 302
    activity = plan.activities.get()
    assert (activity.commission, activity.mandate_text) == (made, "")
    assert made.what in head.get(f"/plan/{plan.pk}/").content.decode()
    assert f"/uppdrag/{made.pk}/" in head.get(f"/aktivitet/{activity.pk}/").content.decode()
    assert "Fler bad" in head.get(f"/uppdrag/{made.pk}/").content.decode()
    assert made.what in visible(head.get("/aktiviteter/2026/").content.decode())
