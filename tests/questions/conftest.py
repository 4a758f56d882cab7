"""What questions are asked about: random worlds, claims that a test spells out, the sample."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from catalogued import CATALOGUE
from enumeration.worlds import World, certain, random_world
from tertius.answers import Answers
from tertius.graph.connect import Target
from tertius.graph.read import Reader
from tertius_loaders.samples import sample_path


@pytest.fixture(scope="module", params=range(9))
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Give one random world after the other: trees, units of several groups, circles."""
    certain.cache_clear()
    return random_world(request.param, tmp_path_factory.mktemp("world") / "random")


@pytest.fixture
def answers(world: World, holding: Callable[[str | Path], Target], reader: Reader) -> Answers:
    """Answer from the random world."""
    holding(world.folder)
    return Answers(CATALOGUE, reader)


@pytest.fixture
def of_claims(holding: Callable[..., Target], reader: Reader, tmp_path: Path) -> Callable[..., Answers]:
    """Give a function that answers from claims that a test spells out.

    For each source by its id: the texts of its files (``entities``, ``claims``, ``decisions``), and ``published``.
    """

    def hold(**sources: Mapping[str, str]) -> Answers:
        for name, texts in sources.items():
            folder = tmp_path / name
            folder.mkdir()
            published = texts.get("published", "2013-01-01")
            (folder / "source.yaml").write_text(f"id: {name}\ntitle: The source {name}\npublished: {published}\n")
            for file in ("entities", "claims", "decisions"):
                if file in texts:
                    (folder / f"{file}.csv").write_text(texts[file].strip() + "\n")
        holding(*(tmp_path / name for name in sources))
        return Answers(CATALOGUE, reader)

    return hold


@pytest.fixture
def sample(holding: Callable[..., Target], reader: Reader) -> Answers:
    """Answer from the sample."""
    holding(sample_path("mali_2013"))
    return Answers(CATALOGUE, reader)
