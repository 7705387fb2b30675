"""Policy of the budget as tables (B-1)."""

from styrhjul.governance.terms import Outcome
from styrhjul.governance.workflow import Actor, Place, Step, Workflow

#: A committee's budget: drafted, handed to the committee by the head, adopted by the committee (B-1, O-6).
COMMITTEE_BUDGET = Workflow(
    "committee_budget",
    {"draft": "Utkast", "handed": "Lämnad till nämnden", "adopted": "Antagen", "returned": "Återremitterad"},
    (
        Step("hand_in", "Lämna till nämnden", frozenset({"draft", "returned"}), "handed", Actor.HEAD, Place.OWNER),
        Step("adopt", "Anta", frozenset({"handed"}), "adopted", Actor.SECRETARY, Place.OWNER, Outcome.ADOPTED),
        Step(
            "adopt", "Anta", frozenset({"handed"}), "adopted", Actor.SECRETARY, Place.OWNER, Outcome.ADOPTED_WITH_CHANGE
        ),
        Step(
            "send_back",
            "Återremittera",
            frozenset({"handed"}),
            "returned",
            Actor.SECRETARY,
            Place.OWNER,
            Outcome.SENT_BACK,
        ),
    ),
)
