"""The writing view: who writes, what is saved, what is refused, what is hidden (F-4, F-6, M-7)."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from styrhjul.followup import actions
from styrhjul.followup.models import Assessment, MeasureForecast, Part, Round
from styrhjul.followup.terms import PartKind, PartState
from styrhjul.goals.actions.goals import disclaim
from styrhjul.goals.actions.measures import Reading, report_outcomes
from styrhjul.goals.models import GoalVersion
from styrhjul.governance.models import GovernanceModel
from styrhjul.organisation.models import Person
from tests.followup import sjostad_round as interim
from tests.replay import replayed
from tests.web.visible import visible
from tests.world import World

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
def part(world: World, goals: dict[str, GoalVersion], round_: Round) -> Part:
    """The school committee's part about its own goal."""
    return interim.part_of(round_, world.school, goals["own"])


def typed(part: Part, **changes: str) -> dict[str, str]:
    """What somebody types in a part about a goal, with changes."""
    texts = {
        "edition": str(part.edition), "value": "attained", "reason": "Målvärdet är nått.", "departure": "",
        "forecast": "attained", "text": "Läsgarantin har gett stöd tidigare.", "do": "save",
    }  # fmt: skip
    return texts | changes


def at(client: Client, who: Person, part: Part) -> str:
    client.force_login(who)
    return reverse("part", args=[part.pk])


def test_f4_the_writer_sees_figures_arithmetic_and_parts_beside(client: Client, world: World, part: Part) -> None:
    page = client.get(at(client, world.tomas, part)).content.decode()
    assert "Måtten talar för" in page
    assert "1 av 1 mått når målvärdet" in page
    assert "2026 · mål 95,0 · året före 93,5" in page
    assert "Hos dig" in page
    assert 'name="value"' in page


def test_t4_what_the_years_governance_document_says_stands_beside(client: Client, world: World, part: Part) -> None:
    client.force_login(world.tomas)
    shown = visible(client.get(reverse("part", args=[part.pk])).content.decode())
    assert "Vad styrdokumentet sägerBedöm mot det som målet säger ska vara uppfyllt." in shown
    assert "Mått behöver kompletteras med en analys." in shown
    own = {"writing_help": {"committee": [["Kap. 3", "Skriv kort."]]}}
    GovernanceModel.objects.update_or_create(from_year=2026, defaults={"name": "Vår", "settings": own})
    shown = visible(client.get(reverse("part", args=[part.pk])).content.decode())
    assert "Vad styrdokumentet sägerSkriv kort.Kap. 3Mått behöver" in shown


def test_f4_on_a_phone_the_parts_are_folded_before_the_form(client: Client, world: World, part: Part) -> None:
    page = html.fromstring(client.get(at(client, world.tomas, part)).content.decode())
    (fold,) = page.xpath('//nav[@aria-label="Rapportens delar"]/details')
    assert fold.get("open") is None
    assert part.heading in fold.findtext("summary")


def test_f4_one_button_saves_text_judgement_and_forecast(client: Client, world: World, part: Part) -> None:
    measure = part.version.goal_measures.get().measure
    address = at(client, world.tomas, part)
    answer = client.post(address, typed(part, **{f"forecast_{measure.pk}": "96,5"}))
    assert answer.status_code == 302
    part.refresh_from_db()
    assert part.text == "Läsgarantin har gett stöd tidigare."
    assert Assessment.objects.of_part(part).get().value == "attained"
    assert MeasureForecast.objects.get().value == Decimal("96.5")
    page = client.get(address).content.decode()
    assert 'value="96,5"' in page
    assert "Sparat" in page


def test_f6_a_departure_without_a_reason_is_refused_and_nothing_typed_is_lost(
    client: Client, world: World, part: Part
) -> None:
    answer = client.post(at(client, world.tomas, part), typed(part, value="partly", text="En lång text."))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Skriv varför du bedömer annorlunda än måtten." in page
    assert "En lång text." in page
    assert "Målvärdet är nått." in page
    part.refresh_from_db()
    assert part.text == ""


def test_f4_two_people_writing_at_once_lose_nothing(client: Client, world: World, part: Part) -> None:
    address = at(client, world.tomas, part)
    read = typed(part, text="Tomas ord.")
    actions.save_part(by=world.conny, part=part, edition=0, text="Connys ord.")
    answer = client.post(address, read)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Tomas ord." in page
    assert "Connys ord." in page
    assert "Conny Dahl sparade delen medan du skrev" in page
    assert 'name="edition" value="1"' in page
    assert client.post(address, read | {"edition": "1", "text": "Bådas ord."}).status_code == 302
    part.refresh_from_db()
    assert part.text == "Bådas ord."


