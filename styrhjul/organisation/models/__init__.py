"""Tables of the organisation: bodies, units, people, positions, and the one log of who did what (O-1 to O-9)."""

from styrhjul.organisation.models.bodies import Body, BodyName, Names, Regulation, name_held, names_of_bodies
from styrhjul.organisation.models.log import LogEntry
from styrhjul.organisation.models.order import running, swedish
from styrhjul.organisation.models.people import (
    Deputy,
    Person,
    Position,
    reader_without_positions,
    rights_of,
    units_led_by,
)
from styrhjul.organisation.models.units import Tie, Unit, UnitPlace, way_up

__all__ = [
    "Body",
    "BodyName",
    "Deputy",
    "LogEntry",
    "Names",
    "Person",
    "Position",
    "Regulation",
    "Tie",
    "Unit",
    "UnitPlace",
    "name_held",
    "names_of_bodies",
    "reader_without_positions",
    "rights_of",
    "running",
    "swedish",
    "units_led_by",
    "way_up",
]
