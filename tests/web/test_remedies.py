"""Pages of remedies against a deficit: nothing typed is lost, and everybody sees what is owed (F-2, X-4)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from styrhjul.followup import actions
from styrhjul.followup.actions import RemedyRow
from styrhjul.followup.models import Remedy, RemedyPlan, Report, Round
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import Person
from tests.followup.sjostad_money import MILLION, REMEDY, Year, begin, day
from tests.replay import replayed
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
@replayed
def year(world: World) -> Year:
    return begin(world)


@pytest.fixture
@replayed
def round_(year: Year) -> Round:
    return year.open()


@pytest.fixture
@replayed
def plan(year: Year, round_: Round) -> RemedyPlan:
    """The plan that the school committee owes since 20 April."""
    return year.decided(round_, day(4, 20), school=-5 * MILLION).remedy_plan


def page(client: Client, who: Person | None, name: str, *args: Any) -> str:
    """What the page says to the person."""
    if who is not None:
        client.force_login(who)
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def rows(*typed: dict[str, str], standing: int = 0) -> dict[str, str]:
    """What is sent from the rows of remedies; the first ones stand already."""
    sent = {"atgard-TOTAL_FORMS": str(len(typed)), "atgard-INITIAL_FORMS": str(standing)}
    for number, row in enumerate(typed):
        sent |= {f"atgard-{number}-{name}": value for name, value in row.items()}
    return sent


def typed(**changes: str) -> dict[str, str]:
    """A remedy as it is typed."""
    return {
        "what": "Färre vikarier", "effect": "1 500", "responsible": "Rektor", "due_on": "2026-09-30", "follow_up": "",
    } | changes  # fmt: skip


def test_f2_remedies_of_a_report_are_written_in_rows_and_taken_away(client: Client, year: Year, round_: Round) -> None:
    report = Report.objects.get(round=round_, body=year.world.school)
    year.write(year.world.tomas, report, school=-5 * MILLION)
    address = reverse("report_remedies", args=[report.pk])
    assert "ett underskott på" in page(client, year.world.tomas, "report_remedies", report.pk)
    assert address in page(client, year.world.tomas, "report", report.pk)
    client.post(address, rows(typed(), typed(what="Senare inköp", effect="−2,5")))
    assert list(Remedy.objects.values_list("what", "effect")) == [
        ("Färre vikarier", 1_500_000),
        ("Senare inköp", -2500),
    ]
    assert "Åtgärderna täcker 1 498 av 5 000 tkr." in page(client, None, "report_remedies", report.pk)
    client.post(address, rows(typed(), typed(what="Senare inköp", DELETE="on"), standing=2))
    assert Remedy.objects.get().what == "Färre vikarier"


def test_f2_a_faulty_remedy_is_pointed_out_and_nothing_typed_is_lost(client: Client, year: Year, round_: Round) -> None:
    report = Report.objects.get(round=round_, body=year.world.school)
    client.force_login(year.world.tomas)
    sent = rows(typed(what="Färre lektioner <b>", effect="mycket", responsible=""))
    response = client.post(reverse("report_remedies", args=[report.pk]), sent)
    text = response.content.decode()
    assert response.status_code == 422
    assert "Färre lektioner &lt;b&gt;" in text
    assert 'value="mycket"' in text
    assert "Någon åtgärd behöver rättas" in text
    assert not Remedy.objects.exists()


def test_x4_what_lacks_leads_to_where_the_remedies_are_written(client: Client, year: Year, round_: Round) -> None:
    report = Report.objects.get(round=round_, body=year.world.school)
    year.write(year.world.tomas, report, school=-5 * MILLION)
    text = page(client, year.world.tomas, "hand_in_report", report.pk)
    assert "Åtgärder mot underskottet" in text
    assert reverse("report_remedies", args=[report.pk]) in text


def test_f2_what_is_owed_stands_on_every_page_that_it_concerns(client: Client, year: Year, plan: RemedyPlan) -> None:
    told = {
        "round": page(client, year.world.maj, "round", plan.report.round_id),
        "body": page(client, year.world.maj, "body", year.world.school.pk),
        "my_page": page(client, year.world.tomas, "my_page"),
        "findings": page(client, year.world.tomas, "findings", 2026),
    }
    assert "Underskott och åtgärdsplaner" in told["round"]
    assert "5 000" in told["round"]
    assert "Underskott på 5 000 tkr i prognosen" in told["body"]
    assert "Lämna uppdaterad prognos och åtgärdsplan per 2026-05-31" in told["my_page"]
    assert "skulle ha lämnats till kommunstyrelsen senast 15 juni 2026" in told["findings"]
    address = reverse("remedy_plan", args=[plan.pk])
    assert address not in told["round"] + told["body"], "a member of another committee does not read the draft"
    assert address in told["my_page"]


def form_of(plan: RemedyPlan, year: Year, *remedies: dict[str, str], **changes: str) -> dict[str, str]:
    """What is sent from the page of the plan."""
    return {
        "edition": str(plan.edition), "text": "Läget är bättre.", f"area_{year.purse.school.pk}": "121 000",
        f"area_{year.purse.adult.pk}": "24 000",
    } | rows(*remedies) | changes  # fmt: skip


def test_f2_the_plan_is_written_handed_in_decided_and_treated(client: Client, year: Year, plan: RemedyPlan) -> None:
    world = year.world
    assert "Färre vikarier" in page(client, world.tomas, "write_remedy_plan", plan.pk), "carried over"
    client.post(reverse("write_remedy_plan", args=[plan.pk]), form_of(plan, year, typed()))
    text = page(client, world.tomas, "remedy_plan", plan.pk)
    assert "Åtgärderna täcker 1 500 av 1 000 tkr." in text
    assert "Läget är bättre." in text
    sent = client.post(reverse("hand_in_remedy_plan", args=[plan.pk]), {"held_on": "2026-09-15"})
    assert sent.status_code == 302
    plan.refresh_from_db()
    assert plan.state == "handed"
    meeting = world.school.meetings.get(held_on=day(9, 15))
    assert "Åtgärdsplan per 2026-05-31" in page(client, world.sara, "meeting", meeting.pk)
    assert client.get(reverse("write_remedy_plan", args=[plan.pk])).status_code == 403


def test_f2_two_who_write_the_plan_do_not_overwrite_each_other(client: Client, year: Year, plan: RemedyPlan) -> None:
    first = form_of(plan, year, typed())
    year.updated(plan, text="Connys text.")
    client.force_login(year.world.tomas)
    response = client.post(reverse("write_remedy_plan", args=[plan.pk]), first)
    assert response.status_code == 422
    assert "sparade planen medan du skrev" in response.content.decode()
    assert "Läget är bättre." in response.content.decode()
    assert "Connys text." in response.content.decode(), "beside, to compare with"
    assert RemedyPlan.objects.get().text == "Connys text."
    again = first | {"edition": "1"}
    assert 'name="edition" value="1"' in response.content.decode()
    assert client.post(reverse("write_remedy_plan", args=[plan.pk]), again).status_code == 302


def test_f2_a_plan_without_remedies_is_refused_with_the_reason(client: Client, year: Year, plan: RemedyPlan) -> None:
    year.updated(plan, -MILLION, rows=[])
    client.force_login(year.world.tomas)
    response = client.post(reverse("hand_in_remedy_plan", args=[plan.pk]), {"held_on": "2026-09-20"})
    assert response.status_code == 422
    assert "Planen har inga åtgärder" in response.content.decode()


def test_the_number_of_queries_is_the_same_for_one_remedy_and_for_many(
    client: Client, year: Year, plan: RemedyPlan, django_assert_max_num_queries: Any
) -> None:
    client.force_login(year.world.tomas)
    addresses = [reverse(name, args=[plan.pk]) for name in ("remedy_plan", "write_remedy_plan")]
    counted = []
    for many in (1, 12):
        plan.refresh_from_db()
        row = RemedyRow(REMEDY.what, 1, "Rektor", REMEDY.due_on, "", year.purse.school.pk)
        year.updated(plan, -MILLION, rows=[row] * many)
        for address in addresses:
            client.get(address)
            with django_assert_max_num_queries(45) as asked:
                client.get(address)
            counted.append(len(asked))
    assert counted[:2] == counted[2:]


def test_t2_the_public_reads_a_plan_when_the_minutes_are_approved(client: Client, year: Year, plan: RemedyPlan) -> None:
    with on_day(day(6, 8)):
        year.updated(plan, -4 * MILLION)
        actions.hand_in_plan(by=year.world.tomas, plan=plan, held_on=day(6, 10))
    assert client.get(reverse("remedy_plan", args=[plan.pk])).status_code == 404
