"""The main job with a pointer, from a goal's proposal to the decided report as a PDF."""

import pytest
from playwright.sync_api import expect

from tests.browser import journeys


@pytest.mark.long
def test_a_goal_goes_from_proposal_to_the_councils_adoption(sign_in: journeys.SignIn) -> None:
    expect(journeys.propose_and_adopt(sign_in, journeys.Hands())).to_be_visible()


@pytest.mark.long
def test_an_outcome_and_an_analysis_are_reported_and_the_report_is_decided(sign_in: journeys.SignIn) -> None:
    assert journeys.report_and_decide(sign_in, journeys.Hands()).startswith(b"%PDF-")
