"""What many ask for while one thing is read: fetched once, and forgotten when the reading ends.

    with one_reading():
        once(("settings", 2026), fetch)  # fetches
        once(("settings", 2026), fetch)  # remembers

Outside a reading nothing is remembered, so an action always sees what it has just changed.
"""

import contextlib
from collections.abc import Callable, Hashable, Iterator
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_known: ContextVar[dict[Hashable, Any] | None] = ContextVar("known", default=None)


@contextlib.contextmanager
def one_reading() -> Iterator[None]:
    """Remember what is asked for until the block ends; a reading inside another is part of it."""
    if _known.get() is not None:
        yield
        return
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def is_reading() -> bool:
    """Tell whether what is asked for is remembered now."""
    return _known.get() is not None


def once(key: Hashable, fetch: Callable[[], T]) -> T:
    """Return what ``fetch`` gives, or what it gave before in this reading."""
    known = _known.get()
    if known is None:
        return fetch()
    if key not in known:
        known[key] = fetch()
    found: T = known[key]
    return found
