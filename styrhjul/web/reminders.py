"""How often one is reminded, and what is overdue among those one heads (P-4, W-4)."""

import datetime
from typing import NamedTuple

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

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
    """Show the tasks and activities that are late in the units that the person heads (P-4); five queries."""
    person, now = person_of(request), today()
    tasks, activities = _tasks(person, now), _activities(person, now)
    context = {"tasks": tasks, "activities": activities, "heads": bool(person.units_headed)}
    return render(request, "mine/overdue.html", context)


def _tasks(person: Person, now: datetime.date) -> list[Overdue]:
    """Return the late tasks of the units below, and of those who work there; the person's own stand on Min sida."""
    below = person.units_headed
    people = Position.objects.running(now).filter(unit__in=below).exclude(person=person).values("person")
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
