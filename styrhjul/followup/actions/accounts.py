"""Write the financial statements of the municipality's report, and their notes (L-8)."""

from collections.abc import Mapping

from django.db import transaction

from styrhjul.followup import rules
from styrhjul.followup.accounts import holds_accounts
from styrhjul.followup.actions.parts import can_lead
from styrhjul.followup.models import Accounts, AccountsFigure, AccountsNote, Report
from styrhjul.followup.terms import AccountsColumn, AccountsLine
from styrhjul.governance.actions import locked, require
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.models import Person


def can_write_accounts(user: object, report: Report) -> bool:
    """Tell whether the user writes the statements: who leads the municipality's report, until it is handed in."""
    is_held = holds_accounts(report.round.kind, is_whole=report.body_id is None)
    return is_held and report.state in rules.UNFINISHED and can_lead(user, report)


def _lock(by: Person, report: Report) -> Accounts:
    """Return the report's statements locked, begun if there were none. Raises Refused for those who do not write."""
    report = locked(report)
    allowed = can_write_accounts(by, report)
    require(allowed, "Du kan inte skriva räkenskaperna: rapporten är lämnad eller hör till någon annan.", "L-8")
    made, _ = Accounts.objects.get_or_create(report=report)
    return made


@transaction.atomic
def write_accounts(
    *, by: Person, report: Report, edition: int, figures: Mapping[tuple[str, str], int | None], is_example: bool = False
) -> Accounts:
    """Return the statements with the kronor by line and column; None takes a figure away (L-8).

    What does not agree is kept and told, so that one can stop half-way. Raises Refused for a line that is none, and
    when somebody else has saved since ``edition`` was read.
    """
    accounts = _lock(by, report)
    if accounts.edition != edition:
        told = "Någon annan sparade räkenskaperna medan du skrev. Dina belopp står kvar: jämför och spara igen."
        raise Refused(told, "L-8")
    known = all(line in AccountsLine.values and column in AccountsColumn.values for line, column in figures)
    require(known, "Raden hör inte till räkenskaperna.", "L-8")
    for column in {column for _, column in figures}:
        accounts.figures.filter(column=column, line__in=[line for line, of in figures if of == column]).delete()
    AccountsFigure.objects.bulk_create(
        AccountsFigure(accounts=accounts, line=line, column=column, amount=amount)
        for (line, column), amount in figures.items()
        if amount is not None
    )
    accounts.edition, accounts.is_example = edition + 1, is_example or accounts.is_example
    accounts.save(update_fields=["edition", "is_example"])
    record(by=by, verb="write_accounts", on=report, sentence="Ändrade beloppen i räkenskaperna.")
    return accounts


@transaction.atomic
def write_note(
    *, by: Person, report: Report, title: str, text: str, line: str = "", note: AccountsNote | None = None
) -> AccountsNote:
    """Return the note, new or changed, about the line or about all the statements (L-8).

    Raises Refused without a heading or a text.
    """
    accounts = _lock(by, report)
    errors = {name: "Skriv något." for name, value in (("title", title), ("text", text)) if not value.strip()}
    if errors:
        raise Refused("Noten behöver en rubrik och en text.", "L-8", errors)
    require(line in {"", *AccountsLine.values}, "Raden hör inte till räkenskaperna.", "L-8")
    note = locked(note) if note is not None else AccountsNote(accounts=accounts)
    require(note.accounts_id == accounts.pk, "Noten hör till en annan rapport.", "L-8")
    note.title, note.text, note.line = title.strip(), text.strip(), line
    note.save()
    record(by=by, verb="write_note", on=report, sentence=f"Skrev noten «{note.title}» i räkenskaperna.")
    return note


@transaction.atomic
def drop_note(*, by: Person, note: AccountsNote) -> None:
    """Take a note away from a report that is still written (L-8)."""
    report = note.accounts.report
    _lock(by, report)
    note.delete()
    record(by=by, verb="drop_note", on=report, sentence=f"Tog bort noten «{note.title}» ur räkenskaperna.")


@transaction.atomic
def carry_notes(*, by: Person, report: Report) -> int:
    """Return how many of last year's notes were laid in as the beginning of this year's (L-8).

    Raises Refused when there are none, or notes are written already.
    """
    accounts = _lock(by, report)
    require(not accounts.notes.exists(), "Det finns redan noter. Ändra dem, eller ta bort dem först.", "L-8")
    earlier = AccountsNote.objects.filter(
        accounts__report__body=None, accounts__report__round__kind=report.round.kind,
        accounts__report__round__year=report.round.year - 1,
    )  # fmt: skip
    made = [AccountsNote(accounts=accounts, line=one.line, title=one.title, text=one.text) for one in earlier]
    require(bool(made), "Det finns inga noter från förra året att hämta.", "L-8")
    AccountsNote.objects.bulk_create(made)
    record(by=by, verb="carry_notes", on=report, sentence=f"Hämtade {len(made)} noter från förra årets räkenskaper.")
    return len(made)
