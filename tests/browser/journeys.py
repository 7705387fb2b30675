"""The main job as people do it: a goal from proposal to adoption, followed up, reported, decided, and read as a PDF.

Each journey is made once with a pointer and once with the keyboard alone, in demonstrations of their own.
"""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

TODAY = "2026-09-14"
PARENT = "Övergripande mål: Förstahandsvalet för människor, företag och föreningar"
MEETING = re.compile(r"/sammantrade/\d+/(#.*)?$")

SignIn = Callable[[str], Page]

#: How many stops of the tabulator key a page may have before something is held to be out of reach.
MOST_STOPS = 250


class Hands:
    """Does what people do with a pointer."""

    def press(self, target: Locator) -> None:
        """Press a link or a button."""
        target.first.click()

    def send(self, target: Locator) -> None:
        """Press a button that sends a form, and wait for the answer."""
        with target.page.expect_navigation():
            self.press(target)

    def write(self, target: Locator, text: str) -> None:
        """Write in a field, in place of what stands there."""
        target.first.fill(text)

    def choose(self, target: Locator, label: str) -> None:
        """Choose in a list by what the choice is called."""
        target.first.select_option(label=label)

    def tick(self, target: Locator) -> None:
        """Tick a box or one of several."""
        target.first.check()


class Keys(Hands):
    """Does the same with the keyboard alone."""

    def reach(self, target: Locator) -> Page:
        """Go by the tabulator key until the target has the focus."""
        page = target.page
        element = target.first.element_handle()  # sought once: a search by role walks the whole page
        for _ in range(MOST_STOPS):
            if element.evaluate("e => e === document.activeElement"):
                return page
            page.keyboard.press("Tab")
        raise AssertionError(f"{target} is not reached by the keyboard")

    def press(self, target: Locator) -> None:
        self.reach(target).keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        page = self.reach(target)
        if target.first.get_attribute("type") == "date":
            year, month, day = text.split("-")  # Chromium asks in the order of its own language, here English
            page.keyboard.type(month + day + year)
        else:
            page.keyboard.press("Control+A")
            page.keyboard.type(text)
        assert target.first.input_value() == text

    def choose(self, target: Locator, label: str) -> None:
        page = self.reach(target)
        element = target.first.element_handle()
        page.keyboard.press("Home")
        for _ in range(MOST_STOPS):
            if element.evaluate("e => e.selectedOptions[0].label") == label:
                return
            page.keyboard.press("ArrowDown")
        raise AssertionError(f"«{label}» is not among the choices")

    def tick(self, target: Locator) -> None:
        if target.first.get_attribute("type") == "radio":
            self._turn_to(target)
        elif not target.first.is_checked():
            self.reach(target).keyboard.press("Space")
        assert target.first.is_checked()

    def _turn_to(self, target: Locator) -> None:
        """Go to the group of radio buttons, where the arrows move between them."""
        page = target.page
        name = target.first.get_attribute("name")
        for _ in range(MOST_STOPS):
            if page.evaluate("() => document.activeElement.name") == name:
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        for _ in range(10):
            if target.first.is_checked():
                return
            page.keyboard.press("ArrowDown")


def write_goal(do: Hands, page: Page, goal: str) -> None:
    """Write a complete goal for next year, as the committee's secretary."""
    page.goto("/mal/nytt/")
    do.write(page.get_by_label("Rubrik"), goal)
    do.write(page.get_by_label("Målet i en mening"), "Varje skolgård inbjuder till rörelse på rasterna år 2028.")
    do.write(page.get_by_label("Sista året"), "2028")
    do.write(page.get_by_label("Ska vara uppnått senast"), "2028-12-31")
    do.choose(page.get_by_label("Målets slag"), "Utveckla")
    do.write(page.get_by_label("För vem?"), "Eleverna i grundskolan.")
    do.write(page.get_by_label("Varför?"), "Den som rör sig mår bättre och lär sig mer.")
    do.write(page.get_by_label("Vad krävs för att målet ska vara uppnått?"), "Minst 80 procent rör sig på rasterna.")
    do.write(page.get_by_label("Hur följs målet upp?"), "Med elevenkäten varje höst.")
    do.choose(page.locator("#id_parent"), PARENT)
    do.write(
        page.get_by_label("Hur bidrar målet till målet ovanför?"), "Rörliga barn gör skolan till ett förstahandsval."
    )
    do.press(page.get_by_role("button", name="Spara och välj mått"))


