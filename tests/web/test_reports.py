"""A report to read, download, hand in and comment on (F-4, F-5, F-9, O-8, T-2, X-4)."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from styrhjul.followup import actions
from styrhjul.followup.completeness import Missing
from styrhjul.followup.models import Report, Round
from styrhjul.goals.models import GoalVersion
from styrhjul.governance.actions import approve_minutes, hold_meeting, put_on_agenda
from styrhjul.governance.models import Decision, DecisionLine, FrozenDocument
from tests.followup import sjostad_round as interim
from tests.replay import replayed
from tests.web.visible import visible
from tests.world import TODAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
@replayed
def goals(world: World) -> dict[str, GoalVersion]:
    return interim.set_goals(world)


@pytest.fixture
@replayed
def round_(world: World, goals: dict[str, GoalVersion]) -> Round:
    return interim.open_interim(world)


@pytest.fixture
@replayed
def school(world: World, round_: Round) -> Report:
    """The school committee's report, every part written."""
    report = Report.objects.get(round=round_, body=world.school)
    interim.write_all(world.tomas, report)
    return report


@pytest.fixture
@replayed
def decided(world: World, school: Report) -> Report:
    """The same, decided by the committee; the minutes wait."""
    actions.hand_in_report(by=world.tomas, report=school, meeting=interim.meet(world.sara, world.school))
    interim.decide_on(school, world.sara, "61")
    school.refresh_from_db()
    return school


def address(report: Report) -> str:
    return reverse("report", args=[report.pk])


def test_f4_the_draft_is_read_with_its_standing_in_words(client: Client, world: World, school: Report) -> None:
    client.force_login(world.tomas)
    page = client.get(address(school)).content.decode()
    assert "Utkast, inte beslutat" in page
    assert "I huvudsak uppnått" in page
    assert "<strong>Läsgarantin</strong>" in page
    assert "Lämna till nämnden" in page
    assert "Hämta som PDF" in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("tomas", 200), ("conny", 200), ("per", 200), ("karin", 200), ("vera", 404), ("maj", 404), ("rune", 404)],
)
def test_o8_who_reads_the_draft(client: Client, world: World, school: Report, who: str, status: int) -> None:
    client.force_login(getattr(world, who))
    assert client.get(address(school)).status_code == status


def test_o8_what_is_handed_in_is_read_by_everyone_signed_in_and_what_is_approved_by_all(
    client: Client, world: World, decided: Report
) -> None:
    assert client.get(address(decided)).status_code == 404
    client.force_login(world.vera)
    assert client.get(address(decided)).status_code == 200
    client.logout()
    meeting = Decision.objects.about(decided).get().meeting
    approve_minutes(by=world.sara, meeting=meeting, approved_on=meeting.held_on)
    page = client.get(address(decided))
    assert page.status_code == 200
    assert "Beslutad: Skolnämnden 2026-09-14 § 61" in visible(page.content.decode())
    assert "Frysta versioner" not in page.content.decode()
    assert client.get(reverse("report_file", args=[decided.pk, "xlsx"])).status_code == 200
    assert address(decided) in client.get(reverse("rounds")).content.decode()


def test_f4_the_head_hands_in_on_a_meeting(client: Client, world: World, school: Report) -> None:
    client.force_login(world.tomas)
    page = reverse("hand_in_report", args=[school.pk])
    assert "Varför lämnas rapporten" not in client.get(page).content.decode()
    meeting = interim.meet(world.sara, world.school)
    assert client.post(page, {"meeting": meeting.pk}).status_code == 302
    school.refresh_from_db()
    assert school.state == "handed"
    assert meeting.decisions.get().lines.get().thing == school
    read = client.get(address(school)).content.decode()
    assert "Står på dagordningen" in read
    assert reverse("meeting", args=[meeting.pk]) in read


def test_f4_without_a_meeting_it_is_refused_and_a_new_one_can_be_made(
    client: Client, world: World, school: Report
) -> None:
    client.force_login(world.tomas)
    page = reverse("hand_in_report", args=[school.pk])
    answer = client.post(page, {"meeting": ""})
    assert answer.status_code == 422
    assert "Välj ett sammanträde, eller ange dagen för ett nytt." in answer.content.decode()
    assert client.post(page, {"meeting": "", "held_on": "2026-09-22"}).status_code == 302
    assert world.school.meetings.get().held_on.isoformat() == "2026-09-22"


def test_d8_the_meeting_where_it_waits_is_proposed_and_a_typed_day_goes_first_and_moves_it(
    client: Client, world: World, school: Report
) -> None:
    client.force_login(world.tomas)
    page = reverse("hand_in_report", args=[school.pk])
    hold_meeting(by=world.sara, body=world.school, held_on=TODAY + datetime.timedelta(days=5))
    planned = hold_meeting(by=world.sara, body=world.school, held_on=TODAY + datetime.timedelta(days=15))
    put_on_agenda(by=world.sara, meeting=planned, heading=str(school), things=[school])
    assert f'<option value="{planned.pk}" selected>' in client.get(page).content.decode()
    assert client.post(page, {"meeting": planned.pk, "held_on": "2026-09-16"}).status_code == 302
    line = DecisionLine.objects.get(decision__recorded_on=None)
    assert (line.thing, line.decision.meeting.held_on.isoformat()) == (school, "2026-09-16")
    client.force_login(world.sara)
    told = visible(client.get(reverse("meeting", args=[planned.pk])).content.decode())
    assert "flyttades från Skolnämnden 2026-09-29 till Skolnämnden 2026-09-16." in told


