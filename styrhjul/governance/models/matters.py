"""What moves by decisions, and the numbered versions that are frozen on the way (D-1, F-5)."""

import datetime
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models

from styrhjul.governance.workflow import Places, Workflow
from styrhjul.organisation.models import Body
from styrhjul.organisation.terms import BodyKind


class Matter(models.Model):
    """Ärende: the shared part of goals, plans, budgets and reports, which all move through a workflow (D-1).

    ``state`` is changed only by ``governance.actions.take_step``.
    """

    state = models.CharField("läge", max_length=16, default="draft", db_index=True)
    stepped_on = models.DateField("senaste steget", null=True, blank=True)

    class Meta:
        abstract = True

    workflow_table: ClassVar[Workflow]

    #: Whether it is adopted by the dated act of a position's holder rather than by a decision (D-6).
    is_adopted_by_act: ClassVar[bool] = False

    @property
    def workflow(self) -> Workflow:
        """The table that the matter moves by."""
        return self.workflow_table

    @property
    def owner_body_id(self) -> int | None:
        """The body whose decision starts the matter's way, if a body owns it."""
        return None

    @property
    def places(self) -> Places:
        """The bodies and units where its steps are taken."""
        political = dict(
            Body.objects.filter(kind__in=[BodyKind.BOARD, BodyKind.COUNCIL], to_on=None).values_list("kind", "id")
        )
        return Places(
            owner=self.owner_body_id, board=political.get(BodyKind.BOARD), council=political.get(BodyKind.COUNCIL)
        )

    @property
    def state_label(self) -> str:
        """The state in Swedish."""
        return self.workflow.states[self.state]

    def check_step(self, step_name: str, on: datetime.date) -> None:
        """Refuse a step whose own conditions are not met; most matters have none beside the table."""

    def dated_act(self) -> tuple[str, datetime.date] | None:
        """Return who adopted it and when, where a position's holder does so without a decision (D-6); else None."""
        return None

    def wording(self) -> dict[str, Any]:
        """Return what a decision decides, as plain data: the text that is frozen when it is handed to a body."""
        return {}


class FrozenVersionQuerySet(models.QuerySet["FrozenVersion"]):
    """Reading of frozen versions."""

    def of(self, thing: models.Model) -> Self:
        """Return the object's frozen versions, the first first."""
        kind = ContentType.objects.get_for_model(thing)
        return self.filter(content_type=kind, object_id=thing.pk).order_by("number")


class FrozenVersion(models.Model):
    """Fryst version: what a body got, numbered and never changed: its content as JSON and a checksum (F-5)."""

    content_type = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.BigIntegerField()
    number = models.PositiveIntegerField("nummer")
    step = models.CharField("steg", max_length=30)
    content = models.JSONField("innehåll")
    checksum = models.CharField("kontrollsumma", max_length=64)
    frozen_on = models.DateField("fryst")
    frozen_by = models.CharField("av", max_length=120)

    objects = FrozenVersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id", "number"], name="one_number_a_version"),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"


class FrozenDocument(models.Model):
    """Dokument som gjorts av en fryst version: PDF, Word, Excel or HTML, kept byte for byte (F-5, F-9)."""

    version = models.ForeignKey(FrozenVersion, models.PROTECT, related_name="documents")
    format = models.CharField("format", max_length=8)
    content = models.BinaryField("fil")
    checksum = models.CharField("kontrollsumma", max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "format"], name="one_document_a_format")]

    def __str__(self) -> str:
        return f"{self.version}, {self.format}"
