"""The tables of one budget, made of its wording: what is frozen and what is drafted are shown alike (B-2, B-4, F-5)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from styrhjul.budget import rules
from styrhjul.budget.terms import BridgeKind, KeyFigure, StatementLine

Content = Mapping[str, Any]


class MoneyRow(NamedTuple):
    """A row of the budget's amounts in kronor: the year's revenue, cost and net, net of last year and of plan years."""

    kind: str
    name: str
    area_id: int | None
    revenue: int
    cost: int
    before: int | None
    plan: tuple[int, ...]

    @property
    def net(self) -> int:
        """The year's net cost."""
        return self.cost - self.revenue

    @property
    def change(self) -> int | None:
        """What the net cost changes from last year's budget; None without one."""
        return None if self.before is None else self.net - self.before


def money_rows(content: Content, years: Sequence[int], before: Mapping[int, int] | None) -> list[MoneyRow]:
    """Return the rows of the areas with their service areas beneath, and the sum of all; levels agree (B-2, B-3)."""
    of: dict[tuple[int, str, int | None, str], dict[int, tuple[int, int]]] = {}
    for area, area_name, service, service_name, year, revenue, cost in content.get("lines", ()):
        of.setdefault((area, area_name, service, service_name or ""), {})[year] = (revenue, cost)

    def row(
        kind: str, name: str, area_id: int | None, some: list[dict[int, tuple[int, int]]], earlier: int | None
    ) -> MoneyRow:
        sums = {year: [sum(one.get(year, (0, 0))[at] for one in some) for at in (0, 1)] for year in years}
        plan = tuple(sums[year][1] - sums[year][0] for year in years[1:])
        revenue, cost = sums[years[0]]
        return MoneyRow(kind, name, area_id, revenue, cost, earlier, plan)

    rows: list[MoneyRow] = []
    for area, name in dict.fromkeys((key[0], key[1]) for key in of):
        mine = {key: amounts for key, amounts in of.items() if key[0] == area}
        rows.append(row("area", name, area, list(mine.values()), before.get(area, 0) if before is not None else None))
        rows += [row("sub", key[3], area, [one], None) for key, one in mine.items() if key[2] is not None]
    if rows:
        earlier = sum(before.values()) if before is not None else None
        rows.append(row("sum", "Summa", None, list(of.values()), earlier))
    return rows


class BridgeBar(NamedTuple):
    """A row of the bridge: what changes, by how much, why, and where its bar begins and ends in percent of the axis."""

    name: str
    reason: str
    amount: int
    is_sum: bool
    start: float
    length: float


class Bridge(NamedTuple):
    """The way from one year's net cost to the next one's, bar by bar; from last year's budget in the budget year."""

    year: int
    bars: list[BridgeBar]


def bridges_of(content: Content, years: Sequence[int], earlier: int | None) -> list[Bridge]:
    """Return the bridge to the budget year and to each plan year that has changes written (B-1).

    None to the budget year without a budget of last year.
    """
    net, _ = _by_year(content, years)
    of: dict[int, dict[tuple[str, str, str], int]] = {}
    for _area, kind, reason, decided, amount, *when in content.get("bridge", ()):
        steps = of.setdefault(when[0] if when else years[0], {})
        steps[kind, reason, decided] = steps.get((kind, reason, decided), 0) + amount
    found = []
    if earlier is not None and years[0] in of:
        found = [Bridge(years[0], _bars(of[years[0]], earlier, net[years[0]], ("Förra årets budget", "Årets budget")))]
    for before, year in pairwise(years):
        if year in of:
            names = (f"{'Plan' if before != years[0] else 'Budget'} {before}", f"Plan {year}")
            found.append(Bridge(year, _bars(of[year], net[before], net[year], names)))
    return found


