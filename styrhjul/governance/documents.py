"""What governance prints: the matters of a meeting as one file for the agenda system (D-8)."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from styrhjul.documents.content import Block, BulletList, Document, Markdown, Paragraph, Section
from styrhjul.governance.models import Decision, Meeting


class Subject(NamedTuple):
    """An object that a matter is about: its kind, its name, and its texts by label."""

    kind: str
    name: str
    texts: Mapping[str, str]


def agenda(meeting: Meeting, matters: Sequence[tuple[Decision, Sequence[Subject]]]) -> Document:
    """Return the meeting's matters with proposed wording and what each is about, as a content tree (D-8)."""
    body = meeting.body.name_on(meeting.held_on)
    return Document(
        title=f"{body} {meeting.held_on}",
        subtitle="Ärenden med förslag till beslut",
        author=body,
        date=meeting.held_on.isoformat(),
        standing="Förslag",
        blocks=tuple(_matter(number, matter, subjects) for number, (matter, subjects) in enumerate(matters, 1))
        or (Paragraph("Inga ärenden är uppsatta."),),
    )


def _matter(number: int, matter: Decision, subjects: Sequence[Subject]) -> Section:
    proposed: tuple[Block, ...] = (Markdown(matter.proposed_wording or "Förslag till beslut är inte skrivet än."),)
    blocks: list[Block] = [Section("Förslag till beslut", proposed, f"arende-{number}-forslag")]
    if subjects:
        listed = BulletList(tuple(f"{one.kind}: {one.name}" for one in subjects))
        blocks.append(Section("Ärendet gäller", (listed,), f"arende-{number}-galler"))
    for place, one in enumerate(subjects, 1):
        if one.texts:
            texts = tuple(Paragraph(f"{label}: {text}") for label, text in one.texts.items())
            blocks.append(Section(one.name, texts, f"arende-{number}-{place}"))
    return Section(f"{number}. {matter.heading}", tuple(blocks), f"arende-{number}")
