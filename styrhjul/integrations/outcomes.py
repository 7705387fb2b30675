"""Outcomes from a spreadsheet: CSV or XLSX read, checked line by line, and imported whole or not at all (M-2, M-3)."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django.db import transaction
from python_calamine import CalamineError, CalamineWorkbook

from styrhjul.goals.actions.measures import Reading, report_outcomes, too_many_decimals
from styrhjul.goals.models import Measure
from styrhjul.goals.terms import Origin, Period, Sex
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.models import Person

#: The columns of the file: what each is called, and what it holds. The first three must be there.
COLUMNS: Mapping[str, str] = {
    "mått": "måttets namn, nummer eller beteckning hos källan",
    "period": "2025, 2025 T1, 2025 K2, 2025-03 eller 2024/2025",
    "värde": "ett tal, till exempel 97,5, eller i ord varför det saknas",
    "kön": "totalt, kvinnor eller män (tomt betyder totalt)",
    "antal": "hur många personer värdet bygger på (frivilligt)",
    "preliminärt": "ja eller nej (frivilligt)",
}
NEEDED = ("mått", "period", "värde")

#: A file larger than this is refused: an outcome is a line, and a municipality has some thousands.
MOST_BYTES = 5_000_000
MOST_LINES = 20_000

SEXES = {"": Sex.TOTAL, "totalt": Sex.TOTAL, "t": Sex.TOTAL, "kvinnor": Sex.WOMEN, "k": Sex.WOMEN, "män": Sex.MEN,
         "m": Sex.MEN}  # fmt: skip
YES = {"": False, "nej": False, "ja": True}

#: Years that an outcome may be of.
FIRST_YEAR, LAST_YEAR = 1990, 2100


class FileError(NamedTuple):
    """What is wrong in a file: the file, the line, the column, and what was expected."""

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}, rad {self.line}" if self.line else self.file
        return f"{where}{f', kolumn {self.column}' if self.column else ''}: {self.message}"


class Line(NamedTuple):
    """A line of the file that could be read: its number, the measure, and the value to report."""

    number: int
    measure: Measure
    reading: Reading


@dataclass
class Preview:
    """What a file would import: the lines that are right, and what is wrong; nothing is imported until all is right."""

    file: str
    lines: list[Line] = field(default_factory=list)
    errors: list[FileError] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        """Whether the file can be imported: at least one line, and nothing wrong."""
        return bool(self.lines) and not self.errors


def read_table(file: str, content: bytes) -> list[list[str]]:
    """Return the file's lines as texts. Raises Refused for a file that is no CSV or XLSX that can be read."""
    if len(content) > MOST_BYTES:
        raise Refused(f"{file} är större än {MOST_BYTES // 1_000_000} MB. Dela upp filen.", "M-3")
    rows = _from_xlsx(file, content) if content[:2] == b"PK" else _from_csv(file, content)
    if len(rows) > MOST_LINES:
        raise Refused(f"{file} har fler än {MOST_LINES} rader. Dela upp filen.", "M-3")
    return rows


def _from_xlsx(file: str, content: bytes) -> list[list[str]]:
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        return [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, OSError, IndexError, ValueError) as error:
        raise Refused(f"{file} går inte att läsa som Excel-fil (.xlsx).", "M-3") from error


def _text(cell: Any) -> str:
    """Return a cell as text; a whole number without its decimal point, others without the noise of a sum."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.12g}"
    return str(cell).strip()


def _from_csv(file: str, content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise Refused(f"{file} är varken CSV eller Excel (.xlsx).", "M-3")
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    try:
        return [
            [cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise Refused(f"{file} går inte att läsa som CSV: kontrollera citattecknen.", "M-3") from error


def preview(file: str, rows: Sequence[Sequence[str]], person: Person | None) -> Preview:
    """Return what the rows would import, with every fault named by line, column and what was expected (M-3)."""
    shown = Preview(file)
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    missing = [name for name in NEEDED if name not in header]
    if missing:
        wanted = ", ".join(f"«{name}»" for name in missing)
        shown.errors.append(FileError(file, 1, "", f"Rubrikraden saknar {wanted}. Väntade: {', '.join(COLUMNS)}."))
        return shown
    measures = _measures(person)
    seen: dict[tuple[object, ...], int] = {}
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cells):
            continue
        values = dict(zip(header, [*cells, *[""] * len(header)], strict=False))
        line = _line(shown, number, values, measures)
        if line is not None:
            key = (line.measure.pk, line.reading.period, line.reading.year, line.reading.number, line.reading.sex)
            if key in seen:
                message = f"Samma mått, period och kön står redan på rad {seen[key]}."
                shown.errors.append(FileError(file, number, "period", message))
            seen.setdefault(key, number)
            shown.lines.append(line)
    if not shown.lines and not shown.errors:
        shown.errors.append(FileError(file, 2, "", "Filen har ingen rad med värden."))
    return shown


def _measures(person: Person | None) -> dict[str, list[Measure]]:
    """Return the measures that the person reports, by name, number and the source's designation."""
    mine = Measure.objects.reported_by(person) if person else Measure.objects.all()
    found: dict[str, list[Measure]] = {}
    for measure in mine:
        for key in {measure.name.lower(), str(measure.pk), measure.external_id.lower()} - {""}:
            found.setdefault(key, []).append(measure)
    return found


