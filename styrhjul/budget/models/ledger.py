"""Actuals from the accounting system: profiles, mapping, batches, their rows, and the sums by area and month."""

from typing import NamedTuple, Self

from django.db import connection, models
from django.db.models import F, Q

from styrhjul.budget.models.areas import AppropriationArea, ServiceArea
from styrhjul.budget.models.statement import Project
from styrhjul.budget.terms import ReportLine, Spread
from styrhjul.organisation.models import Person

#: The closing period of a year, after December.
CLOSING = 13


class ImportProfile(models.Model):
    """Inläsningsprofil: how a municipality's ledger file is read; the reader's own settings as data."""

    name = models.CharField("namn", max_length=80, unique=True)
    settings = models.JSONField("inställningar", default=dict)
    changed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AccountRule(models.Model):
    """Kontoregel: accounts that begin so belong to the report line; the longest beginning decides."""

    prefix = models.CharField("konton som börjar på", max_length=12, unique=True)
    line = models.CharField("rapportrad", max_length=20, choices=ReportLine.choices)

    class Meta:
        ordering = ["prefix"]

    def __str__(self) -> str:
        return f"{self.prefix} → {self.get_line_display()}"


class PlaceRule(models.Model):
    """Kodsträngsregel: what is booked on a responsibility and an activity code belongs to an area (B-2).

    An empty beginning takes every code. The rule with the longest activity code decides, then the longest
    responsibility.
    """

    responsibility = models.CharField("ansvar som börjar på", max_length=20, blank=True)
    activity_code = models.CharField("verksamhet som börjar på", max_length=20, blank=True)
    area = models.ForeignKey(AppropriationArea, models.PROTECT, related_name="place_rules")
    service = models.ForeignKey(ServiceArea, models.PROTECT, null=True, blank=True, related_name="place_rules")

    class Meta:
        ordering = ["activity_code", "responsibility"]
        constraints = [
            models.UniqueConstraint(fields=["responsibility", "activity_code"], name="one_rule_a_coding"),
            models.CheckConstraint(
                condition=~Q(responsibility="") | ~Q(activity_code=""), name="place_rule_names_a_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.responsibility or '*'} {self.activity_code or '*'} → {self.service or self.area}"


#: Which batch counts for each period of a year: of those that cover it, the one that was activated last.
COUNTING = """
select distinct on (batch.year, period) batch.year, period, batch.id as batch_id, batch.is_preliminary
from budget_batch batch, generate_series(batch.first_period::int, batch.last_period::int) as period
where batch.activated_at is not null and (%(year)s::int is null or batch.year = %(year)s)
order by batch.year, period, batch.activated_at desc, batch.id desc
"""


class Counting(NamedTuple):
    """The batch that counts for a period of a year, and whether its figures are preliminary."""

    year: int
    period: int
    batch_id: int
    is_preliminary: bool


class BatchQuerySet(models.QuerySet["Batch"]):
    """Reading of imported batches."""

    def counting(self, year: int | None = None) -> list[Counting]:
        """Return which batch counts for each period that any covers, of the year or of all years."""
        with connection.cursor() as cursor:
            cursor.execute(COUNTING, {"year": year})
            return [Counting(*row) for row in cursor.fetchall()]

    def confirmed(self) -> Self:
        """Return the batches that somebody has confirmed, undone ones too; not those that are only previewed."""
        return self.filter(is_staged=False)


class Batch(models.Model):
    """Inläsning: the rows of one file for the periods that it covers, kept whole; undone and restored as one.

    For each period the batch that was activated last counts; ``activated_at`` is empty for one that is undone, and
    for one that is only previewed (``is_staged``). The file's rows of other periods are counted, but not kept.
    """

    file_name = models.CharField("fil", max_length=200)
    checksum = models.CharField("kontrollsumma", max_length=64)
    source = models.CharField("slag av fil", max_length=20)
    profile = models.ForeignKey(ImportProfile, models.PROTECT, null=True, blank=True, related_name="batches")
    year = models.PositiveSmallIntegerField("år")
    first_period = models.PositiveSmallIntegerField("från period")
    last_period = models.PositiveSmallIntegerField("till period")
    is_preliminary = models.BooleanField("preliminär", default=False)
    activated_at = models.DateTimeField("gäller sedan", null=True, blank=True)
    row_count = models.PositiveIntegerField("rader i filen")
    file_sum = models.BigIntegerField("filens summa i öre")
    imported_at = models.DateTimeField("inläst")
    imported_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    is_example = models.BooleanField("exempel", default=False)
    is_staged = models.BooleanField("väntar på bekräftelse", default=False)
    outside_count = models.PositiveIntegerField("rader utanför perioderna", default=0)
    outside_sum = models.BigIntegerField("summa utanför perioderna i öre", default=0)
    notes = models.JSONField("noteringar vid läsningen", default=list, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-imported_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_period__gte=1, last_period__lte=CLOSING) & Q(first_period__lte=F("last_period")),
                name="periods_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.year})"


#: A row that belongs nowhere: its account has no report line, or its coding string no area, which balances need not.
UNMAPPED = Q(line="") | (Q(area=None) & ~Q(line=ReportLine.BALANCE))


class LedgerRowQuerySet(models.QuerySet["LedgerRow"]):
    """Reading of ledger rows."""

    def unmapped(self) -> Self:
        """Return the rows that belong to no area or report line yet: set aside, listed and summed, never dropped."""
        return self.filter(UNMAPPED)


class LedgerRow(models.Model):
    """Huvudboksrad: what was booked on a coding string and an account in a period, in öre; debit is positive."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows", db_index=False)
    period = models.PositiveSmallIntegerField("period")
    account = models.CharField("konto", max_length=12)
    responsibility = models.CharField("ansvar", max_length=20, blank=True)
    activity_code = models.CharField("verksamhet", max_length=20, blank=True)
    activity = models.CharField("aktivitet", max_length=20, blank=True)
    object_code = models.CharField("objekt", max_length=20, blank=True)
    project_code = models.CharField("projekt", max_length=20, blank=True)
    counterpart = models.CharField("motpart", max_length=20, blank=True)
    amount = models.BigIntegerField("belopp i öre")
    line = models.CharField("rapportrad", max_length=20, choices=ReportLine.choices, blank=True)
    area = models.ForeignKey(AppropriationArea, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    service = models.ForeignKey(ServiceArea, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    objects = LedgerRowQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["batch", "area", "period"], name="rows_of_area")]

    def __str__(self) -> str:
        return f"{self.account} {self.period}: {self.amount / 100:.2f}"


class ActualQuerySet(models.QuerySet["Actual"]):
    """Reading of actuals."""

    def up_to(self, year: int, period: int) -> Self:
        """Return the actuals of the year's first periods, the closing period with December."""
        return self.filter(year=year, period__lte=CLOSING if period >= 12 else period)

    def running(self) -> Self:
        """Return the operating revenue and cost: neither investments nor the balance sheet."""
        return self.exclude(line__in=[ReportLine.INVESTMENT, ReportLine.BALANCE])


class Actual(models.Model):
    """Utfall i kronor: the period's sum for an area, service area, project and report line; cost is positive.

    Made anew from the rows of the active batches at each import and each change of the mapping, so that every page
    adds up the same whole kronor: öre are carried from row to row, and the sum of all is the rounded sum of the file.
    """

    year = models.PositiveSmallIntegerField("år")
    period = models.PositiveSmallIntegerField("period")
    area = models.ForeignKey(AppropriationArea, models.PROTECT, related_name="actuals")
    service = models.ForeignKey(ServiceArea, models.PROTECT, null=True, blank=True, related_name="actuals")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="actuals")
    line = models.CharField("rapportrad", max_length=20, choices=ReportLine.choices)
    amount = models.BigIntegerField("utfall")

    objects = ActualQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "period", "area", "service", "project", "line"],
                nulls_distinct=False,
                name="one_actual_a_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service or self.area} {self.year}-{self.period}: {self.amount}"


class PeriodShare(models.Model):
    """Periodiserad budget: the part of a year's budget that falls in a month, where it was typed in, in kronor."""

    area = models.ForeignKey(AppropriationArea, models.CASCADE, related_name="period_shares")
    year = models.PositiveSmallIntegerField("år")
    month = models.PositiveSmallIntegerField("månad")
    amount = models.BigIntegerField("budget")

    class Meta:
        ordering = ["area", "year", "month"]
        constraints = [
            models.UniqueConstraint(fields=["area", "year", "month"], name="one_share_a_month"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="month_of_the_year"),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year}-{self.month:02}"


class Periodisation(models.Model):
    """Periodisering: how an area's budget of a year is laid out over its months."""

    area = models.ForeignKey(AppropriationArea, models.CASCADE, related_name="periodisations")
    year = models.PositiveSmallIntegerField("år")
    spread = models.CharField("fördelning", max_length=8, choices=Spread.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "year"], name="one_periodisation_a_year")]

    def __str__(self) -> str:
        return f"{self.area} {self.year}: {self.get_spread_display()}"
