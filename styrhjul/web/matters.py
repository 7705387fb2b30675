"""Matters as meetings and decisions show them: what waits for a body, what a line is about, what was changed."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import reverse
from markupsafe import Markup

from styrhjul.budget.models import Budget, BudgetChange, PlanningConditions
from styrhjul.control.models import ControlFollowup, ControlPlan
from styrhjul.followup.actions.soundness import CHANGE
from styrhjul.followup.models import Discharge, Handover, RemedyPlan, Report
from styrhjul.followup.terms import Attainment, Verdict
from styrhjul.goals.models import Goal, GoalVersion
from styrhjul.goals.terms import Level
from styrhjul.governance.models import Decision, DecisionLine, Matter
from styrhjul.governance.registry import kind_of
from styrhjul.governance.terms import Outcome
from styrhjul.governance.workflow import Place
from styrhjul.organisation.models import Body
from styrhjul.organisation.terms import BodyKind
from styrhjul.web import budget_rulings
from styrhjul.web.comparing import word_by_word

#: What bodies decide about, and what is read with each in the same query.
DECIDED_ABOUT: Mapping[type[Matter], tuple[str, ...]] = {
    GoalVersion: ("goal", "body"),
    Report: ("round", "body"),
    RemedyPlan: ("body",),
    Handover: ("body",),
    Discharge: ("report__round", "body"),
    Budget: ("body",),
    BudgetChange: ("body",),
    PlanningConditions: (),
    ControlPlan: ("body",),
    ControlFollowup: ("body",),
}

#: States in which a matter has left its writers and waits for some body.
ON_ITS_WAY = frozenset({"handed", "proposed", "prepared", "ending", "end_prepared"})

LABELS = {field.name: str(field.verbose_name).capitalize() for field in GoalVersion._meta.fields}


class Waiting(NamedTuple):
    """A matter that waits for a body's decision: what a form chooses, its kind, name, state, address."""

    key: str
    kind: str
    name: str
    state: str
    address: str
    thing: Matter


def key_of(thing: Model) -> str:
    """Return the text by which a form points out the object: content type and id."""
    return f"{ContentType.objects.get_for_model(thing).pk}-{thing.pk}"


def waiting_for(body: Body, on: datetime.date) -> list[Waiting]:
    """Return what waits for the body by the workflow tables and is on no open agenda of its own (D-3, D-8)."""
    seats = bodies_in_seats()
    open_lines = DecisionLine.objects.filter(decision__meeting__body=body, decision__recorded_on=None)
    taken = set(open_lines.values_list("content_type_id", "object_id"))
    found: list[Waiting] = []
    for model, related in DECIDED_ABOUT.items():
        kind_id = ContentType.objects.get_for_model(model).pk
        rows = model._default_manager.filter(state__in=ON_ITS_WAY).select_related(*related).order_by("pk")
        found += [
            _waiting(thing, f"{kind_id}-{thing.pk}")
            for thing in _named(rows, on)
            if (kind_id, thing.pk) not in taken and outcomes_at(thing, body.pk, seats)
        ]
    return found


def _named(rows: Iterable[Any], on: datetime.date) -> list[Any]:
    """Give each object its body with the name of the day, so that its own name asks for nothing more."""
    listed = list(rows)
    owned = [one for one in listed if getattr(one, "body_id", None)]
    bodies = Body.objects.named(on).in_bulk({one.body_id for one in owned}) if owned else {}
    for one in owned:
        one.body = bodies[one.body_id]
    return listed


def bodies_in_seats() -> dict[str, int]:
    """Return the ids of today's board and council, by their kind."""
    seats = Body.objects.filter(to_on=None, kind__in=[BodyKind.BOARD, BodyKind.COUNCIL])
    return dict(seats.values_list("kind", "id"))


def outcomes_at(thing: Matter, body_id: int, seats: Mapping[str, int]) -> list[str]:
    """Return the outcomes that the body may decide of the object as it stands, none when it waits for another (D-3)."""
    board, council = seats.get(BodyKind.BOARD), seats.get(BodyKind.COUNCIL)
    places = {Place.OWNER: thing.owner_body_id or board, Place.BOARD: board, Place.COUNCIL: council}
    steps = thing.workflow.open_steps(thing.state)
    open_to = {step.outcome for step in steps if step.needs_decision and places.get(step.place) == body_id}
    return [outcome for outcome in Outcome.values if outcome in open_to]


def _waiting(thing: Matter, key: str) -> Waiting:
    return Waiting(key, kind_name(thing), str(thing), thing.state_label, address_of(thing), thing)


