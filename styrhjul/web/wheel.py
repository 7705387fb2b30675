"""The year wheels: drawn, listed, kept up to date and taken out as a file (W-1 to W-4)."""

import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST
from markupsafe import Markup

from styrhjul.documents.content import Column, Document, Row, Table
from styrhjul.documents.render import MEDIA_TYPES
from styrhjul.documents.wheel import INNER, OUTER, Arc, Ring, draw
from styrhjul.documents.words import MONTHS
from styrhjul.governance import driving, registry
from styrhjul.governance.models import Task, WheelItem
from styrhjul.governance.printing import printed
from styrhjul.governance.registry import Entry
from styrhjul.governance.terms import TaskKind, Wheel
from styrhjul.governance.wheel import is_election_year
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Person
from styrhjul.web.acting import attempt, show_form, tell
from styrhjul.web.addresses import address_of
from styrhjul.web.drafting import person_of
from styrhjul.web.kept import kept_html
from styrhjul.web.layout import municipality
from styrhjul.web.swedish import date, span
from styrhjul.web.trail import trail_of
from styrhjul.web.wheel_forms import ItemForm

#: How many of the coming items stand beside the wheel.
NEXT = 5

#: How far from this year the wheels are shown.
YEARS_BACK, YEARS_ON = 3, 2


class Line(NamedTuple):
    """An item as the page lists it: its number in the drawing, its days in words, and where it is changed."""

    number: int
    entry: Entry
    days: str
    address: str
    is_now: bool
    is_past: bool


def wheel_now(_request: HttpRequest) -> HttpResponse:
    """Lead to the wheel of this year."""
    return redirect("wheel", year=today().year)


def wheel(request: HttpRequest, year: int) -> HttpResponse:
    """Show what goes on in the year as two rings and as a table with the same content (W-1)."""
    now = today()
    if not now.year - YEARS_BACK <= year <= now.year + YEARS_ON:
        raise Http404
    keeps = driving.can_keep_wheels(request.user)
    body = kept_html(request, "wheel/_body.html", year, keeps, context=lambda: _context(year, now, keeps))
    context = {
        "year": year,
        "years": range(now.year + YEARS_ON, now.year - YEARS_BACK - 1, -1),
        "body": body,
        "missing": _missing(year) if keeps else [],
        "is_election_year": is_election_year(year),
    }
    return render(request, "wheel/wheel.html", context)


def _missing(year: int) -> list[int]:
    """Return the years of the page whose wheels are not laid out."""
    known = set(WheelItem.objects.filter(about_year__in=[year, year + 1]).values_list("about_year", flat=True))
    return [one for one in (year, year + 1) if one not in known]


def _context(year: int, now: datetime.date, keeps: bool) -> dict[str, Any]:
    """Return what the drawing, the list of what comes next and the table show."""
    lines, drawing = _made(year, now)
    return {
        "year": year,
        "lines": lines,
        "drawing": Markup(drawing),  # noqa: S704 - drawn by our own SVG writer, which escapes the words
        "coming": [line for line in lines if not line.is_past][:NEXT] if year == now.year else [],
        "warnings": [line for line in lines if line.entry.warning],
        "keeps": keeps,
    }


def _made(year: int, now: datetime.date) -> tuple[list[Line], str]:
    """Return the lines of the year, by their days, and the drawing with the same content."""
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    lines = [
        Line(number, one, span(one.from_on, one.due_on, year), _page_of(one), one.from_on <= now <= one.due_on,
             one.due_on < now)
        for number, one in enumerate(registry.entries_between(first, last), 1)
    ]  # fmt: skip
    drawn = [line for line in lines if line.entry.short]
    rings = (
        Ring("follow", *OUTER, f"Uppföljning {year}", _arcs(drawn, Wheel.FOLLOWUP)),
        Ring("plan", *INNER, f"Planering {year + 1}", _arcs(drawn, Wheel.PLANNING)),
    )
    goes_on = ", ".join(line.entry.what for line in lines if line.is_now)
    told = f"Ytterringen visar uppföljningen av {year}, innerringen planeringen av {year + 1}."
    told += f" I dag, {date(now)}, pågår: {goes_on}." if goes_on else ""
    told += " Samma uppgifter står i tabellen nedanför."
    centre = [("key-follow sub", f"Följa upp {year}"), ("key-plan sub", f"Planera {year + 1}")]
    if now.year == year:
        centre = [("sub", "I dag"), ("center", f"{now.day} {MONTHS[now.month - 1]}"), *centre]
    else:
        centre = [("center", str(year)), *centre]
    return lines, draw(year, now, rings, told, centre)


