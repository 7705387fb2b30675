"""Actuals from the accounting system: import, undo, restore, and the mapping to areas and report lines (B-6)."""

import datetime
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F, Q

from styrhjul.budget import rules
from styrhjul.budget.actions.placing import Placing, map_rows
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

#: So long a preview is kept before anybody's next one throws it away.
A_DAY = datetime.timedelta(days=1)


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
    batch = _batch(
        file_name=file_name, checksum=checksum, source=source, year=year, first_period=first_period,
        last_period=last_period, is_preliminary=is_preliminary, profile=profile, row_count=row_count,
        file_sum=file_sum, activated_at=now(), imported_by=by, is_example=is_example,
    )  # fmt: skip
    _whole(file_sum, _copy_rows(batch, rows))
    make_actuals(year)
    record(by=by, verb="import", on=batch, sentence=_told(batch))
    return batch


def _batch(**fields: Any) -> Batch:
    """Make the batch. Raises Refused for periods in the wrong order."""
    in_order = 1 <= fields["first_period"] <= fields["last_period"] <= CLOSING
    wrong = {"last_period": "Välj en period som inte ligger före den första."}
    if not in_order:
        raise Refused("Perioderna ligger i fel ordning.", "B-6", wrong)
    return Batch.objects.create(imported_at=now(), **fields)


def _whole(file_sum: int, total: int) -> None:
    """Refuse rows that do not sum to the file: nothing is dropped in silence (B-6)."""
    if total != file_sum:
        told = f"{Decimal(total - file_sum) / 100:.2f}".replace(".", ",")
        raise Refused(f"Raderna summerar inte till filens summa; skillnaden är {told} kronor.", "B-6")


def _told(batch: Batch) -> str:
    periods = f"period {batch.first_period}–{batch.last_period}"
    if batch.first_period == batch.last_period:
        periods = f"period {batch.first_period}"
    return f"Läste in {batch.file_name}: {batch.year}, {periods}, {batch.row_count} rader."


class Tally(NamedTuple):
    """What a file turned out to hold when all of it was read: rows and öre, those outside the periods, notes."""

    row_count: int
    file_sum: int
    outside_count: int
    outside_sum: int
    notes: list[str]


@transaction.atomic
def stage_batch(
    *,
    by: Person | None,
    file_name: str,
    checksum: str,
    source: str,
    year: int,
    first_period: int,
    last_period: int,
    rows: Iterable[Booked],
    tally: Callable[[], Tally],
    is_preliminary: bool = False,
    profile: ImportProfile | None = None,
) -> Batch:
    """Return the batch with the file's rows, which counts for nothing until it is confirmed (B-6).

    ``tally`` is asked when the rows have been read. The person's earlier previews are thrown away, and everybody's
    after a day. All or nothing. Raises Refused for others than controllers, and when the rows do not sum to the file.
    """
    require_controller(by)
    old = Q(imported_by=by) | Q(imported_at__lt=now() - A_DAY)
    Batch.objects.filter(old, is_staged=True).delete()
    batch = _batch(
        file_name=file_name, checksum=checksum, source=source, year=year, first_period=first_period,
        last_period=last_period, is_preliminary=is_preliminary, profile=profile, row_count=0, file_sum=0,
        is_staged=True, imported_by=by,
    )  # fmt: skip
    total = _copy_rows(batch, rows)
    found = tally()
    _whole(found.file_sum, total + found.outside_sum)
    for name, value in found._asdict().items():
        setattr(batch, name, value)
    batch.save()
    return batch


@transaction.atomic
def confirm_batch(*, by: Person | None, batch: Batch) -> Batch:
    """Return the previewed batch, which counts for its periods from now on (B-6).

    Raises Refused for others than controllers, and for a batch that is already confirmed or holds no rows.
    """
    require_controller(by)
    batch = locked(batch)
    require(batch.is_staged, "Inläsningen är redan bekräftad.", "B-6")
    require(batch.rows.exists(), "Filen har inga rader i de valda perioderna. Välj andra perioder.", "B-6")
    batch.is_staged, batch.activated_at, batch.imported_at = False, now(), now()
    batch.save(update_fields=["is_staged", "activated_at", "imported_at"])
    make_actuals(batch.year)
    record(by=by, verb="import", on=batch, sentence=_told(batch))
    return batch


@transaction.atomic
def turn_signs(*, by: Person | None, batch: Batch) -> Batch:
    """Return the previewed batch with the sign of every amount turned: the file writes costs the other way (B-6)."""
    require_controller(by)
    batch = locked(batch)
    require(batch.is_staged, "Inläsningen är redan bekräftad.", "B-6")
    batch.rows.update(amount=-F("amount"))
    batch.file_sum, batch.outside_sum = -batch.file_sum, -batch.outside_sum
    batch.save(update_fields=["file_sum", "outside_sum"])
    return batch


@transaction.atomic
def drop_batch(*, by: Person | None, batch: Batch) -> None:
    """Throw a preview away, which never counted. Raises Refused for one that is confirmed: it is undone instead."""
    require_controller(by)
    require(batch.is_staged, "En bekräftad inläsning kan inte kastas, bara ångras.", "B-6")
    batch.delete()


#: The columns of a row as they are copied in.
COLUMNS = (
    "batch_id", "period", "account", "responsibility", "activity_code", "activity", "object_code", "project_code",
    "counterpart", "amount", "line", "area_id", "service_id", "project_id",
)  # fmt: skip


def _copy_rows(batch: Batch, rows: Iterable[Booked]) -> int:
    """Copy the rows into the table, and return their sum in öre. Raises Refused for a row outside the periods."""
    total, placing, first, last = 0, Placing(), batch.first_period, batch.last_period
    statement = f"copy budget_ledgerrow ({', '.join(COLUMNS)}) from stdin"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            if not first <= row.period <= last:
                raise Refused(
                    f"Filen har rader i period {row.period}, men inläsningen gäller period {first}–{last}.", "B-6"
                )
            total += row.amount
            copy.write_row(
                (batch.pk, *row, *placing.of(row.account, row.responsibility, row.activity_code, row.project_code))
            )
    return total


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
    require(not batch.is_staged, "Inläsningen är inte bekräftad.", "B-6")
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
    require(not batch.is_staged, "Inläsningen är inte bekräftad.", "B-6")
    batch.activated_at = now()
    batch.save(update_fields=["activated_at"])
    make_actuals(batch.year)
    record(by=by, verb="restore", on=batch, sentence=f"Återställde inläsningen av {batch.file_name}.")
    return batch


def map_anew() -> None:
    """Map every import anew by the mapping as it is now, and make the actuals of it."""
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
    map_anew()
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
    map_anew()
    record(by=by, verb="map", on=rule, sentence=f"Kopplade kodsträng {rule}.")
    return rule


@transaction.atomic
def unmap(*, by: Person | None, rule: AccountRule | PlaceRule) -> None:
    """Take the rule away; what it mapped is set aside again, or taken by a shorter rule."""
    require_controller(by)
    record(by=by, verb="unmap", on=rule, sentence=f"Tog bort kopplingen {rule}.")
    rule.delete()
    LedgerRow.objects.exclude(project=None).update(project=None)
    map_anew()


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
