"""Two people's journey through a part: it is written, looked at, handed over, and sent back with a reason (F-4)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.long
def test_a_part_is_written_handed_over_and_sent_back(
    page: Page, sign_in: Callable[[str], Page], axe: Callable[[Page], None]
) -> None:
    sign_in("Åsa Nordmark")
    page.goto("/uppfoljning/")
    page.get_by_role("link", name="Delårsrapport januari–augusti 2026").first.click()
    page.get_by_role("region", name="Dina delar").get_by_role("link").first.click()
    address = page.url
    text = page.get_by_label("Analys", exact=True)
    text.fill("stöd")
    text.press("ControlOrMeta+a")
    page.get_by_role("button", name="Fet stil").click()
    expect(text).to_have_value("**stöd**")
    page.get_by_role("button", name="Förhandsgranska").click()
    expect(page.locator("#forhandsgranskning strong")).to_have_text("stöd")
    page.get_by_role("link", name="Hämta in texten som början").click()
    expect(text).to_have_value(re.compile(r".+\n\n\*\*stöd\*\*$", re.DOTALL))
    page.get_by_role("radio", name="Ej uppnått").check()
    page.get_by_label("Skäl till bedömningen").fill("Det återstår mycket.")
    page.get_by_role("button", name="Lämna till förvaltningschefen").click()
    expect(page.get_by_role("alert")).to_contain_text("annorlunda än måtten")
    axe(page)
    why = page.get_by_label("Varför bedömer du annorlunda än måtten?")
    why.fill("Måtten fångar inte allt.")
    why.press("Control+Enter")
    expect(page.get_by_text("Delen är lämnad till förvaltningschefen.")).to_be_visible()
    sign_in("Tomas Ekelund")
    page.goto(address)
    page.get_by_label("Vad behöver göras?").fill("Skriv om skolan med lägst andel.")
    page.get_by_role("button", name="Lämna tillbaka delen").click()
    expect(page.get_by_text("Delen kom tillbaka: Skriv om skolan med lägst andel.").first).to_be_visible()
    axe(page)


@pytest.mark.long
def test_what_a_rounds_reports_hold_is_stated_before_it_is_opened(
    page: Page, sign_in: Callable[[str], Page], axe: Callable[[Page], None]
) -> None:
    sign_in("Carina Dahlgren")
    page.goto("/uppfoljning/")
    page.get_by_role("link", name="Kvartalsrapport januari–mars 2028").click()
    page.get_by_role("link", name="Ändra innehållet").click()
    axe(page)
    page.get_by_label("Personal", exact=True).check()
    own = page.get_by_role("region", name="Rubriker i nämndernas rapporter")
    own.get_by_label("Rad 1, rubrik").fill("Personal")
    page.get_by_role("button", name="Spara innehållet").click()
    expect(page.get_by_role("alert")).to_contain_text("rubriken «Personal» finns två gånger")
    expect(own.get_by_label("Rad 1, rubrik")).to_have_value("Personal")
    axe(page)
    own.get_by_label("Rad 1, rubrik").fill("Läget i verksamheten")
    page.get_by_role("button", name="Spara innehållet").click()
    expect(page.get_by_text("Innehållet är sparat.")).to_be_visible()
    held = page.get_by_role("region", name="Vad rapporterna innehåller")
    expect(held).to_contain_text("Samlad text, ekonomi, personal")
    expect(held).to_contain_text("Läget i verksamheten")
    axe(page)
