"""The words that ledgers head their columns with, and dimensions their names, in Swedish accounting systems."""

import re
from collections.abc import Mapping, Set

#: What a word is a name of: a field of the coding string, or where the amount and the period stand
WORDS: Mapping[str, Set[str]] = {
    "responsibility": {"ansvar", "ansv", "ansvarsenhet", "kostnadsställe", "kst", "resultatenhet", "enhet"},
    "activity_code": {"verksamhet", "verks", "vht", "verksamhetsområde"},
    "account": {"konto", "kto", "bokföringskonto", "huvudkonto"},
    "activity": {"aktivitet", "akt"},
    "object_code": {"objekt", "obj"},
    "project_code": {"projekt", "proj", "prj"},
    "counterpart": {"motpart", "motp"},
    "amount": {"belopp", "utfall", "saldo", "netto", "nettobelopp", "redovisat", "bokfört", "summa", "amount"},
    "debit": {"debet", "debetbelopp"},
    "credit": {"kredit", "kreditbelopp"},
    "period": {"period", "per", "bokföringsperiod", "redovisningsperiod"},
    "date": {
        "datum", "bokföringsdatum", "bokfdatum", "verifikationsdatum", "verifikatdatum", "verdatum", "transdatum",
        "transaktionsdatum",
    },
    "year": {"år", "räkenskapsår", "bokföringsår", "redovisningsår"},
    "month": {"månad", "mån", "månadsnummer"},
}  # fmt: skip

#: Endings that make a column the code of what its name says: kontonr, ansvarskod
_CODE = re.compile(r"(?<=\w{2})s?(?:nummer|nr|kod|id)$")

#: Words beside the name that change nothing: «Belopp (kr)», «Konto nr»
_BESIDE = {"kr", "sek", "nr", "nummer", "kod", "id", "kronor", "total", "totalt", "nivå", "bas"}

#: Words that make a column the text beside a code, and not the code
_TEXT = {"namn", "text", "benämning", "beskrivning", "klartext", "t"}


def field_of(header: str) -> str:
    """Return what a column or a dimension of this name holds, a key of WORDS; empty when the name says nothing."""
    words = re.findall(r"\w+", header.casefold())
    if not words or _TEXT & set(words):
        return ""
    named = {_named(word) for word in words if word not in _BESIDE}
    return named.pop() if len(named) == 1 else ""


def _named(word: str) -> str:
    for name, words in WORDS.items():
        if word in words or _CODE.sub("", word) in words:
            return name
    return ""
