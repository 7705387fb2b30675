"""What follows when a body has decided about a goal, or a step is taken with it (D-2, G-6, G-11)."""

import datetime
from collections.abc import Mapping
from typing import Any

from styrhjul.goals import rules
from styrhjul.goals.actions.plans import lay_in
from styrhjul.goals.models import GoalVersion
from styrhjul.goals.terms import Level
from styrhjul.governance.actions import open_task
from styrhjul.governance.models import Decision
from styrhjul.governance.terms import TaskKind
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Person


def receive_ruling(version: GoalVersion, step: str, decision: Decision, changes: Mapping[str, Any]) -> None:
    """Take in the text decided: a committee's and the council's changes become the text, the board's stand beside it.

    When the council adopts, the earlier version gives way from the new one's first year (G-11, D-2).
    """
    if step in {"propose", "adopt"} and changes:
        for name in rules.CHANGEABLE & set(changes):
            setattr(version, name, changes[name])
        version.save(update_fields=sorted(rules.CHANGEABLE))
    if step == "adopt":
        earlier = version.goal.versions.decided().exclude(pk=version.pk)
        earlier.filter(in_force_until__gte=version.first_year).update(in_force_until=version.first_year - 1)
    if step == "end":
        version.in_force_until = max(version.first_year, min(version.last_year, decision.decided_on.year))
        version.save(update_fields=["in_force_until"])


def follow_step(version: GoalVersion, step: str, _by: Person | None) -> None:
    """Lay an adopted goal into the plans being written (P-1), and open each answer to a directed one (G-6)."""
    if step == "adopt" and version.level in {Level.COMMITTEE, Level.DIRECTED}:
        lay_in(version=version)
    if step != "adopt" or version.level != Level.DIRECTED:
        return
    for share in version.shares.filter(answered_on=None).select_related("body"):
        open_task(
            kind=TaskKind.ANSWER_DIRECTED_GOAL,
            thing=version,
            body=share.body,
            side="head",
            heading=f"Svara på det riktade målet «{version.heading}»"[:300],
            due_on=datetime.date(max(version.first_year, today().year), 1, 31),
        )
