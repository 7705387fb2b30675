"""The mapping from the ledger to areas and report lines as pages, with what is unmapped (B-2, B-6)."""

from typing import NamedTuple

from django import forms
from django.db.models import Q, Sum
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_POST

from styrhjul.budget import actions
from styrhjul.budget.models import AccountRule, AppropriationArea, Batch, LedgerRow, PlaceRule, ServiceArea
from styrhjul.budget.terms import AreaKind, ReportLine
from styrhjul.organisation.clock import today
from styrhjul.web import ledger_facts as facts
from styrhjul.web.acting import attempt, show_form, tell
from styrhjul.web.drafting import person_of
from styrhjul.web.ledger import controllers_only
from styrhjul.web.trail import form_of, trail_of

#: SCB's activities are told by the first digits of the activity code.
SCB_DIGITS = 3


def counting_rows(year: int) -> Q:
    """Return what picks the ledger rows that count in the year: of each period, those of the batch that counts."""
    picked = Q(pk__in=[])
    of: dict[int, list[int]] = {}
    for one in Batch.objects.counting(year):
        of.setdefault(one.batch_id, []).append(one.period)
    for batch, periods in of.items():
        picked |= Q(batch=batch, period__in=periods)
    return picked


class ActivitySum(NamedTuple):
    """The net cost of an SCB activity in the year, in whole kronor."""

    code: str
    amount: int


