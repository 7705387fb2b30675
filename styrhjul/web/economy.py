"""Actual against budget, from the municipality down to the account, goals beside money (B-5, B-6)."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse

from styrhjul.budget import actions
from styrhjul.budget.figures import last_period
from styrhjul.budget.models import CLOSING, AppropriationArea, Periodisation, PeriodShare, ServiceArea, Succession
from styrhjul.budget.terms import AreaKind, Spread
from styrhjul.documents.words import MONTHS
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body
from styrhjul.web import economy_facts as facts
from styrhjul.web.acting import attempt, show_form
from styrhjul.web.drafting import person_of
from styrhjul.web.ledger import PERIODS, controllers_only
from styrhjul.web.ledger_facts import ore
from styrhjul.web.money_fields import TkrField
from styrhjul.web.naming import BodyNames
from styrhjul.web.organisation import goals_of
from styrhjul.web.volumes import given_by
from styrhjul.web.year_facts import facts_of

FIRST_YEAR, LAST_YEAR = 2000, 2100


def _scope(request: HttpRequest, year: int) -> tuple[int, dict[str, Any]]:
    """Return the period that is asked for, else the last one imported, and what every page of it shows.

    A period that is not imported yet would set a budget against nothing: the last one that is takes its place.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    last = last_period(year)
    text = request.GET.get("period", "")
    asked = int(text) if text.isascii() and text.isdecimal() and len(text) <= len("13") else 0
    period = asked if 1 <= asked <= (last or CLOSING) else (last or facts.DECEMBER)
    if period == facts.DECEMBER and last == CLOSING:
        period = CLOSING
    span = MONTHS[0] if period == 1 else f"januari–{MONTHS[min(period, facts.DECEMBER) - 1]}"
    span += " med bokslut" if period == CLOSING else ""
    return period, {
        "year": year, "period": period, "periods": PERIODS[: last or CLOSING], "span": span,
        "is_preliminary": facts.is_preliminary(year, period), "is_booked": last > 0,
        "is_restated": Succession.objects.filter(from_year=year).exists(),
        "is_controller": actions.can_import(request.user),
    }  # fmt: skip


@login_not_required
def economy_now(_request: HttpRequest) -> HttpResponse:
    """Lead to the year's money."""
    return redirect("economy", year=today().year)


@login_not_required
def economy(request: HttpRequest, year: int) -> HttpResponse:
    """Show the municipality's money: committee by committee, area by area, month by month, and the projects (B-6)."""
    period, context = _scope(request, year)
    lines = facts.lines_of(year, period)
    outside = [line for line in lines.values() if line.kind != AreaKind.COMMITTEE]  # finance and audit (B-2)
    bodies: dict[int, list[facts.MoneyLine]] = {}
    for pk, body in AppropriationArea.objects.of_committees().filter(pk__in=lines).values_list("pk", "body"):
        bodies.setdefault(body, []).append(lines[pk])
    names, day, months = BodyNames(), today(), min(period, facts.DECEMBER)
    groups = [
        (pk, facts.sum_of(names.of(pk, day), bodies[pk], months), bodies[pk])
        for pk in Body.objects.filter(pk__in=bodies).order_by("rank").values_list("pk", flat=True)
    ]
    total = facts.sum_of("Kommunen", lines.values(), months)
    context |= {
        "groups": groups,
        "committees": facts.sum_of("", [one for _, one, _ in groups], months),
        "outside": outside,
        "total": total,
        "months": facts.months_of(total, period),
        "projects": facts.project_lines(year, period),
    }
    return render(request, "economy/year.html", context)


@login_not_required
def economy_body(request: HttpRequest, year: int, body_id: int) -> HttpResponse:
    """Show a committee's money beside its goals (B-6)."""
    found = get_object_or_404(Body, pk=body_id)
    period, context = _scope(request, year)
    own = set(AppropriationArea.objects.filter(body=found).values_list("pk", flat=True))
    every = [line for pk, line in facts.lines_of(year, period).items() if pk in own]
    lines = [line for line in every if line.kind == AreaKind.COMMITTEE] or every
    total = facts.sum_of("Summa", lines, min(period, facts.DECEMBER))
    context |= {
        "body": found,
        "name": BodyNames().of(found.pk, today()),
        "lines": lines,
        "outside": [line for line in every if line not in lines],
        "total": total,
        "months": facts.months_of(total, period),
        "projects": facts.project_lines(year, period, own),
        "given": given_by(request.user, year, own),
        "goals": goals_of(request.user, found, year, facts_of(year, request).settings.label),
    }
    return render(request, "economy/body.html", context)


