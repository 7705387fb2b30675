"""What stands beside a part while it is written: figures, activities, the other parts, last period (F-4, F-6, M-7)."""

from collections.abc import Sequence
from typing import NamedTuple

from django.urls import reverse
from markupsafe import Markup

from styrhjul.documents.charts import sparkline
from styrhjul.documents.numbers import MISSING, format_number
from styrhjul.documents.words import MONTHS
from styrhjul.followup import weighing
from styrhjul.followup.body_facts import (
    ActivityLine,
    MeasureLine,
    StaffLine,
    activities_in,
    counted,
    measures_in,
    staff_in,
)
from styrhjul.followup.contributing import Contributions, contributions_to, shares_of
from styrhjul.followup.figures import YEARS_BACK, Series, series_of
from styrhjul.followup.forecasts import Help, MoneyRow, help_for, period_of
from styrhjul.followup.models import Assessment, Part, Round
from styrhjul.followup.terms import Attainment, PartKind, PartState
from styrhjul.goals.models import Activity, GoalVersion, Measure
from styrhjul.goals.terms import ActivityStatus, Level
from styrhjul.governance.rules import ModelSettings
from styrhjul.organisation.clock import today

#: How far an activity has come, as the mark shows it.
PROGRESS = {ActivityStatus.DONE: "done", ActivityStatus.GOING_ON: "now", ActivityStatus.TODO: "todo"}

HIDDEN = "visas inte: utfallet rör för få personer."


class Beside(NamedTuple):
    """One measure beside the text: its latest value, its trend in small, and what it is held against."""

    name: str
    value: str
    unit: str
    spark: Markup
    line: str
    is_example: bool


class Step(NamedTuple):
    """A part in the list of parts: how far it has come, its heading, who has it, its address."""

    state: str
    heading: str
    who: str
    address: str
    is_here: bool


class Seen(NamedTuple):
    """A measure with all its figures, and with those that the reader may see (M-7)."""

    whole: Series
    shown: Series

    @property
    def is_hidden(self) -> bool:
        """Whether a figure that weighs in the proposal is kept from the reader."""
        return self.whole.values != self.shown.values


def seen_series(part: Part, user: object, model: ModelSettings) -> list[Seen]:
    """Return the measures of the part's goal, with figures on few persons only for those who report them (M-7)."""
    if part.version is None:
        return []
    return seen_of(part.version, part.report.round, part.report.body_id, user, model)


def seen_of(version: GoalVersion, round_: Round, body_id: int | None, user: object, model: ModelSettings) -> list[Seen]:
    """Return the goal's measures as they stand in the round, each with what the reader may see of it (M-7)."""
    whole = series_of([version], round_.year, round_, body_id)[version.pk]
    shown = series_of([version], round_.year, round_, body_id, shown_from=model.fewest_persons)[version.pk]
    measures = [one.measure_id for one in whole]
    own = set(Measure.objects.reported_by(user).filter(pk__in=measures).values_list("pk", flat=True))
    return [Seen(a, a if a.measure_id in own else b) for a, b in zip(whole, shown, strict=True)]


def proposal_of(level: str, seen: list[Seen], year: int, model: ModelSettings) -> tuple[weighing.Proposal, list[str]]:
    """Return what the measures speak for, and its arithmetic in sentences without hidden figures (F-6, M-7)."""
    proposal = weighing.propose_for(level, [one.whole.facts(year) for one in seen], model.near_target_share)
    lines = [
        f"{one.whole.name}: {HIDDEN}" if one.is_hidden else weighed.sentence
        for one, weighed in zip(seen, proposal.measures, strict=bool(proposal.value))
    ]
    return proposal, lines


def at_odds(seen: list[Seen], judged: Assessment | None, year: int, model: ModelSettings) -> list[str]:
    """Return the measures whose forecast misses the target although the goal is judged attained (F-6, X-4)."""
    if judged is None or judged.value != Attainment.ATTAINED:
        return []
    ahead = [(one, one.whole.facts(year)._replace(value=None)) for one in seen if not one.is_hidden]
    short = {weighing.Verdict.NEAR, weighing.Verdict.MISSED}
    return [one.whole.name for one, facts in ahead if weighing.weigh(facts, model.near_target_share).verdict in short]


def forecasts_of(seen: list[Seen]) -> list[tuple[str, str]]:
    """Return each measure that has a forecast for the year: its name, and the value with its unit (M-2)."""
    return [(one.shown.name, one.shown.shown(one.shown.forecast)) for one in seen if one.shown.forecast is not None]


def beside(seen: list[Seen], year: int) -> list[Beside]:
    """Return the figures that the text is about: value, trend, target, the year before (design 5)."""
    return [_beside(one, year) for one in seen]


