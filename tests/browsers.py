"""Finds the Chromium that the browser tests drive."""

import functools
import os
import shutil
from pathlib import Path

PLACES = tuple(
    f"/usr/bin/{name}" for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
)
"""The first of these that is there is used; the first of all is the lightest."""


@functools.cache
def chromium() -> str:
    """Return the path of a Chromium (``CHROMIUM``, a system's own, or Playwright's), or an empty string."""
    wanted = os.environ.get("CHROMIUM", "")
    if wanted:
        return wanted if shutil.which(wanted) else ""
    playwright = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    downloaded = sorted(map(str, playwright.glob("chromium-*/chrome-linux*/chrome")), reverse=True)
    return next((path for path in (*PLACES, *downloaded) if os.access(path, os.X_OK)), "")


def why_no_browser() -> str:
    """Return in a few words why no browser test can run."""
    wanted = os.environ.get("CHROMIUM", "")
    if wanted:
        return f"CHROMIUM={wanted} is not a program that can be run"
    return "no Chromium was found (install Debian's chromium, or set CHROMIUM to its path)"
