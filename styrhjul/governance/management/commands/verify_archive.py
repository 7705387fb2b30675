"""Proves that what was decided is untouched: ``manage.py verify_archive`` (L-10)."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from styrhjul.governance.archiving import check_archive, check_file


class Command(BaseCommand):
    """Recompute every checksum of frozen versions, their files and the archive packages, or of packages in files."""

    help = (
        "Räknar om kontrollsummorna för allt som är fryst och arkiverat, eller för arkivpaket som har hämtats. "
        "Slutar med 1 om något skiljer sig."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the files of packages that have left Styrhjul."""
        parser.add_argument("paket", nargs="*", type=Path, help="hämtade arkivpaket (ZIP) att pröva")

    def handle(self, *_args: Any, paket: list[Path], **_options: Any) -> None:
        """Say what was checked; a line for each thing that differs, and exit code 1, when something does."""
        if paket:
            self._say([f"{path}: {fault}" for path in paket for fault in _faults_of(path)], _counted(paket))
            return
        found = check_archive()
        what = f"{found.versions} frysta versioner, {found.documents} dokument och {found.packages} arkivpaket"
        self._say(found.differences, what)

    def _say(self, differences: list[str], what: str) -> None:
        for line in differences:
            self.stdout.write(line)
        if differences:
            raise CommandError(f"{len(differences)} fel i {what}.")
        self.stdout.write(f"{what} är orörda.")


def _counted(paths: list[Path]) -> str:
    return f"{len(paths)} hämtade arkivpaket"


def _faults_of(path: Path) -> list[str]:
    """Return what differs in the package in the file. Raises CommandError for a file that cannot be read."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} går inte att läsa: {error.strerror}.") from error
    return check_file(content)
