"""Appropriation areas and investment projects: money over the years, and how areas follow each other (B-2, B-7)."""

from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from styrhjul.budget import actions
from styrhjul.budget.figures import actual_months, changes_of, current_of, last_period, original_of, restated
from styrhjul.budget.models import Actual, AppropriationArea, InvestmentLine, Project, Succession
from styrhjul.budget.terms import AreaKind, ReportLine
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body
from styrhjul.web.acting import attempt, show_form, tell
from styrhjul.web.analyses import doors_of
from styrhjul.web.budget_grids import ProjectForm
from styrhjul.web.drafting import person_of
from styrhjul.web.trail import form_of, trail_of

#: How many years the page looks back.
YEARS_BACK = 4

DECEMBER = 12


class YearLine(NamedTuple):
    """An area's money in a year, in kronor; restated where areas were split or moved since (B-7).

    The deviation is the current budget less the actual, when the whole year is booked: plus is better.
    """

    year: int
    original: int | None
    current: int | None
    actual: int | None
    is_restated: bool
    is_closed: bool
    deviation: int | None


def year_lines(found: AppropriationArea, last: int) -> list[YearLine]:
    """Return the area's net cost of the years up to the last, in the areas of that year (B-7)."""
    years = range(last - YEARS_BACK, last + 1)
    actuals = actual_months(years)
    moved = set(Succession.objects.values_list("from_year", flat=True))
    lines = []
    for year in years:
        original, changes = original_of(year), changes_of(year)
        current = current_of(original, changes)
        actual = {area: sum(months) for area, months in actuals[year].items()}
        is_restated = any(year < one <= last for one in moved)
        first, second, third = (restated(one, year, last).get(found.pk) for one in (original, current, actual))
        known = first is not None or third is not None
        is_closed = last_period(year) >= DECEMBER
        deviation = second - third if is_closed and second is not None and third is not None else None
        if known:
            lines.append(YearLine(year, first, second, third, is_restated, is_closed, deviation))
    return lines


@login_not_required
def area(request: HttpRequest, area_id: int) -> HttpResponse:
    """Read an appropriation area: its service areas, its money over the years, its projects (B-2, B-7)."""
    found = get_object_or_404(AppropriationArea.objects.select_related("body"), pk=area_id)
    last = min(found.last_year or today().year, today().year)
    context = {
        "area": found,
        "lines": year_lines(found, last),
        "services": list(found.service_areas.all()),
        "measures": list(found.area_measures.select_related("service", "area", "measure")),
        "projects": list(found.projects.all()),
        "successors": list(found.successions.select_related("successor")),
        "predecessors": list(found.origins.select_related("predecessor")),
        "is_passed_on": actions.is_passed_on(found),
        "is_committees": found.kind == AreaKind.COMMITTEE,
        "may_change": actions.can_import(request.user),
        "year": last,
        **doors_of(request.user, "verksamhet", found, last),
        "trail": trail_of(found, request),
        **form_of(found, request),
    }
    return render(request, "budget/area.html", context)


class ProjectYear(NamedTuple):
    """A project's year, in kronor: budget and actual."""

    year: int
    budget: int | None
    actual: int | None


@login_not_required
def project(request: HttpRequest, project_id: int) -> HttpResponse:
    """Read an investment project: total budget, each year's budget and actual, and what has been spent (B-2)."""
    found = get_object_or_404(Project.objects.select_related("area__body"), pk=project_id)
    adopted = InvestmentLine.objects.filter(project=found, budget__body=None, budget__state="adopted")
    planned: dict[int, int] = {}
    for line in adopted.select_related("budget").order_by("budget__year"):
        planned[line.year] = line.amount  # a later budget's plan takes the earlier one's place
    booked = Actual.objects.filter(project=found, line=ReportLine.INVESTMENT).order_by().values("year")
    actual = {row["year"]: row["sum"] for row in booked.annotate(sum=Sum("amount"))}
    context = {
        "project": found,
        "years": [ProjectYear(year, planned.get(year), actual.get(year)) for year in sorted(planned.keys() | actual)],
        "spent": found.spent_before + sum(actual.values()),
        "may_write": actions.can_write_projects(request.user, found.area),
        "trail": trail_of(found, request),
        **form_of(found, request),
    }
    return render(request, "budget/project.html", context)