def _line(shown: Preview, number: int, values: Mapping[str, str], measures: Mapping[str, list[Measure]]) -> Line | None:
    """Return the line as a value to report, None when something in it is wrong; the faults go to the preview."""
    wrong: list[tuple[str, str]] = []
    named = measures.get(values["mått"].lower(), [])
    if len(named) != 1:
        wrong.append(("mått", _which(values["mått"], named)))
    period = parse_period(values["period"])
    if period is None:
        wrong.append(("period", f"«{values['period']}» är ingen period. Väntade {COLUMNS['period']}."))
    value, words = parse_value(values["värde"])
    if fault := _fault_in_value(value, words, named):
        wrong.append(("värde", fault))
    sex = SEXES.get(values.get("kön", "").lower())
    if sex is None:
        wrong.append(("kön", f"«{values['kön']}» känns inte igen. Väntade {COLUMNS['kön']}."))
    persons = parse_persons(values.get("antal", ""))
    if persons is False:
        wrong.append(("antal", f"«{values['antal']}» är inget antal. Väntade ett heltal."))
    preliminary = YES.get(values.get("preliminärt", "").lower())
    if preliminary is None:
        wrong.append(("preliminärt", "Väntade ja eller nej."))
    shown.errors.extend(FileError(shown.file, number, column, message) for column, message in wrong)
    if wrong or period is None:
        return None
    kind, year, part = period
    reading = Reading(year, value, kind, part, str(sex), None, words, persons or None, bool(preliminary))
    return Line(number, named[0], reading)


def _fault_in_value(value: Decimal | None, words: str, named: Sequence[Measure]) -> str:
    if value is None and not words:
        return "Värdet saknas. Skriv ett tal, eller i ord varför det saknas."
    return too_many_decimals(named[0], value) if len(named) == 1 else ""


def _which(text: str, named: Iterable[Measure]) -> str:
    found = list(named)
    if not found:
        return f"«{text}» är inget mått som du rapporterar. Väntade {COLUMNS['mått']}."
    numbers = ", ".join(str(measure.pk) for measure in found)
    return f"Flera mått heter «{text}». Skriv måttets nummer: {numbers}."


PERIODS = (
    (re.compile(r"(\d{4})"), Period.YEAR),
    (re.compile(r"(\d{4})\s*[tT]([1-3])"), Period.FOUR_MONTH),
    (re.compile(r"(\d{4})\s*[kKqQ]([1-4])"), Period.QUARTER),
    (re.compile(r"(\d{4})-(0?[1-9]|1[0-2])"), Period.MONTH),
)
SCHOOL_YEAR = re.compile(r"(\d{4})\s*/\s*(\d{2}|\d{4})")


def parse_period(text: str) -> tuple[str, int, int] | None:
    """Return the kind of period, the year and the number in the year; a school year is its last year; None if none."""
    text = text.strip()
    for pattern, kind in PERIODS:
        match = pattern.fullmatch(text)
        if match and FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            return kind, int(match[1]), int(match[2]) if match.lastindex == 2 else 1
    match = SCHOOL_YEAR.fullmatch(text)
    if match and FIRST_YEAR <= int(match[1]) < LAST_YEAR and int(match[2]) % 100 == (int(match[1]) + 1) % 100:
        return Period.SCHOOL_YEAR, int(match[1]) + 1, 1
    return None


def parse_value(text: str) -> tuple[Decimal | None, str]:
    """Return the number, or the words that stand where a number is missing (as «Stängt»); both empty for nothing."""
    plain = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("\u2212", "-").rstrip("%")
    try:
        value = Decimal(plain.replace(",", ".", 1))
        fits = value.is_finite() and abs(value) < Decimal(10) ** 12
    except InvalidOperation:
        return None, text.strip()[:80]
    return (value, "") if fits else (None, "")


def parse_persons(text: str) -> int | bool | None:
    """Return how many persons, None when nothing is said, False when it is no number."""
    if not text.strip():
        return None
    return int(text) if text.isdecimal() and len(text) < 10 else False


@transaction.atomic
def import_outcomes(*, by: Person, shown: Preview, reason: str = "") -> int:
    """Import every line of the preview or none, and return how many new values there are (M-2, M-6).

    Raises Refused when the preview has faults, or when a value would be corrected without a reason.
    """
    if not shown.is_right:
        raise Refused("Filen har fel och har inte lästs in. Rätta raderna och försök igen.", "M-3")
    by_measure: dict[int, tuple[Measure, list[Reading]]] = {}
    for line in shown.lines:
        by_measure.setdefault(line.measure.pk, (line.measure, []))[1].append(line.reading)
    return sum(
        len(
            report_outcomes(
                by=by, measure=measure, readings=readings, origin=Origin.FILE, source=shown.file, reason=reason
            )
        )
        for measure, readings in by_measure.values()
    )


def as_csv(rows: Sequence[Sequence[str]]) -> str:
    """Return the rows as CSV text: what the preview's form carries along until it is confirmed."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(rows)
    return text.getvalue()
