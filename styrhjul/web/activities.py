"""The year's activities together: as a list, as a board by status, and over the months (P-2, P-4)."""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from styrhjul.documents.words import MONTHS
from styrhjul.goals import rules
from styrhjul.goals.actions.plans import report_progress
from styrhjul.goals.models import Activity, GoalVersion
from styrhjul.goals.terms import ActivityStatus
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Person, Unit
from styrhjul.web.chain_rows import STATES
from styrhjul.web.drafting import person_of
from styrhjul.web.kept import kept, kept_html

#: The ways of looking at them, and what each is called.
VIEWS = {"lista": "Lista", "tavla": "Tavla", "tid": "Över året"}

#: How many a page of the list holds, and a column of the board.
PER_PAGE, PER_COLUMN = 50, 20


class Filters(NamedTuple):
    """What is chosen in the address: the view, a unit with those below, a status, one's own, late ones, a page."""

    view: str
    unit: str
    status: str
    whose: str
    page: int

    def address(self, **changes: object) -> str:
        """Return the query of the same choice with changes, without what is not chosen."""
        named = {"vy": self.view, "enhet": self.unit, "lage": self.status, "vems": self.whose} | changes
        return "?" + urlencode({name: value for name, value in named.items() if value})


class Card(NamedTuple):
    """An activity as the three views show it."""

    id: int
    what: str
    who: str
    status: str
    label: str
    mark: str
    start_on: datetime.date | None
    due_on: datetime.date | None
    is_late: bool
    goal: str
    goal_id: int
    may_move: bool
    first_month: int
    last_month: int


def activities_now(_request: HttpRequest) -> HttpResponse:
    """Lead to the activities of the year that is."""
    return redirect("activities", year=today().year)


def activities(request: HttpRequest, year: int) -> HttpResponse:
    """Show the year's activities that the person may read; at most twelve queries whatever their number (P-4)."""
    template = "activities/_board.html" if _swaps(request) else "activities/activities.html"
    return render(request, template, _context(request, year))


def _swaps(request: HttpRequest) -> bool:
    """Tell whether only the board is asked for, by htmx."""
    return bool(getattr(request, "htmx", False)) and request.htmx.target == "tavla"  # type: ignore[attr-defined]


def _chosen(request: HttpRequest) -> Filters:
    asked = request.GET
    view = asked.get("vy", "lista")
    status, page = asked.get("lage", ""), asked.get("sida", "")
    unit = asked.get("enhet", "")
    return Filters(
        view if view in VIEWS else "lista",
        unit if unit.isdecimal() and len(unit) < 10 else "",
        status if status in ActivityStatus.values else "",
        asked.get("vems", "") if asked.get("vems") in {"mina", "sena"} else "",
        max(1, int(page)) if page.isdecimal() and len(page) < 6 else 1,
    )


#: What holds the activities in each view; kept until anything changes.
PARTS = {"lista": "activities/_list.html", "tavla": "activities/_columns.html", "tid": "activities/_timeline.html"}


def _context(request: HttpRequest, year: int) -> dict[str, Any]:
    """Return what the page shows: the choice, the units to choose among, and a page of the view chosen."""
    person, chosen = person_of(request), _chosen(request)
    shown = kept_html(
        request, PARTS[chosen.view], person.pk, year, *chosen, context=lambda: _shown(person, year, chosen)
    )
    return {
        "year": year,
        "years": range(today().year + 1, today().year - 4, -1),
        "chosen": chosen,
        "views": [(name, label, chosen.address(vy=name)) for name, label in VIEWS.items()],
        "units": kept(request, "units-by-name", year, make=lambda: _units(year)),
        "statuses": ActivityStatus.choices,
        "query": chosen.address(),
        "shown": shown,
        "moved": 0,
    }


def _units(year: int) -> list[tuple[int, str]]:
    """Return the units of the year with their names, by name (O-5)."""
    day = datetime.date(year, 7, 1)
    return [(unit.pk, unit.name_on(day)) for unit in Unit.objects.placed(day)]


def _shown(person: Person, year: int, chosen: Filters) -> dict[str, Any]:
    """Return what the part with the activities holds."""
    units = dict(_units(year))
    found = _filtered(person, year, chosen)
    context = {"year": year, "query": chosen.address()}
    if chosen.view == "tavla":
        return context | _board(person, year, found, chosen, units) | {"statuses": ActivityStatus.choices}
    ids = found.order_by(F("due_on").asc(nulls_last=True), "pk").values_list("pk", flat=True)
    page = Paginator(ids, PER_PAGE).get_page(chosen.page)
    cards = _cards(person, year, list(page.object_list), units)
    months = [month[:3] for month in MONTHS]
    this_month = today().month if year == today().year else 0
    return context | {"page": page, "cards": cards, "months": months, "this_month": this_month}


def _filtered(person: Person, year: int, chosen: Filters) -> "QuerySet[Activity]":
    found = Activity.objects.visible_to(person).filter(plan__year=year)
    if chosen.unit:
        below = Unit.objects.below([int(chosen.unit)], datetime.date(year, 7, 1))
        found = found.filter(Q(plan__unit__in=below) | Q(responsible_unit__in=below))
    if chosen.status and chosen.view != "tavla":
        found = found.filter(status=chosen.status)
    if chosen.whose == "mina":
        mine = Activity.objects.filter(Q(responsible=person) | Q(contributors=person)).values("pk")
        of_units = Q(responsible=None, responsible_unit__in=person.rights.heads)
        found = found.filter(Q(pk__in=mine) | of_units)
    if chosen.whose == "sena":
        found = found.filter(due_on__lt=today()).unfinished()
    return found


