"""The goal chain of a year on one page (G-10)."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from styrhjul.goals import rules
from styrhjul.goals.models import GoalVersion
from styrhjul.goals.terms import Level
from styrhjul.organisation.clock import today
from styrhjul.web.chain_rows import (
    ActivityRow,
    Judged,
    MeasureRow,
    Version,
    activities_of,
    is_decided,
    judgements_of,
    level_line,
    measures_of,
    versions_of,
)
from styrhjul.web.goal_forms import may_propose_goals
from styrhjul.web.kept import kept_html
from styrhjul.web.year_facts import Signal, facts_of, signals_about

#: What stands for a goal that nobody has judged.
UNJUDGED = Judged("", "")


class Row(NamedTuple):
    """One goal in the chain with what stands beside and beneath it."""

    version: Version
    depth: int
    level: str
    standing: str
    measures: list[MeasureRow]
    value: str
    judgement: str
    earlier: str
    activities: list[ActivityRow]
    done: int
    signals: list[Signal]

    def flat(self) -> tuple[object, ...]:
        """Return the row as the template unpacks it: looking up attributes in hundreds of rows costs (stack 6)."""
        version = self.version
        return (
            version.level, self.depth, self.level, self.standing, version.goal_id, version.heading, version.is_example,
            self.measures[0] if self.measures else None, self.measures[1:], self.value, self.judgement, self.earlier,
            self.activities, self.done, self.signals,
        )  # fmt: skip


class Branch(NamedTuple):
    """An overall goal, or the heading of those that have another ground, with its rows from the top down."""

    id: str
    level: str
    heading: str
    goal_id: int | None
    value: str
    judgement: str
    earlier: str
    rows: list[Any]
    signals: list[Signal]


class Choice(NamedTuple):
    """What the reader has chosen to see; it stands in the address."""

    body: str
    level: str
    attainment: str
    only_signals: bool

    @classmethod
    def of(cls, request: HttpRequest) -> "Choice":
        """Return the choice that the address holds."""
        get = request.GET
        return cls(get.get("namnd", ""), get.get("niva", ""), get.get("bedomning", ""), bool(get.get("signal")))

    def keeps(self, row: Row) -> bool:
        """Tell whether the row is among what the reader wants to see."""
        return (
            (not self.body or str(row.version.body_id) == self.body)
            and (not self.level or row.version.level == self.level)
            and (not self.attainment or row.value == self.attainment)
            and (not self.only_signals or bool(row.signals))
        )

    @property
    def is_any(self) -> bool:
        """Whether the reader has chosen anything."""
        return any(self)


@login_not_required
def chain(request: HttpRequest, year: int) -> HttpResponse:
    """Show the whole chain of the year, from the vision to the activities, as the reader sees it (G-10, O-6, T-2)."""
    choice = Choice.of(request)
    body = kept_html(request, "chain/_body.html", year, choice, context=lambda: _context(request, year, choice))
    may_propose = year >= today().year and may_propose_goals(request.user)
    return render(request, "chain/chain.html", {"year": year, "body": body, "may_propose": may_propose})


def _context(request: HttpRequest, year: int, choice: Choice) -> dict[str, Any]:
    """Return what the chain's page shows, from six queries whatever the number of goals."""
    facts = facts_of(year, request)
    is_reader = request.user.is_authenticated
    versions = versions_of(request.user, year, facts)
    labels = {value: label for value, label, _ in facts.settings.attainment_scale}
    values = judgements_of(request.user, year)
    measures = measures_of(request.user, year, facts.settings.fewest_persons)
    activities = activities_of(request.user, year, facts)
    signals = signals_about(year, GoalVersion, request) if is_reader else {}
    rows = {version.goal_id: _row(version, measures, values, labels, activities, signals) for version in versions}
    branches = [branch for branch in _branches(rows) if branch.rows or not choice.is_any]
    return {
        "year": year,
        "years": range(today().year - 3, today().year + 2),
        "vision": next((row for row in rows.values() if row.version.level == Level.VISION), None),
        "branches": _chosen(branches, choice),
        "choice": choice,
        "bodies": sorted({(v.body_id, v.owner) for v in versions if v.level == Level.COMMITTEE}, key=lambda b: b[1]),
        "levels": [level for level in Level if level not in (Level.VISION, Level.OVERALL)],
        "scale": facts.settings.attainment_scale,
        "tally": _tally(rows, labels),
        "signal_count": sum(1 for row in rows.values() if row.signals),
        "is_reader": is_reader,
    }


