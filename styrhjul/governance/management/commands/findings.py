"""Lists what departs from the governance document in a year: ``manage.py findings --year 2026 --format json``."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import reverse

from styrhjul.governance.registry import Finding, find_all, kind_of
from styrhjul.organisation.clock import today


class Command(BaseCommand):
    """The same list as the page of signals, for other systems and for those who work in a terminal (X-1)."""

    help = "Skriver årets signaler: regel, vad det gäller, vad som avviker och var det rättas."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the year and the format."""
        parser.add_argument("--year", type=int, default=None, help="året, i år om inget anges")
        parser.add_argument("--format", choices=("text", "json"), default="text", help="text eller json")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the findings of the year as seen today."""
        day = today()
        rows = [as_row(finding) for finding in find_all(options["year"] or day.year, day)]
        if options["format"] == "json":
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for row in rows:
            self.stdout.write(f"{row['rule']}  {row['about']}: {row['message']} {row['mend']}: {row['address']}")
        self.stdout.write(f"{len(rows)} signaler.")


def as_row(finding: Finding) -> dict[str, Any]:
    """Return the finding as plain data: the rule, the object, the sentence, and where it is mended."""
    kind = kind_of(finding.about)
    address = reverse(kind.url_name, args=[finding.about.pk])
    return {
        "rule": finding.rule,
        "kind": kind.label,
        "id": finding.about.pk,
        "about": str(finding.about),
        "message": finding.message,
        "mend": finding.mend,
        "address": f"{address}#{finding.anchor}" if finding.anchor else address,
    }
