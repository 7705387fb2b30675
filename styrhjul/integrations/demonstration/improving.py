"""What the demonstration's school committee has learnt of 2025, and what it wants to do better in 2027 (I-1 to I-3)."""

import datetime

from styrhjul.followup.actions import analyses
from styrhjul.goals.models import Plan
from styrhjul.goals.rules import UNFINISHED
from styrhjul.integrations.demonstration.town import Town
from styrhjul.organisation.clock import on_day

SPRING, AUTUMN = datetime.date(2026, 3, 16), datetime.date(2026, 9, 7)

#: The steps of the analysis of how pupils qualify for upper secondary school.
STEPS = {
    "result": "Andelen behöriga elever är hög, men två skolor ligger under de andra.",
    "comparison": "Kommunen ligger över medianen för jämförda kommuner sedan flera år. Skillnaden mellan skolorna är "
    "större än skillnaden mot andra kommuner.",
    "outer_causes": "Fler elever kom till kommunen under högstadiet än tidigare år.",
    "inner_causes": "Stödet sattes in i årskurs 9. Skolorna som började i årskurs 7 nådde längre.",
    "effect": "Stödmöten varje termin hjälpte dem som fick dem i tid.",
    "improvement": "Börja stödet tidigare, och låt skolorna lära av varandra.",
    "action": "Lägg in tidigt stöd i planerna för 2027 och pröva en gemensam lovskola.",
}

#: What came of it: what, why, and kronor a year.
IMPROVEMENTS = (
    ("Stödmöten från årskurs 7 på alla skolor", "Skolorna som började tidigt nådde längst.", 0),
    ("Gemensam lovskola på två orter", "Elever som kommer sent till kommunen hinner ikapp.", 850_000),
    ("Fler speciallärare i årskurs 7–9", "Stödet räcker inte till alla som behöver det.", 2_600_000),
)


def tell(town: Town) -> None:
    """Let the head of the department analyse a goal, rank three improvements and take the first up in a plan."""
    asa, tomas = town.people["asa"], town.administrator_of("BUN")
    body = town.bodies["BUN"]
    with on_day(SPRING):
        analysis = analyses.begin_analysis(by=asa, body=body, year=2025, goal=town.goals["behorighet"], is_example=True)
        analyses.write_analysis(by=asa, analysis=analysis, **STEPS)
        made = [
            analyses.propose_improvement(
                by=asa, body=body, year=2027, what=what, why=why, cost=cost, analysis=analysis, is_example=True
            )
            for what, why, cost in IMPROVEMENTS
        ]
    with on_day(AUTUMN):
        plan = Plan.objects.filter(year=2027, unit__in=tomas.units_led, state__in=UNFINISHED).first()
        if plan is not None:
            analyses.as_activity(by=tomas, improvement=made[0], plan=plan)
        why = "Ryms inte i ramen för 2027. Prövas igen för 2028."
        analyses.drop_improvement(by=tomas, improvement=made[2], reason=why)
