"""The main job, from a goal's proposal to the decided report as a PDF: with a pointer and with the keyboard alone.

Each in demonstrations of their own: a report is decided once, and then others have nothing left to write.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser import journeys
from tests.browser.conftest import shown, window_on
from tests.conftest import Copy

pytestmark = pytest.mark.long

MEANS = {"pointer": journeys.Hands(), "keyboard": journeys.Keys()}


@pytest.fixture(scope="module", params=["pointer", pytest.param("keyboard", marks=pytest.mark.slow)])
def means(request: pytest.FixtureRequest) -> str:
    """Return what the job is done with."""
    return str(request.param)


@pytest.fixture(scope="module")
def own(means: str, copied_demonstration: Copy, demonstration: str) -> Iterator[str]:
    """Yield the address of a demonstration that the job is done in."""
    with shown(copied_demonstration, means) as address:
        yield address


@pytest.fixture
def context(own: str, browser: Browser) -> Iterator[BrowserContext]:
    """Yield a window on that demonstration."""
    yield from window_on(browser, own)


def test_a_goal_goes_from_proposal_to_the_councils_adoption(sign_in: journeys.SignIn, means: str) -> None:
    expect(journeys.propose_and_adopt(sign_in, MEANS[means])).to_be_visible()


def test_an_outcome_and_an_analysis_are_reported_and_the_report_is_decided(
    sign_in: journeys.SignIn, means: str
) -> None:
    assert journeys.report_and_decide(sign_in, MEANS[means]).startswith(b"%PDF-")
