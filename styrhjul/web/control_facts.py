"""What pages of internal control show: the matrix, the risks with their controls, what somebody is asked to report."""

import datetime
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from styrhjul.control import rules
from styrhjul.control.documents import risks_of
from styrhjul.control.figures import grounds_of
from styrhjul.control.models import Control, ControlPlan, ControlResult, Risk
from styrhjul.governance.rules import ModelSettings
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Unit, rights_of
from styrhjul.organisation.terms import BodyKind


class Level(NamedTuple):
    """How high a risk is: value, word, and the step among the levels, for the mark's bars."""

    value: str
    label: str
    step: int
    of: int


class Time(NamedTuple):
    """A period of a control: its number and name, how far it has come, in a mark and in words."""

    period: int
    name: str
    mark: str
    words: str


class ControlRow(NamedTuple):
    """A control in a list, with the risk that it is for."""

    id: int
    what: str
    frequency: str
    responsible: str
    times: list[Time]
    risk: str = ""


class RiskRow(NamedTuple):
    """A risk in the list and in the matrix; ``before`` is its value in last year's plan, 0 when it was not there."""

    id: int
    number: int
    what: str
    description: str
    kind: str
    ground: str
    likelihood: int
    consequence: int
    product: int
    level: Level
    before: int
    controls: list[ControlRow]


class Cell(NamedTuple):
    """A cell of the matrix, with the risks in it."""

    likelihood: int
    consequence: int
    product: int
    level: Level
    risks: list[RiskRow]


class MatrixRow(NamedTuple):
    """A row of the matrix: the step of likelihood, its word and what it means, and the cells."""

    step: int
    word: str
    meaning: str
    cells: list[Cell]


def level_of(product: int, model: ModelSettings) -> Level:
    """Return the level of a risk as it is shown (C-1)."""
    levels = rules.levels_of(model)
    found = rules.level_of(product, model)
    return Level(found.value, found.label, levels.index(found) + 1, len(levels))


def unit_names(on: datetime.date) -> dict[int, str]:
    """Return what the units are called on the day."""
    return {unit.pk: unit.name_on(on) for unit in Unit.objects.placed(on)}


def risk_rows(plan: ControlPlan, model: ModelSettings, *, with_results: bool) -> list[RiskRow]:
    """Return the plan's risks with their controls; the results only for those inside (T-2)."""
    risks = risks_of(plan)
    grounds, units = grounds_of(risks, plan.year), unit_names(today())
    earlier = Risk.objects.filter(pk__in=[risk.came_from_id for risk in risks if risk.came_from_id])
    before = {one.pk: one.product for one in earlier}
    shown = with_results and plan.state == "adopted"
    results = results_of([one for risk in risks for one in risk.controls.all()]) if shown else {}
    return [
        RiskRow(
            risk.pk, number, risk.what, risk.description, risk.get_kind_display(), grounds[risk.pk], risk.likelihood,
            risk.consequence, risk.product, level_of(risk.product, model), before.get(risk.came_from_id or 0, 0),
            [
                control_row(one, units, times_of(one, plan.year, results.get(one.pk, {})) if shown else [])
                for one in risk.controls.all()
            ],
        )
        for number, risk in enumerate(risks, 1)
    ]  # fmt: skip


def results_of(controls: Iterable[Control]) -> dict[int, dict[int, bool]]:
    """Return, by control and period, whether the result reported is a deviation."""
    found: dict[int, dict[int, bool]] = {}
    rows = ControlResult.objects.filter(control__in=list(controls)).values_list("control", "period", "has_deviation")
    for control_id, period, deviates in rows:
        found.setdefault(control_id, {})[period] = deviates
    return found


def times_of(control: Control, year: int, reported: dict[int, bool]) -> list[Time]:
    """Return how each period of the control has come (C-2)."""
    return [time_of(control, year, period, reported) for period in range(1, rules.TIMES[control.frequency] + 1)]


def time_of(control: Control, year: int, period: int, reported: dict[int, bool]) -> Time:
    """Return how the period has come: reported with or without deviation, asked for, late, or to come."""
    name = rules.period_name(control.frequency, period)
    if period in reported:
        return Time(period, name, "now" if reported[period] else "done", "avvikelse" if reported[period] else "klar")
    if rules.due_on(control.frequency, year, period) < today():
        return Time(period, name, "late", "saknas")
    is_asked = period <= rules.asked_by(control.frequency, year, today())
    return Time(period, name, "todo", "rapporteras nu" if is_asked else "kommer")


def control_row(one: Control, units: dict[int, str], times: list[Time], risk: str = "") -> ControlRow:
    """Return the control as lists show it."""
    responsible = ", ".join(word for word in (one.position, units.get(one.unit_id or 0, "")) if word) or "ingen angiven"
    return ControlRow(one.pk, one.what, one.get_frequency_display(), responsible, times, risk)


def matrix_of(rows: Sequence[RiskRow], model: ModelSettings) -> list[MatrixRow]:
    """Return the matrix, the highest likelihood first (C-3)."""
    at: dict[tuple[int, int], list[RiskRow]] = {}
    for row in rows:
        at.setdefault((row.likelihood, row.consequence), []).append(row)

    def cell(likelihood: int, consequence: int) -> Cell:
        product = likelihood * consequence
        risks = at.get((likelihood, consequence), [])
        return Cell(likelihood, consequence, product, level_of(product, model), risks)

    steps = range(1, len(model.consequence_scale) + 1)
    return [
        MatrixRow(step, word, meaning, [cell(step, consequence) for consequence in steps])
        for step, (word, meaning) in reversed(list(enumerate(model.likelihood_scale, 1)))
    ]


def controls_of(user: object, units: Iterable[int], year: int) -> list[ControlRow]:
    """Return the year's controls that the units answer for, as part of their ongoing work (C-1)."""
    found = Control.objects.visible_to(user).in_force(year).filter(unit__in=list(units)).order_by("risk__plan", "pk")
    controls = list(found.select_related("risk__plan"))
    results = results_of(controls) if isinstance(user, Person) else {}
    names = unit_names(today()) if controls else {}
    return [
        control_row(
            one, names,
            times_of(one, year, results.get(one.pk, {})) if isinstance(user, Person) else [], one.risk.what,
        )
        for one in controls
    ]  # fmt: skip


class BodyPlans(NamedTuple):
    """A body's internal control as its own page shows it: the plans, the latest first, and the years to begin."""

    plans: list[ControlPlan]
    to_begin: list[int]


def body_plans(user: object, body: Body, year: int) -> BodyPlans | None:
    """Return the body's plans that the user may read, and those it may begin; None for a body without plans (C-1)."""
    if body.kind not in {BodyKind.BOARD, BodyKind.COMMITTEE}:
        return None
    plans = list(ControlPlan.objects.visible_to(user).filter(body=body).order_by("-year")[:3])
    if body.pk not in rights_of(user).drafts_for:
        return BodyPlans(plans, [])
    known = set(ControlPlan.objects.filter(body=body).values_list("year", flat=True))
    return BodyPlans(plans, [one for one in (year, year + 1) if one not in known])
