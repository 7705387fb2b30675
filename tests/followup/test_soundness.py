"""Sound financial management: proposed from the judgements, judged by the board, decided by the council (F-7)."""

import datetime

import pytest

from styrhjul.documents.content import to_json
from styrhjul.followup import actions
from styrhjul.followup.documents import document_of
from styrhjul.followup.models import Part, Report, SoundManagement
from styrhjul.followup.soundness import Group, group_of, propose
from styrhjul.followup.terms import PartKind
from styrhjul.governance.actions import hold_meeting
from styrhjul.governance.models import GovernanceModel
from styrhjul.governance.terms import Outcome
from styrhjul.governance.workflow import Refused
from tests.followup import sjostad_round as rounds
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("values", "reached", "unjudged"),
    [(["attained", "mainly", "partly"], 2, 0), (["none", "not", ""], 0, 1), ([], 0, 0), (["mainly"], 1, 0)],
)
def test_f7_what_cannot_be_assessed_counts_as_not(values: list[str], reached: int, unjudged: int) -> None:
    assert group_of("Mål", values) == Group("Mål", reached, len(values), unjudged)


def test_f7_nothing_is_proposed_before_any_goal_is_judged() -> None:
    groups = [group_of("Finansiella mål", ["", ""]), group_of("Riktade mål", [""])]
    assert propose(groups, 0.5) == ("", "Inga finansiella eller riktade mål är bedömda än.", ())
    groups = [group_of("Finansiella mål", ["attained", ""]), group_of("Riktade mål", [""])]
    assert propose(groups, 0.5).value == "not"
    assert propose(groups, 0.5).lines[0].endswith("procent. 1 är inte bedömda än och räknas som inte uppnådda.")


@pytest.mark.parametrize(
    ("financial", "directed", "value"),
    [
        ((2, 3), (3, 4), "attained"),
        ((2, 3), (2, 4), "partly"),  # half is not more than half
        ((1, 3), (3, 4), "partly"),
        ((1, 3), (2, 4), "not"),
        ((0, 0), (3, 4), "attained"),  # a group without goals has no say
        ((0, 0), (0, 0), ""),
    ],
)
def test_f7_both_groups_one_or_none(financial: tuple[int, int], directed: tuple[int, int], value: str) -> None:
    groups = [Group("Finansiella mål", *financial), Group("Riktade mål", *directed)]
    assert propose(groups, 0.5).value == value


def test_f7_the_share_is_a_setting_and_the_arithmetic_is_told() -> None:
    groups = [Group("Finansiella mål", 3, 4), Group("Riktade mål", 2, 3)]
    strict = propose(groups, 0.7)
    assert strict.value == "partly"
    assert strict.lines == (
        "Finansiella mål: 3 av 4 är uppnådda eller i huvudsak uppnådda, mer än 70\N{NO-BREAK SPACE}procent.",
        "Riktade mål: 2 av 3 är uppnådda eller i huvudsak uppnådda, inte mer än 70\N{NO-BREAK SPACE}procent.",
    )


def whole_report(world: World) -> Report:
    """The municipality's interim report with every part but sound financial management written."""
    rounds.set_goals(world)
    round_ = rounds.open_interim(world)
    report = Report.objects.get(round=round_, body=None)
    for part in report.parts.exclude(kind=PartKind.SOUND):
        rounds.write(world.karin, part)
    return report


def sound_part(report: Report) -> Part:
    return report.parts.get(kind=PartKind.SOUND)


def test_f7_the_board_judges_and_says_why_it_departs(world: World) -> None:
    report = whole_report(world)
    part = sound_part(report)
    assert actions.propose_sound(report).value == "attained"  # the only directed goal is mainly attained
    with pytest.raises(Refused) as fault:
        actions.judge_sound(by=world.karin, part=part, value="partly", reason="Inte riktigt.")
    assert set(fault.value.errors) == {"departure"}
    with pytest.raises(Refused):
        actions.judge_sound(by=world.tomas, part=part, value="attained", reason="Ja.")
    with pytest.raises(Refused, match="Bedöm god ekonomisk"):
        actions.save_part(by=world.karin, part=part, edition=part.edition, text="Text.", hand_over=True)
    assert any(what == "god ekonomisk hushållning är inte bedömd" for _, what in Part.objects.missing_in(report))
    judgement = actions.Judgement("partly", "Ekonomin är svag.", "Resultatet tyngs av engångsposter.")
    part.refresh_from_db()
    written = {"edition": part.edition, "text": "Text.", "judgement": judgement}
    actions.save_part(by=world.karin, part=part, hand_over=True, **written)
    judged = SoundManagement.objects.get()
    assert (judged.body, judged.value, judged.proposed) == (world.board, "partly", "attained")
    assert judged.lines == list(actions.propose_sound(report).lines)


def test_f7_the_council_decides_freely_and_the_boards_judgement_stands_beside(world: World) -> None:
    report = whole_report(world)
    rounds.write(world.karin, sound_part(report), "attained")
    meeting = hold_meeting(by=None, body=world.board, held_on=datetime.date(2026, 9, 14))
    actions.hand_in_report(by=world.karin, report=report, meeting=meeting, reason="Nämnderna är inte klara.")
    assert "God ekonomisk hushållning" in to_json(document_of(report))
    rounds.decide_on(report, world.bo, "70")
    report.refresh_from_db()
    world.decide(
        world.frida, world.council, datetime.date(2026, 9, 14), report, "71",
        Outcome.ADOPTED_WITH_CHANGE, changes={"sound": "partly"},
    )  # fmt: skip
    board, council = SoundManagement.objects.order_by("body__rank", "pk").order_by("-body__rank")
    assert (board.body, board.value, council.body, council.value) == (world.board, "attained", world.council, "partly")
    assert "Enligt beslut av" in council.departure
    assert "God ekonomisk hushållning: bedömningen ändras till Delvis uppnådd" in to_json(document_of(report))


def test_f7_the_scale_and_its_words_are_settings(world: World) -> None:
    scale = [["attained", "God", "båda"], ["mainly", "Tämligen god", "nästan"], ["not", "Svag", "ingen"]]
    GovernanceModel.objects.create(from_year=2026, name="Sjöstad", settings={"sound_scale": scale, "sound_share": 0.6})
    settings = GovernanceModel.objects.settings_for(2026)
    assert (settings.sound_label("mainly"), settings.sound_share) == ("Tämligen god", 0.6)
