"""A higher level shows the figure that the committee decided on, with a corrected one beside it (X-3)."""

import datetime

import pytest

from styrhjul.documents.render import render
from styrhjul.followup import actions
from styrhjul.followup.documents import build
from styrhjul.followup.models import Part, Report, Round
from styrhjul.goals.actions.measures import Reading, report_outcomes
from styrhjul.goals.models import GoalVersion, Measure
from styrhjul.organisation.clock import on_day, today
from tests.documents.extract import html_text
from tests.followup import sjostad_round as rounds
from tests.replay import replayed
from tests.world import World

pytestmark = pytest.mark.django_db

LATER = datetime.date(2026, 9, 21)


@pytest.fixture
@replayed
def round_(world: World) -> Round:
    """The interim round with the school committee's report decided; its measure «Känner sig trygga» says 86."""
    rounds.set_goals(world)
    found = rounds.open_interim(world)
    report = Report.objects.get(round=found, body=world.school)
    rounds.write_all(world.tomas, report)
    actions.hand_in_report(by=world.tomas, report=report, meeting=rounds.meet(world.sara, world.school))
    rounds.decide_on(report, world.sara, "12")
    return found


def correct(day: datetime.date = LATER) -> None:
    """Correct the outcome of 2026 to 91 on the day."""
    measure = Measure.objects.get(name="Känner sig trygga")
    with on_day(day):
        report_outcomes(by=None, measure=measure, readings=[Reading(2026, 91)], reason="Fel underlag.")


def told(round_: Round) -> str:
    """The municipality's report as it is read."""
    whole = Report.objects.get(round=round_, body=None)
    return " ".join(html_text(render(build(whole), "html")).split())


def test_x3_the_decided_figure_stands_with_the_corrected_one_and_its_date_beside_it(round_: Round) -> None:
    assert "Rättat sedan" not in told(round_)
    correct()
    whole = told(round_)
    assert "Rättat sedan nämnden beslutade" in whole
    assert "Känner sig trygga 84,0 % 86,0 % 90,0 % – 91,0 % (21 september 2026)" in whole


def test_x3_the_proposal_of_the_whole_rests_on_the_decided_figure(world: World, round_: Round) -> None:
    given = GoalVersion.objects.get(heading="Fler barn känner sig trygga")
    part = Part.objects.get(report__round=round_, report__body=None, version=given)
    before = actions.proposal_for(part).measures[0].sentence
    correct()
    assert actions.proposal_for(part).measures[0].sentence == before
    assert "86,0" in before


def test_x3_until_the_committee_hands_in_its_part_again(world: World, round_: Round) -> None:
    correct()
    report = Report.objects.get(round=round_, body=world.school)
    Report.objects.filter(pk=report.pk).update(state="draft")  # taken up anew
    with on_day(LATER + datetime.timedelta(days=1)):
        report.refresh_from_db()
        actions.hand_in_report(by=world.tomas, report=report, held_on=today(), reason="Bara talet är nytt.")
        rounds.decide_on(report, world.sara, "20")
    whole = told(round_)
    assert "Rättat sedan" not in whole
    assert "Känner sig trygga 84,0 % 91,0 % 90,0 %" in whole


def test_x3_a_committee_that_has_not_decided_has_no_figure_to_keep(world: World) -> None:
    rounds.set_goals(world)
    found = rounds.open_interim(world)
    correct()
    assert "Rättat sedan" not in told(found)
