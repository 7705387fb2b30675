"""Planning conditions and frames: read, written, handed to the board (B-1)."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from styrhjul.budget import actions
from styrhjul.budget.models import PlanningConditions
from styrhjul.governance.models import Decision, GovernanceModel
from styrhjul.organisation.models import Body
from styrhjul.web.acting import attempt, show_form, tell
from styrhjul.web.budget_merging import MergedForm
from styrhjul.web.drafting import person_of
from styrhjul.web.goal_forms import area
from styrhjul.web.handing import hand_in, may_hand_in
from styrhjul.web.money_fields import TkrOrNothing
from styrhjul.web.trail import form_of, trail_of
from styrhjul.web.year_facts import facts_of


class FrameRow(NamedTuple):
    """A committee's frame over the years, in kronor, None where it has none; the last row is the sum."""

    name: str
    net_costs: tuple[int | None, ...]
    investments: tuple[int | None, ...]


def years_of(conditions: PlanningConditions) -> list[int]:
    """Return the budget year and its plan years (L-1)."""
    horizon = GovernanceModel.objects.settings_for(conditions.year).plan_years
    return list(range(conditions.year, conditions.year + horizon + 1))


def frame_rows(conditions: PlanningConditions, names: dict[int, str]) -> list[FrameRow]:
    """Return the frames by committee, with their sum (B-1)."""
    years = years_of(conditions)
    of: dict[int, dict[int, tuple[int | None, int | None]]] = {}
    for body, year, net_cost, invested in conditions.frames.values_list("body", "year", "net_cost", "investments"):
        of.setdefault(body, {})[year] = (net_cost, invested)
    rows = [
        FrameRow(
            names.get(body, ""),
            tuple(held.get(year, (None, None))[0] for year in years),
            tuple(held.get(year, (None, None))[1] for year in years),
        )
        for body, held in of.items()
    ]
    if rows:
        net = tuple(_sum(column) for column in zip(*(row.net_costs for row in rows), strict=True))
        investments = tuple(_sum(column) for column in zip(*(row.investments for row in rows), strict=True))
        rows.append(FrameRow("Nämnderna tillsammans", net, investments))
    return rows


def _sum(amounts: Iterable[int | None]) -> int | None:
    """Return the sum of what is known, None where nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


@login_not_required
def planning_conditions(request: HttpRequest, conditions_id: int) -> HttpResponse:
    """Read the external analysis, the conditions, the instructions and the frames of a budget year (B-1)."""
    found = get_object_or_404(PlanningConditions.objects.visible_to(request.user), pk=conditions_id)
    context = {
        "conditions": found,
        "year": found.year,
        "years": years_of(found),
        "rows": frame_rows(found, facts_of(found.year, request).bodies),
        "decisions": list(Decision.objects.visible_to(request.user).about(found).select_related("meeting__body")),
        "may_write": actions.can_write_conditions(request.user, found),
        "may_hand_in": may_hand_in(request.user, found),
        "trail": trail_of(found, request),
        **form_of(found, request),
    }
    return render(request, "budget/conditions.html", context)


class ConditionsForm(MergedForm):
    """The texts, and a frame for each committee and year in tkr; an empty one is no frame."""

    clash = "Någon annan har ändrat samma ram eller text medan du skrev. Välj vad som ska gälla."

    external_analysis = area("Omvärldsanalys", "Vad händer runt omkring kommunen som påverkar budgeten?", 6)
    text = area("Ekonomiska förutsättningar", "Skatteunderlag, befolkning, priser.", 6)
    instructions = area("Anvisningar till nämnderna", "", 6)

    def __init__(self, *args: Any, bodies: list[Body], years: list[int], **kwargs: Any) -> None:
        """Lay in a field for each committee and year, net cost and investments."""
        super().__init__(*args, **kwargs)
        self.bodies, self.years = bodies, years
        for body in bodies:
            for year in years:
                self.fields[f"net-{body.pk}-{year}"] = TkrOrNothing(label=f"{body}, nettokostnad {year}")
                self.fields[f"invest-{body.pk}-{year}"] = TkrOrNothing(label=f"{body}, investeringar {year}")
        self.merge()

    def rows(self, kind: str) -> list[tuple[Body, list[Any]]]:
        """Return the fields of the kind by committee, for the table."""
        return [(body, [self[f"{kind}-{body.pk}-{year}"] for year in self.years]) for body in self.bodies]

    def frames(self) -> dict[tuple[int, int], tuple[int | None, int | None]]:
        """Return net cost and investments in kronor by committee and year, None where no frame is given."""
        data = self.cleaned_data
        return {
            (body.pk, year): (data[f"net-{body.pk}-{year}"], data[f"invest-{body.pk}-{year}"])
            for body in self.bodies
            for year in self.years
        }


def write_conditions(request: HttpRequest, conditions_id: int) -> HttpResponse:
    """Write the planning conditions and the frames (B-1)."""
    found = get_object_or_404(PlanningConditions.objects.visible_to(request.user), pk=conditions_id)
    if not actions.can_write_conditions(request.user, found):
        raise PermissionDenied
    now: dict[str, Any] = {
        "external_analysis": found.external_analysis,
        "text": found.conditions,
        "instructions": found.instructions,
    }
    for body, year, net, investments in found.frames.values_list("body", "year", "net_cost", "investments"):
        now |= {f"net-{body}-{year}": net, f"invest-{body}-{year}": investments}
    form = ConditionsForm(request.POST or None, initial=now, bodies=found.committees(), years=years_of(found))
    if form.is_valid():
        texts = {name: form.cleaned_data[name] for name in ("external_analysis", "text", "instructions")}
        by, frames = person_of(request), form.frames()
        made = attempt(form, lambda: actions.write_conditions(by=by, conditions=found, frames=frames, **texts))
        if made is not None:
            return redirect("planning_conditions", conditions_id=found.pk)
    return show_form(request, "budget/write_conditions.html", {"conditions": found, "year": found.year}, form)


@require_POST
def new_conditions(request: HttpRequest, year: int) -> HttpResponse:
    """Begin the planning conditions of a budget year (B-1)."""
    by = person_of(request)
    if not actions.can_write_conditions(by, PlanningConditions(year=year)):
        raise PermissionDenied
    made = tell(request, lambda: actions.draft_conditions(by=by, year=year), "Förutsättningarna är påbörjade.")
    if made is None:
        return redirect("budget_year", year=year)
    return redirect("write_conditions", conditions_id=made.pk)


@require_POST
def hand_in_conditions(request: HttpRequest, conditions_id: int) -> HttpResponse:
    """Hand the planning conditions to the board (B-1, O-6)."""
    found = get_object_or_404(PlanningConditions.objects.visible_to(request.user), pk=conditions_id)
    hand_in(request, found, "Förutsättningarna är lämnade.")
    return redirect("planning_conditions", conditions_id=found.pk)


urlpatterns = [
    path("budget/<year:year>/forutsattningar/", new_conditions, name="new_conditions"),
    path("budget/forutsattningar/<int:conditions_id>/", planning_conditions, name="planning_conditions"),
    path("budget/forutsattningar/<int:conditions_id>/skriv/", write_conditions, name="write_conditions"),
    path("budget/forutsattningar/<int:conditions_id>/lamna/", hand_in_conditions, name="hand_in_conditions"),
]
