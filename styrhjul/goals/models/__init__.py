"""Tables of the goal chain."""

from styrhjul.goals.models.commissions import Commission, CommissionReport
from styrhjul.goals.models.evaluations import Evaluation
from styrhjul.goals.models.goals import Disclaimer, Goal, GoalVersion, Review, Share, texts_of, version_in
from styrhjul.goals.models.measures import (
    KEY,
    ComparisonGroup,
    ComparisonMember,
    ComparisonValue,
    GoalMeasure,
    Measure,
    MeasureDefinition,
    MeasureStep,
    Outcome,
    OutcomeQuerySet,
    Target,
    number,
)
from styrhjul.goals.models.plans import Activity, Hearing, Plan, PlanCondition, PlannedGoal, ProgressNote
from styrhjul.goals.models.suggestions import Suggestion

__all__ = [
    "KEY",
    "Activity",
    "Commission",
    "CommissionReport",
    "ComparisonGroup",
    "ComparisonMember",
    "ComparisonValue",
    "Disclaimer",
    "Evaluation",
    "Goal",
    "GoalMeasure",
    "GoalVersion",
    "Hearing",
    "Measure",
    "MeasureDefinition",
    "MeasureStep",
    "Outcome",
    "OutcomeQuerySet",
    "Plan",
    "PlanCondition",
    "PlannedGoal",
    "ProgressNote",
    "Review",
    "Share",
    "Suggestion",
    "Target",
    "number",
    "texts_of",
    "version_in",
]