def _area(area_id: int, year: int, period: int) -> tuple[AppropriationArea, facts.MoneyLine]:
    found = get_object_or_404(AppropriationArea.objects.select_related("body"), pk=area_id)
    line = facts.lines_of(year, period).get(found.pk)
    if line is None:
        raise Http404
    return found, line


@login_not_required
def economy_area(request: HttpRequest, year: int, area_id: int) -> HttpResponse:
    """Show an area's money: its service areas, its months, its projects (B-6)."""
    period, context = _scope(request, year)
    found, line = _area(area_id, year, period)
    spread = Periodisation.objects.filter(area=found, year=year).first()
    context |= {
        "area": found,
        "total": line,
        "lines": facts.service_lines(line, year),
        "months": facts.months_of(line, period),
        "projects": facts.project_lines(year, period, [found.pk]),
        "given": given_by(request.user, year, [found.pk]),
        "spread": Spread(spread.spread if spread else Spread.FLAT).label,
    }
    return render(request, "economy/area.html", context)


def economy_account(request: HttpRequest, year: int, area_id: int) -> HttpResponse:
    """Show an area's or a service area's accounts for those signed in, with the rounding as a line of its own (B-6)."""
    period, context = _scope(request, year)
    found, line = _area(area_id, year, period)
    text = request.GET.get("omrade", "")
    service = None
    if text.isascii() and text.isdecimal():
        service = get_object_or_404(ServiceArea, pk=int(text[:9]), area=found)
        line = next((one for one in facts.service_lines(line, year) if one.pk == service.pk), line)
    accounts = facts.account_lines(year, period, found.pk, service.pk if service else None)
    booked = sum(one.amount for one in accounts)
    context |= {
        "area": found,
        "service": service,
        "accounts": accounts,
        "ore": ore,
        "booked": line.actual * 100,
        "rounding": line.actual * 100 - booked,
        "before": sum(one.before for one in accounts),
    }
    return render(request, "economy/account.html", context)


class PeriodForm(forms.Form):
    """How an area's budget of the year is laid out over its months."""

    spread = forms.ChoiceField(label="Fördelning", choices=Spread.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add a field for each month."""
        super().__init__(*args, **kwargs)
        for number, name in enumerate(MONTHS, 1):
            self.fields[f"month-{number}"] = TkrField(label=f"{name.capitalize()}, tkr")

    def months(self) -> dict[int, int]:
        """Return the typed kronor by month, none when every month is empty."""
        typed = {number: self.cleaned_data[f"month-{number}"] for number in range(1, facts.DECEMBER + 1)}
        return typed if any(typed.values()) else {}


def periodise(request: HttpRequest, year: int, area_id: int) -> HttpResponse:
    """Lay an area's budget out over the months: flat, as last year, or typed (B-6)."""
    controllers_only(request)
    _, context = _scope(request, year)
    found, line = _area(area_id, year, facts.DECEMBER)
    known = Periodisation.objects.filter(area=found, year=year).first()
    typed = dict(PeriodShare.objects.filter(area=found, year=year).values_list("month", "amount"))
    given: dict[str, Any] = {f"month-{number}": amount for number, amount in typed.items()}
    form = PeriodForm(request.POST or None, initial=given | {"spread": known.spread if known else Spread.FLAT})
    if form.is_valid():
        by, spread, months = person_of(request), form.cleaned_data["spread"], form.months()
        made = attempt(form, lambda: actions.periodise(by=by, area=found, year=year, spread=spread, months=months))
        if made is not None:
            return redirect(reverse("economy_area", args=[year, found.pk]) + "#manader")
    return show_form(request, "economy/periodise.html", context | {"area": found, "total": line}, form)


urlpatterns = [
    path("ekonomi/", economy_now, name="economy_now"),
    path("ekonomi/<int:year>/", economy, name="economy"),
    path("ekonomi/<int:year>/namnd/<int:body_id>/", economy_body, name="economy_body"),
    path("ekonomi/<int:year>/verksamhet/<int:area_id>/", economy_area, name="economy_area"),
    path("ekonomi/<int:year>/verksamhet/<int:area_id>/konton/", economy_account, name="economy_account"),
    path("ekonomi/<int:year>/verksamhet/<int:area_id>/periodisera/", periodise, name="periodise"),
]
