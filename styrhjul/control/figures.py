"""How the internal control of plans stands: risks, controls, results, deviations, remedies, counted (C-2)."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from styrhjul.control import rules
from styrhjul.control.models import Control, ControlPlan, ControlRemedy, ControlResult, Risk
from styrhjul.goals.models import GoalVersion
from styrhjul.governance.rules import ModelSettings


class Tally(NamedTuple):
    """A plan in numbers: its risks, those that are high, its controls, results asked for and given, and deviations.

    ``open_remedies`` are those not done; ``bare`` the deviations that nothing is done about.
    """

    risks: int = 0
    high: int = 0
    controls: int = 0
    asked: int = 0
    reported: int = 0
    deviations: int = 0
    open_remedies: int = 0
    bare: int = 0


def tallies(plans: Iterable[ControlPlan], model: ModelSettings, on: datetime.date) -> dict[int, Tally]:
    """Return each plan in numbers as they stand on the day, by the plan's id; four queries (C-2)."""
    by_id = {plan.pk: plan for plan in plans}
    counted: dict[int, dict[str, int]] = {pk: defaultdict(int) for pk in by_id}
    for plan_id, likelihood, consequence in Risk.objects.filter(plan__in=by_id).values_list(
        "plan", "likelihood", "consequence"
    ):
        counted[plan_id]["risks"] += 1
        counted[plan_id]["high"] += is_high(likelihood * consequence, model)
    for plan_id, frequency in Control.objects.filter(risk__plan__in=by_id).values_list("risk__plan", "frequency"):
        plan = by_id[plan_id]
        counted[plan_id]["controls"] += 1
        counted[plan_id]["asked"] += rules.periods_by(frequency, plan.year, on) if plan.state == "adopted" else 0
    remedied = set(ControlRemedy.objects.filter(result__control__risk__plan__in=by_id).values_list("result", flat=True))
    results = ControlResult.objects.filter(control__risk__plan__in=by_id)
    for pk, plan_id, deviates in results.values_list("pk", "control__risk__plan", "has_deviation"):
        counted[plan_id]["reported"] += 1
        counted[plan_id]["deviations"] += deviates
        counted[plan_id]["bare"] += deviates and pk not in remedied
    open_ = ControlRemedy.objects.filter(result__control__risk__plan__in=by_id, done_on=None)
    for plan_id in open_.values_list("result__control__risk__plan", flat=True):
        counted[plan_id]["open_remedies"] += 1
    return {pk: Tally(**numbers) for pk, numbers in counted.items()}


def is_high(product: int, model: ModelSettings) -> bool:
    """Tell whether the product of likelihood and consequence is of the highest level (C-1)."""
    return rules.level_of(product, model) == rules.levels_of(model)[-1]


def grounds_of(risks: Sequence[Risk], year: int) -> dict[int, str]:
    """Return what each risk concerns, by the risk's id: the decided goal's heading in the year, or the process."""
    goals = {risk.goal_id for risk in risks if risk.goal_id}
    decided = GoalVersion.objects.in_year(year).decided().filter(goal__in=goals)
    headings = dict(decided.values_list("goal", "heading")) if goals else {}
    named = {risk.pk: (headings.get(risk.goal_id or 0, ""), risk.process) for risk in risks}
    return {pk: "; ".join(one for one in both if one) for pk, both in named.items()}


def lacking_in(risks: Sequence[Risk], model: ModelSettings) -> list[str]:
    """Return what the plan lacks, a sentence for each; ``risks`` hold their controls (C-1, L-5)."""
    return rules.lacking_in(
        {risk.kind for risk in risks},
        [risk.what for risk in risks if is_high(risk.product, model) and not risk.controls.all()],
        [one.what for risk in risks for one in risk.controls.all() if not one.is_assigned],
    )
