"""What the tests of the budget stand on: Sjöstad with its money."""

import pytest

from tests.budget import money
from tests.world import World


@pytest.fixture
def purse(world: World) -> money.Purse:
    """Sjöstad's areas, without any budget yet."""
    return money.lay_out(world)
