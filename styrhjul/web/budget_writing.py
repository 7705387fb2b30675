"""Writing in a budget: amounts in a sheet, the bridge, investments and the municipality's statement (B-1 to B-4)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from markupsafe import Markup

from styrhjul.budget import actions
from styrhjul.budget.actions import Cell, Clash
from styrhjul.budget.models import Budget, ServiceArea
from styrhjul.budget.terms import AreaKind
from styrhjul.governance.workflow import Refused
from styrhjul.integrations.budget_sheets import MOST_BYTES, Line, read_sheet, write_sheet
from styrhjul.organisation.models import rights_of
from styrhjul.web.acting import show_form
from styrhjul.web.budget_facts import content_of
from styrhjul.web.budget_merging import seen_in
from styrhjul.web.drafting import person_of
from styrhjul.web.kept import kept_html
from styrhjul.web.money_fields import EXPECTED, kronor_of, tkr_text

KINDS = ("revenue", "cost")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetCell(NamedTuple):
    """An input of the sheet: its name, what stands in it, what is amiss, and what somebody else has written.

    ``was`` is what stands in the budget, so that the page can mark what is changed.
    """

    name: str
    text: str
    was: str
    error: str
    theirs: str


class SheetYear(NamedTuple):
    """A row's cells of a year, and its net cost in kronor as it was when the page was made."""

    cells: tuple[SheetCell, ...]
    sums: tuple[int, int]


class SheetRow(NamedTuple):
    """A row of the sheet: an area that is summed or typed, or a service area beneath it; its id and its years."""

    kind: str
    name: str
    area_id: int
    years: list[SheetYear]


class Typed(NamedTuple):
    """What was sent: the texts by cell, what the writer saw, what is amiss, and what somebody else has written."""

    texts: Mapping[str, str]
    before: Mapping[str, int]
    errors: Mapping[str, str]
    theirs: Mapping[str, int]


NOTHING = Typed({}, {}, {}, {})

Amounts = dict[tuple[int, int | None, int], tuple[int, int]]


def amounts_of(budget: Budget) -> Amounts:
    """Return revenue and cost in kronor by area, service area and year."""
    lines = budget.lines.values_list("area", "service", "year", "revenue", "cost")
    return {(area, service, year): (revenue, cost) for area, service, year, revenue, cost in lines}


def places_of(budget: Budget, user: object) -> list[tuple[str, str, int, int | None]]:
    """Return the rows that the user writes: kind, name, area and service area; an area with parts is their sum."""
    found: list[tuple[str, str, int, int | None]] = []
    may_all = actions.can_draft(user, budget)
    for area in budget.areas().prefetch_related("service_areas"):
        own_audit = area.kind == AreaKind.AUDIT and area.body_id in rights_of(user).drafts_for
        if not (own_audit if area.kind == AreaKind.AUDIT else may_all):
            continue
        parts = [
            one
            for one in area.service_areas.all()
            if one.first_year <= budget.year and (one.last_year is None or one.last_year >= budget.year)
        ]
        if budget.body_id is None or not parts:
            found.append(("leaf", area.name, area.pk, None))
            continue
        found.append(("area", area.name, area.pk, None))
        found += [("sub", one.name, area.pk, one.pk) for one in parts]
    return found


def sheet_rows(
    places: Sequence[tuple[str, str, int, int | None]], years: Sequence[int], amounts: Amounts, typed: Typed
) -> list[SheetRow]:
    """Return the rows of the sheet with what was typed, else what stands in the budget."""
    return [
        SheetRow(kind, name, area_id, [_year(kind, area_id, service, year, amounts, typed, places) for year in years])
        for kind, name, area_id, service in places
    ]


