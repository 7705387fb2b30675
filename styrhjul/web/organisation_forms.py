"""Forms of the organisation: what the system administrator types, checked before the tables are asked (O-1 to O-5)."""

import datetime
from typing import Any

from django import forms

from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Position, Tie, Unit, running
from styrhjul.organisation.rules import HELD_IN_BODY
from styrhjul.organisation.terms import BodyKind, Role, UnitKind
from styrhjul.web.goal_forms import DateInput, area


def day(label: str, required: bool = True, help_text: str = "") -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, required=required, help_text=help_text, widget=DateInput())


class NewBodyForm(forms.Form):
    """A new body with its first name (O-1, O-9)."""

    kind = forms.ChoiceField(label="Slag", choices=BodyKind.choices, initial=BodyKind.COMMITTEE)
    name = forms.CharField(label="Namn", max_length=120)
    short_name = forms.CharField(label="Kort namn", max_length=12, help_text="Till exempel BUN.")
    from_on = day("Finns från")

    def clean_kind(self) -> str:
        """Refuse a second council or board (O-1)."""
        kind = str(self.cleaned_data["kind"])
        alone = kind in {BodyKind.COUNCIL, BodyKind.BOARD}
        if alone and Body.objects.filter(kind=kind, to_on=None).exists():
            raise forms.ValidationError(f"{BodyKind(kind).label} finns redan.")
        return kind


class BodyNameForm(forms.Form):
    """A body's new name from a day; earlier years keep the earlier one (O-5)."""

    name = forms.CharField(label="Nytt namn", max_length=120)
    short_name = forms.CharField(label="Kort namn", max_length=12)
    from_on = day("Heter så från", help_text="Tidigare år visas med det tidigare namnet.")

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        """Remember the body, whose names must not begin on the same day."""
        super().__init__(*args, **kwargs)
        self.body = body

    def clean_from_on(self) -> datetime.date:
        """Refuse a day on which another name begins."""
        from_on: datetime.date = self.cleaned_data["from_on"]
        if self.body.names.filter(from_on=from_on).exists():
            raise forms.ValidationError("Organet har redan ett namn som börjar gälla den dagen.")
        return from_on


