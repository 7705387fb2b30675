"""Actuals from the accounting system: import, undo, restore, and the mapping to areas and report lines (B-6)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection, transaction

from styrhjul.budget import rules
from styrhjul.budget.models import (
    CLOSING,
    AccountRule,
    Actual,
    AppropriationArea,
    Batch,
    ImportProfile,
    LedgerRow,
    PlaceRule,
    ServiceArea,
)
from styrhjul.budget.terms import ReportLine
from styrhjul.governance.actions import locked, require
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import now
from styrhjul.organisation.models import Person, rights_of
from styrhjul.organisation.terms import Role


class Booked(NamedTuple):
    """What was booked on an account and a coding string in a period, 1–12 or 13 for the closing; öre, debit is plus."""

    period: int
    account: str
    responsibility: str
    activity_code: str
    activity: str
    object_code: str
    project_code: str
    counterpart: str
    amount: int


def can_import(user: object) -> bool:
    """Tell whether the user imports actuals and edits the mapping: the controllers."""
    return rights_of(user).has(Role.CONTROLLER)


def require_controller(by: Person | None) -> None:
    """Refuse others than controllers."""
    require(by is None or can_import(by), "Det är controller som läser in utfall och ändrar kopplingarna.")


@transaction.atomic
def import_batch(
    *,
    by: Person | None,
    file_name: str,
    checksum: str,
    source: str,
    year: int,
    first_period: int,
    last_period: int,
    rows: Iterable[Booked],
    row_count: int,
    file_sum: int,
    is_preliminary: bool = False,
    profile: ImportProfile | None = None,
    is_example: bool = False,
) -> Batch:
    """Return the batch with the file's rows, which count for its periods from now on.

    All or nothing. Raises Refused for others than controllers, for rows outside the periods, and when the rows do not
    sum to the file.
    """
    require_controller(by)
    require(1 <= first_period <= last_period <= CLOSING, "Perioderna ligger i fel ordning.", "B-6")
    batch = Batch.objects.create(
        file_name=file_name, checksum=checksum, source=source, year=year, first_period=first_period,
        last_period=last_period, is_preliminary=is_preliminary, profile=profile, row_count=row_count,
        file_sum=file_sum, imported_at=now(), activated_at=now(), imported_by=by, is_example=is_example,
    )  # fmt: skip
    total = _copy_rows(batch, rows)
    if total != file_sum:
        told = f"{rules.kronor((total - file_sum) // 100)}"
        raise Refused(f"Raderna summerar inte till filens summa; skillnaden är {told}.", "B-6")
    map_rows(batch)
    make_actuals(year)
    periods = f"period {first_period}–{last_period}" if first_period != last_period else f"period {first_period}"
    record(by=by, verb="import", on=batch, sentence=f"Läste in {file_name}: {year}, {periods}, {row_count} rader.")
    return batch


#: The columns of a row as they are copied in.
COLUMNS = (
    "batch_id", "period", "account", "responsibility", "activity_code", "activity", "object_code", "project_code",
    "counterpart", "amount", "line",
)  # fmt: skip


def _copy_rows(batch: Batch, rows: Iterable[Booked]) -> int:
    """Copy the rows into the table, and return their sum in öre. Raises Refused for a row outside the periods."""
    total = 0
    statement = f"copy budget_ledgerrow ({', '.join(COLUMNS)}) from stdin"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            if not batch.first_period <= row.period <= batch.last_period:
                raise Refused(
                    f"Filen har rader i period {row.period}, men inläsningen gäller period "
                    f"{batch.first_period}–{batch.last_period}.",
                    "B-6",
                )
            total += row.amount
            copy.write_row((batch.pk, *row, ""))
    return total


SET_LINES = """
update budget_ledgerrow as row set line = known.line
from (select unnest(%(accounts)s::text[]) as account, unnest(%(lines)s::text[]) as line) as known
where row.account = known.account and row.line <> known.line and (%(batch)s::bigint is null or row.batch_id = %(batch)s)
"""

SET_PLACES = """
update budget_ledgerrow as row set area_id = known.area, service_id = known.service
from (select unnest(%(responsibilities)s::text[]) as responsibility, unnest(%(codes)s::text[]) as code,
             unnest(%(areas)s::bigint[]) as area, unnest(%(services)s::bigint[]) as service) as known
