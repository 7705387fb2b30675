"""Policy of the organisation as tables and pure functions (O-4, O-6, O-8)."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from styrhjul.organisation.terms import Role

#: Elected positions: the "what and why" side of O-6. Everyone else is a civil servant.
ELECTED = frozenset({Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER, Role.SUBSTITUTE, Role.AUDITOR})

#: Elected positions that sit in a body and read what is on its way to it (O-8).
SEATED = frozenset({Role.CHAIR, Role.VICE_CHAIR, Role.MEMBER, Role.SUBSTITUTE})

#: Positions held in a body; every other position is held in a unit.
HELD_IN_BODY = ELECTED | {Role.SECRETARY}

#: Who, in the body itself, drafts its goals and budget; who does in the administrations that serve it (O-6).
DRAFTS_IN_BODY = frozenset({Role.CHAIR, Role.VICE_CHAIR, Role.SECRETARY})
DRAFTS_IN_ADMINISTRATION = frozenset({Role.HEAD, Role.CONTROLLER, Role.MUNICIPAL_DIRECTOR})

#: Positions that head a unit, or the whole of the administrations.
HEADS = frozenset({Role.HEAD, Role.MUNICIPAL_DIRECTOR})

#: Positions that lead or look over the unit they are held in and every unit below it.
LEADS = frozenset({Role.HEAD, Role.CONTROLLER, Role.MUNICIPAL_DIRECTOR})

#: Positions that look over the whole municipality and read its drafts (O-8).
OVERSEERS = frozenset({Role.CONTROLLER, Role.MUNICIPAL_DIRECTOR})


class Held(NamedTuple):
    """A position held on a day, as rights need it: the role, the place, and the holder's name for a deputy."""

    role: str
    body_id: int | None
    unit_id: int | None
    acting_for: str
    heading: str = ""


@dataclass(frozen=True)
class Rights:
    """What follows from the positions that somebody holds today (O-4, O-6, O-8); a stranger holds none."""

    person_id: int | None
    held: tuple[Held, ...]
    ties: frozenset[tuple[int, int]]
    passed: frozenset[tuple[int, int]] = frozenset()
    recorded_for: frozenset[int] = frozenset()

    def holds(self, role: str, body_id: int | None = None, unit_id: int | None = None) -> bool:
        """Tell whether the role is held at that very place."""
        return any(h.role == role and h.body_id == body_id and h.unit_id == unit_id for h in self.held)

    def has(self, *roles: str) -> bool:
        """Tell whether any of the roles is held anywhere."""
        return any(h.role in roles for h in self.held)

    def acting_for(self, roles: Collection[str], body_id: int | None = None, unit_id: int | None = None) -> str:
        """Return the name of the holder whom the person acts for, empty when the position is own (O-4).

        Only positions with the roles count: in the body, in the units that serve it, or in the unit.
        """
        names = [
            h.acting_for
            for h in self.held
            if (h.role == Role.CONTROLLER if body_id in self.recorded_for else h.role in roles)
            and (
                (body_id is not None and (h.body_id == body_id or (h.unit_id, body_id) in self.ties))
                or (unit_id is not None and h.unit_id == unit_id)
                or body_id in self.recorded_for
            )
        ]
        return "" if "" in names or not names else names[0]

    def _bodies(self, roles: frozenset[Role]) -> frozenset[int]:
        return frozenset(h.body_id for h in self.held if h.body_id and h.role in roles)

    def _served(self, roles: frozenset[Role]) -> frozenset[int]:
        units = {h.unit_id for h in self.held if h.role in roles}
        return frozenset(body for unit, body in self.ties if unit in units)

    @cached_property
    def secretary_of(self) -> frozenset[int]:
        """Ids of the bodies whose decisions the person records; a controller of the board external ones' (O-6, O-9)."""
        return self._bodies(frozenset({Role.SECRETARY})) | self.recorded_for

    @cached_property
    def seated_in(self) -> frozenset[int]:
        """Ids of the bodies in which the person sits (O-8)."""
        return self._bodies(SEATED)

    @cached_property
    def drafts_for(self) -> frozenset[int]:
        """Ids of the bodies whose goals, answers and budget the person may draft (O-6, O-9)."""
        return self._bodies(DRAFTS_IN_BODY) | self._served(DRAFTS_IN_ADMINISTRATION) | self.recorded_for

    @cached_property
    def reads_drafts_of(self) -> frozenset[int]:
        """Ids of the bodies whose drafts the person reads: as a writer, a member or the secretary (O-8)."""
        return self.drafts_for | self.seated_in | self.secretary_of

    @cached_property
    def hands_in_to(self) -> frozenset[int]:
        """Ids of the bodies to which the person hands in: as head of an administration, or for external ones (O-6)."""
        return self._served(HEADS) | self.recorded_for

    @cached_property
    def ended_led(self) -> frozenset[int]:
        """Ids of the ended bodies whose last report is written by the administration of their successor (O-5)."""
        units = {h.unit_id for h in self.held if h.role in DRAFTS_IN_ADMINISTRATION}
        return frozenset(body for unit, body in self.passed if unit in units)

    @cached_property
    def ended_headed(self) -> frozenset[int]:
        """Ids of the ended bodies for whom the person hands in, as head for their successor (O-5)."""
        units = {h.unit_id for h in self.held if h.role in HEADS}
        return frozenset(body for unit, body in self.passed if unit in units)

    @cached_property
    def heads(self) -> frozenset[int]:
        """Ids of the very units that the person heads (D-6)."""
        return frozenset(h.unit_id for h in self.held if h.unit_id and h.role in HEADS)

    @cached_property
    def leads(self) -> frozenset[int]:
        """Ids of the units that the person heads or controls; those below follow from the tree of units."""
        return frozenset(h.unit_id for h in self.held if h.unit_id and h.role in LEADS)

    @cached_property
    def units(self) -> frozenset[int]:
        """Ids of the units in which the person holds any position."""
        return frozenset(h.unit_id for h in self.held if h.unit_id)

    @property
    def heading(self) -> str:
        """The title of the own position held longest, empty without one: what stands beside the person's name."""
        return next((h.heading for h in self.held if not h.acting_for), "")

    @property
    def is_overseer(self) -> bool:
        """Whether the person reads drafts of the whole municipality: controllers, the municipal director (O-8)."""
        return any(h.role in OVERSEERS for h in self.held)

    @property
    def is_stranger(self) -> bool:
        """Whether nobody is signed in (T-2)."""
        return self.person_id is None

    @property
    def is_elected(self) -> bool:
        """Whether any position is an elected one (O-6: no elected position writes in plans or activities)."""
        return any(h.role in ELECTED for h in self.held)


def holds_on(from_on: datetime.date, to_on: datetime.date | None, on: datetime.date) -> bool:
    """Tell whether something that runs from a day to a day, both included, holds on the day (O-4)."""
    return from_on <= on and (to_on is None or on <= to_on)
