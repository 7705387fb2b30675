"""The lesser grids of a budget: the bridge from last year, investments, the municipality's statement (B-1 to B-4)."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

from styrhjul.budget import actions
from styrhjul.budget.actions import BridgeEntry, CompanyAmounts
from styrhjul.budget.figures import projects_of
from styrhjul.budget.models import BRIDGE, AppropriationArea, Budget, Project
from styrhjul.budget.terms import AreaKind, BridgeKind, StatementLine
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.clock import today
from styrhjul.web.acting import attempt, show_form
from styrhjul.web.budget_merging import (
    MergedForm,
    bridge_seen,
    bridge_text,
    merge_bridge,
)
from styrhjul.web.drafting import person_of
from styrhjul.web.money_fields import TkrField, tkr_text

#: Makes a row's field from the row's key and the field's label.
MakeField = Callable[[str, str], forms.Field]


class GridForm(MergedForm):
    """Amounts by row and year, in tkr where nothing else is said; each row says what it is, and what else is known."""

    def __init__(
        self, *args: Any, rows: Sequence[tuple[str, str, Any]], years: Sequence[int], field: MakeField, **kwargs: Any
    ) -> None:
        """Lay in a field for each row and year."""
        super().__init__(*args, **kwargs)
        self.listed, self.years = rows, years
        for key, name, _ in rows:
            for year in years:
                self.fields[f"a-{key}-{year}"] = field(key, f"{name} {year}")
        self.merge()

    def rows(self) -> list[tuple[str, Any, list[Any]]]:
        """Return the rows with their fields: name, what else is known, and the fields of the years."""
        return [(name, known, [self[f"a-{key}-{year}"] for year in self.years]) for key, name, known in self.listed]

    def amounts(self) -> dict[tuple[str, int], Any]:
        """Return what was changed, amounts in kronor, by the row's key and the year."""
        cells = [(key, year) for key, _, _ in self.listed for year in self.years]
        return {
            (key, year): self.cleaned_data[f"a-{key}-{year}"]
            for key, year in cells
            if f"a-{key}-{year}" in self.changed
        }


def draft_of(request: HttpRequest, budget_id: int, of_committee: bool | None = None) -> Budget:
    """Return the budget that the person writes in. Raises 404, or 403 also for the other kind of budget."""
    found = get_object_or_404(Budget.objects.visible_to(request.user).select_related("body"), pk=budget_id)
    is_other = of_committee is not None and of_committee != (found.body_id is not None)
    if is_other or not actions.can_draft(request.user, found):
        raise PermissionDenied
    return found


def _tkr(_key: str, label: str) -> forms.Field:
    return TkrField(label=label)


def show_grid(
    request: HttpRequest,
    found: Budget,
    rows: Sequence[tuple[str, str, Any]],
    now: Mapping[str, Any],
    act: Callable[[dict[tuple[str, int], Any]], Any],
    field: MakeField = _tkr,
    **words: Any,
) -> HttpResponse:
    """Show the grid with what stands in the budget, and save it when it is sent."""
    form = GridForm(request.POST or None, initial=now, rows=rows, years=list(found.years), field=field)
    if form.is_valid() and (not form.changed or attempt(form, lambda: act(form.amounts())) is not None):
        return redirect("budget", budget_id=found.pk)
    return show_form(request, "budget/grid.html", {"budget": found, "year": found.year, **words}, form)


