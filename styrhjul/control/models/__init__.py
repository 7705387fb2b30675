"""Tables of internal control: plans, risks, controls, results, remedies, follow-ups, the documents they rest on."""

from styrhjul.control.models.followups import ControlFollowup
from styrhjul.control.models.plans import ControlPlan, ControlPolicy, Risk
from styrhjul.control.models.results import Control, ControlRemedy, ControlResult

__all__ = [
    "Control",
    "ControlFollowup",
    "ControlPlan",
    "ControlPolicy",
    "ControlRemedy",
    "ControlResult",
    "Risk",
]
