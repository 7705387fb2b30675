"""The page on how the municipality is governed, open to all (T-5, U-1)."""

import pytest
from django.test import Client
from django.urls import reverse

from styrhjul.governance.models import GovernanceModel
from styrhjul.governance.rules import PRINCIPLES
from tests.world import World

pytestmark = pytest.mark.django_db


def test_t5_the_principles_of_trust_stand_on_the_governance_page(world: World) -> None:
    page = Client().get(reverse("governance")).content.decode()
    assert len(PRINCIPLES) == 7
    for name, meaning in PRINCIPLES:
        assert name in page
        assert meaning in page


def test_u1_the_page_tells_the_model_of_the_year(world: World) -> None:
    changed = {"principles": [["Närhet", "Vi <är> nära."]], "most_overall_goals": 4}
    GovernanceModel.objects.create(from_year=2026, name="Ny modell", settings=changed)
    page = Client().get(reverse("governance")).content.decode()
    assert "Vi &lt;är&gt; nära." in page
    assert "Nära stöd" not in page
    assert "högst 4" in page
    assert "Ny modell" in page
