"""Killed in the middle of saving, deciding, importing or freezing, nothing is half done and nothing told is lost.

``CRASH_SEED=<number>`` repeats the moments of an earlier run, as far as a computer with other things to do can.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from pytest_django import DjangoDbBlocker

from styrhjul.governance.archiving import check_archive
from tests.conftest import TOLD
from tests.crash.acts import ACTS, Act
from tests.crash.site import MANNERS, OPEN_TRANSACTION, Answer, durable, folder_of_run, serving
from tests.crash.town import Town, found, furnish

pytestmark = pytest.mark.slow

WEB, DATABASE = 80, 20
"""How many times the web processes are killed in the middle of something, and the database server."""

MOST = 3
"""How many kills there may be for each in the middle of something; others come after the answer."""

AIMED = 0.7
"""How many of the kills fall when something has been written; the rest anywhere between question and answer."""

SEED = int(os.environ.get("CRASH_SEED") or random.SystemRandom().randrange(1_000_000))

Kill = Callable[[], None]


@pytest.fixture(scope="module")
def town(postgres: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """Sjöstad, served from a database server of its own."""
    folder = folder_of_run()
    with django_db_blocker.unblock(), durable(folder):
        world = found()
        with serving(folder) as site:
            yield furnish(site, world)


@dataclass
class Toll:
    """What became of the acts: how many kills, how many acts were cut off, and how many of those were whole."""

    chance: random.Random
    seconds: dict[str, float] = field(default_factory=dict)
    writing: dict[str, float] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    number: int = 0

    @property
    def cut(self) -> int:
        """How many acts were cut off."""
        return sum(count for what, count in self.counts.items() if what.startswith("cut off"))

    def turns(self, wanted: int) -> Iterator[Callable[[Town, int], Act]]:
        """Yield kinds of acts, every kind as often as the others, until so many have been cut off."""
        while True:
            for kind in self.chance.sample(ACTS, len(ACTS)):
                if self.cut == wanted or self.counts["kills"] == MOST * wanted:
                    return
                yield kind

    def prepared(self, town: Town, kind: Callable[[Town, int], Act]) -> Act:
        """Return the next act of the kind; each has a number of its own."""
        self.number += 1
        return kind(town, self.number)

    def __str__(self) -> str:
        told = ", ".join(f"{what} {count}" for what, count in sorted(self.counts.items()))
        return f"CRASH_SEED={SEED}: {told}"


def judge(town: Town, act: Act, answer: Answer, *, may_fail: bool) -> str:
    """Return what became of the act. Fails when it is half done, or told of as done and is not."""
    faults = {0, 500} if may_fail else {0}
    assert answer.acknowledges or answer.status in faults, f"{act.name}: {answer.status} {answer.content[-2000:]!r}"
    whole = []
    for part in act.parts:
        traces = part()
        assert len(set(traces.values())) == 1, f"seed {SEED}: {act.name} is half done: {traces}"
        whole.append(all(traces.values()))
    town.check()
    if answer.acknowledges:
        assert all(whole), f"seed {SEED}: {act.name} was told of as done, and is not"
        return "answered"
    return "cut off, done" if all(whole) else "cut off, one matter of two done" if any(whole) else "cut off, not done"


def timed(town: Town, act: Act) -> tuple[Answer, float]:
    """Return what the site answers to the act, and when."""
    return town.site.ask(act.path, act.data, act.by), time.monotonic()


def wait_until_written(town: Town, asked: Future[tuple[Answer, float]]) -> float:
    """Return the moment when the act has written something, or been answered."""
    while not asked.done() and not town.site.is_writing():
        time.sleep(0.0005)
    return time.monotonic()


def know_the_time(town: Town, toll: Toll, restart: Kill) -> None:
    """Do every act twice undisturbed, after a restart, to know how long it takes, and how much of that it writes."""
    for kind in ACTS * 2:
        act = toll.prepared(town, kind)
        restart()
        town.site.wait_until_up(act.by)
        with ThreadPoolExecutor(1) as person:
            began = time.monotonic()
            asked = person.submit(timed, town, act)
            written = wait_until_written(town, asked)
            answer, answered = asked.result()
        toll.seconds[act.name], toll.writing[act.name] = answered - began, max(0.0, answered - written)
        assert judge(town, act, answer, may_fail=False) == "answered"


def disturb(town: Town, toll: Toll, act: Act, kill: Kill, *, may_fail: bool) -> None:
    """Do the act, kill in the middle of it, wait until the site is back, and see what became of it."""
    is_aimed, moment = toll.chance.random() < AIMED, toll.chance.random()
    with ThreadPoolExecutor(1) as person:
        asked = person.submit(timed, town, act)
        if is_aimed:
            wait_until_written(town, asked)
        time.sleep(moment * (toll.writing if is_aimed else toll.seconds)[act.name])
        kill()
        answer, _ = asked.result()
    toll.counts["pages asked for in vain"] += town.site.wait_until_up(act.by) - 1
    toll.counts["kills"] += 1
    toll.counts[judge(town, act, answer, may_fail=may_fail)] += 1


def demand_toll(toll: Toll, kills: int, tell: Callable[[str, object], None]) -> None:
    """Say what happened, and demand that it was what was asked for and that all that is kept is untouched (L-10)."""
    tell(TOLD, str(toll))
    assert toll.cut == kills, f"too few kills came in the middle of something: {toll}"
    assert check_archive().differences == []


def test_d4_l10_nothing_is_half_done_when_web_processes_are_killed(
    town: Town, record_property: Callable[[str, object], None]
) -> None:
    """D-4, F-4, F-5, M-3, B-6, L-10."""
    toll = Toll(random.Random(SEED))
    know_the_time(town, toll, town.site.kill_web)
    before = town.site.lines_of_database(OPEN_TRANSACTION)
    for kind in toll.turns(WEB):
        act = toll.prepared(town, kind)
        disturb(town, toll, act, town.site.kill_web, may_fail=False)
    toll.counts["in an open transaction"] = town.site.lines_of_database(OPEN_TRANSACTION) - before
    demand_toll(toll, WEB, record_property)
    assert toll.counts["in an open transaction"] >= WEB // 4, toll


def test_d4_l10_nothing_is_half_done_when_the_database_server_is_killed(
    town: Town, record_property: Callable[[str, object], None]
) -> None:
    """D-4, F-4, F-5, M-3, B-6, L-10; and the site comes back by itself."""
    toll = Toll(random.Random(SEED), number=1000)
    know_the_time(town, toll, lambda: None)
    for kind in toll.turns(DATABASE):
        act, manner = toll.prepared(town, kind), toll.chance.choice(MANNERS)
        disturb(town, toll, act, lambda manner=manner: town.site.kill_database(manner), may_fail=True)
        toll.counts[f"by {manner}"] += 1
    demand_toll(toll, DATABASE, record_property)
