"""Measures: the list, one measure over time, outcomes typed in and imported (M-1 to M-7)."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from markupsafe import Markup

from styrhjul.documents.charts import outcome_chart
from styrhjul.documents.numbers import format_number
from styrhjul.documents.words import values_table
from styrhjul.followup.comparison import others_of
from styrhjul.followup.figures import Series, figure_of, open_to, series_of, series_of_measures
from styrhjul.goals import rules
from styrhjul.goals.actions.measures import Reading, can_describe, can_report, redefine_measure, report_outcomes
from styrhjul.goals.models import GoalVersion, Measure, Outcome
from styrhjul.goals.terms import Period, Sex
from styrhjul.governance.anonymising import masked
from styrhjul.governance.models import GovernanceModel
from styrhjul.integrations import outcomes as files
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, rights_of
from styrhjul.web.acting import attempt, show_form
from styrhjul.web.analyses import doors_of
from styrhjul.web.chain_rows import MeasureRow, measure_row
from styrhjul.web.comparisons import compared
from styrhjul.web.drafting import person_of
from styrhjul.web.goal_forms import area, needed
from styrhjul.web.kept import kept_html
from styrhjul.web.trail import form_of, names_now, trail_of

#: How many measures a page of the list shows.
A_PAGE = 50

#: More persons than any value can rest on.
MOST_PERSONS = 99_999_999


class Listed(NamedTuple):
    """A measure in the list: who follows it, and its figures."""

    id: int
    owner: str
    is_example: bool
    row: MeasureRow


@login_not_required
def measures(request: HttpRequest) -> HttpResponse:
    """List the measures with their latest outcome and line over the years, by name and committee (M-4)."""
    body, text, page = (request.GET.get(name, "").replace("\0", "").strip() for name in ("namnd", "sok", "sida"))
    shown = kept_html(
        request, "measures/_list.html", body, text, page, context=lambda: _list(request, body, text, page)
    )  # fmt: skip
    may_import = Measure.objects.reported_by(request.user).exists()
    return render(request, "measures/measures.html", {"body": shown, "may_import": may_import})


def _list(request: HttpRequest, body: str, text: str, page: str) -> dict[str, Any]:
    """Return a page of the list of measures, as the reader may see them."""
    chosen = Measure.objects.visible_to(request.user)
    if body.isdecimal():
        chosen = chosen.filter(body=int(body))
    if text:
        chosen = chosen.filter(name__icontains=text)
    shown = Paginator(chosen.select_related("body").order_by("name", "id"), A_PAGE).get_page(page)
    bodies = {one.pk: one.name_on(today()) for one in Body.objects.named(today()).committees()}
    return {
        "page": shown,
        "listed": _listed(request.user, list(shown), bodies),
        "bodies": bodies,
        "chosen_body": body,
        "text": text,
        "address": "?" + urlencode({"namnd": body, "sok": text}) + "&",
    }


def _listed(user: object, page: list[Measure], bodies: Mapping[int, str]) -> list[Listed]:
    """Return the page's measures with their figures; two queries whatever their number."""
    year = today().year
    fewest = GovernanceModel.objects.settings_for(year).fewest_persons
    rows = open_to(user, Outcome.objects.all()).filter(measure__in=page, year__gte=year - 9)
    values = rows.by_year(fewest)
    return [
        Listed(
            one.pk,
            bodies.get(one.body_id or 0, ""),
            one.is_example,
            measure_row(
                one.name, one.unit_label, one.decimals, one.nature, one.source, None, values.get(one.pk, {}), year
            ),
        )
        for one in page
    ]


class Value(NamedTuple):
    """A value as the table shows it, with its history (M-6)."""

    period: str
    sex: str
    shown: str
    is_preliminary: bool
    source: str
    by: str
    at: Any
    earlier: list[tuple[str, str, str]]


