// Text pasted from Word, Excel or a web page becomes Markdown: headings, lists, tables, bold and italic stay,
// everything else goes. The first row of a table becomes its header.
(() => {
  const area = document.getElementById("del_text");
  if (!area) return;

  const words = (text) => text.replace(/\s+/g, " ");
  const marked = (mark, text) => (text.trim() ? text.replace(/^(\s*)([\s\S]*?)(\s*)$/, `$1${mark}$2${mark}$3`) : text);

  const inline = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return words(node.textContent);
    if (node.nodeType !== Node.ELEMENT_NODE) return "";
    if (/mso-list:\s*ignore/i.test(node.dataset.style || "")) return "";
    const text = [...node.childNodes].map(inline).join("");
    const tag = node.tagName;
    const style = node.dataset.style || "";
    if (tag === "BR") return "\n";
    if (/^(P|DIV|LI|H[1-6]|T[DHR])$/.test(tag)) return `${text} `;
    if (tag === "B" || tag === "STRONG") return /font-weight:\s*normal/i.test(style) ? text : marked("**", text);
    if (tag === "I" || tag === "EM") return marked("*", text);
    return text;
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

  // A table stands on lines of its own, with an empty line after it
  const apart = (text, before, after) => {
    const lead = text.startsWith("| ") && before && !before.endsWith("\n") ? "\n\n" : "";
    const tail = text.endsWith(" |") && after.trim() ? "\n".repeat(2 - /^\n{0,2}/.exec(after)[0].length) : "";
    return lead + text + tail;
  };

  const isListed = (node) => /^MsoListParagraph/.test(node.className || "");

  const block = (node, lines, depth) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.textContent.trim()) lines.push(words(node.textContent).trim(), "");
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || ["STYLE", "SCRIPT", "META", "TITLE"].includes(node.tagName)) return;
    const heading = /^H([1-6])$/.exec(node.tagName);
    if (heading) {
      lines.push(`${"#".repeat(Math.min(6, Number(heading[1]) + 1))} ${inline(node).trim()}`, "");
    } else if (node.tagName === "UL" || node.tagName === "OL") {
      [...node.children].forEach((item, place) => {
        const own = [...item.childNodes].filter((one) => !["UL", "OL"].includes(one.tagName));
        const mark = node.tagName === "OL" ? `${place + 1}.` : "-";
        lines.push(`${"  ".repeat(depth)}${mark} ${own.map(inline).join("").trim()}`);
        [...item.children].filter((one) => ["UL", "OL"].includes(one.tagName)).forEach((one) => block(one, lines, depth + 1));
      });
      if (!depth) lines.push("");
    } else if (node.tagName === "TABLE" && !node.querySelector("table")) {
      const rows = grid(node);
      if (rows.length && rows[0].length > 1) lines.push("", ...tableLines(rows), "");
      else [...node.rows].forEach((row) => [...row.cells].forEach((cell) => block(cell, lines, depth)));
    } else if (node.tagName === "P" || !node.querySelector("p, div, h1, h2, h3, h4, h5, h6, ul, ol, table, tr")) {
      const text = inline(node).trim();
      if (isListed(node)) lines.push(`- ${text}`);
      else if (text) lines.push(text, "");
    } else {
      node.childNodes.forEach((child) => block(child, lines, depth));
    }
  };

  area.addEventListener("paste", (event) => {
    const html = event.clipboardData.getData("text/html");
    if (!html) return;
    // Styles are read, never applied: the policy of the page would refuse them
    const unstyled = html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/\sstyle=/gi, " data-style=");
    const page = new DOMParser().parseFromString(unstyled, "text/html");
    const lines = [];
    page.body.childNodes.forEach((node) => block(node, lines, 0));
    event.preventDefault();
    const text = lines.join("\n").replace(/\n{3,}/g, "\n\n").trim();
    const { selectionStart: from, selectionEnd: to, value } = area;
    area.setRangeText(apart(text, value.slice(0, from), value.slice(to)), from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
