"""Tables of the budget: appropriation areas, and a committee's preliminary and definitive budget (B-1, B-2)."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from styrhjul.budget import rules
from styrhjul.budget.terms import Stage
from styrhjul.goals.models import GoalVersion, Share
from styrhjul.governance.models import Matter, is_public
from styrhjul.organisation.models import Body, rights_of


class AppropriationArea(models.Model):
    """KF-verksamhet: the level at which the council sets net cost (B-2), from a year to a year (B-7)."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="appropriation_areas")
    name = models.CharField("namn", max_length=120)
    first_year = models.PositiveSmallIntegerField("från år")
    last_year = models.PositiveSmallIntegerField("till år", null=True, blank=True)

    class Meta:
        ordering = ["body__rank", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year=None) | Q(last_year__gte=F("first_year")), name="area_years_in_order"
            ),
            models.UniqueConstraint(fields=["body", "name", "first_year"], name="one_area_of_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class CommitteeBudgetQuerySet(models.QuerySet["CommitteeBudget"]):
    """Reading of committee budgets."""

    def visible_to(self, user: object) -> Self:
        """Return what the user may read, by the three steps of O-8."""
        rights = rights_of(user)
        if rights.is_stranger:
            return self.public()
        if rights.is_overseer:
            return self
        near = Q(body__in=rights.drafts_for | rights.seated_in | rights.secretary_of)
        return self.filter(~Q(state="draft") | near)

    def public(self) -> Self:
        """Return the adopted budgets whose minutes are approved: what the public reads (O-8, T-2)."""
        return self.filter(state="adopted").filter(is_public(CommitteeBudget))


class CommitteeBudget(Matter):
    """Nämndsbudget: preliminary in May–June, definitive after the council's budget; both are kept (B-1, G-6)."""

    workflow_table = rules.COMMITTEE_BUDGET

    body = models.ForeignKey(Body, models.PROTECT, related_name="committee_budgets")
    year = models.PositiveSmallIntegerField("år")
    stage = models.CharField("skede", max_length=12, choices=Stage.choices)
    text = models.TextField("nämndens text", blank=True)

    objects = CommitteeBudgetQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "body__rank", "stage"]
        constraints = [
            models.UniqueConstraint(fields=["body", "year", "stage"], name="one_budget_a_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} nämndsbudget {self.year}, {self.body}"

    @property
    def owner_body_id(self) -> int | None:
        """The committee whose budget it is."""
        return self.body_id

    def goals(self) -> models.QuerySet[GoalVersion]:
        """Return the committee's goals for the year: proposed in the preliminary, adopted in the definitive (B-1)."""
        versions = GoalVersion.objects.in_year(self.year).filter(body=self.body, goal__level="committee")
        return versions.decided() if self.stage == Stage.DEFINITIVE else versions

    def shares(self) -> models.QuerySet[Share]:
        """Return the committee's shares of the directed goals of the year, given or answered here (G-6)."""
        versions = GoalVersion.objects.in_year(self.year).decided()
        return Share.objects.filter(body=self.body, version__in=versions).select_related("version")

    def wording(self) -> dict[str, Any]:
        """Return the budget's text, goals and answers as plain data, as they are frozen (F-5)."""
        return {
            "text": self.text,
            "goals": [version.wording() for version in self.goals()],
            "answers": [[str(share.version), share.answer, share.follow_up] for share in self.shares()],
        }
