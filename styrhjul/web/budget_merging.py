"""Two people in the same budget: what neither touched the other keeps, and a clash is shown and chosen (B-2)."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from django import forms
from django.core.exceptions import ValidationError

from styrhjul.budget.actions import BridgeEntry, Clash

Seen = TypeVar("Seen")


class Merged(NamedTuple):
    """What a grid's form comes to: the texts to show, what was changed, and others' amounts where it clashes."""

    texts: Mapping[str, str]
    changed: set[str]
    theirs: Mapping[str, str]


def seen_in(text: str, kind: type[Seen]) -> dict[str, Seen]:
    """Return what the writer saw by cell; what is not of the kind is left out, and counts as seen now."""
    try:
        sent = json.loads(text or "{}")
    except ValueError:
        return {}
    items = sent.items() if isinstance(sent, dict) else ()
    return {name: amount for name, amount in items if type(amount) is kind}


def merge_cells(
    fields: Mapping[str, forms.Field], typed: Mapping[str, str], stands: Mapping[str, str], seen: Mapping[str, str]
) -> Merged:
    """Return the cells as they are after the writer's changes, laid over what stands now.

    A cell that the writer left as it was seen, or that was not in the page, is as it stands.
    """
    texts, changed, theirs = dict(stands), set(), {}
    for name, field in fields.items():
        saw, now = seen.get(name, stands[name]), stands[name]
        if name not in typed or _same(field, typed[name], saw):
            continue
        texts[name] = typed[name]
        changed.add(name)
        if not _same(field, saw, now) and not _same(field, typed[name], now):
            theirs[name] = now
    return Merged(texts, changed, theirs)


#: Said above a page where somebody else has written in the same cells.
CLASH = Clash({}).message


class MergedForm(forms.Form):
    """A form that two people may have open at once.

    What others have written since the page was read stands, where the writer has not changed it; where both have, the
    form says so and carries the other's.
    """

    clash = CLASH

    def merge(self) -> None:
        """Lay the writer's changes over what stands, when all fields are in place; the page sends what it showed."""
        made = {name: field.prepare_value(self.initial.get(name)) for name, field in self.fields.items()}
        self.stands = {name: "" if text is None else str(text) for name, text in made.items()}
        self.theirs: Mapping[str, str] = {}
        self.changed: set[str] = set()
        if self.is_bound:
            seen = seen_in(self.data.get("before", ""), str)
            texts, self.changed, self.theirs = merge_cells(self.fields, self.data, self.stands, seen)
            self.data = {**self.data, **texts}

    @property
    def before(self) -> str:
        """What the writer sees now, as the page carries it."""
        return json.dumps(self.stands)

    def clean(self) -> dict[str, Any]:
        """Say that somebody else has written in the same cells (B-2)."""
        if self.theirs:
            self.add_error(None, f"{self.clash} Det du skrev står kvar.")
        return super().clean() or {}


def _same(field: forms.Field, one: str, other: str) -> bool:
    """Tell whether two texts are the same amount or say the same; what is no amount is like no other."""
    one, other = one.replace("\r\n", "\n"), other.replace("\r\n", "\n")  # browsers send the former
    try:
        return bool(field.clean(one) == field.clean(other))
    except ValidationError:
        return one == other


def bridge_text(entries: Sequence[BridgeEntry | None]) -> str:
    """Return the bridge's rows as the page carries them, to know what the writer saw."""
    return json.dumps(entries)


def bridge_seen(text: str) -> list[BridgeEntry | None] | None:
    """Return the rows that the writer saw, None where the page carried nothing that can be read."""
    try:
        sent = json.loads(text)
        return [None if one is None else BridgeEntry(*one) for one in sent]
    except (ValueError, TypeError):
        return None


class MergedBridge(NamedTuple):
    """The rows of a bridge after both writers' changes, and the numbers of the rows that both changed."""

    entries: list[BridgeEntry]
    clashes: list[int]


def merge_bridge(
    seen: Sequence[BridgeEntry | None], mine: Sequence[BridgeEntry | None], now: Sequence[BridgeEntry]
) -> MergedBridge:
    """Return the writer's rows laid over those that stand now; a row taken away is None in ``mine`` (B-1).

    Rows that others added stay. A row that both changed clashes: the writer's is left out until that is chosen.
    """
    left: Any = Counter(now)
    entries, clashes = [], []
    for number, entry in enumerate(mine):
        before = seen[number] if number < len(seen) else None
        stood = before is not None and left[before] > 0
        if stood:
            left[before] -= 1
        if before is None or stood:
            entries += [entry] if entry is not None else []
        elif entry not in (None, before):
            clashes.append(number)
    return MergedBridge([*entries, *left.elements()], clashes)
