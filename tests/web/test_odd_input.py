"""Whatever is typed into a form or an address, a page answers with words: never a fault of its own (500)."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from styrhjul.followup.models import Part
from styrhjul.governance.actions import hold_meeting, put_on_agenda, take_step
from tests.followup import sjostad_round as rounds
from tests.web.test_measures import browser
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db

QUICK = settings(
    max_examples=15, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip

#: What nobody means to type: control characters, numbers beyond every limit, ids of nothing, halves of dates.
ODD = st.one_of(
    st.sampled_from(
        [
            "", " ", "0", "-1", "1", "2027", "9" * 30, "-" + "9" * 400, "1e9999", "1e15", "NaN", "Infinity", "0,00001",
            "²", "٣", "١٩٩٩", "\x00", "a\x00b", "\x1b[2J", "\u202e", "\ud7ff", "\U0001f600" * 60, "2026-02-30",
            "0001-01-01", "9999-12-31", "2026-09-14", "<b>", "%s", "{{ 7 }}", "'; --", "å" * 5000, "on", "chain", "law",
            "adopted", "sent_back", "attained", "board", "hand_over", "\r\n", "T", "2026 T1", "0000", "9999/0000",
        ]
    ),
    st.text(max_size=30),
    st.integers().map(str),
)  # fmt: skip


#: What breaks most easily, tried in every field.
WORST = ("9" * 30, "1e15", "NaN", "a\x00b", "9999-12-31", "²")


@pytest.fixture
def forms(world: World) -> dict[str, tuple[Client, str]]:
    """The forms by name, each as the person sees it who may fill it in."""
    rounds.set_goals(world)
    draft = world.draft_goal()
    measure = world.measure("Trygghet")
    part = Part.objects.filter(
        report__round=rounds.open_interim(world), report__body=world.school, version__isnull=False
    )
    handed = take_step(by=world.tomas, thing=world.draft_goal(heading="Lämnat"), step="hand_in")
    meeting = hold_meeting(by=world.sara, body=world.school, held_on=TODAY)
    put_on_agenda(by=world.sara, meeting=meeting, heading="Mål", things=[handed])
    head, secretary = browser(world.tomas), browser(world.sara)
    return {
        "new_goal": (head, reverse("new_goal")),
        "edit_goal": (head, reverse("edit_goal", args=[draft.pk])),
        "goal_measures": (head, reverse("goal_measures", args=[draft.pk])),
        "report_outcome": (head, reverse("report_outcome", args=[measure.pk])),
        "import_outcomes": (head, reverse("import_outcomes")),
        "part": (head, reverse("part", args=[part[0].pk])),
        "new_meeting": (secretary, reverse("new_meeting")),
        "record_meeting": (secretary, reverse("record_meeting", args=[meeting.pk])),
    }


#: What the forms need beside what stands in them already, for the rest to reach the action.
GOOD: dict[str, dict[str, str]] = {
    "new_goal": {"heading": "Ett mål"},
    "edit_goal": {},
    "goal_measures": {"name": "Ett mått", "target_2027": "90"},
    "report_outcome": {"period": "2026", "value": "5", "reason": "Fel tal."},
    "import_outcomes": {"rows": "Mått;Period;Utfall\nTrygghet;2026;7\n", "name": "fil.csv", "confirm": "1"},
    "part": {"value": "mainly", "reason": "Det går bra."},
    "new_meeting": {"held_on": "2026-10-01"},
    "record_meeting": {},
}


class Fields(HTMLParser):
    """Reads the page's fields, with what stands in each."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in {"input", "select", "textarea"} and "name" in given:
            self.inside = given["name"] if tag != "input" else ""
            is_off = given.get("type") in {"radio", "checkbox"} and "checked" not in given
            self.found.setdefault(given["name"], "")
            if tag == "input" and not is_off:
                self.found[given["name"]] = given.get("value", "")
        elif tag == "option" and self.inside and ("selected" in given or not self.found[self.inside]):
            self.found[self.inside] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"select", "textarea"}:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside and self.lasttag == "textarea":
            self.found[self.inside] += data


def undone(ask: Callable[[], Any]) -> int:
    """The status of the answer; what came of it is undone."""
    with transaction.atomic():
        status: int = ask().status_code
        transaction.set_rollback(True)
    return status


@pytest.mark.slow
@pytest.mark.parametrize("name", GOOD)
def test_odd_words_in_a_form_are_answered_with_words(forms: dict[str, tuple[Client, str]], name: str) -> None:
    client, address = forms[name]
    stands = Fields(client.get(address).content.decode()).found | GOOD[name]
    assert len(stands) > 2

    @QUICK
    @given(st.dictionaries(st.sampled_from(sorted(stands)), ODD, min_size=1, max_size=3))
    def try_it(typed: dict[str, str]) -> None:
        assert undone(lambda: client.post(address, stands | typed)) in {200, 302, 404, 422}

    for typed in [{}, *({field: worst} for field in stands for worst in WORST)]:
        assert undone(lambda typed=typed: client.post(address, stands | typed)) in {200, 302, 404, 422}, typed
    try_it()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "parameters"),
    [
        ("/matt/", ("namnd", "sok", "sida")),
        ("/beslut/", ("ar", "organ", "sida")),
        ("/signaler/2026/", ("regel", "organ")),
        ("/uppfoljning/", ("sida",)),
        ("/malkedja/2026/", ("niva", "namnd", "organ", "visa", "bedomning", "sok")),
        ("/mal/nytt/", ("niva",)),
        ("{goal}jamfor/", ("fran", "till")),
        ("{body}jamfor/", ("fran", "till")),
        ("{part}", ("hamta",)),
        ("{report}xlsx/", ("version",)),
        ("/logga-in/", ("next",)),
    ],
)
def test_odd_parameters_of_an_address_are_answered_with_words(
    world: World, forms: dict[str, tuple[Client, str]], address: str, parameters: tuple[str, ...]
) -> None:
    client, part = forms["part"]
    goal = reverse("goal", args=[world.overall().goal_id])
    report = reverse("report", args=[Part.objects.get(pk=part.split("/")[2]).report_id])
    where = address.format(goal=goal, body=reverse("body", args=[world.school.pk]), part=part, report=report)

    @QUICK
    @given(st.dictionaries(st.sampled_from(parameters), ODD, min_size=1))
    def try_it(typed: dict[str, str]) -> None:
        assert undone(lambda: client.get(where, typed)) in {200, 302, 404}

    for worst in ({name: worst} for name in parameters for worst in (*WORST, "10000", "0000")):
        assert undone(lambda worst=worst: client.get(where, worst)) in {200, 302, 404}, worst
    try_it()


def test_years_and_ids_beyond_every_limit_are_not_there(world: World) -> None:
    client, goal = browser(world.karin), world.overall().goal_id
    for name in ("chain", "plans", "findings", "goal", "measure", "person", "report", "goal_year"):
        for number in (0, 1, 999, 1000, 9999, 10000, 2**31, 2**63, 10**30):
            known = reverse(name, args=[goal, 2026] if name == "goal_year" else [2026])
            address = known.replace("/2026/", f"/{number}/")
            assert client.get(address).status_code in {200, 302, 404}, address
