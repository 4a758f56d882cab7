"""Scores slice by slice, against the measure of what each slice leaves, and chances worked out by hand."""

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
import pytest

from tertius.errors import InputError
from tertius.measures.centrality.betweenness import betweenness
from tertius.measures.centrality.degree import degree
from tertius.measures.network import BoolArray, Edge, Network, NetworkTie
from tertius.measures.temporal.slice_ranks import score_slices
from tertius.measures.temporal.slices import Slice, calendar_slices, slice_masks
from tertius.measures.uncertainty.worlds import Sampling, over_worlds
from tertius.model.dates import read_edtf

BY_DEGREE = over_worlds(degree)


def dated(*whens: str) -> Network:
    """Make a path a–b–c… whose ties carry these EDTF dates."""
    names = "abcdefgh"
    return Network.of(
        (),
        [Edge(names[i], names[i + 1], (frozenset({i}),)) for i in range(len(whens))],
        [NetworkTie(f"t{i}", (("s", 0.5),), read_edtf(when, lasting=True)) for i, when in enumerate(whens)],
    )


def test_each_slice_is_scored_as_the_network_that_it_leaves(kept: Callable[[Network, BoolArray], Network]) -> None:
    network = dated("2011/2012", "2012-06", "2012-11/", "")
    slices = calendar_slices(date(2011, 1, 1), date(2013, 12, 31), "year")
    found = score_slices(network, over_worlds(betweenness), slices, Sampling())
    assert [int(one.edges.sum()) for one in found] == [3, 4, 3]
    for one, mask in zip(found, slice_masks(network, slices), strict=True):
        assert one.scores.tolist() == one.expected.tolist() == betweenness(kept(network, mask)).tolist()
    # in 2012 all four ties are there: c in the middle, then b and d; without worlds intervals have no width
    assert found[1].uncertainty.rank_low.tolist() == found[1].uncertainty.rank_high.tolist() == [4.5, 2.5, 1, 2.5, 4.5]


def test_ranks_of_a_slice_carry_what_sampled_worlds_say() -> None:
    network = dated("2011/2012", "2012-11/")
    slices = calendar_slices(date(2011, 1, 1), date(2012, 12, 31), "year")
    early, late = score_slices(network, BY_DEGREE, slices, Sampling(worlds=4000, seed=7))
    # each tie stands on one voice of ½: in 2011 only a–b can hold
    assert early.expected == pytest.approx([0.5, 0.5, 0.0], abs=0.03)
    assert late.expected == pytest.approx([0.5, 1.0, 0.5], abs=0.05)
    # in 2011 half of the worlds have a and b ahead of c, by lot, and in the others all three are alike
    assert early.uncertainty.p_first == pytest.approx([1 / 4 + 1 / 6, 1 / 4 + 1 / 6, 1 / 6], abs=0.03)
    # the drawing is the same in each slice: in 2012 b is first alone with both ties, by lot of two with one of them
    assert late.uncertainty.p_first[1] == pytest.approx(1 / 4 + 1 / 4 + 1 / 12, abs=0.03)
    again = score_slices(network, BY_DEGREE, slices, Sampling(worlds=4000, seed=7))
    assert again[1].expected.tolist() == late.expected.tolist()


def test_odd_networks(odd: Mapping[str, Network]) -> None:
    slices = [Slice(date(2012, 1, 1), date(2012, 1, 4)), Slice(date(2012, 1, 5), date(2012, 1, 6))]
    for network in odd.values():
        for one in score_slices(network, BY_DEGREE, slices, Sampling(worlds=3)):
            assert one.scores.shape == one.expected.shape == one.uncertainty.p_top.shape == (network.n,)
    impossible = score_slices(odd["impossible"], BY_DEGREE, slices, Sampling(worlds=5))
    assert impossible[0].expected.tolist() == [0, 0, 0]
    with pytest.raises(InputError, match="no slice"):
        score_slices(odd["parallel"], BY_DEGREE, [], Sampling())
    assert np.all([one.edges.all() for one in score_slices(odd["parallel"], BY_DEGREE, slices, Sampling())])
