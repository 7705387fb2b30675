"""Budgets: a committee's preliminary and definitive, and the municipality's own, with their lines (B-1 to B-4)."""

from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import F, Max, Q, Sum

from styrhjul.budget import rules
from styrhjul.budget.models.areas import AppropriationArea, AreaQuerySet, ServiceArea, Succession
from styrhjul.budget.models.moving import MoneyMatter, MoneyMatterQuerySet
from styrhjul.budget.terms import AreaKind, BridgeKind, ReportLine, Stage
from styrhjul.documents.words import MONTHS
from styrhjul.goals.models import GoalVersion, Share
from styrhjul.governance.models import GovernanceModel, is_public, is_published
from styrhjul.governance.workflow import Workflow
from styrhjul.organisation.models import Body
from styrhjul.organisation.terms import BodyKind

#: What is kept of a change in the bridge.
BRIDGE = ("area", "kind", "reason", "decided", "amount", "year")


class BudgetQuerySet(MoneyMatterQuerySet["Budget"]):
    """Reading of budgets."""

    def public(self) -> Self:
        """Return what the public reads; the municipality's budget as a proposal from the notice (L-6, T-2)."""
        shown = Q(state__in=rules.SHOWN) & is_public(Budget)
        proposed = Q(body=None, state__in=rules.SHOWN) & is_published(Budget)
        return self.filter(shown | proposed)

    def adopted_for(self, year: int) -> "Budget | None":
        """Return the municipality's budget for the year as the council adopted it, or None (B-1)."""
        return self.filter(body=None, year=year, state="adopted").first()


