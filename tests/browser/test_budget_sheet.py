"""The sheet of a budget in a real browser: arrows and Enter, a block from Excel, undo, sums that follow (B-2)."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

NBSP = "\N{NO-BREAK SPACE}"

PASTE = """(input, text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  input.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def sheet_of(page: Page) -> Page:
    """The sheet of the municipality's budget for 2027, found by its links."""
    page.goto("/budget/2027/")
    page.get_by_role("link", name="Kommunstyrelsens beredning").click()
    page.get_by_role("link", name="Skriv belopp").click()
    return page


def test_b2_a_block_is_pasted_undone_and_saved_and_the_sums_follow(
    sign_in: Callable[[str], Page], axe: Callable[[Page], None]
) -> None:
    page = sheet_of(sign_in("Helena Ramberg"))
    axe(page)
    row = page.get_by_role("row", name="Förskoleverksamhet")
    revenue, cost = row.get_by_role("textbox").nth(0), row.get_by_role("textbox").nth(1)
    before, net, total = cost.input_value(), row.locator("[data-net]").first, page.locator("tfoot [data-net]").first
    whole = total.inner_text()

    revenue.focus()
    page.keyboard.press("ArrowRight")
    expect(cost).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("row", name="Grundskoleverksamhet").get_by_role("textbox").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(cost).to_be_focused()

    revenue.focus()
    revenue.evaluate(PASTE, "1 000\t3\N{NO-BREAK SPACE}500,5\r\n2 000\t5 000\r\n")
    expect(cost).to_have_value("3\N{NO-BREAK SPACE}500,5")
    expect(net).to_have_text(f"2{NBSP}501")
    assert total.inner_text() != whole
    expect(page.get_by_role("status").filter(has_text="ändrade belopp")).to_contain_text("4 ändrade belopp")
    page.keyboard.press("Control+z")
    expect(cost).to_have_value(before)
    expect(total).to_have_text(whole)
    page.keyboard.press("Control+y")
    expect(net).to_have_text(f"2{NBSP}501")
    page.keyboard.press("Control+z")

    cost.focus()
    page.keyboard.type("tolv")
    expect(cost).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Escape")
    expect(cost).to_have_value(before)
    page.keyboard.press("Control+s")
    page.wait_for_load_state()
    assert page.url.endswith("/belopp/"), "nothing was changed, and one goes on"


def test_b2_typing_takes_the_place_of_what_was_undone_and_ctrl_s_saves_and_stays(
    sign_in: Callable[[str], Page],
) -> None:
    page = sheet_of(sign_in("Helena Ramberg"))
    revenue = page.get_by_role("row", name="Förskoleverksamhet").get_by_role("textbox").first
    before = revenue.input_value()
    revenue.focus()
    page.keyboard.type("777")
    expect(page.get_by_role("status").filter(has_text="ändrat belopp")).to_have_text("1 ändrat belopp, inte sparat")
    page.keyboard.press("Control+z")
    expect(revenue).to_have_value(before)
    page.keyboard.type("12")
    expect(revenue).to_have_value("12")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    assert page.url.endswith("/belopp/")
    expect(revenue).to_have_value("12")
    revenue.fill(before)
    with page.expect_navigation():
        page.keyboard.press("Control+s")


def test_b2_what_another_wrote_is_taken_with_a_button_and_that_is_undone(
    sign_in: Callable[[str], Page], axe: Callable[[Page], None]
) -> None:
    page = sheet_of(sign_in("Helena Ramberg"))
    cell = page.get_by_role("row", name="Grundskoleverksamhet").get_by_role("textbox").first
    before, name = cell.input_value(), cell.get_attribute("name")
    saw = page.locator("input[name='before']")
    saw.evaluate("(input, name) => { input.value = JSON.stringify({...JSON.parse(input.value), [name]: 1}); }", name)
    cell.fill("999")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    axe(page)
    page.get_by_role("button", name=f"ta {before}").click()
    expect(cell).to_have_value(before)
    page.keyboard.press("Control+z")
    expect(cell).to_have_value("999")
