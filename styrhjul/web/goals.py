"""One goal: the way up and down, what is decided, measures, judgements, activities, decisions, history (G-10, G-11)."""

import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from markupsafe import Markup

from styrhjul.documents.charts import outcome_chart
from styrhjul.documents.words import values_table
from styrhjul.followup.comparison import comparisons_of
from styrhjul.followup.figures import Series, figure_of, series_of
from styrhjul.followup.models import Assessment
from styrhjul.goals import rules
from styrhjul.goals.actions.goals import can_draft
from styrhjul.goals.models import Goal, GoalVersion, Share, version_in
from styrhjul.goals.terms import Ground, Level
from styrhjul.governance.models import Decision, DecisionLine
from styrhjul.governance.terms import Outcome
from styrhjul.governance.workflow import Place, may_take
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import rights_of
from styrhjul.web.analyses import doors_of
from styrhjul.web.chain_rows import activities_of_goal
from styrhjul.web.commission_rows import evaluations_of
from styrhjul.web.kept import kept, reader_key
from styrhjul.web.own_judging import judge_address
from styrhjul.web.planning import drafts_to_serve
from styrhjul.web.trail import form_of, trail_of
from styrhjul.web.year_facts import Signal, facts_of, signals_about

LinkStep = tuple[str, str, str]


class MeasureView(NamedTuple):
    """A measure on the goal's page: its facts, its chart and the table beneath; without outcomes only the sentence."""

    id: int
    name: str
    line: str
    facts: list[tuple[str, str]]
    finding: str
    chart: Markup
    table: Any
    is_example: bool


class GoalPage(NamedTuple):
    """What is kept of a goal's page in a year: which version it is about, its title, and the page itself."""

    version_id: int
    title: str
    body: Markup


@login_not_required
def goal(request: HttpRequest, goal_id: int, year: int | None = None) -> HttpResponse:
    """Show the goal as it stands in the year, the current year when none is given (G-10)."""
    shown_year = year or today().year
    page = _page(request, goal_id, shown_year)
    if page is None and year is None:
        latest = _readable(request, goal_id).last()
        if latest is not None:
            return redirect("goal_year", goal_id=goal_id, year=latest.first_year)
    return _shown(request, page, shown_year)


def _shown(request: HttpRequest, page: GoalPage | None, year: int) -> HttpResponse:
    """Return the page with the form for comments, which is the reader's own. Raises Http404 when there is no page."""
    if page is None:
        raise Http404
    context = {"year": year, "page": page, **form_of(GoalVersion(pk=page.version_id), request)}
    return render(request, "goals/goal.html", context)


def _page(request: HttpRequest, goal_id: int, year: int, version_id: int = 0) -> GoalPage | None:
    """Return the goal's page for readers with the same rights, None when there is nothing they may read (O-8).

    It is about the version that holds in the year, or about the one asked for.
    """
    key = (goal_id, year, version_id, reader_key(request))
    return kept(request, "goal", key, make=lambda: _made(request, goal_id, year, version_id))


def _made(request: HttpRequest, goal_id: int, year: int, version_id: int) -> GoalPage | None:
    versions = list(_readable(request, goal_id))
    version = next((one for one in versions if one.pk == version_id), None) or version_in(versions, year)
    if version is None:
        return None
    body = render_to_string("goals/_body.html", _context(request, version.goal, versions, version, year), request)
    title = f"{version.heading}, {Level(version.level).label.lower()} {year}"
    return GoalPage(version.pk, title, Markup(body))  # noqa: S704 - our own template, which escapes


def _context(
    request: HttpRequest, found: Goal, versions: list[GoalVersion], version: GoalVersion, year: int
) -> dict[str, Any]:
    """Return what the goal's page shows to readers with the same rights."""
    facts = facts_of(year, request)
    return {
        "request": request,
        "year": year,
        "version": version,
        "level": Level(version.level).label,
        "owner": _owner(version),
        "up": way_up(request.user, version, year),
        "down": way_down(request.user, version, year),
        "standing": standing_of(request.user, version),
        "others": [(one, _address(one)) for one in versions if one.pk != version.pk],
        "measures": measures_of(request.user, version, year, facts.settings.fewest_persons),
        "most_measures": facts.settings.most_measures,
        "rounds": judgements_of(request.user, found),
        "label": facts.settings.label,
        "activities": activities_of_goal(request.user, found.pk, year, facts),
        "plans": drafts_to_serve(request.user, found.pk, year),
        "shares": shares_of(request.user, version) if version.level == Level.DIRECTED else [],
        "first_summer": datetime.date(version.first_year, 7, 1),
        "ground": ground_of(version),
        "changes": changes_of(request.user, version),
        "contributors": [(one.pk, facts.bodies.get(one.pk, str(one))) for one in version.contributors.all()],
        "signals": _signals(request, version, year),
        "verbs": verbs_for(request.user, version),
        "judge_at": judge_address(request.user, version, year),
        "evaluations": evaluations_of(request.user, goal=found),
        **doors_of(request.user, "mal", found, year),
        "improved": list(version.improvements.all()) if request.user.is_authenticated else [],
        "drafts_for": rights_of(request.user).drafts_for,
        "trail": trail_of(version, request),
        "example": version.is_example,
    }


