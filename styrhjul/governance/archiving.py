"""Verbs of the archive: files and packages of frozen versions, made once, and the proof that they stand (L-10)."""

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.text import slugify

from styrhjul.documents.render import MEDIA_TYPES, Format
from styrhjul.governance import registry
from styrhjul.governance.archive import (
    DATA,
    DECISION,
    File,
    canonical,
    checksum_of,
    content_of,
    faults_in,
    pack,
)
from styrhjul.governance.documents import document_of_version
from styrhjul.governance.models import ArchivePackage, DecisionLine, FrozenDocument, FrozenVersion, Matter
from styrhjul.governance.printing import printed
from styrhjul.governance.terms import Outcome
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.clock import today

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

#: The outcomes by which a body adopts what it decides about.
YES = (Outcome.ADOPTED, Outcome.ADOPTED_WITH_CHANGE)

#: The steps at which what a position's holder adopts is frozen (D-6).
BY_ACT = ("adopt", "load")


@transaction.atomic
def file_of(version: FrozenVersion, file_format: Format) -> bytes:
    """Return the frozen version as a file: made the first time it is asked for, then kept byte for byte (F-5, F-9).

    Raises ``RenderError`` when a PDF cannot be made.
    """
    kept = FrozenDocument.objects.filter(version=version, format=file_format).first()
    if kept is None:
        content = printed(document_of_version(version), file_format)
        kept, _ = FrozenDocument.objects.get_or_create(
            version=version, format=file_format, defaults={"content": content, "checksum": checksum_of(content)}
        )
    return bytes(kept.content)


class Numbered(TypedDict):
    """What ``archivable_lines`` adds to a line: the number of the version that the decision made."""

    adopted_number: int


def archivable_lines() -> "QuerySet[WithAnnotations[DecisionLine, Numbered]]":
    """Return the lines by which a body adopted something, once its minutes are approved (L-10).

    ``adopted_number`` is the number of the version that the decision made: the one after what the body got, but what
    was decided before Styrhjul is the version that was read in (D-7).
    """
    lines = DecisionLine.objects.filter(
        outcome__in=YES, decision__recorded_on__isnull=False, decision__meeting__minutes_approved_on__isnull=False
    )
    got = Coalesce(F("version__number"), Value(0))
    return lines.annotate(adopted_number=Case(When(decision__before_styrhjul=True, then=got), default=got + 1))


class Adoption(NamedTuple):
    """What made a frozen version the one in force: a line of a decision, or a head's dated act (D-1, D-6)."""

    version: FrozenVersion
    thing: Matter
    line: DecisionLine | None
    by: str
    on: datetime.date


def adoption_of(version: FrozenVersion) -> Adoption | None:
    """Return what adopted the version, None while nothing has, or its minutes wait to be approved (L-10)."""
    thing = version.content_type.get_object_for_this_type(pk=version.object_id)
    assert isinstance(thing, Matter)
    lines = archivable_lines().filter(content_type=version.content_type_id, object_id=version.object_id)
    line = lines.filter(adopted_number=version.number).select_related("decision__meeting__body").last()
    if line is not None:
        body = line.decision.meeting.body.name_on(line.decision.decided_on)
        return Adoption(version, thing, line, body, line.decision.decided_on)
    act = thing.dated_act()
    return Adoption(version, thing, None, *act) if act is not None and version.step in BY_ACT else None


def adopted_versions(thing: Matter) -> list[tuple[FrozenVersion, DecisionLine | None]]:
    """Return the object's versions that a package is made of, the latest first, with the decision's line (L-10)."""
    kind = ContentType.objects.get_for_model(thing)
    lines = archivable_lines().filter(content_type=kind, object_id=thing.pk).select_related("decision__meeting__body")
    by_number: dict[int, DecisionLine | None] = {line.adopted_number: line for line in lines}
    versions = list(FrozenVersion.objects.of(thing).defer("content"))
    if thing.dated_act() is not None:
        by_number |= {one.number: None for one in versions if one.step in BY_ACT}
    return [(one, by_number[one.number]) for one in reversed(versions) if one.number in by_number]


def package_of(version: FrozenVersion) -> ArchivePackage:
    """Return the archive package of an adopted version: made once, then kept byte for byte (L-10).

    It is made the first time it is asked for after the minutes are approved, or by ``manage.py archive`` in the night;
    so no secretary waits for a PDF, and a fault in the printing hinders no approval. What it is made of never changes.
    Raises Refused for a version that is not adopted, or whose minutes are not approved; RenderError without a PDF.
    """
    kept = ArchivePackage.objects.filter(version=version).first()
    if kept is not None:
        return kept
    adoption = adoption_of(version)
    if adoption is None:
        raise Refused("Arkivpaketet görs när versionen är antagen och protokollet justerat.", "L-10")
    content = pack(_about(adoption), _files(adoption))
    made = {"line": adoption.line, "content": content, "checksum": checksum_of(content), "made_on": today()}
    return ArchivePackage.objects.get_or_create(version=version, defaults=made)[0]


def name_of(version: FrozenVersion, thing: Matter) -> str:
    """Return what a package of the version is called as a file."""
    return f"{slugify(str(thing).replace('–', '-'))[:80]}-version-{version.number}"


def _about(adoption: Adoption) -> dict[str, dict[str, Any]]:
    """Return what the index tells: whose archive, what document, and how it was decided."""
    version, thing = adoption.version, adoption.thing
    document = {
        "slag": registry.kind_of(thing).label,
        "titel": str(thing),
        "id": f"{version.content_type.model}-{thing.pk}",
        "version": version.number,
        "fryst": version.frozen_on,
        "sha256": version.checksum,
    }
    origin = {"arkivbildare": settings.MUNICIPALITY_NAME, "system": "Styrhjul"}
    return {"ursprung": origin, "handling": document, "beslut": _decided(adoption)}


