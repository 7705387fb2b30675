"""What pages keep in the shared cache until anything changes: every action ends in the log, so the mark of the log
is part of each key, and a change makes every key new. Kept by reader where what is shown depends on who reads.
"""

import hashlib
from collections.abc import Callable, Hashable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest
from django.template.loader import render_to_string
from markupsafe import Markup

from styrhjul.organisation.clock import today
from styrhjul.organisation.models import rights_of, units_led_by
from styrhjul.organisation.once import one_reading

T = TypeVar("T")

#: How long a page that nobody changes is kept, in seconds.
AN_HOUR = 3600


@lru_cache(maxsize=1)
def made_of() -> int:
    """Return a stamp of the software's own files: new code or a new template makes every page anew."""
    files = (file for ending in ("py", "html") for file in Path(__file__).parent.parent.rglob(f"*.{ending}"))
    return max(file.stat().st_mtime_ns for file in files)


#: The last lines of the log. Their sum beside the highest number: a transaction that began to write earlier may end
#: later, and its line then stands below one that was already seen.
LAST_LINES = """
select coalesce(max(id), 0) || '-' || coalesce(sum(id), 0)
from (select id from organisation_logentry order by id desc limit 100) as last
"""


def log_mark(request: HttpRequest | None = None) -> str:
    """Return what marks the state of the log: another line gives another mark; asked once a request."""
    known: str | None = getattr(request, "log_mark", None)
    if known is None:
        with connection.cursor() as cursor:  # plain SQL: every page asks it
            cursor.execute(LAST_LINES)
            known = str(cursor.fetchone()[0])
        if request is not None:
            request.log_mark = known  # type: ignore[attr-defined]
    return known


def kept(request: HttpRequest | None, name: str, *parts: Hashable, make: Callable[[], T], is_shared: bool = True) -> T:
    """Return what ``make`` gives, kept until anything is logged: in this process, else in the shared cache.

    What is cheaper to make than to fetch is not shared with other processes.
    """
    told = repr((name, parts, made_of(), today(), log_mark(request)))
    key = hashlib.blake2b(told.encode(), digest_size=24).hexdigest()
    found: T | None = caches["near"].get(key)
    if found is None:
        found = caches["pages"].get(key) if is_shared else None
        if found is None:
            with one_reading():
                found = make()
            if is_shared:
                caches["pages"].set(key, found, AN_HOUR)
        caches["near"].set(key, found, AN_HOUR)
    return found


def reader_key(request: HttpRequest) -> tuple[Hashable, ...]:
    """Return what decides what the reader may read: two readers with the same key see the same (O-8)."""
    rights, user = rights_of(request.user), request.user
    leads = tuple(sorted(rights.leads))
    led = kept(request, "units led", leads, make=lambda: units_led_by(user), is_shared=False) if leads else frozenset()
    return (
        rights.is_stranger,
        rights.is_overseer,
        tuple(sorted(rights.drafts_for)),
        tuple(sorted(rights.seated_in)),
        tuple(sorted(rights.secretary_of)),
        tuple(sorted(rights.hands_in_to)),
        tuple(sorted(rights.ended_led)),
        tuple(sorted(rights.units | led)),
    )


def kept_html(request: HttpRequest, template: str, *parts: Hashable, context: Callable[[], dict[str, Any]]) -> Markup:
    """Return a part of a page, rendered for readers with the same rights and kept until anything changes.

    The template must hold nothing of the person or the session: no form with a token, no name.
    """

    def render() -> str:
        return render_to_string(template, context(), request)

    return Markup(kept(request, template, reader_key(request), *parts, make=render))  # noqa: S704 - our own template
