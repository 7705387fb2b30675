"""Rounds, reports, parts, assessments and the forecasts of measures (F-1 to F-8)."""

import datetime
from dataclasses import replace
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from styrhjul.budget.models import AppropriationArea
from styrhjul.documents.words import MONTHS
from styrhjul.followup import rules
from styrhjul.followup.contents import PARTS, Contents, carried_on, from_data, usual
from styrhjul.followup.terms import Attainment, PartKind, PartState, RoundKind
from styrhjul.goals.models import Goal, GoalVersion, Measure
from styrhjul.goals.terms import Level
from styrhjul.governance.models import GovernanceModel, Matter, is_public, is_published
from styrhjul.governance.workflow import Places, Workflow
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Unit, rights_of, running, units_led_by
from styrhjul.organisation.terms import BodyKind


class Round(models.Model):
    """Uppföljningstillfälle: a quarterly, interim or annual follow-up of a year, with its days (F-1, F-4).

    ``body`` and ``month`` are those of a committee's own follow-up of a month, which ends with the committee (F-3).
    """

    kind = models.CharField("slag", max_length=10, choices=RoundKind.choices)
    year = models.PositiveSmallIntegerField("år")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="own_rounds")
    month = models.PositiveSmallIntegerField("månad", null=True, blank=True)
    opens_on = models.DateField("öppnar")
    parts_due_on = models.DateField("delarna lämnas senast")
    committees_by = models.DateField("nämnderna beslutar senast")
    board_by = models.DateField("kommunstyrelsen behandlar")
    council_by = models.DateField("fullmäktige behandlar")
    opened_on = models.DateField("öppnades", null=True, blank=True)
    contents = models.JSONField("vad rapporterna innehåller", default=dict, blank=True)
    is_example = models.BooleanField("exempel", default=False)

    class Meta:
        ordering = ["-year", "-opens_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "body", "month"], nulls_distinct=False, name="one_round_of_a_kind_a_year"
            ),
            models.CheckConstraint(
                condition=Q(kind=RoundKind.MONTHLY, body__isnull=False, month__range=(1, 12))
                | (~Q(kind=RoundKind.MONTHLY) & Q(body=None, month=None)),
                name="month_of_a_committee",
            ),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("parts_due_on"))
                & Q(parts_due_on__lte=F("committees_by"))
                & Q(committees_by__lte=F("board_by"))
                & Q(board_by__lte=F("council_by")),
                name="round_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The round as it is called: «Delårsrapport januari–augusti 2026», «Månadsrapport april 2026»."""
        if self.month:
            return f"{self.get_kind_display()} {MONTHS[self.month - 1]} {self.year}"
        period = {RoundKind.QUARTERLY: " januari–mars", RoundKind.INTERIM: " januari–augusti"}
        return f"{self.get_kind_display()}{period.get(RoundKind(self.kind), '')} {self.year}"

    @property
    def last_month(self) -> int:
        """The last month that the round follows up, 1–12."""
        return self.month or rules.LAST_MONTH[self.kind]

    @property
    def holds(self) -> Contents:
        """What the round's reports hold: as stated, else as the last round of its kind, else as the model says (U-1).

        It is stated on its page, and in any case when the round is opened.
        """
        if self.contents:
            return from_data(self.contents)
        now = usual(self.kind, GovernanceModel.objects.settings_for(self.year))
        if self.opened_on:  # before contents were kept: then money was the only part of its own
            return replace(now, parts=(PartKind.MONEY,))
        earlier = Round.objects.filter(kind=self.kind, body=self.body_id, opens_on__lt=self.opens_on)
        last = earlier.exclude(contents={}).order_by("-opens_on").first()
        if last is None:
            return now
        return carried_on(last.holds, usual(last.kind, GovernanceModel.objects.settings_for(last.year)), now)


