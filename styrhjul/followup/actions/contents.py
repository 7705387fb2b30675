"""Say what the reports of a round are to hold, before it is opened (F-1, F-3, F-4, L-8, U-1)."""

from django.db import transaction

from styrhjul.followup.contents import Contents, check, to_data
from styrhjul.followup.models import Round
from styrhjul.governance.actions import locked, require
from styrhjul.governance.driving import can_keep_wheels
from styrhjul.organisation.actions import record
from styrhjul.organisation.models import Person, rights_of


def can_prepare(user: object, round_: Round) -> bool:
    """Tell whether the user prepares and opens the round: who keeps the wheels, or drafts for whose own it is (F-3)."""
    return can_keep_wheels(user) or round_.body_id in rights_of(user).drafts_for


@transaction.atomic
def set_contents(*, by: Person | None, round_: Round, contents: Contents) -> Round:
    """Return the round with what its reports are to hold: levels, parts and headings (F-1, F-4, U-1).

    Raises Refused for others than those who prepare it, for a round that is open, and for contents that do not hold.
    """
    round_ = locked(round_)
    require(by is None or can_prepare(by, round_), "Du bestämmer inte vad rapporterna ska innehålla.", "F-4")
    told = f"{round_.name} öppnades {round_.opened_on}. Delarna är utdelade, och innehållet kan inte ändras."
    require(round_.opened_on is None, told, "F-4")
    check(round_.kind, contents)
    before, after = to_data(round_.holds), to_data(contents)
    if before == after:
        return round_
    round_.contents = after
    round_.save(update_fields=["contents"])
    sentence = f"Ändrade vad rapporterna innehåller i {round_.name}."
    record(by=by, verb="set_contents", on=round_, sentence=sentence, before=before, after=after)
    return round_
