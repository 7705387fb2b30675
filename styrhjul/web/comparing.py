"""Two years of a goal, and of a committee's goals, word by word (G-11, X-6)."""

import difflib
import re
from typing import NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from markupsafe import Markup, escape

from styrhjul.documents.markdown_tables import readable
from styrhjul.documents.numbers import format_number
from styrhjul.goals.differences import notes_on
from styrhjul.goals.models import Goal, GoalVersion, version_in
from styrhjul.goals.models.goals import GoalVersionQuerySet
from styrhjul.goals.rules import OF_COUNCIL
from styrhjul.goals.terms import Level
from styrhjul.governance.models import GovernanceModel
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body
from styrhjul.web.addresses import FOUR_DIGITS, address_of

#: The texts that are compared, in the order they are read.
COMPARED = (
    "heading", "text", "explanation", "fulfilled_by", "target_group", "purpose", "criteria", "follow_up",
    "contribution", "ground_text", "quality", "challenge", "present_state", "new_state", "guideline",
)  # fmt: skip


#: How a text marks what is bold: it says nothing that a comparison of words is about.
BOLD = re.compile(r"\*\*|__")

#: What stands between two words. A hard space does not: «1 184,0» is one number.
BETWEEN_WORDS = re.compile(r"[^\S\u00a0\u202f]+")

#: What a version's measures and targets are read with.
MEASURED = ("goal_measures__measure", "goal_measures__targets")


class Difference(NamedTuple):
    """One text of two versions: its label, and the words with what went out and what came in marked."""

    label: str
    words: Markup
    is_same: bool


def word_by_word(before: str, after: str) -> Markup:
    """Return the two texts as one, with <del> round the words that went out and <ins> round those that came in."""
    old, new = (BETWEEN_WORDS.split(BOLD.sub("", readable(text)).strip()) for text in (before, after))
    parts = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = escape(" ".join(old[a:b])), escape(" ".join(new[c:d]))
        if tag == "equal":
            parts.append(gone)
            continue
        if gone:
            parts.append(Markup("<del>{}</del>").format(gone))
        if come:
            parts.append(Markup("<ins>{}</ins>").format(come))
    return Markup(" ").join(parts)


def _targets(version: GoalVersion) -> str:
    """Return the measures and targets of the version in words, so that they can be compared like any text."""
    lines = []
    for tie in version.goal_measures.all():
        levels = [(aim.year, format_number(aim.value, tie.measure.decimals)) for aim in tie.targets.all() if aim.value]
        aims = ", ".join(f"{year}: {level}" for year, level in levels)
        lines.append(f"{tie.measure.name} ({aims or 'inga målvärden'}).")
    return " ".join(lines)


def differences(before: GoalVersion, after: GoalVersion) -> list[Difference]:
    """Return every text that either version has, word by word, with measures and targets last (G-11)."""
    fields = {field.name: str(field.verbose_name).capitalize() for field in GoalVersion._meta.fields}
    pairs = [(fields[name], str(getattr(before, name) or ""), str(getattr(after, name) or "")) for name in COMPARED]
    pairs.append(("Mått och målvärden", _targets(before), _targets(after)))
    return [Difference(label, word_by_word(a, b), a == b) for label, a, b in pairs if a or b]


def _years(request: HttpRequest, default: tuple[int, int]) -> tuple[int, int]:
    """Return the two years of the address; what is no year becomes the default."""
    typed = (request.GET.get("fran", ""), request.GET.get("till", ""))
    first, second = (
        int(year) if FOUR_DIGITS.fullmatch(year) else known for year, known in zip(typed, default, strict=True)
    )
    return first, second


@login_not_required
def goal_compare(request: HttpRequest, goal_id: int) -> HttpResponse:
    """Show two versions of a goal word by word: the two latest unless the address says which years (G-11)."""
    found = get_object_or_404(Goal, pk=goal_id)
    readable = GoalVersion.objects.visible_to(request.user).filter(goal=found).standing()
    shown = readable.select_related("goal", "body").prefetch_related(*MEASURED)
    versions = list(shown.order_by("first_year", "id"))
    get_object_or_404(readable, pk=versions[-1].pk if versions else 0)
    default = (versions[-2 if len(versions) > 1 else -1].first_year, versions[-1].first_year)
    first, second = _years(request, default)
    before, after = version_in(versions, first), version_in(versions, second)
    if before is after and len(versions) > 1 and not request.GET:
        before, after = versions[-2], versions[-1]
    context = {
        "year": second, "first": first, "second": second, "before": before, "after": after, "versions": versions,
        "years": sorted({year for one in versions for year in range(one.first_year, one.in_force_until + 1)}),
        "differences": differences(before, after) if before and after else [],
        "level": Level(found.level).label,
    }  # fmt: skip
    return render(request, "goals/compare.html", context)


