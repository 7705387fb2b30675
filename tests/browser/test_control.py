"""The risk matrix in a real browser: a risk is moved by keys and by dragging, and one hears where it lies (C-3)."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect


def place_of(chip: Locator) -> tuple[str, str]:
    """Return likelihood and consequence of the cell that the risk lies in."""
    found = chip.evaluate("one => Object.values(one.closest('td').dataset)")
    return found[1], found[2]


def move(page: Page, act: Callable[[], object]) -> None:
    """Do what moves a risk, and wait until the matrix has come anew."""
    with page.expect_response(lambda answer: "/flytta/" in answer.url):
        act()
    page.wait_for_timeout(200)


def test_c3_a_risk_is_moved_by_keys_and_by_dragging(
    sign_in: Callable[[str], Page], axe: Callable[[Page], None]
) -> None:
    page = sign_in("Tomas Ekelund")
    page.set_viewport_size({"width": 1440, "height": 1300})
    page.goto("/intern-kontroll/2027/")
    page.get_by_role("link", name="Barn- och utbildningsnämnden").first.click()
    chip = page.locator(".risk-chip[data-number='4']")
    assert place_of(chip) == ("2", "3")
    chip.focus()
    move(page, lambda: page.keyboard.press("ArrowUp"))
    assert place_of(chip) == ("3", "3")
    expect(chip).to_be_focused()
    told = page.locator("[data-matrix-status]")
    expect(told).to_have_text("Risk 4 ligger nu på sannolikhet 3, konsekvens 3: 9 hög.")
    start, end = chip.bounding_box(), page.locator("td[data-likelihood='1'][data-consequence='1']").bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 40, end["y"] + 40, steps=6)
    move(page, page.mouse.up)
    assert place_of(chip) == ("1", "1")
    axe(page)
    move(page, lambda: page.locator("form.risk-move").nth(3).evaluate(
        "form => { form.elements.likelihood.value = 2; form.elements.consequence.value = 3; form.requestSubmit(); }"
    ))  # fmt: skip
    assert place_of(chip) == ("2", "3"), "as the other tests find it"