def _signals(request: HttpRequest, version: GoalVersion, year: int) -> list[Signal]:
    """Return what departs from the rules in the goal, to those signed in (X-1)."""
    return signals_about(year, GoalVersion, request).get(version.pk, []) if request.user.is_authenticated else []


def shares_of(user: object, version: GoalVersion) -> list[Share]:
    """Return the receivers' shares; an answer not decided yet only to those who read the body's drafts (G-6, O-8)."""
    rights = rights_of(user)
    near = rights.drafts_for | rights.seated_in | rights.secretary_of
    shares = list(version.shares.select_related("body"))
    for share in shares:
        if share.answered_on is None and not rights.is_overseer and share.body_id not in near:
            share.answer = share.follow_up = ""
    return shares


def _readable(request: HttpRequest, goal_id: int) -> QuerySet[GoalVersion]:
    versions = GoalVersion.objects.visible_to(request.user).filter(goal=goal_id).standing()
    return versions.select_related("goal", "body", "unit", "parent").order_by("first_year", "id")


@login_not_required
def goal_version(request: HttpRequest, version_id: int) -> HttpResponse:
    """Lead to the goal's page in the first year of the version: where decisions and the log point.

    A proposal for a year where a decided text holds has no such page: it is shown here (G-11).
    """
    version = get_object_or_404(GoalVersion.objects.visible_to(request.user), pk=version_id)
    year = max(version.first_year, min(today().year, version.in_force_until))
    versions = list(_readable(request, version.goal_id))
    if version.state not in rules.DECIDED and version in versions and version_in(versions, year) != version:
        return _shown(request, _page(request, version.goal_id, year, version.pk), year)
    return redirect("goal_year", goal_id=version.goal_id, year=year)


def _address(version: GoalVersion) -> str:
    """Return where a version of the goal is read: what is decided in its first year, a proposal for itself."""
    if version.state in rules.DECIDED:
        return reverse("goal_year", args=[version.goal_id, version.first_year])
    return reverse("goal_version", args=[version.pk])


def _owner(version: GoalVersion) -> str:
    """Return whose goal it is, as it was called in the goal's first year (O-5)."""
    on = datetime.date(version.first_year, 7, 1)
    if version.unit:
        return version.unit.name_on(on)
    return "" if version.level in rules.OF_COUNCIL or version.body is None else version.body.name_on(on)


def way_up(user: object, version: GoalVersion, year: int) -> list[LinkStep]:
    """Return the goals above, the vision first; a goal that rests on another ground ends its way there (G-10)."""
    steps: list[LinkStep] = []
    seen = {version.goal_id}
    parent_id = version.parent_id
    while parent_id and parent_id not in seen:
        seen.add(parent_id)
        held = GoalVersion.objects.visible_to(user).in_year(year).filter(goal=parent_id).select_related("goal").last()
        if held is None:
            break
        steps.append((Level(held.level).label, held.heading, reverse("goal_year", args=[held.goal_id, year])))
        parent_id = held.parent_id
        if not parent_id and held.level == Level.OVERALL:
            parent_id = _vision(year)
    return steps[::-1]


def _vision(year: int) -> int | None:
    """Return the goal of the vision in force in the year, which every overall goal works towards (G-3)."""
    visions = GoalVersion.objects.in_year(year).decided().filter(goal__level=Level.VISION)
    return visions.values_list("goal_id", flat=True).last()


def way_down(user: object, version: GoalVersion, year: int) -> list[LinkStep]:
    """Return the goals right beneath, and the activities (G-10)."""
    readable = GoalVersion.objects.visible_to(user).in_year(year)
    if version.level == Level.VISION:
        below = readable.filter(goal__level=Level.OVERALL)
    else:
        below = readable.filter(parent=version.goal_id)
    steps = {
        one.goal_id: (Level(one.level).label, one.heading, reverse("goal_year", args=[one.goal_id, year]))
        for one in below.select_related("goal").order_by("rank", "id")
    }
    return list(steps.values())


def standing_of(user: object, version: GoalVersion) -> tuple[str, str]:
    """Return the kind of standing, and it in words with the decision it rests on, as the user may read it (O-8)."""
    decision = Decision.objects.visible_to(user).about(version).select_related("meeting__body").first()
    kind = "decided" if version.state in rules.DECIDED else "proposal"
    words = version.state_label
    return kind, f"{words}: {decision.reference}" if decision else words


