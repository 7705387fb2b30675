"""What stands beside the areas in a budget: investments by project, the municipality's own statement (B-2, B-4)."""

from django.db import models
from django.db.models import Q

from styrhjul.budget.models.areas import AppropriationArea
from styrhjul.budget.models.budgets import Budget
from styrhjul.budget.terms import StatementLine


class Project(models.Model):
    """Investeringsprojekt: a name, a total budget and the ledger's project code (B-2)."""

    area = models.ForeignKey(AppropriationArea, models.PROTECT, related_name="projects")
    name = models.CharField("namn", max_length=160)
    code = models.CharField("projektkod", max_length=30, blank=True)
    total_budget = models.BigIntegerField("totalbudget", default=0)
    spent_before = models.BigIntegerField("förbrukat före första året i Styrhjul", default=0)
    first_year = models.PositiveSmallIntegerField("från år")
    last_year = models.PositiveSmallIntegerField("till år", null=True, blank=True)
    is_example = models.BooleanField("exempel", default=False)

    class Meta:
        ordering = ["area__rank", "name"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="one_project_a_code"),
        ]

    def __str__(self) -> str:
        return self.name


class InvestmentLine(models.Model):
    """Investeringsrad: what a project may cost in a year, in kronor (B-2)."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="investments")
    project = models.ForeignKey(Project, models.PROTECT, related_name="lines")
    year = models.PositiveSmallIntegerField("år")
    amount = models.BigIntegerField("belopp", default=0)

    class Meta:
        ordering = ["project__area__rank", "project__name", "year"]
        constraints = [models.UniqueConstraint(fields=["budget", "project", "year"], name="one_investment_a_year")]

    def __str__(self) -> str:
        return f"{self.project} {self.year}"


class StatementAmount(models.Model):
    """Belopp i kommunens resultat-, kassaflödes- eller balansbudget, in kronor (B-4, L-4)."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="statement")
    line = models.CharField("rad", max_length=20, choices=StatementLine.choices)
    year = models.PositiveSmallIntegerField("år")
    amount = models.BigIntegerField("belopp", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["budget", "line", "year"], name="one_statement_amount_a_year")]

    def __str__(self) -> str:
        return f"{self.get_line_display()} {self.year}"


class CompanyBudget(models.Model):
    """Koncernbolagets ekonomi i budgeten: turnover, result and investments in kronor (B-4)."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="companies")
    name = models.CharField("bolag", max_length=120)
    year = models.PositiveSmallIntegerField("år")
    turnover = models.BigIntegerField("omsättning", default=0)
    result = models.BigIntegerField("resultat", default=0)
    investments = models.BigIntegerField("investeringar", default=0)

    class Meta:
        ordering = ["name", "year"]
        constraints = [models.UniqueConstraint(fields=["budget", "name", "year"], name="one_company_a_year")]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"
