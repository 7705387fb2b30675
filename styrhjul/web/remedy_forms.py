"""Forms of remedies against a deficit, and of the plan that a committee owes the board (F-2)."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from styrhjul.budget.models import AppropriationArea
from styrhjul.followup.actions import RemedyRow
from styrhjul.followup.models import Remedy
from styrhjul.governance.models import Meeting
from styrhjul.organisation.clock import today
from styrhjul.web.money_fields import TkrField
from styrhjul.web.report_forms import DAYS_AFTER_MEETING, ForecastField

#: Empty rows below those that are written; saving gives more.
EMPTY_ROWS = 2

#: No committee writes more remedies than this in one plan.
MOST_ROWS = 60

OF_AREA = "area_"


class RemedyForm(forms.Form):
    """A remedy: what is done, for which area, its effect this year, who answers, by when, how it is followed."""

    what = forms.CharField(label="Åtgärd", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    area = forms.TypedChoiceField(label="KF-verksamhet", required=False, coerce=int, empty_value=None)
    effect = TkrField(label="Effekt i år, tkr")
    responsible = forms.CharField(label="Ansvarig befattning", max_length=120)
    due_on = forms.DateField(label="Klar senast", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    follow_up = forms.CharField(label="Hur den följs upp", max_length=300, required=False)

    def __init__(self, *args: Any, areas: Sequence[AppropriationArea], **kwargs: Any) -> None:
        """Offer the committee's areas; read once for all rows."""
        super().__init__(*args, **kwargs)
        offered = [("", "Hela nämnden"), *((area.pk, area.name) for area in areas)]
        self.fields["area"].choices = offered  # type: ignore[attr-defined]
        self.fields["effect"].later = "0 om den inte är känd"  # type: ignore[attr-defined]

    def row(self) -> RemedyRow:
        """Return the remedy as it is typed."""
        typed = self.cleaned_data
        return RemedyRow(
            typed["what"], typed["effect"], typed["responsible"], typed["due_on"], typed["follow_up"],
            typed["area"],
        )  # fmt: skip


class BaseRemedies(forms.BaseFormSet):
    """The rows of remedies, with empty ones below."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Say what the box for taking away does."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Ta bort åtgärden"

    def rows(self) -> list[RemedyRow]:
        """Return the remedies typed, those taken away left out."""
        kept = [form for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        return [form.row() for form in kept]


Remedies = forms.formset_factory(
    RemedyForm, formset=BaseRemedies, extra=EMPTY_ROWS, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)


def remedies_form(data: Any, remedies: Sequence[Remedy], areas: Any) -> Any:
    """Return the rows of remedies to write in, those that stand filled in."""
    given = [
        {
            "what": one.what, "area": one.area_id, "effect": one.effect, "responsible": one.responsible,
            "due_on": one.due_on, "follow_up": one.follow_up,
        }
        for one in remedies
    ]  # fmt: skip
    return Remedies(data or None, prefix="atgard", initial=given, form_kwargs={"areas": areas})


class PlanForm(forms.Form):
    """The plan beside its remedies: the updated forecast of each area, and what has happened (F-2)."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="Vad har hänt sedan rapporten?", required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Är prognosen tillbaka på noll räcker det med en mening.",
    )  # fmt: skip

    def __init__(self, *args: Any, areas: Sequence[AppropriationArea], **kwargs: Any) -> None:
        """Ask for a forecast of each area."""
        super().__init__(*args, **kwargs)
        for area in areas:
            self.fields[f"{OF_AREA}{area.pk}"] = ForecastField(label=area.name)

    def read_anew(self, edition: int) -> None:
        """Keep all that was typed, but let the next saving rest on the edition that now is read (F-2)."""
        self.data = MultiValueDict({**dict(self.data.lists()), "edition": [str(edition)]})  # type: ignore[attr-defined]

    def net_costs(self) -> dict[int, int | None]:
        """Return the forecast typed for each area, in kronor, None where the field is empty."""
        return {
            int(name.removeprefix(OF_AREA)): value
            for name, value in self.cleaned_data.items()
            if name.startswith(OF_AREA)
        }


class HandInPlanForm(forms.Form):
    """To which meeting of the body a plan or a follow-up goes (C-1, C-2, F-2)."""

    meeting = forms.ModelChoiceField(
        label="Sammanträde", queryset=Meeting.objects.none(), required=False, empty_label="Ett nytt sammanträde"
    )
    held_on = forms.DateField(
        label="Dag för ett nytt sammanträde", required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args: Any, body_id: int | None, **kwargs: Any) -> None:
        """Offer the body's meetings whose minutes are not approved."""
        super().__init__(*args, **kwargs)
        since = today() - datetime.timedelta(days=DAYS_AFTER_MEETING)
        coming = Meeting.objects.filter(body=body_id, minutes_approved_on=None, held_on__gte=since)
        self.fields["meeting"].queryset = coming.select_related("body").order_by("held_on")  # type: ignore[attr-defined]
        self.fields["meeting"].initial = coming.filter(held_on__gte=today()).order_by("held_on").first()
