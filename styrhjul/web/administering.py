"""What the system administrator changes in the organisation; a holder names a deputy as well (O-1 to O-5)."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse

from styrhjul.governance import anonymising
from styrhjul.organisation import actions
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Position, Tie, Unit
from styrhjul.web.acting import attempt, show_form
from styrhjul.web.drafting import person_of
from styrhjul.web.organisation import may_change
from styrhjul.web.organisation_forms import (
    AnonymiseForm,
    BodyNameForm,
    DeputyForm,
    EndBodyForm,
    EndUnitForm,
    LeaveForm,
    NewBodyForm,
    NewPersonForm,
    NewUnitForm,
    PersonForm,
    PlaceForm,
    PositionForm,
    RegulationForm,
    TieForm,
)


def _administrator(request: HttpRequest) -> Person:
    """Return the system administrator who is signed in. Raises PermissionDenied for anybody else (O-4)."""
    person = person_of(request)
    if not may_change(person):
        raise PermissionDenied
    return person


def _ask(
    request: HttpRequest, form: Form, act: Callable[[dict[str, Any]], Any], title: str, button: str, back: str
) -> HttpResponse:
    """Show the form; when it is filled in, do the act and go back to the page that it was opened from."""
    if form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: act(data) or True) is not None:
            return redirect(back)
    return show_form(request, "organisation/form.html", {"title": title, "button": button, "back": back}, form)


def new_body(request: HttpRequest) -> HttpResponse:
    """Set up a body (O-1, O-9)."""
    by = _administrator(request)
    form = NewBodyForm(request.POST or None)
    return _ask(
        request, form, lambda data: actions.set_up_body(by=by, **data), "Lägg upp ett organ", "Lägg upp organet",
        reverse("bodies"),
    )  # fmt: skip


def rename_body(request: HttpRequest, body_id: int) -> HttpResponse:
    """Give a body a new name from a day (O-5)."""
    by = _administrator(request)
    body = get_object_or_404(Body, pk=body_id)
    latest = body.names.last()
    initial = {"name": latest.name, "short_name": latest.short_name} if latest else {}
    form = BodyNameForm(request.POST or None, body=body, initial=initial)
    return _ask(
        request, form, lambda data: actions.rename_body(by=by, body=body, **data), f"Byt namn på {body}",
        "Spara namnet", reverse("body", args=[body.pk]),
    )  # fmt: skip


def end_body(request: HttpRequest, body_id: int) -> HttpResponse:
    """End a body and name its successors (O-5)."""
    by = _administrator(request)
    body = get_object_or_404(Body, pk=body_id)
    form = EndBodyForm(request.POST or None, body=body)
    return _ask(
        request, form,
        lambda data: actions.end_body(by=by, body=body, to_on=data["to_on"], successors=list(data["successors"])),
        f"{body} upphör", "Avsluta organet", reverse("body", args=[body.pk]),
    )  # fmt: skip


def give_regulation(request: HttpRequest, body_id: int) -> HttpResponse:
    """Enter the regulation that the council has given a body (O-2)."""
    by = _administrator(request)
    body = get_object_or_404(Body, pk=body_id)
    form = RegulationForm(request.POST or None)
    return _ask(
        request, form, lambda data: actions.give_regulation(by=by, body=body, **data), f"Reglemente för {body}",
        "Spara reglementet", f"{reverse('body', args=[body.pk])}#reglemente",
    )  # fmt: skip


def tie(request: HttpRequest, body_id: int) -> HttpResponse:
    """Let an administration work for a body (O-3)."""
    by = _administrator(request)
    body = get_object_or_404(Body, pk=body_id)
    form = TieForm(request.POST or None)
    return _ask(
        request, form, lambda data: actions.tie(by=by, body=body, **data), f"Förvaltning som arbetar åt {body}",
        "Knyt förvaltningen", reverse("body", args=[body.pk]),
    )  # fmt: skip


def end_tie(request: HttpRequest, tie_id: int) -> HttpResponse:
    """Let an administration stop working for a body (O-3, O-5)."""
    by = _administrator(request)
    tied = get_object_or_404(Tie.objects.select_related("administration", "body"), pk=tie_id)
    form = LeaveForm(request.POST or None, position=tied)
    title = f"{tied.administration} slutar arbeta åt {tied.body}"
    return _ask(
        request, form, lambda data: actions.end_tie(by=by, tied=tied, **data), title, "Avsluta knytningen",
        reverse("body", args=[tied.body_id]),
    )  # fmt: skip


def new_unit(request: HttpRequest) -> HttpResponse:
    """Set up an administration, department or unit (O-3)."""
    by = _administrator(request)
    form = NewUnitForm(request.POST or None)
    return _ask(
        request, form, lambda data: actions.set_up_unit(by=by, **data), "Lägg upp en enhet", "Lägg upp enheten",
        reverse("bodies"),
    )  # fmt: skip


def place_unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Give a unit a new name or place from a day (O-5)."""
    by = _administrator(request)
    unit = get_object_or_404(Unit.objects.placed(today()), pk=unit_id)
    initial = {"name": unit.name_on(today()), "parent": getattr(unit, "parent_id", None)}
    form = PlaceForm(request.POST or None, unit=unit, initial=initial)
    return _ask(
        request, form, lambda data: actions.place_unit(by=by, unit=unit, **data), f"Byt namn eller plats: {unit}",
        "Spara", reverse("unit", args=[unit.pk]),
    )  # fmt: skip


