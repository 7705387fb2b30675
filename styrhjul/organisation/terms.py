"""Words of the organisation: English values, Swedish labels (domain, section 1)."""

from django.db.models import TextChoices


class BodyKind(TextChoices):
    """Politiskt organ: what kind of body it is (O-1, O-9)."""

    COUNCIL = "council", "Kommunfullmäktige"
    BOARD = "board", "Kommunstyrelsen"
    COMMITTEE = "committee", "Nämnd"
    EXTERNAL = "external", "Externt organ"


class UnitKind(TextChoices):
    """Del av förvaltningsorganisationen (O-3)."""

    ADMINISTRATION = "administration", "Förvaltning"
    DEPARTMENT = "department", "Avdelning"
    UNIT = "unit", "Enhet"


class Role(TextChoices):
    """Befattning eller uppdrag: what a position is (O-4, O-6)."""

    CHAIR = "chair", "Ordförande"
    VICE_CHAIR = "vice_chair", "Vice ordförande"
    MEMBER = "member", "Ledamot"
    SUBSTITUTE = "substitute", "Ersättare"
    AUDITOR = "auditor", "Revisor"
    SECRETARY = "secretary", "Sekreterare"
    MUNICIPAL_DIRECTOR = "municipal_director", "Kommundirektör"
    HEAD = "head", "Chef"
    CONTROLLER = "controller", "Controller"
    REGISTRAR = "registrar", "Registrator"
    EMPLOYEE = "employee", "Medarbetare"
    SYSTEM_ADMINISTRATOR = "system_administrator", "Systemförvaltare"


class Reminders(TextChoices):
    """Hur ofta någon vill ha påminnelser (W-4)."""

    NONE = "none", "Inga påminnelser"
    DAILY = "daily", "Högst en gång om dagen"
    WEEKLY = "weekly", "En gång i veckan, på måndagar"
