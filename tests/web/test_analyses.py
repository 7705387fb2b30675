"""The analysis model and improvements, page by page (I-1 to I-3)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from styrhjul.budget import actions as budget
from styrhjul.budget.models import Budget
from styrhjul.budget.terms import Stage
from styrhjul.followup.models import Analysis, Improvement
from styrhjul.goals.actions import plans
from tests.budget.money import lay_out
from tests.budget.test_year import frames, preliminary
from tests.followup.test_analyses import analysed, improvement
from tests.web.visible import visible
from tests.world import World

pytestmark = pytest.mark.django_db


def signed_in(person: object) -> Client:
    browser = Client()
    browser.force_login(person)  # type: ignore[arg-type]
    return browser


def test_i1_the_model_is_gone_through_from_the_goals_page(world: World) -> None:
    goal = analysed(world).goal
    assert goal is not None
    Analysis.objects.all().delete()
    browser = signed_in(world.asa)
    address = f"/analys/mal/{goal.pk}/2026/"
    assert address in browser.get(f"/mal/{goal.pk}/2026/").content.decode()
    assert "Börja analysen" in browser.get(address).content.decode()
    writing = browser.post(address, follow=True)
    text = writing.content.decode()
    assert "Det vi vet" in text
    assert "96,1" in text
    page = writing.redirect_chain[-1][0]
    typed = {"effect": "**Läsgarantin** gav effekt.", "action": "<script>alert(1)</script>"}
    answer = browser.post(page, typed, follow=True)
    text = answer.content.decode()
    assert "<strong>Läsgarantin</strong> gav effekt." in text
    assert "<script>alert" not in text
    assert browser.get(address).status_code == 302  # there is one: go on with it
    assert "Analysera 2026" not in signed_in(world.per).get(f"/mal/{goal.pk}/2026/").content.decode()
    assert "Analyser" not in Client().get(f"/mal/{goal.pk}/2026/").content.decode()


def test_i2_an_improvement_is_proposed_from_the_analysis_and_taken_up_in_a_plan(world: World) -> None:
    analysis = analysed(world)
    plan = plans.draft_plan(by=world.asa, unit=world.compulsory, year=2027)
    browser = signed_in(world.asa)
    new = f"/forbattringar/{world.school.pk}/2027/ny/?analys={analysis.pk}"
    for wrong in ({"what": "", "cost": "x"}, {"what": "Läs", "cost": "-5"}):
        refused = browser.post(new, {"why": "Det behövs."} | wrong)
        assert refused.status_code == 422
        assert "Det behövs." in refused.content.decode()
    made = browser.post(new, {"what": "Läs varje dag", "why": "", "cost": "1 250"}, follow=True)
    one = Improvement.objects.get()
    assert (one.cost, one.analysis) == (1_250_000, analysis)
    assert "Ta upp i planeringen" in made.content.decode()
    odd = browser.post(f"/forbattring/{one.pk}/ta-upp/", {"till": "plan-x", "verksamhet": "\0"}, follow=True)
    assert "Välj vad förbättringen ska bli." in odd.content.decode()
    taken = browser.post(f"/forbattring/{one.pk}/ta-upp/", {"till": f"plan-{plan.pk}"}, follow=True)
    assert "Aktivitet: Läs varje dag" in taken.content.decode()
    activity = plan.activities.get()
    assert "Läs varje dag" in browser.get(f"/analys/{analysis.pk}/").content.decode()
    assert f"/forbattring/{one.pk}/" in browser.get(f"/aktivitet/{activity.pk}/").content.decode()


def test_i2_the_budget_leads_back_to_the_improvement_and_strangers_see_no_link(world: World) -> None:
    purse = lay_out(world)
    draft = budget.draft_budget(by=world.tomas, body=world.school, year=2027, stage=Stage.PRELIMINARY)
    one, browser = improvement(world, "Lovskola", 850_000), signed_in(world.tomas)
    typed = {"till": f"budget-{draft.pk}", "verksamhet": str(purse.school.pk)}
    taken = browser.post(f"/forbattring/{one.pk}/ta-upp/", typed, follow=True).content.decode()
    assert "I budgeten: Lovskola" in taken
    assert "skriv också beloppet i budgeten" in taken
    assert f"/forbattring/{one.pk}/" in browser.get(f"/budget/dokument/{draft.pk}/").content.decode()
    Budget.objects.filter(pk=draft.pk).update(state="adopted")
    assert f"/forbattring/{one.pk}/" not in Client().get(f"/budget/dokument/{draft.pk}/").content.decode()


def test_i3_the_list_sums_from_the_top_and_is_reordered(world: World) -> None:
    first, second = improvement(world, "Ett", 1_000_000), improvement(world, "Två", 500_000)
    browser = signed_in(world.tomas)
    assert "1\N{NO-BREAK SPACE}500" in browser.get("/forbattringar/2027/").content.decode()
    browser.post(f"/forbattring/{second.pk}/ordning/", {"hall": "upp"})
    text = browser.get("/forbattringar/2027/").content.decode()
    assert text.index(">Två<") < text.index(">Ett<")
    moves = html.fromstring(text).xpath('//button[@name="hall"]')
    assert [move.get("value") for move in moves] == ["ner", "upp"], "what is first or last goes no further"
    refused = browser.post(f"/forbattring/{first.pk}/", {"reason": ""})
    assert refused.status_code == 422
    assert browser.post(f"/forbattring/{first.pk}/", {"reason": "Ryms inte."}).status_code == 302


def test_i3_the_list_says_what_the_frame_leaves_and_what_has_no_room(world: World) -> None:
    purse = lay_out(world)
    frames(purse)
    for name, cost in (("Ryms", 30_000), ("Ryms inte", 20_000)):
        improvement(world, name, cost)
    browser = signed_in(world.tomas)
    assert "Ramen för 2027" not in visible(browser.get("/forbattringar/2027/").content.decode()), "no budget yet"
    preliminary(purse, lower=40_000, upper=20_000)
    text = visible(browser.get("/forbattringar/2027/").content.decode())
    assert "Ramen för 2027 lämnar 40 tkr utöver nämndens budget." in text
    assert text.count("ryms inte i ramen") == 1
    assert text.index("Ryms inte") < text.index("ryms inte i ramen"), "the second, with the first above it"


def test_the_list_of_improvements_asks_as_many_queries_for_2_as_for_40(world: World) -> None:
    browser, counts = signed_in(world.rune), []
    for more in (2, 38):
        for number in range(more):
            improvement(world, f"Sak {number}")
        browser.get("/forbattringar/2027/")
        with CaptureQueriesContext(connection) as asked:
            browser.get("/forbattringar/2027/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
