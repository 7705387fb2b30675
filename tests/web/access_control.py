"""Sjöstad's internal control in every state that decides who reads it, and its rows in the table of access (O-8)."""

import datetime
from typing import Any

from styrhjul.control import actions
from styrhjul.control.models import Control, ControlFollowup, ControlPlan
from styrhjul.organisation.clock import on_day
from tests.control.sjostad_control import adopt, decide, draft
from tests.web.access_people import (
    ALL,
    DRAFT_BOARD,
    DRAFT_SCHOOL,
    NOBODY,
    READ_BOARD,
    READ_SCHOOL,
    TOMAS,
    act,
    closed,
    inside,
    public,
)
from tests.world import TODAY, World

#: Who reports on the control of the unit Strandskolan: the position named, and the heads above (C-2, O-7).
REPORTERS = frozenset({"emil", "mikaela", "asa", "tomas"})

CONTROL = [
    public("control_now", done=302),
    public("control_year", "year"),
    public("control_policy", "control policy"),
    closed("new_control_policy", may=DRAFT_BOARD),
    closed("write_control_policy", "control policy", DRAFT_BOARD),
    closed("new_control_plan", "school's control in 2030", DRAFT_SCHOOL),
    *(
        row
        for name in ("control_plan", "control_document")
        for row in (
            public(name, "public control plan"),
            inside(name, "draft control plan", READ_SCHOOL),
            inside(name, "handed control plan"),
        )
    ),
    public("control_file", "public control plan as a file"),
    inside("control_file", "draft control plan as a file", READ_SCHOOL),
    *(
        row
        for name in ("write_control_plan", "bring_risks", "new_risk")
        for row in (
            closed(name, "draft control plan", DRAFT_SCHOOL, READ_SCHOOL),
            closed(name, "handed control plan", NOBODY),
        )
    ),
    *(closed(name, "draft's risk", DRAFT_SCHOOL, READ_SCHOOL) for name in ("edit_risk", "new_control")),
    *(closed(name, "handed risk", NOBODY) for name in ("edit_risk", "new_control")),
    act("move_risk", "draft's risk", DRAFT_SCHOOL, READ_SCHOOL, likelihood="1", consequence="1"),
    act("move_risk", "handed risk", NOBODY, likelihood="1", consequence="1"),
    act("drop_risk", "draft's risk", DRAFT_SCHOOL, READ_SCHOOL),
    act("drop_risk", "handed risk", NOBODY),
    closed("edit_control", "draft's control", DRAFT_SCHOOL, READ_SCHOOL),
    closed("edit_control", "control", NOBODY),
    act("drop_control", "draft's control", DRAFT_SCHOOL, READ_SCHOOL),
    act("drop_control", "control", NOBODY),
    closed("hand_in_control_plan", "draft control plan", TOMAS, READ_SCHOOL),
    closed("hand_in_control_plan", "handed control plan", NOBODY),
    closed("take_back_control_plan", "handed control plan", TOMAS),
    closed("take_back_control_plan", "draft control plan", NOBODY, READ_SCHOOL),
    closed("take_back_control_plan", "public control plan", NOBODY),
    closed("control", "control"),
    closed("control", "draft's control", READ_SCHOOL, READ_SCHOOL),
    closed("report_control", "control's period", REPORTERS),
    closed("new_control_remedy", "deviation", REPORTERS),
    closed("finish_control_remedy", "control remedy", REPORTERS),
    act("begin_control_followup", "public control plan", DRAFT_SCHOOL),
    act("begin_control_followup", "draft control plan", NOBODY, READ_SCHOOL),
    act("begin_control_compilation", "year of a new budget", DRAFT_BOARD),
    act("begin_control_compilation", "year", NOBODY),
    *(
        row
        for name, of in (("control_followup", "{}"), ("control_followup_file", "{} as a file"))
        for row in (
            public(name, of.format("public followup")),
            inside(name, of.format("draft followup"), READ_SCHOOL),
            inside(name, of.format("whole draft followup"), READ_BOARD),
        )
    ),
    closed("write_control_followup", "draft followup", DRAFT_SCHOOL, READ_SCHOOL),
    closed("write_control_followup", "whole draft followup", DRAFT_BOARD, READ_BOARD),
    closed("write_control_followup", "public followup", NOBODY),
    closed("hand_in_control_followup", "draft followup", TOMAS, READ_SCHOOL),
    closed("hand_in_control_followup", "whole draft followup", frozenset({"karin"}), READ_BOARD),
    closed("hand_in_control_followup", "public followup", NOBODY),
    closed("take_back_control_followup", "handed followup", TOMAS),
    closed("take_back_control_followup", "draft followup", NOBODY, READ_SCHOOL),
]

