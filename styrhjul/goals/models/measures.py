"""Measures, their definitions, targets and append-only outcomes (M-1 to M-7)."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast

from styrhjul.goals.models.goals import GoalVersion
from styrhjul.goals.rules import PERIODS, first_follow_up, value_of_year, when_published
from styrhjul.goals.terms import Direction, FollowUp, MeasureKind, Nature, Origin, Period, Sex, TargetKind, YearRule
from styrhjul.organisation.models import Body, Person, Unit, rights_of, units_led_by


class MeasureQuerySet(models.QuerySet["Measure"]):
    """Reading of measures."""

    def reported_by(self, user: object) -> Self:
        """Return the measures whose outcomes the user reports: by name, by unit, by body, or as controller (M-3)."""
        rights = rights_of(user)
        if rights.is_stranger:
            return self.none()
        if rights.has("controller"):
            return self
        return self.filter(
            Q(reporter=rights.person_id) | Q(unit__in=units_led_by(user)) | Q(body__in=rights.hands_in_to)
        )

    def visible_to(self, user: object) -> Self:
        """Return the measures that the user may read: those of goals that may be read, and those that are reported."""
        if not rights_of(user).is_stranger:
            return self
        return self.filter(goal_measures__version__in=GoalVersion.objects.visible_to(user)).distinct()


class Measure(models.Model):
    """Mått: how a goal's result is followed over the years; owns its definition and its outcomes (M-1, M-3)."""

    name = models.CharField("namn", max_length=200)
    nature = models.CharField("art", max_length=12, choices=Nature.choices, default=Nature.QUANTITATIVE)
    kind = models.CharField("mäter", max_length=8, choices=MeasureKind.choices, default=MeasureKind.QUALITY)
    unit_label = models.CharField("enhet", max_length=40, blank=True)
    decimals = models.PositiveSmallIntegerField("decimaler", default=0)
    direction = models.CharField("riktning", max_length=8, choices=Direction.choices, default=Direction.HIGHER)
    lowest = models.DecimalField("spannets nedre gräns", max_digits=16, decimal_places=4, null=True, blank=True)
    highest = models.DecimalField("spannets övre gräns", max_digits=16, decimal_places=4, null=True, blank=True)
    year_rule = models.CharField("årets värde", max_length=4, choices=YearRule.choices, default=YearRule.LAST)
    frequency = models.CharField("mäts per", max_length=12, choices=Period.choices, default=Period.YEAR)
    published_month = models.PositiveSmallIntegerField("värdet finns i månad", null=True, blank=True)
    published_next_year = models.BooleanField("först året efter", default=False)
    source = models.CharField("källa", max_length=120, blank=True)
    origin = models.CharField("hämtas från", max_length=8, choices=Origin.choices, default=Origin.TYPED)
    external_id = models.CharField("beteckning hos källan", max_length=20, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="measures")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="measures")
    reporter = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="measures")
    is_example = models.BooleanField("exempel", default=False)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(direction=Direction.WITHIN)
                | (Q(lowest__isnull=False) & Q(highest__isnull=False) & Q(lowest__lte=F("highest"))),
                name="span_has_both_ends",
            ),
            models.CheckConstraint(
                condition=Q(published_month=None) | Q(published_month__range=(1, 12)), name="published_in_a_month"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first_follow_up(self) -> FollowUp:
        """The first follow-up of a year that can use the value of the year (X-5)."""
        return first_follow_up(self.published_month, self.published_next_year, self.frequency, self.year_rule)

    @property
    def published(self) -> str:
        """When a year's value is out, in words; empty when nobody has said (M-3)."""
        return when_published(self.published_month, self.published_next_year)


class MeasureDefinition(models.Model):
    """Måttets definition från ett år: what is counted, and how (M-3); versioned, never overwritten."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="definitions")
    from_year = models.PositiveSmallIntegerField("från år")
    text = models.TextField("definition")
    base_value = models.DecimalField("basvärde", max_digits=16, decimal_places=4, null=True, blank=True)
    base_year = models.PositiveSmallIntegerField("basår", null=True, blank=True)

    class Meta:
        ordering = ["from_year"]
        constraints = [models.UniqueConstraint(fields=["measure", "from_year"], name="one_definition_a_year")]

    def __str__(self) -> str:
        return f"{self.measure} från {self.from_year}"


class MeasureStep(models.Model):
    """Steg på ett kvalitativt mått: an ordered scale with described steps (M-1)."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField("steg")
    label = models.CharField("namn", max_length=80)
    description = models.TextField("beskrivning", blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["measure", "number"], name="one_step_a_number")]

    def __str__(self) -> str:
        return f"Steg {self.number}: {self.label}"


