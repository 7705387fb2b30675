"""Goals, what they say from year to year, the shares of receivers, and the yearly review (G-1 to G-11)."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from styrhjul.goals import rules
from styrhjul.goals.terms import GoalKind, Ground, Level, ReviewOutcome
from styrhjul.governance.models import Decision, GovernanceModel, Matter, approved_versions, is_open, waiting
from styrhjul.governance.workflow import Places, Workflow
from styrhjul.organisation.models import Body, Person, Unit, rights_of, units_led_by


class Goal(models.Model):
    """Mål: the identity of a goal over the years, and its level; what it says stands in its versions (G-11)."""

    level = models.CharField("nivå", max_length=12, choices=Level.choices)

    def __str__(self) -> str:
        version = self.versions.order_by("-first_year", "-id").first()
        return version.heading if version else f"Mål {self.pk}"

    def version_in(self, year: int) -> "GoalVersion | None":
        """Return what the goal says in the year: the adopted version, else the latest proposal, else None (G-11)."""
        versions = list(self.versions.in_year(year))
        adopted = [version for version in versions if version.state in rules.DECIDED]
        found = adopted or versions
        return found[-1] if found else None


class GoalVersionQuerySet(models.QuerySet["GoalVersion"]):
    """Reading of goal versions."""

    def in_year(self, year: int) -> Self:
        """Return the versions that hold, or are proposed to hold, in the year (G-11)."""
        return self.filter(first_year__lte=year, in_force_until__gte=year).standing().order_by("id")

    def with_level(self) -> Self:
        """Return the versions with the level of their goals, for those who ask it of many (G-1)."""
        return self.annotate(goal_level=F("goal__level"))

    def standing(self) -> Self:
        """Leave out what was rejected; for the public first when the minutes of that are approved (O-8)."""
        rejected = Q(state="rejected")
        if self.as_approved:
            rejected &= ~Q(pk__in=waiting(GoalVersion).values("object_id"))
        return self.exclude(rejected)

    def decided(self) -> Self:
        """Return the versions that are adopted, in force or ended."""
        return self.filter(state__in=rules.DECIDED)

    def visible_to(self, user: object) -> Self:
        """Return what the user may read: drafts, what is handed in, and what is decided, by the three steps of O-8."""
        rights = rights_of(user)
        if rights.is_stranger:
            return self.public()
        if rights.is_overseer:
            return self
        near = Q(body__in=rights.reads_drafts_of)
        own_units = Q(unit__in=units_led_by(user) | rights.units)
        return self.filter(~Q(state__in=rules.UNFINISHED) | near | own_units)

    def public(self) -> Self:
        """Return what the public reads: handed between bodies or decided, with approved minutes (O-8, T-2).

        Each says what the last decision with approved minutes made of it, until those of a later one are approved.
        Operational goals are public when adopted; department goals are not (T-2).
        """
        shown = Q(state__in=rules.HANDED_ON | rules.DECIDED)
        changed = Q(pk__in=waiting(GoalVersion).values("object_id"))
        by_decision = Q(goal__level__in=rules.POLITICAL) & (shown | changed) & is_open(GoalVersion)
        found = self.filter(by_decision | Q(goal__level=Level.OPERATIONAL, state__in=rules.DECIDED))
        found.as_approved = True
        return found

    #: Whether the versions are read as the last decision with approved minutes left them.
    as_approved = False

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone.as_approved = self.as_approved
        return clone

    def _fetch_all(self) -> None:
        is_new = self._result_cache is None
        super()._fetch_all()
        if is_new and self.as_approved:
            show_as_approved([one for one in self._result_cache or () if isinstance(one, GoalVersion)])


def show_as_approved(versions: "Sequence[GoalVersion]") -> None:
    """Let each version say what the last decision with approved minutes made of it, for readers without an account."""
    approved = approved_versions(GoalVersion, [version.pk for version in versions])
    for version in versions:
        frozen = approved.get(version.pk)
        if frozen is None:
            continue
        for name, value in texts_of(frozen.content).items():
            setattr(version, name, value)
        version.in_force_until, version.stepped_on = version.last_year, frozen.frozen_on


def texts_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a frozen version of a goal said, by the names of the goal version's fields (F-5)."""
    said: dict[str, Any] = dict(content["fields"])
    said["parent_id"] = int(said["parent_id"]) if said["parent_id"] else None
    said["fulfilled_by"] = datetime.date.fromisoformat(said["fulfilled_by"]) if said["fulfilled_by"] else None
    first_year, last_year = content["years"]
    return said | {"first_year": first_year, "last_year": last_year}


