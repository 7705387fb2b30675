"""The head judges the unit's own goals (F-6, F-8, O-6)."""

from django.db import transaction

from styrhjul.followup import rules, weighing
from styrhjul.followup.models import Assessment, Report, Round
from styrhjul.followup.own_goals import is_judged_by_head, proposal_of, round_to_judge
from styrhjul.goals.models import GoalVersion
from styrhjul.governance.actions import locked, require
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Person
from styrhjul.organisation.rules import HEADS
from styrhjul.organisation.terms import Role


def can_judge_own(user: object, version: GoalVersion) -> bool:
    """Tell whether the user judges the unit's own goal: its head as of now, or the municipal director (F-8, O-6)."""
    if not isinstance(user, Person) or user.rights.is_elected or version.unit_id is None:
        return False
    unit = version.plan.acting_unit_id if version.plan else version.unit_id
    return unit in user.rights.heads or user.rights.has(Role.MUNICIPAL_DIRECTOR)


def stands(version: GoalVersion, round_: Round) -> bool:
    """Tell whether a judgement made in the round stands: the municipality's report of the round is decided (F-5)."""
    decided = Report.objects.filter(round=round_, body=None, state__in=rules.DECIDED)
    made = Assessment.objects.filter(goal=version.goal_id, round=round_, unit=version.unit_id)
    return made.exists() and decided.exists()


@transaction.atomic
def judge_own_goal(
    *,
    by: Person,
    version: GoalVersion,
    round_: Round,
    value: str,
    reason: str,
    departure: str = "",
    forecast: str = "",
) -> Assessment:
    """Return the head's judgement of the unit's own goal in the round, with the very figures used (F-6, F-8).

    It may be changed until the council has decided the round's report; one that is missing may be made later too.
    Raises Refused for others than the head as of now and the municipal director, for another round than the latest
    that is open, for a goal that is not adopted, without a reason, or when it departs from the measures without why.
    """
    version = locked(version)
    _check(by, version, round_)
    proposal = proposal_of(version, round_)
    weighing.check_assessment(value=value, reason=reason, proposed=proposal.value, departure=departure)
    known = Assessment.objects.filter(goal=version.goal_id, round=round_, unit=version.unit_id).first()
    before = {"value": known.value, "reason": known.reason} if known else None
    made, _ = Assessment.objects.update_or_create(
        goal=version.goal, round=round_, body=None, unit=version.unit, receiver=None,
        defaults={
            "version": version, "value": value, "reason": reason.strip(), "forecast": forecast,
            "proposed": proposal.value,
            "departure": departure.strip() if proposal.value not in ("", value) else "",
            "figures": [[w.verdict, w.level, w.sentence] for w in proposal.measures],
            "by": by, "judged_on": today(),
        },
    )  # fmt: skip
    told = f"Bedömde målet i {round_.name}: {made.get_value_display().lower()}."
    acting_for = by.rights.acting_for(HEADS, unit_id=version.unit_id)
    record(by=by, verb="assess", on=version, sentence=told, acting_for=acting_for, before=before)
    return made


def _check(by: Person, version: GoalVersion, round_: Round) -> None:
    """Refuse one who does not judge the goal, a round in which it is not judged, and a judgement that stands."""
    require(can_judge_own(by, version), "Enhetens chef bedömer enhetens egna mål.", "F-8")
    current = round_to_judge(round_.year)
    asked = current is not None and current.pk == round_.pk and is_judged_by_head(version, round_.year)
    require(asked, "Målet bedöms inte i den uppföljningen.", "F-8")
    if stands(version, round_):
        raise Refused("Rapporten är beslutad, och bedömningen ändras inte längre.", "F-5")
