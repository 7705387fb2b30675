"""The archive's packages: one ZIP of each adopted version, to those who may read it (L-10)."""

from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from styrhjul.governance import archiving, registry
from styrhjul.governance.models import Decision, FrozenVersion, Matter
from styrhjul.organisation.models import rights_of

#: States in which nothing has been decided, so that there is no package to look for.
UNDECIDED = frozenset({"draft", "handed", "returned"})


class Kept(NamedTuple):
    """A package to download: the version that it holds, and what it is in words."""

    version_id: int
    words: str


def packages_of(thing: Model, user: object) -> list[Kept]:
    """Return the packages of a matter or of a decision that the user may download, the latest first (L-10)."""
    if isinstance(thing, Decision):
        return _of_decision(thing, user)
    if not isinstance(thing, Matter) or thing.state in UNDECIDED:
        return []
    found = archiving.adopted_versions(thing)
    readable = _readable({version.pk for version, _ in found}, user)
    return [
        Kept(version.pk, line.decision.reference if line else f"fastställd {version.frozen_on}")
        for version, line in found
        if version.pk in readable
    ]


def _of_decision(decision: Decision, user: object) -> list[Kept]:
    """Return a package for each line by which the decision adopted something that the user may read."""
    lines = list(archivable_in(decision))
    if not lines:
        return []
    wanted = Q(pk__in=[])
    for line in lines:
        wanted |= Q(content_type=line.content_type_id, object_id=line.object_id, number=line.adopted_number)
    versions = FrozenVersion.objects.filter(wanted).select_related("content_type").defer("content")
    readable = _readable({version.pk for version in versions}, user)
    things = registry.fetch((line.content_type_id, line.object_id) for line in lines)
    seen = _seen(things, user)
    return [
        Kept(version.pk, f"{things[version.content_type_id, version.object_id]}")
        for version in versions
        if version.pk in readable and (version.content_type_id, version.object_id) in seen
    ]


def archivable_in(decision: Decision) -> list[Any]:
    """Return the decision's lines that packages are made of, those of its goals left out: they stand at the goals."""
    lines = archiving.archivable_lines().filter(decision=decision).exclude(content_type__model="goalversion")
    return list(lines.order_by("pk"))


def _seen(things: dict[tuple[int, int], Model], user: object) -> set[tuple[int, int]]:
    """Return which of the things the user may read, with one query for each model (O-8)."""
    ids: dict[int, set[int]] = {}
    for kind_id, pk in things:
        ids.setdefault(kind_id, set()).add(pk)
    seen: set[tuple[int, int]] = set()
    for kind_id, some in ids.items():
        model = ContentType.objects.get_for_id(kind_id).model_class()
        readable = model._default_manager.visible_to(user).filter(pk__in=some)  # type: ignore[union-attr]
        seen |= {(kind_id, pk) for pk in readable.values_list("pk", flat=True)}
    return seen


def _readable(ids: set[int], user: object) -> set[int]:
    """Return which versions' packages the user may have (T-2).

    A document's frozen tree is what the public reads. A budget's wording also holds goals that may not be public yet,
    as each goal has a way of its own: such packages are for those signed in.
    """
    if not ids or not rights_of(user).is_stranger:
        return ids
    return set(FrozenVersion.objects.filter(pk__in=ids, content__has_key="node").values_list("pk", flat=True))


@login_not_required
def archive_package(request: HttpRequest, version_id: int) -> HttpResponse:
    """Give the archive package of an adopted version to those who may read what it holds (L-10, O-8)."""
    version = get_object_or_404(FrozenVersion.objects.select_related("content_type"), pk=version_id)
    model = version.content_type.model_class()
    if model is None or not issubclass(model, Matter) or not _readable({version.pk}, request.user):
        raise Http404
    thing = get_object_or_404(model._default_manager.visible_to(request.user), pk=version.object_id)  # type: ignore[attr-defined]
    if version.pk not in {one.pk for one, _ in archiving.adopted_versions(thing)}:
        raise Http404
    package = archiving.package_of(version)
    answer = HttpResponse(bytes(package.content), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{archiving.name_of(version, thing)}.zip"'
    return answer


urlpatterns = [path("arkiv/<int:version_id>/", archive_package, name="archive_package")]
