"""Whom a measure is compared with: the reader's choice in the address, and the groups to choose from (M-4)."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from styrhjul.followup.comparison import Comparison, Other, among, by_year
from styrhjul.goals.actions.measures import can_group, drop_group, keep_group
from styrhjul.goals.models import ComparisonGroup, ComparisonMember, ComparisonValue, Measure
from styrhjul.goals.terms import Direction
from styrhjul.organisation.models import swedish
from styrhjul.web.acting import attempt, show_form
from styrhjul.web.drafting import person_of

#: The choices that are no stored group, as they stand in the address.
ALL, BEST, OWN = "alla", "bast", "egna"

#: What puts å, ä and ö last.
SWEDISH = str.maketrans("åäö", "{|}")


class Choice(NamedTuple):
    """One thing to compare with: its address, its words, and how many of its municipalities have values."""

    key: str
    address: str
    words: str
    number: str


class Compared(NamedTuple):
    """What the page shows of the comparison: the choices, the chosen one, and what a note says of it."""

    choices: list[Choice]
    chosen: str
    others: list[Other]
    codes: frozenset[str]
    comparison: Comparison
    note: str


def compared(asked: QueryDict, measure: Measure, others: Sequence[Other]) -> Compared:
    """Return what the address asks the measure to be compared with, everybody when it asks for nothing known (M-4)."""
    groups = _groups(others)
    known = {one.code for one in others}
    picked = frozenset(asked.getlist("kommun")) & known
    chosen = asked.get("jamfor", OWN if picked else ALL)
    choices = _choices(measure, others, groups)
    if chosen not in {one.key for one in choices} and not (chosen == OWN and picked):
        chosen = ALL
    codes = {OWN: picked, **{key: frozenset(group.codes) & known for key, group in groups.items()}}.get(chosen, known)
    return Compared(
        choices, chosen, list(others), frozenset(codes), _comparison(chosen, others, codes, groups),
        _note(chosen, measure, [one for one in others if one.code in codes], groups),
    )  # fmt: skip


class _Group(NamedTuple):
    name: str
    source: str
    codes: dict[str, str]


def _groups(others: Sequence[Other]) -> dict[str, _Group]:
    """Return the stored groups of which anybody has values, by their word in the address."""
    codes = {one.code for one in others}
    found: dict[str, _Group] = {}
    rows = ComparisonMember.objects.order_by(swedish("group__name"), swedish("municipality"))
    for pk, name, source, code, municipality in rows.values_list(
        "group", "group__name", "group__source", "code", "municipality"
    ):
        found.setdefault(f"grupp-{pk}", _Group(name, source, {})).codes[code] = municipality
    return {key: group for key, group in found.items() if codes & set(group.codes)}


def _choices(measure: Measure, others: Sequence[Other], groups: dict[str, _Group]) -> list[Choice]:
    """Return the choices with their addresses; the best has no meaning within a span (M-1)."""
    codes = {one.code for one in others}
    rows = [(ALL, "Alla kommuner med värden", str(len(others)))]
    for key, group in groups.items():
        have, all_ = len(codes & set(group.codes)), len(group.codes)
        rows.append((key, group.name, str(all_) if have == all_ else f"{have} av {all_}"))
    if measure.direction != Direction.WITHIN:
        rows.append((BEST, "Den bästa", ""))
    return [Choice(key, f"?{urlencode({'jamfor': key})}#over-tid", words, count) for key, words, count in rows]


def _comparison(
    chosen: str, others: Sequence[Other], codes: frozenset[str] | set[str], groups: dict[str, _Group]
) -> Comparison:
    if chosen == BEST:
        return Comparison(by_year(others), line="best")
    if chosen in groups:
        return among(others, codes, f"«{groups[chosen].name}»")
    return among(others, codes, "valda kommuner" if chosen == OWN else "jämförda kommuner")


def _note(chosen: str, measure: Measure, others: Sequence[Other], groups: dict[str, _Group]) -> str:
    """Return who is compared with, and who of them has no values; of the best, which it is."""
    names = ", ".join(one.name for one in others)
    if chosen == BEST:
        return _best(measure, others)
    told = [f"Jämförs med {names}."] if names else []
    if chosen in groups:
        have = {one.code for one in others}
        missing = ", ".join(name for code, name in groups[chosen].codes.items() if code not in have)
        told += [f"Värden saknas för {missing}."] if missing else []
        told += [f"Gruppen: {groups[chosen].source}."] if groups[chosen].source else []
    return " ".join(told)


def _best(measure: Measure, others: Sequence[Other]) -> str:
    year = max((year for one in others for year in one.values), default=None)
    if year is None:
        return ""
    values = {one.name: one.values[year] for one in others if year in one.values}
    best = (min if measure.direction == Direction.LOWER else max)(values.values())
    names = " och ".join(name for name, value in values.items() if value == best)
    return f"Linjen visar det bästa värdet varje år bland {len(others)} kommuner. Bäst {year}: {names}."


class GroupForm(forms.Form):
    """A group of municipalities to compare with."""

    name = forms.CharField(label="Gruppens namn", max_length=80)
    source = forms.CharField(
        label="Var kommer gruppen ifrån?", max_length=200, required=False,
        help_text="Till exempel «Kolada, liknande kommuner övergripande 2025».",
    )  # fmt: skip
    municipalities = forms.MultipleChoiceField(
        label="Kommuner", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst en kommun."},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the municipalities that have values, and those that already stand in a group."""
        super().__init__(*args, **kwargs)
        rows = {
            *ComparisonValue.objects.values_list("code", "municipality").distinct(),
            *ComparisonMember.objects.values_list("code", "municipality").distinct(),
        }
        self.names = dict(sorted(rows, key=lambda row: row[1].lower().translate(SWEDISH)))
        self.fields["municipalities"].choices = list(self.names.items())  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """Return what was chosen, as the action takes it."""
        codes = self.cleaned_data["municipalities"]
        return {**self.cleaned_data, "municipalities": {code: self.names[code] for code in codes}}


