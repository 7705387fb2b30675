"""What governance prints: a meeting's matters as one file (D-8); and how a matter's content tree is frozen (F-5)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.conf import settings
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
from styrhjul.documents.words import long_date
from styrhjul.governance import registry
from styrhjul.governance.models import Decision, FrozenVersion, Matter, Meeting, approved_versions, proposed_at
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import rights_of

#: Where a frozen wording keeps the content tree that was made of it when it was frozen.
TREE = "tree"


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


#: The states in which something is in force, and the versions that are so without a step of their own (D-7, O-5).
IN_FORCE = frozenset({"adopted", "decided", "ended"})
WITHOUT_STEP = frozenset({"load", "pass_on"})

#: With what the head of a document says what is not decided, so that no printed page is taken for a decision.
DRAFT, PROPOSAL = "Utkast", "Förslag"


def standing_of(thing: Matter) -> str:
    """Return the matter's standing in words, with the decision it rests on (design: say what is decided).

    What is not decided begins with the word for that: a draft, or a proposal on its way.
    """
    label, state = thing.state_label, thing.state
    if state == "draft":
        return f"{DRAFT}, inte beslutat"
    said = label if state in IN_FORCE | {"rejected"} or label.startswith("Beslutad") else _lowered(label)
    word = "" if said == label else f"{DRAFT if state == 'returned' else PROPOSAL}: "
    if state == "handed":
        return f"{word}{said}, inte beslutad"
    decision = Decision.objects.about(thing).first()
    return f"{word}{said}" + (f"{',' if word else ':'} {decision.reference}" if decision else "")


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def frozen(thing: Matter, previous: Mapping[str, Any] | None, build: Callable[[], Document]) -> Mapping[str, Any]:
    """Return what is frozen at a step: the tree when handed in, after that the same with what was decided (F-5)."""
    if thing.state == "handed" or previous is None:
        return to_data(build())
    document = from_data(dict(previous))
    return to_data(replace(document, standing=standing_of(thing), blocks=(*document.blocks, *_decided(thing))))


def frozen_as(thing: Matter, content: Mapping[str, Any], version: FrozenVersion, by: Decision | None) -> Any:
    """Return what the version freezes of the matter: its tree, or its wording and the tree made of it now (F-5).

    ``by`` is the decision that freezes it. Names of bodies, areas and settings of the year may change afterwards.
    """
    make = registry.kind_of(thing).document
    if make is None:
        return content
    return {**content, TREE: to_data(_as_of(version, make(thing, content), thing, by))}


def document_of_version(version: FrozenVersion) -> Document:
    """Return a frozen version as a document: the tree that it holds (F-5, L-10).

    Wording that was frozen before trees were kept beside it becomes one as things now are called.
    """
    tree = version.content if "node" in version.content else version.content.get(TREE)
    if tree is not None:
        document = from_data(tree)
        assert isinstance(document, Document)
        return document
    thing = version.content_type.get_object_for_this_type(pk=version.object_id)
    assert isinstance(thing, Matter)
    make = registry.kind_of(thing).document
    if make is None:
        raise ValueError(f"no document is made of {thing!r}")
    decision = Decision.objects.about(thing).filter(meeting__held_on=version.frozen_on).first()
    return _as_of(version, make(thing, version.content), thing, decision)


def _as_of(version: FrozenVersion, made: Document, thing: Matter, by: Decision | None) -> Document:
    """Return the document with the standing and the day of the version: when it was decided, or handed in."""
    return replace(made, standing=_standing_then(thing, version, by), date=version.frozen_on.isoformat())


def _standing_then(thing: Matter, version: FrozenVersion, decision: Decision | None) -> str:
    """Return how far the matter had come when the version was frozen, in words; a proposal says that it is one."""
    targets = {step.target for step in thing.workflow.steps if step.name == version.step}
    if version.step in WITHOUT_STEP or targets & IN_FORCE:
        told = f"Beslut: {decision.reference}" if decision else f"Fryst {version.frozen_on.isoformat()}"
        return f"Version {version.number}. {told}"
    told = decision.reference if decision else f"lämnad {version.frozen_on.isoformat()}"
    return f"{PROPOSAL}, version {version.number}: {told}"


def worded(thing: Matter, subtitle: str, blocks: Sequence[Block]) -> Document:
    """Return a document of a matter's wording, dated today; a version gives it its own standing and day."""
    return Document(
        title=str(thing), author=settings.MUNICIPALITY_NAME, date=today().isoformat(), standing="",
        blocks=tuple(blocks), subtitle=subtitle,
    )  # fmt: skip


def labels_of(model: type[Matter], names: Sequence[str]) -> dict[str, str]:
    """Return what the model's fields are called, as headings, by their names."""
    fields = {field.name: field for field in model._meta.fields}
    return {name: str(fields[name].verbose_name).capitalize() for name in names}


def said(texts: Mapping[str, str]) -> list[Block]:
    """Return a section for each text under its label, the empty ones left out."""
    return [Section(label, (Markdown(text),)) for label, text in texts.items() if text.strip()]


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


def read(thing: Matter, build: Callable[[], Document], user: object = None) -> Document:
    """Return the matter to read: the frozen version from the day it is handed in, before that as it stands (F-5).

    To strangers what the last decision with approved minutes made of it, or what a notice published: a proposal (L-6).
    ``None`` reads as one who is signed in.
    """
    version = version_to_read(thing, user)
    document = from_data(version.content) if version else build()
    assert isinstance(document, Document)
    meeting = proposed_at(thing) if user is not None and rights_of(user).is_stranger else None
    return replace(document, standing=proposal(meeting)) if meeting else document


def version_to_read(thing: Matter, user: object = None) -> FrozenVersion | None:
    """Return the frozen version that the user reads of the matter, None while it is written (F-5, O-8)."""
    if thing.state in {"draft", "returned"}:
        return None
    last = FrozenVersion.objects.of(thing).last()
    if last is None or user is None or not rights_of(user).is_stranger:
        return last
    return approved_versions(type(thing), [thing.pk]).get(thing.pk, last)


def proposal(meeting: Meeting) -> str:
    """Return the standing of what a notice has published, in words (L-6)."""
    return f"Förslag, behandlas av {meeting.body.name_on(meeting.held_on)} {long_date(meeting.held_on)}"
