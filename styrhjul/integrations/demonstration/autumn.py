"""The autumn of 2026 as it stands on 14 September: a round with parts in every state, and what waits (F-4, D-8)."""

import datetime
from collections.abc import Sequence

from styrhjul.followup import actions
from styrhjul.followup.models import Round
from styrhjul.goals.models import GoalVersion
from styrhjul.governance.terms import Outcome
from styrhjul.integrations.demonstration import goals, meetings, own_goals, rounds
from styrhjul.integrations.demonstration.days import INTERIM, PLANNING
from styrhjul.integrations.demonstration.town import Town
from styrhjul.organisation.clock import on_day

#: How far each committee has come with its parts, in order: handed over, judged, written, returned, or open.
PROGRESS = {
    "KS": ("handed", "handed", "handed", "handed", "judged", "handed"),
    "BUN": ("open", "judged", "written", "handed", "handed", "handed", "open"),
    "SN": ("open", "written", "open", "open", "open", "open"),
    "SBN": ("written", "handed", "handed", "judged", "handed"),
    "KFN": ("handed",) * 8,
    "MBN": ("open", "handed", "returned", "open"),
    "VN": ("handed", "judged"),
    "ENB": ("open", "judged"),
}

#: The committees that have forecast their areas, and whether they have handed these parts over.
FORECAST = {"KS": True, "KFN": True, "BUN": False, "SBN": False}

WRITTEN_ON = datetime.date(2026, 9, 9)
TODAY = datetime.date(2026, 9, 14)


def build(town: Town, proposed: Sequence[GoalVersion], telling: rounds.Telling) -> None:
    """Let the board treat two proposals early, and open the interim round with its parts on their way."""
    by_goal = {v.goal_id: v for v in proposed}
    early_on = datetime.date(2026, 9, 2)
    energy, permits = by_goal[town.goals["sbn_energi"].pk], by_goal[town.goals["mbn_bygglov"].pk]
    goals.prepare_early(town, energy, early_on, Outcome.SENT_BACK, ASKED)
    goals.prepare_early(town, permits, early_on, Outcome.ADOPTED_WITH_CHANGE, CHANGED, criteria=WANTED)
    round_ = rounds.open_on_time(town, INTERIM[2026])
    for body, states in PROGRESS.items():
        _parts(town, round_, body, states, telling)
    with on_day(WRITTEN_ON):
        own_goals.judge(town, round_)
    report = round_.reports.get(body=town.bodies["KFN"])
    with on_day(datetime.date(2026, 9, 11)):
        actions.hand_in_report(
            by=town.administrator_of("KFN"), report=report, held_on=INTERIM[2026].committee_on("KFN"),
            reason=rounds.LATER,
        )  # fmt: skip
        actions.choose_months(by=town.administrator_of("SN"), body=town.bodies["SN"], year=2026, months=[10, 11])
    with on_day(TODAY):
        _agendas(town, round_, proposed)


CHANGED = "Kravet behöver gälla alla som söker, inte bara mitten."
WANTED = "Nio av tio får beslut inom åtta veckor, och ingen väntar mer än tio."
ASKED = "Skriv in en nivå för varje år, så att fullmäktige kan följa om målet nås i tid."


def _parts(town: Town, round_: Round, body: str, states: Sequence[str], telling: rounds.Telling) -> None:
    """Take each part of the committee's report as far as its state says."""
    by = town.secretary_of(town.bodies[body]) if body in town.external else town.administrator_of(body)
    every = rounds.parts_of(round_.reports.get(body=town.bodies[body]))
    parts = [part for part in every if part.area is None]
    with on_day(WRITTEN_ON):
        for part in every:
            if part.area is not None and body in FORECAST:
                rounds.write(part, part.responsible or by, {}, hand_over=FORECAST[body])
        for part, state in zip(parts, states, strict=False):
            told = telling.of("interim", 2026, body, part.version)
            if state != "open":
                is_done = state in {"handed", "returned"}
                rounds.write(part, part.responsible or by, told, is_judged=state != "written", hand_over=is_done)
            if state == "returned":
                actions.return_part(by=by, part=part, reason="Skriv också vad som görs för att nå målvärdet nästa år.")


def _agendas(town: Town, round_: Round, proposed: Sequence[GoalVersion]) -> None:
    """Put the reports and the budget on the agendas of the coming meetings (D-8)."""
    for body in [*town.served, *town.external]:
        report = round_.reports.get(body=town.bodies[body])
        if report.state == "draft":
            held_on = INTERIM[2026].committee_on("KS" if body in town.external else body)
            meetings.announce(town, body, held_on, str(report), [report], "Rapporten godkänns.")
    whole = round_.reports.get(body=None)
    ready = [
        v for v in GoalVersion.objects.filter(pk__in=[p.pk for p in proposed]) if v.state in {"proposed", "handed"}
    ]
    board_on = PLANNING[2027].board_on
    meetings.announce(town, "KS", board_on, str(whole), [whole], "Rapporten överlämnas till fullmäktige.")
    meetings.announce(town, "KS", board_on, "Budget 2027 med mål", ready, "Målen överlämnas till fullmäktige.")
    meetings.announce(town, "KF", INTERIM[2026].council_by, str(whole), [whole], "Rapporten godkänns.")
