"""Verbs of the follow-up, one file a noun: rounds, parts, judging, reports (F)."""

from styrhjul.followup.actions.judging import Judgement, assess, forecast_measure, proposal_for, save_part
from styrhjul.followup.actions.parts import (
    assign_part,
    can_lead,
    can_write,
    hand_over_part,
    last_part,
    return_part,
    write_part,
)
from styrhjul.followup.actions.reports import (
    add_committee_comment,
    file_of,
    follow_step,
    hand_in_report,
    receive_ruling,
)
from styrhjul.followup.actions.rounds import assessed_goals, can_open_rounds, open_round, plan_round

__all__ = [
    "Judgement",
    "add_committee_comment",
    "assess",
    "assessed_goals",
    "assign_part",
    "can_lead",
    "can_open_rounds",
    "can_write",
    "file_of",
    "follow_step",
    "forecast_measure",
    "hand_in_report",
    "hand_over_part",
    "last_part",
    "open_round",
    "plan_round",
    "proposal_for",
    "receive_ruling",
    "return_part",
    "save_part",
    "write_part",
]
