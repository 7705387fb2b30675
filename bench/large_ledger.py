"""Measures how fast large ledger files are read, and in how much memory: figures for ``make bench-large``.

By itself: ``python -m bench.large_ledger``. The files are made up: a municipality with some thousand coding strings,
of which a few are used most. Reading needs no database; the import is measured where Django is set up, as in
``python -m bench large``, and taken back.
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import django
from django.conf import settings

from styrhjul.integrations.ledger.proposing import propose
from styrhjul.integrations.ledger.reading import Ledger
from styrhjul.integrations.sie.reading import read

SIE_ROWS, CSV_ROWS = 200_000, 1_000_000
ROUNDS = 5

#: Rows a second, seconds, and megabytes
LEAST_KEPT, LEAST_SUMMED = 120_000, 300_000
MOST_SECONDS, MOST_MEGABYTES = 30, 300


class Figure(NamedTuple):
    """One line of what is measured; more than 1.00 in ratio is too slow, or too much."""

    name: str
    value: float
    unit: str
    limit: float
    ratio: float


def codings(chance: random.Random) -> list[tuple[str, str, str]]:
    """Return coding strings (ansvar, verksamhet, konto), those that are used most many times."""
    units = [(str(chance.randrange(10_000, 70_000, 100)), str(chance.randrange(100, 930, 10))) for _ in range(250)]
    accounts = [str(number) for number in range(3000, 7990, 70)]
    found = [(*unit, account) for unit in units for account in chance.sample(accounts, 24)]
    return found + [coding for coding in found[::20] for _ in range(100)]


def write_sie(path: Path, rows: int = SIE_ROWS) -> None:
    """Write a SIE file of type 4 with so many #TRANS, about 80 bytes each with their vouchers."""
    chance, number = random.Random(4), 0
    strings = codings(chance)
    with path.open("w", encoding="cp437", newline="\r\n") as file:
        file.write('#FLAGGA 0\n#FORMAT PC8\n#SIETYP 4\n#FNAMN "Exempelkommunen"\n#RAR 0 20250101 20251231\n')
        file.write('#DIM 1 "Ansvar"\n#DIM 20 "Verksamhet"\n')
        while number < rows:
            day = f"2025{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
            amounts = [chance.randint(-900_000, 900_000) for _ in range(min(chance.randint(2, 9), rows - number) - 1)]
            file.write(f'#VER A {number} {day} "Leverantörsfaktura" {day}\n{{\n')
            for ore in (*amounts, -sum(amounts)):
                unit, activity, account = chance.choice(strings)
                file.write(
                    f'#TRANS {account} {{1 "{unit}" 20 "{activity}"}} {ore / 100:.2f} {day} "Faktura {number}"\n'
                )
                number += 1
            file.write("}\n")


def write_csv(path: Path, rows: int = CSV_ROWS, *, is_distinct: bool = False) -> None:
    """Write a ledger of so many rows as Swedish systems export it; or with an object each, so that none are summed."""
    chance = random.Random(5)
    strings = codings(chance)
    with path.open("w", encoding="utf-8", newline="\r\n") as file:
        file.write("Ansvar;Verksamhet;Konto;Aktivitet;Objekt;Projekt;Motpart;Period;Verifikat;Text;Belopp\n")
        for number in range(rows):
            unit, activity, account = chance.choice(strings)
            amount = f"{chance.randint(-900_000, 900_000) / 100:.2f}".replace(".", ",")
            other = chance.choice(("", "", "811", "871"))
            period = f"2025{chance.randint(1, 12):02}"
            thing = number if is_distinct else ""
            file.write(f"{unit};{activity};{account};;{thing};;{other};{period};{number};Faktura {number};{amount}\n")


def fastest(act: Callable[[], object]) -> float:
    """Return the seconds of the fastest of some rounds: other work makes a round slower, and never faster."""
    took = []
    for _ in range(ROUNDS):
        before = time.perf_counter()
        act()
        took.append(time.perf_counter() - before)
    return min(took)


def sie_figures(folder: Path) -> Iterator[Figure]:
    """Yield how many #TRANS a second are read with all their fields, and summed by account, objects and month."""
    path = folder / "large.se"
    write_sie(path)
    for name, is_summed, least in (("kept", False, LEAST_KEPT), ("summed", True, LEAST_SUMMED)):

        def parse(is_summed: bool = is_summed) -> None:
            with path.open("rb") as file:
                if read(file, is_summed=is_summed).transactions != SIE_ROWS:
                    raise AssertionError("rows were lost")

        rate = SIE_ROWS / fastest(parse)
        yield Figure(f"large.sie.{name}", rate, "rows/s", least, least / rate)


