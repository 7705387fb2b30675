"""Forms of meetings and decisions: what a secretary types (D-1, D-4, D-5, D-8)."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django import forms

from styrhjul.budget.models import Budget
from styrhjul.followup.actions.soundness import CHANGE
from styrhjul.followup.models import Assessment, Discharge, Report, SoundManagement
from styrhjul.followup.terms import Attainment, Verdict
from styrhjul.goals import rules
from styrhjul.goals.models import GoalVersion
from styrhjul.governance.actions import Ruling
from styrhjul.governance.models import Decision, DecisionLine, GovernanceModel, Matter
from styrhjul.governance.terms import Outcome
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person
from styrhjul.web import budget_rulings
from styrhjul.web.comparing import COMPARED
from styrhjul.web.goal_forms import DateInput, area, needed
from styrhjul.web.matters import LABELS, Waiting

#: What the council's secretary chooses when the council took the board's change; it is recorded as a change (D-2).
BOARD = "board"

#: The largest file that is kept with a decision, in bytes.
LARGEST_FILE = 10 * 1024 * 1024


class MeetingForm(forms.Form):
    """A new meeting (D-8)."""

    body = forms.ModelChoiceField(label="Organ", queryset=Body.objects.none(), empty_label=None)
    held_on = forms.DateField(label="Sammanträdesdag", widget=DateInput())
    notice_on = forms.DateField(label="Kallelsen går ut", widget=DateInput(), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        """Offer the bodies whose secretary the person is (O-6)."""
        super().__init__(*args, **kwargs)
        kept = Body.objects.named(today()).filter(pk__in=person.rights.secretary_of)
        self.fields["body"].queryset = kept  # type: ignore[attr-defined]


class NoticeForm(forms.Form):
    """When a meeting's notice goes out, and whether it publishes what law asks for (D-8, L-6)."""

    notice_on = forms.DateField(label="Kallelsen går ut", widget=DateInput(), required=False)
    publishes = forms.BooleanField(
        label="Publicera budgetförslag, årsredovisning och revisorernas utlåtanden när kallelsen går ut",
        help_text="De läses då av alla på webben, märkta «Förslag». Inget annat publiceras.",
        required=False,
    )


