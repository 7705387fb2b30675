"""Takes the goals of a year through the workflow: drafted, proposed, prepared, adopted (G, D-2)."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from styrhjul.budget.models import Budget
from styrhjul.budget.terms import Stage
from styrhjul.goals.actions import goals as actions
from styrhjul.goals.actions.goals import FIELDS, Aim
from styrhjul.goals.actions.sharing import name_contributing_bodies
from styrhjul.goals.models import GoalVersion, Share
from styrhjul.goals.terms import Level
from styrhjul.governance.actions import Ruling, take_step
from styrhjul.governance.models import Decision
from styrhjul.governance.terms import Outcome
from styrhjul.integrations.demonstration import budgets
from styrhjul.integrations.demonstration.days import DECEMBER, Planning, working
from styrhjul.integrations.demonstration.meetings import decide
from styrhjul.integrations.demonstration.money import Money
from styrhjul.integrations.demonstration.town import Town
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import Person

Row = dict[str, Any]


class Edition(NamedTuple):
    """What a goal says from a year: the row of the data with all its revisions up to that year."""

    row: Row
    first_year: int
    last_year: int
    is_first: bool


def editions(rows: Sequence[Row]) -> Iterator[Edition]:
    """Yield each goal's versions in order; a revision changes only what it names."""
    for row in rows:
        merged = row
        for number, change in enumerate([{}, *row.get("revision", ())]):
            merged = {**merged, "stop": "", **change} if number else row
            first_year, last_year = merged["years"]
            yield Edition(merged, first_year, last_year, number == 0)


def _texts(edition: Edition) -> Row:
    texts = {name: edition.row[name] for name in FIELDS if name in edition.row}
    texts.setdefault("fulfilled_by", datetime.date(edition.last_year, 12, 31))
    return texts


def draft(town: Town, edition: Edition, by: Person | None) -> GoalVersion:
    """Return the draft of the edition: a new goal, or a revision of the one that stands."""
    row = edition.row
    parent = town.goals.get(row.get("parent", ""))
    if edition.is_first or by is None:
        version = actions.draft_goal(
            by=by,
            level=row["level"],
            body=town.bodies[row["body"]],
            parent=parent,
            goal=town.goals.get(row["key"]),
            is_example=row.get("is_example", True),
            first_year=edition.first_year,
            last_year=edition.last_year,
            **_texts(edition),
        )
        town.goals[row["key"]] = version.goal
    else:
        standing = town.goals[row["key"]].versions.decided().order_by("first_year").last()
        assert standing is not None
        version = actions.revise(by=by, version=standing, first_year=edition.first_year, note=row.get("note", ""))
        version = actions.write_goal(
            by=by,
            version=version,
            parent=parent,
            first_year=edition.first_year,
            last_year=edition.last_year,
            **_texts(edition),
        )
    _follow(town, version, edition, by)
    if "contributors" in row:
        name_contributing_bodies(by=by, version=version, bodies=[town.bodies[key] for key in row["contributors"]])
    if row["level"] == Level.DIRECTED:
        actions.direct_to(by=by, version=version, bodies=[town.bodies[key] for key in row["receivers"]])
    return version


def _follow(town: Town, version: GoalVersion, edition: Edition, by: Person | None) -> None:
    """Lay in the measures with the targets of the edition's years (M-2)."""
    for rank, (key, targets) in enumerate(edition.row.get("measures", {}).items()):
        years = range(edition.first_year, edition.last_year + 1)
        aims = [Aim(year, Decimal(str(targets[str(year)]))) for year in years if str(year) in targets]
        actions.follow_by(by=by, version=version, measure=town.measures[key], aims=aims, rank=rank)