class ReportQuerySet(models.QuerySet["Report"]):
    """Reading of reports."""

    def visible_to(self, user: object) -> Self:
        """Return what the user may read, by the three steps of O-8; those who write a part see its draft."""
        rights = rights_of(user)
        if rights.is_stranger:
            return self.public()
        if rights.is_overseer:
            return self
        near = Q(body__in=rights.reads_drafts_of | rights.ended_led)
        boards = Body.objects.filter(kind=BodyKind.BOARD, pk__in=rights.reads_drafts_of)
        writes = Part.objects.filter(report=OuterRef("pk")).written_by(user)
        return self.filter(
            ~Q(state__in=rules.UNFINISHED) | near | Q(Exists(writes)) | (Q(body=None) & Q(Exists(boards)))
        )

    def public(self) -> Self:
        """Return what has been decided, or handed on to another body, with approved minutes (O-8, T-2).

        The municipality's annual report is public from the notice of the council's meeting, as the board gave it (L-6).
        """
        whole = Q(body=None, round__kind=RoundKind.ANNUAL) & is_published(Report)
        return self.filter(state__in=rules.DECIDED | {"prepared"}).filter(is_public(Report) | whole)


class Report(Matter):
    """Rapport: one committee's report in a round, or, without a body, the municipality's whole (F-4)."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="reports")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="reports")
    incomplete_reason = models.TextField("varför rapporten lämnades fast något saknas", blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-round__year", "body__rank"]
        constraints = [
            models.UniqueConstraint(fields=["round", "body"], nulls_distinct=False, name="one_report_a_body"),
        ]

    def __str__(self) -> str:
        name = self.body.name_on(self.as_of) if self.body else "hela kommunen"
        return f"{self.round.name}, {name}"

    @property
    def as_of(self) -> datetime.date:
        """The day whose names of bodies and units the report shows (O-5): in the middle of its year."""
        return datetime.date(self.round.year, 7, 1)

    @property
    def workflow(self) -> Workflow:
        """The table for a body's report or the municipality's, whose quarterly ends with the board (F-1, F-4, O-9)."""
        if self.body:
            return rules.EXTERNAL_REPORT if self.body.is_external else rules.COMMITTEE_REPORT
        return rules.QUARTERLY_REPORT if self.round.kind == RoundKind.QUARTERLY else rules.MUNICIPAL_REPORT

    @property
    def places(self) -> Places:
        """The bodies where the report's steps are taken; the board owns the municipality's report."""
        places = super().places
        return places if self.body_id else Places(owner=places.board, board=places.board, council=places.council)

    @property
    def owner_body_id(self) -> int | None:
        """The committee that decides the report, a successor of one that has ended; None for the municipality's."""
        return self.body.acting.pk if self.body else None

    @property
    def owner(self) -> Body:
        """The body that the report is handed in to: the committee, or the board for the municipality's (F-4, O-5)."""
        return self.body.acting if self.body else Body.objects.get(kind=BodyKind.BOARD, to_on=None)

    @property
    def is_late(self) -> bool:
        """Whether the committee's day has passed without a report: «ej inlämnad»; the whole has no such day (F-4)."""
        return self.body_id is not None and self.state in rules.UNFINISHED and self.round.committees_by < today()


