"""Signals: everything that departs from the governance document in a year, with the way to mend it (X-1)."""

from collections import Counter
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from styrhjul.organisation.clock import today
from styrhjul.web.year_facts import Signal, facts_of


class Group(NamedTuple):
    """The signals of one rule, with the rule's own words."""

    rule: str
    words: str
    signals: list[Signal]


#: What each rule asks, in short, as the page shows it above its signals.
RULES = {
    "O-2": "Varje nämnd har ett reglemente.",
    "G-2": "Det finns en vision, och den ses över varje mandatperiod.",
    "G-3": "Varje nämnd bidrar till något övergripande mål eller säger varför målen inte berör den.",
    "G-4": "Målen ska vara få.",
    "G-5": "Finansiella mål tjänar riktlinjerna för god ekonomisk hushållning och har mått med målvärden.",
    "G-6": "Riktade mål har mottagare, en dag och ett svar från varje mottagare.",
    "G-7": "Ett nämndsmål säger för vem, varför, vad som krävs och hur det följs upp.",
    "G-8": "Mål mäts med högst tre mått, och kvalitet går före kostnad och volym.",
    "G-10": "Kedjan hänger ihop från vision till aktivitet.",
    "P-1": "Varje förvaltning har en fastställd verksamhetsplan.",
    "P-7": "Varje mål i en fastställd plan har en ansvarig avdelning.",
    "M-5": "Ett bedömt mål har en analys.",
    "F-4": "Rapporter och delar lämnas i tid.",
    "X-3": "En bedömning som avviker från måtten säger varför.",
    "X-5": "Måttens värden kommer i tid till uppföljningen.",
    "D-1": "Ett registrerat beslut har ett diarienummer.",
    "D-2": "Nämndernas mål fastställs tillsammans med budgeten.",
}


def findings(request: HttpRequest, year: int) -> HttpResponse:
    """List the year's signals by rule; filtered by rule or by what they are about (X-1)."""
    signals = facts_of(year, request).signals
    rule, kind = request.GET.get("regel", ""), request.GET.get("slag", "")
    chosen = [one for one in signals if rule in ("", one.rule) and kind in ("", one.kind)]
    counts = Counter(one.rule for one in signals)
    groups: dict[str, list[Signal]] = {}
    for one in chosen:
        groups.setdefault(one.rule, []).append(one)
    context = {
        "year": year,
        "years": range(today().year - 2, today().year + 2),
        "total": len(signals),
        "counts": sorted(counts.items()),
        "rule": rule,
        "groups": [Group(name, RULES.get(name, ""), listed) for name, listed in sorted(groups.items())],
    }
    return render(request, "findings/findings.html", context)


def findings_now(_request: HttpRequest) -> HttpResponse:
    """Lead to the signals of the year that is."""
    return redirect("findings", year=today().year)


urlpatterns = [
    path("signaler/", findings_now, name="findings_now"),
    path("signaler/<int:year>/", findings, name="findings"),
]