class GoalVersion(Matter):
    """Målversion: what a goal says from one year to another, and what moves through the workflow (G-11, D-1).

    ``body`` is the committee whose goal it is; for the council's own goals the board, which prepares them (D-2).
    ``last_year`` is what was decided; ``in_force_until`` is earlier when the goal was revised or ended before that.
    """

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="versions")
    first_year = models.PositiveSmallIntegerField("från år")
    last_year = models.PositiveSmallIntegerField("till år")
    in_force_until = models.PositiveSmallIntegerField("gäller till och med")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="goal_versions")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="goal_versions")
    plan = models.ForeignKey("Plan", models.PROTECT, null=True, blank=True, related_name="goal_versions")
    rank = models.PositiveSmallIntegerField("ordning", default=0)
    heading = models.CharField("rubrik", max_length=200)
    text = models.TextField("målet i en mening", blank=True)
    explanation = models.TextField("förklaring", blank=True)
    challenge = models.CharField("utmaning", max_length=200, blank=True)
    present_state = models.TextField("nuläge", blank=True)
    new_state = models.TextField("nyläge", blank=True)
    analysis = models.TextField("analys som målet vilar på", blank=True)
    fulfilled_by = models.DateField("ska vara uppnått senast", null=True, blank=True)
    target_group = models.TextField("för vem", blank=True)
    purpose = models.TextField("varför", blank=True)
    criteria = models.TextField("vad som krävs för att målet ska vara uppnått", blank=True)
    follow_up = models.TextField("hur målet följs upp", blank=True)
    quality = models.TextField("vilken kvalitet som ska höjas", blank=True)
    kind = models.CharField("slag", max_length=10, choices=GoalKind.choices, blank=True)
    parent = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="carried_by")
    contribution = models.TextField("hur målet bidrar", blank=True)
    ground = models.CharField("grund", max_length=16, choices=Ground.choices, default=Ground.CHAIN)
    ground_text = models.TextField("grunden i ord", blank=True)
    guideline = models.TextField("mål i riktlinjerna för god ekonomisk hushållning", blank=True)
    contributors = models.ManyToManyField(Body, related_name="contributes_to", blank=True, verbose_name="bidrar")
    is_example = models.BooleanField("exempel", default=False)

    objects = GoalVersionQuerySet.as_manager()

    class Meta:
        ordering = ["first_year", "id"]
        constraints = [
            ExclusionConstraint(
                name="one_adopted_version_a_year",
                expressions=[
                    (
                        Func(
                            F("goal_id"),
                            F("goal_id"),
                            Value("[]"),
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            F("first_year"),
                            F("in_force_until"),
                            Value("[]"),
                            function="int4range",
                            output_field=IntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state__in=sorted(rules.DECIDED)) & Q(in_force_until__gte=F("first_year")),
            ),
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="goal_years_in_order"),
            models.CheckConstraint(condition=Q(in_force_until__lte=F("last_year")), name="in_force_within_decided"),
            models.CheckConstraint(
                condition=Q(body__isnull=False, unit=None) | Q(body=None, unit__isnull=False),
                name="goal_of_body_or_unit",
            ),
        ]
        indexes = [models.Index(fields=["first_year", "in_force_until"], name="versions_in_year")]

    def __str__(self) -> str:
        return self.heading

    @property
    def level(self) -> str:
        """The level of the goal in the chain (G-1), as it came with the version where it did."""
        return str(self.__dict__.get("goal_level") or self.goal.level)

    @property
    def workflow(self) -> Workflow:
        """The table for the goal's level; the board prepares its own goals in the same decision (D-2)."""
        own_of_board = self.body is not None and self.body.kind == "board"
        return rules.workflow_for(self.level, own_of_board)

    @property
    def owner_body_id(self) -> int | None:
        """The body that drafts the goal and starts its way."""
        return self.body_id

    @property
    def places(self) -> Places:
        """The bodies or the unit where the goal's steps are taken."""
        return Places(unit=self.unit_id) if self.unit_id else super().places

    @property
    def years(self) -> str:
        """The years that the version was decided for, as they are shown."""
        return str(self.first_year) if self.first_year == self.last_year else f"{self.first_year}–{self.last_year}"

    def check_step(self, step_name: str, on: datetime.date) -> None:
        """Refuse to hand in or propose a committee goal that G-7 or G-8 does not let through."""
        if step_name in {"hand_in", "propose"} and self.level == Level.COMMITTEE:
            settings = GovernanceModel.objects.settings_for(self.first_year)
            rules.check_committee_goal(self, self.goal_measures.count(), settings)
        if step_name == "hand_in" and self.level != Level.VISION:
            rules.check_years(self, GovernanceModel.objects.settings_for(self.first_year))

    def wording(self) -> dict[str, Any]:
        """Return the text, the measures and the targets of the version as plain data, as they are frozen (F-5)."""
        fields = {name: str(getattr(self, name) or "") for name in sorted(rules.WORDING)}
        measures = [
            {
                "measure": goal_measure.measure.name,
                "targets": [
                    [target.year, target.sex, str(target.value), target.kind] for target in goal_measure.targets.all()
                ],
            }
            for goal_measure in self.goal_measures.select_related("measure").prefetch_related("targets")
        ]
        years = [self.first_year, self.last_year]
        said = {"goal": self.goal_id, "fields": fields, "years": years, "measures": measures}
        contributors = [str(body) for body in self.contributors.all()]
        return said | ({"contributors": contributors} if contributors else {})


class Share(models.Model):
    """Mottagarens del av ett riktat mål: its answer, how it will be followed up, and when it was given (G-6)."""

    version = models.ForeignKey(GoalVersion, models.CASCADE, related_name="shares")
    body = models.ForeignKey(Body, models.PROTECT, related_name="shares", verbose_name="mottagare")
    answer = models.TextField("så tar nämnden sig an målet", blank=True)
    follow_up = models.TextField("så följs målet upp", blank=True)
    answered_on = models.DateField("svaret beslutat", null=True, blank=True)
    answered_by = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["body__rank", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "body"], name="one_share_a_receiver"),
            models.CheckConstraint(
                condition=Q(answered_on=None) | (~Q(answer="") & ~Q(follow_up="")), name="answer_says_how_and_follow_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.body}"


class Disclaimer(models.Model):
    """«Berör inte nämnden»: a committee's statement, with reason, that an overall goal does not concern it (G-3)."""

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="disclaimers")
    body = models.ForeignKey(Body, models.PROTECT, related_name="disclaimers")
    year = models.PositiveSmallIntegerField("år")
    reason = models.TextField("skäl")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goal", "body", "year"], name="one_disclaimer_a_year")]

    def __str__(self) -> str:
        return f"{self.goal} berör inte {self.body} {self.year}"


class Review(models.Model):
    """Översyn: the yearly look at a goal, recorded even when nothing changes (G-2, G-11)."""

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="reviews")
    year = models.PositiveSmallIntegerField("inför år")
    outcome = models.CharField("utfall", max_length=12, choices=ReviewOutcome.choices)
    note = models.TextField("motivering", blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reviewed_on = models.DateField("sågs över")

    class Meta:
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["goal", "year"], name="one_review_a_year")]

    def __str__(self) -> str:
        return f"{self.goal} {self.year}: {self.get_outcome_display()}"


def version_in(versions: Sequence[GoalVersion], year: int) -> GoalVersion | None:
    """Return the goal's version that holds in the year, a decided one before a proposal; None without any (G-11)."""
    holding = [one for one in versions if one.first_year <= year <= one.in_force_until]
    found = [one for one in holding if one.state in rules.DECIDED] or holding
    return found[-1] if found else None
