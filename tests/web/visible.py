"""What a reader sees of a page: its text without tags, as one line."""

from lxml import html


def visible(page: str) -> str:
    """Return the text of the page with each run of spaces as one."""
    return " ".join(html.fromstring(page).text_content().split())
