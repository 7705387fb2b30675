"""A plan as a document to read and to print, and two years of it word by word (F-5, F-9, P-1, P-3)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse

from styrhjul.documents.content import Document, Section
from styrhjul.documents.numbers import format_number
from styrhjul.followup.own_goals import followed_up
from styrhjul.goals.documents import build, document_of, frozen_of
from styrhjul.goals.models import Activity, GoalVersion, Plan
from styrhjul.organisation.models import rights_of
from styrhjul.web.comparing import Difference, differences, word_by_word
from styrhjul.web.printing import FILES, give_file, read_context
from styrhjul.web.swedish import date


def plan_of(request: HttpRequest, plan_id: int) -> Plan:
    """Return the plan. Raises Http404 for what may not be read (O-8)."""
    readable = Plan.objects.visible_to(request.user).select_related("unit", "adopted_by", "endorsed_by")
    return get_object_or_404(readable, pk=plan_id)


@login_not_required
def plan_document(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Read the plan as a document: an adopted one as it was adopted, others as they stand (F-5)."""
    found = plan_of(request, plan_id)
    shown = read_context(_followed(document_of(found), followed_up(found, request.user)), f"p{found.pk}-")
    way = [
        ("Planer", found.year, reverse("plans", args=[found.year])),
        ("Plan", shown["document"].subtitle, reverse("plan", args=[found.pk])),
        ("Dokument", "Planen som den fastställdes" if found.state == "adopted" else "Planen som den är nu", None),
    ]
    files = [(reverse("plan_file", args=[found.pk, name]), called) for name, called in FILES[:2]]
    context = {"plan": found, "year": found.year, "way": way, "files": files}
    return render(request, "plans/document.html", context | shown)


@login_not_required
def plan_file(request: HttpRequest, plan_id: int, file_format: str) -> HttpResponse:
    """Give the plan as a PDF or a Word file: as it was adopted, with what has been judged since where one may (F-9)."""
    found = plan_of(request, plan_id)
    frozen, since = frozen_of(found), followed_up(found, request.user)
    if frozen is None or not since:
        return give_file(found, file_format, frozen, lambda: build(found))
    return give_file(found, file_format, None, lambda: _followed(document_of(found), since), mark="uppfoljd")


def _followed(document: Document, since: tuple[Section, ...]) -> Document:
    """Return the plan's document with what has been judged after it was adopted, last (F-8)."""
    return replace(document, blocks=(*document.blocks, *since))


class Pair(NamedTuple):
    """Something that stands in either of two plans: what became of it, and how its words changed."""

    heading: str
    what: str
    differences: list[Difference]


class Part(NamedTuple):
    """A part of two plans beside each other."""

    title: str
    anchor: str
    pairs: list[Pair]