def test_x4_what_is_missing_is_named_and_a_reason_asked_for(client: Client, world: World, round_: Round) -> None:
    report = Report.objects.get(round=round_, body=world.school)
    client.force_login(world.tomas)
    page = reverse("hand_in_report", args=[report.pk])
    meeting = interim.meet(world.sara, world.school)
    assert "målet är inte bedömt" in client.get(page).content.decode()
    refused = client.post(page, {"meeting": meeting.pk, "reason": ""})
    assert refused.status_code == 422
    assert client.post(page, {"meeting": meeting.pk, "reason": "Utfallet dröjer."}).status_code == 302
    client.force_login(world.emil)
    assert "Utfallet dröjer." in client.get(address(report)).content.decode()


@pytest.mark.parametrize(("kind", "place"), [("quarterly", "report"), ("interim", "write_accounts")])
def test_x4_what_belongs_to_no_part_leads_to_a_page_that_the_report_has(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch, kind: str, place: str
) -> None:
    whole = Report.objects.get(round=interim.open_interim(world, kind), body=None)
    lack = Missing("Helheten", "summorna skiljer sig", None)
    monkeypatch.setattr("styrhjul.web.reports.missing_in", lambda _report: [lack])
    client.force_login(world.karin)
    page = client.get(reverse("hand_in_report", args=[whole.pk])).content.decode()
    assert f'<a class="ds-link" href="{reverse(place, args=[whole.pk])}">Helheten</a>' in page
    assert client.get(reverse(place, args=[whole.pk])).status_code == 200


@pytest.mark.parametrize("who", ["conny", "sara", "per", "karin"])
def test_o6_others_than_the_head_do_not_hand_in(client: Client, world: World, school: Report, who: str) -> None:
    client.force_login(getattr(world, who))
    assert client.get(reverse("hand_in_report", args=[school.pk])).status_code == 403
    assert client.post(reverse("hand_in_report", args=[school.pk]), {}).status_code == 403


@pytest.mark.parametrize("file_format", ["pdf", "docx", "xlsx"])
def test_f5_a_decided_reports_file_is_made_once_and_kept(
    client: Client, world: World, decided: Report, file_format: str
) -> None:
    client.force_login(world.tomas)
    file = reverse("report_file", args=[decided.pk, file_format])
    first = client.get(file)
    assert first.status_code == 200
    assert "delarsrapport-januari-augusti-2026-skolnamnden-version-2" in first["Content-Disposition"]
    kept = FrozenDocument.objects.get()
    assert bytes(kept.content) == first.content
    assert client.get(file).content == first.content
    assert FrozenDocument.objects.count() == 1


def test_f9_a_draft_is_made_as_it_stands_and_not_kept(client: Client, world: World, school: Report) -> None:
    client.force_login(world.tomas)
    answer = client.get(reverse("report_file", args=[school.pk, "xlsx"]))
    assert answer.status_code == 200
    assert "utkast" in answer["Content-Disposition"]
    assert not FrozenDocument.objects.exists()


def test_f5_each_version_can_be_fetched(client: Client, world: World, decided: Report) -> None:
    client.force_login(world.vera)
    page = client.get(address(decided)).content.decode()
    assert "?version=1" in page
    file = reverse("report_file", args=[decided.pk, "docx"])
    assert "version-1" in client.get(file + "?version=1")["Content-Disposition"]
    assert client.get(file + "?version=9").status_code == 404
    assert client.get(file + "?version=x").status_code == 404
    assert client.get(reverse("report_file", args=[decided.pk, "exe"])).status_code == 404


def test_f4_the_board_comments_a_committees_report(client: Client, world: World, round_: Round) -> None:
    whole = Report.objects.get(round=round_, body=None)
    client.force_login(world.karin)
    assert "Kommentera nämndens rapport" in client.get(address(whole)).content.decode()
    answer = client.post(reverse("comment_on_committee", args=[whole.pk]), {"body": world.care.pk})
    assert answer.status_code == 302
    assert "Kommentar till Omsorgsnämnden" in client.get(answer["Location"]).content.decode()
    client.force_login(world.tomas)
    refused = client.post(reverse("comment_on_committee", args=[whole.pk]), {"body": world.care.pk})
    assert refused.status_code in {403, 404}


def test_f4_a_committee_that_comes_after_is_told_on_the_whole(
    client: Client, world: World, round_: Round, school: Report
) -> None:
    whole = Report.objects.get(round=round_, body=None)
    interim.write_all(world.karin, whole)
    meeting = interim.meet(world.bo, world.board)
    actions.hand_in_report(by=world.karin, report=whole, meeting=meeting, reason="Räkenskaperna kommer senare.")
    actions.hand_in_report(by=world.tomas, report=school, meeting=interim.meet(world.sara, world.school))
    interim.decide_on(school, world.sara, "61")
    client.force_login(world.karin)
    page = client.get(address(whole)).content.decode()
    assert "Skolnämnden beslutade sin rapport efter att kommunens rapport lämnades." in page
    assert "Ej inlämnad 14 september 2026" in page


def test_the_number_of_queries_is_the_same_for_many_goals(
    client: Client, world: World, school: Report, django_assert_max_num_queries: object
) -> None:
    client.force_login(world.emil)
    actions.hand_in_report(by=world.tomas, report=school, meeting=interim.meet(world.sara, world.school))
    client.get(address(school))
    with django_assert_max_num_queries(40):
        answer = client.get(address(school))
    assert answer.status_code == 200
