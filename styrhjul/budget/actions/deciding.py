"""What follows when a body decides about a budget (B-1, B-3, D-4)."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from styrhjul.budget.actions.computing import compute_measures
from styrhjul.budget.actions.drafting import lay_in_audit
from styrhjul.budget.models import BridgeRow, Budget, BudgetLine, PlanningConditions
from styrhjul.budget.terms import BridgeKind, Stage
from styrhjul.governance.actions import close_tasks, open_task
from styrhjul.governance.models import Decision, WheelItem
from styrhjul.governance.terms import TaskKind
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person

#: How a changed net cost is named in a decision: ``net:<area>-<service or 0>:<year>``.
NET = "net"

#: How a changed investment is named in a decision: ``investment:<project>:<year>``.
INVESTMENT = "investment"


def receive_ruling(budget: Budget, _step: str, decision: Decision, changes: Mapping[str, Any]) -> None:
    """Take in what the body changed: text, tax rate, net cost of areas and investments, in kronor (D-4).

    The cost gives way, the revenue stands; a changed net cost gets its own row in the bridge, so that it adds up.
    """
    if "text" in changes:
        budget.text = changes["text"]
    if changes.get("tax_rate"):
        budget.tax_rate = Decimal(str(changes["tax_rate"]))
    budget.save(update_fields=["text", "tax_rate"])
    for name, amount in changes.items():
        if name.startswith(f"{NET}:"):
            _, row, year = name.split(":")
            area, service = (int(part) for part in row.split("-"))
            _set_net_cost(budget, area, service or None, int(year), int(amount), decision)
        elif name.startswith(f"{INVESTMENT}:"):
            _, project, year = name.split(":")
            budget.investments.update_or_create(
                project_id=int(project), year=int(year), defaults={"amount": int(amount)}
            )


def _set_net_cost(budget: Budget, area: int, service: int | None, year: int, net_cost: int, by: Decision) -> None:
    line, _ = BudgetLine.objects.get_or_create(budget=budget, area_id=area, service_id=service, year=year)
    change = net_cost - line.net_cost
    line.cost += change
    line.save(update_fields=["cost"])
    if change:
        _explain(budget, area, year, change, by, "ändrade förslaget")
        _explain(budget, area, year + 1, -change, by, f"ändrade {year} men inte året efter")


def _explain(budget: Budget, area: int, year: int, change: int, by: Decision, what: str) -> None:
    """Add a row to the bridge to the year, when it has one, so that it adds up with what the body changed (B-1)."""
    if budget.bridge.filter(year=year).exists():
        BridgeRow.objects.create(
            budget=budget,
            area_id=area,
            year=year,
            kind=BridgeKind.PERMANENT,
            reason=f"{by.meeting.body} {what}",
            decided=by.reference,
            amount=change,
            rank=budget.bridge.count(),
        )


def follow_step(budget: Budget, step: str, by: Person | None) -> None:
    """Close the committee's task when its budget is adopted, and open the next: the definitive budget (B-1, W-3)."""
    if step == "hand_in" and budget.is_audits:
        lay_in_audit(budget, by)
    if step != "adopt":
        return
    if budget.body is None:
        compute_measures(budget=budget, why=f"{budget} beslutades.")
        due_on = WheelItem.objects.due("definitive_budgets", budget.year) or datetime.date(budget.year - 1, 12, 31)
        for body in Body.objects.filter(appropriation_areas__in=budget.areas().of_committees()).distinct():
            open_task(
                kind=TaskKind.WRITE_BUDGET,
                thing=budget,
                body=body,
                side="head",
                heading=f"Lämna definitiv nämndsbudget {budget.year} för {body}"[:300],
                due_on=max(today(), due_on),
            )
        return
    asked: PlanningConditions | Budget | None
    if budget.stage == Stage.PRELIMINARY:
        asked = PlanningConditions.objects.filter(year=budget.year).first()
    else:
        asked = Budget.objects.adopted_for(budget.year)
    if asked is not None:
        close_tasks(by=by, thing=asked, kind=TaskKind.WRITE_BUDGET, body=budget.body)
