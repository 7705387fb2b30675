"""The judge is judged: axe as the tests run it finds what it should, and a page that scrolls sideways is not let by."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

BREACHES = {
    "image-alt": '<img src="data:,">',
    "label": '<input type="text" name="heading">',
    "color-contrast": '<p style="color: #aaa; background: #fff">För svag text</p>',
    "button-name": "<button></button>",
    "aria-allowed-attr": '<p role="note" aria-checked="true">Text</p>',
    "target-size": '<button style="width: 9px; height: 9px; padding: 0">a</button>' * 2,
}

FILLER = "<p>En rad text som ingen kan invända emot.</p>" * 50


def show(page: Page, content: str) -> None:
    page.set_content(
        f'<!doctype html><html lang="sv"><head><title>Sida</title></head><body><h1>Sida</h1>{content}</body></html>'
    )


def test_l9_every_breach_is_found_and_pointed_out(page: Page, axe: Callable[[Page], None]) -> None:
    show(page, FILLER + FILLER.join(BREACHES.values()) + FILLER)
    with pytest.raises(AssertionError) as said:
        axe(page)
    found = set(re.findall(r"\b([a-z]+(?:-[a-z]+)*): [A-Z]", str(said.value)))
    assert found == set(BREACHES)
    assert '<input type="text" name="heading">' in str(said.value)


def test_l9_a_sideways_scroll_is_found(page: Page, axe: Callable[[Page], None]) -> None:
    show(page, '<p style="width: 3000px">Bred</p>')
    with pytest.raises(AssertionError, match="scrolls sideways"):
        axe(page)


@pytest.mark.parametrize(
    ("content", "told"),
    [('<p id="mal">Ett</p><p id="mal">Ett till</p>', r"these ids: \['mal'\]"), ("<h1>En till</h1>", "2 headings")],
)
def test_l9_an_id_and_a_heading_of_the_first_level_stand_once(
    page: Page, axe: Callable[[Page], None], content: str, told: str
) -> None:
    show(page, content)
    with pytest.raises(AssertionError, match=told):
        axe(page)


def test_l9_a_page_without_breaches_passes(page: Page, axe: Callable[[Page], None]) -> None:
    show(page, f"<main>{FILLER}</main>")
    axe(page)
