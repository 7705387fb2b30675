"""What the council and the board order that is no goal, and how it is reported back (X-11, L-5)."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from styrhjul.goals import rules
from styrhjul.goals.terms import CommissionState
from styrhjul.governance.models import Decision
from styrhjul.organisation.models import Body, Person, Unit, rights_of


class CommissionQuerySet(models.QuerySet["Commission"]):
    """Reading of commissions."""

    def visible_to(self, user: object) -> Self:
        """Return what the user may read: all for those signed in; for strangers those with approved minutes (T-2)."""
        if rights_of(user).is_stranger:
            return self.exclude(decision__meeting__minutes_approved_on=None)
        return self

    def running(self) -> Self:
        """Return the commissions that are not closed."""
        return self.exclude(state=CommissionState.CLOSED)

    def late(self, on: datetime.date) -> Self:
        """Return the commissions that are not reported back past their day."""
        return self.filter(state=CommissionState.OPEN, due_on__lt=on)


class Commission(models.Model):
    """Uppdrag: what the council or the board has ordered by a decision, of a body or a unit, by a day (X-11).

    An evaluation is one with a question and a method, and any body may order it (I-4).
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="commissions")
    what = models.CharField("vad", max_length=300)
    text = models.TextField("uppdraget", blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="commissions")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="commissions")
    due_on = models.DateField("återrapporteras senast", null=True, blank=True)
    state = models.CharField("läge", max_length=10, choices=CommissionState.choices, default=CommissionState.OPEN)
    closed_by = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="closed_commissions", verbose_name="avslutat av"
    )
    is_example = models.BooleanField("exempel", default=False)

    objects = CommissionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(body__isnull=False, unit=None) | Q(body=None, unit__isnull=False),
                name="commission_to_body_or_unit",
            ),
            models.CheckConstraint(
                condition=Q(state=CommissionState.CLOSED, closed_by__isnull=False)
                | (~Q(state=CommissionState.CLOSED) & Q(closed_by=None)),
                name="closed_commission_has_decision",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def receiver(self) -> Body | Unit:
        """Who is to carry it out."""
        found = self.body or self.unit
        assert found is not None  # the database holds it
        return found

    @property
    def ordered_by_id(self) -> int:
        """The id of the body that ordered it."""
        return self.decision.meeting.body_id

    @property
    def closable_from(self) -> datetime.date:
        """The first day of a decision that can close it: when it was given, or reported back at last (D-3, X-11)."""
        final = self.reports.filter(is_final=True).values_list("reported_on", flat=True).first()
        return max(self.decision.decided_on, final or self.decision.decided_on)

    @property
    def is_evaluation(self) -> bool:
        """Whether it is an evaluation (I-4); no query where it is read with the commission."""
        return hasattr(self, "evaluation")

    @property
    def is_public(self) -> bool:
        """Whether the minutes of the decision are approved (T-2)."""
        return self.decision.meeting.minutes_approved_on is not None

    def is_late(self, on: datetime.date) -> bool:
        """Tell whether it is not reported back past its day (X-11)."""
        return rules.is_commission_late(self.state, self.due_on, on)

    def reports_for(self, user: object) -> "list[CommissionReport]":
        """Return the reports that the user may read, the latest first: strangers those of approved minutes (T-2)."""
        found = list(self.reports.all())
        return [one for one in found if one.is_public] if rights_of(user).is_stranger else found

    def state_for(self, user: object) -> CommissionState:
        """Return the state as the user may know it: strangers what approved minutes have told (T-2)."""
        if not rights_of(user).is_stranger:
            return CommissionState(self.state)
        if self.closed_by is not None and self.closed_by.meeting.minutes_approved_on is not None:
            return CommissionState.CLOSED
        told = any(one.is_final for one in self.reports_for(user))
        return CommissionState.REPORTED if told else CommissionState.OPEN


class CommissionReport(models.Model):
    """Återrapport: what the receiver tells of a commission, on the way or at last, and the decision about it (X-11)."""

    commission = models.ForeignKey(Commission, models.PROTECT, related_name="reports")
    reported_on = models.DateField("återrapporterat")
    text = models.TextField("återrapport")
    is_final = models.BooleanField("slutlig", default=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="commission_reports")

    class Meta:
        ordering = ["-reported_on", "-id"]

    def __str__(self) -> str:
        return f"{self.commission}, {self.reported_on}"

    @property
    def is_public(self) -> bool:
        """Whether it rests on a decision with approved minutes (T-2)."""
        return self.decision is not None and self.decision.meeting.minutes_approved_on is not None
