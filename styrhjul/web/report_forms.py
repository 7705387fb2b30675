"""Forms of the follow-up: parts, handing in, sharing out, sending back (F-4, F-6, X-4)."""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from styrhjul.followup.actions import Judgement
from styrhjul.followup.figures import Series
from styrhjul.followup.models import Part, Report, Round
from styrhjul.followup.rules import LAST_MONTH
from styrhjul.followup.terms import PartKind, RoundKind
from styrhjul.goals.models import Measure
from styrhjul.goals.terms import Level
from styrhjul.governance.models import Meeting
from styrhjul.governance.rules import ModelSettings
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Position, Unit, running
from styrhjul.web.money_fields import TkrField

#: How long after a meeting a report can still be put on its agenda, in days: the minutes take about so long.
DAYS_AFTER_MEETING = 30

OF_FORECAST = "forecast_"

DEPARTS = "Varför bedömer du annorlunda än måtten?"
DEPARTS_WHEN = "Behövs när du väljer ett annat steg än måtten talar för."

#: What the text of a part answers, where its kind says it (F-4).
ASKED: Mapping[str, Any] = {
    PartKind.MEASURES: "Vad visar måtten som helhet? Tabellen läggs in i rapporten av sig själv.",
    PartKind.ACTIVITIES: "Vad har gjorts, vad har hindrat och vad gör ni åt det? Tabellen läggs in av sig själv.",
    PartKind.STAFF: "Hur ser bemanning, kompetens, hälsa och frånvaro ut? Uppgifterna läggs in av sig själva.",
}


def _area(label: str, help_text: str = "", rows: int = 3) -> forms.CharField:
    """Return a field for a text that may be empty while the part is being written."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, required=False, widget=widget)


def _day(label: str, help_text: str = "") -> forms.DateField:
    """Return a field for a day that must be given."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget)


class ForecastField(TkrField):
    """A forecast in tkr that becomes whole kronor; empty is no forecast."""

    def to_python(self, value: str | None) -> Any:
        """Return whole kronor, None where nothing is typed."""
        return super().to_python(value) if value and value.strip() else None


