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

# As Word writes it: bold says that bold text in the other direction is not, numbers and levels stand in the styles
WORDS_OWN = (
    "<html xmlns:o='urn:schemas-microsoft-com:office:office'><body lang=SV><!--StartFragment-->"
    "<h2>Orsaker<o:p></o:p></h2><p class=MsoNormal>Det <b style='mso-bidi-font-weight:normal'>viktigaste</b> är "
    "<i style='mso-bidi-font-style:normal'>tiden</i>:<o:p></o:p></p>"
    "<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]>"
    "<span style='mso-list:Ignore'>1.<span style='font:7.0pt \"Times New Roman\"'>&nbsp; </span></span><![endif]>"
    "Ett</p>"
    "<p class=MsoListParagraphCxSpLast style='mso-list:l0 level2 lfo1'><![if !supportLists]>"
    "<span style='mso-list:Ignore'>o<span>&nbsp; </span></span><![endif]>Under ett</p>"
    "<p class=MsoNormal>Efter listan.</p>"
    "<ul><li>Punkt</li><ul><li>Under punkt</li></ul></ul>"
    "<p><span style='font-weight:700'>Fet</span> text</p><!--EndFragment--></body></html>"
)
AS_MARKDOWN = """### Orsaker

Det **viktigaste** är *tiden*:

1. Ett
    - Under ett

Efter listan.

- Punkt
    - Under punkt

**Fet** text"""

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


def open_part(page: Page, which: int = -1) -> str:
    """Go to one of the parts that the reader has, the last unless told, and return its address: no other file's test
    writes in them.

    The page's clock is one that the tests can put on.
    """
    page.clock.install()
    page.goto("/uppfoljning/")
    page.get_by_role("link", name="Delårsrapport januari–augusti 2026").first.click()
    page.get_by_role("region", name="Dina delar").get_by_role("link").nth(which).click()
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


def test_f4_what_is_handed_over_with_two_keys_right_after_typing_is_not_told_to_be_lost(
    sign_in: Callable[[str], Page],
) -> None:
    page = sign_in("Carina Dahlgren")
    address = open_part(page, which=0)
    page.get_by_label("Text", exact=True).fill("Skrivet i sista stund.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Delen är klar.", exact=True)).to_be_visible()
    page.clock.fast_forward(6000)
    page.goto(address)
    expect(page.get_by_text("Skrivet i sista stund.").first).to_be_attached()
    expect(page.locator("[data-writing-lost]")).to_be_hidden()
    expect(page.get_by_role("button", name="Släng utkastet")).to_have_count(0)


def test_f4_whoever_signs_in_again_in_another_tab_goes_on_writing(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("Carina Dahlgren")
    page.on("dialog", lambda dialog: dialog.accept())
    address = open_part(page)
    kept, text = page.locator("[data-writing-kept]"), page.get_by_label("Analys", exact=True)
    page.context.clear_cookies(name="sessionid")
    text.fill("Skrivet när inloggningen gått ut.")
    expect(kept).to_contain_text("Du är utloggad.")
    other = page.context.new_page()
    other.goto(address)
    other.get_by_role("button", name="Carina Dahlgren").click()
    other.wait_for_url(address)
    page.clock.fast_forward(9000)
    expect(kept).to_contain_text("Utkast sparat")

    page.context.clear_cookies(name="sessionid")
    other.goto(address)
    other.get_by_role("button", name="Carina Dahlgren").click()
    other.wait_for_url(address)
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Sparat.", exact=True)).to_be_visible()
    expect(text).to_have_value("Skrivet när inloggningen gått ut.")


def test_f4_a_paste_from_word_keeps_headings_lists_and_emphasis_alone(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("Carina Dahlgren")
    open_part(page)
    text = page.get_by_label("Analys", exact=True)
    text.fill("")
    text.evaluate(WORD, PASTED)
    expect(text).to_have_value("## Läget\n\n**Fler** läser *bättre* nu.\n\n- Ett\n- Två\n\n1. Först\n    - Sedan")
    text.fill("")
    text.evaluate(WORD, WORDS_OWN)
    expect(text).to_have_value(AS_MARKDOWN)
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