def _year(
    kind: str, area_id: int, service: int | None, year: int, amounts: Amounts, typed: Typed, places: Sequence[Any]
) -> SheetYear:
    if kind == "area":
        parts = [amounts.get((area_id, one[3], year), (0, 0)) for one in places if one[2] == area_id and one[3]]
        return SheetYear((), (sum(one[0] for one in parts), sum(one[1] for one in parts)))
    both = amounts.get((area_id, service, year), (0, 0))
    cells = []
    for which, amount in zip(KINDS, both, strict=True):
        name = f"{which}-{area_id}-{service or 0}-{year}"
        theirs = tkr_text(typed.theirs[name]) if name in typed.theirs else ""
        was = tkr_text(amount)
        cells.append(SheetCell(name, typed.texts.get(name, was), was, typed.errors.get(name, ""), theirs))
    return SheetYear(tuple(cells), both)


def read_cells(
    request: HttpRequest, places: Sequence[tuple[str, str, int, int | None]], years: Sequence[int], amounts: Amounts
) -> tuple[list[Cell], Typed]:
    """Return the cells that were changed, and all that was typed with what is amiss in it."""
    saw = seen_in(request.POST.get("before", ""), int)
    texts: dict[str, str] = {}
    before: dict[str, int] = {}
    errors: dict[str, str] = {}
    cells: list[Cell] = []
    for cell in _cells(places, years, amounts):
        if cell.name not in request.POST:
            continue
        text, seen = request.POST[cell.name][:40], saw.get(cell.name, cell.before)
        try:
            amount = kronor_of(text) if text.strip() else 0
        except ValueError:
            errors[cell.name], texts[cell.name], before[cell.name] = EXPECTED, text, seen
            continue
        if amount != seen:  # what was left as it was seen shows what stands now, though others have written there
            texts[cell.name], before[cell.name] = text, seen
            cells.append(cell._replace(before=seen, amount=amount))
    return cells, Typed(texts, before, errors, {})


def _cells(places: Sequence[Any], years: Sequence[int], amounts: Amounts) -> Iterator[Cell]:
    """Yield every cell of the sheet with what stands in the budget now."""
    for kind, _, area_id, service in places:
        if kind != "area":
            for year in years:
                both = amounts.get((area_id, service, year), (0, 0))
                for which, amount in zip(KINDS, both, strict=True):
                    yield Cell(area_id, service, year, which, amount, amount)


