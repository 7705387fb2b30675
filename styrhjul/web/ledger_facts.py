"""What an import holds, read in bulk: its sums, what is set aside, and what it changes (B-6). Amounts are in öre."""

from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from styrhjul.budget.models import CLOSING, Batch, LedgerRow
from styrhjul.budget.terms import ReportLine
from styrhjul.documents.numbers import format_number

#: So many rows of a list a page shows; the sum of all stands above.
MOST_ROWS = 200


def ore(amount: int | None) -> str:
    """Return öre as kronor with both decimals: «−1 250,50»."""
    return format_number(None if amount is None else Decimal(amount) / 100, 2)


class Sums(NamedTuple):
    """Where the sum of a file went, in öre: the parts add up to the file, to the öre."""

    file: int
    areas: int
    investments: int
    balance: int
    unmapped: int
    outside: int
    kept: int

    @property
    def is_whole(self) -> bool:
        """Whether the parts are the file."""
        return self.file == self.areas + self.investments + self.balance + self.unmapped + self.outside


def sums_of(batch: Batch) -> Sums:
    """Return where the sum of the batch's file went (B-6)."""
    rows = batch.rows.order_by().values("line").annotate(
        placed=Sum("amount", filter=Q(area__isnull=False)), aside=Sum("amount", filter=Q(area=None)), count=Count("pk")
    )  # fmt: skip
    areas = investments = balance = unmapped = kept = 0
    for row in rows:
        placed, aside = row["placed"] or 0, row["aside"] or 0
        kept += row["count"]
        if row["line"] == ReportLine.BALANCE:
            balance += placed + aside
        elif not row["line"]:
            unmapped += placed + aside
        else:
            unmapped += aside
            investments += placed if row["line"] == ReportLine.INVESTMENT else 0
            areas += 0 if row["line"] == ReportLine.INVESTMENT else placed
    return Sums(batch.file_sum, areas, investments, balance, unmapped, batch.outside_sum, kept)


class Aside(NamedTuple):
    """What is set aside on an account or a coding string, in öre."""

    account: str
    responsibility: str
    activity_code: str
    rows: int
    amount: int


def unknown_accounts(rows: QuerySet[LedgerRow]) -> list[Aside]:
    """Return the accounts without a report line, with their sums."""
    found = rows.filter(line="").order_by("account").values_list("account").annotate(Count("pk"), Sum("amount"))
    return [Aside(account, "", "", count, amount) for account, count, amount in found]


def unknown_places(rows: QuerySet[LedgerRow]) -> list[Aside]:
    """Return the coding strings without an area, with their sums; the balance sheet needs none."""
    lost = rows.filter(area=None).exclude(line__in=["", ReportLine.BALANCE])
    codings = lost.order_by("activity_code", "responsibility").values_list("responsibility", "activity_code")
    counted = codings.annotate(Count("pk"), Sum("amount"))
    return [Aside("", unit, code, count, amount) for unit, code, count, amount in counted]


class Difference(NamedTuple):
    """What an import changes for an area's report line, in öre."""

    area: str
    line: str
    old: int
    new: int

    @property
    def change(self) -> int:
        """New less old."""
        return self.new - self.old


#: What counts for the periods today beside what the batch would make count.
DIFFERENCES = """
select area.name, row.line, coalesce(sum(row.amount) filter (where row.batch_id <> %(batch)s), 0),
       coalesce(sum(row.amount) filter (where row.batch_id = %(batch)s), 0)
from budget_ledgerrow row
join (select * from unnest(%(batches)s::bigint[], %(periods)s::int[]) as counting(batch_id, period)
      union select %(batch)s, generate_series(%(first)s::int, %(last)s::int)) as counting
  on row.batch_id = counting.batch_id and row.period = counting.period
join budget_appropriationarea area on area.id = row.area_id
where row.line not in ('', %(balance)s)
group by area.id, area.name, row.line order by area.name, row.line
"""


def differences(batch: Batch) -> list[Difference]:
    """Return old and new sums of each area and report line, when some period of the batch is imported already (B-6)."""
    covered = range(batch.first_period, batch.last_period + 1)
    counting = [one for one in Batch.objects.counting(batch.year) if one.period in covered and one.batch_id != batch.pk]
    if not counting:
        return []
    asked: dict[str, Any] = {
        "batch": batch.pk, "first": batch.first_period, "last": batch.last_period, "balance": ReportLine.BALANCE,
        "batches": [one.batch_id for one in counting], "periods": [one.period for one in counting],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES, asked)
        return [Difference(area, ReportLine(line).label, int(old), int(new)) for area, line, old, new in cursor]


class PeriodMark(NamedTuple):
    """A period of the year's strip: which import counts for it, and whether it is preliminary."""

    period: int
    batch_id: int | None
    is_preliminary: bool

    @property
    def name(self) -> str:
        """The period as it is read; the last one is the closing."""
        return "bokslut" if self.period == CLOSING else str(self.period)


def strip_of(year: int) -> list[PeriodMark]:
    """Return the thirteen periods of the year, and which import counts for each (B-6)."""
    counting = {one.period: one for one in Batch.objects.counting(year)}
    return [
        PeriodMark(period, counting[period].batch_id, counting[period].is_preliminary)
        if period in counting
        else PeriodMark(period, None, False)
        for period in range(1, CLOSING + 1)
    ]


def line_sums(batch: Batch) -> list[tuple[str, int]]:
    """Return the sum of each report line in öre, by which the signs are seen: costs plus, revenue minus."""
    sums = dict(batch.rows.order_by().exclude(line="").values_list("line").annotate(Sum("amount")))
    return [(line.label, sums[line.value]) for line in ReportLine if line.value in sums]
