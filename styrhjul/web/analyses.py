"""The analysis model as a guided page, and improvements ranked and turned into planning (I-1 to I-3)."""

from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST
from markupsafe import Markup

from styrhjul.budget.figures import rooms_in
from styrhjul.budget.models import AppropriationArea, Budget
from styrhjul.documents.charts import outcome_chart
from styrhjul.followup.actions import analyses as actions
from styrhjul.followup.analysing import Facts, facts_of
from styrhjul.followup.comparison import comparisons_of
from styrhjul.followup.figures import figure_of
from styrhjul.followup.models import Analysis, Improvement
from styrhjul.followup.terms import ImprovementState
from styrhjul.goals.models import Evaluation, Goal, GoalVersion, Measure
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person
from styrhjul.web.acting import attempt, show_form, tell
from styrhjul.web.addresses import address_of
from styrhjul.web.commission_rows import evaluations_of
from styrhjul.web.drafting import person_of
from styrhjul.web.goal_forms import area as text_area
from styrhjul.web.layout import municipality
from styrhjul.web.money_fields import TkrField
from styrhjul.web.trail import form_of, trail_of

#: The steps of the model: the field, the heading and the question that it asks (I-1).
STEPS: tuple[tuple[str, str, str], ...] = (
    ("result", "Resultat", "Nådde vi det som var beslutat, i ekonomi och verksamhet?"),
    ("comparison", "Jämförelse", "Hur står sig resultatet över tid, mot andra och mot de bästa?"),
    ("outer_causes", "Yttre orsaker", "Vad utanför verksamheten har påverkat?"),
    ("inner_causes", "Inre orsaker", "Vad i det egna arbetet har påverkat?"),
    ("effect", "Effekt", "Gav insatsen det som vi väntade?"),
    ("improvement", "Förbättring", "Vad behöver bli bättre? Ska något prioriteras om?"),
    ("action", "Åtgärd", "Vad ska beslutas om resurser, mål och aktiviteter?"),
)


#: How many analyses a page shows of its goal, measure or area.
LATEST = 5


class AnalysisForm(forms.Form):
    """The steps of the analysis model; none has to be filled in (I-1)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for every step."""
        super().__init__(*args, **kwargs)
        for name, label, question in STEPS:
            self.fields[name] = text_area(label, question, 4)


class ImprovementForm(forms.Form):
    """An improvement: what, why, and what it costs a year (I-2, I-3)."""

    what = forms.CharField(label="Vad ska bli bättre?", max_length=300)
    why = text_area("Varför?", "", 3)
    cost = TkrField(label="Kostnad per år, tkr", help_text="Lämna tomt om det ryms i det som finns.")


class ReasonForm(forms.Form):
    """Why an improvement is not taken up (I-3)."""

    reason = text_area("Varför tas den inte upp?", "", 2)


class Step(NamedTuple):
    """A step as the page shows it: its field, heading, question, what is written, and the software's sentences."""

    name: str
    label: str
    question: str
    text: str
    told: list[str]


def _steps(found: Analysis, facts: Facts) -> list[Step]:
    return [Step(name, label, asks, getattr(found, name), facts.told.get(name, [])) for name, label, asks in STEPS]


def _charts(facts: Facts, year: int) -> list[Markup]:
    """Return the charts of the measures, with those that they are compared with (M-4)."""
    others = comparisons_of(one.measure_id for one in facts.series)
    own = municipality().removesuffix(" kommun")
    figures = [(one, figure_of(one, year, others.get(one.measure_id), own)) for one in facts.series]
    return [
        Markup(outcome_chart(figure, f"analys{one.measure_id}"))  # noqa: S704 - our own SVG writer, which escapes
        for one, figure in figures
        if not figure.chart.is_empty
    ]


def analysis(request: HttpRequest, analysis_id: int) -> HttpResponse:
    """Read an analysis step by step, with the software's figures and what came of it (I-1, I-2)."""
    found = get_object_or_404(Analysis.objects.visible_to(request.user).select_related("body"), pk=analysis_id)
    facts = facts_of(found, request.user)
    context = {
        "analysis": found,
        "year": found.year,
        "body": found.body.name_on(today()),
        "about": _address_of(found),
        "plan_year": max(found.year, today().year) + 1,
        "steps": _steps(found, facts),
        "charts": _charts(facts, found.year),
        "improvements": list(found.improvements.all()),
        "evaluations": evaluations_of(request.user, goal=found.goal) if found.goal_id else [],
        "may_write": actions.can_analyse(person_of(request), found.body),
        "trail": trail_of(found, request),
        **form_of(found, request),
    }
    return render(request, "improve/analysis.html", context)


