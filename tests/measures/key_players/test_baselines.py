"""CoreHD on networks whose cores can be seen, and what the baselines of the key players are."""

from collections.abc import Callable

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.measures.key_players.baselines import corehd
from tertius.measures.key_players.sets import key_players
from tertius.measures.network import Network
from tertius.measures.threads import new_flag


def test_corehd_takes_the_core_apart_before_the_trees() -> None:
    # a star of twenty leaves hangs at "x" of a ring of five with a chord: the core is the ring
    ring = [("x", "p"), ("p", "q"), ("q", "r"), ("r", "s"), ("s", "x"), ("p", "r")]
    star = [("x", "hub"), *(("hub", f"leaf{v:02}") for v in range(20))]
    network = Network.from_pairs([*ring, *star])
    taken = [network.ids[v] for v in corehd(network, 3, mask=None, stop=new_flag())]
    # p and r have three edges in the core; without p none but x – s – r – q is left, a tree; then the hub
    assert taken[0] == "p"
    assert taken[1] == "hub"


def test_corehd_does_not_look_at_directions_and_takes_two_ways_as_one_edge() -> None:
    network = Network.from_pairs([("a", "b"), ("b", "a"), ("b", "c"), ("c", "b"), ("c", "d")], directed=True)
    # a tree, not a core of two-way edges: b or c leaves one pair linked, and b is first
    assert corehd(network, 1, mask=None, stop=new_flag()).tolist() == [1]


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_corehd_against_networkx(
    small_graphs: Callable[[bool], st.SearchStrategy[nx.Graph]],
    as_network: Callable[[nx.Graph], Network],
    data: st.DataObject,
) -> None:
    directed = data.draw(st.booleans())
    graph = data.draw(small_graphs(directed))
    k = data.draw(st.integers(1, len(graph)))
    taken = corehd(as_network(graph), k, mask=None, stop=new_flag()).tolist()
    assert len(set(taken)) == k
    left = nx.Graph(graph)
    for node in taken:
        core = nx.k_core(left, 2)
        if len(core):
            assert core.degree(node) == max(degree for _, degree in core.degree)
        else:

            def linked(one: int) -> int:
                rest = left.subgraph(set(left) - {one})
                return sum(len(part) * (len(part) - 1) for part in nx.connected_components(rest))

            assert linked(node) == min(linked(other) for other in left)
        left.remove_node(node)


def test_baselines_are_the_highest_by_degree_and_betweenness(as_network: Callable[[nx.Graph], Network]) -> None:
    graph = nx.krackhardt_kite_graph()  # published so that degree, closeness and betweenness differ
    named = {one.name: one.members for one in key_players(as_network(graph), 1).baselines}
    assert named["degree"] == (3,)
    assert named["betweenness"] == (7,)
    assert named["random"] == ()


def test_too_many_paths_leave_out_betweenness_alone() -> None:
    # a chain of 1,100 diamonds has 2 ** 1100 shortest paths from end to end
    pairs = []
    for v in range(1100):
        here, there = f"{v:05}", f"{v + 1:05}"
        pairs += [(here, f"{here}a"), (here, f"{here}b"), (f"{here}a", there), (f"{here}b", there)]
    found = key_players(Network.from_pairs(pairs), 1, draws=2)
    assert [one.name for one in found.baselines] == ["degree", "corehd", "random"]
