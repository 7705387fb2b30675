"""Policy of the year wheels: working days, what the planning of a year holds by default, the law's last days.

No Django here (W-1 to W-3, L-2, L-3).
"""

import calendar
import datetime
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import holidays

from styrhjul.governance.terms import Performer, Side, Wheel
from styrhjul.governance.workflow import Refused

#: Elections to the council are held every fourth year: 2022, 2026, 2030 (L-2).
AN_ELECTION_YEAR, YEARS_BETWEEN = 2022, 4


@lru_cache(maxsize=64)
def days_off(year: int) -> frozenset[datetime.date]:
    """Return the Swedish holidays of the year, with the eves on which no office works (W-1)."""
    return frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))


def is_working(day: datetime.date) -> bool:
    """Tell whether the day is no Saturday, Sunday, Swedish holiday or eve of one (W-1)."""
    return day.weekday() < 5 and day not in days_off(day.year)


def working(day: datetime.date) -> datetime.date:
    """Return the day, or the first working day after it (W-1)."""
    while not is_working(day):
        day += datetime.timedelta(days=1)
    return day


def moved(day: datetime.date, years: int) -> datetime.date:
    """Return the day some years on, or the first working day after it (W-1)."""
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return working(day.replace(year=day.year + years, day=last))


def is_election_year(year: int) -> bool:
    """Tell whether the council is elected in the year (L-2)."""
    return (year - AN_ELECTION_YEAR) % YEARS_BETWEEN == 0


class Usual(NamedTuple):
    """An item that a year's wheel holds unless the municipality says otherwise (W-2, W-3).

    ``first`` and ``last`` are years from the year that it is about, months and days.
    """

    code: str
    wheel: Wheel
    what: str
    short: str
    performer: Performer
    first: tuple[int, int, int]
    last: tuple[int, int, int]
    side: Side = Side.HEAD


#: What the wheels of a year hold by default; the rounds of follow-up have days of their own (W-2, W-3).
USUAL: tuple[Usual, ...] = (
    Usual("conditions", Wheel.PLANNING, "Förutsättningar och omvärldsanalys", "Förutsättningar och omvärld",
          Performer.BOARD, (-1, 2, 1), (-1, 3, 15)),
    Usual("frames", Wheel.PLANNING, "Kommunstyrelsen ger nämnderna ramar", "Ramar från kommunstyrelsen",
          Performer.BOARD, (-1, 3, 16), (-1, 4, 30), Side.SECRETARY),
    Usual("committee_budgets", Wheel.PLANNING, "Nämnderna beslutar preliminär budget och föreslår nämndsmål",
          "Preliminär nämndsbudget", Performer.COMMITTEES, (-1, 5, 1), (-1, 6, 20)),
    Usual("board_budget", Wheel.PLANNING, "Kommunstyrelsen bereder budget och mål",
          "Kommunstyrelsen bereder budget och mål", Performer.BOARD, (-1, 8, 17), (-1, 10, 14), Side.SECRETARY),
    Usual("council_budget", Wheel.PLANNING, "Fullmäktige fastställer budget och mål", "Budget i fullmäktige",
          Performer.COUNCIL, (-1, 10, 15), (-1, 11, 25), Side.SECRETARY),
    Usual("definitive_budgets", Wheel.PLANNING, "Nämnderna fastställer definitiv budget", "Nämndsbudget",
          Performer.COMMITTEES, (-1, 11, 26), (-1, 12, 15)),
    Usual("operational_plans", Wheel.PLANNING, "Förvaltningarna skriver verksamhetsplan", "Planer",
          Performer.ADMINISTRATIONS, (-1, 11, 26), (0, 1, 31)),
    Usual("department_plans", Wheel.PLANNING, "Avdelningarna skriver avdelningsplan", "",
          Performer.DEPARTMENTS, (-1, 12, 10), (0, 1, 31)),
    Usual("control_plans", Wheel.PLANNING, "Nämnderna antar plan för intern kontroll", "",
          Performer.COMMITTEES, (-1, 12, 1), (0, 2, 28)),
    Usual("remedies_june", Wheel.FOLLOWUP, "Åtgärdsplan från nämnd som aviserat underskott i kvartalsrapporten",
          "Åtgärdsplaner", Performer.BOARD, (0, 6, 1), (0, 6, 24), Side.SECRETARY),
    Usual("remedies_november", Wheel.FOLLOWUP, "Åtgärdsplan från nämnd som aviserat underskott i delårsrapporten",
          "Åtgärdsplaner", Performer.BOARD, (0, 11, 1), (0, 11, 24), Side.SECRETARY),
    Usual("control_followup", Wheel.FOLLOWUP, "Nämnderna följer upp den interna kontrollen med bokslutet", "",
          Performer.COMMITTEES, (1, 2, 1), (1, 3, 31)),
)  # fmt: skip


