"""What the model and the findings say of a year, kept in the shared cache until anything changes (X-1).

The key holds the number of the log's last line: every action ends in the log, so any change makes a new key.
"""

from typing import NamedTuple

from django.core.cache import cache
from django.urls import reverse

from styrhjul.governance.models import GovernanceModel
from styrhjul.governance.registry import Finding, find_all, kind_of
from styrhjul.governance.rules import ModelSettings
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import LogEntry


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
    """The settings that hold for a year, and its findings."""

    settings: ModelSettings
    signals: tuple[Signal, ...]

    def about(self, model_name: str) -> dict[int, list[Signal]]:
        """Return the signals about objects of the model, by the object's id."""
        found: dict[int, list[Signal]] = {}
        for signal in self.signals:
            if signal.kind == model_name:
                found.setdefault(signal.thing_id, []).append(signal)
        return found


def _signal(finding: Finding) -> Signal:
    address = reverse(kind_of(finding.about).url_name, args=[finding.about.pk])
    return Signal(
        finding.rule,
        type(finding.about).__name__,
        finding.about.pk,
        str(finding.about),
        finding.message,
        finding.mend,
        f"{address}#{finding.anchor}" if finding.anchor else address,
    )


def facts_of(year: int) -> YearFacts:
    """Return what holds and what departs from the rules in the year; two queries when nothing has changed."""
    last = LogEntry.objects.order_by("-id").values_list("id", flat=True).first()
    key = f"year-facts:{year}:{today()}:{last}"
    known: YearFacts | None = cache.get(key)
    if known is None:
        signals = tuple(_signal(finding) for finding in find_all(year, today()))
        known = YearFacts(GovernanceModel.objects.settings_for(year), signals)
        cache.set(key, known, 3600)
    return known