def measures_of(user: object, version: GoalVersion, year: int, fewest: int) -> list[MeasureView]:
    """Return the goal's measures with chart, facts and table, as the user may see them (M-4, M-7, T-2)."""
    listed = series_of([version], year, shown_from=fewest, reader=user)[version.pk]
    others = comparisons_of(one.measure_id for one in listed)
    own = settings.MUNICIPALITY_NAME.removesuffix(" kommun")
    return [_measure(one, year, figure_of(one, year, others.get(one.measure_id), own)) for one in listed]


def _measure(series: Series, year: int, figure: Any) -> MeasureView:
    latest = series.latest(year)
    facts = [(f"Utfall {latest[0]}", series.shown(latest[1]))] if latest else [("Utfall", "–")]
    if latest and latest[0] != year and series.target_of(latest[0]) is not None:
        facts.append((f"Mål {latest[0]}", series.shown(series.target_of(latest[0]))))
    facts.append((f"Mål {year}", series.shown(series.target_of(year))))
    if series.forecast is not None:
        facts.append((f"Prognos {year}", series.shown(series.forecast)))
    line = " · ".join(part for part in (series.unit, series.source) if part)
    drawn = "" if figure.chart.is_empty else outcome_chart(figure, f"matt{series.measure_id}")
    chart = Markup(drawn)  # noqa: S704 - our own SVG writer escapes
    return MeasureView(
        series.measure_id, series.name, line, facts, figure.description, chart, values_table(figure), series.is_example
    )


class RoundView(NamedTuple):
    """A row of the judgements through the years: the round, and each judge's word."""

    name: str
    judged: dict[str, Assessment]
    reason: str


def judgements_of(user: object, found: Goal) -> list[RoundView]:
    """Return the judgements by round, the latest first, by committee, board and council, or by the head (F-8, X-3)."""
    rows = Assessment.objects.visible_to(user).filter(goal=found).select_related("round", "body", "unit", "receiver")
    rounds: dict[int, list[Assessment]] = {}
    for row in rows.order_by("-round__year", "-round__opens_on", "body__rank"):
        rounds.setdefault(row.round_id, []).append(row)
    views = []
    for judged in rounds.values():
        by_kind = {_judge_of(one): one for one in judged}
        one = judged[0].round
        name = one.name if one.month else f"{one.get_kind_display()} {one.year}"
        views.append(RoundView(name, by_kind, judged[-1].reason))
    return views


def _judge_of(one: Assessment) -> str:
    """Return the column that the judgement stands in: a receiver's with the committees', a unit's as the head's."""
    return "committee" if one.receiver_id else one.body.kind if one.body else "head"


def ground_of(version: GoalVersion) -> str:
    """Return the ground that the goal rests on when it does not carry on a goal above (G-7, G-10)."""
    if version.ground == Ground.CHAIN or not version.ground_text:
        return ""
    return f"{Ground(version.ground).label}: {version.ground_text}"


class Change(NamedTuple):
    """A text that the board proposes to change, beside the committee's own (D-2)."""

    label: str
    before: str
    after: str


def changes_of(user: object, version: GoalVersion) -> list[Change]:
    """Return the board's proposed changes while the goal is prepared, to stand beside the committee's text (D-2)."""
    if version.state != "prepared":
        return []
    lines = DecisionLine.objects.filter(
        Q(decision__in=Decision.objects.visible_to(user).about(version)),
        object_id=version.pk,
        outcome=Outcome.ADOPTED_WITH_CHANGE,
    )
    line = lines.order_by("-decision__meeting__held_on").first()
    changes = line.changes if line else {}
    fields = {field.name: str(field.verbose_name).capitalize() for field in GoalVersion._meta.fields}
    return [Change(fields[name], str(getattr(version, name)), str(text)) for name, text in sorted(changes.items())]


def verbs_for(user: object, version: GoalVersion) -> set[str]:
    """Return what the reader may do with the version now, for the buttons of the page (O-6)."""
    rights = rights_of(user)
    if rights.is_stranger:
        return set()
    places = version.places
    steps = [step for step in version.workflow.open_steps(version.state) if step.place == Place.OWNER]
    verbs = {step.name for step in steps if not step.needs_decision and may_take(step, rights, places)}
    if can_draft(user, version):  # type: ignore[arg-type]
        verbs |= {"write", "direct"} if version.level == Level.DIRECTED else {"write"}
    if version.state in rules.DECIDED and version.level in rules.POLITICAL:
        verbs |= {"review"} if version.body_id in rights.drafts_for else set()
        verbs |= {"disclaim"} if version.level == Level.OVERALL and rights.drafts_for else set()
    return verbs


urlpatterns = [
    path("mal/<int:goal_id>/", goal, name="goal"),
    path("mal/<int:goal_id>/<year:year>/", goal, name="goal_year"),
    path("mal/version/<int:version_id>/", goal_version, name="goal_version"),
]
