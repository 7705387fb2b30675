"""A budget handed out as a document: the frozen one, or what the reader may read of it (B-4, F-9, O-8)."""

import datetime
import io

import docx
import pytest
from django.test import Client

from styrhjul.budget import actions
from styrhjul.budget.actions import BridgeEntry, CompanyAmounts
from styrhjul.budget.models import Budget
from styrhjul.budget.terms import Stage
from styrhjul.governance.actions import take_step
from styrhjul.governance.archiving import file_of
from styrhjul.governance.models import FrozenVersion
from styrhjul.organisation.models import Person
from tests.budget.money import Purse, lay_out
from tests.documents.extract import docx_text, xlsx_rows
from tests.world import World

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 9, 1)


@pytest.fixture
def purse(world: World) -> Purse:
    return lay_out(world)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def fetched(budget: Budget, reader: Client, file_format: str = "docx") -> bytes:
    answer = reader.get(f"/budget/dokument/{budget.pk}/fil/{file_format}/")
    assert answer.status_code == 200
    return answer.content


def committees(purse: Purse) -> Budget:
    """The school committee's budget with a goal, written by its head."""
    world = purse.world
    world.draft_goal()
    budget = actions.draft_budget(
        by=world.tomas, body=world.school, year=2027, stage=Stage.PRELIMINARY, text="Vi satsar på läsningen."
    )
    return purse.write(budget, lower=60_000_000, upper=40_500_000)


def test_f9_a_draft_is_given_as_it_stands_and_says_that_it_is_one(purse: Purse) -> None:
    budget, tomas = committees(purse), browser(purse.world.tomas)
    text = docx_text(fetched(budget, tomas))
    amount = "60\N{NO-BREAK SPACE}000"
    said = ("Utkast, inte beslutat", "Vi satsar på läsningen.", "Årskurs 1–6", amount, "läser med flyt")
    assert [one for one in said if one not in text] == []
    assert fetched(budget, tomas, "pdf").startswith(b"%PDF")
    assert tomas.get(f"/budget/dokument/{budget.pk}/fil/rtf/").status_code == 404


def test_b1_each_goal_says_what_is_required_and_its_targets_and_the_title_names_the_body_once(purse: Purse) -> None:
    world, budget = purse.world, committees(purse)
    goal = budget.goals().get()
    world.follow(goal, world.measure(), y2027=95, y2028=96.5)
    document = docx.Document(io.BytesIO(fetched(budget, browser(world.tomas))))
    rows = [[cell.text for cell in row.cells] for row in document.tables[-1].rows]
    assert rows == [["Mått", "Mål 2027", "Mål 2028"], ["Läser med flyt", "95", "96,5"]]
    sheets = xlsx_rows(fetched(budget, browser(world.tomas), "xlsx")).values()
    assert ["Läser med flyt", 95, 96.5] in [list(row) for sheet in sheets for row in sheet], "numbers, not texts"
    told = [paragraph.text for paragraph in document.paragraphs]
    assert told[1:3] == ["Preliminär nämndsbudget 2027", "Skolnämnden"]
    assert f"Vad som krävs för att målet ska vara uppnått: {goal.criteria}" in told


def test_f5_what_is_decided_is_given_as_it_was_frozen(purse: Purse) -> None:
    world, budget = purse.world, committees(purse)
    world.propose(budget.goals().get())  # handed in and proposed before the budget
    take_step(by=world.tomas, thing=budget, step="hand_in", on=DAY)
    decision = world.decide(world.sara, world.school, DAY, budget, "21")
    budget.refresh_from_db()
    version = FrozenVersion.objects.of(budget).last()
    assert version is not None
    assert fetched(budget, browser(world.tomas)) == file_of(version, "docx")
    assert Client().get(f"/budget/dokument/{budget.pk}/fil/docx/").status_code == 404
    world.approve(decision, world.sara)
    assert fetched(budget, Client()) == file_of(version, "docx")


def test_o8_a_goal_that_the_reader_may_not_read_is_no_part_of_the_file(purse: Purse) -> None:
    world, budget = purse.world, committees(purse)
    take_step(by=world.tomas, thing=budget, step="hand_in", on=DAY)
    world.approve(world.decide(world.sara, world.school, DAY, budget, "21"), world.sara)
    for reader in (Client(), browser(world.vera)):
        text = docx_text(fetched(budget, reader))
        assert "60\N{NO-BREAK SPACE}000" in text
        assert "läser med flyt" not in text


def test_b4_the_group_companies_stand_in_the_municipalitys_file(purse: Purse) -> None:
    world = purse.world
    budget = actions.draft_budget(by=world.karin, body=None, year=2027, stage=Stage.MUNICIPAL)
    amounts = {("Sjöstads Energi", 2027): CompanyAmounts(48_000_000, 2_000_000, 0)}
    actions.write_companies(by=world.karin, budget=budget, amounts=amounts)
    tables = docx.Document(io.BytesIO(fetched(budget, browser(world.karin)))).tables
    rows = [[cell.text.replace("\N{NO-BREAK SPACE}", " ") for cell in row.cells] for row in tables[-1].rows]
    assert rows == [
        ["Bolag", "År", "Omsättning", "Resultat", "Investeringar"],
        ["Sjöstads Energi", "2027", "48 000", "2 000", "0"],
    ]


def test_b1_each_row_of_the_bridge_names_its_area_in_the_file(purse: Purse) -> None:
    world = purse.world
    budget = actions.draft_budget(by=world.karin, body=None, year=2027, stage=Stage.MUNICIPAL)
    purse.write(budget, school=100_000_000)
    row = BridgeEntry(purse.school.pk, "volume", "Fler elever", "KF § 7", 2_000_000)
    actions.write_bridge(by=world.karin, budget=budget, entries=[row])
    tables = docx.Document(io.BytesIO(fetched(budget, browser(world.karin)))).tables
    cells = [cell.text.replace("\N{NO-BREAK SPACE}", " ") for cell in tables[-1].rows[-1].cells]
    assert cells == ["Grundskola", "Volym", "Fler elever (KF § 7)", "2027", "2 000"]


def test_f9_a_service_area_is_set_in_by_what_the_font_has(purse: Purse) -> None:
    budget = committees(purse)
    text = docx_text(fetched(budget, browser(purse.world.tomas)))
    nbsp = 2 * "\N{NO-BREAK SPACE}"
    assert f"\n{nbsp}{purse.lower}\n" in text
    assert "\N{WHITE SQUARE}" not in text
