"""Centralities by Graph Data Science in Cypher, against the measures on the network that is selected for them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tertius.answers.projections import Projections
from tertius.catalog.catalogue import Catalogue
from tertius.catalog.files import cypher_root
from tertius.graph.connect import Server, Target
from tertius.graph.read import Reader
from tertius.measures.centrality.betweenness import betweenness
from tertius.measures.centrality.closeness import closeness, harmonic
from tertius.measures.centrality.pagerank import pagerank
from tertius.measures.network import Network
from tertius.networks.select import select_network
from tertius.records.tables import CurrentTables
from tertius_loaders.samples import sample_path

pytestmark = pytest.mark.anyio

Holding = Callable[[str | Path], Target]
CHOICES: tuple[dict[str, Any], ...] = (
    {},
    {"min_likelihood": 0.0},
    {"level": "unit", "min_likelihood": 0.2},
    {"dates": "certain", "as_of": "2012-06-01"},
    {"from_day": "2019-01-01", "to_day": "2019-12-31"},
)


def random_groups(folder: Path, seed: int) -> Path:
    """Write a claims folder of 60 people in 40 organizations, most of them small."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text("id: gds\ntitle: Random groups\npublished: 2012-01-01\n")
    people = [f"p{i}" for i in range(60)]
    entities = [
        *(f"{one},Person,{one}" for one in people),
        *(f"o{i},Organization,o{i}" for i in range(40)),
    ]
    (folder / "entities.csv").write_text("\n".join(["id,type,name", *entities]) + "\n")
    pairs = sorted({(int(rng.integers(60)), int(rng.integers(40))) for _ in range(110)})
    claims = [
        f"c{number},p{person},{('LEADS', 'MEMBER_OF')[number % 2]},o{group},{('', '2005/..', '/2004')[number % 3]}"
        for number, (person, group) in enumerate(pairs)
    ]
    (folder / "claims.csv").write_text("\n".join(["claim_id,subject,kind,object,when", *claims]) + "\n")
    return folder


@pytest.fixture(scope="module")
def random_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return random_groups(tmp_path_factory.mktemp("gds") / "random", 5)


def without_isolates(network: Network) -> Network:
    """Return the network of those who have an edge: only these can be projected from rows of pairs."""
    pairs = zip(network.sources.tolist(), network.targets.tolist(), strict=True)
    return Network.from_pairs([(network.ids[one], network.ids[other]) for one, other in pairs])


async def compared(reader: Reader, name: str, score: str, measured: Callable[[Network], Any]) -> int:
    """Compare one question with one measure on every choice, and return how many people were compared."""
    catalogue = Catalogue.load(cypher_root())
    tables = await CurrentTables(reader).get()
    question = catalogue[f"centrality/{name}"]
    projections = Projections(reader)
    count = 0
    for asked in CHOICES:
        found = await projections.run(question.cypher, question.validate_params({**asked, "limit": 500}))
        selected = await select_network(reader, catalogue, "people_by_organization", asked, tables)
        network = without_isolates(selected.network)
        expected = dict(zip(network.ids, measured(network), strict=True)) if network.m else {}
        assert {row["person_id"]: row[score] for row in found.rows} == pytest.approx(expected, abs=1e-8), asked
        for row in found.rows:
            assert row["rank"] == 1 + sum(other[score] > row[score] for other in found.rows)
            edges = {
                edge
                for edge in range(selected.network.m)
                if selected.network.position(row["person_id"])
                in (selected.network.sources[edge], selected.network.targets[edge])
            }
            assert row["others"] == len(edges)
            assert row["tie_ids"] == sorted({tie for edge in edges for tie in selected.network.tie_ids(edge)})
        count += len(found.rows)
    assert (await reader.run("CALL gds.graph.list() YIELD graphName RETURN graphName")).rows == []
    return count


@pytest.fixture(params=["harbour", "sample", "random"])
def somewhere(request: pytest.FixtureRequest, holding: Holding, random_folder: Path, server: Server) -> str:
    """Hold one graph after the other, on a server that has the plugin."""
    assert server.gds is not None, "The throwaway database has no Graph Data Science: nothing would be shown."
    folders: dict[str, str | Path] = {"sample": sample_path("mali_2013"), "random": random_folder}
    holding(folders.get(request.param, request.param))
    return str(request.param)


async def test_betweenness(somewhere: str, reader: Reader) -> None:
    assert await compared(reader, "betweenness_gds", "betweenness", betweenness) > 20


async def test_pagerank(somewhere: str, reader: Reader) -> None:
    def shares(network: Network) -> Any:  # noqa: ANN401 - an array
        return pagerank(network, weighted=False)

    assert await compared(reader, "pagerank_gds", "pagerank", shares) > 20


async def test_closeness(somewhere: str, reader: Reader) -> None:
    assert await compared(reader, "closeness_gds", "closeness", closeness) > 20


async def test_harmonic(somewhere: str, reader: Reader) -> None:
    assert await compared(reader, "harmonic_gds", "harmonic", harmonic) > 20
