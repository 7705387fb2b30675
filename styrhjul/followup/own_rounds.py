"""Policy of a committee's own follow-ups, month by month as it chooses; no Django here (F-3)."""

import datetime
from collections.abc import Mapping

from styrhjul.followup.rules import LAST_MONTH
from styrhjul.governance.wheel import moved

#: The months that a committee may follow up of its own choice: the others have their report already (F-3).
OWN_MONTHS = tuple(month for month in range(1, 13) if month not in LAST_MONTH.values())

#: The days of a committee's own round, in the month after the one that it follows up (F-3).
OWN_DAYS: Mapping[str, int] = {"opens_on": 1, "parts_due_on": 12, "committees_by": 28}


def own_days(year: int, month: int) -> dict[str, datetime.date]:
    """Return the days of a committee's own round, working days; it ends with the committee (F-3, W-1)."""
    after = (year + month // 12, month % 12 + 1)
    days = {name: moved(datetime.date(*after, day), 0) for name, day in OWN_DAYS.items()}
    return {**days, "board_by": days["committees_by"], "council_by": days["committees_by"]}


def may_choose(year: int, month: int, today: datetime.date) -> bool:
    """Tell whether the month can still be followed up: the committee has its day before it (F-3)."""
    return own_days(year, month)["committees_by"] >= today