def groups(request: HttpRequest) -> HttpResponse:
    """List the groups that measures are compared with (M-4)."""
    listed = ComparisonGroup.objects.prefetch_related("members")
    return render(request, "measures/groups.html", {"groups": listed, "may_group": can_group(person_of(request))})


def new_group(request: HttpRequest) -> HttpResponse:
    """Add a group to compare with (M-4)."""
    return _write(request, None)


def group(request: HttpRequest, group_id: int) -> HttpResponse:
    """Change a group to compare with (M-4)."""
    return _write(request, get_object_or_404(ComparisonGroup, pk=group_id))


def _write(request: HttpRequest, found: ComparisonGroup | None) -> HttpResponse:
    person = person_of(request)
    if not can_group(person):
        raise PermissionDenied
    initial: dict[str, Any] = {}
    if found is not None:
        codes = list(found.members.values_list("code", flat=True))
        initial = {"name": found.name, "source": found.source, "municipalities": codes}
    form = GroupForm(request.POST or None, initial=initial)
    if form.is_valid():
        made = attempt(form, lambda: keep_group(by=person, group=found, **form.chosen()))
        if made is not None:
            messages.success(request, f"Gruppen {made} är sparad.")
            return redirect("comparison_groups")
    return show_form(request, "measures/group.html", {"group": found}, form)


@require_POST
def drop(request: HttpRequest, group_id: int) -> HttpResponse:
    """Take a group away (M-4)."""
    found = get_object_or_404(ComparisonGroup, pk=group_id)
    person = person_of(request)
    if not can_group(person):
        raise PermissionDenied
    drop_group(by=person, group=found)
    messages.success(request, f"Gruppen {found.name} är borttagen.")
    return redirect("comparison_groups")


urlpatterns = [
    path("matt/jamforelser/", groups, name="comparison_groups"),
    path("matt/jamforelser/ny/", new_group, name="new_comparison_group"),
    path("matt/jamforelser/<int:group_id>/", group, name="comparison_group"),
    path("matt/jamforelser/<int:group_id>/ta-bort/", drop, name="drop_comparison_group"),
]
