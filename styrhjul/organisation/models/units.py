"""Administrations, departments and units, at any depth, and the bodies that they serve (O-3, O-5)."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Self

from django.db import connection, models
from django.db.models import F, OuterRef, Q, Subquery

from styrhjul.organisation.clock import today
from styrhjul.organisation.models.bodies import Body
from styrhjul.organisation.models.order import swedish
from styrhjul.organisation.terms import UnitKind

#: The units given and all below them, where they stood on a day. In SQL because every page asks it of those who lead.
UNITS_BELOW = """
with recursive placed as (
  select distinct on (unit_id) unit_id, parent_id from organisation_unitplace
  where from_on <= %(day)s order by unit_id, from_on desc),
below as (
  select unnest(%(units)s::bigint[]) as unit_id
  union select placed.unit_id from placed join below on placed.parent_id = below.unit_id)
select unit_id from below
"""


class UnitQuerySet(models.QuerySet["Unit"]):
    """Reading of units."""

    def placed(self, on: datetime.date | None = None) -> Self:
        """Return the units with ``name`` and ``parent_id`` as they were on the day (O-5)."""
        places = UnitPlace.objects.filter(unit=OuterRef("pk"), from_on__lte=on or today()).order_by("-from_on")
        return self.annotate(
            name=Subquery(places.values("name")[:1]), parent_id=Subquery(places.values("parent_id")[:1])
        ).order_by(swedish("name"))

    def below(self, units: Iterable[int], on: datetime.date | None = None) -> set[int]:
        """Return the ids of the units and of all units below them on the day, at any depth (O-3)."""
        with connection.cursor() as cursor:
            cursor.execute(UNITS_BELOW, {"units": list(units), "day": on or today()})
            return {unit_id for (unit_id,) in cursor.fetchall()}

    def parents(self, on: datetime.date | None = None) -> dict[int, int | None]:
        """Return the unit above each unit on the day, by their ids; None above an administration (O-3); one query."""
        return dict(self.placed(on).order_by().values_list("id", "parent_id"))

    def above(self, unit_id: int, on: datetime.date | None = None) -> list[int]:
        """Return the ids from the unit upwards, the unit itself first, the administration last (O-3)."""
        return way_up(unit_id, self.parents(on))


def way_up(unit_id: int, parents: Mapping[int, int | None]) -> list[int]:
    """Return the ids from the unit upwards, the unit itself first, by the unit above each (O-3)."""
    way: list[int] = []
    current: int | None = unit_id
    while current is not None and current not in way:
        way.append(current)
        current = parents.get(current)
    return way


class Unit(models.Model):
    """Förvaltning, avdelning eller enhet: a part of the administration at any depth (O-3)."""

    kind = models.CharField("slag", max_length=14, choices=UnitKind.choices)
    from_on = models.DateField("finns från")
    to_on = models.DateField("finns till", null=True, blank=True)
    successors = models.ManyToManyField("self", symmetrical=False, related_name="predecessors", blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="unit_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name_on(today())

    def name_on(self, on: datetime.date) -> str:
        """Return the unit's name on the day, or its first name when the day is before that (O-5)."""
        if "name" in self.__dict__:
            return str(self.__dict__["name"])
        place = self.places.filter(from_on__lte=on).last() or self.places.first()
        return place.name if place else self.get_kind_display()


class UnitPlace(models.Model):
    """Enhetens namn och plats från ett datum (O-5)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="places")
    name = models.CharField("namn", max_length=120)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="child_places")
    from_on = models.DateField("från")

    class Meta:
        ordering = ["from_on"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "from_on"], name="one_unit_place_a_day"),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("unit")), name="unit_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class Tie(models.Model):
    """Knytning: an administration serves a body from a date to a date; one tie is the main one (O-3)."""

    administration = models.ForeignKey(Unit, models.PROTECT, related_name="ties")
    body = models.ForeignKey(Body, models.PROTECT, related_name="ties")
    is_main = models.BooleanField("huvudsaklig", default=True)
    from_on = models.DateField("från")
    to_on = models.DateField("till", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("administration", condition=Q(is_main=True, to_on=None), name="one_main_tie"),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="tie_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.administration} – {self.body}"