def _bars(steps: Mapping[tuple[str, str, str], int], earlier: int, now: int, names: tuple[str, str]) -> list[BridgeBar]:
    """Return the bars on an axis cut below the lowest; the first and the last have the names."""
    levels = [earlier]
    for amount in steps.values():
        levels.append(levels[-1] + amount)
    low, high = min([*levels, now]), max([*levels, now])
    floor = low - (high - low) // 2 if high > low else low - 1
    scale = 100 / (high - floor)

    def bar(one: int, other: int) -> tuple[float, float]:
        first, last = sorted((one, other))
        return round((first - floor) * scale, 2), round((last - first) * scale, 2)

    bars = [BridgeBar(names[0], "", earlier, True, *bar(floor, earlier))]
    for ((kind, reason, decided), amount), level in zip(steps.items(), levels, strict=False):
        told = reason + (f" ({decided})" if decided else "")
        bars.append(BridgeBar(BridgeKind(kind).label, told, amount, False, *bar(level, level + amount)))
    return [*bars, BridgeBar(names[1], "", now, True, *bar(floor, now))]


class StatementRow(NamedTuple):
    """A row of the statement: its name, whether it is a sum, and its amount in kronor by year; None is a heading."""

    name: str
    is_sum: bool
    amounts: tuple[int, ...] | None


class Statement(NamedTuple):
    """The municipality's result, balance requirement, cash flow and balance budgets, and its key figures (B-4, L-4)."""

    result: list[StatementRow]
    requirement: list[StatementRow]
    cash_flow: list[StatementRow]
    balance: list[StatementRow]
    figures: list[tuple[str, list[Decimal | None]]]


#: The rows of each part of the statement: where a row comes from, what it is called, its sign, and whether it is a sum.
#: From a typed line, or from what the rules compute: (source, name of the figure).
Source = StatementLine | tuple[str, str]
LAYOUT: Mapping[str, Sequence[tuple[Source, str, int, bool]]] = {
    "result": (
        (("result", "net_cost"), "Verksamhetens nettokostnader", -1, False),
        (StatementLine.DEPRECIATION, "varav avskrivningar", -1, False),
        (StatementLine.TAXES, "", 1, False),
        (StatementLine.GENERAL_GRANTS, "", 1, False),
        (StatementLine.FINANCIAL_REVENUE, "", 1, False),
        (StatementLine.FINANCIAL_COST, "", -1, False),
        (("result", "result"), "Årets resultat", 1, True),
    ),
    "requirement": (
        (("result", "result"), "Årets resultat", 1, False),
        (StatementLine.CAPITAL_GAINS, "", -1, False),
        (StatementLine.TO_RESERVE, "", -1, False),
        (StatementLine.FROM_RESERVE, "", 1, False),
        (("result", "balance_result"), "Balanskravsresultat", 1, True),
        (StatementLine.DEFICIT_TO_REGAIN, "", 1, False),
        (StatementLine.RESERVE, "", 1, False),
        (("cap", "amount"), "Tak för resultatreserven (5 procent av skatter och bidrag)", 1, False),
    ),
    "cash_flow": (
        (("flow", "operating"), "Den löpande verksamheten", 1, False),
        (("flow", "investing"), "Investeringar", 1, False),
        (("flow", "financing"), "Lån", 1, False),
        (("flow", "change"), "Årets kassaflöde", 1, True),
    ),
    "balance": (
        (StatementLine.FIXED_ASSETS, "", 1, False),
        (StatementLine.CURRENT_ASSETS, "", 1, False),
        (("balance", "assets"), "Summa tillgångar", 1, True),
        (StatementLine.EQUITY, "", 1, False),
        (StatementLine.PROVISIONS, "", 1, False),
        (StatementLine.LONG_DEBT, "", 1, False),
        (StatementLine.SHORT_DEBT, "", 1, False),
        (("balance", "financed"), "Summa eget kapital och skulder", 1, True),
        (("balance", "difference"), "Skillnad", 1, False),
        (StatementLine.PENSIONS_OUTSIDE, "", 1, False),
    ),
}


class Cap(NamedTuple):
    """The most that the result reserve may hold, in kronor (L-4)."""

    amount: int


