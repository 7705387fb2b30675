"""Workflow as a table: steps between states, who takes each, where, and what it needs (D-1, D-3). No Django here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from styrhjul.governance.terms import Outcome
from styrhjul.organisation.rules import Rights


class Refused(Exception):
    """A step, decision or change that the governance document does not allow, told in plain Swedish.

    ``rule`` is the number of the rule; ``errors`` may point out fields, so that a form shows each beside its field.
    """

    def __init__(self, message: str, rule: str, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.rule = rule
        self.errors = dict(errors or {})


class Actor(StrEnum):
    """Who takes a step, seen from the place where it is taken (O-6)."""

    DRAFTER = "drafter"
    HEAD = "head"
    SECRETARY = "secretary"


class Place(StrEnum):
    """Where a step is taken: the body or unit that owns the matter, the unit's superior, the board or the council."""

    OWNER = "owner"
    BOARD = "board"
    COUNCIL = "council"
    UNIT = "unit"
    SUPERIOR = "superior"


#: The verbs of the steps' labels as the history tells them afterwards.
PAST = {
    "anta": "antog", "avslå": "avslog", "avsluta": "avslutade", "behandla": "behandlade", "bereda": "beredde",
    "besluta": "beslutade", "fastställ": "fastställde", "föreslå": "föreslog", "godkänn": "godkände",
    "lämna": "lämnade", "ta": "tog", "återremittera": "återremitterade", "överlämna": "överlämnade",
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One row of a workflow table. ``outcome`` is set for steps that only a decision line with that outcome takes."""

    name: str
    label: str
    sources: frozenset[str]
    target: str
    actor: Actor
    place: Place
    outcome: str = ""
    needs_comment: bool = False

    @property
    def needs_decision(self) -> bool:
        """Whether only a recorded decision takes the step (D-1)."""
        return bool(self.outcome)

    @property
    def past(self) -> str:
        """The label as what has happened, beginning small: «lämnade till nämnden» for «Lämna till nämnden»."""
        return re.sub(r"\w+", lambda word: PAST.get(word[0], word[0]), self.label.lower())


@dataclass(frozen=True)
class Workflow:
    """A table of steps, with the Swedish label of each state."""

    name: str
    states: Mapping[str, str]
    steps: tuple[Step, ...]

    def step(self, name: str, state: str) -> Step:
        """Return the step of that name from that state. Raises Refused in the wrong order (D-3)."""
        for step in self.steps:
            if step.name == name and state in step.sources:
                return step
        label = next((step.label for step in self.steps if step.name == name), name)
        raise Refused(f"«{label}» går inte när läget är «{self.states.get(state, state).lower()}».", "D-3")

    def step_of(self, state: str, place: Place, outcome: str) -> Step:
        """Return the step that a decision at the place with the outcome takes. Raises Refused if there is none."""
        for step in self.steps:
            if state in step.sources and step.place == place and step.outcome == outcome:
                return step
        where = {Place.OWNER: "nämnden", Place.BOARD: "kommunstyrelsen", Place.COUNCIL: "kommunfullmäktige"}
        raise Refused(
            f"Läget är «{self.states.get(state, state).lower()}». Då kan inte {where.get(place, 'den')} "
            "fatta det beslutet: det fattas i fel ordning eller av fel organ.",
            "D-3",
        )

    def open_steps(self, state: str) -> tuple[Step, ...]:
        """Return the steps that lead on from the state, decisions included."""
        return tuple(step for step in self.steps if state in step.sources)


def decides(
    name: str,
    label: str,
    source: str,
    target: str,
    place: Place,
    *,
    may_reject: bool = False,
    may_send_back: bool = True,
) -> tuple[Step, ...]:
    """Return the rows by which a body decides: by the proposal, with a change, back to the writers, or no (D-4)."""

    def row(step: str, words: str, to: str, outcome: Outcome) -> Step:
        return Step(step, words, frozenset({source}), to, Actor.SECRETARY, place, outcome)

    return (
        row(name, label, target, Outcome.ADOPTED),
        row(name, label, target, Outcome.ADOPTED_WITH_CHANGE),
        *((row("send_back", "Återremittera", "returned", Outcome.SENT_BACK),) if may_send_back else ()),
        *((row("reject", "Avslå", "rejected", Outcome.REJECTED),) if may_reject else ()),
    )


@dataclass(frozen=True)
class Places:
    """The ids behind the places of one matter: bodies for owner, board and council, units for unit and superior."""

    owner: int | None = None
    board: int | None = None
    council: int | None = None
    unit: int | None = None
    superior: int | None = None


def may_take(step: Step, rights: Rights, places: Places) -> bool:
    """Tell whether somebody with these rights takes the step, at these places (O-6, D-6)."""
    place_id = getattr(places, step.place)
    if place_id is None:
        return False
    if step.place in (Place.UNIT, Place.SUPERIOR):
        return place_id in (rights.heads if step.actor is Actor.HEAD else rights.leads)
    held = {Actor.SECRETARY: rights.secretary_of, Actor.HEAD: rights.hands_in_to, Actor.DRAFTER: rights.drafts_for}
    return place_id in held[step.actor]
