"""Activities shared out from plan to plan, who contributes, and what employees propose (P-3, P-6, T-5)."""

from collections.abc import Collection

from django.db import transaction

from styrhjul.goals import rules
from styrhjul.goals.actions.goals import can_draft
from styrhjul.goals.actions.plans import add_activity, can_write, draft_plan
from styrhjul.goals.models import Activity, Goal, GoalVersion, Plan, Suggestion
from styrhjul.goals.terms import Mandate, SuggestionKind, SuggestionState
from styrhjul.governance.actions import locked, require
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Unit

#: Why nothing is changed in the activities of a year that is closed.
CLOSED = "Året är avslutat och aktiviteten står som den blev."


def can_share_out(user: Person, activity: Activity) -> bool:
    """Tell whether the user shares the activity out to units below: heads over its plan, never the elected (P-3).

    Nobody does when the plan's year is closed (X-12).
    """
    if activity.plan.closed_on is not None:
        return False
    return activity.plan.unit_id in user.units_headed and not user.rights.is_elected


@transaction.atomic
def share_out(*, by: Person, activity: Activity, unit: Unit) -> Activity:
    """Return the activity that the unit below got in its own plan of the year, begun where it had none (P-3).

    It serves the same goal and is due the same day; the unit says who does it. Safe to call again. Raises Refused for
    a unit that is not below, or whose plan is handed in or adopted.
    """
    require(activity.plan.closed_on is None, CLOSED, "X-12")
    require(can_share_out(by, activity), "Bara chefen över planen delar ut dess aktiviteter.", "P-3")
    plan = activity.plan
    below = Unit.objects.below([plan.unit_id], plan.day) - {plan.unit_id}
    require(unit.pk in below, f"{unit} ligger inte under {plan.unit}.", "P-3")
    known = Activity.objects.filter(shared_from=activity, plan__unit=unit).first()
    if known is not None:
        return known
    theirs = Plan.objects.filter(unit=unit, year=plan.year).first()
    theirs = theirs or draft_plan(by=None, unit=unit, year=plan.year)
    if theirs.state not in rules.UNFINISHED:
        raise Refused(f"{theirs} är redan {theirs.state_label.lower()} och kan inte ändras.", "P-3")
    kept = ("what", "description", "mandate", "goal", "commission", "mandate_text", "start_on", "due_on")
    made = add_activity(by=by, plan=theirs, shared_from=activity, **{name: getattr(activity, name) for name in kept})
    record(by=by, verb="share_out", on=activity, sentence=f"Delades ut till {unit}.")
    record(by=by, verb="receive", on=theirs, sentence=f"«{activity.what}» delades ut hit från {plan}.")
    return made


@transaction.atomic
def share_out_to(*, by: Person, activity: Activity, units: Collection[Unit]) -> list[Activity]:
    """Return what each of the units got, all or none (P-3). Raises Refused as ``share_out`` does."""
    return [share_out(by=by, activity=activity, unit=unit) for unit in units]


@transaction.atomic
def name_contributors(
    *, by: Person, activity: Activity, people: Collection[Person], units: Collection[Unit] = ()
) -> Activity:
    """Return the activity with who contributes beside the one responsible: any number (P-2, T-5)."""
    require(activity.plan.closed_on is None, CLOSED, "X-12")
    over = activity.plan.unit_id in by.units_headed and not by.rights.is_elected
    require(over or can_write(by, activity.plan), "Bara den som skriver planen anger vilka som bidrar.", "P-2")
    activity.contributors.set(people)
    activity.contributing_units.set(units)
    names = ", ".join([*(one.name for one in people), *(str(one) for one in units)])
    record(by=by, verb="contribute", on=activity, sentence=f"Bidrar: {names or 'ingen annan'}.")
    return activity


@transaction.atomic
def name_contributing_bodies(*, by: Person | None, version: GoalVersion, bodies: Collection[Body]) -> GoalVersion:
    """Return the draft goal with the bodies that contribute to it beside its own: responsibility for the whole (T-5).

    Raises Refused for a goal that is handed in or decided, and for somebody who does not write it.
    """
    require(can_draft(by, version), "Vilka som bidrar anges medan målet är ett utkast.", "T-5")
    others = [one for one in bodies if one.pk != version.body_id]
    version.contributors.set(others)
    names = ", ".join(str(one) for one in others)
    record(by=by, verb="contribute", on=version, sentence=f"Bidrar: {names or 'ingen annan'}.")
    return version


@transaction.atomic
def suggest(
    *, by: Person, unit: Unit, year: int, kind: str, what: str, why: str = "", goal: Goal | None = None
) -> Suggestion:
    """Return what the employee proposes to the unit where they work (P-6). Raises Refused for other units."""
    require(unit.pk in by.rights.units, "Man lämnar förslag till den enhet där man arbetar.", "P-6")
    if not what.strip():
        raise Refused("Skriv vad du föreslår.", "P-6", {"what": "Skriv vad du föreslår."})
    made = Suggestion.objects.create(
        unit=unit, year=year, kind=kind, what=what.strip(), why=why.strip(), goal=goal, by=by, made_on=today()
    )
    record(by=by, verb="suggest", on=made, sentence=f"Föreslog till {unit}.")
    return made


@transaction.atomic
def answer_suggestion(*, by: Person, suggestion: Suggestion, takes_up: bool, answer: str = "") -> Suggestion:
    """Return the suggestion with the head's answer (P-6).

    An activity that is taken up is laid into the unit's plan of the year, with who proposed it as responsible, when
    that plan is a draft. Raises Refused for others than the head, twice, and for a no without a reason.
    """
    suggestion = locked(suggestion)
    require(suggestion.unit_id in by.units_headed, "Bara chefen svarar på förslag till enheten.", "P-6")
    require(suggestion.state == SuggestionState.OPEN, "Förslaget är redan besvarat.", "P-6")
    if not takes_up and not answer.strip():
        raise Refused("Skriv varför förslaget inte tas upp.", "P-6", {"answer": "Skriv varför."})
    suggestion.state = SuggestionState.TAKEN_UP if takes_up else SuggestionState.DECLINED
    suggestion.answer, suggestion.answered_by, suggestion.answered_on = answer.strip(), by, today()
    if takes_up and suggestion.kind == SuggestionKind.ACTIVITY:
        suggestion.activity = _as_activity(suggestion)
    suggestion.save()
    record(by=by, verb="answer", on=suggestion, sentence=f"{suggestion.get_state_display()}. {answer.strip()}".strip())
    return suggestion


def _as_activity(suggestion: Suggestion) -> Activity | None:
    """Return the activity that the suggestion became, None when the unit's plan of the year is no draft."""
    plan = Plan.objects.filter(unit=suggestion.unit, year=suggestion.year, state__in=rules.UNFINISHED).first()
    if plan is None:
        return None
    mandate = Mandate.GOAL if suggestion.goal_id else Mandate.OWN
    words = "" if suggestion.goal_id else "Förslag från medarbetare"
    return add_activity(
        by=None, plan=plan, what=suggestion.what, description=suggestion.why, mandate=mandate, goal=suggestion.goal,
        mandate_text=words, responsible=suggestion.by,
    )  # fmt: skip
