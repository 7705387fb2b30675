"""The operational and department goals that heads judge: in which round, which are judged, which are not (F-8)."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef

from styrhjul.documents.content import AssessmentMark, Cell, Column, Note, Row, Section, Table
from styrhjul.followup import weighing
from styrhjul.followup.figures import series_of
from styrhjul.followup.models import Assessment, Report, Round
from styrhjul.followup.terms import RoundKind
from styrhjul.goals.models import GoalVersion, Plan
from styrhjul.goals.rules import DECIDED
from styrhjul.goals.terms import Level
from styrhjul.governance.models import DecisionLine, GovernanceModel
from styrhjul.governance.registry import Duty
from styrhjul.organisation.models import Person

#: The levels whose goals the head of the unit judges, and the rounds in which it is asked for (F-8).
BY_HEAD = frozenset({Level.OPERATIONAL, Level.DEPARTMENT})
ASKED_IN = frozenset({RoundKind.INTERIM, RoundKind.ANNUAL})


def round_to_judge(year: int) -> Round | None:
    """Return the round in which heads judge the year's own goals now: the latest that is open, None before any.

    One that was carried through before Styrhjul asks for nothing (D-7).
    """
    kind = ContentType.objects.get_for_model(Report)
    loaded = DecisionLine.objects.filter(content_type=kind, decision__before_styrhjul=True)
    reports = Report.objects.filter(round=OuterRef("pk"), body=None, pk__in=loaded.values("object_id"))
    opened = Round.objects.filter(kind__in=ASKED_IN, year=year, opened_on__isnull=False).exclude(Exists(reports))
    return opened.order_by("opens_on").last()


def is_judged_by_head(version: GoalVersion, year: int) -> bool:
    """Tell whether the version is an adopted own goal of a unit that holds in the year (F-8, G-9)."""
    holds = version.first_year <= year <= version.in_force_until
    return version.level in BY_HEAD and version.state in DECIDED and version.unit_id is not None and holds


def proposal_of(version: GoalVersion, round_: Round) -> weighing.Proposal:
    """Return what the goal's measures speak for (F-6); without a measure there is nothing to depart from."""
    settings = GovernanceModel.objects.settings_for(round_.year)
    facts = [one.facts(round_.year) for one in series_of([version], round_.year, round_)[version.pk]]
    if not facts:
        return weighing.Proposal("", "Målet har inget mått. Bedömningen vilar på det du skriver.", ())
    return weighing.propose(facts, settings.near_target_share)


class Owed(NamedTuple):
    """An adopted plan whose own goals are not all judged in the round: how many are left, of how many."""

    plan: Plan
    round: Round
    left: int
    of: int


def owed_in(year: int) -> list[Owed]:
    """Return the year's plans with own goals that the head has not judged in the round that is open; three queries."""
    round_ = round_to_judge(year)
    if round_ is None:
        return []
    held = GoalVersion.objects.in_year(year).decided().filter(goal__level__in=BY_HEAD, plan__year=year)
    judged = Assessment.objects.filter(round=round_, goal=OuterRef("goal"), unit__isnull=False)
    counted: dict[Plan, list[bool]] = {}
    for version in held.select_related("plan__unit").annotate(is_judged=Exists(judged)).order_by("plan", "rank", "id"):
        if version.plan is not None:
            counted.setdefault(version.plan, []).append(version.is_judged)
    return [Owed(plan, round_, done.count(False), len(done)) for plan, done in counted.items() if not all(done)]


def duties(person: Person, on: datetime.date) -> Iterator[Duty]:
    """Yield the plans whose own goals the person is to judge now, as the head of the very unit (F-8, W-4)."""
    if not person.rights.heads:
        return
    for year in (on.year - 1, on.year):
        for one in owed_in(year):
            if one.plan.acting_unit_id in person.rights.heads:
                opened = one.round.opened_on or one.round.opens_on
                heading = f"Bedöm egna mål i {one.plan}, {one.round.get_kind_display().lower()}"
                due_on = one.round.parts_due_on
                yield Duty("Egna mål att bedöma", heading, opened, due_on, Plan, one.plan.pk, is_said=True)


def judged_in(plan: Plan, reader: object) -> dict[int, list[Assessment]]:
    """Return the heads' judgements of the plan's own goals that the reader may see, the latest first; one query."""
    found: dict[int, list[Assessment]] = {}
    seen = Assessment.objects.visible_to(reader).filter(version__plan=plan, unit__isnull=False)
    for one in seen.select_related("round", "version").order_by("version__rank", "version_id", "-round__opens_on"):
        found.setdefault(one.goal_id, []).append(one)
    return found


def followed_up(plan: Plan, reader: object) -> tuple[Section, ...]:
    """Return the section that follows the plan up, beside what was adopted; none where nothing is judged (F-8, F-5)."""
    judged = judged_in(plan, reader)
    if not judged:
        return ()
    note = Note("Chefens bedömningar av de egna målen. De ingår inte i det som fastställdes.")
    return (Section("Uppföljning av egna mål", (note, _table(plan.year, judged)), "uppfoljning"),)


def _table(year: int, judged: Mapping[int, Sequence[Assessment]]) -> Table:
    model = GovernanceModel.objects.settings_for(year)
    columns = (Column("Mål"), Column("Uppföljning"), Column("Bedömning", "assessment"), Column("Skäl"))

    def row(one: Assessment) -> Row:
        mark: Cell = AssessmentMark(one.value, model.label(one.value))  # type: ignore[arg-type]
        ahead = f" Prognos för året: {model.label(one.forecast).lower()}." if one.forecast else ""
        return Row((one.version.heading, one.round.get_kind_display(), mark, f"{one.reason}{ahead}"))

    return Table("Chefens bedömningar", columns, tuple(row(one) for some in judged.values() for one in some))
