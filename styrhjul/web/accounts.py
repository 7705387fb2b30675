"""Write the financial statements of the municipality's report: amounts in a sheet, and notes (L-8)."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_POST

from styrhjul.followup import accounts as rules
from styrhjul.followup import actions
from styrhjul.followup.accounts_figures import faults_of, in_order, known_of, suggested, title_of
from styrhjul.followup.models import Accounts, AccountsNote, Report, Round
from styrhjul.followup.terms import AccountsLine
from styrhjul.web.acting import attempt, show_form, tell
from styrhjul.web.drafting import person_of
from styrhjul.web.money_fields import TkrOrNothing

Amounts = Mapping[str, Mapping[str, int]]


class SheetRow(NamedTuple):
    """A row of the sheet: kind, name, how its sign is written, and a field, an amount or nothing in each column."""

    kind: str
    name: str
    hint: str
    cells: tuple[Any, ...]


class Sheet(NamedTuple):
    """A statement as it is typed: its name, its columns, and its rows."""

    name: str
    titles: tuple[str, ...]
    rows: list[SheetRow]


class AccountsForm(forms.Form):
    """Every typed line of the statements in its columns, in tkr; an empty field is no amount (L-8)."""

    edition = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        """Lay in a field for each line and column."""
        super().__init__(*args, **kwargs)
        self.cells = list(rules.cells_of(round_.kind))
        for statement, line, columns in self.cells:
            for column in columns:
                label = f"{line.label}, {title_of(round_, statement, column)}"
                self.fields.setdefault(f"{line}-{column}", TkrOrNothing(label=label))

    def figures(self) -> dict[tuple[str, str], int | None]:
        """Return what was typed, in kronor, by line and column."""
        return {
            (line.value, column.value): self.cleaned_data[f"{line}-{column}"]
            for _, line, columns in self.cells
            for column in columns
        }

    def read_anew(self, edition: int) -> None:
        """Keep all that was typed, but let the next saving rest on the edition that now is read."""
        self.data = MultiValueDict({**dict(self.data.lists()), "edition": [str(edition)]})  # type: ignore[attr-defined]


def _sheets(form: AccountsForm, round_: Round, stands: Amounts) -> Iterator[Sheet]:
    """Yield each statement with its fields, and its sums as they were when it was last saved."""
    typed = {(statement, line) for statement, line, _ in form.cells}
    for name, columns in rules.COLUMNS[round_.kind].items():
        rows = []
        for row in rules.STATEMENTS[name]:
            if row.key in AccountsLine.values and (name, row.key) in typed:
                hint = rules.EITHER_WAY.get(AccountsLine(row.key), "")
                cells: tuple[Any, ...] = tuple(form[f"{row.key}-{column}"] for column in columns)
                rows.append(SheetRow("line", row.name, hint, cells))
            else:
                held = [rules.column_of(round_.kind, name, column, stands.get(column, {})) for column in columns]
                sums = tuple(row.amount(amounts) for amounts in held)
                rows.append(SheetRow("group" if row.kind == "group" else "sum", row.name, "", sums))
        yield Sheet(name, tuple(title_of(round_, name, column) for column in columns), rows)


def _report(request: HttpRequest, report_id: int) -> Report:
    """Return the report whose statements the person writes. Raises 404, or 403 for those who only read it."""
    visible = Report.objects.visible_to(request.user).select_related("round", "body")
    found = get_object_or_404(visible, pk=report_id)
    if not actions.can_write_accounts(request.user, found):
        raise PermissionDenied
    return found


def write_accounts(request: HttpRequest, report_id: int) -> HttpResponse:
    """Write the amounts of the statements; the sums are computed, and what does not agree is told (L-8)."""
    report = _report(request, report_id)
    person, round_ = person_of(request), report.round
    accounts = Accounts.objects.filter(report=report).first()
    is_begun = accounts is not None and accounts.edition > 0
    stands: Amounts = accounts.amounts() if accounts is not None and is_begun else suggested(report)
    initial: dict[str, Any] = {f"{line}-{column}": v for column, some in stands.items() for line, v in some.items()}
    edition = accounts.edition if accounts is not None else 0
    form = AccountsForm(request.POST or None, initial=initial | {"edition": edition}, round_=round_)
    if form.is_valid():
        typed = form.cleaned_data["edition"]
        made = attempt(
            form, lambda: actions.write_accounts(by=person, report=report, edition=typed, figures=form.figures())
        )
        if made is not None:
            messages.success(request, "Räkenskaperna är sparade.")
            return redirect("write_accounts", report_id=report.pk)
        form.read_anew(edition)
    context = {
        "report": report, "year": round_.year, "sheets": list(_sheets(form, round_, stands)), "is_begun": is_begun,
        "faults": faults_of(report, known_of(report)),
        "notes": list(enumerate(in_order(accounts.notes.all()), 1)) if accounts is not None else [],
    }  # fmt: skip
    return show_form(request, "followup/accounts.html", context, form)


class NoteForm(forms.Form):
    """A note: which line it is about, its heading, and what it says."""

    line = forms.ChoiceField(label="Hör till", required=False)
    title = forms.CharField(label="Rubrik", max_length=120)
    text = forms.CharField(label="Text", widget=forms.Textarea(attrs={"rows": 12}), max_length=50_000)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        """Offer the lines of the report's statements."""
        super().__init__(*args, **kwargs)
        self.auto_id = "del_%s"  # what the buttons over the text look for
        groups: dict[str, list[tuple[str, str]]] = {}
        for statement, line, _ in rules.cells_of(kind):
            groups.setdefault(statement, []).append((line.value, str(line.label)))
        choice = self.fields["line"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", "Räkenskaperna som helhet, till exempel redovisningsprinciper"), *groups.items()]


def write_note(request: HttpRequest, report_id: int, note_id: int | None = None) -> HttpResponse:
    """Write a note, new or changed (L-8)."""
    report = _report(request, report_id)
    note = get_object_or_404(AccountsNote, pk=note_id, accounts__report=report) if note_id else None
    given = {"line": note.line, "title": note.title, "text": note.text} if note else {}
    form = NoteForm(request.POST or None, initial=given, kind=report.round.kind)
    if form.is_valid():
        by, data = person_of(request), form.cleaned_data
        if attempt(form, lambda: actions.write_note(by=by, report=report, note=note, **data)) is not None:
            return redirect("write_accounts", report_id=report.pk)
    return show_form(
        request, "followup/accounts_note.html", {"report": report, "year": report.round.year, "note": note}, form
    )


@require_POST
def drop_note(request: HttpRequest, report_id: int, note_id: int) -> HttpResponse:
    """Take a note away (L-8)."""
    report = _report(request, report_id)
    note = get_object_or_404(AccountsNote, pk=note_id, accounts__report=report)
    tell(request, lambda: actions.drop_note(by=person_of(request), note=note), f"Noten «{note.title}» är borttagen.")
    return redirect("write_accounts", report_id=report.pk)


@require_POST
def carry_notes(request: HttpRequest, report_id: int) -> HttpResponse:
    """Lay in last year's notes to begin with (L-8)."""
    report = _report(request, report_id)
    done = "Förra årets noter ligger nu här. Gå igenom dem."
    tell(request, lambda: actions.carry_notes(by=person_of(request), report=report), done)
    return redirect("write_accounts", report_id=report.pk)


urlpatterns = [
    path("rapport/<int:report_id>/rakenskaper/", write_accounts, name="write_accounts"),
    path("rapport/<int:report_id>/rakenskaper/noter/ny/", write_note, name="new_accounts_note"),
    path("rapport/<int:report_id>/rakenskaper/noter/hamta/", carry_notes, name="carry_notes"),
    path("rapport/<int:report_id>/rakenskaper/noter/<int:note_id>/", write_note, name="accounts_note"),
    path("rapport/<int:report_id>/rakenskaper/noter/<int:note_id>/ta-bort/", drop_note, name="drop_accounts_note"),
]