where row.responsibility = known.responsibility and row.activity_code = known.code
  and (row.area_id is distinct from known.area or row.service_id is distinct from known.service)
  and (%(batch)s::bigint is null or row.batch_id = %(batch)s)
"""

SET_PROJECTS = """
update budget_ledgerrow as row set project_id = project.id, area_id = coalesce(row.area_id, project.area_id)
from budget_project project
where project.code <> '' and row.project_code = project.code and row.line = %(investment)s
  and (%(batch)s::bigint is null or row.batch_id = %(batch)s)
"""


def line_of(account: str, accounts: dict[str, str]) -> str:
    """Return the report line of the account by its longest known beginning, empty when none is known."""
    for length in range(len(account), 0, -1):
        if account[:length] in accounts:
            return accounts[account[:length]]
    return ""


def place_of(
    responsibility: str, code: str, places: Sequence[tuple[str, str, int, int | None]]
) -> tuple[int | None, int | None]:
    """Return area and service area by the most telling rule: the longest activity code, then responsibility (B-2)."""
    fitting = [rule for rule in places if responsibility.startswith(rule[0]) and code.startswith(rule[1])]
    if not fitting:
        return None, None
    best = max(fitting, key=lambda rule: (len(rule[1]), len(rule[0])))
    return best[2], best[3]


def map_rows(batch: Batch | None = None) -> None:
    """Give the rows their report line, area, service area and project by the mapping as it is now; of all batches
    when none is given.
    """
    rows = LedgerRow.objects.filter(batch=batch) if batch else LedgerRow.objects.all()
    accounts = dict(AccountRule.objects.values_list("prefix", "line"))
    places = list(PlaceRule.objects.values_list("responsibility", "activity_code", "area", "service"))
    known = list(rows.order_by().values_list("account", flat=True).distinct())
    codings = list(rows.order_by().values_list("responsibility", "activity_code").distinct())
    found = [place_of(responsibility, code, places) for responsibility, code in codings]
    of = {"batch": batch.pk if batch else None}
    with connection.cursor() as cursor:
        cursor.execute(SET_LINES, {"accounts": known, "lines": [line_of(one, accounts) for one in known], **of})
        cursor.execute(
            SET_PLACES,
            {
                "responsibilities": [one for one, _ in codings],
                "codes": [one for _, one in codings],
                "areas": [area for area, _ in found],
                "services": [service for _, service in found],
                **of,
            },
        )
        cursor.execute(SET_PROJECTS, {"investment": ReportLine.INVESTMENT, **of})


SUMS = """
select row.period, row.area_id, row.service_id, row.project_id, row.line, sum(row.amount)
from budget_ledgerrow row join unnest(%(batches)s::bigint[], %(periods)s::int[]) as counting(batch_id, period)
  on row.batch_id = counting.batch_id and row.period = counting.period
where row.area_id is not null and row.line not in ('', %(balance)s)
group by 1, 2, 3, 4, 5 order by 2, 3 nulls first, 4 nulls first, 5, 1
"""


@transaction.atomic
def make_actuals(year: int) -> int:
    """Make the year's actuals anew from the rows of the batches that count, in whole kronor; return how many."""
    counting = Batch.objects.counting(year)
    with connection.cursor() as cursor:
        cursor.execute(
            SUMS,
            {
                "batches": [one.batch_id for one in counting],
                "periods": [one.period for one in counting],
                "balance": ReportLine.BALANCE,
            },
        )
        sums = cursor.fetchall()
    amounts = rules.carried([int(row[-1]) for row in sums])
    Actual.objects.filter(year=year).delete()
    Actual.objects.bulk_create(
        Actual(year=year, period=period, area_id=area, service_id=service, project_id=project, line=line, amount=amount)
        for (period, area, service, project, line, _), amount in zip(sums, amounts, strict=True)
    )
    return len(sums)


