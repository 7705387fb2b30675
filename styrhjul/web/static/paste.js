// Text pasted from Word, Excel or a web page becomes Markdown: headings, lists, tables, bold and italic stay,
// everything else goes. The first row of a table becomes its header.
(() => {
  const area = document.getElementById("del_text");
  if (!area) return;

  const words = (text) => text.replace(/\s+/g, " ");
  const marked = (mark, text) => (text.trim() ? text.replace(/^(\s*)([\s\S]*?)(\s*)$/, `$1${mark}$2${mark}$3`) : text);

  const styleOf = (node) => node.dataset?.style || "";
  const isMark = (node) => /mso-list:\s*ignore/i.test(styleOf(node));
  // A property of its own: Word also says mso-bidi-font-weight, of text in another direction
  const says = (node, what) => new RegExp(`(^|[;"'\\s])${what}`, "i").test(styleOf(node));

  const inline = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return words(node.textContent);
    if (node.nodeType !== Node.ELEMENT_NODE || isMark(node)) return "";
    const text = [...node.childNodes].map(inline).join("").replaceAll("****", "");
    const tag = node.tagName;
    if (tag === "BR") return "\n";
    if (/^(P|DIV|LI|H[1-6]|T[DHR])$/.test(tag)) return `${text} `;
    if (tag === "B" || tag === "STRONG") return says(node, "font-weight:\\s*normal") ? text : marked("**", text);
    if (tag === "I" || tag === "EM") return says(node, "font-style:\\s*normal") ? text : marked("*", text);
    if (tag !== "SPAN" || /\*/.test(text)) return text;
    const slanted = says(node, "font-style:\\s*italic") ? marked("*", text) : text;
    return says(node, "font-weight:\\s*(bold|[6-9]00)") ? marked("**", slanted) : slanted;
  };

  // A bar in a cell is escaped, and a backslash before it, so that both stand as text
  const cellText = (cell) => words(inline(cell)).trim().replace(/(\\*)\|/g, "$1$1\\|");

  // The cells of a table, row by row: what a merged cell covers is empty, and so is what a short row lacks
  const grid = (table) => {
    const rows = [...table.rows].map(() => []);
    [...table.rows].forEach((row, down) => {
      let place = 0;
      [...row.cells].forEach((cell) => {
        while (rows[down][place] !== undefined) place += 1;
        rows.slice(down, down + (cell.rowSpan || rows.length)).forEach((covered) => {
          for (let aside = 0; aside < cell.colSpan; aside += 1) covered[place + aside] = "";
        });
        rows[down][place] = cellText(cell);
      });
    });
    const filled = rows.filter((row) => row.some(Boolean));
    const width = Math.max(0, ...filled.map((row) => row.findLastIndex(Boolean) + 1));
    return filled.map((row) => Array.from({ length: width }, (_, place) => row[place] || ""));
  };

  const tableLines = (rows) => {
    const line = (cells) => `| ${cells.join(" | ")} |`;
    return [line(rows[0]), line(rows[0].map(() => "---")), ...rows.slice(1).map(line)];
  };

  // A table, a heading and a list stand on lines of their own, a table with an empty line after it
  const apart = (text, before, after) => {
    const lead = /^(\||-|#+|\d+\.) /.test(text) && before && !before.endsWith("\n") ? "\n\n" : "";
    const tail = text.endsWith(" |") && after.trim() ? "\n".repeat(2 - /^\n{0,2}/.exec(after)[0].length) : "";
    return lead + text + tail;
  };

  const LISTS = ["UL", "OL"];
  const indent = (depth) => "    ".repeat(depth);

  // What comes after a list or a line stands apart from it
  const gap = (lines) => { if (lines.length && lines.at(-1)) lines.push(""); };

  const list = (node, lines, depth) => {
    if (!depth) gap(lines);
    let number = node.start || 1;
    [...node.children].forEach((item) => {
      if (LISTS.includes(item.tagName)) {
        list(item, lines, depth + 1);
        return;
      }
      const mark = node.tagName === "OL" ? `${number}.` : "-";
      const own = [...item.childNodes].filter((one) => !LISTS.includes(one.tagName));
      lines.push(`${indent(depth)}${mark} ${own.map(inline).join("").trim()}`);
      number += 1;
      [...item.children].filter((one) => LISTS.includes(one.tagName)).forEach((one) => list(one, lines, depth + 1));
    });
    if (!depth) lines.push("");
  };

  // Word's own lists are paragraphs whose style says the level, with the mark in a span of its own
  const isListed = (node) => /^MsoListParagraph/.test(node.className || "") || /mso-list:\s*l\d/i.test(styleOf(node));
  const listLine = (node) => {
    const mark = [...node.querySelectorAll("[data-style]")].find(isMark)?.textContent || "";
    const number = /(\w+)[.)]/.exec(mark)?.[1];
    const depth = Number(/mso-list:[^;]*level(\d)/i.exec(styleOf(node))?.[1] || 1) - 1;
    return `${indent(depth)}${number ? `${Number.parseInt(number, 10) || 1}.` : "-"} ${inline(node).trim()}`;
  };
  const isItem = (line) => /^\s*(-|\d+\.) /.test(line || "");

  const block = (node, lines) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.textContent.trim()) {
        gap(lines);
        lines.push(words(node.textContent).trim(), "");
      }
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || ["STYLE", "SCRIPT", "META", "TITLE"].includes(node.tagName)) return;
    const level = /^H([1-6])$/.exec(node.tagName)?.[1] || (node.getAttribute("role") === "heading" && (node.ariaLevel || 1));
    if (level) {
      gap(lines);
      if (inline(node).trim()) lines.push(`${"#".repeat(Math.min(6, Number(level) + 1))} ${inline(node).trim()}`, "");
    } else if (LISTS.includes(node.tagName)) {
      list(node, lines, 0);
    } else if (node.tagName === "TABLE" && !node.querySelector("table")) {
      const rows = grid(node);
      if (rows.length && rows[0].length > 1) lines.push("", ...tableLines(rows), "");
      else [...node.rows].forEach((row) => [...row.cells].forEach((cell) => block(cell, lines)));
    } else if (node.tagName === "P" || !node.querySelector("p, div, h1, h2, h3, h4, h5, h6, ul, ol, table, tr")) {
      const text = inline(node).trim();
      const listed = isListed(node);
      if (!text) return;
      if (!(listed && isItem(lines.at(-1)))) gap(lines);
      if (listed) lines.push(listLine(node));
      else lines.push(text, "");
    } else {
      node.childNodes.forEach((child) => block(child, lines));
    }
  };

  area.addEventListener("paste", (event) => {
    const html = event.clipboardData.getData("text/html");
    if (!html) return;
    // Styles are read, never applied: the policy of the page would refuse them
    const unstyled = html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/\sstyle=/gi, " data-style=");
    const page = new DOMParser().parseFromString(unstyled, "text/html");
    const lines = [];
    page.body.childNodes.forEach((node) => block(node, lines));
    event.preventDefault();
    const text = lines.join("\n").replace(/\n{3,}/g, "\n\n").trim();
    const { selectionStart: from, selectionEnd: to, value } = area;
    area.setRangeText(apart(text, value.slice(0, from), value.slice(to)), from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
