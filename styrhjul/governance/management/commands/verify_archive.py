"""Proves that what was decided is untouched: ``manage.py verify_archive`` (L-10)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from styrhjul.governance.archiving import check_archive


class Command(BaseCommand):
    """Recompute every checksum of frozen versions, their files and the archive packages (L-10)."""

    help = "Räknar om kontrollsummorna för allt som är fryst och arkiverat. Slutar med 1 om något skiljer sig."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Say what was checked; a line for each thing that differs, and exit code 1, when something does."""
        found = check_archive()
        what = f"{found.versions} frysta versioner, {found.documents} dokument och {found.packages} arkivpaket"
        for line in found.differences:
            self.stdout.write(line)
        if found.differences:
            raise CommandError(f"{len(found.differences)} fel i {what}.")
        self.stdout.write(f"{what} är orörda.")
