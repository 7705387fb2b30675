"""The demonstration municipality while it is built: its bodies, units, people, measures and goals by short keys."""

import datetime
import tomllib
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from styrhjul.goals.models import Goal, Measure
from styrhjul.organisation.models import Body, Person, Unit

#: The day that the municipality began with Styrhjul; what was decided before that is loaded with the mark of D-7.
BEGUN = datetime.date(2025, 5, 5)


def read(name: str) -> dict[str, Any]:
    """Return the tables of a data file in the folder ``data``."""
    file = resources.files("styrhjul.integrations.demonstration") / "data" / name
    return tomllib.loads(file.read_text(encoding="utf-8"))


@dataclass
class Town:
    """Everything built so far, by the keys that the data files use."""

    bodies: dict[str, Body] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    heads: dict[int, Person] = field(default_factory=dict)
    secretaries: dict[int, Person] = field(default_factory=dict)
    served: dict[str, str] = field(default_factory=dict)
    goals: dict[str, Goal] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    numbers: dict[tuple[int, datetime.date], int] = field(default_factory=dict)

    @property
    def external(self) -> list[str]:
        """The keys of the companies and joint authorities (O-9)."""
        return [key for key, body in self.bodies.items() if body.is_external]

    def head_of(self, unit: str) -> Person:
        """Return the head of the unit."""
        return self.heads[self.units[unit].pk]

    def administrator_of(self, body: str) -> Person:
        """Return the head of the administration that serves the body, and hands in to it."""
        return self.head_of(self.served[body])

    def secretary_of(self, body: Body) -> Person:
        """Return the body's secretary."""
        return self.secretaries[body.pk]

    def key_of(self, body: Body) -> str:
        """Return the short key of the body."""
        return next(key for key, one in self.bodies.items() if one.pk == body.pk)
