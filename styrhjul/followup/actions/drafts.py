"""Keep what somebody is writing, so that nothing is lost before it is saved (F-4)."""

from collections.abc import Mapping

from django.db import transaction

from styrhjul.followup.actions.parts import can_write
from styrhjul.followup.models import Part, PartDraft
from styrhjul.governance.actions import require
from styrhjul.organisation.clock import now
from styrhjul.organisation.models import Person

#: The most that is kept of one field, in characters.
LONGEST = 100_000


@transaction.atomic
def keep_draft(*, by: Person, part: Part, edition: int, content: Mapping[str, str]) -> PartDraft:
    """Return what the person has typed, kept as their own draft; nobody else sees it and it is not logged.

    Raises Refused for somebody who does not write in the part.
    """
    require(can_write(by, part), "Du kan inte skriva i delen: den är lämnad eller hör till någon annan.", "F-4")
    typed = {name: text[:LONGEST] for name, text in content.items()}
    draft, _ = PartDraft.objects.update_or_create(
        part=part, person=by, defaults={"edition": edition, "content": typed, "kept_at": now()}
    )
    return draft


def draft_of(part: Part, person: Person) -> PartDraft | None:
    """Return what the person has typed in the part and not saved, None when there is nothing."""
    return PartDraft.objects.filter(part=part, person=person).first()


def drop_draft(*, by: Person, part: Part) -> None:
    """Throw away the person's own draft: it has been saved, or is not wanted."""
    PartDraft.objects.filter(part=part, person=by).delete()
