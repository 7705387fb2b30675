"""What a decision may change in a budget: areas' net cost, the tax rate; typed in tkr, recorded in kronor (D-4)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from styrhjul.budget.actions.deciding import NET
from styrhjul.budget.models import Budget
from styrhjul.web.money_fields import EXPECTED, kronor_of, tkr_text


class ProposedAmount(NamedTuple):
    """An amount that a decision may change: its name in the decision's line, what it is called, and as proposed."""

    name: str
    label: str
    text: str


def amounts_in(budget: Budget) -> Iterator[ProposedAmount]:
    """Yield the net costs of the budget year, and the tax rate of the municipality's budget."""
    if budget.body_id is None:
        rate = f"{budget.tax_rate}".replace(".", ",") if budget.tax_rate is not None else ""
        yield ProposedAmount("tax_rate", "Skattesats, kronor per hundra", rate)
    lines = budget.lines.filter(year=budget.year).select_related("area", "service")
    for line in lines.order_by("area__body__rank", "area__rank", "area__name", "service__rank"):
        place = f"{line.area_id}-{line.service_id or 0}"
        name = f"{line.area}: {line.service}" if line.service else str(line.area)
        yield ProposedAmount(f"{NET}:{place}:{budget.year}", f"Nettokostnad {name}, tkr", tkr_text(line.net_cost))


def fault_in(name: str, text: str) -> str:
    """Return what is wrong with a typed amount, empty when it can be read."""
    try:
        _decided(name, text)
    except (ValueError, InvalidOperation):
        return EXPECTED if name != "tax_rate" else "Skriv skattesatsen med två decimaler, till exempel 19,64."
    return ""


def _decided(name: str, text: str) -> int | str:
    if name != "tax_rate":
        return kronor_of(text)
    rate = Decimal(text.strip().replace(",", "."))
    if not rate.is_finite() or not 0 < rate < 100:
        raise ValueError(text)
    return f"{rate:.2f}"


def decided(changes: Mapping[str, str]) -> dict[str, Any]:
    """Return the changed amounts as a decision's line keeps them: kronor, and the tax rate with two decimals."""
    return {name: _decided(name, text) for name, text in changes.items()}


def label_of(name: str, areas: Mapping[int, str]) -> str:
    """Return what a changed amount is called where a decision is read."""
    if name == "tax_rate":
        return "Skattesats"
    _, place, year = name.split(":")
    return f"Nettokostnad {areas.get(int(place.split('-')[0]), '')} {year}, tkr"


def before_of(name: str, content: Mapping[str, Any]) -> str:
    """Return the amount as the body got it, from the frozen version: in tkr, or the tax rate."""
    if name == "tax_rate":
        return str(content.get("tax_rate") or "").replace(".", ",")
    _, place, year = name.split(":")
    area, service = (int(part) for part in place.split("-"))
    for of_area, _, of_service, _, of_year, revenue, cost in content.get("lines", ()):
        if (of_area, of_service or 0, of_year) == (area, service, int(year)):
            return tkr_text(cost - revenue)
    return ""


def after_of(name: str, amount: object) -> str:
    """Return the changed amount as it is read: in tkr, or the tax rate."""
    return str(amount).replace(".", ",") if name == "tax_rate" else tkr_text(int(str(amount)))
