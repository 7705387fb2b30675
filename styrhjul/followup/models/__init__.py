"""Tables of the follow-up, one file a noun: reports with their parts and judgements, and money (F)."""

from styrhjul.followup.models.accounts import Accounts, AccountsFigure, AccountsNote
from styrhjul.followup.models.analyses import Analysis, Improvement
from styrhjul.followup.models.audit import AuditStatement, Discharge
from styrhjul.followup.models.drafts import PartDraft
from styrhjul.followup.models.handovers import Handover, HandoverRow
from styrhjul.followup.models.money import AreaForecast, Remedy, RemedyPlan
from styrhjul.followup.models.reports import (
    Assessment,
    AssessmentQuerySet,
    MeasureForecast,
    Part,
    PartQuerySet,
    Report,
    ReportQuerySet,
    Round,
)
from styrhjul.followup.models.soundness import SoundManagement

__all__ = [
    "Accounts",
    "AccountsFigure",
    "AccountsNote",
    "Analysis",
    "AreaForecast",
    "Assessment",
    "AssessmentQuerySet",
    "AuditStatement",
    "Discharge",
    "Handover",
    "HandoverRow",
    "Improvement",
    "MeasureForecast",
    "Part",
    "PartDraft",
    "PartQuerySet",
    "Remedy",
    "RemedyPlan",
    "Report",
    "ReportQuerySet",
    "Round",
    "SoundManagement",
]
