"""Policy of the budget as tables and pure functions (B-1 to B-5, B-7, L-2, L-4). Amounts are whole kronor."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from styrhjul.budget.terms import ChangeKind, KeyFigure, StatementLine
from styrhjul.documents.numbers import format_number
from styrhjul.goals.terms import Level
from styrhjul.governance.workflow import Actor, Place, Refused, Step, Workflow, decides

#: States in which the public may read it: decided, or handed on to another body (O-8).
SHOWN = frozenset({"adopted", "prepared"})

#: States in which a budget or a change is still written.
UNFINISHED = frozenset({"draft", "returned"})

#: The goals that the council decides in one with the budget (D-4).
DECIDED_WITH_BUDGET = frozenset({Level.FINANCIAL, Level.DIRECTED, Level.COMMITTEE})

#: The share of taxes, general grants and equalisation that the result reserve may reach (L-4, KL 11:14).
RESERVE_CAP = Decimal("0.05")

_HAND_IN = Step("hand_in", "Lämna till nämnden", UNFINISHED, "handed", Actor.HEAD, Place.OWNER)
_TO_BOARD = Step("hand_in", "Lämna till kommunstyrelsen", UNFINISHED, "handed", Actor.HEAD, Place.OWNER)

#: A committee's budget, or its own transfer: handed in by the head, adopted by the committee (B-1, B-5, O-6).
COMMITTEE_BUDGET = Workflow(
    "committee_budget",
    {"draft": "Utkast", "handed": "Lämnad till nämnden", "adopted": "Antagen", "returned": "Återremitterad"},
    (_HAND_IN, *decides("adopt", "Anta", "handed", "adopted", Place.OWNER)),
)

#: The audit's budget: the council's presidium prepares it, and no body decides it but the council, in the whole (B-2).
AUDIT_BUDGET = Workflow(
    "audit_budget",
    {"draft": "Utkast", "handed": "Lämnad till kommunens budget"},
    (Step("hand_in", "Lämna till kommunens budget", frozenset({"draft"}), "handed", Actor.DRAFTER, Place.OWNER),),
)

#: The municipality's budget, or a change of it: the board prepares, the council adopts, with changes if it will (B-1).
MUNICIPAL_BUDGET = Workflow(
    "municipal_budget",
    {
        "draft": "Utkast",
        "handed": "Lämnad till kommunstyrelsen",
        "prepared": "Beredd, föreslagen fullmäktige",
        "adopted": "Beslutad",
        "returned": "Återremitterad",
        "rejected": "Avslagen",
    },
    (
        _TO_BOARD,
        *decides("prepare", "Bereda", "handed", "prepared", Place.OWNER),
        *decides("adopt", "Besluta", "prepared", "adopted", Place.COUNCIL, may_reject=True),
    ),
)

#: Planning conditions with the frames: the board decides (B-1).
PLANNING_CONDITIONS = Workflow(
    "planning_conditions",
    {
        "draft": "Utkast",
        "handed": "Lämnade till kommunstyrelsen",
        "adopted": "Beslutade",
        "returned": "Återremitterade",
    },
    (_TO_BOARD, *decides("adopt", "Besluta", "handed", "adopted", Place.OWNER)),
)


def kronor(amount: int) -> str:
    """Return the amount as it is written in a sentence: «−1 250 000 kronor»."""
    return f"{format_number(amount, 0)} kronor"


def difference(is_: int, should_be: int) -> str:
    """Return by how much an amount is too high or too low, in words."""
    return f"{kronor(abs(is_ - should_be))} {'för mycket' if is_ > should_be else 'för lite'}"


def check_definitive(areas: Mapping[str, tuple[int, int]]) -> None:
    """Refuse a definitive budget whose net cost for an area is not what the council has set (B-3).

    ``areas`` gives, by the area's name, the committee's net cost and the council's.
    """
    wrong = [(name, own, council) for name, (own, council) in areas.items() if own != council]
    if wrong:
        told = "; ".join(
            f"{name}: {kronor(own)}, fullmäktige har beslutat {kronor(council)} ({difference(own, council)})"
            for name, own, council in wrong
        )
        raise Refused(f"Nettokostnaden stämmer inte med fullmäktiges beslut. {told}.", "B-3")


def above_frame(net_cost: int, frame: int | None) -> int:
    """Return by how many kronor a preliminary budget goes above its frame, 0 within it or without a frame (B-3)."""
    return max(0, net_cost - frame) if frame is not None else 0


def bridge_rests(
    bridge: Mapping[int, int], net_costs: Mapping[int, int], earlier: Mapping[int, int] | None
) -> dict[int, int]:
    """Return what each area's bridge leaves unexplained: this year's budget less last year's and the changes (B-1).

    Empty when there is no budget of last year to start from, or no bridge at all for a budget without amounts.
    """
    if earlier is None or not net_costs:
        return {}
    areas = set(net_costs) | set(earlier)
    rests = {area: net_costs.get(area, 0) - earlier.get(area, 0) - bridge.get(area, 0) for area in areas}
    return {area: rest for area, rest in rests.items() if rest}


def check_bridge(rests: Mapping[str, int]) -> None:
    """Refuse a bridge from last year's budget that does not add up, with the rest of each area (B-1)."""
    if rests:
        told = "; ".join(f"{name}: {kronor(rest)}" for name, rest in rests.items())
        raise Refused(
            "Förändringarna förklarar inte hela skillnaden från förra årets budget. Lägg till eller ändra så att "
            f"resten blir noll. Kvar att förklara: {told}.",
            "B-1",
        )


