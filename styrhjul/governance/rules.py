"""Policy of governance: the model's settings by year, the order of dates (D-3, D-5, F-6, G-4, G-8, M-7, U-1)."""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from styrhjul.governance.wheel import is_working
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.terms import Reminders

#: The default scale of attainment, best first (F-6). Values are settled; labels and steps shown are settings.
ATTAINMENT_SCALE: tuple[tuple[str, str, str], ...] = (
    ("attained", "Uppnått", "allt som krävs är uppfyllt"),
    ("mainly", "I huvudsak uppnått", "det viktigaste är uppfyllt, något återstår"),
    ("partly", "Delvis uppnått", "en del är uppfyllt, det mesta återstår"),
    ("not", "Ej uppnått", "det som krävs är inte uppfyllt"),
    ("none", "Kan inte bedömas", "underlag saknas; skriv vad som behövs"),
)

#: The default scales of a risk in internal control, the lowest step first: its word and what it means (C-1).
LIKELIHOOD_SCALE: tuple[tuple[str, str], ...] = (
    ("Osannolik", "inträffar troligen inte"),
    ("Mindre sannolik", "kan inträffa något enstaka år"),
    ("Möjlig", "kan inträffa varje år"),
    ("Sannolik", "inträffar troligen under året"),
)
CONSEQUENCE_SCALE: tuple[tuple[str, str], ...] = (
    ("Försumbar", "märks knappt"),
    ("Lindrig", "besvär som går att rätta"),
    ("Kännbar", "målet eller förtroendet skadas"),
    ("Allvarlig", "målet nås inte, eller någon kommer till skada"),
)

#: The default levels of risk: value, word, least product of likelihood and consequence, and what follows (C-1).
RISK_LEVELS: tuple[tuple[str, str, int, str], ...] = (
    ("low", "Låg", 1, "godtas"),
    ("medium", "Medel", 4, "hålls under uppsikt"),
    ("high", "Hög", 9, "kontrolleras"),
)


#: The default scale of sound financial management, best first (F-7): values of the scale above, words of its own.
SOUND_SCALE: tuple[tuple[str, str, str], ...] = (
    ("attained", "Uppnådd", "båda grupperna av mål är i huvudsak uppnådda"),
    ("partly", "Delvis uppnådd", "en av grupperna är i huvudsak uppnådd"),
    ("not", "Inte uppnådd", "ingen av grupperna är i huvudsak uppnådd"),
)


#: The principles of trust that guide how the municipality is governed: each by its name, and what it asks (T-5).
PRINCIPLES: tuple[tuple[str, str], ...] = (
    ("Medborgarens upplevelse i centrum", "Det som medborgaren vet, upplever och värderar är utgångspunkten."),
    ("Positiva förväntningar", "Den som gör arbetet förutsätts ha kunskap, omdöme och vilja att göra det väl."),
    ("Öppenhet", "Information delas, den som tycker annorlunda är välkommen och kritik tas på allvar."),
    ("Nära stöd", "Kärnverksamheten får kunnigt stöd nära arbetet, i yrket och administrationen och psykosocialt."),
    ("Delegering", "Befogenheter ges till dem som gör arbetet, och medarbetarna är med och bestämmer."),
    ("Helhetsansvar", "Alla i kedjan tar ansvar för helheten och samarbetar över gränserna."),
    ("Kunskap och ständigt lärande", "Arbetet vilar på vetenskap och beprövad erfarenhet och utvecklas hela tiden."),
)


#: Where among the chapters the judgement of sound financial management stands: its place is fixed, not its text.
SOUND_PLACE = "God ekonomisk hushållning"

#: The heading under which the reckoning of the balance requirement stands, where the year has it (L-4).
BALANCE_PLACE = "Balanskravsresultat"