def test_f4_handing_over_closes_the_part_for_the_writer_but_not_for_the_head(
    client: Client, world: World, part: Part
) -> None:
    actions.assign_part(by=world.tomas, part=part, person=world.asa)
    address = at(client, world.asa, part)
    assert client.post(address, typed(part, do="hand_over")).status_code == 302
    part.refresh_from_db()
    assert part.state == PartState.HANDED
    assert 'name="value"' not in client.get(address).content.decode()
    assert client.post(address, typed(part)).status_code == 403
    page = client.get(at(client, world.tomas, part)).content.decode()
    assert 'name="value"' in page
    assert "Lämna tillbaka delen" in page


def test_f4_handing_over_a_goal_without_a_judgement_is_refused(client: Client, world: World, part: Part) -> None:
    empty = typed(part, value="", reason="", forecast="", do="hand_over")
    answer = client.post(at(client, world.tomas, part), empty)
    assert answer.status_code == 422
    assert "Välj i vilken mån målet är uppnått." in answer.content.decode()
    part.refresh_from_db()
    assert part.text == "", "all or nothing is saved"


def test_f4_the_head_shares_out_and_sends_back(client: Client, world: World, part: Part) -> None:
    at(client, world.tomas, part)
    client.post(reverse("assign_part", args=[part.pk]), {"person": world.asa.pk})
    part.refresh_from_db()
    assert part.responsible == world.asa
    interim.write(world.asa, part)
    refused = client.post(reverse("return_part", args=[part.pk]), {"reason": ""})
    assert refused.status_code == 422
    assert client.post(reverse("return_part", args=[part.pk]), {"reason": "Nämn matematik."}).status_code == 302
    page = client.get(at(client, world.asa, part)).content.decode()
    assert "Nämn matematik." in page


@pytest.mark.parametrize(
    ("who", "status", "writes"),
    [
        ("tomas", 200, True), ("conny", 200, True), ("sara", 200, True), ("karin", 200, False), ("per", 200, False),
        ("asa", 404, False), ("vera", 404, False), ("maj", 404, False), ("emil", 404, False),
    ],
)  # fmt: skip
def test_o8_who_reads_and_who_writes_a_draft(
    client: Client, world: World, part: Part, who: str, status: int, writes: bool
) -> None:
    answer = client.get(at(client, getattr(world, who), part))
    assert answer.status_code == status
    assert ('name="value"' in answer.content.decode()) is writes
    posted = client.post(reverse("part", args=[part.pk]), typed(part)).status_code
    assert posted == (302 if writes else 403 if status == 200 else 404)


def test_o8_the_public_never_reads_parts(client: Client, part: Part) -> None:
    assert client.get(reverse("part", args=[part.pk])).status_code == 302
    assert not Part.objects.visible_to(object()).exists()


@pytest.mark.parametrize(("who", "sees"), [("tomas", True), ("karin", False)])
def test_m7_few_persons_are_hidden_for_others_than_those_who_report(
    client: Client, world: World, round_: Round, who: str, sees: bool
) -> None:
    measure = world.measure("Elever med stöd")
    version = world.adopted("committee", "Alla får stöd", body=world.school)
    world.follow(version, measure, y2026=70)
    report_outcomes(by=None, measure=measure, readings=[Reading(2026, Decimal("66.6"), persons=3)])
    part = interim.part_of(interim.open_interim(world, "annual"), world.school, version)
    page = client.get(at(client, getattr(world, who), part)).content.decode()
    assert ("66,6" in page) is sees
    assert ("utfallet rör för få personer" in page) is not sees
    assert "Måtten talar för" in page or not sees


def test_f4_last_period_stands_beside_and_can_be_taken_as_a_beginning(
    client: Client, world: World, goals: dict[str, GoalVersion], round_: Round
) -> None:
    days = {name: day.replace(year=2025) for name, day in interim.DAYS.items()}
    earlier = actions.plan_round(by=None, kind="interim", year=2025, **days)
    goals["own"].__class__.objects.filter(pk=goals["own"].pk).update(first_year=2025)
    actions.open_round(by=None, round_=earlier)
    actions.save_part(
        by=world.tomas, part=interim.part_of(earlier, world.school, goals["own"]), edition=0, text="Fjolårets ord."
    )
    part = interim.part_of(round_, world.school, goals["own"])
    address = at(client, world.tomas, part)
    assert "Fjolårets ord." in client.get(address).content.decode()
    page = client.get(address + "?hamta=1").content.decode()
    assert page.index("Fjolårets ord.</textarea>") > 0


