"""Forecasts of money, and what a committee does about a deficit (F-1, F-2, X-7). Amounts are whole kronor."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from styrhjul.budget.models import AppropriationArea
from styrhjul.followup import rules
from styrhjul.followup.models.reports import Report
from styrhjul.governance.models import Matter, is_public
from styrhjul.governance.workflow import Workflow
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, rights_of
from styrhjul.organisation.terms import BodyKind


class RemedyPlanQuerySet(models.QuerySet["RemedyPlan"]):
    """Reading of remedy plans."""

    def visible_to(self, user: object) -> Self:
        """Return what the user may read, by the three steps of O-8; that a plan is owed is told to all inside."""
        rights = rights_of(user)
        if rights.is_stranger:
            return self.filter(state__in=["prepared", "adopted"]).filter(is_public(RemedyPlan))
        if rights.is_overseer:
            return self
        boards = Body.objects.filter(kind=BodyKind.BOARD, pk__in=rights.reads_drafts_of)
        near = Q(body__in=rights.reads_drafts_of) | Q(models.Exists(boards))
        return self.filter(~Q(state__in=rules.UNFINISHED) | near)

    def owed(self) -> Self:
        """Return the plans that the board has not got: nobody forgets them (F-2)."""
        return self.filter(state__in=rules.OWED)


class RemedyPlan(Matter):
    """Åtgärdsplan: what a committee owes the board when its report forecasts a deficit (F-2).

    An updated forecast as per a day, with remedies; ``deficit`` is what the report forecast, in kronor.
    """

    report = models.OneToOneField(Report, models.PROTECT, related_name="remedy_plan")
    body = models.ForeignKey(Body, models.PROTECT, related_name="remedy_plans")
    deficit = models.BigIntegerField("underskott i rapportens prognos")
    as_of = models.DateField("per den")
    due_on = models.DateField("lämnas senast")
    opened_on = models.DateField("uppstod")
    text = models.TextField("vad som har hänt sedan rapporten", blank=True)
    edition = models.PositiveIntegerField("sparad gång", default=0)
    saved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = RemedyPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-as_of", "body__rank"]
        constraints = [
            models.CheckConstraint(condition=Q(deficit__gt=0), name="plan_answers_a_deficit"),
        ]

    def __str__(self) -> str:
        return f"Åtgärdsplan per {self.as_of}, {self.body.name_on(self.as_of)}"

    @property
    def workflow(self) -> Workflow:
        """The table of a committee's plan, or of the board's own, which no other body treats (F-2)."""
        return rules.BOARDS_REMEDY_PLAN if self.body.kind == BodyKind.BOARD else rules.REMEDY_PLAN

    @property
    def owner_body_id(self) -> int | None:
        """The committee that owes the plan."""
        return self.body_id

    @property
    def year(self) -> int:
        """The year whose budget is at stake."""
        return self.as_of.year

    @property
    def is_late(self) -> bool:
        """Whether the day has passed without the board having got the plan."""
        return self.state in rules.OWED and self.due_on < today()

    def check_step(self, step_name: str, on: datetime.date) -> None:
        """Refuse a plan that holds neither an updated forecast nor what is done about it (F-2, X-4)."""
        if step_name != "hand_in":
            return
        areas = AppropriationArea.objects.in_year(self.year).of_committees().filter(body=self.report.body_id)
        forecast = {one.area_id: one for one in self.forecasts.all()}
        lacking = [area.name for area in areas if area.pk not in forecast]
        deficit = sum(one.net_cost - one.budget for one in forecast.values())
        rules.check_plan(lacking, deficit, self.remedies.exists(), self.text)


class AreaForecast(models.Model):
    """Helårsprognos för en KF-verksamhet: the year's net cost as a report, or the plan after it, sees it (F-1, X-7).

    ``budget`` is the current budget that it was held against.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="area_forecasts")
    area = models.ForeignKey(AppropriationArea, models.PROTECT, related_name="forecasts")
    plan = models.ForeignKey(RemedyPlan, models.CASCADE, null=True, blank=True, related_name="forecasts")
    net_cost = models.BigIntegerField("prognos, nettokostnad")
    budget = models.BigIntegerField("aktuell budget")
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_on = models.DateField("gjord")

    class Meta:
        ordering = ["report", "area__body__rank", "area__rank", "area__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "area", "plan"], nulls_distinct=False, name="one_forecast_an_area"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.report.round.year}: {self.net_cost}"

    @property
    def deviation(self) -> int:
        """Budget less forecast: plus is better than the budget."""
        return self.budget - self.net_cost


class Remedy(models.Model):
    """Åtgärd mot underskott: what is done, its effect this year in kronor, who answers, by when, how followed (F-2).

    ``responsible`` is a position or a unit, for plans are public and employees' names are not (T-2).
    """

    report = models.ForeignKey(Report, models.CASCADE, null=True, blank=True, related_name="remedies")
    plan = models.ForeignKey(RemedyPlan, models.CASCADE, null=True, blank=True, related_name="remedies")
    area = models.ForeignKey(AppropriationArea, models.PROTECT, null=True, blank=True, related_name="+")
    what = models.CharField("åtgärd", max_length=300)
    effect = models.BigIntegerField("effekt i år")
    responsible = models.CharField("ansvarig", max_length=120)
    due_on = models.DateField("klar senast")
    follow_up = models.CharField("uppföljning", max_length=300, blank=True)
    rank = models.PositiveSmallIntegerField("ordning", default=0)

    class Meta:
        ordering = ["rank", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(report__isnull=False, plan=None) | Q(report=None, plan__isnull=False),
                name="remedy_of_report_or_plan",
            ),
        ]

    def __str__(self) -> str:
        return self.what
