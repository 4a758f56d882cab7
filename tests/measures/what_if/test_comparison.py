"""Before and after: against networkx, by hand, and the network given stays as it is."""

from collections.abc import Callable, Mapping
from functools import partial
from hashlib import sha256
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.measures.centrality.betweenness import betweenness
from tertius.measures.centrality.closeness import closeness
from tertius.measures.centrality.degree import degree
from tertius.measures.network import BoolArray, FloatArray, Network
from tertius.measures.uncertainty.worlds import over_worlds
from tertius.measures.what_if.comparison import what_if
from tertius.measures.what_if.without_voices import edges_left

BY_BETWEENNESS, BY_DEGREE = over_worlds(betweenness), over_worlds(degree)


def digest(network: Network) -> str:
    """Return a digest of all that a network is."""
    arrays = b"".join(array.tobytes() for array in (network.sources, network.targets, network.likelihoods))
    rest = repr((network.ids, network.directed, network.ties, network.clauses, network.names, dict(network.columns)))
    return sha256(arrays + rest.encode()).hexdigest()


@pytest.mark.parametrize("directed", [False, True])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_agrees_with_networkx_and_changes_nothing(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    directed: bool,
    data: st.DataObject,
) -> None:
    graph = data.draw(small_graphs(directed))
    network = as_network(graph)
    nodes = data.draw(st.sets(st.sampled_from(sorted(graph))))
    bits = st.lists(st.booleans(), min_size=network.m, max_size=network.m)
    hidden = np.array(data.draw(bits), dtype=np.bool_)
    mask = np.array(data.draw(bits), dtype=np.bool_)
    given_before = digest(network), hidden.tobytes(), mask.tobytes()
    found = what_if(network, nodes=nodes, hidden=hidden, mask=mask, score=BY_DEGREE, pairs=[(0, network.n - 1)])
    assert (digest(network), hidden.tobytes(), mask.tobytes()) == given_before

    for picture, away, there in ((found.before, set(), mask), (found.after, nodes, mask & ~hidden)):
        left = nx.DiGraph() if directed else nx.Graph()
        left.add_nodes_from(set(graph) - away)
        ends = zip(network.sources.tolist(), network.targets.tolist(), there, strict=True)
        left.add_edges_from((a, b) for a, b, is_there in ends if is_there and not {a, b} & away)
        assert (picture.nodes, picture.edges) == (len(left), left.size())
        parts = nx.weakly_connected_components(left) if directed else nx.connected_components(left)
        assert picture.component_sizes == tuple(sorted(map(len, parts), reverse=True))
        assert picture.components == len(picture.component_sizes)
        n = len(left)
        if n > 1:
            steps = [d for _, row in nx.all_pairs_shortest_path_length(left) for d in row.values() if d > 0]
            assert picture.fragmentation == pytest.approx(1 - len(steps) / (n * (n - 1)))
            assert picture.distance_fragmentation == pytest.approx(1 - sum(1 / d for d in steps) / (n * (n - 1)))
        else:
            assert np.isnan(picture.fragmentation)
            assert np.isnan(picture.distance_fragmentation)
        assert picture.scores is not None
        assert picture.ranks is not None
        for node in graph:
            if node in left:
                assert picture.scores[node] == left.degree(node)
                assert picture.ranks[node] == 1 + sum(left.degree(other) > left.degree(node) for other in left)
            else:
                assert np.isnan(picture.scores[node])
                assert np.isnan(picture.ranks[node])
        path = picture.paths[0]
        if 0 in left and network.n - 1 in left and nx.has_path(left, 0, network.n - 1):
            assert path.length == nx.shortest_path_length(left, 0, network.n - 1)
        else:
            assert path.length is None
    assert found.gone == tuple(sorted(nodes))
    lost = mask & (hidden | np.isin(network.sources, list(nodes)) | np.isin(network.targets, list(nodes)))
    assert found.edges_lost == tuple(np.flatnonzero(lost).tolist())


def test_the_middle_of_a_network_taken_away() -> None:
    # a star of a with b, c, d, and the detour b – e – c
    network = Network.from_pairs([("a", "b"), ("a", "c"), ("a", "d"), ("b", "e"), ("c", "e")])
    found = what_if(network, nodes=[0], score=BY_BETWEENNESS, pairs=[(1, 2), (1, 3)])
    assert found.before.component_sizes == (5,)
    assert found.after.component_sizes == (3, 1)
    assert found.before.fragmentation == 0
    assert found.after.fragmentation == 0.5
    assert (found.before.paths[0].length, found.before.paths[0].count, found.before.paths[0].path) == (2, 2, (1, 0, 2))
    assert (found.after.paths[0].length, found.after.paths[0].count, found.after.paths[0].path) == (2, 1, (1, 4, 2))
    assert found.after.paths[1].length is None
    assert found.before.ranks is not None
    assert found.after.ranks is not None
    assert np.isnan(found.after.ranks[0])
    # betweenness before: a 3.5, b and c 1, d 0, e ½; after: e 1, others 0
    assert found.before.ranks.tolist() == [1, 2, 2, 5, 4]
    assert found.after.ranks[1:].tolist() == [2, 2, 2, 1]


def test_what_a_source_carries_is_hidden_as_if_it_were_gone() -> None:
    network = Network.from_pairs([("a", "b"), ("b", "c"), ("c", "d")])  # the roots are 0, 1 and 2
    left = edges_left(network, roots=["1"])
    found = what_if(network, hidden=~left, score=over_worlds(closeness), pairs=[(0, 3)])
    anew = Network.from_pairs([("a", "b"), ("c", "d")])
    plain = what_if(anew, score=over_worlds(closeness), pairs=[(0, 3)]).before
    assert found.after.component_sizes == plain.component_sizes == (2, 2)
    assert found.after.scores is not None
    assert plain.scores is not None
    assert np.array_equal(found.after.scores, plain.scores, equal_nan=True)
    assert found.after.paths == plain.paths
    assert found.edges_lost == (1,)


def test_nothing_taken_away_changes_nothing(reference: Callable[[str, str], Any]) -> None:
    network = reference("mali_walther_christopoulos_2015", "nodes.csv").network
    found = what_if(network, score=over_worlds(partial(degree, direction="total")))
    assert found.before.component_sizes == found.after.component_sizes
    assert found.before.ranks is not None
    assert found.after.ranks is not None
    assert found.before.ranks.tolist() == found.after.ranks.tolist()


def test_odd_networks(odd: Mapping[str, Network]) -> None:
    for name, network in odd.items():
        found = what_if(network, nodes=range(network.n), score=BY_DEGREE)
        assert found.after.component_sizes == (), name
        assert (found.after.nodes, found.after.edges) == (0, 0)
        hidden = what_if(network, hidden=np.ones(network.m, dtype=np.bool_), score=BY_DEGREE)
        assert hidden.after.component_sizes == (1,) * network.n, name
        assert hidden.before.nodes == hidden.after.nodes == network.n


def _one_number(network: Network, masks: BoolArray) -> FloatArray:
    return np.zeros((len(masks), 1))


def test_refuses_what_makes_no_sense(odd: Mapping[str, Network]) -> None:
    network = odd["disconnected"]
    with pytest.raises(InputError, match="position 9"):
        what_if(network, nodes=[9])
    with pytest.raises(InputError, match="position 7"):
        what_if(network, pairs=[(0, 7)])
    with pytest.raises(InputError, match="mask"):
        what_if(network, hidden=np.ones(1, dtype=np.bool_))
    with pytest.raises(InputError, match="score"):
        what_if(network, score=_one_number)
