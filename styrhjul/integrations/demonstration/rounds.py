"""Takes the follow-ups through their way: parts, judgements, committees, board and council (F-1 to F-8)."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from styrhjul.followup import actions, weighing
from styrhjul.followup.actions import Judgement
from styrhjul.followup.figures import Series, series_of
from styrhjul.followup.models import Part, Report, Round
from styrhjul.followup.terms import PartKind, RoundKind
from styrhjul.goals.models import GoalVersion, Measure
from styrhjul.governance.actions import Ruling
from styrhjul.governance.rules import ModelSettings
from styrhjul.integrations.demonstration import accounts, audit, forecasts, wording
from styrhjul.integrations.demonstration.days import Following
from styrhjul.integrations.demonstration.meetings import decide
from styrhjul.integrations.demonstration.town import Town
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import Person

Told = dict[str, Any]

NEAR = ModelSettings().near_target_share


class Telling:
    """What the data says of a part: by round, by who writes (a body's key, or «whole»), and by the goal's key."""

    def __init__(self, town: Town, rows: dict[str, Any]) -> None:
        self._keys = {goal.pk: key for key, goal in town.goals.items()}
        self._rows = rows

    def of(self, kind: str, year: int, writer: str, version: GoalVersion | None) -> Told:
        """Return what is told of the part, nothing where the figures are to speak for themselves."""
        key = self._keys.get(version.goal_id, "") if version else "text"
        rows = self._rows.get(f"{kind}-{year}", {}).get(writer, {})
        told: Told = {"text": rows["text"]} if key == "text" and "text" in rows else dict(rows.get(key, {}))
        if not told and version and version.level == "overall":
            return {"value": "mainly", "departure": JOINT, "reason": JOINT_REASON}
        return told


JOINT = "Övergripande mål saknar mått. Bedömningen bygger på nämndernas mål och på den samlade utvecklingen."
JOINT_REASON = "De flesta mål som bidrar är uppnådda eller i huvudsak uppnådda, men inte alla."
#: Why a report is handed in although a value is not out yet (X-4).
LATER = "Några utfall är inte klara än. De tas med i nästa rapport."
DEPARTURE = "Bedömningen väger in mer än det som måtten fångar."
WHOLE = (
    "Verksamheten har till stor del bedrivits som planerat. Målen följs upp nedan, vart och ett med sina mått och en "
    "analys. Det som behöver ändras till nästa år tas med i planeringen."
)


SOUND_REASON = "Bedömningen följer av hur många av de finansiella och de riktade målen som är uppnådda."
SOUND = (
    "Exempel. Ekonomin är i balans över tid, och det mesta av det som fullmäktige har beställt av nämnderna ges med "
    "den kvalitet som är bestämd. Det som återstår följs upp i nästa rapport."
)
#: What the demonstration says under some of the headings of the management report (L-8).
CHAPTERS = {
    "Den kommunala koncernen": "Kommunen äger ett energibolag tillsammans med andra. Bolaget får riktade mål och "
    "rapporterar som nämnderna.",
    "Styrning och uppföljning av den kommunala verksamheten": "Fullmäktige styr med få mål. Nämnderna föreslår egna "
    "mål, följer upp dem tre gånger om året och prövar den interna kontrollen.",
    "Väsentliga personalförhållanden": "Bemanningen har varit stabil. Sjukfrånvaron är oförändrad.",
    "Förväntad utveckling": "Antalet barn minskar medan de äldre blir fler. Det flyttar resurser mellan nämnderna.",
    "Balanskravsresultat": "Balanskravet är uppfyllt, och det finns inget underskott att återställa.",
}
#: What the demonstration says beside the tables on activities and staff.
OF_BODY: dict[str, str] = {
    PartKind.ACTIVITIES: "Aktiviteterna har i stort genomförts som planerat. Det som inte blev klart tas med i nästa "
    "års plan, eller har utgått när det inte längre behövdes.",
    PartKind.STAFF: "Bemanningen har varit stabil, men det är fortfarande svårt att rekrytera till några yrken. "
    "Sjukfrånvaron följs upp varje månad tillsammans med skyddsombuden.",
}
#: What the board says of the overall goals together (G-3).
TOGETHER = (
    "Exempel. Nämnderna har samlat arbetat i den riktning som de övergripande målen anger. Längst har arbetet nått där "
    "flera nämnder har mål som bär varandra: skolan och näringslivet om kompetensen, omsorgen och biblioteken om "
    "valet att bo kvar.\n\nKlimatmålet bärs av få nämnder. Där har energin i fastigheterna gått åt rätt håll, medan "
    "resorna ännu inte har ändrats så mycket som nyläget kräver. Fler nämnder behöver ta sin del i planerna."
)
CHAPTER = "Inget av betydelse har hänt som ändrar bilden i nämndernas rapporter."
QUARTER = (
    "Exempel. Det första kvartalet har i stort gått som planerat. Ekonomin följs upp nedan, verksamhet för verksamhet."
)


def judged(
    facts: list[weighing.MeasureFacts], told: Told, is_interim: bool, number: int
) -> tuple[Judgement, weighing.Proposal]:
    """Return the judgement: as told in the data, else as the measures speak for, with the reason in words (F-6).

    ``number`` chooses among the words, so that neighbours differ.
    """
    proposal = weighing.propose(facts, NEAR)
    value = str(told.get("value", proposal.value))
    departure = "" if value == proposal.value else str(told.get("departure", DEPARTURE))
    reason = str(told.get("reason") or wording.reason(facts, value, number))
    return Judgement(value, reason, departure, str(told.get("forecast", value)) if is_interim else ""), proposal


def text_of(facts: list[weighing.MeasureFacts], told: Told, goal_id: int | None) -> str:
    """Return the part's text: as told in the data, else what the figures show and why."""
    return str(told.get("text") or (WHOLE if goal_id is None else wording.analysis(facts, goal_id)))


def expected(series: Series, year: int) -> Decimal | None:
    """Return the forecast of a measure without a value for the year: its last value and half of its last change."""
    known = [series.values[one] for one in sorted(series.values) if one < year]
    if year in series.values or len(known) < 2:
        return None
    moved = 0.0 if series.nature == "qualitative" else (known[-1] - known[-2]) / 2
    return Decimal(str(round(known[-1] + moved, series.decimals)))


def open_on_time(town: Town, following: Following) -> Round:
    """Return the round, planned and opened by the controller on its first day (F-4)."""
    controller = town.people["carina"]
    with on_day(following.opens_on):
        round_ = actions.plan_round(
            by=controller, kind=following.kind, year=following.year, is_example=True, **following.days
        )
        return actions.open_round(by=controller, round_=round_)


def parts_of(report: Report) -> list[Part]:
    """Return the parts of the report in order, with what writing them needs."""
    return list(report.parts.select_related("report__round", "report__body", "version__goal", "version__body", "area"))


def write(part: Part, by: Person, told: Told, *, is_judged: bool = True, hand_over: bool = True) -> None:
    """Write the part, with forecasts where it is the interim report, judged and handed over unless said otherwise."""
    version, round_ = part.version, part.report.round
    if part.area is not None:
        forecasts.write(part, by, hand_over=hand_over)
        return
    if part.kind == PartKind.SOUND:
        judgement = Judgement(actions.propose_sound(part.report).value, SOUND_REASON)
        actions.save_part(by=by, part=part, edition=part.edition, text=SOUND, judgement=judgement, hand_over=hand_over)
        return
    if part.kind == PartKind.OVERALL:
        actions.save_part(by=by, part=part, edition=part.edition, text=TOGETHER, hand_over=hand_over)
        return
    if part.kind == PartKind.CHAPTER or part.kind in OF_BODY:
        words = OF_BODY.get(part.kind) or CHAPTERS.get(part.title, CHAPTER)
        actions.save_part(by=by, part=part, edition=part.edition, text=f"Exempel. {words}", hand_over=hand_over)
        return
    if version is None:
        text = text_of([], told, None)
        if round_.kind == RoundKind.QUARTERLY and not told:
            text = QUARTER
        actions.save_part(by=by, part=part, edition=part.edition, text=text, hand_over=hand_over)
        return
    is_interim = round_.kind == RoundKind.INTERIM
    series = series_of([version], round_.year, round_, part.report.body_id)[version.pk]
    wanted = {one.measure_id: expected(one, round_.year) for one in series} if is_interim else {}
    measures = Measure.objects.in_bulk([pk for pk, value in wanted.items() if value is not None])
    values = {pk: None if value is None else float(value) for pk, value in wanted.items()}
    facts = [one._replace(forecast=values.get(one.measure_id)).facts(round_.year) for one in series]
    judgement, _ = judged(facts, told, is_interim, version.goal_id + (0 if part.report.body_id else 1))
    actions.save_part(
        by=by,
        part=part,
        edition=part.edition,
        text=text_of(facts, told, version.goal_id),
        judgement=judgement if is_judged else None,
        forecasts={measure: wanted[pk] for pk, measure in measures.items()},
        hand_over=hand_over,
    )


def run(town: Town, following: Following, telling: Telling, before_board: Callable[[], None]) -> Round:
    """Take the whole round from its opening to the council's decision, or the board's, and return it.

    ``before_board`` lets happen what happens between the committees' decisions and the board's.
    """
    round_ = open_on_time(town, following)
    for body in town.served:
        _committee(town, round_, body, following, telling)
    before_board()
    whole = round_.reports.get(body=None)
    by = town.administrator_of("KS")
    with on_day(following.board_by - datetime.timedelta(days=2)):
        for part in parts_of(whole):
            write(part, by, telling.of(following.kind, following.year, "whole", part.version))
        accounts.write(whole, by)
        whole = actions.hand_in_report(by=by, report=whole, held_on=following.board_by, reason=LATER)
    if following.kind == RoundKind.QUARTERLY:
        decide(town, "KS", following.board_by, str(whole), [Ruling(whole)], text="Rapporten godkänns.")
        return round_
    decide(town, "KS", following.board_by, str(whole), [Ruling(whole)], text="Rapporten överlämnas till fullmäktige.")
    whole.refresh_from_db()
    audit.state(town, whole, following)
    decide(town, "KF", following.council_by, str(whole), [Ruling(whole)])
    audit.discharge(town, whole, following)
    return round_


def _committee(town: Town, round_: Round, body: str, following: Following, telling: Telling) -> None:
    """Take the committee's report from its parts to its decision."""
    report = round_.reports.get(body=town.bodies[body])
    by = town.administrator_of(body)
    with on_day(following.parts_due_on - datetime.timedelta(days=2)):
        for part in parts_of(report):
            write(part, by, telling.of(following.kind, following.year, body, part.version))
    held_on = following.committee_on(body)
    with on_day(following.parts_due_on):
        forecasts.answer_deficit(report, body, by)
        report = actions.hand_in_report(by=by, report=report, held_on=held_on, reason=LATER)
    decide(town, body, held_on, str(report), [Ruling(report)], text="Nämnden godkänner rapporten.")