class PartForm(forms.Form):
    """What is written in a part: the text; a goal's judgement and forecasts; an area's forecast (F-1, F-4, F-6)."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    text = _area("Text", "Vad vill du säga om perioden som helhet?", 11)

    def __init__(self, *args: Any, part: Part, model: ModelSettings, measures: Iterable[Series], **kwargs: Any) -> None:
        """Ask for what the part is about; the scale is that of the year (F-6)."""
        super().__init__(*args, **kwargs | {"auto_id": "del_%s"})  # the comment's field on the same page is id_text
        if part.kind == PartKind.CHAPTER:
            asked = dict(part.report.round.holds.headings(part.report.body_id is None))
            self.fields["text"].help_text = asked.get(part.title, "")
        self.fields["text"].help_text = ASKED.get(part.kind, self.fields["text"].help_text)
        if part.kind == PartKind.OVERALL:
            self.fields["text"].label = "Samlad bedömning"
            self.fields["text"].help_text = (
                "Hur har nämnderna samlat arbetat i den riktning som de övergripande målen anger? "
                "Ett omdöme i ord om alla målen tillsammans."
            )
        if part.kind == PartKind.SOUND:
            self._ask_for_sound(model)
        if part.kind == PartKind.GOAL:
            self._ask_for_judgement(part, model)
            self._ask_for_forecasts(measures, part.report.round.year)
        if part.asks_for_forecast:
            self._ask_for_net_cost(part.report.round.year)

    def _ask_for_net_cost(self, year: int) -> None:
        self.fields["net_cost"] = ForecastField(
            label=f"Prognos för hela {year}, tkr", help_text="Nettokostnad: årets kostnader minus årets intäkter."
        )
        self.fields["text"].label = "Analys"
        self.fields["text"].help_text = "Varför blev periodens utfall så, och vad bygger prognosen på?"

    def _ask_for_judgement(self, part: Part, model: ModelSettings) -> None:
        steps = [(value, label) for value, label, _ in model.attainment_scale]
        self.fields["value"] = forms.ChoiceField(
            label="I vilken mån är målet uppnått?", choices=steps, widget=forms.RadioSelect, required=False
        )
        if part.version is not None and part.version.level != Level.OVERALL:  # those have no measures to depart from
            self.fields["departure"] = _area(DEPARTS, DEPARTS_WHEN, 2)
        self.fields["reason"] = _area("Skäl till bedömningen", "Några meningar som står intill bedömningen.", 3)
        if part.report.round.kind == RoundKind.INTERIM:
            self.fields["forecast"] = forms.ChoiceField(
                label="Prognos för hela året", choices=[("", "Ingen prognos"), *steps], required=False
            )
        self.fields["text"].label = "Analys"
        self.fields["text"].help_text = "Varför blev resultatet så? Vad berodde på oss och vad på omvärlden?"

    def _ask_for_sound(self, model: ModelSettings) -> None:
        steps = [(value, label) for value, label, _ in model.sound_scale]
        self.fields["value"] = forms.ChoiceField(
            label="Är god ekonomisk hushållning uppnådd?", choices=steps, widget=forms.RadioSelect, required=False
        )
        self.fields["departure"] = _area(
            "Varför bedömer du annorlunda än målen?", "Behövs när du väljer ett annat steg än målen talar för.", 2
        )
        self.fields["reason"] = _area("Grunden för bedömningen", "Några meningar som står intill bedömningen.", 3)
        self.fields["text"].label = "Utvärdering"
        self.fields["text"].help_text = "Hur står det till med ekonomin, och med det som pengarna ska ge?"

    def _ask_for_forecasts(self, measures: Iterable[Series], year: int) -> None:
        for one in measures:
            unit = f", {one.unit}" if one.unit else ""
            self.fields[f"{OF_FORECAST}{one.measure_id}"] = forms.DecimalField(
                label=f"Prognos {year}: {one.name}{unit}", required=False, max_digits=16, decimal_places=4,
                localize=True, help_text=f"Målvärde {year}: {one.shown(one.target_of(year))}.",
            )  # fmt: skip

    def judgement(self) -> Judgement | None:
        """Return what was judged, None for a part that is not about a goal."""
        typed = self.cleaned_data
        if "value" not in self.fields:
            return None
        return Judgement(typed["value"], typed["reason"], typed.get("departure", ""), typed.get("forecast", ""))

    def forecasts(self) -> dict[Measure, Decimal | None]:
        """Return the forecast typed for each measure, None where the field was left empty."""
        typed = {int(name.removeprefix(OF_FORECAST)): value for name, value in self._forecast_values()}
        return {measure: typed[measure.pk] for measure in Measure.objects.filter(pk__in=typed)}

    def _forecast_values(self) -> Iterable[tuple[str, Decimal | None]]:
        return [(name, value) for name, value in self.cleaned_data.items() if name.startswith(OF_FORECAST)]

    def read_anew(self, edition: int) -> None:
        """Keep all that was typed, but let the next saving rest on the edition that now is read (F-4)."""
        self.data = MultiValueDict({**dict(self.data.lists()), "edition": [str(edition)]})  # type: ignore[attr-defined]


class OwnGoalForm(forms.Form):
    """How a head judges a goal of the unit's own: the step, why, and in the interim report the forecast (F-6, F-8)."""

    def __init__(self, *args: Any, round_: Round, model: ModelSettings, has_proposal: bool, **kwargs: Any) -> None:
        """Ask for a step on the year's scale; why it departs only where a measure speaks."""
        super().__init__(*args, **kwargs | {"auto_id": "del_%s"})
        steps = [(value, label) for value, label, _ in model.attainment_scale]
        self.fields["value"] = forms.ChoiceField(
            label="I vilken mån är målet uppnått?", choices=steps, widget=forms.RadioSelect, required=False
        )
        if has_proposal:
            self.fields["departure"] = _area(DEPARTS, DEPARTS_WHEN, 2)
        self.fields["reason"] = _area("Skäl till bedömningen", "Några meningar om varför det blev så.", 4)
        if round_.kind == RoundKind.INTERIM:
            self.fields["forecast"] = forms.ChoiceField(
                label="Prognos för hela året", choices=[("", "Ingen prognos"), *steps], required=False
            )


