// Keeps what is written in a part: in the browser at once, as the person's own draft on the server within three seconds.
// What the server has not acknowledged stays in the browser, over a lost network or a sign-in that has run out, and is
// offered when the page is opened again. Who signs in again in another tab goes on writing here. Signing out wipes it
// (app.js).
(() => {
  const form = document.querySelector("[data-keep]");
  if (!form) return;
  const key = `styrhjul-${form.dataset.key}`;
  const said = document.querySelector("[data-writing-kept]");
  const SOON = 1500;
  const AGAIN = 5000;
  const SKIPPED = new Set(["csrfmiddlewaretoken", "edition", "do"]);
  let timer = 0;

  const typed = () => Object.fromEntries([...new FormData(form)].filter(([name]) => !SKIPPED.has(name)));
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  // Signing in gives the browser a new token, and the one in this page no longer holds: fetch it, for the same person
  const cookie = () => /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie)?.[1];
  let token = cookie();
  const renew = async () => {
    const answer = await fetch(location.pathname, { redirect: "manual" });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.querySelector("[data-keep]")?.dataset.key !== form.dataset.key) return false;
    form.elements.csrfmiddlewaretoken.value = page.querySelector("[name=csrfmiddlewaretoken]").value;
    token = cookie();
    return true;
  };
  const send = () => fetch(form.dataset.keep, { method: "POST", body: new FormData(form), redirect: "manual" });

  const keep = async () => {
    const sent = typed();
    try {
      let answer = await send();
      if (answer.status === 403 && await renew()) answer = await send();
      if (answer.type === "opaqueredirect" || answer.status === 403) {
        said.textContent = "Du är utloggad. Det du har skrivit finns kvar i webbläsaren. Logga in i en annan flik.";
        timer = setTimeout(keep, AGAIN);
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const told = await answer.json();
      said.textContent = told.is_behind
        ? `Utkast sparat ${told.at}. ${told.by} har sparat delen under tiden: spara för att se båda texterna.`
        : `Utkast sparat ${told.at}`;
      if (same(sent, typed())) localStorage.removeItem(key);
    } catch {
      said.textContent = "Ingen kontakt med servern. Det du har skrivit finns kvar i webbläsaren.";
      timer = setTimeout(keep, AGAIN);
    }
  };

  form.addEventListener("input", () => {
    localStorage.setItem(key, JSON.stringify({ at: new Date().toISOString(), typed: typed() }));
    clearTimeout(timer);
    timer = setTimeout(keep, SOON);
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (cookie() === token) return;
    event.preventDefault();
    const goOn = await renew().catch(() => false);
    token = cookie();
    if (goOn) form.requestSubmit(event.submitter);
    else said.textContent = "Du är utloggad. Det du har skrivit finns kvar i webbläsaren. Logga in i en annan flik.";
  });

  // Something was left in the browser, and it is not what stands in the form
  const left = JSON.parse(localStorage.getItem(key) || "null");
  if (!left) return;
  // The server writes numbers in its own manner; that alone makes no other text
  const plain = (some) => JSON.stringify(some, (_, value) => (value.replace ? value.replace(/\s/g, "").replace(/−/g, "-") : value));
  if (plain(left.typed) === plain(typed())) {
    localStorage.removeItem(key);
    return;
  }
  const box = document.querySelector("[data-writing-lost]");
  const at = new Date(left.at).toLocaleString("sv-SE", { dateStyle: "short", timeStyle: "short" });
  box.querySelector("[data-writing-said]").textContent = `Det finns text från ${at} som aldrig nådde servern.`;
  box.hidden = false;
  box.querySelector("[data-writing-take]").addEventListener("click", () => {
    for (const [name, value] of Object.entries(left.typed)) {
      const field = form.elements[name];
      if (field) field.value = value;
    }
    box.hidden = true;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  box.querySelector("[data-writing-throw]").addEventListener("click", () => {
    localStorage.removeItem(key);
    box.hidden = true;
  });
})();
