"""From a ledger file to a previewed import: read whole, every row kept, set aside or named as a fault (B-6)."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Literal

from styrhjul.budget import actions
from styrhjul.budget.actions import Booked, Tally
from styrhjul.budget.models import Batch, ImportProfile
from styrhjul.governance.workflow import Refused
from styrhjul.integrations.ledger.content import CLOSING, WHOLE_YEAR, CodedAmount
from styrhjul.integrations.ledger.profile import Profile
from styrhjul.integrations.ledger.proposing import propose
from styrhjul.integrations.ledger.reading import Ledger
from styrhjul.integrations.sie.coding import actuals, propose_dimensions
from styrhjul.integrations.sie.reading import read
from styrhjul.organisation.models import Person

#: So many bytes a file may have; a million rows are some 80 million.
MOST_BYTES = 250_000_000

#: What the sign of costs is said to be: guessed from the file, or told.
Sign = Literal["", "plus", "minus"]


class FaultyFile(ValueError):
    """The file has lines that cannot be read: the first of them in Swedish, and how many there are in all."""

    def __init__(self, faults: Sequence[str], count: int) -> None:
        super().__init__(f"{count} rader i filen går inte att läsa. Inget är inläst. Rätta dem och läs in filen igen.")
        self.faults, self.count = faults, count


@dataclass(frozen=True)
class Scope:
    """What a file is said to cover: the year, its periods (13 is the closing), and whether they are preliminary."""

    year: int
    first_period: int
    last_period: int
    is_preliminary: bool = False


def source_of(file: BinaryIO, name: str) -> Literal["SIE", "XLSX", "CSV"]:
    """Return what kind of file it is, by its first bytes and its name; the file stands at its beginning after."""
    file.seek(0)
    start = file.read(512)
    file.seek(0)
    if start.startswith(b"PK"):
        return "XLSX"
    is_sie = start.lstrip(b"\xef\xbb\xbf \r\n").upper().startswith((b"#FLAGGA", b"#SIETYP", b"#PROGRAM"))
    return "SIE" if is_sie or name.casefold().endswith((".se", ".si", ".sie")) else "CSV"


def checksum_of(file: BinaryIO) -> str:
    """Return the SHA-256 of the file, which stands at its beginning after."""
    file.seek(0)
    found = hashlib.sha256()
    while part := file.read(1 << 20):
        found.update(part)
    file.seek(0)
    return found.hexdigest()


def periods_of(of: Mapping[int, Collection[int]]) -> str:
    """Return periods in words, year by year: «2025, period 1–12, och 2026, period 3»."""
    spans = []
    for year, periods in sorted(of.items()):
        first, last = min(periods), max(periods)
        spans.append(f"{year}, period {first}" + (f"–{last}" if last > first else ""))
    return " och ".join(spans)


class Reading:
    """A file on its way in: ``rows`` yields what is kept, and ``tally`` then tells what all of it was."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._outside = self._outside_ore = 0
        self._elsewhere: dict[int, set[int]] = {}  # the periods outside the scope, by year
        self._lines = self._total_ore = 0
        self._notes: list[str] = []

    def from_table(self, file: BinaryIO, profile: Profile) -> Iterator[Booked]:
        """Yield the rows of a CSV or Excel file. Raises UnreadableFile, and FaultyFile when all of it is read."""
        ledger = Ledger(file, profile)
        yield from self._within(row for batch in ledger.batches() for row in batch)
        if ledger.error_count:
            raise FaultyFile([str(error) for error in ledger.errors], ledger.error_count)
        self._lines, self._total_ore, self._notes = ledger.lines, ledger.total_ore, ledger.notes

    def from_sie(self, file: BinaryIO, dimensions: dict[str, str], *, turned: bool = False) -> Iterator[Booked]:
        """Yield the rows of a SIE file. Raises UnreadableFile, FaultyFile, and Refused when it has no months."""
        found = read(file, is_summed=True)
        amiss = [one for one in found.problems if one.message.endswith("Posten är inte med.")]
        if amiss:
            raise FaultyFile([f"Rad {one.line}, {one.record}: {one.message}" for one in amiss], len(amiss))
        ledger = actuals(found, dimensions or propose_dimensions(found))
        if any(row.period == WHOLE_YEAR for row in ledger.rows):
            raise Refused("Filen har bara hela årets summor. Hämta en SIE-fil av typ 2, 3 eller 4.", "B-6")
        if ledger.unplaced_ore:
            raise FaultyFile(ledger.notes, len(ledger.notes))
        sign = -1 if turned else 1
        yield from self._within(row._replace(amount=row.amount * sign) for row in ledger.rows)
        self._lines, self._total_ore = found.transactions or len(ledger.rows), ledger.total_ore * sign
        self._notes = [*ledger.notes, *(f"Rad {one.line}: {one.message}" for one in found.problems)]

    def _within(self, rows: Iterable[CodedAmount]) -> Iterator[Booked]:
        year, first, last = self._scope.year, self._scope.first_period, self._scope.last_period
        for row in rows:
            if row.year == year and first <= row.period <= last:
                yield Booked._make(row[1:])
            else:
                self._outside += 1
                self._outside_ore += row.amount
                self._elsewhere.setdefault(row.year, set()).add(row.period)

    def tally(self) -> Tally:
        """Return what the file held, in öre: all of it, and what lay outside the year and its periods."""
        outside = [f"Raderna utanför gäller {periods_of(self._elsewhere)}."] if self._outside else []
        return Tally(self._lines, self._total_ore, self._outside, self._outside_ore, [*outside, *self._notes[:200]])


def profile_for(file: BinaryIO, saved: ImportProfile | None, sign: Sign = "") -> tuple[Profile, list[str]]:
    """Return the saved profile, or the one proposed for the file, with what is to be settled before it can be read.

    Raises UnreadableFile (Swedish) when the file is no table, and ValueError for a saved profile that is none.
    """
    if saved is not None:
        profile, doubts = Profile.from_json(saved.settings), []
    else:
        proposal = propose(file)
        profile, doubts = proposal.profile, list(proposal.doubts)
        file.seek(0)
    return (replace(profile, cost_is=sign) if sign else profile), doubts


def preview(
    *, by: Person | None, file: BinaryIO, name: str, scope: Scope, saved: ImportProfile | None = None, sign: Sign = ""
) -> Batch:
    """Return the batch that the file would become; it counts for nothing until it is confirmed (B-6).

    Raises UnreadableFile and FaultyFile (Swedish) for a file that cannot be read, and Refused for one that may not be
    imported; then nothing is kept.
    """
    if not 1 <= scope.first_period <= scope.last_period <= CLOSING:
        raise Refused("Perioderna ligger i fel ordning.", "B-6", {"last_period": "Välj en senare period."})
    source, checksum = source_of(file, name), checksum_of(file)
    reading = Reading(scope)
    if source == "SIE":
        dimensions = dict(saved.settings.get("dimensions", {})) if saved else {}
        rows = reading.from_sie(file, dimensions, turned=sign == "minus")
    else:
        profile, doubts = profile_for(file, saved, sign)
        if doubts:
            raise FaultyFile(doubts, len(doubts))
        rows = reading.from_table(file, profile)
    return actions.stage_batch(
        by=by, file_name=name[:200], checksum=checksum, source=source, year=scope.year,
        first_period=scope.first_period, last_period=scope.last_period, is_preliminary=scope.is_preliminary,
        profile=saved, rows=rows, tally=reading.tally,
    )  # fmt: skip