class Budget(MoneyMatter):
    """Budget: a committee's, preliminary in May–June and definitive after the council's; or, without a body, the
    municipality's own (B-1). All are kept (F-5).

    ``edition`` counts the savings, so that two people in the same budget do not overwrite each other.
    """

    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="budgets")
    year = models.PositiveSmallIntegerField("år")
    stage = models.CharField("skede", max_length=12, choices=Stage.choices)
    text = models.TextField("text", blank=True)
    frame_reason = models.TextField("varför budgeten går över ramen", blank=True)
    tax_rate = models.DecimalField("skattesats", max_digits=5, decimal_places=2, null=True, blank=True)
    edition = models.PositiveIntegerField("sparad gång", default=0)
    is_example = models.BooleanField("exempel", default=False)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "body__rank", "stage"]
        constraints = [
            models.UniqueConstraint(fields=["body", "year", "stage"], nulls_distinct=False, name="one_budget_a_stage"),
            models.CheckConstraint(
                condition=Q(body=None, stage=Stage.MUNICIPAL) | (Q(body__isnull=False) & ~Q(stage=Stage.MUNICIPAL)),
                name="budget_of_committee_or_municipality",
            ),
        ]

    def __str__(self) -> str:
        if self.body is None:
            return f"Kommunens budget {self.year}"
        if self.is_audits:
            return f"Revisionens budget {self.year}"
        return f"{self.get_stage_display()} nämndsbudget {self.year}, {self.body}"

    @property
    def is_audits(self) -> bool:
        """Whether it is the audit's budget, which the council's presidium prepares (B-2)."""
        return self.body is not None and self.body.kind == BodyKind.COUNCIL

    @property
    def workflow(self) -> Workflow:
        """The table of its steps: the audit's goes into the municipality's without a decision of its own (B-2)."""
        return rules.AUDIT_BUDGET if self.is_audits else super().workflow

    @cached_property
    def years(self) -> range:
        """The budget year and the plan years after it; how many is a setting (L-1)."""
        horizon = GovernanceModel.objects.settings_for(self.year).plan_years
        return range(self.year, self.year + horizon + 1)

    def areas(self) -> AreaQuerySet:
        """Return the appropriation areas that the budget holds: the committee's own, or all (B-2)."""
        areas = AppropriationArea.objects.in_year(self.year)
        if self.is_audits:
            return areas.filter(kind=AreaKind.AUDIT)
        return areas.filter(body=self.body).of_committees() if self.body_id else areas

    def net_costs(self, year: int | None = None) -> dict[int, int]:
        """Return the net cost of each appropriation area in the year, in kronor, by the area's id."""
        lines = self.lines.filter(year=year or self.year).order_by().values("area")
        return {row["area"]: row["net"] for row in lines.annotate(net=Sum(F("cost") - F("revenue")))}

    def goals(self) -> models.QuerySet[GoalVersion]:
        """Return the goals of the year that the budget holds (B-1, D-4).

        A committee's own, proposed in the preliminary and adopted in the definitive; in the municipality's, all that
        the council decides.
        """
        versions = GoalVersion.objects.in_year(self.year)
        if self.state not in rules.UNFINISHED:  # what is handed in holds no draft
            versions = versions.exclude(state__in=rules.UNFINISHED)
        if self.body_id is None:
            return versions.filter(goal__level__in=rules.DECIDED_WITH_BUDGET)
        versions = versions.filter(body=self.body, goal__level="committee")
        return versions.decided() if self.stage == Stage.DEFINITIVE else versions

    def shares(self) -> models.QuerySet[Share]:
        """Return the committee's shares of the directed goals of the year, given or answered here (G-6)."""
        versions = GoalVersion.objects.in_year(self.year).decided()
        return Share.objects.filter(body=self.body, version__in=versions).select_related("version")

    def check_step(self, step_name: str, on: Any) -> None:
        """Refuse a definitive budget that is not what the council set (B-3), and a bridge with a rest (B-1).

        In that order, so that nobody explains an amount that must be changed.
        """
        if step_name not in {"hand_in", "prepare", "adopt"} or self.is_audits:
            return
        if self.stage == Stage.DEFINITIVE:
            self._check_against_council()
        rules.check_bridge(self.bridge_rests())

    def _check_against_council(self) -> None:
        whole = Budget.objects.adopted_for(self.year)
        if whole is None:
            return
        own, set_by_council = self.net_costs(), whole.net_costs()
        rules.check_definitive(
            {str(area): (own.get(area.pk, 0), set_by_council.get(area.pk, 0)) for area in self.areas()}
        )

    def bridge_rests(self) -> dict[str, int]:
        """Return what the bridge leaves unexplained, in kronor by the area's name; a plan year is named too (B-1).

        The budget year starts from last year's budget. A plan year starts from the year before it, and is asked about
        only when a change is written for it.
        """
        changes: dict[int, dict[int, int]] = {}
        for row in self.bridge.order_by().values("year", "area").annotate(change=Sum("amount")):
            changes.setdefault(row["year"], {})[row["area"]] = row["change"]
        names = {area.pk: str(area) for area in self.areas()}
        found: dict[str, int] = {}
        earlier = self.earlier_net_costs()
        for year in self.years:
            now = self.net_costs(year)
            if year == self.year or year in changes:
                rests = rules.bridge_rests(changes.get(year, {}), now, earlier)
                when = "" if year == self.year else f" {year}"
                found |= {names[area] + when: rest for area, rest in rests.items() if area in names}
            earlier = now
        return found

    def earlier(self) -> "Budget | None":
        """Return the adopted budget of the year before that the bridge starts from: the same committee's, or all's."""
        body = None if self.is_audits else self.body  # the audit's stands in the municipality's (B-2)
        known = Budget.objects.filter(year=self.year - 1, body=body, state="adopted")
        return known.exclude(stage=Stage.PRELIMINARY).first()

    def earlier_net_costs(self) -> dict[int, int] | None:
        """Return last year's net costs by area, restated where areas were split or moved (B-7); None without any."""
        earlier = self.earlier()
        if earlier is None or not earlier.lines.exists():
            return None
        if self.is_audits:
            audit = set(self.areas().values_list("pk", flat=True))
            return {area: net for area, net in earlier.net_costs().items() if area in audit}
        shares = Succession.objects.filter(from_year=self.year).values_list("predecessor", "successor", "share")
        return rules.restated(earlier.net_costs(), list(shares))

    def wording(self) -> dict[str, Any]:
        """Return the budget's text, goals, answers and amounts as plain data, as they are frozen (F-5)."""
        shares = self.shares() if self.body_id else Share.objects.none()
        lines = self.lines.order_by(
            "area__body__rank", "area__rank", "area__name", "service__rank", "year"
        ).values_list("area", "area__name", "service", "service__name", "year", "revenue", "cost")
        return {
            "text": self.text,
            "goals": [version.wording() for version in self.goals()],
            "answers": [[str(share.version), share.answer, share.follow_up] for share in shares],
            "tax_rate": str(self.tax_rate) if self.tax_rate is not None else None,
            "lines": [list(line) for line in lines],
            "bridge": [list(row) for row in self.bridge.values_list(*BRIDGE)],
            "investments": [
                list(line) for line in self.investments.values_list("project", "project__name", "year", "amount")
            ],
            "volumes": self._volumes(),
            "balance_before": [list(row) for row in self.balance_before().items()],
            "statement": [list(row) for row in self.statement.values_list("line", "year", "amount")],
            "companies": [
                list(row) for row in self.companies.values_list("name", "year", "turnover", "result", "investments")
            ],
        }

    def balance_before(self) -> dict[int, int]:
        """Return the balance results of the years in which a deficit may still be regained, in kronor (L-4).

        They are the accounts' where the whole year is booked, else the adopted budget's. Only of the municipality's.
        """
        if self.body_id is not None:
            return {}
        years = range(self.year - rules.YEARS_TO_REGAIN, self.year)
        running = ~Q(actuals__line__in=[ReportLine.INVESTMENT, ReportLine.BALANCE])
        booked = AppropriationArea.objects.filter(actuals__year__in=years).order_by().values("actuals__year")
        net = {
            row["actuals__year"]: row["net"] or 0
            for row in booked.annotate(net=Sum("actuals__amount", filter=running), last=Max("actuals__period"))
            if row["last"] >= len(MONTHS)
        }
        found: dict[int, int] = {}
        adopted = Budget.objects.filter(body=None, year__in=years, state="adopted")
        for one in adopted.prefetch_related("statement", "lines"):
            amounts = {row.line: row.amount for row in one.statement.all() if row.year == one.year}
            planned = sum(line.net_cost for line in one.lines.all() if line.year == one.year)
            result = rules.result_of(planned, amounts)
            actual = result.balance_result - result.result - net[one.year] if one.year in net else None
            if actual is not None or amounts:
                found[one.year] = result.balance_result if actual is None else actual
        return {**{year: -amount for year, amount in net.items()}, **found}

    def _volumes(self) -> list[list[Any]]:
        """Return the volumes as plain data: area, service area, their names, the measure, year and volume (B-6)."""
        rows = self.volumes.values_list(
            "about__area", "about__service", "about__area__name", "about__service__name", "about__measure",
            "about__measure__name", "about__measure__decimals", "year", "amount",
        )  # fmt: skip
        return [[*row, str(amount)] for *row, amount in rows]