@login_not_required
def plan_compare(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show a unit's plans of two years word by word: texts, goals, conditions and activities (P-1)."""
    found = plan_of(request, plan_id)
    readable = Plan.objects.visible_to(request.user).filter(unit=found.unit_id).exclude(pk=found.pk)
    others = {one.year: one for one in readable.select_related("unit").order_by("year")}
    earlier = [year for year in others if year < found.year] or list(others)
    asked = request.GET.get("fran", "")
    chosen = int(asked) if asked.isdecimal() and int(asked) in others else earlier[-1] if earlier else 0
    other = others.get(chosen)
    context = {
        "plan": found, "year": found.year, "name": found.unit.name_on(found.day), "years": list(others),
        "first": chosen, "second": found.year, "other": other,
        "parts": _parts(other, found, request) if other else [],
    }  # fmt: skip
    return render(request, "plans/compare.html", context)


def _parts(before: Plan, after: Plan, request: HttpRequest) -> list[Part]:
    texts = [Pair("", "", [one for one in _texts(before, after) if one])]
    own = _paired({v.goal_id: v for v in _own(before)}, {v.goal_id: v for v in _own(after)}, after.year, _goal_words)
    planned = _paired(_planned(before, request), _planned(after, request), after.year, _same)
    demands = _paired({d.what: d for d in before.demands.all()}, {d.what: d for d in after.demands.all()}, after.year,
                      lambda old, new: [_difference("Vad det betyder", old.meaning, new.meaning)])  # fmt: skip
    is_stranger = rights_of(request.user).is_stranger
    acts = _activities(before, after, is_stranger)
    parts = (
        Part("Texter", "texter", texts), Part("Mål som planen ska uppfylla", "mal", planned),
        Part("Egna mål", "egna", own), Part("Nationella mål och ändrade lagar", "lagar", demands),
        Part("Aktiviteter", "aktiviteter", acts),
    )  # fmt: skip
    return [part for part in parts if any(pair.heading or pair.differences for pair in part.pairs)]


def _difference(label: str, before: str, after: str) -> Difference:
    return Difference(label, word_by_word(before, after), before == after)


def _texts(before: Plan, after: Plan) -> Iterable[Difference]:
    for name, label in (("focus", "Årets inriktning"), ("resources", "Resurser"), ("conditions", "Förutsättningar")):
        old, new = getattr(before, name), getattr(after, name)
        if old or new:
            yield _difference(label, old, new)
    if before.staff is not None or after.staff is not None:
        yield _difference("Årsarbetare", format_number(before.staff, 1), format_number(after.staff, 1))


def _own(plan: Plan) -> Iterable[GoalVersion]:
    return plan.goal_versions.select_related("goal")


def _planned(plan: Plan, request: HttpRequest) -> dict[int, GoalVersion]:
    versions = GoalVersion.objects.visible_to(request.user).in_year(plan.year).filter(goal__planned_in__plan=plan)
    return {version.goal_id: version for version in versions}


def _same(_before: GoalVersion, _after: GoalVersion) -> list[Difference]:
    """Leave the words of goals from above to their own comparison (G-11)."""
    return []


def _goal_words(before: GoalVersion, after: GoalVersion) -> list[Difference]:
    return differences(before, after)


def _paired(before: Mapping, after: Mapping, year: int, compare) -> list[Pair]:  # type: ignore[no-untyped-def]
    """Return what stands in either, by its key: unchanged, changed, new, or no longer there."""
    pairs = []
    for key in [*before, *(key for key in after if key not in before)]:
        if key not in after:
            pairs.append(Pair(str(before[key]), f"Står inte i planen för {year}", []))
        elif key not in before:
            pairs.append(Pair(str(after[key]), f"Nytt {year}", []))
        else:
            changed = [one for one in compare(before[key], after[key]) if not one.is_same]
            pairs.append(Pair(str(after[key]), "Ändrat" if changed else "Oförändrat", changed))
    return pairs


def _activities(before: Plan, after: Plan, is_stranger: bool) -> list[Pair]:
    """Return the activities of either plan: those carried on stand together with what changed (P-1)."""
    listed = ("responsible", "responsible_unit", "goal")
    old = {one.pk: one for one in before.activities.select_related(*listed)}
    new = {one.carried_from_id or -one.pk: one for one in after.activities.select_related(*listed)}
    pairs = []
    for pk, one in old.items():
        if pk not in new:
            pairs.append(Pair(one.what, f"Fanns {before.year}, läget: {one.get_status_display().lower()}", []))
    for key, one in new.items():
        earlier = old.get(key)
        if earlier is None:
            pairs.append(Pair(one.what, f"Ny {after.year}", []))
            continue
        told = zip(_words(earlier, is_stranger), _words(one, is_stranger), strict=True)
        changed = [_difference(label, was, now) for (label, was), (_, now) in told if was != now]
        pairs.append(Pair(one.what, "Fortsätter", changed))
    return pairs


def _words(one: Activity, is_stranger: bool) -> list[tuple[str, str]]:
    person = "" if is_stranger or one.responsible is None else one.responsible.name
    responsible = str(one.responsible_unit or "") or person
    return [
        ("Vad", one.what), ("Beskrivning", one.description), ("Ansvar", responsible),
        ("Klar senast", date(one.due_on) if one.due_on else ""),
    ]  # fmt: skip


urlpatterns = [
    path("plan/<int:plan_id>/dokument/", plan_document, name="plan_document"),
    path("plan/<int:plan_id>/jamfor/", plan_compare, name="plan_compare"),
    path("plan/<int:plan_id>/fil/<str:file_format>/", plan_file, name="plan_file"),
]