def activity_sums(year: int) -> list[ActivitySum]:
    """Return the net cost by the first three digits of the activity code, as the yearly statement to SCB asks (B-6).

    Neither investments, the balance sheet nor finance are part of the net cost of activities. Kronor are rounded sum by
    sum.
    """
    rows = LedgerRow.objects.filter(counting_rows(year), area__isnull=False).exclude(area__kind=AreaKind.FINANCE)
    running = rows.exclude(line__in=["", ReportLine.INVESTMENT, ReportLine.BALANCE])
    sums = running.order_by().annotate(scb=Left("activity_code", SCB_DIGITS)).values_list("scb")
    found = sums.annotate(total=Sum("amount")).order_by("scb")
    return [ActivitySum(code, (total + 50) // 100) for code, total in found]


class AccountForm(forms.Form):
    """Accounts that begin so belong to a report line."""

    prefix = forms.CharField(label="Konton som börjar på", max_length=12)  # type: ignore[assignment]
    line = forms.ChoiceField(label="Rapportrad", choices=[("", "Välj"), *ReportLine.choices])


class PlaceForm(forms.Form):
    """A coding string that begins so belongs to an area, or to a service area within it."""

    responsibility = forms.CharField(label="Ansvar som börjar på", max_length=20, required=False)
    activity_code = forms.CharField(label="Verksamhet som börjar på", max_length=20, required=False)
    area = forms.ModelChoiceField(
        label="KF-verksamhet", queryset=AppropriationArea.objects.select_related("body"), empty_label="Välj"
    )
    service = forms.ModelChoiceField(
        label="Verksamhetsområde", queryset=ServiceArea.objects.select_related("area"), required=False,
        empty_label="Hela verksamheten",
    )  # fmt: skip


class AccountTargetForm(forms.Form):
    """The report line of a known beginning."""

    line = forms.ChoiceField(label="Rapportrad", choices=ReportLine.choices)


class PlaceTargetForm(forms.Form):
    """The area of a known beginning."""

    area = forms.ModelChoiceField(
        label="KF-verksamhet", queryset=AppropriationArea.objects.select_related("body"), empty_label="Välj"
    )
    service = forms.ModelChoiceField(
        label="Verksamhetsområde", queryset=ServiceArea.objects.select_related("area"), required=False,
        empty_label="Hela verksamheten",
    )  # fmt: skip


def mapping(request: HttpRequest) -> HttpResponse:
    """Show the whole mapping, what is unmapped with its sums, and what the year adds up to; add a rule (B-2, B-6)."""
    year = _year(request)
    asked = {
        "prefix": request.GET.get("konto", "")[:12],
        "responsibility": request.GET.get("ansvar", "")[:20],
        "activity_code": request.GET.get("verksamhet", "")[:20],
    }
    sent = request.POST.get("kind") if request.method == "POST" else None
    account = AccountForm(request.POST if sent == "account" else None, initial=asked)
    place = PlaceForm(request.POST if sent == "place" else None, initial=asked)
    form: forms.Form = account if sent == "account" else place
    if request.method == "POST":
        controllers_only(request)
        if form.is_valid() and _add(request, form) is not None:
            return redirect("mapping")
    rows = LedgerRow.objects.filter(counting_rows(year))
    sums = activity_sums(year)
    context = {
        "year": year, "years": _years(),
        "account_form": account, "place_form": place,
        "account_rules": list(AccountRule.objects.all()),
        "place_rules": list(PlaceRule.objects.select_related("area", "service")),
        "accounts": facts.unknown_accounts(rows), "places": facts.unknown_places(rows),
        "sums": sums, "total": sum(one.amount for one in sums), "ore": facts.ore,
        "may_import": actions.can_import(request.user),
    }  # fmt: skip
    return show_form(request, "economy/mapping.html", context, form)


def _years() -> list[int]:
    """Return the years that anything is imported for, the latest first."""
    return list(Batch.objects.confirmed().order_by("-year").values_list("year", flat=True).distinct())


def _year(request: HttpRequest) -> int:
    text = request.GET.get("ar", "")
    years = _years()
    asked = int(text) if text.isascii() and text.isdecimal() and len(text) == len("2026") else 0
    return asked if asked in years else (years[0] if years else today().year)


def _add(request: HttpRequest, form: forms.Form) -> object:
    by, data = person_of(request), form.cleaned_data
    if isinstance(form, AccountForm):
        return attempt(form, lambda: actions.map_account(by=by, **data))
    return attempt(form, lambda: actions.map_place(by=by, **data))


def account_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Read which report line accounts belong to, and change it as a controller (B-6)."""
    found = get_object_or_404(AccountRule, pk=rule_id)
    form = AccountTargetForm(request.POST or None, initial={"line": found.line})
    if request.method == "POST":
        controllers_only(request)
        if form.is_valid():
            by, line = person_of(request), form.cleaned_data["line"]
            made = attempt(form, lambda: actions.map_account(by=by, prefix=found.prefix, line=line))
            if made is not None:
                return redirect("mapping")
    return _rule_page(request, found, form, "unmap_account")


def place_rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Read which area a coding string belongs to, and change it as a controller (B-2)."""
    found = get_object_or_404(PlaceRule.objects.select_related("area", "service"), pk=rule_id)
    given = {"area": found.area_id, "service": found.service_id}
    form = PlaceTargetForm(request.POST or None, initial=given)
    if request.method == "POST":
        controllers_only(request)
        if form.is_valid():
            by, data = person_of(request), form.cleaned_data
            unit, code = found.responsibility, found.activity_code
            made = attempt(form, lambda: actions.map_place(by=by, responsibility=unit, activity_code=code, **data))
            if made is not None:
                return redirect("mapping")
    return _rule_page(request, found, form, "unmap_place")


def _rule_page(request: HttpRequest, found: AccountRule | PlaceRule, form: forms.Form, remove: str) -> HttpResponse:
    context = {
        "rule": found,
        "remove": remove,
        "may_import": actions.can_import(request.user),
        "trail": trail_of(found, request),
        **form_of(found, request),
    }
    return show_form(request, "economy/rule.html", context, form)


@require_POST
def unmap_account(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Take the rule of an account away; what it mapped is set aside, or taken by a shorter rule (B-6)."""
    return _remove(request, get_object_or_404(AccountRule, pk=rule_id))


@require_POST
def unmap_place(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Take the rule of a coding string away (B-2)."""
    return _remove(request, get_object_or_404(PlaceRule, pk=rule_id))


def _remove(request: HttpRequest, found: AccountRule | PlaceRule) -> HttpResponse:
    controllers_only(request)
    tell(request, lambda: actions.unmap(by=person_of(request), rule=found), "Kopplingen är borttagen.")
    return redirect("mapping")


urlpatterns = [
    path("ekonomi/kopplingar/", mapping, name="mapping"),
    path("ekonomi/kopplingar/konto/<int:rule_id>/", account_rule, name="account_rule"),
    path("ekonomi/kopplingar/konto/<int:rule_id>/ta-bort/", unmap_account, name="unmap_account"),
    path("ekonomi/kopplingar/kodstrang/<int:rule_id>/", place_rule, name="place_rule"),
    path("ekonomi/kopplingar/kodstrang/<int:rule_id>/ta-bort/", unmap_place, name="unmap_place"),
]
