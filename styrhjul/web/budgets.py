"""A budget year at a glance: the way from frames to definitive budgets, and what every area gets (B-1 to B-3)."""

from typing import NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from styrhjul.budget.models import AppropriationArea, Budget, PlanningConditions
from styrhjul.budget.terms import Stage
from styrhjul.governance import wheel
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, rights_of
from styrhjul.organisation.terms import BodyKind
from styrhjul.web.addresses import address_of
from styrhjul.web.budget_rows import columns_of, year_table
from styrhjul.web.kept import kept_html
from styrhjul.web.year_facts import facts_of, signals_about

#: The word of the way's mark for each state of a matter (parts/marks.html).
MARKS = {"draft": "now", "returned": "now", "handed": "now", "prepared": "now", "adopted": "done", "rejected": "none"}


class WayStep(NamedTuple):
    """A step of the budget year: its name, how far it has come, in words, where it leads, and when it is due."""

    name: str
    mark: str
    words: str
    address: str
    due: str


@login_not_required
def budget_now(_request: HttpRequest) -> HttpResponse:
    """Lead to the year that is planned now: the next year (X-12)."""
    return redirect("budget_year", year=today().year + 1)


@login_not_required
def budget_year(request: HttpRequest, year: int) -> HttpResponse:
    """Show the budget year: how far it has come, what every area gets, and what departs from the rules (B-1, B-3)."""
    body = kept_html(request, "budget/_year.html", "budget-year", year, context=lambda: _context(request, year))
    return render(request, "budget/year.html", {"year": year, "body": body, "verbs": verbs_for(request.user, year)})


def _context(request: HttpRequest, year: int) -> dict[str, object]:
    """Return what the page shows to readers with the same rights."""
    budgets = list(Budget.objects.visible_to(request.user).filter(year=year).select_related("body"))
    facts = facts_of(year, request)
    signals = signals_about(year, Budget, request) if request.user.is_authenticated else {}
    seen = {budget.pk for budget in budgets}
    columns = columns_of(year)
    return {
        "request": request,
        "year": year,
        "years": range(today().year - 2, today().year + 3),
        "way": way_of(request.user, year, budgets),
        "columns": columns,
        "rows": year_table(year, budgets, facts.bodies, columns),
        "committees": committees_of(budgets, facts.bodies),
        "signals": [one for pk, some in signals.items() if pk in seen for one in some],
        "is_election_year": wheel.is_election_year(year - 1),
        "is_example": any(budget.is_example for budget in budgets),
    }


def way_of(user: object, year: int, budgets: list[Budget]) -> list[WayStep]:
    """Return the steps of the budget year in order, with how far each has come (B-1, L-2, W-3)."""
    conditions = PlanningConditions.objects.visible_to(user).filter(year=year).first()
    whole = next((one for one in budgets if one.body_id is None), None)
    with_areas = AppropriationArea.objects.in_year(year).of_committees().values_list("body", flat=True)
    committees = len({one.body_id for one in budgets if one.body_id and not one.is_audits} | set(with_areas))
    frames = WayStep(
        "Förutsättningar och ramar",
        MARKS[conditions.state] if conditions else "todo",
        conditions.state_label if conditions else "Inte påbörjade",
        address_of("planning_conditions", conditions.pk) if conditions else "",
        "under våren",
    )
    return [
        frames,
        _committees_step("Preliminära nämndsbudgetar", Stage.PRELIMINARY, budgets, committees, "före juni månads slut"),
        WayStep(
            "Kommunstyrelsens beredning",
            "done" if whole and whole.state in {"prepared", "adopted"} else "now" if whole else "todo",
            whole.state_label if whole else "Inte påbörjad",
            address_of("budget", whole.pk) if whole else "",
            f"senast {wheel.last_day('board_budget', year)}",
        ),
        WayStep(
            "Fullmäktiges beslut",
            "done" if whole and whole.state == "adopted" else "todo",
            "Beslutad" if whole and whole.state == "adopted" else "Inte beslutad",
            address_of("budget", whole.pk) if whole else "",
            f"senast {wheel.last_day('council_budget', year)}",
        ),
        _committees_step("Definitiva nämndsbudgetar", Stage.DEFINITIVE, budgets, committees, "före årsskiftet"),
    ]


def _committees_step(name: str, stage: Stage, budgets: list[Budget], committees: int, due: str) -> WayStep:
    """Return how many of the committees have adopted their budget of the stage: of all, also those yet to begin."""
    mine = [one for one in budgets if one.stage == stage and not one.is_audits]
    adopted = sum(one.state == "adopted" for one in mine)
    mark = "todo" if not mine else "done" if adopted == committees else "now"
    words = f"{adopted} av {committees} antagna" if mine else "Inte påbörjade"
    return WayStep(name, mark, words, "#namnder" if mine else "", due)


class CommitteeLine(NamedTuple):
    """A committee in the list of budgets: its name, and its budgets by stage."""

    name: str
    budgets: list[Budget]


def committees_of(budgets: list[Budget], names: dict[int, str]) -> list[CommitteeLine]:
    """Return the committees that have a budget, with these, the preliminary first (B-1)."""
    found: dict[Body, list[Budget]] = {}
    for budget in sorted(budgets, key=lambda one: one.stage == Stage.DEFINITIVE):
        if budget.body is not None:
            found.setdefault(budget.body, []).append(budget)
    ranked = sorted(found, key=lambda body: body.rank)
    return [CommitteeLine(names.get(body.pk, ""), found[body]) for body in ranked]


def verbs_for(user: object, year: int) -> dict[str, bool | int | None]:
    """Return what the reader may begin in the year (O-6): the municipality's budget, the planning conditions.

    The audit's budget is begun by the council's presidium; the key holds the council's id (B-2).
    """
    drafts_for = rights_of(user).drafts_for
    board = Body.objects.filter(kind=BodyKind.BOARD, to_on=None, pk__in=drafts_for)
    council = Body.objects.filter(kind=BodyKind.COUNCIL, to_on=None, pk__in=drafts_for).first()
    no_audit = council is not None and not Budget.objects.filter(body=council, year=year).exists()
    audit_of = council.pk if council is not None and no_audit else None
    if not drafts_for or not board.exists():
        return {"begin_whole": False, "begin_conditions": False, "begin_audit": audit_of}
    return {
        "begin_audit": audit_of,
        "begin_whole": not Budget.objects.filter(body=None, year=year).exists(),
        "begin_conditions": not PlanningConditions.objects.filter(year=year).exists(),
    }


urlpatterns = [
    path("budget/", budget_now, name="budget_now"),
    path("budget/<year:year>/", budget_year, name="budget_year"),
]
