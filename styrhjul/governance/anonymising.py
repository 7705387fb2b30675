"""Anonymise who has left: the name, the address and the account go, what was done stays (L-10)."""

from collections.abc import Mapping

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q

from styrhjul.governance.actions import locked, require
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Deputy, LogEntry, Person, Position
from styrhjul.organisation.rules import ELECTED
from styrhjul.organisation.terms import Role

#: What somebody who has left is called from then on: an employee, and who only ever held elected positions.
FORMER_EMPLOYEE, FORMER_ELECTED = "Tidigare medarbetare", "Tidigare förtroendevald"


def can_anonymise(user: object) -> bool:
    """Tell whether the user anonymises people: the system administrator."""
    return isinstance(user, Person) and user.rights.has(Role.SYSTEM_ADMINISTRATOR)


def held_by(person: Person) -> list[str]:
    """Return what the person holds today or is to hold, as positions and as deputy, in words."""
    day = today()
    positions = Position.objects.filter(Q(to_on=None) | Q(to_on__gte=day), person=person).select_related("body", "unit")
    deputies = Deputy.objects.filter(person=person, to_on__gte=day).select_related("position__person")
    return [
        *(f"{one.heading}, {one.body or one.unit}" for one in positions),
        *(f"ställföreträdare för {one.position.person}" for one in deputies),
    ]


@transaction.atomic
def anonymise(*, by: Person, person: Person) -> Person:
    """Return the person without name and address, and with the account closed for good (L-10).

    Decided documents and frozen versions stand as they are. The log keeps its lines, which nothing may change; pages
    show them with the new name. Raises Refused for others than the system administrator, for who holds a position or
    is to hold one, and for who is anonymised already.
    """
    require(can_anonymise(by), "Bara systemförvaltaren avidentifierar.", "L-10")
    person = locked(person)
    require(person.anonymised_on is None, f"Personen avidentifierades {person.anonymised_on}.", "L-10")
    held = held_by(person)
    told = f"{person.name} har uppdrag kvar: {'; '.join(held)}. Avsluta dem först."
    require(not held, told, "L-10")
    roles = set(Position.objects.filter(person=person).values_list("role", flat=True))
    person.name = FORMER_ELECTED if roles and roles <= ELECTED else FORMER_EMPLOYEE
    person.email = f"{person.pk}@borttagen.invalid"
    person.is_active, person.anonymised_on = False, today()
    person.set_unusable_password()
    person.save(update_fields=["name", "email", "is_active", "anonymised_on", "password"])
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    record(by=by, verb="anonymise", on=person, sentence="Avidentifierade personen.")
    return person


def former_names() -> dict[str, str]:
    """Return what the log and other lasting lines call those who are anonymised, and what each is called now (L-10).

    A name that somebody else bears today is left as it is.
    """
    people = dict(Person.objects.exclude(anonymised_on=None).values_list("pk", "name"))
    if not people:
        return {}
    kind = ContentType.objects.get_for_model(Person)
    done = LogEntry.objects.filter(by_id__in=people).order_by().values_list("by_id", "by_name").distinct()
    about = LogEntry.objects.filter(content_type=kind, object_id__in=people).order_by()
    known = {(pk, name) for pk, name in (*done, *about.values_list("object_id", "object_label").distinct()) if name}
    others = Person.objects.filter(anonymised_on=None, name__in=[name for _, name in known])
    borne = set(others.values_list("name", flat=True))
    return {name: people[pk] for pk, name in known if pk is not None and name not in borne | set(people.values())}


def masked(text: str, names: Mapping[str, str]) -> str:
    """Return the text with each former name as what that person is called now; the longest name first."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, names[name])
    return text