@transaction.atomic
def undo_batch(*, by: Person | None, batch: Batch) -> Batch:
    """Return the batch undone, whole; what counted before it counts again for its periods."""
    require_controller(by)
    batch = locked(batch)
    require(batch.activated_at is not None, "Inläsningen är redan ångrad.", "B-6")
    batch.activated_at = None
    batch.save(update_fields=["activated_at"])
    make_actuals(batch.year)
    record(by=by, verb="undo", on=batch, sentence=f"Ångrade inläsningen av {batch.file_name}.")
    return batch


@transaction.atomic
def restore_batch(*, by: Person | None, batch: Batch) -> Batch:
    """Return the batch, which counts for all its periods again from now on; later ones are kept."""
    require_controller(by)
    batch = locked(batch)
    batch.activated_at = now()
    batch.save(update_fields=["activated_at"])
    make_actuals(batch.year)
    record(by=by, verb="restore", on=batch, sentence=f"Återställde inläsningen av {batch.file_name}.")
    return batch


def _mapped_anew() -> None:
    map_rows()
    for year in Batch.objects.order_by().values_list("year", flat=True).distinct():
        make_actuals(year)


@transaction.atomic
def map_account(*, by: Person | None, prefix: str, line: str) -> AccountRule:
    """Return the rule that accounts beginning so belong to the report line; every import is mapped anew."""
    require_controller(by)
    if not prefix.strip():
        raise Refused("Skriv hur kontona börjar.", "B-6", {"prefix": "Skriv minst en siffra."})
    rule, _ = AccountRule.objects.update_or_create(prefix=prefix.strip(), defaults={"line": line})
    _mapped_anew()
    record(by=by, verb="map", on=rule, sentence=f"Kopplade konton {rule}.")
    return rule


@transaction.atomic
def map_place(
    *,
    by: Person | None,
    responsibility: str,
    activity_code: str,
    area: AppropriationArea,
    service: ServiceArea | None = None,
) -> PlaceRule:
    """Return the rule that a coding string beginning so belongs to the area; every import is mapped anew (B-2)."""
    require_controller(by)
    if not responsibility.strip() and not activity_code.strip():
        raise Refused("Skriv ansvar eller verksamhet.", "B-2", {"activity_code": "Skriv minst en siffra."})
    if service is not None and service.area_id != area.pk:
        raise Refused("Verksamhetsområdet hör till en annan KF-verksamhet.", "B-2", {"service": "Fel KF-verksamhet."})
    rule, _ = PlaceRule.objects.update_or_create(
        responsibility=responsibility.strip(),
        activity_code=activity_code.strip(),
        defaults={"area": area, "service": service},
    )
    _mapped_anew()
    record(by=by, verb="map", on=rule, sentence=f"Kopplade kodsträng {rule}.")
    return rule


@transaction.atomic
def unmap(*, by: Person | None, rule: AccountRule | PlaceRule) -> None:
    """Take the rule away; what it mapped is set aside again, or taken by a shorter rule."""
    require_controller(by)
    record(by=by, verb="unmap", on=rule, sentence=f"Tog bort kopplingen {rule}.")
    rule.delete()
    LedgerRow.objects.exclude(project=None).update(project=None)
    _mapped_anew()


@transaction.atomic
def save_profile(*, by: Person | None, name: str, settings: dict[str, object]) -> ImportProfile:
    """Return the saved profile by which ledger files are read."""
    require_controller(by)
    if not name.strip():
        raise Refused("Ge profilen ett namn.", "B-6", {"name": "Skriv ett namn."})
    profile, _ = ImportProfile.objects.update_or_create(
        name=name.strip(), defaults={"settings": settings, "changed_by": by}
    )
    record(by=by, verb="save", on=profile, sentence=f"Sparade inläsningsprofilen {profile}.")
    return profile
