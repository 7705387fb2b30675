"""Money beside goals on the committee's page, in the writing view, and how forecasts came true (B-6, F-1, X-7)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from styrhjul.followup.models import AreaForecast
from styrhjul.organisation.clock import on_day
from tests.followup.sjostad_money import MILLION, Year, begin, book, day, money_part
from tests.replay import replayed
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
@replayed
def year(world: World) -> Year:
    return begin(world)


def text_of(client: Client, name: str, *args: Any) -> str:
    """What the page says, with plain spaces."""
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def test_f1_the_writing_view_shows_the_figures_and_plain_help(client: Client, year: Year) -> None:
    part = money_part(year.open(), year.world.school, year.purse.school)
    client.force_login(year.world.tomas)
    text = text_of(client, "part", part.pk)
    assert "Prognos för hela 2026, tkr" in text
    assert "Aktuell budget 120 000 tkr" in text
    assert "Om resten av året blir som jan–mar" in text
    assert "132 000" in text
    assert "Prognosen är din" in text


def test_f1_the_forecast_is_typed_in_tkr_and_kept_in_kronor(client: Client, year: Year) -> None:
    part = money_part(year.open(), year.world.school, year.purse.school)
    client.force_login(year.world.tomas)
    sent = {"edition": "0", "text": "Fler elever.", "net_cost": "121 250,5", "do": "save"}
    assert client.post(reverse("part", args=[part.pk]), sent).status_code == 302
    assert AreaForecast.objects.get().net_cost == 121_250_500
    assert 'value="121 250,5"' in text_of(client, "part", part.pk)
    client.post(reverse("part", args=[part.pk]), sent | {"edition": "1", "net_cost": ""})
    assert not AreaForecast.objects.exists(), "an empty field is no forecast, not a forecast of nothing"


def test_f1_a_faulty_forecast_keeps_what_was_typed(client: Client, year: Year) -> None:
    part = money_part(year.open(), year.world.school, year.purse.school)
    client.force_login(year.world.tomas)
    sent = {"edition": "0", "text": "Fler elever.", "net_cost": "dyrt", "do": "hand_over"}
    response = client.post(reverse("part", args=[part.pk]), sent)
    text = response.content.decode()
    assert response.status_code == 422
    assert 'value="dyrt"' in text
    assert "Fler elever." in text
    bare = client.post(reverse("part", args=[part.pk]), sent | {"net_cost": ""})
    assert bare.status_code == 422
    assert "Skriv prognosen för hela året." in bare.content.decode()


def test_b6_goals_and_money_stand_on_the_committees_page(client: Client, year: Year) -> None:
    year.decided(year.open(), day(4, 20), school=-5 * MILLION)
    client.force_login(year.world.emil)
    text = text_of(client, "body", year.world.school.pk)
    assert "Mål 2026" in text
    assert "Ekonomi 2026, tkr" in text
    assert "−5 000" in text
    assert "Prognosen är den i kvartalsrapport januari–mars 2026." in text


def test_t2_strangers_see_no_forecast_before_the_minutes_are_approved(client: Client, year: Year) -> None:
    year.decided(year.open(), day(4, 20), school=-5 * MILLION)
    text = text_of(client, "body", year.world.school.pk)
    assert "Ekonomi 2026, tkr" in text
    assert "−5 000" not in text
    assert "Inga prognoser att jämföra än" in text_of(client, "forecast_accuracy")


def test_x7_the_page_says_how_far_each_forecast_missed(client: Client, year: Year) -> None:
    year.decided(year.open(), day(4, 20), school=-5 * MILLION)
    with on_day(day(12, 31)):
        book(2026, 12, 12 * MILLION)
    client.force_login(year.world.karin)
    text = text_of(client, "forecast_accuracy")
    assert "Skolnämnden" in text
    assert "Kvartalsrapporten" in text
    assert "+5 000" in text
    assert "3,5 %" in text


def test_b6_the_matrix_of_a_round_counts_the_parts_about_money(client: Client, year: Year) -> None:
    round_ = year.open()
    client.force_login(year.world.karin)
    text = text_of(client, "round", round_.pk)
    assert "0 av 2" in text
    assert "analys, prognos" in text
    assert "fullmäktige" not in text.split("</header>")[1].split("</p>")[0]