class AssignForm(forms.Form):
    """Who is to write a part: anybody in the administrations that serve the report's body (F-4)."""

    person = forms.ModelChoiceField(label="Vem ska skriva delen?", queryset=Person.objects.none(), empty_label=None)

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        """Offer those who hold a position below the administrations that serve the body."""
        super().__init__(*args, **kwargs)
        serving = Unit.objects.filter(running(today(), "ties__"), ties__body=report.owner).values_list("pk", flat=True)
        units = Unit.objects.below(frozenset(serving), today())
        held = Position.objects.running().filter(unit__in=units)
        if report.owner.is_external:
            held = Position.objects.recording_for_external()
        people = Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("name")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    """Why a part is sent back to who wrote it (F-4)."""

    reason = forms.CharField(
        label="Vad behöver göras?", help_text="Den som skrev delen ser din text överst när delen öppnas.",
        widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "Skriv vad som behöver göras."},
    )  # fmt: skip


class HandInReportForm(forms.Form):
    """To which meeting the report goes, and why it goes although something is missing (F-4, X-4)."""

    meeting = forms.ModelChoiceField(
        label="Sammanträde", queryset=Meeting.objects.none(), required=False, empty_label="Ett nytt sammanträde"
    )
    held_on = forms.DateField(
        label="Dag för ett nytt sammanträde", required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    reason = forms.CharField(
        label="Varför lämnas rapporten fast något saknas?", help_text="Skälet står i den version som lämnas.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv varför rapporten lämnas fast något saknas."},
    )  # fmt: skip

    def __init__(self, *args: Any, report: Report, lacks: bool, **kwargs: Any) -> None:
        """Offer the body's meetings whose minutes are not approved; ask for a reason only when something is missing."""
        super().__init__(*args, **kwargs)
        since = today() - datetime.timedelta(days=DAYS_AFTER_MEETING)
        coming = Meeting.objects.filter(body=report.owner, minutes_approved_on=None, held_on__gte=since)
        self.fields["meeting"].queryset = coming.select_related("body").order_by("held_on")  # type: ignore[attr-defined]
        waits = Meeting.objects.coming_with(report).filter(body=report.owner).first()
        self.fields["meeting"].initial = waits or coming.filter(held_on__gte=today()).order_by("held_on").first()
        if not lacks:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        """Let a day that is typed go before the meeting that was chosen beforehand."""
        data: dict[str, Any] = super().clean() or {}
        return data | {"meeting": None} if data.get("held_on") else data


class CommentOnForm(forms.Form):
    """Which committee's report the board comments (F-4, F-8)."""

    body = forms.ModelChoiceField(
        label="Vilken nämnds rapport ska kommunstyrelsen kommentera?", queryset=Body.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        """Offer the committees of the round that the board has not commented yet."""
        super().__init__(*args, **kwargs)
        done = report.parts.exclude(about=None).values("about")
        bodies = Body.objects.named(report.as_of).filter(reports__round=report.round_id).exclude(pk__in=done)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]


class RoundForm(forms.Form):
    """The days of a round, from its opening to the council's treatment (F-1, W-2)."""

    opens_on = _day("Öppnar", "Från den dagen kan uppföljningen öppnas, och de som ska skriva får sina delar.")
    parts_due_on = _day("Delarna lämnas senast")
    committees_by = _day("Nämnderna beslutar senast")
    board_by = _day("Kommunstyrelsen behandlar")
    council_by = _day("Fullmäktige behandlar", "Kvartalsrapporten slutar hos kommunstyrelsen; där räknas inte dagen.")


class NewRoundForm(RoundForm):
    """A new round: also which one, and the year that it follows (F-1)."""

    kind = forms.ChoiceField(label="Uppföljning", choices=[(kind, RoundKind(kind).label) for kind in LAST_MONTH])
    year = forms.IntegerField(
        label="Följer upp år", min_value=2000, max_value=2100,
        help_text="Årsredovisningen följer upp året före det som den skrivs i.",
    )  # fmt: skip
    field_order = ("kind", "year")

    def clean(self) -> dict[str, Any]:
        """Say that the round is planned already, beside the field (F-1)."""
        cleaned = super().clean() or {}
        kind, year = cleaned.get("kind"), cleaned.get("year")
        if kind and year and Round.objects.filter(kind=kind, year=year).exists():
            self.add_error("kind", f"{RoundKind(kind).label} {year} är redan planerad. Ändra dagarna på dess sida.")
        return cleaned