class PartQuerySet(models.QuerySet["Part"]):
    """Reading of parts."""

    def visible_to(self, user: object) -> Self:
        """Return the parts that the user may read: those of reports that may be read; never the public (O-8, T-2)."""
        if rights_of(user).is_stranger:
            return self.none()
        return self.filter(report__in=Report.objects.visible_to(user))

    def missing_in(self, report: Report) -> list[tuple["Part", str]]:
        """Return what the report lacks before it is handed in, part by part (X-4).

        Parts not handed over, goals not judged, areas without a forecast or an analysis.
        """
        judged = set(Assessment.objects.of_report(report).values_list("goal_id", flat=True))
        forecast = set(report.area_forecasts.filter(plan=None).values_list("area_id", flat=True))
        missing: list[tuple[Part, str]] = []
        for part in self.filter(report=report).select_related("version", "about", "area", "report__round"):
            if part.version is not None and part.version.goal_id not in judged:
                missing.append((part, "målet är inte bedömt"))
            elif part.kind == PartKind.SOUND and not report.round.sound_managements.exists():
                missing.append((part, "god ekonomisk hushållning är inte bedömd"))
            elif part.asks_for_forecast and part.area_id not in forecast:
                missing.append((part, "prognosen för året saknas"))
            elif part.kind in rules.TEXT_MISSING and not part.text.strip():
                missing.append((part, rules.TEXT_MISSING[part.kind]))
            elif part.state != PartState.HANDED:
                missing.append((part, "delen är inte lämnad"))
        return missing

    def written_by(self, user: object) -> Self:
        """Return the parts that the user writes: named responsible, or head or controller for the body (F-4)."""
        rights = rights_of(user)
        if rights.is_stranger:
            return self.none()
        led = Q(responsible__positions__unit__in=units_led_by(user)) & running(today(), "responsible__positions__")
        own = Q(responsible=rights.person_id)
        return self.filter(own | led | Q(report__body__in=rights.hands_in_to | rights.ended_headed)).distinct()


class Part(models.Model):
    """Rapportdel: on a goal, an area's money or the whole, with who has it and when it is due (F-1, F-4)."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="parts")
    kind = models.CharField("slag", max_length=10, choices=PartKind.choices)
    version = models.ForeignKey(GoalVersion, models.PROTECT, null=True, blank=True, related_name="parts")
    about = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    area = models.ForeignKey(AppropriationArea, models.PROTECT, null=True, blank=True, related_name="parts")
    title = models.CharField("rubrik", max_length=120, blank=True)
    rank = models.PositiveSmallIntegerField("ordning", default=0)
    responsible = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="parts")
    due_on = models.DateField("lämnas senast")
    state = models.CharField("läge", max_length=10, choices=PartState.choices, default=PartState.OPEN)
    text = models.TextField("text", blank=True)
    return_reason = models.TextField("varför delen kom tillbaka", blank=True)
    edition = models.PositiveIntegerField("sparad gång", default=0)
    saved_at = models.DateTimeField("sparad", null=True, blank=True)
    saved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["rank", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "kind", "version", "about", "area", "title"],
                nulls_distinct=False,
                name="one_part_of_a_kind",
            ),
            models.CheckConstraint(condition=Q(kind=PartKind.CHAPTER) ^ Q(title=""), name="chapter_has_title"),
            models.CheckConstraint(
                condition=Q(kind=PartKind.GOAL, version__isnull=False) | (~Q(kind=PartKind.GOAL) & Q(version=None)),
                name="goal_part_names_goal",
            ),
            models.CheckConstraint(
                condition=Q(kind=PartKind.MONEY, area__isnull=False) | (~Q(kind=PartKind.MONEY) & Q(area=None)),
                name="money_part_names_area",
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def heading(self) -> str:
        """What the part is about, as it is shown."""
        if self.version:
            return self.version.heading
        if self.area:
            return f"Ekonomi: {self.area}"
        if self.kind in {PartKind.SOUND, PartKind.OVERALL} or self.kind in PARTS:
            return str(PartKind(self.kind).label)
        if self.title:
            return self.title
        return f"Kommentar till {self.about}" if self.about else "Samlad text"

    @property
    def asks_for_forecast(self) -> bool:
        """Whether the part holds an area's full-year forecast; the annual report has the outcome instead (F-1)."""
        return self.kind == PartKind.MONEY and self.report.round.kind in rules.FORECAST_IN

    @property
    def judge_id(self) -> int:
        """The body that judges in the part: the committee in its own report, the board in the municipality's (F-8)."""
        return self.report.body_id or self.report.owner.pk

    @property
    def receiver_id(self) -> int | None:
        """The receiver whose share is judged: a directed goal in a committee's own report, else None (F-8)."""
        is_share = self.version is not None and self.version.level == Level.DIRECTED
        return self.report.body_id if is_share else None


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Reading of judgements."""

    def of_part(self, part: Part) -> Self:
        """Return the judgement that the part's report makes of its goal: none or one (F-8)."""
        if part.version is None:
            return self.none()
        return self.filter(
            goal=part.version.goal_id, round=part.report.round_id, body=part.judge_id, receiver=part.receiver_id
        )

    def of_report(self, report: Report) -> Self:
        """Return the judgements made in the report; the board's of the whole are not those of its own report (F-8)."""
        goals = report.parts.filter(version__isnull=False).values("version__goal")
        found = self.filter(round=report.round_id, goal__in=goals).select_related("body").order_by("pk")
        if report.body_id is None:
            return found.filter(body__kind=BodyKind.BOARD, receiver=None)
        share = Q(goal__level=Level.DIRECTED, receiver=report.body_id)
        whole = ~Q(goal__level=Level.DIRECTED) & Q(receiver=None)
        return found.filter(share | whole, body=report.body_id)

    def visible_to(self, user: object) -> Self:
        """Return the judgements that the user may read: decided ones, and drafts as the report's draft (O-8).

        A head's judgement of an own goal rests on no decision: everyone signed in reads it, and no stranger.
        """
        rights = rights_of(user)
        if rights.is_overseer:
            return self
        decided = Q(decided_on__isnull=False)
        if rights.is_stranger:
            return self.filter(decided)
        return self.filter(decided | Q(body__in=rights.reads_drafts_of) | Q(unit__isnull=False))