class Pair(NamedTuple):
    """A goal of a committee in two years: what became of it, and how its words changed (X-6)."""

    heading: str
    goal_id: int
    what: str
    differences: list[Difference]
    notes: list[str]


@login_not_required
def body_compare(request: HttpRequest, body_id: int) -> HttpResponse:
    """Show a committee's goals of two years word by word: dropped, new, reworded and unchanged (G-11, X-6)."""
    body = get_object_or_404(Body.objects.named(today()), pk=body_id)
    first, second = _years(request, (today().year, today().year + 1))
    readable = GoalVersion.objects.visible_to(request.user).filter(body=body, goal__level=Level.COMMITTEE)
    pairs = _pairs(readable, first, second)
    context = {"year": second, "body": body, "first": first, "second": second, "pairs": pairs,
               "years": range(today().year - 4, today().year + 2)}  # fmt: skip
    return render(request, "goals/compare_body.html", context)


def _pairs(readable: GoalVersionQuerySet, first: int, second: int) -> list[Pair]:
    """Return the goals that there are in either year, with what became of each and what is to be noticed (X-6)."""
    by_goal: dict[int, list[GoalVersion]] = {}
    standing = readable.standing().select_related("goal", "body", "unit").prefetch_related(*MEASURED)
    for version in standing.order_by("body__rank", "rank", "first_year", "id"):
        by_goal.setdefault(version.goal_id, []).append(version)
    held = {goal: (version_in(versions, first), version_in(versions, second)) for goal, versions in by_goal.items()}
    fewest = GovernanceModel.objects.settings_for(second).fewest_persons
    noticed = notes_on([(a, b) for a, b in held.values() if a and b], first, second, fewest)
    pairs = []
    for goal_id, (before, after) in held.items():
        if before and after:
            changed = [] if before.pk == after.pk else [one for one in differences(before, after) if not one.is_same]
            notes = noticed.get(goal_id, [])
            pairs.append(Pair(after.heading, goal_id, "Ändrat" if changed or notes else "Oförändrat", changed, notes))
        elif before:
            pairs.append(Pair(before.heading, goal_id, f"Gäller inte {second}", [], []))
        elif after:
            pairs.append(Pair(after.heading, goal_id, f"Nytt {second}", [], []))
    return pairs


#: What is said of how many goals have met each fate, by the first word of the fate.
FATES = {
    "Nytt": ("nytt", "nya"),
    "Ändrat": ("ändrat", "ändrade"),
    "Oförändrat": ("oförändrat", "oförändrade"),
    "Gäller": ("gäller inte längre", "gäller inte längre"),
}


class Group(NamedTuple):
    """The goals of the council or of one committee in two years, and how many there are of each fate."""

    name: str
    address: str
    pairs: list[Pair]

    @property
    def tally(self) -> str:
        """How many are new, changed, the same and gone, in words."""
        fates = [pair.what.split()[0] for pair in self.pairs]
        counted = [(fates.count(fate), one, many) for fate, (one, many) in FATES.items()]
        return ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counted if count)


@login_not_required
def year_compare(request: HttpRequest) -> HttpResponse:
    """Show what became of all goals from one year to another: the council's, then committee by committee (X-6)."""
    first, second = _years(request, (today().year, today().year + 1))
    readable = GoalVersion.objects.visible_to(request.user)
    groups = [Group("Kommunfullmäktiges mål", "", _pairs(readable.filter(goal__level__in=OF_COUNCIL), first, second))]
    own = readable.filter(goal__level=Level.COMMITTEE)
    for body in Body.objects.existing(today()).committees().named(today()):
        pairs = _pairs(own.filter(body=body), first, second)
        groups.append(Group(body.name_on(today()), address_of("body_compare", body.pk), pairs))
    context = {
        "year": second, "first": first, "second": second, "groups": [group for group in groups if group.pairs],
        "years": range(today().year - 4, today().year + 2),
    }  # fmt: skip
    return render(request, "goals/compare_years.html", context)


urlpatterns = [
    path("mal/<int:goal_id>/jamfor/", goal_compare, name="goal_compare"),
    path("malkedja/jamfor/", year_compare, name="year_compare"),
    path("organ/<int:body_id>/jamfor/", body_compare, name="body_compare"),
]
