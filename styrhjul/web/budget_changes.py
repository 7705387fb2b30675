"""Changes of the budget in the year: listed, read, written, handed in (B-5)."""

from typing import Any, NamedTuple

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from styrhjul.budget import actions
from styrhjul.budget.actions import Move
from styrhjul.budget.figures import changes_of, original_of
from styrhjul.budget.models import AppropriationArea, BudgetChange, Project, ServiceArea
from styrhjul.budget.terms import ChangeKind
from styrhjul.governance.models import Decision
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, rights_of
from styrhjul.organisation.terms import BodyKind
from styrhjul.web.acting import attempt, show_form
from styrhjul.web.budget_rows import Row, grouped
from styrhjul.web.drafting import person_of
from styrhjul.web.goal_forms import area
from styrhjul.web.handing import hand_in, may_hand_in
from styrhjul.web.money_fields import TkrField
from styrhjul.web.trail import form_of, trail_of
from styrhjul.web.year_facts import facts_of

#: How many empty rows a form offers; what a change already says has rows of its own above them.
ROWS = 6

AMOUNTS = {"revenue": "intäkter", "cost": "kostnader", "investment": "investering"}


class ChangeLineView(NamedTuple):
    """A row of a change: where, and how much in kronor."""

    place: str
    revenue: int
    cost: int
    investment: int


@login_not_required
def changes(request: HttpRequest, year: int) -> HttpResponse:
    """List the year's changes, with the original and the current budget side by side (B-5)."""
    listed = BudgetChange.objects.visible_to(request.user).filter(year=year).select_related("body")
    facts = facts_of(year, request)
    drafts_for = rights_of(request.user).drafts_for
    return render(
        request,
        "budget/changes.html",
        {
            "year": year,
            "years": range(today().year - 2, today().year + 2),
            "changes": [(one, facts.bodies.get(one.body_id or 0, "Kommunfullmäktige")) for one in listed],
            "rows": current_rows(year, facts.bodies),
            "bodies": [body for body in _offered(year) if body.pk in drafts_for],
            "may_ask_council": Body.objects.filter(kind=BodyKind.BOARD, to_on=None, pk__in=drafts_for).exists(),
        },
    )


def current_rows(year: int, names: dict[int, str]) -> list[Row]:
    """Return original budget, changes and current budget of every area, with sums, in kronor (B-5)."""
    original, changed = original_of(year), changes_of(year)
    areas = list(AppropriationArea.objects.in_year(year))
    figures = {
        one.pk: (
            original.get(one.pk),
            changed.get(one.pk, 0),
            original.get(one.pk, 0) + changed.get(one.pk, 0),
        )
        for one in areas
    }
    return grouped(areas, names, figures, {}, 3)


def _offered(year: int) -> list[Body]:
    """Return the committees that have areas in the year."""
    areas = AppropriationArea.objects.in_year(year).of_committees()
    return list(Body.objects.filter(appropriation_areas__in=areas).distinct().order_by("rank"))


@login_not_required
def budget_change(request: HttpRequest, change_id: int) -> HttpResponse:
    """Read a change: what it adds and takes, why, how it is financed, and its decision (B-5, L-4)."""
    found = get_object_or_404(BudgetChange.objects.visible_to(request.user).select_related("body"), pk=change_id)
    lines = found.lines.select_related("area", "service", "project")
    context = {
        "change": found,
        "year": found.year,
        "lines": [
            ChangeLineView(str(one.project or one.service or one.area), one.revenue, one.cost, one.investment)
            for one in lines
        ],
        "net": sum(one.net_cost for one in lines),
        "investment": sum(one.investment for one in lines),
        "decisions": list(Decision.objects.visible_to(request.user).about(found).select_related("meeting__body")),
        "may_write": actions.can_write_change(request.user, found),
        "may_hand_in": may_hand_in(request.user, found),
        "trail": trail_of(found, request),
        **form_of(found, request),
    }
    return render(request, "budget/change.html", context)


