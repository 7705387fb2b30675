"""Verbs of internal control: write and hand in plans, report results, remedy deviations, follow up (C-1 to C-3)."""

from styrhjul.control.actions.following import (
    begin_compilation,
    begin_followup,
    can_begin_compilation,
    can_write_followup,
    hand_in,
    record_owed,
    write_followup,
)
from styrhjul.control.actions.planning import (
    can_write_plan,
    can_write_policy,
    copy_risks,
    draft_plan,
    drop_control,
    drop_risk,
    move_risk,
    write_control,
    write_plan,
    write_policy,
    write_risk,
)
from styrhjul.control.actions.reporting import can_report_on, finish_remedy, is_over, report_result, write_remedy

__all__ = [
    "begin_compilation",
    "begin_followup",
    "can_begin_compilation",
    "can_report_on",
    "can_write_followup",
    "can_write_plan",
    "can_write_policy",
    "copy_risks",
    "draft_plan",
    "drop_control",
    "drop_risk",
    "finish_remedy",
    "hand_in",
    "is_over",
    "move_risk",
    "record_owed",
    "report_result",
    "write_control",
    "write_followup",
    "write_plan",
    "write_policy",
    "write_remedy",
    "write_risk",
]
