"""Verbs of analyses and improvements: write by the model, rank, decide, turn into next year's planning (I-1 to I-3)."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from styrhjul.budget.models import AppropriationArea, BridgeRow, Budget
from styrhjul.budget.rules import UNFINISHED as BUDGET_DRAFTS
from styrhjul.budget.terms import BridgeKind
from styrhjul.followup.models import Analysis, Improvement
from styrhjul.followup.terms import ImprovementState
from styrhjul.goals.actions.goals import revise
from styrhjul.goals.actions.plans import add_activity, can_write
from styrhjul.goals.models import Commission, Evaluation, Goal, GoalVersion, Measure, Plan
from styrhjul.goals.rules import DECIDED as GOAL_DECIDED
from styrhjul.goals.terms import CommissionState, Mandate
from styrhjul.governance.actions import locked, require
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Tie, Unit, running

#: The steps of the analysis model in their order: the field of each (I-1).
STEPS = ("result", "comparison", "outer_causes", "inner_causes", "effect", "improvement", "action")


def can_analyse(user: Person, body: Body) -> bool:
    """Tell whether the user writes the body's analyses: heads and controllers in the administrations that serve it.

    No elected position does (O-6); a department's head does, as one of those who know the service.
    """
    if user.rights.is_elected:
        return False
    if body.pk in user.rights.drafts_for:
        return True
    served = Tie.objects.filter(running(today()), body=body).values_list("administration", flat=True)
    return bool(user.rights.leads & Unit.objects.below(served, today()))


@transaction.atomic
def begin_analysis(
    *,
    by: Person,
    body: Body,
    year: int,
    goal: Goal | None = None,
    measure: Measure | None = None,
    area: AppropriationArea | None = None,
    is_example: bool = False,
) -> Analysis:
    """Return the body's analysis of the goal, measure or area in the year, a new one if there was none (I-1)."""
    require(can_analyse(by, body), f"Du skriver inte analyser åt {body}.", "I-1")
    version = goal.version_in(year) if goal else None
    about = {"goal": goal, "measure": measure, "area": area}
    heading = version.heading if version else str(measure or area or goal)
    found = Analysis.objects.filter(body=body, year=year, **about).first()
    if found is not None:
        return found
    made = Analysis.objects.create(
        body=body, year=year, heading=heading[:300], begun_by=by, begun_on=today(), changed_on=today(),
        is_example=is_example, **about,
    )  # fmt: skip
    record(by=by, verb="begin", on=made, sentence="Började analysen.")
    return made


@transaction.atomic
def write_analysis(*, by: Person, analysis: Analysis, **steps: str) -> Analysis:
    """Return the analysis with its steps as given; any of them may be empty (I-1)."""
    analysis = locked(analysis)
    require(can_analyse(by, analysis.body), f"Du skriver inte analyser åt {analysis.body}.", "I-1")
    before = {name: getattr(analysis, name) for name in STEPS}
    for name in STEPS:
        setattr(analysis, name, steps.get(name, before[name]).strip())
    analysis.changed_on = today()
    analysis.save(update_fields=[*STEPS, "changed_on"])
    record(by=by, verb="write", on=analysis, sentence="Skrev i analysen.", before=before)
    return analysis


@transaction.atomic
def propose_improvement(
    *, by: Person, body: Body, year: int, what: str, why: str = "", cost: int = 0, analysis: Analysis | None = None,
    evaluation: Evaluation | None = None, is_example: bool = False,
) -> Improvement:  # fmt: skip
    """Return a new improvement for the planning of the year, last in order; cost in kronor a year (I-2, I-3).

    One that comes of an evaluation waits until that is reported back (I-4).
    """
    asked = Commission.objects.filter(evaluation=evaluation, state=CommissionState.OPEN)
    require(evaluation is None or not asked.exists(), "Utvärderingen är inte återrapporterad än.", "I-4")
    require(can_analyse(by, body), f"Du föreslår inte förbättringar åt {body}.", "I-2")
    if not what.strip():
        raise Refused("Skriv vad som ska bli bättre.", "I-2", {"what": "Skriv vad som ska bli bättre."})
    if cost < 0:
        less = "Skriv vad den kostar utan minus. Lämna tomt om den inte kostar något."
        raise Refused("Kostnaden kan inte vara under noll.", "I-3", {"cost": less})
    last = Improvement.objects.filter(body=body, year=year).aggregate(last=Max("rank"))["last"]
    made = Improvement.objects.create(
        body=body, year=year, what=what.strip(), why=why.strip(), cost=cost, analysis=analysis, evaluation=evaluation,
        rank=0 if last is None else last + 1, is_example=is_example,
    )  # fmt: skip
    record(by=by, verb="propose", on=made, sentence=f"Föreslog till planeringen av {year}.")
    if evaluation is not None:
        record(by=by, verb="improve", on=evaluation.commission, sentence=f"Ledde till förbättringen «{made.what}».")
    return made


