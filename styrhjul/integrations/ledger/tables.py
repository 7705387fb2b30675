"""CSV and Excel as lines of cells, one at a time, with the number of each line in the file."""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO, NamedTuple, TextIO

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from styrhjul.integrations.ledger.content import UnreadableFile
from styrhjul.integrations.ledger.profile import Profile

BLOCK = 1 << 20
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
DELIMITERS = ";\t,|"

#: So many lines are looked at to find out how a file is written
SAMPLE = 200

#: A workbook is unpacked whole in memory: past this it is to be saved as CSV, which is read line by line
MOST_UNPACKED_BYTES = 400_000_000

#: The number of a line, and its cells: texts from CSV; numbers and dates too from Excel
Line = tuple[int, Sequence[Any]]


class BrokenQuotes(ValueError):
    """A quotation mark that is not closed has swallowed the lines after it; ``line`` is where it stands."""

    def __init__(self, line: int, last: int) -> None:
        super().__init__(f"Ett citattecken stängs inte: raderna {line}–{last} går inte att läsa var för sig.")
        self.line = line


class Table(NamedTuple):
    """A file as lines of cells, and how it was found to be written; both empty for Excel."""

    lines: Iterator[Line]
    encoding: str
    delimiter: str


@contextmanager
def opened(file: BinaryIO, profile: Profile) -> Iterator[Table]:
    """Give the file's lines, from the first. Raises UnreadableFile (Swedish) for what is neither CSV nor Excel."""
    file.seek(0)
    start = file.read(4096)
    if start.startswith(b"PK"):
        yield Table(_excel(file, profile.sheet), "", "")
        return
    encoding = profile.encoding or _encoding(file, start)
    if b"\x00" in start and encoding != "utf-16":
        raise UnreadableFile("Filen är varken CSV eller Excel (.xlsx).")
    file.seek(0)
    text = io.TextIOWrapper(
        file, encoding="utf-8-sig" if encoding == "utf-8" else encoding, errors="replace", newline=""
    )
    try:
        delimiter = profile.delimiter or _delimiter(text, profile.rows_to_skip)
        text.seek(0)
        yield Table(_csv(text, delimiter), encoding, delimiter)
    finally:
        text.detach()


def _encoding(file: BinaryIO, start: bytes) -> str:
    """Return utf-8 when the whole file is, otherwise Windows-1252; utf-16 when the file begins by saying so."""
    if start.startswith(UTF_16):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while block := file.read(BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _delimiter(text: TextIO, rows_to_skip: int) -> str:
    """Return the sign that parts the most lines alike: the one with most lines of the commonest number of cells."""
    sample = [line for _, line in zip(range(rows_to_skip + SAMPLE), text, strict=False)][rows_to_skip:]

    def weight(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if len(row) > 1]
        common = max(widths, key=lambda width: (widths.count(width), width), default=0)
        return widths.count(common), common

    try:
        return max(DELIMITERS, key=weight)
    except csv.Error:
        return ";"


def _csv(text: TextIO, delimiter: str) -> Iterator[Line]:
    """Yield the lines; raises BrokenQuotes when one has swallowed others, and csv.Error past the longest of cells."""
    reader = csv.reader(text, delimiter=delimiter)
    before = widest = 0
    for cells in reader:
        last = reader.line_num
        if last - before > 1:
            # A table of n lines has n times as many delimiters as a line; a text of n lines has not
            inside = sum(cell.count(delimiter) for cell in cells) + len(cells) - 1
            if widest > 2 and inside >= (last - before) * (widest - 1):
                raise BrokenQuotes(before + 1, last)
        widest = max(widest, len(cells))
        yield before + 1, cells
        before = last


def _excel(file: BinaryIO, sheet: str) -> Iterator[Line]:
    """Return the lines of a sheet: the one of that name, or the first that is not hidden."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            unpacked = sum(part.file_size for part in package.infolist())
        if unpacked > MOST_UNPACKED_BYTES:
            raise UnreadableFile("Arbetsboken är för stor för att läsas på en gång. Spara bladet som CSV.")
        file.seek(0)
        book = CalamineWorkbook.from_filelike(file)
        shown = [each.name for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible]
        if (sheet and sheet not in book.sheet_names) or not shown:
            raise UnreadableFile(f"Arbetsboken har inget blad som heter «{sheet}».")
        found = book.get_sheet_by_name(sheet or shown[0])
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile("Filen går inte att läsa som Excel-fil (.xlsx).") from error
    indent = [""] * (found.start[1] if found.start else 0)
    return ((number, [*indent, *cells]) for number, cells in enumerate(found.iter_rows(), 1))
