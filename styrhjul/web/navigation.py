"""The main navigation: one list. A page that belongs in it adds its line when its view exists."""

from typing import NamedTuple

from django.http import HttpRequest
from django.urls import get_script_prefix

from styrhjul.web.addresses import address_of

#: (label, URL name) in the order shown. The order settled in the design: Start, Målkedja, Mått, Planer, Budget,
#: Ekonomi, Uppföljning, Intern kontroll, Årshjul, Beslut, Organisation, Signaler.
ENTRIES: tuple[tuple[str, str], ...] = (
    ("Start", "start"),
    ("Målkedja", "chain_now"),
    ("Mått", "measures"),
    ("Planer", "plans_now"),
    ("Budget", "budget_now"),
    ("Ekonomi", "economy_now"),
    ("Uppföljning", "rounds"),
    ("Intern kontroll", "control_now"),
    ("Årshjul", "wheel_now"),
    ("Beslut", "meetings"),
    ("Organisation", "bodies"),
    ("Signaler", "findings_now"),
)

#: What only those signed in find in the navigation: signals and the work of the year are never published (T-2).
FOR_THOSE_SIGNED_IN = frozenset({"findings_now", "wheel_now"})

#: The URL name of the page that a signed-in person's name leads to, and that signing in ends on: Min sida.
MY_PAGE = "my_page"


class Entry(NamedTuple):
    """A line of the navigation, with its address and whether the page shown lies below it."""

    label: str
    address: str
    is_current: bool


def navigation(request: HttpRequest) -> list[Entry]:
    """Return the lines of the main navigation, with the one marked whose address the page's address begins with."""
    signed_in = getattr(getattr(request, "user", None), "is_authenticated", False)
    shown = [(label, name) for label, name in ENTRIES if signed_in or name not in FOR_THOSE_SIGNED_IN]
    addresses = [(label, address_of(name)) for label, name in shown]
    root = get_script_prefix()
    return [
        Entry(label, address, request.path == address or (address != root and request.path.startswith(address)))
        for label, address in addresses
    ]


def my_page() -> str:
    """Return the address of the person's own page."""
    return address_of(MY_PAGE)
