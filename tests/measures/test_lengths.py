"""How long edges are."""

import math

import numpy as np
import pytest

from tertius.errors import InputError
from tertius.measures.adjacency import Adjacency
from tertius.measures.lengths import LEAST, STEP_COST, arc_lengths
from tertius.measures.network import Network


def test_lengths_follow_likelihoods() -> None:
    network = Network.from_pairs([("a", "b"), ("b", "c")], likelihoods=[0.5, 1.0], directed=True)
    arcs = Adjacency.out_of(network)
    assert arc_lengths(network, arcs, "steps") is None
    assert arc_lengths(network, arcs, "inverse") == pytest.approx([2, 1])
    assert arc_lengths(network, arcs, "log") == pytest.approx([math.log(2) + STEP_COST, STEP_COST])


def test_what_hardly_holds_is_no_way_to_go() -> None:
    network = Network.from_pairs([("a", "b"), ("b", "c")], likelihoods=[0.0, LEAST / 2], directed=True)
    for distance in ("inverse", "log"):
        lengths = arc_lengths(network, Adjacency.out_of(network), distance)
        assert lengths is not None
        assert np.isinf(lengths).all()


def test_refuses_an_unknown_distance() -> None:
    network = Network.from_pairs([])
    with pytest.raises(InputError, match="no distance"):
        arc_lengths(network, Adjacency.out_of(network), "miles")  # type: ignore[arg-type]
