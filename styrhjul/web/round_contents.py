"""What the reports of a round are to hold: shown on the round's page, and changed until it is opened (F-4, U-1)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

from styrhjul.followup import actions
from styrhjul.followup.contents import ALLOWED, LEVELS, LONGEST, PARTS, Contents, Heading, left_out
from styrhjul.followup.models import Part, Round
from styrhjul.followup.rules import LEVEL_HEADINGS
from styrhjul.followup.terms import PartKind, RoundKind
from styrhjul.goals.terms import Level
from styrhjul.governance.rules import SOUND_PLACE
from styrhjul.organisation.clock import today
from styrhjul.web.acting import attempt, show_form
from styrhjul.web.drafting import person_of
from styrhjul.web.goal_forms import needed

#: Empty rows below the headings that stand; saving gives more.
EMPTY_ROWS = 2

#: No report has more headings of its own than this.
MOST_ROWS = 40

#: The kinds whose whole report judges sound financial management, under a heading that cannot be taken away (F-7, L-8).
WITH_SOUND = frozenset({RoundKind.INTERIM, RoundKind.ANNUAL})


class Shown(NamedTuple):
    """What the round's page says of the contents: levels and parts in words, headings with what to write."""

    levels: list[str]
    parts: list[str]
    chapters: tuple[Heading, ...]
    committee_chapters: tuple[Heading, ...]
    left_out: list[str]


def shown_of(round_: Round, opened: frozenset[str]) -> Shown:
    """Return the contents of the round as its page shows them; no query for a round that is open (F-4).

    ``opened`` are the headings of its parts: what was carried through before Styrhjul came has not all of the model's.
    """
    holds = round_.holds
    if round_.opened_on:
        holds = replace(holds, chapters=tuple(row for row in holds.chapters if row[0] in opened))
    return Shown(
        [LEVEL_HEADINGS[level] for level in LEVELS if level in holds.levels],
        [str(PartKind(part).label) for part in PARTS if part in holds.parts],
        holds.chapters if round_.body_id is None else (),
        holds.committee_chapters,
        left_out(round_.kind, holds),
    )


class ContentsForm(forms.Form):
    """Which levels of goals are assessed and which parts the committees' reports hold (F-1, F-4)."""

    levels = needed(forms.MultipleChoiceField(
        label="Mål som bedöms", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(level, LEVEL_HEADINGS[level]) for level in LEVELS],
    ), "")  # fmt: skip
    parts = needed(forms.MultipleChoiceField(
        label="Delar i nämndens rapport", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(part, PartKind(part).label) for part in PARTS],
        help_text="En samlad text står alltid med. Tabeller över mått, aktiviteter och årsarbetare läggs in av sig "
        "själva, och skribenten skriver det som tabellen inte säger.",
    ), "")  # fmt: skip
    sound_place = forms.IntegerField(
        label="Ordning för «God ekonomisk hushållning»", min_value=1, max_value=MOST_ROWS + 1
    )  # fmt: skip

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        """Offer the levels that the kind may assess; ask for the place of sound management where it is judged."""
        super().__init__(*args, **kwargs)
        allowed = [level for level in LEVELS if level in ALLOWED[round_.kind]]
        offered = [(level, LEVEL_HEADINGS[level]) for level in allowed]
        self.fields["levels"].choices = offered  # type: ignore[attr-defined]
        if Level.OVERALL not in allowed:
            self.fields["levels"].help_text = "Övergripande mål bedöms bara i årsredovisningen."
        if round_.kind not in WITH_SOUND:
            del self.fields["sound_place"]


class HeadingForm(forms.Form):
    """A heading: its place among the others, its words, and what to write under it (L-8, U-1)."""

    place = forms.IntegerField(label="Ordning", required=False, min_value=1, max_value=99)
    title = forms.CharField(label="Rubrik", max_length=LONGEST)
    asks = forms.CharField(label="Hjälptext till den som skriver", max_length=300, required=False)


