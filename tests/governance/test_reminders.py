"""Reminders by e-mail, sent through a real mail server and read as the receiver reads them (W-4)."""

import datetime
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from styrhjul.goals.actions import plans
from styrhjul.governance import reminding
from styrhjul.governance.actions import close_tasks, open_task
from styrhjul.governance.models import GovernanceModel, SentReminder
from styrhjul.governance.terms import TaskKind
from styrhjul.organisation.actions import choose_reminders
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.terms import Reminders
from tests.world import World

pytestmark = pytest.mark.django_db

D = datetime.date


class Letters:
    """What the mail server got: the letters in order."""

    def __init__(self) -> None:
        self.got: list[EmailMessage] = []
        self.refuses: set[str] = set()

    async def handle_RCPT(  # noqa: N802 - the server calls it by this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take down whom the letter is to, or refuse."""
        if address in self.refuses:
            return "550 Okänd mottagare"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the letter."""
        letter = message_from_bytes(envelope.content or b"", policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.got.append(letter)
        return "250 OK"

    def to(self, first_name: str) -> list[EmailMessage]:
        """The letters to one person."""
        return [one for one in self.got if one["To"] == f"{first_name}@sjostad.example"]


@pytest.fixture
def letters(settings: object) -> Iterator[Letters]:
    """A mail server on a port of its own, and Styrhjul set to send through it."""
    handler = Letters()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port  # type: ignore[attr-defined]
    settings.SITE_URL = "https://styrhjul.sjostad.example"  # type: ignore[attr-defined]
    yield handler
    server.stop()


def give(world: World, heading: str, due_on: datetime.date) -> None:
    """Let Åsa have a task about the unit below her."""
    open_task(kind=TaskKind.WRITE_PLAN, thing=world.beach_school, heading=heading, due_on=due_on, person=world.asa)


def tick(day: datetime.date) -> None:
    with on_day(day):
        call_command("tick", verbosity=0)


def remind(day: datetime.date) -> None:
    """Send the day's digests and do nothing else of what the day asks for."""
    with on_day(day):
        reminding.tick(day)


def test_w4_a_digest_says_what_is_new_near_and_late_each_once(world: World, letters: Letters) -> None:
    with on_day(D(2026, 9, 14)):
        give(world, "Skriv planen för Strandskolan", D(2026, 9, 30))
    tick(D(2026, 9, 14))
    (letter,) = letters.to("asa")
    text = letter.get_content()
    assert letter["Subject"] == "Styrhjul: en sak att göra"
    assert "Hej Asa Nordmark!" in text
    assert "Nytt att göra" in text
    assert "- Skriv planen för Strandskolan (senast 30 september 2026)" in text
    assert f"https://styrhjul.sjostad.example/enhet/{world.beach_school.pk}/" in text
    assert "https://styrhjul.sjostad.example/konto/paminnelser/" in text
    for day in (14, 15, 16, 17, 18, 21, 22, 23):
        tick(D(2026, 9, day))
    assert len(letters.to("asa")) == 2
    assert "Ska snart vara klart" in letters.to("asa")[-1].get_content()
    for day in (24, 25, 28, 29, 30):
        tick(D(2026, 9, day))
    tick(D(2026, 10, 1))
    assert len(letters.to("asa")) == 3
    assert "Skulle ha varit klart" in letters.to("asa")[-1].get_content()
    tick(D(2026, 10, 2))
    assert len(letters.to("asa")) == 3
    assert SentReminder.objects.filter(person=world.asa).count() == 3


def test_w4_what_is_done_is_not_reminded_of(world: World, letters: Letters) -> None:
    with on_day(D(2026, 9, 14)):
        give(world, "Skriv planen", D(2026, 9, 30))
        close_tasks(by=world.asa, thing=world.beach_school, kind=TaskKind.WRITE_PLAN)
    tick(D(2026, 9, 14))
    assert letters.to("asa") == []


def test_w4_everybody_chooses_how_often(world: World, letters: Letters) -> None:
    choose_reminders(by=world.asa, choice=Reminders.WEEKLY)
    choose_reminders(by=world.tomas, choice=Reminders.NONE)
    with on_day(D(2026, 9, 14)):
        give(world, "Första", D(2026, 12, 1))
        mine = {"thing": world.compulsory, "heading": "Tomas plan", "due_on": None, "person": world.tomas}
        open_task(kind=TaskKind.WRITE_PLAN, **mine)
    tick(D(2026, 9, 14))
    with on_day(D(2026, 9, 15)):
        open_task(kind=TaskKind.WRITE_PART, thing=world.compulsory, heading="Andra", due_on=None, person=world.asa)
    tick(D(2026, 9, 16))
    assert len(letters.to("asa")) == 1
    tick(D(2026, 9, 21))
    assert "Andra" in letters.to("asa")[-1].get_content()
    assert "Första" not in letters.to("asa")[-1].get_content()
    assert letters.to("tomas") == []


def test_p4_a_superior_gets_mail_only_of_report_parts_and_plans_past_their_day(world: World, letters: Letters) -> None:
    with on_day(D(2026, 9, 14)):
        give(world, "Skriv planen för Strandskolan", D(2026, 9, 30))
        other = {"kind": TaskKind.REMEDY_PLAN, "thing": world.beach_school, "heading": "Något annat"}
        open_task(**other, due_on=D(2026, 9, 30), person=world.asa)
    for day in (D(2026, 9, 30), D(2026, 10, 1), D(2026, 10, 2)):
        remind(day)
    (letter,) = letters.to("tomas")
    text = letter.get_content()
    assert letter["Subject"] == "Styrhjul: försenat hos er"
    assert "Skriv planen för Strandskolan (skulle vara klart 30 september 2026)" in text
    assert "Något annat" not in text
    assert "https://styrhjul.sjostad.example/min-sida/forsenat/" in text
    assert letters.to("mikaela") == []


def test_w4_mail_to_superiors_is_a_setting(world: World, letters: Letters) -> None:
    GovernanceModel.objects.create(from_year=2026, name="Sjöstad", settings={"superiors_get_mail": False})
    with on_day(D(2026, 9, 14)):
        give(world, "Skriv planen", D(2026, 9, 30))
    remind(D(2026, 10, 1))
    assert letters.to("tomas") == []


def test_w4_one_refused_address_hinders_nobody_else_and_is_tried_again(world: World, letters: Letters) -> None:
    with on_day(D(2026, 9, 14)):
        give(world, "Skriv planen", None)  # type: ignore[arg-type]
        hers = {"thing": world.compulsory, "heading": "Veras plan", "due_on": None, "person": world.vera}
        open_task(kind=TaskKind.WRITE_PLAN, **hers)
    letters.refuses = {"asa@sjostad.example"}
    with pytest.raises(CommandError, match="påminnelserna"):
        tick(D(2026, 9, 14))
    assert len(letters.to("vera")) == 1
    letters.refuses = set()
    tick(D(2026, 9, 14))
    assert (len(letters.to("asa")), len(letters.to("vera"))) == (1, 1)


def test_o7_late_activities_are_told_to_who_answers_for_them(world: World, letters: Letters) -> None:
    plan = plans.draft_plan(by=world.mikaela, unit=world.beach_school, year=2026)
    plans.add_activity(by=world.mikaela, plan=plan, what="Starta läsgrupper", responsible=world.emil,
                       due_on=D(2026, 9, 30), mandate_text="Skollagen", mandate="law")  # fmt: skip
    plans.load_plan_as_adopted(plan=plan, adopted_on=D(2026, 1, 20))
    tick(D(2026, 9, 25))
    (letter,) = letters.to("emil")
    assert "- Aktivitet: Starta läsgrupper (senast 30 september 2026)" in letter.get_content()


def test_the_superior_of_a_head_is_the_head_above(world: World) -> None:
    about = {"thing": world.compulsory, "heading": "Plan", "due_on": None}
    task = open_task(kind=TaskKind.WRITE_PLAN, unit=world.compulsory, **about)
    assert reminding.superiors_of(task, D(2026, 9, 14)) == {world.tomas.pk}
    own = open_task(kind=TaskKind.WRITE_PART, person=world.emil, **about)
    assert reminding.superiors_of(own, D(2026, 9, 14)) == {world.mikaela.pk}


def test_w4_late_tasks_ask_no_more_of_the_database_the_more_they_are(world: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            reminding.tick(D(2026, 10, 12))
        SentReminder.objects.all().delete()
        return len(queries)

    for number in range(2):
        give(world, f"Skriv plan {number}", D(2026, 9, 30))
    few = asked()
    for number, thing in enumerate((world.compulsory, world.school_administration, world.care_administration)):
        open_task(kind=TaskKind.WRITE_PLAN, thing=thing, heading=f"{number}", due_on=D(2026, 9, 30), person=world.asa)
    assert asked() == few


def test_w4_nothing_is_asked_on_a_day_off(world: World) -> None:
    give(world, "Skriv planen", D(2026, 9, 30))
    with CaptureQueriesContext(connection) as queries:
        reminding.tick(D(2026, 10, 11))
    assert len(queries) == 0
