"""The judgement of sound financial management in a round, by the board and then the council (F-7)."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from styrhjul.followup.models.reports import Report, Round
from styrhjul.followup.terms import Attainment
from styrhjul.organisation.models import Body, Person, rights_of
from styrhjul.organisation.terms import BodyKind


class SoundManagementQuerySet(models.QuerySet["SoundManagement"]):
    """Reading of judgements of sound financial management."""

    def visible_to(self, user: object) -> Self:
        """Return what the user may read: decided ones, and drafts as the report's draft (O-8)."""
        rights = rights_of(user)
        if rights.is_overseer:
            return self
        decided = Q(decided_on__isnull=False)
        return self.filter(decided if rights.is_stranger else decided | Q(body__in=rights.reads_drafts_of))

    def of_report(self, report: Report) -> "SoundManagement | None":
        """Return the board's judgement in the municipality's report, None before it is made and in other reports."""
        if report.body_id is not None:
            return None
        return self.filter(round=report.round_id, body__kind=BodyKind.BOARD).select_related("body").first()


class SoundManagement(models.Model):
    """God ekonomisk hushållning: the board's or the council's judgement of a round, with its ground (F-7)."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="sound_managements")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="bedömare")
    value = models.CharField("bedömning", max_length=10, choices=Attainment.choices)
    reason = models.TextField("grund")
    proposed = models.CharField("målen talar för", max_length=10, choices=Attainment.choices, blank=True)
    departure = models.TextField("varför bedömningen avviker", blank=True)
    lines = models.JSONField("räkningen", default=list)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    judged_on = models.DateField("bedömd")
    decided_on = models.DateField("beslutad", null=True, blank=True)

    objects = SoundManagementQuerySet.as_manager()

    class Meta:
        ordering = ["-round__year", "body__rank"]
        constraints = [
            models.UniqueConstraint(fields=["round", "body"], name="one_sound_management_a_body"),
            models.CheckConstraint(condition=~Q(reason=""), name="sound_management_has_ground"),
            models.CheckConstraint(
                condition=Q(proposed="") | Q(value=F("proposed")) | ~Q(departure=""), name="sound_departure_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"God ekonomisk hushållning, {self.round}"
