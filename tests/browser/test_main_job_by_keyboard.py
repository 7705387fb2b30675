"""The main job with the keyboard alone, in a demonstration of its own: a report is decided once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser import journeys
from tests.browser.conftest import shown, window_on
from tests.conftest import Copy

pytestmark = [pytest.mark.slow, pytest.mark.long]


@pytest.fixture(scope="module")
def another(copied_demonstration: Copy, demonstration: str) -> Iterator[str]:
    """Yield the address of the demonstration that is used with the keyboard alone."""
    with shown(copied_demonstration, "keyboard") as address:
        yield address


@pytest.fixture
def context(another: str, browser: Browser) -> Iterator[BrowserContext]:
    """Yield a window on that demonstration."""
    yield from window_on(browser, another)


def test_l9_a_goal_is_proposed_and_adopted_with_the_keyboard_alone(sign_in: journeys.SignIn) -> None:
    expect(journeys.propose_and_adopt(sign_in, journeys.Keys())).to_be_visible()


def test_l9_a_report_is_written_and_decided_with_the_keyboard_alone(sign_in: journeys.SignIn) -> None:
    assert journeys.report_and_decide(sign_in, journeys.Keys()).startswith(b"%PDF-")
