"""Every page of the demonstration, found by its links: no breach that axe finds, nothing that scrolls sideways."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

#: Whose links are followed: between them they see every kind of page.
READERS = ("", "Tomas Ekelund", "Sara Stenhag", "Carina Dahlgren", "Ada Sjöquist")

#: What is no page, or leads out of the one who reads.
NOT_PAGES = re.compile(r"logga-ut|/(pdf|docx|xlsx|html)/|\.(ics|xlsx|docx|zip)$|bilaga|/arkiv/\d+/|/fil/|kallelse")

#: Where everybody's links begin, and a page that nothing links to: that of an address which is not there.
FIRST = ("/", "/min-sida/")
NOWHERE = "/finns-inte/"

OPEN_PAGES = ("/logga-in/", "/glomt-losenord/", "/om/", "/styrning/", "/tillganglighet/")

#: Kinds of page the demonstration must show; a crawl that finds fewer has lost its way.
FEWEST = 120


def kind_of(address: str) -> str:
    """Return the address with its numbers and questions taken out: one page of a kind stands for all."""
    return re.sub(r"\d+", "N", address.split("#")[0].split("?")[0])


def links_of(html: str) -> list[str]:
    """Return the addresses that the page leads to: pages of Styrhjul alone."""
    links = (link.replace("&amp;", "&") for link in re.findall(r'href="([^"#][^"]*)"', html))
    return [
        link for link in links
        if link.startswith("/") and not link.startswith("/static") and not NOT_PAGES.search(link)
    ]  # fmt: skip


class Crawl:
    """Opens one page of every kind that is reached by links, as each reader in turn, and examines it."""

    def __init__(self, page: Page, axe: Callable[[Page], None]) -> None:
        self.page, self.axe = page, axe
        self.examined: set[str] = set()
        self.faults: list[str] = []

    def as_reader(self) -> None:
        """Follow the links of whoever is signed in; a kind already examined is only asked where it leads."""
        known = {kind_of(address) for address in FIRST}
        waiting = list(FIRST)
        while waiting:
            for link in links_of(self.html_of(waiting.pop(0))):
                if kind_of(link) not in known:
                    known.add(kind_of(link))
                    waiting.append(link)

    def html_of(self, address: str) -> str:
        """Return the page as it was answered, examined if none of its kind was."""
        if kind_of(address) in self.examined and address not in FIRST:
            fetched = self.page.request.get(address)
            return fetched.text() if fetched.ok else ""
        return self.examine(address)

    def examine(self, address: str) -> str:
        """Open the page and keep what is said against it; return it as it was answered."""
        answer = self.page.goto(address)
        assert answer
        if answer.status >= 500:
            self.faults.append(f"{address} answers {answer.status}")
            return ""
        self.examined.add(kind_of(address))
        try:
            self.axe(self.page)
        except AssertionError as fault:
            self.faults.append(str(fault)[:1500])
        return answer.text() if answer.ok else ""


def crawled(
    page: Page, sign_in: Callable[[str], Page], axe: Callable[[Page], None], width: int, scheme: str
) -> set[str]:
    """Return the kinds of page that were found and examined in that width and colour scheme, all without fault."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    crawl = Crawl(page, axe)
    crawl.examine(NOWHERE)
    for reader in READERS:
        if reader:
            sign_in(reader)
        crawl.as_reader()
    assert not crawl.faults, "\n\n".join(crawl.faults)
    return crawl.examined


@pytest.mark.long
def test_l9_every_page_is_accessible(page: Page, sign_in: Callable[[str], Page], axe: Callable[[Page], None]) -> None:
    kinds = crawled(page, sign_in, axe, 1280, "light")
    assert len(kinds) >= FEWEST, sorted(kinds)
    assert kinds >= set(OPEN_PAGES)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (320, "dark"), (1280, "dark")])
def test_l9_every_page_is_accessible_on_phones_and_in_the_dark(
    page: Page, sign_in: Callable[[str], Page], axe: Callable[[Page], None], width: int, scheme: str
) -> None:
    assert crawled(page, sign_in, axe, width, scheme)
