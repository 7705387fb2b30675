"""The rounds of follow-up: those of each year, and one round with bodies and parts (F-1, F-4)."""

from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from styrhjul.followup import actions, rules
from styrhjul.followup.models import Part, RemedyPlan, Report, Round
from styrhjul.followup.own_rounds import OWN_MONTHS, may_choose
from styrhjul.followup.terms import PartState, RoundKind
from styrhjul.governance.driving import can_keep_wheels
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, rights_of
from styrhjul.web.acting import attempt, show_form, tell
from styrhjul.web.audit_room import may_enter
from styrhjul.web.drafting import person_of
from styrhjul.web.goal_forms import needed
from styrhjul.web.report_forms import NewRoundForm, RoundForm
from styrhjul.web.round_contents import shown_of
from styrhjul.web.round_rows import ReportRow, matrix_of
from styrhjul.web.swedish import MONTHS

#: How many rounds a page of the list shows: eight years of three.
PER_PAGE = 24


#: Where rounds stand that people work with, or should; they come before the years.
ONGOING = frozenset({"now", "late"})


class RoundRow(NamedTuple):
    """A round in the list: where it stands in words, and the report on the whole where it may be read."""

    round: Round
    state: str
    standing: str
    address: str
    whole: str
    can_open: bool
    chapters: tuple[tuple[str, str], ...] = ()


@login_not_required
def rounds(request: HttpRequest) -> HttpResponse:
    """Show the rounds by year with where each stands; the public sees those whose report is public (F-1, T-2)."""
    found = Round.objects.all()
    if not request.user.is_authenticated:
        found = found.filter(reports__in=Report.objects.public()).distinct()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("sida"))
    listed = list(page.object_list)
    may_plan = can_keep_wheels(request.user)
    years = _by_year(listed, request.user, may_plan)
    rows = [row for some in years.values() for row in some] if request.user.is_authenticated else []
    bodies = list(Body.objects.named(today()))
    context = {
        "page": page, "years": years, "may_plan": may_plan, "ongoing": [row for row in rows if row.state in ONGOING],
        "next_year": today().year + 1, "may_audit": may_enter(request.user),
        "bodies": {body.pk: body.name_on(today()) for body in bodies}, "this_year": today().year,
        "choosing": [body.pk for body in bodies if actions.can_choose_months(request.user, body)],
    }  # fmt: skip
    return render(request, "followup/rounds.html", context)


def _by_year(listed: list[Round], user: object, may_open: bool) -> dict[int, list[RoundRow]]:
    """Return the rows of the list by year; three queries whatever their number."""
    states: dict[int, list[tuple[int, int | None, str]]] = {}
    rows = Report.objects.filter(round__in=listed).values_list("round_id", "pk", "body_id", "state")
    for round_id, pk, body_id, state in rows:
        states.setdefault(round_id, []).append((pk, body_id, state))
    readable = set(Report.objects.visible_to(user).filter(round__in=listed).values_list("pk", flat=True))
    bodies = Body.objects.named() if rights_of(user).is_stranger else Body.objects.none()
    names = {body.pk: body.name_on(today()) for body in bodies}
    years: dict[int, list[RoundRow]] = {}
    for one in listed:
        reports = states.get(one.pk, [])
        row = _round_row(one, reports, readable, may_open)
        years.setdefault(one.year, []).append(row._replace(chapters=_chapters(reports, readable, names)))
    return years


def _chapters(
    reports: list[tuple[int, int | None, str]], readable: set[int], names: dict[int, str]
) -> tuple[tuple[str, str], ...]:
    """Return the committees' own reports that the public may read: name and address (T-2)."""
    found = [(pk, names[body_id]) for pk, body_id, _ in reports if pk in readable and body_id in names]
    return tuple((name, reverse("report", args=[pk])) for pk, name in found)


def _round_row(
    round_: Round, reports: list[tuple[int, int | None, str]], readable: set[int], may_open: bool
) -> RoundRow:
    if round_.body_id:
        return _own_row(round_, reports)
    whole = next(((pk, state) for pk, body_id, state in reports if body_id is None), None)
    committees = [state for _, body_id, state in reports if body_id]
    decided = sum(state in rules.DECIDED for state in committees)
    told = f"{decided} av {len(committees)} nämnder har beslutat"
    mark = "now"
    if whole is None:
        is_due = round_.opens_on <= today()
        mark, told = ("late", "Dags att öppna") if is_due else ("todo", "Inte öppnad")
        return RoundRow(round_, mark, told, reverse("round", args=[round_.pk]), "", is_due and may_open)
    if whole[1] in rules.DECIDED:
        by = "kommunstyrelsen" if round_.kind == RoundKind.QUARTERLY else "kommunfullmäktige"
        mark, told = "done", f"Beslutad av {by}"
    elif whole[1] == "prepared":
        told = "Överlämnad till kommunfullmäktige"
    address = reverse("report", args=[whole[0]]) if whole[0] in readable else ""
    return RoundRow(round_, mark, told, reverse("round", args=[round_.pk]), address, False)


