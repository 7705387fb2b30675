"""What the auditors say of a report, and the council's decision on discharge, each body by itself (F-10, L-7)."""

from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q

from styrhjul.followup import auditing
from styrhjul.followup.models.reports import Report
from styrhjul.followup.terms import RoundKind, Verdict
from styrhjul.governance.models import DecisionLine, Matter, is_public, is_published
from styrhjul.governance.workflow import Places
from styrhjul.organisation.models import Body, Person, rights_of
from styrhjul.organisation.terms import BodyKind


class AuditStatementQuerySet(models.QuerySet["AuditStatement"]):
    """Reading of the auditors' statements."""

    def visible_to(self, user: object) -> Self:
        """Return what the user may read: all for those signed in.

        Strangers read those of annual reports from the council's notice, and others when the council has decided and
        its minutes are approved (L-6, O-8).
        """
        if not rights_of(user).is_stranger:
            return self
        decided = DecisionLine.objects.filter(
            content_type=ContentType.objects.get_for_model(Report),
            object_id=OuterRef("pk"),
            decision__meeting__body__kind=BodyKind.COUNCIL,
            decision__meeting__minutes_approved_on__isnull=False,
            decision__recorded_on__isnull=False,
        )
        proposed = Q(round__kind=RoundKind.ANNUAL) & is_published(Report)
        return self.filter(report__in=Report.objects.public().filter(proposed | Q(Exists(decided))))


class AuditStatement(models.Model):
    """Revisorernas utlåtande: what they say of the municipality's interim or annual report, as text or file (F-10)."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="statements")
    text = models.TextField("utlåtande", blank=True)
    name = models.CharField("filnamn", max_length=200, blank=True)
    media_type = models.CharField("typ", max_length=100, blank=True)
    content = models.BinaryField("fil", default=bytes, blank=True)
    given_on = models.DateField("lämnat")
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    is_example = models.BooleanField("exempel", default=False)

    objects = AuditStatementQuerySet.as_manager()

    class Meta:
        ordering = ["given_on", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") | ~Q(name=""), name="statement_is_text_or_file"),
        ]

    def __str__(self) -> str:
        return f"Revisorernas utlåtande om {self.report}"


class DischargeQuerySet(models.QuerySet["Discharge"]):
    """Reading of discharges."""

    def visible_to(self, user: object) -> Self:
        """Return what the user may read: all for those signed in, for strangers those decided (O-8)."""
        return self.filter(state="adopted").filter(is_public(Discharge)) if rights_of(user).is_stranger else self


class Discharge(Matter):
    """Ansvarsfrihet: the council's decision for a body and a year, on a line of its own (F-10).

    ``recommended`` is what the auditors recommend; ``verdict`` what the council has decided.
    """

    workflow_table = auditing.DISCHARGE

    report = models.ForeignKey(Report, models.PROTECT, related_name="discharges")
    body = models.ForeignKey(Body, models.PROTECT, related_name="discharges")
    recommended = models.CharField("revisorerna föreslår", max_length=10, choices=Verdict.choices, blank=True)
    ground = models.TextField("revisorernas skäl", blank=True)
    verdict = models.CharField("fullmäktige beslutade", max_length=10, choices=Verdict.choices, blank=True)

    objects = DischargeQuerySet.as_manager()

    class Meta:
        ordering = ["body__rank", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "body"], name="one_discharge_a_body"),
            models.CheckConstraint(
                condition=Q(recommended__in=["", Verdict.GRANTED]) | ~Q(ground=""), name="remark_says_why"
            ),
            models.CheckConstraint(condition=~Q(state="adopted") | ~Q(verdict=""), name="decided_has_verdict"),
        ]

    def __str__(self) -> str:
        return f"Ansvarsfrihet {self.report.round.year}, {self.body.name_on(self.report.as_of)}"

    @property
    def places(self) -> Places:
        """The council, which alone decides."""
        return Places(council=super().places.council)

    @property
    def proposed(self) -> str:
        """What the council decides by the proposal: what the auditors recommend, else that it is granted."""
        return self.recommended or Verdict.GRANTED

    def wording(self) -> dict[str, Any]:
        """Return what is decided as plain data, as it is frozen (F-5)."""
        return {
            "body": self.body.name_on(self.report.as_of),
            "year": self.report.round.year,
            "recommended": self.recommended,
            "ground": self.ground,
            "verdict": self.verdict,
        }
