"""Builds something in the database once, and lays the same rows in again for every test that asks for it.

Building goes through the actions, a hundred small questions and answers; the rows that came of it are a few dozen.
"""

import functools
import pickle
from collections.abc import Callable
from typing import Generic, NamedTuple, ParamSpec, TypeVar

from django.apps import apps
from django.db import connection
from django.db.models import Model

Built = TypeVar("Built")
Given = ParamSpec("Given")

BORN_WITH = {"contenttypes", "auth"}


class Rows(NamedTuple):
    """The rows of one table, as PostgreSQL writes them; the first column is the primary key."""

    table: str
    columns: tuple[str, ...]
    lines: frozenset[bytes]


class Change(NamedTuple):
    """What building did to a table: the rows that have come, and the keys of those that they replace."""

    rows: Rows
    replaced: list[str]

    def lay_in(self) -> None:
        """Do it again."""
        table, columns, lines = self.rows
        with connection.cursor() as cursor:
            if self.replaced:
                cursor.execute(f"delete from {table} where {columns[0]}::text = any(%s)", [self.replaced])
            with cursor.copy(f"copy {table} ({', '.join(columns)}) from stdin") as copy:
                copy.write(b"".join(sorted(lines)))


class Replayed(Generic[Built]):
    """What ``build`` returns, with the rows that it makes; only the first call in a process builds.

    It always begins with the same rows. Sequences are never rolled back, so the rows that it makes can keep the numbers
    that they were given the first time.
    """

    def __init__(self, build: Callable[..., Built]) -> None:
        self.build = build
        self.began_with = ""
        self.changes: list[Change] = []
        self.kept = b""

    def __call__(self, *given: object, **named: object) -> Built:
        if not self.kept:
            self.began_with, before = last_logged(), rows_of_all_tables()
            built = self.build(*given, **named)
            self.changes, self.kept = changes(before, rows_of_all_tables()), pickle.dumps(built)
            return built
        if self.began_with != EMPTY:
            assert last_logged() == self.began_with, f"{self.build.__qualname__} has begun with other rows before"
        for change in self.changes:
            change.lay_in()
        return pickle.loads(self.kept)  # a copy of its own for each test


def replayed(build: Callable[Given, Built]) -> Callable[Given, Built]:
    """Let what a fixture makes be built once and laid in again; what it is given must be the same each time."""
    replay = Replayed(build)

    @functools.wraps(build)
    def again(*given: Given.args, **named: Given.kwargs) -> Built:
        return replay(*given, **named)

    return again


EMPTY = "0 None"
"""What is told of a database where nothing has happened."""


def last_logged() -> str:
    """Return what tells one state of the database from another: every action ends in a line of the log."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*), max(id) from organisation_logentry")
        count, last = cursor.fetchone()
        return f"{count} {last}"


def changes(before: list[Rows], after: list[Rows]) -> list[Change]:
    """Return what has changed, a table each; no row may be gone altogether."""
    earlier = {rows.table: rows.lines for rows in before}
    found = []
    for table, columns, lines in after:
        new, left = lines - earlier.get(table, frozenset()), earlier.get(table, frozenset()) - lines
        keys = {line.split(b"\t")[0].decode().strip() for line in left}
        assert keys <= {line.split(b"\t")[0].decode().strip() for line in new}, f"rows of {table} are gone"
        if new:
            found.append(Change(Rows(table, columns, new), sorted(keys)))
    return found


def rows_of_all_tables() -> list[Rows]:
    """Return the rows of every table, but for those that a database is born with."""
    models = [one for one in apps.get_models(include_auto_created=True) if one._meta.app_label not in BORN_WITH]
    return [rows_of(model) for model in models]


def rows_of(model: type[Model]) -> Rows:
    """Return the rows of the model's table, without what PostgreSQL works out itself."""
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    columns = tuple(f'"{field.column}"' for field in sorted(fields, key=lambda field: not field.primary_key))
    table = f'"{model._meta.db_table}"'
    with connection.cursor() as cursor, cursor.copy(f"copy {table} ({', '.join(columns)}) to stdout") as copy:
        content = b"".join(bytes(part) for part in copy)
    return Rows(table, columns, frozenset(content.splitlines(keepends=True)))
