"""Planning conditions and the board's frames, with which the budget year begins (B-1)."""

from typing import Any, Self

from django.db import models

from styrhjul.budget import rules
from styrhjul.budget.models.areas import AppropriationArea
from styrhjul.governance.models import Matter, is_public
from styrhjul.organisation.models import Body, rights_of
from styrhjul.organisation.terms import BodyKind


class ConditionsQuerySet(models.QuerySet["PlanningConditions"]):
    """Reading of planning conditions."""

    def visible_to(self, user: object) -> Self:
        """Return what the user may read, by the three steps of O-8."""
        rights = rights_of(user)
        if rights.is_stranger:
            return self.filter(state="adopted").filter(is_public(PlanningConditions))
        boards = Body.objects.filter(
            kind=BodyKind.BOARD, pk__in=rights.drafts_for | rights.seated_in | rights.secretary_of
        )
        if rights.is_overseer or boards.exists():
            return self
        return self.exclude(state__in=rules.UNFINISHED)


class PlanningConditions(Matter):
    """Planeringsförutsättningar: external analysis, instructions, and the board's frames for a budget year (B-1)."""

    workflow_table = rules.PLANNING_CONDITIONS

    year = models.PositiveSmallIntegerField("budgetår", unique=True)
    external_analysis = models.TextField("omvärldsanalys", blank=True)
    conditions = models.TextField("ekonomiska förutsättningar", blank=True)
    instructions = models.TextField("anvisningar till nämnderna", blank=True)
    is_example = models.BooleanField("exempel", default=False)

    objects = ConditionsQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]

    def __str__(self) -> str:
        return f"Planeringsförutsättningar och ramar {self.year}"

    def committees(self) -> list[Body]:
        """Return the committees that get frames, and make budgets within them, in their order (B-1)."""
        areas = AppropriationArea.objects.in_year(self.year).of_committees()
        own = models.Q(appropriation_areas__in=areas) | models.Q(frames__conditions=self)
        return list(Body.objects.filter(own).distinct().order_by("rank"))

    @property
    def owner_body_id(self) -> int | None:
        """The board, which sets the frames."""
        return Body.objects.filter(kind=BodyKind.BOARD, to_on=None).values_list("pk", flat=True).first()

    def wording(self) -> dict[str, Any]:
        """Return the texts and the frames as plain data, as they are frozen (F-5)."""
        frames = self.frames.values_list("body", "year", "net_cost", "investments")
        return {
            "external_analysis": self.external_analysis,
            "conditions": self.conditions,
            "instructions": self.instructions,
            "frames": [list(frame) for frame in frames],
        }


class Frame(models.Model):
    """Budgetram: the board's room for a committee's preliminary budget in a year, in kronor; None is no frame (B-1)."""

    conditions = models.ForeignKey(PlanningConditions, models.CASCADE, related_name="frames")
    body = models.ForeignKey(Body, models.PROTECT, related_name="frames")
    year = models.PositiveSmallIntegerField("år")
    net_cost = models.BigIntegerField("nettokostnad", null=True, blank=True)
    investments = models.BigIntegerField("investeringar", null=True, blank=True)

    class Meta:
        ordering = ["body__rank", "year"]
        constraints = [models.UniqueConstraint(fields=["conditions", "body", "year"], name="one_frame_a_year")]

    def __str__(self) -> str:
        return f"{self.body} {self.year}"
