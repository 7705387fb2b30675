"""Imports of actuals as pages: read in, previewed, confirmed, undone, restored; and how files are read (B-6)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from styrhjul.budget import actions
from styrhjul.budget.models import CLOSING, Batch, ImportProfile
from styrhjul.documents.words import MONTHS
from styrhjul.integrations.bookings import MOST_BYTES, FaultyFile, Scope, preview
from styrhjul.integrations.ledger.content import CODES, UnreadableFile
from styrhjul.integrations.ledger.profile import LABELS, Profile
from styrhjul.organisation.clock import today
from styrhjul.web import ledger_facts as facts
from styrhjul.web.acting import attempt, show_form, tell
from styrhjul.web.drafting import person_of
from styrhjul.web.goal_forms import needed
from styrhjul.web.trail import form_of, trail_of

PERIODS = [(number, f"{number} {name}") for number, name in enumerate(MONTHS, 1)] + [(CLOSING, "13 bokslut")]

SIGNS = [
    ("", "Föreslå efter filen, eller som profilen säger"),
    ("plus", "Kostnader står med plus"),
    ("minus", "Kostnader står med minus"),
]

#: How many imports a page of the list holds, and how many faults of a file are shown.
A_PAGE, MOST_FAULTS = 25, 100


def controllers_only(request: HttpRequest) -> None:
    """Let only controllers in. Raises PermissionDenied."""
    if not actions.can_import(request.user):
        raise PermissionDenied


def batches(request: HttpRequest) -> HttpResponse:
    """List the imports, and for each year which of them counts for each period (B-6)."""
    confirmed = Batch.objects.confirmed().select_related("imported_by")
    years = list(confirmed.order_by("-year").values_list("year", flat=True).distinct())
    context = {
        "page": Paginator(confirmed, A_PAGE).get_page(request.GET.get("sida")),
        "counting": {one.batch_id for one in Batch.objects.counting()},
        "strips": [(year, facts.strip_of(year)) for year in years[:3]],
        "profiles": list(ImportProfile.objects.all()),
        "may_import": actions.can_import(request.user),
    }
    return render(request, "economy/batches.html", context)


class ImportForm(forms.Form):
    """A ledger file and what it covers."""

    file = forms.FileField(label="Fil", help_text="CSV, Excel (XLSX) eller SIE 4, högst 250 MB.")
    year = forms.IntegerField(label="År", min_value=2000, max_value=2100)
    first_period = forms.TypedChoiceField(label="Från period", choices=PERIODS, coerce=int)
    last_period = forms.TypedChoiceField(label="Till period", choices=PERIODS, coerce=int)
    is_preliminary = forms.BooleanField(label="Siffrorna är preliminära", required=False)
    saved = forms.ModelChoiceField(
        label="Inläsningsprofil",
        queryset=ImportProfile.objects.all(),
        required=False,
        empty_label="Föreslå efter filens rubriker",
    )
    sign = forms.ChoiceField(label="Tecken", choices=SIGNS, required=False)

    def clean_file(self) -> Any:
        """Refuse a file too large to read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("Filen är större än 250 MB. Dela den, till exempel på månader.")
        return file


def import_ledger(request: HttpRequest) -> HttpResponse:
    """Read a file in as a preview, which counts for nothing until it is confirmed (B-6)."""
    controllers_only(request)
    month = max(1, today().month - 1)
    given = {"year": today().year, "first_period": month, "last_period": month}
    form = ImportForm(request.POST or None, request.FILES or None, initial=given)
    faults: list[str] = []
    if form.is_valid():
        try:
            made = attempt(form, lambda: _preview(request, form.cleaned_data))
            if made is not None:
                return redirect("batch", batch_id=made.pk)
        except FaultyFile as faulty:
            faults = [*faulty.faults[:MOST_FAULTS]]
            form.add_error("file", str(faulty))
        except UnreadableFile as unreadable:
            form.add_error("file", str(unreadable))
    return show_form(request, "economy/import.html", {"faults": faults}, form)


def _preview(request: HttpRequest, data: dict[str, Any]) -> Batch:
    scope = Scope(data["year"], data["first_period"], data["last_period"], data["is_preliminary"])
    file = data["file"]
    return preview(
        by=person_of(request), file=file.file, name=file.name, scope=scope, saved=data["saved"], sign=data["sign"]
    )


