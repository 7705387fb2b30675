"""Changes of the budget in the year: additional appropriations and transfers, as decisions (B-5)."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q, Sum

from styrhjul.budget import rules
from styrhjul.budget.models.areas import AppropriationArea, ServiceArea
from styrhjul.budget.models.statement import Project
from styrhjul.budget.terms import ChangeKind
from styrhjul.governance.models import Matter, is_public
from styrhjul.governance.workflow import Places, Workflow
from styrhjul.organisation.models import Body, rights_of
from styrhjul.organisation.terms import BodyKind


class ChangeQuerySet(models.QuerySet["BudgetChange"]):
    """Reading of budget changes."""

    def visible_to(self, user: object) -> Self:
        """Return what the user may read, by the three steps of O-8."""
        rights = rights_of(user)
        if rights.is_stranger:
            return self.filter(state__in=["adopted", "prepared"]).filter(is_public(BudgetChange))
        if rights.is_overseer:
            return self
        near = rights.drafts_for | rights.seated_in | rights.secretary_of
        boards = Body.objects.filter(kind=BodyKind.BOARD, pk__in=near)
        whole = Q(body=None) & Q(models.Exists(boards))
        return self.filter(~Q(state__in=rules.UNFINISHED) | Q(body__in=near) | whole)


class BudgetChange(Matter):
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

    @property
    def workflow(self) -> Workflow:
        """The table for the council's changes or for a committee's own transfer (B-5)."""
        return rules.COMMITTEE_BUDGET if self.body_id else rules.MUNICIPAL_BUDGET

    @property
    def places(self) -> Places:
        """The bodies where the change's steps are taken; the board prepares the council's."""
        places = super().places
        return places if self.body_id else Places(owner=places.board, board=places.board, council=places.council)

    @property
    def owner_body_id(self) -> int | None:
        """The committee that moves its own money, or the board, which prepares the council's changes."""
        return self.body_id or Body.objects.filter(kind=BodyKind.BOARD, to_on=None).values_list("pk", flat=True).first()

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
