"""Policy of governance: the model's settings by year, the order of dates (D-3, D-5, F-6, G-4, G-8, M-7, U-1)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from styrhjul.governance.workflow import Refused

#: The default scale of attainment, best first (F-6). Values are settled; labels and steps shown are settings.
ATTAINMENT_SCALE: tuple[tuple[str, str, str], ...] = (
    ("attained", "Uppnått", "allt som krävs är uppfyllt"),
    ("mainly", "I huvudsak uppnått", "det viktigaste är uppfyllt, något återstår"),
    ("partly", "Delvis uppnått", "en del är uppfyllt, det mesta återstår"),
    ("not", "Ej uppnått", "det som krävs är inte uppfyllt"),
    ("none", "Kan inte bedömas", "underlag saknas; skriv vad som behövs"),
)


@dataclass(frozen=True)
class ModelSettings:
    """What the governance model sets for a year; the defaults are those of the document that Styrhjul ships (U-1)."""

    most_overall_goals: int = 5
    most_financial_goals: int = 5
    most_directed_goals: int = 5
    most_committee_goals: int = 5
    most_measures: int = 3
    longest_goal_years: int = 4
    near_target_share: float = 0.05
    fewest_persons: int = 5
    file_number_days: int = 14
    plan_years: int = 3
    deficit_threshold: int = 0
    quarterly_levels: tuple[str, ...] = ()
    plans_due: str = "01-31"
    attainment_scale: tuple[tuple[str, str, str], ...] = ATTAINMENT_SCALE
    level_names: Mapping[str, str] = field(default_factory=dict)

    def plans_due_in(self, year: int) -> datetime.date:
        """Return the day by which the year's plans should be adopted (P-1, W-3)."""
        month, day = (int(part) for part in self.plans_due.split("-"))
        return datetime.date(year, month, day)

    def label(self, attainment: str) -> str:
        """Return the Swedish word of a step on the scale of attainment."""
        return next((label for value, label, _ in self.attainment_scale if value == attainment), attainment)


def settings_from(stored: Mapping[str, Any]) -> ModelSettings:
    """Return the settings of a year: the stored ones over the defaults. Unknown names raise KeyError."""
    known = {f.name for f in fields(ModelSettings)}
    unknown = set(stored) - known
    if unknown:
        raise KeyError(f"unknown settings of the governance model: {sorted(unknown)}")
    values = dict(stored)
    if "attainment_scale" in values:
        values["attainment_scale"] = tuple(tuple(step) for step in values["attainment_scale"])
    return ModelSettings(**values)


def check_order(on: datetime.date, rests_on: datetime.date | None) -> None:
    """Refuse a step dated before the one it rests on; the same day is allowed (D-3)."""
    if rests_on is not None and on < rests_on:
        raise Refused(
            f"Beslutet är daterat {on}, men det bygger på ett steg som togs {rests_on}. "
            "Ändra datumet till samma dag eller senare.",
            "D-3",
        )


def check_amendable(minutes_approved_on: datetime.date | None) -> None:
    """Refuse to change a record whose minutes are approved (D-5)."""
    if minutes_approved_on is not None:
        raise Refused(
            f"Protokollet justerades {minutes_approved_on} och kan inte ändras. Rätta skrivfel med en rättelse, "
            "eller fatta ett nytt beslut som hänvisar till det här.",
            "D-5",
        )


def check_minutes(held_on: datetime.date, approved_on: datetime.date) -> None:
    """Refuse minutes approved before the meeting was held (D-8)."""
    if approved_on < held_on:
        raise Refused(f"Protokollet kan inte justeras före sammanträdet {held_on}.", "D-8")
