"""The one cleaner of texts: what passes it can be shown in all four formats.

A single emoji or control character would otherwise stop a whole PDF, and some stop Word and Excel.
"""

import re
import unicodedata
from dataclasses import fields, replace
from typing import Any, TypeVar

from styrhjul.documents.content import NODES
from styrhjul.documents.coverage import COVERED

REPLACEMENT = "□"

Node = TypeVar("Node")

_LINES = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_ODD = re.compile(f"[^\n\t{COVERED}]")
_DROPPED = {"Cc", "Cf", "Cs"}  # control, invisible format, lone surrogate


def clean(text: str) -> str:
    """Return the text in NFC, with line feeds only, without control characters.

    A character that the bundled fonts lack becomes «□», so that the reader sees that something
    stood there; a space of another width becomes one that they have.
    """
    return _ODD.sub(_instead, unicodedata.normalize("NFC", _LINES.sub("\n", text)))


def cleaned(node: Node) -> Node:
    """Return the same node of the content tree with every text in it cleaned."""
    tree: Any = node
    if isinstance(tree, str):
        return clean(tree)  # type: ignore[return-value]
    if isinstance(tree, tuple):
        return tuple(cleaned(item) for item in tree)  # type: ignore[return-value]
    if type(tree).__name__ in NODES:
        return replace(tree, **{f.name: cleaned(getattr(tree, f.name)) for f in fields(tree)})
    return node


def _instead(match: re.Match[str]) -> str:
    kind = unicodedata.category(match[0])
    if kind == "Zs":
        return "\N{NO-BREAK SPACE}"
    return "" if kind in _DROPPED else REPLACEMENT