def investments(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Write the budget's investments by project and year, with total budget and what is spent beside (B-2)."""
    found = draft_of(request, budget_id)
    booked = {pk: one.accumulated for pk, one in projects_of(today().year, 13).items()}
    projects = list(Project.objects.filter(area__in=found.areas()).order_by("area__body__rank", "name"))
    rows = [(str(one.pk), one.name, (one.total_budget, one.spent_before + booked.get(one.pk, 0))) for one in projects]
    now = {f"a-{line.project_id}-{line.year}": line.amount for line in found.investments.all()}
    by = person_of(request)

    def save(amounts: dict[tuple[str, int], int]) -> Budget:
        typed = {(int(key), year): amount for (key, year), amount in amounts.items()}
        return actions.write_investments(by=by, budget=found, amounts=typed)

    lead = "Tusental kronor per år. Totalbudget och förbrukat står bredvid."
    return show_grid(request, found, rows, now, save, title="Investeringar", lead=lead, kind="investments")


def statement(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Write the typed lines of the municipality's statement; the sums are computed (B-4, L-4)."""
    found = draft_of(request, budget_id, of_committee=False)
    rows = [(value, str(label), None) for value, label in StatementLine.choices]
    now = {f"a-{one.line}-{one.year}": one.amount for one in found.statement.all()}
    by = person_of(request)
    lead = "Tusental kronor, alla poster som positiva tal. Resultat, balanskrav och kassaflöde räknas ut."
    return show_grid(
        request,
        found,
        rows,
        now,
        lambda amounts: actions.write_statement(by=by, budget=found, amounts=amounts),
        title="Resultat, kassaflöde och balans",
        lead=lead,
        kind="statement",
    )


COMPANY_LINES = {"turnover": "omsättning", "result": "resultat", "investments": "investeringar"}


def companies(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Write the group companies' economy by year: turnover, result, investments (B-4)."""
    found = draft_of(request, budget_id, of_committee=False)
    stands = {(one.name, one.year): one for one in found.companies.all()}
    keys = {name: zlib.crc32(name.encode()) for name, _ in stands}  # the same key although others add a company
    rows = [
        (f"{keys[name]}-{line}", f"{name}, {label}", None) for name in keys for line, label in COMPANY_LINES.items()
    ]
    now = {
        f"a-{keys[name]}-{line}-{year}": getattr(one, line)
        for (name, year), one in stands.items()
        for line in COMPANY_LINES
    }
    by = person_of(request)

    def save(amounts: dict[tuple[str, int], int]) -> Budget:
        of = {f"{key}-{line}": name for name, key in keys.items() for line in COMPANY_LINES}
        typed = {
            (of[key], year): CompanyAmounts(
                *(
                    amounts.get((f"{keys[of[key]]}-{line}", year), now.get(f"a-{keys[of[key]]}-{line}-{year}", 0))
                    for line in COMPANY_LINES
                )
            )
            for key, year in amounts
        }
        return actions.write_companies(by=by, budget=found, amounts=typed)

    lead = "Tusental kronor. Minus framför ett underskott. Ett bolag utan belopp visas inte i budgeten."
    return show_grid(request, found, rows, now, save, title="Bolagens ekonomi", lead=lead, kind="companies")


class CompanyForm(forms.Form):
    """A group company that the budget is to hold."""

    name = forms.CharField(label="Bolagets namn", max_length=120)


def new_company(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Add a group company, whose amounts are then typed beside the others' (B-4)."""
    found = draft_of(request, budget_id, of_committee=False)
    form = CompanyForm(request.POST or None)
    by = person_of(request)
    if form.is_valid():
        name = form.cleaned_data["name"]
        if attempt(form, lambda: actions.add_company(by=by, budget=found, name=name)) is not None:
            return redirect("budget_companies", budget_id=found.pk)
    return show_form(request, "budget/new_company.html", {"budget": found, "year": found.year}, form)


class ProjectForm(forms.Form):
    """An investment project: its name, the ledger's code, its total budget in tkr, and its years."""

    area = forms.ModelChoiceField(label="KF-verksamhet", queryset=AppropriationArea.objects.none(), empty_label="Välj")
    name = forms.CharField(label="Namn", max_length=160)
    code = forms.CharField(
        label="Projektkod i ekonomisystemet", max_length=30, required=False, help_text="Då följer utfallet med."
    )
    total_budget = TkrField(label="Totalbudget, tkr")
    spent_before = TkrField(label="Förbrukat före det första året i Styrhjul, tkr")
    first_year = forms.IntegerField(label="Från år", min_value=2000, max_value=2100)
    last_year = forms.IntegerField(label="Till år", min_value=2000, max_value=2100, required=False)

    def __init__(self, *args: Any, areas: QuerySet[AppropriationArea], **kwargs: Any) -> None:
        """Offer the areas that the person writes projects for."""
        super().__init__(*args, **kwargs)
        field = self.fields["area"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = areas


def new_project(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Add an investment project that the budget can hold (B-2)."""
    found = draft_of(request, budget_id)
    areas = found.areas().exclude(kind=AreaKind.AUDIT)  # the presidium's own (B-2)
    form = ProjectForm(request.POST or None, initial={"first_year": found.year}, areas=areas)
    if form.is_valid():
        by, data = person_of(request), dict(form.cleaned_data)
        area = data.pop("area")
        if attempt(form, lambda: actions.write_project(by=by, area=area, **data)) is not None:
            return redirect("budget_investments", budget_id=found.pk)
    return show_form(request, "budget/new_project.html", {"budget": found, "year": found.year, "project": None}, form)


class BridgeForm(forms.Form):
    """A change from the year before."""

    year = forms.TypedChoiceField(label="År", coerce=int, required=False, empty_value=None)
    area = forms.ModelChoiceField(label="KF-verksamhet", queryset=AppropriationArea.objects.none(), empty_label="Välj")
    kind = forms.ChoiceField(label="Slag", choices=[("", "Välj"), *BridgeKind.choices])
    reason = forms.CharField(label="Skäl", max_length=300)
    decided = forms.CharField(label="Beslut", max_length=200, required=False)
    amount = TkrField(label="Belopp, tkr")

    def __init__(self, *args: Any, areas: Any, years: Sequence[int], **kwargs: Any) -> None:
        """Offer the areas of the budget, and its years."""
        super().__init__(*args, **kwargs)
        choice = self.fields["year"]
        assert isinstance(choice, forms.TypedChoiceField)
        choice.choices = [("" if year == years[0] else str(year), str(year)) for year in years]
        field = self.fields["area"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = areas


Bridge = formset_factory(BridgeForm, extra=5, max_num=400, absolute_max=400, can_delete=True)


def _entries(formset: "BaseFormSet[BridgeForm]", year: int) -> list[BridgeEntry | None]:
    """Return the rows as they were typed, None for one that is empty or taken away."""
    rows = [one.cleaned_data for one in formset.forms]
    return [
        BridgeEntry(row["area"].pk, row["kind"], row["reason"], row["decided"], row["amount"], row["year"] or year)
        if row and not row.get("DELETE")
        else None
        for row in rows
    ]


def _save_bridge(
    request: HttpRequest, found: Budget, formset: "BaseFormSet[BridgeForm]", now: Sequence[BridgeEntry],
    seen: Sequence[BridgeEntry | None],
) -> tuple[str, Sequence[BridgeEntry | None]]:  # fmt: skip
    """Write the rows; return why they were refused, empty when they were not, and the rows as the writer sees them."""
    entries, clashes = merge_bridge(seen, _entries(formset, found.year), now)
    if clashes:
        which = ", ".join(str(number + 1) for number in clashes)
        told = (
            f"Någon annan har ändrat eller tagit bort samma förändring medan du skrev: rad {which}. Spara igen, så "
            "läggs din rad till bredvid det som nu står, eller ta bort den."
        )
        return told, [None if number in clashes else one for number, one in enumerate(seen)]
    try:
        actions.write_bridge(by=person_of(request), budget=found, entries=entries)
    except Refused as no:
        return no.message, seen
    return "", seen


def _told(found: Budget, entries: Sequence[BridgeEntry]) -> list[str]:
    """Return rows of the bridge in words, for who has not seen them."""
    names = dict(found.areas().values_list("pk", "name"))
    return [
        f"{one.year}, {names.get(one.area_id, '')}, {BridgeKind(one.kind).label.lower()}, {one.reason}: "
        f"{tkr_text(one.amount)} tkr"
        for one in entries
    ]


def bridge(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Write the changes from last year's budget and between the plan years, with the rest to explain beside (B-1)."""
    found = draft_of(request, budget_id)
    stands = [BridgeEntry(*row) for row in found.bridge.values_list(*BRIDGE)]
    seen: Sequence[BridgeEntry | None] | None = bridge_seen(request.POST.get("before", ""))
    seen = stands if seen is None else seen
    given = [dict(zip(BRIDGE, row, strict=True)) if row else {} for row in seen]
    given = [row | {"year": "" if row.get("year") == found.year else row.get("year")} for row in given]
    offered = {"areas": found.areas(), "years": list(found.years)}
    formset = Bridge(request.POST or None, initial=given, form_kwargs=offered)
    refused = ""
    if formset.is_valid():
        refused, seen = _save_bridge(request, found, formset, stands, seen)
        if not refused:
            return redirect("budget_bridge" if "stay" in request.POST else "budget", budget_id=found.pk)
    is_wrong = formset.is_bound and (not formset.is_valid() or bool(refused))
    context = {
        "budget": found,
        "year": found.year,
        "formset": formset,
        "before": bridge_text(seen),
        "others": _told(found, [one for one in stands if one not in seen]) if is_wrong else [],
        "rests": list(found.bridge_rests().items()),
        "has_earlier": found.earlier() is not None,
        "refused": refused,
        "is_wrong": is_wrong,
    }
    return render(request, "budget/bridge.html", context, status=422 if is_wrong else 200)


urlpatterns = [
    path("budget/dokument/<int:budget_id>/investeringar/", investments, name="budget_investments"),
    path("budget/dokument/<int:budget_id>/investeringar/nytt/", new_project, name="new_project"),
    path("budget/dokument/<int:budget_id>/rakning/", statement, name="budget_statement"),
    path("budget/dokument/<int:budget_id>/bolag/", companies, name="budget_companies"),
    path("budget/dokument/<int:budget_id>/bolag/nytt/", new_company, name="new_company"),
    path("budget/dokument/<int:budget_id>/brygga/", bridge, name="budget_bridge"),
]
