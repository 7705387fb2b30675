"""What employees propose to their unit: activities and improvements (P-6)."""

from typing import Self

from django.db import models
from django.db.models import Q

from styrhjul.goals.models.goals import Goal
from styrhjul.goals.models.plans import Activity
from styrhjul.goals.terms import SuggestionKind, SuggestionState
from styrhjul.organisation.models import Person, Unit, rights_of, units_led_by


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    """Reading of suggestions."""

    def visible_to(self, user: object) -> Self:
        """Return what the user may read: those of the units where one works or that one leads, and one's own (P-6)."""
        rights = rights_of(user)
        if rights.is_overseer:
            return self
        near = Q(unit__in=units_led_by(user) | rights.units)
        return self.filter(near | Q(by=rights.person_id, by__isnull=False))


class Suggestion(models.Model):
    """Förslag från medarbetare: an activity or an improvement proposed to a unit, with the head's answer (P-6)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="suggestions")
    year = models.PositiveSmallIntegerField("år")
    kind = models.CharField("slag", max_length=12, choices=SuggestionKind.choices, default=SuggestionKind.ACTIVITY)
    what = models.CharField("vad", max_length=300)
    why = models.TextField("varför", blank=True)
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="suggestions")
    by = models.ForeignKey(Person, models.PROTECT, related_name="suggestions")
    made_on = models.DateField("föreslaget")
    state = models.CharField("läge", max_length=10, choices=SuggestionState.choices, default=SuggestionState.OPEN)
    answer = models.TextField("svar", blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField("besvarat", null=True, blank=True)
    activity = models.ForeignKey(Activity, models.SET_NULL, null=True, blank=True, related_name="suggestions")

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=SuggestionState.OPEN) | Q(answered_on__isnull=False),
                name="answered_suggestion_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=SuggestionState.DECLINED) | ~Q(answer=""), name="declined_suggestion_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.what
