"""The shared cache of pages: kept by one statement, replaced, expired and cleared."""

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from styrhjul.web.page_cache import PageCache

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages() -> PageCache:
    found = caches["pages"]
    assert isinstance(found, PageCache)
    return found


def held(pages: PageCache) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {pages.table}")
        return int(cursor.fetchone()[0])


def test_a_page_is_kept_by_one_statement_and_replaced(pages: PageCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "between_clearings", 0)
    with CaptureQueriesContext(connection) as asked:
        pages.set("sida", {"text": "Åäö"}, 60)
    assert len(asked) == 1
    assert pages.get("sida") == {"text": "Åäö"}
    pages.set("sida", "ny", 60)
    assert pages.get("sida") == "ny"
    pages.set("alltid", 1, None)
    assert pages.get("alltid") == 1


def test_what_has_expired_and_what_is_too_much_goes(pages: PageCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "between_clearings", 1)
    monkeypatch.setattr(pages, "_max_entries", 3)
    pages.set("gammal", 1, -5)
    assert held(pages) == 0
    for number in range(5):
        pages.set(f"sida-{number}", number, 60 + number)
    assert held(pages) == 3
    assert [pages.get(f"sida-{number}") for number in range(5)] == [None, None, 2, 3, 4]


def test_what_is_kept_is_written_without_a_log_and_unpacked(pages: PageCache) -> None:
    call_command("createcachetable", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, c.relpersistence, a.attstorage from pg_class c join pg_attribute a "
            "on a.attrelid = c.oid and a.attname = 'value' where c.relname in ('cache', 'page_cache') order by 1"
        )
        assert cursor.fetchall() == [("cache", "p", "x"), ("page_cache", "u", "e")]