def add_measure(do: Hands, page: Page, name: str, target: str) -> None:
    """Add a new measure with a target for next year."""
    do.write(page.get_by_label("Nytt mått: namn"), name)
    do.write(page.get_by_label("Enhet"), "%")
    do.write(page.get_by_label("Målvärde 2027"), target)
    do.press(page.get_by_role("button", name="Lägg till måttet"))
    expect(page.get_by_text(name).first).to_be_visible()


def take_up(do: Hands, page: Page, what: str, heading: str) -> None:
    """Hold a meeting today and take up what waits, as the body's secretary; ends on the meeting's page."""
    page.goto("/sammantrade/nytt/")
    do.write(page.get_by_label("Sammanträdesdag"), TODAY)
    do.press(page.get_by_role("button", name=re.compile("Lägg upp")))
    page.wait_for_url(MEETING)
    do.press(page.get_by_role("link", name=re.compile("Ta upp")).first)
    do.tick(page.get_by_label(re.compile(re.escape(what))))
    do.write(page.get_by_label("Ärendets rubrik"), heading)
    do.press(page.get_by_role("button", name=re.compile("Ta upp")))
    page.wait_for_url(MEETING)


def take_off(do: Hands, page: Page, day: str) -> None:
    """Take the first matter off the meeting of the day, so that it waits for a decision again."""
    page.goto("/beslut/")
    do.press(page.get_by_role("link", name=re.compile(day)).first)
    do.press(page.get_by_role("link", name="Ändra ärendet").first)
    do.press(page.get_by_role("button", name=re.compile("Ta bort")))
    page.wait_for_url(MEETING)


def record(do: Hands, page: Page, heading: str | re.Pattern[str], paragraph: str, change: str = "") -> None:
    """Record the decision about the matter, with a changed heading of the goal where one is given."""
    do.press(page.get_by_role("link", name="Registrera besluten"))
    section = page.locator("section", has=page.get_by_role("heading", name=heading))
    do.write(section.get_by_label("Paragraf"), paragraph)
    if change:
        do.choose(section.get_by_label("Utfall"), "Med ändring")
        do.press(section.locator("summary").first)
        do.write(section.locator("textarea[name*='heading'], input[name*='heading']").first, change)
    do.press(page.get_by_role("button", name="Registrera besluten"))
    page.wait_for_url(MEETING)
    expect(page.get_by_text(f"§ {paragraph}").first).to_be_visible()


