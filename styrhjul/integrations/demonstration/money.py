"""The demonstration's money: areas, mapping, budgets and actuals, composed around Lomma's real net costs of 2024."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from styrhjul.budget import actions
from styrhjul.budget.actions import Booked
from styrhjul.budget.models import AppropriationArea, Batch, ServiceArea
from styrhjul.budget.terms import AreaKind
from styrhjul.integrations.demonstration.town import Town, read

#: A thousand kronor, and a krona in öre.
TKR, ORE = 1000, 100

#: The first year of the areas, when preschool and school became two (lomma/01-organisation).
FIRST_YEAR = 2021

#: How a year's costs fall on its months, in parts of a thousand: staff takes its holidays, heating its winters.
MONTHS = {
    "staff": (84, 83, 84, 84, 85, 86, 80, 82, 84, 84, 83, 81),
    "premises": (98, 95, 91, 84, 77, 72, 70, 72, 78, 84, 89, 90),
    "other": (76, 80, 84, 84, 85, 80, 58, 76, 88, 92, 94, 103),
}


@dataclass(frozen=True)
class Service:
    """A row of the table of service areas, with its money."""

    area: str
    name: str
    code: str
    net: int
    revenue_share: int
    made_of: str


class Money:
    """What every service area costs in every year, in kronor, from the data file."""

    def __init__(self) -> None:
        self.data: dict[str, Any] = read("money.toml")
        self.services = [Service(*row) for row in self.data["service"]]

    def overrun(self, year: int, service: Service) -> float:
        """Return how far the area ends from its budget in the year, in percent; plus is worse."""
        return float(self.data["overrun"].get(str(year), {}).get(service.area, 0.0))

    @cached_property
    def budgets(self) -> dict[tuple[str, int], int]:
        """Net cost of each service area by code and year, in whole thousands written as kronor."""
        found: dict[tuple[str, int], int] = {}
        for service in self.services:
            found[service.code, 2024] = round(service.net / (1 + self.overrun(2024, service) / 100)) * TKR
            for year, percent in self.data["growth"].items():
                before = found[service.code, int(year) - 1]
                found[service.code, int(year)] = round(before * percent / 100 / TKR) * TKR
        return found

    def revenue(self, service: Service, net: int, year: int) -> int:
        """Return the revenue that goes with the net cost, in whole thousands written as kronor."""
        paid_by_others = int(self.data["internal"].get(service.code, 0))
        if paid_by_others:
            grown = paid_by_others * TKR * self.budgets["4070", year] / self.budgets["4070", 2024]
            return round(grown / TKR) * TKR
        return round(net * service.revenue_share / 100 / TKR) * TKR

    def actual(self, service: Service, year: int) -> int:
        """Return the service area's net cost of the whole year, in kronor: 2024 is the real one (SCB)."""
        if year == 2024:
            return service.net * TKR
        return round(self.budgets[service.code, year] * (1 + self.overrun(year, service) / 100))

    def statement(self, year: int) -> tuple[int, int, int, int]:
        """Return taxes, general grants, financial revenue and cost of the year, in kronor."""
        taxes, grants, revenue, cost = (int(amount) * TKR for amount in self.data["finance"][str(year)])
        return taxes, grants, revenue, cost


def lay_out(town: Town, money: Money) -> None:
    """Lay in finance and audit, the service areas, and the mapping from the ledger (B-2)."""
    for body, name, kind in (("KS", "Finansförvaltningen", AreaKind.FINANCE), ("KF", "Revision", AreaKind.AUDIT)):
        actions.set_up_area(by=None, body=town.bodies[body], name=name, kind=kind, rank=99, first_year=FIRST_YEAR)
    areas = {area.name: area for area in AppropriationArea.objects.all()}
    for rank, service in enumerate(money.services):
        actions.set_up_service_area(
            by=None, area=areas[service.area], name=service.name, code=service.code, rank=rank, first_year=FIRST_YEAR
        )
    for prefix, line in money.data["accounts"].items():
        actions.map_account(by=None, prefix=prefix, line=line)
    for one in ServiceArea.objects.select_related("area"):
        actions.map_place(by=None, responsibility="", activity_code=one.code, area=one.area, service=one)
    finance = areas["Finansförvaltningen"]
    actions.map_place(by=None, responsibility="", activity_code=money.data["finance"]["code"], area=finance)
    for row in money.data["project"]:
        years = {int(year): int(amount) * TKR for year, amount in row["years"].items()}
        actions.write_project(
            by=None,
            area=areas[row["area"]],
            name=row["name"],
            code=row["code"],
            first_year=min(years),
            last_year=max(years),
            total_budget=sum(years.values()),
            is_example=True,
        )


