"""The demonstration's budgets: frames, preliminary, definitive and the council's; two loaded, one decided, one begun.

Everything but the net costs of 2024 is composed, and marked as an example.
"""

import datetime
from collections.abc import Iterator
from decimal import Decimal

from styrhjul.budget import actions
from styrhjul.budget.actions import BridgeEntry, Cell, CompanyAmounts, Move
from styrhjul.budget.models import AppropriationArea, Budget, PlanningConditions, Project, ServiceArea
from styrhjul.budget.terms import BridgeKind, ChangeKind, KeyFigure, Stage, StatementLine
from styrhjul.governance.actions import Ruling, load_as_adopted, load_decision, take_step
from styrhjul.integrations.demonstration import meetings, volumes
from styrhjul.integrations.demonstration.days import DECEMBER, working
from styrhjul.integrations.demonstration.money import TKR, Money, controller
from styrhjul.integrations.demonstration.town import Town
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import Person

TEXTS = {
    Stage.PRELIMINARY: "Exempel. Nämnden föreslår sina mål och redovisar hur ramen räcker.",
    Stage.DEFINITIVE: "Exempel. Nämnden antar sin budget med de mål som fullmäktige har fastställt, och svarar på dess "
    "riktade mål.",
    Stage.MUNICIPAL: "Exempel. Budgeten håller en god ekonomisk hushållning med oförändrad skattesats. Fler äldre och "
    "fler elever i grundskolan kräver mer, medan barnen i förskolan blir färre.",
}

#: To the municipality, kronor on a hundred: the same every year (Kolada N00901).
TAX_RATE = Decimal("19.64")

#: What the council adds to an area, by year, in kronor: the board's change of the proposal for 2026.
COUNCIL_ADDS = {2026: {"Grundskoleverksamhet": 2_000_000}}

#: What a committee asks for above its frame, by year and service area, in kronor, and why.
ABOVE_FRAME = {2027: {"5131": 4_800_000, "5132": 1_200_000}}
WHY_ABOVE = "Exempel. Fler personer har rätt till boende enligt LSS än ramen räknar med; två platser behöver köpas."

#: How the difference from last year is explained, in percent of it; the last takes the rest.
EXPLAINED = (
    (BridgeKind.INDEX, "Exempel: löner och priser enligt prisindex för kommunal verksamhet", 70),
    (BridgeKind.VOLUME, "Exempel: förändrat antal barn, elever och brukare enligt befolkningsprognosen", 45),
    (BridgeKind.PERMANENT, "Exempel: effektivare arbetssätt", 0),
)


def net_cost(money: Money, service: ServiceArea, budget: Budget, year: int) -> int:
    """Return what the service area is to cost in the year, in kronor, by the stage of the budget."""
    amount = money.budgets[service.code, year]
    if budget.stage == Stage.PRELIMINARY:
        return amount + ABOVE_FRAME.get(budget.year, {}).get(service.code, 0)
    added = COUNCIL_ADDS.get(budget.year, {}).get(service.area.name, 0)
    return amount + (added if service.code == "4401" else 0)


def fill(money: Money, budget: Budget, by: Person | None) -> None:
    """Write the committee's amounts by service area, its investments and its bridge (B-1, B-2)."""
    of_code = {service.code: service for service in money.services}
    lines = {(line.area_id, line.service_id, line.year): line for line in budget.lines.all()}
    cells = []
    for service in ServiceArea.objects.filter(area__in=budget.areas()).select_related("area"):
        for year in budget.years:
            net = net_cost(money, service, budget, year)
            revenue = money.revenue(of_code[service.code], net, year)
            line = lines.get((service.area_id, service.pk, year))
            place = (service.area_id, service.pk, year)
            cells.append(Cell(*place, "revenue", line.revenue if line else 0, revenue))
            cells.append(Cell(*place, "cost", line.cost if line else 0, net + revenue))
    if cells:
        actions.write_cells(by=by, budget=budget, cells=cells)
        actions.write_investments(by=by, budget=budget, amounts=dict(investments(money, budget)))
        volumes.fill(budget, by)
        explain(budget, by)


def investments(money: Money, budget: Budget) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield the budget's investments by project and year, in kronor."""
    rows = {row["code"]: row["years"] for row in money.data["project"]}
    for project in Project.objects.filter(area__in=budget.areas()):
        for year in budget.years:
            amount = int(rows[project.code].get(str(year), 0)) * TKR
            if amount:
                yield (project.pk, year), amount


