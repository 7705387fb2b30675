"""What the model and the findings say of a year, kept until anything changes (X-1)."""

import datetime
from functools import lru_cache
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse

from styrhjul.governance.models import GovernanceModel
from styrhjul.governance.registry import Finding, find_all, kind_of
from styrhjul.governance.rules import ModelSettings
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Unit
from styrhjul.organisation.once import one_reading
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
    """The settings that hold for a year, its findings, and what bodies and units were called in the year (O-5)."""

    settings: ModelSettings
    signals: tuple[Signal, ...]
    bodies: dict[int, str]
    units: dict[int, str]

    def about(self, model_name: str) -> dict[int, list[Signal]]:
        """Return the signals about objects of the model, by the object's id."""
        found: dict[int, list[Signal]] = {}
        for signal in self.signals:
            if signal.kind == model_name:
                found.setdefault(signal.thing_id, []).append(signal)
        return found


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
    """Return what holds and what departs from the rules in the year; two queries when nothing has changed."""
    return kept(request, "year-facts", year, make=lambda: _facts(year))


def _facts(year: int) -> YearFacts:
    on = datetime.date(year, 7, 1)
    with one_reading():
        return YearFacts(
            GovernanceModel.objects.settings_for(year),
            tuple(_signal(finding) for finding in find_all(year, today())),
            {body.pk: body.name_on(on) for body in Body.objects.named(on)},
            {unit.pk: unit.name_on(on) for unit in Unit.objects.placed(on)},
        )
