"""Policy of the goal chain as tables and pure functions (G-1 to G-8, D-2, D-6, M-1, M-7, P-2)."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from styrhjul.documents.words import MONTHS
from styrhjul.goals.terms import ActivityStatus, CommissionState, FollowUp, Ground, Level, MeasureKind, Period, YearRule
from styrhjul.governance.rules import ModelSettings
from styrhjul.governance.terms import Outcome
from styrhjul.governance.workflow import Actor, Place, Refused, Step, Workflow, decides
from styrhjul.organisation.terms import BodyKind, UnitKind

#: States in which a text is still written, has left its writers, or is decided (O-8).
UNFINISHED = frozenset({"draft", "returned"})
HANDED_ON = frozenset({"proposed", "prepared"})
DECIDED = frozenset({"adopted", "ending", "end_prepared", "ended"})

#: Levels that political bodies decide, and of these the council's own (G-1, D-2).
POLITICAL = frozenset({Level.VISION, Level.OVERALL, Level.FINANCIAL, Level.DIRECTED, Level.COMMITTEE})
OF_COUNCIL = POLITICAL - {Level.COMMITTEE}

#: Which levels a goal of a level may carry on (G-3, G-6, G-7, G-9).
PARENTS: Mapping[str, frozenset[str]] = {
    Level.VISION: frozenset(),
    Level.OVERALL: frozenset({Level.VISION}),
    Level.FINANCIAL: frozenset(),
    Level.DIRECTED: frozenset({Level.OVERALL}),
    Level.COMMITTEE: frozenset({Level.OVERALL, Level.DIRECTED}),
    Level.OPERATIONAL: POLITICAL - {Level.VISION},
    Level.DEPARTMENT: frozenset(Level.values) - {Level.VISION, Level.DEPARTMENT},
}

#: Text that a body may change in its decision, and all text that a frozen version keeps.
CHANGEABLE = frozenset(
    {"heading", "text", "explanation", "purpose", "target_group", "criteria", "follow_up", "contribution", "quality"}
)
WORDING = CHANGEABLE | {
    "challenge",
    "present_state",
    "new_state",
    "analysis",
    "fulfilled_by",
    "kind",
    "ground",
    "ground_text",
    "guideline",
    "parent_id",
    "state",
}

STATES = {
    "draft": "Utkast",
    "handed": "Lämnat till nämnden",
    "proposed": "Förslag",
    "prepared": "Berett",
    "adopted": "Fastställt",
    "returned": "Återremitterat",
    "rejected": "Avslaget",
    "ending": "Föreslås avslutas",
    "end_prepared": "Avslut berett",
    "ended": "Avslutat",
}


def _step(
    name: str,
    label: str,
    sources: Iterable[str],
    target: str,
    actor: Actor,
    place: Place,
    outcome: str = "",
    needs_comment: bool = False,
) -> Step:
    return Step(name, label, frozenset(sources), target, actor, place, outcome, needs_comment)


_DRAFTING = (
    _step("hand_in", "Lämna till nämnden", UNFINISHED, "handed", Actor.HEAD, Place.OWNER),
    _step("take_back", "Ta tillbaka", ["handed"], "draft", Actor.HEAD, Place.OWNER, needs_comment=True),
)
_COUNCIL = (*decides("adopt", "Fastställ", "prepared", "adopted", Place.COUNCIL, may_reject=True),)
_END_IN_COUNCIL = (
    *decides("end", "Avsluta", "end_prepared", "ended", Place.COUNCIL, may_send_back=False),
    _step("keep", "Avslå avslut", ["end_prepared"], "adopted", Actor.SECRETARY, Place.COUNCIL, Outcome.REJECTED),
)

#: A committee's goal: the committee proposes, the board prepares, the council adopts (D-2).
COMMITTEE_GOAL = Workflow(
    "committee_goal",
    STATES,
    (
        *_DRAFTING,
        *decides("propose", "Föreslå", "handed", "proposed", Place.OWNER, may_reject=True),
        *decides("prepare", "Bereda", "proposed", "prepared", Place.BOARD),
        *_COUNCIL,
        *decides("propose_end", "Föreslå avslut", "adopted", "ending", Place.OWNER, may_send_back=False),
        *decides("prepare_end", "Bereda avslut", "ending", "end_prepared", Place.BOARD, may_send_back=False),
        *_END_IN_COUNCIL,
    ),
)

#: The council's own goals and the board's: proposed and prepared in one decision of the board (D-2).
BOARD_GOAL = Workflow(
    "board_goal",
    {**STATES, "handed": "Lämnat till kommunstyrelsen"},
    (
        _step("hand_in", "Lämna till kommunstyrelsen", UNFINISHED, "handed", Actor.HEAD, Place.OWNER),
        _DRAFTING[1],
        *decides("prepare", "Bereda", "handed", "prepared", Place.OWNER, may_reject=True),
        *_COUNCIL,
        *decides("prepare_end", "Bereda avslut", "adopted", "end_prepared", Place.OWNER, may_send_back=False),
        *_END_IN_COUNCIL,
    ),
)

#: Operational and department goals move with the plan that they stand in (G-9, D-6).
PLAN_GOAL = Workflow("plan_goal", STATES, (_step("adopt", "Fastställ", ["draft"], "adopted", Actor.HEAD, Place.UNIT),))

#: Plans: heard or endorsed, then adopted by the head of the very unit (D-6).
PLAN = Workflow(
    "plan",
    {"draft": "Utkast", "handed": "Lämnad", "endorsed": "Godkänd", "adopted": "Fastställd", "returned": "Återlämnad"},
    (
        _step("hand_in", "Lämna planen", UNFINISHED, "handed", Actor.HEAD, Place.UNIT),
        _step("take_back", "Ta tillbaka och ändra", ["handed", "endorsed"], "draft", Actor.HEAD, Place.UNIT),
        _step("endorse", "Godkänn", ["handed"], "endorsed", Actor.HEAD, Place.SUPERIOR),
        _step("return", "Lämna tillbaka", ["handed"], "returned", Actor.HEAD, Place.SUPERIOR, needs_comment=True),
        _step("adopt", "Fastställ planen", ["handed", "endorsed"], "adopted", Actor.HEAD, Place.UNIT),
    ),
)

PLAN_NAMES: Mapping[UnitKind, str] = {
    UnitKind.ADMINISTRATION: "Verksamhetsplan",
    UnitKind.DEPARTMENT: "Avdelningsplan",
    UnitKind.UNIT: "Enhetsplan",
}


#: The level of the goals that a unit sets in its own plan, by its kind (G-1, G-9).
OWN_LEVELS: Mapping[UnitKind, Level] = {
    UnitKind.ADMINISTRATION: Level.OPERATIONAL,
    UnitKind.DEPARTMENT: Level.DEPARTMENT,
    UnitKind.UNIT: Level.DEPARTMENT,
}

#: The texts of a plan that may be taken along from the year before (P-1).
CARRIED_TEXTS = frozenset({"focus", "resources", "conditions"})


def workflow_for(level: str, own_of_board: bool) -> Workflow:
    """Return the table that a goal of the level moves by (D-2)."""
    if level not in POLITICAL:
        return PLAN_GOAL
    return BOARD_GOAL if level in OF_COUNCIL or own_of_board else COMMITTEE_GOAL


class CommitteeGoal(Protocol):
    """What G-7 asks of a committee goal."""

    text: str
    target_group: str
    purpose: str
    criteria: str
    follow_up: str
    kind: str
    contribution: str
    ground: str
    ground_text: str
    fulfilled_by: datetime.date | None
    parent_id: int | None


#: What a committee goal must say before it is proposed, and what to write where it is missing (G-7).
REQUIRED: Mapping[str, str] = {
    "text": "Skriv vad som ska uppnås.",
    "fulfilled_by": "Ange när målet ska vara uppnått.",
    "target_group": "Skriv för vem målet är till.",
    "purpose": "Skriv varför målet behövs.",
    "criteria": "Skriv vad som krävs för att målet ska vara uppnått.",
    "follow_up": "Skriv hur målet följs upp.",
    "kind": "Välj om målet ska utveckla, bibehålla eller hålla en position.",
}


def missing_in(goal: CommitteeGoal) -> dict[str, str]:
    """Return what a committee goal lacks before it can be proposed: field and what to write (G-7)."""
    missing = {name: message for name, message in REQUIRED.items() if not str(getattr(goal, name) or "").strip()}
    if goal.ground == Ground.CHAIN:
        if goal.parent_id is None:
            missing["parent"] = "Välj det övergripande eller riktade mål som målet bidrar till, eller en annan grund."
        elif not goal.contribution.strip():
            missing["contribution"] = "Skriv hur målet bidrar till målet ovanför."
    elif not goal.ground_text.strip():
        missing["ground_text"] = "Skriv vilken grund målet vilar på."
    return missing


def check_committee_goal(goal: CommitteeGoal, measures: int, settings: ModelSettings) -> None:
    """Refuse a committee goal that lacks what G-7 asks for, or that has more measures than G-8 allows."""
    missing = missing_in(goal)
    if missing:
        raise Refused("Målet kan inte lämnas än: " + " ".join(missing.values()), "G-7", missing)
    if measures > settings.most_measures:
        raise Refused(
            f"Ett nämndsmål har högst {settings.most_measures} mått, det här har {measures}. "
            "Ta bort det mått som säger minst om kvaliteten.",
            "G-8",
            {"measures": f"Högst {settings.most_measures} mått."},
        )


class Dated(Protocol):
    """What the limits of years ask of a goal."""

    first_year: int
    last_year: int


def check_years(goal: Dated, settings: ModelSettings) -> None:
    """Refuse a goal that runs longer than the governance model allows (G-1: one to four years)."""
    years = goal.last_year - goal.first_year + 1
    if years > settings.longest_goal_years:
        raise Refused(
            f"Målet gäller i {years} år. Det får vara högst {settings.longest_goal_years}.",
            "G-1",
            {"last_year": f"Högst {settings.longest_goal_years} år."},
        )


def _listed(names: Sequence[str]) -> str:
    """Return the names as a sentence lists them: «A, B och C»."""
    return " och ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def check_plan(
    *, needs_endorsement: bool, is_endorsed: bool, unheard: Sequence[str], unfinished: Sequence[str]
) -> None:
    """Refuse to adopt a plan without hearing or endorsement (D-6), or with activities that lack a field (P-2)."""
    if needs_endorsement and not is_endorsed:
        raise Refused("Planen måste godkännas av närmaste chef innan du fastställer den.", "D-6")
    if unheard:
        raise Refused(f"Planen kan inte fastställas förrän {_listed(unheard)} har hörts.", "D-6")
    if unfinished:
        raise Refused(
            "Varje aktivitet behöver vad, uppdragsgivare, ansvarig och dag. Det saknas i: "
            + "; ".join(f"«{what}»" for what in unfinished[:5])
            + (f" och {len(unfinished) - 5} till." if len(unfinished) > 5 else "."),
            "P-2",
        )


#: How many periods of a kind make a whole year (M-2).
PERIODS: Mapping[str, int] = {
    Period.YEAR: 1,
    Period.SCHOOL_YEAR: 1,
    Period.FOUR_MONTH: 3,
    Period.QUARTER: 4,
    Period.MONTH: 12,
}


def value_of_year(values: Sequence[float], rule: str, periods: int = 1) -> float | None:
    """Return the year's value made of the periods' values in order, None where they do not make one (M-1).

    A sum needs all the ``periods`` of the year; a mean and the last value stand for the year so far.
    """
    if not values or rule == YearRule.NONE:
        return None
    if rule == YearRule.SUM:
        return sum(values) if len(values) == periods else None
    if rule == YearRule.MEAN:
        return sum(values) / len(values)
    return values[-1]


#: The last month whose values the interim report can use, and the month of the year after for the annual (F-1, W-2).
INTERIM_UNTIL = 8
ANNUAL_UNTIL = 2

#: Ways of making a year that have a value before the year is over (M-1).
SO_FAR = frozenset({YearRule.LAST, YearRule.MEAN})


def first_follow_up(
    month: int | None, is_next_year: bool, frequency: str = Period.YEAR, year_rule: str = YearRule.LAST
) -> FollowUp:
    """Return the first follow-up of a year that can use the measure's value, by the month when it is out (X-5).

    A measure of shorter periods has a value for the year so far, unless the year is the sum of all of them. When
    nobody has said when the value is out, nothing is known.
    """
    if PERIODS[frequency] > 1 and year_rule in SO_FAR:
        return FollowUp.INTERIM
    if month is None:
        return FollowUp.UNKNOWN
    if not is_next_year:
        return FollowUp.INTERIM if month <= INTERIM_UNTIL else FollowUp.ANNUAL
    return FollowUp.ANNUAL if month <= ANNUAL_UNTIL else FollowUp.NONE


def when_published(month: int | None, is_next_year: bool) -> str:
    """Return when a year's value is out, in words; empty when nobody has said (M-3)."""
    return "" if month is None else f"{MONTHS[month - 1]}{' året efter' if is_next_year else ' samma år'}"


