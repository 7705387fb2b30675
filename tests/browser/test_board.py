"""The board of activities, plans compared and the year wheel in a real browser, by mouse and key (P-1, P-4, W-1)."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

BOARD = "/aktiviteter/2026/?vy=tavla"


def test_p4_an_activity_is_moved_with_mouse_and_keyboard_and_keeps_the_focus(
    sign_in: Callable[[str], Page], axe: Callable[[Page], None]
) -> None:
    page = sign_in("Åsa Nordmark")
    page.goto(BOARD + "&vems=mina")
    axe(page)
    card = page.locator(".board__column[data-status=todo] .card[draggable]").first
    name = card.locator("a").inner_text()
    place = f"#{card.get_attribute('id')}"

    card.locator("p").first.drag_to(page.locator(".board__column[data-status=going_on] h2"))
    expect(page.locator(f".board__column[data-status=going_on] {place}")).to_contain_text(name)
    expect(page.get_by_role("status").filter(has_text="är flyttad till pågår")).to_be_visible()

    page.locator(f"{place} a").focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator(f".board__column[data-status=done] {place}")).to_be_visible()
    expect(page.locator(f"{place} a")).to_be_focused()

    page.locator(f"{place} select").select_option("todo")
    page.locator(f"{place} button").press("Enter")
    expect(page.locator(f".board__column[data-status=todo] {place}")).to_be_visible()
    axe(page)


def test_p1_two_years_of_a_plan_are_read_across_the_page(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("Tomas Ekelund")
    page.goto("/planer/2027/")
    page.locator("main").get_by_role("link", name="Utbildningsförvaltningen").click()
    page.get_by_role("link", name="Jämför med ett annat år").click()
    texts = page.locator("dl.terms dd")
    expect(texts.first).to_be_visible()
    widths = [texts.nth(place).evaluate("one => one.clientWidth") for place in range(texts.count())]
    assert min(widths) > 400, widths


def test_w1_every_item_of_the_wheel_is_reached_by_the_keyboard(
    sign_in: Callable[[str], Page], axe: Callable[[Page], None]
) -> None:
    page = sign_in("Carina Dahlgren")
    page.goto("/arshjul/2026/")
    axe(page)
    links = page.locator("svg.wheel a")
    links.first.focus()
    page.keyboard.press("Enter")
    line = page.locator(links.first.get_attribute("href") or "")
    expect(line).to_be_in_viewport()
    for place in range(links.count() - 1):
        links.nth(place).focus()
        page.keyboard.press("Tab")
        expect(links.nth(place + 1)).to_be_focused()
