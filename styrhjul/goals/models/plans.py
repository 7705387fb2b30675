"""Plans, their hearings and activities (D-6, P-1 to P-7)."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from styrhjul.goals import rules
from styrhjul.goals.models.commissions import Commission
from styrhjul.goals.models.goals import Goal
from styrhjul.goals.terms import ActivityStatus, ConditionKind, Mandate
from styrhjul.governance.models import Decision, Matter
from styrhjul.governance.workflow import Places
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Unit, rights_of, units_led_by
from styrhjul.organisation.terms import UnitKind


class PlanQuerySet(models.QuerySet["Plan"]):
    """Reading of plans."""

    def visible_to(self, user: object) -> Self:
        """Return what the user may read by the three steps of O-8; strangers read adopted operational plans (T-2)."""
        rights = rights_of(user)
        if rights.is_stranger:
            return self.filter(state="adopted", unit__kind=UnitKind.ADMINISTRATION)
        if rights.is_overseer:
            return self
        units = units_led_by(user) | rights.units
        near = Q(unit__in=units) | Q(carried_by__in=units)
        bodies = rights.seated_in | rights.secretary_of
        heard = Q(Exists(Hearing.objects.filter(plan=OuterRef("pk"), body__in=bodies))) if bodies else Q()
        finished = ~Q(state__in=rules.UNFINISHED)
        return self.filter(finished | near | heard if bodies else finished | near)


class Plan(Matter):
    """Verksamhetsplan, avdelningsplan eller enhetsplan: how a unit meets its goals in a year (P-1, P-3, D-6)."""

    workflow_table = rules.PLAN
    is_adopted_by_act = True

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField("år")
    focus = models.TextField("årets inriktning", blank=True)
    resources = models.TextField("resurser", blank=True)
    staff = models.DecimalField("årsarbetare", max_digits=7, decimal_places=1, null=True, blank=True)
    conditions = models.TextField("nationella mål, ny lagstiftning och andra förutsättningar", blank=True)
    endorsed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    endorsed_on = models.DateField("godkänd", null=True, blank=True)
    adopted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    adopted_on = models.DateField("fastställd", null=True, blank=True)
    closed_on = models.DateField("avslutad", null=True, blank=True)
    carried_by = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="carried_plans")
    carried_on = models.DateField("gick över", null=True, blank=True)
    is_example = models.BooleanField("exempel", default=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="one_plan_a_year"),
            models.CheckConstraint(
                condition=~Q(state="adopted") | Q(adopted_on__isnull=False), name="adopted_plan_has_date"
            ),
            models.CheckConstraint(
                condition=Q(endorsed_by=None) | Q(adopted_by=None) | ~Q(endorsed_by=F("adopted_by")),
                name="nobody_endorses_what_they_adopt",
            ),
            models.CheckConstraint(
                condition=Q(carried_by=None, carried_on=None) | Q(carried_by__isnull=False, carried_on__isnull=False),
                name="carried_plan_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_label} {self.year}, {self.unit.name_on(datetime.date(self.year, 1, 1))}"

    @property
    def kind_label(self) -> str:
        """The plan's Swedish name by the kind of its unit (P-1, P-3)."""
        return rules.PLAN_NAMES[UnitKind(self.unit.kind)]

    @property
    def day(self) -> datetime.date:
        """The day whose units the plan is about: today, or the nearest day of the plan's year (O-5)."""
        return min(max(today(), datetime.date(self.year, 1, 1)), datetime.date(self.year, 12, 31))

    @property
    def acting_unit_id(self) -> int:
        """The unit that carries the plan out: its own, or the successor that it has passed to (O-5)."""
        return self.carried_by_id or self.unit_id

    @property
    def places(self) -> Places:
        """The unit that the plan is for, or has passed to, and the nearest unit above it (D-6, O-5)."""
        on = self.carried_on or datetime.date(self.year, 1, 1)
        above = Unit.objects.above(self.acting_unit_id, on)
        return Places(unit=self.acting_unit_id, superior=above[1] if len(above) > 1 else None)

    @property
    def is_carried_out(self) -> bool:
        """Whether the plan's activities are reported on: once it is adopted, until its year is closed (D-6, X-12)."""
        return self.state == "adopted" and self.closed_on is None

    @property
    def needs_endorsement(self) -> bool:
        """Whether a superior must endorse the plan before it is adopted: all but operational plans (D-6)."""
        return self.unit.kind != UnitKind.ADMINISTRATION

    def check_step(self, step_name: str, on: datetime.date) -> None:
        """Refuse to adopt without hearing or endorsement (D-6) or with unfinished activities (P-2)."""
        if step_name != "adopt":
            return
        served = self.unit.ties.filter(from_on__lte=on).exclude(to_on__lt=on).values_list("body_id", flat=True)
        heard = self.hearings.filter(heard_on__lte=on).values_list("body_id", flat=True)
        unheard = Body.objects.named(on).filter(pk__in=set(served) - set(heard))
        rules.check_plan(
            needs_endorsement=self.needs_endorsement,
            is_endorsed=self.endorsed_on is not None,
            unheard=[body.name_on(on) for body in unheard] if not self.needs_endorsement else [],
            unfinished=[activity.what for activity in self.activities.all() if not activity.is_complete],
        )

    def dated_act(self) -> tuple[str, datetime.date] | None:
        """Return the head who adopted the plan and the day (D-6); None before that."""
        if self.adopted_on is None:
            return None
        return (self.adopted_by.name if self.adopted_by else "", self.adopted_on)

    def last_years(self) -> "Plan | None":
        """Return the same unit's plan of the year before, None where it had none (P-1)."""
        return Plan.objects.filter(unit=self.unit_id, year=self.year - 1).first()


