"""Django's command, with the tables of pages made for what may be lost: without a log, and packed by nobody."""

from django.core.cache import caches
from django.core.management.commands import createcachetable
from django.db import connections

from styrhjul.web.page_cache import PageCache

#: A page is written once and read many times: packing it would cost more than its place. What is lost in a crash is
#: made anew.
SHAPE = ("alter table {table} set unlogged", "alter table {table} alter column value set storage external")


class Command(createcachetable.Command):
    """Makes the tables of the caches in the database."""

    def create_table(self, database: str, tablename: str, dry_run: bool) -> None:
        """Make the table unless it is there, and give one of pages its shape."""
        super().create_table(database, tablename, dry_run)
        pages = [cache for cache in caches.all(initialized_only=False) if isinstance(cache, PageCache)]
        for cache in () if dry_run else pages:
            if cache.table == connections[database].ops.quote_name(tablename):
                with connections[database].cursor() as cursor:
                    for statement in SHAPE:
                        cursor.execute(statement.format(table=cache.table))
