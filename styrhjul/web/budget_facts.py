"""What a budget says as its page shows it: a draft as it stands, others as they were frozen (F-5, O-8)."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from styrhjul.budget.models import Budget
from styrhjul.goals import rules
from styrhjul.goals.models import GoalVersion
from styrhjul.governance.documents import version_to_read
from styrhjul.governance.models import proposed_at
from styrhjul.organisation.models import rights_of


class GoalLine(NamedTuple):
    """A goal as the budget says it: the goal's id where it is known, its texts and its standing then."""

    goal_id: int | None
    heading: str
    text: str
    purpose: str
    standing: str
    is_decided: bool


class Answer(NamedTuple):
    """An answer to a directed goal as the budget says it, with the version answered where it is known."""

    version_id: int | None
    heading: str
    answer: str
    follow_up: str


class Said(NamedTuple):
    """The text, goals and answers of a budget, and the number of the frozen version that they stand in (0: none)."""

    text: str
    goals: list[GoalLine]
    answers: list[Answer]
    version: int


def content_of(budget: Budget, user: object) -> dict[str, Any]:
    """Return the budget's amounts and texts as plain data: a draft's as they stand, else as they were frozen (F-5)."""
    frozen = version_to_read(budget, user)
    return dict(frozen.content) if frozen is not None else budget.wording()


def said_in(budget: Budget, user: object) -> Said:
    """Return what the budget says to the reader (F-5).

    A draft says what its goals say now. Once handed in it says what the version said that the body got or decided;
    the public reads the one of the last decision with approved minutes. A goal that was a draft then is no part of what
    was handed in, and a goal that the reader may not read on its own page is not read here either (O-8); but the
    proposal that the council's notice has published is read whole (L-6).
    """
    frozen = version_to_read(budget, user)
    shares = list(budget.shares()) if budget.body_id else []
    if frozen is None:
        readable = budget.goals().filter(pk__in=GoalVersion.objects.visible_to(user)).select_related("goal")
        answers = [Answer(one.version_id, one.version.heading, one.answer, one.follow_up) for one in shares]
        return Said(budget.text, [_goal(one.wording()) for one in readable], answers, 0)
    versions = {one.version.heading: one.version_id for one in shares}
    told = [_goal(one) for one in goals_read_in(budget, frozen.content, user)]
    reached = _readable(told, user)
    return Said(
        frozen.content.get("text", ""),
        [one if one.goal_id in reached else one._replace(goal_id=None) for one in told],
        [Answer(versions.get(name), name, *said) for name, *said in frozen.content.get("answers", ())],
        frozen.number,
    )


def goals_read_in(budget: Budget, content: Mapping[str, Any], user: object) -> list[Mapping[str, Any]]:
    """Return the wordings of the budget's goals that the user reads in it: drafts in a draft alone (F-5, O-8)."""
    is_draft = budget.state in rules.UNFINISHED
    listed = [one for one in content.get("goals", ()) if is_draft or one["fields"]["state"] not in rules.UNFINISHED]
    if rights_of(user).is_stranger and proposed_at(budget) is not None:
        return listed  # what the council's notice has published is read whole (L-6)
    reached = _readable([_goal(one) for one in listed], user)
    return [one for one in listed if one.get("goal") in reached]


def _readable(goals: Sequence[GoalLine], user: object) -> set[int]:
    """Return the goals of the lines that the user may read on their own pages, by id."""
    ids = [one.goal_id for one in goals if one.goal_id]
    return set(GoalVersion.objects.visible_to(user).filter(goal__in=ids).values_list("goal_id", flat=True))


def _goal(wording: Mapping[str, Any]) -> GoalLine:
    said = wording["fields"]
    state = said["state"]
    return GoalLine(
        wording.get("goal"), said["heading"], said["text"], said["purpose"], rules.STATES[state],
        state in rules.DECIDED,
    )  # fmt: skip
