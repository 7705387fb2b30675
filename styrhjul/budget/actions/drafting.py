"""Begin and write budgets: texts, rows, bridge, investments, the municipality's statement (B-1 to B-4, O-6)."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum

from styrhjul.budget import rules
from styrhjul.budget.models import (
    AppropriationArea,
    BridgeRow,
    Budget,
    BudgetLine,
    CompanyBudget,
    InvestmentLine,
    StatementAmount,
    VolumeLine,
)
from styrhjul.budget.terms import AreaKind, Stage
from styrhjul.governance.actions import locked, require
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.models import Body, Person, rights_of
from styrhjul.organisation.terms import BodyKind


def can_draft(user: object, budget: Budget) -> bool:
    """Tell whether the user writes in the budget while it is a draft: those who draft for its body (O-6)."""
    return budget.state in rules.UNFINISHED and budget.owner_body_id in rights_of(user).drafts_for


@transaction.atomic
def draft_budget(
    *, by: Person | None, body: Body | None, year: int, stage: str, text: str = "", is_example: bool = False
) -> Budget:
    """Return a new budget for the year: a committee's, or the municipality's when no body is given (B-1).

    It begins with what the last adopted budget planned for the same years; a definitive one with the preliminary.
    Raises Refused for somebody who does not draft for the body (O-6), or when the budget is there already.
    """
    budget = Budget(body=body, year=year, stage=stage, text=text, is_example=is_example)
    whose = str(body) if body else "kommunen"
    require(by is None or budget.owner_body_id in by.rights.drafts_for, f"Du kan inte skriva budget åt {whose}.")
    is_one = not budget.is_audits or stage == Stage.PRELIMINARY
    require(is_one, "Revisionens budget beslutas i kommunens och har ingen definitiv version.", "B-2")
    known = Budget.objects.filter(body=body, year=year, stage=stage)
    require(not known.exists(), f"Det finns redan en sådan budget för {whose} {year}.", "B-1")
    budget.save()
    _begin_with(budget)
    record(by=by, verb="draft", on=budget, sentence=f"Skrev ett utkast till {str(budget).lower()}.")
    return budget


def _begin_with(budget: Budget) -> None:
    """Lay in the rows that the budget begins with: those of the preliminary one, else last year's plan."""
    preliminary = Budget.objects.filter(body=budget.body, year=budget.year, stage=Stage.PRELIMINARY).first()
    source = preliminary if budget.stage == Stage.DEFINITIVE and preliminary else budget.earlier()
    if source is None:
        return
    areas = set(budget.areas().values_list("pk", flat=True))
    years = budget.years
    BudgetLine.objects.bulk_create(
        BudgetLine(
            budget=budget, area_id=line.area_id, service_id=line.service_id, year=line.year,
            revenue=line.revenue, cost=line.cost,
        )
        for line in source.lines.all()
        if line.area_id in areas and line.year in years
    )  # fmt: skip
    InvestmentLine.objects.bulk_create(
        InvestmentLine(budget=budget, project_id=line.project_id, year=line.year, amount=line.amount)
        for line in source.investments.filter(project__area__in=areas)
        if line.year in years
    )
    VolumeLine.objects.bulk_create(
        VolumeLine(budget=budget, about_id=line.about_id, year=line.year, amount=line.amount)
        for line in source.volumes.filter(about__area__in=areas, year__in=years)
    )
    BridgeRow.objects.bulk_create(
        BridgeRow(
            budget=budget, area_id=row.area_id, year=row.year, kind=row.kind, reason=row.reason, decided=row.decided,
            amount=row.amount, rank=row.rank,
        )
        for row in source.bridge.filter(area__in=areas, year__in=years)
    )  # fmt: skip


def lock_draft(budget: Budget, by: Person | None) -> Budget:
    """Return the budget locked to write in. Raises Refused for somebody who does not draft it, or when handed in."""
    budget = locked(budget)
    allowed = by is None or can_draft(by, budget)
    require(allowed, "Du kan inte skriva i budgeten: den är lämnad eller hör till någon annan.")
    return budget