def check_change(kind: str, is_committees: bool, by_area: Mapping[int, int], investments: int, financing: str) -> None:
    """Refuse a change of the budget that is not what it says it is (B-5, L-4).

    A transfer sums to zero: the council's over all areas, a committee's within each area, since a committee moves only
    between its service areas. An addition says how it is financed.
    """
    if not by_area and not investments:
        raise Refused("Ändringen har inga belopp. Skriv minst en rad.", "B-5", {"lines": "Skriv minst en rad."})
    if is_committees and any(by_area.values()):
        out, into = (sum(max(0, sign * amount) for amount in by_area.values()) for sign in (-1, 1))
        raise Refused(
            "En nämnd flyttar pengar mellan sina verksamhetsområden inom samma KF-verksamhet. Flytt mellan "
            f"KF-verksamheter beslutar fullmäktige. Det som byter KF-verksamhet: {kronor(max(out, into))}.",
            "B-5",
        )
    total = sum(by_area.values())
    if kind == ChangeKind.TRANSFER and (total or investments):
        raise Refused(f"En omfördelning ska bli noll. Den blir {kronor(total + investments)}.", "B-5")
    if kind == ChangeKind.ADDITION and total + investments > 0 and not financing.strip():
        raise Refused(
            "Ett beslut om en utgift under året ska säga hur den finansieras (KL 11 kap. 6 §).",
            "L-4",
            {"financing": "Skriv hur utgiften finansieras."},
        )


def deviation(budget: int, actual: int) -> int:
    """Return the deviation in kronor for net costs: plus is better than the budget, everywhere (domain, section 1)."""
    return budget - actual


class Result(NamedTuple):
    """The result budget of a year, and the balance requirement that follows from it, in kronor (B-4, L-4)."""

    net_cost: int
    depreciation: int
    taxes: int
    general_grants: int
    financial_net: int
    result: int
    capital_gains: int
    to_reserve: int
    from_reserve: int
    balance_result: int


def income_of(amounts: Mapping[str, int]) -> int:
    """Return taxes, general grants and net financial items of the statement, in kronor (B-2, B-4)."""
    plus = (StatementLine.TAXES, StatementLine.GENERAL_GRANTS, StatementLine.FINANCIAL_REVENUE)
    return sum(amounts.get(line, 0) for line in plus) - amounts.get(StatementLine.FINANCIAL_COST, 0)