def explain(budget: Budget, by: Person | None) -> None:
    """Write the bridge from last year's budget and on through the plan years, so that it adds up (B-1)."""
    before, entries = budget.earlier_net_costs(), []
    for year in budget.years if budget.body_id else [budget.year]:  # the committees tell of the plan years
        now = budget.net_costs(year)
        if before is not None:
            entries += [entry for area in budget.areas() for entry in _changes(area.pk, before, now, year)]
        before = now
    actions.write_bridge(by=by, budget=budget, entries=[entry for entry in entries if entry.amount])


def _changes(area: int, before: dict[int, int], now: dict[int, int], year: int) -> Iterator[BridgeEntry]:
    """Yield how the difference of the area from the year before is explained, the last taking the rest."""
    difference = rest = now.get(area, 0) - before.get(area, 0)
    for kind, reason, percent in EXPLAINED[:-1]:
        part = difference * percent // 100 // TKR * TKR
        rest -= part
        yield BridgeEntry(area, kind, reason, "", part, year)
    kind, reason, _ = EXPLAINED[-1]
    yield BridgeEntry(area, kind, reason, "", rest, year)


def write_whole(money: Money, budget: Budget, by: Person | None) -> None:
    """Write what only the municipality's budget holds: audit, the statement and the tax rate (B-4)."""
    audit = AppropriationArea.objects.get(name="Revision")
    known = {line.year: line for line in budget.lines.filter(area=audit)}
    cells = [
        Cell(audit.pk, None, year, "cost", known[year].cost if year in known else 0, money.budgets["1200", year])
        for year in budget.years
    ]
    actions.write_cells(by=None, budget=budget, cells=cells)
    amounts: dict[tuple[str, int], int] = {}
    stands = opening(budget)
    for year in budget.years:
        stands = statement(money, budget, year, stands)
        amounts |= {(line, year): amount for line, amount in stands.items()}
    actions.write_statement(by=by, budget=budget, amounts=amounts)
    actions.write_companies(by=by, budget=budget, amounts=companies(budget))


#: Group companies of the example: turnover, result and investments in the first year, in tkr.
COMPANIES = {"Bostadsbolaget (exempel)": (98_000, 6_200, 45_000), "Energibolaget (exempel)": (61_500, 3_900, 18_000)}


