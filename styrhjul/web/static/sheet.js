// A sheet of amounts: arrows and Enter move, a block is pasted and copied as in a spreadsheet, every edit can be undone,
// sums follow. Without JavaScript the form is filled in and sent all the same.
(() => {
  const form = document.querySelector("[data-sheet]");
  if (!form) return;
  const status = form.querySelector("[data-sheet-status]");
  const rows = [...form.querySelectorAll("tbody tr")];
  const grid = rows.map((row) => [...row.querySelectorAll("input.cell")]).filter((cells) => cells.length);
  const first = new Map(grid.flat().map((cell) => [cell, cell.dataset.was ?? cell.value]));
  let before = null; // what stood in the cell when it was entered
  const done = [];
  const undone = [];
  let sending = false;

  // Thousands of kronor as whole kronor; null for what is no number
  const read = (text) => {
    let plain = text.replace(/[\s\u00a0\u202f\u2009]/g, "").replace(/[\u2212\u2013\u2012\u2010\u2011]/g, "-");
    if (plain === "") return 0;
    if (plain.endsWith("-")) plain = `-${plain.slice(0, -1)}`;
    if (!/^[+-]?\d*(,\d{1,3})?$/.test(plain) || !/\d/.test(plain)) return null;
    return Math.round(Number(plain.replace(",", ".")) * 1000);
  };
  const shown = (kronor) => {
    const whole = Math.round(Math.abs(kronor) / 1000);
    const digits = String(whole).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
    return kronor < 0 && whole ? `\u2212${digits}` : digits;
  };

  const place = (cell) => {
    const row = grid.findIndex((cells) => cells.includes(cell));
    return [row, row < 0 ? -1 : grid[row].indexOf(cell)];
  };

  const amounts = (row) => [...row.querySelectorAll("input.cell")].map((cell) => read(cell.value) ?? 0);
  const write = (row, sums) => {
    const cells = [...row.querySelectorAll("[data-sum]")];
    if (cells.length) cells.forEach((cell, at) => { cell.textContent = shown(sums[at]); });
    [...row.querySelectorAll("[data-net]")].forEach((cell, at) => {
      cell.textContent = shown(sums[2 * at + 1] - sums[2 * at]);
    });
  };
  const add = (some) => some.reduce((sum, one) => sum.map((value, at) => value + (one[at] ?? 0)), new Array(grid[0]?.length ?? 0).fill(0));

  const reckon = () => {
    const known = rows.map((row) => (row.dataset.kind === "area" ? null : amounts(row)));
    rows.forEach((row, at) => {
      if (row.dataset.kind !== "area") return write(row, known[at]);
      const mine = rows.map((one, index) => (one.dataset.area === row.dataset.area ? known[index] : null)).filter(Boolean);
      return write(row, add(mine));
    });
    const total = form.querySelector("[data-kind='total']");
    if (total) write(total, add(known.filter(Boolean)));
    const changed = [...first].filter(([cell, value]) => {
      const is = cell.value !== value;
      cell.toggleAttribute("data-changed", is);
      cell.toggleAttribute("aria-invalid", read(cell.value) === null);
      if (cell.hasAttribute("aria-invalid")) cell.setAttribute("aria-invalid", "true");
      return is;
    }).length;
    const told = changed === 1 ? "1 ändrat belopp, inte sparat" : `${changed} ändrade belopp, inte sparade`;
    status.textContent = changed ? told : "";
    return changed;
  };

  const put = (edits, record = done) => {
    const back = edits.map(([cell]) => [cell, cell.value]);
    edits.forEach(([cell, value]) => { cell.value = value; });
    record.push(back);
    reckon();
    // What is typed next takes the place of what was put there, and the arrows go on to the next cell
    if (first.has(document.activeElement)) document.activeElement.select();
    if (first.has(document.activeElement)) before = document.activeElement.value;
  };
  const undo = (from, to) => {
    const back = from.pop();
    if (!back) return;
    put(back, to);
    back[0][0].focus();
  };

  form.addEventListener("focusin", ({ target }) => {
    if (!first.has(target)) return;
    before = target.value;
    target.select();
  });
  form.addEventListener("input", reckon);
  form.addEventListener("change", ({ target }) => {
    if (!first.has(target) || before === null || before === target.value) return;
    done.push([[target, before]]);
    undone.length = 0;
    before = target.value;
  });

  const move = (cell, down, right) => {
    const [row, column] = place(cell);
    const next = grid[row + down]?.[column + right];
    if (next) next.focus();
    return Boolean(next);
  };
  const keys = {
    ArrowUp: (cell) => move(cell, -1, 0),
    ArrowDown: (cell) => move(cell, 1, 0),
    ArrowLeft: (cell) => cell.selectionEnd - cell.selectionStart === cell.value.length && move(cell, 0, -1),
    ArrowRight: (cell) => cell.selectionEnd - cell.selectionStart === cell.value.length && move(cell, 0, 1),
  };
  form.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "s") {
      event.preventDefault();
      (form.querySelector("[type='submit'][name='stay']") ?? form.querySelector("[type='submit']")).click();
    } else if ((event.ctrlKey || event.metaKey) && ["z", "y"].includes(key.toLowerCase())) {
      event.preventDefault();
      if (first.has(target) && before !== null && target.value !== before) target.dispatchEvent(new Event("change", { bubbles: true }));
      if (key.toLowerCase() === "z" && !event.shiftKey) undo(done, undone);
      else undo(undone, done);
    } else if (first.has(target) && key === "Enter") {
      event.preventDefault();
      move(target, event.shiftKey ? -1 : 1, 0);
    } else if (first.has(target) && key === "Escape" && before !== null) {
      target.value = before;
      reckon();
    } else if (first.has(target) && keys[key] && !event.shiftKey && keys[key](target)) {
      event.preventDefault();
    }
  });

  form.addEventListener("paste", (event) => {
    const { target } = event;
    if (!first.has(target)) return;
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (!/[\t\n]/.test(text)) return;
    event.preventDefault();
    const [row, column] = place(target);
    const block = text.split("\n").map((line) => line.split("\t"));
    const edits = block.flatMap((line, down) => line.map((value, right) => [grid[row + down]?.[column + right], value.trim()]));
    const inside = edits.filter(([cell]) => cell);
    undone.length = 0;
    put(inside);
    before = target.value;
    const outside = edits.length - inside.length;
    if (outside) status.textContent += `. ${outside === 1 ? "1 värde" : `${outside} värden`} fick inte plats`;
  });

  // A clash: the other's amount is taken with a button, and can be undone like any other edit
  form.addEventListener("click", ({ target }) => {
    const { take } = target.dataset;
    if (take === undefined) return;
    undone.length = 0;
    put([[target.closest("td").querySelector("input.cell"), take]]);
  });

  form.addEventListener("submit", () => { sending = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && [...first].some(([cell, value]) => cell.value !== value)) event.preventDefault();
  });
  reckon();
})();