def _address_of(found: Analysis) -> str:
    """Return the address of what is analysed."""
    if found.goal_id:
        return reverse("goal_year", args=[found.goal_id, found.year])
    if found.measure_id:
        return address_of("measure", found.measure_id)
    return address_of("area", found.area_id or 0)


def _written(request: HttpRequest, analysis_id: int) -> Analysis:
    """Return the analysis that the person writes. Raises PermissionDenied for those who only read (I-1)."""
    found = get_object_or_404(Analysis.objects.visible_to(request.user).select_related("body"), pk=analysis_id)
    if not actions.can_analyse(person_of(request), found.body):
        raise PermissionDenied
    return found


def write_analysis(request: HttpRequest, analysis_id: int) -> HttpResponse:
    """Write the steps, each with its question and the software's figures beside (I-1)."""
    found = _written(request, analysis_id)
    form = AnalysisForm(request.POST or None, initial={name: getattr(found, name) for name, *_ in STEPS})
    if form.is_valid():
        data = form.cleaned_data
        if attempt(form, lambda: actions.write_analysis(by=person_of(request), analysis=found, **data)) is not None:
            messages.success(request, "Analysen är sparad.")
            return redirect("analysis", analysis_id=found.pk)
    facts = facts_of(found, request.user)
    context = {
        "analysis": found, "year": found.year, "steps": _steps(found, facts), "charts": _charts(facts, found.year),
    }  # fmt: skip
    return show_form(request, "improve/write_analysis.html", context, form)


#: What an analysis can be about: the word in the form, the model, and the argument of the action.
KINDS = {"mal": (Goal, "goal"), "matt": (Measure, "measure"), "verksamhet": (AppropriationArea, "area")}


def begin_analysis(request: HttpRequest, kind: str, thing_id: int, year: int) -> HttpResponse:
    """Begin the analysis of a goal, a measure or an area, or go on with the one that there is (I-1)."""
    person = person_of(request)
    if kind not in KINDS:
        raise Http404
    model, name = KINDS[kind]
    thing: Any = get_object_or_404(model, pk=thing_id)
    body = _owner(person, thing, year)
    if body is None:
        raise Http404
    if not actions.can_analyse(person, body):
        raise PermissionDenied
    known = Analysis.objects.filter(body=body, year=year, **{name: thing}).first()
    if known is None and request.method != "POST":
        heading = version_of(person, thing, year).heading if kind == "mal" else str(thing)
        context = {"heading": heading, "year": year, "body": body.name_on(today()), "steps": STEPS}
        return render(request, "improve/begin.html", context)
    made = known or actions.begin_analysis(by=person, body=body, year=year, **{name: thing})
    return redirect("write_analysis", analysis_id=made.pk)


def version_of(person: Person, goal: Goal, year: int) -> GoalVersion:
    """Return what the goal says in the year. Raises Http404 when the person reads none (O-8)."""
    version = GoalVersion.objects.visible_to(person).in_year(year).filter(goal=goal).last()
    if version is None:
        raise Http404
    return version


def _owner(person: Person, thing: Any, year: int) -> Body | None:
    """Return the body whose analysis it is: the owner, or of what the council has ordered the reader's own body."""
    if isinstance(thing, Goal):
        version = version_of(person, thing, year)
        receivers = version.shares.filter(body__in=person.rights.drafts_for).select_related("body")
        share = receivers.first()
        return share.body if share else version.body
    return thing.body if isinstance(thing.body, Body) else None


class Ranked(NamedTuple):
    """An improvement in the list, with what those above and it cost together, in kronor."""

    one: Improvement
    together: int
    became: str
    became_at: str