def _own_row(round_: Round, reports: list[tuple[int, int | None, str]]) -> RoundRow:
    """Return the row of a committee's own round, which ends with the committee (F-3)."""
    state = reports[0][2] if reports else ""
    mark = "done" if state in rules.DECIDED else "now" if state else "todo"
    told = rules.COMMITTEE_REPORT.states[state] if state else "Inte öppnad"
    return RoundRow(round_, mark, told, reverse("round", args=[round_.pk]), "", False)


class MonthsForm(forms.Form):
    """The months that a committee follows up besides the municipality's rounds (F-3)."""

    months = needed(forms.TypedMultipleChoiceField(
        label="Månader", coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(month, MONTHS[month - 1].capitalize()) for month in OWN_MONTHS],
        help_text="Rapporten öppnas av sig själv i månaden efter. Mars, augusti och december har redan en rapport.",
    ), "")  # fmt: skip

    def __init__(self, typed: Any, *, year: int, now: list[int | None]) -> None:
        """Offer the months that it is not too late to choose, besides those chosen."""
        super().__init__(typed, initial={"months": now})
        months: Any = self.fields["months"]
        months.choices = [one for one in months.choices if one[0] in now or may_choose(year, one[0], today())]


def choose_months(request: HttpRequest, body_id: int, year: int) -> HttpResponse:
    """Choose the months that a committee follows up of its own choice (F-3)."""
    found = get_object_or_404(Body, pk=body_id)
    person = person_of(request)
    if not actions.can_choose_months(person, found):
        raise PermissionDenied
    now = list(Round.objects.filter(body=found, year=year).values_list("month", flat=True))
    form = MonthsForm(request.POST or None, year=year, now=now)
    if form.is_valid():
        months = form.cleaned_data["months"]
        made = attempt(form, lambda: actions.choose_months(by=person, body=found, year=year, months=months))
        if made is not None:
            messages.success(request, "Månaderna är sparade.")
            return redirect("rounds")
    context = {
        "title": f"{found}: följ upp oftare {year}", "button": "Spara månaderna", "year": year,
        "back": reverse("body", args=[found.pk]),
    }  # fmt: skip
    return show_form(request, "organisation/form.html", context, form)