@login_not_required
def measure(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Show one measure over time against its target and others, with every value and correction (M-4, M-6, M-7)."""
    found = get_object_or_404(Measure.objects.visible_to(request.user).select_related("body", "unit"), pk=measure_id)
    year = today().year
    signed_in = request.user.is_authenticated
    reports = signed_in and can_report(person_of(request), found)
    fewest = GovernanceModel.objects.settings_for(year).fewest_persons
    versions = GoalVersion.objects.visible_to(request.user).filter(goal_measures__measure=found)
    goals = list(versions.select_related("goal", "body").order_by("-first_year", "heading"))
    series = _series(request.user, found, goals, year, None if reports else fewest)
    shown = compared(request.GET, found, others_of(found.pk))
    figure = figure_of(series, year, shown.comparison, settings.MUNICIPALITY_NAME.removesuffix(" kommun"))
    context = {
        "measure": found,
        "year": year,
        "goals": goals,
        "reports": reports,
        "chart": "" if figure.chart.is_empty else Markup(outcome_chart(figure, "matt")),  # noqa: S704 - ours, escapes
        "finding": figure.description,
        "table": values_table(figure),
        "values": _values(request.user, found, None if reports else fewest, names_now(request)),
        "may_define": signed_in and can_describe(person_of(request), found.body, found.unit),
        "definitions": list(found.definitions.all())[::-1],
        "steps": list(found.steps.all()),
        "compared": shown,
        "has_band": any(value is not None for value in figure.chart.lower),
        "fewest": fewest,
        **doors_of(request.user, "matt", found, year),
        "trail": trail_of(found, request),
        **form_of(found, request),
    }
    return render(request, "measures/measure.html", context)


def _series(user: object, found: Measure, goals: list[GoalVersion], year: int, shown_from: int | None) -> Series:
    """Return the measure's figures with the targets of the goals that it follows; without a goal, without targets."""
    for version in goals:
        for one in series_of([version], year, shown_from=shown_from, reader=user)[version.pk]:
            if one.measure_id == found.pk:
                return one
    return series_of_measures([found], year, shown_from, user)[0]


def _values(user: object, found: Measure, shown_from: int | None, names: Mapping[str, str]) -> list[Value]:
    """Return every value with its history, the latest first; too few persons as «för få» (M-6, M-7)."""
    history: dict[tuple[Any, ...], list[Outcome]] = {}
    for row in open_to(user, Outcome.objects.all()).filter(measure=found).order_by("-year", "-number", "sex", "-id"):
        history.setdefault((row.year, row.period, row.number, row.sex, row.unit_id), []).append(row)

    persons: dict[tuple[Any, ...], dict[str, int | None]] = {}
    for (year, period, number, sex, unit_id), rows in history.items():
        known = [row.persons for row in rows if row.persons is not None]
        persons.setdefault((year, period, number, unit_id), {})[sex] = min(known, default=None)

    def shown(row: Outcome) -> str:
        counted = persons[row.year, row.period, row.number, row.unit_id]
        if shown_from and row.sex in rules.hidden_values(counted, shown_from):
            return "visas inte: för få personer"
        return row.words if row.value is None else format_number(row.value, found.decimals)

    return [
        Value(
            period_label(rows[0]), Sex(rows[0].sex).label, shown(rows[0]), rows[0].is_preliminary, rows[0].source,
            masked(rows[0].by_name, names) if not rights_of(user).is_stranger else "", rows[0].at,
            [(shown(row), row.at.strftime("%Y-%m-%d"), rows[index].reason) for index, row in enumerate(rows[1:])],
        )
        for rows in history.values()
    ]  # fmt: skip


def period_label(row: Outcome) -> str:
    """Return the period as it is written: 2025, 2025 T1, 2025 K2, 2025-03, 2024/2025."""
    forms_of = {
        Period.FOUR_MONTH: f"{row.year} T{row.number}",
        Period.QUARTER: f"{row.year} K{row.number}",
        Period.MONTH: f"{row.year}-{row.number:02}",
        Period.SCHOOL_YEAR: f"{row.year - 1}/{row.year}",
    }
    return forms_of.get(Period(row.period), str(row.year))


class OutcomeForm(forms.Form):
    """One outcome: the period, the value, and for a correction the reason (M-2, M-6)."""

    period = forms.CharField(label="Period", max_length=12, help_text=f"{files.COLUMNS['period']}.")
    value = forms.CharField(label="Utfall", max_length=40, help_text="Ett tal, eller i ord varför det saknas.")
    sex = forms.ChoiceField(label="Kön", choices=Sex.choices, required=False)
    persons = forms.IntegerField(
        label="Antal personer som värdet bygger på", min_value=0, max_value=MOST_PERSONS, required=False
    )
    is_preliminary = forms.BooleanField(label="Värdet är preliminärt", required=False)
    reason = area("Skäl till rättelse", "", 2, later="behövs när perioden redan har ett utfall")

    def clean_period(self) -> tuple[str, int, int]:
        """Return the period read. Says what was expected when it cannot be read."""
        period = files.parse_period(self.cleaned_data["period"])
        if period is None:
            raise forms.ValidationError(f"Väntade {files.COLUMNS['period']}.")
        return period

    def clean_value(self) -> str:
        """Return what was typed. Says what was expected when it is no number that can be kept."""
        typed: str = self.cleaned_data["value"]
        if files.parse_value(typed) == (None, ""):
            raise forms.ValidationError("Väntade ett tal med högst tolv siffror före decimalkommat, eller ord.")
        return typed

    def reading(self) -> Reading:
        """Return what was typed as a value to report."""
        data = self.cleaned_data
        kind, year, number = data["period"]
        value, words = files.parse_value(data["value"])
        return Reading(
            year, value, kind, number, data["sex"] or Sex.TOTAL, None, words, data["persons"], data["is_preliminary"]
        )


class DefinitionForm(forms.Form):
    """What is counted and how, from a year (M-3)."""

    from_year = forms.IntegerField(label="Gäller från år", min_value=2000, max_value=2100)
    text = forms.CharField(
        label="Vad räknas, och hur?", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Tidigare definitioner står kvar för sina år på måttets sida.",
        error_messages={"required": "Skriv vad som räknas och hur."},
    )  # fmt: skip


def redefine(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Give the measure a new definition from a year; the earlier one stays for the earlier years (M-3)."""
    found = get_object_or_404(Measure.objects.visible_to(request.user).select_related("body", "unit"), pk=measure_id)
    person = person_of(request)
    if not can_describe(person, found.body, found.unit):
        raise PermissionDenied
    latest = found.definitions.last()
    initial = {"from_year": today().year + 1, "text": latest.text if latest else ""}
    form = DefinitionForm(request.POST or None, initial=initial, auto_id="def_%s")
    if form.is_valid():
        made = attempt(form, lambda: redefine_measure(by=person, measure=found, **form.cleaned_data))
        if made is not None:
            messages.success(request, f"Definitionen gäller från {made.from_year}.")
            return redirect("measure", measure_id=found.pk)
    context = {"measure": found, "earlier": list(found.definitions.all())[::-1]}
    return show_form(request, "measures/redefine.html", context, form)


def report_outcome(request: HttpRequest, measure_id: int) -> HttpResponse:
    """Type in an outcome; a period that has one is corrected with a reason (M-3, M-6)."""
    found = get_object_or_404(Measure.objects.visible_to(request.user), pk=measure_id)
    person = person_of(request)
    if not can_report(person, found):
        raise PermissionDenied
    form = OutcomeForm(request.POST or None, initial={"period": today().year, "sex": Sex.TOTAL})
    if form.is_valid():
        made = attempt(form, lambda: _report(person, found, form))
        if made is not None:
            messages.success(request, "Utfallet är sparat." if made else "Utfallet var redan sparat.")
            return redirect("measure", measure_id=found.pk)
    return show_form(request, "measures/report.html", {"measure": found, "year": today().year}, form)


def _report(person: Person, found: Measure, form: OutcomeForm) -> list[Outcome]:
    reason = form.cleaned_data["reason"]
    return report_outcomes(by=person, measure=found, readings=[form.reading()], reason=reason)


class ImportForm(forms.Form):
    """A file of outcomes; or, when it has been shown, its rows to confirm."""

    file = needed(forms.FileField(label="Fil (CSV eller Excel)", required=False, allow_empty_file=True), "")
    rows = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    name = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    reason = area("Skäl till rättelser", "", 2, later="behövs när filen ändrar värden som redan finns")

    def clean(self) -> dict[str, Any]:
        """Ask for a file, or for the rows of the one that was shown."""
        cleaned = super().clean() or {}
        if not cleaned.get("file") and not cleaned.get("rows"):
            self.add_error("file", "Välj en fil.")
        return cleaned


def import_outcomes(request: HttpRequest) -> HttpResponse:
    """Read a file, show line by line what is right and wrong, and import it when confirmed (M-3)."""
    person = person_of(request)
    if not Measure.objects.reported_by(person).exists():
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"shown": None, "columns": files.COLUMNS, "year": None}
    if form.is_valid():
        shown = attempt(form, lambda: _preview(form, person, context))
        if shown is not None and "confirm" in request.POST and shown.is_right:
            reason = form.cleaned_data["reason"]
            count = attempt(form, lambda: files.import_outcomes(by=person, shown=shown, reason=reason))
            if count is not None:
                messages.success(request, f"{count} nya värden är inlästa ur {shown.file}.")
                return redirect("measures")
        if shown is not None and shown.errors:
            form.add_error(None, f"{len(shown.errors)} fel i {shown.file}. Inget har lästs in.")
    return show_form(request, "measures/import.html", context, form)


def _preview(form: ImportForm, person: Person, context: dict[str, Any]) -> files.Preview:
    """Return the preview of the file or of the rows that were shown before, and put it on the page."""
    upload: UploadedFile | None = form.cleaned_data["file"]
    name = str(upload.name) if upload else form.cleaned_data["name"]
    content = upload.read() if upload else form.cleaned_data["rows"].encode()
    rows = files.read_table(name, content)
    shown = files.preview(name, rows, person)
    context |= {"shown": shown, "rows": files.as_csv(rows), "labels": _labels(shown)}
    return shown


def _labels(shown: files.Preview) -> list[tuple[int, str, str, str, str]]:
    """Return the preview's lines as they are shown: line, measure, period, sex, value."""
    return [
        (
            line.number,
            line.measure.name,
            period_label(Outcome(period=line.reading.period, year=line.reading.year, number=line.reading.number)),
            Sex(line.reading.sex).label,
            line.reading.words
            if line.reading.value is None
            else f"{line.reading.value.normalize():f}".replace(".", ","),
        )
        for line in shown.lines
    ]


urlpatterns = [
    path("matt/", measures, name="measures"),
    path("matt/las-in/", import_outcomes, name="import_outcomes"),
    path("matt/<int:measure_id>/", measure, name="measure"),
    path("matt/<int:measure_id>/definition/", redefine, name="redefine_measure"),
    path("matt/<int:measure_id>/utfall/", report_outcome, name="report_outcome"),
]