#: Words of internal control that not everybody may find (O-8, T-2).
CONTROL_WORDS = {
    "Zebrakontrollen": READ_SCHOOL,
    "Giraffkontrollen": ALL,
    "Lamaresultatet": ALL,
    "Zebrauppföljningen": READ_SCHOOL,
    "Noshörningssammanställningen": READ_BOARD,
}


def furnish(world: World, args: dict[str, tuple[Any, ...]]) -> None:
    """Plans as a draft, handed in, adopted with and without approved minutes; results, follow-ups, policies."""
    policy = actions.write_policy(by=world.karin, kind="regulation", name="Reglemente", first_year=2023)
    secret = draft(world, 2028)
    actions.write_plan(by=world.tomas, plan=secret, text="Zebrakontrollen är ett utkast.")
    risk = secret.risks.all()[0]
    handed = draft(world, 2027)
    actions.write_plan(by=world.tomas, plan=handed, text="Giraffkontrollen är lämnad.")
    actions.hand_in(by=world.tomas, thing=handed, held_on=TODAY)
    public = _public(world)
    args |= {
        "control policy": (policy.pk,),
        "school's control in 2030": (2030, world.school.pk),
        "draft control plan": (secret.pk,),
        "draft's risk": (risk.pk,),
        "draft's control": (risk.controls.all()[0].pk,),
        "handed control plan": (handed.pk,),
        "handed risk": (handed.risks.all()[0].pk,),
        "public control plan": (public.pk,),
    }
    for name in ("draft", "public"):
        args[f"{name} control plan as a file"] = (args[f"{name} control plan"][0], "docx")
    _results(world, args, public)
    _followups(world, args, public)


def _public(world: World) -> ControlPlan:
    """The plan of 2026, adopted with approved minutes."""
    day = datetime.date(2026, 2, 10)
    with on_day(day):
        plan = draft(world, 2026)
        actions.write_plan(by=world.tomas, plan=plan, text="Öppna kontrollen.")
        handed = actions.hand_in(by=world.tomas, thing=plan, held_on=day)
        decision = decide(world, handed, day)
    world.approve(decision, world.sara)
    return ControlPlan.objects.get(pk=plan.pk)


def _results(world: World, args: dict[str, tuple[Any, ...]], plan: ControlPlan) -> None:
    """A deviation with a remedy; the words are for those signed in."""
    one = Control.objects.get(risk__plan=plan, what="Utredning av frånvaro")
    made = actions.report_result(
        by=world.emil, control=one, period=1, result="Lamaresultatet.", has_deviation=True, deviation="Två för sena."
    )
    remedy = actions.write_remedy(by=world.emil, result=made, what="Ny rutin", responsible="Rektor", due_on=TODAY)
    args |= {
        "control": (one.pk,),
        "control's period": (one.pk, 2),
        "deviation": (made.pk,),
        "control remedy": (remedy.pk,),
    }


def _followups(world: World, args: dict[str, tuple[Any, ...]], plan: ControlPlan) -> None:
    """A follow-up as a draft, and one decided with approved minutes; the compilation as a draft."""
    day = datetime.date(2026, 2, 17)
    with on_day(datetime.date(2025, 11, 20)):
        earlier = adopt(world, draft(world, 2025), datetime.date(2025, 11, 20))
    with on_day(day):
        followup = actions.begin_followup(by=world.tomas, plan=earlier)
        texts = {"summary": "Öppna uppföljningen.", "assessment": "sufficient"}
        actions.write_followup(by=world.tomas, followup=followup, **texts)
        decision = decide(world, actions.hand_in(by=world.tomas, thing=followup, held_on=day), day)
    world.approve(decision, world.sara)
    with on_day(datetime.date(2024, 11, 20)):
        before = adopt(world, draft(world, 2024), datetime.date(2024, 11, 20))
    handed = actions.begin_followup(by=world.tomas, plan=before)
    actions.write_followup(by=world.tomas, followup=handed, **texts)
    actions.hand_in(by=world.tomas, thing=handed, held_on=TODAY)
    secret = actions.begin_followup(by=world.tomas, plan=plan)
    words = {"assessment": "mostly"}
    actions.write_followup(by=world.tomas, followup=secret, summary="Zebrauppföljningen är ett utkast.", **words)
    whole = actions.begin_compilation(by=world.karin, year=2026)
    actions.write_followup(by=world.karin, followup=whole, summary="Noshörningssammanställningen.", **words)
    named: dict[str, ControlFollowup] = {"public": followup, "handed": handed, "draft": secret, "whole draft": whole}
    for name, one in named.items():
        args |= {f"{name} followup": (one.pk,), f"{name} followup as a file": (one.pk, "docx")}