def is_only_cost_and_volume(kinds: Iterable[str]) -> bool:
    """Tell whether a goal is measured by cost and volume alone; measures of quality come first (G-8)."""
    found = set(kinds)
    return bool(found) and found <= {MeasureKind.COST, MeasureKind.VOLUME}


def hidden_values(persons: Mapping[str, int | None], fewest: int) -> frozenset[str]:
    """Return the sexes whose value must not be shown outside those who report it (M-7).

    ``persons`` gives, by sex (T, K, M), how many persons the value rests on, None when it does not rest on persons.
    Where one of the two sexes is hidden the other is hidden too, since the total would reveal it.
    """
    hidden = {sex for sex, count in persons.items() if count is not None and count < fewest}
    if hidden & {"K", "M"}:
        hidden |= {"K", "M"} & set(persons)
    return frozenset(hidden)


#: Statuses in which nothing more is to be done with an activity (P-4).
FINISHED = frozenset({ActivityStatus.DONE, ActivityStatus.CANCELLED})


def is_activity_late(status: str, due_on: datetime.date | None, on: datetime.date) -> bool:
    """Tell whether an activity is neither done nor cancelled past its day (P-4)."""
    return status not in FINISHED and due_on is not None and due_on < on


#: The bodies that give commissions: the council, and the board, which leads and oversees (X-11, L-5).
COMMISSIONING = frozenset({BodyKind.COUNCIL, BodyKind.BOARD})

#: The bodies that order evaluations: those two, and every committee (I-4).
ORDERING = COMMISSIONING | {BodyKind.COMMITTEE}


def is_commission_late(state: str, due_on: datetime.date | None, on: datetime.date) -> bool:
    """Tell whether a commission is not reported back past its day (X-11)."""
    return state == CommissionState.OPEN and due_on is not None and due_on < on