@transaction.atomic
def rank_improvement(*, by: Person, improvement: Improvement, up: bool) -> Improvement:
    """Return the improvement one step higher or lower among the body's of the year (I-3)."""
    require(can_analyse(by, improvement.body), "Du rangordnar inte förbättringarna.", "I-3")
    of_year = Improvement.objects.select_for_update(of=("self",)).filter(body=improvement.body, year=improvement.year)
    listed: list[Improvement] = list(of_year)
    place = [one.pk for one in listed].index(improvement.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(listed):
        listed[place], listed[other] = listed[other], listed[place]
        for rank, one in enumerate(listed):
            one.rank = rank
        Improvement.objects.bulk_update(listed, ["rank"])
        record(by=by, verb="rank", on=improvement, sentence=f"Flyttades {'upp' if up else 'ner'} i ordningen.")
    return next(one for one in listed if one.pk == improvement.pk)


@transaction.atomic
def drop_improvement(*, by: Person, improvement: Improvement, reason: str) -> Improvement:
    """Return the improvement as not taken up, with the reason (I-3)."""
    improvement = _open(improvement, by)
    if not reason.strip():
        raise Refused("Skriv varför förbättringen inte tas upp.", "I-3", {"reason": "Skriv varför."})
    improvement.state, improvement.reason = ImprovementState.DROPPED, reason.strip()
    improvement.save(update_fields=["state", "reason"])
    record(by=by, verb="drop", on=improvement, sentence=f"Tas inte upp: {reason.strip()}")
    return improvement


def _open(improvement: Improvement, by: Person) -> Improvement:
    """Return the improvement, locked. Raises Refused for others than its writers, and when something came of it."""
    improvement = locked(improvement)
    require(can_analyse(by, improvement.body), "Förbättringen hör till en nämnd som du inte skriver åt.", "I-2")
    require(improvement.standing == ImprovementState.LISTED, "Förbättringen är redan avgjord.", "I-2")
    return improvement


def _taken_up(improvement: Improvement, by: Person, sentence: str) -> Improvement:
    improvement.state = ImprovementState.TAKEN_UP
    improvement.save()
    record(by=by, verb="take_up", on=improvement, sentence=sentence)
    return improvement


@transaction.atomic
def as_goal_change(*, by: Person, improvement: Improvement, version: GoalVersion) -> Improvement:
    """Return the improvement as a draft of a changed goal for its year (I-2). Raises Refused as ``revise`` does."""
    improvement = _open(improvement, by)
    draft = revise(by=by, version=version, first_year=improvement.year, note=improvement.what)
    improvement.goal_version = draft
    record(by=by, verb="improve", on=draft, sentence=f"Kommer ur förbättringen «{improvement.what}».")
    return _taken_up(improvement, by, f"Blev ett utkast till ändrat mål för {improvement.year}.")


@transaction.atomic
def as_activity(*, by: Person, improvement: Improvement, plan: Plan) -> Improvement:
    """Return the improvement as an activity in a draft plan of its year (I-2)."""
    improvement = _open(improvement, by)
    is_draft = plan.year == improvement.year and can_write(by, plan)
    require(is_draft, f"Välj ett utkast till plan för {improvement.year}.", "I-2")
    source = improvement.analysis or improvement.evaluation
    goal = source.goal if source else None
    improvement.activity = add_activity(
        by=by, plan=plan, what=improvement.what, description=improvement.why, goal=goal,
        mandate=Mandate.GOAL if goal else Mandate.OWN, mandate_text="" if goal else "Förbättring",
    )  # fmt: skip
    return _taken_up(improvement, by, f"Blev en aktivitet i {plan}.")


@transaction.atomic
def as_budget_change(*, by: Person, improvement: Improvement, budget: Budget, area: AppropriationArea) -> Improvement:
    """Return the improvement as a row in the bridge of its year's draft budget, with its cost in kronor (I-2, B-1)."""
    improvement = _open(improvement, by)
    is_draft = budget.year == improvement.year and budget.state in BUDGET_DRAFTS
    require(is_draft and budget.body_id in by.rights.drafts_for, f"Välj ett utkast till budget för {improvement.year}.")
    require(area in budget.areas(), "Verksamheten hör inte till budgeten.", "B-2")
    improvement.bridge_row = BridgeRow.objects.create(
        year=budget.year,
        budget=budget, area=area, kind=BridgeKind.PERMANENT, reason=improvement.what, amount=improvement.cost,
        rank=budget.bridge.count(),
    )  # fmt: skip
    record(by=by, verb="improve", on=budget, sentence=f"Bryggan fick «{improvement.what}», en förbättring.")
    return _taken_up(improvement, by, f"Blev en rad i {budget}.")


def steps_written(analysis: Analysis) -> Sequence[str]:
    """Return the fields of the steps that hold something."""
    return [name for name in STEPS if getattr(analysis, name)]


def drafts_for(improvement: Improvement, user: Person) -> dict[str, Any]:
    """Return what the improvement can become for the user: goals to change, draft plans, draft budgets.

    A goal with a change under way is left out, since it cannot be revised once more.
    """
    open_ = GoalVersion.objects.exclude(state__in=GOAL_DECIDED | {"rejected"})
    versions = GoalVersion.objects.in_year(improvement.year - 1).decided().filter(body=improvement.body)
    versions = versions.exclude(goal__in=open_.values("goal"))
    plans = Plan.objects.filter(year=improvement.year, unit__in=user.units_led)
    budgets = Budget.objects.filter(year=improvement.year, body=improvement.body, state__in=BUDGET_DRAFTS)
    drafts = improvement.body_id in user.rights.drafts_for
    return {
        "versions": list(versions.select_related("goal")) if drafts else [],
        "plans": [one for one in plans.select_related("unit") if can_write(user, one)],
        "budgets": list(budgets) if drafts else [],
    }
