"""Random worlds that the database holds, one after the other."""

from collections.abc import Callable
from pathlib import Path

import pytest

from enumeration.worlds import World, certain, random_world
from tertius.answers import Answers
from tertius.catalog.catalogue import Catalogue
from tertius.graph.connect import Target
from tertius.graph.read import Reader


@pytest.fixture(scope="module", params=range(9))
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Give one random world after the other: trees, units of several groups, circles."""
    certain.cache_clear()
    return random_world(request.param, tmp_path_factory.mktemp("world") / "random")


@pytest.fixture
def answers(world: World, holding: Callable[[str | Path], Target], reader: Reader) -> Answers:
    """Answer from the random world."""
    holding(world.folder)
    return Answers(Catalogue.load(), reader)
