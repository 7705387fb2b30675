"""The signals of internal control, each with the way to mend it; queries do not grow with rows (C, L-5, X-1)."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from styrhjul.control import actions
from styrhjul.control.findings import find
from styrhjul.control.models import Control, ControlPlan, ControlResult, Risk
from styrhjul.organisation.clock import on_day
from tests.control.sjostad_control import adopted, control, draft, risk
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db


def signals(year: int = 2026, on: datetime.date = TODAY) -> list[tuple[str, str, str]]:
    return [(one.rule, str(one.about), one.message) for one in find(year, on)]


def test_c1_a_body_without_an_adopted_plan_is_signalled_when_plans_are_due(world: World) -> None:
    assert signals(on=datetime.date(2026, 3, 2)) == [], "the last of February is a Saturday"
    assert [(rule, about) for rule, about, _ in signals()] == [
        ("C-1", "Kommunstyrelsen"), ("C-1", "Skolnämnden"), ("C-1", "Omsorgsnämnden"),
    ]  # fmt: skip
    plan = draft(world)
    assert ("C-1", str(plan), "Planen är inte antagen; den skulle ha antagits 2 mars 2026.") in signals()
    ControlPlan.objects.update(state="adopted")
    assert {about for rule, about, _ in signals() if rule == "C-1"} == {"Kommunstyrelsen", "Omsorgsnämnden"}


def test_l5_a_plan_without_a_risk_of_errors_and_irregularities_is_signalled(world: World) -> None:
    plan = draft(world, 2027)
    assert signals(2027) == []
    Risk.objects.filter(kind="errors").delete()
    assert signals(2027) == [("L-5", str(plan), "Ingen risk gäller fel och oegentligheter (KL 6 kap. 6 §).")]


def test_c2_a_control_overdue_without_result_is_signalled_by_its_periods(world: World) -> None:
    adopted(world)
    of = {about: message for rule, about, message in signals() if rule == "C-2"}
    assert of == {
        "Utredning av frånvaro": "Resultat saknas för kvartal 1, kvartal 2.",
        "Attest av fakturor": "Resultat saknas för halvår 1.",
    }
    one = Control.objects.get(what="Utredning av frånvaro")
    actions.report_result(by=None, control=one, period=1, result="Tio av tio.")
    assert ("C-2", "Utredning av frånvaro", "Resultat saknas för kvartal 2.") in signals()


def test_c2_a_deviation_without_remedy_is_signalled(world: World) -> None:
    adopted(world)
    one = Control.objects.get(what="Attest av fakturor")
    made = actions.report_result(by=None, control=one, period=1, result="Åtta.", has_deviation=True, deviation="Två.")
    assert ("C-2", "Attest av fakturor", "Avvikelsen halvår 1 har ingen åtgärd.") in signals()
    actions.write_remedy(by=None, result=made, what="Ny rutin", responsible="Chef", due_on=TODAY)
    assert "Attest av fakturor" not in {about for _, about, _ in signals()}


def test_c2_a_plan_that_is_not_followed_up_with_the_year_end_is_signalled(world: World) -> None:
    plan = adopted(world)
    ControlResult.objects.bulk_create(
        ControlResult(control=one, period=period, result="Gjord.", reported_on=TODAY)
        for one in Control.objects.all()
        for period in range(1, 5)
    )
    due_on = datetime.date(2027, 3, 31)
    assert "C-2" not in {rule for rule, *_ in signals(on=due_on)}
    late = due_on + datetime.timedelta(days=1)
    assert ("C-2", str(plan), "Planen skulle ha följts upp 31 mars 2027.") in signals(on=late)
    with on_day(late):
        followup = actions.begin_followup(by=None, plan=plan)
    type(followup).objects.update(state="adopted")
    assert "C-2" not in {rule for rule, *_ in signals(on=late)}


def test_the_queries_do_not_grow_with_risks_and_controls(world: World) -> None:
    plan = adopted(world)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            listed = [str(one.about) for one in find(2026, TODAY)]
        assert listed
        return len(queries)

    ControlPlan.objects.filter(pk=plan.pk).update(state="draft")
    fill(plan, 10)
    ControlPlan.objects.filter(pk=plan.pk).update(state="adopted")
    few = asked()
    ControlPlan.objects.filter(pk=plan.pk).update(state="draft")
    fill(ControlPlan.objects.get(pk=plan.pk), 30)
    ControlPlan.objects.filter(pk=plan.pk).update(state="adopted")
    assert asked() == few


def fill(plan: ControlPlan, number: int) -> None:
    """Add as many risks, each with a control."""
    plan.refresh_from_db()
    for one in range(number):
        control(risk(plan, f"Risk {one}", likelihood=2, consequence=2), f"Kontroll {one}")