def usual_days(usual: Usual, year: int) -> tuple[datetime.date, datetime.date]:
    """Return the item's first and last day for the year that it is about, both working days (W-1)."""
    (first_year, *first), (last_year, *last) = usual.first, usual.last
    return (
        working(datetime.date(year + first_year, *first)),
        working(datetime.date(year + last_year, *last)),
    )


def usual_last_day(code: str, year: int) -> datetime.date:
    """Return the last day that the item with the code usually has for the year that it is about (W-2, W-3)."""
    return next(usual_days(usual, year)[1] for usual in USUAL if usual.code == code)


class LawDay(NamedTuple):
    """A last day that the law sets: years from the year that it is about, month, day, the section, and what it asks.

    ``months_later`` is the respite of an election year (L-2).
    """

    years: int
    month: int
    day: int
    section: str
    what: str
    months_later: int = 0


#: The law's last days by what they are about (L-2, L-3).
LAW: Mapping[str, LawDay] = {
    "board_budget": LawDay(-1, 10, 31, "KL 11 kap. 8 §", "Kommunstyrelsen ska föreslå budget", 1),
    "council_budget": LawDay(-1, 11, 30, "KL 11 kap. 10 §", "Fullmäktige ska fastställa budget", 1),
    "interim": LawDay(0, 10, 31, "KL 11 kap. 16 §", "Delårsrapporten ska lämnas till fullmäktige och revisorerna"),
    "annual": LawDay(1, 4, 15, "KL 11 kap. 20 §", "Årsredovisningen ska lämnas till fullmäktige och revisorerna"),
}


def last_day(code: str, about_year: int) -> datetime.date:
    """Return the law's last day for the year that it is about: of the budget a month later after elections (L-2, L-3).

    The law allows the later day for special reasons; that a council is newly elected is the usual one.
    """
    law = LAW[code]
    year = about_year + law.years
    if law.months_later and is_election_year(year):
        last_of = calendar.monthrange(year, law.month + law.months_later)[1]
        return datetime.date(year, law.month + law.months_later, last_of)
    return datetime.date(year, law.month, law.day)


def law_of(code: str) -> str:
    """Return the section of the law that sets a last day for it, empty where none does."""
    return LAW[code].section if code in LAW else ""


def too_late(code: str, about_year: int, due_on: datetime.date) -> str:
    """Return in a sentence that the day is later than the law allows, with the section; empty when it is not."""
    if code not in LAW or due_on <= last_day(code, about_year):
        return ""
    law = LAW[code]
    return f"{law.what} senast {last_day(code, about_year)} ({law.section}), men dagen är satt till {due_on}."


def check_item(about_year: int, from_on: datetime.date, due_on: datetime.date) -> None:
    """Refuse an item whose days are out of order, or far from the year that it is about (W-1)."""
    errors = {}
    if due_on < from_on:
        errors["due_on"] = "Sista dagen kan inte ligga före den första."
    for name, day in (("from_on", from_on), ("due_on", due_on)):
        if abs(day.year - about_year) > 1:
            errors.setdefault(name, f"Dagen ligger för långt från {about_year}.")
    if errors:
        raise Refused("Dagarna behöver ändras. " + " ".join(errors.values()), "W-1", errors)
