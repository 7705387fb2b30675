"""What a person is to do in the goal chain: activities that are due, measures whose value is out (M-3, P-4, W-4)."""

import calendar
import datetime
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from styrhjul.goals.models import Activity, GoalMeasure, GoalVersion, Hearing, Measure, Outcome, Plan, Suggestion
from styrhjul.goals.terms import Origin, SuggestionState
from styrhjul.governance.registry import Duty
from styrhjul.organisation.models import Person, Tie, running
from styrhjul.organisation.terms import UnitKind

#: How long before its last day an activity is something to do now, in days (P-4).
DAYS_AHEAD = 30

#: What waits for the head of a unit whose superior has sent the plan back (D-6).
RETURNED = "Planen kom tillbaka"

#: What waits for the head of a unit whose plan nobody else has to say anything about any more (D-6).
TO_ADOPT = "Planen är klar att fastställa"

#: How long after the month in which a value is out somebody is asked for it, in days (M-3).
DAYS_TO_REPORT = 30


def of_activities(person: Person, on: datetime.date) -> Iterator[Duty]:
    """Yield the activities that the person answers for and that are due soon or late; one query (P-4, O-7)."""
    mine = Q(responsible=person) | Q(responsible=None, responsible_unit__in=person.rights.heads)
    soon = on + datetime.timedelta(days=DAYS_AHEAD)
    found = Activity.objects.filter(mine, plan__state="adopted", due_on__lte=soon).unfinished()
    for one in found.select_related("plan"):
        opened = one.start_on or one.plan.adopted_on or on
        yield Duty("Aktivitet", one.what, opened, one.due_on, Activity, one.pk)


def of_plans(person: Person, on: datetime.date) -> Iterator[Duty]:
    """Yield the plans that wait for their head: sent back, endorsed, or heard by every body concerned (D-6)."""
    if not person.rights.heads:
        return
    mine = Q(carried_by__in=person.rights.heads) | Q(carried_by=None, unit__in=person.rights.heads)
    heard = Hearing.objects.filter(plan=OuterRef(OuterRef("pk")), body=OuterRef("body"))
    unheard = Tie.objects.filter(running(on), ~Exists(heard), administration=OuterRef("unit"))
    ready = Q(state="endorsed") | Q(state="handed", unit__kind=UnitKind.ADMINISTRATION) & ~Exists(unheard)
    for one in Plan.objects.filter(mine, ready | Q(state="returned"), closed_on=None).select_related("unit"):
        kind, verb = (RETURNED, "Skriv om") if one.state == "returned" else (TO_ADOPT, "Fastställ")
        yield Duty(kind, f"{verb} {one}", one.stepped_on or on, None, Plan, one.pk, is_said=True)


def of_suggestions(person: Person, _on: datetime.date) -> Iterator[Duty]:
    """Yield what employees have proposed to the units that the person heads and that waits for an answer (P-6)."""
    if person.rights.heads:
        for one in Suggestion.objects.filter(unit__in=person.rights.heads, state=SuggestionState.OPEN):
            yield Duty("Förslag att svara på", one.what, one.made_on, None, Suggestion, one.pk)


def of_measures(person: Person, on: datetime.date) -> Iterator[Duty]:
    """Yield the measures that the person reports, whose value is out and not reported (M-3).

    One query, and one more for each year of which a value is out.
    """
    for measure, year in _unreported(Q(reporter=person) | Q(reporter=None, unit__in=person.rights.heads), on):
        out = _out_on(measure, year)
        due_on = out + datetime.timedelta(days=DAYS_TO_REPORT)
        yield Duty("Mått att rapportera", f"{measure.name}, {year}", out, due_on, Measure, measure.pk)


def late_measures(of: Q, on: datetime.date) -> Iterator[tuple[Measure, int, datetime.date]]:
    """Yield the measures of the condition that nobody has reported in time, with the year and the day (M-3, P-4)."""
    for measure, year in _unreported(of, on):
        due_on = _out_on(measure, year) + datetime.timedelta(days=DAYS_TO_REPORT)
        if due_on < on:
            yield measure, year, due_on


def _unreported(of: Q, on: datetime.date) -> Iterator[tuple[Measure, int]]:
    """Yield the measures of the condition whose value of last year or this is out and not reported (M-3)."""
    found = Measure.objects.filter(of, origin=Origin.TYPED, published_month__isnull=False)
    typed = list(found.select_related("unit", "reporter"))
    for year in (on.year - 1, on.year):
        due = [measure.pk for measure in typed if _out_on(measure, year) <= on]
        asked = set(Measure.objects.filter(_is_asked(year), pk__in=due).values_list("pk", flat=True)) if due else set()
        yield from ((measure, year) for measure in typed if measure.pk in asked)


def _is_asked(year: int) -> Q:
    """Return the condition that a goal of the year is followed by the measure, and nobody has reported its value."""
    reported = Outcome.objects.whole().filter(measure=OuterRef("pk"), year=year)
    versions = GoalVersion.objects.in_year(year).decided()
    follows = GoalMeasure.objects.filter(measure=OuterRef("pk"), version__in=versions)
    return Exists(follows) & ~Exists(reported)


def _out_on(measure: Measure, year: int) -> datetime.date:
    """Return the last day of the month in which the measure's value of the year is out (M-3)."""
    of_year = year + 1 if measure.published_next_year else year
    month = measure.published_month or 12
    return datetime.date(of_year, month, calendar.monthrange(of_year, month)[1])
