"""What the browser tests stand on: the demonstration as ``make demo`` shows it, in a real Chromium.

Each worker has a demonstration of its own, a copy of the one loaded for today's code, so a test may change what it
likes; but tests of one worker share it, so each leaves alone what it did not make itself.
"""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests import databases
from tests.browsers import chromium
from tests.conftest import Copy
from tests.house import ROOT
from tests.serving import served

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
LEAN = {"resultTypes": ["violations"], "selectors": False, "preload": False}
"""What leaves out of axe's answer all that nobody reads, and style sheets that no rule of the standard asks for."""

EXAMINED = """async asked => {
  window.scrollTo({top: 0, behavior: "instant"})
  await new Promise(requestAnimationFrame)
  const moves = () => document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")
    || document.getAnimations().some(one => one.playState !== "finished")
  while (moves()) await new Promise(requestAnimationFrame)
  const {violations} = await axe.run(document, asked)
  const ids = [...document.querySelectorAll("[id]")].map(one => one.id)
  return {
    breaches: violations.map(one => [`${one.id}: ${one.help}`, ...one.nodes.map(node => node.html)].join("\\n    ")),
    twice: ids.filter((id, place) => ids.indexOf(id) !== place),
    headings: document.querySelectorAll("h1").length,
    widths: [document.documentElement.scrollWidth, document.documentElement.clientWidth],
  }
}"""
"""Answers what axe and we have to say of a page at rest: half faded text has too little contrast, and what lies half
beneath the top bar would pass for a small target. One script, since each call to the browser takes its time."""

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--js-flags=--no-opt --no-maglev --single-threaded-gc",
]
"""As root Chromium needs the first; the next keep it from calling home, which a closed network answers slowly. The last
spares the machine: a script that is met once a page is not worth compiling well."""

PATIENCE = 10_000
"""Milliseconds that a page may take before the test gives up."""


@pytest.fixture(scope="session")
def demonstration(copied_demonstration: Copy) -> Iterator[str]:
    """Yield the address of a demonstration that runs in processes of its own until the tests are done."""
    with shown(copied_demonstration, "browser") as address:
        yield address


@contextlib.contextmanager
def shown(copied_demonstration: Copy, what_for: str) -> Iterator[str]:
    """Yield the address of a new copy of the demonstration, in a folder of its own."""
    data = ROOT / "var" / f"{what_for}-{os.getpid()}"
    try:
        with copied_demonstration() as name, served(databases.demonstration_of(name), data) as site:
            yield site.address
    finally:
        shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="session")
def browser(demonstration: str) -> Iterator[Browser]:
    """Yield one Chromium for the run; what talks to the database comes first, since Playwright starts a loop."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser, demonstration: str) -> Iterator[BrowserContext]:
    """Yield a browser window where nobody is signed in; a Swedish one, 1440 pixels wide."""
    yield from window_on(browser, demonstration)


def window_on(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """Yield a window whose pages are those of the address, and close it."""
    window = browser.new_context(
        base_url=address, locale="sv-SE", timezone_id="Europe/Stockholm", viewport={"width": 1440, "height": 900}
    )
    window.set_default_timeout(PATIENCE)
    yield window
    window.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """Yield an empty page; the test fails when the browser has complained, of a policy broken for instance."""
    opened = context.new_page()
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        # That an address answers 404 or 422 is for the test to judge
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(message.text)

    opened.on("console", listen)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    assert not complaints, f"The browser complains: {complaints}"


@pytest.fixture
def sign_in(page: Page) -> Callable[[str], Page]:
    """Return what signs in as one of the demonstration's people, by name, through the door on the sign-in page."""

    def enter(name: str) -> Page:
        page.context.clear_cookies()
        page.goto("/logga-in/")
        page.get_by_role("button", name=name).first.click()
        page.wait_for_load_state()
        assert "/logga-in/" not in page.url, f"{name} could not sign in"
        return page

    return enter


@pytest.fixture
def axe(context: BrowserContext) -> Callable[[Page], None]:
    """Return what fails on any breach of WCAG 2.2 AA that axe finds, and on what we ask of every page.

    That is: one heading of the first level, no id twice, and nothing that scrolls the page sideways.
    """

    context.add_init_script(AXE)  # laid in by the debugger, so the pages' policy against foreign scripts holds

    def examine(page: Page) -> None:
        if not page.evaluate("'axe' in window"):  # a page that was there before
            page.evaluate(AXE)
        found = page.evaluate(EXAMINED, {"runOnly": {"type": "tag", "values": STANDARD}, **LEAN})
        assert not found["breaches"], f"{page.url}:\n" + "\n".join(found["breaches"])
        assert not found["twice"], f"{page.url} has more than one of each of these ids: {found['twice']}"
        assert found["headings"] == 1, f"{page.url} has {found['headings']} headings of the first level"
        width, seen = found["widths"]
        assert width == seen, f"{page.url} scrolls sideways: {width} px in {seen} px"

    return examine
