"""Measures and outcomes: reporting, correcting, hiding, years of periods (M-1 to M-7)."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from styrhjul.goals.actions.measures import Reading, can_report, redefine_measure, report_outcomes
from styrhjul.goals.duties import of_measures
from styrhjul.goals.models import Outcome
from styrhjul.goals.terms import Level
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.models import LogEntry, Person
from tests.world import World

pytestmark = pytest.mark.django_db


def test_m3_those_report_who_are_to_and_nobody_else(world: World) -> None:
    measure = world.measure()
    may = {name for name in world.people if can_report(world.people[name], measure)}
    assert may == {"conny", "tomas", "asa"}, "the controller, the head above and the head of the unit"
    with pytest.raises(Refused) as refused:
        report_outcomes(by=world.emil, measure=measure, readings=[Reading(2025, Decimal(90))])
    assert refused.value.rule == "M-3"
    assert not measure.outcomes.exists()


def test_m1_a_person_reports_no_more_decimals_than_the_measure_has(world: World) -> None:
    measure, whole = world.measure(), world.measure("Platser", unit_label="platser", decimals=0)
    for one, value, told in ((measure, "93.55", "1 decimal"), (whole, "12.5", "heltal")):
        with pytest.raises(Refused, match=told) as refused:
            report_outcomes(by=world.asa, measure=one, readings=[Reading(2025, Decimal(value))])
        assert refused.value.rule == "M-1"
        assert refused.value.errors["value"] == refused.value.message
    report_outcomes(by=world.asa, measure=measure, readings=[Reading(2025, Decimal("93.50"))])
    world.outcomes(whole, y2024=12.5)
    assert Outcome.objects.count() == 2, "what is loaded from before is kept as its source has it"


def test_m6_a_correction_asks_for_a_reason_and_keeps_the_earlier_value(world: World) -> None:
    measure = world.measure()
    world.outcomes(measure, y2025=90)
    again = [Reading(2025, Decimal(92))]
    with pytest.raises(Refused) as refused:
        report_outcomes(by=world.asa, measure=measure, readings=again)
    assert refused.value.rule == "M-6"
    report_outcomes(by=world.asa, measure=measure, readings=again, reason="En skola saknades.")
    assert list(measure.outcomes.order_by("id").values_list("value", flat=True)) == [Decimal(90), Decimal(92)]
    assert Outcome.objects.by_year() == {measure.pk: {2025: 92.0}}
    entry = LogEntry.objects.about(measure).first()
    assert entry is not None
    assert (entry.verb, entry.by_name) == ("correct_outcome", "Asa Nordmark")


def test_m6_the_same_value_again_is_no_news_and_preliminary_becomes_final_without_reason(world: World) -> None:
    measure = world.measure()
    first = [Reading(2025, Decimal(90), is_preliminary=True)]
    assert len(report_outcomes(by=world.asa, measure=measure, readings=first)) == 1
    assert report_outcomes(by=world.asa, measure=measure, readings=first) == []
    assert len(report_outcomes(by=world.asa, measure=measure, readings=[Reading(2025, Decimal(91))])) == 1


def test_m6_the_database_refuses_to_change_or_delete_an_outcome(world: World) -> None:
    measure = world.measure()
    world.outcomes(measure, y2025=90)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Outcome.objects.update(value=1)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Outcome.objects.all().delete()


def test_m1_quarters_are_summed_when_all_are_there_and_the_years_own_value_wins(world: World) -> None:
    measure = world.measure("Besök", frequency="quarter", year_rule="sum", unit_label="")
    quarters = [Reading(2025, Decimal(value), "quarter", number) for number, value in enumerate((10, 20, 30), start=1)]
    report_outcomes(by=None, measure=measure, readings=quarters)
    assert Outcome.objects.by_year() == {}, "three of four quarters make no year"
    report_outcomes(by=None, measure=measure, readings=[Reading(2025, Decimal(40), "quarter", 4)])
    assert Outcome.objects.by_year() == {measure.pk: {2025: 100.0}}
    report_outcomes(by=None, measure=measure, readings=[Reading(2025, Decimal(99))])
    assert Outcome.objects.by_year() == {measure.pk: {2025: 99.0}}


def test_m7_a_value_on_few_persons_is_kept_and_not_shown(world: World) -> None:
    measure = world.measure()
    report_outcomes(by=None, measure=measure, readings=[Reading(2024, Decimal(80), persons=40)])
    report_outcomes(by=None, measure=measure, readings=[Reading(2025, Decimal(50), persons=4)])
    assert Outcome.objects.by_year() == {measure.pk: {2024: 80.0, 2025: 50.0}}
    assert Outcome.objects.by_year(5) == {measure.pk: {2024: 80.0}}


def test_m7_a_hidden_correction_does_not_bring_back_the_value_before_it(world: World) -> None:
    measure = world.measure()
    report_outcomes(by=None, measure=measure, readings=[Reading(2025, Decimal(80), persons=40)])
    report_outcomes(by=None, measure=measure, readings=[Reading(2025, Decimal(50), persons=2)], reason="Fel urval.")
    assert Outcome.objects.by_year(5) == {}


def test_m1_a_qualitative_measure_takes_its_own_steps_only(world: World) -> None:
    steps = [("Påbörjat", "rutiner finns"), ("På väg", "rutiner följs"), ("Etablerat", "resultat syns")]
    measure = world.measure("Lärmiljö", nature="qualitative", steps=steps, unit_label="")
    report_outcomes(by=None, measure=measure, readings=[Reading(2025, Decimal(3))])
    for wrong in (Decimal(4), Decimal(0), Decimal("2.5")):
        with pytest.raises(Refused) as refused:
            report_outcomes(by=None, measure=measure, readings=[Reading(2026, wrong)])
        assert refused.value.rule == "M-1"


def test_m2_outcomes_stand_by_sex_beside_the_whole(world: World) -> None:
    measure = world.measure()
    readings = [Reading(2025, Decimal(90)), Reading(2025, Decimal(92), sex="K"), Reading(2025, Decimal(88), sex="M")]
    assert len(report_outcomes(by=None, measure=measure, readings=readings)) == 3
    assert Outcome.objects.by_year() == {measure.pk: {2025: 90.0}}


def test_m3_a_new_definition_holds_from_its_year_and_the_earlier_one_stays(world: World) -> None:
    measure = world.measure(definition="Andel i procent.", from_year=2020)
    redefine_measure(by=world.tomas, measure=measure, from_year=2026, text="Andel av alla elever.")
    assert list(measure.definitions.values_list("from_year", flat=True)) == [2020, 2026]
    with pytest.raises(Refused):
        redefine_measure(by=world.emil, measure=measure, from_year=2027, text="Annat.")
    assert measure.definitions.count() == 2


def test_m3_the_latest_definition_is_written_anew_with_the_earlier_text_in_the_log(world: World) -> None:
    measure = world.measure(definition="Andel i procent.", from_year=2025)
    redefine_measure(by=world.tomas, measure=measure, from_year=2025, text="Andel av alla elever.")
    assert measure.definitions.get().text == "Andel av alla elever."
    assert LogEntry.objects.about(measure)[0].data["before"] == {"text": "Andel i procent."}
    with pytest.raises(Refused, match="redan en definition från 2025") as refused:
        redefine_measure(by=world.tomas, measure=measure, from_year=2024, text="Något annat.")
    assert list(refused.value.errors) == ["from_year"]


def test_m3_whoever_reports_is_asked_when_the_value_is_out_until_it_is_reported(world: World) -> None:
    spring = world.measure("Läser med flyt", published_month=6)
    late = world.measure("Trivs", published_month=2, published_next_year=True, unit=None, reporter=world.emil)
    own = world.adopted(Level.COMMITTEE, "Alla elever läser med flyt", 2026, 2027, body=world.school)
    world.follow(own, spring, y2026=95)
    world.follow(own, late, y2026=90)

    def asked(person: Person, on: datetime.date) -> list[tuple[str, datetime.date | None]]:
        return [(duty.heading, duty.due_on) for duty in of_measures(person, on)]

    june, march = datetime.date(2026, 6, 30), datetime.date(2027, 3, 1)
    assert asked(world.asa, june) == [("Läser med flyt, 2026", datetime.date(2026, 7, 30))]
    assert asked(world.asa, datetime.date(2026, 6, 29)) == asked(world.emil, june) == asked(world.vera, march) == []
    assert asked(world.emil, march) == [("Trivs, 2026", datetime.date(2027, 3, 30))]
    world.outcomes(spring, y2026=94)
    assert asked(world.asa, march) == []
    assert asked(world.asa, datetime.date(2027, 7, 1)) == [("Läser med flyt, 2027", datetime.date(2027, 7, 30))]