#: The headings of the municipality's own reports, in order, each with what it answers: the management report of the
#: annual report and the simpler one of the interim report (L-8; LKBR 11 kap., RKR R15 and R17).
CHAPTERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "interim": (
        ("Händelser av väsentlig betydelse", "Vad har hänt under och efter perioden som påverkar kommunen?"),
        (SOUND_PLACE, ""),
        (BALANCE_PLACE, "Hur ser årets balanskravsresultat ut att bli?"),
        ("Förväntad utveckling", "Vad väntar resten av året, och vad är osäkert?"),
    ),
    "annual": (
        ("Översikt över verksamhetens utveckling", "Hur har kommunen utvecklats de senaste fem åren?"),
        ("Den kommunala koncernen", "Vilka bolag, förbund och privata utförare finns, och vad gör de?"),
        ("Viktiga förhållanden för resultat och ekonomisk ställning", "Vad i omvärlden och i kommunen påverkar mest?"),
        ("Händelser av väsentlig betydelse", "Vad har hänt under och efter året som läsaren behöver veta?"),
        ("Styrning och uppföljning av den kommunala verksamheten", "Hur styrs och följs verksamheten upp?"),
        (SOUND_PLACE, ""),
        (BALANCE_PLACE, "Vad blev balanskravsresultatet, och hur återställs ett underskott?"),
        ("Väsentliga personalförhållanden", "Hur ser bemanning, hälsa och frånvaro ut?"),
        ("Förväntad utveckling", "Vad väntar de kommande åren, och vad är osäkert?"),
    ),
}

#: Words in the name of a measure that say that it is about the staff: its figures stand in the part on staff (F-4).
STAFF_WORDS = ("sjukfrånvaro", "personal", "medarbetar", "anställ", "årsarbetar", "heltid", "bemanning")

#: What the governance document says to who writes, as place in it and words, by the level of the goal or the kind of
#: the part; «analysis» is for every goal with a measure (T-4).
WRITING_HELP: Mapping[str, tuple[tuple[str, str], ...]] = {
    "overall": ((
        "Övergripande mål",
        "De övergripande målen bedöms en gång om året, i årsredovisningen. Bedömningen är samlad: har nämnderna fört "
        "kommunen dit som fullmäktige vill?",
    ),),
    "financial": ((
        "Följa upp",
        "De finansiella målen hör till god ekonomisk hushållning och bedöms både i delårsrapporten och i "
        "årsredovisningen.",
    ),),
    "directed": ((
        "Riktade mål",
        "Varje nämnd som har fått målet bedömer sin del. Därefter bedömer styrelsen och fullmäktige målet som helhet.",
    ),),
    "committee": ((
        "Nämndsmål",
        "Bedöm mot det som målet säger ska vara uppfyllt. Nämnden svarar för sin uppföljning hela året; fullmäktige "
        "får den två gånger, i delårsrapporten och i årsredovisningen.",
    ),),
    "analysis": ((
        "Mått",
        "Mått behöver kompletteras med en analys. Skriv vad som ligger bakom talen och varför det blev så, så att "
        "något kan göras åt det.",
    ),),
    "money": ((
        "Följa upp",
        "Skriv varför utfallet blev som det blev och hur året väntas sluta. Pekar prognosen på ett underskott ska "
        "nämnden också lämna ny prognos och åtgärdsplan, per den 31 maj eller den 31 oktober.",
    ),),
    "activities": ((
        "Genomföra",
        "Ett mål är inte nått bara för att aktiviteterna är gjorda. Skriv om de hade effekt, och om något mer behöver "
        "göras.",
    ),),
    "sound": ((
        "God ekonomisk hushållning",
        "Kommunen har god ekonomisk hushållning när både de finansiella och de riktade målen i huvudsak är uppfyllda.",
    ),),
    "whole": ((
        "Följa upp",
        "Den som läser ska få veta hur det går i verksamheten och om något behöver ändras.",
    ),),
}  # fmt: skip

#: What a committee's report holds besides its text, its goals and its own headings, by the kind of round (F-1, F-4).
REPORT_PARTS: Mapping[str, tuple[str, ...]] = {
    "quarterly": ("money",),
    "interim": ("money",),
    "annual": ("money", "activities", "staff"),
    "monthly": ("money",),
}


