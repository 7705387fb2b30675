"""How the measures speak for a goal: each weighed, and what they propose together, with the arithmetic (F-6)."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from styrhjul.documents.numbers import format_number
from styrhjul.followup.terms import Attainment
from styrhjul.goals.terms import Direction, Level, TargetKind
from styrhjul.governance.workflow import Refused

#: Decimals that comparisons are rounded to: outcomes have four, and floats must not decide who is near (F-6).
DIGITS = 6


class Verdict(StrEnum):
    """What one measure says of its goal (F-6)."""

    MET = "met"
    NEAR = "near"
    MISSED = "missed"
    SILENT = "silent"


class MeasureFacts(NamedTuple):
    """The figures of one measure in a year, as the proposal weighs them. Values in the measure's own unit."""

    name: str
    unit: str
    decimals: int
    direction: str
    lowest: float | None
    highest: float | None
    value: float | None
    forecast: float | None
    target: float | None
    target_kind: str = TargetKind.LEVEL
    base: float | None = None
    year_before: float | None = None


class Weighed(NamedTuple):
    """A measure with its verdict, the level that it was held against, and the arithmetic in words."""

    verdict: Verdict
    level: float | None
    sentence: str


class Proposal(NamedTuple):
    """The software's proposal for a judgement, with its arithmetic (F-6, X-3)."""

    value: str
    sentence: str
    measures: tuple[Weighed, ...]


def level_of(facts: MeasureFacts) -> float | None:
    """Return the level that the year's value is held against, in the measure's unit, None where it cannot be told.

    A change is percent from the base year's value; «better than last year» is last year's value (M-2).
    """
    if facts.target_kind == TargetKind.CHANGE:
        if facts.base is None or facts.target is None:
            return None
        return round(facts.base + abs(facts.base) * facts.target / 100, DIGITS)
    if facts.target_kind == TargetKind.BETTER:
        return facts.year_before
    return facts.target if facts.target_kind == TargetKind.LEVEL else None


def shortfall(facts: MeasureFacts, value: float, level: float | None) -> float | None:
    """Return how far the value falls short, zero or less when it reaches what is asked; None when it has no say."""
    if facts.direction == Direction.WITHIN:
        if facts.lowest is None or facts.highest is None:
            return None
        return round(max(facts.lowest - value, value - facts.highest), DIGITS)
    if level is None:
        return None
    return round(value - level if facts.direction == Direction.LOWER else level - value, DIGITS)


def weigh(facts: MeasureFacts, near_share: float) -> Weighed:
    """Return the verdict of one measure: met, near, missed, or silent when it has no say (F-6)."""
    value = facts.value if facts.value is not None else facts.forecast
    level = level_of(facts)
    short = None if value is None else shortfall(facts, value, level)
    if value is None or short is None:
        why = "inget utfall och ingen prognos för året" if value is None else "inget målvärde för året"
        return Weighed(Verdict.SILENT, level, f"{facts.name}: {why}, räknas inte.")
    same = facts.target_kind == TargetKind.BETTER and facts.direction != Direction.WITHIN and short == 0
    within = facts.direction == Direction.WITHIN
    held_against = abs(facts.highest or 0) if within or level is None else abs(level)
    near = short <= round(near_share * held_against, DIGITS)
    verdict = Verdict.MET if short <= 0 and not same else Verdict.NEAR if near else Verdict.MISSED
    words = {Verdict.MET: "når målvärdet", Verdict.NEAR: "nära målvärdet", Verdict.MISSED: "når inte målvärdet"}
    kind = "utfall" if facts.value is not None else "prognos"
    asked = (
        f"spannet {format_number(facts.lowest, facts.decimals)}–{format_number(facts.highest, facts.decimals)}"
        if facts.direction == Direction.WITHIN
        else f"målvärde {format_number(level, facts.decimals)}"
    )
    unit = f" {facts.unit}" if facts.unit else ""
    shown = format_number(value, facts.decimals)
    return Weighed(verdict, level, f"{facts.name}: {kind} {shown}{unit}, {asked}{unit}: {words[verdict]}.")


def propose(measures: Sequence[MeasureFacts], near_share: float) -> Proposal:
    """Return the proposal that the measures speak for, with its arithmetic (F-6).

    All met: attained. Most met and none missed: mainly. Some met or near: partly. None: not.
    No say at all: cannot be assessed.
    """
    weighed = tuple(weigh(facts, near_share) for facts in measures)
    heard = [w.verdict for w in weighed if w.verdict is not Verdict.SILENT]
    met, near, missed = (heard.count(v) for v in (Verdict.MET, Verdict.NEAR, Verdict.MISSED))
    if not heard:
        value = Attainment.NONE
    elif met == len(heard):
        value = Attainment.ATTAINED
    elif met * 2 > len(heard) and not missed:
        value = Attainment.MAINLY
    elif met or near:
        value = Attainment.PARTLY
    else:
        value = Attainment.NOT
    sentence = f"{met} av {len(heard)} mått når målvärdet, {near} är nära och {missed} når det inte."
    if not heard:
        sentence = "Inget mått har ett värde att jämföra med årets målvärde."
    return Proposal(value, sentence, weighed)


def propose_for(level: str, measures: Sequence[MeasureFacts], near_share: float) -> Proposal:
    """Return the proposal for a goal of the level; an overall goal is judged as a whole, no measure speaks (G-3)."""
    if level == Level.OVERALL:
        return Proposal("", "Bedöm nämndernas samlade arbete i målets riktning. Inget mått föreslår bedömningen.", ())
    return propose(measures, near_share)


def check_assessment(*, value: str, reason: str, proposed: str, departure: str) -> None:
    """Refuse a judgement without a reason, or one that departs from the proposal without saying why (F-6).

    ``proposed`` is empty where no measure speaks: then there is nothing to depart from.
    """
    errors = {}
    if not value:
        errors["value"] = "Välj i vilken mån målet är uppnått."
    if not reason.strip():
        errors["reason"] = "Skriv skälet till bedömningen."
    if value and proposed and value != proposed and not departure.strip():
        errors["departure"] = "Skriv varför du bedömer annorlunda än måtten."
    if errors:
        raise Refused("Bedömningen behöver kompletteras. " + " ".join(errors.values()), "F-6", errors)