def round_(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show one round: bodies and parts, who has what, what is missing, what is late (F-4)."""
    found = get_object_or_404(Round, pk=round_id)
    columns, rows = matrix_of(found, request.user)
    parts = [part for row in rows for part in row.parts]
    own = rights_of(request.user).person_id
    mine = Part.objects.filter(report__round=found, responsible=own, report__state__in=rules.UNFINISHED)
    may_plan = not found.opened_on and not found.body_id and can_keep_wheels(request.user)
    may_prepare = not found.opened_on and actions.can_prepare(request.user, found)
    context = {
        "round": found, "year": found.year, "columns": columns, "rows": rows, "late": _late(rows),
        "own": found.body.name_on(today()) if found.body else "",
        "contents": shown_of(found, frozenset(part.heading for part in parts)),
        "may_prepare": may_prepare,
        "handed": sum(part.state == "done" for part in parts), "count": len(parts),
        "plans": plans_of(found, request.user),
        "mine": _mine(list(mine.exclude(state=PartState.HANDED).select_related("version", "about", "area")), rows),
        "may_plan": may_plan, "can_open": may_prepare and found.opens_on <= today(),
    }  # fmt: skip
    return render(request, "followup/round.html", context)


def _mine(parts: list[Part], rows: list[ReportRow]) -> list[tuple[Part, str]]:
    """Return one's own parts, each with whose report it stands in where one has parts in several (F-4)."""
    names = {row.report.pk: row.name for row in rows}
    in_several = len({part.report_id for part in parts}) > 1
    return [(part, names.get(part.report_id, "") if in_several else "") for part in parts]


class PlanRow(NamedTuple):
    """A remedy plan that the round's deficits made a committee owe: whose, where it stands, where it may be read."""

    plan: RemedyPlan
    name: str
    mark: str
    address: str


def plans_of(found: Round, user: object) -> list[PlanRow]:
    """Return the remedy plans that came of the round, for everybody inside to see that they are owed (F-2)."""
    plans = list(RemedyPlan.objects.filter(report__round=found).select_related("body").order_by("body__rank"))
    if not plans:
        return []
    readable = set(RemedyPlan.objects.visible_to(user).filter(report__round=found).values_list("pk", flat=True))
    names = {body.pk: body.name_on(today()) for body in Body.objects.named(today())}
    marks = {"adopted": "done", "prepared": "now", "handed": "now"}
    return [
        PlanRow(
            plan,
            names.get(plan.body_id, ""),
            "late" if plan.is_late else marks.get(plan.state, "todo"),
            reverse("remedy_plan", args=[plan.pk]) if plan.pk in readable else "",
        )
        for plan in plans
    ]


def _late(rows: list[ReportRow]) -> list[ReportRow]:
    return [row for row in rows if row.note]


@require_POST
def open_round(request: HttpRequest, round_id: int) -> HttpResponse:
    """Open a round whose day has come: reports, parts and tasks; a committee's own by those who draft for it (F-4)."""
    found = get_object_or_404(Round, pk=round_id)
    assert isinstance(request.user, Person)
    person = request.user
    if not actions.can_prepare(person, found):
        raise PermissionDenied
    tell(request, lambda: actions.open_round(by=person, round_=found), f"{found.name} är öppen.")
    return redirect("round", round_id=found.pk)


def new_round(request: HttpRequest) -> HttpResponse:
    """Plan a round; the days are proposed from the last one of its kind (F-1, W-2)."""
    person = _planner(request)
    form = NewRoundForm(request.POST or None, initial=_next_round())
    if form.is_valid():
        made = attempt(form, lambda: actions.plan_round(by=person, **form.cleaned_data))
        if made is not None:
            messages.success(request, f"{made.name} är planerad.")
            return redirect("round", round_id=made.pk)
    context = {"title": "Planera en uppföljning", "button": "Planera uppföljningen", "back": reverse("rounds")}
    return show_form(request, "organisation/form.html", context, form)


def edit_round(request: HttpRequest, round_id: int) -> HttpResponse:
    """Move the days of a round that is not open yet (F-1, W-2)."""
    found = get_object_or_404(Round, pk=round_id, body=None)
    person = _planner(request)
    form = RoundForm(request.POST or None, initial={name: getattr(found, name) for name in rules.DAYS})
    if form.is_valid():
        days = form.cleaned_data
        made = attempt(form, lambda: actions.plan_round(by=person, kind=found.kind, year=found.year, **days))
        if made is not None:
            messages.success(request, "Dagarna är sparade.")
            return redirect("round", round_id=found.pk)
    context = {
        "title": f"Dagar för {found.name}", "button": "Spara dagarna", "back": reverse("round", args=[found.pk]),
        "year": found.year,
    }  # fmt: skip
    return show_form(request, "organisation/form.html", context, form)


def _planner(request: HttpRequest) -> Person:
    """Return who is signed in. Raises PermissionDenied for those who do not plan rounds (F-4)."""
    person = person_of(request)
    if not can_keep_wheels(person):
        raise PermissionDenied
    return person


def _next_round() -> dict[str, object]:
    """Return the round that comes after the latest one, with the days of the one before of its kind, years on (W-1)."""
    latest = Round.objects.filter(body=None).order_by("opens_on").last()
    if latest is None:
        return {"year": today().year}
    order = list(rules.LAST_MONTH)
    place = order.index(latest.kind) + 1
    kind, year = order[place % len(order)], latest.year + place // len(order)
    if Round.objects.filter(kind=kind, year=year).exists():
        return {"year": latest.year + 1}
    return {"kind": kind, "year": year, **actions.days_of(kind, year)}


urlpatterns = [
    path("uppfoljning/", rounds, name="rounds"),
    path("uppfoljning/ny/", new_round, name="new_round"),
    path("uppfoljning/<int:round_id>/dagar/", edit_round, name="edit_round"),
    path("uppfoljning/<int:round_id>/", round_, name="round"),
    path("uppfoljning/oftare/<int:body_id>/<year:year>/", choose_months, name="choose_months"),
    path("uppfoljning/<int:round_id>/oppna/", open_round, name="open_round"),
]
