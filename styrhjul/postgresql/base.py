"""Django's PostgreSQL, but for one thing: a restart of the server is noticed once, not once for each connection.

The pool itself tries its connections one by one and waits longer for each that is dead, a second, then two, then four:
the first page after a restart took seven seconds, or failed. Here the first dead one lets go of all the dead ones.
"""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import Error
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection out of the pool, alive when it is given; ``CONN_HEALTH_CHECKS`` is off, since that is done here."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection that answers. Raises what psycopg raises when there is no server."""
        connection = super().get_new_connection(conn_params)
        pool = self.pool
        if pool and not _answers(connection):
            pool.putconn(connection)
            pool.check()
            connection = super().get_new_connection(conn_params)
        return connection


def _answers(connection: Any) -> bool:
    try:
        ConnectionPool.check_connection(connection)
    except Error:
        return False
    return True
