"""Every page of the demonstration, found by its links: no breach that axe finds, nothing that scrolls sideways."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

#: Whose links are followed: between them they see every kind of page.
READERS = ("", "Tomas Ekelund", "Sara Stenhag", "Carina Dahlgren", "Ada Sjöquist")

#: What is no page, or leads out of the one who reads.
NOT_PAGES = re.compile(r"logga-ut|/(pdf|docx|xlsx|html)/|\.ics|bilaga|/fil/|kallelse")

#: Where everybody's links begin, and a page that nothing links to: that of an address which is not there.
FIRST = ("/", "/min-sida/")
NOWHERE = "/finns-inte/"

OPEN_PAGES = ("/logga-in/", "/glomt-losenord/", "/om/", "/styrning/", "/tillganglighet/")

#: Kinds of page the demonstration must show; a crawl that finds fewer has lost its way.
FEWEST = 120


def kind_of(address: str) -> str:
    """Return the address with its numbers and questions taken out: one page of a kind stands for all."""
    return re.sub(r"\d+", "N", address.split("#")[0].split("?")[0])


def pages_of(page: Page) -> list[str]:
    """Return one address of every kind of page that the reader reaches by links."""
    found: dict[str, str] = {kind_of(address): address for address in FIRST}
    waiting = list(found.values())
    while waiting:
        address = waiting.pop(0)
        answer = page.request.get(address)
        if "html" not in answer.headers.get("content-type", ""):
            found.pop(kind_of(address))
            continue
        links = re.findall(r'href="([^"#][^"]*)"', answer.text()) if answer.ok else []
        for link in links:
            to = link.replace("&amp;", "&")
            if not to.startswith("/") or to.startswith("/static") or NOT_PAGES.search(to) or kind_of(to) in found:
                continue
            found[kind_of(to)] = to
            waiting.append(to)
    return list(found.values())


@pytest.fixture(scope="session")
def addresses() -> dict[str, list[str]]:
    """What each reader reaches, found once a run."""
    return {}


def examine(page: Page, axe: Callable[[Page], None], addresses: list[str], width: int, scheme: str) -> list[str]:
    """Return what axe or a sideways scroll says against any of the pages."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    faults = []
    for address in addresses:
        answer = page.goto(address)
        if answer is None or answer.status >= 500:
            faults.append(f"{address} answers {answer and answer.status}")
            continue
        headings = page.locator("h1").count()
        if headings != 1:
            faults.append(f"{address} has {headings} headings of the first level")
        try:
            axe(page)
        except AssertionError as fault:
            faults.append(str(fault)[:1500])
    return faults


def reached(page: Page, sign_in: Callable[[str], Page], addresses: dict[str, list[str]], reader: str) -> list[str]:
    """Return the kinds of page that the reader reaches and no reader before did, each of them once."""
    if reader:
        sign_in(reader)
    if reader not in addresses:
        known = {kind_of(one) for some in addresses.values() for one in some}
        addresses[reader] = [one for one in pages_of(page) if kind_of(one) not in known or one in FIRST]
    return addresses[reader]


@pytest.mark.long
def test_l9_every_page_is_accessible(
    page: Page, sign_in: Callable[[str], Page], axe: Callable[[Page], None], addresses: dict[str, list[str]]
) -> None:
    faults, kinds = examine(page, axe, [NOWHERE], 1280, "light"), set()
    for reader in READERS:
        listed = reached(page, sign_in, addresses, reader)
        kinds |= {kind_of(one) for one in listed}
        faults += examine(page, axe, listed, 1280, "light")
    assert not faults, "\n\n".join(faults)
    assert len(kinds) >= FEWEST, sorted(kinds)
    assert kinds >= set(OPEN_PAGES)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (320, "dark"), (1280, "dark")])
def test_l9_every_page_is_accessible_on_phones_and_in_the_dark(
    page: Page, sign_in: Callable[[str], Page], axe: Callable[[Page], None], addresses: dict[str, list[str]],
    width: int, scheme: str,
) -> None:  # fmt: skip
    faults = []
    for reader in READERS:
        faults += examine(page, axe, reached(page, sign_in, addresses, reader), width, scheme)
    assert not faults, "\n\n".join(faults)
