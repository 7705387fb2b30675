"""How the committees have worked towards the overall goals in a year: what the joint assessment rests on (G-3, F-8)."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import F

from styrhjul.followup.models import Assessment, Round
from styrhjul.goals.models import Disclaimer, GoalVersion, Share
from styrhjul.goals.terms import Level
from styrhjul.organisation.models import Body


class Contribution(NamedTuple):
    """A goal that carries on an overall goal: whose, what, how, and what the body decided that became of it.

    ``value`` and ``reason`` are empty until the body has decided its report.
    """

    body: str
    goal_id: int
    heading: str
    how: str
    value: str
    reason: str
    decided_on: datetime.date | None


class Contributions(NamedTuple):
    """What the committees have done towards one overall goal, and which have said why it does not concern them."""

    goal_id: int
    heading: str
    goals: tuple[Contribution, ...]
    disclaimed: tuple[tuple[str, str], ...]


def contributions_to(versions: Iterable[GoalVersion], round_: Round) -> dict[int, Contributions]:
    """Return, by its id, what stands beneath each of the overall goals in the round's year (G-3).

    A committee goal contributes straight, or through a directed goal; each receiver of a directed goal by its share.
    The number of queries does not grow with the goals.
    """
    overall = [one for one in versions if one.level == Level.OVERALL]
    if not overall:
        return {}
    names = _names(round_.year)
    judged = _judged(round_)
    beneath = _beneath([one.goal_id for one in overall], round_.year)
    disclaimed: dict[int, list[tuple[str, str]]] = defaultdict(list)
    said = Disclaimer.objects.filter(year=round_.year, goal__in=[one.goal_id for one in overall])
    for goal_id, body_id, reason in said.order_by("body__rank").values_list("goal_id", "body_id", "reason"):
        disclaimed[goal_id].append((names.get(body_id, ""), reason))
    return {
        one.goal_id: Contributions(
            one.goal_id,
            one.heading,
            tuple(_contribution(version, body_id, names, judged) for version, body_id in beneath[one.goal_id]),
            tuple(disclaimed[one.goal_id]),
        )
        for one in overall
    }


def shares_of(versions: Iterable[GoalVersion], round_: Round) -> dict[int, Contributions]:
    """Return, by its id, what each receiver of the directed goals has decided that became of its share (F-8, X-3).

    The number of queries does not grow with the goals.
    """
    directed = {one.pk: one for one in versions if one.level == Level.DIRECTED}
    if not directed:
        return {}
    names, judged = _names(round_.year), _judged(round_)
    given = Share.objects.filter(version__in=directed).order_by("body__rank").values_list("version_id", "body_id")
    shares: dict[int, list[Contribution]] = defaultdict(list)
    for version_id, body_id in given:
        shares[version_id].append(_contribution(directed[version_id], body_id, names, judged))
    return {
        one.goal_id: Contributions(one.goal_id, one.heading, tuple(shares[one.pk]), ()) for one in directed.values()
    }


def _names(year: int) -> dict[int, str]:
    """Return the bodies' names in the middle of the year (O-5)."""
    on = datetime.date(year, 7, 1)
    return {body.pk: body.name_on(on) for body in Body.objects.named(on)}


def _judged(round_: Round) -> dict[tuple[int, int], Assessment]:
    """Return the judgements that bodies have decided in the round, by goal and body: of own goals and of shares.

    The board's judgement of its own share goes before that of the goal as a whole.
    """
    found = Assessment.objects.filter(round=round_, decided_on__isnull=False, body__isnull=False)
    ordered = found.order_by(F("receiver").asc(nulls_first=True))
    return {(one.goal_id, one.body_id): one for one in ordered if one.body_id is not None}


def _beneath(overall: Iterable[int], year: int) -> Mapping[int, list[tuple[GoalVersion, int]]]:
    """Return, by overall goal, the versions that carry it on with the body of each, in the order of the bodies."""
    held = GoalVersion.objects.in_year(year).decided().filter(goal__level__in=[Level.DIRECTED, Level.COMMITTEE])
    versions = list(held.select_related("goal"))
    shares: dict[int, list[int]] = defaultdict(list)
    given = Share.objects.filter(version__in=[one.pk for one in versions]).values_list("version_id", "body_id")
    for version_id, body_id in given:
        shares[version_id].append(body_id)
    through = {one.goal_id: one.parent_id for one in versions if one.level == Level.DIRECTED}
    ranks = dict(Body.objects.values_list("pk", "rank"))
    found: dict[int, list[tuple[GoalVersion, int]]] = {goal_id: [] for goal_id in overall}
    for one in versions:
        aim = through.get(one.parent_id or 0) or one.parent_id
        bodies = shares[one.pk] if one.level == Level.DIRECTED else [one.body_id]
        if aim in found:
            found[aim] += [(one, body_id) for body_id in bodies if body_id is not None]
    for listed in found.values():
        listed.sort(key=lambda row: (ranks.get(row[1], 0), row[0].level != Level.DIRECTED, row[0].rank, row[0].pk))
    return found


def _contribution(
    version: GoalVersion, body_id: int, names: Mapping[int, str], judged: Mapping[tuple[int, int], Assessment]
) -> Contribution:
    made = judged.get((version.goal_id, body_id))
    decided = (made.value, made.reason, made.decided_on) if made else ("", "", None)
    return Contribution(names.get(body_id, ""), version.goal_id, version.heading, version.contribution, *decided)
