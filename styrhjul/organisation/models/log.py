"""The one log: who did what, when, to which object (architecture: One log).

It stands in the lowest folder with tables, so that every action of every folder can end in it.
"""

from typing import Self

from django.contrib.contenttypes.models import ContentType
from django.db import models


class LogEntryQuerySet(models.QuerySet["LogEntry"]):
    """Reading of the log."""

    def about(self, thing: models.Model) -> Self:
        """Return what has happened to the object, the latest first."""
        kind = ContentType.objects.get_for_model(thing)
        return self.filter(content_type=kind, object_id=thing.pk).order_by("-at", "-id")


class LogEntry(models.Model):
    """Loggpost: one thing done; append-only, readable when the object and the person are gone (D-1, L-10).

    The person stands by number and name without a foreign key, since a row here may never change.
    """

    at = models.DateTimeField("när", db_index=True)
    by_id = models.BigIntegerField("person", null=True)
    by_name = models.CharField("vem", max_length=120)
    acting_for = models.CharField("som ställföreträdare för", max_length=120, blank=True)
    verb = models.CharField("verb", max_length=40)
    sentence = models.TextField("vad som hände")
    content_type = models.ForeignKey(ContentType, models.DO_NOTHING, db_constraint=False)
    object_id = models.BigIntegerField()
    object_label = models.CharField("objekt", max_length=300)
    data = models.JSONField("uppgifter", default=dict)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="log_of_object")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.by_name}: {self.sentence}"
