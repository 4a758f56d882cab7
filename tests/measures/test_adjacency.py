"""Arcs in compressed rows, against networkx."""

from collections.abc import Callable, Mapping

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.measures.adjacency import Adjacency, checked_mask, checked_masks
from tertius.measures.network import BoolArray, Network


def _heads(arcs: Adjacency) -> list[list[int]]:
    return [arcs.heads[arcs.start[v] : arcs.start[v + 1]].tolist() for v in range(arcs.n)]


@pytest.mark.parametrize("directed", [False, True])
@settings(deadline=None)
@given(data=st.data())
def test_lists_the_neighbours_in_order(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    directed: bool,
    data: st.DataObject,
) -> None:
    graph = data.draw(small_graphs(directed))
    network = as_network(graph)
    onward = [sorted(graph.adj[v]) for v in graph]
    back = [sorted(graph.pred[v]) for v in graph] if directed else onward
    assert _heads(Adjacency.out_of(network)) == onward
    assert _heads(Adjacency.into(network)) == back
    around = [sorted(onward[v] + back[v]) if directed else onward[v] for v in graph]
    assert _heads(Adjacency.around(network)) == around


@settings(deadline=None)
@given(data=st.data())
def test_a_mask_leaves_the_arcs_of_the_edges_that_are_there(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    worlds: Callable[[Network, int], BoolArray],
    kept: Callable[[Network, BoolArray], Network],
    data: st.DataObject,
) -> None:
    network = as_network(data.draw(small_graphs(True)))
    whole = Adjacency.around(network)
    for mask in worlds(network, 3):
        left = whole.without_hidden(mask)
        assert _heads(left) == _heads(Adjacency.around(kept(network, mask)))
        assert mask[left.edges].all()
        tails = np.repeat(np.arange(network.n), np.diff(left.start))
        ends = {frozenset(pair) for pair in zip(network.sources, network.targets, strict=True)}
        assert all(frozenset(pair) in ends for pair in zip(tails, left.heads, strict=True))
    assert whole.without_hidden(None) is whole


def test_masks_that_cannot_be_written_to_are_taken_all_the_same(odd: Mapping[str, Network]) -> None:
    mask = np.ones(2, dtype=np.bool_)
    mask.flags.writeable = False
    given_back = checked_mask(odd["one way"], mask)
    assert given_back is not None
    assert given_back.tolist() == [True, True]


@pytest.mark.parametrize("masks", [np.ones((2, 3), dtype=np.bool_), np.ones(2, dtype=np.bool_), np.ones((1, 2))])
def test_refuses_masks_that_do_not_fit(odd: Mapping[str, Network], masks: BoolArray) -> None:
    with pytest.raises(InputError, match="do not fit 2 edges"):
        checked_masks(odd["one way"], masks)