class GoalMeasure(models.Model):
    """Målets mått: joins a goal version and a measure; the targets belong here (M-2)."""

    version = models.ForeignKey(GoalVersion, models.CASCADE, related_name="goal_measures")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="goal_measures")
    rank = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "measure"], name="one_measure_once_a_goal")]

    def __str__(self) -> str:
        return f"{self.version}: {self.measure}"


class Target(models.Model):
    """Målvärde: the level aimed at in a year, for a receiver, sex and unit where given; frozen with it (M-2)."""

    goal_measure = models.ForeignKey(GoalMeasure, models.CASCADE, related_name="targets")
    year = models.PositiveSmallIntegerField("år")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    sex = models.CharField("kön", max_length=1, choices=Sex.choices, default=Sex.TOTAL)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField("slag", max_length=8, choices=TargetKind.choices, default=TargetKind.LEVEL)
    value = models.DecimalField("målvärde", max_digits=16, decimal_places=4, null=True, blank=True)
    base_year = models.PositiveSmallIntegerField("basår", null=True, blank=True)

    class Meta:
        ordering = ["year", "sex"]
        constraints = [
            models.UniqueConstraint(
                fields=["goal_measure", "year", "body", "sex", "unit"], nulls_distinct=False, name="one_target_a_year"
            ),
            models.CheckConstraint(
                condition=Q(kind=TargetKind.BETTER) | Q(value__isnull=False), name="target_has_value"
            ),
            models.CheckConstraint(
                condition=~Q(kind=TargetKind.CHANGE) | Q(base_year__isnull=False), name="change_has_base_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goal_measure} {self.year}: {self.value}"


#: What one value is a value of; the latest row of a key is the one that counts, the others are its history (M-6).
KEY = ("measure_id", "period", "year", "number", "sex", "unit_id")


#: Kinds of period whose value is the year's own.
WHOLE_YEARS = frozenset({"year", "school_year"})


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    """Reading of outcomes."""

    def current(self) -> Self:
        """Return the latest row of every key: corrections in place of what they correct (M-6)."""
        return self.order_by(*KEY, "-id").distinct(*KEY)

    def whole(self) -> Self:
        """Return the outcomes of the whole: not divided by sex or unit."""
        return self.filter(sex=Sex.TOTAL, unit=None)

    def by_year(self, fewest: int | None = None) -> dict[int, dict[int, float]]:
        """Return each measure's values by year, made of the latest row of each period (M-1); one query.

        What the budget counts on is no outcome and is left out. With ``fewest``, values that rest on fewer persons are
        left out too: what all but its reporters may see (M-7).
        """
        rows = self.whole().current().annotate(number_value=Cast("value", models.FloatField()))
        listed = rows.values_list(
            "measure_id", "year", "number", "number_value", "period", "persons", "measure__year_rule",
            "measure__frequency", "origin",
        )  # fmt: skip
        values: dict[int, dict[int, float]] = {}
        parts: dict[tuple[int, int, str, str], list[tuple[int, float]]] = {}
        for measure_id, year, part, value, period, persons, rule, frequency, origin in listed:
            is_hidden = fewest is not None and persons is not None and persons < fewest
            if value is None or is_hidden or origin == Origin.BUDGET:
                continue
            if period in WHOLE_YEARS:
                values.setdefault(measure_id, {})[year] = value
            elif period == frequency:
                parts.setdefault((measure_id, year, period, rule), []).append((part, value))
        for (measure_id, year, period, rule), found in parts.items():
            made = value_of_year([value for _, value in sorted(found)], rule, PERIODS[period])
            if made is not None:
                values.setdefault(measure_id, {}).setdefault(year, made)
        return values

    def budgeted(self) -> dict[int, dict[int, float]]:
        """Return each measure's values by year as the budget counts on them, where there is no outcome yet (B-4)."""
        rows = self.whole().current().values_list("measure_id", "year", "value", "origin")
        values: dict[int, dict[int, float]] = {}
        for measure_id, year, value, origin in rows:
            if origin == Origin.BUDGET and value is not None:
                values.setdefault(measure_id, {})[year] = float(value)
        return values


class Outcome(models.Model):
    """Utfall: what was measured in a period; append-only, a correction is a new row (M-2, M-3, M-6)."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="outcomes")
    period = models.CharField("periodslag", max_length=12, choices=Period.choices, default=Period.YEAR)
    year = models.PositiveSmallIntegerField("år")
    number = models.PositiveSmallIntegerField("periodens nummer", default=1)
    sex = models.CharField("kön", max_length=1, choices=Sex.choices, default=Sex.TOTAL)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    value = models.DecimalField("utfall", max_digits=16, decimal_places=4, null=True, blank=True)
    words = models.CharField("i ord när värde saknas", max_length=80, blank=True)
    persons = models.PositiveIntegerField("antal personer", null=True, blank=True)
    is_preliminary = models.BooleanField("preliminärt", default=False)
    origin = models.CharField("ursprung", max_length=8, choices=Origin.choices, default=Origin.TYPED)
    source = models.CharField("källa", max_length=120, blank=True)
    reason = models.TextField("skäl till rättelsen", blank=True)
    by_id = models.BigIntegerField("av", null=True)
    by_name = models.CharField("av", max_length=120)
    at = models.DateTimeField("när")

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "year", "number", "sex"]
        indexes = [models.Index(fields=[*KEY, "-id"], name="current_outcomes")]
        constraints = [
            models.CheckConstraint(condition=Q(value__isnull=False) | ~Q(words=""), name="value_or_words"),
            models.CheckConstraint(
                condition=Q(period__in=[Period.YEAR, Period.SCHOOL_YEAR], number=1)
                | Q(period=Period.FOUR_MONTH, number__range=(1, 3))
                | Q(period=Period.QUARTER, number__range=(1, 4))
                | Q(period=Period.MONTH, number__range=(1, 12)),
                name="number_within_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.year}: {self.value if self.value is not None else self.words}"


class ComparisonValue(models.Model):
    """Jämförelsevärde: the same measure in another municipality (M-4)."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="comparison_values")
    code = models.CharField("kommunkod", max_length=4)
    municipality = models.CharField("kommun", max_length=80)
    year = models.PositiveSmallIntegerField("år")
    value = models.DecimalField("värde", max_digits=16, decimal_places=4)

    class Meta:
        ordering = ["measure", "municipality", "year"]
        constraints = [models.UniqueConstraint(fields=["measure", "code", "year"], name="one_comparison_a_year")]

    def __str__(self) -> str:
        return f"{self.municipality} {self.year}: {self.value}"


class ComparisonGroup(models.Model):
    """Jämförelsegrupp: municipalities that belong together when a measure is compared, such as similar ones (M-4)."""

    name = models.CharField("namn", max_length=80, unique=True)
    source = models.CharField("var gruppen kommer ifrån", max_length=200, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ComparisonMember(models.Model):
    """Kommun i en jämförelsegrupp, by its code; it may lack values of some measures (M-4)."""

    group = models.ForeignKey(ComparisonGroup, models.CASCADE, related_name="members")
    code = models.CharField("kommunkod", max_length=4)
    municipality = models.CharField("kommun", max_length=80)

    class Meta:
        ordering = ["municipality"]
        constraints = [models.UniqueConstraint(fields=["group", "code"], name="one_member_a_group")]

    def __str__(self) -> str:
        return self.municipality


def number(value: Decimal | None) -> float | None:
    """Return a stored value as a float for charts and rules, None when there is none."""
    return None if value is None else float(value)
