"""Reads a SIE file of any kind: types 1–4 line by line, and SIE 5 (sie5.py)."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from styrhjul.integrations.ledger.content import UnreadableFile
from styrhjul.integrations.sie import sie5
from styrhjul.integrations.sie.content import SieFile
from styrhjul.integrations.sie.control_sum import control_sum
from styrhjul.integrations.sie.encoding import opened
from styrhjul.integrations.sie.kept import Kept
from styrhjul.integrations.sie.records import RECORDS, record_of
from styrhjul.integrations.sie.summed import Summed
from styrhjul.integrations.sie.tokens import Fields, tokenize
from styrhjul.integrations.sie.vouchers import VOUCHER_RECORDS


def read(file: BinaryIO, *, is_summed: bool = False) -> SieFile:
    """Return what a SIE file holds, with every departure from the format as a problem with its line.

    ``file`` is binary and can be sought in. Summed, the vouchers are not kept, only their sums by account, objects and
    month: twice as fast, and in little memory. A row that cannot be read is a problem and stands in no sum. Raises
    UnreadableFile (Swedish) when there is no SIE in the file.
    """
    with _collecting_nothing():
        return _read(file, is_summed)


@contextmanager
def _collecting_nothing() -> Iterator[None]:
    """Let the garbage collector rest: it would go through all that is read again and again, and find nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(file: BinaryIO, is_summed: bool) -> SieFile:
    source, encoding = opened(file)
    begins_at = source.tell()
    if sie5.is_xml(source):
        return sie5.read(source, is_summed=is_summed)
    source.seek(begins_at)
    result = _Lines(encoding, is_summed=is_summed).read(source)
    if not result.records.total():
        raise UnreadableFile("Filen är ingen SIE-fil: ingen av dess rader börjar med en post som #SIETYP eller #KONTO.")
    _check_control_sum(result, source, begins_at)
    _check_head(result)
    return result


class _Lines:
    """Reads the lines of a SIE 4 file into a SieFile."""

    def __init__(self, encoding: str, *, is_summed: bool) -> None:
        self._file = SieFile(is_summed=is_summed)
        self._file.head.encoding = self._encoding = encoding
        self._vouchers = (Summed if is_summed else Kept)(self._file, encoding)

    def read(self, source: BinaryIO) -> SieFile:
        self._vouchers.read(source, self._careful)
        return self._file

    def _careful(self, line: bytes, number: int) -> None:
        """Read a line that is no regular row of a voucher, and count what record it is."""
        if self._vouchers.brace(line.strip(), number):
            return
        fields = tokenize(line)
        label = fields.label.decode("ascii", errors="replace").upper()
        if not label.startswith("#"):
            if line.strip(b" \t\r\n\x1a"):  # 1A ends a file from the days of DOS
                self._file.note(number, "", f"raden börjar inte med #: «{line[:40].decode(self._encoding, 'replace')}»")
        elif label in RECORDS or label in VOUCHER_RECORDS:
            self._known(fields, label, number)
        else:
            self._file.unknown[label] += 1

    def _known(self, fields: Fields, label: str, number: int) -> None:
        self._file.records[label] += 1
        if fields.fault:
            self._file.note(number, label, fields.fault)
        try:
            record = record_of(fields, number, self._encoding)
            if label in VOUCHER_RECORDS:
                self._vouchers.careful(record)
            else:
                RECORDS[label](self._file, record)
        except ValueError as error:
            self._file.note(number, label, f"{error}. Posten är inte med.")


def _check_control_sum(result: SieFile, source: BinaryIO, begins_at: int) -> None:
    if not result.records["#KSUMMA"]:
        return
    if result.records["#KSUMMA"] == 1:
        result.head.control_sum = "missing"
        result.note(
            0, "#KSUMMA", "filen säger att den har en kontrollsumma, men den saknas sist: filen kan vara avhuggen"
        )
        return
    source.seek(begins_at)
    reckoned, stated = control_sum(source, result.head.encoding)
    result.head.control_sum = "right" if str(reckoned) == stated else "wrong"
    if result.head.control_sum == "wrong":
        result.note(
            0, "#KSUMMA", f"kontrollsumman är {reckoned} men anges som «{stated[:40]}»: filen har ändrats eller skadats"
        )


def _check_head(result: SieFile) -> None:
    head = result.head
    if head.sie_type is None:
        result.note(0, "#SIETYP", "filen säger inte vilken typ den är; typ 1 antas")
    if head.encoding != "cp437":
        result.note(0, "#FORMAT", f"filen är skriven i {head.encoding}, inte i teckentabell 437 som formatet säger")