def improvements(request: HttpRequest, year: int) -> HttpResponse:
    """List each body's improvements for the planning of the year, ranked against the room that there is (I-3)."""
    person = person_of(request)
    found = Improvement.objects.visible_to(person).filter(year=year).select_related(
        "body", "goal_version", "activity", "bridge_row__budget"
    ).order_by("body__rank", "rank", "id")  # fmt: skip
    names = {body.pk: body.name_on(today()) for body in Body.objects.named(today())}
    groups: dict[int, list[Ranked]] = {}
    for one in found:
        group = groups.setdefault(one.body_id, [])
        above = group[-1].together if group else 0
        cost = one.cost if one.state != ImprovementState.DROPPED else 0
        group.append(Ranked(one, above + cost, *became(one)))
    writes = {pk: actions.can_analyse(person, rows[0].one.body) for pk, rows in groups.items()}
    rooms = rooms_in(year, Budget.objects.visible_to(person).filter(year=year, body__in=groups))
    found_analyses = Analysis.objects.visible_to(person).filter(year__in=[year - 1, year - 2])
    context = {
        "year": year,
        "years": range(today().year + 1, today().year - 3, -1),
        "groups": [(pk, names.get(pk, ""), rows, writes[pk], rooms.get(pk)) for pk, rows in groups.items()],
        "analyses": list(found_analyses.select_related("body")),
        "mine": []
        if person.rights.is_elected
        else [(pk, names[pk]) for pk in sorted(person.rights.drafts_for) if pk in names],
    }
    return render(request, "improve/improvements.html", context)


def became(one: Improvement) -> tuple[str, str]:
    """Return what came of the improvement and where it is read, empty when nothing has (I-2)."""
    if one.goal_version is not None:
        return f"Ändrat mål: {one.goal_version.heading}", address_of("goal_version", one.goal_version.pk)
    if one.activity is not None:
        return f"Aktivitet: {one.activity.what}", address_of("activity", one.activity.pk)
    if one.bridge_row is not None:
        return f"I budgeten: {one.bridge_row.reason}", address_of("budget", one.bridge_row.budget_id)
    return "", ""


def new_improvement(request: HttpRequest, body_id: int, year: int) -> HttpResponse:
    """Propose an improvement for the planning of a year.

    ``analys`` or ``utvardering`` in the address is where it comes from (I-2, I-4).
    """
    person = person_of(request)
    body = get_object_or_404(Body, pk=body_id)
    if not actions.can_analyse(person, body):
        raise PermissionDenied
    source = Analysis.objects.filter(pk=_number(request, "analys"), body=body).first()
    evaluation = Evaluation.objects.filter(pk=_number(request, "utvardering")).first()
    form = ImprovementForm(request.POST or None, initial={"what": source.improvement[:300] if source else ""})
    if form.is_valid():
        data = {**form.cleaned_data, "cost": form.cleaned_data["cost"] or 0}
        made = attempt(
            form,
            lambda: actions.propose_improvement(
                by=person, body=body, year=year, analysis=source, evaluation=evaluation, **data
            ),
        )
        if made is not None:
            return redirect("improvement", improvement_id=made.pk)
    back = address_of("analysis", source.pk) if source else reverse("improvements", args=[year])
    back = address_of("commission", evaluation.commission_id) if evaluation else back
    context = {"title": f"Förbättring inför {year}: {body.name_on(today())}", "button": "Föreslå förbättringen"}
    return show_form(request, "organisation/form.html", context | {"back": back, "year": year}, form)


def _number(request: HttpRequest, name: str) -> int:
    """Return the number that the address gives by the name, 0 where it gives none."""
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else 0


def improvement(request: HttpRequest, improvement_id: int) -> HttpResponse:
    """Read an improvement with where it comes from and what came of it, and decide about it (I-2, I-3)."""
    person = person_of(request)
    found = get_object_or_404(
        Improvement.objects.visible_to(person).select_related(
            "body", "analysis", "evaluation__commission", "goal_version", "activity", "bridge_row__budget"
        ),
        pk=improvement_id,
    )
    writes = actions.can_analyse(person, found.body)
    is_open = writes and found.standing == ImprovementState.LISTED
    form = ReasonForm(request.POST or None) if is_open else None
    if request.method == "POST" and form is None:
        raise PermissionDenied
    if form is not None and form.is_valid():
        why = form.cleaned_data["reason"]
        if attempt(form, lambda: actions.drop_improvement(by=person, improvement=found, reason=why)) is not None:
            return redirect("improvement", improvement_id=found.pk)
    context = {
        "improvement": found,
        "year": found.year,
        "body": found.body.name_on(today()),
        "became": became(found),
        "can_become": actions.drafts_for(found, person) if is_open else None,
        "form": form,
        "trail": trail_of(found, request),
        **form_of(found, request),
    }
    return render(request, "improve/improvement.html", context, status=422 if form and form.errors else 200)


