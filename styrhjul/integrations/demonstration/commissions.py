"""What the council and the board have ordered beside the goals, and what came of it; all invented (X-11)."""

import datetime
from typing import NamedTuple

from styrhjul.goals.actions import commissions as actions
from styrhjul.goals.models import Commission
from styrhjul.integrations.demonstration.meetings import decide
from styrhjul.integrations.demonstration.town import Town
from styrhjul.organisation.clock import on_day


class Order(NamedTuple):
    """A commission: who gave it and when, to whom (a body's or a unit's key), by when, what, and the whole text."""

    by: str
    held_on: datetime.date
    to: str
    due_on: datetime.date
    what: str
    text: str


D = datetime.date
ORDERS = (
    Order("KF", D(2025, 9, 25), "KFN", D(2026, 3, 31), "Utred en gemensam fritidsbank",
          "Nämnden får i uppdrag att utreda kostnad, plats och öppettider för en fritidsbank."),
    Order("KF", D(2026, 2, 26), "BUN", D(2026, 8, 31), "Redovisa simundervisningen i alla skolor",
          "Nämnden får i uppdrag att redovisa hur många elever som når simmålen och vad som behövs för att alla ska nå "
          "dem."),
    Order("KF", D(2026, 4, 23), "SBN", D(2026, 12, 15), "Ta fram en plan för laddplatser vid idrottshallarna",
          "Planen ska visa platser, kostnad och tidplan."),
    Order("KS", D(2026, 6, 10), "KLK", D(2026, 11, 30), "Se över kommunens upphandlade konsultavtal",
          "Kommundirektören får i uppdrag att se över avtalen och föreslå vilka som kan avslutas."),
)  # fmt: skip


def give(town: Town) -> None:
    """Give the commissions; one is reported back and closed, one is reported on the way and has passed its day."""
    made = {order.to: _give(town, order) for order in ORDERS}
    reported = D(2026, 3, 18)
    text = "Fritidsbanken kan öppna i den gamla ishallen till en kostnad av 900 000 kronor om året."
    decided = decide(
        town, "KFN", reported, "Återrapport: gemensam fritidsbank", [], text="Nämnden godkänner rapporten."
    )
    with on_day(reported):
        secretary = town.secretary_of(town.bodies["KFN"])
        actions.report_commission(
            by=secretary, commission=made["KFN"], text=text, reported_on=reported, decision=decided
        )
    closed = decide(town, "KF", D(2026, 4, 23), "Återrapport om fritidsbank", [], text="Uppdraget är slutfört.")
    with on_day(D(2026, 4, 23)):
        actions.close_commission(by=town.secretary_of(town.bodies["KF"]), commission=made["KFN"], decision=closed)
    with on_day(D(2026, 6, 4)):
        actions.report_commission(
            by=town.administrator_of("BUN"), commission=made["BUN"], reported_on=D(2026, 6, 4), is_final=False,
            text="Sju av nio skolor har svarat. Resten svarar efter sommaren.",
        )  # fmt: skip


def _give(town: Town, order: Order) -> Commission:
    heading = f"Uppdrag: {order.what}"[:200]
    decision = decide(town, order.by, order.held_on, heading, [], text=order.text)
    with on_day(order.held_on):
        return actions.give_commission(
            by=town.secretary_of(town.bodies[order.by]), decision=decision, what=order.what, text=order.text,
            receiver=town.bodies.get(order.to) or town.units[order.to], due_on=order.due_on, is_example=True,
        )  # fmt: skip
