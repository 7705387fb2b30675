"""The municipality's own colour and arms in its documents; everything else of the look is Styrhjul's."""

import re
from dataclasses import dataclass
from pathlib import Path

#: The contrast that text on white paper needs (WCAG 1.4.3): links and the title page's edge have the colour.
LEAST_CONTRAST = 4.5

_COLOUR = re.compile(r"#[0-9a-f]{6}")


class LookError(ValueError):
    """A colour or arms that cannot be used; the text says why, in Swedish, for whoever runs the software."""


@dataclass(frozen=True)
class Look:
    """A colour as ``#rrggbb``, and the arms as an SVG's text or a PNG's bytes; without arms an empty text."""

    colour: str = "#005db1"
    arms: str | bytes = ""


OURS = Look()


def look_of(colour: str, arms: Path | None) -> Look:
    """Return the look of the colour and the file with the arms. Raises LookError for what cannot be used."""
    colour = colour.strip().lower() or OURS.colour
    if not _COLOUR.fullmatch(colour):
        raise LookError(f"Färgen «{colour}» skrivs som #005db1: en fyrkant och sex siffror eller bokstäver a–f.")
    if contrast_with_white(colour) < LEAST_CONTRAST:
        raise LookError(f"Färgen {colour} är för ljus för text på vitt papper. Välj en mörkare.")
    return Look(colour, _arms(arms) if arms else "")


def contrast_with_white(colour: str) -> float:
    """Return the contrast between the colour and white, 1 to 21, as WCAG 2 reckons it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _arms(file: Path) -> str | bytes:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise LookError(f"Vapnet i {file} går inte att läsa: {error.strerror}.") from error
    if content.startswith(b"\x89PNG"):
        return content
    if file.suffix.lower() == ".svg" and b"<svg" in content:
        return content.decode()
    raise LookError(f"Vapnet i {file} ska vara en bild i formatet SVG eller PNG.")
