"""Writes a report to a file: ``manage.py report interim --year 2026 --body BODY --format pdf --output FILE``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, get_args

from django.core.management.base import BaseCommand, CommandError

from styrhjul.documents.content import Document
from styrhjul.documents.page import to_page
from styrhjul.documents.process import RenderError
from styrhjul.documents.render import Format
from styrhjul.followup import rules
from styrhjul.followup.documents import document_of
from styrhjul.followup.models import Report, Round
from styrhjul.followup.terms import RoundKind
from styrhjul.governance.printing import printed
from styrhjul.organisation.models import Body, BodyName

WHOLE = {"municipality", "kommunen"}


class Command(BaseCommand):
    """Write one report in one format (F-9). A faulty question is one clear line and exit code 1."""

    help = "Skriver en rapport till en fil."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for round, year, body, format and file."""
        parser.add_argument("kind", choices=list(rules.LAST_MONTH))
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--body", default="municipality", help="nämndens namn, eller municipality")
        parser.add_argument("--format", choices=get_args(Format), required=True)
        parser.add_argument("--output", type=Path, required=True)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the file, and say which."""
        round_ = Round.objects.filter(kind=options["kind"], year=options["year"]).first()
        if round_ is None:
            label = RoundKind(options["kind"]).label.lower()
            raise CommandError(f"Det finns ingen {label} för {options['year']}.")
        report = report_of(round_, options["body"])
        try:
            options["output"].write_bytes(written(document_of(report), options["format"]))
        except OSError as error:
            raise CommandError(f"Filen {options['output']} går inte att skriva: {error.strerror}.") from error
        except RenderError as error:
            raise CommandError(f"Rapporten gick inte att göra: {error}") from error
        self.stdout.write(f"{report} skrevs till {options['output']}.")


def report_of(round_: Round, body: str) -> Report:
    """Return the round's report of the body of that name, or of the whole. Raises CommandError when there is none."""
    reports = Report.objects.filter(round=round_).select_related("round", "body")
    if body.lower() in WHOLE:
        found = reports.filter(body=None).first()
    else:
        named = BodyName.objects.filter(name__iexact=body) | BodyName.objects.filter(short_name__iexact=body)
        bodies = Body.objects.filter(names__in=named)
        if not bodies.exists():
            raise CommandError(f"Det finns inget organ som heter {body}.")
        found = reports.filter(body__in=bodies).first()
    if found is None:
        raise CommandError(f"{round_.name} är inte öppnad för {body}.")
    return found


def written(document: Document, file_format: Format) -> bytes:
    """Return the document as a file; HTML as a whole page of its own."""
    return to_page(document).encode() if file_format == "html" else printed(document, file_format)
