"""Controls in ongoing work: what is controlled, what each time showed, and what is done about it (C-1, C-2)."""

import datetime
from typing import Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from styrhjul.control import rules
from styrhjul.control.models.plans import ControlPlan, Risk
from styrhjul.control.terms import Frequency
from styrhjul.organisation.models import Person, Unit, rights_of
from styrhjul.organisation.once import once


def _asked(on: datetime.date) -> Case:
    """Return how many results each control is asked for by the day, this year's and last year's."""
    return Case(
        *(
            When(risk__plan__year=year, frequency=frequency, then=Value(rules.asked_by(frequency, year, on)))
            for year in (on.year - 1, on.year)
            for frequency in Frequency.values
        ),
        default=Value(0),
        output_field=models.IntegerField(),
    )


class ControlQuerySet(models.QuerySet["Control"]):
    """Reading of controls."""

    def visible_to(self, user: object) -> Self:
        """Return the controls of the plans that the user may read (O-8)."""
        return self.filter(risk__plan__in=ControlPlan.objects.visible_to(user))

    def in_force(self, year: int) -> Self:
        """Return the controls of the year's adopted plans: those that are part of ongoing work (C-1)."""
        return self.filter(risk__plan__year=year, risk__plan__state="adopted")

    def asked(self, on: datetime.date) -> Self:
        """Return the controls whose result somebody is asked for on the day (C-2).

        Each has ``asked``, how many results are asked for, and ``reported``, the periods that have one.
        A result is asked for from 30 days before its period ends, until the body has got the year's follow-up.
        """
        current = self.filter(risk__plan__state="adopted", risk__plan__year__in=(on.year - 1, on.year))
        over = ~Q(risk__plan__followup__state__in=rules.UNFINISHED) & Q(risk__plan__followup__isnull=False)
        asked = current.exclude(over).annotate(asked=_asked(on))
        results = ControlResult.objects.filter(control=OuterRef("pk"), period__lte=OuterRef("asked")).order_by()
        given = Coalesce(Subquery(results.values("control").annotate(number=Count("pk")).values("number")), 0)
        lacking = asked.annotate(given=given, reported=ArraySubquery(results.values("period")))
        return lacking.filter(given__lt=F("asked")).select_related("risk__plan__body").order_by("risk__plan", "pk")

    def due_for(self, user: object, on: datetime.date) -> "list[Control]":
        """Return the controls that the user is asked to report on the day (C-2); for many users they are read once."""
        asked = once(("controls", on), lambda: list(self.asked(on)))
        return [one for one in asked if one.is_of(user)]


class Control(models.Model):
    """Kontrollmoment: what is controlled, how, how often, by which unit and position, reported to whom (C-1).

    ``position`` is a title, not a person, for plans are public and employees' names are not (T-2).
    """

    risk = models.ForeignKey(Risk, models.CASCADE, related_name="controls")
    what = models.CharField("vad kontrolleras", max_length=200)
    how = models.TextField("hur", blank=True)
    frequency = models.CharField("hur ofta", max_length=12, choices=Frequency.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="controls")
    position = models.CharField("ansvarig befattning", max_length=120, blank=True)
    reported_to = models.CharField("rapporteras till", max_length=120, blank=True)

    objects = ControlQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(what=""), name="control_says_what")]

    def __str__(self) -> str:
        return self.what

    def is_of(self, user: object) -> bool:
        """Tell whether the user answers for the control: as head of the unit, or in the position named (C-1, O-7)."""
        rights, title = rights_of(user), self.position.strip().lower()
        named = any(one.unit_id == self.unit_id and one.heading.lower() == title for one in rights.held if title)
        return self.unit_id is not None and (named or self.unit_id in rights.heads)

    @property
    def year(self) -> int:
        """The year of its plan."""
        return self.risk.plan.year

    @property
    def is_assigned(self) -> bool:
        """Whether a unit and a position answer for the control (C-1)."""
        return self.unit_id is not None and bool(self.position.strip())


class ControlResult(models.Model):
    """Kontrollresultat: what the control showed in a period, and whether it departs from what should be (C-2)."""

    control = models.ForeignKey(Control, models.PROTECT, related_name="results")
    period = models.PositiveSmallIntegerField("period")
    result = models.TextField("resultat")
    has_deviation = models.BooleanField("avvikelse", default=False)
    deviation = models.TextField("vad som avviker", blank=True)
    reported_on = models.DateField("rapporterat")
    reported_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["period"]
        constraints = [
            models.UniqueConstraint(fields=["control", "period"], name="one_result_a_period"),
            models.CheckConstraint(condition=Q(has_deviation=False) | ~Q(deviation=""), name="deviation_says_what"),
            models.CheckConstraint(condition=Q(period__gte=1, period__lte=12), name="result_of_a_period"),
        ]

    def __str__(self) -> str:
        return f"{self.control}, {self.period_name.lower()}"

    @property
    def period_name(self) -> str:
        """What the period is called."""
        return rules.period_name(self.control.frequency, self.period)


class ControlRemedy(models.Model):
    """Åtgärd mot en avvikelse: what is done, who answers, by when, and the day that it was done (C-2)."""

    result = models.ForeignKey(ControlResult, models.CASCADE, related_name="remedies")
    what = models.CharField("åtgärd", max_length=300)
    responsible = models.CharField("ansvarig befattning", max_length=120)
    due_on = models.DateField("klar senast")
    done_on = models.DateField("klar", null=True, blank=True)
    outcome = models.TextField("vad det blev", blank=True)

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.what
