"""Words of governance: English values, Swedish labels."""

from django.db.models import TextChoices


class Outcome(TextChoices):
    """Vad beslutet blev i en punkt (D-4)."""

    ADOPTED = "adopted", "Enligt förslaget"
    ADOPTED_WITH_CHANGE = "adopted_with_change", "Med ändring"
    REJECTED = "rejected", "Avslag"
    SENT_BACK = "sent_back", "Återremiss"


class TaskKind(TextChoices):
    """Uppgift: something that somebody owes and that stays open until it is done."""

    ANSWER_DIRECTED_GOAL = "answer_directed_goal", "Svara på riktat mål"
    WRITE_PART = "write_part", "Skriv en del av rapporten"
    HAND_IN_REPORT = "hand_in_report", "Lämna rapporten till nämnden"
    RECORD_DECISION = "record_decision", "Registrera beslutet"
    COMPILE_REPORT = "compile_report", "Sammanställ rapporten"
    ENDORSE_PLAN = "endorse_plan", "Godkänn planen"
    WRITE_BUDGET = "write_budget", "Lämna budgeten till nämnden"
    REMEDY_PLAN = "remedy_plan", "Lämna uppdaterad prognos och åtgärdsplan"
    WRITE_CONDITIONS = "write_conditions", "Skriv planeringsförutsättningarna"
    WRITE_PLAN = "write_plan", "Skriv planen"
    REPORT_COMMISSION = "report_commission", "Återrapportera uppdraget"
    CLOSE_COMMISSION = "close_commission", "Ta upp återrapporten"
    MENTIONED = "mentioned", "Nämnd i en kommentar"
    WHEEL = "wheel", "Årshjulet"


class Side(TextChoices):
    """Vem i ett organ en uppgift gäller (O-6)."""

    SECRETARY = "secretary", "Sekreterare"
    HEAD = "head", "Förvaltningschef"


class Wheel(TextChoices):
    """De två årshjulen (W-1)."""

    PLANNING = "planning", "Planering"
    FOLLOWUP = "followup", "Uppföljning"


class Performer(TextChoices):
    """Vem en punkt i årshjulet gäller (W-1)."""

    COUNCIL = "council", "Kommunfullmäktige"
    BOARD = "board", "Kommunstyrelsen"
    COMMITTEES = "committees", "Nämnderna"
    ADMINISTRATIONS = "administrations", "Förvaltningarna"
    DEPARTMENTS = "departments", "Avdelningarna"