class PlanCondition(models.Model):
    """Förutsättning: a national goal or a changed law that a plan takes into account, and what it means (G-9, P-1)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="demands")
    kind = models.CharField("slag", max_length=13, choices=ConditionKind.choices)
    what = models.CharField("vad", max_length=300)
    meaning = models.TextField("vad det betyder för verksamheten", blank=True)

    class Meta:
        ordering = ["kind", "id"]

    def __str__(self) -> str:
        return self.what


class Hearing(models.Model):
    """Hörande: a committee has been heard on an operational plan, with date, paragraph and remarks (D-6)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="hearings")
    body = models.ForeignKey(Body, models.PROTECT, related_name="hearings")
    heard_on = models.DateField("hördes")
    paragraph = models.CharField("paragraf", max_length=20, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="+")
    remarks = models.TextField("synpunkter", blank=True)

    class Meta:
        ordering = ["heard_on"]
        constraints = [models.UniqueConstraint(fields=["plan", "body"], name="one_hearing_a_body")]

    def __str__(self) -> str:
        return f"{self.body} hördes {self.heard_on}"


class PlannedGoal(models.Model):
    """Mål som planen ska uppfylla: a goal from above, with the department responsible for it (P-1, P-7)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="planned_goals")
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="planned_in")
    responsible = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="planned_goals")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["plan", "goal"], name="one_goal_once_a_plan")]

    def __str__(self) -> str:
        return f"{self.plan}: {self.goal}"


class ActivityQuerySet(models.QuerySet["Activity"]):
    """Reading of activities."""

    def visible_to(self, user: object) -> Self:
        """Return the activities of the plans that the user may read (O-8)."""
        return self.filter(plan__in=Plan.objects.visible_to(user))

    def unfinished(self) -> Self:
        """Return the activities that are neither done nor cancelled (P-4)."""
        return self.exclude(status__in=rules.FINISHED)

    def carried_by(self, person: Person) -> Self:
        """Return the activities that the person is responsible for or contributes to (O-7)."""
        return self.filter(Q(responsible=person) | Q(contributors=person)).distinct()


class Activity(models.Model):
    """Aktivitet: a concrete act with mandate giver, responsible and time (P-2, P-4)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="activities")
    shared_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="shared_out")
    carried_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="carried_on")
    what = models.CharField("vad", max_length=300)
    description = models.TextField("beskrivning", blank=True)
    mandate = models.CharField("uppdragsgivare", max_length=10, choices=Mandate.choices, default=Mandate.GOAL)
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="activities")
    commission = models.ForeignKey(Commission, models.PROTECT, null=True, blank=True, related_name="activities")
    mandate_text = models.CharField("uppdragsgivare i ord", max_length=200, blank=True)
    responsible_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="activities")
    responsible = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="activities")
    contributors = models.ManyToManyField(Person, related_name="contributes_to", blank=True)
    contributing_units = models.ManyToManyField(Unit, related_name="contributes_to", blank=True)
    start_on = models.DateField("börjar", null=True, blank=True)
    due_on = models.DateField("ska vara klar", null=True, blank=True)
    status = models.CharField("läge", max_length=10, choices=ActivityStatus.choices, default=ActivityStatus.TODO)
    result = models.TextField("resultat", blank=True)
    obstacles = models.TextField("hinder", blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name_plural = "aktiviteter"
        indexes = [models.Index(fields=["plan", "status", "due_on", "id"], name="activities_by_status_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(start_on=None) | Q(due_on=None) | Q(due_on__gte=F("start_on")),
                name="activity_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def is_late(self, on: datetime.date) -> bool:
        """Tell whether the activity is neither done nor cancelled past its day (P-4)."""
        return rules.is_activity_late(self.status, self.due_on, on)

    @property
    def is_complete(self) -> bool:
        """Whether the four fields of P-2 are there: what, mandate giver, responsible, and the day."""
        has_mandate = bool(self.goal_id or self.commission_id or self.mandate_text.strip())
        has_responsible = bool(self.responsible_unit_id or self.responsible_id)
        return bool(self.what.strip()) and has_mandate and has_responsible and self.due_on is not None


class ProgressNote(models.Model):
    """Lägesnotering: what somebody responsible tells about an activity on the way (P-4)."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="notes")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_on = models.DateField("skriven")
    text = models.TextField("läge")

    class Meta:
        ordering = ["-written_on", "-id"]

    def __str__(self) -> str:
        return self.text[:80]
