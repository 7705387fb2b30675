"""Two people in the same budget do not overwrite each other: the later sees what changed, and chooses (B-2)."""

import html
import json
import re

from styrhjul.budget import actions
from styrhjul.budget.actions import Cell
from tests.budget.money import Purse
from tests.web.test_budgets import browser, draft, name, purse, whole

__all__ = ["purse"]


def test_b2_the_later_of_two_sees_what_the_other_wrote_and_chooses(purse: Purse) -> None:
    budget = draft(purse)
    cell = name(purse)
    saw = json.dumps({cell: 0})
    place = (purse.school.pk, purse.lower.pk, 2027, "cost")
    actions.write_cells(by=purse.world.conny, budget=budget, cells=[Cell(*place, 0, 5_000)])
    client = browser(purse.world.tomas)
    answer = client.post(f"/budget/dokument/{budget.pk}/belopp/", {cell: "7", "before": saw})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nu står det 5." in page
    assert 'value="7"' in page
    assert budget.net_costs() == {purse.school.pk: 5_000}
    seen = json.dumps({cell: 5_000})
    assert seen.replace('"', "&#34;")[1:-1] in page
    assert client.post(f"/budget/dokument/{budget.pk}/belopp/", {cell: "7", "before": seen}).status_code == 302
    assert budget.net_costs() == {purse.school.pk: 7_000}


def test_b2_what_the_writer_left_alone_shows_what_another_wrote_there(purse: Purse) -> None:
    budget = draft(purse)
    mine, other = name(purse), name(purse, "upper")
    saw = json.dumps({mine: 0, other: 0})
    for service in (purse.lower, purse.upper):
        place = (purse.school.pk, service.pk, 2027, "cost")
        actions.write_cells(by=purse.world.conny, budget=budget, cells=[Cell(*place, 0, 5_000)])
    sent = {mine: "7", other: "0", "before": saw}
    page = browser(purse.world.tomas).post(f"/budget/dokument/{budget.pk}/belopp/", sent).content.decode()
    assert 'data-take="5"' in page
    assert f'name="{other}" value="5"' in page


def test_b2_two_in_the_same_grid_do_not_overwrite_each_other(purse: Purse) -> None:
    budget = whole(purse, school=100_000_000)
    client, address = browser(purse.world.karin), f"/budget/dokument/{budget.pk}/rakning/"
    taxes, grants = "a-taxes-2027", "a-general_grants-2027"
    saw = json.dumps({taxes: "", grants: ""})
    client.post(address, {taxes: "100", grants: "", "before": saw})
    assert client.post(address, {taxes: "", grants: "5", "before": saw}).status_code == 302
    typed = dict(budget.statement.values_list("line", "amount"))
    assert (typed["taxes"], typed["general_grants"]) == (100_000, 5_000), "each wrote another cell"
    clash = client.post(address, {taxes: "90", grants: "", "before": saw})
    page = clash.content.decode()
    assert clash.status_code == 422
    assert 'data-take="100"' in page
    assert 'value="90"' in page
    assert 'value="5"' in page, "what was not touched is shown as it stands"
    assert dict(budget.statement.values_list("line", "amount"))["taxes"] == 100_000
    seen = json.dumps({taxes: "100", grants: "5"})
    assert client.post(address, {taxes: "90", grants: "5", "before": seen}).status_code == 302
    assert dict(budget.statement.values_list("line", "amount"))["taxes"] == 90_000


def test_b1_two_in_the_same_bridge_keep_each_others_rows_and_a_clash_is_shown(purse: Purse) -> None:
    budget = whole(purse, school=100_000_000)
    client, address = browser(purse.world.karin), f"/budget/dokument/{budget.pk}/brygga/"

    def row(number: int, kind: str, reason: str, amount: str) -> dict[str, str]:
        area = {f"form-{number}-area": str(purse.school.pk), f"form-{number}-kind": kind}
        return area | {f"form-{number}-reason": reason, f"form-{number}-amount": amount}

    def carried(page: str) -> str:
        return html.unescape(re.findall(r'name="before" value="([^"]*)"', page)[0])

    management = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "1"}
    client.post(address, management | row(0, "index", "Priser", "1") | {"form-INITIAL_FORMS": "0"})
    saw = {"before": carried(client.get(address).content.decode())}
    client.post(address, management | saw | row(0, "index", "Priser", "1") | row(1, "volume", "Elever", "2"))
    client.post(address, management | saw | row(0, "index", "Priser", "3"))
    assert sorted(budget.bridge.values_list("reason", "amount")) == [("Elever", 2_000), ("Priser", 3_000)]
    clash = client.post(address, management | saw | row(0, "index", "Priser", "4"))
    page = clash.content.decode()
    assert clash.status_code == 422
    assert "medan du skrev: rad 1" in page
    assert "2027, Grundskola, index: löner och priser, Priser: 3 tkr" in page
    chosen = {"before": carried(page)}
    assert client.post(address, management | chosen | row(0, "index", "Priser", "4")).status_code == 302
    assert sorted(budget.bridge.values_list("amount", flat=True)) == [2_000, 3_000, 4_000]


def test_b1_two_in_the_same_planning_conditions_do_not_overwrite_each_other(purse: Purse) -> None:
    conditions = actions.draft_conditions(by=purse.world.karin, year=2027)
    client, address = browser(purse.world.karin), f"/budget/forutsattningar/{conditions.pk}/skriv/"
    school, care = (f"net-{body.pk}-2027" for body in (purse.world.school, purse.world.care))
    shown = html.unescape(re.findall(r'name="before" value="([^"]*)"', client.get(address).content.decode())[0])
    client.post(address, {school: "100", "text": "Priserna stiger.\r\nLönerna med.", "before": shown})
    assert client.post(address, {school: "", care: "50", "text": "", "before": shown}).status_code == 302
    frames = dict(conditions.frames.filter(year=2027).values_list("body", "net_cost"))
    assert (frames[purse.world.school.pk], frames[purse.world.care.pk]) == (100_000, 50_000), "each wrote another"
    conditions.refresh_from_db()
    assert conditions.conditions == "Priserna stiger.\r\nLönerna med."
    clash = client.post(address, {school: "90", "text": "Priserna faller.", "before": shown})
    page = clash.content.decode()
    assert clash.status_code == 422
    assert 'data-take="100"' in page
    assert "Priserna faller.</textarea>" in page
    assert "Ekonomiska förutsättningar, sparat medan du skrev" in page
    assert "Priserna stiger." in page
    assert conditions.frames.get(body=purse.world.school, year=2027).net_cost == 100_000
    seen = html.unescape(re.findall(r'name="before" value="([^"]*)"', page)[0])
    chosen = {school: "90", care: "50", "text": "Priserna faller.", "before": seen}
    assert client.post(address, chosen).status_code == 302
    assert conditions.frames.get(body=purse.world.school, year=2027).net_cost == 90_000
