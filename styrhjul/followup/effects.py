"""Effort against effect, and the other sentences with which the analysis model is filled in (I-1, X-9). No Django."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from styrhjul.goals.terms import Direction

#: Decimals that a change is rounded to, so that floats do not decide whether a measure has moved.
DIGITS = 6


class Course(StrEnum):
    """How a measure has moved since the year before (X-9)."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    UNKNOWN = "unknown"


def distance(direction: str, value: float, lowest: float | None, highest: float | None) -> float:
    """Return how far the value is from what is wished, in the measure's unit: less is better (M-1)."""
    if direction == Direction.WITHIN and lowest is not None and highest is not None:
        return max(lowest - value, value - highest, 0)
    return value if direction == Direction.LOWER else -value


def course_of(
    direction: str, now: float | None, before: float | None, lowest: float | None = None, highest: float | None = None
) -> Course:
    """Return how the measure has moved from the year before, unknown where either value is missing (X-9)."""
    if now is None or before is None:
        return Course.UNKNOWN
    moved = round(distance(direction, now, lowest, highest) - distance(direction, before, lowest, highest), DIGITS)
    return Course.SAME if moved == 0 else Course.BETTER if moved < 0 else Course.WORSE


class Effort(NamedTuple):
    """What was done for a goal in a year: activities in all, and those that are done."""

    planned: int
    done: int


def effort_and_effect(effort: Effort, courses: Sequence[Course], *, keeps: bool) -> str:
    """Return in a sentence that effort and effect do not go together, empty when they do or it cannot be told (X-9).

    A goal that keeps a level is left out: that its measure stands still is what it is for.
    """
    known = [course for course in courses if course is not Course.UNKNOWN]
    if keeps or not known:
        return ""
    if effort.planned and effort.done == effort.planned and Course.BETTER not in known:
        word = "aktiviteten är klar" if effort.planned == 1 else f"{effort.planned} aktiviteter är klara"
        return f"{'Den enda' if effort.planned == 1 else 'Alla'} {word}, men inget mått har blivit bättre."
    if not effort.planned and Course.BETTER in known:
        return f"{_better(known)}, fast inga aktiviteter var planerade för målet."
    if effort.planned and not effort.done and Course.BETTER in known:
        return f"{_better(known)}, fast ingen aktivitet för målet är klar."
    return ""


def _better(known: Sequence[Course]) -> str:
    """Return how many of the measures are better, as the beginning of a sentence."""
    better = known.count(Course.BETTER)
    if better < len(known):
        return f"{better} av {len(known)} mått har blivit bättre"
    return "Måttet har blivit bättre" if better == 1 else "Måtten har blivit bättre"


def told_effort(effort: Effort, year: int) -> str:
    """Return what was done in the year in a sentence."""
    if not effort.planned:
        return f"Inga aktiviteter är planerade för målet {year}."
    if effort.planned == 1:
        return f"Den enda aktiviteten för målet {year} är {'klar' if effort.done else 'inte klar'}."
    return f"{effort.done} av {effort.planned} aktiviteter är klara."


#: What each course is called in a sentence.
COURSES = {
    Course.BETTER: "bättre än året före",
    Course.SAME: "oförändrat sedan året före",
    Course.WORSE: "sämre än året före",
    Course.UNKNOWN: "kan inte jämföras med året före",
}
