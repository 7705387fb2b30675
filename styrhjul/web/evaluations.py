"""Evaluations: ordered from a decision's page, with what is evaluated and what came of it (I-4)."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse

from styrhjul.followup.actions.analyses import can_analyse
from styrhjul.followup.models import Improvement
from styrhjul.goals.actions.evaluations import can_order, order_evaluation
from styrhjul.goals.models import Activity, Commission, Evaluation, GoalVersion
from styrhjul.goals.terms import CommissionState, Level
from styrhjul.governance.models import Decision
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person
from styrhjul.organisation.terms import BodyKind
from styrhjul.web.acting import attempt, show_form
from styrhjul.web.analyses import became
from styrhjul.web.commission_forms import NewEvaluationForm
from styrhjul.web.drafting import person_of

#: The word of each improvement's mark (parts/marks.html).
MARKS = {"listed": "todo", "taken_up": "done", "dropped": "none"}

#: A goal of each level in its definite form, as the page says what is evaluated.
DEFINITE = {
    Level.VISION: "visionen",
    Level.OVERALL: "det övergripande målet",
    Level.FINANCIAL: "det finansiella målet",
    Level.DIRECTED: "det riktade målet",
    Level.COMMITTEE: "nämndsmålet",
    Level.OPERATIONAL: "verksamhetsmålet",
    Level.DEPARTMENT: "avdelningsmålet",
}


class About(NamedTuple):
    """What is evaluated, as the reader may see it: its kind, heading and address."""

    kind: str
    heading: str
    address: str


def new_evaluation(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Register an evaluation that a decision orders of a goal or an activity (I-4)."""
    decided = get_object_or_404(Decision.objects.recorded().select_related("meeting__body"), pk=decision_id)
    person = person_of(request)
    if not can_order(person, decided):
        raise PermissionDenied
    form = NewEvaluationForm(request.POST or None, giver=decided.meeting.body, reader=person)
    if form.is_valid():
        made = attempt(form, lambda: order_evaluation(by=person, decision=decided, **form.cleaned_data))
        if made is not None:
            messages.success(request, f"Utvärderingen är beställd. {made.commission.receiver} får den som uppgift.")
            return redirect("commission", commission_id=made.commission_id)
    frame = {
        "title": "Beställ en utvärdering", "button": "Beställ utvärderingen", "year": decided.decided_on.year,
        "back": reverse("decision", args=[decided.pk]),
    }  # fmt: skip
    return show_form(request, "organisation/form.html", frame, form)


def evaluation_beside(user: object, commission: Commission) -> dict[str, Any]:
    """Return what the page of a commission shows of an evaluation besides: of what, what came of it, a door (I-4)."""
    if not commission.is_evaluation:
        return {"evaluation": None, "word": "uppdraget"}
    found: Evaluation = commission.evaluation
    listed: list[Improvement] = []
    if isinstance(user, Person):
        listed = list(found.improvements.select_related("goal_version", "activity", "bridge_row__budget"))
    return {
        "evaluation": found,
        "word": "utvärderingen",
        "about": _about(user, commission, found),
        "improvements": [(one, MARKS[one.standing], *became(one)) for one in listed],
        "improve_at": _improve_at(user, commission, found),
    }


def _about(user: object, commission: Commission, found: Evaluation) -> About | None:
    """Return the goal or the activity, None for those who may not read it (O-8, T-2)."""
    if found.activity_id is not None:
        act = Activity.objects.visible_to(user).filter(pk=found.activity_id).first()
        return About("aktiviteten", act.what, reverse("activity", args=[act.pk])) if act else None
    year = commission.decision.decided_on.year
    versions = GoalVersion.objects.visible_to(user).filter(goal=found.goal_id, first_year__lte=year).decided()
    version = versions.select_related("goal").order_by("first_year", "id").last()
    if version is None:
        return None
    place = reverse("goal_year", args=[version.goal_id, min(year, version.in_force_until)])
    return About(DEFINITE[Level(version.level)], version.heading, place)


def _improve_at(user: object, commission: Commission, found: Evaluation) -> str:
    """Return where the reader proposes an improvement that comes of the result, empty for those who do not (I-2)."""
    if not isinstance(user, Person) or commission.state == CommissionState.OPEN:
        return ""
    body = _improved(commission, found)
    if body is None or not can_analyse(user, body):
        return ""
    return f"{reverse('new_improvement', args=[body.pk, today().year + 1])}?utvardering={found.pk}"


def _improved(commission: Commission, found: Evaluation) -> Body | None:
    """Return whose planning the result belongs to: the body that ordered it, of the council's the receiver or owner."""
    giver = commission.decision.meeting.body
    if giver.kind != BodyKind.COUNCIL:
        return giver
    if commission.body is not None:
        return commission.body
    version = found.goal.versions.order_by("first_year").last() if found.goal else None
    if version is not None and version.body is not None:
        return version.body
    return Body.objects.filter(kind=BodyKind.BOARD, to_on=None).first()


urlpatterns = [path("beslut/<int:decision_id>/utvardering/", new_evaluation, name="new_evaluation")]
