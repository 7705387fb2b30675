"""Volumes and unit costs beside money: tied by controllers, budgeted by committees, read in pages and reports (B-6)."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from styrhjul.budget import actions, rules
from styrhjul.budget.models import AreaMeasure, Budget
from styrhjul.budget.terms import Stage
from styrhjul.budget.volumes import volumes_of
from styrhjul.followup.money_sections import volume_blocks
from styrhjul.goals.models import Measure, Outcome
from styrhjul.goals.terms import MeasureKind
from styrhjul.governance.workflow import Refused
from tests.budget.money import Purse
from tests.web.test_economy import book
from tests.web.test_ledger import browser, page_of, purse

__all__ = ["purse"]


@pytest.fixture
def pupils(purse: Purse) -> Measure:
    """The number of pupils, which the lower years are followed with."""
    measure = purse.world.measure("Elever", kind=MeasureKind.VOLUME, unit_label="elever", decimals=0)
    actions.tie_measure(by=purse.world.conny, area=purse.school, service=purse.lower, measure=measure)
    return measure


def definitive(purse: Purse, pupils: Decimal, **net_costs: int) -> Budget:
    """The school committee's definitive budget of 2026, adopted."""
    world = purse.world
    budget = actions.draft_budget(by=None, body=world.school, year=2026, stage=Stage.DEFINITIVE)
    purse.write(budget, **net_costs)
    tie = AreaMeasure.objects.get(service=purse.lower)
    actions.write_volumes(by=world.tomas, budget=budget, amounts={(tie.pk, 2026): pupils})
    Budget.objects.filter(pk=budget.pk).update(state="adopted")
    return budget


def test_b6_kronor_of_net_cost_for_each_unit() -> None:
    assert rules.unit_cost(1_000_000, 8) == 125_000
    assert rules.unit_cost(100, Decimal("3")) == 33
    assert rules.unit_cost(100, 0) is None
    assert rules.unit_cost(None, 8) is None


def test_b6_volume_and_unit_cost_stand_beside_the_money_and_the_result(purse: Purse, pupils: Measure) -> None:
    world = purse.world
    purse.adopted_whole(2026, school=3_000_000)
    definitive(purse, Decimal(40), lower=2_000_000, upper=1_000_000)
    world.outcomes(pupils, y2026=50)
    actions.map_place(by=None, responsibility="", activity_code="4401", area=purse.school, service=purse.lower)
    reading = world.measure("Läser med flyt")
    actions.tie_measure(by=None, area=purse.school, measure=reading)
    world.outcomes(reading, y2025=91)
    book(purse, 2026, (1, "5010", "4401", 150_000_000), (12, "5010", "4401", 100_000_000))
    client = browser(world.conny)
    for address in (f"namnd/{world.school.pk}", f"verksamhet/{purse.school.pk}"):
        page = page_of(client, f"/ekonomi/2026/{address}/")
        assert "Volym och styckkostnad" in page
        for amount in ("40", "50", "50 000"):
            assert f">{amount}</td>" in page, amount
        assert "Resultat och effekt" in page
        assert "Läser med flyt" in page


def test_b6_a_year_that_is_not_booked_has_no_actual_unit_cost(purse: Purse, pupils: Measure) -> None:
    definitive(purse, Decimal(40), lower=2_000_000)
    purse.world.outcomes(pupils, y2026=50)
    (row,) = volumes_of(2026, [purse.school.pk], Outcome.objects.all(), None)
    assert (row.budgeted, row.actual, row.cost_budgeted, row.cost_actual) == (40.0, 50.0, 50_000, None)


def test_b6_a_committee_writes_its_volumes_and_nothing_typed_is_lost(purse: Purse, pupils: Measure) -> None:
    world = purse.world
    budget = actions.draft_budget(by=world.tomas, body=world.school, year=2026, stage=Stage.DEFINITIVE)
    purse.write(budget, lower=2_000_000)
    tie = AreaMeasure.objects.get(measure=pupils)
    client, address = browser(world.tomas), f"/budget/dokument/{budget.pk}/volymer/"
    wrong = client.post(address, {f"a-{tie.pk}-2026": "många"})
    assert wrong.status_code == 422
    assert 'value="många"' in wrong.content.decode()
    assert client.post(address, {f"a-{tie.pk}-2026": "40", f"a-{tie.pk}-2027": "32"}).status_code == 302
    page = page_of(client, f"/budget/dokument/{budget.pk}/")
    assert ">50 000</td>" in page
    assert client.post(address, {f"a-{tie.pk}-2026": "", f"a-{tie.pk}-2027": ""}).status_code == 302
    assert not budget.volumes.exists()


