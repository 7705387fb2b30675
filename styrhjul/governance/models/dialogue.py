"""What is owed and what is said: tasks and comments on any object (T-3, W-4)."""

import datetime
from typing import Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from styrhjul.governance.terms import Side, TaskKind
from styrhjul.organisation.models import Body, Person, Unit, rights_of


class TaskQuerySet(models.QuerySet["Task"]):
    """Reading of tasks."""

    def waiting(self) -> Self:
        """Return the tasks that are not done."""
        return self.filter(done_on=None).order_by("due_on", "id")

    def of(self, user: object) -> Self:
        """Return the tasks of the person: in person, by a body's secretary, by heading a unit or what serves a body."""
        rights = rights_of(user)
        return self.filter(
            Q(person_id=rights.person_id, person__isnull=False)
            | Q(body__in=rights.secretary_of, side=Side.SECRETARY)
            | Q(body__in=rights.hands_in_to | rights.ended_headed, side=Side.HEAD)
            | Q(unit__in=rights.heads)
        )


class Task(models.Model):
    """Uppgift: something owed, opened by the software, never closed until it is done (strength «owes»)."""

    kind = models.CharField("slag", max_length=24, choices=TaskKind.choices)
    content_type = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.BigIntegerField()
    thing = GenericForeignKey("content_type", "object_id")
    heading = models.CharField("vad", max_length=300)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="tasks")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="tasks")
    side = models.CharField("sida", max_length=10, blank=True, choices=Side.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="tasks")
    opened_on = models.DateField("öppnad")
    due_on = models.DateField("senast", null=True, blank=True)
    done_on = models.DateField("klar", null=True, blank=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="tasks_of_object")]
        constraints = [
            models.UniqueConstraint(
                "kind",
                "content_type",
                "object_id",
                "body",
                "person",
                "unit",
                condition=Q(done_on=None),
                nulls_distinct=False,
                name="one_open_task_of_a_kind",
            ),
            models.CheckConstraint(condition=Q(body=None) | ~Q(side=""), name="task_of_body_names_side"),
        ]

    def __str__(self) -> str:
        return self.heading

    def is_late(self, on: datetime.date) -> bool:
        """Tell whether the task is open past its day."""
        return self.done_on is None and self.due_on is not None and self.due_on < on


class Comment(models.Model):
    """Kommentar: a word between the two sides on any object that both may read (O-6, T-3)."""

    content_type = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.BigIntegerField()
    thing = GenericForeignKey("content_type", "object_id")
    by = models.ForeignKey(Person, models.PROTECT, related_name="comments")
    at = models.DateTimeField("när")
    text = models.TextField("kommentar", max_length=4000)
    mentions = models.ManyToManyField(Person, related_name="mentioned_in", blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="comments_on_object")]

    def __str__(self) -> str:
        return f"{self.by}: {self.text[:60]}"
