"""Own goals, conditions, last year's plan, the plan as a document, two years compared, on their pages (G-9, P-1)."""

import pytest
from django.test import Client

from styrhjul.goals.actions import plans
from styrhjul.goals.models import GoalVersion, Plan
from tests.goals.test_plan_contents import adopted
from tests.web.test_measures import browser
from tests.web.visible import visible
from tests.world import World

pytestmark = pytest.mark.django_db


def draft(world: World) -> Plan:
    """The school administration's draft for 2027, with an adopted plan for 2026 before it."""
    adopted(world)
    return plans.draft_plan(by=world.tomas, unit=world.school_administration, year=2027)


def test_g9_the_head_writes_an_own_goal_on_the_page_and_chooses_its_measures(world: World) -> None:
    plan = draft(world)
    head, page = browser(world.tomas), f"/plan/{plan.pk}/"
    assert f"{page}mal/" in head.get(page).content.decode()
    assert f"{page}mal/" not in browser(world.karin).get(page).content.decode()
    world.adopted("committee", "Alla läser", 2027, 2028, body=world.school)
    asked = head.get(f"{page}mal/").content.decode()
    assert "Nämndsmål: Alla läser" in asked
    wrong = head.post(f"{page}mal/", {"heading": "", "text": "Hälften så många.", "ground": "chain"})
    assert wrong.status_code == 422
    assert "Hälften så många." in wrong.content.decode()
    made = head.post(f"{page}mal/", {"heading": "Färre vikarier", "ground": "law", "ground_text": "Skollagen"})
    version = GoalVersion.objects.get(plan=plan)
    assert made.headers["Location"] == f"/mal/version/{version.pk}/matt/"
    new = {"name": "Vikarietimmar", "unit_label": "timmar", "target_2027": "1200", "decimals": "0"}
    assert head.post(f"/mal/version/{version.pk}/matt/", new).status_code == 302
    assert version.goal_measures.get().measure.unit == world.school_administration
    again = head.post(f"/mal/version/{version.pk}/skriv/", {"heading": "Inga vikarier", "ground": "law"})
    assert again.status_code == 302
    assert "Inga vikarier" in head.get(page).content.decode()
    assert head.post(f"/mal/version/{version.pk}/ta-bort/").headers["Location"] == f"{page}#egna"
    assert not GoalVersion.objects.filter(plan=plan).exists()


def test_g9_national_goals_and_laws_stand_row_by_row(world: World) -> None:
    plan = draft(world)
    head, page = browser(world.tomas), f"/plan/{plan.pk}/"
    typed = {"kind": "national_goal", "what": "Alla ska klara gymnasiet", "meaning": "Tidigt stöd."}
    assert head.post(f"{page}forutsattning/", {**typed, "what": ""}).status_code == 422
    assert head.post(f"{page}forutsattning/", typed).status_code == 302
    assert "Nationellt målAlla ska klara gymnasiet" in visible(head.get(page).content.decode())
    head.post(f"/plan/forutsattning/{plan.demands.get().pk}/ta-bort/")
    assert "Tog bort nationellt mål: Alla ska klara gymnasiet." in head.get(page).content.decode()


def test_p1_last_years_plan_is_the_start(world: World) -> None:
    plan = draft(world)
    head, page = browser(world.tomas), f"/plan/{plan.pk}/"
    earlier = plan.last_years()
    assert earlier is not None
    assert "Hämta från förra årets plan" in head.get(page).content.decode()
    asked = head.get(f"{page}hamta/").content.decode()
    for word in ("Läsgaranti", "Färre vikarier", "Skollagen 10 kap. 2 §", "Resurser"):
        assert word in asked
    assert head.post(f"{page}hamta/", {"chosen": "nothing"}).status_code == 422
    chosen = {
        "texts": ["focus"],
        "activities": [earlier.activities.get().pk],
        "goals": [earlier.goal_versions.get().pk],
    }
    assert head.post(f"{page}hamta/", chosen).status_code == 302
    shown = head.get(page).content.decode()
    assert "Läsgaranti" in shown
    assert "Färre vikarier" in shown
    assert "Läsgaranti" not in head.get(f"{page}hamta/").content.decode(), "what is carried is not offered again"
    assert head.get(f"/plan/{earlier.pk}/hamta/").status_code == 403


def test_p1_two_years_of_a_plan_word_by_word(world: World) -> None:
    plan = draft(world)
    plans.write_plan(by=world.tomas, plan=plan, focus="Läsning och skrivning.", staff=400)
    plans.add_activity(by=world.tomas, plan=plan, what="Skrivstuga")
    page = browser(world.tomas).get(f"/plan/{plan.pk}/jamfor/").content.decode()
    assert "<ins>Läsning och skrivning.</ins>" in page
    assert "<del>412,0</del> <ins>400,0</ins>" in page
    said = visible(page)
    for words in (
        "Skrivstuga Ny 2027",
        "Läsgaranti Fanns 2026, läget: ej påbörjad",
        "Färre vikarier Står inte i planen för 2027",
    ):
        assert words in said
    earlier = plan.last_years()
    assert earlier is not None
    assert "Det finns ingen annan plan" in Client().get(f"/plan/{earlier.pk}/jamfor/").content.decode()
    assert browser(world.emil).get(f"/plan/{plan.pk}/jamfor/").status_code == 404


def test_f9_the_plan_is_read_as_a_document_and_given_as_pdf_and_word(world: World) -> None:
    plan = adopted(world)
    read = Client().get(f"/plan/{plan.pk}/dokument/").content.decode()
    for word in ("Planen som den fastställdes", "Färre vikarier", "Skolnämnden hördes", "412,0 årsarbetare"):
        assert word in read
    for form, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = Client().get(f"/plan/{plan.pk}/fil/{form}/")
        assert answer.content.startswith(start)
        assert f"-version-2.{form}" in answer.headers["Content-Disposition"]
    assert Client().get(f"/plan/{plan.pk}/fil/exe/").status_code == 404
