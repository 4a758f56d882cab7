"""Reference networks with values computed elsewhere, small random networks, and networks at the edge of sense."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import strategies as st

from tertius.measures.network import Network

_FOLDER = Path(__file__).parent / "reference"


@dataclass(frozen=True)
class Reference:
    """A published network and what other tools computed of it, by column, in the order of its ids."""

    network: Network
    values: dict[str, npt.NDArray[np.float64]]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def reference() -> Callable[[str, str], Reference]:
    """``reference(folder, file)``: a network of ``reference/`` and the values of one of its files."""

    def read(folder: str, file: str) -> Reference:
        nodes = _rows(_FOLDER / folder / "nodes.csv")
        columns = {
            column: {row["name"]: row[column] for row in nodes if row[column] != "nan"}
            for column in nodes[0]
            if column not in {"id", "name"}
        }
        network = Network.from_pairs(
            [(row["source"], row["target"]) for row in _rows(_FOLDER / folder / "edges.csv")],
            nodes=[row["name"] for row in nodes],
            columns=columns,
        )
        by_name = {row["name"]: row for row in _rows(_FOLDER / folder / file)}
        numbers = [column for column in next(iter(by_name.values())) if column not in {"name", "group"}]
        values = {
            column: np.array([float(by_name[node][column]) for node in network.ids], dtype=np.float64)
            for column in numbers
        }
        return Reference(network, values)

    return read


@pytest.fixture(scope="session")
def key_player_rows() -> Callable[[str], list[dict[str, str]]]:
    """``key_player_rows(folder)``: the best sets of k nodes that trying out every set has found."""
    return lambda folder: _rows(_FOLDER / folder / "key_players.csv")


@pytest.fixture(scope="session")
def small_graphs() -> Callable[[bool], st.SearchStrategy[nx.Graph]]:
    """``small_graphs(directed)``: graphs of up to 8 nodes, edges having a likelihood ``p`` of ¼, ½ or 1."""

    @st.composite
    def graphs(draw: st.DrawFn, directed: bool) -> nx.Graph:
        n = draw(st.integers(1, 8))
        pairs = [(a, b) for a in range(n) for b in range(n) if (a != b if directed else a < b)]
        chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
        graph = nx.DiGraph() if directed else nx.Graph()
        graph.add_nodes_from(range(n))
        for a, b in chosen:
            graph.add_edge(a, b, p=draw(st.sampled_from([0.25, 0.5, 1.0])))
        return graph

    return graphs


@pytest.fixture(scope="session")
def as_network() -> Callable[[nx.Graph], Network]:
    """Turn a graph whose nodes are numbers below 10,000 into a network in the same order."""

    def turned(graph: nx.Graph) -> Network:
        return Network.from_pairs(
            [(f"{a:04}", f"{b:04}") for a, b in graph.edges],
            nodes=[f"{a:04}" for a in graph.nodes],
            likelihoods=[p for _, _, p in graph.edges.data("p", default=1.0)],
            directed=graph.is_directed(),
        )

    return turned


@pytest.fixture(scope="session")
def kept() -> Callable[[Network, npt.NDArray[np.bool_]], Network]:
    """Build anew the network that a mask leaves: what hiding edges must be equal to."""

    def rebuilt(network: Network, mask: npt.NDArray[np.bool_]) -> Network:
        there = np.flatnonzero(mask)
        return Network.from_pairs(
            [(network.ids[network.sources[e]], network.ids[network.targets[e]]) for e in there],
            nodes=network.ids,
            likelihoods=network.likelihoods[there].tolist(),
            weights=None if network.tie_weights is None else network.strengths[there].tolist(),
            directed=network.directed,
        )

    return rebuilt


@pytest.fixture(scope="session")
def worlds() -> Callable[[Network, int], npt.NDArray[np.bool_]]:
    """``worlds(network, count)``: masks in which half of the edges are there, after one with all and one with none."""

    def drawn(network: Network, count: int) -> npt.NDArray[np.bool_]:
        masks = np.random.default_rng(network.m).random((count, network.m)) < 0.5
        masks[0], masks[1] = True, False
        return masks

    return drawn


@pytest.fixture(scope="session")
def odd() -> dict[str, Network]:
    """Networks that a measure must not stumble over, by name."""
    return {
        "empty": Network.from_pairs([]),
        "one node": Network.from_pairs([], nodes=["a"]),
        "no edge": Network.from_pairs([], nodes=["a", "b", "c"]),
        "self-loop": Network.from_pairs([("a", "a"), ("a", "b"), ("b", "c")]),
        "parallel": Network.from_pairs([("a", "b"), ("b", "a"), ("b", "c")]),
        "disconnected": Network.from_pairs([("a", "b"), ("b", "c"), ("d", "e")]),
        "impossible": Network.from_pairs([("a", "b"), ("b", "c")], likelihoods=[0.0, 0.0]),
        "one way": Network.from_pairs([("a", "b"), ("b", "c")], directed=True),
    }