def _arcs(lines: list[Line], ring: Wheel) -> tuple[Arc, ...]:
    return tuple(
        Arc(line.number, line.entry.short, line.entry.drawn_from or line.entry.from_on, line.entry.due_on,
            f"#punkt-{line.number}", f"{line.entry.short} {line.number}: {line.entry.what}, {line.days}")
        for line in lines
        if line.entry.wheel == ring
    )  # fmt: skip


def _page_of(entry: Entry) -> str:
    """Return the address of the page where the item is told of and changed."""
    return address_of(registry.kind_of(entry.about).url_name, entry.about.pk)


def wheel_file(_request: HttpRequest, year: int) -> HttpResponse:
    """Give the year's wheels as an Excel file (W-1)."""
    lines, _ = _made(year, today())
    columns = tuple(Column(title) for title in ("Vad", "Hjul", "År", "Från", "Senast", "Vem", "Lagrum"))
    rows = tuple(
        Row((one.what, Wheel(one.wheel).label, str(one.about_year), *_iso(one), one.who, one.law))
        for one in (line.entry for line in lines)
    )
    table = Table(f"Årshjulet {year}", columns, rows)
    tree = Document(f"Årshjulet {year}", municipality(), str(today()), "Gäller tills det ändras", (table,))
    response = HttpResponse(printed(tree, "xlsx"), content_type=MEDIA_TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="arshjul-{year}.xlsx"'
    return response


def _iso(entry: Entry) -> tuple[str, str]:
    return str(entry.from_on), str(entry.due_on)


class Receiver(NamedTuple):
    """Somebody whom the item has given a task: who, whether it is done, and the task when it is the reader's own."""

    name: str
    task: Task
    mark: str
    is_mine: bool


def wheel_item(request: HttpRequest, item_id: int) -> HttpResponse:
    """Show an item of the wheels: what, when, who, the law, and how far those who got a task have come (W-1, W-4)."""
    item = get_object_or_404(WheelItem.objects.select_related("body"), pk=item_id)
    person, now = person_of(request), today()
    tasks = Task.objects.filter(kind=TaskKind.WHEEL, content_type__model="wheelitem", object_id=item.pk)
    mine = set(Task.objects.of(person).filter(kind=TaskKind.WHEEL, object_id=item.pk).values_list("pk", flat=True))
    receivers = [
        Receiver(
            str(task.body or task.unit or task.person), task,
            "done" if task.done_on else "late" if task.is_late(now) else "todo", task.pk in mine,
        )
        for task in tasks.select_related("body", "unit", "person")
    ]  # fmt: skip
    context = {
        "item": item,
        "year": item.from_on.year,
        "days": span(item.from_on, item.due_on, 0),
        "receivers": receivers,
        "keeps": driving.can_keep_wheels(person),
        "may_drop": driving.can_keep_wheels(person) and not item.code and not receivers,
        "trail": trail_of(item, request),
    }
    return render(request, "wheel/item.html", context)


def _keeper(request: HttpRequest) -> Person:
    """Return who is signed in. Raises PermissionDenied for those who do not keep the wheels (W-1)."""
    person = person_of(request)
    if not driving.can_keep_wheels(person):
        raise PermissionDenied
    return person


def _told(item: WheelItem, typed: datetime.date) -> str:
    """Return what to tell when an item has been saved: also that its last day was moved to a working day (W-1)."""
    moved = f" Sista dagen flyttades till {date(item.due_on)}, nästa arbetsdag." if item.due_on != typed else ""
    return f"Punkten är sparad.{moved}"


def new_item(request: HttpRequest, year: int) -> HttpResponse:
    """Add an item of the municipality's own to the wheels (W-1)."""
    person = _keeper(request)
    form = ItemForm(request.POST or None, initial={"wheel": Wheel.PLANNING, "side": "head", "opens_tasks": True})
    if form.is_valid():
        data = form.cleaned_data
        about = year + 1 if data["wheel"] == Wheel.PLANNING else year
        made = attempt(form, lambda: driving.add_item(by=person, about_year=about, **data))
        if made is not None:
            messages.success(request, _told(made, data["due_on"]))
            return redirect("wheel_item", item_id=made.pk)
    context = {"title": f"Ny punkt i årshjulet {year}", "button": "Lägg till punkten", "year": year}
    return show_form(request, "organisation/form.html", context | {"back": reverse("wheel", args=[year])}, form)


def edit_item(request: HttpRequest, item_id: int) -> HttpResponse:
    """Change an item of the wheels: its words, its days and who it is for (W-1)."""
    item = get_object_or_404(WheelItem, pk=item_id)
    person = _keeper(request)
    names = [name for name in ItemForm.base_fields if name != "body"]
    initial: dict[str, Any] = {name: getattr(item, name) for name in names} | {"body": item.body_id}
    form = ItemForm(request.POST or None, item=item, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        changed = attempt(form, lambda: driving.change_item(by=person, item=item, **data))
        if changed is not None:
            messages.success(request, _told(changed, data["due_on"]))
            return redirect("wheel_item", item_id=item.pk)
    context = {"title": f"Ändra: {item.what}", "button": "Spara punkten", "year": item.from_on.year}
    return show_form(request, "organisation/form.html", context | {"back": reverse("wheel_item", args=[item.pk])}, form)


@require_POST
def drop_item(request: HttpRequest, item_id: int) -> HttpResponse:
    """Take an item of the municipality's own out of the wheel (W-1)."""
    item = get_object_or_404(WheelItem, pk=item_id)
    person, year = _keeper(request), item.from_on.year
    dropped = tell(request, lambda: driving.drop_item(by=person, item=item) or True, "Punkten är borttagen.")
    return redirect("wheel", year=year) if dropped else redirect("wheel_item", item_id=item_id)


@require_POST
def lay_out_wheel(request: HttpRequest, year: int) -> HttpResponse:
    """Lay out the wheels of a year, from those of the year before (W-1)."""
    person = _keeper(request)
    if not today().year - 1 <= year <= today().year + YEARS_ON + 1:
        raise Http404
    tell(request, lambda: driving.lay_out_year(by=person, year=year) or True, f"Årshjulen för {year} är upplagda.")
    return redirect("wheel", year=min(year, today().year + YEARS_ON))


@require_POST
def finish_task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Say that what the wheel asked for is done (W-4)."""
    person = person_of(request)
    task = get_object_or_404(Task.objects.of(person).filter(kind=TaskKind.WHEEL), pk=task_id)
    tell(request, lambda: driving.finish(by=person, task=task), "Uppgiften är klar.")
    return redirect("wheel_item", item_id=task.object_id)


urlpatterns = [
    path("arshjul/", wheel_now, name="wheel_now"),
    path("arshjul/<int:year>/", wheel, name="wheel"),
    path("arshjul/<int:year>/fil/", wheel_file, name="wheel_file"),
    path("arshjul/<int:year>/ny/", new_item, name="new_wheel_item"),
    path("arshjul/<int:year>/lagg-upp/", lay_out_wheel, name="lay_out_wheel"),
    path("arshjul/punkt/<int:item_id>/", wheel_item, name="wheel_item"),
    path("arshjul/punkt/<int:item_id>/andra/", edit_item, name="edit_wheel_item"),
    path("arshjul/punkt/<int:item_id>/ta-bort/", drop_item, name="drop_wheel_item"),
    path("arshjul/uppgift/<int:task_id>/klar/", finish_task, name="finish_task"),
]
