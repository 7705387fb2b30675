"""Which measures tell of an appropriation area, and the volumes that a budget is made for (B-6)."""

from typing import Self

from django.db import models
from django.db.models import Q

from styrhjul.budget.models.areas import AppropriationArea, ServiceArea
from styrhjul.budget.models.budgets import Budget
from styrhjul.goals.models import Measure
from styrhjul.goals.terms import MeasureKind


class AreaMeasureQuerySet(models.QuerySet["AreaMeasure"]):
    """Reading of the measures of areas."""

    def volumes(self) -> Self:
        """Return those of kind volume, which give a unit cost."""
        return self.filter(measure__kind=MeasureKind.VOLUME)

    def volumes_in(self, budget: Budget) -> Self:
        """Return the measures of volume of the areas that a committee's budget holds."""
        return self.volumes().filter(area__in=budget.areas()).select_related("area", "service", "measure")


class AreaMeasure(models.Model):
    """Verksamhetens mått: a measure that tells of an area or a service area (B-6).

    One of kind volume gives the unit cost; the others say what came of the money: result and effect.
    """

    area = models.ForeignKey(AppropriationArea, models.PROTECT, related_name="area_measures")
    service = models.ForeignKey(ServiceArea, models.PROTECT, null=True, blank=True, related_name="area_measures")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="area_measures")

    objects = AreaMeasureQuerySet.as_manager()

    class Meta:
        ordering = ["area__body__rank", "area__rank", "service__rank", "measure__name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "service", "measure"], nulls_distinct=False, name="one_measure_once_an_area"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service or self.area}: {self.measure}"


class VolumeLine(models.Model):
    """Budgeterad volym: what a committee's budget counts on in a year, in the measure's unit (B-6)."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="volumes")
    about = models.ForeignKey(AreaMeasure, models.PROTECT, related_name="lines")
    year = models.PositiveSmallIntegerField("år")
    amount = models.DecimalField("volym", max_digits=16, decimal_places=4)

    class Meta:
        ordering = ["about__area__rank", "about__service__rank", "about", "year"]
        constraints = [
            models.UniqueConstraint(fields=["budget", "about", "year"], name="one_volume_a_year"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="volume_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.year}: {self.amount}"
