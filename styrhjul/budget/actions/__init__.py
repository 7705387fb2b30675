"""Verbs of the budget, one file a noun; what others may use."""

from styrhjul.budget.actions.areas import set_up_area, set_up_service_area, succeed
from styrhjul.budget.actions.changes import Move, can_write_change, write_change
from styrhjul.budget.actions.conditions import (
    can_write_conditions,
    draft_conditions,
    follow_conditions,
    write_conditions,
)
from styrhjul.budget.actions.deciding import follow_step, receive_ruling
from styrhjul.budget.actions.drafting import (
    BridgeEntry,
    Cell,
    Clash,
    can_draft,
    draft_budget,
    gather_preliminary,
    write_bridge,
    write_budget,
    write_cells,
    write_company,
    write_investments,
    write_project,
    write_statement,
)
from styrhjul.budget.actions.ledger import (
    Booked,
    can_import,
    import_batch,
    map_account,
    map_place,
    restore_batch,
    save_profile,
    undo_batch,
    unmap,
)

__all__ = [
    "Booked",
    "BridgeEntry",
    "Cell",
    "Clash",
    "Move",
    "can_draft",
    "can_import",
    "can_write_change",
    "can_write_conditions",
    "draft_budget",
    "draft_conditions",
    "follow_conditions",
    "follow_step",
    "gather_preliminary",
    "import_batch",
    "map_account",
    "map_place",
    "receive_ruling",
    "restore_batch",
    "save_profile",
    "set_up_area",
    "set_up_service_area",
    "succeed",
    "undo_batch",
    "unmap",
    "write_bridge",
    "write_budget",
    "write_cells",
    "write_change",
    "write_company",
    "write_conditions",
    "write_investments",
    "write_project",
    "write_statement",
]
