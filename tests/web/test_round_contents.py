"""The page of what a round's reports hold, the matrix and the writing view with the new parts (F-1, F-4, L-8, U-1)."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from styrhjul.followup import actions
from styrhjul.followup.contents import Contents
from styrhjul.followup.models import Report, Round
from styrhjul.followup.terms import PartKind
from styrhjul.governance.actions import approve_minutes
from styrhjul.governance.rules import CHAPTERS, SOUND_PLACE
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import LogEntry
from tests.followup import sjostad_round as rounds
from tests.followup.test_body_parts import opened, plan_of_the_school
from tests.web.visible import visible
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def annual(world: World) -> Round:
    return actions.plan_round(by=None, kind="annual", year=2026, **rounds.DAYS)


def page_of(client: Client, name: str, pk: int) -> str:
    return client.get(reverse(name, args=[pk])).content.decode()


def sent(whole: list[tuple[str, str, str]], own: list[tuple[str, str, str]], **more: object) -> dict[str, object]:
    """The form as it is sent: levels, parts, and the headings as place, title and help text; none stood before."""
    data: dict[str, object] = {"levels": ["directed", "committee"], "parts": ["money", "staff"], "sound_place": "2"}
    for prefix, rows in (("kommun", whole), ("namnd", own)):
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
        for number, (place, title, asks) in enumerate(rows):
            names = {"place": place, "title": title, "asks": asks}
            data |= {f"{prefix}-{number}-{name}": value for name, value in names.items()}
    return data | more


def test_u1_the_contents_are_stated_on_their_page_and_shown_on_the_rounds(
    client: Client, world: World, annual: Round
) -> None:
    client.force_login(world.conny)
    shown = page_of(client, "round", annual.pk)
    assert "Övergripande mål, finansiella mål, riktade mål, nämndsmål" in shown
    assert "Samlad text, ekonomi, aktiviteter, personal" in shown
    address = reverse("round_contents", args=[annual.pk])
    assert address in shown
    form = client.get(address).content.decode()
    for title, asks in CHAPTERS["annual"]:
        assert title in form
        assert asks in form
    data = sent([("3", "Framåt", ""), ("1", "Året", "Vad minns vi?")], [("", "Läget", "Hur är det?")])
    assert client.post(address, data).status_code == 302
    annual.refresh_from_db()
    assert annual.holds == Contents(
        ("directed", "committee"),
        ("money", "staff"),
        (("Året", "Vad minns vi?"), (SOUND_PLACE, ""), ("Framåt", "")),
        (("Läget", "Hur är det?"),),
    )
    shown = page_of(client, "round", annual.pk)
    assert "Rubriker i nämndernas rapporter" in shown
    assert "Årsredovisning 2026 innehåller inte övergripande mål, finansiella mål." in shown


def test_l8_headings_are_taken_away_and_the_rest_keep_their_order(client: Client, world: World, annual: Round) -> None:
    client.force_login(world.bo)
    headings = [row for row in CHAPTERS["annual"] if row[0] != SOUND_PLACE]
    data = sent([(str(at), *row) for at, row in enumerate(headings, 1)], [], **{"kommun-INITIAL_FORMS": len(headings)})
    data |= {"kommun-0-DELETE": "on", "sound_place": "41"}
    assert client.post(reverse("round_contents", args=[annual.pk]), data).status_code == 302
    annual.refresh_from_db()
    assert [title for title, _ in annual.holds.chapters] == [*(title for title, _ in headings[1:]), SOUND_PLACE]


@pytest.mark.parametrize(
    ("rows", "more", "told"),
    [
        ([("1", "Läget", "Hur?"), ("2", "läget", "")], {}, "rubriken «läget» finns två gånger"),
        ([("1", "", "Hjälp utan rubrik")], {}, "Någon rubrik behöver rättas"),
        ([("1", "Läget", "")], {"levels": ["vision"]}, "Välj ett giltigt"),
        ([], {"levels": [], "parts": []}, "behöver hålla något"),
    ],
)
def test_f4_what_is_refused_keeps_all_that_was_typed(
    client: Client, world: World, annual: Round, rows: list[tuple[str, str, str]], more: dict[str, object], told: str
) -> None:
    client.force_login(world.karin)
    data = sent([("7", "Framtiden", "Vad väntar?")], rows, **more)
    answer = client.post(reverse("round_contents", args=[annual.pk]), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    for _, title, asks in [("", "Framtiden", "Vad väntar?"), *rows]:
        assert title in page
        assert asks in page
    annual.refresh_from_db()
    assert annual.contents == {}


def test_f4_what_an_open_round_holds_is_refused_in_words(client: Client, world: World) -> None:
    rounds.set_goals(world)
    round_ = rounds.open_interim(world)
    client.force_login(world.karin)
    address = reverse("round_contents", args=[round_.pk])
    page = page_of(client, "round", round_.pk)
    assert address not in page
    assert "Vad rapporterna innehåller" in page
    read = visible(page_of(client, "round_contents", round_.pk))
    assert "Innehållet går inte att ändra: uppföljningen öppnades 14 september 2026" in read
    assert "Samlad text, ekonomi" in read
    assert "Spara innehållet" not in read, "nothing to fill in that cannot be saved"
    answer = client.post(address, sent([], [("1", "Läget", "Hur är det?")]))
    assert answer.status_code == 422
    assert "öppnades 2026-09-14. Delarna är utdelade, och innehållet kan inte ändras." in answer.content.decode()


def test_f3_those_who_draft_for_the_committee_state_its_own_round(client: Client, world: World) -> None:
    with on_day(datetime.date(2026, 9, 14)):
        (own,) = actions.choose_months(by=None, body=world.school, year=2026, months=[11])
    client.force_login(world.sara)
    address = reverse("round_contents", args=[own.pk])
    assert address in page_of(client, "round", own.pk)
    form = client.get(address).content.decode()
    assert "Finansiella mål" not in form
    assert "kommun-TOTAL_FORMS" not in form
    data = {name: value for name, value in sent([], [("1", "Läget", "")]).items() if not name.startswith("kommun")}
    assert client.post(address, data | {"levels": ["committee"]}).status_code == 302
    own.refresh_from_db()
    assert own.holds == Contents(("committee",), ("money", "staff"), (), (("Läget", ""),))


def test_f3_a_committees_own_round_that_has_not_opened_by_itself_is_opened_by_those_who_draft_for_it(
    client: Client, world: World
) -> None:
    with on_day(datetime.date(2026, 9, 14)):
        (own,) = actions.choose_months(by=None, body=world.school, year=2026, months=[11])
    address = reverse("open_round", args=[own.pk])
    client.force_login(world.tomas)
    assert address not in page_of(client, "round", own.pk), "its day has not come"
    with on_day(own.opens_on):
        client.force_login(world.vera)
        assert address not in page_of(client, "round", own.pk)
        assert client.post(address).status_code == 403
        client.force_login(world.tomas)
        assert address in page_of(client, "round", own.pk)
        assert client.post(address).status_code == 302
    own.refresh_from_db()
    assert own.opened_on == own.opens_on
    assert own.reports.get().body == world.school
    assert LogEntry.objects.about(own.reports.get()).get(verb="open").by_id == world.tomas.pk


def test_f3_strangers_find_a_committees_own_report_under_its_own_name(client: Client, world: World) -> None:
    with on_day(datetime.date(2026, 9, 14)):
        (own,) = actions.choose_months(by=None, body=world.school, year=2026, months=[11])
    with on_day(own.opens_on):
        actions.open_round(by=None, round_=own)
        report = own.reports.get()
        rounds.write_all(world.tomas, report)
        actions.hand_in_report(by=world.tomas, report=report, held_on=own.opens_on)
        decision = rounds.decide_on(report, world.sara, "80")
        assert "Skolnämnden" not in client.get(reverse("rounds")).content.decode()
        approve_minutes(by=world.sara, meeting=decision.meeting, approved_on=own.opens_on)
        listed = client.get(reverse("rounds")).content.decode()
    assert "Månadsrapport november 2026, Skolnämnden</a>" in listed
    assert "Nämndernas rapporter" not in listed


def test_f4_the_matrix_shows_the_parts_that_the_round_holds(client: Client, world: World) -> None:
    rounds.set_goals(world)
    report = opened(world)
    client.force_login(world.tomas)
    rounds.write(world.tomas, report.parts.get(kind=PartKind.STAFF))
    page = page_of(client, "round", report.round_id)
    for column in ("Mått", "Aktiviteter", "Personal", "Rubriker"):
        assert f'<th scope="col">{column}</th>' in page
    assert reverse("part", args=[report.parts.get(kind=PartKind.ACTIVITIES).pk]) in page
    interim = actions.plan_round(by=None, kind="quarterly", year=2026, **rounds.DAYS)
    actions.open_round(by=None, round_=interim)
    assert '<th scope="col">Personal</th>' not in page_of(client, "round", interim.pk)


def test_f4_who_writes_sees_what_is_laid_in_with_the_way_to_each_activity(client: Client, world: World) -> None:
    goals = rounds.set_goals(world)
    world.outcomes(world.measure("Sjukfrånvaro", decimals=1), y2025=6.5)
    made = plan_of_the_school(world, goals)
    report = opened(world)
    client.force_login(world.tomas)
    pages = {part.kind: page_of(client, "part", part.pk) for part in report.parts.all()}
    assert "1 av 3 aktiviteter är klara" in pages[PartKind.ACTIVITIES]
    for what in ("Läsgaranti", "Rastvärdar", "Ny lokal"):
        assert reverse("activity", args=[made[what].pk]) in pages[PartKind.ACTIVITIES]
    assert "Vad har gjorts, vad har hindrat" in pages[PartKind.ACTIVITIES]
    assert "61,5" in pages[PartKind.STAFF]
    assert "6,5\N{NO-BREAK SPACE}%" in pages[PartKind.STAFF]
    assert "(2025)" in pages[PartKind.STAFF]
    assert "96,1\N{NO-BREAK SPACE}%" in pages[PartKind.MEASURES]
    part = report.parts.get(kind=PartKind.STAFF)
    client.post(reverse("part", args=[part.pk]), {"edition": 0, "text": "Stabilt.", "do": "hand_over"})
    part.refresh_from_db()
    assert (part.state, part.text) == ("handed", "Stabilt.")


def test_l8_the_help_text_of_a_heading_stands_where_it_is_written(client: Client, world: World, annual: Round) -> None:
    stated = Contents(("committee",), (), (("Läget", "Hur står det till?"),), (("Läget", "Hur har nämnden det?"),))
    actions.set_contents(by=None, round_=annual, contents=stated)
    actions.open_round(by=None, round_=annual)
    client.force_login(world.karin)
    for body, asked in ((None, "Hur står det till?"), (world.board, "Hur har nämnden det?")):
        part = Report.objects.get(round=annual, body=body).parts.get(kind=PartKind.CHAPTER)
        assert asked in page_of(client, "part", part.pk)


def test_the_number_of_queries_of_a_part_is_the_same_for_many_activities(
    client: Client, world: World, django_assert_max_num_queries: object
) -> None:
    goals = rounds.set_goals(world)
    made = plan_of_the_school(world, goals)
    report = opened(world)
    client.force_login(world.tomas)
    addresses = [
        reverse("part", args=[report.parts.get(kind=kind).pk])
        for kind in (PartKind.ACTIVITIES, PartKind.MEASURES, PartKind.STAFF)
    ]
    counted = []
    for more in (1, 20):
        for number in range(more):
            type(made["Ny lokal"]).objects.create(plan=made["Ny lokal"].plan, what=f"Aktivitet {more}-{number}")
            world.measure(f"Personal {more}-{number}")
        for address in addresses:
            client.get(address)
            with django_assert_max_num_queries(52) as asked:
                client.get(address)
            counted.append(len(asked))
    assert counted[:3] == counted[3:]