#: What each rule that gives signals asks, and where that stands: the section of the governance document, or the law.
RULES: Mapping[str, tuple[str, str]] = {
    "O-2": ("Varje nämnd har ett reglemente.", "Styrsystemet: Roller och ansvar, Kommunfullmäktige"),
    "O-5": (
        "Det som löper i ett organ eller en enhet som upphör går över till en efterföljare.",
        "Styrsystemet: Roller och ansvar",
    ),
    "G-2": ("Det finns en vision, och den ses över varje mandatperiod.", "Styrsystemet: Målkedja, Vision"),
    "G-3": (
        "Varje nämnd bidrar till något övergripande mål eller säger varför målen inte berör den.",
        "Styrsystemet: Målkedja, Övergripande mål",
    ),
    "G-4": ("Målen ska vara få.", "Styrsystemet: Målkedja, Målkedjans olika nivåer"),
    "G-5": (
        "Finansiella mål tjänar riktlinjerna för god ekonomisk hushållning och har mått med målvärden.",
        "Styrsystemet: Målkedja, Mål enligt god ekonomisk hushållning",
    ),
    "G-6": (
        "Riktade mål har mottagare, en dag och ett svar från varje mottagare.",
        "Styrsystemet: Målkedja, Verksamhetsmål",
    ),
    "G-7": (
        "Ett nämndsmål säger för vem, varför, vad som krävs och hur det följs upp.",
        "Styrsystemet: Målkedja, Nämndsmål",
    ),
    "G-8": (
        "Mål mäts med högst tre mått, och kvalitet går före kostnad och volym.",
        "Styrsystemet: Centrala begrepp, Målvärde och mått",
    ),
    "G-10": (
        "Kedjan hänger ihop från vision till aktivitet.",
        "Styrsystemet: Målkedja, Styrning genom mål på olika nivåer",
    ),
    "P-1": ("Varje förvaltning har en fastställd verksamhetsplan.", "Styrsystemet: Målkedja, Verksamhetsplan"),
    "P-7": ("Varje mål i en fastställd plan har en ansvarig avdelning.", "Styrsystemet: Målkedja, Verksamhetsplan"),
    "M-5": ("Ett bedömt mål har en analys.", "Styrsystemet: Centrala begrepp, Målvärde och mått"),
    "B-3": ("Nämndens budget ryms i ramen och är den som fullmäktige beslutar.", "Styrsystemet: Styrhjul, Planera"),
    "B-4": ("Resultat-, kassaflödes- och balansbudgeten stämmer med varandra.", "Kommunallagen 11 kap. 5–6 §§"),
    "L-2": ("Budgeten läggs fram och beslutas i tid.", "Kommunallagen 11 kap. 8–11 §§"),
    "L-4": ("Balanskravet uppfylls, eller så sägs varför inte.", "Kommunallagen 11 kap. 12–15 §§"),
    "F-1": (
        "Del- och helårsrapporten bedömer målen, och varje rapport följer upp ekonomin.",
        "Styrsystemet: Styrhjul, Följa upp",
    ),
    "F-2": (
        "En nämnd med underskott i prognosen lämnar en ny prognos och en åtgärdsplan till kommunstyrelsen.",
        "Styrsystemet: Styrhjul, Följa upp",
    ),
    "F-4": ("Rapporter och delar lämnas i tid.", "Styrsystemet: Styrhjul, Följa upp"),
    "F-8": ("Den som leder en enhet bedömer enhetens egna mål.", "Styrsystemet: Målkedja, Avdelningsplan"),
    "F-10": (
        "Revisorerna uttalar sig om del- och helårsrapporten före fullmäktige, som prövar ansvarsfriheten.",
        "Kommunallagen 12 kap. 2 §",
    ),
    "C-1": ("Kommunstyrelsen och varje nämnd antar en plan för intern kontroll varje år.", "Kommunallagen 6 kap. 6 §"),
    "C-2": (
        "Kontrollerna rapporteras, avvikelser får åtgärder och planen följs upp med bokslutet.",
        "Kommunallagen 6 kap. 6 §",
    ),
    "L-5": ("Den interna kontrollen gäller också fel och oegentligheter.", "Kommunallagen 6 kap. 6 §"),
    "X-11": ("Uppdrag och utvärderingar återrapporteras i tid.", "Kommunallagen 6 kap. 4–5 §§"),
    "X-3": ("En bedömning som avviker från måtten säger varför.", "Styrsystemet: Styrhjul, Följa upp"),
    "X-5": ("Måttens värden kommer i tid till uppföljningen.", "Styrsystemet: Centrala begrepp, Målvärde och mått"),
    "D-1": ("Beslut registreras i tid och har ett diarienummer.", "Offentlighets- och sekretesslagen 5 kap. 1 §"),
    "D-2": ("Nämndernas mål fastställs normalt med budgeten.", "Styrsystemet: Målkedja, Nämndsmål"),
}


