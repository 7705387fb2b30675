"""Comments that mention people: who is told, who may be mentioned, and when it is read (O-8, T-3)."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from styrhjul.governance.commenting import comment, mark_read, mentioned_in
from styrhjul.governance.models import Comment, Task
from styrhjul.governance.reminding import remind
from styrhjul.governance.rules import first_names, mentions
from styrhjul.governance.terms import TaskKind
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.models import Person
from tests.world import TODAY, World


@pytest.mark.parametrize(
    ("text", "name", "is_there"),
    [
        ("Hej @Anna Ek, hur går det?", "Anna Ek", True),
        ("Hej @anna ek", "Anna Ek", True),
        ("Fråga @Anna Ekelund", "Anna Ek", False),
        ("anna@Anna Ek", "Anna Ek", False),
        ("Anna Ek sa det", "Anna Ek", False),
        ("(@Åsa Öberg-Lind)", "Åsa Öberg-Lind", True),
    ],
)
def test_t3_a_mention_is_an_at_sign_and_the_whole_name(text: str, name: str, is_there: bool) -> None:
    assert mentions(text, name) is is_there


def test_t3_first_names_are_what_follows_an_at_sign() -> None:
    assert first_names("@åsa Nordmark och @Emil, inte a@b") == {"Åsa", "Emil"}


def asked(person: Person) -> list[Task]:
    """The person's open tasks to read a comment."""
    return list(Task.objects.of(person).waiting().filter(kind=TaskKind.MENTIONED))


@pytest.mark.django_db
def test_t3_whoever_is_mentioned_is_told_until_they_have_read(world: World) -> None:
    goal = world.overall()
    made = comment(by=world.tomas, thing=goal, text="Vad säger @Asa Nordmark och @maj alm? Och @Ingen Alls?")
    assert {one.name for one in made.mentions.all()} == {"Asa Nordmark", "Maj Alm"}
    assert [task.heading for task in asked(world.asa)] == ["Tomas Ekelund nämnde dig: Ett förstahandsval för människor"]
    comment(by=world.tomas, thing=goal, text="@Asa Nordmark, du?")
    assert len(asked(world.asa)) == 1, "one task for an object, however often one is mentioned"
    assert mark_read(by=world.asa, thing=goal) == 1
    assert not asked(world.asa)
    assert len(asked(world.maj)) == 1
    comment(by=world.maj, thing=goal, text="Det går bra.")
    assert not asked(world.maj), "who answers has read"
    assert mark_read(by=world.asa, thing=goal) == 0


@pytest.mark.django_db
def test_t3_one_who_mentions_oneself_is_not_told(world: World) -> None:
    made = comment(by=world.tomas, thing=world.overall(), text="Jag, @Tomas Ekelund, tar det.")
    assert made.mentions.get() == world.tomas
    assert not asked(world.tomas)


@pytest.mark.django_db
def test_o8_nobody_is_mentioned_who_may_not_read_the_object(world: World) -> None:
    draft = world.draft_goal()
    with pytest.raises(Refused, match="Maj Alm kan inte läsa") as refused:
        comment(by=world.tomas, thing=draft, text="Vad säger @Per Hall och @Maj Alm?")
    assert (refused.value.rule, list(refused.value.errors)) == ("O-8", ["text"])
    assert not Comment.objects.exists()
    assert comment(by=world.tomas, thing=draft, text="Vad säger @Per Hall?").mentions.get() == world.per


@pytest.mark.django_db
def test_t3_the_digest_tells_of_a_mention(world: World) -> None:
    comment(by=world.tomas, thing=world.overall(), text="Titta, @Asa Nordmark!")
    assert remind(person=world.asa, on=TODAY, since=None, below=[])
    assert "Tomas Ekelund nämnde dig: Ett förstahandsval för människor" in mail.outbox[-1].body


@pytest.mark.django_db
def test_t3_a_text_without_an_at_sign_asks_nothing(world: World) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert mentioned_in("Ingen nämns, bara epost@sjostad.example.") == []
    assert not queries