@transaction.atomic
def write_budget(
    *, by: Person | None, budget: Budget, text: str, frame_reason: str = "", tax_rate: Decimal | None = None
) -> Budget:
    """Return the draft with its texts, and the municipality's with its tax rate (B-3, B-4)."""
    budget = lock_draft(budget, by)
    if tax_rate is not None:
        require(budget.body_id is None, "Skattesatsen står i kommunens budget.", "B-4")
    budget.text, budget.frame_reason, budget.tax_rate = text, frame_reason, tax_rate
    budget.save(update_fields=["text", "frame_reason", "tax_rate"])
    record(by=by, verb="write", on=budget, sentence="Ändrade texten.")
    return budget


class Cell(NamedTuple):
    """One typed amount: area, service area (None for the area itself), year, and which of the two; in kronor.

    ``before`` is what the writer saw; when another value stands there now somebody else has written it.
    """

    area_id: int
    service_id: int | None
    year: int
    kind: str
    before: int
    amount: int

    @property
    def name(self) -> str:
        """The cell's name in forms and errors."""
        return f"{self.kind}-{self.area_id}-{self.service_id or 0}-{self.year}"


class Clash(Refused):
    """Somebody else has written in the same cells: their amounts by the cell's name; the writer chooses."""

    def __init__(self, theirs: Mapping[str, int]) -> None:
        super().__init__(
            "Någon annan har ändrat samma belopp medan du skrev. Välj i varje ruta vilket belopp som ska gälla.",
            "B-1",
            {name: f"Nu står det {rules.kronor(amount)}." for name, amount in theirs.items()},
        )
        self.theirs = dict(theirs)


def _check_cells(budget: Budget, cells: Iterable[Cell], by: Person | None) -> None:
    """Refuse cells outside the budget's areas and years; an area with service areas is written by these alone (B-3)."""
    areas = {area.pk: area for area in budget.areas().prefetch_related("service_areas")}
    for cell in cells:
        area = areas.get(cell.area_id)
        if area is None or cell.year not in budget.years or cell.kind not in {"revenue", "cost"}:
            raise Refused("Raden eller året hör inte till budgeten.", "B-2")
        own = {service.pk for service in area.service_areas.all()}
        if cell.service_id is not None and (budget.body_id is None or cell.service_id not in own):
            raise Refused("Verksamhetsområdet hör inte till budgeten.", "B-2")
        if by is not None and not _may_write(by, budget, area):
            raise Refused(f"Du kan inte skriva belopp för {area}.", "O-6")


def _may_write(by: Person, budget: Budget, area: AppropriationArea) -> bool:
    """Tell whether the person writes the area's amounts: audit is the council's presidium's own (B-2)."""
    if area.kind == AreaKind.AUDIT:
        return budget.state in rules.UNFINISHED and area.body_id in by.rights.drafts_for
    return can_draft(by, budget)


@transaction.atomic
def write_cells(*, by: Person | None, budget: Budget, cells: Sequence[Cell]) -> Budget:
    """Return the draft with the amounts of the cells, all or none; what others wrote elsewhere stands (B-2).

    Raises Clash where somebody else has written another amount in the same cell since it was read, and Refused for
    rows that are not the budget's or for somebody who does not write them.
    """
    budget = locked(budget)
    require(budget.state in rules.UNFINISHED, "Budgeten är lämnad och kan inte ändras.")
    _check_cells(budget, cells, by)
    lines = {(line.area_id, line.service_id, line.year): line for line in budget.lines.all()}
    theirs: dict[str, int] = {}
    for cell in cells:
        key = (cell.area_id, cell.service_id, cell.year)
        line = lines.get(key) or BudgetLine(
            budget=budget, area_id=cell.area_id, service_id=cell.service_id, year=cell.year
        )
        lines[key] = line
        now = getattr(line, cell.kind)
        if now not in (cell.before, cell.amount):
            theirs[cell.name] = now
        setattr(line, cell.kind, cell.amount)
    if theirs:
        raise Clash(theirs)
    touched = [lines[key] for key in {(cell.area_id, cell.service_id, cell.year) for cell in cells}]
    BudgetLine.objects.bulk_create([line for line in touched if line.pk is None])
    BudgetLine.objects.bulk_update([line for line in touched if line.pk is not None], ["revenue", "cost"])
    _check_one_level(budget)
    budget.edition += 1
    budget.save(update_fields=["edition"])
    record(by=by, verb="write_amounts", on=budget, sentence=f"Ändrade {len(cells)} belopp.")
    return budget


