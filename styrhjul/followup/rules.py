"""Policy of the follow-up as tables and pure functions (F-1, F-2, F-4, F-7, F-8)."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from styrhjul.documents.numbers import format_number
from styrhjul.followup.terms import PartKind, RoundKind
from styrhjul.goals.terms import Level
from styrhjul.governance.wheel import moved
from styrhjul.governance.workflow import Actor, Place, Refused, Step, Workflow, decides

#: Which levels are assessed in which round (F-1); overall goals in the annual report only.
ASSESSED: Mapping[str, frozenset[str]] = {
    RoundKind.QUARTERLY: frozenset(),
    RoundKind.INTERIM: frozenset({Level.FINANCIAL, Level.DIRECTED, Level.COMMITTEE}),
    RoundKind.ANNUAL: frozenset({Level.OVERALL, Level.FINANCIAL, Level.DIRECTED, Level.COMMITTEE}),
    RoundKind.MONTHLY: frozenset(),
}

#: What the goals of a level are called together, as a heading.
LEVEL_HEADINGS: Mapping[str, str] = {
    Level.OVERALL: "Övergripande mål",
    Level.FINANCIAL: "Finansiella mål",
    Level.DIRECTED: "Riktade mål",
    Level.COMMITTEE: "Nämndsmål",
}


def assessed_in(kind: str, quarterly_levels: Sequence[str]) -> frozenset[str]:
    """Return the levels whose goals a round of the kind assesses (F-1).

    A quarterly report holds goals where the year's settings say so, though never overall goals.
    """
    if kind == RoundKind.QUARTERLY:
        return frozenset(quarterly_levels) & ASSESSED[RoundKind.INTERIM]
    return ASSESSED[kind]


#: The last month that a round of the whole municipality follows up (F-1); a committee chooses its own months (F-3).
LAST_MONTH: Mapping[str, int] = {RoundKind.QUARTERLY: 3, RoundKind.INTERIM: 8, RoundKind.ANNUAL: 12}

#: What is said of a part that must have a text before the report is handed in, and has none (X-4, G-3).
TEXT_MISSING: Mapping[str, str] = {
    PartKind.MONEY: "analysen saknas",
    PartKind.OVERALL: "den samlade bedömningen saknas",
}

#: States in which a report is still written.
UNFINISHED = frozenset({"draft", "returned"})

DECIDED = frozenset({"decided", "adopted"})

#: A committee's report: handed in by the head, decided by the committee (F-4).
COMMITTEE_REPORT = Workflow(
    "committee_report",
    {"draft": "Skrivs", "handed": "Lämnad till nämnden", "decided": "Beslutad", "returned": "Återremitterad"},
    (
        Step("hand_in", "Lämna till nämnden", UNFINISHED, "handed", Actor.HEAD, Place.OWNER),
        *decides("decide", "Besluta", "handed", "decided", Place.OWNER),
    ),
)

#: An external body's report: a controller of the board hands it in and records what the body's own board decided (O-9).
EXTERNAL_REPORT = Workflow(
    "external_report",
    {
        "draft": "Skrivs",
        "handed": "Lämnad till organets styrelse",
        "decided": "Beslutad",
        "returned": "Återremitterad",
    },
    (
        Step("hand_in", "Lämna till organets styrelse", UNFINISHED, "handed", Actor.HEAD, Place.OWNER),
        *decides("decide", "Besluta", "handed", "decided", Place.OWNER),
    ),
)

#: The municipality's report: compiled and commented by the board, decided by the council (F-4).
MUNICIPAL_REPORT = Workflow(
    "municipal_report",
    {
        "draft": "Sammanställs",
        "handed": "Lämnad till kommunstyrelsen",
        "prepared": "Överlämnad till fullmäktige",
        "adopted": "Beslutad",
        "returned": "Återremitterad",
    },
    (
        Step("hand_in", "Lämna till kommunstyrelsen", UNFINISHED, "handed", Actor.HEAD, Place.OWNER),
        *decides("prepare", "Överlämna till fullmäktige", "handed", "prepared", Place.OWNER),
        *decides("adopt", "Godkänn", "prepared", "adopted", Place.COUNCIL),
    ),
)


#: The municipality's quarterly report: it goes to the board and no further (F-1).
QUARTERLY_REPORT = Workflow(
    "quarterly_report",
    {
        "draft": "Sammanställs",
        "handed": "Lämnad till kommunstyrelsen",
        "decided": "Beslutad",
        "returned": "Återremitterad",
    },
    (
        Step("hand_in", "Lämna till kommunstyrelsen", UNFINISHED, "handed", Actor.HEAD, Place.OWNER),
        *decides("decide", "Godkänn", "handed", "decided", Place.OWNER),
    ),
)

#: States in which the board has not got a remedy plan: it is owed until the committee has decided it (F-2).
OWED = UNFINISHED | {"handed"}

_PLAN_STATES = {
    "draft": "Ska lämnas",
    "handed": "Lämnad till nämnden",
    "prepared": "Beslutad av nämnden, lämnad till kommunstyrelsen",
    "adopted": "Behandlad av kommunstyrelsen",
    "returned": "Återremitterad",
}
_HAND_IN_PLAN = Step("hand_in", "Lämna till nämnden", UNFINISHED, "handed", Actor.HEAD, Place.OWNER)

#: A remedy plan: handed in by the head, decided by the committee and so handed to the board, treated there (F-2).
REMEDY_PLAN = Workflow(
    "remedy_plan",
    _PLAN_STATES,
    (
        _HAND_IN_PLAN,
        *decides("prepare", "Besluta och lämna till kommunstyrelsen", "handed", "prepared", Place.OWNER),
        *decides("adopt", "Behandla", "prepared", "adopted", Place.BOARD),
    ),
)

#: The board's own remedy plan: deciding it is treating it (F-2).
BOARDS_REMEDY_PLAN = Workflow(
    "boards_remedy_plan",
    {name: label for name, label in _PLAN_STATES.items() if name != "prepared"} | {"handed": "Lämnad till styrelsen"},
    (_HAND_IN_PLAN, *decides("adopt", "Behandla", "handed", "adopted", Place.OWNER)),
)

#: What passes from a body that ends to its successors: the board prepares, the council decides (O-5).
HANDOVER = Workflow(
    "handover",
    {
        "draft": "Utkast",
        "handed": "Lämnad till kommunstyrelsen",
        "prepared": "Beredd, föreslagen fullmäktige",
        "adopted": "Beslutad",
        "returned": "Återremitterad",
        "rejected": "Avslagen",
    },
    (
        Step("hand_in", "Lämna till kommunstyrelsen", UNFINISHED, "handed", Actor.HEAD, Place.OWNER),
        *decides("prepare", "Bereda", "handed", "prepared", Place.OWNER),
        *decides("adopt", "Besluta", "prepared", "adopted", Place.COUNCIL, may_reject=True),
    ),
)

#: The day that an updated forecast is made as per, by the round whose forecast showed a deficit: month and day (F-2).
AS_OF: Mapping[str, tuple[int, int]] = {RoundKind.QUARTERLY: (5, 31), RoundKind.INTERIM: (10, 31)}

#: The rounds with a full-year forecast; the annual report has the outcome instead (F-1, F-3).
FORECAST_IN = frozenset({*AS_OF, RoundKind.MONTHLY})

#: How many days after that day the board is to have the plan, so that it is treated in June or November (W-2).
DAYS_TO_PLAN = 15


def plan_days(kind: str, year: int) -> tuple[datetime.date, datetime.date]:
    """Return the day that an updated forecast is made as per, and the working day by which the plan is due (F-2)."""
    as_of = datetime.date(year, *AS_OF[kind])
    return as_of, moved(as_of + datetime.timedelta(days=DAYS_TO_PLAN), 0)


def owes_plan(kind: str, deficit: int, threshold: int) -> bool:
    """Tell whether a report of the kind with the forecast deficit, in kronor, makes the committee owe a plan (F-2)."""
    return kind in AS_OF and deficit > max(threshold, 0)


def check_plan(lacking: Sequence[str], deficit: int, has_remedies: bool, text: str) -> None:
    """Refuse a remedy plan without an updated forecast for each area, or without what is done about the deficit (F-2).

    When the forecast is back at zero one sentence may stand instead of remedies.
    """
    if lacking:
        raise Refused(f"Prognosen saknas för {', '.join(lacking)}.", "F-2")
    if deficit > 0 and not has_remedies:
        raise Refused("Planen har inga åtgärder mot underskottet. Skriv minst en.", "F-2")
    if deficit <= 0 and not has_remedies and not text.strip():
        told = "Prognosen är tillbaka på noll. Skriv en mening om hur det gick till, eller åtgärderna."
        raise Refused(told, "F-2", {"text": told})


def coverage(effect: int, deficit: int) -> str:
    """Return how much of a deficit the remedies cover, both in kronor: «Åtgärderna täcker 3 200 av 4 800 tkr.»."""
    shown, of = (format_number(Decimal(amount) / 1000) for amount in (effect, deficit))
    if deficit <= 0:
        return f"Prognosen visar inget underskott. Åtgärderna ger {shown} tkr."
    return f"Åtgärderna täcker {shown} av {of} tkr."


#: The days of a round in the order in which they come, and what each is called (W-2).
DAYS: Mapping[str, str] = {
    "opens_on": "uppföljningen öppnar",
    "parts_due_on": "delarna lämnas",
    "committees_by": "nämnderna beslutar",
    "board_by": "kommunstyrelsen behandlar",
    "council_by": "fullmäktige behandlar",
}


#: The usual days of each round: years from the year followed up, month and day (W-2).
USUAL_DAYS: Mapping[str, Mapping[str, tuple[int, int, int]]] = {
    RoundKind.QUARTERLY: {
        "opens_on": (0, 4, 1), "parts_due_on": (0, 4, 13), "committees_by": (0, 4, 27), "board_by": (0, 5, 13),
        "council_by": (0, 5, 13),
    },
    RoundKind.INTERIM: {
        "opens_on": (0, 9, 1), "parts_due_on": (0, 9, 18), "committees_by": (0, 9, 30), "board_by": (0, 10, 8),
        "council_by": (0, 10, 22),
    },
    RoundKind.ANNUAL: {
        "opens_on": (1, 1, 19), "parts_due_on": (1, 2, 13), "committees_by": (1, 2, 27), "board_by": (1, 4, 3),
        "council_by": (1, 4, 24),
    },
}  # fmt: skip


def check_days(year: int, days: Mapping[str, datetime.date]) -> None:
    """Refuse days of a round that are out of order, or far from the year that it follows (W-2)."""
    errors = {
        name: f"Uppföljningen av {year} är klar senast under {year + 1}."
        for name, day in days.items()
        if day.year > year + 1
    }
    if days["opens_on"].year < year:
        errors["opens_on"] = f"Uppföljningen av {year} kan inte öppna före årets början."
    names = list(DAYS)
    for earlier, later in pairwise(names):
        if days[later] < days[earlier]:
            errors[later] = f"Dagen då {DAYS[later]} kan inte ligga före den då {DAYS[earlier]}."
    if errors:
        raise Refused("Dagarna ligger i fel ordning. " + " ".join(errors.values()), "W-2", errors)


#: What the municipality's own report judges: the council's goals. A committee's goal the board may only comment (F-8).
OF_THE_WHOLE = frozenset({Level.OVERALL, Level.FINANCIAL, Level.DIRECTED})


def judges(level: str, *, in_whole: bool, is_owner: bool, is_receiver: bool) -> bool:
    """Tell whether a report judges a goal of the level: a committee's its own goals and its shares (F-8).

    ``in_whole`` is the municipality's report, which the board judges in and the council after it. The vision is never
    judged (G-2); operational and department goals are judged in no report: their head does it beside.
    """
    if in_whole:
        return level in OF_THE_WHOLE
    return (level == Level.COMMITTEE and is_owner) or (level == Level.DIRECTED and is_receiver)
