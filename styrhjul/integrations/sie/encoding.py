"""Which characters a SIE file is written in. The format knows code page 437 only; the world knows others too."""

import codecs
import io
from collections import Counter
from typing import BinaryIO

BLOCK = 1 << 20
ASCII = bytes(range(128))

#: How å ä ö Å Ä Ö é ü are written in the code page of the format, and in Windows
CP437 = bytes((0x86, 0x84, 0x94, 0x8F, 0x8E, 0x99, 0x82, 0x81))
WINDOWS = "åäöÅÄÖéü".encode("cp1252")

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def opened(file: BinaryIO) -> tuple[BinaryIO, str]:
    """Return the file at its first byte of text, and its encoding: cp437, utf-8 or cp1252.

    UTF-16 and lines that end in a lone carriage return are rewritten in memory, so that every file can be read by
    line as bytes. The whole file is looked through once.
    """
    file.seek(0)
    start = file.read(BLOCK)
    if start.startswith(UTF_16):
        text = (start + file.read()).decode("utf-16", errors="replace")
        return io.BytesIO(text.replace("\r\n", "\n").replace("\r", "\n").encode()), "utf-8"
    if b"\n" not in start and b"\r" in start:
        whole = start + file.read()
        file = io.BytesIO(whole.replace(b"\r", b"\n"))
    encoding = _encoding(file)
    file.seek(len(codecs.BOM_UTF8) if start.startswith(codecs.BOM_UTF8) else 0)
    return file, encoding


def _encoding(file: BinaryIO) -> str:
    """Return the encoding that the bytes beyond ASCII speak for; code page 437 where nothing does."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, others = True, Counter[int]()
    while block := file.read(BLOCK):
        beyond = block.translate(None, ASCII)
        others.update(beyond)
        if is_utf8 and beyond:
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                is_utf8 = False
    if others and is_utf8:
        return "utf-8"
    return "cp1252" if sum(map(others.__getitem__, WINDOWS)) > sum(map(others.__getitem__, CP437)) else "cp437"