def _batch(request: HttpRequest, batch_id: int) -> Batch:
    """Return the import; one that is only previewed is there for controllers alone."""
    found = get_object_or_404(Batch.objects.select_related("imported_by", "profile"), pk=batch_id)
    if found.is_staged and not actions.can_import(request.user):
        raise Http404
    return found


class ConfirmForm(forms.Form):
    """The last word before an import counts."""

    signs = forms.BooleanField(
        label="Tecknen stämmer: kostnader är plus och intäkter minus i det som visas",
        error_messages={"required": "Kontrollera tecknen och bekräfta dem, eller vänd dem."},
    )


Viewed = Callable[[HttpRequest, Batch], HttpResponse]


def of_batch(view: Viewed) -> Callable[[HttpRequest, int], HttpResponse]:
    """Return the view of an import by its id; controllers are told what became of a preview that is gone."""

    @wraps(view)
    def found(request: HttpRequest, batch_id: int) -> HttpResponse:
        try:
            one = _batch(request, batch_id)
        except Http404:
            if not actions.can_import(request.user):
                raise
            latest = Batch.objects.filter(is_staged=True, imported_by=person_of(request)).order_by("-id").first()
            return render(request, "economy/gone.html", {"latest": latest}, status=404)
        return view(request, one)

    return found


@of_batch
def batch(request: HttpRequest, found: Batch) -> HttpResponse:
    """Read an import: where its sum went, what is set aside, what it changes; a preview is confirmed here (B-6)."""
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        controllers_only(request)
        if form.is_valid():
            by = person_of(request)
            if attempt(form, lambda: actions.confirm_batch(by=by, batch=found)) is not None:
                return redirect("batch", batch_id=found.pk)
    rows = found.rows.all()
    accounts, places = facts.unknown_accounts(rows), facts.unknown_places(rows)
    changes = facts.differences(found)
    context = {
        "batch": found,
        "sums": facts.sums_of(found),
        "lines": facts.line_sums(found),
        "ore": facts.ore,
        "accounts": accounts[: facts.MOST_ROWS],
        "places": places[: facts.MOST_ROWS],
        "more": max(0, len(accounts) - facts.MOST_ROWS) + max(0, len(places) - facts.MOST_ROWS),
        "changes": changes,
        "strip_marks": (marks := facts.strip_of(found.year)),
        "counts_everywhere": all(
            one.batch_id == found.pk for one in marks if found.first_period <= one.period <= found.last_period
        ),
        "may_import": actions.can_import(request.user),
        "trail": trail_of(found, request),
        **form_of(found, request),
    }
    return show_form(request, "economy/batch.html", context, form)


def _button(act: Callable[..., object], done: str, *, leads_to_list: bool = False) -> Callable[..., HttpResponse]:
    """Return the view of a button on an import's page."""

    @of_batch
    def view(request: HttpRequest, found: Batch) -> HttpResponse:
        controllers_only(request)
        batch_id = found.pk
        tell(request, lambda: act(by=person_of(request), batch=found), done)
        return redirect("batches") if leads_to_list else redirect("batch", batch_id=batch_id)

    return require_POST(view)


undo = _button(actions.undo_batch, "Inläsningen är ångrad.")
restore = _button(actions.restore_batch, "Inläsningen gäller igen.")
turn = _button(actions.turn_signs, "Tecknen är vända.")
drop = _button(actions.drop_batch, "Förhandsvisningen är kastad.", leads_to_list=True)


#: The parts of the coding string that a SIE file gives as dimensions; the account is one of its own.
PARTS = [name for name in CODES if name != "account"]


