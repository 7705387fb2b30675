"""How a year's internal control went: a body's follow-up, and the board's compilation of all (C-2, L-5)."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from styrhjul.control import rules
from styrhjul.control.models.plans import ControlPlan
from styrhjul.control.terms import Sufficiency
from styrhjul.governance.models import Matter, is_public
from styrhjul.governance.workflow import Places, Workflow
from styrhjul.organisation.models import Body, rights_of
from styrhjul.organisation.terms import BodyKind


class ControlFollowupQuerySet(models.QuerySet["ControlFollowup"]):
    """Reading of follow-ups."""

    def visible_to(self, user: object) -> Self:
        """Return what the user may read, by the three steps of O-8; the compilation's drafts are the board's."""
        rights = rights_of(user)
        if rights.is_stranger:
            return self.filter(state="adopted").filter(is_public(ControlFollowup))
        if rights.is_overseer:
            return self
        boards = Body.objects.filter(kind=BodyKind.BOARD, pk__in=rights.reads_drafts_of)
        near = Q(body__in=rights.reads_drafts_of) | (Q(body=None) & Q(models.Exists(boards)))
        return self.filter(~Q(state__in=rules.UNFINISHED) | near)

    def decided(self, year: int) -> Self:
        """Return the bodies' decided follow-ups of the year: what the compilation holds (C-2)."""
        return self.filter(year=year, body__isnull=False, state="adopted")


class ControlFollowup(Matter):
    """Uppföljning av intern kontroll: a body's of its plan; without a body the board's compilation (C-2, L-5)."""

    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="control_followups")
    plan = models.OneToOneField(ControlPlan, models.PROTECT, null=True, blank=True, related_name="followup")
    year = models.PositiveSmallIntegerField("år")
    summary = models.TextField("sammanfattning", blank=True)
    assessment = models.CharField("bedömning", max_length=12, choices=Sufficiency.choices, blank=True)
    is_example = models.BooleanField("exempel", default=False)

    objects = ControlFollowupQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "body__rank"]
        constraints = [
            models.UniqueConstraint(fields=["year"], condition=Q(body=None), name="one_compilation_a_year"),
            models.CheckConstraint(
                condition=Q(body=None, plan=None) | Q(body__isnull=False, plan__isnull=False),
                name="followup_of_a_plan_or_compilation",
            ),
        ]

    def __str__(self) -> str:
        if self.body is None:
            return f"Sammanställning av intern kontroll {self.year}"
        return f"Uppföljning av intern kontroll {self.year}, {self.body}"

    @property
    def workflow(self) -> Workflow:
        """The table of a body's follow-up, or of the compilation."""
        return rules.CONTROL_FOLLOWUP if self.body_id else rules.COMPILATION

    @property
    def places(self) -> Places:
        """The body where its steps are taken; for the compilation the board."""
        places = super().places
        return places if self.body_id else Places(owner=places.board, board=places.board, council=places.council)

    @property
    def owner_body_id(self) -> int | None:
        """The body whose plan is followed up; for the compilation the board."""
        return self.body_id or Body.objects.filter(kind=BodyKind.BOARD, to_on=None).values_list("pk", flat=True).first()

    def check_step(self, step_name: str, on: Any) -> None:
        """Refuse to hand in a follow-up that says nothing or judges nothing (C-2)."""
        if step_name == "hand_in":
            rules.check_followup(self.summary, self.assessment)
