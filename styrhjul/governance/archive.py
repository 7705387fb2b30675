"""How what is decided is kept for an archive: checksums, the index and the package, as pure functions (L-10).

The fields of the index are described in docs/arkiv.md.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from xml.etree import ElementTree

INDEX = "index.xml"
CHECKSUMS = "kontrollsummor.sha256"
DATA = "innehall.json"
DECISION = "beslut.json"

#: The name of the index's form, with its version; a change of the fields gets a new number.
NAMESPACE = "urn:styrhjul:arkivpaket:1"

#: The time that each file in a package bears, so that the same content gives the same bytes: ZIP's own first moment.
NO_TIME = (1980, 1, 1, 0, 0, 0)


class File(NamedTuple):
    """A file in a package: its name, its type, what it is there, and its bytes."""

    name: str
    media_type: str
    role: str
    content: bytes


def canonical(content: Any) -> bytes:
    """Return plain data as canonical JSON: sorted keys and no spaces, so that equal data gives equal bytes."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def checksum_of(content: bytes) -> str:
    """Return the SHA-256 of the bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def pack(about: Mapping[str, Mapping[str, Any]], files: Sequence[File]) -> bytes:
    """Return the package: the files, the index that tells what they are, and the checksum of each (L-10)."""
    index = File(INDEX, "application/xml", "index", index_of(about, files))
    listed = [index, *files]
    sums = "".join(f"{checksum_of(one.content)}  {one.name}\n" for one in listed)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for one in (*listed, File(CHECKSUMS, "text/plain", "", sums.encode())):
            entry = zipfile.ZipInfo(one.name, NO_TIME)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            package.writestr(entry, one.content)
    return out.getvalue()


def index_of(about: Mapping[str, Mapping[str, Any]], files: Sequence[File]) -> bytes:
    """Return the index as XML in UTF-8: each group of ``about`` with its fields, then every file with its checksum."""
    root = ElementTree.Element("arkivpaket", {"xmlns": NAMESPACE})
    for group, told in about.items():
        element = ElementTree.SubElement(root, group)
        for name, value in told.items():
            for one in value if isinstance(value, list) else [value]:
                ElementTree.SubElement(element, name).text = _writable(str(one))
    listed = ElementTree.SubElement(root, "filer")
    for file in files:
        size, checksum = str(len(file.content)), checksum_of(file.content)
        told = {"namn": file.name, "typ": file.media_type, "roll": file.role, "storlek": size, "sha256": checksum}
        ElementTree.SubElement(listed, "fil", told)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _writable(text: str) -> str:
    """Return the text without the control characters that XML cannot hold."""
    return "".join(char for char in text if char >= " " or char in "\t\n\r")


def faults_in(package: bytes) -> Iterator[str]:
    """Yield what is wrong in a package: files whose checksum differs, that are missing, or that nobody has listed."""
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as opened:
            kept = {name: opened.read(name) for name in opened.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        yield f"går inte att öppna ({error})"
        return
    lines = kept.pop(CHECKSUMS, b"").decode(errors="replace").splitlines()
    listed = {name: checksum for checksum, _, name in (line.partition("  ") for line in lines)}
    for name in sorted(listed.keys() | kept.keys()):
        if name not in kept:
            yield f"filen {name} saknas"
        elif listed.get(name) != checksum_of(kept[name]):
            yield f"filen {name} stämmer inte med sin kontrollsumma"


def content_of(package: bytes, name: str) -> bytes | None:
    """Return the bytes of a file in a package; None where it is not there, or the package does not open."""
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as opened:
            return opened.read(name)
    except (KeyError, zipfile.BadZipFile, OSError, ValueError):
        return None
