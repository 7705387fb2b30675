"""What is remembered while one thing is read, and only then."""

import itertools

from styrhjul.organisation.once import once, one_reading


def test_it_is_fetched_once_a_reading_and_every_time_outside() -> None:
    fetch = itertools.count().__next__
    assert [once("a", fetch), once("a", fetch)] == [0, 1]
    with one_reading():
        assert [once("a", fetch), once("a", fetch), once("b", fetch)] == [2, 2, 3]
        with one_reading():
            assert once("a", fetch) == 2
        assert once("a", fetch) == 2
    assert once("a", fetch) == 4


def test_a_reading_that_fails_leaves_nothing_behind() -> None:
    fetch = itertools.count().__next__
    try:
        with one_reading():
            once("a", fetch)
            raise LookupError
    except LookupError:
        assert once("a", fetch) == 1
