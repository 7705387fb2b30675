"""Write, share out, hand over and send back the parts of a report (F-4)."""

from django.db import transaction

from styrhjul.followup import rules
from styrhjul.followup.actions.opening import give_task
from styrhjul.followup.models import Assessment, Part, Report, SoundManagement
from styrhjul.followup.terms import PartKind, PartState
from styrhjul.governance.actions import close_tasks, locked, require
from styrhjul.governance.terms import TaskKind
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import now
from styrhjul.organisation.models import Person


def can_write(user: object, part: Part) -> bool:
    """Tell whether the user writes in the part: its responsible until it is handed over, the heads until all is."""
    if not isinstance(user, Person) or part.report.state not in rules.UNFINISHED or user.rights.is_elected:
        return False
    if can_lead(user, part.report):
        return True
    return part.state != PartState.HANDED and Part.objects.written_by(user).filter(pk=part.pk).exists()


def can_lead(user: object, report: Report) -> bool:
    """Tell whether the user shares out and sends back the report's parts: heads and controllers of its body (O-6)."""
    if not isinstance(user, Person) or user.rights.is_elected:
        return False
    if report.body_id in user.rights.ended_led:
        return True
    return report.places.owner in user.rights.drafts_for


def lock_to_write(part: Part, by: Person) -> Part:
    """Return the part as it is now, locked. Raises Refused for somebody who does not write in it."""
    part = locked(part)
    require(can_write(by, part), "Du kan inte skriva i delen: den är lämnad eller hör till någon annan.", "F-4")
    return part


def _lock_to_lead(part: Part, by: Person, message: str) -> Part:
    part = locked(part)
    require(can_lead(by, part.report), message)
    require(part.report.state in rules.UNFINISHED, "Rapporten är lämnad.", "F-4")
    return part


@transaction.atomic
def write_part(*, by: Person, part: Part, text: str, edition: int) -> Part:
    """Return the part with the text saved. Raises Refused when somebody else has saved since ``edition`` was read."""
    part = lock_to_write(part, by)
    if part.edition != edition and part.text != text:
        raise Refused(
            f"{part.saved_by} sparade delen medan du skrev. Din text finns kvar i rutan: jämför och spara igen.",
            "F-4",
            {"text": "Någon annan har sparat. Läs deras text bredvid och spara igen."},
        )
    part.text, part.edition, part.saved_at, part.saved_by = text, part.edition + 1, now(), by
    part.save(update_fields=["text", "edition", "saved_at", "saved_by"])
    record(by=by, verb="write", on=part, sentence=f"Skrev i delen «{part}».")
    return part


@transaction.atomic
def assign_part(*, by: Person, part: Part, person: Person) -> Part:
    """Return the part with who has it; the task moves with it (F-4)."""
    part = _lock_to_lead(part, by, "Bara förvaltningens chef eller controller fördelar delarna.")
    close_tasks(by=by, thing=part, kind=TaskKind.WRITE_PART)
    part.responsible = person
    part.save(update_fields=["responsible"])
    if part.state != PartState.HANDED:
        give_task(part)
    record(by=by, verb="assign", on=part, sentence=f"{person} har delen «{part}».")
    return part


@transaction.atomic
def hand_over_part(*, by: Person, part: Part) -> Part:
    """Return the part handed over to the head, its task done (F-4). Raises Refused without judgement or forecast."""
    part = lock_to_write(part, by)
    if part.kind == PartKind.GOAL and not Assessment.objects.of_part(part).exists():
        raise Refused("Bedöm målet innan du lämnar delen.", "F-6", {"value": "Välj i vilken mån målet är uppnått."})
    if part.kind == PartKind.SOUND and SoundManagement.objects.of_report(part.report) is None:
        told = "Bedöm god ekonomisk hushållning innan du lämnar delen."
        raise Refused(told, "F-7", {"value": "Välj i vilken mån den är uppnådd."})
    if part.asks_for_forecast and not part.report.area_forecasts.filter(area=part.area_id, plan=None).exists():
        raise Refused("Skriv prognosen innan du lämnar delen.", "F-1", {"net_cost": "Skriv prognosen för hela året."})
    if part.kind == PartKind.OVERALL and not part.text.strip():
        told = "Skriv den samlade bedömningen innan du lämnar delen."
        raise Refused(told, "G-3", {"text": "Skriv hur nämnderna samlat har arbetat i målens riktning."})
    if not part.text.strip():
        raise Refused("Skriv analysen innan du lämnar delen.", "M-5", {"text": "Skriv varför det blev så."})
    part.state, part.return_reason = PartState.HANDED, ""
    part.save(update_fields=["state", "return_reason"])
    close_tasks(by=by, thing=part, kind=TaskKind.WRITE_PART)
    record(by=by, verb="hand_over", on=part, sentence=f"Lämnade delen «{part}».")
    return part


@transaction.atomic
def return_part(*, by: Person, part: Part, reason: str) -> Part:
    """Return the part sent back to who wrote it, with a reason (F-4)."""
    part = _lock_to_lead(part, by, "Bara förvaltningens chef eller controller lämnar tillbaka delar.")
    require(part.state == PartState.HANDED, "Delen är inte lämnad än.", "F-4")
    if not reason.strip():
        raise Refused("Skriv vad som behöver göras.", "F-4", {"reason": "Skriv vad som behöver göras."})
    part.state, part.return_reason = PartState.RETURNED, reason.strip()
    part.save(update_fields=["state", "return_reason"])
    give_task(part, "Komplettera")
    record(by=by, verb="return", on=part, sentence=f"Lämnade tillbaka delen «{part}». {reason.strip()}")
    return part


def last_part(part: Part) -> Part | None:
    """Return the same part in the last round of the same kind, to stand beside (F-4)."""
    round_ = part.report.round
    earlier = Part.objects.filter(
        report__round__kind=round_.kind, report__round__opens_on__lt=round_.opens_on, report__body=part.report.body_id,
        kind=part.kind, about=part.about_id, area=part.area_id, title=part.title,
    )  # fmt: skip
    if part.version is not None:
        earlier = earlier.filter(version__goal=part.version.goal_id)
    return earlier.select_related("report__round", "version__goal").order_by("-report__round__opens_on").first()
