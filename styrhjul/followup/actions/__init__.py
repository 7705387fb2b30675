"""Verbs of the follow-up, one file a noun: rounds, parts, judging, forecasting, reports, remedy plans (F)."""

from styrhjul.followup.actions.accounts import (
    can_write_accounts,
    carry_notes,
    drop_note,
    write_accounts,
    write_note,
)
from styrhjul.followup.actions.auditing import can_audit, can_state, receive_verdict, recommend, state
from styrhjul.followup.actions.contents import can_prepare, set_contents
from styrhjul.followup.actions.drafts import draft_of, drop_draft, keep_draft
from styrhjul.followup.actions.forecasting import RemedyRow, can_write_remedies, forecast_area, write_remedies
from styrhjul.followup.actions.handovers import Left, can_draft_handover, draft_handover, left_in, receive_handover
from styrhjul.followup.actions.judging import Judgement, assess, forecast_measure, proposal_for, save_part
from styrhjul.followup.actions.opening import assessed_goals, chapters_of, open_round, tick
from styrhjul.followup.actions.parts import (
    assign_part,
    can_lead,
    can_write,
    hand_over_part,
    last_part,
    return_part,
    write_part,
)
from styrhjul.followup.actions.remedy_plans import can_write_plan, follow_plan, hand_in_plan, write_plan
from styrhjul.followup.actions.reports import (
    add_committee_comment,
    follow_step,
    hand_in_report,
    receive_ruling,
)
from styrhjul.followup.actions.rounds import can_choose_months, choose_months, days_of, plan_round, plan_year
from styrhjul.followup.actions.soundness import judge_sound, propose_sound

__all__ = [
    "Judgement",
    "Left",
    "RemedyRow",
    "add_committee_comment",
    "assess",
    "assessed_goals",
    "assign_part",
    "can_audit",
    "can_choose_months",
    "can_draft_handover",
    "can_lead",
    "can_prepare",
    "can_state",
    "can_write",
    "can_write_accounts",
    "can_write_plan",
    "can_write_remedies",
    "carry_notes",
    "chapters_of",
    "choose_months",
    "days_of",
    "draft_handover",
    "draft_of",
    "drop_draft",
    "drop_note",
    "follow_plan",
    "follow_step",
    "forecast_area",
    "forecast_measure",
    "hand_in_plan",
    "hand_in_report",
    "hand_over_part",
    "judge_sound",
    "keep_draft",
    "last_part",
    "left_in",
    "open_round",
    "plan_round",
    "plan_year",
    "proposal_for",
    "propose_sound",
    "receive_handover",
    "receive_ruling",
    "receive_verdict",
    "recommend",
    "return_part",
    "save_part",
    "set_contents",
    "state",
    "tick",
    "write_accounts",
    "write_note",
    "write_part",
    "write_plan",
    "write_remedies",
]
