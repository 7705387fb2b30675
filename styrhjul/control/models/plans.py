"""Plans of internal control with their risks, and the documents that they rest on (C-1, C-3)."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from styrhjul.control import rules
from styrhjul.control.terms import PolicyKind, RiskKind
from styrhjul.goals.models import Goal
from styrhjul.governance.models import Decision, Matter, is_public
from styrhjul.organisation.models import Body, rights_of


class ControlPlanQuerySet(models.QuerySet["ControlPlan"]):
    """Reading of plans of internal control."""

    def visible_to(self, user: object) -> Self:
        """Return what the user may read, by the three steps of O-8."""
        rights = rights_of(user)
        if rights.is_stranger:
            return self.filter(state="adopted").filter(is_public(ControlPlan))
        if rights.is_overseer:
            return self
        return self.filter(~Q(state__in=rules.UNFINISHED) | Q(body__in=rights.reads_drafts_of))


class ControlPlan(Matter):
    """Plan för intern kontroll: a body's risks of a year, and the controls chosen for them (C-1)."""

    workflow_table = rules.CONTROL_PLAN

    body = models.ForeignKey(Body, models.PROTECT, related_name="control_plans")
    year = models.PositiveSmallIntegerField("år")
    text = models.TextField("så arbetar nämnden med intern kontroll", blank=True)
    is_example = models.BooleanField("exempel", default=False)

    objects = ControlPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "body__rank"]
        constraints = [models.UniqueConstraint(fields=["body", "year"], name="one_control_plan_a_year")]

    def __str__(self) -> str:
        return f"Plan för intern kontroll {self.year}, {self.body}"

    @property
    def owner_body_id(self) -> int | None:
        """The board or committee whose plan it is."""
        return self.body_id

    def left_behind(self) -> "models.QuerySet[Risk]":
        """Return the risks of last year's plan that have not been brought into this one (C-3)."""
        brought = Risk.objects.filter(plan=self.pk, came_from=OuterRef("pk"))
        return Risk.objects.filter(~Exists(brought), plan__body=self.body_id, plan__year=self.year - 1)

    def wording(self) -> dict[str, Any]:
        """Return the plan's text as plain data; what is frozen is its content tree, see ``control.documents``."""
        return {"text": self.text}


class Risk(models.Model):
    """Risk: what may keep the municipality from its goals, how likely it is and what it would lead to (C-1).

    ``came_from`` is the same risk in last year's plan, so that it is seen how it has moved (C-3).
    """

    plan = models.ForeignKey(ControlPlan, models.CASCADE, related_name="risks")
    what = models.CharField("risk", max_length=200)
    description = models.TextField("vad den kan leda till", blank=True)
    kind = models.CharField("slag", max_length=12, choices=RiskKind.choices)
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="risks")
    process = models.CharField("process", max_length=200, blank=True)
    likelihood = models.PositiveSmallIntegerField("sannolikhet")
    consequence = models.PositiveSmallIntegerField("konsekvens")
    came_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="became")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(likelihood__gte=1, consequence__gte=1), name="risk_has_a_place"),
            models.CheckConstraint(condition=~Q(what=""), name="risk_says_what"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def product(self) -> int:
        """Likelihood times consequence: the risk's value."""
        return self.likelihood * self.consequence


class ControlPolicyQuerySet(models.QuerySet["ControlPolicy"]):
    """Reading of the documents that internal control rests on."""

    def in_year(self, year: int) -> Self:
        """Return those in force in the year, the council's first."""
        return self.filter(Q(last_year=None) | Q(last_year__gte=year), first_year__lte=year)


class ControlPolicy(models.Model):
    """Styrdokument för intern kontroll: the council's regulation or the board's instructions, with decision (C-1)."""

    kind = models.CharField("slag", max_length=12, choices=PolicyKind.choices)
    name = models.CharField("namn", max_length=200)
    text = models.TextField("innehåll", blank=True)
    link = models.URLField("länk", max_length=500, blank=True)
    decided_on = models.DateField("beslutat", null=True, blank=True)
    paragraph = models.CharField("paragraf", max_length=20, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="+")
    first_year = models.PositiveSmallIntegerField("gäller från år")
    last_year = models.PositiveSmallIntegerField("gäller till år", null=True, blank=True)
    is_example = models.BooleanField("exempel", default=False)

    objects = ControlPolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-kind", "first_year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year=None) | Q(last_year__gte=F("first_year")), name="control_policy_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.name
