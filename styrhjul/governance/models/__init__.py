"""Tables of governance: meetings and decisions, frozen versions, tasks, comments, terms and settings by year."""

from styrhjul.governance.models.archive import ArchivePackage
from styrhjul.governance.models.dialogue import Comment, Task
from styrhjul.governance.models.matters import FrozenDocument, FrozenVersion, Matter
from styrhjul.governance.models.meetings import (
    Attachment,
    Correction,
    Decision,
    DecisionLine,
    Meeting,
    approved_versions,
    is_open,
    is_public,
    is_published,
    proposed_at,
    waiting,
)
from styrhjul.governance.models.wheel import SentReminder, WheelItem
from styrhjul.governance.models.years import CouncilTerm, GovernanceModel

__all__ = [
    "ArchivePackage",
    "Attachment",
    "Comment",
    "Correction",
    "CouncilTerm",
    "Decision",
    "DecisionLine",
    "FrozenDocument",
    "FrozenVersion",
    "GovernanceModel",
    "Matter",
    "Meeting",
    "SentReminder",
    "Task",
    "WheelItem",
    "approved_versions",
    "is_open",
    "is_public",
    "is_published",
    "proposed_at",
    "waiting",
]
