"""Analyses by the six steps of the model, and the improvements that come of them (I-1 to I-3)."""

from typing import Self

from django.db import models
from django.db.models import Q

from styrhjul.budget.models import AppropriationArea, BridgeRow
from styrhjul.followup.terms import ImprovementState
from styrhjul.goals.models import Activity, Evaluation, Goal, GoalVersion, Measure
from styrhjul.organisation.models import Body, Person, rights_of


class AnalysisQuerySet(models.QuerySet["Analysis"]):
    """Reading of analyses."""

    def visible_to(self, user: object) -> Self:
        """Return what the user may read: everyone signed in reads them, the public none (O-8, T-2)."""
        return self.none() if rights_of(user).is_stranger else self


class Analysis(models.Model):
    """Analys: a goal, measure or area of a year seen through the analysis model; any step may be empty (I-1)."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="analyses")
    year = models.PositiveSmallIntegerField("år")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="analyses")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="analyses")
    area = models.ForeignKey(AppropriationArea, models.PROTECT, null=True, blank=True, related_name="analyses")
    heading = models.CharField("vad som analyseras", max_length=300)
    result = models.TextField("resultat", blank=True)
    comparison = models.TextField("jämförelse", blank=True)
    outer_causes = models.TextField("yttre orsaker", blank=True)
    inner_causes = models.TextField("inre orsaker", blank=True)
    effect = models.TextField("effekt", blank=True)
    improvement = models.TextField("förbättring", blank=True)
    action = models.TextField("åtgärd", blank=True)
    begun_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    begun_on = models.DateField("påbörjad")
    changed_on = models.DateField("ändrad")
    is_example = models.BooleanField("exempel", default=False)

    objects = AnalysisQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "body__rank", "heading"]
        verbose_name_plural = "analyser"
        constraints = [
            models.CheckConstraint(
                condition=Q(goal__isnull=False, measure=None, area=None)
                | Q(goal=None, measure__isnull=False, area=None)
                | Q(goal=None, measure=None, area__isnull=False),
                name="analysis_is_about_one_thing",
            ),
            models.UniqueConstraint(
                fields=["body", "year", "goal", "measure", "area"], nulls_distinct=False, name="one_analysis_a_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"Analys {self.year}: {self.heading}"


class ImprovementQuerySet(models.QuerySet["Improvement"]):
    """Reading of improvements."""

    def visible_to(self, user: object) -> Self:
        """Return what the user may read: everyone signed in reads them, the public none (O-8, T-2)."""
        return self.none() if rights_of(user).is_stranger else self


class Improvement(models.Model):
    """Förbättring: what a body ought to do better, ranked against the resources, and what came of it (I-2, I-3).

    It comes of an analysis or of an evaluation (I-4), or of neither.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="improvements")
    year = models.PositiveSmallIntegerField("planeras för")
    analysis = models.ForeignKey(Analysis, models.PROTECT, null=True, blank=True, related_name="improvements")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, null=True, blank=True, related_name="improvements")
    what = models.CharField("vad", max_length=300)
    why = models.TextField("varför", blank=True)
    cost = models.BigIntegerField("kostnad per år", default=0)
    rank = models.PositiveSmallIntegerField("ordning", default=0)
    state = models.CharField("läge", max_length=10, choices=ImprovementState.choices, default=ImprovementState.LISTED)
    reason = models.TextField("skäl", blank=True)
    goal_version = models.ForeignKey(GoalVersion, models.SET_NULL, null=True, blank=True, related_name="improvements")
    activity = models.ForeignKey(Activity, models.SET_NULL, null=True, blank=True, related_name="improvements")
    bridge_row = models.ForeignKey(BridgeRow, models.SET_NULL, null=True, blank=True, related_name="improvements")
    is_example = models.BooleanField("exempel", default=False)

    objects = ImprovementQuerySet.as_manager()

    class Meta:
        ordering = ["rank", "id"]
        verbose_name_plural = "förbättringar"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ImprovementState.DROPPED) | ~Q(reason=""), name="dropped_improvement_says_why"
            ),
            models.CheckConstraint(condition=Q(cost__gte=0), name="improvement_costs_nothing_or_more"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def standing(self) -> ImprovementState:
        """Where it stands: one that was taken up, but whose draft, activity or row is gone, waits again (I-2)."""
        state = ImprovementState(self.state)
        is_lost = state == ImprovementState.TAKEN_UP and not (
            self.goal_version_id or self.activity_id or self.bridge_row_id
        )
        return ImprovementState.LISTED if is_lost else state
