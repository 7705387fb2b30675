"""Goals being written: drafts, measures, handing in, the yearly review, answers (G-6, G-7, G-8, G-11, O-6)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_POST

from styrhjul.goals import rules
from styrhjul.goals.actions import goals as actions
from styrhjul.goals.actions.goals import Aim
from styrhjul.goals.actions.measures import describe_measure
from styrhjul.goals.models import GoalMeasure, GoalVersion, Measure, Share
from styrhjul.goals.terms import Level, ReviewOutcome
from styrhjul.governance.agenda import take_back
from styrhjul.governance.workflow import may_take
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Person
from styrhjul.web.acting import attempt, show_form, tell
from styrhjul.web.goal_forms import (
    AnswerForm,
    DisclaimForm,
    GoalForm,
    HandInForm,
    MeasureOfGoalForm,
    NewGoalForm,
    ReasonForm,
    ReceiversForm,
    ReviewForm,
    bodies_to_draft_for,
)
from styrhjul.web.plan_forms import OwnGoalForm

#: Levels that are drafted on their own; operational and department goals are written in plans.
DRAFTED = rules.POLITICAL


def person_of(request: HttpRequest) -> Person:
    """Return who is signed in; the middleware lets nobody else through."""
    assert isinstance(request.user, Person)
    return request.user


def _version(request: HttpRequest, version_id: int) -> GoalVersion:
    found = GoalVersion.objects.visible_to(request.user).select_related("goal", "body", "parent", "plan__unit")
    return get_object_or_404(found, pk=version_id)


def _draft(request: HttpRequest, version_id: int) -> GoalVersion:
    """Return the draft that the person may write in. Raises PermissionDenied when it is read only (O-6)."""
    version = _version(request, version_id)
    if not actions.can_draft(person_of(request), version):
        raise PermissionDenied
    return version


def new_goal(request: HttpRequest) -> HttpResponse:
    """Begin a goal: whose it is, what it says (G-7)."""
    person = person_of(request)
    level = request.GET.get("niva", Level.COMMITTEE)
    if level not in DRAFTED:
        raise Http404
    if not bodies_to_draft_for(person, level).exists():
        raise PermissionDenied
    year = today().year + 1
    initial = {"first_year": year, "last_year": year, "ground": "chain"}
    form = NewGoalForm(request.POST or None, level=level, year=year, person=person, initial=initial)
    if form.is_valid():
        made = attempt(form, lambda: actions.draft_goal(by=person, level=level, **form.cleaned_data))
        if made is not None:
            return redirect("goal_measures", version_id=made.pk)
    levels = [one for one in Level if one in DRAFTED and bodies_to_draft_for(person, one).exists()]
    context = {"level": Level(level), "year": year, "version": None, "levels": levels}
    return show_form(request, "goals/write.html", context, form)


def edit_goal(request: HttpRequest, version_id: int) -> HttpResponse:
    """Write in a draft; nothing is lost when something is refused (G-7)."""
    version = _draft(request, version_id)
    level, texts = version.level, _texts(version)
    if version.plan is not None:
        form: GoalForm = OwnGoalForm(request.POST or None, plan=version.plan, initial=texts)
    else:
        form = GoalForm(request.POST or None, level=level, year=version.first_year, initial=texts)
    if form.is_valid():
        years = {"first_year": version.first_year, "last_year": version.last_year}
        texts, person = years | form.cleaned_data, person_of(request)
        made = attempt(form, lambda: actions.write_goal(by=person, version=version, **texts))
        if made is not None:
            return redirect("goal_measures", version_id=version.pk)
    context = {"level": Level(level), "year": version.first_year, "version": version, "levels": []}
    return show_form(request, "goals/write.html", context, form)


def _texts(version: GoalVersion) -> dict[str, Any]:
    named = {name: getattr(version, name) for name in actions.FIELDS}
    return named | {"parent": version.parent_id, "first_year": version.first_year, "last_year": version.last_year}


def goal_measures(request: HttpRequest, version_id: int) -> HttpResponse:
    """Choose what the goal is followed by, and the targets of its years (G-8, M-2)."""
    version = _draft(request, version_id)
    form = MeasureOfGoalForm(request.POST or None, version=version)
    if form.is_valid() and attempt(form, lambda: _follow(person_of(request), version, form)) is not None:
        return redirect("goal_measures", version_id=version.pk)
    listed = version.goal_measures.select_related("measure").prefetch_related("targets")
    context = {"version": version, "year": version.first_year, "level": Level(version.level), "listed": listed}
    return show_form(request, "goals/measures.html", context, form)


def _follow(person: Person, version: GoalVersion, form: MeasureOfGoalForm) -> GoalMeasure:
    """Follow the goal by the chosen measure, or by a new one described in the form."""
    data = form.cleaned_data
    measure: Measure = data["measure"] or describe_measure(
        by=person, name=data["name"].strip(), body=version.body, unit=version.unit, definition=data["definition"],
        from_year=version.first_year, unit_label=data["unit_label"], kind=data["kind"] or "quality",
        direction=data["direction"] or "higher", decimals=data["decimals"] or 0, **form.published_in(),
    )  # fmt: skip
    aims = [Aim(year, value) for year, value in form.targets().items()]
    return actions.follow_by(by=person, version=version, measure=measure, aims=aims)


@require_POST
def drop_measure(request: HttpRequest, goal_measure_id: int) -> HttpResponse:
    """Take a measure away from the draft; the measure itself stays."""
    tie = get_object_or_404(GoalMeasure, pk=goal_measure_id)
    version = _draft(request, tie.version_id)
    tell(request, lambda: actions.stop_following(by=person_of(request), goal_measure=tie), "Måttet är borttaget.")
    return redirect("goal_measures", version_id=version.pk)


def goal_receivers(request: HttpRequest, version_id: int) -> HttpResponse:
    """Choose the committees that a directed goal is given to (G-6)."""
    version = _draft(request, version_id)
    if version.level != Level.DIRECTED:
        raise Http404
    chosen = list(version.shares.values_list("body_id", flat=True))
    form = ReceiversForm(request.POST or None, initial={"bodies": chosen})
    if form.is_valid():
        bodies = list(form.cleaned_data["bodies"])
        made = attempt(form, lambda: actions.direct_to(by=person_of(request), version=version, bodies=bodies))
        if made is not None:
            return redirect("goal_version", version_id=version.pk)
    context = {"version": version, "year": version.first_year, "title": "Välj mottagare", "button": "Spara mottagarna"}
    return show_form(request, "goals/form.html", context, form)


def disclaim_goal(request: HttpRequest, version_id: int) -> HttpResponse:
    """State that an overall goal does not concern a committee, with the reason (G-3)."""
    version = _version(request, version_id)
    person = person_of(request)
    if version.level != Level.OVERALL or not person.rights.drafts_for:
        raise PermissionDenied
    form = DisclaimForm(request.POST or None, person=person, initial={"year": today().year + 1})
    if form.is_valid():
        made = attempt(form, lambda: actions.disclaim(by=person, goal=version.goal, **form.cleaned_data))
        if made is not None:
            return redirect("goal_version", version_id=version.pk)
    context = {
        "version": version, "year": version.first_year, "title": "Målet berör inte nämnden", "button": "Registrera",
    }  # fmt: skip
    return show_form(request, "goals/form.html", context, form)


def hand_in_goal(request: HttpRequest, version_id: int) -> HttpResponse:
    """Hand the goal to its body, on the agenda of a meeting (D-8); says what G-7 and G-8 still ask for."""
    version = _version(request, version_id)
    step = version.workflow.step("hand_in", "draft")
    person = person_of(request)
    if version.state not in rules.UNFINISHED or not may_take(step, person.rights, version.places):
        raise PermissionDenied
    assert version.body is not None
    form = HandInForm(request.POST or None, body=version.body)
    if form.is_valid():
        meeting = form.cleaned_data["meeting"]
        made = attempt(form, lambda: actions.hand_in(by=person, version=version, meeting=meeting))
        if made is not None:
            return redirect("goal_year", goal_id=version.goal_id, year=version.first_year)
    missing = rules.missing_in(version) if version.level == Level.COMMITTEE else {}
    context = {"version": version, "year": version.first_year, "missing": missing, "label": step.label}
    return show_form(request, "goals/hand_in.html", context, form)


def take_back_goal(request: HttpRequest, version_id: int) -> HttpResponse:
    """Take a goal back before the body has decided, with the reason."""
    version = _version(request, version_id)
    person = person_of(request)
    steps = {step.name: step for step in version.workflow.open_steps(version.state)}
    if "take_back" not in steps or not may_take(steps["take_back"], person.rights, version.places):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        why = form.cleaned_data["comment"]
        made = attempt(form, lambda: take_back(by=person, thing=version, comment=why))
        if made is not None:
            return redirect("goal_version", version_id=version.pk)
    return show_form(request, "goals/take_back.html", {"version": version, "year": version.first_year}, form)


def review_goal(request: HttpRequest, version_id: int) -> HttpResponse:
    """The yearly review: carry on, revise or end; recorded even when nothing changes (G-2, G-11)."""
    version = _version(request, version_id)
    person = person_of(request)
    if version.state not in rules.DECIDED or version.body_id not in person.rights.drafts_for or not version.body:
        raise PermissionDenied
    form = ReviewForm(request.POST or None, body=version.body, initial={"year": today().year + 1})
    if form.is_valid():
        made = attempt(form, lambda: _review(person, version, form.cleaned_data))
        if made is not None:
            return redirect("edit_goal" if made.state == "draft" else "goal_version", version_id=made.pk)
    return show_form(request, "goals/review.html", {"version": version, "year": today().year + 1}, form)


def _review(person: Person, version: GoalVersion, data: dict[str, Any]) -> GoalVersion:
    """Do what the review decided, and return the version to go on with."""
    if data["outcome"] == ReviewOutcome.REVISED:
        return actions.revise(by=person, version=version, first_year=data["year"], note=data["note"])
    if data["outcome"] == ReviewOutcome.ENDED:
        actions.propose_end(by=person, version=version, meeting=data["meeting"], reason=data["note"])
    else:
        actions.review(
            by=person, goal=version.goal, year=data["year"], outcome=ReviewOutcome.CARRIED_ON, note=data["note"]
        )
    return version


def answer_goal(request: HttpRequest, share_id: int) -> HttpResponse:
    """Write a receiver's answer to a directed goal; the committee decides it (G-6)."""
    readable = Share.objects.filter(version__in=GoalVersion.objects.visible_to(request.user))
    share = get_object_or_404(readable.select_related("version__goal", "body"), pk=share_id)
    person = person_of(request)
    if share.body_id not in person.rights.drafts_for or share.answered_on:
        raise PermissionDenied
    form = AnswerForm(request.POST or None, initial={"answer": share.answer, "follow_up": share.follow_up})
    if form.is_valid():
        made = attempt(form, lambda: actions.answer_directed_goal(by=person, share=share, **form.cleaned_data))
        if made is not None:
            return redirect("goal_version", version_id=share.version_id)
    context = {"share": share, "version": share.version, "year": share.version.first_year}
    return show_form(request, "goals/answer.html", context, form)


urlpatterns = [
    path("mal/nytt/", new_goal, name="new_goal"),
    path("mal/version/<int:version_id>/skriv/", edit_goal, name="edit_goal"),
    path("mal/version/<int:version_id>/matt/", goal_measures, name="goal_measures"),
    path("mal/version/<int:version_id>/mottagare/", goal_receivers, name="goal_receivers"),
    path("mal/version/<int:version_id>/beror-inte/", disclaim_goal, name="disclaim_goal"),
    path("mal/matt/<int:goal_measure_id>/ta-bort/", drop_measure, name="drop_measure"),
    path("mal/version/<int:version_id>/lamna/", hand_in_goal, name="hand_in_goal"),
    path("mal/version/<int:version_id>/ta-tillbaka/", take_back_goal, name="take_back_goal"),
    path("mal/version/<int:version_id>/oversyn/", review_goal, name="review_goal"),
    path("mal/svar/<int:share_id>/", answer_goal, name="answer_goal"),
]