def _check_one_level(budget: Budget) -> None:
    """Refuse an area with amounts both on itself and on its service areas: they would be counted twice (B-3)."""
    with_amounts = budget.lines.exclude(revenue=0, cost=0)
    on_itself = set(with_amounts.filter(service=None).values_list("area", flat=True))
    by_service = set(with_amounts.exclude(service=None).values_list("area", flat=True))
    both = AppropriationArea.objects.filter(pk__in=on_itself & by_service)
    if both:
        raise Refused(
            f"{', '.join(str(area) for area in both)} har belopp både för sig och per verksamhetsområde. "
            "Skriv beloppen på ett av ställena.",
            "B-3",
        )


def _lay_in(whole: Budget, lines: "QuerySet[BudgetLine]") -> None:
    """Write the sums of the lines into the municipality's draft, area by area."""
    sums = lines.filter(year__in=whole.years).order_by().values("area", "year")
    for row in list(sums.annotate(revenue=Sum(F("revenue")), cost=Sum(F("cost")))):
        BudgetLine.objects.update_or_create(
            budget=whole,
            area_id=row["area"],
            service=None,
            year=row["year"],
            defaults={"revenue": row["revenue"], "cost": row["cost"]},
        )
    whole.edition += 1
    whole.save(update_fields=["edition"])


def lay_in_audit(budget: Budget, by: Person | None) -> None:
    """Lay the audit's budget, just handed in, into the municipality's while that is written (B-2)."""
    whole = Budget.objects.filter(body=None, year=budget.year, state__in=rules.UNFINISHED).first()
    if whole is not None:
        _lay_in(locked(whole), budget.lines.all())
        record(by=by, verb="gather", on=whole, sentence="Fick in revisionens budget.")


@transaction.atomic
def gather_preliminary(*, by: Person, budget: Budget) -> Budget:
    """Return the municipality's draft with the committees' preliminary budgets laid in, area by area (B-1).

    Only budgets that a committee has adopted are taken, and the audit's that is handed in (B-2); other areas keep what
    stands there.
    """
    budget = lock_draft(budget, by)
    require(budget.body_id is None, "Nämndernas budgetar samlas i kommunens budget.", "B-1")
    handed = Q(budget__state="adopted") | Q(budget__body__kind=BodyKind.COUNCIL, budget__state="handed")
    _lay_in(budget, BudgetLine.objects.filter(handed, budget__year=budget.year, budget__stage=Stage.PRELIMINARY))
    investments = InvestmentLine.objects.filter(
        budget__year=budget.year, budget__stage=Stage.PRELIMINARY, budget__state="adopted", year__in=budget.years
    )
    for line in investments:
        InvestmentLine.objects.update_or_create(
            budget=budget, project_id=line.project_id, year=line.year, defaults={"amount": line.amount}
        )
    record(by=by, verb="gather", on=budget, sentence="Lade in nämndernas preliminära budgetar.")
    return budget


class BridgeEntry(NamedTuple):
    """A change from the year before as it is typed: area, kind, reason, decision, kronor, and year (B-1).

    Without a year it is the budget year's, from last year's budget.
    """

    area_id: int
    kind: str
    reason: str
    decided: str
    amount: int
    year: int | None = None


@transaction.atomic
def write_bridge(*, by: Person | None, budget: Budget, entries: Sequence[BridgeEntry]) -> Budget:
    """Return the draft with its bridge from last year's budget as given (B-1).

    Each change says why. That they add up is asked when the budget is handed in.
    """
    budget = lock_draft(budget, by)
    areas = set(budget.areas().values_list("pk", flat=True))
    for number, entry in enumerate(entries):
        within = entry.area_id in areas and (entry.year or budget.year) in budget.years
        require(within, "Raden eller året hör inte till budgeten.", "B-2")
        if not entry.reason.strip():
            raise Refused("Skriv skälet till varje förändring.", "B-1", {f"reason-{number}": "Skriv varför."})
    _keep_bridge(budget, [entry._replace(year=entry.year or budget.year) for entry in entries])
    record(by=by, verb="write_bridge", on=budget, sentence=f"Ändrade bryggan: {len(entries)} förändringar.")
    return budget


