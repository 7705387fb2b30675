"""Outcomes imported from files, as a controller does it, and taken back."""

from itertools import islice, product

from django.db import transaction

from bench.chain import NAME
from styrhjul.goals.models import Measure
from styrhjul.integrations import outcomes
from styrhjul.organisation.models import Person

MOST_LINES = 15_000
"""The lines of one file: below the limit of the import, in lines and in bytes."""


def import_outcomes(wanted: int) -> int:
    """Import so many outcomes from as few files as they go in; return how many came in, and take them back."""
    measures = Measure.objects.filter(name__startswith=NAME).values_list("pk", flat=True)
    every = islice(product(range(2030, 2050), range(1, 13), measures), wanted)
    lines = [f"{pk};{year}-{month:02};{year % 50 + month}" for year, month, pk in every]
    person = Person.objects.filter(positions__role="controller")[0]
    with transaction.atomic():
        files = [lines[first : first + MOST_LINES] for first in range(0, len(lines), MOST_LINES)]
        imported = sum(_import(person, file) for file in files)
        transaction.set_rollback(True)
    if imported != wanted:
        raise AssertionError(f"{imported} of {wanted} outcomes were imported")
    return imported


def _import(person: Person, lines: list[str]) -> int:
    content = "\n".join(["mått;period;värde", *lines]).encode()
    shown = outcomes.preview("utfall.csv", outcomes.read_table("utfall.csv", content), person)
    if shown.errors:
        raise AssertionError(f"the file is not right: {shown.errors[:3]}")
    return outcomes.import_outcomes(by=person, shown=shown)
