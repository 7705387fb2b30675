"""The head judges the unit's own goals, from the goal's page or the plan's (F-6, F-8, O-6)."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse

from styrhjul.followup.actions.own_goals import can_judge_own, judge_own_goal, stands
from styrhjul.followup.models import Assessment, Round
from styrhjul.followup.own_goals import is_judged_by_head, judged_in, proposal_of, round_to_judge
from styrhjul.goals.models import GoalVersion, Plan
from styrhjul.governance.models import GovernanceModel
from styrhjul.organisation.models import Person
from styrhjul.web import part_facts
from styrhjul.web.acting import attempt, show_form
from styrhjul.web.drafting import person_of
from styrhjul.web.report_forms import OwnGoalForm


def judge_address(user: object, version: GoalVersion, year: int) -> str:
    """Return where the reader judges the goal now, empty for all but the head as of now in an open round (F-8)."""
    if not is_judged_by_head(version, year) or not can_judge_own(user, version):
        return ""
    round_ = round_to_judge(year)
    return _address(version, round_) if round_ is not None and not stands(version, round_) else ""


def _address(version: GoalVersion, round_: Round) -> str:
    return reverse("judge_own_goal", args=[version.pk, round_.pk])


def own_judged(user: object, plan: Plan, own: Sequence[GoalVersion]) -> dict[str, Any]:
    """Return the plan's own goals' latest judgement by goal, in words too, and where those not judged are (F-8)."""
    if not own or plan.state != "adopted" or not isinstance(user, Person):
        return {"judged": {}, "judge_at": {}, "label": None}
    judged = {goal_id: found[0] for goal_id, found in judged_in(plan, user).items()}
    places: dict[int, str] = {}
    if can_judge_own(user, own[0]):
        round_ = round_to_judge(plan.year)
        made = {goal_id for goal_id, one in judged.items() if round_ is not None and one.round_id == round_.pk}
        if round_ is not None:
            places = {one.goal_id: _address(one, round_) for one in own if one.goal_id not in made}
    return {"judged": judged, "judge_at": places, "label": GovernanceModel.objects.settings_for(plan.year).label}


def judge(request: HttpRequest, version_id: int, round_id: int) -> HttpResponse:
    """Judge an own goal in the round that is open, with the figures and what they speak for beside (F-6, F-8)."""
    readable = GoalVersion.objects.visible_to(request.user).select_related("goal", "unit", "plan__unit")
    version = get_object_or_404(readable, pk=version_id)
    round_ = get_object_or_404(Round, pk=round_id)
    if not is_judged_by_head(version, round_.year) or round_to_judge(round_.year) != round_:
        raise Http404
    person = person_of(request)
    if not can_judge_own(person, version):
        raise PermissionDenied
    model = GovernanceModel.objects.settings_for(round_.year)
    proposal = proposal_of(version, round_)
    known = Assessment.objects.filter(goal=version.goal_id, round=round_, unit=version.unit_id).first()
    given = {name: getattr(known, name) for name in ("value", "reason", "departure", "forecast")} if known else {}
    form = OwnGoalForm(
        request.POST or None, round_=round_, model=model, has_proposal=bool(proposal.value), initial=given
    )
    if form.is_valid():
        made = attempt(form, lambda: judge_own_goal(by=person, version=version, round_=round_, **form.cleaned_data))
        if made is not None:
            messages.success(request, "Bedömningen är sparad.")
            return redirect("plan" if version.plan_id else "goal", version.plan_id or version.goal_id)
    context = {"version": version, "round": round_, "year": round_.year, "known": known, "proposal": proposal}
    return show_form(request, "goals/judge.html", context | _beside(request, version, round_), form)


def _beside(request: HttpRequest, version: GoalVersion, round_: Round) -> dict[str, Any]:
    """Return the figures, the arithmetic without hidden ones (M-7), and how far the activities have come (P-5)."""
    model = GovernanceModel.objects.settings_for(round_.year)
    seen = part_facts.seen_of(version, round_, None, request.user, model)
    _, lines = part_facts.proposal_of(version.level, seen, round_.year, model)
    return {
        "figures": part_facts.beside(seen, round_.year),
        "arithmetic": lines if seen else [],
        "activities": part_facts.activities_for(version.goal_id, round_.year, request.user),
        "label": model.label,
        "hints": {value: hint for value, _, hint in model.attainment_scale},
        "name": version.unit.name_on(round_.opens_on) if version.unit else "",
    }


urlpatterns = [path("mal/version/<int:version_id>/bedom/<int:round_id>/", judge, name="judge_own_goal")]