@require_POST
def take_up(request: HttpRequest, improvement_id: int) -> HttpResponse:
    """Turn an improvement into a changed goal, an activity or a row of the budget's bridge (I-2)."""
    person = person_of(request)
    found = get_object_or_404(Improvement.objects.visible_to(person), pk=improvement_id)
    if not actions.can_analyse(person, found.body):
        raise PermissionDenied
    kind, _, pk = request.POST.get("till", "").partition("-")
    choices, area = actions.drafts_for(found, person), request.POST.get("verksamhet", "")
    named = {"mal": choices["versions"], "plan": choices["plans"], "budget": choices["budgets"]}
    chosen: Any = next((one for one in named.get(kind, []) if str(one.pk) == pk), None)
    acts = {
        "mal": lambda: actions.as_goal_change(by=person, improvement=found, version=chosen),
        "plan": lambda: actions.as_activity(by=person, improvement=found, plan=chosen),
        "budget": lambda: actions.as_budget_change(
            by=person, improvement=found, budget=chosen,
            area=get_object_or_404(AppropriationArea, pk=int(area) if area.isdecimal() and len(area) < 10 else 0),
        ),
    }  # fmt: skip
    if chosen is None:
        messages.error(request, "Välj vad förbättringen ska bli.")
    else:
        told = "Förbättringen är upptagen i planeringen."
        if kind == "budget":
            told += " Den står som en rad bland förändringarna; skriv också beloppet i budgeten, så att de går ihop."
        tell(request, acts[kind], told)
    return redirect("improvement", improvement_id=found.pk)


@require_POST
def rank(request: HttpRequest, improvement_id: int) -> HttpResponse:
    """Move an improvement a step up or down in the order (I-3)."""
    person = person_of(request)
    found = get_object_or_404(Improvement.objects.visible_to(person), pk=improvement_id)
    if not actions.can_analyse(person, found.body):
        raise PermissionDenied
    up = request.POST.get("hall") == "upp"
    tell(request, lambda: actions.rank_improvement(by=person, improvement=found, up=up), "Ordningen är ändrad.")
    return redirect(f"{reverse('improvements', args=[found.year])}#forbattring-{found.pk}")


def doors_of(user: object, kind: str, thing: Any, year: int) -> dict[str, Any]:
    """Return what a page shows of the analyses of its goal, measure or area, and where a new one is begun (I-1).

    Those of the latest years; the button only for those who write analyses of the owner.
    """
    if not isinstance(user, Person):
        return {"analyses": [], "begin_analysis": ""}
    found = Analysis.objects.filter(**{KINDS[kind][1]: thing}).order_by("-year")[:LATEST]
    body = _owner(user, thing, year)
    may = body is not None and actions.can_analyse(user, body)
    begin = reverse("begin_analysis", args=[kind, thing.pk, year]) if may else ""
    return {"analyses": list(found), "begin_analysis": begin}


urlpatterns = [
    path("analys/<str:kind>/<int:thing_id>/<year:year>/", begin_analysis, name="begin_analysis"),
    path("analys/<int:analysis_id>/", analysis, name="analysis"),
    path("analys/<int:analysis_id>/skriv/", write_analysis, name="write_analysis"),
    path("forbattringar/<year:year>/", improvements, name="improvements"),
    path("forbattringar/<int:body_id>/<year:year>/ny/", new_improvement, name="new_improvement"),
    path("forbattring/<int:improvement_id>/", improvement, name="improvement"),
    path("forbattring/<int:improvement_id>/ta-upp/", take_up, name="take_up_improvement"),
    path("forbattring/<int:improvement_id>/ordning/", rank, name="rank_improvement"),
]
