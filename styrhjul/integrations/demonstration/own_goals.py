"""The heads judge the goals in their own plans: most have done it, some have it left (F-8)."""

from styrhjul.followup.actions.own_goals import judge_own_goal
from styrhjul.followup.figures import series_of
from styrhjul.followup.models import Round
from styrhjul.followup.own_goals import BY_HEAD, proposal_of
from styrhjul.followup.terms import Attainment
from styrhjul.goals.models import GoalVersion
from styrhjul.integrations.demonstration import wording
from styrhjul.integrations.demonstration.town import Town

#: The units whose heads have not judged yet.
LEFT = frozenset({"UTB", "grundskola", "hemtjanst", "kost"})


def judge(town: Town, round_: Round) -> None:
    """Let the heads judge, as the measures speak for, and where they are silent on what has been done."""
    waiting = {town.units[key].pk for key in LEFT}
    goals = GoalVersion.objects.in_year(round_.year).decided().filter(goal__level__in=BY_HEAD, plan__year=round_.year)
    for version in goals.exclude(unit__in=waiting).select_related("goal", "plan").order_by("pk"):
        proposed = proposal_of(version, round_).value
        value = proposed if proposed not in ("", Attainment.NONE) else Attainment.MAINLY
        facts = [one.facts(round_.year) for one in series_of([version], round_.year, round_)[version.pk]]
        judge_own_goal(
            by=town.heads[version.unit_id or 0], version=version, round_=round_, value=value, forecast=value,
            reason=wording.reason(facts, value, version.goal_id),
            departure="Årets värde finns inte än. Bedömningen bygger på det som är gjort." if value != proposed else "",
        )  # fmt: skip
