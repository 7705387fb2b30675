"""#KSUMMA: the control sum that a file may end in (the format, section 10)."""

import zlib
from typing import BinaryIO

from styrhjul.integrations.sie.tokens import tokenize

#: What stands between the fields and is in no sum
_BETWEEN = b' \t\r\n{}"'


def control_sum(file: BinaryIO, encoding: str) -> tuple[int, str]:
    """Return the CRC-32 of all labels and fields between the two #KSUMMA, and the sum that the last of them states.

    Code page 437 is what the sum is reckoned in, whichever the file is written in. Read from where the file stands.
    """
    total, is_between = 0, False
    for line in file:
        if line.lstrip()[:7].upper() == b"#KSUMMA":
            if is_between:
                stated = tokenize(line).values
                return total, str(stated[0], "ascii", "replace") if stated and isinstance(stated[0], bytes) else ""
            is_between = True
        elif is_between:
            total = zlib.crc32(_summed(line, encoding), total)
    return total, ""


def _summed(line: bytes, encoding: str) -> bytes:
    if encoding != "cp437":
        line = line.decode(encoding, errors="replace").encode("cp437", errors="replace")
    if b'"' not in line:
        return line.translate(None, _BETWEEN)
    label, values, _ = tokenize(line)
    return label + b"".join(b"".join(value) if isinstance(value, list) else value for value in values)
