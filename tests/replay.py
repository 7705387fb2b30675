"""Builds something in the database once, and lays the same rows in again for every test that asks for it.

Building goes through the actions, a hundred small questions and answers; the rows that came of it are a few dozen.
"""

import pickle
from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from django.apps import apps
from django.db import connection
from django.db.models import Model

Built = TypeVar("Built")

BORN_WITH = {"contenttypes", "auth"}


class Rows(NamedTuple):
    """The rows of one table, as PostgreSQL writes them."""

    target: str
    content: bytes


class Replayed(Generic[Built]):
    """What ``build`` returns, with the rows that it makes; only the first call in a process builds.

    Sequences are never rolled back, so the rows can keep the numbers that they were given the first time.
    """

    def __init__(self, build: Callable[[], Built]) -> None:
        self.build = build
        self.rows: list[Rows] = []
        self.kept = b""

    def __call__(self) -> Built:
        if not self.kept:
            assert not rows_of_all_tables(), "it is built in an empty database"
            built = self.build()
            self.rows, self.kept = rows_of_all_tables(), pickle.dumps(built)
            return built
        with connection.cursor() as cursor:
            for one in self.rows:
                with cursor.copy(f"copy {one.target} from stdin") as copy:
                    copy.write(one.content)
        return pickle.loads(self.kept)  # a copy of its own for each test


def rows_of_all_tables() -> list[Rows]:
    """Return the rows of every table that has any, but for those that a database is born with."""
    models = [one for one in apps.get_models(include_auto_created=True) if one._meta.app_label not in BORN_WITH]
    return [rows for rows in map(rows_of, models) if rows.content]


def rows_of(model: type[Model]) -> Rows:
    """Return the rows of the model's table, without what PostgreSQL works out itself."""
    names = ", ".join(f'"{field.column}"' for field in model._meta.local_concrete_fields if not field.generated)
    target = f'"{model._meta.db_table}" ({names})'
    with connection.cursor() as cursor, cursor.copy(f"copy {target} to stdout") as copy:
        return Rows(target, b"".join(bytes(part) for part in copy))
