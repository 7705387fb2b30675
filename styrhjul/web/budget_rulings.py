"""What a decision may change in a budget: net costs, investments, tax rate; typed in tkr, kept in kronor (D-4)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from styrhjul.budget.actions.deciding import INVESTMENT, NET
from styrhjul.budget.models import Budget, BudgetLine
from styrhjul.web.money_fields import EXPECTED, kronor_of, tkr_text


class ProposedAmount(NamedTuple):
    """An amount that a decision may change: its name in the decision's line, what it is called, and as proposed.

    Those of the budget year stand first; the others have the heading that they are folded under.
    """

    name: str
    label: str
    text: str
    heading: str = ""


def amounts_in(budget: Budget) -> Iterator[ProposedAmount]:
    """Yield what a decision may change: the tax rate, the net costs of the year, investments, and the plan years."""
    if budget.body_id is None:
        rate = f"{budget.tax_rate}".replace(".", ",") if budget.tax_rate is not None else ""
        yield ProposedAmount("tax_rate", "Skattesats, kronor per hundra", rate)
    lines = budget.lines.select_related("area", "service")
    ordered = list(lines.order_by("year", "area__body__rank", "area__rank", "area__name", "service__rank"))
    yield from (_net_cost(line, "") for line in ordered if line.year == budget.year)
    for one in budget.investments.select_related("project").order_by("project__name", "year"):
        name = f"{INVESTMENT}:{one.project_id}:{one.year}"
        yield ProposedAmount(name, f"{one.project} {one.year}, tkr", tkr_text(one.amount), "Investeringar")
    yield from (_net_cost(line, f"Plan {line.year}") for line in ordered if line.year > budget.year)


def _net_cost(line: BudgetLine, heading: str) -> ProposedAmount:
    """Return a line's net cost as a decision may change it."""
    name = f"{line.area}: {line.service}" if line.service else str(line.area)
    when = f" {line.year}" if heading else ""
    label = f"Nettokostnad {name}{when}, tkr"
    return ProposedAmount(
        f"{NET}:{line.area_id}-{line.service_id or 0}:{line.year}", label, tkr_text(line.net_cost), heading
    )


def is_amount(name: str) -> bool:
    """Tell whether a changed field of a decision's line is one of a budget's amounts."""
    return name == "tax_rate" or name.split(":")[0] in {NET, INVESTMENT}


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


def label_of(name: str, content: Mapping[str, Any]) -> str:
    """Return what a changed amount is called where a decision is read, with the names of the frozen version."""
    if name == "tax_rate":
        return "Skattesats"
    kind, place, year = name.split(":")
    if kind == INVESTMENT:
        projects = {str(row[0]): row[1] for row in content.get("investments", ())}
        return f"Investering {projects.get(place, '')} {year}, tkr"
    names = {f"{row[0]}-{row[2] or 0}": f"{row[1]}: {row[3]}" if row[2] else row[1] for row in content.get("lines", ())}
    return f"Nettokostnad {names.get(place, '')} {year}, tkr"


def before_of(name: str, content: Mapping[str, Any]) -> str:
    """Return the amount as the body got it, from the frozen version: in tkr, or the tax rate."""
    if name == "tax_rate":
        return str(content.get("tax_rate") or "").replace(".", ",")
    kind, place, year = name.split(":")
    if kind == INVESTMENT:
        known = {f"{row[0]}:{row[2]}": row[3] for row in content.get("investments", ())}
        return tkr_text(known.get(f"{place}:{year}"))
    area, service = (int(part) for part in place.split("-"))
    for of_area, _, of_service, _, of_year, revenue, cost in content.get("lines", ()):
        if (of_area, of_service or 0, of_year) == (area, service, int(year)):
            return tkr_text(cost - revenue)
    return ""


def after_of(name: str, amount: object) -> str:
    """Return the changed amount as it is read: in tkr, or the tax rate."""
    return str(amount).replace(".", ",") if name == "tax_rate" else tkr_text(int(str(amount)))
