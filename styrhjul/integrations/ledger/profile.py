"""How a municipality's ledger file is to be read: said once, saved, and used again every month."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from styrhjul.integrations.ledger.content import CODES

#: What a column can hold beside the fields of the coding string
AMOUNTS = ("amount", "debit", "credit")
PERIODS = ("period", "date", "year", "month")

#: What each column is called when a fault is told, and in forms
LABELS: Mapping[str, str] = {
    "responsibility": "ansvar",
    "activity_code": "verksamhet",
    "account": "konto",
    "activity": "aktivitet",
    "object_code": "objekt",
    "project_code": "projekt",
    "counterpart": "motpart",
    "amount": "belopp",
    "debit": "debet",
    "credit": "kredit",
    "period": "period",
    "date": "datum",
    "year": "år",
    "month": "månad",
}

Delimiter = Literal["", ";", ",", "\t", "|"]
Encoding = Literal["", "utf-8", "cp1252", "utf-16"]


@dataclass(frozen=True)
class Profile:
    """Filprofil: which column is what, and how the file is written. What is empty is found in the file itself.

    ``columns`` gives for each field (LABELS) a heading, or a place counted from 1. ``rows_to_skip`` stand above the
    headings, or above the first row where there are none. ``cost_is`` tells the sign of costs in the file.
    ``year`` is that of a file with months only. ``codes_with_names`` is for cells such as «4010 Lärare».
    ``dimensions`` is for SIE files: which field each dimension is.
    """

    columns: Mapping[str, str | int] = field(default_factory=dict)
    cost_is: Literal["plus", "minus"] = "plus"
    rows_to_skip: int = 0
    has_header: bool = True
    delimiter: Delimiter = ""
    encoding: Encoding = ""
    decimal: Literal["", ",", "."] = ""
    sheet: str = ""
    year: int | None = None
    codes_with_names: bool = False
    dimensions: Mapping[str, str] = field(default_factory=dict)

    def faults(self) -> list[str]:
        """Return what is missing or contradicts itself for reading a table (Swedish); empty when nothing is."""
        given, found = set(self.columns), []
        if unknown := given - set(LABELS):
            found.append(f"Okända fält i profilen: {', '.join(sorted(unknown))}.")
        if "account" not in given:
            found.append("Ange vilken kolumn som är konto.")
        if ("amount" in given) == bool(given & {"debit", "credit"}):
            found.append("Ange en kolumn för belopp, eller kolumner för debet och kredit.")
        ways = ("period" in given) + ("date" in given) + ("month" in given)
        if ways != 1:
            found.append("Ange en kolumn för period, en för datum, eller kolumner för år och månad.")
        elif "month" in given and ("year" in given) == (self.year is not None):
            found.append("Ange en kolumn för år eller ett år som gäller hela filen.")
        if not self.has_header and any(isinstance(place, str) for place in self.columns.values()):
            found.append("En fil utan rubriker läses efter kolumnernas nummer.")
        if any(isinstance(place, int) and place < 1 for place in self.columns.values()):
            found.append("Kolumnerna räknas från 1.")
        return found

    def to_json(self) -> dict[str, Any]:
        """Return the profile as plain data that is valid JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Profile":
        """Return the profile that ``to_json`` gave. Raises ValueError (Swedish) for anything else."""
        known = {field_.name: type(field_.default) for field_ in fields(cls)}
        if not set(data) <= set(known):
            raise ValueError(f"Profilen har okända uppgifter: {', '.join(sorted(set(data) - set(known)))}.")
        for name in ("columns", "dimensions"):
            if not isinstance(data.get(name, {}), dict):
                raise ValueError(f"Profilens {name} är ingen tabell.")
        profile = cls(**data)
        chosen = (profile.cost_is in {"plus", "minus"}, profile.delimiter in {"", ";", ",", "\t", "|"},
                  profile.encoding in {"", "utf-8", "cp1252", "utf-16"}, profile.decimal in {"", ",", "."},
                  isinstance(profile.rows_to_skip, int), isinstance(profile.year, int | None))  # fmt: skip
        if not all(chosen) or not set(profile.dimensions.values()) <= set(CODES):
            raise ValueError("Profilen har värden som inte finns att välja på.")
        return profile
