"""Says what SIE files hold: ``manage.py inspect_sie FILE…`` prints one JSON object a line, one for each file."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from styrhjul.integrations.sie.inspection import inspect_path


class Command(BaseCommand):
    """Print what each file holds. The exit code is 1 when some file is no SIE file at all; the others are printed."""

    help = "Visar vad SIE-filer innehåller, som JSON: ett objekt per fil. Sparar ingenting."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the files."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FIL")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print one object for each file, those that cannot be read too."""
        unreadable = []
        for path in options["files"]:
            found = inspect_path(path)
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            if "error" in found:
                unreadable.append(str(path))
        if unreadable:
            raise CommandError(f"Gick inte att läsa: {', '.join(unreadable)}.")
