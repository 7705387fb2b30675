"""Who may what on a day, what things were called, and the tree of units (O-3, O-4, O-5)."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from styrhjul.governance.actions import take_step
from styrhjul.organisation import actions
from styrhjul.organisation.clock import on_day
from styrhjul.organisation.models import Body, LogEntry, Person, Unit
from styrhjul.organisation.rules import HEADS, holds_on
from styrhjul.organisation.terms import BodyKind, Role, UnitKind
from tests.world import START, TODAY, World

DAY = datetime.timedelta(days=1)


def again(person: Person) -> Person:
    """The person as the next request reads it."""
    return Person.objects.get(pk=person.pk)


@pytest.mark.parametrize(
    ("from_on", "to_on", "holds"),
    [(TODAY, None, True), (TODAY, TODAY, True), (TODAY + DAY, None, False), (TODAY - DAY, TODAY - DAY, False)],
)
def test_o4_both_days_are_included(from_on: datetime.date, to_on: datetime.date | None, holds: bool) -> None:
    assert holds_on(from_on, to_on, TODAY) is holds


@pytest.mark.django_db
def test_o4_rights_follow_the_positions_held_now_and_history_those_held_then(world: World) -> None:
    position = world.sara.positions.get()
    assert again(world.sara).rights.secretary_of == {world.school.pk}
    actions.leave(by=world.ada, position=position, to_on=TODAY)
    assert again(world.sara).rights.secretary_of == {world.school.pk}, "the last day is included"
    with on_day(TODAY + DAY):
        assert again(world.sara).rights.secretary_of == frozenset()
    with on_day(START):
        assert again(world.sara).rights.secretary_of == {world.school.pk}


@pytest.mark.django_db
def test_o4_several_holders_and_an_acting_one(world: World) -> None:
    actions.appoint(by=None, person=world.asa, role=Role.HEAD, place=world.school_administration, from_on=TODAY,
                    is_acting=True)  # fmt: skip
    assert world.school.pk in again(world.asa).rights.hands_in_to & again(world.tomas).rights.hands_in_to
    assert "tf Chef" in [position.heading for position in world.asa.positions.all()]


@pytest.mark.django_db
def test_o4_a_deputy_acts_between_the_days_and_the_log_names_both(world: World) -> None:
    position = world.tomas.positions.get()
    version = world.draft_goal()
    actions.name_deputy(by=world.tomas, position=position, person=world.emil, from_on=TODAY, to_on=TODAY + DAY)
    emil = again(world.emil)
    assert emil.rights.acting_for(HEADS, unit_id=world.school_administration.pk) == "Tomas Ekelund"
    take_step(by=emil, thing=version, step="hand_in")
    entry = LogEntry.objects.about(version).first()
    assert (entry.by_name, entry.acting_for) == ("Emil Ros", "Tomas Ekelund")
    take_step(by=again(world.tomas), thing=version, step="take_back", comment="Ändras.")
    assert LogEntry.objects.about(version).first().acting_for == "", "the holder keeps the right and acts in person"
    for day in (TODAY - DAY, TODAY + 2 * DAY):
        with on_day(day):
            assert not again(world.emil).rights.hands_in_to


@pytest.mark.django_db
def test_o4_who_works_where_one_is_deputy_still_acts_for_the_holder(world: World) -> None:
    position = world.mikaela.positions.get()
    actions.name_deputy(by=world.mikaela, position=position, person=world.emil, from_on=TODAY, to_on=TODAY)
    rights = again(world.emil).rights
    assert rights.acting_for(HEADS, unit_id=world.beach_school.pk) == "Mikaela Sundh", "Emil is employed there too"
    assert rights.acting_for({Role.EMPLOYEE}, unit_id=world.beach_school.pk) == ""


@pytest.mark.django_db
def test_o4_a_deputys_right_ends_with_the_position(world: World) -> None:
    position = world.tomas.positions.get()
    actions.name_deputy(by=world.tomas, position=position, person=world.emil, from_on=TODAY, to_on=TODAY + 30 * DAY)
    actions.leave(by=world.ada, position=position, to_on=TODAY - DAY)
    assert not again(world.emil).rights.hands_in_to


@pytest.mark.django_db
def test_o4_a_position_stands_in_its_kind_of_place(world: World) -> None:
    for role, place in ((Role.SECRETARY, world.compulsory), (Role.HEAD, world.school)):
        with pytest.raises(IntegrityError), transaction.atomic():
            actions.appoint(by=None, person=world.emil, role=role, place=place, from_on=TODAY)


@pytest.mark.django_db
def test_o5_every_day_has_the_names_of_that_day(world: World) -> None:
    renamed = datetime.date(2026, 1, 1)
    actions.rename_body(by=world.ada, body=world.school, name="Utbildningsnämnden", short_name="UN", from_on=renamed)
    assert Body.objects.get(pk=world.school.pk).name_on(renamed - DAY) == "Skolnämnden"
    assert Body.objects.get(pk=world.school.pk).name_on(renamed) == "Utbildningsnämnden"
    named = dict(Body.objects.named(renamed - DAY).values_list("pk", "short_name"))
    assert named[world.school.pk] == "SKN"
    assert str(Body.objects.get(pk=world.school.pk)) == "Utbildningsnämnden"
    assert Body.objects.get(pk=world.school.pk).name_on(START - 9 * DAY) == "Skolnämnden", "its first name before that"


@pytest.mark.django_db
def test_o5_a_unit_keeps_its_earlier_name_and_place(world: World) -> None:
    moved = datetime.date(2026, 8, 1)
    actions.place_unit(by=world.ada, unit=world.beach_school, name="Havsskolan",
                       parent=world.school_administration, from_on=moved)  # fmt: skip
    assert Unit.objects.above(world.beach_school.pk, moved - DAY) == [
        world.beach_school.pk, world.compulsory.pk, world.school_administration.pk,
    ]  # fmt: skip
    assert Unit.objects.above(world.beach_school.pk, moved) == [world.beach_school.pk, world.school_administration.pk]
    assert Unit.objects.get(pk=world.beach_school.pk).name_on(moved - DAY) == "Strandskolan"
    assert world.beach_school.pk not in again(world.asa).units_led, "what one heads follows the tree of today"


@pytest.mark.django_db
def test_o5_a_body_that_ends_names_its_successors(world: World) -> None:
    actions.end_body(by=world.ada, body=world.care, to_on=TODAY, successors=[world.school])
    assert list(world.school.predecessors.all()) == [world.care]
    assert world.care in Body.objects.existing(TODAY)
    assert world.care not in Body.objects.existing(TODAY + DAY)


@pytest.mark.django_db
def test_o3_units_at_any_depth_and_never_below_themselves(world: World) -> None:
    deep = [world.beach_school]
    for number in range(12):
        deep.append(
            actions.set_up_unit(by=None, kind=UnitKind.UNIT, name=f"Lag {number}", from_on=START, parent=deep[-1])
        )
    assert Unit.objects.below([world.beach_school.pk], TODAY) == {unit.pk for unit in deep}
    assert Unit.objects.above(deep[-1].pk, TODAY)[-1] == world.school_administration.pk
    assert deep[-1].pk in again(world.tomas).units_led
    with pytest.raises(ValueError, match="under sig själv"):
        actions.place_unit(by=None, unit=world.compulsory, name="Runt", parent=deep[-1], from_on=TODAY)


@pytest.mark.django_db
def test_o3_an_administration_serves_many_bodies_one_of_them_mainly(world: World) -> None:
    second = actions.tie(
        by=None, administration=world.school_administration, body=world.care, from_on=TODAY, is_main=False
    )
    assert again(world.tomas).rights.hands_in_to == {world.school.pk, world.care.pk}
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.tie(by=None, administration=world.school_administration, body=world.board, from_on=TODAY)
    actions.end_tie(by=world.ada, tied=second, to_on=TODAY)
    with on_day(TODAY + DAY):
        assert again(world.tomas).rights.hands_in_to == {world.school.pk}


@pytest.mark.django_db
def test_o1_one_council_and_one_board(world: World) -> None:
    for kind in (BodyKind.COUNCIL, BodyKind.BOARD):
        with pytest.raises(IntegrityError), transaction.atomic():
            actions.set_up_body(by=None, kind=kind, name="En till", short_name="E", from_on=TODAY)
    assert Body.objects.committees().count() == 3, "the board is a committee too"
