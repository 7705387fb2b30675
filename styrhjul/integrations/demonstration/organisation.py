"""Lays in the bodies, council terms, appropriation areas, administrations and people (O-1 to O-4)."""

import datetime
import unicodedata
from typing import Any

from styrhjul.budget.models import AppropriationArea
from styrhjul.governance.models import CouncilTerm
from styrhjul.integrations.demonstration.town import Town, read
from styrhjul.organisation import actions
from styrhjul.organisation.models import Unit
from styrhjul.organisation.terms import BodyKind, Role, UnitKind

#: The day that everything is taken to exist from: the first council term that the demonstration shows.
START = datetime.date(2019, 1, 1)
REGULATED = datetime.date(2022, 12, 15)


def build(town: Town) -> None:
    """Lay in the whole organisation."""
    data = read("organisation.toml")
    CouncilTerm.objects.bulk_create(
        CouncilTerm(body_kind=kind, first_on=first, last_on=last) for kind, first, last in data["terms"]
    )
    for row in data["body"]:
        _body(town, row)
    for row in data["administration"]:
        _administration(town, row)
    for row in data["people"]["rows"]:
        _person(town, *row)


def _body(town: Town, row: dict[str, Any]) -> None:
    """Lay in a body with its names, its regulation and its appropriation areas."""
    body = actions.set_up_body(
        by=None,
        kind=BodyKind(row["kind"]),
        name=row["name"],
        short_name=row.get("short_name", row["key"]),
        from_on=START,
        rank=row["rank"],
    )
    town.bodies[row["key"]] = body
    if "renamed" in row:
        actions.rename_body(by=None, body=body, **row["renamed"])
    if "regulation" in row:
        actions.give_regulation(
            by=None, body=body, text=row["regulation"], decided_on=REGULATED, paragraph=row["paragraph"]
        )
    AppropriationArea.objects.bulk_create(
        AppropriationArea(body=body, name=name, first_year=2021) for name in row.get("areas", ())
    )


def _administration(town: Town, row: dict[str, Any]) -> None:
    """Lay in an administration with its departments and units, and tie it to the bodies that it serves."""
    top = _unit(town, row["key"], UnitKind.ADMINISTRATION, row["name"], None)
    for key, name in row["departments"]:
        _unit(town, key, UnitKind.DEPARTMENT, name, top)
    for key, name, department in row["units"]:
        _unit(town, key, UnitKind.UNIT, name, town.units[department])
    for rank, key in enumerate(row["serves"]):
        actions.tie(by=None, administration=top, body=town.bodies[key], from_on=START, is_main=rank == 0)
        town.served[key] = row["key"]


def _unit(town: Town, key: str, kind: UnitKind, name: str, parent: Unit | None) -> Unit:
    town.units[key] = actions.set_up_unit(by=None, kind=kind, name=name, from_on=START, parent=parent)
    return town.units[key]


def address(name: str) -> str:
    """Return the e-mail address of a person by name, with plain letters, at the demonstration's own domain."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return f"{plain.replace(' ', '.')}@lomma.example"


def _person(town: Town, key: str, name: str, role: str, place: str, title: str, at_door: bool) -> None:
    """Lay in a person unless known, and the position."""
    if key not in town.people:
        town.people[key] = actions.register_person(by=None, name=name, email=address(name), is_demonstration=at_door)
    person = town.people[key]
    where = town.bodies.get(place) or town.units[place]
    actions.appoint(by=None, person=person, role=Role(role), place=where, from_on=START, title=title)
    if role == Role.HEAD:
        town.heads[where.pk] = person
    if role == Role.CONTROLLER and town.served.get("KS") == place:  # who records for external bodies (O-9)
        town.secretaries |= {one.pk: person for one in town.bodies.values() if one.is_external}
    if role == Role.SECRETARY:
        town.secretaries[where.pk] = person
