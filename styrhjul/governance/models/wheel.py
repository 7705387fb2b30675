"""The year wheels as data by year, and the reminders that have been sent (W-1 to W-4)."""

import datetime
import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q

from styrhjul.governance.terms import Performer, Side, Wheel
from styrhjul.governance.wheel import law_of, too_late
from styrhjul.organisation.models import Body, Person
from styrhjul.organisation.once import once


class WheelItemQuerySet(models.QuerySet["WheelItem"]):
    """Reading of the wheels' items."""

    def between(self, first: datetime.date, last: datetime.date) -> Self:
        """Return the items that go on some day from the first to the last."""
        return self.filter(from_on__lte=last, due_on__gte=first)

    def due(self, code: str, about_year: int) -> datetime.date | None:
        """Return the last day of the year's item with the code, None where the year's wheel has none."""
        days = self.filter(about_year=about_year).exclude(code="").order_by().values_list("code", "due_on")
        return once(("wheel", about_year), lambda: dict(days)).get(code)


class WheelItem(models.Model):
    """Punkt i årshjulet: what is to be done in the planning or follow-up of a year, by whom, from when to when (W-1).

    ``code`` names those that the software drives by itself; the municipality's own items have none and open a task.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField("beteckning", max_length=24, blank=True)
    wheel = models.CharField("hjul", max_length=10, choices=Wheel.choices, default=Wheel.PLANNING)
    about_year = models.PositiveSmallIntegerField("år som planeras eller följs upp")
    what = models.CharField("vad", max_length=160)
    short = models.CharField("kort namn i bilden", max_length=40, blank=True)
    help_text = models.TextField("beskrivning", blank=True)
    performer = models.CharField("vem", max_length=16, choices=Performer.choices)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="wheel_items")
    side = models.CharField("ansvarig roll", max_length=10, choices=Side.choices, default=Side.HEAD)
    from_on = models.DateField("från")
    due_on = models.DateField("senast")
    opens_tasks = models.BooleanField("öppnar uppgifter", default=False)
    opened_on = models.DateField("öppnad", null=True, blank=True)

    objects = WheelItemQuerySet.as_manager()

    class Meta:
        ordering = ["from_on", "due_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("from_on")), name="wheel_item_ends_after_start"),
            models.UniqueConstraint(fields=["code", "about_year"], condition=~Q(code=""), name="one_item_of_a_code"),
        ]

    def __str__(self) -> str:
        return f"{self.what}, {self.about_year}"

    @property
    def who(self) -> str:
        """Whom the item is for, in Swedish: one body by its name, or all of a kind."""
        return self.body.name_on(self.from_on) if self.body else self.get_performer_display()

    @property
    def law(self) -> str:
        """The section of the law that sets a last day for it, empty where none does (L-2)."""
        return law_of(self.code)

    @property
    def warning(self) -> str:
        """What is wrong with its last day by the law, in a sentence; empty when nothing is (L-2)."""
        return too_late(self.code, self.about_year, self.due_on)


class SentReminder(models.Model):
    """Påminnelse: the digest that a person was sent on a day, at most one a day (W-4)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="reminders_sent")
    sent_on = models.DateField("skickad")
    count = models.PositiveSmallIntegerField("antal saker")

    class Meta:
        ordering = ["-sent_on"]
        constraints = [models.UniqueConstraint(fields=["person", "sent_on"], name="one_reminder_a_day")]

    def __str__(self) -> str:
        return f"{self.person} {self.sent_on}"
