"""Loads the demonstration municipality: ``manage.py load_demonstration``."""

from typing import Any

from django.core.management.base import BaseCommand

from styrhjul.integrations import demonstration


class Command(BaseCommand):
    """Load Lomma kommun with its history, unless a municipality is there already."""

    help = "Läser in demonstrationskommunen, om databasen är tom."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Load, and say what was done."""
        loaded = demonstration.load()
        self.stdout.write("Demonstrationskommunen är inläst." if loaded else "Det finns redan en kommun i databasen.")