def test_b6_volumes_follow_into_the_next_budget_and_are_frozen(purse: Purse, pupils: Measure) -> None:
    first = definitive(purse, Decimal(40), lower=2_000_000)
    tie = AreaMeasure.objects.get(measure=pupils)
    Budget.objects.filter(pk=first.pk).update(state="draft")
    actions.write_volumes(by=None, budget=first, amounts={(tie.pk, 2027): Decimal("41.5")})
    Budget.objects.filter(pk=first.pk).update(state="adopted")
    following = actions.draft_budget(by=None, body=purse.world.school, year=2027, stage=Stage.PRELIMINARY)
    (line,) = following.wording()["volumes"]
    assert line[-2:] == [2027, "41.5000"]


def test_b6_who_ties_and_what_is_refused(purse: Purse, pupils: Measure) -> None:
    world = purse.world
    with pytest.raises(Refused):
        actions.tie_measure(by=world.tomas, area=purse.school, measure=pupils)
    with pytest.raises(Refused, match="annan KF-verksamhet"):
        actions.tie_measure(by=world.conny, area=purse.adult, service=purse.lower, measure=pupils)
    with pytest.raises(Refused, match="redan"):
        actions.tie_measure(by=world.conny, area=purse.school, service=purse.lower, measure=pupils)
    budget = definitive(purse, Decimal(40), lower=1)
    tie = AreaMeasure.objects.get(measure=pupils)
    with pytest.raises(Refused, match="står det kvar"):
        actions.untie_measure(by=world.conny, tie=tie)
    with pytest.raises(Refused):
        actions.write_volumes(by=world.tomas, budget=budget, amounts={(tie.pk, 2026): Decimal(1)})
    whole = actions.draft_budget(by=None, body=None, year=2026, stage=Stage.MUNICIPAL)
    with pytest.raises(Refused, match="nämndernas"):
        actions.write_volumes(by=None, budget=whole, amounts={})
    budget.volumes.all().delete()
    assert browser(world.conny).post(f"/kf-verksamhet/matt/{tie.pk}/ta-bort/").status_code == 302
    assert not AreaMeasure.objects.exists()


def test_b6_a_controller_ties_a_measure_on_its_page(purse: Purse) -> None:
    measure = purse.world.measure("Elever", kind=MeasureKind.VOLUME)
    client = browser(purse.world.conny)
    address = f"/kf-verksamhet/{purse.school.pk}/matt/"
    assert client.post(address, {"measure": ""}).status_code == 422
    assert client.post(address, {"measure": measure.pk, "service": purse.lower.pk}).status_code == 302
    assert "Elever" in page_of(client, f"/kf-verksamhet/{purse.school.pk}/")


def test_b6_the_report_holds_volume_and_unit_cost(purse: Purse, pupils: Measure) -> None:
    assert volume_blocks(2026, [purse.school.pk]) == []
    definitive(purse, Decimal(40), lower=2_000_000)
    table, _ = volume_blocks(2026, [purse.school.pk])
    assert "Årskurs 1–6: Elever" in str(table)
    assert "50000" in str(table)


def test_b6_the_page_asks_no_more_for_many_measures(purse: Purse, pupils: Measure) -> None:
    client = Client()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/ekonomi/2026/verksamhet/{purse.school.pk}/")
        return len(queries)

    purse.world.outcomes(pupils, y2025=50)
    asked()
    few = asked()
    for number in range(5):
        more = purse.world.measure(f"Elever {number}", kind=MeasureKind.VOLUME)
        purse.world.outcomes(more, y2025=50)
        actions.tie_measure(by=None, area=purse.school, measure=more)
    assert asked() == few