class BudgetLine(models.Model):
    """Budgetrad: revenue and cost of an appropriation area or one of its service areas in a year, in kronor (B-2).

    Both are stored as positive numbers; the net cost is cost less revenue.
    """

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="lines")
    area = models.ForeignKey(AppropriationArea, models.PROTECT, related_name="budget_lines")
    service = models.ForeignKey(ServiceArea, models.PROTECT, null=True, blank=True, related_name="budget_lines")
    year = models.PositiveSmallIntegerField("år")
    revenue = models.BigIntegerField("intäkter", default=0)
    cost = models.BigIntegerField("kostnader", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "area", "service", "year"], nulls_distinct=False, name="one_line_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service or self.area} {self.year}"

    @property
    def net_cost(self) -> int:
        """Net cost in kronor: cost less revenue."""
        return self.cost - self.revenue


class BridgeRow(models.Model):
    """Förändring från året före: what it is, why, and the decision it rests on, in kronor (B-1).

    ``year`` is the budget year, where it is a change from last year's budget, or a plan year.
    """

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="bridge")
    year = models.PositiveSmallIntegerField("år")
    area = models.ForeignKey(AppropriationArea, models.PROTECT, related_name="+")
    kind = models.CharField("slag", max_length=10, choices=BridgeKind.choices)
    reason = models.CharField("skäl", max_length=300)
    decided = models.CharField("beslut", max_length=200, blank=True)
    amount = models.BigIntegerField("belopp")
    rank = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        ordering = ["year", "area__rank", "rank", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="bridge_row_says_why")]

    def __str__(self) -> str:
        return self.reason
