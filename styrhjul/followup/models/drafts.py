"""What somebody is writing in a part and has not saved yet (F-4)."""

from django.db import models

from styrhjul.followup.models.reports import Part
from styrhjul.organisation.models import Person


class PartDraft(models.Model):
    """Osparat utkast: what a person has typed in a part's form, kept every few seconds until it is saved (F-4).

    Only that person sees it. It is no record: the part itself is written, and logged, when it is saved.
    """

    part = models.ForeignKey(Part, models.CASCADE, related_name="drafts")
    person = models.ForeignKey(Person, models.CASCADE, related_name="part_drafts")
    edition = models.PositiveIntegerField("bygger på utgåva")
    content = models.JSONField("det skrivna")
    kept_at = models.DateTimeField("sparat")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "person"], name="one_draft_a_person")]

    def __str__(self) -> str:
        return f"{self.part}, {self.person}"