class Column(NamedTuple):
    """A column of the board: its status, how many it holds in all, and the cards of this page."""

    status: str
    label: str
    mark: str
    total: int
    cards: list[Card]


def _board(
    person: Person, year: int, found: "QuerySet[Activity]", chosen: Filters, units: dict[int, str]
) -> dict[str, Any]:
    """Return the columns of the board, each with its part of the page.

    Which cards those are is asked of the index alone, with how many each column holds; then the cards are fetched.
    """
    first = (chosen.page - 1) * PER_COLUMN
    by_day = [F("due_on").asc(nulls_last=True), F("pk").asc()]
    placed = found.order_by().annotate(
        place=Window(RowNumber(), partition_by=F("status"), order_by=by_day),
        total=Window(Count("pk"), partition_by=F("status")),
    )
    on_page = Q(place__gt=first, place__lte=first + PER_COLUMN)
    rows = list(placed.filter(on_page | Q(place=1)).values_list("pk", "status", "place", "total"))
    totals = {status: total for _, status, _, total in rows}
    cards = _cards(person, year, [pk for pk, _, place, _ in rows if first < place <= first + PER_COLUMN], units)
    columns = [
        Column(status, ActivityStatus(status).label, STATES[ActivityStatus(status)], totals.get(status, 0),
               [card for card in cards if card.status == status])
        for status in ActivityStatus.values
    ]  # fmt: skip
    pages = max(1, -(-max(totals.values(), default=0) // PER_COLUMN))
    return {"columns": columns, "page_number": chosen.page, "pages": pages}


def _cards(person: Person, year: int, ids: Sequence[int], units: dict[int, str]) -> list[Card]:
    """Return the activities as cards, by their day; four queries: their rows, goals, contributors, units headed."""
    rows = Activity.objects.filter(pk__in=ids).order_by(F("due_on").asc(nulls_last=True), "pk").values_list(
        "pk", "what", "status", "start_on", "due_on", "goal_id", "mandate_text", "responsible_id", "responsible__name",
        "responsible_unit_id", "plan__unit_id", "commission__what", "plan__state", "plan__closed_on",
    )  # fmt: skip
    listed = list(rows)
    goals = {row[5] for row in listed if row[5]}
    versions = GoalVersion.objects.visible_to(person).in_year(year).filter(goal__in=goals)
    headings = dict(versions.values_list("goal_id", "heading")) if goals else {}
    through = Activity.contributors.through.objects.filter(person=person, activity__in=ids)
    helps = set(through.values_list("activity", flat=True))
    headed = frozenset() if person.rights.is_elected else person.units_headed
    now = today()
    return [
        Card(
            pk, what, name or units.get(unit or 0, "") or units.get(plan_unit, ""), status,
            ActivityStatus(status).label, STATES[ActivityStatus(status)], start_on, due_on,
            rules.is_activity_late(status, due_on, now), headings.get(goal, "") or ordered or words, goal or 0,
            state == "adopted" and closed is None
            and (responsible == person.pk or pk in helps or bool({unit, plan_unit} & headed)),
            *_months(start_on, due_on, year),
        )
        for pk, what, status, start_on, due_on, goal, words, responsible, name, unit, plan_unit, ordered, state, closed
        in listed
    ]  # fmt: skip


def _months(start_on: datetime.date | None, due_on: datetime.date | None, year: int) -> tuple[int, int]:
    """Return the first and last month of the year in which the activity goes on, 0 when no day is known."""
    if due_on is None:
        return 0, 0
    last = min(max(due_on, datetime.date(year, 1, 1)), datetime.date(year, 12, 31))
    first = min(max(start_on or last, datetime.date(year, 1, 1)), last)
    return first.month, last.month


@require_POST
def move_activity(request: HttpRequest, activity_id: int) -> HttpResponse:
    """Move an activity to another status on the board, by pointer, keyboard or button (O-7, P-4)."""
    person = person_of(request)
    found = get_object_or_404(Activity.objects.visible_to(person).select_related("plan"), pk=activity_id)
    status = request.POST.get(f"lage-{found.pk}", "")
    try:
        if status not in ActivityStatus.values:
            raise Refused("Välj ett läge att flytta aktiviteten till.", "P-4")
        report_progress(by=person, activity=found, status=status)
        messages.success(request, f"«{found.what}» är flyttad till {ActivityStatus(status).label.lower()}.")
    except Refused as refused:
        messages.error(request, refused.message)
    if _swaps(request):
        return render(request, "activities/_board.html", _context(request, found.plan.year) | {"moved": found.pk})
    query = request.GET.urlencode()
    return redirect(f"{reverse('activities', args=[found.plan.year])}?{query}")


urlpatterns = [
    path("aktiviteter/", activities_now, name="activities_now"),
    path("aktiviteter/<year:year>/", activities, name="activities"),
    path("aktivitet/<int:activity_id>/flytta/", move_activity, name="move_activity"),
]
