// What a page cannot do without a script: say that a part of it could not be fetched or saved, and let the reader of a
// phone choose which column of a wide table is shown.
// Everything else works without JavaScript.
(() => {
  // What is kept in the browser while somebody writes goes when that person signs out
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-signs-out]")) return;
    Object.keys(localStorage).filter((key) => key.startsWith("styrhjul-")).forEach((key) => localStorage.removeItem(key));
  });

  const say = (text) => {
    const place = document.getElementById("meddelanden");
    const list = document.createElement("ul");
    const line = document.createElement("li");
    list.className = "messages";
    line.dataset.level = "error";
    line.textContent = text;
    list.append(line);
    place.replaceChildren(list);
    place.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("htmx:sendError", () => {
    say("Det gick inte att nå servern. Det du har skrivit står kvar. Försök igen om en stund.");
  });

  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (status === 403) {
      say("Du får inte göra det här, eller så har du loggats ut. Ladda om sidan och försök igen.");
    } else {
      say("Något gick fel på servern. Det du har skrivit står kvar. Försök igen om en stund.");
    }
  });
})();

// A word about what the address points at stands there, and not out of sight at the top of the page
(() => {
  const said = document.getElementById("meddelanden");
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (!target || !said?.querySelector("li")) return;
  const head = target.closest(".section-head");
  if (head) head.after(said);
  else if (target.matches("section, li")) target.prepend(said);
  target.scrollIntoView();
})();

// <table data-narrow="pick">: the columns by their headings; cells with the same data-pick are chosen together
(() => {
  const choose = (table, index) => {
    const heads = [...table.tHead.querySelectorAll("tr:last-child > th")].filter((th) => th.cellIndex > 0 || th.dataset.pick);
    const key = (cell) => cell.dataset.pick ?? String(cell.cellIndex);
    const names = new Map(heads.map((th) => [key(th), th.dataset.pick ?? th.textContent.trim()]));
    if (names.size < 2) return;
    const shown = heads.find((th) => !th.classList.contains("only-wide"));
    const label = document.createElement("label");
    const select = document.createElement("select");
    label.className = "field only-narrow";
    label.htmlFor = select.id = `kolumn-${index}`;
    label.textContent = "Visa kolumn";
    select.className = "ds-input";
    names.forEach((name, value) => select.add(new Option(name, value)));
    select.value = shown ? key(shown) : heads.length ? key(heads[0]) : "";
    const show = () => table.querySelectorAll("th, td").forEach((cell) => {
      if (cell.colSpan > 1) cell.classList.toggle("only-wide", Boolean(cell.closest("thead")));
      else if (cell.dataset.pick || cell.cellIndex > 0) cell.classList.toggle("only-wide", key(cell) !== select.value);
    });
    select.addEventListener("change", show);
    show();
    label.append(select);
    (table.closest(".scroll") ?? table).before(label);
  };
  document.querySelectorAll("table[data-narrow='pick']").forEach(choose);
})();

// Long Swedish names break at their joints on a phone: not every browser knows where Swedish words may be divided
(() => {
  if (!matchMedia("(width < 48rem)").matches) return;
  const LATTER = "nämnd|verksamhet|förvaltning|utbildning|byggnad|övergripande|ordförande|försörjning|skydd|rådgivning|utveckling|planering|område|projekt|kontor";
  const joints = new RegExp(`(?<=\\p{L}{4})(?=(?:${LATTER})\\p{L}*)`, "gu");
  document.querySelectorAll("h1, .sticky-first th, .committees th").forEach((name) => {
    const texts = document.createTreeWalker(name, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replace(joints, "\u00ad");
  });
})();
