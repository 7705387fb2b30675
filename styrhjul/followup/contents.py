"""What a round's reports hold, as data by year: levels, parts and headings (F-1, F-3, F-4, L-8, U-1). No Django."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from styrhjul.followup import rules
from styrhjul.followup.terms import PartKind, RoundKind
from styrhjul.goals.terms import Level
from styrhjul.governance.rules import SOUND_PLACE, ModelSettings
from styrhjul.governance.workflow import Refused

#: The order in which a report goes through the goals: that of the chain (G-1).
LEVELS = (Level.OVERALL, Level.FINANCIAL, Level.DIRECTED, Level.COMMITTEE)

#: The parts that a committee's report may hold besides its text on the whole, its goals and its headings, in order.
PARTS = (PartKind.MONEY, PartKind.MEASURES, PartKind.ACTIVITIES, PartKind.STAFF)

#: The levels that a round of the kind may assess (F-1). A committee's own round holds what it judges (F-3, F-8).
ALLOWED: Mapping[str, frozenset[str]] = {
    RoundKind.QUARTERLY: rules.ASSESSED[RoundKind.INTERIM],
    RoundKind.INTERIM: rules.ASSESSED[RoundKind.INTERIM],
    RoundKind.ANNUAL: rules.ASSESSED[RoundKind.ANNUAL],
    RoundKind.MONTHLY: frozenset({Level.DIRECTED, Level.COMMITTEE}),
}

#: A heading with the help text that says what to write under it.
Heading = tuple[str, str]

#: The longest heading, as the table of parts keeps it.
LONGEST = 120


@dataclass(frozen=True)
class Contents:
    """Innehåll: which levels a round assesses, which parts its committees' reports hold, and under which headings.

    ``chapters`` are the municipality's own headings, in order; one of them may be the place of sound management.
    """

    levels: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    chapters: tuple[Heading, ...] = ()
    committee_chapters: tuple[Heading, ...] = ()

    def headings(self, in_whole: bool) -> tuple[Heading, ...]:
        """Return the headings of the municipality's report, or of a committee's, without the place that is fixed."""
        stated = self.chapters if in_whole else self.committee_chapters
        return tuple(row for row in stated if row[0] != SOUND_PLACE)


def to_data(contents: Contents) -> dict[str, Any]:
    """Return the contents as a round keeps them."""
    return asdict(contents)


def from_data(stored: Mapping[str, Any]) -> Contents:
    """Return the contents that a round keeps."""
    rows = {name: tuple(tuple(row) for row in stored[name]) for name in ("chapters", "committee_chapters")}
    return Contents(tuple(stored["levels"]), tuple(stored["parts"]), **rows)


def usual(kind: str, model: ModelSettings) -> Contents:
    """Return what the year's governance model lets a round of the kind hold (F-1, L-8, U-1)."""
    assessed = rules.assessed_in(kind, model.quarterly_levels)
    return Contents(
        tuple(level for level in LEVELS if level in assessed),
        tuple(model.report_parts.get(kind, ())),
        tuple(model.chapters.get(kind, ())),
        tuple(model.committee_chapters.get(kind, ())),
    )


def carried_on(last: Contents, usual_then: Contents, usual_now: Contents) -> Contents:
    """Return what the last round of the kind held, but for what the governance model has changed since (U-1)."""
    names = [field.name for field in fields(Contents)]
    kept = {
        name: getattr(last if getattr(usual_then, name) == getattr(usual_now, name) else usual_now, name)
        for name in names
    }
    return Contents(**kept)


def left_out(kind: str, contents: Contents) -> list[str]:
    """Return what F-1 asks of a round of the kind and its reports do not hold, in words; nothing of a month (F-3)."""
    if kind == RoundKind.MONTHLY:
        return []
    lacking = [level for level in LEVELS if level in rules.ASSESSED[kind] and level not in contents.levels]
    told = [rules.LEVEL_HEADINGS[level].lower() for level in lacking]
    return told if PartKind.MONEY in contents.parts else [*told, "ekonomi"]


def check(kind: str, contents: Contents) -> None:
    """Refuse contents without any part, with a level that the kind may not assess, or with a heading twice (F-1, F-4).

    A heading that a part of the report has already is there twice too.
    """
    errors = {}
    forbidden = [level for level in contents.levels if level not in ALLOWED[kind]]
    if forbidden:
        named = " och ".join(rules.LEVEL_HEADINGS[level].lower() for level in LEVELS if level in forbidden)
        errors["levels"] = f"{RoundKind(kind).label}en bedömer inte {named}. Ta bort krysset."
    if not (contents.levels or contents.parts or contents.headings(False)):
        errors["parts"] = "Nämndernas rapporter behöver hålla något. Välj minst en del, eller en nivå av mål."
    if set(contents.parts) - set(PARTS):
        errors["parts"] = "Välj bland de delar som finns."
    taken = {PartKind.WHOLE, *contents.parts}
    for name, rows, whose in (
        ("chapters", contents.headings(True), "Kommunens rapport"),
        ("committee_chapters", contents.headings(False), "Nämndernas rapporter"),
    ):
        known = [SOUND_PLACE] if name == "chapters" else [str(PartKind(part).label) for part in taken]
        wrong = _wrong_heading(rows, known)
        if wrong:
            errors[name] = f"{whose}: {wrong}"
    if errors:
        raise Refused("Innehållet behöver rättas. " + " ".join(errors.values()), "F-4", errors)


def _wrong_heading(rows: Sequence[Heading], known: Sequence[str]) -> str:
    """Return what is wrong among the headings, in words; empty when nothing is."""
    seen = {title.casefold() for title in known}
    for title, _ in rows:
        if not title.strip():
            return "en rubrik saknar text. Skriv rubriken eller ta bort raden."
        if len(title) > LONGEST:
            return f"rubriken «{title[:40]} …» är för lång. Högst {LONGEST} tecken."
        if title.strip().casefold() in seen:
            return f"rubriken «{title.strip()}» finns två gånger. Ändra eller ta bort den ena."
        seen.add(title.strip().casefold())
    return ""
