"""Imports actuals from a ledger file: ``manage.py import_ledger FILE --year 2026 --periods 1-3 --profile NAME``."""

from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from styrhjul.budget import actions
from styrhjul.budget.models import CLOSING, Batch, ImportProfile
from styrhjul.governance.workflow import Refused
from styrhjul.integrations.bookings import FaultyFile, Scope, preview
from styrhjul.integrations.ledger.content import UnreadableFile

#: How many faults are written.
MOST_FAULTS = 50


class Command(BaseCommand):
    """Import a file as a whole, or say line by line why not (B-6). The exit code is 1 when nothing was imported."""

    help = "Läser in utfall från en huvudboksfil: CSV, Excel eller SIE. Med --preview sparas ingenting."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the file, what it covers, and how it is read."""
        parser.add_argument("file", type=Path, metavar="FIL")
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument(
            "--periods", default=f"1-{CLOSING}", help="en period eller två, 3 eller 1-3; 13 är bokslutet"
        )
        parser.add_argument("--profile", default="", help="en sparad inläsningsprofil")
        parser.add_argument("--costs", choices=["plus", "minus"], required=True, help="kostnadernas tecken i filen")
        parser.add_argument("--preliminary", action="store_true")
        parser.add_argument("--preview", action="store_true", help="visa summorna och spara ingenting")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import the file, and write where its sum went."""
        saved = None
        if options["profile"]:
            saved = ImportProfile.objects.filter(name=options["profile"]).first()
            if saved is None:
                raise CommandError(f"Det finns ingen inläsningsprofil som heter {options['profile']}.")
        scope = Scope(options["year"], *_periods(options["periods"]), options["preliminary"])
        path: Path = options["file"]
        try:
            with path.open("rb") as file, transaction.atomic():
                batch = preview(by=None, file=file, name=path.name, scope=scope, saved=saved, sign=options["costs"])
                self._tell(batch)
                if options["preview"]:
                    transaction.set_rollback(True)
                else:
                    actions.confirm_batch(by=None, batch=batch)
        except FaultyFile as faulty:
            raise CommandError("\n".join([str(faulty), *faulty.faults[:MOST_FAULTS]])) from faulty
        except (UnreadableFile, Refused) as refused:
            raise CommandError(str(getattr(refused, "message", refused))) from refused
        except OSError as error:
            raise CommandError(f"Filen {path} går inte att läsa: {error.strerror}.") from error

    def _tell(self, batch: Batch) -> None:
        aside = sum(row for row in batch.rows.unmapped().values_list("amount", flat=True).iterator())
        for label, ore in (
            ("Filens summa", batch.file_sum),
            ("Utanför året och perioderna", batch.outside_sum),
            ("Utan koppling", aside),
        ):
            self.stdout.write(f"{label}: {Decimal(ore) / 100:.2f}".replace(".", ",") + " kronor")
        self.stdout.write(f"{batch.row_count} rader lästa.")


def _periods(text: str) -> tuple[int, int]:
    """Return the first and the last period of «3» or «1-3». Raises CommandError."""
    first, _, last = text.partition("-")
    try:
        return int(first), int(last or first)
    except ValueError:
        raise CommandError("Skriv perioderna som 3 eller 1-3.") from None
