"""Policy of internal control as tables and pure functions (C-1 to C-3, L-5)."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from styrhjul.control.terms import Frequency, RiskKind
from styrhjul.documents.words import MONTHS
from styrhjul.governance.rules import ModelSettings
from styrhjul.governance.workflow import Actor, Place, Refused, Step, Workflow, decides

#: States in which a plan or a follow-up is still written.
UNFINISHED = frozenset({"draft", "returned"})

_HAND_IN = Step("hand_in", "Lämna till nämnden", UNFINISHED, "handed", Actor.HEAD, Place.OWNER)
_TAKE_BACK = Step(
    "take_back", "Ta tillbaka", frozenset({"handed"}), "draft", Actor.HEAD, Place.OWNER, needs_comment=True
)

#: A body's plan: handed in by the head, who may take it back until the body has adopted it (C-1, O-6).
CONTROL_PLAN = Workflow(
    "control_plan",
    {"draft": "Utkast", "handed": "Lämnad till nämnden", "adopted": "Antagen", "returned": "Återremitterad"},
    (_HAND_IN, _TAKE_BACK, *decides("adopt", "Anta", "handed", "adopted", Place.OWNER)),
)

#: A body's follow-up of its plan: handed in and taken back likewise, decided, then in the compilation (C-2).
CONTROL_FOLLOWUP = Workflow(
    "control_followup",
    {"draft": "Skrivs", "handed": "Lämnad till nämnden", "adopted": "Beslutad", "returned": "Återremitterad"},
    (_HAND_IN, _TAKE_BACK, *decides("adopt", "Besluta", "handed", "adopted", Place.OWNER)),
)

#: The compilation of all bodies' follow-ups, which the board decides as part of its oversight (C-2, L-5).
COMPILATION = Workflow(
    "control_compilation",
    {
        "draft": "Sammanställs",
        "handed": "Lämnad till kommunstyrelsen",
        "adopted": "Beslutad",
        "returned": "Återremitterad",
    },
    (
        Step("hand_in", "Lämna till kommunstyrelsen", UNFINISHED, "handed", Actor.HEAD, Place.OWNER),
        _TAKE_BACK,
        *decides("adopt", "Besluta", "handed", "adopted", Place.OWNER),
    ),
)

#: How many times a year a control is made, by how often (C-1).
TIMES: Mapping[str, int] = {
    Frequency.MONTHLY: 12,
    Frequency.QUARTERLY: 4,
    Frequency.FOUR_MONTHLY: 3,
    Frequency.HALF_YEARLY: 2,
    Frequency.YEARLY: 1,
}

#: What a period is called, where it is not a month or the year.
_PERIODS: Mapping[int, str] = {4: "Kvartal", 3: "Tertial", 2: "Halvår"}

#: How long before a period ends that its result is asked for.
BEFORE = datetime.timedelta(days=30)


class RiskLevel(NamedTuple):
    """How high a risk is: its value and Swedish word, and the least product of likelihood and consequence."""

    value: str
    label: str
    least: int
    meaning: str


def levels_of(settings: ModelSettings) -> tuple[RiskLevel, ...]:
    """Return the levels of risk that the governance model sets for the year, the lowest first (C-1, U-1)."""
    return tuple(RiskLevel(value, label, int(least), meaning) for value, label, least, meaning in settings.risk_levels)


def level_of(product: int, settings: ModelSettings) -> RiskLevel:
    """Return the level of a risk by the product of its likelihood and consequence (C-1)."""
    levels = levels_of(settings)
    return next((level for level in reversed(levels) if product >= level.least), levels[0])


def check_place(likelihood: int, consequence: int, settings: ModelSettings) -> None:
    """Refuse a place outside the matrix: each scale has as many steps as the governance model sets (C-1)."""
    steps = (
        ("likelihood", "sannolikhet", likelihood, len(settings.likelihood_scale)),
        ("consequence", "konsekvens", consequence, len(settings.consequence_scale)),
    )
    for name, word, value, most in steps:
        if not 1 <= value <= most:
            told = f"Ange {word} från 1 till {most}."
            raise Refused(told, "C-1", {name: told})


def due_on(frequency: str, year: int, period: int) -> datetime.date:
    """Return the last day of the period: the day by which the control is made (C-1)."""
    after = period * 12 // TIMES[frequency]
    first_after = datetime.date(year + after // 12, after % 12 + 1, 1)
    return first_after - datetime.timedelta(days=1)


def periods_by(frequency: str, year: int, on: datetime.date) -> int:
    """Return how many of the year's periods have ended by the day, that day included; 0 before the year (C-2)."""
    return sum(due_on(frequency, year, period) <= on for period in range(1, TIMES[frequency] + 1))


def asked_by(frequency: str, year: int, on: datetime.date) -> int:
    """Return how many results are asked for on the day: also that of a period about to end (C-2)."""
    return periods_by(frequency, year, on + BEFORE)


def overdue_by(frequency: str, year: int, on: datetime.date, days: int) -> int:
    """Return how many results are late on the day: those of periods that ended more than ``days`` ago (C-2)."""
    return periods_by(frequency, year, on - datetime.timedelta(days=days + 1))


def period_name(frequency: str, period: int) -> str:
    """Return what the period is called: «Kvartal 2», «Mars», «Hela året»."""
    times = TIMES[frequency]
    if times == 12:
        return MONTHS[period - 1].capitalize()
    return f"{_PERIODS[times]} {period}" if times in _PERIODS else "Hela året"


def missing(reported: Collection[int], until: int) -> list[int]:
    """Return the periods up to the last one that have no result (C-2)."""
    return [period for period in range(1, until + 1) if period not in reported]


def check_period(frequency: str, period: int) -> None:
    """Refuse a result for a period that the control does not have (C-2)."""
    if not 1 <= period <= TIMES[frequency]:
        raise Refused("Kontrollen görs inte den perioden.", "C-2", {"period": "Välj en period."})


def check_result(result: str, has_deviation: bool, deviation: str) -> None:
    """Refuse a result that says nothing, and a deviation without a word of what it is (C-2)."""
    lacking = {}
    if not result.strip():
        lacking["result"] = "Skriv vad kontrollen visade."
    if has_deviation and not deviation.strip():
        lacking["deviation"] = "Skriv vad som avviker."
    if lacking:
        raise Refused(" ".join(lacking.values()), "C-2", lacking)


def check_followup(summary: str, assessment: str) -> None:
    """Refuse to hand in a follow-up without summary or without a judgement of the internal control (C-2, KL 6:6)."""
    lacking = [
        words for words, given in (("en sammanfattning", summary.strip()), ("en bedömning", assessment)) if not given
    ]
    if lacking:
        raise Refused(f"Skriv {' och '.join(lacking)} innan du lämnar.", "C-2")


def lacking_in(kinds: Collection[str], uncontrolled: Sequence[str], unassigned: Sequence[str]) -> list[str]:
    """Return what a plan lacks, a sentence for each: told before it is handed in, never a hinder (C-1, L-5).

    ``kinds`` are those of its risks; ``uncontrolled`` its high risks without a control; ``unassigned`` the controls
    that nobody answers for.
    """
    told = []
    if not kinds:
        told.append("Planen har inga risker.")
    elif RiskKind.ERRORS not in kinds:
        told.append("Ingen risk gäller fel och oegentligheter (KL 6 kap. 6 §).")
    told += [f"Risken «{what}» är hög och har ingen kontroll." for what in uncontrolled]
    told += [f"Kontrollen «{what}» har ingen ansvarig enhet eller befattning." for what in unassigned]
    return told
