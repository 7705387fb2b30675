"""The headings that law and the council of local accounting ask for, as data by year (L-8, U-1)."""

import datetime

import pytest

from styrhjul.documents.content import Section, Table
from styrhjul.followup import actions
from styrhjul.followup.documents import build
from styrhjul.followup.models import Report
from styrhjul.followup.summary import five_years
from styrhjul.followup.terms import PartKind
from styrhjul.governance.models import GovernanceModel
from styrhjul.governance.rules import CHAPTERS, SOUND_PLACE
from tests.followup import sjostad_money
from tests.followup import sjostad_round as rounds
from tests.world import World

pytestmark = pytest.mark.django_db


def whole(world: World, kind: str = "annual") -> Report:
    """The municipality's report of the kind, with every part written."""
    rounds.set_goals(world)
    report = Report.objects.get(round=rounds.open_interim(world, kind), body=None)
    rounds.write_all(world.karin, report)
    return report


@pytest.mark.parametrize("kind", ["annual", "interim"])
def test_l8_the_management_report_holds_every_heading_in_order(world: World, kind: str) -> None:
    report = whole(world, kind)
    found = next(b for b in build(report).blocks if isinstance(b, Section) and b.title == "Förvaltningsberättelse")
    titles = [block.title for block in found.blocks if isinstance(block, Section)]
    assert titles == [title for title, _ in CHAPTERS[kind]]
    assert SOUND_PLACE in titles


def test_l8_a_quarterly_report_and_a_committees_have_no_chapters(world: World) -> None:
    rounds.set_goals(world)
    quarterly, annual = rounds.open_interim(world, "quarterly"), rounds.open_interim(world, "annual")
    assert not quarterly.reports.filter(parts__kind=PartKind.CHAPTER).exists()
    assert not annual.reports.filter(body=world.school, parts__kind=PartKind.CHAPTER).exists()


def test_u1_the_headings_are_data_by_year(world: World) -> None:
    own = [["Året i korthet", "Vad minns vi?"], [SOUND_PLACE, ""], ["Framåt", "Vad kommer?"]]
    GovernanceModel.objects.create(from_year=2026, name="Sjöstad", settings={"chapters": {"annual": own}})
    report = whole(world)
    titles = list(report.parts.filter(kind=PartKind.CHAPTER).values_list("title", flat=True))
    assert titles == ["Året i korthet", "Framåt"]
    ranks = dict(report.parts.exclude(title="").values_list("title", "rank"))
    assert ranks["Året i korthet"] < report.parts.get(kind=PartKind.SOUND).rank < ranks["Framåt"]
    assert [title for _, title in actions.chapters_of(report.round)] == titles
    assert GovernanceModel.objects.settings_for(2026).chapters["interim"] == CHAPTERS["interim"]


def test_l8_five_years_are_summed_up_by_hand(world: World) -> None:
    year = sjostad_money.begin(world)
    report = year.open("annual").reports.get(body=None)
    (table,) = five_years(report)
    assert isinstance(table, Table)
    assert [column.title for column in table.columns] == ["Fem år i sammandrag", "2025", "2026"]
    rows = {row.cells[0]: [getattr(cell, "value", None) for cell in row.cells[1:]] for row in table.rows}
    assert rows["Nämndernas nettokostnad enligt budget"] == [384_000, 384_000]  # 120 + 24 + 240 million
    assert rows["Nämndernas nettokostnad, utfall"] == [360_000, None]  # 12 × (10 + 20); three months are no year
    assert rows["Avvikelse från budget"] == [24_000, None]
    assert report.round.opens_on >= datetime.date(2026, 1, 1)
