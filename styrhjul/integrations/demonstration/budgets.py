"""The committees' budgets: preliminary with the goals proposed in spring, definitive with those adopted (B-1, G-6)."""

import datetime

from styrhjul.budget.actions import draft_budget
from styrhjul.budget.models import Budget
from styrhjul.budget.terms import Stage
from styrhjul.governance.actions import take_step
from styrhjul.integrations.demonstration.town import Town
from styrhjul.organisation.clock import on_day

TEXTS = {
    Stage.PRELIMINARY: "Exempel. Nämnden föreslår sina mål och redovisar hur ramen räcker. Beloppen läggs in för sig.",
    Stage.DEFINITIVE: "Exempel. Nämnden antar sin budget med de mål som fullmäktige har fastställt, och svarar på dess "
    "riktade mål.",
}


def hand_in(town: Town, body: str, year: int, stage: Stage, day: datetime.date) -> Budget:
    """Return the committee's budget, drafted and handed in on the day by the head who serves it."""
    by = town.administrator_of(body)
    with on_day(day):
        budget = draft_budget(by=by, body=town.bodies[body], year=year, stage=stage, text=TEXTS[stage])
        return take_step(by=by, thing=budget, step="hand_in")
