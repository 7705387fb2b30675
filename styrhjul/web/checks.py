"""Refuses to run the demonstration where real people could meet it: there, anyone may sign in as anyone."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import Error

from styrhjul.documents.look import LookError
from styrhjul.governance.printing import own_look

TAG = "demonstration"


def demonstration_stands_alone(**_kwargs: Any) -> list[Error]:
    """Return one error for each sign that the demonstration runs in production, or production on a made-up day."""
    mend = "Ta bort DEMO, eller kör demonstrationen på den egna datorn med make demo."
    if settings.DEMO:
        return [
            Error(f"DEMO=1 släpper in vem som helst, men {sign}.", hint=mend, id="styrhjul.E001")
            for sign in _signs_of_production()
        ]
    if settings.DEMO_TODAY and settings.PRODUCTION:
        return [
            Error("DEMO_TODAY ger programmet en påhittad dag, men PRODUCTION=1 är satt.", hint=mend, id="styrhjul.E002")
        ]
    return []


def documents_have_a_look(**_kwargs: Any) -> list[Error]:
    """Return an error when the municipality's colour or arms cannot be used, before any document is made."""
    try:
        own_look()
    except LookError as error:
        return [Error(str(error), hint="Ändra MUNICIPALITY_COLOUR eller MUNICIPALITY_ARMS.", id="styrhjul.E003")]
    return []


def _signs_of_production() -> Iterator[str]:
    """Yield, in Swedish, what in the settings says that others than the person at this computer can come in."""
    if settings.PRODUCTION:
        yield "PRODUCTION=1 är satt"
    database = settings.DATABASES["default"]
    named = (database["HOST"], database["OPTIONS"].get("host", ""), database["OPTIONS"].get("hostaddr", ""))
    for host in named:  # the address may also stand among its options
        if host and not host.startswith("/") and host not in {"127.0.0.1", "localhost", "::1"}:
            yield f"DATABASE_URL pekar på en annan dator ({host})"
    beyond = sorted(set(settings.ALLOWED_HOSTS) - set(settings.LOOPBACK))
    if beyond:
        yield f"ALLOWED_HOSTS släpper in anrop utifrån ({', '.join(beyond)})"
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        yield "TRUSTED_PROXIES säger att den står bakom en proxy"