def _beside(one: Seen, year: int) -> Beside:
    series = one.shown
    latest = series.latest(year)
    aim = series.target_of(year)
    parts = [f"mål {format_number(aim, series.decimals)}"] if aim is not None else []
    if latest is not None:
        parts = [str(latest[0]), *parts]
        before = series.values.get(latest[0] - 1)
        parts += [f"året före {format_number(before, series.decimals)}"] if before is not None else []
    values = [series.values.get(y) for y in range(year - YEARS_BACK, year + 1)]
    said = f"{series.name}: {series.shown(latest[1]) if latest else 'inget utfall'}"
    return Beside(
        series.name,
        format_number(latest[1], series.decimals) if latest else MISSING,
        series.unit if latest else "",
        Markup(sparkline(values, aim, said)),  # noqa: S704 - drawn by documents.charts, which escapes
        f"{series.name} {HIDDEN}" if one.is_hidden else " · ".join(parts),
        series.is_example,
    )


class BodyBeside(NamedTuple):
    """What the software lays into a part on measures, activities or staff, beside the text (F-4)."""

    counted: str
    activities: list[tuple[str, ActivityLine]]
    measures: Sequence[MeasureLine]
    units: Sequence[StaffLine]


def body_beside(part: Part) -> BodyBeside | None:
    """Return the committee's own figures that the part is about: the same lines as in its report; None for others.

    Each activity has the mark of how far it has come. Those signed in may read every adopted plan (O-8).
    """
    if part.kind == PartKind.MEASURES:
        return BodyBeside("", [], measures_in(part.report), ())
    if part.kind == PartKind.ACTIVITIES:
        lines = activities_in(part.report)
        marked = [("late" if one.is_late else PROGRESS.get(one.status, "none"), one) for one in lines]
        return BodyBeside(counted(lines), marked, (), ())
    if part.kind == PartKind.STAFF:
        staff = staff_in(part.report)
        return BodyBeside("", [], staff.measures, staff.units)
    return None


def contributions_beside(part: Part) -> list[Contributions]:
    """Return how the committees work towards the overall goals that the part is about, one or all (G-3, F-8).

    Of a directed goal in the whole's report: how its receivers judge it.
    """
    if part.kind == PartKind.OVERALL:
        parts = part.report.parts.filter(version__goal__level=Level.OVERALL).select_related("version__goal")
        about = [one.version for one in parts if one.version is not None]
    else:
        about = [part.version] if part.version is not None and part.report.body_id is None else []
    found = contributions_to(about, part.report.round) | shares_of(about, part.report.round)
    return [found[one.goal_id] for one in about if one.goal_id in found]


def help_beside(part: Part, model: ModelSettings, *, is_measured: bool) -> tuple[tuple[str, str], ...]:
    """Return what the year's governance document says to who writes the part: place in it, and words (T-4)."""
    said = model.writing_help.get(part.version.level if part.version else part.kind, ())
    return (*said, *(model.writing_help.get("analysis", ()) if is_measured else ()))


class MoneyBeside(NamedTuple):
    """An area's money beside the text: its row, what the figures so far would give, and the months that they cover."""

    row: MoneyRow
    help: Help
    span: str


def money_beside(part: Part) -> MoneyBeside | None:
    """Return the money of the part's area, and as help what trend and pattern give (F-1); None without an area."""
    if part.area is None:
        return None
    round_ = part.report.round
    period = period_of(round_)
    kept = part.report.area_forecasts.filter(area=part.area_id, plan=None).values_list("net_cost", flat=True).first()
    span = f"jan–{MONTHS[period.last_month - 1][:3]}"
    return MoneyBeside(period.row(part.area, kept), help_for(part.area, period), span)


def activities_of(part: Part, user: object) -> list[tuple[str, str, str]]:
    """Return the year's activities that serve the goal and may be read: mark, what, how far in words (P-4)."""
    if part.version is None:
        return []
    return activities_for(part.version.goal_id, part.report.round.year, user)


def activities_for(goal_id: int, year: int, user: object) -> list[tuple[str, str, str]]:
    """Return the year's activities for the goal that the user may read: mark, what, how far in words (P-4)."""
    found = Activity.objects.visible_to(user).filter(goal=goal_id, plan__year=year)
    rows = found.filter(shared_from=None).values_list("status", "what")
    return [(PROGRESS.get(ActivityStatus(status), "none"), what, ActivityStatus(status).label) for status, what in rows]


def steps_of(part: Part, user: object) -> list[Step]:
    """Return the parts of the report in order, with who has each (F-4); three queries whatever their number."""
    base = reverse("part", args=[0])
    parts = part.report.parts.select_related("version", "about", "area", "responsible")
    return [
        Step(mark_of(one), one.heading, whose(one, user), base.replace("/0/", f"/{one.pk}/"), one.pk == part.pk)
        for one in parts
    ]


def mark_of(part: Part) -> str:
    """Return how far the part has come, as the mark shows it: done, late, now or todo (F-4)."""
    if part.state == PartState.HANDED:
        return "done"
    if part.due_on < today():
        return "late"
    return "now" if part.edition else "todo"


def whose(part: Part, user: object) -> str:
    """Return who has the part, in words."""
    if part.responsible is None:
        return "Ingen har delen"
    name = "dig" if part.responsible == user else part.responsible.name
    return f"Klart · {part.responsible.name}" if part.state == PartState.HANDED else f"Hos {name}"
