"""Changes of the budget in the year: additional appropriations and transfers, as decisions (B-5)."""

from typing import Any

from django.db import models
from django.db.models import F, Q, Sum

from styrhjul.budget import rules
from styrhjul.budget.models.areas import AppropriationArea, ServiceArea
from styrhjul.budget.models.moving import MoneyMatter, MoneyMatterQuerySet
from styrhjul.budget.models.statement import Project
from styrhjul.budget.terms import ChangeKind
from styrhjul.organisation.models import Body


class ChangeQuerySet(MoneyMatterQuerySet["BudgetChange"]):
    """Reading of budget changes."""


class BudgetChange(MoneyMatter):
    """Budgetändring: the council adds or moves between areas; a committee moves between its service areas (B-5).

    ``body`` is the committee for a transfer within its own areas, none for what the council decides.
    """

    year = models.PositiveSmallIntegerField("år")
    kind = models.CharField("slag", max_length=10, choices=ChangeKind.choices)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="budget_changes")
    heading = models.CharField("rubrik", max_length=200)
    reason = models.TextField("skäl")
    financing = models.TextField("så finansieras utgiften", blank=True)
    is_example = models.BooleanField("exempel", default=False)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-stepped_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(body=None) | Q(kind=ChangeKind.TRANSFER), name="committee_only_moves_its_money"
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    def check_step(self, step_name: str, on: Any) -> None:
        """Refuse a transfer that does not sum to zero, and an addition that does not say how it is financed (L-4)."""
        if step_name in {"hand_in", "prepare", "adopt"}:
            by_area = {
                row["area"]: row["sum"]
                for row in self.lines.order_by().values("area").annotate(sum=Sum(F("cost") - F("revenue")))
            }
            investments = self.lines.aggregate(sum=Sum("investment"))["sum"] or 0
            rules.check_change(self.kind, bool(self.body_id), by_area, investments, self.financing)

    def wording(self) -> dict[str, Any]:
        """Return the change as plain data, as it is frozen (F-5)."""
        lines = self.lines.values_list("area", "service", "project", "revenue", "cost", "investment")
        return {
            "heading": self.heading,
            "reason": self.reason,
            "financing": self.financing,
            "lines": [list(line) for line in lines],
        }


class ChangeLine(models.Model):
    """Ändringsrad: what a change adds to or takes from an area, a service area or a project, in kronor (B-5)."""

    change = models.ForeignKey(BudgetChange, models.CASCADE, related_name="lines")
    area = models.ForeignKey(AppropriationArea, models.PROTECT, related_name="change_lines")
    service = models.ForeignKey(ServiceArea, models.PROTECT, null=True, blank=True, related_name="change_lines")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="change_lines")
    revenue = models.BigIntegerField("intäkter", default=0)
    cost = models.BigIntegerField("kostnader", default=0)
    investment = models.BigIntegerField("investering", default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(project=None, investment=0) | Q(project__isnull=False, revenue=0, cost=0),
                name="change_line_of_running_or_project",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change}: {self.project or self.service or self.area}"

    @property
    def net_cost(self) -> int:
        """What the line adds to the net cost, in kronor."""
        return self.cost - self.revenue
