"""One budget: amounts, bridge, investments and statement beside its goals, decisions and history (B-1 to B-6)."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from styrhjul.budget import actions
from styrhjul.budget.models import Actual, Budget, Project, Succession
from styrhjul.budget.tables import bridges_of, left_behind, money_rows, project_rows, statement_of
from styrhjul.budget.terms import ReportLine, Stage
from styrhjul.followup.models import Improvement
from styrhjul.governance.documents import proposal
from styrhjul.governance.models import Decision, FrozenVersion, proposed_at
from styrhjul.organisation.models import Body, rights_of
from styrhjul.web.acting import attempt, show_form, tell
from styrhjul.web.budget_facts import content_of, said_in
from styrhjul.web.drafting import person_of
from styrhjul.web.handing import hand_in, may_hand_in
from styrhjul.web.kept import kept, kept_html, reader_key
from styrhjul.web.printing import FILES
from styrhjul.web.trail import form_of, trail_of
from styrhjul.web.volumes import budgeted
from styrhjul.web.year_facts import signals_about


@login_not_required
def budget(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Read a budget: a draft as it stands, else as it was frozen (B-1, F-5, G-6)."""
    found = get_object_or_404(Budget.objects.visible_to(request.user).select_related("body"), pk=budget_id)
    head = kept(request, "budget-head", found.pk, reader_key(request), make=lambda: _head(request, found))
    body = kept_html(request, "budget/_body.html", found.pk, context=lambda: _body(request, found))
    context = {
        "budget": found,
        "year": found.year,
        "title": title_of(found),
        "body": body,
        "files": FILES,
        **head,
        **form_of(found, request),
    }
    return render(request, "budget/budget.html", context)


def _head(request: HttpRequest, found: Budget) -> dict[str, Any]:
    """Return what stands above the text for readers with the same rights: decision, tax rate, signals, verbs."""
    content = content_of(found, request.user)
    decision = Decision.objects.visible_to(request.user).about(found).select_related("meeting__body").first()
    signals = signals_about(found.year, Budget, request) if request.user.is_authenticated else {}
    return {
        "reference": decision.reference if decision else "",
        "proposal": _proposal(request, found),
        "signals": signals.get(found.pk, []),
        "verbs": verbs_for(request.user, found),
        "tax_rate": Decimal(content["tax_rate"]) if content.get("tax_rate") else None,
    }


def _proposal(request: HttpRequest, found: Budget) -> str:
    """Return to strangers how what the council's notice has published stands, empty for all else (L-6)."""
    meeting = None if request.user.is_authenticated else proposed_at(found)
    return proposal(meeting) if meeting else ""


def _body(request: HttpRequest, found: Budget) -> dict[str, Any]:
    """Return what the budget says, to readers with the same rights."""
    return {
        "request": request,
        "budget": found,
        "year": found.year,
        "said": said_in(found, request.user),
        "decisions": list(Decision.objects.visible_to(request.user).about(found).select_related("meeting__body")),
        **_tables(found, content_of(found, request.user)),
        "improved": list(Improvement.objects.visible_to(request.user).filter(bridge_row__budget=found)),
        "trail": trail_of(found, request),
    }


def title_of(found: Budget) -> str:
    """Return what the budget is called, without its year and body."""
    if found.is_audits:
        return "Revisionens budget"
    return "Kommunens budget" if found.body_id is None else f"{Stage(found.stage).label} nämndsbudget"


def _tables(found: Budget, content: dict[str, Any]) -> dict[str, Any]:
    """Return the tables of the budget as its content has them (B-2, B-4)."""
    years = list(found.years)
    before = found.earlier_net_costs()
    rows = money_rows(content, years, before)
    projects = [row[0] for row in content.get("investments", ())]
    known = list(Project.objects.filter(pk__in=projects).values_list("pk", "total_budget", "spent_before"))
    spent = {pk: before for pk, _, before in known if before}
    booked = Actual.objects.filter(line=ReportLine.INVESTMENT, project__in=projects).order_by().values("project")
    for row in booked.annotate(spent=Sum("amount")):
        spent[row["project"]] = spent.get(row["project"], 0) + row["spent"]
    return {
        "years": years,
        "rows": rows,
        "is_restated": before is not None and Succession.objects.filter(from_year=found.year).exists(),
        "bridges": bridges_of(content, years, sum(before.values()) if before is not None else None),
        "projects": project_rows(
            content,
            years,
            {pk: total for pk, total, _ in known},
            spent,
        ),
        "volumes": budgeted(content, years),
        "statement": statement_of(content, years),
        "left_behind": _left_behind(found, content, years),
        "companies": [row for row in content.get("companies", ()) if any(row[2:])],
    }


