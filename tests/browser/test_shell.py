"""The pages that need nobody signed in: reachable by all, in light and dark, on a phone and on a desk."""

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import NOWHERE, OPEN_PAGES


@pytest.mark.slow  # each has been met once, in light and on a desk, by test_pages.py
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize("address", [*OPEN_PAGES, NOWHERE])
def test_open_pages_are_accessible(
    page: Page, axe: Callable[[Page], None], address: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    assert page.get_by_role("heading", level=1).count() == 1
    axe(page)


def test_the_first_tab_leads_past_the_menu(page: Page) -> None:
    page.goto("/om/")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.get_attribute("href") == "#innehall" or "innehåll" in focused.inner_text().lower()


@pytest.mark.parametrize("width", [pytest.param(320, marks=pytest.mark.slow), 1440])
def test_the_demonstrations_door_lets_one_in_and_out(
    page: Page, sign_in: Callable[[str], Page], axe: Callable[[Page], None], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    sign_in("Carina Dahlgren")
    assert "Carina Dahlgren" in page.content()
    axe(page)
    page.goto("/logga-ut/")
    page.get_by_role("main").get_by_role("button", name="Logga ut").click()
    page.wait_for_load_state()
    page.goto("/konto/")
    assert "/logga-in/" in page.url


def test_what_is_said_of_a_part_of_the_page_stands_there(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("Per Hallenborg")
    page.goto("/planer/2026/")
    page.locator("main").get_by_role("link", name="Kommunledningskontoret").click()
    page.get_by_label("Skriv en kommentar").fill("Bra skrivet.")
    page.get_by_role("button", name="Skicka kommentaren").click()
    said = page.get_by_role("status").filter(has_text="Kommentaren är skickad.")
    expect(said).to_be_in_viewport()
    expect(page.get_by_role("heading", name="Kommentarer")).to_be_in_viewport()
