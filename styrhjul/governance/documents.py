"""What governance prints: a meeting's matters as one file (D-8); and how a matter's content tree is frozen (F-5)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType

from styrhjul.documents.content import (
    Block,
    BulletList,
    Document,
    Markdown,
    Paragraph,
    Section,
    from_data,
    to_data,
)
from styrhjul.governance.models import Decision, FrozenVersion, Matter, Meeting


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


def standing_of(thing: Matter) -> str:
    """Return the matter's standing in words, with the decision it rests on (design: say what is decided)."""
    if thing.state in {"draft", "handed"}:
        return f"{thing.state_label}, inte beslutad"
    decision = Decision.objects.about(thing).first()
    return f"{thing.state_label}: {decision.reference}" if decision else thing.state_label


def frozen(thing: Matter, previous: Mapping[str, Any] | None, build: Callable[[], Document]) -> Mapping[str, Any]:
    """Return what is frozen at a step: the tree when handed in, after that the same with what was decided (F-5)."""
    if thing.state == "handed" or previous is None:
        return to_data(build())
    document = from_data(dict(previous))
    return to_data(replace(document, standing=standing_of(thing), blocks=(*document.blocks, *_decided(thing))))


def _decided(thing: Matter) -> tuple[Block, ...]:
    """Return what the latest decision about the matter says, as a section of its own; nothing when it says nothing."""
    decision = Decision.objects.about(thing).first()
    if decision is None:
        return ()
    kind = ContentType.objects.get_for_model(thing)
    line = decision.lines.filter(content_type=kind, object_id=thing.pk).first()
    said: list[Block] = [Markdown(decision.text)] if decision.text else []
    said += [Paragraph(line.reason)] if line is not None and line.reason else []
    return (Section(f"Beslut, {decision.reference}", tuple(said), f"beslut-{decision.pk}"),) if said else ()


def read(thing: Matter, build: Callable[[], Document]) -> Document:
    """Return the matter to read: the frozen version from the day it is handed in, before that as it stands (F-5)."""
    is_written = thing.state in {"draft", "returned"}
    version = None if is_written else FrozenVersion.objects.of(thing).last()
    document = from_data(version.content) if version else build()
    assert isinstance(document, Document)
    return document
