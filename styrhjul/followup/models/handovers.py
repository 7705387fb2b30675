"""What passes from a body that ends to its successors, by decision (O-5)."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from styrhjul.followup import rules
from styrhjul.followup.models.money import RemedyPlan
from styrhjul.goals.models import Commission, GoalVersion
from styrhjul.governance.models import Matter, is_public
from styrhjul.governance.workflow import Places
from styrhjul.organisation.models import Body, rights_of
from styrhjul.organisation.terms import BodyKind


class HandoverQuerySet(models.QuerySet["Handover"]):
    """Reading of handovers."""

    def visible_to(self, user: object) -> Self:
        """Return what the user may read, by the three steps of O-8; those who write for the board see drafts."""
        rights = rights_of(user)
        if rights.is_stranger:
            return self.filter(state__in=["prepared", "adopted"]).filter(is_public(Handover))
        boards = Body.objects.filter(kind=BodyKind.BOARD, to_on=None, pk__in=rights.reads_drafts_of)
        if rights.is_overseer or boards.exists():
            return self
        return self.exclude(state__in=rules.UNFINISHED)


class Handover(Matter):
    """Övergång: a body that ends, and to which successor its running goals, plans and commissions pass (O-5)."""

    workflow_table = rules.HANDOVER

    body = models.ForeignKey(Body, models.PROTECT, related_name="handovers")
    from_year = models.PositiveSmallIntegerField("målen går över från år")

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-from_year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["body"], condition=~Q(state__in=["adopted", "rejected"]), name="one_open_handover_a_body"
            ),
        ]

    def __str__(self) -> str:
        return f"Övergång från {self.body.name_on(datetime.date(self.from_year - 1, 12, 31))}"

    @property
    def places(self) -> Places:
        """The board, which prepares, and the council, which decides."""
        places = super().places
        return Places(owner=places.board, board=places.board, council=places.council)

    def wording(self) -> dict[str, Any]:
        """Return what passes to whom as plain data, as it is frozen (F-5)."""
        rows = self.rows.select_related("version", "plan__body", "commission", "successor")
        return {"body": str(self.body), "rows": [[str(row.thing), str(row.successor)] for row in rows]}


class HandoverRow(models.Model):
    """Rad i en övergång: a running goal, remedy plan or commission, and the successor that it passes to (O-5)."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="rows")
    version = models.ForeignKey(GoalVersion, models.PROTECT, null=True, blank=True, related_name="+")
    plan = models.ForeignKey(RemedyPlan, models.PROTECT, null=True, blank=True, related_name="+")
    commission = models.ForeignKey(Commission, models.PROTECT, null=True, blank=True, related_name="+")
    successor = models.ForeignKey(Body, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(version__isnull=False, plan=None, commission=None)
                | Q(version=None, plan__isnull=False, commission=None)
                | Q(version=None, plan=None, commission__isnull=False),
                name="one_thing_passes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thing} till {self.successor}"

    @property
    def thing(self) -> GoalVersion | RemedyPlan | Commission:
        """What passes."""
        found = self.version or self.plan or self.commission
        assert found is not None  # the database holds it
        return found