def propose(town: Town, money: Money, rows: Sequence[Row], planning: Planning) -> list[GoalVersion]:
    """Return the goals for the year, handed to the board or proposed by their committees in spring (D-2).

    A row may say that it stops at being a draft, or handed to its committee.
    """
    proposed: list[GoalVersion] = []
    for body in town.served:
        by = town.administrator_of(body)
        mine = [e for e in editions(rows) if e.first_year == planning.year and e.row["body"] == body]
        handed: list[GoalVersion] = []
        for edition in mine:
            with on_day(planning.drafted_on):
                version = draft(town, edition, by)
            if edition.row.get("stop") != "draft":
                with on_day(planning.handed_on):
                    handed.append(take_step(by=by, thing=version, step="hand_in"))
        stopped = {e.row["key"] for e in mine if e.row.get("stop") == "handed"}
        ready = [v for v in handed if not any(town.goals[key].pk == v.goal_id for key in stopped)]
        rulings = [Ruling(budgets.hand_in(town, money, body, planning.year, Stage.PRELIMINARY, planning.handed_on))]
        if body != "KS":
            rulings += [Ruling(version) for version in ready]
        decide(town, body, planning.committee_on(body), f"Preliminär nämndsbudget {planning.year} med mål", rulings)
        proposed.extend(ready)
    return proposed


def adopt(town: Town, proposed: Sequence[GoalVersion], planning: Planning, text: str) -> Decision:
    """Let the board prepare and the council adopt the goals with the budget; return the council's decision (D-2)."""
    heading = f"Budget {planning.year} med mål"
    whole = Budget.objects.get(body=None, year=planning.year)
    changes = budgets.board_changes(planning.year)
    for body, held_on in (("KS", planning.board_on), ("KF", planning.council_on)):
        rulings = [Ruling(GoalVersion.objects.get(pk=version.pk)) for version in proposed]
        rulings.append(Ruling(whole, Outcome.ADOPTED_WITH_CHANGE if changes else Outcome.ADOPTED, changes))
        changes = {}
        decision = decide(town, body, held_on, heading, rulings, text=text)
    return decision


def answer(town: Town, money: Money, rows: Sequence[Row], year: int) -> None:
    """Let the committees adopt their definitive budgets in December, with answers to new directed goals (B-1, G-6).

    Those whom the goal's row calls silent still owe their answer.
    """
    keys = {town.goals[row["key"]].pk: row for row in rows if row["key"] in town.goals}
    for body in town.served:
        held_on = working(year - 1, *DECEMBER[body])
        handed_on = held_on - datetime.timedelta(days=10)
        budget = budgets.hand_in(town, money, body, year, Stage.DEFINITIVE, handed_on)
        decision = decide(town, body, held_on, f"Definitiv nämndsbudget {year} med mål", [Ruling(budget)])
        _answers(town, keys, body, year, decision)
    for body in town.external:
        held_on = working(year - 1, *DECEMBER["KS"])
        _answers(town, keys, body, year, decide(town, body, held_on, f"Svar på riktade mål {year}", []))


def _answers(town: Town, keys: Mapping[int, Row], body: str, year: int, decision: Decision) -> None:
    """Lay the body's answers to the year's new directed goals in its decision, but for those it is silent about."""
    waiting = Share.objects.filter(version__first_year=year, version__state="adopted", answered_on=None)
    for share in waiting.filter(body=town.bodies[body]).select_related("version", "body"):
        row = keys[share.version.goal_id]
        if body not in row.get("silent", ()):
            how, follow_up = row["answers"][body]
            with on_day(decision.decided_on):
                actions.answer_directed_goal(
                    by=town.secretary_of(share.body), share=share, answer=how, follow_up=follow_up, decision=decision
                )


def prepare_early(
    town: Town, version: GoalVersion, held_on: datetime.date, outcome: Outcome, reason: str, **changes: str
) -> None:
    """Let the board treat one proposal ahead of the others: back to its committee, or on with a change (D-2)."""
    ruling = Ruling(GoalVersion.objects.get(pk=version.pk), outcome, changes, reason)
    decide(town, "KS", held_on, f"Förslag till nämndsmål: {version.heading}"[:200], [ruling])