class AreaForm(forms.Form):
    """A new appropriation area."""

    body = forms.ModelChoiceField(label="Nämnd", queryset=Body.objects.none(), empty_label="Välj nämnd")
    name = forms.CharField(label="Namn", max_length=120)
    first_year = forms.IntegerField(label="Från år", min_value=2000, max_value=2100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the committees that exist today."""
        super().__init__(*args, **kwargs)
        field = self.fields["body"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Body.objects.existing(today()).committees()


class ServiceForm(forms.Form):
    """A new service area."""

    name = forms.CharField(label="Namn", max_length=120)
    code = forms.CharField(label="Verksamhetskod", max_length=20, required=False)
    first_year = forms.IntegerField(label="Från år", min_value=2000, max_value=2100)


#: How many areas can take over from one at once.
HEIRS = 4


class SuccessionForm(forms.Form):
    """From which year others take over an area's figures, and their shares in percent (B-7)."""

    from_year = forms.IntegerField(label="Från år", min_value=2000, max_value=2100)

    def __init__(self, *args: Any, found: AppropriationArea, **kwargs: Any) -> None:
        """Lay in the rows with the areas that can take over."""
        super().__init__(*args, **kwargs)
        others = AppropriationArea.objects.exclude(pk=found.pk).filter(last_year=None).select_related("body")
        for number in range(HEIRS):
            self.fields[f"area-{number}"] = forms.ModelChoiceField(
                label=f"Tar över, rad {number + 1}", queryset=others, required=False, empty_label="Ingen"
            )
            self.fields[f"share-{number}"] = forms.DecimalField(
                label=f"Andel i procent, rad {number + 1}", required=False, min_value=0, max_value=100, decimal_places=2
            )

    def clean(self) -> dict[str, Any]:
        """Say which row lacks its area or its share."""
        cleaned = super().clean() or {}
        for number in range(HEIRS):
            one, percent = cleaned.get(f"area-{number}"), cleaned.get(f"share-{number}")
            if one is not None and not percent and f"share-{number}" not in self.errors:
                self.add_error(f"share-{number}", "Skriv hur stor andel den tar över.")
            if percent and one is None and f"area-{number}" not in self.errors:
                self.add_error(f"area-{number}", "Välj vem som tar över andelen.")
        return cleaned

    def shares(self) -> dict[AppropriationArea, Decimal]:
        """Return the share of each area that takes over, of 1."""
        data = self.cleaned_data
        shares: dict[AppropriationArea, Decimal] = {}
        for number in range(HEIRS):
            one, percent = data[f"area-{number}"], data[f"share-{number}"]
            if one is not None and percent:
                shares[one] = shares.get(one, Decimal(0)) + percent / 100
        return shares


class EndForm(forms.Form):
    """The last year of an area that leaves nothing to others (B-7)."""

    last_year = forms.IntegerField(label="Sista år", min_value=2000, max_value=2100)


def _controllers(request: HttpRequest) -> None:
    if not actions.can_import(request.user):
        raise PermissionDenied


def new_area(request: HttpRequest) -> HttpResponse:
    """Set up an appropriation area (B-2)."""
    _controllers(request)
    form = AreaForm(request.POST or None, initial={"first_year": today().year + 1})
    if form.is_valid():
        by, data = person_of(request), form.cleaned_data
        made = attempt(form, lambda: actions.set_up_area(by=by, **data))
        if made is not None:
            return redirect("area", area_id=made.pk)
    context = {"title": "Ny KF-verksamhet", "lead": "Den nivå där fullmäktige beslutar nettokostnad.", "area": None}
    return show_form(request, "budget/area_form.html", context, form)


def new_service_area(request: HttpRequest, area_id: int) -> HttpResponse:
    """Set up a service area (B-2)."""
    _controllers(request)
    found = get_object_or_404(AppropriationArea, pk=area_id)
    form = ServiceForm(request.POST or None, initial={"first_year": today().year + 1})
    if form.is_valid():
        by, data = person_of(request), form.cleaned_data
        if attempt(form, lambda: actions.set_up_service_area(by=by, area=found, **data)) is not None:
            return redirect("area", area_id=found.pk)
    context = {"title": "Nytt verksamhetsområde", "lead": f"Nivån under {found}.", "area": found}
    return show_form(request, "budget/area_form.html", context, form)


def succeed(request: HttpRequest, area_id: int) -> HttpResponse:
    """Let others take over the area's figures from a year: a split, a merger or a move (B-7)."""
    _controllers(request)
    found = get_object_or_404(AppropriationArea, pk=area_id)
    form = SuccessionForm(request.POST or None, initial={"from_year": today().year + 1}, found=found)
    if form.is_valid():
        by, year = person_of(request), form.cleaned_data["from_year"]
        shares = form.shares()
        if attempt(form, lambda: actions.succeed(by=by, area=found, shares=shares, from_year=year)) is not None:
            return redirect("area", area_id=found.pk)
    lead = (
        "Ange hur stor del av siffrorna som var och en tar över. Det som ingen tar över står kvar; blir andelarna "
        "tillsammans 100 procent upphör verksamheten. Kommunens summor ändras aldrig av det."
    )
    context = {"title": f"Dela eller flytta {found}", "lead": lead, "area": found}
    return show_form(request, "budget/area_form.html", context, form)


def end_area(request: HttpRequest, area_id: int) -> HttpResponse:
    """End an area after a year, with nobody that takes over (B-7)."""
    _controllers(request)
    found = get_object_or_404(AppropriationArea, pk=area_id)
    form = EndForm(request.POST or None, initial={"last_year": today().year})
    if form.is_valid():
        by, year = person_of(request), form.cleaned_data["last_year"]
        if attempt(form, lambda: actions.end_area(by=by, area=found, last_year=year)) is not None:
            return redirect("area", area_id=found.pk)
    lead = "Ingen tar över. Åren före står kvar som de är. Ska någon ta över, välj Dela eller flytta i stället."
    context = {"title": f"Avsluta {found}", "lead": lead, "area": found}
    return show_form(request, "budget/area_form.html", context, form)


@require_POST
def take_back_end(request: HttpRequest, area_id: int) -> HttpResponse:
    """Let an area that was ended go on after all (B-7)."""
    _controllers(request)
    found = get_object_or_404(AppropriationArea, pk=area_id)
    tell(request, lambda: actions.take_back_end(by=person_of(request), area=found), f"{found} fortsätter.")
    return redirect("area", area_id=area_id)


@require_POST
def take_back_succession(request: HttpRequest, succession_id: int) -> HttpResponse:
    """Take back that another takes over from an area, while nothing rests on it (B-7)."""
    _controllers(request)
    found = get_object_or_404(Succession.objects.select_related("predecessor", "successor"), pk=succession_id)
    by, area_id = person_of(request), found.predecessor_id
    done = f"{found.successor} tar inte över något från {found.from_year}."
    tell(request, lambda: actions.take_back_succession(by=by, succession=found), done)
    return redirect("area", area_id=area_id)


def write_project(request: HttpRequest, project_id: int) -> HttpResponse:
    """Change an investment project: its name, code, total budget, years (B-2)."""
    found = get_object_or_404(Project.objects.select_related("area"), pk=project_id)
    if not actions.can_write_projects(request.user, found.area):
        raise PermissionDenied
    fields = ("area", "name", "code", "total_budget", "spent_before", "first_year", "last_year")
    now = {name: getattr(found, name) for name in fields}
    areas = AppropriationArea.objects.exclude(kind=AreaKind.AUDIT).filter(Q(last_year=None) | Q(pk=found.area_id))
    form = ProjectForm(request.POST or None, initial=now, areas=areas)
    if form.is_valid():
        by, data = person_of(request), form.cleaned_data
        if attempt(form, lambda: actions.write_project(by=by, project=found, **data)) is not None:
            return redirect("project", project_id=found.pk)
    return show_form(request, "budget/new_project.html", {"project": found}, form)


urlpatterns = [
    path("kf-verksamhet/ny/", new_area, name="new_area"),
    path("kf-verksamhet/<int:area_id>/", area, name="area"),
    path("kf-verksamhet/<int:area_id>/nytt-omrade/", new_service_area, name="new_service_area"),
    path("kf-verksamhet/<int:area_id>/dela/", succeed, name="succeed_area"),
    path("kf-verksamhet/<int:area_id>/avsluta/", end_area, name="end_area"),
    path("kf-verksamhet/<int:area_id>/avsluta/ta-tillbaka/", take_back_end, name="take_back_end"),
    path("kf-verksamhet/delning/<int:succession_id>/ta-tillbaka/", take_back_succession, name="take_back_succession"),
    path("investering/<int:project_id>/", project, name="project"),
    path("investering/<int:project_id>/skriv/", write_project, name="write_project"),
]
