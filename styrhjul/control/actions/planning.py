"""Plans of internal control written: risks, their places in the matrix, controls, the documents beneath (C-1, C-3)."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from styrhjul.control import rules
from styrhjul.control.models import Control, ControlPlan, ControlPolicy, Risk
from styrhjul.governance.actions import locked, require
from styrhjul.governance.models import GovernanceModel
from styrhjul.governance.rules import ModelSettings
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, rights_of
from styrhjul.organisation.terms import BodyKind


def can_write_plan(user: object, plan: ControlPlan) -> bool:
    """Tell whether the user writes in the plan while it is a draft: those who draft for its body (O-6)."""
    return plan.state in rules.UNFINISHED and plan.body_id in rights_of(user).drafts_for


def can_write_policy(user: object) -> bool:
    """Tell whether the user keeps the documents that internal control rests on: those who draft for the board."""
    drafts_for = rights_of(user).drafts_for
    return bool(drafts_for) and Body.objects.filter(kind=BodyKind.BOARD, to_on=None, pk__in=drafts_for).exists()


def _settings(plan: ControlPlan) -> ModelSettings:
    return GovernanceModel.objects.settings_for(plan.year)


def _lock_draft(plan: ControlPlan, by: Person | None) -> ControlPlan:
    plan = locked(plan)
    require(
        plan.state in rules.UNFINISHED and (by is None or can_write_plan(by, plan)),
        "Du kan inte skriva i planen: den är lämnad eller hör till någon annan.",
    )
    return plan


@transaction.atomic
def draft_plan(
    *,
    by: Person | None,
    body: Body,
    year: int,
    text: str = "",
    copied: Collection[int] = (),
    is_example: bool = False,
) -> ControlPlan:
    """Return a new plan for the year, begun with the risks chosen from last year's plan and their controls (C-1, C-3).

    ``copied`` holds ids of last year's risks. Raises Refused for somebody who does not draft for the body (O-6), for a
    body without a plan of its own, for a year that is over, and when the year has its plan already.
    """
    require(body.kind in {BodyKind.BOARD, BodyKind.COMMITTEE}, "Kommunstyrelsen och nämnderna har planer.", "C-1")
    allowed = by is None or body.pk in by.rights.drafts_for
    require(allowed, f"Du kan inte skriva plan för intern kontroll åt {body}.")
    require(by is None or year >= today().year, "Planen görs för i år eller ett kommande år.", "C-1")
    known = ControlPlan.objects.filter(body=body, year=year)
    require(not known.exists(), f"{body} har redan en plan för intern kontroll {year}.", "C-1")
    plan = ControlPlan.objects.create(body=body, year=year, text=text, is_example=is_example)
    _copy_risks(plan, copied)
    record(by=by, verb="draft", on=plan, sentence=f"Skrev ett utkast till plan för {year}.")
    return plan


@transaction.atomic
def bring_risks(*, by: Person | None, plan: ControlPlan, chosen: Collection[int]) -> list[Risk]:
    """Return the risks made of those chosen from last year's plan, with their controls (C-3). Safe to do again."""
    plan = _lock_draft(plan, by)
    made = _copy_risks(plan, chosen)
    record(by=by, verb="bring", on=plan, sentence=f"Tog med {len(made)} risker från förra årets plan.")
    return made


def _copy_risks(plan: ControlPlan, chosen: Collection[int]) -> list[Risk]:
    """Copy the chosen risks of last year's plan that are not here already, with their controls (C-3).

    A place that this year's scales no longer hold becomes the highest that they do.
    """
    model, made = _settings(plan), []
    for risk in plan.left_behind().filter(pk__in=chosen).prefetch_related("controls"):
        copied = Risk.objects.create(
            plan=plan, what=risk.what, description=risk.description, kind=risk.kind, goal_id=risk.goal_id,
            process=risk.process, likelihood=min(risk.likelihood, len(model.likelihood_scale)),
            consequence=min(risk.consequence, len(model.consequence_scale)), came_from=risk,
        )  # fmt: skip
        Control.objects.bulk_create(
            Control(
                risk=copied, what=one.what, how=one.how, frequency=one.frequency, unit_id=one.unit_id,
                position=one.position, reported_to=one.reported_to,
            )
            for one in risk.controls.all()
        )  # fmt: skip
        made.append(copied)
    return made