def _row(
    version: Version,
    measures: Mapping[int, list[MeasureRow]],
    values: Mapping[int, Judged],
    labels: Mapping[str, str],
    activities: Mapping[int, list[ActivityRow]],
    signals: Mapping[int, list[Signal]],
) -> Row:
    acts = activities.get(version.goal_id, [])
    value, earlier = values.get(version.goal_id, UNJUDGED)
    return Row(
        version, 0, level_line(version), "" if is_decided(version) else rules.STATES[version.state],
        measures.get(version.id, []), value, labels.get(value, ""), earlier, acts,
        sum(1 for act in acts if act.state == "done"), signals.get(version.id, []),
    )  # fmt: skip


def _branches(rows: Mapping[int, Row]) -> list[Branch]:
    """Return the overall goals with what carries them, the financial goals, and what has another ground (G-7)."""
    below: dict[int, list[Row]] = {}
    for row in rows.values():
        parent_id = row.version.parent_id
        if parent_id is not None and parent_id in rows:
            below.setdefault(parent_id, []).append(row)
    overall = [row for row in rows.values() if row.version.level == Level.OVERALL]
    branches = [
        Branch(
            f"m{row.version.goal_id}", f"Övergripande mål {number}" + _after(row.version.challenge),
            row.version.heading, row.version.goal_id, row.value, row.judgement, row.earlier, _under(row, below, 0),
            row.signals,
        )
        for number, row in enumerate(overall, start=1)
    ]  # fmt: skip
    placed = {row.version.goal_id for branch in branches for row in branch.rows} | {o.version.goal_id for o in overall}
    tops = [row for row in rows.values() if row.version.parent_id not in rows and row.version.goal_id not in placed]
    financial = [row for row in tops if row.version.level == Level.FINANCIAL]
    others = [row for row in tops if row.version.level not in (Level.FINANCIAL, Level.VISION, Level.OVERALL)]
    for key, level, heading, top in (
        ("finansiella", "God ekonomisk hushållning", "Finansiella mål", financial),
        ("annan-grund", "Egen grund", "Mål som vilar på annan grund", others),
    ):
        listed = [one for row in top for one in (row, *_under(row, below, 1))]
        if listed:
            branches.append(Branch(key, level, heading, None, "", "", "", listed, []))
    return branches


def _after(text: str) -> str:
    return f" · {text}" if text else ""


def _under(row: Row, below: Mapping[int, list[Row]], depth: int) -> list[Row]:
    """Return the rows beneath a goal, each with how deep it lies, the directed goals first."""
    first = [Level.DIRECTED, Level.COMMITTEE, Level.OPERATIONAL, Level.DEPARTMENT]
    found: list[Row] = []
    for one in sorted(below.get(row.version.goal_id, ()), key=lambda r: first.index(Level(r.version.level))):
        found.append(one._replace(depth=depth))
        found.extend(_under(one, below, depth + 1))
    return found


def _chosen(branches: list[Branch], choice: Choice) -> list[Branch]:
    """Return the branches with the flat rows that the reader wants to see; those without any are left out."""
    if choice.is_any:
        kept = [branch._replace(rows=[row for row in branch.rows if choice.keeps(row)]) for branch in branches]
        branches = [branch for branch in kept if branch.rows]
    return [branch._replace(rows=[row.flat() for row in branch.rows]) for branch in branches]


def _tally(rows: Mapping[int, Row], labels: Mapping[str, str]) -> list[tuple[str, str, int]]:
    """Return how many goals have each judgement, in the order of the scale; none where nothing is judged."""
    counted = Counter(row.value for row in rows.values() if row.value and row.version.level != Level.OVERALL)
    return [(value, label, counted[value]) for value, label in labels.items() if counted[value]]


@login_not_required
def chain_now(_request: HttpRequest) -> HttpResponse:
    """Lead to the chain of the year that is."""
    return redirect("chain", year=today().year)


urlpatterns = [
    path("malkedja/", chain_now, name="chain_now"),
    path("malkedja/<year:year>/", chain, name="chain"),
]
