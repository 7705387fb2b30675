"""The organisation: bodies, units and people as pages, with the names of each day (O-1 to O-5, T-2)."""

import datetime
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.db.models import OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from styrhjul.budget.models import AppropriationArea
from styrhjul.followup.actions import can_choose_months, can_draft_handover, left_in
from styrhjul.followup.models import Assessment, Handover, Report
from styrhjul.goals import rules
from styrhjul.goals.actions.plans import can_draft
from styrhjul.goals.actions.succession import can_pass_unit
from styrhjul.goals.models import Activity, GoalVersion, Plan
from styrhjul.goals.terms import Level
from styrhjul.governance.anonymising import held_by
from styrhjul.governance.models import Meeting
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Deputy, Person, Position, Tie, Unit, UnitPlace, rights_of, running
from styrhjul.organisation.rules import ELECTED, holds_on
from styrhjul.organisation.terms import BodyKind, Role, UnitKind
from styrhjul.web.commission_rows import running_in
from styrhjul.web.control_facts import body_plans, controls_of
from styrhjul.web.forecasts import committee_money
from styrhjul.web.naming import BodyNames
from styrhjul.web.sharing import suggestions_in
from styrhjul.web.trail import trail_of
from styrhjul.web.year_facts import facts_of, signals_about

#: Whose names anybody may read: elected people and heads (T-2).
PUBLIC_ROLES = frozenset(ELECTED | {Role.HEAD, Role.MUNICIPAL_DIRECTOR})

#: The order in which the positions of a body are read.
ROLE_ORDER = {role: number for number, role in enumerate(Role.values)}

MEETINGS_SHOWN = 8


class Held(NamedTuple):
    """A position as a page shows it: who, as what, where, since when and until when."""

    person_id: int
    person: str
    heading: str
    role: str
    from_on: datetime.date
    to_on: datetime.date | None


def positions_in(user: object, **place: Any) -> tuple[list[Held], list[Held]]:
    """Return those who hold positions in the place today, and those who did; strangers see elected and heads (T-2)."""
    rows = Position.objects.filter(**place).select_related("person").order_by("from_on", "id")
    if not getattr(user, "is_authenticated", False):
        rows = rows.filter(role__in=PUBLIC_ROLES)
    held = [Held(p.person_id, p.person.name, p.heading, p.role, p.from_on, p.to_on) for p in rows]
    held.sort(key=lambda one: ROLE_ORDER[one.role])
    now = [one for one in held if holds_on(one.from_on, one.to_on, today())]
    return now, [one for one in held if one not in now]


class BodyRow(NamedTuple):
    """A body in the list, with its chair and secretary."""

    id: int
    name: str
    kind: str
    chair: str
    secretary: str


class UnitRow(NamedTuple):
    """A unit in the tree: how deep it lies, what it is called, who heads it, and whom it works for."""

    id: int
    depth: int
    name: str
    kind: str
    head: str
    serves: str


@login_not_required
def bodies(request: HttpRequest) -> HttpResponse:
    """Show the whole organisation: the bodies, and the administrations as a tree (O-1, O-3)."""
    day = today()
    held = Position.objects.running(day).select_related("person")
    signed_in = request.user.is_authenticated
    chairs = {one.body_id: one.person.name for one in held.filter(role=Role.CHAIR)}
    secretaries = {one.body_id: one.person.name for one in held.filter(role=Role.SECRETARY)} if signed_in else {}
    found = Body.objects.existing(day).named(day)
    rows = [
        BodyRow(one.pk, one.name_on(day), one.kind, chairs.get(one.pk, ""), secretaries.get(one.pk, ""))
        for one in found
    ]
    context = {
        "groups": [
            ("Politiska organ", [row for row in rows if row.kind != BodyKind.EXTERNAL]),
            ("Bolag och förbund", [row for row in rows if row.kind == BodyKind.EXTERNAL]),
        ],
        "tree": unit_tree(day, {row.id: row.name for row in rows}),
        "may_change": may_change(request.user),
        "without": _without_position(day) if may_change(request.user) else [],
    }
    return render(request, "organisation/bodies.html", context)


def _without_position(day: datetime.date) -> list[tuple[int, str]]:
    """Return who holds nothing from the day on and is not anonymised: those who have left, to be found (O-4, L-10)."""
    held = Position.objects.filter(Q(to_on=None) | Q(to_on__gte=day))
    found = Person.objects.filter(anonymised_on=None).exclude(pk__in=held.values("person"))
    return list(found.exclude(deputyships__to_on__gte=day).order_by("name").values_list("pk", "name"))


def may_change(user: object) -> bool:
    """Tell whether the user changes the organisation: the system administrator does (O-4)."""
    return isinstance(user, Person) and user.rights.has(Role.SYSTEM_ADMINISTRATOR)


