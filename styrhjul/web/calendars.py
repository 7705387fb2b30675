"""Calendar feeds of the year wheels at a secret address: all, a body's, one's own (W-1)."""

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from styrhjul.governance import registry
from styrhjul.governance.registry import Duty, Entry
from styrhjul.governance.terms import Performer, Wheel
from styrhjul.organisation import actions
from styrhjul.organisation.clock import now, today
from styrhjul.organisation.models import Body, Person
from styrhjul.organisation.terms import BodyKind
from styrhjul.web.addresses import address_of
from styrhjul.web.drafting import person_of
from styrhjul.web.layout import municipality

if TYPE_CHECKING:
    pass

#: How far back and on a feed reaches, in days.
BACK, ON = 365, 730

SIGNER = Signer(salt="styrhjul.calendar")

#: Which items concern a body, by its kind: those of its kind, and of committees those of all (O-1).
OF_KIND = {
    BodyKind.COUNCIL: {Performer.COUNCIL},
    BodyKind.BOARD: {Performer.BOARD, Performer.COMMITTEES},
    BodyKind.COMMITTEE: {Performer.COMMITTEES},
}


def token_of(person: Person) -> str:
    """Return the secret part of the person's calendar addresses; another edition gives another one."""
    return SIGNER.sign(f"{person.pk}-{person.calendar_edition}")


def _owner(token: str) -> Person:
    """Return whose address it is. Raises Http404 for one that was renewed, or never given."""
    try:
        pk, edition = SIGNER.unsign(token).split("-")
    except (BadSignature, ValueError) as fault:
        raise Http404 from fault
    return get_object_or_404(Person, pk=pk, calendar_edition=edition, is_active=True)


def calendars(request: HttpRequest) -> HttpResponse:
    """Show the addresses of the feeds, and how to renew them."""
    person = person_of(request)
    token, base = token_of(person), settings.SITE_URL.rstrip("/")
    near = person.rights.seated_in | person.rights.secretary_of | person.rights.drafts_for
    bodies = Body.objects.existing(today()).named(today())
    context = {
        "mine": base + reverse("my_calendar", args=[token]),
        "whole": base + reverse("whole_calendar", args=[token]),
        "bodies": [
            (body.name_on(today()), base + reverse("body_calendar", args=[token, body.pk]), body.pk in near)
            for body in bodies
        ],
        "year": today().year,
    }
    return render(request, "wheel/calendars.html", context)


@require_POST
def renew_calendar(request: HttpRequest) -> HttpResponse:
    """Give new addresses; the old ones stop working at once."""
    actions.renew_calendar(by=person_of(request))
    messages.success(request, "Du har fått nya adresser. De gamla har slutat fungera.")
    return redirect("calendars")


@login_not_required
def whole_calendar(_request: HttpRequest, token: str) -> HttpResponse:
    """Give all items of the wheels as a calendar."""
    _owner(token)
    return _feed("Årshjulet", map(_of_entry, _entries()))


@login_not_required
def body_calendar(_request: HttpRequest, token: str, body_id: int) -> HttpResponse:
    """Give the items that concern the body as a calendar."""
    _owner(token)
    body = get_object_or_404(Body, pk=body_id)
    concerning = (_of_entry(entry) for entry in _entries() if _concerns(entry, [body]))
    return _feed(f"Årshjulet, {body.name_on(today())}", concerning)


@login_not_required
def my_calendar(_request: HttpRequest, token: str) -> HttpResponse:
    """Give what the owner is to do, and the items of the owner's bodies and units, as a calendar."""
    person = _owner(token)
    return _feed(f"Årshjulet, {person.name}", _mine(person))


def _mine(person: Person) -> Iterator["Happening"]:
    rights = person.rights
    near = rights.seated_in | rights.secretary_of | rights.drafts_for
    bodies = list(Body.objects.filter(pk__in=near))
    for entry in _entries():
        of_units = entry.performer in (Performer.ADMINISTRATIONS, Performer.DEPARTMENTS) and bool(rights.leads)
        if of_units or _concerns(entry, bodies):
            yield _of_entry(entry)
    for duty in registry.duties_of(person, today()):
        if duty.due_on is not None:
            yield _of_duty(duty, duty.due_on)


def _entries() -> list[Entry]:
    day = today()
    return registry.entries_between(day - datetime.timedelta(days=BACK), day + datetime.timedelta(days=ON))


def _concerns(entry: Entry, bodies: Iterable[Body]) -> bool:
    """Tell whether the item concerns any of the bodies: one named in it, or all of their kind."""
    if entry.body_id is not None:
        return any(body.pk == entry.body_id for body in bodies)
    return any(entry.performer in OF_KIND.get(BodyKind(body.kind), ()) for body in bodies)


Happening = tuple[str, str, datetime.date, datetime.date, str, str]
"""A key, a summary, first and last day, a description, and the address of a page."""


def _of_entry(entry: Entry) -> Happening:
    told = f"{Wheel(entry.wheel).label} {entry.about_year}. {entry.who}."
    told += f" {entry.law}." if entry.law else ""
    address = address_of(registry.kind_of(entry.about).url_name, entry.about.pk)
    return entry.key, entry.what, entry.from_on, entry.due_on, told, address


def _of_duty(duty: Duty, due_on: datetime.date) -> Happening:
    kind = registry.kind_of(duty.model)
    key = f"{kind.url_name}-{duty.about_id}-{duty.code or 'due'}-{duty.body_id or 0}"
    address = address_of(kind.url_name, duty.about_id)
    return key, f"Senast: {duty.heading}", due_on, due_on, duty.kind, address


def _feed(name: str, happenings: Iterable[Happening]) -> HttpResponse:
    """Return the happenings as a calendar of whole days, that programs ask for again each day."""
    from icalendar import Calendar, Event

    base = settings.SITE_URL.rstrip("/")
    domain = urlsplit(base).hostname or "styrhjul"
    made: Calendar = Calendar()
    for field, value in (
        ("prodid", f"-//Styrhjul//{municipality()}//SV"), ("version", "2.0"), ("method", "PUBLISH"),
        ("x-wr-calname", name), ("x-wr-timezone", "Europe/Stockholm"),
    ):  # fmt: skip
        made.add(field, value)
    for key, what, first, last, told, address in happenings:
        event = Event()
        event.add("uid", f"{key}@{domain}")
        event.add("dtstamp", now().astimezone(datetime.UTC))
        event.add("dtstart", first)
        event.add("dtend", last + datetime.timedelta(days=1))  # the day after, as the format has it
        event.add("summary", what)
        event.add("description", told)
        event.add("url", base + address)
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    response = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=3600"
    return response


urlpatterns = [
    path("kalender/", calendars, name="calendars"),
    path("kalender/fornya/", renew_calendar, name="renew_calendar"),
    path("kalender/<str:token>/allt.ics", whole_calendar, name="whole_calendar"),
    path("kalender/<str:token>/min.ics", my_calendar, name="my_calendar"),
    path("kalender/<str:token>/organ-<int:body_id>.ics", body_calendar, name="body_calendar"),
]