class EndBodyForm(forms.Form):
    """That a body ends, and who takes over (O-5)."""

    to_on = day("Sista dag")
    successors = forms.ModelMultipleChoiceField(
        label="Efterföljare", queryset=Body.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        """Offer the other bodies."""
        super().__init__(*args, **kwargs)
        self.body = body
        others = Body.objects.named(today()).filter(to_on=None).exclude(pk=body.pk)
        self.fields["successors"].queryset = others  # type: ignore[attr-defined]

    def clean_to_on(self) -> datetime.date:
        """Refuse a last day before the first."""
        return _not_before(self.cleaned_data["to_on"], self.body.from_on)


class EndUnitForm(forms.Form):
    """That a unit ends, and who takes over (O-5)."""

    to_on = day("Sista dag")
    successors = forms.ModelMultipleChoiceField(
        label="Efterföljare", queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        """Offer the other units of the same kind."""
        super().__init__(*args, **kwargs)
        self.unit = unit
        others = Unit.objects.placed(today()).filter(kind=unit.kind, to_on=None).exclude(pk=unit.pk)
        self.fields["successors"].queryset = others  # type: ignore[attr-defined]

    def clean_to_on(self) -> datetime.date:
        """Refuse a last day before the first."""
        return _not_before(self.cleaned_data["to_on"], self.unit.from_on)


def _not_before(to_on: datetime.date, from_on: datetime.date) -> datetime.date:
    if to_on < from_on:
        raise forms.ValidationError(f"Dagen ligger före den första dagen, {from_on}.")
    return to_on


class RegulationForm(forms.Form):
    """The regulation that the council has given a body (O-2)."""

    text = area("Ansvarsområde", "Vad nämnden ansvarar för, enligt fullmäktiges beslut.", 6)
    decided_on = day("Fastställt av fullmäktige")
    paragraph = forms.CharField(label="Paragraf", max_length=20, required=False)

    def clean_text(self) -> str:
        """Ask for the text."""
        text = str(self.cleaned_data["text"]).strip()
        if not text:
            raise forms.ValidationError("Skriv vad nämnden ansvarar för.")
        return text


class NewUnitForm(forms.Form):
    """A new administration, department or unit (O-3)."""

    kind = forms.ChoiceField(label="Slag", choices=UnitKind.choices)
    name = forms.CharField(label="Namn", max_length=120)
    parent = forms.ModelChoiceField(
        label="Ligger under", queryset=Unit.objects.none(), required=False, empty_label="Ingen, det är en förvaltning"
    )
    from_on = day("Finns från")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the units that exist."""
        super().__init__(*args, **kwargs)
        units = Unit.objects.placed(today()).filter(running(today()))
        self.fields["parent"].queryset = units  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask a department for the unit above it; an administration has none (O-3)."""
        cleaned = super().clean() or {}
        is_top = cleaned.get("kind") == UnitKind.ADMINISTRATION
        if is_top and cleaned.get("parent"):
            self.add_error("parent", "En förvaltning ligger inte under någon annan.")
        if not is_top and cleaned.get("kind") and not cleaned.get("parent"):
            self.add_error("parent", "Välj vad den ligger under.")
        return cleaned


class PlaceForm(forms.Form):
    """A unit's new name or place from a day (O-5)."""

    name = forms.CharField(label="Namn", max_length=120)
    parent = forms.ModelChoiceField(
        label="Ligger under", queryset=Unit.objects.none(), required=False, empty_label="Ingen, det är en förvaltning"
    )
    from_on = day("Gäller från", help_text="Tidigare år visas med det tidigare namnet och den tidigare platsen.")

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        """Offer the units that do not lie below the unit itself."""
        super().__init__(*args, **kwargs)
        self.unit = unit
        units = Unit.objects.placed(today()).filter(running(today()))
        above = units.exclude(pk__in=Unit.objects.below([unit.pk], today()))
        self.fields["parent"].queryset = above  # type: ignore[attr-defined]

    def clean_from_on(self) -> datetime.date:
        """Refuse a day on which another name or place begins."""
        from_on: datetime.date = self.cleaned_data["from_on"]
        if self.unit.places.filter(from_on=from_on).exists():
            raise forms.ValidationError("Enheten har redan ett namn som börjar gälla den dagen.")
        return from_on


class TieForm(forms.Form):
    """That an administration works for a body (O-3)."""

    administration = forms.ModelChoiceField(label="Förvaltning", queryset=Unit.objects.none(), empty_label=None)
    from_on = day("Arbetar åt organet från")
    is_main = forms.BooleanField(label="Organet är förvaltningens huvudsakliga", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the administrations."""
        super().__init__(*args, **kwargs)
        found = Unit.objects.placed(today()).filter(running(today()), kind=UnitKind.ADMINISTRATION)
        self.fields["administration"].queryset = found  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a second main body of an administration (O-3)."""
        cleaned = super().clean() or {}
        unit = cleaned.get("administration")
        if cleaned.get("is_main") and Tie.objects.filter(administration=unit, is_main=True, to_on=None).exists():
            self.add_error("is_main", "Förvaltningen har redan ett huvudsakligt organ.")
        return cleaned


class NewPersonForm(forms.Form):
    """A new person (O-4)."""

    name = forms.CharField(label="Namn", max_length=120)
    email = forms.EmailField(label="E-postadress", help_text="Personen väljer själv lösenord via «Glömt lösenordet».")

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        """Remember the person when it is one who is there already."""
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self) -> str:
        """Refuse an address that somebody else has."""
        email = str(self.cleaned_data["email"]).lower()
        others = Person.objects.exclude(pk=self.person.pk) if self.person else Person.objects.all()
        if others.filter(email__iexact=email).exists():
            raise forms.ValidationError("Någon annan har den adressen.")
        return email


class PersonForm(NewPersonForm):
    """Name and address of a person who is there already, and whether the account is open."""

    is_active = forms.BooleanField(label="Kan logga in", required=False)


class AnonymiseForm(forms.Form):
    """That somebody who has left is anonymised for good (L-10)."""

    is_sure = forms.BooleanField(
        label="Namnet och e-postadressen ska tas bort",
        help_text="Kontot stängs, och personen kallas «Tidigare medarbetare» eller «Tidigare förtroendevald» på alla "
        "sidor. Det som är beslutat och fryst ändras inte, och loggens rader står kvar. Det går inte att ångra.",
    )


class PositionForm(forms.Form):
    """A position that a person takes up in a body or a unit (O-4)."""

    role = forms.ChoiceField(label="Roll", choices=Role.choices, initial=Role.EMPLOYEE)
    place = forms.ChoiceField(label="Var")
    title = forms.CharField(label="Titel", max_length=120, required=False, help_text="Tom visar rollens namn.")
    is_acting = forms.BooleanField(label="Tillförordnad", required=False)
    from_on = day("Från")
    to_on = day("Till", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the bodies and the units."""
        super().__init__(*args, **kwargs)
        now = today()
        self.bodies = {f"b{one.pk}": one for one in Body.objects.existing(now).named(now)}
        self.units = {f"u{one.pk}": one for one in Unit.objects.placed(now).filter(running(now))}
        groups = [
            (label, [(key, one.name_on(now)) for key, one in found.items()])
            for label, found in (("Organ", self.bodies), ("Förvaltningar, avdelningar och enheter", self.units))
        ]
        self.fields["place"].choices = groups  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a role at the wrong kind of place, and a last day before the first (O-4)."""
        cleaned = super().clean() or {}
        role, place = cleaned.get("role"), str(cleaned.get("place") or "")
        if role and place and (role in HELD_IN_BODY) != place.startswith("b"):
            kind = "ett organ" if role in HELD_IN_BODY else "en förvaltning, avdelning eller enhet"
            self.add_error("place", f"{Role(role).label} är man i {kind}.")
        cleaned["place"] = self.bodies.get(place) or self.units.get(place)
        from_on, to_on = cleaned.get("from_on"), cleaned.get("to_on")
        if from_on and to_on and to_on < from_on:
            self.add_error("to_on", "Sista dagen ligger före den första.")
        return cleaned


class LeaveForm(forms.Form):
    """The last day of a position, or of an administration's tie to a body (O-3, O-4)."""

    to_on = day("Sista dag", help_text="Rättigheterna upphör med befattningen. Historiken står kvar.")

    def __init__(self, *args: Any, position: Position | Tie, **kwargs: Any) -> None:
        """Remember what ends."""
        super().__init__(*args, **kwargs)
        self.position = position

    def clean_to_on(self) -> datetime.date:
        """Refuse a last day before the first."""
        return _not_before(self.cleaned_data["to_on"], self.position.from_on)


class DeputyForm(forms.Form):
    """Who acts in a position, from a day to a day (O-4)."""

    person = forms.ModelChoiceField(label="Ställföreträdare", queryset=Person.objects.none(), empty_label="Välj person")
    from_on = day("Från")
    to_on = day("Till", help_text="Loggen visar båda namnen.")

    def __init__(self, *args: Any, position: Position, **kwargs: Any) -> None:
        """Offer everybody but the holder."""
        super().__init__(*args, **kwargs)
        others = Person.objects.filter(is_active=True).exclude(pk=position.person_id).order_by("name")
        self.fields["person"].queryset = others  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a last day before the first."""
        cleaned = super().clean() or {}
        from_on, to_on = cleaned.get("from_on"), cleaned.get("to_on")
        if from_on and to_on and to_on < from_on:
            self.add_error("to_on", "Sista dagen ligger före den första.")
        return cleaned
