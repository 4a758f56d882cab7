"""What falls with a source or a claim, worked out by hand and against leaving one source out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.errors import InputError
from tertius.measures.network import Edge, Network, NetworkTie
from tertius.measures.uncertainty.leave_out import masks_without
from tertius.measures.what_if.without_voices import edges_left, without_voices


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


def test_a_root_takes_its_voices_with_it() -> None:
    network = harbour()
    left = without_voices(network, roots=["paper"])
    assert [tie.id for tie in left.ties] == ["ben-dock", "anna-crew", "ben-crew", "cem-crew", "cem-dana"]
    assert dict(zip([tie.id for tie in left.ties], [tie.voices for tie in left.ties], strict=True))["cem-dana"] == (
        ("radio", 0.6),
    )
    assert left.ids == ("anna", "ben", "cem", "dana")
    assert left.names == network.names
    assert left.columns == network.columns
    assert [left.tie_ids(edge) for edge in range(left.m)] == [
        ["anna-crew", "ben-crew"],
        ["anna-crew", "cem-crew"],
        ["cem-dana"],
    ]
    assert left.likelihoods == pytest.approx([0.9 * 0.9, 0.9 * 0.4, 0.6])


def test_edges_fall_with_the_last_of_their_clauses() -> None:
    network = harbour()
    assert edges_left(network, roots=["paper"]).tolist() == [True, True, True]
    assert edges_left(network, roots=["court"]).tolist() == [True, False, True]
    assert edges_left(network, roots=["paper", "court"]).tolist() == [False, False, True]
    assert edges_left(network, roots=["paper", "court", "radio"]).tolist() == [False, False, False]
    nothing = without_voices(network, roots=["paper", "court", "radio"])
    assert (nothing.n, nothing.m, nothing.ties) == (4, 0, ())


def test_single_voices_fall_alone() -> None:
    network = harbour()
    assert edges_left(network, voices=[("cem-crew", "radio")]).tolist() == [True, False, True]
    left = without_voices(network, voices=[("cem-crew", "radio"), ("cem-dana", "radio")])
    assert left.m == 2
    assert left.ties[-1].voices == (("paper", 0.8),)


def test_a_tie_that_is_no_longer_likely_enough_falls_too() -> None:
    # without the paper the tie of cem and dana is .6 likely
    network = harbour()
    assert edges_left(network, roots=["paper"], least=0.6).tolist()[2]
    assert not edges_left(network, roots=["paper"], least=0.7).tolist()[2]
    # cem's tie to the crew, .4 likely, lost nothing
    assert edges_left(network, roots=["paper"], least=0.6).tolist()[1]


def test_refuses_what_the_network_does_not_have() -> None:
    with pytest.raises(InputError, match="rumour"):
        without_voices(harbour(), roots=["rumour"])
    with pytest.raises(InputError, match="anna-dock by radio"):
        without_voices(harbour(), voices=[("anna-dock", "radio")])
    with pytest.raises(InputError, match="likelihood"):
        edges_left(harbour(), least=2.0)
    empty = Network.from_pairs([])
    assert without_voices(empty).n == 0
    assert edges_left(empty).shape == (0,)


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
    for root, mask in masks_without(network).items():
        assert np.array_equal(edges_left(network, roots=[root]), mask)
        left = without_voices(network, roots=[root])
        assert left.n == network.n
        assert np.array_equal(left.sources, network.sources[mask])
        assert np.array_equal(left.targets, network.targets[mask])