def unit_tree(day: datetime.date, names: dict[int, str]) -> list[UnitRow]:
    """Return every unit that exists on the day, from the top down, at any depth (O-3)."""
    units = list(Unit.objects.placed(day).filter(running(day)))
    heads: dict[int | None, str] = {}
    held = Position.objects.running(day).filter(role__in=[Role.HEAD, Role.MUNICIPAL_DIRECTOR])
    for position in held.select_related("person"):
        heads.setdefault(position.unit_id, position.person.name)
    serves: dict[int, list[str]] = {}
    for unit_id, body_id in (
        Tie.objects.filter(running(day)).order_by("-is_main", "id").values_list("administration", "body")
    ):
        serves.setdefault(unit_id, []).append(names.get(body_id, ""))
    below: dict[int | None, list[Any]] = {}
    known = {one.pk for one in units}
    for one in units:
        parent = getattr(one, "parent_id", None)
        below.setdefault(parent if parent in known else None, []).append(one)

    def rows(parent: int | None, depth: int) -> list[UnitRow]:
        lines: list[UnitRow] = []
        for one in below.get(parent, []):
            kind = UnitKind(one.kind).label
            line = UnitRow(one.pk, depth, one.name, kind, heads.get(one.pk, ""), ", ".join(serves.get(one.pk, [])))
            lines += [line, *rows(one.pk, depth + 1)]
        return lines

    return rows(None, 0)


class GoalRow(NamedTuple):
    """A goal of a body in the year, with its standing and the latest judgement."""

    goal_id: int
    heading: str
    level: str
    is_decided: bool
    standing: str
    value: str
    label: str


@login_not_required
def body(request: HttpRequest, body_id: int) -> HttpResponse:
    """Show a body: regulation, goals of the year, people, reports, meetings, areas, administrations (O-1 to O-5)."""
    found = get_object_or_404(Body, pk=body_id)
    day, names = today(), BodyNames()
    year = day.year
    now, earlier = positions_in(request.user, body=found)
    facts = facts_of(year, request)
    reports = Report.objects.visible_to(request.user).filter(body=found).select_related("round", "body")
    held = Meeting.objects.visible_to(request.user).filter(body=found)
    context = {
        "body": found,
        "name": names.of(found.pk, day),
        "names": names.through_time(found.pk),
        "year": year,
        "regulation": found.regulations.last(),
        "needs_regulation": found.kind in {BodyKind.BOARD, BodyKind.COMMITTEE},
        "goals": goals_of(request.user, found, year, facts.settings.label),
        "money": committee_money(request.user, found, year),
        "control": body_plans(request.user, found, year),
        "commissions": running_in(request.user, body=found),
        "contributes_to": _contributed(request.user, found, year),
        "people": now,
        "earlier": earlier,
        "reports": list(reports.order_by("-round__year", "-round__opens_on")),
        "may_choose_months": can_choose_months(request.user, found),
        "meetings": list(held.order_by("-held_on")[:MEETINGS_SHOWN]),
        "areas": list(AppropriationArea.objects.in_year(year).filter(body=found)),
        "administrations": _serving(found, day),
        **_ended(found, request.user),
        "signals": signals_about(year, Body, request).get(found.pk, []) if request.user.is_authenticated else [],
        "drafts": found.pk in rights_of(request.user).drafts_for,
        "is_reader": request.user.is_authenticated,
        "may_change": may_change(request.user),
        "trail": trail_of(found, request) | {"is_reader": False},
    }
    return render(request, "organisation/body.html", context)


def _contributed(user: object, found: Body, year: int) -> list[GoalVersion]:
    """Return the goals of others, this year and the next, to which the body contributes, as one may read them (T-5)."""
    readable = GoalVersion.objects.visible_to(user).filter(contributors=found, first_year__lte=year + 1)
    return list(readable.filter(in_force_until__gte=year).standing().select_related("goal", "body"))


def _ended(found: Body, user: object) -> dict[str, Any]:
    """Return what the page of a body that ends says of its successors and what runs on; nothing of another (O-5)."""
    if found.to_on is None:
        return {}
    return {
        "successors": list(found.successors.named(today())),
        "handovers": list(Handover.objects.visible_to(user).filter(body=found).select_related("body")),
        "left": len(left_in(found).things),
        "may_pass": can_draft_handover(user),
    }


def _serving(found: Body, day: datetime.date) -> list[tuple[int, int, str]]:
    """Return the ties of the administrations that serve the body today: tie, unit, its name; the main one first."""
    places = UnitPlace.objects.filter(unit=OuterRef("administration"), from_on__lte=day).order_by("-from_on")
    ties = Tie.objects.filter(running(day), body=found).order_by("-is_main", "id")
    named = ties.annotate(name=Subquery(places.values("name")[:1]))
    return list(named.values_list("id", "administration", "name"))


def goals_of(user: object, found: Body, year: int, label: Any) -> list[GoalRow]:
    """Return the body's goals of the year, with standing and the latest judgement that the reader may see (F-8)."""
    own = {
        BodyKind.COUNCIL: Q(goal__level__in=rules.OF_COUNCIL),
        BodyKind.EXTERNAL: Q(goal__level=Level.DIRECTED, shares__body=found),
    }.get(BodyKind(found.kind), Q(body=found, goal__level=Level.COMMITTEE))
    readable = GoalVersion.objects.visible_to(user).in_year(year).filter(own)
    versions = list(readable.select_related("goal").order_by("rank", "id"))
    rows = Assessment.objects.visible_to(user).filter(goal__in=[one.goal_id for one in versions], receiver=None)
    judged = dict(rows.order_by("round__year", "round__opens_on", "-body__rank").values_list("goal", "value"))
    return [
        GoalRow(
            one.goal_id,
            one.heading,
            Level(one.level).label,
            one.state in rules.DECIDED,
            one.state_label,
            judged.get(one.goal_id, ""),
            label(judged[one.goal_id]) if one.goal_id in judged else "",
        )
        for one in versions
    ]


