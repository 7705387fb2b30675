"""The shared cache of pages: Django's in the database, where keeping a page is one statement and not five."""

import base64
import pickle
import random
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connection

#: How many pages are kept between two clearings of what is too old or too much, on the average; 0 for never.
BETWEEN_CLEARINGS = 100

KEEP = """
insert into {table} (cache_key, value, expires) values (%s, %s, %s)
on conflict (cache_key) do update set value = excluded.value, expires = excluded.expires
"""

CLEAR = """
delete from {table} where expires < %s
or cache_key in (select cache_key from {table} order by expires desc offset %s)
"""


class PageCache(DatabaseCache):
    """Keeps what expires, for as long as it is told; now and then the expired and the oldest go."""

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        """Keep in the table of that name; ``params`` are those of Django's cache."""
        super().__init__(table, params)
        self.table = connection.ops.quote_name(table)
        self.between_clearings = int(params.get("OPTIONS", {}).get("BETWEEN_CLEARINGS", BETWEEN_CLEARINGS))

    def set(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep the value under the key, in place of what was kept there."""
        until = self.get_backend_timeout(timeout)
        expires = datetime.max if until is None else datetime.fromtimestamp(until, tz=UTC)
        told = base64.b64encode(pickle.dumps(value)).decode("latin1")
        with connection.cursor() as cursor:
            row: list[Any] = [self.make_and_validate_key(key, version=version), told, expires]
            cursor.execute(KEEP.format(table=self.table), row)
            if self.between_clearings and random.randrange(self.between_clearings) == 0:  # noqa: S311 - no secret
                self.clear_old()

    def clear_old(self) -> None:
        """Let go of what has expired, and of what is more than the table is to hold."""
        with connection.cursor() as cursor:
            cursor.execute(CLEAR.format(table=self.table), [datetime.now(tz=UTC), self._max_entries])