def _decided(adoption: Adoption) -> dict[str, Any]:
    """Return how the version was decided: by a body with paragraph and minutes, or by a head on a day (D-1, D-6)."""
    line = adoption.line
    if line is None:
        return {"beslutande": adoption.by, "dag": adoption.on}
    decision = line.decision
    return {
        "beslutande": adoption.by,
        "dag": adoption.on,
        "arende": decision.heading,
        "paragraf": decision.paragraph,
        "diarienummer": decision.file_number,
        "justerat": decision.meeting.minutes_approved_on,
        "utfall": Outcome(line.outcome).label,
        "beslutstext": decision.text,
        "motivering": line.reason,
        "rattelse": [f"{one.corrected_on} {one.what}" for one in decision.corrections.all()],
        "fore_styrhjul": "ja" if decision.before_styrhjul else "nej",
    }


def _files(adoption: Adoption) -> list[File]:
    """Return the files of the package: PDF/A, data, the decision and its attachments, and what the folder adds."""
    version = adoption.version
    name = f"{name_of(version, adoption.thing)}.pdf"
    decided = {key: value if isinstance(value, list) else str(value) for key, value in _decided(adoption).items()}
    files = [
        File(name, MEDIA_TYPES["pdf"], "handling", file_of(version, "pdf")),
        File(DATA, "application/json", "data", canonical(version.content)),
        File(DECISION, "application/json", "beslut", canonical(decided)),
    ]
    attachments = adoption.line.decision.attachments.all() if adoption.line else ()
    for number, one in enumerate(attachments, 1):
        stem, dot, ending = one.name.rpartition(".")
        plain = f"{slugify(stem if dot else one.name) or 'fil'}{dot}{slugify(ending) if dot else ''}"
        files.append(File(f"bilagor/{number}-{plain}", one.media_type, "bilaga", bytes(one.content)))
    return files + _besides(adoption.thing, version)


def _besides(thing: Matter, version: FrozenVersion) -> list[File]:
    """Return what the matter's folder adds to the package of the version."""
    archived = registry.kind_of(thing).archived
    return archived(thing, version) if archived is not None else []


def missing_packages() -> Iterator[FrozenVersion]:
    """Yield the adopted versions that have no package yet: what bodies have adopted, then what heads have (L-10)."""
    for line in archivable_lines().filter(package=None).order_by("pk").iterator():
        yield from FrozenVersion.objects.filter(
            content_type=line.content_type_id, object_id=line.object_id, number=line.adopted_number, package=None
        )
    heads = [model for model in registry.registered() if issubclass(model, Matter) and model.is_adopted_by_act]
    kinds = ContentType.objects.get_for_models(*heads).values()
    yield from FrozenVersion.objects.filter(content_type__in=kinds, step__in=BY_ACT, package=None).order_by("pk")


class Checked(NamedTuple):
    """What has been checked, in number, and a line for each thing that differs."""

    versions: int
    documents: int
    packages: int
    differences: list[str]


def check_archive() -> Checked:
    """Return the proof that frozen versions, their files and the packages are untouched, or what differs (L-10)."""
    versions = list(_check_versions())
    documents = list(_check_documents())
    packages = list(_check_packages())
    told = [line for lines in (*versions, *documents, *packages) for line in lines]
    return Checked(len(versions), len(documents), len(packages), told)


def check_file(package: bytes) -> list[str]:
    """Return what differs in a package that has left Styrhjul: within itself, and from those that are kept (L-10).

    A package whose checksums have been counted anew is whole within itself, but none of those that are kept.
    """
    told = list(faults_in(package))
    if not ArchivePackage.objects.filter(checksum=checksum_of(package)).exists():
        told.append("är inget av de paket som finns bevarade i Styrhjul")
    return told


def _check_versions() -> Iterator[list[str]]:
    for version in FrozenVersion.objects.select_related("content_type").iterator(chunk_size=200):
        is_same = checksum_of(canonical(version.content)) == version.checksum
        yield [] if is_same else [f"{_called(version)}: innehållet stämmer inte med kontrollsumman"]


def _check_documents() -> Iterator[list[str]]:
    rows = FrozenDocument.objects.select_related("version__content_type").defer("version__content")
    for one in rows.order_by("pk").iterator(chunk_size=50):
        is_same = checksum_of(bytes(one.content)) == one.checksum
        yield [] if is_same else [f"{_called(one.version)}, {one.format}: filen stämmer inte med kontrollsumman"]


def _check_packages() -> Iterator[list[str]]:
    rows = ArchivePackage.objects.select_related("version__content_type").defer("version__content")
    for one in rows.order_by("pk").iterator(chunk_size=50):
        package, name = bytes(one.content), f"arkivpaket {_called(one.version)}"
        told = [] if checksum_of(package) == one.checksum else [f"{name}: stämmer inte med kontrollsumman"]
        told += [f"{name}: {fault}" for fault in (*faults_in(package), *_changed_besides(one.version, package))]
        yield told


def _changed_besides(version: FrozenVersion, package: bytes) -> Iterator[str]:
    """Yield what the folder added to the package and now has otherwise: nobody changes it after the decision (F-10)."""
    thing = version.content_type.get_object_for_this_type(pk=version.object_id)
    assert isinstance(thing, Matter)
    for file in _besides(thing, version):
        kept = content_of(package, file.name)
        if kept is None:
            yield f"{file.name} finns i Styrhjul men inte i paketet"
        elif kept != file.content:
            yield f"{file.name} har ändrats i Styrhjul sedan paketet gjordes"


def _called(version: FrozenVersion) -> str:
    return f"{version.content_type.model} {version.object_id}, version {version.number}"