def open_goal(do: Hands, page: Page, name: str) -> None:
    """Open the goal's page for 2027 from the chain."""
    page.goto("/malkedja/2027/")
    do.press(page.get_by_role("link", name=name, exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def propose_and_adopt(sign_in: SignIn, do: Hands) -> Locator:
    """Take a committee's goal from its proposal to the council's adoption, with a word changed by the board.

    Returns what the goal's page says of its standing.
    """
    goal = "Alla skolgårdar lockar till rörelse"
    prepared = "Alla skolgårdar lockar till lek och rörelse"
    page = sign_in("Sara Stenhag")
    write_goal(do, page, goal)
    add_measure(do, page, "Elever som rör sig på rasten", "80")
    add_measure(do, page, "Elever som är nöjda med skolgården", "85")
    do.press(page.get_by_role("link", name="Klar, visa målet"))
    expect(page.get_by_text("2 av högst 3")).to_be_visible()

    page = sign_in("Tomas Ekelund")
    open_goal(do, page, goal)
    do.press(page.get_by_role("link", name="Lämna till nämnden"))
    do.press(page.get_by_role("button", name="Lämna till nämnden"))
    expect(page.get_by_text("Lämnat till nämnden").first).to_be_visible()

    page = sign_in("Sara Stenhag")
    take_up(do, page, goal, "Nytt nämndsmål")
    record(do, page, "Nytt nämndsmål", "9011")
    page = sign_in("Anders Hedvall")
    take_up(do, page, goal, "Beredning av nytt nämndsmål")
    record(
        do,
        page,
        "Beredning av nytt nämndsmål",
        "9021",
        change=prepared,
    )
    open_goal(do, page, goal)
    expect(page.get_by_text("Kommunstyrelsens förslag till ändring")).to_be_visible()
    page = sign_in("Frida Falkhed")
    take_up(do, page, goal, "Fastställande av nytt nämndsmål")
    record(do, page, "Fastställande av nytt nämndsmål", "9031")
    open_goal(do, page, prepared)  # what the board prepared is what is proposed to the council
    return page.get_by_text(re.compile(r"Fastställt: Kommunfullmäktige 2026-09-14 §\s9031"))


def report_and_decide(sign_in: SignIn, do: Hands) -> bytes:
    """Report in a part, take the report by committee and board to the council's decision, and return its PDF."""
    page = sign_in("Åsa Nordmark")
    page.goto("/min-sida/")
    do.press(page.get_by_role("link", name=re.compile("Skriv|Öppna|Komplettera")).first)
    page.wait_for_url(re.compile(r"/rapportdel/\d+/"))
    part = page.url
    do.tick(page.get_by_label("I huvudsak uppnått"))
    do.write(page.get_by_label("Skäl till bedömningen"), "Resultaten är de högsta sedan mätningen började.")
    do.write(page.get_by_label("Varför bedömer du annorlunda än måtten?"), "Behörigheten är det målet handlar om.")
    do.write(page.get_by_label("Analys", exact=True), "Läsgarantin har gett **tidigare stöd** än förut.")
    do.press(page.get_by_role("button", name="Spara", exact=True))
    expect(page.get_by_text("Sparat.", exact=True)).to_be_visible()
    do.send(page.get_by_role("button", name="Lämna till förvaltningschefen"))
    page.goto(part)
    expect(page.get_by_text("tidigare stöd").first).to_be_visible()

    decide_report(do, sign_in, "Tomas Ekelund", "Barn- och utbildningsnämnden", "Sara Stenhag", "911")
    decide_report(do, sign_in, "Helena Ramberg", "", "Anders Hedvall", "912")
    page = sign_in("Frida Falkhed")
    take_off(do, page, "22 oktober 2026")
    take_up(do, page, "Delårsrapport januari–augusti 2026", "Delårsrapport för godkännande")
    record(do, page, "Delårsrapport för godkännande", "913")
    page.goto("/uppfoljning/")
    do.press(page.get_by_role("link", name="Läs kommunens rapport").first)
    expect(page.get_by_text(re.compile(r"Kommunfullmäktige 2026-09-14 §\s913")).first).to_be_visible()
    expect(page.get_by_text("tidigare stöd").first).to_be_visible()
    with page.expect_download() as download:
        do.press(page.get_by_role("link", name=re.compile("Hämta som PDF")))
    return download.value.path().read_bytes()


def decide_report(do: Hands, sign_in: SignIn, head: str, body: str, secretary: str, paragraph: str) -> None:
    """Hand in the report of the body, or of the municipality, and let the body decide it today."""
    page = sign_in(head)
    page.goto("/uppfoljning/")
    do.press(page.get_by_role("link", name="Delårsrapport januari–augusti 2026").first)
    do.press(page.get_by_role("link", name=body or re.compile("[Hh]ela kommunen|Kommunens rapport")).first)
    do.press(page.get_by_role("link", name=re.compile("^Lämna till")))
    do.choose(page.get_by_label("Sammanträde", exact=True), "Ett nytt sammanträde")
    do.write(page.get_by_label("Dag för ett nytt sammanträde"), TODAY)
    if page.get_by_label(re.compile("Varför")).count():
        do.write(page.get_by_label(re.compile("Varför")).first, "Resten lämnas i oktober.")
    do.send(page.get_by_role("button", name=re.compile("^Lämna till")))
    page = sign_in(secretary)
    page.goto("/beslut/")
    do.press(page.get_by_role("link", name=re.compile("14 september 2026")).filter(has_text=body or "Kommunstyrelsen"))
    record(do, page, re.compile("Delårsrapport januari–augusti 2026"), paragraph)