def statement_of(content: Content, years: Sequence[int]) -> Statement | None:
    """Return the statement of the year and the plan years, computed from what is typed; None where nothing is."""
    typed: dict[int, dict[str, int]] = {year: {} for year in years}
    for name, year, amount in content.get("statement", ()):
        typed.setdefault(year, {})[name] = amount
    if not any(typed.values()):
        return None
    net, investments = _by_year(content, years)
    computed: dict[int, dict[str, Any]] = {}
    for year in years:
        result = rules.result_of(net[year], typed[year])
        computed[year] = {
            "result": result,
            "flow": rules.cash_flow_of(result, investments[year], typed[year]),
            "balance": rules.balance_of(typed[year]),
            "cap": Cap(rules.reserve_cap(result.taxes, result.general_grants)),
            "figures": rules.key_figures(result, investments[year], typed[year]),
        }

    def amount_of(source: Source, year: int) -> int:
        if isinstance(source, StatementLine):
            return typed[year].get(source, 0)
        return int(getattr(computed[year][source[0]], source[1]))

    def row(source: Source, name: str, sign: int, is_sum: bool) -> StatementRow:
        label = name or (source.label if isinstance(source, StatementLine) else "")
        return StatementRow(str(label), is_sum, tuple(sign * amount_of(source, year) for year in years))

    parts = {part: [row(*one) for one in rows] for part, rows in LAYOUT.items()}
    results: dict[int, int] = dict(content.get("balance_before", ()))
    results |= {year: one["result"].balance_result for year, one in computed.items() if one["result"].taxes}
    parts["requirement"] += _to_regain(results, years)
    figures = [(label, [computed[year]["figures"].get(name) for year in years]) for name, label in KeyFigure.choices]
    return Statement(figures=figures, **parts)


def left_behind(decided: Content, proposed: Content, years: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return by how many kronor the council changed each year's result and cash flow, and the balance not (B-4)."""
    now, before = statement_of(decided, years), statement_of(proposed, years)
    if now is None or before is None or now.balance != before.balance or not any(now.balance[2].amounts or ()):
        return {}
    ends = [(part[-1].amounts or (), was[-1].amounts or ()) for part, was in (
        (now.result, before.result), (now.cash_flow, before.cash_flow),
    )]  # fmt: skip
    changes = [[one - other for one, other in zip(*pair, strict=True)] for pair in ends]
    by_year = zip(years, *changes, strict=True)
    return {year: (result, flow) for year, result, flow in by_year if result or flow}


def _to_regain(results: Mapping[int, int], years: Sequence[int]) -> list[StatementRow]:
    """Return a row for each deficit that is left to regain in the years, with the last year for it (L-4)."""
    return [
        StatementRow(
            f"Kvar att återställa från {one.year}, senast {one.last_year}", False,
            tuple(one.left_after(year) for year in years),
        )
        for one in rules.deficits_in(results)
        if one.left_after(max(years[0], one.year)) or one.left_after(years[0] - 1)
    ]  # fmt: skip


def _by_year(content: Content, years: Sequence[int]) -> tuple[dict[int, int], dict[int, int]]:
    """Return net cost and investments of each year, in kronor."""
    net = dict.fromkeys(years, 0)
    for *_, year, revenue, cost in content.get("lines", ()):
        if year in net:
            net[year] += cost - revenue
    investments = dict.fromkeys(years, 0)
    for *_, year, amount in content.get("investments", ()):
        if year in investments:
            investments[year] += amount
    return net, investments


class ProjectRow(NamedTuple):
    """A project in a budget: its name, total, what has been spent, and the amount of each year, in kronor (B-2)."""

    project_id: int | None
    name: str
    total: int | None
    spent: int | None
    amounts: tuple[int, ...]


def project_rows(
    content: Content, years: Sequence[int], totals: Mapping[int, int], spent: Mapping[int, int]
) -> list[ProjectRow]:
    """Return the budget's projects with their years, and the sum of all; empty without investments."""
    of: dict[tuple[int, str], dict[int, int]] = {}
    for project, name, year, amount in content.get("investments", ()):
        of.setdefault((project, name), {})[year] = amount
    rows = [
        ProjectRow(pk, name, totals.get(pk), spent.get(pk, 0), tuple(amounts.get(year, 0) for year in years))
        for (pk, name), amounts in of.items()
    ]
    if rows:
        sums = tuple(sum(row.amounts[at] for row in rows) for at in range(len(years)))
        rows.append(ProjectRow(None, "Summa", None, None, sums))
    return rows