def csv_figures(folder: Path) -> Iterator[Figure]:
    """Yield how long a CSV of a million rows takes to read, and the memory of a process that does nothing else."""
    path = folder / "large.csv"
    write_csv(path)
    asked = [sys.executable, "-m", "bench.large_ledger", str(path)]
    answers = [subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split() for _ in range(2)]
    seconds, megabytes = (min(float(answer[place]) for answer in answers) for place in (0, 1))
    yield Figure("large.csv.read", seconds, "s", MOST_SECONDS, seconds / MOST_SECONDS)
    yield Figure("large.csv.memory", megabytes, "MB", MOST_MEGABYTES, megabytes / MOST_MEGABYTES)


def read_csv(path: Path) -> tuple[float, float]:
    """Read a ledger, and return the seconds it took and the most megabytes that this process has had."""
    before = time.perf_counter()
    with path.open("rb") as file:
        ledger = Ledger(file, propose(file).profile)
        total = sum(row.amount for batch in ledger.batches() for row in batch)
    if (ledger.lines, ledger.total_ore, ledger.error_count) != (CSV_ROWS, total, 0):
        raise AssertionError("rows were lost")
    return time.perf_counter() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def import_figures(folder: Path) -> Iterator[Figure]:
    """Yield how long a CSV of a million rows takes to import into the database, and the memory of that process.

    Twice: as ledgers are, and where no two rows have the same coding string, so that a million rows are kept.
    """
    for name, is_distinct in (("import", False), ("import-distinct", True)):
        path = folder / f"{name}.csv"
        write_csv(path, is_distinct=is_distinct)
        asked = [sys.executable, "-m", "bench.large_ledger", str(path), "import"]
        answer = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
        seconds, megabytes = float(answer[0]), float(answer[1])
        yield Figure(f"large.csv.{name}", seconds, "s", MOST_SECONDS, seconds / MOST_SECONDS)
        yield Figure(f"large.csv.{name}.memory", megabytes, "MB", MOST_MEGABYTES, megabytes / MOST_MEGABYTES)


def import_csv(path: Path) -> tuple[float, float]:
    """Import a ledger and take it back; return the seconds, and the most megabytes that this process has had."""
    django.setup()
    from django.db import connection, transaction  # these need Django to be set up

    from styrhjul.budget.actions import confirm_batch
    from styrhjul.budget.models import PlaceRule, ServiceArea
    from styrhjul.integrations.bookings import Scope, preview

    with path.open("rb") as file, transaction.atomic():
        service = ServiceArea.objects.select_related("area")[0]  # else all is set aside, which is the least work
        PlaceRule.objects.bulk_create(
            PlaceRule(activity_code=str(digit), area=service.area, service=service) for digit in range(1, 10)
        )
        before = time.perf_counter()
        batch = preview(by=None, file=file, name=path.name, scope=Scope(2025, 1, 13), sign="plus")
        confirm_batch(by=None, batch=batch)
        connection.check_constraints()  # as committing does, and what is taken back is never committed
        took = time.perf_counter() - before
        if batch.row_count != CSV_ROWS:
            raise AssertionError("rows were lost")
        transaction.set_rollback(True)
    return took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def figures() -> Iterator[Figure]:
    """Yield every figure of large ledger files; that of the import where there is a database to import into."""
    with tempfile.TemporaryDirectory(prefix="styrhjul-bench-") as name:
        yield from sie_figures(Path(name))
        yield from csv_figures(Path(name))
        if settings.configured:
            yield from import_figures(Path(name))


def main() -> None:
    """Write the figures; or, given a CSV file, the seconds and megabytes of reading it."""
    if len(sys.argv) > 1:
        measure = import_csv if "import" in sys.argv else read_csv
        sys.stdout.write("{:.2f} {:.1f}\n".format(*measure(Path(sys.argv[1]))))
        return
    for name, value, unit, limit, ratio in figures():
        sys.stdout.write(f"{name} {value:.2f} {unit} {limit:.2f} {ratio:.2f}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