def companies(budget: Budget) -> dict[tuple[str, int], CompanyAmounts]:
    """Return the group companies' economy, growing by two percent a year (B-4)."""
    return {
        (name, year): CompanyAmounts(*(amount * (100 + 2 * (year - 2024)) // 100 * TKR for amount in amounts))
        for name, amounts in COMPANIES.items()
        for year in budget.years
    }


#: What the first budget's balance begins with, in tkr: the last day of 2023.
BALANCE = {
    StatementLine.FIXED_ASSETS: 1_820_000, StatementLine.CURRENT_ASSETS: 578_000, StatementLine.EQUITY: 1_640_000,
    StatementLine.PROVISIONS: 128_000, StatementLine.LONG_DEBT: 330_000, StatementLine.SHORT_DEBT: 300_000,
    StatementLine.PENSIONS_OUTSIDE: 322_000,
}  # fmt: skip


def opening(budget: Budget) -> dict[str, int]:
    """Return the balance that the budget begins with, in kronor: the year before as the council budgeted it."""
    earlier = budget.earlier()
    if earlier is None:
        return {line: amount * TKR for line, amount in BALANCE.items()}
    return dict(earlier.statement.filter(year=earlier.year).values_list("line", "amount"))


def statement(money: Money, budget: Budget, year: int, before: dict[str, int]) -> dict[str, int]:
    """Return the year's typed lines of the statement, in kronor, from the balance of the year before (B-4).

    The result goes to equity, investments less depreciation to fixed assets, and the cash flow to current assets, so
    that the balance budget adds up and agrees with the result and the cash flow.
    """
    taxes, grants, revenue, cost = money.statement(year)
    result = taxes + grants + revenue - cost - sum(budget.net_costs(year).values())
    spent = sum(line.amount for line in budget.investments.filter(year=year))
    depreciation = 92_000_000 + (year - 2024) * 3_000_000
    loans = max(0, spent - depreciation - result) // TKR * TKR
    return {
        StatementLine.TAXES: taxes,
        StatementLine.GENERAL_GRANTS: grants,
        StatementLine.FINANCIAL_REVENUE: revenue,
        StatementLine.FINANCIAL_COST: cost,
        StatementLine.DEPRECIATION: depreciation,
        StatementLine.NEW_LOANS: loans,
        StatementLine.RESERVE: 78_000_000,
        StatementLine.FIXED_ASSETS: before[StatementLine.FIXED_ASSETS] + spent - depreciation,
        StatementLine.CURRENT_ASSETS: before[StatementLine.CURRENT_ASSETS] + result + depreciation - spent + loans,
        StatementLine.EQUITY: before[StatementLine.EQUITY] + result,
        StatementLine.PROVISIONS: before[StatementLine.PROVISIONS],
        StatementLine.LONG_DEBT: before[StatementLine.LONG_DEBT] + loans,
        StatementLine.SHORT_DEBT: before[StatementLine.SHORT_DEBT],
        StatementLine.PENSIONS_OUTSIDE: before[StatementLine.PENSIONS_OUTSIDE] - 12_000_000,
    }


def load_past(town: Town, money: Money) -> None:
    """Load the budgets of 2024 and 2025 and the frames of 2026, decided before Styrhjul came (D-7)."""
    council = {2024: (datetime.date(2023, 10, 26), "79"), 2025: (datetime.date(2024, 10, 24), "78")}
    for year, (day, _) in council.items():
        whole = actions.draft_budget(
            by=None, body=None, year=year, stage=Stage.MUNICIPAL, text=TEXTS[Stage.MUNICIPAL], is_example=True
        )
        definitive = []
        for body in town.served:
            budget = actions.draft_budget(
                by=None, body=town.bodies[body], year=year, stage=Stage.DEFINITIVE, text=TEXTS[Stage.DEFINITIVE],
                is_example=True,
            )  # fmt: skip
            fill(money, budget, None)
            definitive.append(budget)
        lay_together(whole, definitive)
        write_whole(money, whole, None)
        actions.write_budget(by=None, budget=whole, text=whole.text, tax_rate=TAX_RATE)
        explain(whole, None)
        decided = load_decision(body=town.bodies["KF"], held_on=day, heading=f"Budget {year}, belopp")
        load_as_adopted(thing=whole, decision=decided)
        for budget in definitive:
            assert budget.body is not None
            held_on = working(year - 1, *DECEMBER[town.key_of(budget.body)])
            decision = load_decision(body=budget.body, held_on=held_on, heading=f"Definitiv nämndsbudget {year}")
            load_as_adopted(thing=budget, decision=decision)
    frames = set_frames(town, money, 2026, None)
    board = town.bodies["KS"]
    load_as_adopted(
        thing=frames,
        decision=load_decision(body=board, held_on=datetime.date(2025, 4, 9), heading="Planeringsförutsättningar 2026"),
    )


def lay_together(whole: Budget, budgets: list[Budget]) -> None:
    """Write the committees' sums into the municipality's budget, area by area."""
    sums: dict[tuple[int, int], list[int]] = {}
    projects: dict[tuple[int, int], int] = {}
    for budget in budgets:
        for line in budget.lines.all():
            both = sums.setdefault((line.area_id, line.year), [0, 0])
            both[0] += line.revenue
            both[1] += line.cost
        projects.update({(line.project_id, line.year): line.amount for line in budget.investments.all()})
    known = {(line.area_id, line.year): line for line in whole.lines.all()}
    cells = []
    for (area, year), (revenue, cost) in sums.items():
        stands = known.get((area, year))
        cells.append(Cell(area, None, year, "revenue", stands.revenue if stands else 0, revenue))
        cells.append(Cell(area, None, year, "cost", stands.cost if stands else 0, cost))
    actions.write_cells(by=None, budget=whole, cells=cells)
    actions.write_investments(by=None, budget=whole, amounts=projects)


def set_frames(town: Town, money: Money, year: int, by: Person | None) -> PlanningConditions:
    """Return the planning conditions with a frame for each committee, a draft (B-1)."""
    conditions = actions.draft_conditions(by=by, year=year, is_example=True)
    frames = {}
    for body in town.served:
        services = ServiceArea.objects.filter(area__body=town.bodies[body], area__kind="committee")
        codes = list(services.values_list("code", flat=True))
        for plan_year in range(year, year + 4):
            net = sum(money.budgets[code, plan_year] for code in codes)
            if codes:
                frames[town.bodies[body].pk, plan_year] = (net, None)
    return actions.write_conditions(
        by=by,
        conditions=conditions,
        external_analysis="Exempel. Befolkningen växer långsammare än tidigare: färre små barn, fler över 80 år.",
        text="Exempel. Skatteunderlaget väntas öka med drygt tre procent. Ramarna räknas upp för löner och priser.",
        instructions="Exempel. Nämnden lämnar preliminär budget med mål före juni månads slut. Den som går över ramen "
        "skriver varför.",
        frames=frames,
    )


def decide_frames(town: Town, money: Money, year: int, held_on: datetime.date) -> None:
    """Let the board decide the planning conditions with the frames (B-1)."""
    by = town.administrator_of("KS")
    with on_day(held_on - datetime.timedelta(days=9)):
        conditions = set_frames(town, money, year, by)
        take_step(by=by, thing=conditions, step="hand_in")
    meetings.decide(town, "KS", held_on, f"Planeringsförutsättningar och ramar {year}", [Ruling(conditions)])


def hand_in(town: Town, money: Money, body: str, year: int, stage: Stage, day: datetime.date) -> Budget:
    """Return the committee's budget, drafted, filled and handed in on the day by the head who serves it."""
    by = town.administrator_of(body)
    with on_day(day):
        budget = actions.draft_budget(
            by=by, body=town.bodies[body], year=year, stage=stage, text=TEXTS[stage], is_example=True
        )
        fill(money, budget, by)
        asks_more = stage == Stage.PRELIMINARY and year in ABOVE_FRAME and body == "SN"
        if asks_more:
            actions.write_budget(by=by, budget=budget, text=TEXTS[stage], frame_reason=WHY_ABOVE)
        return take_step(by=by, thing=budget, step="hand_in")


def compile_whole(town: Town, money: Money, year: int, day: datetime.date) -> Budget:
    """Return the municipality's budget for the year as a draft, with the committees' laid in (B-1)."""
    by = town.administrator_of("KS")
    with on_day(day):
        whole = actions.draft_budget(
            by=by, body=None, year=year, stage=Stage.MUNICIPAL, text=TEXTS[Stage.MUNICIPAL], is_example=True
        )
        actions.gather_preliminary(by=by, budget=whole)
        write_whole(money, whole, by)
        explain(whole, by)
        return actions.write_budget(by=by, budget=whole, text=TEXTS[Stage.MUNICIPAL], tax_rate=TAX_RATE)


def board_changes(year: int) -> dict[str, int]:
    """Return what the board changes in the proposal, as a decision's line names it (D-4)."""
    whole = Budget.objects.get(body=None, year=year)
    areas = {area.name: area.pk for area in AppropriationArea.objects.in_year(year)}
    net = whole.net_costs()
    return {
        f"net:{areas[name]}-0:{year}": net[areas[name]] + amount for name, amount in COUNCIL_ADDS.get(year, {}).items()
    }


def change_in_year(town: Town) -> None:
    """Let BUN move money between two service areas, and the council add for a cold winter, in 2026 (B-5)."""
    of_code = {service.code: service for service in ServiceArea.objects.select_related("area")}
    by, body = town.administrator_of("BUN"), town.bodies["BUN"]
    with on_day(datetime.date(2026, 3, 9)):
        lower, upper = of_code["4401"], of_code["4402"]
        moved = actions.write_change(
            by=by, year=2026, kind=ChangeKind.TRANSFER, body=body, financing="", is_example=True,
            heading="Exempel: flytt från årskurs 1–6 till årskurs 7–9",
            reason="Exempel. Fler elever än väntat har börjat i årskurs 7.",
            moves=[
                Move(lower.area_id, lower.pk, cost=-1_500_000), Move(upper.area_id, upper.pk, cost=1_500_000),
            ],
        )  # fmt: skip
        take_step(by=by, thing=moved, step="hand_in")
    meetings.decide(town, "BUN", datetime.date(2026, 3, 24), "Omfördelning inom grundskolan", [Ruling(moved)])
    by = town.administrator_of("KS")
    with on_day(datetime.date(2026, 3, 30)):
        roads = of_code["2490"]
        added = actions.write_change(
            by=by, year=2026, kind=ChangeKind.ADDITION, body=None, is_example=True,
            heading="Exempel: tilläggsanslag för vinterväghållning",
            reason="Exempel. Vintern blev lång och kall.",
            financing="Exempel. Anslaget tas ur årets resultat.",
            moves=[Move(roads.area_id, cost=1_800_000)],
        )  # fmt: skip
        take_step(by=by, thing=added, step="hand_in")
    for where, held_on in (("KS", datetime.date(2026, 4, 8)), ("KF", datetime.date(2026, 4, 23))):
        meetings.decide(town, where, held_on, "Tilläggsanslag för vinterväghållning", [Ruling(added)])


def fill_measures(town: Town) -> None:
    """Let the budget of 2026 fill the measures of the financial goals that it can (B-4, G-5)."""
    whole = Budget.objects.get(body=None, year=2026)
    measures = {KeyFigure.RESULT_SHARE: "resultat", KeyFigure.SELF_FINANCING: "sjalvfinansiering"}
    with on_day(datetime.date(2026, 1, 12)):
        actions.choose_measures(
            by=controller(town), budget=whole, measures={name: town.measures[key] for name, key in measures.items()}
        )
