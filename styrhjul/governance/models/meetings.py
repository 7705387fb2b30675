"""Meetings and what they decide (D-1, D-4, D-5, D-7, D-8)."""

import datetime
from collections.abc import Collection
from typing import Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from styrhjul.documents.words import paragraph_of
from styrhjul.governance.models.matters import FrozenVersion
from styrhjul.governance.terms import Outcome
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, rights_of


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Reading of meetings."""

    def visible_to(self, user: object) -> Self:
        """Return what the user may read: all for those signed in; for strangers those with approved minutes (O-8)."""
        return self.exclude(minutes_approved_on=None) if rights_of(user).is_stranger else self

    def coming_with(self, thing: models.Model) -> Self:
        """Return the meetings, today or later and the nearest first, on whose agenda the object waits (D-8)."""
        waiting = DecisionLine.objects.waiting(thing)
        return self.filter(held_on__gte=today(), decisions__lines__in=waiting).distinct().order_by("held_on")


class Meeting(models.Model):
    """Sammanträde: a body's meeting, with notice and the day its minutes were approved (D-8)."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings", verbose_name="organ")
    held_on = models.DateField("sammanträdesdag")
    notice_on = models.DateField("kallelse", null=True, blank=True)
    minutes_approved_on = models.DateField("justerat", null=True, blank=True)
    publishes = models.BooleanField("publicerar vid kallelsen", default=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "body__rank"]
        constraints = [
            models.UniqueConstraint(fields=["body", "held_on"], name="one_meeting_a_day"),
            models.CheckConstraint(
                condition=Q(minutes_approved_on=None) | Q(minutes_approved_on__gte=F("held_on")),
                name="minutes_after_meeting",
            ),
            models.CheckConstraint(
                condition=Q(notice_on=None) | Q(notice_on__lte=F("held_on")), name="notice_before_meeting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body.name_on(self.held_on)} {self.held_on}"

    @property
    def handed_in_on(self) -> datetime.date:
        """The day of what is handed to the meeting now: a meeting that has been held had it on its own day (D-3)."""
        return min(self.held_on, today())


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Reading of decisions."""

    def recorded(self) -> Self:
        """Return the decisions that have been made and recorded."""
        return self.exclude(recorded_on=None)

    def visible_to(self, user: object) -> Self:
        """Return what the user may read: all for those signed in; for strangers those with approved minutes (O-8)."""
        if rights_of(user).is_stranger:
            return self.recorded().exclude(meeting__minutes_approved_on=None)
        return self

    def about(self, thing: models.Model) -> Self:
        """Return the recorded decisions that have a line about the object, the latest first."""
        kind = ContentType.objects.get_for_model(thing)
        lines = DecisionLine.objects.filter(content_type=kind, object_id=thing.pk)
        return self.recorded().filter(lines__in=lines).order_by("-meeting__held_on", "-id")


class Decision(models.Model):
    """Beslut: first a matter on the agenda with proposed wording, then recorded with its paragraph (D-1, D-4, D-8)."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions", verbose_name="sammanträde")
    heading = models.CharField("ärende", max_length=200)
    proposed_wording = models.TextField("förslag till beslut", blank=True)
    paragraph = models.CharField("paragraf", max_length=20, blank=True)
    file_number = models.CharField("diarienummer", max_length=40, blank=True)
    text = models.TextField("beslut", blank=True)
    recorded_on = models.DateField("registrerat", null=True, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    refers_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="later_decisions")
    before_styrhjul = models.BooleanField("före Styrhjul", default=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-meeting__held_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(recorded_on=None) | ~Q(paragraph="") | Q(before_styrhjul=True),
                name="recorded_decision_has_paragraph",
            ),
            models.UniqueConstraint(
                fields=["meeting", "paragraph"], condition=~Q(paragraph=""), name="one_decision_a_paragraph"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heading} ({self.reference})"

    @property
    def reference(self) -> str:
        """The decision in short, as it is cited: body, day and paragraph, with the mark of D-7 where it applies."""
        paragraph = paragraph_of(self.paragraph, " ")
        known = " (före Styrhjul)" if self.before_styrhjul else ""
        return f"{self.meeting.body.name_on(self.meeting.held_on)} {self.meeting.held_on}{paragraph}{known}"

    @property
    def decided_on(self) -> datetime.date:
        """The day of the decision: the day of its meeting."""
        return self.meeting.held_on


class DecisionLineQuerySet(models.QuerySet["DecisionLine"]):
    """Reading of the lines of decisions."""

    def waiting(self, thing: models.Model) -> Self:
        """Return the lines of agendas where the object waits for a decision."""
        kind = ContentType.objects.get_for_model(thing)
        return self.filter(content_type=kind, object_id=thing.pk, decision__recorded_on=None)


class DecisionLine(models.Model):
    """Beslutspunkt: one object of a decision and what became of it (D-4)."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="lines")
    content_type = models.ForeignKey(ContentType, models.PROTECT)
    object_id = models.BigIntegerField()
    thing = GenericForeignKey("content_type", "object_id")
    version = models.ForeignKey(FrozenVersion, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField("utfall", max_length=20, choices=Outcome.choices, blank=True)
    changes = models.JSONField("ändringar", default=dict, blank=True)
    reason = models.TextField("motivering", blank=True)

    objects = DecisionLineQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="lines_of_object")]
        constraints = [
            models.UniqueConstraint(fields=["decision", "content_type", "object_id"], name="one_line_an_object"),
            models.CheckConstraint(condition=~Q(outcome=Outcome.SENT_BACK) | ~Q(reason=""), name="sent_back_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.decision}: {self.get_outcome_display()}"


def is_public(model: type[models.Model]) -> Q:
    """Return the condition that the row of the model is out of the bodies' hands (O-8, T-2).

    A recorded decision about it has approved minutes, and none that changed its text waits for them still.
    """
    lines = DecisionLine.objects.filter(
        content_type=ContentType.objects.get_for_model(model),
        object_id=OuterRef("pk"),
        decision__recorded_on__isnull=False,
    )
    approved = lines.filter(decision__meeting__minutes_approved_on__isnull=False)
    waiting = lines.filter(decision__meeting__minutes_approved_on=None, outcome=Outcome.ADOPTED_WITH_CHANGE)
    return Q(Exists(approved)) & ~Q(Exists(waiting))


def is_open(model: type[models.Model]) -> Q:
    """Return the condition that the public may read the row of the model in some wording (O-8, T-2).

    A decision with approved minutes has let it through. Where a later one waits for its minutes, the public reads what
    ``approved_versions`` gives until they are approved.
    """
    lines = DecisionLine.objects.filter(
        content_type=ContentType.objects.get_for_model(model),
        object_id=OuterRef("pk"),
        decision__recorded_on__isnull=False,
        outcome__in=[Outcome.ADOPTED, Outcome.ADOPTED_WITH_CHANGE],
    )
    return Q(Exists(lines.filter(decision__meeting__minutes_approved_on__isnull=False)))


def at_notice() -> Q:
    """Return the condition that the line stands on an agenda which publishes, and whose notice has gone out (L-6)."""
    return Q(decision__meeting__publishes=True, decision__meeting__notice_on__lte=today())


def is_published(model: type[models.Model]) -> Q:
    """Return the condition that the council's notice has published the row of the model (L-6).

    What may be published at all is for the model's own folder to say.
    """
    kind = ContentType.objects.get_for_model(model)
    return Q(Exists(DecisionLine.objects.filter(at_notice(), content_type=kind, object_id=OuterRef("pk"))))


def proposed_at(thing: models.Model) -> Meeting | None:
    """Return the meeting whose notice has published the object, while the public cannot read the decision (L-6)."""
    kind = ContentType.objects.get_for_model(thing)
    lines = DecisionLine.objects.filter(
        at_notice(), content_type=kind, object_id=thing.pk, decision__meeting__minutes_approved_on=None
    )
    line = lines.select_related("decision__meeting__body").order_by("decision__meeting__held_on").last()
    return line.decision.meeting if line else None


def waiting(model: type[models.Model]) -> "models.QuerySet[DecisionLine]":
    """Return the lines about rows of the model whose decision is recorded but has no approved minutes yet (O-8)."""
    return DecisionLine.objects.filter(
        content_type=ContentType.objects.get_for_model(model),
        decision__recorded_on__isnull=False,
        decision__meeting__minutes_approved_on=None,
    )


def approved_versions(model: type[models.Model], ids: Collection[int]) -> dict[int, FrozenVersion]:
    """Return what the last decision with approved minutes made of each row that a later decision has changed (O-8).

    By the row's id; rows that no decision waits about are left out, since they are as they were approved. One query
    when there are none, three otherwise.
    """
    changed = set(waiting(model).filter(object_id__in=ids).values_list("object_id", flat=True)) if ids else set()
    if not changed:
        return {}
    kind = ContentType.objects.get_for_model(model)
    lines = DecisionLine.objects.filter(
        content_type=kind, object_id__in=changed, decision__meeting__minutes_approved_on__isnull=False
    )
    made = _what_the_council_got(model, changed)
    rows = lines.order_by("decision__meeting__held_on", "pk").values_list(
        "object_id", "version__number", "decision__before_styrhjul"
    )
    for object_id, got, before_styrhjul in rows:  # a decision freezes the version after the one that the body got
        made[object_id] = got if before_styrhjul else (got or 0) + 1
    frozen = FrozenVersion.objects.filter(content_type=kind, object_id__in=made)
    return {one.object_id: one for one in frozen if one.number == made[one.object_id]}


def _what_the_council_got(model: type[models.Model], ids: Collection[int]) -> dict[int, int]:
    """Return the number of the version that a notice published, by the row's id, while the decision waits (L-6)."""
    rows = waiting(model).filter(at_notice(), object_id__in=ids).exclude(version=None)
    return dict(rows.values_list("object_id", "version__number"))


class Correction(models.Model):
    """Rättelse: a clerical error in approved minutes put right; the original stays readable (D-5)."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="corrections")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    corrected_on = models.DateField("rättat")
    what = models.TextField("rättelse")
    why = models.TextField("skäl")

    class Meta:
        ordering = ["corrected_on", "id"]

    def __str__(self) -> str:
        return self.what


class Attachment(models.Model):
    """Bilaga: a file that belongs to a decision, kept in the database (D-1, F-10)."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="attachments")
    name = models.CharField("filnamn", max_length=200)
    media_type = models.CharField("typ", max_length=100)
    content = models.BinaryField("fil")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
