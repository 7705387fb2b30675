"""The guard of tests/web/conftest.py itself: a page that writes when it is read does not get past it."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.test_reading")]


@login_not_required
def writing(request: HttpRequest) -> HttpResponse:
    """A page that writes."""
    with connection.cursor() as cursor:
        cursor.execute(request.GET.get("sql", "update django_content_type set model = model where false"))
    return HttpResponse("Klart")


urlpatterns = [path("skriver/", writing)]


def test_a_page_that_writes_when_read_fails(client: Client) -> None:
    with pytest.raises(AssertionError, match=r"GET /skriver/ writes: \['update django_content_type"):
        client.get("/skriver/")


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO django_content_type (app_label, model) VALUES ('a', 'b')",
        "delete from only django_content_type where false",
        'with x as (select 1) update "django_content_type" set model = model where false',
    ],
)
def test_every_way_of_writing_is_seen(client: Client, sql: str) -> None:
    with pytest.raises(AssertionError, match="writes"):
        client.get("/skriver/", {"sql": sql})


def test_the_session_may_be_written_and_a_form_may_write(client: Client) -> None:
    assert client.get("/skriver/", {"sql": "delete from django_session where false"}).status_code == 200
    assert client.post("/skriver/").status_code == 200
