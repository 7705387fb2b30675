"""Which measures are computed from the municipality's budget (B-4, G-5, M-3)."""

from django.db import models

from styrhjul.budget.terms import KeyFigure
from styrhjul.goals.models import Measure


class ComputedMeasure(models.Model):
    """Beräknat mått: the measure that a key figure of the budget fills, so that a financial goal is followed (B-4)."""

    figure = models.CharField("nyckeltal", max_length=20, choices=KeyFigure.choices, unique=True)
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="computed")

    class Meta:
        ordering = ["figure"]

    def __str__(self) -> str:
        return f"{self.get_figure_display()}: {self.measure}"