@dataclass(frozen=True)
class ModelSettings:
    """What the governance model sets for a year; the defaults are those of the document that Styrhjul ships (U-1)."""

    most_overall_goals: int = 5
    most_financial_goals: int = 5
    most_directed_goals: int = 5
    most_committee_goals: int = 5
    most_measures: int = 3
    longest_goal_years: int = 4
    near_target_share: float = 0.05
    fewest_persons: int = 5
    file_number_days: int = 14
    plan_years: int = 3
    deficit_threshold: int = 0
    quarterly_levels: tuple[str, ...] = ()
    plans_due: str = "01-31"
    superiors_get_mail: bool = True
    publish_at_notice: bool = True
    sound_share: float = 0.5
    sound_scale: tuple[tuple[str, str, str], ...] = SOUND_SCALE
    attainment_scale: tuple[tuple[str, str, str], ...] = ATTAINMENT_SCALE
    likelihood_scale: tuple[tuple[str, str], ...] = LIKELIHOOD_SCALE
    consequence_scale: tuple[tuple[str, str], ...] = CONSEQUENCE_SCALE
    risk_levels: tuple[tuple[str, str, int, str], ...] = RISK_LEVELS
    control_result_days: int = 30
    principles: tuple[tuple[str, str], ...] = PRINCIPLES
    chapters: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=lambda: CHAPTERS)
    committee_chapters: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    report_parts: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: REPORT_PARTS)
    staff_words: tuple[str, ...] = STAFF_WORDS
    writing_help: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=lambda: WRITING_HELP)
    level_names: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, tuple[str, str]] = field(default_factory=lambda: RULES)

    def plans_due_in(self, year: int) -> datetime.date:
        """Return the day by which the year's plans should be adopted (P-1, W-3)."""
        month, day = (int(part) for part in self.plans_due.split("-"))
        return datetime.date(year, month, day)

    def sound_label(self, value: str) -> str:
        """Return the Swedish word of a step on the scale of sound financial management (F-7)."""
        return next((label for known, label, _ in self.sound_scale if known == value), self.label(value))

    def label(self, attainment: str) -> str:
        """Return the Swedish word of a step on the scale of attainment."""
        return next((label for value, label, _ in self.attainment_scale if value == attainment), attainment)


#: The settings that are scales or other rows, stored as lists of lists.
SCALES = ("attainment_scale", "sound_scale", "likelihood_scale", "consequence_scale", "risk_levels", "principles")


def settings_from(stored: Mapping[str, Any]) -> ModelSettings:
    """Return the settings of a year: the stored ones over the defaults. Unknown names raise KeyError."""
    known = {f.name for f in fields(ModelSettings)}
    unknown = set(stored) - known
    if unknown:
        raise KeyError(f"unknown settings of the governance model: {sorted(unknown)}")
    return ModelSettings(**{name: _FORMS.get(name, _as_is)(value) for name, value in stored.items()})


def _as_is(value: Any) -> Any:
    return value


