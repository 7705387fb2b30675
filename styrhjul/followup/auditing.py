"""Policy of the auditors' statement and of discharge; no Django here (F-10)."""

from styrhjul.followup.terms import RoundKind
from styrhjul.governance.terms import Outcome
from styrhjul.governance.workflow import Actor, Place, Step, Workflow

#: The reports that the auditors say something of (F-10).
AUDITED = frozenset({RoundKind.INTERIM, RoundKind.ANNUAL})

#: Discharge: it waits for the council from the board's hand-over of the annual report, and is decided once (F-10).
DISCHARGE = Workflow(
    "discharge",
    {"prepared": "Väntar på fullmäktige", "adopted": "Prövad"},
    tuple(
        Step("adopt", "Besluta", frozenset({"prepared"}), "adopted", Actor.SECRETARY, Place.COUNCIL, outcome)
        for outcome in (Outcome.ADOPTED, Outcome.ADOPTED_WITH_CHANGE)
    ),
)


def is_audited(kind: str, *, is_whole: bool) -> bool:
    """Tell whether the auditors say something of such a report: the municipality's interim and annual (F-10)."""
    return is_whole and kind in AUDITED


def awaits_statement(kind: str, *, is_whole: bool, state: str) -> bool:
    """Tell whether the auditors' statement may be given: the board has handed over, the council not decided (F-10)."""
    return is_audited(kind, is_whole=is_whole) and state == "prepared"