class ChangeForm(forms.Form):
    """A change: what, why, and rows with a place and amounts in tkr."""

    kind = forms.ChoiceField(label="Slag", choices=ChangeKind.choices)
    heading = forms.CharField(label="Rubrik", max_length=200)
    reason = area("Skäl", "Varför behöver budgeten ändras?", 4, later="")
    financing = area("Så finansieras utgiften", "KL 11 kap. 6 §.", 3, later="behövs för tilläggsanslag")

    def __init__(self, *args: Any, year: int, body: Body | None, known: int = 0, **kwargs: Any) -> None:
        """Lay in the rows, with the places that the body may change; a committee has no investments of its own."""
        super().__init__(*args, **kwargs)
        self.amounts = dict(AMOUNTS)
        if body is not None:
            del self.fields["kind"], self.fields["financing"], self.amounts["investment"]
        choices, self.numbers = places_of(year, body), range(known + ROWS)
        for number in self.numbers:
            self.fields[f"place-{number}"] = forms.ChoiceField(
                label=f"Rad {number + 1}, plats", required=False, choices=choices
            )
            for name, label in self.amounts.items():
                self.fields[f"{name}-{number}"] = TkrField(label=f"Rad {number + 1}, {label} tkr")

    def rows(self) -> list[list[Any]]:
        """Return the fields of each row, for the table."""
        return [[self[f"{name}-{number}"] for name in ("place", *self.amounts)] for number in self.numbers]

    def clean(self) -> dict[str, Any]:
        """Say which row has an amount without a place, or one that its place cannot have (B-5)."""
        cleaned = super().clean() or {}
        for number in self.numbers:
            typed = {name for name in self.amounts if cleaned.get(f"{name}-{number}")}
            place = cleaned.get(f"place-{number}") or ""
            if typed and not place:
                self.add_error(f"place-{number}", "Välj vad beloppen gäller.")
            elif place and not place.endswith("-0") and typed - {"investment"}:
                self.add_error(f"place-{number}", "Ett investeringsprojekt ändras i kolumnen Investering.")
            elif place.endswith("-0") and "investment" in typed:
                self.add_error(f"place-{number}", "Välj det projekt som investeringen gäller.")
        return cleaned

    def moves(self) -> list[Move]:
        """Return the rows that have a place, in kronor."""
        data = self.cleaned_data
        found = []
        for number in self.numbers:
            if data[f"place-{number}"]:
                ids = (int(part) or None for part in data[f"place-{number}"].split("-"))
                area_id, service_id, project_id = ids
                amounts = {name: data[f"{name}-{number}"] for name in self.amounts}
                found.append(Move(area_id or 0, service_id, project_id, **amounts))
        return found


def places_of(year: int, body: Body | None) -> list[Any]:
    """Return what a change can be about: areas and projects for the council, service areas for a committee (B-5)."""
    areas = AppropriationArea.objects.in_year(year)
    services = ServiceArea.objects.in_year(year).select_related("area")
    if body is not None:
        return [
            ("", "Välj"),
            *((f"{one.area_id}-{one.pk}-0", f"{one.area}: {one}") for one in services.filter(area__body=body)),
        ]
    projects = Project.objects.filter(area__in=areas)
    return [
        ("", "Välj"),
        ("Drift", [(f"{one.pk}-0-0", str(one)) for one in areas]),
        ("Investeringar", [(f"{one.area_id}-0-{one.pk}", str(one)) for one in projects]),
    ]


def _save(request: HttpRequest, year: int, body: Body | None, found: BudgetChange | None) -> HttpResponse:
    """Show the form of a change, new or known, and write what it says."""
    known = found.lines.count() if found else 0
    form = ChangeForm(request.POST or None, initial=_initial(found), year=year, body=body, known=known)
    if form.is_valid():
        data, by = form.cleaned_data, person_of(request)
        made = attempt(
            form,
            lambda: actions.write_change(
                by=by,
                year=year,
                kind=data.get("kind", ChangeKind.TRANSFER),
                body=body,
                heading=data["heading"],
                reason=data["reason"],
                financing=data.get("financing", ""),
                moves=form.moves(),
                change=found,
            ),
        )
        if made is not None:
            return redirect("budget_change", change_id=made.pk)
    return show_form(request, "budget/write_change.html", {"year": year, "body": body, "change": found}, form)


def _initial(found: BudgetChange | None) -> dict[str, Any]:
    """Return what stands in the change now, by the names of the form's fields."""
    if found is None:
        return {}
    now: dict[str, Any] = {
        "kind": found.kind, "heading": found.heading, "reason": found.reason, "financing": found.financing,
    }  # fmt: skip
    for number, one in enumerate(found.lines.all()):
        now[f"place-{number}"] = f"{one.area_id}-{one.service_id or 0}-{one.project_id or 0}"
        now |= {f"{name}-{number}": getattr(one, name) for name in AMOUNTS}
    return now


def new_change(request: HttpRequest, year: int, body_id: int | None = None) -> HttpResponse:
    """Write a new change: the council's, or a committee's own transfer (B-5, O-6)."""
    body = get_object_or_404(Body, pk=body_id) if body_id else None
    if not actions.can_write_change(request.user, BudgetChange(year=year, body=body)):
        raise PermissionDenied
    return _save(request, year, body, None)


def write_change(request: HttpRequest, change_id: int) -> HttpResponse:
    """Write in a change that is still a draft (B-5)."""
    found = get_object_or_404(BudgetChange.objects.visible_to(request.user), pk=change_id)
    if not actions.can_write_change(request.user, found):
        raise PermissionDenied
    return _save(request, found.year, found.body, found)


@require_POST
def hand_in_change(request: HttpRequest, change_id: int) -> HttpResponse:
    """Hand the change to its committee or to the board (B-5, O-6)."""
    found = get_object_or_404(BudgetChange.objects.visible_to(request.user), pk=change_id)
    hand_in(request, found, "Ändringen är lämnad.")
    return redirect("budget_change", change_id=found.pk)


urlpatterns = [
    path("budget/<year:year>/andringar/", changes, name="budget_changes"),
    path("budget/<year:year>/andringar/ny/", new_change, name="new_change"),
    path("budget/<year:year>/andringar/ny/<int:body_id>/", new_change, name="new_committee_change"),
    path("budget/andring/<int:change_id>/", budget_change, name="budget_change"),
    path("budget/andring/<int:change_id>/skriv/", write_change, name="write_change"),
    path("budget/andring/<int:change_id>/lamna/", hand_in_change, name="hand_in_change"),
]
