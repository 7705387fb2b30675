"""Money as it is typed: thousands of kronor in Swedish, kept as whole kronor."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from styrhjul.documents.numbers import MINUS

#: What people and spreadsheets put between thousands, and what stands for minus.
SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\t"
MINUSES = f"{MINUS}\N{EN DASH}\N{FIGURE DASH}\N{NON-BREAKING HYPHEN}\N{HYPHEN}"

#: No municipality's amount is larger, in tkr; the database holds more.
MOST = Decimal(10) ** 11

AMOUNT = re.compile(r"[+-]?[0-9]{1,15}(,[0-9]{1,3})?")

EXPECTED = "Skriv tusental kronor, till exempel 1 250 eller −3 000,5."


def kronor_of(text: str) -> int:
    """Return whole kronor from an amount typed in tkr: decimal comma, any space, any minus, before or behind.

    Raises ValueError for anything else, and for parts of a krona.
    """
    plain = text.translate({ord(space): None for space in SPACES}).translate({ord(minus): "-" for minus in MINUSES})
    if plain.endswith("-"):
        plain = "-" + plain[:-1]
    if plain.removesuffix("tkr") != plain:
        plain = plain.removesuffix("tkr")
    if not AMOUNT.fullmatch(plain):
        raise ValueError(text)
    amount = Decimal(plain.replace(",", ".")) * 1000
    if amount != amount.to_integral_value() or abs(amount) > MOST * 1000:
        raise ValueError(text)
    return int(amount)


def tkr_text(kronor: int | None) -> str:
    """Return whole kronor as they are typed in tkr, exactly: «1 250», «−3 000,5»; empty for None."""
    if kronor is None:
        return ""
    whole, rest = divmod(abs(kronor), 1000)
    parts = f",{rest:03}".rstrip("0").rstrip(",")
    text = f"{whole:,}".replace(",", "\N{NO-BREAK SPACE}") + parts
    return f"{MINUS}{text}" if kronor < 0 else text


class TkrField(forms.Field):
    """An amount in tkr that becomes whole kronor; empty becomes 0."""

    def __init__(self, **kwargs: object) -> None:
        """Show a short field for numbers."""
        widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 9, "class": "cell"})
        super().__init__(required=False, widget=widget, **kwargs)  # type: ignore[arg-type]

    def prepare_value(self, value: object) -> object:
        """Return kronor as they are typed; what was typed wrongly stands as it was."""
        return tkr_text(value) if isinstance(value, int) else value

    def to_python(self, value: str | None) -> int:
        """Return whole kronor."""
        if value is None or not value.strip():
            return 0
        try:
            return kronor_of(value)
        except ValueError as wrong:
            raise ValidationError(EXPECTED) from wrong

    def has_changed(self, initial: int | None, data: str | None) -> bool:
        """Tell whether another amount was typed; what is empty is the same as nothing and as 0."""
        try:
            return self.to_python(data) != (initial or 0)
        except ValidationError:
            return True


class TkrOrNothing(TkrField):
    """An amount in tkr where an empty field is no amount, apart from 0."""

    def to_python(self, value: str | None) -> int | None:  # type: ignore[override]
        """Return whole kronor, None for what is empty."""
        return None if value is None or not value.strip() else super().to_python(value)
