"""Nothing written in a part is lost: over a lost network, a closed page, and a paste from Word, tables too (F-4)."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

WORD = """(area, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  area.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""

PASTED = (
    "<html><head><style>p{color:red}</style></head><body><h1>Läget</h1>"
    "<p class=MsoNormal><b>Fler</b> läser <i>bättre</i> <span style='color:red'>nu</span>.</p>"
    "<p class=MsoListParagraphCxSpFirst><span style='mso-list:Ignore'>·&nbsp;</span>Ett</p>"
    "<p class=MsoListParagraphCxSpLast><span style='mso-list:Ignore'>·&nbsp;</span>Två</p>"
    "<ol><li>Först<ul><li>Sedan</li></ul></li></ol><script>alert(1)</script></body></html>"
)

TABLE = (
    "<html><body><p class=MsoNormal>Så gick det:</p><table class=MsoTableGrid style='border:none'><tr>"
    "<td><p class=MsoNormal><b>Skolform<o:p></o:p></b></p></td><td colspan=2><p>Budget,<br>tkr</p></td></tr>"
    "<tr><td rowspan=2><p>Grund|skola</p></td><td><p>1&nbsp;234,5</p></td><td><p>Ett</p><p>två <b>fet</b></p></td></tr>"
    "<tr><td><p>-12</p></td><td><p>&nbsp;</p></td></tr></table><p>Efter.</p>"
    "<table><tr><td>Bara en cell</td></tr></table></body></html>"
)
PASTED_TABLE = """Så gick det:

| **Skolform** | Budget, tkr |  |
| --- | --- | --- |
| Grund\\|skola | 1 234,5 | Ett två **fet** |
|  | -12 |  |

Efter.

Bara en cell"""
SKELETON = "| Rubrik | Rubrik |\n| --- | --- |\n| Text | Text |\n| Text | Text |"


def open_part(page: Page) -> str:
    """Go to one of the parts that the reader has, which no other test writes in, and return its address.

    The page's clock is one that the tests can put on.
    """
    page.clock.install()
    page.goto("/uppfoljning/")
    page.get_by_role("link", name="Delårsrapport januari–augusti 2026").click()
    page.get_by_role("region", name="Dina delar").get_by_role("link").last.click()
    return page.url


def test_f4_what_is_written_is_kept_within_three_seconds_and_survives_a_lost_network(
    sign_in: Callable[[str], Page], axe: Callable[[Page], None]
) -> None:
    page = sign_in("Carina Dahlgren")
    address = open_part(page)
    kept = page.locator("[data-writing-kept]")
    text = page.get_by_label("Analys", exact=True)
    text.fill("Först skrivet.")
    page.clock.fast_forward(3000)
    expect(kept).to_contain_text("Utkast sparat")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address)
    expect(text).to_have_value("Först skrivet.")
    axe(page)

    page.context.set_offline(True)
    text.fill("Skrivet utan nät.")
    page.clock.fast_forward(3000)
    expect(kept).to_contain_text("Ingen kontakt med servern")
    page.context.set_offline(False)
    page.clock.fast_forward(6000)
    expect(kept).to_contain_text("Utkast sparat")
    page.get_by_role("button", name="Släng utkastet").click()
    expect(text).not_to_have_value("Skrivet utan nät.")


def test_f4_a_paste_from_word_keeps_headings_lists_and_emphasis_alone(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("Carina Dahlgren")
    open_part(page)
    text = page.get_by_label("Analys", exact=True)
    text.fill("")
    text.evaluate(WORD, PASTED)
    expect(text).to_have_value("## Läget\n\n**Fler** läser *bättre* nu.\n\n- Ett\n- Två\n1. Först\n  - Sedan")
    page.clock.fast_forward(3000)
    expect(page.locator("[data-writing-kept]")).to_contain_text("Utkast sparat")
    page.get_by_role("button", name="Släng utkastet").or_(page.locator("h1")).first.wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_role("button", name="Släng utkastet").click()
    expect(page).to_have_url(re.compile(r"/rapportdel/\d+/"))


def test_f4_a_table_pasted_from_word_is_a_table_in_the_text(
    sign_in: Callable[[str], Page], axe: Callable[[Page], None]
) -> None:
    page = sign_in("Carina Dahlgren")
    page.on("dialog", lambda dialog: dialog.accept())
    open_part(page)
    text = page.get_by_label("Analys", exact=True)
    text.fill("")
    text.evaluate(WORD, TABLE)
    expect(text).to_have_value(PASTED_TABLE)

    page.get_by_role("button", name="Förhandsgranska").click()
    shown = page.get_by_role("table").filter(has_text="Skolform")
    expect(shown.get_by_role("columnheader")).to_have_text(["Skolform", "Budget, tkr"])
    expect(shown.get_by_role("cell", name="Grund|skola", exact=True)).to_be_visible()
    for width in (1440, 320):
        page.set_viewport_size({"width": width, "height": 900})
        axe(page)

    # In the midst of what is written it still stands on lines of its own
    text.fill("Före efter")
    text.evaluate("area => area.setSelectionRange(5, 5)")
    text.evaluate(WORD, "<table><tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2</td></tr></table>")
    expect(text).to_have_value("Före \n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\nefter")
    throw_away(page)


def test_f4_the_button_puts_a_table_below_the_line_that_one_writes_in(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("Carina Dahlgren")
    page.on("dialog", lambda dialog: dialog.accept())
    open_part(page)
    text = page.get_by_label("Analys", exact=True)
    text.fill("Före.\nEfter.")
    text.evaluate("area => area.setSelectionRange(2, 2)")
    page.get_by_role("toolbar", name="Formatera texten").get_by_role("button", name="Tabell", exact=True).press("Enter")
    expect(text).to_have_value(f"Före.\n\n{SKELETON}\n\nEfter.")
    expect(text).to_be_focused()
    page.keyboard.type("År")  # the first heading stands marked, to be typed over
    expect(text).to_have_value(f"Före.\n\n{SKELETON.replace('Rubrik', 'År', 1)}\n\nEfter.")
    page.get_by_role("button", name="Förhandsgranska").click()
    expect(page.get_by_role("table").get_by_role("columnheader", name="År")).to_be_visible()
    throw_away(page)


def throw_away(page: Page) -> None:
    """Leave the part as it was before the test wrote in it."""
    page.clock.fast_forward(3000)
    expect(page.locator("[data-writing-kept]")).to_contain_text("Utkast sparat")
    page.reload()
    page.get_by_role("button", name="Släng utkastet").click()
    expect(page).to_have_url(re.compile(r"/rapportdel/\d+/"))
