"""People, the positions they hold, and the rights that follow (O-4, O-6)."""

import datetime
from functools import cached_property
from typing import Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q

from styrhjul.organisation.clock import today
from styrhjul.organisation.models.bodies import Body
from styrhjul.organisation.models.order import running
from styrhjul.organisation.models.units import Tie, Unit
from styrhjul.organisation.rules import HELD_IN_BODY, Held, Rights
from styrhjul.organisation.terms import BodyKind, Reminders, Role

#: What a person holds on a day, as holder or as deputy, the bodies that each unit held serves then, and the ended
#: bodies that those have succeeded; for a controller of the board the external bodies too (O-3, O-4, O-5, O-9).
#: In SQL because every page asks it, and building the same question by the ORM takes longer than the rest of a page.
POSITIONS_AND_TIES = """
select p.id, p.role, p.body_id, p.unit_id, case when p.person_id = %(person)s then '' else holder.name end,
       p.title, p.is_acting, t.body_id, ended.id, outside.id
from organisation_position p
join organisation_person holder on holder.id = p.person_id
left join organisation_tie t on t.administration_id = p.unit_id
  and t.from_on <= %(day)s and (t.to_on is null or t.to_on >= %(day)s)
left join organisation_body_successors s on s.to_body_id = t.body_id
left join organisation_body ended on ended.id = s.from_body_id and ended.to_on < %(day)s
left join organisation_body board on board.id = t.body_id and board.kind = 'board' and p.role = 'controller'
left join organisation_body outside on board.id is not null and outside.kind = 'external'
where p.from_on <= %(day)s and (p.to_on is null or p.to_on >= %(day)s)
  and (p.person_id = %(person)s or exists (
    select from organisation_deputy d where d.position_id = p.id and d.person_id = %(person)s
      and d.from_on <= %(day)s and d.to_on >= %(day)s))
order by p.from_on, p.id
"""


class PersonManager(BaseUserManager["Person"]):
    """Makes people; they sign in with their e-mail address."""

    def create_user(self, email: str, name: str, password: str | None = None, **fields: object) -> "Person":
        """Return a new person, with an unusable password when none is given."""
        person = self.model(email=self.normalize_email(email).lower(), name=name, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Return the person who signs in with this address, whatever its capitals."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Person: anyone who holds or has held a position; also the account that signs in (O-4)."""

    email = models.EmailField("e-postadress", unique=True)
    name = models.CharField("namn", max_length=120)
    is_active = models.BooleanField("kan logga in", default=True)
    is_demonstration = models.BooleanField("hör till demonstrationen", default=False)
    reminders = models.CharField("påminnelser", max_length=8, choices=Reminders.choices, default=Reminders.DAILY)
    calendar_edition = models.PositiveIntegerField("kalenderadressens utgåva", default=1)
    anonymised_on = models.DateField("avidentifierad", null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = PersonManager()

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """Return the person's name, for Django's own forms."""
        return self.name

    @cached_property
    def rights(self) -> Rights:
        """The rights that follow from the positions held today, own and as deputy (O-4, O-6); read once a request."""
        with connection.cursor() as cursor:
            cursor.execute(POSITIONS_AND_TIES, {"person": self.pk, "day": today()})
            rows = cursor.fetchall()
        held, ties, passed, outside = {}, set(), set(), set()
        for pk, role, body, unit, acting_for, title, is_acting, served_body, ended_body, external in rows:
            held[pk] = Held(role, body, unit, acting_for, heading_of(title or Role(role).label, is_acting))
            if served_body is not None:
                ties.add((unit, served_body))
            if ended_body is not None:
                passed.add((unit, ended_body))
            if external is not None:
                outside.add(external)
        return Rights(self.pk, tuple(held.values()), frozenset(ties), frozenset(passed), frozenset(outside))

    @cached_property
    def units_led(self) -> frozenset[int]:
        """The ids of the units that the person heads or controls, with all units below (architecture: Permissions)."""
        return frozenset(Unit.objects.below(self.rights.leads, today()) if self.rights.leads else ())

    @cached_property
    def units_headed(self) -> frozenset[int]:
        """The ids of the units that the person heads, with all units below; a controller heads none (O-7, D-6)."""
        return frozenset(Unit.objects.below(self.rights.heads, today()) if self.rights.heads else ())

    def holds(self, role: str, body: Body | None = None, unit: Unit | None = None) -> bool:
        """Tell whether the person holds the role at that very place today, as holder or as deputy (O-4)."""
        return self.rights.holds(role, body.pk if body else None, unit.pk if unit else None)


class PositionQuerySet(models.QuerySet["Position"]):
    """Reading of positions."""

    def running(self, on: datetime.date | None = None) -> Self:
        """Return the positions that are held on the day."""
        return self.filter(running(on or today()))

    def recording_for_external(self) -> Self:
        """Return the positions today of the controllers who record for external bodies: the board's (O-9)."""
        ties = Tie.objects.filter(running(today()), administration=OuterRef("unit"), body__kind=BodyKind.BOARD)
        return self.running().filter(Exists(ties), role=Role.CONTROLLER)

    def held_by(self, person: Person, on: datetime.date) -> Self:
        """Return the positions that the person holds on the day, as holder or as named deputy (O-4)."""
        as_deputy = Deputy.objects.filter(running(on), position=OuterRef("pk"), person=person)
        return self.running(on).filter(Q(person=person) | Exists(as_deputy))


class Position(models.Model):
    """Befattning eller uppdrag: a person's role in a body or a unit, from a date to a date (O-4)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="positions", verbose_name="person")
    role = models.CharField("roll", max_length=20, choices=Role.choices)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="positions")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="positions")
    title = models.CharField("titel", max_length=120, blank=True)
    is_acting = models.BooleanField("tillförordnad", default=False)
    from_on = models.DateField("från")
    to_on = models.DateField("till", null=True, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        ordering = ["from_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(body=None, unit__isnull=False, role__in=sorted(set(Role.values) - HELD_IN_BODY))
                | Q(body__isnull=False, unit=None, role__in=sorted(HELD_IN_BODY)),
                name="position_in_its_kind_of_place",
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="position_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.heading}"

    @property
    def heading(self) -> str:
        """The title as it is shown: the own title, else the role, with «tf» for an acting holder."""
        return heading_of(self.title or self.get_role_display(), self.is_acting)


class Deputy(models.Model):
    """Ställföreträdare: someone whom a holder has named to act in the position, from a date to a date (O-4)."""

    position = models.ForeignKey(Position, models.CASCADE, related_name="deputies")
    person = models.ForeignKey(Person, models.PROTECT, related_name="deputyships")
    from_on = models.DateField("från")
    to_on = models.DateField("till")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="deputy_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.person} för {self.position}"


def heading_of(title: str, is_acting: bool) -> str:
    """Return the title as it is shown: «tf» before it for an acting holder (O-4)."""
    return f"tf {title}" if is_acting else title


def rights_of(user: object) -> Rights:
    """Return the rights of a signed-in person, or those of a stranger (T-2): anonymous is a user like any other."""
    return user.rights if isinstance(user, Person) else Rights(None, (), frozenset())


def units_led_by(user: object) -> frozenset[int]:
    """Return the ids of the units that the user heads or controls, with those below; none for a stranger."""
    return user.units_led if isinstance(user, Person) else frozenset()


def reader_without_positions() -> Person:
    """Return somebody who is signed in and holds no position: who reads what is handed in and decided (O-8, L-7)."""
    reader = Person()
    reader.__dict__ |= {"rights": Rights(0, (), frozenset()), "units_led": frozenset()}
    return reader
