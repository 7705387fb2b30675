"""What every test of the pages stands on: reading a page may not change anything."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

WRITING = re.compile(
    r"^\s*(?:with\b.*?\)\s*)?(?:insert\s+into|update|delete\s+from|truncate)\s+(?:table\s+|only\s+)?\"?(\w+)",
    re.IGNORECASE | re.DOTALL,
)
MAY_BE_WRITTEN = {
    "django_session", "cache", "page_cache", "mfa_authenticator", "governance_frozendocument",
    "governance_archivepackage",
}  # fmt: skip
"""Tables that a page may write to while it is read: who is signed in, what is kept for later, that the recovery codes
have been shown (allauth's own), and the file and the archive package of a frozen version, made of it the first time
somebody asks (F-5, L-10).

The session is also where allauth puts the key of a letter about a forgotten password, before it leads on to an address
without the key: so it stands in no log. Why files wait until they are asked for: docs/architecture.md."""


@pytest.fixture(autouse=True)
def _reading_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail the test whose client reads a page (GET or HEAD) that writes to the database."""
    request = Client.request

    def guarded(client: Client, **given: Any) -> HttpResponse:
        if given.get("REQUEST_METHOD", "GET") not in {"GET", "HEAD"}:
            return request(client, **given)
        written: list[str] = []

        def watch(execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
            found = WRITING.match(str(sql))
            if found and found[1] not in MAY_BE_WRITTEN:
                written.append(str(sql))
            return execute(sql, *rest)

        with connection.execute_wrapper(watch):
            response = request(client, **given)
        assert not written, f"GET {given.get('PATH_INFO')} writes: {written}"
        return response

    monkeypatch.setattr(Client, "request", guarded)
