"""The one place where objects of any folder are pointed out: every generic link leads to a registered model."""

import datetime

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from styrhjul.governance.actions import take_step
from styrhjul.governance.commenting import comment
from styrhjul.governance.models import Comment, DecisionLine, FrozenVersion, Matter, Task
from styrhjul.governance.registry import fetch, kind_of, registered
from styrhjul.organisation.models import LogEntry
from tests.world import World

LINKS = (DecisionLine, LogEntry, Comment, Task, FrozenVersion)


def test_every_matter_is_registered_and_every_kind_has_a_page() -> None:
    matters = {model for model in apps.get_models() if issubclass(model, Matter)}
    assert matters <= set(registered())
    for model, kind in registered().items():
        assert kind.model is model
        assert kind.label.islower(), "a Swedish word as it stands inside a sentence"
        assert reverse(kind.url_name, args=[1]).startswith("/"), kind


def test_the_generic_links_are_those_known_here() -> None:
    found = {
        model
        for model in apps.get_models()
        if model.__module__.startswith("styrhjul.")
        and any(field.related_model is ContentType for field in model._meta.fields)
    }
    assert found == set(LINKS)


@pytest.mark.django_db
def test_every_link_points_at_an_existing_row_of_a_registered_model(world: World) -> None:
    version = world.propose(world.draft_goal())
    comment(by=world.maj, thing=version, text="Bra.")
    other = world.draft_goal(heading="Annat")
    take_step(by=world.tomas, thing=other, step="hand_in", on=datetime.date(2026, 8, 20))
    for model in LINKS:
        pairs = set(model.objects.values_list("content_type_id", "object_id"))
        things = fetch(pairs)
        assert set(things) == pairs, model
        assert all(kind_of(thing) for thing in things.values()), model


@pytest.mark.django_db
def test_an_unregistered_model_is_an_error() -> None:
    with pytest.raises(KeyError):
        kind_of(LogEntry)
