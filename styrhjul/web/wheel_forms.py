"""Forms of the year wheel: its items, and how often one wants to be reminded (W-1, W-4)."""

from typing import Any

from django import forms

from styrhjul.governance.models import WheelItem
from styrhjul.governance.terms import Performer, Side, Wheel
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body
from styrhjul.organisation.terms import Reminders


def _day(label: str, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget)


class ItemForm(forms.Form):
    """An item of the wheels: what, by whom, from when to when (W-1)."""

    what = forms.CharField(label="Vad ska göras?", max_length=160)
    short = forms.CharField(
        label="Kort namn i bilden", max_length=40, required=False,
        help_text="Lämna tomt om punkten bara ska stå i tabellen.",
    )  # fmt: skip
    wheel = forms.ChoiceField(label="Hjul", choices=Wheel.choices, widget=forms.RadioSelect)
    performer = forms.ChoiceField(label="Vem gör det?", choices=Performer.choices)
    body = forms.ModelChoiceField(
        label="Bara ett organ", queryset=Body.objects.none(), required=False, empty_label="Alla av det slaget",
        help_text="Välj ett organ om punkten bara gäller det.",
    )  # fmt: skip
    side = forms.ChoiceField(label="Vem i organet får uppgiften?", choices=Side.choices, widget=forms.RadioSelect)
    from_on = _day("Från")
    due_on = _day("Senast", "En dag då ingen arbetar flyttas till nästa arbetsdag.")
    opens_tasks = forms.BooleanField(
        label="Öppna en uppgift hos var och en den gäller, på första dagen", required=False
    )
    help_text = forms.CharField(label="Beskrivning", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, item: WheelItem | None = None, **kwargs: Any) -> None:
        """Offer today's bodies; what the software drives keeps its wheel and opens tasks of its own."""
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.existing(today()).named(today())  # type: ignore[attr-defined]
        if item is not None and item.code:
            for name in ("wheel", "body", "opens_tasks"):
                del self.fields[name]


class RemindersForm(forms.Form):
    """How often one wants to be reminded by e-mail (W-4)."""

    choice = forms.ChoiceField(label="Hur ofta vill du ha påminnelser?", choices=Reminders.choices,
                               widget=forms.RadioSelect,
                               help_text="Finns det inget att berätta på måndagen kommer veckans påminnelse den första "
                                         "arbetsdag när det gör det.")  # fmt: skip