def _rows(stored: Iterable[Iterable[Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(row) for row in stored)


#: How the stored settings that are no plain values become those of a year; a mapping lies over the shipped one.
_FORMS: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(SCALES, _rows),
    "staff_words": tuple,
    "quarterly_levels": tuple,
    "chapters": lambda stored: {**CHAPTERS, **{kind: _rows(rows) for kind, rows in stored.items()}},
    "committee_chapters": lambda stored: {kind: _rows(rows) for kind, rows in stored.items()},
    "writing_help": lambda stored: {**WRITING_HELP, **{kind: _rows(rows) for kind, rows in stored.items()}},
    "report_parts": lambda stored: {**REPORT_PARTS, **{kind: tuple(parts) for kind, parts in stored.items()}},
    "rules": lambda stored: {**RULES, **{rule: tuple(told) for rule, told in stored.items()}},
}


def check_order(on: datetime.date, rests_on: datetime.date | None) -> None:
    """Refuse a step dated before the one it rests on; the same day is allowed (D-3)."""
    if rests_on is not None and on < rests_on:
        raise Refused(
            f"Beslutet är daterat {on}, men det bygger på ett steg som togs {rests_on}. "
            "Ändra datumet till samma dag eller senare.",
            "D-3",
        )


def check_amendable(minutes_approved_on: datetime.date | None) -> None:
    """Refuse to change a record whose minutes are approved (D-5)."""
    if minutes_approved_on is not None:
        raise Refused(
            f"Protokollet justerades {minutes_approved_on} och kan inte ändras. Rätta skrivfel med en rättelse, "
            "eller fatta ett nytt beslut som hänvisar till det här.",
            "D-5",
        )


def check_minutes(held_on: datetime.date, approved_on: datetime.date) -> None:
    """Refuse minutes approved before the meeting was held (D-8)."""
    if approved_on < held_on:
        raise Refused(f"Protokollet kan inte justeras före sammanträdet {held_on}.", "D-8")


#: How long before its last day a thing is mentioned again, in days (W-4).
DAYS_BEFORE = 7


class Occasion(StrEnum):
    """Why a digest mentions something: each at most once (W-4)."""

    LATE = "late"
    SOON = "soon"
    NEW = "new"


def occasion(
    opened_on: datetime.date, due_on: datetime.date | None, since: datetime.date | None, on: datetime.date
) -> Occasion | None:
    """Return why a digest of the day mentions what was opened and is due, None when it has nothing new to say (W-4).

    What happened up to ``since``, the day of the last digest, has been told. Only the latest is told: what is late is
    not new any more.
    """

    def is_untold(day: datetime.date) -> bool:
        return day <= on and (since is None or day > since)

    if due_on is not None:
        if on > due_on:
            return Occasion.LATE if is_untold(due_on + datetime.timedelta(days=1)) else None
        if is_untold(due_on - datetime.timedelta(days=DAYS_BEFORE)):
            return Occasion.SOON
    return Occasion.NEW if is_untold(opened_on) else None


def sends_on(choice: str, last: datetime.date | None, on: datetime.date) -> bool:
    """Tell whether a digest may be sent on the day: on working days, once a day or once a week as chosen (W-4)."""
    if choice == Reminders.NONE or not is_working(on) or (last is not None and last >= on):
        return False
    return choice == Reminders.DAILY or last is None or last.isocalendar()[:2] != on.isocalendar()[:2]


#: What begins like a mention: «@» that does not stand within a word, and a first name (T-3).
MENTION = re.compile(r"(?<!\w)@(\w[\w-]*)")


def first_names(text: str) -> frozenset[str]:
    """Return the words that stand right after an «@» in the text, each with a capital (T-3)."""
    return frozenset(word[0].upper() + word[1:] for word in MENTION.findall(text))


def naming(name: str) -> re.Pattern[str]:
    """Return the pattern of a mention of the name: «@», the whole name in any capitals, and no letter after (T-3)."""
    return re.compile(rf"(?<!\w)@({re.escape(name)})(?!\w)", re.IGNORECASE)


def mentions(text: str, name: str) -> bool:
    """Tell whether the text mentions the name (T-3)."""
    return naming(name).search(text) is not None
