"""What falls with a source or a claim, worked out by hand and against leaving one source out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.measures.centrality.degree import degree
from tertius.measures.network import Edge, Network, NetworkTie
from tertius.measures.uncertainty.leave_out import leave_one_source_out
from tertius.measures.uncertainty.worlds import over_worlds
from tertius.measures.what_if.without_voices import edges_left


def harbour() -> Network:
    """Return four people: one edge by either of two groups, one by two ties together, one by a tie of two roots."""
    ties = [
        NetworkTie("anna-dock", (("paper", 0.9),)),
        NetworkTie("ben-dock", (("paper", 0.9), ("radio", 0.5))),
        NetworkTie("anna-crew", (("court", 0.9),)),
        NetworkTie("ben-crew", (("court", 0.9),)),
        NetworkTie("cem-crew", (("radio", 0.4),)),
        NetworkTie("cem-dana", (("paper", 0.8), ("radio", 0.6))),
    ]
    edges = [
        Edge("anna", "ben", (frozenset({0, 1}), frozenset({2, 3}))),
        Edge("anna", "cem", (frozenset({2, 4}),)),
        Edge("cem", "dana", (frozenset({5}),)),
    ]
    return Network.of([], edges, ties, names={"anna": "Anna"}, columns={"Side": {"anna": "north"}})


def test_edges_fall_with_the_last_of_their_clauses() -> None:
    network = harbour()
    assert edges_left(network, roots=["paper"]).tolist() == [True, True, True]
    assert edges_left(network, roots=["court"]).tolist() == [True, False, True]
    assert edges_left(network, roots=["paper", "court"]).tolist() == [False, False, True]
    assert edges_left(network, roots=["paper", "court", "radio"]).tolist() == [False, False, False]


def test_single_voices_fall_alone() -> None:
    network = harbour()
    assert edges_left(network, voices=[("cem-crew", "radio")]).tolist() == [True, False, True]
    both = [("cem-crew", "radio"), ("cem-dana", "radio")]
    assert edges_left(network, voices=both).tolist() == [True, False, True]
    # what the paper says of cem and dana is .8 likely
    assert edges_left(network, voices=both, least=0.8).tolist() == [True, False, True]
    assert edges_left(network, voices=both, least=0.81).tolist() == [True, False, False]


def test_a_tie_that_is_no_longer_likely_enough_falls_too() -> None:
    # without the paper the tie of cem and dana is .6 likely
    network = harbour()
    assert edges_left(network, roots=["paper"], least=0.6).tolist()[2]
    assert not edges_left(network, roots=["paper"], least=0.7).tolist()[2]
    # cem's tie to the crew, .4 likely, lost nothing
    assert edges_left(network, roots=["paper"], least=0.6).tolist()[1]


def test_refuses_what_the_network_does_not_have() -> None:
    with pytest.raises(InputError, match="rumour"):
        edges_left(harbour(), roots=["rumour"])
    with pytest.raises(InputError, match="anna-dock by radio"):
        edges_left(harbour(), voices=[("anna-dock", "radio")])
    with pytest.raises(InputError, match="likelihood"):
        edges_left(harbour(), least=2.0)
    assert edges_left(Network.from_pairs([])).shape == (0,)


@given(data=st.data())
def test_a_root_alone_is_what_leaving_one_source_out_hides(data: st.DataObject) -> None:
    roots = ["p", "q", "r"]
    ties = []
    for position in range(data.draw(st.integers(1, 5))):
        heard = sorted(data.draw(st.sets(st.sampled_from(roots), min_size=1)))
        ties.append(NetworkTie(str(position), tuple((root, 0.5) for root in heard)))
    sets = st.frozensets(st.integers(0, len(ties) - 1), min_size=1)
    edges = [
        Edge(*ends, tuple(data.draw(st.lists(sets, min_size=1, max_size=3))))
        for ends in data.draw(st.lists(st.sampled_from([("a", "b"), ("b", "c"), ("a", "c")]), unique=True))
    ]
    network = Network.of(["d"], edges, ties)
    found = leave_one_source_out(network, over_worlds(degree))
    for root, mask in zip(found.roots, found.edges, strict=True):
        assert np.array_equal(edges_left(network, roots=[root]), mask)
