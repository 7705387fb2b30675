"""Verbs of the budget: a committee's preliminary and definitive budget, which carries its goals (B-1, G-6)."""

from django.db import transaction

from styrhjul.budget.models import CommitteeBudget
from styrhjul.governance.actions import require
from styrhjul.organisation.actions import record
from styrhjul.organisation.models import Body, Person


@transaction.atomic
def draft_budget(*, by: Person, body: Body, year: int, stage: str, text: str) -> CommitteeBudget:
    """Return the committee's new budget document for the year, preliminary or definitive (B-1).

    Raises Refused for somebody who does not draft for the committee (O-6), or when the document is there already.
    """
    require(body.pk in by.rights.drafts_for, f"Du kan inte skriva budget åt {body}.")
    known = CommitteeBudget.objects.filter(body=body, year=year, stage=stage)
    require(not known.exists(), f"{body} har redan en sådan budget för {year}.", "B-1")
    budget = CommitteeBudget.objects.create(body=body, year=year, stage=stage, text=text)
    record(by=by, verb="draft", on=budget, sentence=f"Skrev ett utkast till {str(budget).lower()}.")
    return budget
