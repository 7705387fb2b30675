"""The archive's packages of what has been decided (L-10)."""

from django.db import models

from styrhjul.governance.models.matters import FrozenVersion
from styrhjul.governance.models.meetings import DecisionLine


class ArchivePackage(models.Model):
    """Arkivpaket: one ZIP of an adopted version with its PDF, its data, its checksums and its decision (L-10).

    ``line`` is what the body decided; none where a plan is adopted by its head (D-6). Made once, kept byte for byte.
    """

    version = models.OneToOneField(FrozenVersion, models.PROTECT, related_name="package")
    line = models.OneToOneField(DecisionLine, models.PROTECT, null=True, blank=True, related_name="package")
    content = models.BinaryField("fil")
    checksum = models.CharField("kontrollsumma", max_length=64)
    made_on = models.DateField("gjort")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"Arkivpaket, {self.version}"