class Assessment(models.Model):
    """Bedömning: a judgement of a goal in a round, with reason and the figures used (F-6, F-8, X-3).

    It is a body's, or of an operational or department goal the unit's whose head judges.
    """

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="assessments")
    version = models.ForeignKey(GoalVersion, models.PROTECT, related_name="assessments")
    round = models.ForeignKey(Round, models.PROTECT, related_name="assessments")
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="assessments", verbose_name="bedömare"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="assessments")
    receiver = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    value = models.CharField("bedömning", max_length=10, choices=Attainment.choices)
    forecast = models.CharField("prognos för året", max_length=10, choices=Attainment.choices, blank=True)
    reason = models.TextField("skäl")
    proposed = models.CharField("måtten talar för", max_length=10, choices=Attainment.choices, blank=True)
    departure = models.TextField("varför bedömningen avviker från måtten", blank=True)
    figures = models.JSONField("talen bakom", default=list)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    judged_on = models.DateField("bedömd")
    decided_on = models.DateField("beslutad", null=True, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-round__year", "body__rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "round", "body", "unit", "receiver"],
                nulls_distinct=False,
                name="one_assessment_a_body",
            ),
            models.CheckConstraint(
                condition=Q(body__isnull=False, unit=None) | Q(body=None, unit__isnull=False, receiver=None),
                name="body_or_unit_judges",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="assessment_has_reason"),
            models.CheckConstraint(
                condition=Q(proposed="") | Q(value=F("proposed")) | ~Q(departure=""), name="departure_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}, {self.round}: {self.get_value_display()}"

    @property
    def judge(self) -> Body | Unit:
        """The body that judges, or the unit whose head does (F-8)."""
        found = self.body or self.unit
        assert found is not None  # the database holds it
        return found


class MeasureForecast(models.Model):
    """Helårsprognos för ett mått: the value expected for the year, per round and receiver (M-2)."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="forecasts")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="forecasts")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    value = models.DecimalField("prognos", max_digits=16, decimal_places=4)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    made_on = models.DateField("gjord")

    class Meta:
        ordering = ["round", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "measure", "body"], nulls_distinct=False, name="one_forecast_a_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.round.year}: {self.value}"
