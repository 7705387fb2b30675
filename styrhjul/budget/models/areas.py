"""What money is decided for: appropriation areas, service areas, and how they follow each other (B-2, B-7)."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from styrhjul.budget.terms import AreaKind
from styrhjul.organisation.models import Body

#: An area runs from a year to a year, or on (B-7).
IN_ORDER = Q(last_year=None) | Q(last_year__gte=F("first_year"))


class AreaQuerySet(models.QuerySet["AppropriationArea"]):
    """Reading of appropriation areas."""

    def in_year(self, year: int) -> Self:
        """Return the areas that exist in the year, in the order of the committees (B-7)."""
        running = Q(last_year=None) | Q(last_year__gte=year)
        return self.filter(running, first_year__lte=year).order_by("body__rank", "rank", "name")

    def of_committees(self) -> Self:
        """Return the areas that a committee answers for; finance and audit have no frame and no goals (B-2)."""
        return self.filter(kind=AreaKind.COMMITTEE)


class AppropriationArea(models.Model):
    """KF-verksamhet: the level at which the council sets net cost (B-2), from a year to a year (B-7).

    ``body`` prepares its budget: the committee; for finance the board, for audit the council, whose presidium does.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="appropriation_areas")
    name = models.CharField("namn", max_length=120)
    kind = models.CharField("slag", max_length=10, choices=AreaKind.choices, default=AreaKind.COMMITTEE)
    rank = models.PositiveSmallIntegerField("ordning", default=0)
    first_year = models.PositiveSmallIntegerField("från år")
    last_year = models.PositiveSmallIntegerField("till år", null=True, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["body__rank", "rank", "name"]
        constraints = [
            models.CheckConstraint(condition=IN_ORDER, name="area_years_in_order"),
            models.UniqueConstraint(fields=["body", "name", "first_year"], name="one_area_of_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceAreaQuerySet(models.QuerySet["ServiceArea"]):
    """Reading of service areas."""

    def in_year(self, year: int) -> Self:
        """Return the service areas that exist in the year, area by area (B-7)."""
        running = Q(last_year=None) | Q(last_year__gte=year)
        return self.filter(running, first_year__lte=year).order_by("area__body__rank", "area__rank", "rank", "name")


class ServiceArea(models.Model):
    """Verksamhetsområde: the level below the appropriation area, in the committee's own budget (B-2)."""

    area = models.ForeignKey(AppropriationArea, models.PROTECT, related_name="service_areas")
    name = models.CharField("namn", max_length=120)
    code = models.CharField("verksamhetskod", max_length=20, blank=True)
    rank = models.PositiveSmallIntegerField("ordning", default=0)
    first_year = models.PositiveSmallIntegerField("från år")
    last_year = models.PositiveSmallIntegerField("till år", null=True, blank=True)

    objects = ServiceAreaQuerySet.as_manager()

    class Meta:
        ordering = ["area__rank", "rank", "name"]
        constraints = [
            models.CheckConstraint(condition=IN_ORDER, name="service_area_years_in_order"),
            models.UniqueConstraint(fields=["area", "name", "first_year"], name="one_service_area_of_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """Följd: from a year, a share of one appropriation area's figures belongs to another: split, merger, move (B-7)."""

    predecessor = models.ForeignKey(AppropriationArea, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(AppropriationArea, models.PROTECT, related_name="origins")
    from_year = models.PositiveSmallIntegerField("från år")
    share = models.DecimalField("andel", max_digits=7, decimal_places=6)

    class Meta:
        ordering = ["from_year", "id"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "from_year"], name="one_share_a_successor"),
            models.CheckConstraint(condition=Q(share__gt=0) & Q(share__lte=1), name="share_within_whole"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="area_does_not_succeed_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor} {self.from_year}"
