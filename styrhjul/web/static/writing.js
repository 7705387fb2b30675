// The writing view: marks in Markdown by buttons, last period's text to begin with, a word before leaving unsaved text.
// Without JavaScript the text is written and saved all the same.
(() => {
  const form = document.querySelector("[data-writing]");
  const area = document.getElementById("del_text");
  if (!form || !area) return;
  let unsaved = false;

  const put = (text, from, to) => {
    area.focus();
    area.setRangeText(text, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const around = (before, after, missing) => {
    const { selectionStart: from, selectionEnd: to, value } = area;
    put(before + (value.slice(from, to) || missing) + after, from, to);
  };

  const atLines = (mark) => {
    const { selectionStart, selectionEnd: to, value } = area;
    const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
    put(value.slice(from, to).split("\n").map((line) => mark + line).join("\n"), from, to);
  };

  // After the line that one stands in, with an empty line on both sides; the first heading is marked, to be typed over
  const TABLE = "| Rubrik | Rubrik |\n| --- | --- |\n| Text | Text |\n| Text | Text |";
  const table = () => {
    const { selectionEnd, value } = area;
    const found = value.indexOf("\n", selectionEnd);
    const to = found < 0 ? value.length : found;
    const apart = (text) => "\n".repeat(text.trim() ? Math.max(0, 2 - /\n*$/.exec(text)[0].length) : 0);
    const before = apart(value.slice(0, to));
    const after = "\n".repeat(Math.max(0, 2 - /^\n*/.exec(value.slice(to))[0].length));
    put(before + TABLE + after, to, to);
    const start = to + before.length + TABLE.indexOf("Rubrik");
    area.setSelectionRange(start, start + "Rubrik".length);
  };

  const marks = {
    bold: () => around("**", "**", "fet text"),
    italic: () => around("*", "*", "kursiv text"),
    heading: () => atLines("## "),
    list: () => atLines("- "),
    link: () => around("[", "](https://)", "länktext"),
    table,
  };

  const bar = document.querySelector("[data-editor-bar]");
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-mark]");
    if (button) marks[button.dataset.mark]();
  });

  const hand = form.querySelector("button[value=hand_over]");
  form.addEventListener("keydown", (event) => {
    if (!hand || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(hand);
  });

  const begin = document.querySelector("[data-begin]");
  begin?.addEventListener("click", (event) => {
    event.preventDefault();
    const text = begin.dataset.begin;
    put(area.value.trim() ? `${text}\n\n` : text, 0, 0);
  });

  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
})();
