"""What the council and the board have ordered beside the goals, and what came of it; all invented (X-11)."""

import datetime
from typing import NamedTuple

from styrhjul.followup.actions.analyses import propose_improvement
from styrhjul.goals.actions import commissions as actions
from styrhjul.goals.actions.evaluations import order_evaluation
from styrhjul.goals.models import Activity, Commission
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


#: What the school committee asked of an effort, and what it learnt; invented too (I-4).
QUESTION = "Har stödmötena gjort att fler elever blir behöriga, och vilka elever når de inte?"
METHOD = (
    "Jämförelse mellan skolorna och över tre år, intervjuer med elever och lärare på fyra skolor, och en genomgång av "
    "hur många möten varje elev har haft."
)
ANSWER = (
    "Stödmötena ger effekt när de börjar senast i årskurs 8. Elever som kommer till kommunen under högstadiet får sitt "
    "första möte för sent. Skolorna gör olika, och det finns ingen gemensam rutin.\n\nUtvärderaren föreslår att mötena "
    "börjar i årskurs 7 och att nya elever får ett möte inom en månad."
)
ASKED_ON, ANSWERED_ON, TREATED_ON = D(2026, 2, 24), D(2026, 5, 25), D(2026, 5, 27)


def evaluate(town: Town) -> None:
    """Let the school committee have the goal on qualified pupils evaluated, and the council an effort still open."""
    text = "Förvaltningen låter utvärdera stödmötena och redovisar resultatet i maj."
    ordered = decide(town, "BUN", ASKED_ON, "Utvärdering av stödmötena", [], text=text)
    secretary = town.secretary_of(town.bodies["BUN"])
    with on_day(ASKED_ON):
        made = order_evaluation(
            by=secretary, decision=ordered, about=town.goals["behorighet"], receiver=town.units["UTB"], text=text,
            what="Ger stödmötena fler behöriga elever?", question=QUESTION, method=METHOD, due_on=D(2026, 6, 1),
            performer="En utvärderare från en grannkommun", is_example=True,
        )  # fmt: skip
    with on_day(ANSWERED_ON):
        actions.report_commission(
            by=town.administrator_of("BUN"), commission=made.commission, text=ANSWER, reported_on=ANSWERED_ON
        )
    treated = decide(town, "BUN", TREATED_ON, "Resultatet av utvärderingen", [], text="Nämnden tackar för resultatet.")
    with on_day(TREATED_ON):
        actions.close_commission(by=secretary, commission=made.commission, decision=treated)
        propose_improvement(
            by=town.administrator_of("BUN"), body=town.bodies["BUN"], year=2027, evaluation=made, is_example=True,
            what="Nya elever på högstadiet får ett stödmöte inom en månad",
            why="Utvärderingen visar att de får sitt första möte för sent.",
        )  # fmt: skip
    _evaluate_effort(town)


def _evaluate_effort(town: Town) -> None:
    """Let the council order what is still being found out: whether an effort of the care administration has effect."""
    on = D(2026, 4, 23)
    text = "Socialnämnden redovisar om fast omsorgskontakt har gett fler äldre ett bekant ansikte."
    ordered = decide(town, "KF", on, "Utvärdering av fast omsorgskontakt", [], text=text)
    found = Activity.objects.filter(what__startswith="Fasta omsorgskontakter", plan__year=2026)
    activity = found.order_by("pk").first()
    assert activity is not None
    with on_day(on):
        order_evaluation(
            by=town.secretary_of(town.bodies["KF"]), decision=ordered, about=activity, receiver=town.bodies["SN"],
            what="Har fast omsorgskontakt gett fler äldre ett bekant ansikte?", due_on=D(2026, 12, 1), text=text,
            question="Möter de som har hemtjänst färre olika medarbetare än för två år sedan, och märker de det?",
            method="Statistik ur planeringssystemet, och en enkät som delas ut av någon annan än hemtjänsten.",
            is_example=True,
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