class TakeUpForm(forms.Form):
    """What is taken up at a meeting: things that wait, under one heading, with the proposed wording (D-8)."""

    things = forms.MultipleChoiceField(
        label="Det här väntar på beslut", required=False, widget=forms.CheckboxSelectMultiple
    )
    heading = forms.CharField(label="Ärendets rubrik", max_length=200)
    proposed_wording = area("Förslag till beslut", "", 4)

    def __init__(self, *args: Any, waiting: Sequence[Waiting], **kwargs: Any) -> None:
        """Offer what waits for the body."""
        super().__init__(*args, **kwargs)
        self.waiting = {one.key: one for one in waiting}
        choices = [(one.key, f"{one.kind}: {one.name} ({one.state.lower()})") for one in waiting]
        self.fields["things"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["things"]

    def chosen(self) -> list[Matter]:
        """Return the things that were chosen."""
        return [self.waiting[key].thing for key in self.cleaned_data.get("things", [])]


class WordingForm(forms.Form):
    """A matter on the agenda: its heading, its proposed wording, and what it is about (D-8)."""

    heading = forms.CharField(label="Ärendets rubrik", max_length=200)
    proposed_wording = area("Förslag till beslut", "", 5)
    refers_to = forms.TypedChoiceField(
        label="Ändrar eller hänvisar till ett tidigare beslut", coerce=int, required=False, empty_value=None
    )
    lines = forms.TypedMultipleChoiceField(
        label="Ärendet gäller", coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Det som inte är förkryssat tas bort från ärendet och väntar på beslut igen.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, lines: Sequence[tuple[int, str]], earlier: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        """Offer the lines of the matter, and the body's own earlier decisions (D-5)."""
        super().__init__(*args, **kwargs)
        self.fields["refers_to"].choices = [("", "Inget"), *earlier]  # type: ignore[attr-defined]
        self.fields["lines"].choices = lines  # type: ignore[attr-defined]
        if not lines:
            del self.fields["lines"]


class MinutesForm(forms.Form):
    """The day that the minutes were approved (D-5, D-8)."""

    approved_on = forms.DateField(label="Protokollet justerades", widget=DateInput())


class RecordForm(forms.Form):
    """The record of a decision (D-1)."""

    paragraph = forms.CharField(label="Paragraf", max_length=20, widget=forms.TextInput(attrs={"size": 8}))
    file_number = forms.CharField(
        label="Diarienummer", max_length=40, required=False, widget=forms.TextInput(attrs={"size": 20})
    )
    text = area("Beslutet i ord", "", 4)


class CorrectionForm(forms.Form):
    """A clerical error put right (D-5)."""

    what = area("Vad rättas?", "Skriv hur det ska stå.", later="")
    why = area("Varför?", later="")


class AttachmentForm(forms.Form):
    """A file that belongs to the decision (D-1)."""

    file = forms.FileField(label="Fil", help_text="Högst 10 MB.", widget=forms.FileInput())

    def clean_file(self) -> Any:
        """Refuse a file that is too large."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("Filen är större än 10 MB.")
        return file


class Proposed(NamedTuple):
    """A text that a decision may change: its field, what it is called, how it was proposed, the choices if any.

    Those with a heading are folded under it.
    """

    name: str
    label: str
    text: str
    choices: Sequence[tuple[str, str]]
    heading: str = ""


class Ruled(NamedTuple):
    """A line as it is recorded: the object, the outcomes open to the body, the texts, and the board's change."""

    line: DecisionLine
    thing: Matter
    kind: str
    name: str
    address: str
    state: str
    outcomes: Sequence[str]
    board: Mapping[str, str]


def texts_of(thing: Matter) -> list[Proposed]:
    """Return the texts of the object that a decision may change: a goal's wording, a report's judgements (D-4)."""
    if isinstance(thing, GoalVersion):
        named = [name for name in COMPARED if name in rules.CHANGEABLE and getattr(thing, name)]
        return [Proposed(name, LABELS[name], str(getattr(thing, name)), ()) for name in named]
    if isinstance(thing, Report):
        judged = Assessment.objects.of_report(thing).select_related("version")
        goals = [
            Proposed(f"goal_{one.goal_id}", f"Bedömning av «{one.version}»", one.value, Attainment.choices)
            for one in judged
        ]
        sound = SoundManagement.objects.of_report(thing)
        if sound is None:
            return goals
        scale = GovernanceModel.objects.settings_for(thing.round.year).sound_scale
        choices = [(value, label) for value, label, _ in scale]
        return [*goals, Proposed(CHANGE, "God ekonomisk hushållning", sound.value, choices)]
    if isinstance(thing, Discharge):
        return [Proposed("verdict", "Fullmäktiges beslut", thing.proposed, Verdict.choices)]
    if isinstance(thing, Budget):
        return [Proposed(one.name, one.label, one.text, (), one.heading) for one in budget_rulings.amounts_in(thing)]
    return []


class MatterForm(RecordForm):
    """The record of one matter of a meeting: its paragraph and text, and what became of each object (D-4)."""

    use_required_attribute = False  # a matter that is not decided yet is left without paragraph

    def __init__(self, data: Any, decision: Decision, ruled: Sequence[Ruled]) -> None:
        """Ask about each object: the outcome, the reason, and the texts decided, prefilled with those proposed."""
        initial = {"text": decision.proposed_wording}
        super().__init__(data, prefix=f"m{decision.pk}", initial=initial)
        self.decision = decision
        self.ruled = ruled
        self.texts: dict[int, list[Proposed]] = {}
        for one in ruled:
            if one.outcomes:
                self._ask(one)

    def _ask(self, one: Ruled) -> None:
        labels = {value: Outcome(value).label for value in one.outcomes}
        choices = list(labels.items())
        if one.board:
            choices = [(Outcome.ADOPTED, "Nämndens text"), (BOARD, "Kommunstyrelsens ändring")]
            choices += [(value, label) for value, label in labels.items() if value != Outcome.ADOPTED]
            choices = [
                (value, "Annan text" if value == Outcome.ADOPTED_WITH_CHANGE else label) for value, label in choices
            ]
        key = one.line.pk
        self.fields[f"outcome_{key}"] = forms.ChoiceField(
            label="Utfall", choices=choices, initial=BOARD if one.board else choices[0][0] if choices else None
        )
        self.fields[f"reason_{key}"] = area("Motivering", "", 2, later="behövs vid återremiss")
        self.texts[key] = texts_of(one.thing) if Outcome.ADOPTED_WITH_CHANGE in one.outcomes else []
        for text in self.texts[key]:
            name = f"text_{key}_{text.name}"
            if text.choices:
                self.fields[name] = forms.ChoiceField(label=text.label, choices=text.choices, required=False)
            elif isinstance(one.thing, Budget):
                amount = forms.TextInput(attrs={"size": 12, "inputmode": "decimal"})
                self.fields[name] = forms.CharField(label=text.label, required=False, widget=amount)
            else:
                self.fields[name] = area(text.label, "", 2)
            needed(self.fields[name], "")
            self.fields[name].initial = text.text

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where something is sent back, and for a changed text where there is a change (D-4)."""
        cleaned = super().clean() or {}
        for one in self.ruled:
            if not one.outcomes:
                self.add_error(None, f"«{one.name}» kan inte beslutas här än: läget är «{one.state.lower()}».")
                continue
            key = one.line.pk
            outcome = cleaned.get(f"outcome_{key}")
            reason = (cleaned.get(f"reason_{key}") or "").strip()
            if outcome == Outcome.SENT_BACK and not reason:
                self.add_error(f"reason_{key}", f"Skriv varför «{one.name}» återremitteras.")
            if outcome == Outcome.ADOPTED_WITH_CHANGE:
                self._check_amounts(one)
            elif outcome:
                self._check_untouched(one, outcome)
            if outcome == Outcome.ADOPTED_WITH_CHANGE and not self.changes(one) and not reason:
                self.add_error(f"outcome_{key}", f"Ändra en text i «{one.name}», eller skriv vad ändringen är.")
        return cleaned

    def _check_amounts(self, one: Ruled) -> None:
        """Say which changed amounts of a budget cannot be read (D-4)."""
        for name, text in self.changes(one).items() if isinstance(one.thing, Budget) else ():
            if fault := budget_rulings.fault_in(name, text):
                self.add_error(f"text_{one.line.pk}_{name}", fault)

    def _check_untouched(self, one: Ruled, outcome: str) -> None:
        """Say that a text was changed though the outcome is another: what was typed is never dropped silently (D-4)."""
        key = one.line.pk
        if not any(self.add_prefix(f"text_{key}_{name}") in self.data for name in self.changes(one)):
            return
        named = dict(self.fields[f"outcome_{key}"].choices)  # type: ignore[attr-defined]
        told = f"Du har ändrat i «{one.name}» men valt «{named.get(outcome, '')}»."
        other = named.get(Outcome.ADOPTED_WITH_CHANGE, "")
        self.add_error(f"outcome_{key}", f"{told} Välj «{other}», eller låt det stå som det föreslogs.")

    def groups(self, key: int) -> list[tuple[str, list[Proposed]]]:
        """Return the texts that a decision may change in an object, under their headings."""
        return [(heading, list(some)) for heading, some in groupby(self.texts[key], lambda one: one.heading)]

    def is_touched(self) -> bool:
        """Tell whether anything was typed about the matter; one left as it was is not decided yet."""
        pairs = [(self[name].value(), self.get_initial_for_field(field, name)) for name, field in self.fields.items()]
        return any(str(typed or "").split() != str(before or "").split() for typed, before in pairs)

    def changes(self, one: Ruled) -> dict[str, str]:
        """Return the texts that were typed otherwise than proposed, by field."""
        typed = {text.name: self.cleaned_data.get(f"text_{one.line.pk}_{text.name}") or "" for text in
                 self.texts[one.line.pk]}  # fmt: skip
        before = {text.name: text.text for text in self.texts[one.line.pk]}
        return {name: text for name, text in typed.items() if text.split() != before[name].split()}

    def rulings(self) -> list[Ruling]:
        """Return what was decided about each object."""
        made = []
        for one in self.ruled:
            outcome = self.cleaned_data[f"outcome_{one.line.pk}"]
            changes: Mapping[str, Any] = {}
            if outcome == BOARD:
                outcome, changes = Outcome.ADOPTED_WITH_CHANGE, one.board
            elif outcome == Outcome.ADOPTED_WITH_CHANGE:
                typed = self.changes(one)
                changes = budget_rulings.decided(typed) if isinstance(one.thing, Budget) else typed
            made.append(Ruling(one.thing, outcome, changes, self.cleaned_data[f"reason_{one.line.pk}"].strip()))
        return made