def _left_behind(found: Budget, content: dict[str, Any], years: list[int]) -> dict[int, tuple[int, int]]:
    """Return what the council changed in result and cash flow without the balance budget following, in kronor (B-4)."""
    if found.body_id is not None or found.state != "adopted":
        return {}
    proposed = FrozenVersion.objects.of(found).order_by("-number").values_list("content", flat=True)[1:2]
    return left_behind(content, proposed[0], years) if proposed else {}


def verbs_for(user: object, found: Budget) -> set[str]:
    """Return what the reader may do with the budget now, for the buttons of the page (O-6)."""
    verbs = {"write"} if actions.can_draft(user, found) else set()
    if may_hand_in(user, found):
        verbs.add("hand_in")
    if "write" in verbs and found.body_id is None:
        verbs.add("gather")
    if found.body_id is None and found.state == "adopted" and actions.can_import(user):
        verbs.add("compute")
    is_next = found.stage == Stage.PRELIMINARY and not found.is_audits and found.body_id in rights_of(user).drafts_for
    if is_next and not Budget.objects.filter(body=found.body_id, year=found.year, stage=Stage.DEFINITIVE).exists():
        verbs.add("definitive")
    return verbs


class TextForm(forms.Form):
    """What a budget says in words; the municipality's also its tax rate."""

    text = forms.CharField(label="Text", required=False, max_length=50_000, widget=forms.Textarea(attrs={"rows": 12}))
    frame_reason = forms.CharField(
        label="Varför budgeten går över ramen",
        help_text="Behövs bara när den gör det.",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    tax_rate = forms.DecimalField(
        label="Skattesats, kronor per hundra", required=False, max_digits=5, decimal_places=2, localize=True
    )

    def __init__(self, *args: Any, found: Budget, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left_out = ("tax_rate",) if found.body_id else ("frame_reason",)
        for name in left_out:
            del self.fields[name]


def write_text(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Write what the budget says in words, and the municipality's tax rate (B-3, B-4)."""
    found = get_object_or_404(Budget.objects.visible_to(request.user), pk=budget_id)
    if not actions.can_draft(request.user, found):
        raise PermissionDenied
    now = {"text": found.text, "frame_reason": found.frame_reason, "tax_rate": found.tax_rate}
    form = TextForm(request.POST or None, initial=now, found=found)
    if form.is_valid():
        by, data = person_of(request), form.cleaned_data
        if attempt(form, lambda: actions.write_budget(by=by, budget=found, **data)) is not None:
            return redirect("budget", budget_id=found.pk)
    return show_form(request, "budget/text.html", {"budget": found, "year": found.year}, form)


@require_POST
def hand_in_budget(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Hand the budget to its committee, or to the board (O-6); it is frozen as a numbered version (F-5)."""
    found = get_object_or_404(Budget.objects.visible_to(request.user), pk=budget_id)
    hand_in(request, found, "Budgeten är lämnad.")
    return redirect("budget", budget_id=found.pk)


@require_POST
def gather(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Lay the committees' preliminary budgets into the municipality's (B-1)."""
    found = get_object_or_404(Budget.objects.visible_to(request.user), pk=budget_id)
    person = person_of(request)
    if "gather" not in verbs_for(person, found):
        raise PermissionDenied
    done = "Nämndernas antagna preliminära budgetar ligger nu i budgeten."
    tell(request, lambda: actions.gather_preliminary(by=person, budget=found), done)
    return redirect("budget", budget_id=found.pk)


@require_POST
def begin_budget(request: HttpRequest, year: int, body_id: int | None = None, stage: str = "") -> HttpResponse:
    """Begin a budget: a committee's, or the municipality's (B-1)."""
    person = person_of(request)
    body = get_object_or_404(Body, pk=body_id) if body_id else None
    if body is not None and stage not in {Stage.PRELIMINARY, Stage.DEFINITIVE}:
        raise Http404
    begun = stage if body is not None else Stage.MUNICIPAL
    if not actions.can_draft(person, Budget(body=body, year=year, stage=begun)):
        raise PermissionDenied
    made = tell(
        request, lambda: actions.draft_budget(by=person, body=body, year=year, stage=begun), "Budgeten är påbörjad."
    )
    return redirect("budget", budget_id=made.pk) if made is not None else redirect("budget_year", year=year)


urlpatterns = [
    path("budget/dokument/<int:budget_id>/", budget, name="budget"),
    path("budget/dokument/<int:budget_id>/text/", write_text, name="write_budget_text"),
    path("budget/dokument/<int:budget_id>/lamna/", hand_in_budget, name="hand_in_budget"),
    path("budget/dokument/<int:budget_id>/samla/", gather, name="gather_budget"),
    path("budget/<year:year>/borja/", begin_budget, name="begin_whole_budget"),
    path("budget/<year:year>/borja/<int:body_id>/<str:stage>/", begin_budget, name="begin_budget"),
]