def result_of(net_cost: int, amounts: Mapping[str, int]) -> Result:
    """Return the year's result, and the result by the balance requirement (KL 11:12–15).

    ``net_cost`` is that of all areas, depreciation within it; ``amounts`` are the typed lines, all positive.
    """

    def get(line: StatementLine) -> int:
        return amounts.get(line, 0)

    financial = get(StatementLine.FINANCIAL_REVENUE) - get(StatementLine.FINANCIAL_COST)
    depreciation, taxes = get(StatementLine.DEPRECIATION), get(StatementLine.TAXES)
    grants = get(StatementLine.GENERAL_GRANTS)
    result = income_of(amounts) - net_cost
    gains, to_reserve = get(StatementLine.CAPITAL_GAINS), get(StatementLine.TO_RESERVE)
    from_reserve = get(StatementLine.FROM_RESERVE)
    balance = result - gains - to_reserve + from_reserve
    return Result(net_cost, depreciation, taxes, grants, financial, result, gains, to_reserve, from_reserve, balance)


#: Within how many years a negative balance result is regained (L-4, KL 11:12).
YEARS_TO_REGAIN = 3


class Deficit(NamedTuple):
    """A negative balance result to regain: its year, its kronor, the last year for it, and what is left after each."""

    year: int
    amount: int
    last_year: int
    left: dict[int, int]

    def left_after(self, year: int) -> int:
        """Return what is left to regain after the year, in kronor; 0 before the deficit."""
        return next((self.left[known] for known in sorted(self.left, reverse=True) if known <= year), 0)


def deficits_in(results: Mapping[int, int]) -> list[Deficit]:
    """Return the deficits of balance results by year, in kronor; a surplus regains the oldest first (L-4, KL 11:12)."""
    found: list[Deficit] = []
    for year in sorted(results):
        surplus = max(0, results[year])
        for one in found:
            used = min(surplus, one.left[max(one.left)])
            one.left[year] = one.left[max(one.left)] - used
            surplus -= used
        if results[year] < 0:
            found.append(Deficit(year, -results[year], year + YEARS_TO_REGAIN, {year: -results[year]}))
    return found


def not_regained(deficits: Sequence[Deficit], first: int, last: int) -> list[Deficit]:
    """Return the deficits that a plan from the first to the last year leaves when their time is out, or at its end.

    One that arises so late in the plan that it can be regained after it is no departure (L-4).
    """
    return [
        one
        for one in deficits
        if first <= one.last_year and (one.last_year <= last or one.year < first)
        if one.left_after(min(one.last_year, last))
    ]


def reserve_cap(taxes: int, general_grants: int) -> int:
    """Return the most that the result reserve may hold, in kronor: 5 % of taxes and general grants (L-4, KL 11:14)."""
    return int((taxes + general_grants) * RESERVE_CAP)


class CashFlow(NamedTuple):
    """The cash-flow budget of a year in kronor (B-4)."""

    operating: int
    investing: int
    financing: int
    change: int


def cash_flow_of(result: Result, investments: int, amounts: Mapping[str, int]) -> CashFlow:
    """Return the year's cash flow: the result without depreciation, investments, and loans, in kronor (B-4)."""
    operating = (
        result.result
        + result.depreciation
        + amounts.get(StatementLine.PROVISIONS_CHANGE, 0)
        + amounts.get(StatementLine.WORKING_CAPITAL, 0)
    )
    investing = amounts.get(StatementLine.INVESTMENT_GRANTS, 0) - investments
    financing = amounts.get(StatementLine.NEW_LOANS, 0) - amounts.get(StatementLine.REPAID_LOANS, 0)
    return CashFlow(operating, investing, financing, operating + investing + financing)


class Balance(NamedTuple):
    """The balance budget of a year in kronor: what is owned, and how it is financed (B-4)."""

    assets: int
    financed: int
    difference: int


def balance_of(amounts: Mapping[str, int]) -> Balance:
    """Return the sums of the balance budget; a difference other than 0 is an error to point out (B-4)."""

    def total(*lines: StatementLine) -> int:
        return sum(amounts.get(line, 0) for line in lines)

    assets = total(StatementLine.FIXED_ASSETS, StatementLine.CURRENT_ASSETS)
    financed = total(StatementLine.EQUITY, StatementLine.PROVISIONS, StatementLine.LONG_DEBT, StatementLine.SHORT_DEBT)
    return Balance(assets, financed, assets - financed)


