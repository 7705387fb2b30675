"""Nothing written in a part is lost: over a lost network, a closed page, and a paste from Word (F-4)."""

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


def open_part(page: Page) -> str:
    """Go to one of the parts that the reader has, which no other test writes in, and return its address."""
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
    expect(kept).to_contain_text("Utkast sparat", timeout=3000)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address)
    expect(text).to_have_value("Först skrivet.")
    axe(page)

    page.context.set_offline(True)
    text.fill("Skrivet utan nät.")
    expect(kept).to_contain_text("Ingen kontakt med servern")
    page.context.set_offline(False)
    expect(kept).to_contain_text("Utkast sparat", timeout=9000)
    page.get_by_role("button", name="Släng utkastet").click()
    expect(text).not_to_have_value("Skrivet utan nät.")


def test_f4_a_paste_from_word_keeps_headings_lists_and_emphasis_alone(sign_in: Callable[[str], Page]) -> None:
    page = sign_in("Carina Dahlgren")
    open_part(page)
    text = page.get_by_label("Analys", exact=True)
    text.fill("")
    text.evaluate(WORD, PASTED)
    expect(text).to_have_value("## Läget\n\n**Fler** läser *bättre* nu.\n\n- Ett\n- Två\n1. Först\n  - Sedan")
    expect(page.locator("[data-writing-kept]")).to_contain_text("Utkast sparat")
    page.get_by_role("button", name="Släng utkastet").or_(page.locator("h1")).first.wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_role("button", name="Släng utkastet").click()
    expect(page).to_have_url(re.compile(r"/rapportdel/\d+/"))
