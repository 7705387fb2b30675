"""The short cuts of the tests are true: a template is of today's code, and what is laid in again is what was built."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from styrhjul.organisation.actions import rename_body
from styrhjul.organisation.models import Body, BodyName, LogEntry
from tests import databases
from tests import world as sjostad
from tests.replay import Replayed, rows_of_all_tables
from tests.world import START, TODAY


@pytest.fixture
def template(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The name of a template that is not there yet, and is gone afterwards."""
    name = f"test_{settings.TEST_RUN}_of_a_template"
    with django_db_blocker.unblock():
        yield name
        databases.drop(name)


def test_a_template_is_made_once_for_each_state(template: str) -> None:
    made: list[str] = []
    with databases.administration() as server:
        for state in ("first", "first", "second"):
            databases.make_template(server, template, state, settings.TEMPLATE_DATABASE, made.append)
    assert made == [template] * 2


def test_a_template_that_could_not_be_made_is_made_anew(template: str) -> None:
    def fail(_name: str) -> None:
        raise RuntimeError("halfway")

    made: list[str] = []
    with databases.administration() as server:
        with pytest.raises(RuntimeError, match="halfway"):
            databases.make_template(server, template, "first", settings.TEMPLATE_DATABASE, fail)
        databases.make_template(server, template, "first", settings.TEMPLATE_DATABASE, made.append)
    assert made == [template]


@pytest.mark.django_db
def test_what_is_laid_in_again_is_what_was_built() -> None:
    build = Replayed(sjostad.build)
    with transaction.atomic():
        first, rows = build(), rows_of_all_tables()
        transaction.set_rollback(True)
    with CaptureQueriesContext(connection) as queries:
        again = build()
    assert {query["sql"].split()[0] for query in queries} == {"copy"}, "nothing is asked"
    assert rows_of_all_tables() == rows
    assert again == first
    assert again.tomas is not first.tomas
    rename_body(by=None, body=again.school, name="Skolnämnden", short_name="SKN", from_on=TODAY)
    assert LogEntry.objects.about(again.school).last().at.date() == TODAY
    assert Body.objects.get(pk=first.school.pk).from_on == START


def move_last(town: sjostad.World) -> Body:
    """Change one row and make another, with its line in the log."""
    Body.objects.filter(pk=town.school.pk).update(rank=77)
    rename_body(by=None, body=town.school, name="Skolnämnden", short_name="SKN", from_on=TODAY)
    return Body.objects.get(pk=town.school.pk)


@pytest.mark.django_db
def test_what_is_laid_in_on_top_of_other_rows_changes_them_as_before() -> None:
    build, moved = Replayed(sjostad.build), Replayed(move_last)
    found = []
    for _ in range(2):
        with transaction.atomic():
            body = moved(build())
            body.refresh_from_db()
            assert (body.rank, body.name_on(TODAY)) == (77, "Skolnämnden")
            found.append(rows_of_all_tables())
            transaction.set_rollback(True)
    assert found[0] == found[1]
    with pytest.raises(AssertionError, match="has begun with other rows"):
        moved(None)


@pytest.mark.django_db
def test_what_takes_rows_away_is_not_laid_in() -> None:
    with pytest.raises(AssertionError, match="are gone"):
        Replayed(lambda town: BodyName.objects.all().delete())(sjostad.build())