def spread(amount: int, months: tuple[int, ...], key: str) -> list[int]:
    """Return twelve amounts in öre that sum to the year's kronor, by the months' weights with a little unevenness."""
    weights = [weight * (970 + zlib.crc32(f"{key}{month}".encode()) % 61) for month, weight in enumerate(months)]
    total, given, found = sum(weights), 0, []
    for month in range(12):
        upto = amount * ORE * sum(weights[: month + 1]) // total
        found.append(upto - given)
        given = upto
    return found


def _parts(money: Money, service: Service, year: int) -> Iterator[tuple[str, str, int]]:
    """Yield kind of month, account, and the year's kronor of each part of the service area's revenue and cost."""
    net = money.actual(service, year)
    revenue = money.revenue(service, net, year)
    account = "3410" if service.made_of in {"property", "works"} else "3510" if service.made_of == "grants" else "3110"
    yield "other", account, -revenue
    rest = cost = net + revenue
    rows = money.data["made_of"][service.made_of]
    for line, account, percent in rows[:-1]:
        part = cost * int(percent) // 100
        rest -= part
        yield (line if line in MONTHS else "other"), account, part
    yield "other", rows[-1][1], rest


def booked(money: Money, year: int, last_month: int = 12) -> Iterator[Booked]:
    """Yield what was booked in the months, as the ledger has it: 2024 sums to the real net cost by activity (SCB)."""
    for service in money.services:
        responsibility = f"{10 + len(service.area) % 60}{service.code[:2]}0"
        for kind, account, amount in _parts(money, service, year):
            months = spread(amount, MONTHS[kind], f"{service.code}{account}{year}")
            for month in range(last_month):
                if months[month]:
                    yield Booked(month + 1, account, responsibility, service.code, "", "", "", "", months[month])
    yield from _central(money, year, last_month)


def _central(money: Money, year: int, last_month: int) -> Iterator[Booked]:
    """Yield taxes, grants and financial items, the investments, and what balances them."""
    code = money.data["finance"]["code"]
    taxes, grants, revenue, cost = money.statement(year)
    for account, amount in (("8010", -taxes), ("8210", -grants), ("8410", -revenue), ("8510", cost)):
        for month, part in enumerate(spread(amount, (83,) * 12, f"{account}{year}")[:last_month]):
            yield Booked(month + 1, account, "90000", code, "", "", "", "", part)
            yield Booked(month + 1, "1930", "", "", "", "", "", "", -part)
    for row in money.data["project"]:
        amount = int(row["years"].get(str(year), 0)) * TKR * 93 // 100
        for month, part in enumerate(spread(amount, MONTHS["other"], row["code"])[:last_month]):
            if part:
                yield Booked(month + 1, "4010", "", "", "", "", row["code"], "", part)


def import_year(money: Money, year: int, first: int = 1, last: int = 12, **how: Any) -> Batch:
    """Return the batch with what was booked in the periods of the year, as the accounting system sends it."""
    rows = [row for row in booked(money, year, last) if row.period >= first]
    name = f"huvudbok-{year}-{first:02}-{last:02}.csv"
    return actions.import_batch(
        file_name=name,
        checksum=f"{zlib.crc32(name.encode()):08x}",
        source="CSV",
        year=year,
        first_period=first,
        last_period=last,
        rows=rows,
        row_count=len(rows),
        file_sum=sum(row.amount for row in rows),
        is_example=True,
        **how,
    )


def controller(town: Town) -> Any:
    """Return the municipality's controller, who imports the actuals."""
    return next(person for person in town.people.values() if person.positions.filter(role="controller").exists())
