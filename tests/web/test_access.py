"""Who gets in where: every address against every person, and no word that leaks out (O-6, O-8, T-2)."""

import logging
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.template.backends.jinja2 import Template
from django.test import Client
from django.urls import get_resolver, reverse
from pytest_django import DjangoDbBlocker

from styrhjul.governance import archiving
from styrhjul.governance.models import ArchivePackage
from styrhjul.web import keeping, printing
from tests import world as sjostad
from tests.web.access_people import LOGIN, PEOPLE, Row
from tests.web.access_table import TABLE
from tests.web.access_words import WORDS
from tests.web.access_world import Everything, furnish

pytestmark = pytest.mark.django_db
"""Each test in a savepoint of its own, inside the transaction that holds the world."""


@pytest.fixture(scope="module")
def everything(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Everything]:
    """One of everything, set up once for the whole table and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield furnish(sjostad.build())
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make no files and log no refusals: who gets a file is the question here, not what it holds."""
    monkeypatch.setattr(printing, "printed", lambda *_: b"")
    monkeypatch.setattr(printing, "file_of", lambda *_: b"")
    monkeypatch.setattr(archiving, "package_of", lambda *_: ArchivePackage(content=b""))
    monkeypatch.setattr(keeping, "printed", lambda *_: b"")
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def client_of(who: str, everything: Everything) -> Client:
    """A browser where the person is signed in; the stranger's is not."""
    client = Client()
    if who != "stranger":
        client.force_login(everything.people[who])
    return client


def ask(client: Client, row: Row, everything: Everything, post: bool) -> HttpResponse:
    """Open the address, or post to it and then undo what came of it."""
    address = reverse(row.name, args=everything.args[row.of])
    if not post:
        return client.get(address)
    with transaction.atomic():
        response = client.post(address, row.data)
        transaction.set_rollback(True)
    return response


def said(response: HttpResponse) -> int | str:
    """The answer as the table writes it."""
    sent_to_login = response.status_code == 302 and response["Location"].startswith(reverse("account_login"))
    return LOGIN if sent_to_login else response.status_code


def answers_of(row: Row, who: str) -> list[tuple[bool, int | str]]:
    """What is asked of the row, posted or not, with the answer: what is refused to read is refused to write to.

    A button does nothing when it is opened as a page.
    """
    answer = row.answer(who)
    if row.post:
        also_read = any(one.name == row.name and not one.post for one in TABLE)
        opened: list[tuple[bool, int | str]] = [(False, LOGIN if row.stranger == LOGIN and who == "stranger" else 405)]
        return [(True, answer), *([] if also_read else opened)]
    is_form = row.stranger == LOGIN and (answer in (LOGIN, 403) or who not in row.may)
    return [(False, answer), *([(True, answer)] if is_form else [])]


def test_every_address_is_in_the_table() -> None:
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert names == {row.name for row in TABLE}


def one_of_each(number: int, row: Row) -> set[str]:
    """For each answer that the row gives, one person who gets it; another one for the next row."""
    by_answer: dict[int | str, list[str]] = {}
    for who in PEOPLE:
        by_answer.setdefault(row.answer(who), []).append(who)
    return {people[number % len(people)] for people in by_answer.values()}


@pytest.mark.parametrize(
    "is_whole", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["one of each answer", "everybody"]
)
def test_everybody_gets_in_where_they_should_and_nowhere_else(
    everything: Everything, monkeypatch: pytest.MonkeyPatch, is_whole: bool
) -> None:
    monkeypatch.setattr(Template, "render", lambda *_, **__: "")  # the answers alone, in a third of the time
    asked = [(row, set(PEOPLE) if is_whole else one_of_each(number, row)) for number, row in enumerate(TABLE)]
    wrong = []
    for who in PEOPLE:
        client = client_of(who, everything)
        for row in (row for row, people in asked if who in people):
            for post, answer in answers_of(row, who):
                got = said(ask(client, row, everything, post))
                if got != answer:
                    wrong.append(f"{who}: {row}, {'posted' if post else 'opened'}: {got}, should be {answer}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_no_page_tells_what_the_reader_may_not_read(everything: Everything) -> None:
    leaks = []
    for who in (*reversed(PEOPLE), "stranger"):
        client = client_of(who, everything)
        for row in TABLE:
            if row.post or row.answer(who) not in (200, 302):
                continue
            text = ask(client, row, everything, post=False).content.decode(errors="replace")
            leaks += [
                f"{who}: {row} tells of «{word}»" for word, may in WORDS.items() if word in text and who not in may
            ]
    assert not leaks, "\n".join(leaks)