def equity_gaps(results: Mapping[int, int], equity: Mapping[int, int]) -> dict[int, int]:
    """Return by year what the change of equity from the year before differs from the year's result, in kronor (B-4).

    Only where both years have an equity, so not the first; an item straight to equity is such a difference too.
    """
    gaps = {
        year: equity[year] - equity[year - 1] - result
        for year, result in results.items()
        if equity.get(year) and equity.get(year - 1)
    }
    return {year: gap for year, gap in gaps.items() if gap}


def key_figures(result: Result, investments: int, amounts: Mapping[str, int]) -> dict[str, Decimal]:
    """Return the key figures that the budget gives, in percent with one decimal; those without a base are left out."""
    found: dict[str, Decimal] = {}
    income = result.taxes + result.general_grants
    assets = balance_of(amounts).assets
    equity = amounts.get(StatementLine.EQUITY, 0) - amounts.get(StatementLine.PENSIONS_OUTSIDE, 0)
    for name, part, whole in (
        (KeyFigure.RESULT_SHARE, result.result, income),
        (KeyFigure.EQUITY_RATIO, equity, assets),
        (KeyFigure.SELF_FINANCING, result.result + result.depreciation, investments),
    ):
        if whole:
            found[name] = (Decimal(100 * part) / whole).quantize(Decimal("0.1"))
    return found


def unit_cost(net_cost: int | None, volume: float | Decimal | None) -> int | None:
    """Return kronor of net cost for each unit of the volume; None without a cost or a volume (B-6)."""
    if net_cost is None or not volume:
        return None
    return round(Decimal(net_cost) / Decimal(str(volume)))


def spread_flat(amount: int) -> list[int]:
    """Return twelve monthly amounts in kronor that sum to the year's, as even as whole kronor allow."""
    return [amount * (month + 1) // 12 - amount * month // 12 for month in range(12)]


def spread_by(amount: int, pattern: Sequence[int]) -> list[int]:
    """Return twelve monthly amounts that sum to the year's, in the proportions of the pattern; flat without one."""
    total = sum(pattern)
    if len(pattern) != 12 or not total:
        return spread_flat(amount)
    sums = [round(Decimal(amount) * sum(pattern[: month + 1]) / total) for month in range(12)]
    return [after - before for before, after in zip([0, *sums], sums, strict=False)]


def carried(amounts: Sequence[int]) -> list[int]:
    """Return öre as whole kronor, one for each amount, so that their sum is the rounded sum of all.

    What one row loses by rounding is carried to the next, so no level differs from another.
    """
    kronor_of, total, given = [], 0, 0
    for amount in amounts:
        total += amount
        upto = (total + 50) // 100
        kronor_of.append(upto - given)
        given = upto
    return kronor_of


def restated(figures: Mapping[int, int], shares: Sequence[tuple[int, int, Decimal]]) -> dict[int, int]:
    """Return the areas' figures restated to their successors; the sum never changes by it (B-7).

    ``shares`` are predecessor, successor and share; what no successor takes stays where it is.
    """
    found = dict(figures)
    for predecessor in dict.fromkeys(row[0] for row in shares):
        amount = figures.get(predecessor, 0)
        given = 0
        for _, successor, share in (row for row in shares if row[0] == predecessor):
            part = round(amount * share)
            found[successor] = found.get(successor, 0) + part
            given += part
        rest = amount - given
        whole = sum(row[2] for row in shares if row[0] == predecessor) == 1
        last = next(row[1] for row in reversed(shares) if row[0] == predecessor)
        if whole:
            found[last] += rest
            found.pop(predecessor, None)
        else:
            found[predecessor] = rest
    return found


def trend(months: Sequence[int], earlier: Sequence[Sequence[int]]) -> tuple[int, int | None]:
    """Return two helps for a full-year forecast, in kronor, from the net costs of the months that have passed.

    The first lays the rest of the year at the mean of the months so far. The second takes the share of the year that
    the same months had in earlier years; None without any.
    """
    so_far, count = sum(months), len(months)
    straight = round(so_far * 12 / count) if count else 0
    parts = [(sum(year[:count]), sum(year)) for year in earlier if len(year) == 12]
    shares = [Decimal(part) / whole for part, whole in parts if whole]
    if not shares or not sum(shares):
        return straight, None
    return straight, round(so_far / (sum(shares) / len(shares)))