class ProfileForm(forms.Form):
    """How files are read: which column, or which SIE dimension, is what, and the sign of costs."""

    name = forms.CharField(label="Namn", max_length=80)
    cost_is = forms.ChoiceField(label="Tecken", choices=SIGNS[1:])
    rows_to_skip = forms.IntegerField(label="Rader ovanför rubrikerna", min_value=0, max_value=500, initial=0)
    year = forms.IntegerField(label="År, när filen bara har månader", required=False, min_value=2000, max_value=2100)
    codes_with_names = forms.BooleanField(label="Koder står med namn i samma cell, «4010 Lärare»", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add a field for each column."""
        super().__init__(*args, **kwargs)
        for name, label in LABELS.items():
            column = forms.CharField(label=label.capitalize(), max_length=80, required=False)
            self.fields[f"column-{name}"] = needed(column, "")
        for name in PARTS:
            number = forms.RegexField(
                r"^[0-9]{1,5}$", label=f"{LABELS[name].capitalize()}, dimension", required=False,
                error_messages={"invalid": "Skriv dimensionens nummer, till exempel 1."},
            )  # fmt: skip
            self.fields[f"dimension-{name}"] = needed(number, "")

    def clean(self) -> dict[str, Any]:
        """Say that a dimension is given for two parts of the coding string, beside the second."""
        cleaned = super().clean() or {}
        seen: set[str] = set()
        for name in PARTS:
            number = cleaned.get(f"dimension-{name}", "")
            if number and number in seen:
                self.add_error(f"dimension-{name}", f"Dimension {number} är redan en annan del av kodsträngen.")
            seen.add(number)
        return cleaned

    def settings(self, before: dict[str, object]) -> dict[str, object]:
        """Return the profile's settings, with what the form does not show as it was. Raises ValueError (Swedish)."""
        data = self.cleaned_data
        columns: dict[str, str | int] = {}
        for name in LABELS:
            if text := data[f"column-{name}"].strip():
                columns[name] = int(text) if text.isascii() and text.isdecimal() else text
        own = {name: data[name] for name in ("cost_is", "rows_to_skip", "year", "codes_with_names")}
        dimensions = {data[f"dimension-{name}"]: name for name in PARTS if data[f"dimension-{name}"]}
        profile = Profile.from_json({**before, **own, "columns": columns, "dimensions": dimensions})
        is_of_sie = dimensions and not columns
        if not is_of_sie and (faults := profile.faults()):
            raise ValueError(" ".join(faults))
        return profile.to_json()


def _given(profile: ImportProfile) -> dict[str, Any]:
    settings = profile.settings
    columns = {f"column-{name}": value for name, value in settings.get("columns", {}).items()}
    dimensions = {f"dimension-{name}": number for number, name in settings.get("dimensions", {}).items()}
    return {"name": profile.name, "cost_is": "plus", "rows_to_skip": 0, **settings, **columns, **dimensions}


def import_profile(request: HttpRequest, profile_id: int) -> HttpResponse:
    """Read how a municipality's file is read, and change it as a controller (B-6)."""
    found = get_object_or_404(ImportProfile, pk=profile_id)
    return _profile(request, found)


def new_import_profile(request: HttpRequest) -> HttpResponse:
    """Say how a municipality's file is read, once (B-6)."""
    controllers_only(request)
    return _profile(request, None)


def _profile(request: HttpRequest, found: ImportProfile | None) -> HttpResponse:
    may = actions.can_import(request.user)
    form = ProfileForm(request.POST or None, initial=_given(found) if found else None)
    if request.method == "POST":
        controllers_only(request)
        if form.is_valid():
            try:
                settings = form.settings(dict(found.settings) if found else {})
            except ValueError as wrong:
                form.add_error(None, str(wrong))
            else:
                by, name = person_of(request), form.cleaned_data["name"]
                made = attempt(form, lambda: actions.save_profile(by=by, name=name, settings=settings))
                if made is not None:
                    return redirect("import_profile", profile_id=made.pk)
    return show_form(request, "economy/profile.html", {"profile": found, "may_import": may}, form)


urlpatterns = [
    path("ekonomi/inlasningar/", batches, name="batches"),
    path("ekonomi/inlasningar/ny/", import_ledger, name="import_ledger"),
    path("ekonomi/inlasningar/<int:batch_id>/", batch, name="batch"),
    path("ekonomi/inlasningar/<int:batch_id>/angra/", undo, name="undo_batch"),
    path("ekonomi/inlasningar/<int:batch_id>/aterstall/", restore, name="restore_batch"),
    path("ekonomi/inlasningar/<int:batch_id>/vand-tecken/", turn, name="turn_signs"),
    path("ekonomi/inlasningar/<int:batch_id>/kasta/", drop, name="drop_batch"),
    path("ekonomi/profil/ny/", new_import_profile, name="new_import_profile"),
    path("ekonomi/profil/<int:profile_id>/", import_profile, name="import_profile"),
]