def _keep_bridge(budget: Budget, entries: Sequence[BridgeEntry]) -> None:
    """Keep the entries as the bridge's rows; a row that stands, or is changed, stays the same: others point at it."""
    rows = _same_rows(budget, entries)
    budget.bridge.exclude(pk__in=[row.pk for row in rows.values()]).delete()
    for number, entry in enumerate(entries):
        row = rows.setdefault(number, BridgeRow(budget=budget))
        row.rank = number
        for name, value in entry._asdict().items():
            setattr(row, name, value)
    BridgeRow.objects.bulk_update([row for row in rows.values() if row.pk], ["rank", *BridgeEntry._fields])
    BridgeRow.objects.bulk_create([row for row in rows.values() if not row.pk])


def _same_rows(budget: Budget, entries: Sequence[BridgeEntry]) -> dict[int, BridgeRow]:
    """Return by the entry's number the row that it is: the very same, else of one reason, else of one area and amount.

    In the last two cases it is of the same year.
    """
    left = list(budget.bridge.all())
    found: dict[int, BridgeRow] = {}
    for names in (BridgeEntry._fields, ("year", "reason", "area_id"), ("year", "area_id", "amount")):
        waiting: dict[tuple[object, ...], list[BridgeRow]] = {}
        for row in reversed(left):
            waiting.setdefault(tuple(getattr(row, name) for name in names), []).append(row)
        for number, entry in enumerate(entries):
            same = waiting.get(tuple(getattr(entry, name) for name in names))
            if number not in found and same:
                found[number] = same.pop()
        left = [row for row in left if row not in found.values()]
    return found


class CompanyAmounts(NamedTuple):
    """A group company's economy in a year, in kronor (B-4)."""

    turnover: int = 0
    result: int = 0
    investments: int = 0


@transaction.atomic
def write_statement(*, by: Person | None, budget: Budget, amounts: Mapping[tuple[str, int], int]) -> Budget:
    """Return the municipality's draft with its statement, in kronor by line and year (B-4)."""
    budget = lock_draft(budget, by)
    require(budget.body_id is None, "Resultat, kassaflöde och balans står i kommunens budget.", "B-4")
    for (line, year), amount in amounts.items():
        require(year in budget.years, "Året hör inte till budgeten.", "B-4")
        StatementAmount.objects.update_or_create(budget=budget, line=line, year=year, defaults={"amount": amount})
    record(by=by, verb="write_statement", on=budget, sentence="Ändrade resultat, kassaflöde och balans.")
    return budget


def _lock_companies(budget: Budget, by: Person | None) -> Budget:
    """Return the municipality's draft locked. Raises Refused for a committee's budget, which holds no companies."""
    budget = lock_draft(budget, by)
    require(budget.body_id is None, "Bolagens ekonomi står i kommunens budget.", "B-4")
    return budget


@transaction.atomic
def write_companies(*, by: Person | None, budget: Budget, amounts: Mapping[tuple[str, int], CompanyAmounts]) -> Budget:
    """Return the municipality's draft with the group companies' economy, in kronor by name and year (B-4).

    What is not given stands as it is. Raises Refused in a committee's budget.
    """
    budget = _lock_companies(budget, by)
    require(all(year in budget.years for _, year in amounts), "Året hör inte till budgeten.", "B-4")
    for (name, year), one in amounts.items():
        CompanyBudget.objects.update_or_create(budget=budget, name=name, year=year, defaults=one._asdict())
    record(by=by, verb="write_companies", on=budget, sentence="Ändrade bolagens ekonomi.")
    return budget


@transaction.atomic
def add_company(*, by: Person | None, budget: Budget, name: str) -> Budget:
    """Return the municipality's draft with one more group company, without amounts yet (B-4).

    Raises Refused when the draft holds it already, and in a committee's budget.
    """
    budget = _lock_companies(budget, by)
    name = name.strip()
    if budget.companies.filter(name__iexact=name).exists():
        told = f"{name} finns redan i budgeten."
        raise Refused(told, "B-4", {"name": told})
    CompanyBudget.objects.bulk_create(CompanyBudget(budget=budget, name=name, year=year) for year in budget.years)
    record(by=by, verb="add_company", on=budget, sentence=f"La till bolaget {name}.")
    return budget
