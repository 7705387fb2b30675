"""Political bodies: one identity each, with names that hold from a date (O-1, O-2, O-5, O-9)."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from styrhjul.organisation.clock import today
from styrhjul.organisation.models.order import running, swedish
from styrhjul.organisation.once import is_reading, once
from styrhjul.organisation.terms import BodyKind

Names = list[tuple[datetime.date, str]]
"""What a body has been called, each name with the first day that it holds, the earliest first."""


class BodyQuerySet(models.QuerySet["Body"]):
    """Reading of bodies."""

    def named(self, on: datetime.date | None = None) -> Self:
        """Return the bodies with ``name`` and ``short_name`` as they were on the day (O-5)."""
        names = BodyName.objects.filter(body=OuterRef("pk"), from_on__lte=on or today()).order_by("-from_on")
        return self.annotate(
            name=Subquery(names.values("name")[:1]), short_name=Subquery(names.values("short_name")[:1])
        ).order_by("rank", swedish("name"))

    def existing(self, on: datetime.date) -> Self:
        """Return the bodies that exist on the day."""
        return self.filter(running(on))

    def existing_in(self, year: int, until: datetime.date) -> Self:
        """Return the bodies that existed some day of the year, begun by the day: those that answer for it (O-5)."""
        last = min(until, datetime.date(year, 12, 31))
        return self.filter(Q(to_on=None) | Q(to_on__gte=datetime.date(year, 1, 1)), from_on__lte=last)

    def committees(self) -> Self:
        """Return the board and the committees: those that have goals, a budget and reports of their own (O-1)."""
        return self.filter(kind__in=[BodyKind.BOARD, BodyKind.COMMITTEE])

    def reporting(self) -> Self:
        """Return the board, the committees and the external bodies: those that report to the board (F-4, O-9)."""
        return self.exclude(kind=BodyKind.COUNCIL)


class Body(models.Model):
    """Politiskt organ: the council, the board, a committee or an external body (O-1, O-9)."""

    kind = models.CharField("slag", max_length=12, choices=BodyKind.choices)
    rank = models.PositiveSmallIntegerField("ordning", default=100)
    from_on = models.DateField("finns från")
    to_on = models.DateField("finns till", null=True, blank=True)
    successors = models.ManyToManyField("self", symmetrical=False, related_name="predecessors", blank=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("kind", condition=Q(kind=BodyKind.COUNCIL, to_on=None), name="one_council"),
            models.UniqueConstraint("kind", condition=Q(kind=BodyKind.BOARD, to_on=None), name="one_board"),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="body_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name_on(today())

    @property
    def is_external(self) -> bool:
        """Whether it is a municipal company or joint authority, for which a controller of the board records (O-9)."""
        return self.kind == BodyKind.EXTERNAL

    @property
    def acting(self) -> "Body":
        """The body that acts for it today: itself, or once it has ended the first of its successors (O-5)."""
        if self.to_on is None or self.to_on >= today():
            return self
        return self.successors.order_by("rank", "id").first() or self

    def name_on(self, on: datetime.date) -> str:
        """Return the body's name on the day, or its first name when the day is before that (O-5)."""
        if "name" in self.__dict__:
            return str(self.__dict__["name"])
        return name_held(self._names(), on) or self.get_kind_display()

    def _names(self) -> Names:
        """Return the names with their first days, the earliest first; while reading, all bodies' are asked for once."""
        if is_reading():
            return once("names of bodies", names_of_bodies).get(self.pk, [])
        return list(self.names.values_list("from_on", "name"))


class BodyName(models.Model):
    """Organets namn från ett datum (O-5)."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="names")
    name = models.CharField("namn", max_length=120)
    short_name = models.CharField("kort namn", max_length=12)
    from_on = models.DateField("från")

    class Meta:
        ordering = ["from_on"]
        constraints = [models.UniqueConstraint(fields=["body", "from_on"], name="one_body_name_a_day")]

    def __str__(self) -> str:
        return self.name


def name_held(names: Names, on: datetime.date) -> str:
    """Return the name on the day, or the first one when the day is before that; empty where there is none (O-5)."""
    held = [name for from_on, name in names if from_on <= on] or [name for _, name in names[:1]]
    return held[-1] if held else ""


def names_of_bodies() -> dict[int, Names]:
    """Return every body's names, read with one query."""
    found: dict[int, Names] = {}
    for body_id, from_on, name in BodyName.objects.order_by("from_on").values_list("body_id", "from_on", "name"):
        found.setdefault(body_id, []).append((from_on, name))
    return found


class Regulation(models.Model):
    """Reglemente: the council's document that gives a body its area and mandate (O-2)."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="regulations")
    text = models.TextField("ansvarsområde")
    decided_on = models.DateField("fastställt")
    paragraph = models.CharField("paragraf", max_length=20, blank=True)

    class Meta:
        ordering = ["decided_on"]

    def __str__(self) -> str:
        return f"Reglemente för {self.body}"
