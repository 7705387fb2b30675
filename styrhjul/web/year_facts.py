"""What holds in a year, and what departs from the rules in it, kept until anything changes (X-1)."""

import datetime
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

from styrhjul.governance.models import GovernanceModel
from styrhjul.governance.registry import Finding, find_all, kind_of
from styrhjul.governance.rules import ModelSettings
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Unit
from styrhjul.web.kept import kept


class Signal(NamedTuple):
    """A finding as a page shows it: the rule, the object, the sentence, and the link that mends it."""

    rule: str
    kind: str
    thing_id: int
    thing: str
    message: str
    mend: str
    address: str


class YearFacts(NamedTuple):
    """The settings that hold for a year, and what bodies and units were called in the year (O-5)."""

    settings: ModelSettings
    bodies: dict[int, str]
    units: dict[int, str]


@lru_cache(maxsize=4096)
def address_of(url_name: str, pk: int) -> str:
    """Return the address of an object's page: the same for as long as the process lives, and asked 200 times a year."""
    return reverse(url_name, args=[pk])


def _signal(finding: Finding) -> Signal:
    address = address_of(kind_of(finding.about).url_name, finding.about.pk)
    return Signal(
        finding.rule,
        type(finding.about).__name__,
        finding.about.pk,
        str(finding.about),
        finding.message,
        finding.mend,
        f"{address}#{finding.anchor}" if finding.anchor else address,
    )


def facts_of(year: int, request: HttpRequest | None = None) -> YearFacts:
    """Return what holds in the year; two queries when nothing has changed."""
    return kept(request, "year-facts", year, make=lambda: _facts(year))


def _facts(year: int) -> YearFacts:
    on = datetime.date(year, 7, 1)
    return YearFacts(
        GovernanceModel.objects.settings_for(year),
        {body.pk: body.name_on(on) for body in Body.objects.named(on)},
        {unit.pk: unit.name_on(on) for unit in Unit.objects.placed(on)},
    )


def signals_of(year: int, request: HttpRequest | None = None) -> tuple[Signal, ...]:
    """Return all that departs from the rules in the year (X-1)."""
    return kept(request, "signals", year, make=lambda: _signals(year, None))


def signals_about(year: int, model: type[Model], request: HttpRequest | None = None) -> dict[int, list[Signal]]:
    """Return what departs from the rules in the year about objects of the model, by the object's id (X-1)."""
    found: dict[int, list[Signal]] = {}
    for signal in kept(request, "signals", year, model.__name__, make=lambda: _signals(year, model)):
        found.setdefault(signal.thing_id, []).append(signal)
    return found


def _signals(year: int, about: type[Model] | None) -> tuple[Signal, ...]:
    return tuple(_signal(finding) for finding in find_all(year, today(), about))
