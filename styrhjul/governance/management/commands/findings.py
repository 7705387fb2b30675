"""Lists what departs from the governance document in a year: ``manage.py findings --year 2026 --format json``."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.urls import reverse

from styrhjul.governance.models import GovernanceModel
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
        year = options["year"] or day.year
        asked = GovernanceModel.objects.settings_for(year).rules
        rows = [as_row(finding, *asked[finding.rule]) for finding in find_all(year, day)]
        if options["format"] == "json":
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for row in rows:
            self.stdout.write(f"{row['rule']}  {row['about']}: {row['message']} {row['mend']}: {row['address']}")
        self.stdout.write(f"{len(rows)} signaler.")


def as_row(finding: Finding, asks: str, place: str) -> dict[str, Any]:
    """Return the finding as plain data: the rule and where it stands, the object, the sentence, where it is mended."""
    kind = kind_of(finding.about)
    address = reverse(kind.url_name, args=[finding.about.pk])
    return {
        "rule": finding.rule,
        "asks": asks,
        "place": place,
        "kind": kind.label,
        "id": finding.about.pk,
        "about": str(finding.about),
        "message": finding.message,
        "mend": finding.mend,
        "address": f"{address}#{finding.anchor}" if finding.anchor else address,
    }