@login_not_required
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show a unit: its place in the tree, head, goals, plans, activities and people (O-3, T-2)."""
    found = get_object_or_404(Unit, pk=unit_id)
    day = today()
    year = day.year
    named = {one.pk: one for one in Unit.objects.placed(day)}
    way = [(one, named[one].name_on(day)) for one in reversed(Unit.objects.above(found.pk, day)) if one in named]
    below = [one for one in named.values() if getattr(one, "parent_id", None) == found.pk]
    now, earlier = positions_in(request.user, unit=found)
    versions = GoalVersion.objects.visible_to(request.user).in_year(year).filter(unit=found)
    plans = list(Plan.objects.visible_to(request.user).filter(unit=found).order_by("-year").select_related("unit"))
    activities = Activity.objects.visible_to(request.user).filter(plan__year=year)
    ties = Tie.objects.filter(running(day), administration=found).order_by("-is_main", "id")
    names = BodyNames()
    context = {
        "unit": found,
        "name": named[found.pk].name_on(day),
        "year": year,
        "way": way,
        "below": below,
        "places": list(found.places.all()),
        "heads": [one for one in now if one.role in {Role.HEAD, Role.MUNICIPAL_DIRECTOR}],
        "people": now,
        "earlier": earlier,
        "successors": list(found.successors.placed(day)) if found.to_on else [],
        "may_pass": isinstance(request.user, Person) and can_pass_unit(request.user, found),
        "serves": [(tie.body_id, names.of(tie.body_id, day)) for tie in ties],
        "goals": list(versions.select_related("goal")),
        "plans": plans,
        "to_begin": _to_begin(request.user, found, {one.year for one in plans}),
        "controls": controls_of(request.user, [found.pk], year),
        "commissions": running_in(request.user, unit=found),
        "activities": list(activities.filter(Q(responsible_unit=found) | Q(plan__unit=found)).distinct()),
        "is_reader": request.user.is_authenticated,
        "may_change": may_change(request.user),
        **suggestions_in(request.user, found),
        "trail": trail_of(found, request) | {"is_reader": False},
    }
    return render(request, "organisation/unit.html", context)


def _to_begin(user: object, found: Unit, begun: set[int]) -> list[int]:
    """Return the years, this and the next, whose plan the user may begin for the unit (P-1, P-3)."""
    if not isinstance(user, Person) or not can_draft(user, found):
        return []
    return [year for year in (today().year, today().year + 1) if year not in begun]


@login_not_required
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show a person's positions now and then, and deputies; strangers find elected people and heads only (O-4, T-2)."""
    found = get_object_or_404(Person, pk=person_id)
    day = today()
    rows = Position.objects.filter(person=found).select_related("body", "unit").order_by("-from_on", "id")
    if not request.user.is_authenticated:
        rows = rows.filter(role__in=PUBLIC_ROLES)
        if not rows.running(day).exists():
            raise Http404
    own = Deputy.objects.filter(position__person=found, to_on__gte=day).select_related("person", "position")
    acts = Deputy.objects.filter(person=found, to_on__gte=day).select_related("position__person")
    places = _places(day)
    held = [(one, places.get((one.body_id, one.unit_id), "")) for one in rows]
    context = {
        "person": found,
        "now": [pair for pair in held if holds_on(pair[0].from_on, pair[0].to_on, day)],
        "earlier": [pair for pair in held if pair[0].to_on is not None and pair[0].to_on < day],
        "deputies": list(own) if request.user.is_authenticated else [],
        "acts_for": list(acts) if request.user.is_authenticated else [],
        "may_name": (may_change(request.user) or request.user == found) and found.anonymised_on is None,
        "may_change": may_change(request.user) and found.anonymised_on is None,
        "may_anonymise": may_change(request.user) and found.anonymised_on is None and not held_by(found),
        "is_reader": request.user.is_authenticated,
        "trail": trail_of(found, request) | {"is_reader": False},
    }
    return render(request, "organisation/person.html", context)


def _places(day: datetime.date) -> dict[tuple[int | None, int | None], str]:
    """Return the names of all bodies and units on the day, by the two ids that a position holds."""
    bodies_named = {(one.pk, None): one.name_on(day) for one in Body.objects.named(day)}
    return bodies_named | {(None, one.pk): one.name_on(day) for one in Unit.objects.placed(day)}


urlpatterns = [
    path("organisation/", bodies, name="bodies"),
    path("organ/<int:body_id>/", body, name="body"),
    path("enhet/<int:unit_id>/", unit, name="unit"),
    path("person/<int:person_id>/", person, name="person"),
]
