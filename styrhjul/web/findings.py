"""Signals: everything that departs from the governance document in a year, with the way to mend it (X-1)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from styrhjul.control.models import Control, ControlFollowup, ControlPlan
from styrhjul.followup.models import Discharge, Part, RemedyPlan, Report
from styrhjul.goals.models import Commission, GoalVersion
from styrhjul.governance.models import Decision
from styrhjul.governance.registry import registered
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Tie, running
from styrhjul.web.kept import kept
from styrhjul.web.year_facts import Signal, facts_of, signals_of

#: Where the body stands of each kind of object that a signal may be about.
OWNED: Mapping[type[Model], str] = {
    GoalVersion: "body", Report: "body", Part: "report__body", Decision: "meeting__body",
    Commission: "body", RemedyPlan: "body", Discharge: "body", ControlPlan: "body", ControlFollowup: "body",
    Control: "risk__plan__body",
}  # fmt: skip


class Group(NamedTuple):
    """The signals of one rule, with what the rule asks and where that stands."""

    rule: str
    asks: str
    place: str
    signals: list[Signal]


def findings(request: HttpRequest, year: int) -> HttpResponse:
    """List the year's signals about what the reader may read, by rule and by the body concerned (X-1, O-8)."""
    facts, signals = facts_of(year, request), signals_of(year, request)
    owners = kept(request, "owners-of-signals", year, make=lambda: owners_of(signals))
    readable = readable_by(request.user, signals)
    rule, body = request.GET.get("regel", ""), request.GET.get("organ", "")
    of_body = [one for one in readable if body in ("", str(owners.get((one.kind, one.thing_id), "")))]
    groups: dict[str, list[Signal]] = {}
    for one in of_body:
        if rule in ("", one.rule):
            groups.setdefault(one.rule, []).append(one)
    by_body = Counter(owners.get((one.kind, one.thing_id)) for one in readable)
    context = {
        "year": year,
        "years": range(today().year - 2, today().year + 2),
        "total": len(readable),
        "counts": sorted(Counter(one.rule for one in of_body).items(), key=lambda pair: _in_order(pair[0])),
        "bodies": [(pk, name, by_body[pk]) for pk, name in facts.bodies.items() if pk in by_body],
        "owners": {key: facts.bodies.get(pk, "") for key, pk in owners.items() if key[0] != "Body"},
        "rule": rule,
        "body": body,
        "kinds": {model.__name__: kind.label.capitalize() for model, kind in registered().items()},
        "groups": [Group(name, *facts.settings.rules[name], groups[name]) for name in sorted(groups, key=_in_order)],
    }
    return render(request, "findings/findings.html", context)


def _in_order(rule: str) -> tuple[str, int]:
    """Return what puts G-10 after G-9."""
    letter, _, number = rule.partition("-")
    return letter, int(number) if number.isdecimal() else 0


def readable_by(user: object, signals: Sequence[Signal]) -> list[Signal]:
    """Return the signals about what the user may read (O-8); one query for each kind of object."""
    ids: dict[str, set[int]] = {}
    for one in signals:
        ids.setdefault(one.kind, set()).add(one.thing_id)
    open_to: dict[str, set[int]] = {}
    for model in registered():
        manager = model._default_manager
        if model.__name__ in ids and hasattr(manager, "visible_to"):
            found = manager.visible_to(user).filter(pk__in=ids[model.__name__])
            open_to[model.__name__] = set(found.values_list("pk", flat=True))
    return [one for one in signals if one.thing_id in open_to.get(one.kind, ids[one.kind])]


def owners_of(signals: Iterable[Signal]) -> dict[tuple[str, int], int]:
    """Return the body that each signal concerns, by the kind and id of its object; none where no body owns it."""
    ids: dict[str, set[int]] = {}
    for one in signals:
        ids.setdefault(one.kind, set()).add(one.thing_id)
    ties = dict(Tie.objects.filter(running(today()), is_main=True).values_list("administration", "body"))
    found = {("Body", pk): pk for pk in ids.get("Body", ())} | {
        ("Unit", pk): ties.get(pk) for pk in ids.get("Unit", ())
    }
    for model, path_to_body in OWNED.items():
        rows = model._default_manager.filter(pk__in=ids.get(model.__name__, ())).values_list("pk", path_to_body)
        found |= {(model.__name__, pk): body for pk, body in rows}
    return {key: body for key, body in found.items() if body}


def findings_now(_request: HttpRequest) -> HttpResponse:
    """Lead to the signals of the year that is."""
    return redirect("findings", year=today().year)


urlpatterns = [
    path("signaler/", findings_now, name="findings_now"),
    path("signaler/<year:year>/", findings, name="findings"),
]