def amounts(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Write the amounts of a budget in a sheet; what others wrote meanwhile is shown and chosen between (B-2)."""
    found = get_object_or_404(Budget.objects.visible_to(request.user).select_related("body"), pk=budget_id)
    if request.method != "POST" and actions.can_draft(request.user, found):
        made = kept_html(request, "budget/_sheet.html", found.pk, context=lambda: _fresh(request, found))
        return _page(request, found, made)
    places, years, stands = places_of(found, request.user), list(found.years), amounts_of(found)
    if not places:
        raise PermissionDenied
    typed, refused = NOTHING, ""
    if request.method == "POST":
        cells, typed = read_cells(request, places, years, stands)
        if not typed.errors:
            try:
                actions.write_cells(by=person_of(request), budget=found, cells=cells)
                return redirect("budget_amounts" if "stay" in request.POST else "budget", budget_id=found.pk)
            except Clash as clash:
                typed, refused = typed._replace(theirs=clash.theirs), clash.message
            except Refused as no:
                refused = no.message
    return _show(request, found, places, years, stands, typed, refused=refused)


def _show(
    request: HttpRequest, found: Budget, places: Sequence[Any], years: Sequence[int], stands: Amounts, typed: Typed,
    refused: str = "", told: str = "",
) -> HttpResponse:  # fmt: skip
    """Show the sheet with what was typed or read in."""
    made = render_to_string("budget/_sheet.html", _sheet(places, years, stands, typed), request)
    return _page(request, found, Markup(made), refused, told, len(typed.errors))  # noqa: S704 - our own template


def _page(
    request: HttpRequest, found: Budget, made: Markup, refused: str = "", told: str = "", wrong: int = 0
) -> HttpResponse:
    """Show the page round the sheet, with the button that saves."""
    context = {
        "budget": found,
        "year": found.year,
        "sheet": made,
        "refused": refused,
        "told": told,
        "wrong": wrong,
        "expected": EXPECTED,
        "address": reverse("budget_amounts", args=[found.pk]),
    }
    return render(request, "budget/amounts.html", context, status=422 if refused or wrong else 200)


def _fresh(request: HttpRequest, found: Budget) -> dict[str, Any]:
    """Return the sheet as it is before anything is typed."""
    return _sheet(places_of(found, request.user), list(found.years), amounts_of(found), NOTHING)


def _sheet(places: Sequence[Any], years: Sequence[int], stands: Amounts, typed: Typed) -> dict[str, Any]:
    """Return what the sheet's template takes."""
    return {
        "years": years,
        "rows": sheet_rows(places, years, stands, typed),
        "before": json.dumps(_next_before(typed, places, years, stands)),
    }


@login_not_required
def sheet(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Give the budget's amounts as an Excel sheet, which can be changed and read in again (B-2)."""
    found = get_object_or_404(Budget.objects.visible_to(request.user).select_related("body"), pk=budget_id)
    years, stands = list(found.years), amounts_of_content(content_of(found, request.user))
    names = dict(found.areas().values_list("pk", "name"))
    services = dict(ServiceArea.objects.filter(area__in=names).values_list("pk", "name"))
    lines = []
    written = [(area, service) for kind, _, area, service in places_of(found, request.user) if kind != "area"]
    for area, service in dict.fromkeys(written or ((area, service) for area, service, _ in stands)):
        name = names.get(area, "") + (f": {services.get(service, '')}" if service else "")
        both = tuple(stands.get((area, service, year), (0, 0)) for year in years)
        lines.append(Line(name, f"{area}-{service or 0}", both))
    answer = HttpResponse(write_sheet(str(found), years, lines), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="budget-{found.year}-{found.pk}.xlsx"'
    return answer


def amounts_of_content(content: Mapping[str, Any]) -> Amounts:
    """Return revenue and cost by area, service area and year of what the reader may see, in the order of the rows."""
    return {
        (area, service, year): (revenue, cost) for area, _, service, _, year, revenue, cost in content.get("lines", ())
    }


class SheetFile(forms.Form):
    """The sheet as it comes back from Excel."""

    file = forms.FileField(label="Excelfil", help_text="Den som hämtades här, med ändrade belopp.")


def read_in(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Read a sheet from Excel into the page, each changed cell marked; nothing is saved until that is chosen (B-2)."""
    found = get_object_or_404(Budget.objects.visible_to(request.user).select_related("body"), pk=budget_id)
    places, years, stands = places_of(found, request.user), list(found.years), amounts_of(found)
    if not places:
        raise PermissionDenied
    form = SheetFile(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return show_form(request, "budget/read_in.html", {"budget": found, "year": found.year, "faults": []}, form)
    now = {cell.name: cell.amount for cell in _cells(places, years, stands)}
    read = read_sheet(form.cleaned_data["file"].read(MOST_BYTES + 1), now)
    if read.faults:
        form.add_error("file", f"{len(read.faults)} fel i filen. Inget är inläst.")
        context = {"budget": found, "year": found.year, "faults": [str(one) for one in read.faults[:50]]}
        return show_form(request, "budget/read_in.html", context, form)
    changed = {name: tkr_text(amount) for name, amount in read.amounts.items() if amount != now[name]}
    typed = Typed(changed, {}, {}, {})
    return _show(request, found, places, years, stands, typed, told=f"{len(changed)} belopp i filen skiljer sig.")


def _next_before(typed: Typed, places: Sequence[Any], years: Sequence[int], stands: Amounts) -> dict[str, int]:
    """Return what the writer has seen once the page is shown: others' amounts where they clash."""
    seen = {cell.name: cell.before for cell in _cells(places, years, stands)}
    return seen | dict(typed.before) | dict(typed.theirs)


urlpatterns = [
    path("budget/dokument/<int:budget_id>/belopp/", amounts, name="budget_amounts"),
    path("budget/dokument/<int:budget_id>/belopp.xlsx", sheet, name="budget_sheet"),
    path("budget/dokument/<int:budget_id>/las-in/", read_in, name="budget_sheet_import"),
]
