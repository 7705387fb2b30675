"""Council terms, and the governance model's settings by year (U-1)."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from styrhjul.governance.rules import ModelSettings, settings_from
from styrhjul.organisation.once import once
from styrhjul.organisation.terms import BodyKind


class CouncilTerm(models.Model):
    """Mandatperiod: first and last day, per kind of body."""

    body_kind = models.CharField("slag av organ", max_length=12, choices=BodyKind.choices)
    first_on = models.DateField("första dag")
    last_on = models.DateField("sista dag")

    class Meta:
        ordering = ["first_on"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gt=F("first_on")), name="term_ends_after_start"),
            models.UniqueConstraint(fields=["body_kind", "first_on"], name="one_term_a_start"),
        ]

    def __str__(self) -> str:
        return f"{self.first_on.year}–{self.last_on.year}"


class GovernanceModelQuerySet(models.QuerySet["GovernanceModel"]):
    """Reading of the settings by year."""

    def in_force(self, year: int) -> Self:
        """Return the version that holds for the year, as a set of one or none."""
        return self.filter(from_year__lte=year).order_by("-from_year")[:1]

    def settings_for(self, year: int) -> ModelSettings:
        """Return the limits, scales and names that hold for the year; the shipped defaults where none is stored."""
        return once(("settings", year), lambda: self._settings_for(year))

    def _settings_for(self, year: int) -> ModelSettings:
        version = self.in_force(year).first()
        return settings_from(version.settings if version else {})


class GovernanceModel(models.Model):
    """Styrmodell: a version of the governance model's settings, in force from a year (U-1)."""

    from_year = models.PositiveSmallIntegerField("gäller från år", unique=True)
    name = models.CharField("namn", max_length=120)
    settings = models.JSONField("inställningar", default=dict, blank=True)

    objects = GovernanceModelQuerySet.as_manager()

    class Meta:
        ordering = ["from_year"]

    def __str__(self) -> str:
        return f"{self.name} från {self.from_year}"
