"""A whole page of its own: the content tree as one HTML file that needs nothing beside it (F-9)."""

from html import escape

from styrhjul.documents.clean import cleaned
from styrhjul.documents.content import Document
from styrhjul.documents.html import to_html

#: The shapes of the judgements, as the pages draw them; the file carries its own.
_SHAPES = (
    '<symbol id="s-attained" viewBox="0 0 20 20"><circle cx="10" cy="10" r="9" fill="currentColor" stroke="none"/>'
    '<path d="M5.8 10.4l2.9 2.9 5.5-6.3" fill="none" stroke="#fff" stroke-width="2.1"/></symbol>'
    '<symbol id="s-mainly" viewBox="0 0 20 20"><rect x="2" y="2" width="16" height="16" rx="1.5" fill="none"/>'
    '<path d="M2 7h16v9.5a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 2 16.5z" fill="currentColor" stroke="none"/></symbol>'
    '<symbol id="s-partly" viewBox="0 0 20 20"><path d="M10 1.4 18.6 10 10 18.6 1.4 10z" fill="none"/>'
    '<path d="M1.4 10h17.2L10 18.6z" fill="currentColor" stroke="none"/></symbol>'
    '<symbol id="s-not" viewBox="0 0 20 20"><path d="M1.8 3h16.4L10 17.6z" fill="none"/></symbol>'
    '<symbol id="s-none" viewBox="0 0 20 20"><circle cx="10" cy="10" r="8" fill="none" stroke-dasharray="3 3.28"/>'
    "</symbol>"
)

#: Enough for reading and printing: the pages' own type sizes, measures and colours of charts, written out.
_STYLE = """
body { color: #292c30; font: 1.0625rem/1.55 "Source Sans 3", "Segoe UI", system-ui, sans-serif; margin: 0; }
main { margin: 0 auto; max-width: 62rem; padding: 2rem 1.25rem 4rem; }
h1, h2, h3, h4, h5, h6 { line-height: 1.2; margin: 1.6em 0 0.5em; }
h1 { font-size: 2.25rem; margin-top: 0.3em; } h2 { border-top: 2px solid; font-size: 1.6rem; padding-top: 0.5em; }
.prose { max-width: 38em; } .soft { color: #5b5d60; } .small { font-size: 0.95rem; } .lead { font-size: 1.25rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; margin: 0.75rem 0; width: 100%; }
caption { color: #5b5d60; font-size: 0.95rem; padding: 0.25rem 0; text-align: start; }
th, td { border-bottom: 1px solid #d9dadb; padding: 0.4rem 0.75rem 0.4rem 0; text-align: start; vertical-align: top; }
.num { font-variant-numeric: tabular-nums; text-align: end; white-space: nowrap; } tbody th { font-weight: 400; }
.assessment { white-space: nowrap; } .sym { height: 1.1em; stroke: currentColor; stroke-width: 1.8; width: 1.1em; }
.sym { margin-inline-end: 0.4em; vertical-align: -0.2em; }
figure { break-inside: avoid; margin: 1.25rem 0; }
.chart { display: block; height: auto; max-width: 52rem; width: 100%; }
.chart text { fill: #5b5d60; font-size: 14px; } .chart .t-own { fill: #292c30; font-weight: 600; }
.chart .t-accent { fill: #0062ba; font-weight: 600; }
.chart .grid { stroke: #d9dadb; } .chart .axis { stroke: #77797b; }
.chart .band { fill: #e8e8e9; } .chart .median { fill: none; stroke: #77797b; stroke-width: 1.25; }
.chart .own { fill: none; stroke: #0062ba; stroke-linejoin: round; stroke-width: 2.75; }
.chart .forecast { fill: none; stroke: #0062ba; stroke-dasharray: 7 5; stroke-width: 2.25; }
.chart .target { stroke: #292c30; stroke-dasharray: 0.1 6; stroke-linecap: round; stroke-width: 2.5; }
.chart .dot { fill: #0062ba; stroke: #fff; } .chart .dot-open { fill: #fff; stroke: #0062ba; stroke-width: 2; }
.only-narrow { display: none; }
@media (max-width: 40rem) { .only-wide { display: none; } .only-narrow { display: block; } }
"""


def to_page(document: Document) -> str:
    """Return the document as a whole HTML page with its own shapes and style: opened from a file, read and printed."""
    tree = cleaned(document)
    return (
        f'<!doctype html>\n<html lang="{escape(tree.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(tree.title)}, {escape(tree.subtitle or tree.author)}</title>\n<style>{_STYLE}</style>\n"
        "</head>\n<body>\n"
        f'<svg width="0" height="0" aria-hidden="true" focusable="false"><defs>{_SHAPES}</defs></svg>\n'
        f"<main>{to_html(tree)}</main>\n</body>\n</html>\n"
    )
