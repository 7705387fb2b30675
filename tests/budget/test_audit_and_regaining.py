"""The audit's budget is the council's presidium's own (B-2); a deficit is regained within three years (L-4)."""

import pytest
from django.test import Client

from styrhjul.budget import actions, rules
from styrhjul.budget.actions import Cell
from styrhjul.budget.findings import net_by_year, unbalanced
from styrhjul.budget.models import Budget
from styrhjul.budget.terms import Stage, StatementLine
from styrhjul.governance.actions import take_step
from styrhjul.governance.workflow import Refused
from tests.budget.money import Purse, lay_out
from tests.web.test_ledger import browser
from tests.world import World

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def purse(world: World) -> Purse:
    """Sjöstad's areas."""
    return lay_out(world)


def test_b2_the_presidium_writes_the_audits_budget_and_it_goes_into_the_whole(purse: Purse) -> None:
    world = purse.world
    purse.adopted_whole(2026, school=100, audit=900)
    whole = actions.draft_budget(by=world.karin, body=None, year=2027, stage=Stage.MUNICIPAL)
    client = browser(world.frida)
    assert "Börja på revisionens budget" in client.get("/budget/2027/").content.decode()
    assert client.post(f"/budget/2027/borja/{world.council.pk}/preliminary/").status_code == 302
    audit = Budget.objects.get(body=world.council)
    assert list(audit.areas()) == [purse.audit]
    page = client.get(f"/budget/dokument/{audit.pk}/").content.decode()
    assert "Lämna till kommunens budget" in page
    assert "Förändringar" not in page
    actions.write_cells(by=world.frida, budget=audit, cells=[Cell(purse.audit.pk, None, 2027, "cost", 0, 950)])
    assert client.post(f"/budget/dokument/{audit.pk}/lamna/").status_code == 302
    audit.refresh_from_db()
    assert audit.state == "handed"
    assert whole.net_costs(2027) == {purse.audit.pk: 950}
    assert "0 av 0" not in Client().get("/budget/2027/").content.decode()


def test_b2_what_came_before_the_whole_was_begun_is_gathered(purse: Purse) -> None:
    world = purse.world
    audit = actions.draft_budget(by=world.frida, body=world.council, year=2027, stage=Stage.PRELIMINARY)
    actions.write_cells(by=world.frida, budget=audit, cells=[Cell(purse.audit.pk, None, 2027, "cost", 0, 950)])
    take_step(by=world.frida, thing=audit, step="hand_in")
    whole = actions.draft_budget(by=world.karin, body=None, year=2027, stage=Stage.MUNICIPAL)
    actions.gather_preliminary(by=world.karin, budget=whole)
    assert whole.net_costs(2027) == {purse.audit.pk: 950}


def test_b2_nobody_else_writes_it_and_no_body_decides_it(purse: Purse) -> None:
    world = purse.world
    for person in (world.tomas, world.karin, world.conny):
        with pytest.raises(Refused, match="kan inte skriva budget"):
            actions.draft_budget(by=person, body=world.council, year=2027, stage=Stage.PRELIMINARY)
    with pytest.raises(Refused, match="ingen definitiv"):
        actions.draft_budget(by=world.frida, body=world.council, year=2027, stage=Stage.DEFINITIVE)
    assert {step.name for step in rules.AUDIT_BUDGET.steps} == {"hand_in"}


def test_l4_a_deficit_is_followed_until_it_is_regained_by_hand() -> None:
    (one,) = rules.deficits_in({2024: -100, 2025: 30, 2026: -0, 2027: 50, 2028: 40})
    assert (one.year, one.amount, one.last_year) == (2024, 100, 2027)
    assert one.left == {2024: 100, 2025: 70, 2026: 70, 2027: 20, 2028: 0}
    assert rules.not_regained([one], 2026, 2029) == [one]  # 20 are left when the time is out
    older, newer = rules.deficits_in({2024: -10, 2025: -20, 2026: 15})
    assert (older.left_after(2026), newer.left_after(2026)) == (0, 15)
    assert rules.deficits_in({2024: 10}) == []


def test_l4_one_that_can_be_regained_after_the_plan_is_no_departure() -> None:
    late = rules.deficits_in({2027: 5, 2030: -10})
    assert rules.not_regained(late, 2027, 2030) == []
    assert rules.not_regained(rules.deficits_in({2026: -10, 2030: 1}), 2027, 2028) != []


def test_l4_the_statement_shows_what_is_left_and_the_plan_that_leaves_it_is_signalled(purse: Purse) -> None:
    world = purse.world
    before = purse.adopted_whole(2026, school=1_100_000)
    before.statement.create(line=StatementLine.TAXES, year=2026, amount=1_000_000)
    whole = actions.draft_budget(by=None, body=None, year=2027, stage=Stage.MUNICIPAL)
    for year, taxes in ((2027, 1_130_000), (2028, 1_100_000), (2029, 1_100_000)):
        whole.statement.create(line=StatementLine.TAXES, year=year, amount=taxes)
        whole.lines.update_or_create(area=purse.school, service=None, year=year, defaults={"cost": 1_100_000})
    assert whole.balance_before() == {2026: -100_000}
    page = browser(world.karin).get(f"/budget/dokument/{whole.pk}/").content.decode()
    assert "Kvar att återställa från 2026, senast 2029" in page
    (told,) = [one for one in unbalanced(whole, net_by_year(whole.year)) if "återställt" in one.message]
    assert f"Planen lämnar 70{NBSP}000 kronor" in told.message
    whole.statement.filter(year=2028).update(amount=1_170_000)
    assert not [one for one in unbalanced(whole, net_by_year(whole.year)) if "återställt" in one.message]


def test_l4_what_the_accounts_say_of_a_closed_year_goes_before_its_budget(purse: Purse) -> None:
    before = purse.adopted_whole(2026, school=900)
    before.statement.create(line=StatementLine.TAXES, year=2026, amount=1000)
    whole = actions.draft_budget(by=None, body=None, year=2027, stage=Stage.MUNICIPAL)
    assert whole.balance_before() == {2026: 100}
    purse.school.actuals.create(year=2026, period=12, line="staff", amount=1040)
    purse.finance.actuals.create(year=2026, period=12, line="taxes", amount=-1000)
    purse.school.actuals.create(year=2026, period=12, line="investment", amount=77)
    assert whole.balance_before() == {2026: -40}


def test_b4_a_balance_budget_that_is_decided_is_read_and_one_that_is_written_is_changed(purse: Purse) -> None:
    decided = purse.adopted_whole(2026, school=900)
    draft = actions.draft_budget(by=None, body=None, year=2027, stage=Stage.MUNICIPAL)
    for budget in (decided, draft):
        budget.statement.create(line=StatementLine.EQUITY, year=budget.year, amount=1000)
    ways = [one.mend for one in unbalanced(decided, net_by_year(2026)) if "går inte ihop" in one.message]
    assert ways == ["Se balansbudgeten"]
    ways = [one.mend for one in unbalanced(draft, net_by_year(2027)) if "går inte ihop" in one.message]
    assert ways == ["Ändra balansbudgeten"]
