"""Sjöstad's third committee: culture and leisure, with its administration, a head and a secretary."""

from typing import NamedTuple

from styrhjul.organisation import actions
from styrhjul.organisation.models import Body, Person, Unit
from styrhjul.organisation.terms import BodyKind, Role, UnitKind
from tests.world import START, World


class Culture(NamedTuple):
    """The committee, its administration, and who heads the one and writes the minutes of the other."""

    body: Body
    unit: Unit
    head: Person
    secretary: Person


def set_up_culture(world: World) -> Culture:
    """Set the committee up; Hedda and Sixten become people of Sjöstad."""
    body = actions.set_up_body(
        by=None, kind=BodyKind.COMMITTEE, name="Kultur- och fritidsnämnden", short_name="KFN", from_on=START, rank=30
    )
    unit = actions.set_up_unit(
        by=None, kind=UnitKind.ADMINISTRATION, name="Kultur- och fritidsförvaltningen", from_on=START
    )
    actions.tie(by=None, administration=unit, body=body, from_on=START)
    for name, role, place in (("Hedda Ek", Role.HEAD, unit), ("Sixten Al", Role.SECRETARY, body)):
        first = name.split()[0].lower()
        email = f"{first}@sjostad.example"
        world.people[first] = actions.register_person(by=None, name=name, email=email, password="hemligt-ord-1")
        actions.appoint(by=None, person=world.people[first], role=role, place=place, from_on=START)
    return Culture(body, unit, world.people["hedda"], world.people["sixten"])
