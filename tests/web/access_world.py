"""Sjöstad with one of everything, in every state that decides who reads it: what the table of access walks through.

What somebody may not read holds a word of its own, so that the test finds it wherever it should leak out.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType

from styrhjul.budget.actions import draft_budget
from styrhjul.budget.models import Budget
from styrhjul.followup import actions as followup
from styrhjul.followup.actions import analyses
from styrhjul.followup.models import Handover, Part, Report
from styrhjul.goals.actions import carrying, commissions, goals, plans, sharing
from styrhjul.goals.actions.measures import keep_group
from styrhjul.goals.models import Goal, GoalVersion, Plan
from styrhjul.governance import driving
from styrhjul.governance.actions import approve_minutes, attach, hold_meeting, put_on_agenda, take_step
from styrhjul.governance.commenting import comment
from styrhjul.governance.models import Attachment, Decision, FrozenVersion, Task
from styrhjul.governance.terms import Performer, Side, TaskKind, Wheel
from styrhjul.organisation import actions as organisation
from styrhjul.organisation.models import Body, Person, Position, Tie
from styrhjul.organisation.terms import BodyKind, Role, UnitKind
from styrhjul.web.calendars import token_of
from tests.followup import sjostad_round as rounds
from tests.web import access_audit as audit
from tests.web import access_control as control
from tests.web import access_money as money
from tests.world import START, TODAY, World


@dataclass
class Everything:
    """The people, and what each name in the table points at: the arguments of the address."""

    people: dict[str, Person]
    args: dict[str, tuple[Any, ...]] = field(default_factory=dict)


def day(month: int, number: int) -> datetime.date:
    """A day of 2026."""
    return datetime.date(2026, month, number)


def furnish(world: World) -> Everything:
    """Set up one of everything, and return what the table calls each thing."""
    _newcomers(world)
    made = Everything(world.people)
    made.args |= {"": (), "year": (2026,), "spent key": ("zzz", "abc-def")}
    _organisation(world, made)
    _goals(world, made)
    _meetings(world, made)
    _plans(world, made)
    _budgets(world, made)
    money.furnish(world, made.args)
    control.furnish(world, made.args)
    _reports(world, made)
    audit.furnish(world, made.args)
    _wheels(world, made)
    return made


def _wheels(world: World, made: Everything) -> None:
    item = driving.add_item(
        by=world.karin, about_year=2027, wheel=Wheel.PLANNING, what="Lokalbehov", performer=Performer.COMMITTEES,
        body=world.school, side=Side.HEAD, from_on=TODAY, due_on=day(10, 30), short="", opens_tasks=True,
    )  # fmt: skip
    driving.drive(item=item, on=TODAY)
    proposed = sharing.suggest(by=world.emil, unit=world.beach_school, year=2027, kind="improvement", what="Läshörna")
    made.args["suggestion"] = (proposed.pk,)
    goal, year = made.args["adopted goal in 2026"]
    analysed = analyses.begin_analysis(by=world.tomas, body=world.school, year=2026, goal=Goal.objects.get(pk=goal))
    better = analyses.propose_improvement(by=world.tomas, body=world.school, year=2027, what="Läs mer")
    made.args |= {
        "analysis of the adopted goal": ("mal", goal, year),
        "analysis": (analysed.pk,),
        "improvement": (better.pk,),
        "school in 2027": (world.school.pk, 2027),
    }
    token = token_of(world.asa)
    made.args |= {
        "wheel item": (item.pk,),
        "wheel task": (Task.objects.get(kind=TaskKind.WHEEL, object_id=item.pk).pk,),
        "calendar of Åsa": (token,),
        "school's calendar": (token, world.school.pk),
    }


def _newcomers(world: World) -> None:
    """A member of the school committee, and somebody who headed the school administration until August."""
    for first, last in (("mia", "Sand"), ("lena", "Kvist")):
        email = f"{first}@sjostad.example"
        world.people[first] = organisation.register_person(
            by=None, name=f"{first.capitalize()} {last}", email=email, password="hemligt-ord-1"
        )
    organisation.appoint(by=None, person=world.mia, role=Role.MEMBER, place=world.school, from_on=START)
    held = organisation.appoint(
        by=None, person=world.lena, role=Role.HEAD, place=world.school_administration, from_on=START
    )
    organisation.leave(by=None, position=held, to_on=day(8, 31))


def _organisation(world: World, made: Everything) -> None:
    old = organisation.set_up_body(
        by=None, kind=BodyKind.COMMITTEE, name="Forna nämnden", short_name="FN", from_on=START
    )
    organisation.end_body(by=None, body=old, to_on=day(1, 1).replace(year=2023), successors=[world.school])
    ended = organisation.set_up_unit(
        by=None, kind=UnitKind.UNIT, name="Forna skolan", from_on=START, parent=world.compulsory
    )
    organisation.end_unit(by=None, unit=ended, to_on=day(1, 1).replace(year=2023), successors=[world.beach_school])
    handover = Handover.objects.create(body=old, from_year=2024)
    made.args |= {
        "ended body": (old.pk,),
        "ended unit": (ended.pk,),
        "draft handover": (handover.pk,),
        "body": (world.school.pk,),
        "unit": (world.beach_school.pk,),
        "unit in 2027": (world.beach_school.pk, 2027),
        "tie": (Tie.objects.get(body=world.school).pk,),
        "elected": (world.per.pk,),
        "head": (world.mikaela.pk,),
        "employee": (world.emil.pk,),
        "secretary": (world.sara.pk,),
        "former head": (world.lena.pk,),
        "position of Tomas": (Position.objects.get(person=world.tomas).pk,),
    }


def _goals(world: World, made: Everything) -> None:
    adopted = rounds.set_goals(world)
    own, given = adopted["own"], adopted["given"]
    draft = world.draft_goal(heading="Zebramålet")
    world.follow(draft, world.measure("Zebramåttet"), y2027=50)
    handed = take_step(by=world.tomas, thing=world.draft_goal(heading="Giraffmålet"), step="hand_in", on=day(8, 20))
    unapproved = world.propose(world.draft_goal(heading="Antilopmålet"))
    approved = take_step(by=world.tomas, thing=world.draft_goal(heading="Öppna målet"), step="hand_in", on=day(8, 3))
    world.approve(world.decide(world.sara, world.school, day(8, 10), approved, "40"), world.sara)
    secret = goals.draft_goal(
        by=world.karin, level="directed", body=world.board, first_year=2027, last_year=2027, heading="Noshörningsmålet"
    )
    share = goals.direct_to(by=world.karin, version=secret, bodies=[world.school])[0]
    answer = {"answer": "Tapirsvaret är ett utkast.", "follow_up": "Varje vår."}
    goals.answer_directed_goal(by=world.tomas, share=given.shares.get(body=world.school), **answer)
    comment(by=world.per, thing=own, text="Flodhästordet till förvaltningen.")
    named = {"draft": draft, "handed": handed, "unapproved": unapproved, "proposed": approved}
    for name, version in (named | {"adopted": own, "board's draft": secret}).items():
        made.args |= {f"{name} goal": (version.goal_id,), f"{name} version": (version.pk,)}
        made.args[f"{name} goal in 2027"] = (version.goal_id, 2027)
    made.args |= {
        "adopted goal in 2026": (own.goal_id, 2026),
        "directed goal": (given.goal_id,),
        "measure of the draft": (draft.goal_measures.get().measure_id,),
        "measure": (own.goal_measures.get().measure_id,),
        "comparison group": (keep_group(by=None, name="Grannar", municipalities={"1231": "Burlöv"}).pk,),
        "draft's measure": (draft.goal_measures.get().pk,),
        "share": (given.shares.get(body=world.school).pk,),
        "draft's share": (share.pk,),
    }
    for name, thing in (("adopted goal", own), ("draft goal", draft)):
        made.args[f"comment on {name}"] = (ContentType.objects.get_for_model(GoalVersion).pk, thing.pk)


def _meetings(world: World, made: Everything) -> None:
    handed = GoalVersion.objects.get(heading="Giraffmålet")
    meeting = hold_meeting(by=world.sara, body=world.school, held_on=TODAY)
    matter = put_on_agenda(by=world.sara, meeting=meeting, heading="Mål för 2027", things=[handed])
    recorded = Decision.objects.get(meeting__held_on=day(9, 1))
    approved = Decision.objects.get(meeting__held_on=day(8, 10))
    old = world.old_decision()
    given = {"by": world.frida, "what": "Giraffuppdraget", "receiver": world.school}
    councils = world.decide(world.frida, world.council, TODAY, _prepared(world), "7")
    made.args |= {
        "council's decision": (councils.pk,),
        "commission": (commissions.give_commission(decision=councils, **given).pk,),
        "public commission": (
            commissions.give_commission(
                by=world.frida, what="Simning", receiver=world.beach_school, decision=world.old_decision()
            ).pk,
        ),
    }
    file = {"name": "bilaga.txt", "media_type": "text/plain", "content": b"bilaga"}
    waiting = attach(by=world.sara, decision=recorded, **file)
    public = Attachment.objects.create(decision=old, **file)
    made.args |= {
        "meeting": (meeting.pk,),
        "approved meeting": (approved.meeting_id,),
        "matter": (matter.pk,),
        "unapproved decision": (recorded.pk,),
        "approved decision": (approved.pk,),
        "unapproved attachment": (waiting.pk,),
        "public attachment": (public.pk,),
        "answer by decision": (recorded.pk, made.args["share"][0]),
        "answer to a draft": (recorded.pk, made.args["draft's share"][0]),
    }


def _prepared(world: World) -> GoalVersion:
    """A financial goal on its way to the council."""
    version = goals.draft_goal(
        by=world.karin, level="financial", body=world.board, first_year=2028, last_year=2028, heading="Lamamålet"
    )
    take_step(by=world.karin, thing=version, step="hand_in", on=day(8, 3))
    world.decide(world.bo, world.board, day(8, 10), version, "6")
    version.refresh_from_db()
    return version


def _plans(world: World, made: Everything) -> None:
    adopted = plans.draft_plan(by=world.tomas, unit=world.school_administration, year=2026, focus="Läsning först.")
    activity = _activity(world.tomas, adopted, "Läsgaranti", responsible_unit=world.compulsory, responsible=world.emil)
    law = {"kind": "law", "what": "Skollagen", "meaning": "Mer stöd."}
    condition = carrying.add_condition(by=world.tomas, plan=adopted, **law)
    own = carrying.draft_own_goal(by=world.tomas, plan=adopted, heading="Eget mål")
    plans.hear(by=world.sara, plan=adopted, body=world.school, heard_on=day(1, 12))
    plans.adopt_plan(by=world.tomas, plan=take_step(by=world.tomas, thing=adopted, step="hand_in", on=day(1, 10)))
    plans.report_progress(by=world.emil, activity=activity, status="going_on", note="Alla är med.")
    comment(by=world.conny, thing=adopted, text="Flodhästordet om planen.")
    draft = plans.draft_plan(by=world.tomas, unit=world.school_administration, year=2027, focus="Zebraplanen.")
    secret = _activity(world.tomas, draft, "Zebraaktiviteten", responsible_unit=world.compulsory)
    made.args |= {
        "condition": (condition.pk,),
        "own goal": (own.pk,),
        "draft's condition": (carrying.add_condition(by=world.tomas, plan=draft, **law).pk,),
        "draft's own goal": (carrying.draft_own_goal(by=world.tomas, plan=draft, heading="Okapimålet").pk,),
        "adopted plan as a file": (adopted.pk, "pdf"),
        "draft plan as a file": (draft.pk, "docx"),
    }
    handed = plans.draft_plan(by=world.asa, unit=world.compulsory, year=2026, focus="Giraffplanen.")
    plans.hand_in_plan(by=world.asa, plan=handed)
    of_unit = plans.draft_plan(by=world.mikaela, unit=world.beach_school, year=2026, focus="Antilopplanen.")
    plans.hand_in_plan(by=world.mikaela, plan=of_unit)
    plans.endorse_plan(by=world.asa, plan=Plan.objects.get(pk=of_unit.pk))
    plans.adopt_plan(by=world.mikaela, plan=Plan.objects.get(pk=of_unit.pk))
    unit_draft = plans.draft_plan(by=world.mikaela, unit=world.beach_school, year=2027, focus="Okapiplanen.")
    made.args |= {
        "adopted plan": (adopted.pk,),
        "draft plan": (draft.pk,),
        "handed plan": (handed.pk,),
        "unit's plan": (of_unit.pk,),
        "unit's draft plan": (unit_draft.pk,),
        "activity": (activity.pk,),
        "draft's activity": (secret.pk,),
        "draft plan, hand in": (draft.pk, "hand_in"),
        "handed plan, endorse": (handed.pk, "endorse"),
        "handed plan, adopt": (handed.pk, "adopt"),
        "unit's draft plan, hand in": (unit_draft.pk, "hand_in"),
    }


def _activity(by: Person, plan: Plan, what: str, **fields: Any) -> Any:
    goal = plan.planned_goals.first()
    mandate = {"goal": goal.goal} if goal else {"mandate": "own", "mandate_text": "Eget initiativ"}
    return plans.add_activity(by=by, plan=plan, what=what, due_on=day(12, 1), **mandate, **fields)


def _budgets(world: World, made: Everything) -> None:
    def budget(year: int, stage: str, text: str) -> Budget:
        return draft_budget(by=world.tomas, body=world.school, year=year, stage=stage, text=text)

    def handed(year: int, stage: str, text: str) -> Budget:
        return take_step(by=world.tomas, thing=budget(year, stage, text), step="hand_in", on=day(5, 4))

    unapproved, public = handed(2028, "definitive", "Antilopbudgeten."), handed(2027, "preliminary", "Öppna budgeten.")
    world.decide(world.sara, world.school, day(5, 12), unapproved, "20")
    world.approve(world.decide(world.sara, world.school, day(5, 19), public, "21"), world.sara)
    named = {
        "draft budget": budget(2027, "definitive", "Zebrabudgeten."),
        "handed budget": handed(2028, "preliminary", "Giraffbudgeten."),
        "unapproved budget": unapproved,
        "public budget": public,
    }
    for name, one in named.items():
        made.args |= {name: (one.pk,), f"{name} as a file": (one.pk, "xlsx")}


def _reports(world: World, made: Everything) -> None:
    quarter, interim = rounds.open_interim(world, "quarterly"), rounds.open_interim(world)
    unopened = followup.plan_round(by=world.karin, kind="annual", year=2026, **rounds.DAYS)
    (own,) = followup.choose_months(by=world.sara, body=world.school, year=2026, months=[11])

    def report(round_: Any, body: Body | None) -> Report:
        return Report.objects.get(round=round_, body=body)

    public, unapproved, handed = (report(quarter, body) for body in (world.school, world.care, world.board))
    for one, head, body in ((public, "tomas", "school"), (unapproved, "vera", "care"), (handed, "karin", "board")):
        rounds.write_all(world.people[head], one)
        meeting = hold_meeting(by=None, body=getattr(world, body), held_on=TODAY - datetime.timedelta(days=1))
        followup.hand_in_report(by=world.people[head], report=one, meeting=meeting)
    Decision.objects.filter(lines__object_id=handed.pk, meeting__body=world.board).update(heading="Giraffrapporten")
    decided = _decided_today(public, world.sara)
    approve_minutes(by=world.sara, meeting=decided.meeting, approved_on=TODAY)
    _decided_today(unapproved, world.olle)
    draft = report(interim, world.school)
    part = Part.objects.filter(report=draft, version__isnull=False).order_by("id")[0]
    followup.write_part(by=world.tomas, part=part, text="Zebradelen är skriven.", edition=part.edition)
    made.args |= {
        "round": (interim.pk,),
        "unopened round": (unopened.pk,),
        "school's own round": (own.pk,),
        "draft part": (part.pk,),
        "handed part": (handed.parts.order_by("id")[0].pk,),
        "public part": (public.parts.order_by("id")[0].pk,),
    }
    made.args["own goal in the round"] = (*made.args["own goal"], interim.pk)
    whole = report(interim, None)
    note = followup.write_note(by=world.karin, report=whole, title="Principer", text="Lagen följs.")
    made.args["note"] = (whole.pk, note.pk)
    named = {"draft": draft, "handed": handed, "unapproved": unapproved, "public": public, "whole draft": whole}
    money.furnish_plans(world, made.args, public, unapproved)
    for name, one in named.items():
        made.args |= {f"{name} report": (one.pk,), f"{name} report as a file": (one.pk, "xlsx")}
    budget = Budget.objects.get(pk=made.args["public budget"][0])
    for name, thing in {**named, "public budget": budget}.items():
        last = FrozenVersion.objects.of(thing).last()
        made.args[f"package of {name}"] = (last.pk if last else 0,)


def _decided_today(report: Report, by: Person) -> Decision:
    """Move the report's stepping back a day, so that yesterday's meeting may decide of it, and record that."""
    Report.objects.filter(pk=report.pk).update(stepped_on=TODAY - datetime.timedelta(days=1))
    report.refresh_from_db()
    return rounds.decide_on(report, by, "70")