def test_f6_a_forecast_below_the_target_of_a_goal_judged_attained_is_pointed_out(
    client: Client, world: World, part: Part
) -> None:
    measure = part.version.goal_measures.get().measure
    address = at(client, world.tomas, part)
    client.post(address, typed(part, **{f"forecast_{measure.pk}": "94"}))
    told = "Prognosen för Läser med flyt når inte målvärdet men målet bedöms som uppnått."
    assert told in client.get(address).content.decode()
    part.refresh_from_db()
    client.post(address, typed(part, **{f"forecast_{measure.pk}": "95"}))
    assert told not in client.get(address).content.decode()


def test_the_preview_shows_the_text_as_it_will_be_read(client: Client, world: World, part: Part) -> None:
    at(client, world.tomas, part)
    address = reverse("preview_part", args=[part.pk])
    answer = client.post(address, {"text": "**Bra.** <script>x</script>"}).content.decode()
    assert "<strong>Bra.</strong>" in answer
    assert "<script>" not in answer


def test_the_number_of_queries_is_the_same_for_many_parts(
    client: Client, world: World, goals: dict[str, GoalVersion], part: Part, django_assert_max_num_queries: object
) -> None:
    address = at(client, world.tomas, part)
    client.get(address)
    with django_assert_max_num_queries(60) as few:
        client.get(address)
    for number in range(12):
        version = world.adopted("committee", f"Mål {number}", body=world.school)
        Part.objects.create(report=part.report, kind="goal", version=version, due_on=part.due_on, responsible=world.asa)
    with django_assert_max_num_queries(60) as many:
        client.get(address)
    assert len(many) <= len(few), "the list of parts grows without more queries"


def test_g3_an_overall_goal_is_judged_without_measures_to_depart_from(client: Client, world: World) -> None:
    version = world.overall()
    part = interim.part_of(interim.open_interim(world, "annual"), None, version)
    client.force_login(world.karin)
    address = reverse("part", args=[part.pk])
    shown = client.get(address).content.decode()
    assert "Bedöm nämndernas samlade arbete" in shown
    assert "Måtten talar för" not in shown
    assert "annorlunda än måtten" not in shown
    typed = {"edition": part.edition, "value": "mainly", "reason": "Nämnderna drar åt samma håll.", "text": "Analys."}
    assert client.post(address, typed).status_code == 302
    made = Assessment.objects.get(goal=version.goal)
    assert (made.value, made.proposed, made.departure) == ("mainly", "", "")


def test_g3_the_contributions_stand_beside_the_joint_assessment(client: Client, world: World, goals: dict) -> None:
    overall = goals["overall"]
    GoalVersion.objects.filter(pk=goals["own"].pk).update(parent=overall.goal)
    disclaim(by=world.vera, goal=overall.goal, body=world.care, year=2026, reason="Rör bara skolan.")
    round_ = interim.open_interim(world, "annual")
    joint = Part.objects.get(report__round=round_, kind=PartKind.OVERALL)
    for part in (joint, interim.part_of(round_, None, overall)):
        page = client.get(at(client, world.karin, part)).content.decode()
        for word in ("Så bidrar nämnderna", "Alla elever läser med flyt", "Omsorgsnämnden: Rör bara skolan."):
            assert word in page
    address = reverse("part", args=[joint.pk])
    sent = {"edition": joint.edition, "text": "  ", "do": "hand_over"}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "Skriv hur nämnderna samlat har arbetat" in refused.content.decode()
    assert client.post(address, sent | {"text": "Samlat har vi gått framåt."}).status_code == 302
    joint.refresh_from_db()
    assert (joint.text, joint.state) == ("Samlat har vi gått framåt.", PartState.HANDED)


def test_m2_forecasts_of_measures_are_read_once_the_part_is_handed_over(
    client: Client, world: World, part: Part
) -> None:
    measure = part.version.goal_measures.get().measure
    actions.assign_part(by=world.tomas, part=part, person=world.asa)
    address = at(client, world.asa, part)
    sent = typed(part, do="hand_over") | {f"forecast_{measure.pk}": "94,4"}
    assert client.post(address, sent).status_code == 302
    page = client.get(address).content.decode()
    assert "Prognos för måtten 2026" in page
    assert 'Läser med flyt: <span class="strong">94,4' in page
