"""What has become of goals and their measures from one year to another: moved, lowered, swapped, redefined (X-6)."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from styrhjul.documents.numbers import format_number, with_unit
from styrhjul.goals.models import GoalMeasure, GoalVersion, MeasureDefinition, Outcome, Target, number
from styrhjul.goals.terms import Direction, Sex, TargetKind


class Aimed(NamedTuple):
    """A measure of a version: its name and unit, what is better, and the levels aimed at by year."""

    measure_id: int
    name: str
    unit: str
    decimals: int
    direction: str
    levels: Mapping[int, float]

    def shown(self, value: float) -> str:
        """Return the value as it is written, with its unit."""
        return with_unit(format_number(value, self.decimals), self.unit)


def is_easier(direction: str, before: float, after: float) -> bool:
    """Tell whether the later level asks for less than the earlier, by what is better (M-1)."""
    return after > before if direction == Direction.LOWER else after < before


def reaches(direction: str, value: float, level: float) -> bool:
    """Tell whether the value reaches the level."""
    return value <= level if direction == Direction.LOWER else value >= level


def target_note(aim: Aimed, later: Aimed, outcomes: Mapping[int, float], first: int, second: int) -> str:
    """Return that the target asks for less than before, and whether that came after a miss; empty when it does not."""
    before, after = aim.levels.get(first), later.levels.get(second)
    if before is None or after is None or aim.direction == Direction.WITHIN:
        return ""
    if not is_easier(aim.direction, before, after):
        return ""
    change = f"Målvärdet för {aim.name} blir lättare att nå: från {aim.shown(before)} till {aim.shown(after)}"
    known = [year for year in outcomes if year <= first]
    value = outcomes[max(known)] if known else None
    if value is not None and not reaches(aim.direction, value, before):
        return f"{change}, efter att utfallet blev {aim.shown(value)} ({max(known)})."
    return f"{change}."


def swapped(before: Sequence[Aimed], after: Sequence[Aimed]) -> list[str]:
    """Return which measures have gone, come, or taken each other's place."""
    old, new = {one.measure_id for one in before}, {one.measure_id for one in after}
    gone = [one.name for one in before if one.measure_id not in new]
    come = [one.name for one in after if one.measure_id not in old]
    notes = [f"Måttet {a} har bytts mot {b}." for a, b in zip(gone, come, strict=False)]
    both = min(len(gone), len(come))
    notes += [f"Måttet {name} följs inte längre." for name in gone[both:]]
    return notes + [f"Målet följs även med måttet {name}." for name in come[both:]]


def moved(before: GoalVersion, after: GoalVersion) -> list[str]:
    """Return that the goal has another owner, or serves another goal, than before."""
    notes = []
    if before.body_id != after.body_id and before.body and after.body:
        notes.append(f"Målet har flyttat från {before.body} till {after.body}.")
    if before.unit_id != after.unit_id and before.unit and after.unit:
        notes.append(f"Målet har flyttat från {before.unit} till {after.unit}.")
    if before.parent_id != after.parent_id:
        notes.append("Målet bidrar till ett annat mål än förut.")
    return notes


def notes_on(
    pairs: Sequence[tuple[GoalVersion, GoalVersion]], first: int, second: int, outcomes_shown_from: int
) -> dict[int, list[str]]:
    """Return, by goal, what a reader of two years ought to notice (X-6); four queries whatever the number of pairs.

    Outcomes that rest on fewer persons than ``outcomes_shown_from`` are left out (M-7).
    """
    versions = {version.pk for pair in pairs for version in pair}
    aimed = _aimed(versions)
    measures = {one.measure_id for some in aimed.values() for one in some}
    outcomes = Outcome.objects.filter(measure__in=measures, year__lte=first).by_year(outcomes_shown_from)
    redefined = dict(
        MeasureDefinition.objects.filter(measure__in=measures, from_year__gt=first, from_year__lte=second)
        .order_by("from_year")
        .values_list("measure_id", "from_year")
    )
    found = {}
    for before, after in pairs:
        olds, news = aimed.get(before.pk, []), {one.measure_id: one for one in aimed.get(after.pk, [])}
        both = [(one, news[one.measure_id]) for one in olds if one.measure_id in news]
        lowered = [target_note(a, b, outcomes.get(a.measure_id, {}), first, second) for a, b in both]
        names = [(one.name, redefined[one.measure_id]) for one, _ in both if one.measure_id in redefined]
        anew = [f"{name} har en ny definition från {year}." for name, year in names]
        notes = [*moved(before, after), *swapped(olds, list(news.values())), *filter(None, lowered), *anew]
        if notes:
            found[after.goal_id] = notes
    return found


def _aimed(versions: set[int]) -> dict[int, list[Aimed]]:
    """Return the measures of each version with the levels aimed at; two queries."""
    ties = GoalMeasure.objects.filter(version__in=versions).select_related("measure").order_by("rank", "id")
    levels: dict[int, dict[int, float]] = {}
    targets = Target.objects.filter(
        goal_measure__version__in=versions, sex=Sex.TOTAL, body=None, unit=None, kind=TargetKind.LEVEL
    )
    for tie_id, year, value in targets.values_list("goal_measure_id", "year", "value"):
        known = number(value)
        if known is not None:
            levels.setdefault(tie_id, {})[year] = known
    found: dict[int, list[Aimed]] = {}
    for tie in ties:
        one = tie.measure
        aim = Aimed(one.pk, one.name, one.unit_label, one.decimals, one.direction, levels.get(tie.pk, {}))
        found.setdefault(tie.version_id, []).append(aim)
    return found
