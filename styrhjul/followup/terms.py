"""Words of the follow-up: English values, Swedish labels (domain, section 8)."""

from django.db.models import TextChoices


class RoundKind(TextChoices):
    """Uppföljningstillfälle (F-1)."""

    QUARTERLY = "quarterly", "Kvartalsrapport"
    INTERIM = "interim", "Delårsrapport"
    ANNUAL = "annual", "Årsredovisning"
    MONTHLY = "monthly", "Månadsrapport"


class Verdict(TextChoices):
    """Ansvarsfrihet: what the auditors recommend and what the council decides for a body (F-10)."""

    GRANTED = "granted", "Ansvarsfrihet"
    REMARKED = "remarked", "Ansvarsfrihet med anmärkning"
    REFUSED = "refused", "Ingen ansvarsfrihet"


class PartKind(TextChoices):
    """Rapportens delar (F-4)."""

    WHOLE = "whole", "Samlad text"
    GOAL = "goal", "Mål"
    OVERALL = "overall", "Samlad bedömning av de övergripande målen"
    MONEY = "money", "Ekonomi"
    SOUND = "sound", "God ekonomisk hushållning"
    CHAPTER = "chapter", "Rubrik"
    MEASURES = "measures", "Mått"
    ACTIVITIES = "activities", "Aktiviteter"
    STAFF = "staff", "Personal"
    COMMITTEE = "committee", "Kommunstyrelsens kommentar till nämnden"


class PartState(TextChoices):
    """Delens läge: who has it (F-4)."""

    OPEN = "open", "Skrivs"
    HANDED = "handed", "Lämnad"
    RETURNED = "returned", "Tillbaka"


class Attainment(TextChoices):
    """Måluppfyllelse: values of the scale; their labels are a setting by year (F-6)."""

    ATTAINED = "attained", "Uppnått"
    MAINLY = "mainly", "I huvudsak uppnått"
    PARTLY = "partly", "Delvis uppnått"
    NOT = "not", "Ej uppnått"
    NONE = "none", "Kan inte bedömas"


class ImprovementState(TextChoices):
    """Vad som blir av en förbättring (I-2)."""

    LISTED = "listed", "Väntar på beslut"
    TAKEN_UP = "taken_up", "Tas upp i planeringen"
    DROPPED = "dropped", "Tas inte upp"