@transaction.atomic
def write_plan(*, by: Person | None, plan: ControlPlan, text: str) -> ControlPlan:
    """Return the draft with its text (C-1)."""
    plan = _lock_draft(plan, by)
    plan.text = text.strip()
    plan.save(update_fields=["text"])
    record(by=by, verb="write", on=plan, sentence="Ändrade planens text.")
    return plan


@transaction.atomic
def write_risk(
    *,
    by: Person | None,
    plan: ControlPlan,
    risk: Risk | None = None,
    likelihood: int,
    consequence: int,
    **fields: Any,
) -> Risk:
    """Return the risk, new or changed, at its place in the matrix (C-1). Raises Refused for a place outside it."""
    plan = _lock_draft(plan, by)
    rules.check_place(likelihood, consequence, _settings(plan))
    found = locked(risk) if risk else Risk(plan=plan)
    found.likelihood, found.consequence = likelihood, consequence
    for name, value in fields.items():
        setattr(found, name, value)
    found.save()
    record(by=by, verb="write_risk", on=plan, sentence=f"{'Ändrade' if risk else 'La till'} risken «{found.what}».")
    return found


@transaction.atomic
def move_risk(*, by: Person, risk: Risk, likelihood: int, consequence: int) -> Risk:
    """Return the risk moved to another place in the matrix (C-3). Raises Refused for a place outside it."""
    plan = _lock_draft(risk.plan, by)
    rules.check_place(likelihood, consequence, _settings(plan))
    risk = locked(risk)
    before = f"{risk.likelihood} × {risk.consequence}"
    risk.likelihood, risk.consequence = likelihood, consequence
    risk.save(update_fields=["likelihood", "consequence"])
    sentence = f"Flyttade risken «{risk.what}» från {before} till {likelihood} × {consequence}."
    record(by=by, verb="move_risk", on=plan, sentence=sentence)
    return risk


@transaction.atomic
def drop_risk(*, by: Person, risk: Risk) -> ControlPlan:
    """Take the risk and its controls out of the draft, and return the plan; the log keeps that it stood there."""
    plan = _lock_draft(risk.plan, by)
    record(by=by, verb="drop_risk", on=plan, sentence=f"Tog bort risken «{risk.what}».")
    risk.delete()
    return plan


@transaction.atomic
def write_control(*, by: Person | None, risk: Risk, control: Control | None = None, **fields: Any) -> Control:
    """Return the control, new or changed (C-1). A draft may lack all but what is controlled and how often."""
    plan = _lock_draft(risk.plan, by)
    found = locked(control) if control else Control(risk=risk)
    for name, value in fields.items():
        setattr(found, name, value)
    found.save()
    verb = "Ändrade" if control else "La till"
    record(by=by, verb="write_control", on=plan, sentence=f"{verb} kontrollen «{found.what}».")
    return found


@transaction.atomic
def drop_control(*, by: Person, control: Control) -> ControlPlan:
    """Take the control out of the draft, and return the plan."""
    plan = _lock_draft(control.risk.plan, by)
    require(not control.results.exists(), "Kontrollen har resultat och står kvar.", "C-2")
    record(by=by, verb="drop_control", on=plan, sentence=f"Tog bort kontrollen «{control.what}».")
    control.delete()
    return plan


@transaction.atomic
def write_policy(*, by: Person | None, policy: ControlPolicy | None = None, **fields: Any) -> ControlPolicy:
    """Return the council's regulation or the board's instructions, new or changed (C-1)."""
    require(by is None or can_write_policy(by), "Kommunstyrelsens sida lägger in reglemente och anvisningar.")
    found = locked(policy) if policy else ControlPolicy()
    for name, value in fields.items():
        setattr(found, name, value)
    found.save()
    verb = "Ändrade uppgifterna om" if policy else "La in"
    record(by=by, verb="write_policy", on=found, sentence=f"{verb} {found.name}.")
    return found