def end_unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """End a unit and name its successors (O-5)."""
    by = _administrator(request)
    unit = get_object_or_404(Unit.objects.placed(today()), pk=unit_id)
    form = EndUnitForm(request.POST or None, unit=unit)
    return _ask(
        request, form,
        lambda data: actions.end_unit(by=by, unit=unit, to_on=data["to_on"], successors=list(data["successors"])),
        f"{unit} upphör", "Avsluta enheten", reverse("unit", args=[unit.pk]),
    )  # fmt: skip


def new_person(request: HttpRequest) -> HttpResponse:
    """Register a person, and go on to the first position (O-4)."""
    by = _administrator(request)
    form = NewPersonForm(request.POST or None)
    if form.is_valid():
        made = attempt(form, lambda: actions.register_person(by=by, **form.cleaned_data))
        if made is not None:
            return redirect("appoint", person_id=made.pk)
    context = {"title": "Lägg upp en person", "button": "Lägg upp personen", "back": reverse("bodies")}
    return show_form(request, "organisation/form.html", context, form)


def change_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Change a person's name, address or right to sign in (O-4)."""
    by = _administrator(request)
    person = get_object_or_404(Person, pk=person_id, anonymised_on=None)
    initial = {"name": person.name, "email": person.email, "is_active": person.is_active}
    form = PersonForm(request.POST or None, person=person, initial=initial)
    return _ask(
        request, form, lambda data: actions.change_person(by=by, person=person, **data), f"Ändra {person.name}",
        "Spara", reverse("person", args=[person.pk]),
    )  # fmt: skip


def anonymise(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take away the name and the address of somebody who has left, and close the account (L-10)."""
    by = _administrator(request)
    person = get_object_or_404(Person, pk=person_id, anonymised_on=None)
    form = AnonymiseForm(request.POST or None)
    return _ask(
        request, form, lambda _data: anonymising.anonymise(by=by, person=person), f"Avidentifiera {person.name}",
        "Avidentifiera", reverse("person", args=[person.pk]),
    )  # fmt: skip


def appoint(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let a person take up a position (O-4)."""
    by = _administrator(request)
    person = get_object_or_404(Person, pk=person_id, anonymised_on=None)
    form = PositionForm(request.POST or None, initial={"from_on": today()})
    return _ask(
        request, form, lambda data: actions.appoint(by=by, person=person, **data), f"Ny befattning: {person.name}",
        "Spara befattningen", reverse("person", args=[person.pk]),
    )  # fmt: skip


def leave(request: HttpRequest, position_id: int) -> HttpResponse:
    """End a position on a day (O-4)."""
    by = _administrator(request)
    position = get_object_or_404(Position.objects.select_related("person"), pk=position_id)
    form = LeaveForm(request.POST or None, position=position, initial={"to_on": today()})
    return _ask(
        request, form, lambda data: actions.leave(by=by, position=position, **data),
        f"Avsluta befattningen: {position}", "Avsluta befattningen", reverse("person", args=[position.person_id]),
    )  # fmt: skip


def name_deputy(request: HttpRequest, position_id: int) -> HttpResponse:
    """Name who acts in a position: the holder does, or the system administrator (O-4)."""
    by = person_of(request)
    position = get_object_or_404(Position.objects.running(today()).select_related("person"), pk=position_id)
    if position.person_id != by.pk and not may_change(by):
        raise PermissionDenied
    form = DeputyForm(request.POST or None, position=position, initial={"from_on": today()})
    return _ask(
        request, form, lambda data: actions.name_deputy(by=by, position=position, **data),
        f"Ställföreträdare för {position}", "Utse ställföreträdaren", reverse("person", args=[position.person_id]),
    )  # fmt: skip


urlpatterns = [
    path("organisation/nytt-organ/", new_body, name="new_body"),
    path("organisation/ny-enhet/", new_unit, name="new_unit"),
    path("organisation/ny-person/", new_person, name="new_person"),
    path("organ/<int:body_id>/namn/", rename_body, name="rename_body"),
    path("organ/<int:body_id>/upphor/", end_body, name="end_body"),
    path("organ/<int:body_id>/reglemente/", give_regulation, name="give_regulation"),
    path("organ/<int:body_id>/forvaltning/", tie, name="tie"),
    path("knytning/<int:tie_id>/avsluta/", end_tie, name="end_tie"),
    path("enhet/<int:unit_id>/upphor/", end_unit, name="end_unit"),
    path("enhet/<int:unit_id>/namn/", place_unit, name="place_unit"),
    path("person/<int:person_id>/andra/", change_person, name="change_person"),
    path("person/<int:person_id>/avidentifiera/", anonymise, name="anonymise_person"),
    path("person/<int:person_id>/befattning/", appoint, name="appoint"),
    path("befattning/<int:position_id>/avsluta/", leave, name="leave"),
    path("befattning/<int:position_id>/stallforetradare/", name_deputy, name="name_deputy"),
]
