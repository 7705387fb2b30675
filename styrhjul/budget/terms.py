"""Words of the budget: English values, Swedish labels."""

from django.db.models import TextChoices


class Stage(TextChoices):
    """Nämndsbudgetens skede (B-1)."""

    PRELIMINARY = "preliminary", "Preliminär"
    DEFINITIVE = "definitive", "Definitiv"
