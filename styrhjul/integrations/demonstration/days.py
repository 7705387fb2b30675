"""The days of the demonstration: when goals, budgets and reports were treated each year (W-2, W-3)."""

import datetime
from dataclasses import dataclass

#: The day in May or June when each committee treats its preliminary budget, and in September its interim report.
SPRING = {"KS": (6, 10), "BUN": (5, 27), "SN": (5, 28), "SBN": (6, 3), "KFN": (6, 4), "MBN": (6, 5), "VN": (6, 9)}
AUTUMN = {"KS": (9, 29), "BUN": (9, 29), "SN": (9, 30), "SBN": (9, 28), "KFN": (9, 24), "MBN": (9, 24), "VN": (9, 30)}
WINTER = {"KS": (2, 26), "BUN": (2, 24), "SN": (2, 25), "SBN": (2, 23), "KFN": (2, 24), "MBN": (2, 25), "VN": (2, 20)}
APRIL = {"KS": (4, 24), "BUN": (4, 22), "SN": (4, 23), "SBN": (4, 22), "KFN": (4, 23), "MBN": (4, 24), "VN": (4, 23)}
DECEMBER = {
    "KS": (12, 10),
    "BUN": (12, 9),
    "SN": (12, 10),
    "SBN": (12, 8),
    "KFN": (12, 9),
    "MBN": (12, 8),
    "VN": (12, 4),
}


def working(year: int, month: int, day: int) -> datetime.date:
    """Return the day, or the next that is no Saturday or Sunday."""
    found = datetime.date(year, month, day)
    return found + datetime.timedelta(days=max(0, 7 - found.weekday()) if found.weekday() > 4 else 0)


@dataclass(frozen=True)
class Planning:
    """When the goals of a year were drafted, handed in, prepared and adopted (W-3)."""

    year: int
    board_on: datetime.date
    council_on: datetime.date

    @property
    def drafted_on(self) -> datetime.date:
        """The day that the administrations write their drafts."""
        return working(self.year - 1, 5, 7)

    @property
    def handed_on(self) -> datetime.date:
        """The day that the drafts are handed to the committees."""
        return working(self.year - 1, 5, 12)

    def committee_on(self, body: str) -> datetime.date:
        """The day that the committee proposes its goals."""
        return working(self.year - 1, *SPRING[body])


PLANNING = {
    2026: Planning(2026, datetime.date(2025, 10, 8), datetime.date(2025, 11, 13)),
    2027: Planning(2027, datetime.date(2026, 10, 7), datetime.date(2026, 11, 19)),
}


@dataclass(frozen=True)
class Following:
    """When a round of a year was opened, written, decided by committees, board and council (W-2)."""

    kind: str
    year: int
    opens_on: datetime.date
    parts_due_on: datetime.date
    committees_by: datetime.date
    board_by: datetime.date
    council_by: datetime.date

    @property
    def days(self) -> dict[str, datetime.date]:
        """The days of the round by the names of its fields."""
        names = ("opens_on", "parts_due_on", "committees_by", "board_by", "council_by")
        return {name: getattr(self, name) for name in names}

    def committee_on(self, body: str) -> datetime.date:
        """The day that the committee decides its report."""
        if self.kind == "quarterly":
            return working(self.year, *APRIL[body])
        if self.kind == "interim":
            return working(self.year, *AUTUMN[body])
        return working(self.year + 1, *WINTER[body])


def interim(year: int, board: tuple[int, int], council: tuple[int, int]) -> Following:
    """Return the days of the year's interim report; board and council are given by month and day."""
    d = datetime.date
    return Following("interim", year, d(year, 9, 1), d(year, 9, 18), d(year, 9, 30), d(year, *board), d(year, *council))


def quarterly(year: int, board: tuple[int, int]) -> Following:
    """Return the days of the year's quarterly report, which ends with the board; its day by month and day."""
    d = datetime.date
    last = d(year, *board)
    return Following("quarterly", year, d(year, 4, 1), d(year, 4, 13), d(year, 4, 27), last, last)


def annual(year: int, council: tuple[int, int]) -> Following:
    """Return the days of the year's annual report; the council's is given by month and day of the next year."""
    d, after = datetime.date, year + 1
    return Following(
        "annual", year, d(after, 1, 19), d(after, 2, 13), d(after, 2, 27), working(after, 4, 3), d(after, *council)
    )


INTERIM = {
    2023: interim(2023, (10, 4), (10, 26)),
    2024: interim(2024, (10, 9), (10, 24)),
    2025: interim(2025, (10, 8), (10, 23)),
    2026: interim(2026, (10, 7), (10, 22)),
}
QUARTERLY = {2025: quarterly(2025, (4, 30)), 2026: quarterly(2026, (5, 13))}
ANNUAL = {2023: annual(2023, (4, 25)), 2024: annual(2024, (4, 24)), 2025: annual(2025, (4, 23))}
