"""Words of internal control: English values, Swedish labels (domain, section 10)."""

from django.db.models import TextChoices


class RiskKind(TextChoices):
    """Slag av risk (C-1, KL 6:6)."""

    OPERATIONS = "operations", "Verksamhet och mål"
    ERRORS = "errors", "Fel och oegentligheter"
    LAW = "law", "Lagar och regler"
    FINANCE = "finance", "Ekonomi och redovisning"
    STAFF = "staff", "Personal och kompetens"
    INFORMATION = "information", "Information och it"


class Frequency(TextChoices):
    """Hur ofta en kontroll görs (C-1)."""

    MONTHLY = "monthly", "Varje månad"
    QUARTERLY = "quarterly", "Varje kvartal"
    FOUR_MONTHLY = "four_monthly", "Varje tertial"
    HALF_YEARLY = "half_yearly", "Varje halvår"
    YEARLY = "yearly", "En gång om året"


class PolicyKind(TextChoices):
    """Slag av styrdokument för intern kontroll (C-1)."""

    REGULATION = "regulation", "Fullmäktiges reglemente"
    INSTRUCTIONS = "instructions", "Kommunstyrelsens anvisningar"


class Sufficiency(TextChoices):
    """Bedömning av den interna kontrollen, i lagens ord (C-2, KL 6:6)."""

    SUFFICIENT = "sufficient", "Tillräcklig"
    MOSTLY = "mostly", "I huvudsak tillräcklig"
    INSUFFICIENT = "insufficient", "Inte tillräcklig"
