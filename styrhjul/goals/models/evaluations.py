"""Evaluations that bodies order: commissions with a question and a method, of a goal or an activity (I-4)."""

from django.db import models
from django.db.models import Q

from styrhjul.goals.models.commissions import Commission
from styrhjul.goals.models.goals import Goal
from styrhjul.goals.models.plans import Activity


class Evaluation(models.Model):
    """Utvärdering: what a commission is to find out of a goal or an activity, how, and who carries it out (I-4).

    By whom it was ordered, to whom, by when, and the result that is reported back stand in the commission.
    """

    commission = models.OneToOneField(Commission, models.PROTECT, related_name="evaluation")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="evaluations")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, blank=True, related_name="evaluations")
    question = models.TextField("fråga")
    method = models.TextField("metod")
    performer = models.CharField("utförs av", max_length=200, blank=True)

    class Meta:
        ordering = ["-commission__decision__meeting__held_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(goal__isnull=False, activity=None) | Q(goal=None, activity__isnull=False),
                name="evaluation_of_goal_or_activity",
            ),
            models.CheckConstraint(condition=~Q(question="") & ~Q(method=""), name="evaluation_asks_and_says_how"),
        ]

    def __str__(self) -> str:
        return str(self.commission)

    @property
    def about(self) -> Goal | Activity:
        """What is evaluated."""
        found = self.goal or self.activity
        assert found is not None  # the database holds it
        return found
