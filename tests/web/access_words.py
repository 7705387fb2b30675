"""The words of the table of access: each stands in what not everybody reads, and must be found nowhere else."""

from collections.abc import Mapping

from tests.web.access_control import CONTROL_WORDS
from tests.web.access_people import ALL, READ_BOARD, READ_PLAN, READ_SCHOOL, READ_UNIT_PLAN

#: A word that stands in what not everybody reads, and who may find it anywhere at all.
WORDS: Mapping[str, frozenset[str]] = {
    **CONTROL_WORDS,
    "Zebramålet": READ_SCHOOL,
    "Noshörningsmålet": READ_BOARD,
    "Giraffmålet": ALL,
    "Antilopmålet": ALL,
    "Giraffuppdraget": ALL,
    "Zebramåttet": ALL,
    "Tapirsvaret": READ_SCHOOL,
    "Zebraplanen": READ_PLAN,
    "Zebraaktiviteten": READ_PLAN,
    "Okapiplanen": READ_UNIT_PLAN,
    "Giraffplanen": ALL,
    "Antilopplanen": ALL,
    "Zebrabudgeten": READ_SCHOOL,
    "Giraffbudgeten": ALL,
    "Antilopbudgeten": ALL,
    "Zebraändringen": READ_SCHOOL,
    "Noshörningsramen": READ_BOARD,
    "Noshörningsbudgeten": READ_BOARD,
    "Zebradelen": READ_SCHOOL,
    "Giraffrapporten": ALL,
    "Zebraåtgärden": READ_SCHOOL | {"bo"},
    "Flodhästordet": ALL,
    # Names of employees who are not heads (T-2)
    "Emil Ros": ALL,
    "Conny Dahl": ALL,
    "Sara Sten": ALL,
    "Bo Berg": ALL,
    "Ada Sys": ALL,
}
