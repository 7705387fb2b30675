"""The database's backend: a server that has been started again is noticed once, whatever the pool kept."""

import psycopg
from django.db import connection
from pytest_django import DjangoDbBlocker

from styrhjul.postgresql.base import DatabaseWrapper
from tests import databases

POOLED = 4


def test_all_dead_connections_are_let_go_of_at_once(postgres: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The pool alone waits one, two and four seconds between four dead ones, longer than it waits in all here."""
    with django_db_blocker.unblock():
        pool = {"min_size": 1, "max_size": POOLED, "timeout": 5}
        options = {**connection.settings_dict["OPTIONS"], "pool": pool}
        described = {**connection.settings_dict, "NAME": "postgres", "OPTIONS": options}
        requests = [DatabaseWrapper(described, "restarted") for _ in range(POOLED)]
        try:
            pids = [asked(one) for one in requests]
            for one in requests:
                one.close()
            assert len(set(pids)) == POOLED
            with psycopg.connect(**databases.known(), dbname="postgres", autocommit=True) as server:
                server.execute("select pg_terminate_backend(pid, 5000) from unnest(%s::int[]) as pid", [pids])
            assert not {asked(one) for one in requests} & set(pids)
        finally:
            for one in requests:
                one.close()
            requests[0].close_pool()


def asked(request: DatabaseWrapper) -> int:
    """Return the server's process that answers the request."""
    with request.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return int(cursor.fetchone()[0])
