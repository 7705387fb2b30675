"""The demonstration's actuals add up, through the mapping page, to a real municipality's net cost (B-6)."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from styrhjul.organisation.models import Position
from tests import databases
from tests.conftest import Copy

#: Net cost in tkr by activity, Lomma 2024 (SCB, Räkenskapssammandraget OE0107, table TAB4199). Activities that end in
#: 90 are sums of all that begin with the same digit.
LOMMA = {
    "400": 182, "407": 179780, "412": 758, "415": 841, "425": 63569, "435": 20415, "440": 454129, "443": 16694,
    "450": 159781, "453": 6155, "470": 462, "472": 2889, "474": 453, "475": 0, "476": 5583, "478": 0, "500": 0,
    "505": 0, "510": 297145, "520": 11377, "513": 91143, "530": 5117, "559": 10355, "569": 18353, "571": 7460,
    "575": 10412, "585": 3388, "190": 24576, "290": 172164, "390": 77587, "690": 12007, "890": 8629,
}  # fmt: skip

GROUPS = ("190", "290", "390", "690", "890")

ROW = re.compile(r'<th scope="row">(\d{3})</th><td class="num">([^<]*)</td>')


@pytest.fixture(scope="module", autouse=True)
def municipality(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, copied_demonstration: Copy
) -> Iterator[None]:
    """The demonstration, in a database of its own."""
    with copied_demonstration() as name, django_db_blocker.unblock(), databases.connected_to(name):
        yield


def test_b6_the_demonstration_adds_up_by_scb_activity_to_the_real_net_cost() -> None:
    client = Client()
    client.force_login(Position.objects.filter(role="controller").select_related("person")[0].person)
    page = client.get("/ekonomi/kopplingar/?ar=2024").content.decode()
    shown = {code: int(re.sub(r"\s", "", tkr).replace("−", "-")) for code, tkr in ROW.findall(page)}
    for activity, real in LOMMA.items():
        if activity in GROUPS:
            ours = sum(amount for code, amount in shown.items() if code[0] == activity[0])
        else:
            ours = shown.get(activity, 0)
        assert ours == real, activity
    assert sum(LOMMA.values()) == sum(shown.values()) == 1_661_404
    assert "1 661 404" in page.replace("\N{NO-BREAK SPACE}", " ")
