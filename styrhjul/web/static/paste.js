// Text pasted from Word or a web page becomes Markdown: headings, lists, bold and italic stay, everything else goes.
// Rows of a table become lines with their cells parted by bars.
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
    if (tag === "B" || tag === "STRONG") return /font-weight:\s*normal/i.test(style) ? text : marked("**", text);
    if (tag === "I" || tag === "EM") return marked("*", text);
    return text;
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
    } else if (node.tagName === "TR") {
      lines.push([...node.children].map((cell) => inline(cell).trim()).join(" | "), "");
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
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