def kind_name(thing: Model) -> str:
    """Return the Swedish word for what the object is; of a goal its level."""
    return Level(thing.level).label if isinstance(thing, GoalVersion) else kind_of(thing).label.capitalize()


def address_of(thing: Model) -> str:
    """Return the address of the object's page."""
    return reverse(kind_of(thing).url_name, args=[thing.pk])


class Change(NamedTuple):
    """A text that a decision changed: what it is called, and the words with what went out and what came in."""

    label: str
    words: Markup


class LineView(NamedTuple):
    """A line of a decision: what it is about, what became of it, and how the text was changed (D-4)."""

    id: int
    kind: str
    name: str
    address: str
    outcome: str
    outcome_label: str
    reason: str
    changes: list[Change]


def lines_of(decisions: Iterable[Decision], user: object, on: datetime.date) -> dict[int, list[LineView]]:
    """Return the lines of the decisions, by decision; the number of queries does not grow with them."""
    rows = DecisionLine.objects.filter(decision__in=list(decisions)).select_related("version").order_by("id")
    listed = list(rows)
    things, readable = things_of(listed, user, on)
    goals = _goals_changed(listed)
    views: dict[int, list[LineView]] = defaultdict(list)
    for line in listed:
        key = (line.content_type_id, line.object_id)
        thing = things.get(key)
        if thing is not None:
            views[line.decision_id].append(_line(line, thing, key in readable, goals))
    return views


Key = tuple[int, int]


def things_of(lines: Iterable[DecisionLine], user: object, on: datetime.date) -> tuple[dict[Key, Matter], set[Key]]:
    """Return the objects of the lines by content type and id, and which of them the user may read (O-8)."""
    wanted: dict[int, set[int]] = defaultdict(set)
    for line in lines:
        wanted[line.content_type_id].add(line.object_id)
    found: dict[Key, Matter] = {}
    readable: set[Key] = set()
    for model, related in DECIDED_ABOUT.items():
        kind_id = ContentType.objects.get_for_model(model).pk
        ids = wanted.get(kind_id)
        if ids:
            rows = model._default_manager.filter(pk__in=ids).select_related(*related)
            found |= {(kind_id, one.pk): one for one in _named(rows, on)}
            may = model._default_manager.visible_to(user).filter(pk__in=ids)  # type: ignore[attr-defined]
            readable |= {(kind_id, pk) for pk in may.values_list("pk", flat=True)}
    return found, readable


def _line(line: DecisionLine, thing: Matter, may_read: bool, goals: Mapping[int, str]) -> LineView:
    return LineView(
        line.pk,
        kind_name(thing),
        _name_in(line) or str(thing),
        address_of(thing) if may_read else "",
        line.outcome,
        Outcome(line.outcome).label if line.outcome else "",
        line.reason,
        changes_in(line, goals),
    )


def _name_in(line: DecisionLine) -> str:
    """Return what the goal was called in the version that the body decided about; empty for other things (F-5)."""
    said = line.version.content.get("fields") if line.outcome and line.version else None
    return str(said.get("heading", "")) if said else ""


def _goals_changed(lines: Iterable[DecisionLine]) -> dict[int, str]:
    """Return the names of the goals whose judgement a decision changed, by the goal's id (F-6)."""
    ids = {int(name[5:]) for line in lines for name in line.changes if name.startswith("goal_")}
    return {goal.pk: str(goal) for goal in Goal.objects.filter(pk__in=ids)} if ids else {}


def changes_in(line: DecisionLine, goals: Mapping[int, str]) -> list[Change]:
    """Return what the decision changed, word by word against the version that the body got (F-5)."""
    before = (line.version.content.get("fields") or {}) if line.version else {}
    changes = []
    for name, text in sorted(line.changes.items()):
        if name == CHANGE:
            words = word_by_word("", Attainment(text).label if text else "")
            changes.append(Change("God ekonomisk hushållning", words))
        elif name == "verdict":
            changes.append(Change("Fullmäktiges beslut", word_by_word("", Verdict(text).label)))
        elif name.startswith("goal_"):
            label = f"Bedömning av «{goals.get(int(name[5:]), 'målet')}»"
            changes.append(Change(label, word_by_word("", Attainment(text).label if text else "")))
        elif line.version and budget_rulings.is_amount(name):
            before_it = budget_rulings.before_of(name, line.version.content)
            words = Markup("<del>{}</del> <ins>{}</ins>").format(before_it, budget_rulings.after_of(name, text))
            changes.append(Change(budget_rulings.label_of(name, line.version.content), words))
        else:
            changes.append(Change(LABELS.get(name, name), word_by_word(str(before.get(name, "")), str(text))))
    return changes