class BaseHeadings(forms.BaseFormSet):
    """The rows of headings, with empty ones below."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Say what the box for taking away does."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Ta bort rubriken"

    def lines(self, fixed: Any) -> list[Any]:
        """Return the rows as they are shown: the field of what is fixed, if there is one, at its place among them."""
        if fixed is None:
            return list(self.forms)
        at = min(int(fixed.initial) - 1, self.initial_form_count())
        return [*self.forms[:at], fixed, *self.forms[at:]]

    def rows(self, fixed: int | None = None) -> tuple[Heading, ...]:
        """Return the headings typed, in the order of their places, with sound management at the place that is fixed."""
        kept = [one.cleaned_data for one in self.forms if one.cleaned_data and not one.cleaned_data.get("DELETE")]
        placed = [(row["place"] or MOST_ROWS * 3, 1, (row["title"].strip(), row["asks"].strip())) for row in kept]
        placed += [(fixed, 0, (SOUND_PLACE, ""))] if fixed else []
        return tuple(heading for *_, heading in sorted(placed, key=lambda one: one[:2]))


Headings = forms.formset_factory(
    HeadingForm, formset=BaseHeadings, extra=EMPTY_ROWS, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)


def _headings(data: Any, prefix: str, stated: Iterable[Heading]) -> Any:
    """Return the rows of headings to write in, those that stand filled in with their places."""
    given = [
        {"place": place, "title": title, "asks": asks}
        for place, (title, asks) in enumerate(stated, start=1)
        if title != SOUND_PLACE
    ]
    return Headings(data or None, prefix=prefix, initial=given)


def _given(holds: Contents) -> dict[str, Any]:
    titles = [title for title, _ in holds.chapters]
    place = titles.index(SOUND_PLACE) + 1 if SOUND_PLACE in titles else len(titles) + 1
    return {"levels": list(holds.levels), "parts": list(holds.parts), "sound_place": place}


def _typed(form: ContentsForm, whole: Any, own: Any) -> Contents:
    """Return the contents as they are typed; a round of one committee has no headings of the municipality (F-3)."""
    data = form.cleaned_data
    return Contents(
        tuple(level for level in LEVELS if level in data["levels"]),
        tuple(part for part in PARTS if part in data["parts"]),
        whole.rows(data.get("sound_place")) if whole is not None else (),
        own.rows(),
    )


def round_contents(request: HttpRequest, round_id: int) -> HttpResponse:
    """Say which levels, parts and headings the round's reports are to hold, before it is opened (F-1, F-4, U-1).

    Those of a round that is open are shown, with why they cannot be changed; what was typed when it opened is kept.
    """
    found = get_object_or_404(Round, pk=round_id)
    person = person_of(request)
    if not actions.can_prepare(person, found):
        raise PermissionDenied
    if found.opened_on and request.method != "POST":
        return _opened(request, found)
    holds, data = found.holds, request.POST or None
    form = ContentsForm(data, round_=found, initial=_given(holds))
    whole = _headings(data, "kommun", holds.chapters) if found.body_id is None else None
    own = _headings(data, "namnd", holds.committee_chapters)
    if _are_valid(form, [rows for rows in (whole, own) if rows is not None]):
        contents = _typed(form, whole, own)
        made = attempt(form, lambda: actions.set_contents(by=person, round_=found, contents=contents))
        if made is not None:
            messages.success(request, "Innehållet är sparat.")
            return redirect("round", round_id=found.pk)
    context = {
        "round": found, "year": found.year, "whole": whole, "own": own,
        "whole_lines": whole.lines(form["sound_place"] if "sound_place" in form.fields else None) if whole else [],
        "name": found.body.name_on(today()) if found.body else "", "contents": None,
    }  # fmt: skip
    return show_form(request, "followup/contents.html", context, form)


def _opened(request: HttpRequest, found: Round) -> HttpResponse:
    """Return the page of a round that is open: what its reports hold, with nothing to type in (F-4)."""
    parts = Part.objects.filter(report__round=found).select_related("version", "about", "area")
    context = {
        "round": found, "year": found.year, "contents": shown_of(found, frozenset(part.heading for part in parts)),
        "name": found.body.name_on(today()) if found.body else "",
    }  # fmt: skip
    return render(request, "followup/contents.html", context)


def _are_valid(form: ContentsForm, many: list[Any]) -> bool:
    """Tell whether all that was sent is right; a wrong row is pointed out at the top too."""
    if not form.is_bound:
        return False
    wrong, is_right = [rows for rows in many if not rows.is_valid()], form.is_valid()
    if wrong:
        form.add_error(None, "Någon rubrik behöver rättas; felet står vid fältet.")
    return is_right and not wrong


urlpatterns = [path("uppfoljning/<int:round_id>/innehall/", round_contents, name="round_contents")]
