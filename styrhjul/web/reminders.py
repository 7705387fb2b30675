"""How often one is reminded, and what is overdue among those one heads (P-4, W-4)."""

import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from styrhjul.control.duties import late_controls
from styrhjul.goals.duties import late_measures
from styrhjul.goals.models import Activity
from styrhjul.governance.models import Task
from styrhjul.governance.registry import kind_of
from styrhjul.organisation.actions import choose_reminders
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Person, Position, Unit
from styrhjul.organisation.terms import Reminders
from styrhjul.web.acting import show_form
from styrhjul.web.addresses import address_of
from styrhjul.web.drafting import person_of
from styrhjul.web.wheel_forms import RemindersForm

#: How many late activities a page shows; more than that is a talk, not a list.
MOST = 200


class Overdue(NamedTuple):
    """Something late: what, whose it is, since when, and its page."""

    what: str
    who: str
    due_on: datetime.date
    address: str


def reminders(request: HttpRequest) -> HttpResponse:
    """Choose how often to be reminded by e-mail (W-4)."""
    person = person_of(request)
    form = RemindersForm(request.POST or None, initial={"choice": person.reminders})
    if form.is_valid():
        choose_reminders(by=person, choice=Reminders(form.cleaned_data["choice"]))
        messages.success(request, "Ditt val är sparat.")
        return redirect("reminders")
    context = {"title": "Påminnelser", "button": "Spara valet", "back": reverse("account_email")}
    return show_form(request, "organisation/form.html", context, form)


def overdue(request: HttpRequest) -> HttpResponse:
    """Show what is late in the units that the person heads: tasks, activities, measures, controls (P-4)."""
    person, now = person_of(request), today()
    groups = [
        ("Uppgifter", _tasks(person, now)), ("Aktiviteter", _activities(person, now)),
        ("Mått att rapportera", _measures(person, now)), ("Intern kontroll", _controls(person, now)),
    ]  # fmt: skip
    shown = [(title, sorted(listed, key=lambda one: one.due_on)) for title, listed in groups if listed]
    context = {"groups": shown, "heads": bool(person.units_headed)}
    return render(request, "mine/overdue.html", context)


def _below(person: Person, now: datetime.date) -> "QuerySet[Position, Any]":
    """Return who works in the units that the person heads, but the person: what is one's own stands on Min sida."""
    return Position.objects.running(now).filter(unit__in=person.units_headed).exclude(person=person).values("person")


def _measures(person: Person, now: datetime.date) -> list[Overdue]:
    """Return the measures that those below have not reported in time (M-3)."""
    units = person.units_headed - person.rights.heads
    of = Q(reporter__in=_below(person, now)) | Q(reporter=None, unit__in=units)
    return [
        Overdue(f"{one.name}, {year}", str(one.reporter or one.unit), due_on, address_of("measure", one.pk))
        for one, year, due_on in late_measures(of, now)
    ]


def _controls(person: Person, now: datetime.date) -> list[Overdue]:
    """Return the controls of the units that those below have not reported in time (C-2)."""
    late = late_controls(person.units_headed, now)
    return [
        Overdue(heading, one.position, due_on, address_of("control", one.pk))
        for one, heading, due_on in late
        if not one.is_of(person)
    ]


def _tasks(person: Person, now: datetime.date) -> list[Overdue]:
    """Return the late tasks of the units below, and of those who work there."""
    below, people = person.units_headed, _below(person, now)
    late = Task.objects.waiting().filter(due_on__lt=now)
    found = late.filter(Q(unit__in=below - person.rights.heads) | Q(person__in=people))
    models = {kind: kind.model_class() for kind in {task.content_type for task in found.select_related("content_type")}}
    return [
        Overdue(
            task.heading,
            str(task.person or task.unit),
            task.due_on or now,
            address_of(kind_of(models[task.content_type]).url_name, task.object_id),  # type: ignore[arg-type]
        )
        for task in found.select_related("person", "unit", "content_type")
    ]


def _activities(person: Person, now: datetime.date) -> list[Overdue]:
    """Return the late activities of the units that the person heads (P-4)."""
    below = person.units_headed
    late = Activity.objects.filter(plan__unit__in=below, plan__state="adopted", due_on__lt=now).unfinished()
    names = {unit.pk: unit.name_on(now) for unit in Unit.objects.placed(now).filter(pk__in=below)}
    return [
        Overdue(
            one.what,
            str(one.responsible) if one.responsible else names.get(one.responsible_unit_id or one.plan.unit_id, ""),
            one.due_on or now,
            address_of("activity", one.pk),
        )
        for one in late.select_related("responsible", "plan").order_by("due_on")[:MOST]
    ]


urlpatterns = [
    path("konto/paminnelser/", reminders, name="reminders"),
    path("min-sida/forsenat/", overdue, name="overdue"),
]
